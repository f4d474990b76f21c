"""Which of the recorded observations count: the rule that makes the order of recording irrelevant."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from states.facts import Milestone
from states.law.courts import Court, EventKind, Ruling
from states.law.hearings import heard
from states.records.court_events import BY_DAY, OF_COURT, events_of, readable
from states.records.lots import LotRecord, Lots, Unheeded, key_of, sort_lots, unheeded_of


class Observation(NamedTuple):  # a tuple, not a dataclass: a tick reads some for every due case
    """A milestone that was recorded. `on` None withdraws it; `as_of` is when the source said so.

    `value` carries what the date alone does not say: the channel of an award notice, the outcome of a ruling.
    """

    milestone: Milestone
    on: date | None
    source: str
    by_person: bool
    as_of: date
    lot: str = ""
    supplier: str = ""
    value: str = ""
    placement: str = ""
    """The position and its candidate: "3.2" is the second candidate for position 3."""
    court: str = ""
    """The court that an event in court comes from, see `states.law.courts.Court`."""
    applicant: str = ""
    """Whose application an event in court is about; "" where nobody told."""

    @property
    def subject(self) -> "Subject":
        """What it is about; a later word on the same replaces it.

        Of an event in court the day is part of that: to withdraw one, `value` names its day as 2026-03-10.
        """
        if self.milestone not in BY_DAY:
            return (self.milestone, self.lot, self.supplier, self.placement, "", "", "")
        court = (self.court or Court.FR) if self.milestone in OF_COURT else ""
        return (self.milestone, "", "", "", court, self.applicant, str(self.on) if self.on else self.value)


Subject = tuple[Milestone, str, str, str, str, str, str]
"""Milestone, lot, supplier, placement, court, applicant and day."""


_AWARD = frozenset(
    {
        Milestone.INTENT_NOTICE_PUBLISHED,
        Milestone.AWARD_DECIDED,
        Milestone.AWARD_NOTICE_SENT,
        Milestone.STANDSTILL_STATED_END,
        Milestone.STANDSTILL_CHOSEN,
        Milestone.COURT_CHECKED,
        Milestone.WINNER_NAMED,
        Milestone.LOT_AWARDED,
        Milestone.CONTACT_POINT_2,
    },
)
_PLANNING = frozenset(
    {
        Milestone.CONTACT_POINT_1,
        Milestone.RELEVANCE_ASSESSED,
        Milestone.PLANNED_CALL,
        Milestone.DOCUMENTS_PUBLISHED,
        Milestone.TENDERS_DUE,
        Milestone.LOT_ADVERTISED,
    },
)
SET_ASIDE_BY: Mapping[Ruling, frozenset[Milestone]] = {
    Ruling.CORRECTION: _AWARD,
    Ruling.REDO: _AWARD | _PLANNING,
}
"""What an order of the court sets aside when dated on or before the ruling (LOU 20:6)."""


RECURRING = frozenset({Milestone.DEFICIENCY_NOTED, Milestone.HALF_YEAR_REPORT, Milestone.HOURS_REPORTED})
"""What happens again and again: the latest that has happened counts, whichever was entered last."""


def current(recorded: Iterable[Observation]) -> list[Observation]:
    """Return the observation that counts per milestone, lot, supplier and candidate, whatever the order they came in.

    What a person entered stands above any notice, then the newest word of the source. Of equal rank the later in
    `recorded` counts: a person who corrects an entry the same day means the correction. Of what recurs an earlier day
    takes nothing from a later one; it has to be taken back.
    """
    entered, reported = _standing(recorded)
    return [observation for observation in (reported | entered).values() if observation.on is not None]


def set_aside(recorded: Iterable[Observation]) -> list[Observation]:
    """Return what would count, had no order of a court and no withdrawal of the award set it aside."""
    entered, reported = _latest(recorded)
    words = reported | entered
    orders = list(_orders(words.values()))
    latest = (_with_whole(words, entered, reported) | entered).values()
    return [one for one in latest if one.on is not None and any(_set_aside(one, order) for order in orders)]


_Words = dict[Subject, Observation]


def _latest(recorded: Iterable[Observation]) -> tuple[_Words, _Words]:
    """Return the last word of people and that of notices on each subject."""
    entered: _Words = {}
    reported: _Words = {}
    for observation in recorded:
        side = entered if observation.by_person else reported
        subject = observation.subject
        known = side.get(subject)
        if known is None or (_rank(observation) >= _rank(known) and not _happened_before(observation, known)):
            side[subject] = observation
    return entered, reported


def _standing(recorded: Iterable[Observation]) -> tuple[_Words, _Words]:
    """Return the last word of people and that of notices, both without what an order of the court set aside."""
    entered, reported = _latest(recorded)
    # Before people are ranked above notices: what they entered of the first award must not hide notices of the second.
    words = reported | entered
    orders = list(_orders(words.values()))
    for order in orders:
        entered = {subject: one for subject, one in entered.items() if not _set_aside(one, order)}
        reported = {subject: one for subject, one in reported.items() if not _set_aside(one, order)}
    lapsed = None
    if any(subject[0] is Milestone.WINNER_WITHDREW for subject in entered):
        lapsed = _award_lapsed_on((reported | entered).values())
    if lapsed is not None:
        entered = {subject: one for subject, one in entered.items() if not _of_lapsed_award(one, lapsed)}
        reported = {subject: one for subject, one in reported.items() if not _of_lapsed_award(one, lapsed)}
    return entered, _with_whole(words, entered, reported, orders)


def _with_whole(words: _Words, entered: _Words, reported: _Words, orders: Iterable["_Order"] = ()) -> _Words:
    """Return the words of notices with what their words on single lots come to.

    What ends a lot that somebody has won does not count, and with its last lot the whole is cancelled.
    """
    lots = _lots(words, entered, reported)
    if lots is None:
        return reported
    heeded = {subject: one for subject, one in reported.items() if not lots.overruled(one)}
    ended = lots.whole_ended()
    if ended is None or any(_set_aside(ended, order) for order in orders):
        return heeded
    known = heeded.get(ended.subject)
    if known is None or known.on is None or _rank(known) < _rank(ended):
        heeded[ended.subject] = ended
    return heeded


def _lots(words: _Words, entered: _Words, reported: _Words) -> Lots | None:
    """Return what counts of the lots; None where no word ends one, so that most cases need no reckoning."""
    if not any(one.milestone is Milestone.LOT_CANCELLED and one.on is not None for one in words.values()):
        return None
    standing = (reported | entered).values()
    return _lots_among(words.values(), standing)


def _lots_among(words: Iterable[Observation], standing: Iterable[Observation]) -> Lots:
    """Return what words come to for the lots, given who stands as a winner, by whomever they were named."""
    by_whom, withdrew = _named_and_withdrew(standing)
    return sort_lots(words, standing, _left(by_whom[False] | by_whom[True], withdrew))


def lots_of(recorded: Iterable[Observation]) -> list[LotRecord]:
    """Return how each lot ended that notices or people have told of, by name."""
    entered, reported = _latest(told := list(recorded))
    standing = current(told)
    return _lots_among((reported | entered).values(), standing).records()


def unheeded(recorded: Iterable[Observation]) -> list[Unheeded]:
    """Return what notices end although somebody has won it or the contract is signed: a person has to decide."""
    told = list(recorded)
    if not any(one.milestone is Milestone.LOT_CANCELLED for one in told):
        return []
    entered, reported = _latest(told)
    standing = current(told)
    if any(one.milestone is Milestone.CANCELLED for one in standing):
        return []
    words = (reported | entered).values()
    lots = _lots_among(words, standing)
    overruled = [one for one in words if one.on is not None and lots.overruled(one)]
    return list(unheeded_of(lots, overruled))


def _happened_before(observation: Observation, known: Observation) -> bool:
    """Tell whether an event that recurs is older than the last one that is known."""
    if observation.milestone not in RECURRING or observation.on is None or known.on is None:
        return False
    return observation.on < known.on


def winners(standing: Iterable[Observation]) -> dict[tuple[str, str], date]:
    """Return the (lot, supplier) of those who have won, with the day they were named, out of what counts.

    If people have named any, those alone: a notice calls lots and companies by other names. Who has withdrawn since is
    left out, and who won on a lot that was cancelled.
    """
    told = list(standing)
    by_whom, withdrew = _named_and_withdrew(told)
    cancelled = {key_of(one.lot) for one in told if one.milestone is Milestone.LOT_CANCELLED and one.on is not None}
    left = _left(by_whom[True] or by_whom[False], withdrew)
    return {(lot, supplier): on for (lot, supplier), on in left.items() if key_of(lot) not in cancelled}


_Days = dict[tuple[str, str], date]


def _left(named: _Days, withdrew: _Days) -> _Days:
    return {who: on for who, on in named.items() if who not in withdrew or on > withdrew[who]}


def _named_and_withdrew(standing: Iterable[Observation]) -> tuple[dict[bool, _Days], _Days]:
    """Return the days of the winners, apart for those whom a person named, and the days on which some withdrew."""
    named: dict[bool, _Days] = {True: {}, False: {}}
    withdrew: _Days = {}
    for one in standing:
        if one.on is None:
            continue
        if one.milestone is Milestone.WINNER_NAMED:
            named[one.by_person][one.lot, one.supplier] = one.on
        elif one.milestone is Milestone.WINNER_WITHDREW:
            withdrew[one.lot, one.supplier] = one.on
    return named, withdrew


def _award_lapsed_on(standing: Iterable[Observation]) -> date | None:
    """Return the last day on which a winner withdrew and none was left: the award has then come to nothing.

    Who is named that same day belongs to the next award, unless nobody was named for the lot before. Who has not won
    takes no award along.
    """
    by_whom, withdrew = _named_and_withdrew(standing)
    named = by_whom[True] or by_whom[False]
    for day in sorted({on for who, on in withdrew.items() if who in named}, reverse=True):
        until = [who for who, on in named.items() if on < day]
        lots = {lot for lot, _ in until}
        until += [who for who, on in named.items() if on == day and who[0] not in lots]
        if all(who in withdrew and named[who] <= withdrew[who] <= day for who in until):
            return day
    return None


def _of_lapsed_award(one: Observation, lapsed: date) -> bool:
    """Tell whether something belongs to an award that has come to nothing; what is done that same day is the next's."""
    day = one.on or one.as_of
    return one.milestone in _AWARD and one.milestone is not Milestone.WINNER_NAMED and day < lapsed


