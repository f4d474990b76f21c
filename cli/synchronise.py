"""Bringing the processes of every case in step."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, language
from cli.inputs import AsJson, On, acting_day
from cli.output import as_json, fields, figure_rows, refuse_for, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.synchronise import SynchroniseResult

app = Commands()


@app.command()
def synchronise(
    *,
    all_: Annotated[
        bool, typer.Option("--all", help="Go through every case, also where nothing says that it has changed.")
    ] = False,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Bring the processes of the cases that go on in step: where something was recorded, a day came, or rules changed.

    With --all every case is gone through, as after rows were put right by hand. Reminders are planned; the next tick
    sends them. What stands right is not touched, so it may be run at any time.

    For example:

      trespann synchronise
    """
    import desk.synchronise
    from cli.database import opened
    from desk.days import check_clock
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    day, settings = acting_day(on), Settings()
    with opened(settings) as engine:
        if not on:
            check_clock(engine, day)
        result = desk.synchronise.synchronise(engine, today=day, ladder=ladder_in_force(settings), everything=all_)
    if json:
        as_json(result.as_dict())
    else:
        _tell_synchronised(result)
    refuse_for(result.problems)


def _tell_synchronised(result: "SynchroniseResult") -> None:
    from desk.synchronise import LABELS
    from states.text import long_date

    say(_("Done for {day}.").format(day=long_date(result.on, language())))
    fields(figure_rows(result.figures(LABELS), LABELS), indent=2)
