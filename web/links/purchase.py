"""The pages of the purchase: both contact points, and the days of the contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from desk.recording import Report, Told
from desk.suppliers import Introduction, SupplierMeant
from models.casefile import subject_of
from models.people import FirmPerson, no_address, no_name, of_the_city
from models.subject_meant import no_organisation_number
from states.facts import Milestone, Role
from states.law.duties import award_notice_duty, documentation_duty
from states.processes import procurement
from states.records.contract import contract_end
from states.records.lots import key_of, name_of
from states.records.milestones import RECORDINGS
from states.records.names import organisation_number, reference_key
from states.records.observations import current
from states.text import Text, in_sentence, verbatim
from states.written import email_address, swedish_order
from web.links.forms import ON, Field, FieldKind, Form, Given, Wrong
from web.links.outlook import known_of_the_procurement, said_of_the_procurement
from web.links.page import Page, Section, Typed, refused_today
from web.links.rows import rows_asked
from web.links.scene import Scene

REASON = "reason"
_SUPPLIER, _LOT, _NAMED, _COURT, _COURT_ON = "supplier", "lot", "named", "court", "court_on"
_DAYS = {
    "signed": Milestone.CONTRACT_SIGNED,
    "ends": Milestone.CONTRACT_ENDED,
    "published": Milestone.AWARD_ANNOUNCED,
    "documented": Milestone.DOCUMENTATION_DONE,
}
"""The fields for the days of the contract."""
_SIGNED, _ENDS, _PUBLISHED, _DOCUMENTED = _DAYS
_Winner = tuple[str, str]
"""Lot and supplier."""
_Asked = Callable[[str], str]
"""From a question about one winner to the name of its field."""


# --- contact point 1 -------------------------------------------------------------------------------------------------


def _first_contact(scene: Scene, _: Typed) -> Sequence[Section]:
    breach = RECORDINGS[Milestone.CONTACT_POINT_1].breach
    late = breach(scene.facts, scene.today) if breach else None
    why = (Field(REASON, Text("Varför togs kontakten inte tidigare?", "Why was contact not made earlier?"), _LONG),)
    form = Form(
        "contact",
        Text("Bekräfta kontakten", "Confirm the contact"),
        Text("Jag har kontaktat stödfunktionen", "I have contacted the support function"),
        (
            Field(ON, Text("Vilken dag tog du kontakt?", "On which day did you make contact?")),
            *(why if late else ()),
            *known_of_the_procurement(scene.case),
        ),
        lambda given: [Report(Milestone.CONTACT_POINT_1, given[ON]), *said_of_the_procurement(scene.case, given)],
        lead=(late.text,) if late else (),
        reason=REASON,
    )
    return [Section(forms=(form,))]


_LONG = FieldKind.LONG_TEXT
FIRST = Page(
    Text("Kontaktpunkt 1", "Contact point 1"),
    lambda _: (Milestone.CONTACT_POINT_1,),
    _first_contact,
    lambda scene: refused_today(scene, Milestone.CONTACT_POINT_1),
)


# --- contact point 2 -------------------------------------------------------------------------------------------------


def _winner_reported(scene: Scene, typed: Typed) -> Sequence[Section]:
    known = sorted(scene.case.known().winners, key=lambda winner: tuple(map(swedish_order, winner)))
    asks_court = not procurement.no_standstill.holds(scene.facts)
    lots = _open_lots(scene)
    rows = rows_asked(typed, max(len(lots), 1))
    fields = (
        *(field for number, winner in enumerate(known) for field in _known_winner(scene, number, winner)),
        *(field for row in range(rows) for field in _row(row, lots[row] if row < len(lots) else "")),
        *(_court() if asks_court else ()),
        Field(ON, Text("Vilken dag rapporterar du till stödfunktionen?", "On which day do you report?")),
        *_signing(scene, typed),
    )

    def told(given: Given) -> Sequence[Told]:
        return list(_reports(scene, given, known, rows=rows))

    form = Form(
        "winner",
        Text("Vem vann?", "Who won?"),
        Text("Rapportera vinnaren", "Report the winner"),
        fields,
        told,
        lead=_KNOWN if known else (),
        reason=REASON,
        rows=rows,
        check=lambda given: _wrong(scene, given, known, rows=rows, lots=lots),
    )
    return [Section(forms=(form,))]


def _open_lots(scene: Scene) -> list[str]:
    """Return the lots that notices know and nobody is named for."""
    named = {key_of(lot) for lot, _ in scene.case.known().winners}
    advertised = {name_of(one.lot) for one in current(scene.case.recorded) if one.milestone is Milestone.LOT_ADVERTISED}
    return sorted((lot for lot in advertised if key_of(lot) not in named), key=reference_key)


def _known_winner(scene: Scene, number: int, winner: _Winner) -> Iterator[Field]:
    """Yield the box of a winner that is known, and its contact as other cases and notices know it."""
    lot, supplier = winner
    label = f"{lot}: {supplier}" if lot else supplier
    yield Field(f"{_NAMED}-{number}", verbatim(label), FieldKind.TICK, required=False, suggested="1")
    for name, suggested in _proposed(scene, winner).items():
        yield Field(
            f"{_NAMED}-{name}-{number}",
            _OF.fill(what=CONTACT[name], who=label),
            FieldKind.TEXT,
            required=False,
            suggested=suggested,
        )
    if _may_be_signed(scene, winner):
        yield _signed_apart(f"{_NAMED}-{_SIGNED}-{number}", label)


def _may_be_signed(scene: Scene, winner: _Winner) -> bool:
    """Tell whether nobody has said yet when the contract with a winner was signed."""
    return scene.facts.on(Milestone.CONTRACT_SIGNED) is None and winner not in scene.case.known().signed


def _signed_apart(name: str, who: Text | str) -> Field:
    """Return the question for the day of one winner's contract, where it is not that of the others."""
    return Field(name, _OF.fill(what=_SIGNED_APART, who=who), required=False)


