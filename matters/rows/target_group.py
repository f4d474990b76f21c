"""What is owed in the target-group work: to begin preparing people once the need is announced."""

from datetime import date
from functools import partial

from matters.city_days import Days
from matters.ladder import Matter, Rung
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law.calendar import working_days_after
from states.processes import target_group
from states.processes.target_group import TargetGroupState
from states.text import Text


def matters(days: Days) -> tuple[Matter, ...]:
    """Return what is owed in the target-group work."""
    return (
        Matter(
            "forecast",
            target_group.TARGET_GROUP.name,
            heading=Text(
                "Kommande behov: börja förbereda deltagare", "A need is coming: begin to prepare participants"
            ),
            states=(TargetGroupState.FORECAST,),
            open=_still_ahead,
            base=lambda facts: facts.on(Milestone.RELEVANCE_ASSESSED),
            deadline=partial(_begin_by, days),
            reasoning=_what_is_coming,
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
    assessed = facts.on(Milestone.RELEVANCE_ASSESSED)
    return working_days_after(assessed, days.forecast) if assessed else None


def _what_is_coming(facts: Facts) -> tuple[Text, ...]:
    call = facts.on(Milestone.PLANNED_CALL)
    reasons = [_TRAINING_TAKES_TIME]
    if call is not None and call >= facts.today:
        reasons.append(_CALL_PLANNED.fill(call=call))
    if facts.months:
        reasons.append(_LASTS.fill(months=facts.months))
    return tuple(reasons)


_CALL_PLANNED = Text("Annonsering planeras till {call}.", "The call is planned for {call}.")
_LASTS = Text(
    "Avtalet väntas löpa i {months:g} månader.",
    "The contract is expected to last {months:g} months.",
)
_TRAINING_TAKES_TIME = Text(
    "Bedömningen säger att krav ställs. Förberedande utbildning tar sex till tolv månader.",
    "The assessment sets a requirement. Preparatory training takes six to twelve months.",
)
