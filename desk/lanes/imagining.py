"""An imagined course of a case beside the present one: "and if the court takes five months?"."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import (
    BarKind,
    Imagined,
    LabelKind,
    Lane,
    LaneBar,
    LaneKind,
    LaneLabel,
    Lanes,
    Link,
    LinkStatus,
    MovedDay,
)
from desk.rehearsal import LineKind, PlannedEvent, Rehearsal
from matters.ladder import Ladder
from models.casefile import CaseFile
from states.facts import Milestone
from states.law.calendar import months_after, working_days_after
from states.law.clearance import hearings_of
from states.law.courts import Ruling
from states.text import Text


def court_takes(case: CaseFile, today: date, months: int, ruling: Ruling = Ruling.REJECTED) -> tuple[PlannedEvent, ...]:
    """Return what happens if the court takes so many months from today; raise Unreadable.

    What is before the court is decided then; if nothing is, an application comes in today.
    """
    decided = working_days_after(months_after(today, months), 0)
    pending = [one for one in hearings_of(case.facts(today)).applications if one.ruling is None]
    applicants = [one.applicant for one in pending]
    filed = () if applicants else (PlannedEvent(Milestone.REVIEW_FILED, today),)
    rulings = (
        PlannedEvent(Milestone.REVIEW_DECIDED, decided, ruling, applicant=applicant) for applicant in applicants or [""]
    )
    return (*filed, *rulings)


def imagined(present: Lanes, rehearsal: Rehearsal, ladder: Ladder, *, unfolded: bool = False) -> Lanes:
    """Return the lanes with the course of a rehearsal beside the present one; raise Unreadable.

    The rehearsal must be of the same case and begin on the day of the present lanes, which are `unfolded` or not.
    A supplier that it brings up has a lane in which nothing has happened yet.
    """
    then = lanes(rehearsal.case, rehearsal.entries, rehearsal.until, ladder, unfolded=unfolded)
    present = _with_room_for(present, then)
    places = {_of(lane): place for place, lane in enumerate(then.lanes)}
    matched = [then.lanes[places[_of(lane)]] if _of(lane) in places else None for lane in present.lanes]
    back = {places[_of(lane)]: place for place, lane in enumerate(present.lanes) if _of(lane) in places}
    links = tuple(_moved_over(link, back) for link in then.links if link.source in back)
    course = Imagined(
        rehearsal.until,
        tuple(tuple(_coming(lane, present.today)) if lane else () for lane in matched),
        tuple(tuple(_told(lane, present.today)) if lane else () for lane in matched),
        tuple(_moved(present, matched, links)),
        tuple(
            dict.fromkeys(
                reason for line in rehearsal.lines if line.kind is LineKind.REFUSED for reason in line.details
            )
        ),
    )
    return replace(present, links=links, imagined=course)


def _with_room_for(present: Lanes, then: Lanes) -> Lanes:
    """Return the present lanes with an empty one for each that comes up, where the others stay what they are."""
    known = {_of(lane): lane for lane in present.lanes}
    order = {_of(lane): place for place, lane in enumerate(then.lanes)}
    if not known.keys() <= order.keys():
        return present
    every = tuple(
        known.get(_of(lane)) or replace(lane, bars=(), labels=(), seats=(), stopped=()) for lane in then.lanes
    )
    over = {place: order[_of(lane)] for place, lane in enumerate(present.lanes)}
    return replace(present, lanes=every, links=tuple(_moved_over(link, over) for link in present.links))


def _of(lane: Lane) -> tuple[str, str]:
    """Return what tells a lane from the others: of the suppliers the name."""
    return lane.kind, lane.name if lane.kind is LaneKind.SUPPLIER else ""


def _moved_over(link: Link, back: Mapping[int, int]) -> Link:
    targets = tuple(back[place] for place in link.targets if place in back)
    return replace(link, source=back[link.source], targets=targets)


def _coming(lane: Lane, today: date) -> list[LaneBar]:
    """Return the imagined states from today on; what goes on beyond the rehearsal is one."""
    found: list[LaneBar] = []
    for bar in lane.bars:
        if bar.ends is not None and bar.ends <= today:
            continue
        if found and (found[-1].name, found[-1].ends) == (bar.name, bar.begins):
            found[-1] = replace(found[-1], ends=bar.ends)
        else:
            found.append(replace(bar, begins=max(bar.begins, today), kind=BarKind.EXPECTED))
    return found


def _told(lane: Lane, today: date) -> Iterator[LaneLabel]:
    """Yield what would happen and be owed from today on; nobody is late for what is imagined."""
    for label in lane.labels:
        if label.on >= today:
            yield replace(label, late=0)


def _moved(present: Lanes, matched: list[Lane | None], links: tuple[Link, ...]) -> Iterator[MovedDay]:
    """Yield the days that lie elsewhere: of the sync points, then of what is owed."""
    coming = {_point(link): link.on for link in links}
    told = set()
    for link in present.links:
        if link.status is LinkStatus.OPEN or link.on is None or _point(link) not in coming:
            continue
        now = coming[_point(link)]
        if now != link.on:
            told.add((link.source, link.on, now))
            yield MovedDay(link.source, link.name, link.on, now)
    for place, lane in enumerate(present.lanes):
        then = matched[place]
        owed = {one.matter: one.on for one in then.labels if one.kind is LabelKind.OWED} if then else {}
        for label in lane.labels:
            now = owed.get(label.matter)
            known = label.kind is LabelKind.OWED and now is not None and (place, label.on, now) not in told
            if known and now != label.on and not label.late:
                yield MovedDay(place, label.what, label.on, now)


def _point(link: Link) -> tuple[Text, int, tuple[int, ...]]:
    return link.name, link.source, link.targets