_SIGNED_APART = Text("Avtalet tecknades, om en annan dag än de andra", "Contract signed, if not on the others’ day")


def _proposed(scene: Scene, winner: _Winner) -> dict[str, str]:
    """Return what is known of a winner's organisation number and contact person, "" for what is not."""
    lot, supplier = winner
    told = {(one.lot, one.supplier): one.value for one in current(scene.case.recorded) if one.milestone is _WON}
    firm = scene.firms.find(supplier, told.get(winner, ""))
    owed = scene.case.obligation(subject_of(lot, supplier))
    number = (owed.supplier_person_id if owed else None) or (firm.person_id if firm else None)
    person = scene.directory.people.get(number or 0)
    of_person = (person.name, person.email, person.phone) if person else ("", "", "")
    number_of_firm = told.get(winner, "") or (firm.organisation_number if firm else "")
    return dict(zip(CONTACT, (number_of_firm, *of_person), strict=True))


def _row(number: int, lot: str) -> Iterator[Field]:
    """Yield the questions about a winner that is not known yet; a lot that notices know is filled in."""
    asked = ((_SUPPLIER, _WINNER, ""), (_LOT, _LOT_WON, lot))
    for name, label, suggested in asked:
        yield Field(
            f"{name}-{number}",
            label.fill(number=number + 1),
            FieldKind.TEXT,
            required=False,
            suggested=suggested,
            extra=True,
        )
    who = in_sentence(_WINNER.fill(number=number + 1))
    for name, label in CONTACT.items():
        yield Field(f"{name}-{number}", _OF.fill(what=label, who=who), FieldKind.TEXT, required=False, extra=True)
    yield replace(_signed_apart(f"{_SIGNED}-{number}", who), extra=True)


_WON = Milestone.WINNER_NAMED
NUMBER, NAME, EMAIL, PHONE = "organisation_number", "name", "email", "phone"
CONTACT = {
    NUMBER: Text("Organisationsnummer", "Organisation number"),
    NAME: Text("Kontaktpersonens namn", "Name of the contact person"),
    EMAIL: Text("Kontaktpersonens e-post", "E-mail of the contact person"),
    PHONE: Text("Kontaktpersonens telefon", "Phone of the contact person"),
}
"""What is asked of each winner, may be left out, and is proposed where it is known."""
_OF = Text("{what}, {who}", "{what}, {who}")
_WINNER = Text("Vinnare {number}", "Winner {number}")
_LOT_WON = Text(
    "Vilken del vinnare {number} vann, om upphandlingen är delad",
    "Which lot winner {number} won, if there are several",
)


def _court() -> tuple[Field, Field]:
    return (
        Field(
            _COURT,
            Text(
                "Förvaltningsrätten har svarat att ingen ansökan om överprövning har kommit in",
                "The administrative court has answered that no application for review has come in",
            ),
            FieldKind.TICK,
        ),
        Field(_COURT_ON, Text("Vilken dag svarade domstolen?", "On which day did the court answer?")),
    )


def _reports(scene: Scene, given: Given, known: Sequence[_Winner], *, rows: int) -> Iterator[Told]:
    chosen = _chosen(scene, given, known, rows=rows)
    for (lot, supplier), asked in chosen.items():
        yield Report(_WON, given[ON], given[asked(NUMBER)] or "", lot=lot, supplier=supplier)
    if scene.case.known().named_by_people:  # of notices nothing is taken back: once people name winners, those count
        for lot, supplier in known:
            if (lot, supplier) not in chosen:
                yield Report(_WON, None, lot=lot, supplier=supplier)
    if _COURT in given:
        yield Report(Milestone.COURT_CHECKED, given[_COURT_ON])
    yield Report(Milestone.CONTACT_POINT_2, given[ON])
    yield from _contract_days(given)
    yield from _contracts(given[_SIGNED], {who: given.get(asked(_SIGNED)) for who, asked in chosen.items()})
    for (lot, supplier), asked in chosen.items():
        name, email, phone = (given[asked(one)] or "" for one in (NAME, EMAIL, PHONE))
        if email:
            yield Introduction(SupplierMeant(supplier, lot), FirmPerson(name, email, phone))


