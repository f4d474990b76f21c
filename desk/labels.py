"""What the parts of a case are called, the same for every face."""

from collections.abc import Callable, Mapping

from states.facts import ROLE_LABELS, Milestone, Role
from states.processes.placement import PLACEMENT
from states.processes.registry import PROCESSES
from states.processes.risks import PLACEMENT_REASON_LABELS, PlacementReason
from states.records.employments import CountedIn, Employer
from states.records.milestones import RECORDINGS, VALUE_LABELS
from states.records.obligations import ORIGIN_LABELS, Terms
from states.text import Text, verbatim


def state_label(process: str, state: str) -> Text:
    """Return what a state is called; as it stands where nobody knows it."""
    of = PROCESSES.get(process)
    known = of is not None and state in set(of.states)
    return of.duties[of.states(state)].label if of and known else verbatim(state)


def process_label(process: str) -> Text:
    """Return what a process is called; as it stands where nobody knows it."""
    return PROCESSES[process].label if process in PROCESSES else verbatim(process)


def track_label(process: str, subject: str, parent: str = "") -> Text:
    """Return what a track is called: the process, and which supplier or position; as it stands where unknown."""
    ends = f" {subject}".rstrip() + (f" ({parent})" if parent else "")
    return _TRACK.fill(process=process_label(process), ends=ends)


def way_label(process: str, source: str, target: str) -> Text:
    """Return from where to where a move leads."""
    return _WAY.fill(source=state_label(process, source), target=state_label(process, target))


def candidate_label(placement: str) -> Text:
    """Return what the candidate "3.2" is called: a number for a position, and from the second which turn it is."""
    position, *rest = placement.split(".")
    if not rest:
        return verbatim(placement)  # a word that no rule can read stands as it was stored
    candidate, *turn = rest
    person = _CANDIDATE.fill(position=position, candidate=candidate)
    return _TURN.fill(person=person, turn=turn[0]) if turn else person


def milestone_label(milestone: str) -> Text:
    """Return what a milestone is called; one of another release stands as it was stored."""
    known = milestone in set(Milestone)
    return RECORDINGS[Milestone(milestone)].label if known else verbatim(milestone)


def value_label(milestone: str, value: str) -> Text:
    """Return what a value is called that goes with the date of a milestone; as it stands where it has no label."""
    if milestone == Milestone.EMPLOYMENT_STARTED:
        return terms_label(value)
    if milestone in _WRITTEN:
        return _written_label(_WRITTEN[Milestone(milestone)], value)
    if milestone == Milestone.PLANNED_CALL:
        return _PRECISIONS.get(value, verbatim(value))
    return VALUE_LABELS.get(Milestone(milestone), {}).get(value, verbatim(value))


def _written_label(read: Callable[[str], Employer | CountedIn], value: str) -> Text:
    """Return a word that was written, as people read it; as it stands where it cannot be read."""
    try:
        return read(value).told
    except ValueError:
        return verbatim(value)


_WRITTEN: Mapping[Milestone, Callable[[str], Employer | CountedIn]] = {
    Milestone.EMPLOYER_NAMED: Employer.parse,
    Milestone.COUNTED_ELSEWHERE: CountedIn.parse,
}
_PRECISIONS = {
    "about": Text("ungefärlig dag", "approximate day"),
    "earliest": Text("tidigaste dag", "earliest day"),
    "week": Text("någon gång i veckan", "some time in the week"),
    "month": Text("någon gång i månaden", "some time in the month"),
    "quarter": Text("någon gång i kvartalet", "some time in the quarter"),
    "four_months": Text("någon gång i tertialet", "some time in the four months"),
    "half_year": Text("någon gång i halvåret", "some time in the half-year"),
    "season": Text("någon gång under årstiden", "some time in the season"),
    "year": Text("någon gång under året", "some time in the year"),
    "range": Text("början på en tidsperiod", "the beginning of a period"),
}
"""How exactly a plan told the day of the call."""


def terms_label(value: str) -> Text:
    """Return how a hire was agreed, from what `str(Terms)` wrote; anything else as it stands."""
    try:
        terms = Terms.parse(value)
    except ValueError:
        return verbatim(value)
    length = _MONTHS.fill(months=f"{terms.months:g}") if terms.months else _UNTIL_FURTHER_NOTICE
    return _TERMS.fill(origin=ORIGIN_LABELS[terms.origin], length=length, share=f"{terms.share:.0%}")


def source_label(source: str) -> Text:
    """Return where something is known from; a person's own word stands under the role it was given in."""
    role = source.partition(":")[0]
    return ROLE_LABELS[Role(role)] if role in set(Role) else verbatim(source)


def reason_label(process: str, reason: str) -> Text:
    """Return the reason of an override; about a position it is stored as a code."""
    coded = process == PLACEMENT.name and reason in set(PlacementReason)
    return PLACEMENT_REASON_LABELS[PlacementReason(reason)] if coded else verbatim(reason)


_TRACK = verbatim("{process}{ends}")
_WAY = verbatim("{source} → {target}")
_CANDIDATE = Text("plats {position}, kandidat {candidate}", "position {position}, candidate {candidate}")
_TURN = Text("{person}, omgång {turn}", "{person}, turn {turn}")
_MONTHS = Text("{months} månader", "{months} months")
_UNTIL_FURTHER_NOTICE = Text("tills vidare", "until further notice")
_TERMS = verbatim("{origin}, {length}, {share}")
