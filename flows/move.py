"""A step that a person takes from the dashboard."""

from collections.abc import Mapping, Sequence
from datetime import date

from prefect import State, flow
from sqlalchemy import Engine

from desk import moving
from desk.moving import Step
from flows.forms import PEOPLE, PROCESS_LABELS, Labels, RunForm, choice, choice_of_each, expected_state, reason, subject
from flows.manual_run import carry_out
from models.actor import Actor
from models.installation.settings import Settings
from models.overrides.forcing import TrackChange
from states.processes.procurement import PROCUREMENT
from states.processes.registry import OF_CASES
from states.text import Text

STEPS: Mapping[str, Labels] = {
    process.name: steps
    for process in OF_CASES
    if (steps := {move.trigger: process.triggers[move.trigger] for move in process.moves if PEOPLE.keys() & move.by})
}
"""The steps that people can take, by process."""


class MoveForm(RunForm):
    process: str = choice(
        "Process",
        "Den process som ska flyttas.",
        {name: PROCESS_LABELS[name] for name in STEPS},
        default=PROCUREMENT.name,
    )
    step: str = choice_of_each("Steg", "Det steg som ska tas.", STEPS)
    subject: str = subject(
        "Leverantör",
        "Vilken leverantör det gäller, som i ”trespann case show”. Lämnas tom för upphandlingen.",
    )
    expected_state: str = expected_state(STEPS)
    reason: str = reason("Sparas i journalen. Behövs för att avbryta, ta upp igen och släppa ett åtagande.", default="")


@flow(name="move", flow_run_name="move {request.case}")
def move(request: MoveForm) -> State[list[str]]:
    """Take one step of a process, or end as failed with everything that is missing.

    Args:
        request: Det steg som ska tas, i vilket ärende, och vem som ber om det.

    """

    def act(engine: Engine, by: Actor, today: date, _: Settings) -> tuple[Sequence[TrackChange], Sequence[Text]]:
        step = Step(request.step, request.process, request.subject, request.reason, request.expected_state)
        return moving.move(engine, request.case, step, by=by, today=today).moves, ()

    return carry_out(request, act)
