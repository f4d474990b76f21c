"""Each supplier of a case as it stands: its promise, its positions, and whom to call on either side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desk.case_sight import Sight
from desk.labels import state_label
from desk.lateness import Lateness, lateness
from matters.directory import Reader
from matters.introductions import FactLine, described
from matters.ladder import Matter
from matters.open_matters import place_number
from models.casefile import ObligationFile, TrackFile
from models.firms import Firms
from notifications.invitations.links import Purpose
from states.facts import Facts
from states.processes.placement import NEEDED
from states.processes.supplier import SUPPLIER_PROCESS, amounts_due
from states.records.competence import Profile
from states.records.obligations import Balance, Measure, in_sek, measured
from states.text import Text, capital, dated, verbatim

MOST_PLACES, IN_ALL, FEWEST_PLACES = 12, 40, 3
"""So many positions are shown of a supplier and of all, those first for which a day is nearest."""
AT_ANY_TIME = (Purpose.SUPPLIER, Purpose.CONTACT_PERSON, Purpose.PROMISE)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """One position: its number among those of its supplier, where it stands, and what is owed next for it."""

    number: int
    subject: str
    state: Text
    next: Text
    day: date | None
    near: Lateness


@dataclass(frozen=True, slots=True)
class SupplierShown:
    """One supplier; `subject` is what its track is called, `rest` how many positions are not shown."""

    subject: str
    name: str
    lot: str
    number: str
    state: Text
    ended: bool
    contact: Reader | None
    own_person: Reader | None
    lines: tuple[FactLine, ...]
    work: tuple[FactLine, ...]
    """What the jobs are and ask for."""
    places: tuple[PlaceShown, ...]
    rest: int
    promised: bool
    """Its promise is entered."""
    steps: tuple[Purpose, ...]
    """The pages about it that whoever looks may use at any time."""


_Owed = Mapping[str, Sequence[tuple[Facts, Matter]]]
"""What is open for each position, by what its track is called."""


def suppliers_shown(
    sight: Sight, firms: Firms, profiles: Mapping[tuple[int, str], Profile]
) -> tuple[SupplierShown, ...]:
    """Return the suppliers of a case in the order in which they were named; raise Unreadable."""
    owed: dict[str, list[tuple[Facts, Matter]]] = {}
    for track, facts, matter, _ in sight.opened():
        if track.parent:
            owed.setdefault(track.subject, []).append((facts, matter))
    case = sight.case
    return tuple(_shown(sight, one, owed, firms, profiles.get((case.id, one.subject))) for one in case.obligations)


def _shown(sight: Sight, one: ObligationFile, owed: _Owed, firms: Firms, profile: Profile | None) -> SupplierShown:
    case, people = sight.case, sight.directory.people
    track, firm = case.track(SUPPLIER_PROCESS.name, one.subject), firms.named(one.supplier)
    most = max(min(MOST_PLACES, IN_ALL // len(case.obligations)), FEWEST_PLACES)
    places = sorted(_places(sight, one.subject, owed), key=lambda place: place.day or date.max)
    balance = case.facts_of(track, sight.today).balance if track is not None else None
    return SupplierShown(
        subject=one.subject,
        name=one.supplier,
        lot=one.lot,
        number=firm.organisation_number if firm else "",
        state=capital(state_label(SUPPLIER_PROCESS.name, track.state)) if track else verbatim(""),
        ended=track is not None and track.state in SUPPLIER_PROCESS.ends,
        contact=people.get(one.contact_id or 0),
        own_person=people.get(one.supplier_person_id or 0),
        lines=tuple(_promise(balance)) if balance is not None else (),
        work=tuple(described(profile)),
        places=tuple(sorted(places[:most], key=lambda place: place.number)),
        rest=max(len(places) - most, 0),
        promised=bool(one.unit),
        steps=tuple(purpose for purpose in AT_ANY_TIME if track is not None and sight.may_take(purpose, track)),
    )


def _promise(balance: Balance) -> Iterator[FactLine]:
    owed, unit = balance.obligation, balance.obligation.unit
    if unit is None:
        yield FactLine(_PROMISED, _NOT_ENTERED)
        return
    yield FactLine(_PROMISED, measured(balance.promised, unit))
    if unit is not Measure.DIALOGUE:
        yield FactLine(_STARTED, measured(balance.started, unit))
        yield FactLine(_REMAINING, measured(balance.short, unit))
        if owed.months_each:
            yield FactLine(_EACH, _MONTHS.fill(months=owed.months_each))
        yield FactLine(_INTERNSHIPS, _COUNT if owed.internship_counts else _DO_NOT_COUNT)
    if balance.contract_signed is not None:
        yield FactLine(_SIGNED, dated(balance.contract_signed))
    due = amounts_due(balance)
    if owed.bonus:
        yield FactLine(_BONUS, in_sek(due.bonus))
    if owed.penalty_amount:
        yield FactLine(_PENALTY, in_sek(due.penalty))


_PROMISED = Text("Åtagande", "Promise")
_NOT_ENTERED = Text("Inte registrerat än", "Not entered yet")
_STARTED = Text("Påbörjat", "Started")
_REMAINING = Text("Återstår", "Remaining")
_EACH = Text("Var och en", "Each")
_MONTHS = Text("{months} månader", "{months} months")
_INTERNSHIPS = Text("Praktik", "Internship")
_COUNT = Text("räknas", "counts")
_DO_NOT_COUNT = Text("räknas inte", "does not count")
_SIGNED = Text("Avtal tecknat", "Contract signed")
_BONUS = Text("Bonus som det står nu", "Bonus as things stand")
_PENALTY = Text("Vite om inget mer levereras", "Penalty if nothing more is delivered")


def _places(sight: Sight, subject: str, owed: _Owed) -> Iterator[PlaceShown]:
    for track in sight.case.positions().get(subject, ()):
        if track.state in NEEDED:
            yield _place(sight, track, owed.get(track.subject, ()))


def _place(sight: Sight, track: TrackFile, owed: Sequence[tuple[Facts, Matter]]) -> PlaceShown:
    first = min(owed, key=lambda one: one[1].deadline(one[0]) or date.max, default=None)
    day = first[1].deadline(first[0]) if first is not None else None
    return PlaceShown(
        place_number(sight.case, track),
        track.subject,
        state_label(track.process, track.state),
        first[1].heading if first is not None else _NOTHING,
        day,
        lateness(day, sight.today),
    )


_NOTHING = Text("Inget nu", "Nothing now")
