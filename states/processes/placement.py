"""One position that a supplier owes, and its candidate: proposed, interviewed, in an internship, hired, followed up.

Candidates are numbers. Nothing about a person has a place here: no name, target group, diagnosis or kind of subsidy.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from enum import StrEnum, auto

from states.facts import Facts, Milestone, Role, remembered
from states.machine import Duty, Move, Process, guard, unless
from states.records.obligations import Ending, Measure, Spell, Terms, met_by_person
from states.refusal import record
from states.text import Text

LABOUR_MARKET, SUPPLIER, SUPPORT, CLOCK = Role.LABOUR_MARKET, Role.SUPPLIER, Role.SUPPORT, Role.CLOCK
_BOTH = (SUPPLIER, LABOUR_MARKET)


class PlacementState(StrEnum):
    OPEN = auto()
    PROPOSED = auto()
    INTERVIEW = auto()
    INTERNSHIP = auto()
    HIRED = auto()
    FOLLOWING_UP = auto()
    COMPLETED = auto()
    WITHDRAWN = auto()


IN_PLAY = (
    PlacementState.PROPOSED,
    PlacementState.INTERVIEW,
    PlacementState.INTERNSHIP,
    PlacementState.HIRED,
    PlacementState.FOLLOWING_UP,
    PlacementState.COMPLETED,
)
"""A candidate has been proposed, and was not turned down."""
OCCUPIED = (PlacementState.INTERNSHIP, PlacementState.HIRED, PlacementState.FOLLOWING_UP)
"""Someone is there now."""
FILLED = (PlacementState.HIRED, PlacementState.FOLLOWING_UP, PlacementState.COMPLETED)
"""What was owed for this position is being delivered or has been."""
PLACED = (*OCCUPIED, PlacementState.COMPLETED)
NEEDED = (PlacementState.OPEN, *IN_PLAY)
"""The position counts towards what is owed; one that was withdrawn does not come back."""


class InternshipOutcome(StrEnum):
    """What an internship came to."""

    TO_BE_HIRED = auto()
    NOT_HIRED = auto()
    INTERRUPTED = auto()
    OBLIGATION_DONE = auto()


INTERNSHIP_LABELS = {
    InternshipOutcome.TO_BE_HIRED: Text("leder till anställning", "leads to a hire"),
    InternshipOutcome.NOT_HIRED: Text("ledde inte till anställning", "did not lead to a hire"),
    InternshipOutcome.INTERRUPTED: Text("avbröts", "was interrupted"),
    InternshipOutcome.OBLIGATION_DONE: Text(
        "genomförd: praktiken är åtagandet", "done: the internship is what was owed"
    ),
}


USUAL_FOLLOW_UPS = (1, 3, 6)
"""Months after the start in which a hired person is followed up, where a city has set no others."""
FOLLOW_UPS = {1: Milestone.FOLLOWED_UP_1, 3: Milestone.FOLLOWED_UP_3, 6: Milestone.FOLLOWED_UP_6}


def follow_up_after(month: int, months: Sequence[int]) -> Milestone:
    """Return what is recorded of the follow-up after so many months, of those in which a city follows up."""
    return Milestone.FOLLOW_UPS_DONE if month == months[-1] else FOLLOW_UPS[month]


def as_counted(milestone: Milestone, months: Sequence[int]) -> Milestone:
    """Return what a record counts as: the follow-up after the last of the months is the last follow-up."""
    return Milestone.FOLLOW_UPS_DONE if milestone is FOLLOW_UPS.get(months[-1]) else milestone


class StillThere(StrEnum):
    """What the last follow-up found."""

    STILL_EMPLOYED = auto()
    ENDED = auto()
    UNKNOWN = auto()


STILL_THERE_LABELS = {
    StillThere.STILL_EMPLOYED: Text("fortfarande anställd", "still employed"),
    StillThere.ENDED: Text("anställningen har upphört", "no longer employed"),
    StillThere.UNKNOWN: Text("okänt", "unknown"),
}
YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"
ANSWER_LABELS = {
    YES: Text("ja", "yes"),
    NO: Text("nej", "no"),
    NOT_APPLICABLE: Text("inte aktuellt", "not applicable"),
    "unknown": Text("vet inte", "unknown"),
}
ADDITIONALITY_ANSWERS = {answer: ANSWER_LABELS[answer] for answer in (YES, NO, "unknown")}
"""What a supplier may answer when it is asked whether it would have hired anyway."""

Recorded = Mapping[Milestone, tuple[date, str]]
"""What is recorded of one candidate: the date of each milestone, and the word that goes with it."""


# --- what the records come to ----------------------------------------------------------------------------------------


def split(placement: str) -> tuple[int, ...]:
    """Return position and candidate of "3.2", and of "3.2.2" which of the candidate's turns it is.

    Raises ValueError for anything else.
    """
    numbers = tuple(map(int, placement.split(".")))
    if len(numbers) not in {2, 3}:
        raise ValueError(placement)
    return numbers


def person_of(placement: str) -> str:
    """Return the candidate whose turn "3.2.2" is: "3.2"."""
    return ".".join(placement.split(".")[:2])


def turn(person: str, number: int) -> str:
    """Return what a candidate's turn is called: "3.2" for the first, "3.2.2" for the second."""
    return person if number == 1 else f"{person}.{number}"