class _Order(NamedTuple):
    """What sets records aside that are dated on or before a day, or before it."""

    on: date
    milestones: frozenset[Milestone]
    before_only: bool = False


def _orders(standing: Iterable[Observation]) -> Iterator[_Order]:
    """Yield what sets records aside: rulings that no higher court has undone, and the buyer's own withdrawal.

    A withdrawn award spares what is dated the same day: the new notice may go out at once.
    """
    told = [one for one in standing if one.milestone in BY_DAY]
    if not told:
        return
    events = events_of(readable(told))  # whoever reads the case is told of an unknown word; it sets nothing aside
    hearings = heard(events)
    for grant in hearings.standing:
        yield _Order(grant.event.on, SET_ASIDE_BY[grant.event.ruling or Ruling.REDO])
    for grant in hearings.revivals:
        if grant.undone is None:
            yield _Order(grant.event.on, _AWARD | {Milestone.CANCELLED})
    for event in events:
        if event.kind is EventKind.AWARD_WITHDRAWN:
            yield _Order(event.on, _AWARD, before_only=True)


def _rank(observation: Observation) -> tuple[bool, date, str, str]:
    """Order words by age, a person's above any notice's."""
    if observation.by_person:
        return (True, observation.as_of, "", "")
    return (False, observation.as_of, observation.source, observation.value)


