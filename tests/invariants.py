"""What must be true of a world of cases at any time, whatever has happened in it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desk.tick import TickResult
from matters.directory import Directory, read_directory
from matters.ladder import due, next_day
from matters.ladder_file import DEFAULT
from matters.open_matters import holders_of, live_tracks, look_ahead, open_now
from matters.recipients import Recipient
from matters.waits import waiting
from models.casefile import CaseFile, TrackFile, accounts_of
from models.journal import FIRST, Entry, digest
from models.operations import settle
from models.storage.database import reading
from states.facts import Facts, Milestone
from states.law import clearance
from states.law.procedures import Procedure
from states.processes import placement, procurement, supplier
from states.processes.registry import PROCESSES
from states.processes.sync import SYNC_POINTS, SyncPoint
from states.records.obligations import Origin, account, totals
from states.records.observations import Observation
from tests.histories import Chooser, Watch, World, meet

ENDED = (procurement.State.CLOSED, procurement.State.CANCELLED)
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
        assert before.states["procurement"] not in ENDED, "a record entered a case that has ended"
        if told.milestone is Milestone.CONTRACT_SIGNED and not reason.strip():
            assert not _too_early(before, told.on, clearance.standstill_of(before)), "signed in the standstill"
        if told.milestone is Milestone.CONTACT_POINT_2:
            clear = clearance.clear_from(before)
            assert clear is not None, "contact point 2 before it is clear"
            assert told.on >= clear, "contact point 2 before it is clear"
            assert not _too_early(before, told.on, None), "contact point 2 in the standstill"

    def changed(self, world: World, file: CaseFile) -> None:
        fresh = self._journal(world, file)
        self._moves(file, fresh)
        self._positions(file)
        self._suppliers(file, world.today)
        obligations(file, world.today)
        stands_still(file, world.today)

    def _journal(self, world: World, file: CaseFile) -> list[Entry]:
        told = self.told.setdefault(file.reference, Told())
        columns = 'number, "on", actor, event, process, subject, source, target, detail, digest'
        query = f"SELECT {columns} FROM journal WHERE case_id = ? AND number > ? ORDER BY number"
        rows = world.snapshots.rows(query, file.id, told.length)
        entries = []
        for number, on, *rest, stored in rows:
            entry = Entry(number, date.fromisoformat(on), *rest)
            assert number == told.length + 1
            assert digest(told.head, entry) == stored, "the chain is broken"
            told.length, told.head = number, stored
            entries.append(entry)
        assert (file.journal_length, file.journal_head) == (told.length, told.head)
        assert file.version > told.version, "the version did not grow"
        told.version = file.version
        return entries

    def _moves(self, file: CaseFile, fresh: list[Entry]) -> None:
        """Replay what is new in the journal."""
        states = self.told[file.reference].states
        for entry in fresh:
            key = (entry.process, entry.subject)
            if entry.event == "began":
                assert key not in states
                states[key] = entry.target
            elif entry.process and entry.event in PROCESSES[entry.process].triggers:
                assert states[key] == entry.source, "a move from a state that the track was not in"
                self._one_move(file, entry, states)
                states[key] = entry.target
                self.moves[entry.process, entry.event] += 1
            else:
                continue
            self.states[entry.process, entry.target] += 1
        assert states == {(track.process, track.subject): track.state for track in file.tracks}
        for track in file.tracks:
            assert track.state in set(PROCESSES[track.process].states)

    def _one_move(self, file: CaseFile, entry: Entry, states: dict[tuple[str, str], str]) -> None:
        process = PROCESSES[entry.process]
        role = entry.actor.partition(":")[0]
        rows = [one for one in process.moves_from(process.states(entry.source)) if role in one.by]
        assert (entry.event, entry.target) in {(one.trigger, one.target) for one in rows}, "a move of no table"
        if (entry.process, entry.event) == ("supplier", "award"):
            assert states["procurement", ""] in procurement.HANDED_OVER, "bound before the purchase was handed over"
        if (entry.process, entry.event) == ("placement", "propose"):
            owed = file.obligation(_track(file, entry.process, entry.subject).parent)
            assert owed is not None
            told = file.known().of_suppliers[owed.lot, owed.supplier]
            assert Milestone.PROFILE_AGREED in told, "proposed without a profile"

    def _positions(self, file: CaseFile) -> None:
        for track in file.tracks:
            if track.process == "placement":
                owed = file.obligation(track.parent)
                assert owed is not None, "a position that nobody owes"
                assert owed.unit, "a position that nothing was promised for"
        for owed in file.obligations:
            if _track(file, "supplier", owed.subject).state in supplier.BOUND:
                places = file.positions().get(owed.subject, [])
                there = [one for one in places if one.state != placement.State.WITHDRAWN]
                assert len(there) >= owed.owed.places, "fewer positions than are owed"

    def _suppliers(self, file: CaseFile, today: date) -> None:
        for track in file.tracks:
            if track.process == "supplier" and track.state in supplier.BOUND:
                assert file.facts_of(track, today).winner, "bound without having won"

    # --- all cases

    def ticked(self, world: World, result: TickResult) -> None:
        assert (result.problems, result.starving, result.unreachable) == ([], [], 0)
        files = world.cases()
        for file in files:
            told = self.told.get(file.reference)
            if told is None or file.version > told.version:
                self.changed(world, file)
                left_alone(file, world.today)
            else:
                stands_still(file, world.today)
            reminders(world, file)
        if result.checked:
            totals_of_the_city(files, world.today)
            waits(world, files)


def stands_still(file: CaseFile, today: date) -> None:
    """Settling again moves nothing and opens nothing."""
    tracks = len(file.tracks)
    assert settle(file, today) == [], "settling again moved something"
    assert len(file.tracks) == tracks, "settling again opened a track"


def _too_early(facts: Facts, on: date, period: "procurement.Standstill | None") -> bool:
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    if facts.procedure is Procedure.OPEN and sent is not None and on < sent + FIRST_DAY:
        return True
    if period is None or not period.applies:
        return False
    return period.earliest_signing is None or on < period.earliest_signing


def _track(file: CaseFile, process: str, subject: str) -> TrackFile:
    track = file.track(process, subject)
    assert track is not None
    return track


# --- what is owed ----------------------------------------------------------------------------------------------------


def obligations(file: CaseFile, today: date) -> None:
    for one in accounts_of(file, today):
        assert abs(one.promised - one.fulfilled - one.short) < NEARLY
        assert min(one.promised, one.started, one.fulfilled, one.over, one.short) >= 0
        assert one.over == 0 or one.short < NEARLY, "something is missing although more was delivered"
        others = [spell for spell in one.spells if spell.terms.origin is not Origin.OWN_EMPLOYEE]
        if len(others) < len(one.spells) and one.obligation.unit:
            known = file.known()
            told = known.of_suppliers.get((one.obligation.lot, one.obligation.supplier), {})
            without = account(
                one.obligation,
                others + [replace(s, started=None) for s in one.spells if s not in others and s.internship_done],
                today=today,
                dialogue_held=Milestone.DIALOGUE_HELD in told,
                contract_signed=known.dates.get(Milestone.CONTRACT_SIGNED),
                contract_ended=known.dates.get(Milestone.CONTRACT_ENDED),
            )
            assert abs(without.fulfilled - one.fulfilled) < NEARLY, "an employee they had already counts"


def totals_of_the_city(files: list[CaseFile], today: date) -> None:
    accounts = [one for file in files for one in accounts_of(file, today)]
    for total in totals(accounts):
        mine = [one for one in accounts if one.obligation.unit is total.unit]
        assert abs(total.promised - total.fulfilled - total.short) < NEARLY
        assert total.short >= max(one.short for one in mine) - NEARLY, "one's surplus hid another's shortfall"
        assert abs(total.short - sum(max(0.0, one.promised - one.fulfilled) for one in mine)) < NEARLY


# --- who is told, and who waits --------------------------------------------------------------------------------------


def reminders(world: World, file: CaseFile) -> None:
    """After a tick exactly what is owed now and has come is told, once to each; never anything in a case that ended."""
    today = world.today
    with reading(world.engine) as connection:
        people = read_directory(connection)
    wanted = {
        (matter.name, track.subject, item.rung.name, reader.id if reader else 0, base.isoformat())
        for track, _, matter, base in open_now(file, today, DEFAULT)
        for item in due(matter, base, today)
        for reader in [people.recipient(item.rung.to, file, today, holders=holders_of(file, track))]
    }
    query = "SELECT matter, subject, step, person_id, base FROM reminder WHERE case_id = ? AND state = 'planned'"
    planned = world.snapshots.rows(query, file.id)
    assert len(set(planned)) == len(planned), "one thing is told twice"
    assert set(planned) == wanted, f"told too much or too little: {set(planned) ^ wanted}"


def left_alone(file: CaseFile, today: date) -> None:
    """Where nobody can be reached every track without a day ahead is reported."""
    undated = Counter(
        f"{file.reference} {track.process}"
        for track, facts in live_tracks(file, today)
        if not any(day > today for day in _days_ahead(track, facts, today))
    )
    assert Counter(look_ahead(file, today, NOBODY, DEFAULT).starving) == undated


def _days_ahead(track: TrackFile, facts: Facts, today: date) -> list[date]:
    turns = {"procurement": clearance.turning_days, "supplier": supplier.turning_days}.get(track.process)
    rungs = [next_day(matter, base, today) for matter, base in DEFAULT.open_matters(track.process, track.state, facts)]
    return [*(turns(facts) if turns else ()), *(day for day in rungs if day is not None)]


def closed_points(file: CaseFile, today: date) -> list[tuple[TrackFile, SyncPoint]]:
    if _track(file, "procurement", "").state not in procurement.OPEN:
        return []
    return [
        (track, point)
        for track in file.tracks
        for point in SYNC_POINTS
        if point.process == track.process and track.state in point.states and _closed(file, track, point, today)
    ]


def _closed(file: CaseFile, track: TrackFile, point: SyncPoint, today: date) -> bool:
    facts = file.facts_of(track, today)
    return point.when(facts) and not all(one.holds(facts) for one in point.guards)


def waits(world: World, files: list[CaseFile]) -> None:
    """What is listed as waiting is what brute force finds closed."""
    with reading(world.engine) as connection:
        listed = waiting(connection, today=world.today)
    expected = [
        (file.reference, track.process, track.subject, point.name, point.opens)
        for file in files
        for track, point in closed_points(file, world.today)
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
        file = world.case(reference)
        track = _track(file, process, subject)
        missing = point.missing(file.facts_of(track, world.today)) if track.state == state else ()
        if not missing:
            break
        done = any(meet(world, file, track, missing[0], Chooser(choice)) for choice in range(5))
        if not done or number % 4 == 3:
            world.wait(1)  # what a court orders sets aside what is done that same day
    file = world.case(reference)
    track = _track(file, process, subject)
    facts = file.facts_of(track, world.today)
    missing = point.missing(facts) if track.state == state else ()
    assert not missing, f"{point.name} stays closed: nobody can bring about {missing[0].name}"
    if track.state == state:
        opened = [one for one in PROCESSES[process].moves if one.trigger in point.opens and state in one.sources]
        next_points = {one for other in SYNC_POINTS if other.process == process for one in other.missing(facts)}
        assert any(set(one.unmet(facts)) <= next_points for one in opened), f"{point.name} opens nothing"