OF_THE_PERSON = frozenset(
    {
        Milestone.CANDIDATE_PROPOSED,
        Milestone.INTERVIEW_HELD,
        Milestone.OUTSIDE_ATTESTED,
        Milestone.COUNTED_ELSEWHERE,
    }
)
"""What is said once of a candidate, and holds for every turn."""
BEGINNINGS = {
    Milestone.INTERNSHIP_STARTED: Milestone.INTERNSHIP_ENDED,
    Milestone.EMPLOYMENT_STARTED: Milestone.EMPLOYMENT_ENDED,
}
"""What a turn may begin with, and what ends it: after that the same person may begin anew."""


def began(told: Recorded) -> date | None:
    """Return the first day of a candidate's turn, None for one who has not begun."""
    return min((told[milestone][0] for milestone in BEGINNINGS if milestone in told), default=None)


def spell(placement: str, told: Recorded) -> Spell:
    """Return one candidate's time in one position, from what is recorded of it."""
    position, candidate, *_ = split(placement)
    started, terms = told.get(Milestone.EMPLOYMENT_STARTED, (None, ""))
    ended, ending = told.get(Milestone.EMPLOYMENT_ENDED, (None, ""))
    attested = told.get(Milestone.OUTSIDE_ATTESTED)
    internship = told.get(Milestone.INTERNSHIP_ENDED)
    internship_began, _ = told.get(Milestone.INTERNSHIP_STARTED, (None, ""))
    return Spell(
        position,
        candidate,
        terms=Terms.parse(terms),
        started=started,
        ended=ended if started is not None else None,
        ending=Ending(ending) if ending else None,
        confirmed=Milestone.HIRE_CONFIRMED in told,
        attested=None if attested is None else attested[1] == YES,
        internship_started=internship_began,
        internship_done=internship is not None and internship[1] == InternshipOutcome.OBLIGATION_DONE,
        elsewhere=Milestone.COUNTED_ELSEWHERE in told,
        employer=told[Milestone.EMPLOYER_NAMED][1] if Milestone.EMPLOYER_NAMED in told else "",
    )


def over(recorded: Container[Milestone], outcome: str) -> bool:
    """Tell whether a candidate has gone: turned down, interrupted, not hired, or no longer employed.

    `recorded` is what is known of the candidate, `outcome` what an internship came to.
    """
    if Milestone.CANDIDATE_DECLINED in recorded or Milestone.EMPLOYMENT_ENDED in recorded:
        return True
    if Milestone.EMPLOYMENT_STARTED in recorded:
        return False
    return outcome in {InternshipOutcome.NOT_HIRED, InternshipOutcome.INTERRUPTED}


@remembered
def candidate_over(facts: Facts) -> bool:
    """Tell whether the candidate at hand has gone."""
    return over(facts.dates, facts.values.get(Milestone.INTERNSHIP_ENDED, ""))


