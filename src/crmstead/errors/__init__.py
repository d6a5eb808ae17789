"""Every error the server answers, and the two ways to raise one.

Files of rows are imported here, each once, so that the register holds all of them.
"""

from crmstead.errors import acting as acting
from crmstead.errors import apis as apis
from crmstead.errors import blueprint as blueprint
from crmstead.errors import catalogue as catalogue
from crmstead.errors import changing as changing
from crmstead.errors import composite as composite
from crmstead.errors import converting as converting
from crmstead.errors import coql as coql
from crmstead.errors import deleting as deleting
from crmstead.errors import duplicate_check as duplicate_check
from crmstead.errors import external as external
from crmstead.errors import files as files
from crmstead.errors import locking as locking
from crmstead.errors import mass as mass
from crmstead.errors import merging as merging
from crmstead.errors import parameters as parameters
from crmstead.errors import related as related
from crmstead.errors import requests as requests
from crmstead.errors import searching as searching
from crmstead.errors import services as services
from crmstead.errors import settings as settings
from crmstead.errors import setup as setup
from crmstead.errors import sharing as sharing
from crmstead.errors import timeline as timeline
from crmstead.errors import values as values
