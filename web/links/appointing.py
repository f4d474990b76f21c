"""The pages on which the support function sets up a supplier: who looks after it, and what it has promised."""

from collections.abc import Iterator, Mapping, Sequence

from desk.recording import Told
from desk.suppliers import Appointment, Care, NewColleague, Promise, SupplierMeant
from matters.directory import Reader
from matters.introductions import promised
from models.people import FirmPerson
from states.facts import Milestone
from states.records.needs import people_in
from states.records.obligations import MEASURE_LABELS, Measure
from states.text import Text, verbatim
from states.written import email_address
from web.links.forms import Field, FieldKind, Form, Given
from web.links.page import Page, PageLine, Section, Typed, ready, refused_today
from web.links.purchase import EMAIL, NAME, PHONE, wrong_contact
from web.links.scene import Scene

WHO, SOMEBODY_ELSE = "who", "else"
NEW_NAME, NEW_EMAIL, NEW_PHONE, NEW_UNIT = "new_name", "new_email", "new_phone", "new_unit"
UNIT, AMOUNT, EACH = "unit", "amount", "months_each"
POSITIONS, WITHIN, INTERNSHIPS = "positions", "starts_within", "internship_counts"

# --- who looks after it ----------------------------------------------------------------------------------------------


def _appointing(scene: Scene, _: Typed) -> Sequence[Section]:
    people = {str(one.id): one for one in _who_may(scene)}
    choices = {number: _whose(scene, one) for number, one in people.items()}
    if scene.signed_in:
        choices[SOMEBODY_ELSE] = _ANYBODY_ELSE
    if not choices:
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
                choices=choices,
            ),
            *(_new_colleague(scene) if scene.signed_in else ()),
            *_own_person(scene),
        ),
        lambda given: _appointed(scene, given),
        check=lambda given: {**_wrong_colleague(given), **wrong_contact(scene, given, str)},
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


def _new_colleague(scene: Scene) -> Iterator[Field]:
    """Yield the questions about somebody who is added to the directory."""
    units = {one.name: verbatim(one.name) for one in scene.directory.units.values()}
    yield Field(NEW_NAME, _NEW[NEW_NAME], FieldKind.TEXT, required=False, hint=_ONLY_FOR_ELSE)
    yield Field(NEW_EMAIL, _NEW[NEW_EMAIL], FieldKind.TEXT, required=False)
    yield Field(NEW_PHONE, _NEW[NEW_PHONE], FieldKind.TEXT, required=False)
    yield Field(NEW_UNIT, _NEW[NEW_UNIT], FieldKind.CHOICE, units, required=False)


def _wrong_colleague(given: Given) -> dict[str, Text]:
    """Return what is wrong with somebody who is to be added, by field."""
    told = {name: given.get(name) or "" for name in _NEW}
    if given.get(WHO) != SOMEBODY_ELSE:
        return {WHO: _CHOOSE_ELSE} if told[NEW_NAME] or told[NEW_EMAIL] else {}
    missing = (name for name in (NEW_NAME, NEW_EMAIL, NEW_UNIT) if not told[name])
    wrong = {NEW_EMAIL: no_city_address} if told[NEW_EMAIL] and not email_address(told[NEW_EMAIL]) else {}
    return {**dict.fromkeys(missing, _FILL_IN), **wrong}


def _own_person(scene: Scene) -> Iterator[Field]:
    """Yield the questions about the supplier's own contact person, on a page behind a mail only if none is known."""
    known = scene.around.of_supplier
    if known is not None and not scene.signed_in:
        return
    now = {NAME: known.name, EMAIL: known.email, PHONE: known.phone} if known is not None else {}
    for name, label in _OWN.items():
        yield Field(name, label, FieldKind.TEXT, required=False, suggested=now.get(name, ""))


def _appointed(scene: Scene, given: Given) -> Sequence[Told]:
    name, email, phone = (given.get(one) or "" for one in (NAME, EMAIL, PHONE))
    person = FirmPerson(name, email, phone) if email else None
    if given[WHO] == SOMEBODY_ELSE:
        new = NewColleague(*(given.get(one) or "" for one in (NEW_NAME, NEW_EMAIL, NEW_PHONE, NEW_UNIT)))
        return [Appointment(_meant(scene), Care(colleague=new, supplier_person=person))]
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


