"""Who waits for whom: every sync point that is closed, since when, what is missing, and who can release it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from matters.agenda import ASKED, ClosedPoint, closed_points
from matters.city_days import USUAL, Days
from matters.directory import Directory, Reader, read_directory
from matters.open_matters import holders_of
from matters.preparing import lead_time_of
from matters.recipients import HELD_BY, Recipient
from models.casefile import CaseFile, TrackFile
from models.queries.cases import live_cases, read_case
from models.unreadable import CaseProblem, each_readable
from states.facts import Role
from states.law.calendar import working_days_between
from states.machine import Guard
from states.processes.procurement import PROCUREMENT
from states.processes.sync import SyncPoint
from states.records.lead_times import LeadTime
from states.records.names import reference_key


@dataclass(frozen=True, slots=True)
class Waiting:
    """One process of one case that waits at a sync point; `parent` is the supplier that a position belongs to.

    `missing` is what keeps it closed, the first being what is asked for now. `role` and `person` can release it; the
    person is None where only time can, or nobody is left to ask, and `stands_in` tells that they are asked in place of
    somebody of that role. `days` are working days.
    """

    reference: str
    process: str
    subject: str
    parent: str
    state: str
    point: SyncPoint
    since: date
    days: int
    missing: tuple[Guard, ...]
    role: Role
    person: Reader | None
    stands_in: bool
    lead_time: LeadTime | None = None
    """By when people must be contacted for what the case is likely to ask for; only where the purchase waits for it."""


def waiting(
    connection: Connection,
    *,
    today: date,
    reference: str = "",
    problems: list[CaseProblem] | None = None,
    days: Days = USUAL,
) -> list[Waiting]:
    """Return what waits in one case, or in all that go on, longest first; nothing is written. `days` are the city's.

    Raises UnknownCase, and Unreadable unless there is a list of `problems` to which such cases are added.
    """
    asking = _Asking(today, read_directory(connection), days)
    cases = [read_case(connection, reference)] if reference else live_cases(connection)
    found = [one for _, one in each_readable(cases, asking.about, problems)]
    return sorted(found, key=lambda one: (one.since, reference_key(one.reference), one.process, one.subject))


@dataclass(slots=True)
class _Asking:
    today: date
    directory: Directory
    city: Days
    _people: dict[tuple[object, ...], Reader | None] = field(default_factory=dict)
    _days: dict[date, int] = field(default_factory=dict)

    def about(self, case: CaseFile) -> Iterator[Waiting]:
        for closed in closed_points(case, self.today):
            yield self._waiting_at(case, closed)

    def _waiting_at(self, case: CaseFile, closed: ClosedPoint) -> Waiting:
        track, since, role = closed.track, closed.since, closed.role
        if since not in self._days:
            self._days[since] = working_days_between(since, self.today) if since < self.today else 0
        person = self._who(role, case, track)
        return Waiting(
            case.reference,
            track.process,
            track.subject,
            track.parent,
            track.state,
            closed.point,
            since,
            self._days[since],
            closed.missing,
            role,
            person,
            person is not None and _stands_in(person, ASKED[role], case),
            lead_time_of(case.facts(self.today), self.city) if track.process == PROCUREMENT.name else None,
        )

    def _who(self, role: Role, case: CaseFile, track: TrackFile) -> Reader | None:
        if role not in ASKED:
            return None
        holders = holders_of(case, track)
        key = (role, case.unit_id, case.officer_id, case.reference, *holders.values())
        if key not in self._people:
            self._people[key] = self.directory.recipient(ASKED[role], case, self.today, holders=holders)
        return self._people[key]


def _stands_in(person: Reader, asked: Recipient, case: CaseFile) -> bool:
    if asked is Recipient.OFFICER:
        return person.id != case.officer_id
    return person.role not in HELD_BY.get(asked, (asked,))