def _turns_at_hand(facts: Facts) -> list[Spell]:
    """Return the turns of the present candidate; the balance holds those of all positions of the supplier."""
    if facts.placement and facts.balance is not None:
        mine = split(facts.placement)[:2]
        return [one for one in facts.balance.spells if (one.position, one.candidate) == mine]
    told = {milestone: (on, facts.values.get(milestone, "")) for milestone, on in facts.dates.items()}
    return [spell("0.0", told)]


# --- guards ----------------------------------------------------------------------------------------------------------


@guard(
    "Leverantören är bunden av sitt åtagande.",
    "The supplier is bound by its obligation.",
    met_by=(Role.OFFICER, SUPPORT),
)
def supplier_bound(facts: Facts) -> bool:
    return facts.states.get("supplier") not in {"tendering", "fulfilled", "sanctioned", "released"}


@guard(
    "Kompetensprofilen är klar och leverantören tar emot förslag.",
    "The competence profile is ready and the supplier takes proposals.",
    met_by=(LABOUR_MARKET, SUPPLIER, SUPPORT),
    records=Milestone.PROFILE_AGREED,
)
def profile_ready(facts: Facts) -> bool:
    return facts.on(Milestone.PROFILE_AGREED) is not None


@guard(
    "En kandidat är föreslagen, eller leverantören har själv anställt någon.",
    "A candidate is proposed, or the supplier has hired someone itself.",
    met_by=LABOUR_MARKET,
    records=Milestone.CANDIDATE_PROPOSED,
)
def candidate_present(facts: Facts) -> bool:
    known = facts.on(Milestone.CANDIDATE_PROPOSED) is not None or facts.on(Milestone.EMPLOYMENT_STARTED) is not None
    return known and not candidate_over(facts)


candidate_gone = unless(
    candidate_present,
    "Kandidaten är inte längre aktuell för platsen.",
    "The candidate is no longer in question for the position.",
    met_by=_BOTH,
    remedies=(
        record(Milestone.CANDIDATE_DECLINED),
        record(Milestone.INTERNSHIP_ENDED, InternshipOutcome.NOT_HIRED, InternshipOutcome.INTERRUPTED),
        record(Milestone.EMPLOYMENT_ENDED),
    ),
)


@guard(
    "Intervjun är hållen.",
    "The interview has been held.",
    met_by=_BOTH,
    records=Milestone.INTERVIEW_HELD,
)
def interview_held(facts: Facts) -> bool:
    return facts.on(Milestone.INTERVIEW_HELD) is not None


@guard(
    "Leverantören har tagit emot kandidaten i praktik.",
    "The supplier has taken the candidate in for an internship.",
    met_by=_BOTH,
    records=Milestone.INTERNSHIP_STARTED,
)
def internship_started(facts: Facts) -> bool:
    return facts.on(Milestone.INTERNSHIP_STARTED) is not None


@guard(
    "Leverantören har anställt kandidaten.",
    "The supplier has hired the candidate.",
    met_by=_BOTH,
    records=Milestone.EMPLOYMENT_STARTED,
)
def employment_started(facts: Facts) -> bool:
    return facts.on(Milestone.EMPLOYMENT_STARTED) is not None


@guard(
    "Frågan om anställningsstöd är besvarad: beslutat senast den dag anställningen började, eller inte aktuellt.",
    "The question of a wage subsidy is answered: decided no later than the start of the employment, or not applicable.",
    met_by=LABOUR_MARKET,
    remedies=(
        record(Milestone.SUBSIDY_DECIDED, YES, latest_by=lambda facts: facts.on(Milestone.EMPLOYMENT_STARTED)),
        record(Milestone.SUBSIDY_DECIDED, NOT_APPLICABLE),
    ),
)
def subsidy_settled(facts: Facts) -> bool:
    # What was confirmed has happened: an answer that is late or missing is then a deviation, and holds nothing up.
    if facts.on(Milestone.HIRE_CONFIRMED) is not None:
        return True
    decided, started = facts.on(Milestone.SUBSIDY_DECIDED), facts.on(Milestone.EMPLOYMENT_STARTED)
    if decided is None:
        return False
    if facts.values.get(Milestone.SUBSIDY_DECIDED) == NOT_APPLICABLE:
        return True
    return started is None or decided <= started


