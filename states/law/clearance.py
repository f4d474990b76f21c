"""What the dates of an award come to: the standstill, the court, and from when the contact points are due."""

from datetime import date, timedelta

from states.facts import Facts, Milestone, Ruling, remembered
from states.law.applicability import ProcurementKind
from states.law.calendar import working_days_after
from states.law.procedures import Procedure
from states.law.standstill import Award, Standstill, standstill


@remembered
def standstill_of(facts: Facts) -> Standstill | None:
    """Return the standstill of the award, or None while neither award notice nor intent notice is known."""
    sent, intent = facts.on(Milestone.AWARD_NOTICE_SENT), facts.on(Milestone.INTENT_NOTICE_PUBLISHED)
    if sent is None and intent is None:
        return None
    return standstill(
        Award(
            sent=sent,
            procedure=procedure_of(facts),
            channel=facts.channel,
            stated_end=facts.on(Milestone.STANDSTILL_STATED_END),
            single_tenderer=facts.single_tenderer,
            intent_published=intent,
            review_filed=facts.on(Milestone.REVIEW_FILED),
            ruling=facts.on(Milestone.REVIEW_DECIDED),
            interim_order=facts.on(Milestone.INTERIM_ORDER),
            interim_lifted=interim_ended(facts),
        ),
    )


def procedure_of(facts: Facts) -> Procedure:
    """Return the procedure; while it is unknown the strictest is assumed, so that no date comes out too early."""
    if facts.procedure is not None:
        return facts.procedure
    return Procedure.RENEWED_COMPETITION if facts.kind is ProcurementKind.RENEWED_COMPETITION else Procedure.OPEN


@remembered
def report_winner_from(facts: Facts) -> date | None:
    """Return the working day from which contact point 2 is due, or None while it is not.

    The first working day on or after the earliest day of signing; without a standstill the working day after the
    award notice was sent or, failing that, after the contract was signed. Never while a court has the case.
    """
    if in_court(facts):
        return None
    period = standstill_of(facts)
    if period is not None and period.applies:
        return working_days_after(period.earliest_signing, 0) if period.earliest_signing else None
    told = facts.on(Milestone.AWARD_NOTICE_SENT) or facts.on(Milestone.CONTRACT_SIGNED)
    return working_days_after(told, 1) if told else None


@remembered
def clear_from(facts: Facts) -> date | None:
    """Return the first day on which contact point 2 can be recorded: the standstill is over and no court has the case.

    Without a standstill that is the day of the award notice or of the contract.
    """
    if in_court(facts):
        return None
    period = standstill_of(facts)
    if period is not None and period.applies:
        return period.earliest_signing
    return facts.on(Milestone.AWARD_NOTICE_SENT) or facts.on(Milestone.CONTRACT_SIGNED)


def contact_point_1_from(facts: Facts) -> date | None:
    """Return the day from which contact point 1 is awaited: the case was opened, or a court sent it back."""
    if facts.ruling is Ruling.REDO:
        return facts.on(Milestone.REVIEW_DECIDED)
    return facts.on(Milestone.CASE_OPENED)


@remembered
def in_court(facts: Facts) -> bool:
    """Tell whether an application for review waits for its ruling, or an interim order stands."""
    filed, decided = facts.on(Milestone.REVIEW_FILED), facts.on(Milestone.REVIEW_DECIDED)
    stopped = facts.on(Milestone.INTERIM_ORDER) is not None and interim_ended(facts) is None
    return stopped or (filed is not None and (decided is None or decided < filed))


def ruling_on_this_review(facts: Facts) -> Ruling | None:
    """Return how the review at hand was decided; an older ruling has been carried out and orders nothing more."""
    decided = facts.on(Milestone.REVIEW_DECIDED)
    began = (facts.on(Milestone.REVIEW_FILED), facts.on(Milestone.INTERIM_ORDER))
    if decided is None or any(day is not None and day > decided for day in began):
        return None
    return facts.ruling


def interim_ended(facts: Facts) -> date | None:
    """Return the day an interim order was lifted, or fell with the ruling."""
    ordered = facts.on(Milestone.INTERIM_ORDER)
    ends = (facts.on(Milestone.INTERIM_ORDER_LIFTED), facts.on(Milestone.REVIEW_DECIDED))
    return min((day for day in ends if day is not None and ordered is not None and day >= ordered), default=None)


def turning_days(facts: Facts) -> tuple[date, ...]:
    """Return the days on which time alone may change what holds for the case."""
    period = standstill_of(facts)
    clear = clear_from(facts)
    ends = facts.on(Milestone.CONTRACT_ENDED)
    last = period.last_day + timedelta(days=1) if period and period.last_day else None
    return tuple(day for day in (last, clear, ends) if day is not None)
