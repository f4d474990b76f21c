"""The agenda of one case: everything that is owed, waited for or amiss in it, a pure function of the case and the day.

It knows no directory: a row names a role, and whom the case itself names in it. So it changes with the case alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from matters.ladder import Matter
from matters.recipients import Recipient
from models.agenda import AgendaItem, AgendaKind
from models.casefile import CaseFile, TrackFile, accounts_of
from models.deviations import deviations_of
from states.facts import Facts, Milestone, Role
from states.machine import Guard, held_up
from states.processes.procurement import OPEN, PROCUREMENT
from states.processes.registry import PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.sync import BY_STATE, SyncPoint
from states.records.accounts import written
from states.records.obligations import Measure
from states.text import Text

ASKED: Mapping[Role, Recipient] = {  # the recipient that stands for a role
    Role.OFFICER: Recipient.OFFICER,
    Role.SUPPORT: Recipient.SUPPORT,
    Role.LABOUR_MARKET: Recipient.LABOUR_MARKET,
    Role.SUPPLIER: Recipient.SUPPLIER,
}
Holders: TypeAlias = Mapping[Recipient, int | None]
_Row: TypeAlias = tuple[Any, ...]
"""A row of an agenda before it has a place; its last cell says how far before it stands what it has its cause from."""


class LiveTrack(NamedTuple):
    """A track that goes on, with its facts, the matters that are open in it and their bases, and who looks after it.

    `lives` tells that a day is known on which it, or the time for it, comes, or that somebody can move it.
    """

    track: TrackFile
    facts: Facts
    matters: Sequence[tuple[Matter, date]]
    holders: Holders
    lives: bool


class ClosedPoint(NamedTuple):
    """A sync point at which a track in a state stands still, since when, and what is missing."""

    process: str
    subject: str
    parent: str
    state: str
    point: SyncPoint
    since: date
    missing: tuple[Guard, ...]

    @property
    def role(self) -> Role:
        return self.missing[0].met_by[0]

    @property
    def supplier(self) -> str:
        """The supplier that it is about, as its track is called; "" for none."""
        return self.parent or self.subject


def agenda(case: CaseFile, today: date, live: Sequence[LiveTrack]) -> tuple[AgendaItem, ...]:
    """Return the agenda of a case with these tracks; empty once its purchase has ended. Raises Unreadable."""
    if not live:
        return ()
    rows = [*_owed(case, live), *_waits(case, live), *_starving(live), *_deviating(case, today), *_accounts(case)]
    return tuple([AgendaItem._make((place, *row[:-1], place - row[-1])) for place, row in enumerate(rows)])


# --- what is owed ----------------------------------------------------------------------------------------------------


def _owed(case: CaseFile, live: Sequence[LiveTrack]) -> Iterator[_Row]:
    for track, facts, matters, holders, _ in live:
        place = _of_track(case, track) if matters else ()
        for matter, base in matters:
            deadline = matter.deadline(facts)
            to = _first_reminded(matter, base, deadline)
            units = " ".join(map(str, matter.units(facts))) if matter.units else ""
            held_by = named_in(case, to, holders)
            yield AgendaKind.OWED, matter.name, *place, to, held_by, units, base, deadline, "", matter.urgent, 0


def _first_reminded(matter: Matter, base: date, day: date | None) -> Recipient:
    if day is not None:
        for rung in matter.rungs:
            if rung.due_on(base) <= day:
                return rung.to
    return matter.rungs[0].to


def reminded_in_time(matter: Matter, base: date, day: date | None) -> list[Recipient]:
    """Return whom a deadline is for: who is reminded by its day; else, and where there is none, who is asked first."""
    in_time = [rung.to for rung in matter.rungs if rung.due_on(base) <= day] if day is not None else []
    return list(dict.fromkeys(in_time or [matter.rungs[0].to]))


def named_in(case: CaseFile, role: Recipient | None, holders: Holders) -> int | None:
    """Return whom a case itself names in a role."""
    if role is Recipient.OFFICER:
        return case.officer_id
    if role is Recipient.SUPPORT:
        return case.support_id
    return holders.get(role) if role is not None else None


def _of_track(case: CaseFile, track: TrackFile) -> tuple[str, str, str, int, str]:
    if not track.parent:
        return track.process, track.subject, "", 0, track.state
    numbers = [one.subject for one in case.positions().get(track.parent, ())]
    return track.process, track.subject, track.parent, numbers.index(track.subject) + 1, track.state


# --- what is waited for ----------------------------------------------------------------------------------------------


def closed_points(case: CaseFile, today: date) -> Iterator[ClosedPoint]:
    """Yield every sync point at which a case stands still, in the order of its tracks. Raises Unreadable."""
    purchase = case.track(PROCUREMENT.name)
    if purchase is None or purchase.state not in OPEN:
        return
    case.check_strays()
    for track in case.tracks:
        if (track.process, track.state) in BY_STATE:
            yield from _closed_at(track, case.facts_of(track, today))


def _closed_at(track: TrackFile, facts: Facts) -> Iterator[ClosedPoint]:
    for point in BY_STATE.get((track.process, track.state), ()):
        missing = point.missing(facts)
        if missing:
            since = point.since(facts) or track.since
            yield ClosedPoint(track.process, track.subject, track.parent, track.state, point, since, missing)


def by_cause(points: Sequence[ClosedPoint]) -> list[list[ClosedPoint]]:
    """Return the points of one case by what they wait for, the longest wait of each first.

    Two wait for the same if one person is to be called for both, of one supplier if of any, and one record may meet a
    condition of both.
    """
    if len(points) < 2:
        return [list(points)] if points else []
    causes: list[list[ClosedPoint]] = []
    for point in sorted(points, key=lambda one: one.since):
        for cause in causes:
            if any(_same_cause(one, point) for one in cause):
                cause.append(point)
                break
        else:
            causes.append([point])
    return causes


def _same_cause(one: ClosedPoint, other: ClosedPoint) -> bool:
    if (one.role, one.supplier) != (other.role, other.supplier):
        return False
    return not _met_by(one).isdisjoint(_met_by(other))


def _met_by(one: ClosedPoint) -> frozenset[str | Milestone]:
    names = (guard.name for guard in one.missing)
    return frozenset({*names, *(record for guard in one.missing for record in guard.records)})


def _waits(case: CaseFile, live: Sequence[LiveTrack]) -> Iterator[_Row]:
    points = [(point, one) for one in live for point in _closed_at(one.track, one.facts)]
    tracks = {(one.track.process, one.track.subject): one for _, one in points}
    for cause in by_cause([point for point, _ in points]):
        for number, one in enumerate(cause):
            mine, role = tracks[one.process, one.subject], one.role
            kind, place = AgendaKind.ALSO if number else AgendaKind.WAITS, _of_track(case, mine.track)
            held_by, missing = named_in(case, ASKED.get(role), mine.holders), " ".join([g.name for g in one.missing])
            yield kind, one.point.name, *place, str(role), held_by, "", one.since, None, missing, False, number


def closed_point(item: AgendaItem) -> ClosedPoint:
    """Return the sync point that a stored wait is at."""
    names, since = item.missing.split(), item.since
    for point in BY_STATE[item.process, item.state]:
        guards = {guard.name: guard for guard in point.guards}
        if since is not None and point.name == item.name and guards.keys() >= set(names):
            missing = tuple(guards[name] for name in names)
            return ClosedPoint(item.process, item.subject, item.parent, item.state, point, since, missing)
    raise LookupError(item.name)  # unreachable: what is stored by other rules is not read


# --- what is amiss ---------------------------------------------------------------------------------------------------


def _starving(live: Sequence[LiveTrack]) -> Iterator[_Row]:
    """Yield the tracks that would wait for nobody and no day although somebody of every role can be reached."""
    for one in live:
        track = one.track
        if not one.lives and held_up(PROCESSES[track.process], track.state, one.facts, staffed=_anybody, dated=False):
            place = track.process, track.subject, "", 0, track.state
            yield AgendaKind.STARVES, "", *place, *_NOBODY, None, None, "", False, 0


_NOBODY = "", None, ""
"""That a row is for no role, falls to nobody and asks no units."""


def _anybody(_: Role) -> bool:
    return True


def _deviating(case: CaseFile, today: date) -> Iterator[_Row]:
    for one in deviations_of(case, today):
        said = json.dumps([one.text.sv, one.text.en], ensure_ascii=False)
        place = PROCUREMENT.name, "", "", 0, ""
        yield AgendaKind.DEVIATES, one.milestone, *place, *_NOBODY, one.on, None, said, False, 0


def _accounts(case: CaseFile) -> Iterator[_Row]:
    if not case.obligations:
        return
    hours = any(owed.unit == Measure.HOURS for owed in case.obligations)
    for account, owed in zip(accounts_of(case), case.obligations, strict=True):
        place = SUPPLIER_PROCESS.name, owed.subject, "", 0, account.state
        yield AgendaKind.ACCOUNT, "", *place, *_NOBODY, None, None, "" if hours else written(account), False, 0


def deviation_text(item: AgendaItem) -> Text:
    """Return what a stored deviation says."""
    return Text(*json.loads(item.missing))
