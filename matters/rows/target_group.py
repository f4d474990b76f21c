"""What is owed in the target-group work: to begin preparing people once the need is announced."""

from datetime import date
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.preparing import lead_time_of
from matters.recipients import Recipient
from models.occupations.words import need_lines
from states.facts import Facts, Milestone
from states.law.applicability import FORM_LABELS, RequirementForm
from states.law.calendar import working_days_after
from states.processes import target_group
from states.processes.target_group import TargetGroupState
from states.records.lead_times import LeadTime
from states.text import Text, joined


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
            reasoning=partial(_what_is_coming, days),
            rungs=(
                Rung(0, Recipient.LABOUR_MARKET),
                Rung(days.forecast, Recipient.LABOUR_MARKET),
                Rung(days.forecast + 10, Recipient.SUPPORT),
            ),
            asks=(Milestone.PREPARATION_STARTED, Milestone.TARGET_GROUP_READY),
        ),
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
    reasons += [
        _LINE.fill(label=label, value=value) for label, value in need_lines(facts.need, area=facts.outlook.area)
    ]
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
_LINE = Text("För jobben: {label} – {value}.", "For the jobs: {label} – {value}.")
_TASKS = Text("Arbetsuppgifter: {tasks}", "Tasks: {tasks}")
_CONTRACT_STARTS = Text("Avtalet planeras börja {start}.", "The contract is planned to start on {start}.")
_CALL_PLANNED = Text("Annonsering planeras till {call}.", "The call is planned for {call}.")
_LASTS = Text(
    "Avtalet väntas löpa i {months:g} månader.",
    "The contract is expected to last {months:g} months.",
)
_BEGIN = Text(
    "Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader. Arbetet börjar {start}: börja förbereda"
    " senast {begin}.",
    "Preparing somebody as {occupation} takes about {months:g} months. The work begins on {start}: begin preparing by"
    " {begin}.",
)
_TOO_LATE = Text(
    "Arbetet börjar {start}. Att förbereda någon för yrket {occupation} tar ungefär {months:g} månader, så det är för"
    " sent att utbilda från början: sök personer som redan kan yrket.",
    "The work begins on {start}. Preparing somebody as {occupation} takes about {months:g} months, so that it is too"
    " late to train from the start: look for people who know the trade already.",
)
_TRAINING_TAKES_TIME = Text(
    "Förberedande utbildning tar ofta sex till tolv månader.",
    "Preparatory training often takes six to twelve months.",
)
