"""Finding which turn of a candidate a report is about: people are hired for a time, and stay under a new contract."""

from collections.abc import Sequence
from datetime import date, timedelta

from models.casefile import Known
from models.refusals import Refused
from states.facts import Milestone
from states.processes.placement import BEGINNINGS, OF_THE_PERSON, began, person_of, split, turn
from states.records.milestones import RECORDINGS, recorders
from states.records.observations import Observation
from states.refusal import Reason, record, repeat
from states.text import Text

SLIP = timedelta(days=31)
"""A beginning that is told anew on a day no further away is taken for a correction of the day."""
_BEFOREHAND = frozenset({Milestone.SUBSIDY_DECIDED, Milestone.HIRE_PLANNED})
"""What is told of a turn before it begins."""


def turn_named(known: Known, report: Observation) -> str:
    """Return the turn of a report that names its candidate in full; raise Refused where there is no such candidate.

    A candidate who is known may be given the next turn by whoever names it, for an earlier one that is told late.
    """
    placement, person = report.placement, person_of(report.placement)
    if report.milestone in OF_THE_PERSON and person in known.of_candidates:
        return person
    begins = report.milestone in BEGINNINGS and report.on is not None
    if placement in known.of_candidates or (begins and placement == next_turn(known, person)):
        return placement
    raise Refused(_NO_SUCH_CANDIDATE.fill(candidate=placement))


def turn_meant(known: Known, at_hand: str, report: Observation) -> str:
    """Return the turn of the candidate at hand that a report is about: by its day, the one that had begun by then.

    Raises Refused where another beginning may be a correction as well as a second employment or internship.
    """
    person, milestone, on = person_of(at_hand), report.milestone, report.on
    turns = known.turns_of(person)
    if milestone in OF_THE_PERSON:
        return person
    if on is None:
        return next((key for key in reversed(turns) if milestone in known.of_candidates[key]), at_hand)
    if milestone in BEGINNINGS:
        return _begun(known, turns, milestone, on)
    if milestone in _BEFOREHAND:
        return _coming(known, turns, milestone, on)
    key = _running(known, turns, on)
    day, over = _day(known, key, milestone), _over(known, key, Milestone.EMPLOYMENT_STARTED)
    if day is not None and over is not None and on > over + SLIP and day <= over:
        raise Refused(_over_by_then(key, milestone, over))
    return key


def _running(known: Known, turns: Sequence[str], on: date) -> str:
    """Return the last turn that had begun by a day."""
    begun = [key for key in turns if (first := began(known.of_candidates[key])) is not None and first <= on]
    return begun[-1] if begun else turns[0]


def _coming(known: Known, turns: Sequence[str], milestone: Milestone, on: date) -> str:
    """Return the turn that something is settled for: the one that follows, where that still lacks it."""
    now = turns.index(_running(known, turns, on))
    after = turns[now + 1] if now + 1 < len(turns) else ""
    return after if after and _day(known, after, milestone) in {None, on} else turns[now]


def _begun(known: Known, turns: Sequence[str], milestone: Milestone, on: date) -> str:
    """Return the turn that begins on a day: a known one, or the next where the last is over by then."""
    again = next((key for key in turns if _day(known, key, milestone) == on), None)
    if again is not None:
        return again
    last = _over(known, turns[-1], milestone)
    if last is not None and on >= last:
        return next_turn(known, person_of(turns[-1]))
    key = _running(known, turns, on)
    over = _over(known, key, milestone)
    if over is not None and on >= over:
        key = turns[turns.index(key) + 1]
    day = _day(known, key, milestone)
    if day is not None and abs(on - day) > SLIP:
        raise Refused(_which(known, key, milestone, day, on))
    return key


def _over(known: Known, key: str, milestone: Milestone) -> date | None:
    """Return the day from which a turn is over, so that another may begin; None while it is not.

    An internship that has ended may still lead to a hire, but no further internship belongs to it.
    """
    told = known.of_candidates[key]
    employed = Milestone.EMPLOYMENT_STARTED
    if employed in told:
        return _day(known, key, BEGINNINGS[employed])
    return _day(known, key, BEGINNINGS[milestone]) if milestone in told else None


def _day(known: Known, key: str, milestone: Milestone) -> date | None:
    told = known.of_candidates[key].get(milestone)
    return told[0] if told else None


def next_turn(known: Known, person: str) -> str:
    """Return what the next turn of a candidate would be called, "" where the candidate is not known."""
    taken = [split(key)[2:] or (1,) for key in known.of_candidates if person_of(key) == person]
    return turn(person, max(taken)[0] + 1) if taken else ""


def _which(known: Known, key: str, milestone: Milestone, day: date, on: date) -> Reason:
    label, following = RECORDINGS[milestone].label, next_turn(known, person_of(key))
    if on < day:
        text = _EARLIER.fill(label=label, known=day, key=key, following=following)
        return Reason("about", text, remedies=(repeat(position=key), repeat(position=following)))
    end = record(BEGINNINGS[milestone])
    text = _LATER.fill(label=label, known=day, key=key)
    return Reason("about", text, recorders([end]), (end, repeat(position=key)))


def _over_by_then(key: str, milestone: Milestone, over: date) -> Reason:
    begin = record(Milestone.EMPLOYMENT_STARTED)
    text = _OVER.fill(label=RECORDINGS[milestone].label, over=over, key=key)
    return Reason("about", text, recorders([begin]), (begin, repeat(position=key)))


_OVER = Text(
    "”{label}” är redan registrerat för anställningen som slutade {over}. Gäller det en ny anställning, registrera"
    " först när den började. Är det dagen som ska rättas, ange kandidat {key}.",
    "“{label}” is recorded already for the employment that ended on {over}. If it is about a new one, record first when"
    " it began. To correct the day, name candidate {key}.",
)
_NO_SUCH_CANDIDATE = Text("Kandidaten {candidate} finns inte.", "There is no candidate {candidate}.")
_LATER = Text(
    "”{label}” är redan registrerat {known}. Gäller det en ny omgång, registrera först när den förra slutade. Är det"
    " dagen som ska rättas, ange kandidat {key}.",
    "“{label}” is recorded already, {known}. If it is about another turn, record first when the last one ended. To"
    " correct the day, name candidate {key}.",
)
_EARLIER = Text(
    "”{label}” är redan registrerat {known}. Är det dagen som ska rättas, ange kandidat {key}. Var det en tidigare"
    " omgång för samma person, ange kandidat {following}.",
    "“{label}” is recorded already, {known}. To correct the day, name candidate {key}. If it was an earlier turn of"
    " the same person, name candidate {following}.",
)
