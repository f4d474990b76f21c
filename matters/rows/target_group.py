"""What is owed in the target-group work: to begin preparing people once the need is announced."""

from datetime import date
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.preparing import lead_time_of, no_lead_time_from
from matters.recipients import Recipient
from models.occupations.words import need_lines, order_told
from states.facts import Facts, Milestone, Role
from states.law.applicability import FORM_LABELS, RequirementForm
from states.law.calendar import working_days_after, working_days_before
from states.processes import target_group
from states.processes.target_group import TargetGroupState
from states.records.demand import DemandOrder
from states.records.lead_times import LeadTime
from states.text import Text, capital, joined


def matters(days: Days) -> tuple[Matter, ...]:
    """Return what is owed in the target-group work."""
    return (
        Matter(
            "forecast",
            target_group.TARGET_GROUP.name,
            heading=Text("Kommande behov: börja förbereda deltagare", "A need is coming: begin to prepare people"),
            states=(TargetGroupState.FORECAST,),
            open=_still_ahead,
            base=lambda facts: facts.on(Milestone.RELEVANCE_ASSESSED),
            deadline=partial(_begin_by, days),
            turns=lambda facts: no_lead_time_from(facts, days),
            reasoning=partial(_what_is_coming, days),
            rungs=(
                Rung(0, Recipient.LABOUR_MARKET),
                Rung(days.forecast, Recipient.LABOUR_MARKET),
                Rung(days.forecast + 10, Recipient.SUPPORT),
            ),
            asks=(Milestone.PREPARATION_STARTED, Milestone.TARGET_GROUP_READY),
            to_support=Text(
                "Hör efter hos arbetsmarknadsenheten om förberedelserna har börjat",
                "Ask the labour-market unit whether preparation has begun",
            ),
        ),
        Matter(
            "demand_order",
            target_group.TARGET_GROUP.name,
            heading=Text("Svara om det finns deltagare", "Answer whether there are people"),
            states=_BEFORE_MATCHING,
            open=lambda facts: _still_ahead(facts) and bool(_waiting(facts)),
            base=_asked_last,
            deadline=partial(_answer_by, days),
            reasoning=_what_is_asked,
            rungs=(
                Rung(0, Recipient.LABOUR_MARKET),
                Rung(days.demand, Recipient.LABOUR_MARKET),
                Rung(days.demand + 5, Recipient.SUPPORT),
            ),
            units=lambda facts: sorted({order.unit_id for order in _waiting(facts)}),
            to_support=Text(
                "Hör efter hos arbetsmarknadsenheten om det finns deltagare",
                "Ask the labour-market unit whether there are people",
            ),
            times=lambda facts: max(order.asked for order in _waiting(facts) if order.asked_on == _asked_last(facts)),
        ),
        Matter(
            "demand_before_call",
            target_group.TARGET_GROUP.name,
            heading=Text(
                "Se till att behovet besvaras före annonseringen",
                "See that the demand is answered before the call",
            ),
            states=_BEFORE_MATCHING,
            open=lambda facts: facts.states.get("procurement") == "planning" and bool(_waiting(facts)),
            base=lambda facts: facts.on(Milestone.PLANNED_CALL) if _waiting(facts) else None,
            deadline=_before_call,
            reasoning=_what_is_unanswered,
            rungs=(Rung(-5, Recipient.SUPPORT), Rung(-1, Recipient.SUPPORT)),
        ),
        Matter(
            "demand_answered",
            target_group.TARGET_GROUP.name,
            heading=Text(
                "Arbetsmarknadsenheterna har svarat på behovet",
                "The labour-market units have answered the demand",
            ),
            states=_BEFORE_MATCHING,
            open=lambda facts: _still_ahead(facts) and bool(_answered(facts)),
            base=_answered_last,
            deadline=lambda _: None,
            reasoning=_what_is_answered,
            rungs=(Rung(0, Recipient.OFFICER), Rung(0, Recipient.SUPPORT)),
            own=_answered_by,
            times=lambda facts: sum(order.answered_on == _answered_last(facts) for order in _answered(facts)),
        ),
    )


_BEFORE_MATCHING = (TargetGroupState.FORECAST, TargetGroupState.PREPARING, TargetGroupState.READY)


def _waiting(facts: Facts) -> list[DemandOrder]:
    return [order for order in facts.demand if order.waits]


def _answered(facts: Facts) -> list[DemandOrder]:
    return [order for order in facts.demand if order.stands and not order.waits]


def _asked_last(facts: Facts) -> date | None:
    return max((order.asked_on for order in _waiting(facts)), default=None)


def _answered_last(facts: Facts) -> date | None:
    return max((order.answered_on for order in _answered(facts) if order.answered_on is not None), default=None)


def _answered_by(facts: Facts) -> Recipient | None:
    """Return the support function where all the last answers are ones that it entered for the units."""
    last = [order for order in _answered(facts) if order.answered_on == _answered_last(facts)]
    entered = all(order.answered_by.partition(":")[0] == Role.SUPPORT for order in last)
    return Recipient.SUPPORT if last and entered else None


def _answer_by(days: Days, facts: Facts) -> date | None:
    asked = _asked_last(facts)
    return working_days_after(asked, days.demand) if asked else None


