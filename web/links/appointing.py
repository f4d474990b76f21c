"""The pages on which the support function sets up a supplier: who looks after it, and what it has promised."""

from collections.abc import Iterator, Mapping, Sequence

from desk.recording import Told
from desk.suppliers import Appointment, Care, Promise, SupplierMeant
from matters.directory import Reader
from matters.introductions import promised
from models.people import FirmPerson
from states.facts import Milestone
from states.records.needs import people_in
from states.records.obligations import MEASURE_LABELS, Measure
from states.text import Text, verbatim
from web.links.forms import Field, FieldKind, Form, Given
from web.links.page import Page, PageLine, Section, Typed, ready, refused_today
from web.links.purchase import EMAIL, NAME, PHONE, wrong_contact
from web.links.scene import Scene

WHO = "who"
UNIT, AMOUNT, EACH = "unit", "amount", "months_each"

# --- who looks after it ----------------------------------------------------------------------------------------------


def _appointing(scene: Scene, _: Typed) -> Sequence[Section]:
    people = {str(one.id): one for one in _who_may(scene)}
    if not people:
        return [_supplier(scene), Section(notes=(_NOBODY,))]
    form = Form(
        "appoint",
        Text("Kontaktperson för leverantören", "Contact person for the supplier"),
        Text("Utse kontaktpersonen", "Appoint the contact person"),
        (
            Field(
                WHO,
                Text("Vem hos arbetsmarknadsenheten tar hand om leverantören?", "Who at the unit looks after it?"),
                FieldKind.CHOICE,
                choices={number: _whose(scene, one) for number, one in people.items()},
            ),
            *_own_person(scene),
        ),
        lambda given: _appointed(scene, given),
        check=lambda given: wrong_contact(scene, given, str),
    )
    return [_supplier(scene), Section(forms=(form,))]


def _who_may(scene: Scene) -> Iterator[Reader]:
    """Yield the people of the labour-market units that can be appointed, those of the units the case falls to first."""
    directory, case = scene.directory, scene.case
    pool = (one for readers in directory.pools.values() for one in readers)
    of_units = (one for unit in directory.units_of(case) for one in unit.people)
    for one in dict.fromkeys((*of_units, *pool)):
        if one.role == "labour_market" and one.is_reachable(scene.today):
            yield one


def _whose(scene: Scene, reader: Reader) -> Text:
    unit = scene.directory.units.get(reader.labour_market_unit_id or 0)
    return _OF_UNIT.fill(name=reader.name, unit=unit.name) if unit else verbatim(reader.name)


def _own_person(scene: Scene) -> Iterator[Field]:
    """Yield the questions about the supplier's own contact person, unless one is known."""
    if scene.around.of_supplier is not None:
        return
    for name, label in _OWN.items():
        yield Field(name, label, FieldKind.TEXT, required=False)


def _appointed(scene: Scene, given: Given) -> Sequence[Told]:
    name, email, phone = (given.get(one) or "" for one in (NAME, EMAIL, PHONE))
    person = FirmPerson(name, email, phone) if email else None
    return [Appointment(_meant(scene), Care(contact_id=int(given[WHO]), supplier_person=person))]


def _meant(scene: Scene) -> SupplierMeant:
    owed = scene.case.obligation(scene.track.subject)
    return SupplierMeant(owed.supplier, owed.lot) if owed else SupplierMeant()


def _supplier(scene: Scene) -> Section:
    """Return what is known of the supplier: what it took on, and whom to talk to there."""
    lines = [PageLine(one.label, one.value, one.link) for one in promised(scene.around)]
    own = scene.around.of_supplier
    if own is not None:
        lines.append(PageLine(_TO_TALK_TO, verbatim(own.name), f"mailto:{own.email}"))
    return Section(verbatim(scene.track.subject), tuple(lines))


_OF_UNIT = Text("{name}, {unit}", "{name}, {unit}")
_OWN = {
    NAME: Text("Namn på leverantörens kontaktperson", "Name of the supplier's contact person"),
    EMAIL: Text("E-post till leverantörens kontaktperson", "E-mail of the supplier's contact person"),
    PHONE: Text("Telefon till leverantörens kontaktperson", "Phone of the supplier's contact person"),
}
_TO_TALK_TO = Text("Kontaktperson hos leverantören", "Contact person at the supplier")
_NOBODY = Text(
    "Ingen hos arbetsmarknadsenheterna finns i adresslistan. Be den som sköter Trespann att lägga till någon.",
    "Nobody of the labour-market units is in the directory. Ask whoever maintains Trespann to add somebody.",
)
APPOINTING = Page(
    Text("Kontaktperson", "Contact person"),
    lambda _: (Milestone.CONTACT_ASSIGNED,),
    _appointing,
    lambda scene: refused_today(scene, Milestone.CONTACT_ASSIGNED),
)


# --- what it has promised --------------------------------------------------------------------------------------------


def _promising(scene: Scene, _: Typed) -> Sequence[Section]:
    need = scene.case.need()
    form = Form(
        "promise",
        Text("Leverantörens åtagande", "What the supplier has promised"),
        Text("Registrera åtagandet", "Enter the promise"),
        (
            Field(UNIT, Text("Vad räknas?", "What is counted?"), FieldKind.CHOICE, _UNITS),
            Field(
                AMOUNT,
                Text("Hur många?", "How many?"),
                FieldKind.NUMBER,
                required=False,
                suggested=_expected(scene, need.amount or people_in(need.occupations)),
                hint=_NOT_FOR_DIALOGUE,
            ),
            Field(
                EACH,
                Text("Månader för var och en", "Months for each"),
                FieldKind.NUMBER,
                required=False,
                suggested=_expected(scene, need.months_each),
            ),
        ),
        lambda given: [Promise(_meant(scene), _figures(given))],
        lead=(_AS_IN_CONTRACT,),
        check=_incomplete,
    )
    return [_supplier(scene), Section(forms=(form,))]


def _expected(scene: Scene, figure: float) -> str:
    """Return a figure of the assessment where one supplier owes all of it; "" where several share it."""
    return f"{figure:g}" if figure and len(scene.case.obligations) == 1 else ""


def _figures(given: Given) -> Mapping[str, object]:
    amount = 1.0 if given[UNIT] == Measure.DIALOGUE else given[AMOUNT]
    each = {EACH: given[EACH]} if given[EACH] else {}
    return {UNIT: given[UNIT], AMOUNT: amount, **each}


def _incomplete(given: Given) -> Mapping[str, Text]:
    needs_amount = given[UNIT] is not None and given[UNIT] != Measure.DIALOGUE
    return {AMOUNT: _HOW_MANY} if needs_amount and given[AMOUNT] is None else {}


_UNITS = {str(unit): label for unit, label in MEASURE_LABELS.items()}
_NOT_FOR_DIALOGUE = Text("Lämna tomt om det bara är dialog.", "Leave it empty if it is dialogue alone.")
_HOW_MANY = Text("Ange hur många.", "Give how many.")
_AS_IN_CONTRACT = Text(
    "Skriv det som står i avtalet. En plats öppnas för varje person som ska anställas.",
    "Write what the contract says. A position is opened for each person to be employed.",
)
PROMISE = Page(Text("Åtagandet", "The promise"), lambda _: (), _promising, ready)
