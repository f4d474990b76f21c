"""The registers of those one deals with: the units that buy, the labour-market units, and the suppliers."""

from collections.abc import Mapping
from urllib.parse import quote

from sqlalchemy import Connection

from desk import people as desk
from desk.acting import carry_out
from models.firms import all_firms
from models.queries import directory
from models.units import set_act, units
from states.law.acts import ACT_LABELS
from states.text import Text
from web.board.frame import Visit
from web.board.register.kit import Content, Entered, RegisterPage, RegisterTable, Slot
from web.links.forms import Field, FieldKind, Given

_SAVE, _SAVED = Text("Spara", "Save"), Text("Uppgiften är sparad.", "It is saved.")
_ACTS: Mapping[str, Text] = {str(act): label for act, label in ACT_LABELS.items()}
_NAME = Text("Namn", "Name")


def _units(visit: Visit, connection: Connection) -> Content:
    numbers = directory.units(connection)
    buying = [
        [
            Slot(one.name, f"arenden?enhet={numbers[one.name]}"),
            Slot(one.organisation_number or "–"),
            Slot(_ACTS[one.act].in_(visit.language) if one.act in _ACTS else "–"),
        ]
        for one in units(connection)
    ]
    served = [
        [
            Slot(one.name),
            Slot(", ".join(one.areas) or "–"),
            Slot(one.phone or "–"),
            Slot(one.email or "–"),
        ]
        for one in desk.labour_units(connection)
    ]
    return Content(
        tables=(RegisterTable(_BUYING_HEADS, buying, _BUYING), RegisterTable(_SERVED_HEADS, served, _SERVED)),
        forms=(_act_of(numbers), _LABOUR_UNIT),
        empty=_NONE,
    )


def _act_of(numbers: dict[str, int]) -> Entered:
    def enter(visit: Visit, given: Given) -> None:
        number = int(given["unit"])
        carry_out(visit.engine, lambda connection: set_act(connection, number, given["act"] or "", today=visit.today))

    names = {str(one): Text(name, name) for name, one in numbers.items()}
    fields = (
        Field("unit", Text("Enhet", "Unit"), FieldKind.LIST, names),
        Field("act", Text("Lag", "Act"), FieldKind.CHOICE, _ACTS),
    )
    heading = Text("Ange vilken lag en enhet köper efter", "Say by which act a unit buys")
    return Entered("act", heading, _SAVE, fields, enter, _SAVED)


def _put(visit: Visit, given: Given) -> None:
    entry = {
        "email": given["email"] or "",
        "phone": given["phone"] or "",
        "areas": [word.strip() for word in (given["areas"] or "").split(",") if word.strip()],
    }
    told = {key: value for key, value in entry.items() if value}
    carry_out(visit.engine, lambda connection: desk.put_unit(connection, given["name"], told, today=visit.today))


_LABOUR_UNIT = Entered(
    "labour_unit",
    Text("Lägg till eller ändra en arbetsmarknadsenhet", "Add or change a labour-market unit"),
    _SAVE,
    (
        Field("name", _NAME, FieldKind.TEXT),
        Field("email", Text("Gemensam e-post", "Shared e-mail"), FieldKind.TEXT, required=False),
        Field("phone", Text("Telefon", "Phone"), FieldKind.TEXT, required=False),
        Field(
            "areas",
            Text("Områden", "Areas"),
            FieldKind.TEXT,
            required=False,
            hint=Text("Med komma mellan. Tomt: hela staden.", "Separated by commas. Empty: the whole city."),
        ),
    ),
    _put,
    _SAVED,
)
_BUYING, _SERVED = Text("Enheter som köper", "Units that buy"), Text("Arbetsmarknadsenheter", "Labour-market units")
_BUYING_HEADS = (_NAME, Text("Organisationsnummer", "Organisation number"), Text("Köper efter", "Buys by"))
_SERVED_HEADS = (_NAME, Text("Områden", "Areas"), Text("Telefon", "Phone"), Text("E-post", "E-mail"))
_NONE = Text("Ingen enhet finns i registret än.", "No unit is in the register yet.")


def _suppliers(_: Visit, connection: Connection) -> Content:
    rows = [
        [
            Slot(firm.name, f"arenden?lage=alla&q={quote(firm.name)}"),
            Slot(firm.organisation_number or "–"),
            Slot(", ".join(firm.formerly) or "–"),
        ]
        for firm in all_firms(connection)
    ]
    return Content(tables=(RegisterTable(_FIRM_HEADS, rows),), empty=_NO_FIRM)


_FIRM_HEADS = (_NAME, Text("Organisationsnummer", "Organisation number"), Text("Tidigare namn", "Former names"))
_NO_FIRM = Text(
    "Ingen leverantör har vunnit något än. De kommer hit när en vinnare rapporteras.",
    "No supplier has won anything yet. They come here when a winner is reported.",
)

UNITS = RegisterPage(
    "enheter",
    Text("Enheter", "Units"),
    Text(
        "Vilka som köper och efter vilken lag, och vilka som förbereder deltagare.",
        "Who buys and by which act, and who prepares participants.",
    ),
    _units,
)
SUPPLIERS = RegisterPage(
    "leverantorer",
    Text("Leverantörer", "Suppliers"),
    Text(
        "Firmor som har vunnit upphandlingar, med sina ärenden.", "Firms that have won procurements, with their cases."
    ),
    _suppliers,
)
