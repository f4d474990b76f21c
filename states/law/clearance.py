"""What the dates of an award come to: the standstill, the court, and from when the contact points are due."""

from datetime import date, timedelta

from states.facts import Facts, Milestone, remembered
from states.law.acts import Rule, section
from states.law.applicability import ProcurementKind
from states.law.calendar import working_days_after
from states.law.courts import Event, EventKind, Ruling
from states.law.hearings import Hearings, heard
from states.law.periods import act_assumed, row_of
from states.law.procedures import Procedure
from states.law.standstill import Award, SigningOutcome, Standstill, standstill
from states.records.contract import contract_end


@remembered
def signing_of(facts: Facts) -> Standstill | None:
    """Return when the contract may be signed and why, or None while nothing is known that says so.

    Also before any notice: a court may bar the contract, or have ordered to redo the procurement.
    """
    events = _events(facts)
    known = any(event.kind in _NOTICES for event in events) or hearings_of(facts).known
    if not known and not any(event.kind in {EventKind.AWARD_WITHDRAWN, EventKind.CANCELLED} for event in events):
        return None
    return standstill(
        Award(
            procedure=procedure_of(facts),
            act=facts.act,
            single_tenderer=facts.single_tenderer,
            begun=begun(facts),
            events=events,
        ),
    )


_NOTICES = (EventKind.NOTICE, EventKind.INTENT)


@remembered
def standstill_of(facts: Facts) -> Standstill | None:
    """Return the standstill of the award, or None while neither award notice nor intent notice is known."""
    if facts.on(Milestone.AWARD_NOTICE_SENT) is None and facts.on(Milestone.INTENT_NOTICE_PUBLISHED) is None:
        return None
    return signing_of(facts)


@remembered
def _events(facts: Facts) -> tuple[Event, ...]:
    sent, intent = facts.on(Milestone.AWARD_NOTICE_SENT), facts.on(Milestone.INTENT_NOTICE_PUBLISHED)
    stated = facts.on(Milestone.STANDSTILL_STATED_END)
    events = list(facts.court)
    if sent is not None:
        chosen = facts.on(Milestone.STANDSTILL_CHOSEN) is not None
        events.append(Event(sent, EventKind.NOTICE, until=stated, channel=facts.channel, voluntary=chosen))
    if intent is not None:
        events.append(Event(intent, EventKind.INTENT, until=None if sent else stated))
    for milestone, kind in _OF_BUYER.items():
        on = facts.on(milestone)
        if on is not None:
            events.append(Event(on, kind))
    return tuple(events)


_OF_BUYER = {Milestone.CONTRACT_SIGNED: EventKind.SIGNED, Milestone.CANCELLED: EventKind.CANCELLED}


@remembered
def hearings_of(facts: Facts) -> Hearings:
    """Return what the courts have before them, or have had."""
    return heard(_events(facts))


def begun(facts: Facts) -> date | None:
    """Return the day the procurement began, which picks the wording of the act, or None while nothing tells it.

    The day of the first contact outside, else that of the publication (prop. 2015/16:195 p. 918, HFD 2013 ref. 31).
    Where neither is known, it began at the latest on the earliest day of what follows from it.
    """
    return min((day for day in map(facts.on, _AT_THE_LATEST) if day is not None), default=None)


_AT_THE_LATEST = (
    Milestone.PROCUREMENT_BEGUN,
    Milestone.DOCUMENTS_PUBLISHED,
    Milestone.TENDERS_DUE,
    Milestone.INTENT_NOTICE_PUBLISHED,
    Milestone.AWARD_DECIDED,
)
"""Of these days none can be before the procurement began."""


def section_of(rule: Rule, facts: Facts) -> str:
    """Return the section that a rule stands in for a case, under its act and the wording of the day it began."""
    day = begun(facts) or facts.on(Milestone.AWARD_NOTICE_SENT) or facts.today
    return section(rule, facts.act, procedure_of(facts), day)


def procedure_of(facts: Facts) -> Procedure:
    """Return the procedure; while it is unknown the strictest is assumed, so that no date comes out too early."""
    if facts.procedure is not None:
        return facts.procedure
    return Procedure.RENEWED_COMPETITION if facts.kind is ProcurementKind.RENEWED_COMPETITION else Procedure.OPEN


