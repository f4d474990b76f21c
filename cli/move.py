"""Moving a case on by hand."""

from typing import Annotated

import typer

from cli.i18n import _
from cli.inputs import By, On, Reason, Reference, Who, acting_day, actor, choose
from cli.typer_base import Commands

app = Commands()


@app.command()
def move(
    reference: Reference,
    trigger: Annotated[
        str,
        typer.Argument(metavar="STEP", help="The step, such as advertise; “trespann case explain” shows which exist."),
    ],
    *,
    by: By,
    as_: Who = "",
    process: Annotated[
        str,
        typer.Option("--process", metavar="PROCESS", help="The process that moves."),
    ] = "procurement",
    subject: Annotated[
        str,
        typer.Option("--subject", metavar="TEXT", help="Which supplier or position, where a case has several."),
    ] = "",
    reason: Reason = "",
    on: On = "",
) -> None:
    """Move a case on by hand.

    If the step cannot be taken you are told everything that is missing.

    For example:

      trespann move UH-2026-14 advertise --by officer

      trespann move UH-2026-14 cancel --by officer --reason "The need is gone"
    """
    from cli.case_text import tell_moves
    from cli.database import opened
    from desk import moving
    from desk.moving import Step
    from states.processes.registry import OF_CASES, PROCESSES

    acted = acting_day(on)
    who = actor(by, as_, usual="officer", today=acted)
    of = choose(process, {one.name: one.label for one in OF_CASES}, _("The process"))
    step = choose(trigger, PROCESSES[of].triggers, _("The step"))

    with opened() as engine:
        tell_moves(moving.move(engine, reference, Step(step, of, subject, reason), by=who, today=acted))
