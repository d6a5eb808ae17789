"""Why what an org consists of is not made, changed or removed."""

from crmstead.errors.setup import company as company
from crmstead.errors.setup import data_sharing as data_sharing
from crmstead.errors.setup import definitions as definitions
from crmstead.errors.setup import fields as fields
from crmstead.errors.setup import groups as groups
from crmstead.errors.setup import map_dependency as map_dependency
from crmstead.errors.setup import pick_lists as pick_lists
from crmstead.errors.setup import profiles as profiles
from crmstead.errors.setup import roles as roles
from crmstead.errors.setup import territories as territories
from crmstead.errors.setup import users as users
