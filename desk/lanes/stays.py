"""Where the tracks of a case have stood, and from when: read from the journal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.casefile import CaseFile, TrackFile
from models.journal import Entry
from models.overrides.forcing import FORCED, UNDONE
from states.facts import Facts, Milestone, Role
from states.machine import Guard, Move
from states.processes.placement import PLACEMENT
from states.processes.registry import PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS
from states.records.observations import Observation, current, set_aside

OUTSIDE_THE_RULES = frozenset({FORCED, UNDONE})
OPENED, BEGAN = "opened", "began"
TrackKey = tuple[str, str]
"""Process and subject."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A state from a day up to another; `until` None while it lasts."""

    state: str
    since: date
    until: date | None


class Histories:
    """What the journal says of the tracks of a case."""

    def __init__(self, case: CaseFile, entries: Iterable[Entry], today: date) -> None:
        self._case, self._today = case, today
        self.standing = [one for one in (*current(case.recorded), *set_aside(case.recorded)) if one.on is not None]
        self._moves: dict[TrackKey, list[Entry]] = {}
        self._began: dict[TrackKey, date] = {}
        self.overrides: list[tuple[TrackKey, Entry]] = []
        for entry in entries:
            self._read(entry)

    def _read(self, entry: Entry) -> None:
        process = PROCESSES.get(entry.process)
        if process is None:
            return
        key = self._key(entry)
        known = {*process.states}
        if entry.event == BEGAN:
            self._began.setdefault(key, entry.on)
        elif entry.source in known and entry.target in known and entry.event in {*process.triggers, *OUTSIDE_THE_RULES}:
            self._moves.setdefault(key, []).append(entry)
            if entry.event in OUTSIDE_THE_RULES:
                self.overrides.append((key, entry))

    def _key(self, entry: Entry) -> TrackKey:
        """Return the track of an entry under its present name: a supplier may have gone on under another."""
        track = self._case.track_meant(entry.process, entry.subject) if entry.subject else None
        return entry.process, track.subject if track else entry.subject

    def stays(self, track: TrackFile) -> tuple[Stay, ...]:
        """Return where a track has stood, oldest first; the last of them lasts. Raises Unreadable."""
        key = track.process, track.subject
        moves = self._moves.get(key, [])
        recorded = self._recorded(track)
        since = self._began.get(key, self._case.opened_on if not track.subject else min(self._firsts(track, moves)))
        state = moves[0].source if moves else track.state
        found: list[Stay] = []
        for entry in moves:
            day = self._day(entry, track, since, recorded)
            found.append(Stay(state, since, day))
            state, since = entry.target, day
        if state != track.state:  # the journal was cut, or states have been renamed since
            day = max(since, min(track.since, self._today))
            found.append(Stay(state, since, day))
            state, since = track.state, day
        return (*found, Stay(state, since, None))

    def _firsts(self, track: TrackFile, moves: Sequence[Entry]) -> Iterator[date]:
        yield track.since
        yield from (entry.on for entry in moves[:1])

    def _recorded(self, track: TrackFile) -> Mapping[Milestone, Sequence[date]]:
        found: dict[Milestone, list[date]] = {}
        for one in self.standing:
            if one.on is not None and self._concerns(one, track):
                found.setdefault(one.milestone, []).append(one.on)
        return found

    def _concerns(self, one: Observation, track: TrackFile) -> bool:
        if track.process == PLACEMENT.name:
            return one.placement.partition(".")[0] == track.subject
        if one.placement:
            return False
        owed = self._case.obligation(track.subject) if track.process == SUPPLIER_PROCESS.name else None
        return owed is None or one.supplier in {"", owed.supplier}

    def _day(self, entry: Entry, track: TrackFile, since: date, recorded: Mapping[Milestone, Sequence[date]]) -> date:
        """Return the day of what a move came of: the journal has the day on which it was told."""
        last = max(since, entry.on)
        move = _move_of(entry)
        if move is None:
            return last
        days = [_held_from(guard, recorded, since, last) for guard in move.guards if _tells_a_day(guard)]
        if not days or any(day is None for day in days):
            return last
        day = max(one for one in days if one is not None)
        waited = [guard for guard in move.guards if guard.met_by == (Role.CLOCK,)]
        facts = replace(self._case.facts_of(track, self._today), today=day) if waited else None
        return day if facts is None or _all_hold(waited, facts) else last


def _all_hold(guards: Iterable[Guard], facts: Facts) -> bool:
    return all(guard.holds(facts) for guard in guards)


def _move_of(entry: Entry) -> Move | None:
    """Return the move of an entry, if it came by itself of what was recorded: what people decide has its own day."""
    if entry.actor != Role.CLOCK:
        return None
    moves = (one for one in PROCESSES[entry.process].moves if Role.CLOCK in one.by)
    same = (one for one in moves if one.trigger == entry.event and one.target == entry.target)
    return next((one for one in same if entry.source in one.sources), None)


def _tells_a_day(guard: Guard) -> bool:
    """Tell whether a condition is one that began to hold on some day; a negation mostly has held all along."""
    return guard.met_by != (Role.CLOCK,) and (guard.negates is None or bool(guard.records))


def _held_from(guard: Guard, recorded: Mapping[Milestone, Sequence[date]], since: date, last: date) -> date | None:
    """Return the first day on which a condition can have held, None where no record says so."""
    days = [day for milestone in guard.records for day in recorded.get(milestone, ()) if day <= last]
    within = [day for day in days if day >= since]
    return min(within) if within else since if days else None