def _chosen(scene: Scene, given: Given, known: Sequence[_Winner], *, rows: int) -> dict[_Winner, _Asked]:
    """Return the winners that were ticked or typed, each with how its fields are called."""
    chosen: dict[_Winner, _Asked] = {}
    for number, winner in enumerate(known):
        if given[f"{_NAMED}-{number}"]:
            chosen.setdefault(winner, _field_of(number, _NAMED))
    spellings = scene.case.spellings()
    for number, (lot, supplier) in _typed_in(given, rows):
        chosen.setdefault(spellings.of(lot, supplier), _field_of(number))
    return chosen


def _field_of(number: int, of_known: str = "") -> _Asked:
    """Return a function from a question to its field in one row."""
    return lambda name: f"{of_known}-{name}-{number}" if of_known else f"{name}-{number}"


def _typed_in(given: Given, rows: int) -> Iterator[tuple[int, _Winner]]:
    for number in range(rows):
        supplier, lot = given[f"{_SUPPLIER}-{number}"], given[f"{_LOT}-{number}"]
        if supplier:
            yield number, (lot or "", supplier)


def _wrong(
    scene: Scene, given: Given, known: Sequence[_Winner], *, rows: int, lots: Sequence[str]
) -> Mapping[str, Text]:
    """Return what is wrong in any row, by field."""
    found: dict[str, Text] = {}
    for number in range(rows):
        lot, asked = given[f"{_LOT}-{number}"], _field_of(number)
        offered = number < len(lots) and lot == lots[number]
        if not given[asked(_SUPPLIER)] and (
            (lot and not offered) or any(given[asked(one)] for one in (*CONTACT, _SIGNED))
        ):
            found[asked(_SUPPLIER)] = _NAME_SUPPLIER
    chosen = _chosen(scene, given, known, rows=rows)
    for asked in chosen.values():
        found |= wrong_contact(scene, given, asked)
    return found if chosen or found else {"": _NOBODY}


def wrong_contact(scene: Scene, given: Given, asked: _Asked) -> dict[str, Text]:
    """Return what is wrong with a contact person at a supplier, by field; what was not asked counts as empty."""
    number, name, email, phone = (given.get(asked(one)) or "" for one in CONTACT)
    found: dict[str, Text] = {}
    if number and not organisation_number(number):
        found[asked(NUMBER)] = no_organisation_number.text
    if not email:
        return found | ({asked(EMAIL): _WHERE_TO} if name or phone else {})
    address = email_address(email)
    known = scene.by_address(address) if address else None
    if not address:
        found[asked(EMAIL)] = no_address
    elif known is not None and known.role != Role.SUPPLIER:
        found[asked(EMAIL)] = of_the_city.fill(email=address)
    elif known is None and not name:
        found[asked(NAME)] = no_name
    return found


_NAME_SUPPLIER = Text("Ange leverantören för den delen.", "Name who won that lot.")
_WHERE_TO = Text(
    "Ange e-postadressen: dit skickas mejlen. Annars lämnar du namn och telefon tomma.",
    "Give the e-mail address: the mails go there. Otherwise leave name and phone empty.",
)
_NOBODY = Text("Ange minst en vinnare.", "Name at least one winner.")
_KNOWN = (
    Text(
        "De här är redan kända. Avmarkera den som inte har vunnit, och fyll i den som saknas.",
        "These are known already. Clear the box of who has not won, and fill in who is missing.",
    ),
)
SECOND = Page(
    Text("Kontaktpunkt 2", "Contact point 2"),
    lambda _: (Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2),
    _winner_reported,
    lambda scene: refused_today(scene, Milestone.CONTACT_POINT_2),
)


# --- the contract ----------------------------------------------------------------------------------------------------


def _signing(scene: Scene, typed: Typed) -> Iterator[Field]:
    """Yield the field for the day of signing, and why it was a day on which nobody may sign, if it is such a day."""
    if scene.facts.on(Milestone.CONTRACT_SIGNED) is not None:
        return
    yield Field(_SIGNED, _SIGNED_ON, required=False, hint=_IF_SIGNED)
    breach = RECORDINGS[Milestone.CONTRACT_SIGNED].breach
    days = [day for name, text in typed.items() if _asks_for_signing(name) and (day := _as_day(text)) is not None]
    wrong = next((found for day in sorted(days) if breach and (found := breach(scene.facts, day)) is not None), None)
    if wrong is not None:
        yield Field(REASON, _WHY_THEN, _LONG, hint=wrong.text, extra=True)


