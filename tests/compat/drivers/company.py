"""Sets variables, currencies and taxes up through the SDK, as its samples do."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import currencies, taxes, variables
from zohocrmsdk.src.com.zoho.crm.api.currencies import (
    BaseCurrency,
    BaseCurrencyWrapper,
    CurrenciesOperations,
    Currency,
    Format,
)
from zohocrmsdk.src.com.zoho.crm.api.taxes import OrgTax, Tax, TaxesOperations
from zohocrmsdk.src.com.zoho.crm.api.util import Choice
from zohocrmsdk.src.com.zoho.crm.api.variable_groups import VariableGroupsOperations
from zohocrmsdk.src.com.zoho.crm.api.variables import (
    DeleteVariablesParam,
    GetVariableByIDParam,
    GetVariablesParam,
    UpdateVariableByIDParam,
    Variable,
    VariableGroup,
    VariablesOperations,
)

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Walk through every operation; the answer of each under its name."""
    return {**of_variables(), **of_currencies(), **of_taxes()}


def of_variables() -> dict[str, Any]:
    """Make, read, change and remove variables."""
    operations = VariablesOperations()
    groups = VariableGroupsOperations().get_variable_groups()
    group = groups.get_object().get_variable_groups()[0].get_id()
    found = {"groups": answered(groups)}
    made = operations.create_variables(several(variable(group, 1, "55"), variable(group, 2, 7)))
    found["create_variables"] = answered(made)
    first, second = (int(one.get_details()["id"]) for one in made.get_object().get_variables())
    in_group = params((GetVariablesParam.group, str(group)))
    found["list_variables"] = answered(operations.get_variables(in_group))
    changed = Variable()
    changed.set_value("66")
    found["update_variable"] = answered(
        operations.update_variable_by_id(
            first, several(changed), params((UpdateVariableByIDParam.group, str(group)))
        )
    )
    one = params((GetVariableByIDParam.group, str(group)))
    found["one_variable"] = answered(operations.get_variable_by_id(first, one))
    ids = params((DeleteVariablesParam.ids, f"{first},{second}"))
    found["delete_variables"] = answered(operations.delete_variables(ids))
    return found


def variable(group: int, number: int, value: Any) -> Variable:
    """Return a variable of whole numbers."""
    made, of = Variable(), VariableGroup()
    of.set_id(group)
    made.set_name(f"Variable {number}")
    made.set_api_name(f"Variable{number}")
    made.set_type(Choice("integer"))
    made.set_value(value)
    made.set_variable_group(of)
    return made


def several(*made: Variable) -> variables.BodyWrapper:
    """Return the body that carries variables."""
    body = variables.BodyWrapper()
    body.set_variables(list(made))
    return body


def of_currencies() -> dict[str, Any]:
    """Enable several currencies, and add and change one."""
    operations = CurrenciesOperations()
    found = {"no_currencies": answered(operations.get_currencies())}
    wrapper = BaseCurrencyWrapper()
    wrapper.set_base_currency(described(BaseCurrency(), "USD", "US Dollar - USD", "$", "1.00"))
    found["enable"] = answered(operations.enable_base_currency(wrapper))
    added = operations.add_currencies(
        bodied(described(Currency(), "EUR", "Euro - EUR", "E", "0.9"))
    )
    found["add_currency"] = answered(added)
    euro = int(added.get_object().get_currencies()[0].get_details()["id"])
    changed = Currency()
    changed.set_exchange_rate("0.95")
    found["update_currency"] = answered(operations.update_currency(euro, bodied(changed)))
    found["list_currencies"] = answered(operations.get_currencies())
    found["refused_currency"] = answered(
        operations.add_currencies(bodied(described(Currency(), "XXX", "None", "X", "1")))
    )
    return found


def described(made: Any, code: str, name: str, symbol: str, rate: str) -> Any:
    """Return a currency, or the home currency, with all that it needs."""
    form = Format()
    form.set_decimal_separator(Choice("Period"))
    form.set_thousand_separator(Choice("Comma"))
    form.set_decimal_places(Choice("2"))
    made.set_iso_code(code)
    made.set_name(name)
    made.set_symbol(symbol)
    made.set_exchange_rate(rate)
    made.set_prefix_symbol(True)
    made.set_format(form)
    return made


def bodied(*made: Currency) -> currencies.BodyWrapper:
    """Return the body that carries currencies."""
    body = currencies.BodyWrapper()
    body.set_currencies(list(made))
    return body


def of_taxes() -> dict[str, Any]:
    """Add, change and remove a tax."""
    operations = TaxesOperations()
    added = operations.update_taxes(taxed(tax(name="Vat", value=7.5)))
    found = {"add_tax": answered(added)}
    number = int(added.get_object().get_org_taxes().get_details()["id"])
    found["update_tax"] = answered(operations.update_taxes(taxed(tax(number, value=8.0))))
    found["list_taxes"] = answered(operations.get_taxes())
    found["one_tax"] = answered(operations.get_tax(number))
    found["refused_tax"] = answered(operations.update_taxes(taxed(tax(5, value=8.0))))
    found["delete_tax"] = answered(operations.update_taxes(taxed(tax(number, gone=True))))
    return found


def tax(
    number: int | None = None,
    *,
    name: str | None = None,
    value: float | None = None,
    gone: bool = False,
) -> Tax:
    """Return a tax with what is said of it."""
    made = Tax()
    if number is not None:
        made.set_id(number)
    if name is not None:
        made.set_name(name)
    if value is not None:
        made.set_value(value)
    if gone:
        made.set_delete(True)
    return made


def taxed(*made: Tax) -> taxes.BodyWrapper:
    """Return the body that carries taxes."""
    body, org = taxes.BodyWrapper(), OrgTax()
    org.set_taxes(list(made))
    body.set_org_taxes(org)
    return body


if __name__ == "__main__":
    main(run)
