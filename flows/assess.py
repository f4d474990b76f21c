"""The relevance assessment, entered from the dashboard."""

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from pydantic import Field
from sqlalchemy import Engine

from desk import recording
from desk.recording import Assessment
from flows.forms import RunForm, choice, reason
from flows.manual_run import carry_out
from models.actor import Actor
from models.installation.settings import Settings
from models.overrides.forcing import TrackChange
from states.law.applicability import FORM_LABELS, OUTCOME_LABELS, AssessmentOutcome, RequirementForm
from states.text import Text

OUTCOMES = {outcome: label for outcome, label in OUTCOME_LABELS.items() if outcome is not AssessmentOutcome.PENDING}
_FORMS = ", ".join(f"{form} = {label.sv}" for form, label in FORM_LABELS.items())


class AssessForm(RunForm):
    outcome: str = choice("Bedömning", "Vad bedömningen kom fram till.", OUTCOMES)
    forms: list[RequirementForm] = Field(
        default=[],
        title="Kravformer",
        description=f"En eller flera, när krav ställs; får utelämnas när upphandlingen reserveras. {_FORMS}.",
    )
    reason: str = reason(
        "Behövs när inget krav ställs eller ställs mot regeln, och när upphandlingen reserveras.", default=""
    )


@flow(name="assess", flow_run_name="assess {request.case}")
def assess(request: AssessForm) -> State[list[str]]:
    """Enter the relevance assessment of a case, or end as failed with what stands against it.

    Args:
        request: Vad bedömningen kom fram till, i vilket ärende, och vem som registrerar den.

    """

    def act(engine: Engine, by: Actor, today: date, _: Settings) -> tuple[Sequence[TrackChange], Sequence[Text]]:
        assessment = Assessment(AssessmentOutcome(request.outcome), today, tuple(request.forms), request.reason)
        return recording.assess(engine, request.case, assessment, by=by, today=today).moves, ()

    return carry_out(request, act)
