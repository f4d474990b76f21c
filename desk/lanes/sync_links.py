"""The sync points of a case as they stand: which lane releases which, since when, by when, and what keeps it closed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from desk.lanes.ahead import ComingState
from desk.lanes.drawn import LaneLabel, Link, LinkStatus
from desk.lanes.happenings import PURCHASE, TARGET, Where
from desk.lanes.stays import Histories, Stay
from matters.agenda import ClosedPoint, closed_points
from matters.ladder import Ladder
from models.casefile import CaseFile
from states.facts import Milestone
from states.law.clearance import (
    free_of_standstill,
    in_court,
    performance_barred,
    report_winner_from,
    standstill_of,
)
from states.processes.placement import PLACEMENT
from states.processes.procurement import OPEN, PROCUREMENT, ProcurementState
from states.processes.registry import PROCESSES
from states.processes.supplier import LIVE, SUPPLIER_PROCESS, SupplierState
from states.processes.sync import SYNC_POINTS
from states.processes.target_group import TARGET_GROUP
from states.records.obligations import Measure
from states.text import Text, in_sentence

FIRST_HIRE = "first_hire"
_OWN = "own"
"""The supplier that a point is about."""
_BETWEEN: Mapping[str, tuple[str, str]] = {
    "S1": (PROCUREMENT.name, PROCUREMENT.name),
    "S2": (PROCUREMENT.name, TARGET_GROUP.name),
    "S3": (PROCUREMENT.name, PROCUREMENT.name),
    "S4": (PROCUREMENT.name, SUPPLIER_PROCESS.name),
    "S5": (_OWN, TARGET_GROUP.name),
    "S6": (_OWN, TARGET_GROUP.name),
    "S7": (TARGET_GROUP.name, _OWN),
    "S8": (PROCUREMENT.name, _OWN),
}
"""By sync point, which process releases and which waits for it."""
_OF_POSITIONS = frozenset({"S6", "S7"})
"""There may be many of them: only those that are closed are shown, one for each supplier."""
_BY: Mapping[str, tuple[str, ...]] = {
    "S1": ("relevance_assessment", "contact_point_1"),
    "S2": ("relevance_assessment", "contact_point_1"),
    "S3": ("standstill_ends",),
    "S4": ("contact_point_2",),
    "S5": ("competence_profile",),
    "S6": ("supplier_decision",),
    "S7": ("hire_confirmation",),
    "S8": ("follow_up_result", "final_report"),
}
"""By sync point, the matters whose last day is the one by which it must open; the first that is owed counts."""
_FIRST_HIRE = Text("första anställningen", "first hire")
_IN_COURT = Text("Domstolen har inte avgjort målet.", "The court has not decided the case.")
_BARRED = Text(
    "Domstolen har beslutat att avtalet inte får fullgöras.",
    "The court has decided that the contract is not performed.",
)
_NEEDED = Text("Krävs: {what}", "Needed: {what}")
_AFTER_OTHERS = Text("Väntar på stegen före.", "Waits for the steps before it.")


@dataclass(slots=True)
class Course:
    """What links are made from: where each track has stood, how each is expected to go on, and the labels."""

    case: CaseFile
    today: date
    histories: Histories
    stays: Mapping[Where, Sequence[Stay]]
    ahead: Mapping[Where, Sequence[ComingState]]
    labels: Mapping[Where, Sequence[LaneLabel]]
    places: Mapping[Where, int]
    """The lane of each track; several suppliers may share one."""
    ladder: Ladder
    closed: Sequence[ClosedPoint] = field(init=False)

    def __post_init__(self) -> None:
        self.closed = tuple(closed_points(self.case, self.today))


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    label: Text
    status: LinkStatus
    on: date | None
    source: Where
    targets: tuple[Where, ...]
    why: tuple[Text, ...] = ()


def links(course: Course) -> tuple[Link, ...]:
    """Return the sync points in the order of their days, those without a day last."""
    found = [*_of_case(course), *_of_suppliers(course), *_first_hire(course)]
    drawn = _one_for_each_lane(found, course.places)
    ordered = sorted(drawn, key=lambda one: (one.on is None, one.on or date.max))
    return tuple(
        Link(number, one.label, one.status, one.on, *_lanes(one, course.places), one.why)
        for number, one in enumerate(ordered, 1)
    )


def _lanes(one: _Found, places: Mapping[Where, int]) -> tuple[int, tuple[int, ...]]:
    source = places[one.source]
    return source, tuple(sorted({places[where] for where in one.targets} - {source}))


def _one_for_each_lane(found: Iterable[_Found], places: Mapping[Where, int]) -> Iterator[_Found]:
    """Yield the points; of several suppliers that share a lane the one that is pressing most, once for each point."""
    kept: dict[tuple[object, ...], _Found] = {}
    for one in found:
        key = (one.name, *_lanes(one, places))
        known = kept.get(key)
        if known is None or _pressing(one) < _pressing(known):
            kept[key] = one
    yield from kept.values()


def _pressing(one: _Found) -> tuple[int, date]:
    order = (LinkStatus.BLOCKED, LinkStatus.WAITING, LinkStatus.OPEN)
    return order.index(one.status), one.on or date.max


def _of_case(course: Course) -> Iterator[_Found]:
    for name in ("S1", "S2", "S3", "S4"):
        where = TARGET if name == "S2" else PURCHASE
        suppliers = tuple(one for one in course.places if one[0] == SUPPLIER_PROCESS.name)
        source, target = _BETWEEN[name]
        targets = suppliers if target == SUPPLIER_PROCESS.name else (_of(target),)
        if name == "S4" and not suppliers:
            targets = (PURCHASE,)
        yield from _point(course, name, where, _of(source), targets)


def _of(process: str) -> Where:
    return TARGET if process == TARGET_GROUP.name else PURCHASE


def _of_suppliers(course: Course) -> Iterator[_Found]:
    for where in [one for one in course.places if one[0] == SUPPLIER_PROCESS.name]:
        for name in ("S5", "S6", "S7", "S8"):
            source, target = (where if one is _OWN else _of(one) for one in _BETWEEN[name])
            yield from _point(course, name, where, source, (target,))


def _point(course: Course, name: str, where: Where, source: Where, targets: tuple[Where, ...]) -> Iterator[_Found]:
    """Yield a sync point of one track: closed, open since a day, or still to come; nothing where none of these."""
    label = next(point.label for point in SYNC_POINTS if point.name == name)
    closed = [one for one in course.closed if one.point.name == name and _is_about(one, where)]
    hindered = _hindered(course, name, where)
    status = LinkStatus.BLOCKED if hindered else LinkStatus.WAITING
    held = _HELD_FROM[name](course) if name in _HELD_FROM else None
    if closed:
        missing = next(guard.text for one in closed for guard in one.missing)
        yield _Found(
            name,
            label,
            status,
            _due(course, name, where),
            source,
            targets,
            hindered or (_NEEDED.fill(what=in_sentence(missing)),),
        )
    elif held is not None:
        yield _Found(name, label, LinkStatus.OPEN, held, source, targets)
    elif _to_come(course, name, where):
        yield _Found(name, label, status, _due(course, name, where), source, targets, hindered or (_AFTER_OTHERS,))
    elif (passed := _passed(course, name, where)) is not None:
        yield _Found(name, label, LinkStatus.OPEN, passed, source, targets)


def _is_about(one: ClosedPoint, where: Where) -> bool:
    if one.process == PLACEMENT.name:
        return (SUPPLIER_PROCESS.name, one.parent) == where
    return (one.process, one.subject) == where


def _hindered(course: Course, name: str, where: Where) -> tuple[Text, ...]:
    """Return why a point does not open by itself: a court has the case, or something before it is late."""
    if where == PURCHASE and name != "S1" and in_court(course.case.facts(course.today)):
        return (_IN_COURT,)
    track = course.case.track(*where)
    if track is not None and performance_barred(course.case.facts_of(track, course.today)) is not None:
        return (_BARRED,)
    mine = name not in {"S2", *_OF_POSITIONS}
    late = (one for one in course.labels.get(_lane_of(name, where), ()) if one.late)
    return tuple(_LATE.fill(what=one.what) for one in late if mine or one.matter in _BY[name])[:1]


def _lane_of(name: str, where: Where) -> Where:
    """Return the lane in which stands what a point waits for."""
    if name in _OF_POSITIONS:
        return TARGET
    return PURCHASE if name == "S2" else where


_LATE = Text("Försenat: {what}.", "Late: {what}.")


def _due(course: Course, name: str, where: Where) -> date | None:
    """Return the day by which a point must open: a last day that is owed, else when its state is expected to end."""
    if name == "S3" and in_court(course.case.facts(course.today)):
        return None
    owed = course.labels.get(_lane_of(name, where), ())
    told = next((one.on for matter in _BY[name] for one in owed if one.matter == matter), None)
    return told or _last_day(course, name, where) or _expected(course, name, where)


def _last_day(course: Course, name: str, where: Where) -> date | None:
    """Return the last day of what is not owed yet, or no longer, but has one."""
    track, matters = course.case.track(*where), course.ladder.matters
    if track is None or name in _OF_POSITIONS or track.process != SUPPLIER_PROCESS.name:
        return None
    facts = course.case.facts_of(track, course.today)
    days = (matters[matter].deadline(facts) for matter in _BY[name] if matter in matters)
    return next((day for day in days if day is not None), None)


def _expected(course: Course, name: str, where: Where) -> date | None:
    if name in {"S3", "S4"}:
        day = report_winner_from(course.case.facts(course.today))
        return max(day, course.today) if day else None
    last = {"S5": SupplierState.DIALOGUE, "S1": ProcurementState.PLANNING}.get(name)
    return next((step.until for step in course.ahead.get(where, ()) if step.state == last), None)


def _passed(course: Course, name: str, where: Where) -> date | None:
    """Return when a track last made a move that a point holds up; not for what there may be many of."""
    if name in _OF_POSITIONS:
        return None
    stays = course.stays.get(where, ())
    passed = [then.since for stay, then in pairwise(stays) if _opens(name, where[0], stay.state, then.state)]
    return passed[-1] if passed else None


def _opens(name: str, process: str, source: str, target: str) -> bool:
    """Tell whether a move passes a sync point; of several in a row the last counts."""
    last = [point for point in SYNC_POINTS if point.name == name and source in point.states][-1:]
    triggers = _PASSED_BY.get(name) or {trigger for point in last for trigger in point.opens}
    moves = PROCESSES[process].moves
    return bool(last) and any(str(move.target) == target for move in moves if move.trigger in triggers)


_PASSED_BY: Mapping[str, frozenset[str]] = {"S5": frozenset({"agree"})}
"""The meeting before it opens the first half of the point alone."""


def _assessed_on(course: Course) -> date | None:
    facts = course.case.facts(course.today)
    days = [facts.on(one) for one in (Milestone.CONTACT_POINT_1, Milestone.RELEVANCE_ASSESSED)]
    return _last_of(days)


def _clear_on(course: Course) -> date | None:
    """Return the day from which the standstill was over and the court had been asked; None before that."""
    facts = course.case.facts(course.today)
    period = standstill_of(facts)
    if in_court(facts) or period is None or not period.applies:
        return None
    day = _last_of([period.earliest_signing, facts.on(Milestone.COURT_CHECKED)])
    return day if day is not None and day <= course.today else None


def _last_of(days: Iterable[date | None]) -> date | None:
    every = list(days)
    known = [day for day in every if day is not None]
    return max(known) if len(known) == len(every) else None


_HELD_FROM: Mapping[str, Callable[[Course], date | None]] = {"S1": _assessed_on, "S3": _clear_on}
"""Points that are open before the move that waits for them is made."""


def _to_come(course: Course, name: str, where: Where) -> bool:
    """Tell whether a point of a case that goes on lies ahead, on a way that has begun."""
    purchase = course.case.track(PROCUREMENT.name)
    if purchase is None or purchase.state not in OPEN:
        return False
    if name == "S5":
        track = course.case.track(*where)
        owed = course.case.obligation(where[1])
        dialogue = owed is not None and owed.unit == Measure.DIALOGUE
        return track is not None and track.state in _BEFORE_PROFILE and not dialogue
    if name == "S3" and free_of_standstill(course.case.facts(course.today)):
        return False
    return name in {"S3", "S4"} and purchase.state in _AWARDING


_BEFORE_PROFILE = frozenset(
    {SupplierState.TENDERING, SupplierState.AWARDED, SupplierState.CONTACT_ASSIGNED, SupplierState.DIALOGUE}
)
_AWARDING = frozenset({ProcurementState.AWARD, ProcurementState.STANDSTILL, ProcurementState.REVIEW})


def _first_hire(course: Course) -> Iterator[_Found]:
    """Yield the first hire: supplier and purchase go on once somebody works there."""
    started = [
        one.on
        for one in course.histories.standing
        if one.milestone is Milestone.EMPLOYMENT_STARTED and one.on is not None and one.on <= course.today
    ]
    suppliers = tuple(one for one in course.places if one[0] == SUPPLIER_PROCESS.name)
    if started:
        yield _Found(FIRST_HIRE, _FIRST_HIRE, LinkStatus.OPEN, min(started), TARGET, (*suppliers, PURCHASE))
        return
    waiting = [where for where in suppliers if _owes_a_start(course, where)]
    days = [step.until for where in waiting for step in course.ahead[where] if step.state == SupplierState.RECRUITING]
    known = [day for day in days if day is not None]
    if waiting and known:
        late = [text for where in waiting for text in _late_start(course, where)]
        status = LinkStatus.BLOCKED if late else LinkStatus.WAITING
        yield _Found(FIRST_HIRE, _FIRST_HIRE, status, min(known), TARGET, (*waiting, PURCHASE), tuple(late[:1]))


def _late_start(course: Course, where: Where) -> Iterator[Text]:
    for one in course.labels.get(where, ()):
        if one.matter == "first_start" and one.late:
            yield _LATE.fill(what=one.what)


def _owes_a_start(course: Course, where: Where) -> bool:
    track, owed = course.case.track(*where), course.case.obligation(where[1])
    lives = track is not None and track.state in LIVE and track.state != SupplierState.TENDERING
    return lives and owed is not None and owed.unit != Measure.DIALOGUE
