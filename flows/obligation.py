"""What a supplier has promised, entered from the dashboard."""

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from pydantic import Field
from sqlalchemy import Engine

from desk.suppliers import SupplierMeant, oblige
from flows.forms import RunForm, choice, subject
from flows.manual_run import KNOWN, carry_out
from models.actor import Actor
from models.installation.settings import Settings
from models.obligations import MOST, MOST_SEK
from models.overrides.forcing import TrackChange
from states.records.obligations import MEASURE_LABELS
from states.text import Text


class ObligationForm(RunForm):
    supplier: str = subject("Leverantör", "Vilken leverantör det gäller, om ärendet har flera.")
    lot: str = subject("Del", "Vilken del det gäller, om upphandlingen är delad.")
    unit: str = choice("Räknas i", "Det som åtagandet räknas i.", MEASURE_LABELS)
    amount: float = Field(1, title="Hur mycket", description="Antal personer, månader eller platser.", gt=0, le=MOST)
    positions: int = Field(
        0,
        title="Platser",
        description="Antal platser att tillsätta, om de är fler än antalet personer. Annars 0.",
        ge=0,
        le=MOST,
    )
    months_each: float = Field(
        0,
        title="Månader per person",
        description="Så länge varje person ska vara kvar, om avtalet säger det. Annars 0.",
        ge=0,
        le=600,
    )
    starts_within: int = Field(
        6,
        title="Första start inom",
        description="Månader från avtalet till den första starten.",
        ge=1,
        le=120,
    )
    internship_counts: bool = Field(
        False,
        title="Praktik räknas",
        description="En genomförd praktik räknas som en person.",
    )
    penalty: bool = Field(False, title="Vite", description="Avtalet har vite för åtagandet.")
    penalty_amount: int = Field(
        0,
        title="Vite i kronor",
        description="För varje person, plats eller månad som saknas. Annars 0.",
        ge=0,
        le=MOST_SEK,
    )
    bonus: int = Field(
        0,
        title="Bonus i kronor",
        description="För varje person, plats eller månad utöver åtagandet. Annars 0.",
        ge=0,
        le=MOST_SEK,
    )
    bonus_cap: int = Field(0, title="Högsta bonus i kronor", description="Sammanlagt. Annars 0.", ge=0, le=MOST_SEK)
    by_month: bool = Field(
        False,
        title="Beloppen räknas per månad",
        description="Vite och bonus räknas per månad som varje person ska vara kvar, inte per person.",
    )
    confirmed: bool = Field(
        False,
        title="Bekräftat",
        description="Ja, det stämmer: svaret när siffrorna är andra än i klausulen som gick ut.",
    )


PROMISE = tuple(ObligationForm.model_fields.keys() - RunForm.model_fields.keys() - {"supplier", "lot", "confirmed"})
"""The fields that say what is promised; they are those of `states.records.obligations.Obligation`."""


@flow(name="obligation", flow_run_name="obligation {request.case}")
def obligation(request: ObligationForm) -> State[list[str]]:
    """Enter what a supplier owes, or end as failed with what stands against it.

    Args:
        request: Vad leverantören har åtagit sig, i vilket ärende, och vem som registrerar det.

    """

    def act(engine: Engine, by: Actor, today: date, _: Settings) -> tuple[Sequence[TrackChange], Sequence[Text]]:
        meant = SupplierMeant(request.supplier, request.lot)
        promise = request.model_dump(include=set(PROMISE))
        outcome = oblige(engine, request.case, meant, promise, by=by, today=today, confirmed=request.confirmed)
        return outcome.moves, () if outcome.new else (KNOWN,)

    return carry_out(request, act)
