"""Sums of exact numbers, within bounds: what goes beyond them is no value."""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from crmstead.formulas.errors import NoValueError

#: More digits than a stored number has, so that what is rounded is only the end of it.
CONTEXT = Context(prec=40, Emax=999, Emin=-999, traps=[InvalidOperation, DivisionByZero, Overflow])


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """Return a number to the power of another one."""
    if not base and exponent < 0:
        raise NoValueError
    return CONTEXT.power(base, exponent)


def remainder(number: Decimal, divisor: Decimal) -> Decimal:
    """Return what is left of a division, with the sign of the number."""
    return CONTEXT.remainder(number, divisor)


OPERATIONS = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "%": remainder,
    "^": power,
}
