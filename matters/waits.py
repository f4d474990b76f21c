"""Who waits for whom: every sync point that is closed, since when, what is missing, and who can release it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from matters.agenda import ASKED, ClosedPoint, by_cause, closed_point, closed_points
from matters.agenda_reading import Agendas, Found, waits_at
from matters.city_days import USUAL, Days
from matters.directory import Directory, Reader, read_directory, read_directory_of
from matters.open_matters import holders_for
from matters.preparing import lead_time_of
from matters.recipients import HELD_BY, Recipient
from models.agenda import WAITING
from models.casefile import CaseFile
from models.casestore import load_holding, load_some
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
    also: tuple["Waiting", ...] = ()
    """What else in the case waits for the same, not as long; who is called for the one is called for all."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Some of what waits, one for each cause, the longest first; `total` is how many causes there are in all."""

    rows: tuple[Waiting, ...]
    total: int


def waiting(
    connection: Connection,
    *,
    today: date,
    reference: str = "",
    problems: list[CaseProblem] | None = None,
    days: Days = USUAL,
) -> list[Waiting]:
    """Return every sync point that is closed in one case, or in all that go on, worked out afresh.

    The longest wait comes first. `days` are the city's. Raises UnknownCase, and Unreadable unless there is a list of
    `problems` to which such cases are added.
    """
    asking = _Asking(today, read_directory(connection), days)
    cases = [read_case(connection, reference)] if reference else live_cases(connection)
    found = [one for _, one in each_readable(cases, asking.about, problems)]
    return sorted(found, key=lambda one: (one.since, reference_key(one.reference), one.process, one.subject))


def waiting_of(connection: Connection, reference: str, today: date, days: Days) -> list[Waiting]:
    """Return what waits in one case, one for each cause, the longest first; raise UnknownCase, and Unreadable."""
    case = read_case(connection, reference)
    return waits_in(case, read_directory_of(connection, [case]), today, days)


def waits_in(case: CaseFile, directory: Directory, today: date, days: Days) -> list[Waiting]:
    """Return the same of a case in memory, with a directory of those whom it names; raise Unreadable."""
    asking = _Asking(today, directory, days)
    return [asking.cause(case, cause) for cause in by_cause(list(closed_points(case, today)))]


def waiting_page(
    agendas: Agendas,
    today: date,
    days: Days,
    *,
    points: Sequence[str] = (),
    limit: int,
    offset: int = 0,
    lead_times: bool = True,
) -> WaitingPage:
    """Return a page of what waits in all cases that go on, out of their agendas. `points` are names of sync points.

    Without `lead_times` less is read of each case.
    """
    part = waits_at(points)
    heads = agendas.some(part, slice(offset, offset + limit))
    rows = waits_of(agendas, heads, today, days, lead_times=lead_times)
    return WaitingPage(tuple(one for _, one in rows), agendas.count(part))


def waits_of(
    agendas: Agendas, heads: Sequence[Found], today: date, days: Days, *, lead_times: bool = True
) -> list[tuple[CaseFile, Waiting]]:
    """Return what waits by the rows that stand for their causes, each with its case: with tracks for `lead_times`."""
    connection = agendas.connection
    numbers = sorted({case_id for case_id, _ in heads})
    load = load_some if lead_times else load_holding
    cases = {case.id: case for case in load(connection, numbers)}
    waits: dict[tuple[int, int], list[ClosedPoint]] = {}
    for case_id, items in agendas.of_cases(numbers).items():
        for item in items:
            if item.kind in WAITING:
                waits.setdefault((case_id, item.cause), []).append(closed_point(item))
    asking = _Asking(today, read_directory_of(connection, cases.values()), days, lead_times)
    return [(cases[case_id], asking.cause(cases[case_id], waits[case_id, head.place])) for case_id, head in heads]


@dataclass(slots=True)
class _Asking:
    today: date
    directory: Directory
    city: Days
    lead_times: bool = True
    _people: dict[tuple[object, ...], Reader | None] = field(default_factory=dict)
    _days: dict[date, int] = field(default_factory=dict)

    def about(self, case: CaseFile) -> Iterator[Waiting]:
        for closed in closed_points(case, self.today):
            yield self._waiting_at(case, closed)

    def cause(self, case: CaseFile, points: Sequence[ClosedPoint]) -> Waiting:
        """Return the first of some points that wait for the same, with the others."""
        first, *others = (self._waiting_at(case, one) for one in points)
        return replace(first, also=tuple(others))

    def _waiting_at(self, case: CaseFile, closed: ClosedPoint) -> Waiting:
        since, role = closed.since, closed.role
        if since not in self._days:
            self._days[since] = working_days_between(since, self.today) if since < self.today else 0
        person = self._who(role, case, closed.supplier)
        return Waiting(
            case.reference,
            closed.process,
            closed.subject,
            closed.parent,
            closed.state,
            closed.point,
            since,
            self._days[since],
            closed.missing,
            role,
            person,
            person is not None and _stands_in(person, ASKED[role], case),
            self._lead_time(case) if closed.process == PROCUREMENT.name else None,
        )

    def _lead_time(self, case: CaseFile) -> LeadTime | None:
        return lead_time_of(case.facts(self.today), self.city) if self.lead_times else None

    def _who(self, role: Role, case: CaseFile, supplier: str) -> Reader | None:
        if role not in ASKED:
            return None
        holders = holders_for(case, supplier)
        key = (role, case.unit_id, case.officer_id, case.reference, *holders.values())
        if key not in self._people:
            self._people[key] = self.directory.recipient(ASKED[role], case, self.today, holders=holders)
        return self._people[key]


def _stands_in(person: Reader, asked: Recipient, case: CaseFile) -> bool:
    if asked is Recipient.OFFICER:
        return person.id != case.officer_id
    return person.role not in HELD_BY.get(asked, (asked,))
