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
from models.occupations.register import occupations_typed
from models.overrides.forcing import TrackChange
from states.law.applicability import FORM_LABELS, OUTCOME_LABELS, AssessmentOutcome, RequirementForm
from states.records.needs import COUNTED, SUPPLY_LABELS, Need, Supply, people_in
from states.records.obligations import Measure
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
    occupations: list[str] = Field(
        default=[],
        title="Yrken",
        description="Yrkets namn eller kod i SSYK 2012 och hur många: städare:3 eller 9111:3.",
        max_length=20,
    )
    number: float = Field(0, title="Antal", description="Hur många totalt; 0 ger summan av yrkena.", ge=0, le=10_000)
    unit: str = choice("Räknas i", "Vad antalet räknas i.", COUNTED, default="")
    months_each: float = Field(0, title="Månader var", description="Hur länge var och en behövs.", ge=0, le=600)
    planned_start: date | None = Field(None, title="Planerad start", description="När de första ska börja.")
    area: str = Field("", title="Område", description="Var arbetet utförs.", max_length=200)
    months: float = Field(0, title="Avtalets längd", description="I månader; 0 om det inte är känt.", ge=0, le=600)
    supply: str = choice("Tillgång", "Om det finns arbetskraft.", SUPPLY_LABELS, default="")
    officer: int = Field(0, title="Upphandlarens nummer", description="Upphandlaren som var med; 0 för ingen.", ge=0)
    support: int = Field(
        0, title="Stödfunktionens nummer", description="Den från stödfunktionen som var med; 0 för ingen.", ge=0
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
        assessment = Assessment(
            AssessmentOutcome(request.outcome),
            today,
            tuple(request.forms),
            request.reason,
            _need(request),
            request.area,
            request.months or None,
            request.officer or None,
            request.support or None,
        )
        return recording.assess(engine, request.case, assessment, by=by, today=today).moves, ()

    return carry_out(request, act)


def _need(request: AssessForm) -> Need:
    """Return what the form says of the work; raise UnknownOccupation."""
    wanted = occupations_typed(request.occupations)
    in_all = request.number or float(people_in(wanted))
    usual = Measure.PERSONS if in_all else None
    return Need(
        wanted,
        Measure(request.unit) if request.unit else usual,
        in_all,
        request.months_each,
        request.planned_start,
        Supply(request.supply) if request.supply else None,
    )
