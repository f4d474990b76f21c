"""What is owed for one position: the supplier's answer, the subsidy in time, an internship's outcome, follow-ups."""

from datetime import date, timedelta
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law.calendar import months_after, roll, working_days_after
from states.processes import placement
from states.processes.placement import PlacementState
from states.records.employments import Employer
from states.records.obligations import Origin, Terms
from states.text import Text, joined

POSITION = placement.PLACEMENT.name
_SUPPORT, _CONTACT, _FIRM = Recipient.SUPPORT, Recipient.CONTACT, Recipient.SUPPLIER
_WAITING = (PlacementState.PROPOSED, PlacementState.INTERVIEW)
_EMPLOYED = (PlacementState.HIRED, PlacementState.FOLLOWING_UP)


def matters(days: Days) -> tuple[Matter, ...]:
    """Return what is owed for one position."""
    return (
        Matter(
            "supplier_decision",
            POSITION,
            heading=Text("Svara på den föreslagna kandidaten", "Answer on the proposed candidate"),
            states=_WAITING,
            open=lambda facts: _started(facts) is None,
            base=lambda facts: facts.on(Milestone.CANDIDATE_PROPOSED),
            deadline=partial(_decide_by, days),
            reasoning=partial(_why_decide, days),
            rungs=(
                Rung(0, _FIRM),
                Rung(days.supplier_decision // 2, _FIRM),
                Rung(days.supplier_decision, _CONTACT),
                Rung(days.supplier_decision + 5, _SUPPORT),
            ),
            asks=(
                Milestone.CANDIDATE_DECLINED,
                Milestone.INTERVIEW_HELD,
                Milestone.INTERNSHIP_STARTED,
                Milestone.EMPLOYMENT_STARTED,
            ),
            to_city=Text(
                "Leverantören ska svara på den föreslagna kandidaten", "The supplier is to answer on the candidate"
            ),
        ),
        Matter(
            "next_candidate",
            POSITION,
            heading=Text(
                "Platsen är ledig igen: föreslå en ny kandidat", "The position is open again: propose another"
            ),
            states=(PlacementState.OPEN,),
            open=lambda _: True,
            base=_open_since,
            deadline=partial(_another_by, days),
            reasoning=_why_another,
            rungs=(
                Rung(days.first_candidate // 2, _CONTACT),
                Rung(days.first_candidate, _CONTACT),
                Rung(days.first_candidate + 5, _SUPPORT),
            ),
            asks=(Milestone.CANDIDATE_PROPOSED,),
        ),
        Matter(
            "subsidy",
            POSITION,
            heading=Text(
                "Se till att anställningsstödet är beslutat före start",
                "See that the wage subsidy is decided before the start",
            ),
            states=(PlacementState.OPEN, *_WAITING, PlacementState.INTERNSHIP, *_EMPLOYED),
            open=_subsidy_open,
            base=_hire_day,
            deadline=_hire_day,
            reasoning=lambda _: (_BEFORE_THE_START,),
            rungs=(Rung(-15, _CONTACT), Rung(-5, _CONTACT), Rung(0, _SUPPORT)),
            urgent=True,
            asks=(Milestone.SUBSIDY_DECIDED,),
        ),
        Matter(
            "internship_end",
            POSITION,
            heading=Text("Meddela vad praktiken leder till", "Tell what the internship leads to"),
            states=(PlacementState.INTERNSHIP,),
            open=_outcome_wanted,
            base=partial(internship_until, days),
            deadline=partial(internship_until, days),
            reasoning=partial(_why_internship_end, days),
            rungs=(Rung(-5, _FIRM), Rung(0, _CONTACT), Rung(2, _CONTACT), Rung(5, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(Milestone.INTERNSHIP_ENDED,),
        ),
        Matter(
            "promised_hire",
            POSITION,
            heading=Text("Praktiken skulle leda till anställning", "The internship was to lead to a hire"),
            states=(PlacementState.INTERNSHIP,),
            open=_hire_was_promised,
            base=lambda facts: facts.on(Milestone.INTERNSHIP_ENDED),
            deadline=lambda _: None,
            reasoning=lambda _: (_NOT_REPORTED,),
            rungs=(Rung(5, _FIRM), Rung(10, _CONTACT), Rung(15, _SUPPORT)),
            asks=(Milestone.EMPLOYMENT_STARTED,),
        ),
        Matter(
            "hire_confirmation",
            POSITION,
            heading=Text("Bekräfta anställningen", "Confirm the hire"),
            states=(PlacementState.OPEN, *_WAITING, PlacementState.INTERNSHIP, *_EMPLOYED),
            open=lambda facts: not placement.candidate_over(facts) and not placement.hire_confirmed.holds(facts),
            base=_started,
            deadline=partial(_confirm_by, days),
            reasoning=partial(_why_confirm, days),
            rungs=(
                Rung(1, _CONTACT),
                Rung(days.hire_confirmation, _CONTACT),
                Rung(days.hire_confirmation + 5, _SUPPORT),
            ),
            mandatory=True,
            closing=True,
            asks=(Milestone.HIRE_CONFIRMED,),
        ),
        Matter(
            "attestation",
            POSITION,
            heading=Text("Intyga anställningen utanför matchningen", "Attest the hire made outside the matching"),
            states=_EMPLOYED,
            open=_needs_attestation,
            base=_started,
            deadline=lambda _: None,
            reasoning=lambda facts: (_ONLY_YES_OR_NO, *_employer(facts)),
            rungs=(Rung(5, _CONTACT), Rung(15, _SUPPORT)),
            closing=True,
            asks=(Milestone.OUTSIDE_ATTESTED,),
        ),
        Matter(
            "subsidy_renewal",
            POSITION,
            heading=Text("Anställningsstödet måste förnyas", "The wage subsidy has to be renewed"),
            states=_EMPLOYED,
            open=lambda facts: facts.values.get(Milestone.SUBSIDY_DECIDED) == placement.YES,
            base=partial(_subsidy_until, days),
            deadline=partial(_subsidy_until, days),
            reasoning=partial(_why_renew, days),
            rungs=(
                Rung(-60, _CONTACT, calendar=True),
                Rung(-30, _CONTACT, calendar=True),
                Rung(0, _CONTACT),
                Rung(1, _SUPPORT),
            ),
            closing=True,
            asks=(Milestone.SUBSIDY_DECIDED, Milestone.EMPLOYMENT_ENDED),
        ),
        Matter(
            "follow_up",
            POSITION,
            heading=Text("Följ upp personen på arbetsplatsen", "Follow up the person at the workplace"),
            states=(PlacementState.FOLLOWING_UP,),
            open=lambda _: True,
            base=partial(next_follow_up, days),
            deadline=partial(next_follow_up, days),
            reasoning=partial(_why_follow_up, days),
            rungs=(Rung(-5, _CONTACT), Rung(0, _CONTACT), Rung(5, _CONTACT), Rung(10, _SUPPORT)),
            mandatory=True,
            closing=True,
            asks=(*placement.FOLLOW_UPS.values(), Milestone.FOLLOW_UPS_DONE),
        ),
    )


# --- days ------------------------------------------------------------------------------------------------------------


def _started(facts: Facts) -> date | None:
    return facts.on(Milestone.EMPLOYMENT_STARTED)


def _decide_by(days: Days, facts: Facts) -> date | None:
    proposed = facts.on(Milestone.CANDIDATE_PROPOSED)
    return working_days_after(proposed, days.supplier_decision) if proposed else None


def _open_since(facts: Facts) -> date | None:
    """Return the day on which the last candidate for the position left, None before the first."""
    ends = (Milestone.CANDIDATE_DECLINED, Milestone.INTERNSHIP_ENDED, Milestone.EMPLOYMENT_ENDED)
    return max((day for one in ends if (day := facts.on(one)) is not None), default=None)


def _another_by(days: Days, facts: Facts) -> date | None:
    since = _open_since(facts)
    return working_days_after(since, days.first_candidate) if since else None


def _hire_day(facts: Facts) -> date | None:
    if placement.candidate_over(facts):
        return None
    return _started(facts) or facts.on(Milestone.HIRE_PLANNED)


def _subsidy_open(facts: Facts) -> bool:
    """Tell whether the question of a subsidy is open: unanswered, or answered too late while nothing is confirmed."""
    return facts.on(Milestone.SUBSIDY_DECIDED) is None or not placement.subsidy_settled.holds(facts)


def internship_until(days: Days, facts: Facts) -> date | None:
    """Return the day by which the outcome is told: the end of the internship, as recorded, else the usual length.

    A day on which nobody works rolls to the next working day.
    """
    began, ends = facts.on(Milestone.INTERNSHIP_STARTED), facts.on(Milestone.INTERNSHIP_ENDS)
    last = ends or (began + timedelta(weeks=days.internship_weeks) if began else None)
    return roll(last) if last else None


def _hire_was_promised(facts: Facts) -> bool:
    outcome = facts.values.get(Milestone.INTERNSHIP_ENDED)
    return outcome == placement.InternshipOutcome.TO_BE_HIRED and _started(facts) is None


def _confirm_by(days: Days, facts: Facts) -> date | None:
    started = _started(facts)
    return working_days_after(started, days.hire_confirmation) if started else None


def _needs_attestation(facts: Facts) -> bool:
    terms = facts.values.get(Milestone.EMPLOYMENT_STARTED, "")
    return Terms.parse(terms).origin is Origin.OUTSIDE and facts.on(Milestone.OUTSIDE_ATTESTED) is None


def _subsidy_until(days: Days, facts: Facts) -> date | None:
    decided = facts.on(Milestone.SUBSIDY_DECIDED)
    return months_after(decided, days.subsidy_months) if decided else None


def next_month(days: Days, facts: Facts) -> int | None:
    """Return after how many months the next follow-up is due; a follow-up replaces all earlier ones."""
    *early, last = days.follow_up_months
    if facts.on(Milestone.FOLLOW_UPS_DONE) is not None:
        return None
    made = [month for month in early if facts.on(placement.FOLLOW_UPS[month]) is not None]
    return next((month for month in (*early, last) if month > max(made, default=0)), last)


def next_follow_up(days: Days, facts: Facts) -> date | None:
    """Return when the person is to be followed up next, counted from the start of the employment.

    A day on which nobody works rolls to the next working day.
    """
    started, month = _started(facts), next_month(days, facts)
    return roll(months_after(started, month)) if started and month else None


# --- why -------------------------------------------------------------------------------------------------------------


def _why_decide(days: Days, facts: Facts) -> tuple[Text, ...]:
    proposed = facts.on(Milestone.CANDIDATE_PROPOSED)
    if proposed is None:
        return ()
    return (_PROPOSED_ON.fill(proposed=proposed, days=days.supplier_decision),)


_PROPOSED_ON = Text(
    "Kandidaten föreslogs {proposed}; ett svar väntas inom {days} arbetsdagar.",
    "The candidate was proposed on {proposed}; an answer is expected within {days} working days.",
)


def _why_another(facts: Facts) -> tuple[Text, ...]:
    since = _open_since(facts)
    if since is None:
        return ()
    return (_LEFT_ON.fill(since=since),)


_LEFT_ON = Text(
    "Den förra kandidaten lämnade platsen {since}; den ingår fortfarande i åtagandet.",
    "The last candidate left the position on {since}; it is still owed.",
)


def _outcome_wanted(facts: Facts) -> bool:
    """Tell whether nobody has said what the internship led to, neither by its end nor by a hire."""
    known = (Milestone.INTERNSHIP_ENDED, Milestone.EMPLOYMENT_STARTED)
    return all(facts.on(milestone) is None for milestone in known)


def _why_internship_end(days: Days, facts: Facts) -> tuple[Text, ...]:
    began = facts.on(Milestone.INTERNSHIP_STARTED)
    if began is None:
        return ()
    said = _BEGAN_ON.fill(began=began)
    if facts.on(Milestone.INTERNSHIP_ENDS) is not None:
        return (said,)
    return (said, _USUAL_LENGTH.fill(weeks=days.internship_weeks))


_USUAL_LENGTH = Text(
    "Ingen har sagt när den slutar; dagen är beräknad efter {weeks} veckor.",
    "Nobody has said when it ends; the day is computed after {weeks} weeks.",
)


_BEGAN_ON = Text(
    "Praktiken började {began}. När den slutar ska utfallet registreras.",
    "The internship began on {began}. When it ends its outcome is recorded.",
)


def _why_confirm(days: Days, facts: Facts) -> tuple[Text, ...]:
    started = _started(facts)
    if started is None:
        return ()
    return (_HIRED_FROM.fill(started=started, days=days.hire_confirmation), *_employer(facts))


_HIRED_FROM = Text(
    "Leverantören har meddelat en anställning från {started}. Den räknas när enheten har"
    " bekräftat den, inom {days} arbetsdagar.",
    "The supplier has reported a hire from {started}. It counts once the unit has confirmed"
    " it, within {days} working days.",
)


def _employer(facts: Facts) -> tuple[Text, ...]:
    """Return who employs the person, where it is not the supplier."""
    if facts.on(Milestone.EMPLOYER_NAMED) is None:
        return ()
    try:
        employer = Employer.parse(facts.values.get(Milestone.EMPLOYER_NAMED, ""))
    except ValueError:
        return ()
    return (_EMPLOYED_BY.fill(employer=employer.told),)


_EMPLOYED_BY = Text(
    "Personen är anställd hos {employer}. Åtagandet är fortfarande leverantörens.",
    "The person is employed by {employer}. The obligation is still the supplier's.",
)


def _why_renew(days: Days, facts: Facts) -> tuple[Text, ...]:
    decided = facts.on(Milestone.SUBSIDY_DECIDED)
    if decided is None:
        return ()
    return (_DECIDED_ON.fill(decided=decided, months=days.subsidy_months),)


_DECIDED_ON = Text(
    "Beslutet är från {decided} och gäller högst {months} månader i taget.",
    "The decision is of {decided} and lasts {months} months at most.",
)


def _why_follow_up(days: Days, facts: Facts) -> tuple[Text, ...]:
    started, month = _started(facts), next_month(days, facts)
    if started is None or month is None:
        return ()
    last = month == days.follow_up_months[-1]
    sentence = (_AFTER_A_MONTH if month == 1 else _FOLLOWED_UP).fill(started=started, month=month)
    return (joined([sentence, _LAST_TIME], " ") if last else sentence, *_employer(facts))


_AFTER_A_MONTH = Text(
    "Anställningen började {started}; uppföljning görs efter en månad.",
    "The employment began on {started}; it is followed up after a month.",
)
_FOLLOWED_UP = Text(
    "Anställningen började {started}; uppföljning görs efter {month} månader.",
    "The employment began on {started}; it is followed up after {month} months.",
)
_LAST_TIME = Text("Det är den sista.", "It is the last time.")
_BEFORE_THE_START = Text(
    "Arbetsförmedlingen måste besluta innan anställningen börjar (SFS 2018:42, 2018:43). Registrera beslutsdagen, eller"
    " att stöd inte är aktuellt.",
    "The employment service has to decide before the employment starts (SFS 2018:42, 2018:43). Record the day of the"
    " decision, or that no subsidy applies.",
)
_NOT_REPORTED = Text(
    "Praktiken slutade med besked om anställning, men ingen anställning är registrerad.",
    "The internship ended with a promise of a hire, but no hire is recorded.",
)
_ONLY_YES_OR_NO = Text(
    "En anställning utanför matchningen räknas när kontaktpersonen har intygat den. Bara ja eller nej lagras.",
    "A hire made outside the matching counts once the contact person has attested it. Only yes or no is stored.",
)
