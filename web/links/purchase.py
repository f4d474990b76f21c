"""The pages of the purchase: both contact points, and the days of the contract."""

from collections.abc import Iterator, Sequence
from datetime import date

from desk.recording import Report
from matters.preparing import lead_time_of
from states.facts import Milestone
from states.law.duties import award_notice_duty, documentation_duty
from states.processes import procurement
from states.records.contract import contract_end
from states.records.milestones import RECORDINGS
from states.text import Text, verbatim
from states.written import swedish_order
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


# --- contact point 1 -------------------------------------------------------------------------------------------------


def _first_contact(scene: Scene, _: Typed) -> Sequence[Section]:
    breach = RECORDINGS[Milestone.CONTACT_POINT_1].breach
    late = breach(scene.facts, scene.today) if breach else None
    why = (Field(REASON, Text("Varför togs kontakten inte tidigare?", "Why was contact not made earlier?"), _LONG),)
    timing = lead_time_of(scene.facts, scene.ladder.days)
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
        lead=(*((late.text,) if late else ()), *((timing.reasoning(scene.today),) if timing else ())),
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
    rows = rows_asked(typed, 1 if known else 2)
    fields = (
        *(_named(number, winner) for number, winner in enumerate(known)),
        *(field for row in range(rows) for field in _row(row)),
        *(_court() if asks_court else ()),
        Field(ON, Text("Vilken dag rapporterar du till stödfunktionen?", "On which day do you report?")),
        *_signing(scene, typed),
    )

    def told(given: Given) -> Sequence[Report]:
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
    )
    return [Section(forms=(form,))]


def _named(number: int, winner: _Winner) -> Field:
    lot, supplier = winner
    label = f"{lot}: {supplier}" if lot else supplier
    return Field(f"{_NAMED}-{number}", verbatim(label), FieldKind.TICK, required=False, suggested="1")


def _row(number: int) -> tuple[Field, Field]:
    return (
        Field(
            f"{_SUPPLIER}-{number}",
            _WINNER.fill(number=number + 1),
            FieldKind.TEXT,
            required=False,
            extra=True,
        ),
        Field(
            f"{_LOT}-{number}",
            _LOT_WON.fill(number=number + 1),
            FieldKind.TEXT,
            required=False,
            extra=True,
        ),
    )


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


def _reports(scene: Scene, given: Given, known: Sequence[_Winner], *, rows: int) -> Iterator[Report]:
    kept = [winner for number, winner in enumerate(known) if given[f"{_NAMED}-{number}"]]
    spellings = scene.case.spellings()
    chosen = list(dict.fromkeys([*kept, *(spellings.of(lot, name) for lot, name in _typed_in(given, rows))]))
    if not chosen:
        raise Wrong({"": _NOBODY})
    for lot, supplier in chosen:
        yield Report(Milestone.WINNER_NAMED, given[ON], lot=lot, supplier=supplier)
    if scene.case.known().named_by_people:  # of notices nothing is taken back: once people name winners, those count
        for lot, supplier in known:
            if (lot, supplier) not in chosen:
                yield Report(Milestone.WINNER_NAMED, None, lot=lot, supplier=supplier)
    if _COURT in given:
        yield Report(Milestone.COURT_CHECKED, given[_COURT_ON])
    yield Report(Milestone.CONTACT_POINT_2, given[ON])
    yield from _contract_days(given)


def _typed_in(given: Given, rows: int) -> Iterator[_Winner]:
    for number in range(rows):
        supplier, lot = given[f"{_SUPPLIER}-{number}"], given[f"{_LOT}-{number}"]
        if lot and not supplier:
            raise Wrong({f"{_SUPPLIER}-{number}": Text("Ange leverantören för den delen.", "Name who won that lot.")})
        if supplier:
            yield lot or "", supplier


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
    breach, day = RECORDINGS[Milestone.CONTRACT_SIGNED].breach, _as_day(typed.get(_SIGNED, ""))
    if breach is not None and day is not None and (wrong := breach(scene.facts, day)) is not None:
        yield Field(REASON, _WHY_THEN, _LONG, hint=wrong.text, extra=True)


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _contract_days(given: Given) -> Iterator[Report]:
    yield from (Report(milestone, given[name]) for name, milestone in _DAYS.items() if given.get(name))


def _contract(scene: Scene, typed: Typed) -> Sequence[Section]:
    fields = _contract_fields(scene, typed)

    def told(given: Given) -> Sequence[Report]:
        found = list(_contract_days(given))
        if not found:
            raise Wrong({"": _NO_DAY})
        return found

    return [Section(forms=(Form("contract", _CONTRACT, _ENTER_DAYS, fields, told, reason=REASON),))]


def _contract_fields(scene: Scene, typed: Typed) -> tuple[Field, ...]:
    return (*_signing(scene, typed), *_ending(scene), *_by_law(scene))


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
    "Lämna tomt om det inte är tecknat än. Vid flera avtal: den sista dagen.",
    "Leave it empty if it is not signed yet. If there are several contracts: the last day.",
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
