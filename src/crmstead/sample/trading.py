"""Products, vendors, price books, and the quotes, orders and invoices of the sample org."""

from __future__ import annotations

from typing import Any

from crmstead.sample.people import END
from crmstead.sample.words import EDITIONS, PRODUCT_LINES
from crmstead.sample.world import DAY, Made, Wanted, World, day_of, without_empty

_MOST_LINES = 6
#: Fields that a document takes over from the one before it.
_TAKEN_OVER = (
    "Account_Name", "Contact_Name", "Billing_Street", "Billing_City", "Billing_State",
    "Billing_Code", "Billing_Country", "Shipping_Street", "Shipping_City", "Shipping_State",
    "Shipping_Code", "Shipping_Country",
)  # fmt: skip


def vendor(world: World, at: int) -> Wanted:
    """Return a vendor."""
    del at
    place = world.place()
    _, last = world.person()
    name = f"{last} Supplies"
    item = {
        "Vendor_Name": name,
        "Email": f"orders@{last.lower()}-supplies.example" if last.isascii() else None,
        "Phone": world.phone(place),
        "Category": world.random.choice(("Hardware", "Office", "Services")),
        "GL_Account": world.value("Vendors", "GL_Account"),
        "Tag": world.tags(10),
        **world.address(place, "", "Zip_Code"),
    }
    if "'" in name:
        item.pop("Email")
    return Wanted(without_empty(item), world.random.choice(world.managers))