def free_of_standstill(facts: Facts) -> bool:
    """Tell whether the act frees the procedure from the standstill (LOU 20:2, 19:19, 19 a:10 and the like)."""
    procedure = procedure_of(facts)
    return row_of(act_assumed(facts.act, procedure), procedure).free_by is not None


def notice_owed(facts: Facts) -> bool:
    """Tell whether tenderers must be told of the award before the contract (LOU 12:12, 19:19 and the like)."""
    procedure = procedure_of(facts)
    return row_of(act_assumed(facts.act, procedure), procedure).notice_owed and not facts.single_tenderer


@remembered
def report_winner_from(facts: Facts) -> date | None:
    """Return the working day from which contact point 2 is due, or None while it is not.

    The first working day on or after the earliest day of signing; without a standstill the working day after the
    award notice was sent or, failing that, after the contract was signed. Never while a court has the case.
    """
    if in_court(facts) or award_undone(facts) is not None:
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
    if in_court(facts) or award_undone(facts) is not None:
        return None
    period = standstill_of(facts)
    if period is not None and period.applies:
        return period.earliest_signing
    return facts.on(Milestone.AWARD_NOTICE_SENT) or facts.on(Milestone.CONTRACT_SIGNED)


def contact_point_1_from(facts: Facts) -> date | None:
    """Return the day from which contact point 1 is awaited: the case was opened, or a court sent it back."""
    redone = [grant.event.on for grant in hearings_of(facts).standing if grant.event.ruling is Ruling.REDO]
    return max(redone, default=facts.on(Milestone.CASE_OPENED))


@remembered
def in_court(facts: Facts) -> bool:
    """Tell whether an application for review waits for its ruling, or an interim order stands.

    Not once the contract is signed: then the procurement is reviewed no more (LOU 20:6 para 2).
    """
    return facts.on(Milestone.CONTRACT_SIGNED) is None and hearings_of(facts).pending


@remembered
def award_undone(facts: Facts) -> Ruling | None:
    """Return the order of a court that still has to be carried out: no award notice has been sent since (LOU 20:6).

    To redo goes before to correct.
    """
    notices = [event.place for event in _events(facts) if event.kind in _NOTICES]
    last = max(notices, default=None)
    orders = {grant.event.ruling for grant in hearings_of(facts).standing if last is None or grant.event.place > last}
    if Ruling.REDO in orders:
        return Ruling.REDO
    return Ruling.CORRECTION if orders else None


@remembered
def performance_bars(facts: Facts) -> tuple[tuple[date, date | None], ...]:
    """Return from when to when courts forbade to perform the signed contract, None while they do (LOU 20:16).

    A bar lasts from the day of the order to the day before it was lifted or the court ruled.
    """
    begun: dict[tuple[str, str], date] = {}
    bars: list[tuple[date, date | None]] = []
    for event in sorted(facts.court, key=lambda one: one.place):
        key = (event.court, event.applicant)
        if event.kind is EventKind.PERFORMANCE_ORDER:
            begun.setdefault(key, event.on)
        elif event.kind in {EventKind.PERFORMANCE_FREED, EventKind.RULING} and key in begun:
            bars.append((begun.pop(key), event.on - timedelta(days=1)))
    return (*bars, *((since, None) for since in begun.values()))


def performance_barred(facts: Facts, on: date | None = None) -> date | None:
    """Return since when the signed contract may not be performed, as of a day or of today; None if it may."""
    day = on or facts.today
    bars = (since for since, last in performance_bars(facts) if since <= day and (last is None or day <= last))
    return min(bars, default=None)


def not_from_this_award(facts: Facts) -> bool:
    """Tell whether no contract can come from the award: it has been undone, withdrawn or cancelled."""
    period = signing_of(facts)
    return period is not None and period.outcome is SigningOutcome.NOT_FROM_THIS_AWARD


def turning_days(facts: Facts) -> tuple[date, ...]:
    """Return the days on which time alone may change what holds for the case."""
    period = standstill_of(facts)
    clear = clear_from(facts)
    end = contract_end(facts)
    last = period.last_day + timedelta(days=1) if period and period.last_day else None
    return tuple(day for day in (last, clear, end.day if end else None) if day is not None)
