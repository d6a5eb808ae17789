"""The behaviours that exist. A new one adds one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.records.behaviours.activity import Activity
from crmstead.records.behaviours.appointment import Appointment
from crmstead.records.behaviours.appointment_history import AppointmentHistory
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.call import Call
from crmstead.records.behaviours.comments import Comments
from crmstead.records.behaviours.deal import Deal
from crmstead.records.behaviours.event import Event
from crmstead.records.behaviours.inventory import Inventory
from crmstead.records.behaviours.note import Note
from crmstead.records.behaviours.person import Person
from crmstead.records.behaviours.price_book import PriceBook
from crmstead.records.behaviours.product import Product
from crmstead.records.behaviours.recurrence import Recurrence
from crmstead.records.behaviours.service import Service
from crmstead.records.behaviours.task import Task

BEHAVIOURS: dict[str, Behaviour] = {
    behaviour.name: behaviour()
    for behaviour in (
        Activity,
        Appointment,
        AppointmentHistory,
        Call,
        Comments,
        Deal,
        Event,
        Inventory,
        Note,
        Person,
        PriceBook,
        Product,
        Recurrence,
        Service,
        Task,
    )
}


@derived
def behaviours_of(module: Module) -> tuple[Behaviour, ...]:
    """Return the behaviours that a module's metadata names, in its order."""
    return tuple(BEHAVIOURS[name] for name in module.behaviours if name in BEHAVIOURS)


@derived
def overriding(module: Module, method: Callable[..., object]) -> tuple[Behaviour, ...]:
    """Return the behaviours of a module that do more in a method than `Behaviour` does."""
    name = method.__name__
    return tuple(one for one in behaviours_of(module) if getattr(type(one), name) is not method)
