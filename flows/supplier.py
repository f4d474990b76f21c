"""A supplier that goes on under another name or in another firm, entered from the dashboard."""

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from pydantic import Field
from sqlalchemy import Engine

from desk.suppliers import NewName, SupplierMeant, go_on
from flows.forms import RunForm, reason, subject
from flows.manual_run import KNOWN, carry_out
from models.actor import Actor
from models.casefile import subject_of
from models.going_on import Handover
from models.installation.settings import Settings
from models.overrides.forcing import TrackChange
from states.text import Text


class SupplierForm(RunForm):
    supplier: str = subject("Leverantör", "Vad leverantören heter i ärendet.")
    lot: str = subject("Del", "Vilken del det gäller, om det inte gäller alla som leverantören har.")
    name: str = Field(title="Nytt namn", description="Vad leverantören heter nu.", min_length=1, max_length=200)
    organisation_number: str = Field(
        "", title="Organisationsnummer", description="Företagets nummer, om det är känt.", max_length=30
    )
    taken_over_on: date | None = Field(
        None,
        title="Övertaget",
        description="Dagen då avtalet gick över till ett annat företag. Lämnas tom om det är samma företag.",
    )
    reason: str = reason("Varför ett annat företag tar över avtalet. Behövs bara då.", default="")


@flow(name="supplier", flow_run_name="supplier {request.case}")
def supplier(request: SupplierForm) -> State[list[str]]:
    """Let a supplier go on under another name or in another firm, or end as failed with what stands against it.

    Args:
        request: Vilken leverantör det gäller, i vilket ärende, vad den heter nu, och vem som registrerar det.

    """

    def act(engine: Engine, by: Actor, today: date, _: Settings) -> tuple[Sequence[TrackChange], Sequence[Text]]:
        meant = SupplierMeant(request.supplier, request.lot)
        handover = None if request.taken_over_on is None else Handover(request.taken_over_on, request.reason)
        new = NewName(request.name, request.organisation_number, handover)
        done = go_on(engine, request.case, meant, new, by=by, today=today)
        told = [_GOES_ON.fill(old=subject_of(*was), new=request.name) for was in done.before]
        return done.outcome.moves, told or [KNOWN]

    return carry_out(request, act)


_GOES_ON = Text("{old} går vidare som {new}.", "{old} goes on as {new}.")