@guard(
    "Arbetsmarknadsenheten har bekräftat anställningen.",
    "The labour-market unit has confirmed the hire.",
    met_by=LABOUR_MARKET,
    records=Milestone.HIRE_CONFIRMED,
)
def hire_confirmed(facts: Facts) -> bool:
    return facts.on(Milestone.HIRE_CONFIRMED) is not None


@guard(
    "Den sista uppföljningen av personen är gjord.",
    "The last follow-up of the person has been done.",
    met_by=LABOUR_MARKET,
    records=Milestone.FOLLOW_UPS_DONE,
)
def last_follow_up_done(facts: Facts) -> bool:
    return facts.on(Milestone.FOLLOW_UPS_DONE) is not None


@guard(
    "Bekräftelsen eller den sista uppföljningen av personen återstår.",
    "The confirmation or the last follow-up of the person is still to be done.",
    met_by=(LABOUR_MARKET, SUPPORT),
)
def follow_up_left(facts: Facts) -> bool:
    return not (hire_confirmed.holds(facts) and last_follow_up_done.holds(facts))


@guard(
    "Det som är åtaget för platsen är inte redan levererat.",
    "What is owed for the position has not been delivered already.",
    met_by=(SUPPLIER, SUPPORT),
)
def time_left_to_work(facts: Facts) -> bool:
    balance = facts.balance
    if balance is None or balance.obligation.unit not in _BY_TIME:
        return not _delivered(facts)
    return not balance.met


_BY_TIME = frozenset({Measure.MONTHS, Measure.HOURS, Measure.SEAT})


def _delivered(facts: Facts) -> bool:
    """Tell whether what is owed for the position was delivered in the present candidate's turns that are over."""
    balance = facts.balance
    if balance is None:
        return False
    turns = [one for one in _turns_at_hand(facts) if one.ended is not None or one.internship_done]
    return met_by_person(turns, balance.obligation, facts.today)


@guard(
    "Anställningen har upphört men räknas: minst tre fjärdedelar av den avtalade tiden är arbetad.",
    "The employment has ended but counts: at least three quarters of the agreed time were worked.",
    met_by=_BOTH,
    remedies=(record(Milestone.EMPLOYMENT_ENDED, Ending.ENDED_BY_PERSON, Ending.OTHER),),
)
def ended_but_counts(facts: Facts) -> bool:
    return facts.on(Milestone.EMPLOYMENT_ENDED) is not None and _delivered(facts)


@guard(
    "Praktiken är genomförd och åtagandet är uppfyllt med praktik.",
    "The internship has been completed, and an internship is what is owed.",
    met_by=_BOTH,
    remedies=(record(Milestone.INTERNSHIP_ENDED, InternshipOutcome.OBLIGATION_DONE),),
)
def internship_was_all(facts: Facts) -> bool:
    owed = facts.balance is not None and facts.balance.obligation.internship_counts
    return owed and facts.values.get(Milestone.INTERNSHIP_ENDED) == InternshipOutcome.OBLIGATION_DONE


@guard(
    "Platsen behövs inte längre: åtagandet har upphört eller är uppfyllt, eller det omfattar färre platser.",
    "The position is no longer needed: the obligation has lapsed or is fulfilled, or fewer positions are promised.",
    met_by=SUPPORT,
)
def no_longer_owed(facts: Facts) -> bool:
    return facts.surplus or facts.states.get("supplier") in {"fulfilled", "sanctioned", "released"}


# --- the table -------------------------------------------------------------------------------------------------------

_OPEN_AS_LONG = Text(
    "Fristen för den första kandidaten är leverantörens.",
    "The deadline for the first candidate is the supplier's.",
)