def _set_aside(observation: Observation, order: _Order) -> bool:
    """Tell whether an order covers an observation; a withdrawal counts from the day it was made."""
    day = observation.on or observation.as_of
    milestone = observation.milestone
    if milestone is Milestone.LOT_CANCELLED and not observation.by_person:
        milestone = Milestone.LOT_ADVERTISED  # whatever starts the lots anew sets aside how notices say that they ended
    return milestone in order.milestones and (day < order.on or (day == order.on and not order.before_only))


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person and a later notice give one milestone different dates; the person's counts."""

    entered: Observation
    reported: Observation


def conflicts(recorded: Iterable[Observation]) -> list[Conflict]:
    """Return where a notice contradicts what a person entered, newest notice per milestone, lot and supplier."""
    told = list(recorded)
    if not any(one.by_person and one.milestone not in _OF_EACH_CASE for one in told):
        return []
    entered, reported = _standing(told)
    entered = {subject: one for subject, one in entered.items() if one.milestone not in _OF_EACH_CASE}
    return [
        Conflict(mine, theirs)
        for subject, mine in entered.items()
        if (theirs := reported.get(subject)) is not None and mine.on != theirs.on
    ]


_OF_EACH_CASE = frozenset({Milestone.CASE_OPENED})
"""Where two cases are merged, each was opened on its own day: that contradicts nothing."""
