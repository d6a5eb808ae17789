"""One item of a body that makes or changes a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.definitions import FieldDefinition, Raw
from crmstead.model.field import Field
from crmstead.setup.fields.given import Given
from crmstead.setup.fields.place import Place


@dataclass(slots=True)
class Asked:
    """An item, with the field that it changes; None where it makes one."""

    place: Place
    given: Given
    data_type: str
    before: Field | None
    #: Makes a further field, of the rows of this one.
    make: Callable[[Place, Given], FieldDefinition]
    #: Name of the field that is made, once it is known.
    api_name: str = ""

    @property
    def catalogue(self) -> Catalogue:
        """The org's metadata before the change."""
        return self.place.redefining.catalogue

    @property
    def new(self) -> bool:
        """Whether a field is made."""
        return self.before is None

    def next_id(self) -> int:
        """Return an id for something new."""
        return self.place.redefining.org.ids.next()


#: Checks members of an item and returns the keys of the definition that they set.
Member = Callable[[Asked], Raw]
