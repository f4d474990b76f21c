"""What reminders achieve."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from cli.i18n import _
from cli.inputs import AsJson, On, today
from cli.output import as_json, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.reminders.effect import StepEffect

app = Commands()
reminders = Commands(
    help="""
    Show what reminders achieve.

    For example:

      trespann reminders effect
    """,
)
app.add_typer(reminders, name="reminders")


@reminders.command("effect")
def effect(on: On = "", json: AsJson = False) -> None:
    """Show of each reminder step how often what it told of was met within five working days after it was sent.

    Steps without effect are named: at least twenty reminders, and less than a tenth met.

    For example:

      trespann reminders effect
    """
    from cli.database import reading
    from models.reminders.effect import effects

    day = today(on)
    with reading() as connection:
        found = effects(connection, today=day)
    if json:
        for one in found:
            as_json(asdict(one) | {"share": one.share, "without_effect": one.without_effect})
        return
    if not found:
        say(_("No reminder has been sent yet."))
        return
    table([_row(one) for one in found], head=(_("Sent"), _("Judged"), _("Met"), _("Days"), _("Step")))
    _tell_useless([one for one in found if one.without_effect])


def _row(one: "StepEffect") -> tuple[str, ...]:
    share = f"{one.share:.0%}" if one.share is not None else "–"
    days = f"{one.days:g}" if one.days is not None else "–"
    return (str(one.sent), str(one.judged), share, days, f"{one.matter} {one.step.replace('-', '−')}")


def _tell_useless(found: "Sequence[StepEffect]") -> None:
    say()
    if not found:
        say(_("No step is without effect."))
        return
    named = ", ".join(f"{one.matter} {one.step}" for one in found)
    say(_("Steps without effect: {steps}. Change them in the city's ladder.").format(steps=named))