DUTIES = {
    PlacementState.OPEN: Duty(Text("ledig", "open"), LABOUR_MARKET, no_deadline=_OPEN_AS_LONG),
    PlacementState.PROPOSED: Duty(
        Text("kandidat föreslagen", "candidate proposed"), SUPPLIER, deadline="supplier_decision"
    ),
    PlacementState.INTERVIEW: Duty(Text("intervjuad", "interviewed"), SUPPLIER, deadline="supplier_decision"),
    PlacementState.INTERNSHIP: Duty(Text("praktik", "internship"), SUPPLIER, deadline="internship_end"),
    PlacementState.HIRED: Duty(Text("anställd", "hired"), LABOUR_MARKET, deadline="hire_confirmation"),
    PlacementState.FOLLOWING_UP: Duty(Text("följs upp", "being followed up"), LABOUR_MARKET, deadline="follow_up"),
    PlacementState.COMPLETED: Duty(Text("genomförd", "completed")),
    PlacementState.WITHDRAWN: Duty(Text("behövs inte längre", "not needed any longer")),
}
LIVE = tuple(state for state, duty in DUTIES.items() if duty.owner is not None)

TAKE_UP_AGAIN = "take_up_again"
TRIGGERS = {
    "propose": Text("kandidat föreslås", "candidate proposed"),
    "interview": Text("intervju", "interview"),
    "decline": Text("kandidaten blir inte aktuell", "candidate turned down"),
    "start_internship": Text("praktik inleds", "internship begins"),
    "hire": Text("anställning inleds", "hire begins"),
    "interrupt": Text("avbryts, platsen blir ledig", "interrupted, position open again"),
    "follow_up": Text("uppföljning inleds", "follow-up begins"),
    "complete": Text("genomförd", "completed"),
    "end_early": Text("slutar i förtid men räknas", "ends early but counts"),
    TAKE_UP_AGAIN: Text("uppföljningen återupptas", "follow-up taken up again"),
    "withdraw": Text("platsen dras in", "position withdrawn"),
}

_S, _BY_CLOCK = PlacementState, (CLOCK,)
_WAITING = (_S.PROPOSED, _S.INTERVIEW)

PLACEMENT = Process(
    "placement",
    label=Text("plats", "position"),
    initial=PlacementState.OPEN,
    duties=DUTIES,
    triggers=TRIGGERS,
    moves=(
        # Whatever came first, the end or the unit's confirmation: what counts completes the position.
        Move(
            "end_early",
            (_S.OPEN, _S.HIRED, _S.FOLLOWING_UP),
            _S.COMPLETED,
            _BY_CLOCK,
            (hire_confirmed, ended_but_counts),
        ),
        Move("withdraw", (_S.OPEN, *_WAITING), _S.WITHDRAWN, _BY_CLOCK, (no_longer_owed,)),
        Move("decline", _WAITING, _S.OPEN, _BY_CLOCK, (candidate_gone,)),
        Move("interrupt", OCCUPIED, _S.OPEN, _BY_CLOCK, (candidate_gone,)),
        # An employment comes before whatever led to it: people are also hired without interview or internship.
        Move(
            "hire",
            (_S.OPEN, *_WAITING, _S.INTERNSHIP),
            _S.HIRED,
            _BY_CLOCK,
            (supplier_bound, candidate_present, employment_started, subsidy_settled),
        ),
        Move("propose", (_S.OPEN,), _S.PROPOSED, _BY_CLOCK, (supplier_bound, profile_ready, candidate_present)),
        Move("start_internship", _WAITING, _S.INTERNSHIP, _BY_CLOCK, (candidate_present, internship_started)),
        Move("interview", (_S.PROPOSED,), _S.INTERVIEW, _BY_CLOCK, (candidate_present, interview_held)),
        Move("complete", (_S.INTERNSHIP,), _S.COMPLETED, _BY_CLOCK, (internship_was_all,)),
        Move("follow_up", (_S.HIRED,), _S.FOLLOWING_UP, _BY_CLOCK, (candidate_present, hire_confirmed)),
        Move(
            "complete",
            (_S.FOLLOWING_UP,),
            _S.COMPLETED,
            _BY_CLOCK,
            (candidate_present, hire_confirmed, last_follow_up_done),
        ),
        # Made by whoever takes back what completed the position, or tells of a new contract that the promise needs.
        Move(
            TAKE_UP_AGAIN,
            (_S.COMPLETED,),
            _S.HIRED,
            (LABOUR_MARKET, SUPPLIER, SUPPORT),
            (candidate_present, employment_started, follow_up_left, time_left_to_work),
        ),
    ),
)
