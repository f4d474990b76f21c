"""The part of a supplier's page where it reports the hours of each month, by position and candidate number."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from desk.hours import HoursReport
from desk.suppliers import SupplierMeant
from matters.open_matters import place_number
from matters.rows.supplier import month_to_report
from models.casefile import ObligationFile
from models.contracts import FirmContract
from models.hours_report import PersonsHours, Share, asked_of, reported_hours
from states.processes.supplier import BOUND, hours_owed
from states.records.hours import HoursPart, Person, figure_of, hours_told, in_hours, month_of, month_told, month_written
from states.records.obligations import Measure, measured
from states.text import Text, joined, verbatim
from web.links.forms import Field, FieldKind, Form, Given, Wrong
from web.links.page import PageLine, Section
from web.links.scene import Scene

WORKED, OF_THEM, COUNTS_IN = "worked", "of_them", "counts_in"
SHOWN = 12
"""Months that are shown, and may be corrected on the page; older ones the support function corrects."""


def hours_sections(scene: Scene) -> Iterator[Section]:
    """Yield the report of the month that is due, what was reported before, and the forms to correct it."""
    owed = scene.case.obligation(scene.track.subject)
    if owed is None or not hours_owed(scene.facts) or scene.track.state not in BOUND:
        return
    month = month_to_report(scene.facts)
    if month is not None and month < month_of(scene.today):
        yield Section(forms=(_form(scene, owed, month),))
    balance = scene.facts.balance
    months = sorted(balance.hours.reported, reverse=True)[:SHOWN] if balance else []
    elsewhere = tuple(_credited(scene, owed))
    if months or elsewhere:
        yield Section(_REPORTED, (*(_line(scene, owed, one) for one in months), *elsewhere))
    for one in months:
        heading = _CORRECT.fill(month=month_told(one))
        yield Section(heading, forms=(_form(scene, owed, one),), folded=True)


# --- what was reported -----------------------------------------------------------------------------------------------


def _line(scene: Scene, owed: ObligationFile, month: date) -> PageLine:
    parts = [part for part in reported_hours(scene.case, owed, month) if part.quarters]
    people = measured(len({part.person for part in parts}), Measure.PERSONS)
    told = [people, hours_told(sum(part.quarters for part in parts))]
    told += [
        _COUNT_IN.fill(hours=hours_told(part.quarters), contract=part.counts_in)
        for part in parts
        if part.obligation_id != owed.id
    ]
    return PageLine(month_told(month), joined(told))


def _credited(scene: Scene, owed: ObligationFile) -> Iterator[PageLine]:
    """Yield the hours of other contracts that count in this one, by month."""
    for part in scene.case.hours:
        if part.obligation_id == owed.id and part.case_id != scene.case.id and part.quarters:
            counted = _FROM.fill(hours=hours_told(part.quarters), contract=part.reference)
            yield PageLine(month_told(part.month), counted)


# --- the report ------------------------------------------------------------------------------------------------------


def _form(scene: Scene, owed: ObligationFile, month: date) -> Form:
    people = asked_of(scene.case, owed, month)
    contracts = [one for one in scene.contracts if one.takes_hours]
    known = reported_hours(scene.case, owed, month)
    fields = [field for person in people for field in _fields(scene, person, contracts, known, owed)]
    return Form(
        f"hours-{month_written(month)}",
        _HEADING.fill(month=month_told(month)),
        _SEND_ANEW if known else _SEND,
        tuple(fields),
        partial(_told, owed, month, people, contracts),
        lead=(_LEAD if people else _NOBODY, *((_SHARED,) if contracts and people else ())),
    )


def _fields(
    scene: Scene, person: Person, contracts: Sequence[FirmContract], known: Sequence[HoursPart], owed: ObligationFile
) -> Iterator[Field]:
    mine = [part for part in known if part.person == person]
    whole = _figure(sum(part.quarters for part in mine)) if mine else ""
    label = _HOURS_OF.fill(position=_position(scene, person), candidate=verbatim(str(person[1])))
    yield Field(_named(WORKED, person), label, FieldKind.HOURS, suggested=whole)
    if not contracts:
        return
    shared = [part for part in mine if part.obligation_id != owed.id]
    given = _figure(sum(part.quarters for part in shared)) if shared else ""
    chosen = str(shared[0].obligation_id) if shared else ""
    choices = {str(one.owed.id): verbatim(f"{one.told} {one.case.title}") for one in contracts}
    yield Field(_named(OF_THEM, person), _OF_THEM, FieldKind.HOURS, required=False, suggested=given)
    yield Field(_named(COUNTS_IN, person), _WHICH, FieldKind.CHOICE, choices, required=False, suggested=chosen)


def _position(scene: Scene, person: Person) -> Text:
    track = scene.case.track("placement", str(person[0]))
    return verbatim(str(place_number(scene.case, track))) if track else verbatim(str(person[0]))


def _named(name: str, person: Person) -> str:
    return f"{name}-{person[0]}.{person[1]}"


def _figure(quarters: int) -> str:
    return figure_of(in_hours(quarters)).sv


def _told(
    owed: ObligationFile, month: date, people: Sequence[Person], contracts: Sequence[FirmContract], given: Given
) -> Sequence[HoursReport]:
    found = {str(one.owed.id): one for one in contracts}
    told = []
    for person in people:
        shares: tuple[Share, ...] = ()
        of_them, counts_in = given.get(_named(OF_THEM, person)), given.get(_named(COUNTS_IN, person))
        if of_them and not counts_in:
            raise Wrong({_named(COUNTS_IN, person): _SAY_WHICH})
        if of_them and counts_in:
            contract = found[counts_in]
            shares = (Share(contract.case.reference, of_them, contract.owed.lot),)
        told.append(PersonsHours(*person, given[_named(WORKED, person)], shares))
    return [HoursReport(SupplierMeant(owed.supplier, owed.lot), month, tuple(told))]


_REPORTED = Text("Rapporterade timmar", "Reported hours")
_CORRECT = Text("Rätta timmarna för {month}", "Correct the hours of {month}")
_HEADING = Text("Timmar i {month}", "Hours in {month}")
_SEND = Text("Skicka månadsrapporten", "Send the monthly report")
_SEND_ANEW = Text("Rätta rapporten", "Correct the report")
_LEAD = Text(
    "Ange timmarna för var och en som var anställd under månaden. Noll är också ett svar. Skriv inga namn.",
    "Give the hours of everybody who was employed during the month. Zero is an answer, too. Write no names.",
)
_NOBODY = Text(
    "Ingen är registrerad som anställd under månaden. Skicka rapporten om det stämmer.",
    "Nobody is recorded as employed during the month. Send the report if that is right.",
)
_SHARED = Text(
    "Ska en del av timmarna räknas i ett annat avtal som ni har med staden: ange hur många och i vilket avtal. Varje"
    " timme räknas bara i ett avtal.",
    "If some of the hours are to count in another contract that you have with the city, give how many and in which."
    " Each hour counts in one contract only.",
)
_HOURS_OF = Text(
    "Timmar, plats {position}, kandidat nummer {candidate}", "Hours, position {position}, candidate number {candidate}"
)
_OF_THEM = Text("Timmar av dem som räknas i ett annat avtal", "Hours of these that count in another contract")
_WHICH = Text("Vilket avtal?", "Which contract?")
_SAY_WHICH = Text("Välj det avtal där timmarna räknas.", "Choose the contract in which the hours count.")
_COUNT_IN = Text("varav {hours} räknas i {contract}", "of which {hours} count in {contract}")
_FROM = Text("{hours} från {contract} räknas här", "{hours} from {contract} count here")
