"""A state that the support function sets from the dashboard, against the rules and with a reason."""

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from sqlalchemy import Engine

from desk import overriding
from desk.acting import SeenState
from desk.overriding import Override
from flows.forms import PROCESS_LABELS, STATES, RunForm, choice, choice_of_each, expected_state, reason, subject
from flows.manual_run import carry_out
from matters.ladder_file import ladder_in_force
from models.actor import Actor
from models.installation.settings import Settings
from models.overrides.forcing import TrackChange
from states.processes.procurement import PROCUREMENT
from states.processes.risks import PlacementReason
from states.text import Text


class OverrideForm(RunForm):
    process: str = choice("Process", "Den process vars läge ska ändras.", PROCESS_LABELS, default=PROCUREMENT.name)
    to_state: str = choice_of_each("Nytt läge", "Det läge som processen ska ställas i.", STATES)
    subject: str = subject(
        "Leverantör eller plats",
        "Vilken leverantör eller plats det gäller, som i ”trespann case show”. Lämnas annars tom.",
    )
    expected_state: str = expected_state(STATES)
    reason: str = reason(
        f"Varför reglerna ska frångås. Sparas i journalen. För en plats något av orden {', '.join(PlacementReason)}.",
        min_length=5,
    )


@flow(name="override", flow_run_name="override {request.case}")
def override(request: OverrideForm) -> State[list[str]]:
    """Put a process into a state, or ask a second person where that is risky.

    Args:
        request: Det läge som ska ställas, i vilket ärende, varför och vem som ber om det.

    """

    def act(engine: Engine, by: Actor, today: date, settings: Settings) -> tuple[Sequence[TrackChange], Sequence[Text]]:
        asked = Override(request.process, request.subject, request.to_state, request.reason)
        standing = SeenState(request.process, request.subject, request.expected_state)
        ladder = ladder_in_force(settings)
        made = overriding.override(engine, request.case, asked, by=by, today=today, ladder=ladder, standing=standing)
        if made.request is not None:
            return (), (_waiting_note(made.request),)
        return [track for track in made.change.tracks if track.before != track.after], ()

    return carry_out(request, act)


def _waiting_note(number: int) -> Text:
    return _WAITS_FOR_SECOND.fill(number=number)


_WAITS_FOR_SECOND = Text(
    "Ändringen är riskfylld och väntar på en andra person. Den godkänns med ”trespann approve {number}”.",
    "The change is risky and waits for a second person. It is approved with “trespann approve {number}”.",
)