def product(world: World, at: int) -> Wanted:
    """Return a product: one of each line and edition in turn."""
    number = len(world.made.get("Products", ()))
    lines = [(category, name) for category, names in PRODUCT_LINES for name in names]
    category, name = lines[number % len(lines)]
    edition = EDITIONS[number // len(lines) % len(EDITIONS)]
    supplier = world.maybe("Vendors", 80)
    item = {
        "Product_Name": f"{name} {edition}",
        "Product_Code": f"{category[:2].upper()}-{number + 1:04}",
        "Product_Category": category,
        "Manufacturer": world.value("Products", "Manufacturer"),
        "Vendor_Name": supplier.link if supplier else None,
        "Product_Active": world.chance(92),
        "Unit_Price": round(world.amount(15, 4000), 0) - 0.1,
        "Usage_Unit": "Each",
        "Qty_in_Stock": world.random.randrange(400) if category == "Hardware" else None,
        "Reorder_Level": 20 if category == "Hardware" else None,
        "Sales_Start_Date": day_of(at, -200),
        "Taxable": True,
        "Tax": [{"value": "Sales Tax"}] + ([{"value": "Vat"}] if world.chance(40) else []),
        "Description": f"{name}, {edition.lower()} edition." if world.chance(60) else None,
        "Tag": world.tags(10),
    }
    return Wanted(
        without_empty(item), world.administrator, world.changed_later(at, world.administrator)
    )


def price_book(world: World, at: int) -> Wanted:
    """Return a price book with three ranges."""
    del at
    number = len(world.made.get("Price_Books", ())) + 1
    first = world.random.choice((3, 5, 8))
    item = {
        "Price_Book_Name": f"Price list {number}",
        "Active": world.chance(80),
        "Pricing_Model": "Flat" if number % 2 else "Differential",
        "Pricing_Details": [
            {"from_range": start, "to_range": end, "discount": discount}
            for start, end, discount in (
                (1, 10, 0), (11, 50, first), (51, 1000, first * 2),
            )
        ],
    }  # fmt: skip
    return Wanted(item, world.administrator)


def _lines(world: World) -> list[dict[str, Any]]:
    tax = world.catalogue.taxes[0]
    lines: list[dict[str, Any]] = []
    products = world.made["Products"]
    count = min(world.random.randint(1, _MOST_LINES), len(products))
    for one in world.random.sample(products, count):
        line: dict[str, Any] = {"Product_Name": one.link, "Quantity": world.random.randint(1, 60)}
        book = world.maybe("Price_Books", 20)
        if book is not None:
            line["Price_Book_Name"] = book.link
        elif world.chance(20):
            line["Discount"] = "5%"
        if world.chance(70):
            line["Line_Tax"] = [{"percentage": tax.value, "name": tax.name, "id": str(tax.id)}]
        lines.append(line)
    return lines


def _addresses(customer: Made) -> dict[str, str]:
    """Return the addresses of an account; goods go to where the bill goes unless it says else."""
    kept = {
        name: value
        for name, value in customer.item.items()
        if name.startswith(("Billing_", "Shipping_"))
    }
    to_bill = {
        name.replace("Billing_", "Shipping_"): value
        for name, value in kept.items()
        if name.startswith("Billing_")
    }
    return {**to_bill, **kept}


def _document(world: World, subject: str, lines: str, before: Made | None) -> dict[str, Any]:
    """Return what quotes, orders and invoices have in common."""
    if before is not None:
        taken = {name: before.item[name] for name in _TAKEN_OVER if name in before.item}
        return {"Subject": subject, **taken, lines: before.item[_lines_of(before)]}
    customer = world.some("Accounts")
    contact = world.among("Contacts", "Account_Name", customer)
    return {
        "Subject": subject,
        "Account_Name": customer.link,
        "Contact_Name": contact.link if contact else None,
        **_addresses(customer),
        lines: _lines(world),
        "Discount": "2%" if world.chance(15) else None,
        "Adjustment": -0.5 if world.chance(10) else None,
        "Terms_and_Conditions": "Payable within 30 days." if world.chance(60) else None,
    }


def _lines_of(document: Made) -> str:
    return next(name for name in document.item if name.endswith("_Items"))


def quote(world: World, at: int) -> Wanted:
    """Return a quote for a deal or straight for an account."""
    number = len(world.made.get("Quotes", ())) + 1
    offered = world.maybe("Deals", 60)
    item = _document(world, f"Quote {number:04}", "Quoted_Items", None)
    if offered is not None:
        item["Deal_Name"] = offered.link
        item["Account_Name"] = offered.item["Account_Name"]
        item["Contact_Name"] = offered.item.get("Contact_Name")
    item["Quote_Stage"] = world.value("Quotes", "Quote_Stage")
    item["Valid_Till"] = day_of(at, 30)
    item["Carrier"] = world.value("Quotes", "Carrier")
    owner = offered.owner if offered else world.random.choice(world.managers)
    return Wanted(without_empty(item), owner, world.changed_later(at, owner))


def sales_order(world: World, at: int) -> Wanted:
    """Return a sales order, mostly for a quote."""
    number = len(world.made.get("Sales_Orders", ())) + 1
    before = world.maybe("Quotes", 75)
    item = _document(world, f"Order {number:04}", "Ordered_Items", before)
    if before is not None:
        item["Quote_Name"] = before.link
        item["Deal_Name"] = before.item.get("Deal_Name")
    item["Status"] = world.value("Sales_Orders", "Status")
    item["Due_Date"] = day_of(at, 21)
    item["Carrier"] = world.value("Sales_Orders", "Carrier")
    item["Customer_No"] = f"PO/{world.random.randrange(10_000):04}"
    owner = before.owner if before else world.random.choice(world.managers)
    return Wanted(without_empty(item), owner, world.changed_later(at, owner))


def invoice(world: World, at: int) -> Wanted:
    """Return an invoice, mostly for a sales order."""
    number = len(world.made.get("Invoices", ())) + 1
    before = world.maybe("Sales_Orders", 80)
    item = _document(world, f"Invoice {number:04}", "Invoiced_Items", before)
    if before is not None:
        item["Sales_Order"] = before.link
    item["Status"] = "Delivered" if at < END - 60 * DAY else world.value("Invoices", "Status")
    item["Invoice_Date"] = day_of(at)
    item["Due_Date"] = day_of(at, 30)
    if world.chance(20):
        vat = world.catalogue.taxes[1]
        item["$line_tax"] = [{"percentage": vat.value, "name": vat.name, "id": str(vat.id)}]
    owner = before.owner if before else world.administrator
    return Wanted(without_empty(item), owner, world.changed_later(at, owner))


def purchase_order(world: World, at: int) -> Wanted:
    """Return a purchase order to a vendor."""
    number = len(world.made.get("Purchase_Orders", ())) + 1
    supplier = world.some("Vendors")
    item = {
        "Subject": f"Restocking {number:03}",
        "PO_Number": f"PO-{number:05}",
        "Vendor_Name": supplier.link,
        "PO_Date": day_of(at),
        "Due_Date": day_of(at, 14),
        "Status": world.value("Purchase_Orders", "Status"),
        "Carrier": world.value("Purchase_Orders", "Carrier"),
        "Tracking_Number": f"TR{world.random.randrange(10**9):09}" if world.chance(50) else None,
        "Purchase_Items": _lines(world),
    }
    return Wanted(without_empty(item), supplier.owner, world.changed_later(at, supplier.owner))