_ANYBODY_ELSE = Text("Någon annan, som du lägger till här", "Somebody else, whom you add here")
_ONLY_FOR_ELSE = Text("Bara om du valde någon annan.", "Only if you chose somebody else.")
_CHOOSE_ELSE = Text("Välj någon annan, eller lämna namn och e-post tomma.", "Choose somebody else, or leave it empty.")
_FILL_IN = Text("Fyll i det här.", "Fill this in.")
no_city_address = Text("Skriv e-postadressen som namn@staden.se.", "Write the e-mail address as name@city.se.")
"""Why an address is refused that is none."""
_NEW = {
    NEW_NAME: Text("Namn på den nya kontaktpersonen", "Name of the new contact person"),
    NEW_EMAIL: Text("E-post till den nya kontaktpersonen", "E-mail of the new contact person"),
    NEW_PHONE: Text("Telefon till den nya kontaktpersonen", "Phone of the new contact person"),
    NEW_UNIT: Text("Den nya kontaktpersonens enhet", "Unit of the new contact person"),
}
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
    lambda scene: () if scene.signed_in else (Milestone.CONTACT_ASSIGNED,),
    _appointing,
    lambda scene: refused_today(scene, Milestone.CONTACT_ASSIGNED),
)


# --- what it has promised --------------------------------------------------------------------------------------------


def _promising(scene: Scene, _: Typed) -> Sequence[Section]:
    need, now = scene.case.need(), _promised_now(scene)
    form = Form(
        "promise",
        Text("Leverantörens åtagande", "What the supplier has promised"),
        Text("Registrera åtagandet", "Enter the promise"),
        (
            Field(UNIT, Text("Vad räknas?", "What is counted?"), FieldKind.CHOICE, _UNITS, suggested=now.get(UNIT, "")),
            Field(
                AMOUNT,
                Text("Hur många?", "How many?"),
                FieldKind.NUMBER,
                required=False,
                suggested=now.get(AMOUNT) or _expected(scene, need.amount or people_in(need.occupations)),
                hint=_NOT_FOR_DIALOGUE,
            ),
            Field(
                EACH,
                Text("Månader för var och en", "Months for each"),
                FieldKind.NUMBER,
                required=False,
                suggested=now.get(EACH) or _expected(scene, need.months_each),
            ),
            *(_more_of_promise(now) if scene.signed_in else ()),
        ),
        lambda given: [Promise(_meant(scene), _figures(given))],
        lead=(_AS_IN_CONTRACT,),
        check=_incomplete,
    )
    return [_supplier(scene), Section(forms=(form,))]


def _promised_now(scene: Scene) -> Mapping[str, str]:
    """Return what is entered of the promise, by field; nothing before it is, and behind the link of a mail."""
    owed = scene.case.obligation(scene.track.subject)
    if owed is None or not owed.unit or not scene.signed_in:
        return {}
    figures = {AMOUNT: owed.amount, EACH: owed.months_each, POSITIONS: owed.positions, WITHIN: owed.starts_within}
    counts = "1" if owed.internship_counts else ""
    return {UNIT: owed.unit, INTERNSHIPS: counts} | {name: f"{one:g}" for name, one in figures.items() if one}


def _more_of_promise(now: Mapping[str, str]) -> Iterator[Field]:
    """Yield the questions that whoever steers a case answers beside those of the mail's page."""
    yield Field(POSITIONS, _HOW_MANY_PLACES, FieldKind.NUMBER, required=False, suggested=now.get(POSITIONS, ""))
    yield Field(WITHIN, _STARTS_WITHIN, FieldKind.NUMBER, required=False, suggested=now.get(WITHIN, ""))
    yield Field(INTERNSHIPS, _INTERNSHIP, FieldKind.CHOICE, _YES_OR_NO, required=False, suggested=_said(now))


def _said(now: Mapping[str, str]) -> str:
    return (YES if now[INTERNSHIPS] else NO) if INTERNSHIPS in now else ""


YES, NO = "yes", "no"
_YES_OR_NO = {YES: Text("Ja", "Yes"), NO: Text("Nej", "No")}
_HOW_MANY_PLACES = Text("Antal platser, om det inte följer av antalet", "Positions, where that does not follow")
_STARTS_WITHIN = Text("Månader från avtalet till den första starten", "Months from the contract to the first start")
_INTERNSHIP = Text("Räknas praktik?", "Does an internship count?")


def _expected(scene: Scene, figure: float) -> str:
    """Return a figure of the assessment where one supplier owes all of it; "" where several share it."""
    return f"{figure:g}" if figure and len(scene.case.obligations) == 1 else ""


def _figures(given: Given) -> Mapping[str, object]:
    amount = 1.0 if given[UNIT] == Measure.DIALOGUE else given[AMOUNT]
    each = {EACH: given[EACH]} if given[EACH] else {}
    whole = {name: int(given[name]) for name in (POSITIONS, WITHIN) if given.get(name)}
    counts = {INTERNSHIPS: given[INTERNSHIPS] == YES} if given.get(INTERNSHIPS) else {}
    return {UNIT: given[UNIT], AMOUNT: amount, **each, **whole, **counts}


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
