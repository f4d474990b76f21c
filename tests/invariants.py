"""What must be true of a world of cases at any time, whatever has happened in it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desk.tick import TickResult
from matters.directory import Directory, read_directory
from matters.ladder import due, next_day
from matters.ladder_file import DEFAULT
from matters.open_matters import agenda_of, holders_of, live_tracks, look_ahead, open_now
from matters.receipts import found, news, stale_from
from matters.recipients import Recipient
from matters.rows.receipts import OWN_SIDE, RECEIPTS
from matters.waits import waiting
from models.agenda import AgendaKind, digest_of, stored_of
from models.casefile import CaseFile, TrackFile, balances_of
from models.journal import FIRST, Entry, digest
from models.operations import settle
from models.reminders.receipts import is_receipt, receipt_of, step_read
from models.storage.database import reading
from states.facts import Facts, Milestone, Role
from states.law import clearance
from states.law.procedures import Procedure
from states.processes import placement, procurement, supplier
from states.processes.registry import PROCESSES
from states.processes.sync import SYNC_POINTS, SyncPoint
from states.records.accounts import read_account
from states.records.court_events import OF_COURT
from states.records.obligations import Origin, balance, totals
from states.records.observations import Observation
from tests.histories import Chooser, Watch, World, meet

ENDED = (procurement.ProcurementState.CLOSED, procurement.ProcurementState.CANCELLED)
OWN_PROCESSES = {("procurement", ""): "planning", ("target_group", ""): "idle"}
NOBODY = Directory({}, {}, {Recipient.SUPPORT: (), Recipient.LABOUR_MARKET: ()})
FIRST_DAY = timedelta(days=11)
"""Ten days have passed since the day of a notice that was sent electronically (LOU 20:1); never less, often more."""
NEARLY = 1e-6


@dataclass
class Told:
    """What the journal of one case has told so far."""

    version: int = 0
    length: int = 0
    head: str = FIRST
    states: dict[tuple[str, str], str] = field(default_factory=lambda: dict(OWN_PROCESSES))


class Invariants(Watch):
    """Checks everything after every change and every tick, and counts which states and moves were seen."""

    def __init__(self) -> None:
        self.told: dict[str, Told] = {}
        self.states: Counter[tuple[str, str]] = Counter(OWN_PROCESSES.keys())
        self.moves: Counter[tuple[str, str]] = Counter()

    def begin(self) -> None:
        """Forget the cases of the history before, but not what was seen."""
        self.told = {}

    # --- one case

    def accepted(self, before: Facts, told: Observation, reason: str) -> None:
        if told.on is None:
            return
        in_court = told.milestone in OF_COURT  # a court decides whatever has become of the case
        assert in_court or before.states["procurement"] not in ENDED, "a record entered a case that has ended"
        if told.milestone is Milestone.CONTRACT_SIGNED and not reason.strip():
            assert not _too_early(before, told.on, clearance.standstill_of(before)), "signed in the standstill"
        if told.milestone is Milestone.CONTACT_POINT_2:
            clear = clearance.clear_from(before)
            assert clear is not None, "contact point 2 before it is clear"
            assert told.on >= clear, "contact point 2 before it is clear"
            assert not _too_early(before, told.on, None), "contact point 2 in the standstill"

    def changed(self, world: World, case: CaseFile) -> None:
        fresh = self._journal(world, case)
        self._moves(case, fresh)
        self._positions(case)
        self._suppliers(case, world.today)
        assert case.next_check is not None or _track(case, "procurement", "").state not in procurement.OPEN
        obligations(case, world.today)
        agendas(world, [case])
        stands_still(case, world.today)

    def _journal(self, world: World, case: CaseFile) -> list[Entry]:
        told = self.told.setdefault(case.reference, Told())
        columns = 'number, "on", actor, event, process, subject, source, target, detail, digest'
        query = f"SELECT {columns} FROM journal WHERE case_id = ? AND number > ? ORDER BY number"
        rows = world.snapshots.rows(query, case.id, told.length)
        entries = []
        for number, on, *rest, stored in rows:
            entry = Entry(number, date.fromisoformat(on), *rest)
            assert number == told.length + 1
            assert digest(told.head, entry) == stored, "the chain is broken"
            told.length, told.head = number, stored
            entries.append(entry)
        assert (case.journal_length, case.journal_head) == (told.length, told.head)
        assert case.version > told.version, "the version did not grow"
        told.version = case.version
        return entries

    def _moves(self, case: CaseFile, fresh: list[Entry]) -> None:
        """Replay what is new in the journal."""
        states = self.told[case.reference].states
        for entry in fresh:
            key = (entry.process, entry.subject)
            if entry.event == "began":
                assert key not in states
                states[key] = entry.target
            elif entry.process and entry.event in PROCESSES[entry.process].triggers:
                assert states[key] == entry.source, "a move from a state that the track was not in"
                self._one_move(case, entry, states)
                states[key] = entry.target
                self.moves[entry.process, entry.event] += 1
            else:
                continue
            self.states[entry.process, entry.target] += 1
        assert states == {(track.process, track.subject): track.state for track in case.tracks}
        for track in case.tracks:
            assert track.state in set(PROCESSES[track.process].states)

    def _one_move(self, case: CaseFile, entry: Entry, states: dict[tuple[str, str], str]) -> None:
        process = PROCESSES[entry.process]
        role = entry.actor.partition(":")[0]
        rows = [one for one in process.moves_from(process.states(entry.source)) if role in one.by]
        assert (entry.event, entry.target) in {(one.trigger, one.target) for one in rows}, "a move of no table"
        if (entry.process, entry.event) == ("supplier", "award"):
            assert states["procurement", ""] in procurement.HANDED_OVER, "bound before the purchase was handed over"
        if (entry.process, entry.event) == ("placement", "propose"):
            owed = case.obligation(_track(case, entry.process, entry.subject).parent)
            assert owed is not None
            told = case.known().of_suppliers[owed.lot, owed.supplier]
            assert Milestone.PROFILE_AGREED in told, "proposed without a profile"

    def _positions(self, case: CaseFile) -> None:
        for track in case.tracks:
            if track.process == "placement":
                owed = case.obligation(track.parent)
                assert owed is not None, "a position that nobody owes"
                assert owed.unit, "a position that nothing was promised for"
        for owed in case.obligations:
            if _track(case, "supplier", owed.subject).state in supplier.BOUND:
                places = case.positions().get(owed.subject, [])
                there = [one for one in places if one.state != placement.PlacementState.WITHDRAWN]
                assert len(there) >= owed.owed.places, "fewer positions than are owed"

    def _suppliers(self, case: CaseFile, today: date) -> None:
        for track in case.tracks:
            if track.process == "supplier" and track.state in supplier.BOUND:
                assert case.facts_of(track, today).winner, "bound without having won"

    # --- all cases

    def ticked(self, world: World, result: TickResult) -> None:
        assert (result.problems, result.starving, result.unreachable) == ([], [], 0)
        cases = world.cases()
        agendas(world, cases)
        for case in cases:
            has_its_day(case, world.today)  # looking ahead, as below, sets it anew
            told = self.told.get(case.reference)
            if told is None or case.version > told.version:
                self.changed(world, case)
                left_alone(case, world.today)
            else:
                stands_still(case, world.today)
            reminders(world, case)
        if result.checked:
            totals_of_the_city(cases, world.today)
            waits(world, cases)


def stands_still(case: CaseFile, today: date) -> None:
    """Settling again moves nothing and opens nothing."""
    tracks = len(case.tracks)
    assert settle(case, today) == [], "settling again moved something"
    assert len(case.tracks) == tracks, "settling again opened a track"


def has_its_day(case: CaseFile, today: date) -> None:
    """A case that goes on is looked at again on a day to come; one that has ended only while it is told of."""
    if _track(case, "procurement", "").state in procurement.OPEN:
        assert case.next_check is not None, "a case that goes on is never looked at again"
        assert case.next_check > today, "a tick left a case due"
    else:
        assert case.next_check == stale_from(news(case, today)), "a case that has ended is looked at again"


def _too_early(facts: Facts, on: date, period: "procurement.Standstill | None") -> bool:
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    if facts.procedure is Procedure.OPEN and sent is not None and on < sent + FIRST_DAY:
        return True
    if period is None or not period.applies:
        return False
    return period.earliest_signing is None or on < period.earliest_signing


def _track(case: CaseFile, process: str, subject: str) -> TrackFile:
    track = case.track(process, subject)
    assert track is not None
    return track


# --- what is owed ----------------------------------------------------------------------------------------------------


def obligations(case: CaseFile, today: date) -> None:
    for one in balances_of(case, today):
        assert abs(one.promised - one.fulfilled - one.short) < NEARLY
        assert min(one.promised, one.started, one.fulfilled, one.over, one.short) >= 0
        assert one.over == 0 or one.short < NEARLY, "something is missing although more was delivered"
        others = [spell for spell in one.spells if spell.terms.origin is not Origin.OWN_EMPLOYEE]
        if len(others) < len(one.spells) and one.obligation.unit:
            known = case.known()
            told = known.of_suppliers.get((one.obligation.lot, one.obligation.supplier), {})
            without = balance(
                one.obligation,
                others + [replace(s, started=None) for s in one.spells if s not in others and s.internship_done],
                today=today,
                dialogue_held=Milestone.DIALOGUE_HELD in told,
                contract_signed=one.contract_signed,
                contract_ended=known.dates.get(Milestone.CONTRACT_ENDED),
            )
            assert abs(without.fulfilled - one.fulfilled) < NEARLY, "an employee they had already counts"


def totals_of_the_city(cases: list[CaseFile], today: date) -> None:
    balances = [one for case in cases for one in balances_of(case, today)]
    for total in totals(balances):
        mine = [one for one in balances if one.obligation.unit is total.unit]
        assert abs(total.promised - total.fulfilled - total.short) < NEARLY
        assert total.short >= max(one.short for one in mine) - NEARLY, "one's surplus hid another's shortfall"
        assert abs(total.short - sum(max(0.0, one.promised - one.fulfilled) for one in mine)) < NEARLY


# --- what is stored of it --------------------------------------------------------------------------------------------


def agendas(world: World, cases: list[CaseFile]) -> None:
    """Of a case that is not due the agenda is stored that is found today, and on every day until it is due."""
    with reading(world.engine) as connection:
        found = stored_of(connection, [case.id for case in cases])
    for case in cases:
        stored = tuple(found.get(case.id, ()))
        accounts = [item.missing for item in stored if item.kind == AgendaKind.ACCOUNT]
        assert case.agenda_digest == digest_of(stored)
        for day in days_until_due(case, world.today):
            now = agenda_of(case, day, DEFAULT)
            assert stored == now, f"the agenda of {case.reference} is another on {day}: {set(stored) ^ set(now)}"
            if accounts and all(accounts):
                assert tuple(read_account(text).on(day) for text in accounts) == balances_of(case, day)


def days_until_due(case: CaseFile, today: date) -> list[date]:
    """Return today, tomorrow, a day between and the last day before a case is due; none if it is due."""
    due_on = case.next_check
    if due_on is None or due_on <= today:
        return [] if due_on else [today]
    ahead = (due_on - today).days
    return [today + timedelta(days=number) for number in sorted({0, 1, ahead // 2, ahead - 1}) if number < ahead]


# --- who is told, and who waits --------------------------------------------------------------------------------------


def reminders(world: World, case: CaseFile) -> None:
    """After a tick exactly what is owed now and has come is told, once to each; never anything in a case that ended."""
    today = world.today
    with reading(world.engine) as connection:
        people = read_directory(connection)
    wanted = {
        (matter.name, track.subject, item.rung.name, reader.id if reader else 0, base.isoformat())
        for track, _, matter, base in open_now(case, today, DEFAULT)
        for item in due(matter, base, today)
        for reader in [people.recipient(item.rung.to, case, today, holders=holders_of(case, track))]
    }
    query = "SELECT matter, subject, step, person_id, base FROM reminder WHERE case_id = ? AND state = 'planned'"
    planned = world.snapshots.rows(query, case.id)
    assert len(set(planned)) == len(planned), "one thing is told twice"
    asked = {row for row in planned if not is_receipt(row[0])}
    assert asked == wanted, f"told too much or too little: {asked ^ wanted}"
    receipts(case, today, people, set(planned) - asked)


def receipts(case: CaseFile, today: date, people: Directory, planned: set[tuple[str, str, str, int, str]]) -> None:
    """What others recorded is told while it counts, to nobody of the side that did it, and always to the support."""
    for matter, subject, step, person, base in planned:
        record = found(case, matter, subject, step, today)
        assert record is not None, f"{matter} is told although it counts no longer"
        assert base == str(record.on or record.as_of)
        role, _, number = record.source.partition(":")
        assert OWN_SIDE[Recipient(step_read(step).to)] != role, f"{matter} is told to the side that recorded it"
        assert str(person) != number, f"{matter} is told to who recorded it"
    support = people.recipient(Recipient.SUPPORT, case, today)
    for record in news(case, today):
        row, by = RECEIPTS[record.milestone], record.source.partition(":")[0]
        if record.on and support and Recipient.SUPPORT in row.to and by != Role.SUPPORT and row.concerns(case):
            assert any(one[0] == receipt_of(record.milestone) and one[3] == support.id for one in planned), record


def left_alone(case: CaseFile, today: date) -> None:
    """Where nobody can be reached every track without a day ahead is reported."""
    undated = Counter(
        f"{case.reference} {track.process}"
        for track, facts in live_tracks(case, today)
        if not any(day > today for day in _days_ahead(track, facts, today))
    )
    assert Counter(look_ahead(case, today, NOBODY, DEFAULT).starving) == undated


def _days_ahead(track: TrackFile, facts: Facts, today: date) -> list[date]:
    turns = {"procurement": clearance.turning_days, "supplier": supplier.turning_days}.get(track.process)
    rungs = [next_day(matter, base, today) for matter, base in DEFAULT.open_matters(track.process, track.state, facts)]
    return [*(turns(facts) if turns else ()), *(day for day in rungs if day is not None)]


def closed_points(case: CaseFile, today: date) -> list[tuple[TrackFile, SyncPoint]]:
    if _track(case, "procurement", "").state not in procurement.OPEN:
        return []
    return [
        (track, point)
        for track in case.tracks
        for point in SYNC_POINTS
        if point.process == track.process and track.state in point.states and _closed(case, track, point, today)
    ]


def _closed(case: CaseFile, track: TrackFile, point: SyncPoint, today: date) -> bool:
    facts = case.facts_of(track, today)
    return point.when(facts) and not all(one.holds(facts) for one in point.guards)


def waits(world: World, cases: list[CaseFile]) -> None:
    """What is listed as waiting is what brute force finds closed."""
    with reading(world.engine) as connection:
        listed = waiting(connection, today=world.today)
    expected = [
        (case.reference, track.process, track.subject, point.name, point.opens)
        for case in cases
        for track, point in closed_points(case, world.today)
    ]
    found = [(one.reference, one.process, one.subject, one.point.name, one.point.opens) for one in listed]
    assert sorted(found) == sorted(expected)


def released(world: World, chooser: Chooser) -> list[str]:
    """Do for some of what waits exactly what is said to be missing; it must then wait no longer."""
    with reading(world.engine) as connection:
        listed = waiting(connection, today=world.today)
    names = []
    for one in listed and [chooser.of(listed)]:
        with world.imagined():
            _release(world, one.reference, one.process, one.subject, one.point)
        names.append(one.point.name)
    return names


def _release(world: World, reference: str, process: str, subject: str, point: SyncPoint) -> None:
    state = _track(world.case(reference), process, subject).state
    for number in range(12):
        case = world.case(reference)
        track = _track(case, process, subject)
        missing = point.missing(case.facts_of(track, world.today)) if track.state == state else ()
        if not missing:
            break
        done = any(meet(world, case, track, missing[0], Chooser(choice)) for choice in range(5))
        if not done or number % 4 == 3:
            world.wait(1)  # what a court orders sets aside what is done that same day
    case = world.case(reference)
    track = _track(case, process, subject)
    facts = case.facts_of(track, world.today)
    missing = point.missing(facts) if track.state == state else ()
    assert not missing, f"{point.name} stays closed: nobody can bring about {missing[0].name}"
    if track.state == state:
        opened = [one for one in PROCESSES[process].moves if one.trigger in point.opens and state in one.sources]
        next_points = {one for other in SYNC_POINTS if other.process == process for one in other.missing(facts)}
        assert any(set(one.unmet(facts)) <= next_points for one in opened), f"{point.name} opens nothing"