def _asks_for_signing(name: str) -> bool:
    return name.removeprefix(f"{_NAMED}-").partition("-")[0] == _SIGNED


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _contract_days(given: Given) -> Iterator[Report]:
    yield from (Report(milestone, given[name]) for name, milestone in _DAYS.items() if given.get(name))


def _contracts(common: date | None, apart: Mapping[_Winner, date | None]) -> Iterator[Report]:
    """Yield the days of the winners' contracts that are not the day they have in common."""
    for (lot, supplier), day in apart.items():
        if day is not None and day != common:
            yield Report(Milestone.CONTRACT_SIGNED, day, lot=lot, supplier=supplier)


def _contract(scene: Scene, typed: Typed) -> Sequence[Section]:
    fields, waiting = _contract_fields(scene, typed), _waiting(scene)

    def told(given: Given) -> Sequence[Report]:
        apart = {who: given.get(f"{_SIGNED}-{number}") for number, who in enumerate(waiting)}
        found = [*_contract_days(given), *_contracts(given.get(_SIGNED), apart)]
        if not found:
            raise Wrong({"": _NO_DAY})
        return found

    return [Section(forms=(Form("contract", _CONTRACT, _ENTER_DAYS, fields, told, reason=REASON),))]


def _contract_fields(scene: Scene, typed: Typed) -> tuple[Field, ...]:
    apart = (_signed_apart(f"{_SIGNED}-{number}", subject_of(*who)) for number, who in enumerate(_waiting(scene)))
    return (*_signing(scene, typed), *apart, *_ending(scene), *_by_law(scene))


def _waiting(scene: Scene) -> list[_Winner]:
    """Return the winners whose contracts may have been signed on days of their own; of one alone there is one day."""
    won = sorted(scene.case.known().winners, key=lambda winner: tuple(map(swedish_order, winner)))
    return [who for who in won if len(won) > 1 and _may_be_signed(scene, who)]


def _by_law(scene: Scene) -> Iterator[Field]:
    """Yield the fields for what the law asks once the contract is signed."""
    for name, label, duty_of in _DUTIES:
        duty = duty_of(scene.facts)
        if duty is not None and scene.facts.on(_DAYS[name]) is None:
            last = duty.last_day(scene.facts)
            yield Field(
                name, label, required=False, hint=_LAST_DAY.fill(day=last, source=duty.source) if last else None
            )


def _ending(scene: Scene) -> Iterator[Field]:
    if scene.facts.on(Milestone.CONTRACT_ENDED) is None:
        end = contract_end(scene.facts)
        hint = _COMPUTED.fill(day=end.day) if end else _NOT_COMPUTED
        yield Field(_ENDS, _ENDS_ON, required=False, planned=True, hint=hint)


def _contract_known(scene: Scene) -> Sequence[Text]:
    return () if _contract_fields(scene, {}) else (_ALL_KNOWN,)


_CONTRACT = Text("Avtalets dagar", "The days of the contract")
_ENTER_DAYS = Text("Registrera", "Enter")
_SIGNED_ON = Text("Vilken dag tecknades avtalet?", "On which day was the contract signed?")
_WHY_THEN = Text("Varför tecknades avtalet då?", "Why was it signed then?")
_IF_SIGNED = Text(
    "Lämna tomt om det inte är tecknat än. Är avtalen tecknade olika dagar anger du dagen vid varje vinnare.",
    "Leave it empty if it is not signed yet. If contracts were signed on different days, give the day of each winner.",
)
_ENDS_ON = Text("Vilken dag upphör avtalet?", "On which day does the contract end?")
_COMPUTED = Text(
    "Lämna tomt om den beräknade dagen {day} stämmer tills vidare.",
    "Leave it empty if the computed day {day} is right for now.",
)
_NOT_COMPUTED = Text(
    "Lämna tomt om du inte vet. Är avtalstiden registrerad räknas dagen fram.",
    "Leave it empty if you do not know. If the length of the contract is entered, the day is computed.",
)
_DUTIES = (
    (_PUBLISHED, Text("Vilken dag publicerades efterannonsen?", "On which day was it published?"), award_notice_duty),
    (_DOCUMENTED, Text("Vilken dag blev dokumentationen klar?", "On which day was it documented?"), documentation_duty),
)
_LAST_DAY = Text("Sista dag {day} ({source}).", "Last day {day} ({source}).")
_NO_DAY = Text("Ange minst en dag.", "Give at least one day.")
_ALL_KNOWN = Text("Avtalets dagar är registrerade.", "The days of the contract are entered.")
CONTRACT = Page(Text("Avtalet", "The contract"), lambda _: (), _contract, _contract_known)