def _before_call(facts: Facts) -> date | None:
    """Return the last working day before the call."""
    call = facts.on(Milestone.PLANNED_CALL)
    return working_days_before(call, 1) if call else None


def _what_is_asked(facts: Facts) -> tuple[Text, ...]:
    asked = dict.fromkeys(_ASKED.fill(order=order_told(order)) for order in _waiting(facts))
    forms = [FORM_LABELS[form] for form in RequirementForm if form in facts.forms]
    return (*asked, *([_REQUIRED.fill(forms=joined(forms))] if forms else ()), _ANSWER_EARLY)


def _what_is_unanswered(facts: Facts) -> tuple[Text, ...]:
    call = facts.on(Milestone.PLANNED_CALL)
    planned = [_CALL_PLANNED.fill(call=call)] if call else []
    return (*planned, *dict.fromkeys(_UNANSWERED.fill(order=order_told(order)) for order in _waiting(facts)))


def _what_is_answered(facts: Facts) -> tuple[Text, ...]:
    return (_CAN_CHANGE,) if facts.states.get("procurement") == "planning" else ()


_ASKED = Text("Det behövs: {order}.", "Wanted: {order}.")
_UNANSWERED = Text("Obesvarat: {order}.", "Unanswered: {order}.")
_CAN_CHANGE = Text(
    "Krav och antal kan ändras tills upphandlingen annonseras.",
    "Requirement and number can be changed until the call is published.",
)
_ANSWER_EARLY = Text(
    "Svaret behövs innan upphandlingen annonseras: då kan krav och antal fortfarande ändras.",
    "The answer is needed before the call is published: requirement and number can still be changed then.",
)


def _still_ahead(facts: Facts) -> bool:
    """Tell whether the award is still to come; after it, people are matched with whatever work there is."""
    return facts.states.get("procurement") in {"planning", "advertised"}


def _begin_by(days: Days, facts: Facts) -> date | None:
    """Return the last day on which preparing can begin so that it is done by the start; else what the city gives."""
    assessed, found = facts.on(Milestone.RELEVANCE_ASSESSED), lead_time_of(facts, days)
    if assessed is None:
        return None
    if found is not None and found.begin_by > assessed:
        return found.begin_by
    return working_days_after(assessed, days.forecast)


def _what_is_coming(days: Days, facts: Facts) -> tuple[Text, ...]:
    call, found = facts.on(Milestone.PLANNED_CALL), lead_time_of(facts, days)
    forms = [FORM_LABELS[form] for form in RequirementForm if form in facts.forms]
    reasons = [_REQUIRED.fill(forms=joined(forms)) if forms else _RESERVED]
    wanted = need_lines(facts.need, area=facts.outlook.area)
    reasons += [_LINE.fill(label=capital(label), value=value) for label, value in wanted]
    if facts.outlook.tasks:
        reasons.append(_TASKS.fill(tasks=facts.outlook.tasks))
    if facts.need.planned_start is None and facts.outlook.contract_start is not None:
        reasons.append(_CONTRACT_STARTS.fill(start=facts.outlook.contract_start))
    if call is not None and call >= facts.today:
        reasons.append(_CALL_PLANNED.fill(call=call))
    if facts.months:
        reasons.append(_LASTS.fill(months=facts.months))
    return (*reasons, _how_long(found, facts.today))


def _how_long(found: LeadTime | None, today: date) -> Text:
    if found is None:
        return _TRAINING_TAKES_TIME
    told = _TOO_LATE if found.too_late(today) else _BEGIN
    return told.fill(occupation=found.occupation, months=found.months, start=found.start, begin=found.begin_by)


_REQUIRED = Text("Krav ställs: {forms}.", "A requirement is set: {forms}.")
_RESERVED = Text(
    "Upphandlingen reserveras för leverantörer som anställer målgruppen.",
    "The procurement is reserved for suppliers that employ the target group.",
)
_LINE = Text("{label}: {value}.", "{label}: {value}.")
_TASKS = Text("Arbetsuppgifter: {tasks}", "Tasks: {tasks}")
_CONTRACT_STARTS = Text("Avtalet planeras börja {start}.", "The contract is planned to start on {start}.")
_CALL_PLANNED = Text("Annonsering planeras till {call}.", "The call is planned for {call}.")
_LASTS = Text(
    "Avtalet väntas löpa i {months:g} månader.",
    "The contract is expected to last {months:g} months.",
)
_BEGIN = Text(
    "Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader. Arbetet planeras börja {start}:"
    " börja förbereda senast {begin}.",
    "Preparing somebody as {occupation} takes about {months:g} months. The work is planned to begin on {start}:"
    " begin preparing by {begin}.",
)
_TOO_LATE = Text(
    "Arbetet planeras börja {start}. Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader, så"
    " det är för sent att utbilda från början: sök personer som redan kan yrket.",
    "The work is planned to begin on {start}. Preparing somebody as {occupation} takes about {months:g} months, so"
    " that it is too late to train from the start: look for people who know the trade already.",
)
_TRAINING_TAKES_TIME = Text(
    "Förberedande utbildning tar ofta sex till tolv månader.",
    "Preparatory training often takes six to twelve months.",
)
