"""The example city through eighteen months on a virtual clock: the same operations, ticks and mails as in reality."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, func, select

from cli.i18n import language as language_asked
from cli.inputs import today, whole
from cli.typer_base import Commands
from desk.example_city import begun, live_up_to_start
from desk.worth_opening import worth_opening
from exchange.directory_import import load_city
from matters.ladder_file import DEFAULT
from models.casestore import load_some
from models.catalogue import translations
from models.installation.settings import EXAMPLES, Settings
from models.reminders.openings import rung_of
from models.storage.database import engine_at, reading
from models.storage.schema import upgrade
from models.tables import Case, JournalEntry, Message, Reminder
from notifications.delivery.folders import mail_folder
from states.facts import Role
from states.processes.delivery import DeliveryState
from states.processes.procurement import PROCUREMENT

_case = Case.__table__
_journal = JournalEntry.__table__
_reminder = Reminder.__table__
_message = Message.__table__


app = Commands()


@app.command()
def demo(
    folder: Annotated[
        Path,
        typer.Option("--folder", metavar="FOLDER", help="Where the database and the mail of the demonstration go."),
    ] = Path("var/demo"),
    year: Annotated[
        str, typer.Option("--year", metavar="YEAR", help="The year at whose end it stops; left out: up to today.")
    ] = "",
    seed: Annotated[str, typer.Option("--seed", metavar="NO", help="The same number gives the same city.")] = "1",
) -> None:
    """Play through eighteen months of a made-up city and show what came of it. Nothing else is touched.

    For example:

      trespann demo

      trespann demo --year 2026
    """
    start = date(whole(year, "--year") + 1, 1, 1) if year else today()
    play(folder=folder, start=start, seed=whole(seed, "--seed"), language=language_asked())


def play(*, folder: Path, start: date, seed: int, language: str) -> None:
    """Play the example city up to a day and print what came of it; `folder` gets the database and the mails."""
    say = translations("cli", language).gettext
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    settings = begun(Settings(var=folder, database_url=""), start)
    with engine_at(settings.database, synchronous="OFF") as engine:
        upgrade(engine)
        load_city(engine, EXAMPLES / "city.toml")
        live_up_to_start(engine, settings, seed=seed, each=partial(_shown, say("The months pass")))
        _summary(engine, settings, language)


def _shown(label: str, days: list[date]) -> Iterator[date]:
    with typer.progressbar(days, label=label) as bar:
        yield from bar


def _clear(folder: Path) -> None:
    """Start afresh: only what an earlier demo wrote is removed."""
    for name in ("trespann.db", "trespann.db-wal", "trespann.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for mail in mail_folder(folder).glob("*.eml"):
        mail.unlink()
    shutil.rmtree(folder / "example", ignore_errors=True)


# --- what came of it -------------------------------------------------------------------------------------------------


def _summary(engine: Engine, settings: Settings, language: str) -> None:
    say = translations("cli", language).gettext
    with reading(engine) as connection:
        ids = list(connection.execute(select(_case.c.id)).scalars())
        states = Counter(track.state for case in load_some(connection, ids) for track in case.tracks)
        told = connection.execute(
            select(_reminder.c.matter, _reminder.c.step, _message.c.state).join(
                _message,
                _message.c.id == _reminder.c.message_id,
            ),
        ).all()
    per_rung = Counter((row.matter, rung_of(row.step).partition("x")[0]) for row in told)  # each step with all turns
    typer.echo("")
    typer.secho(say("Cases by state at the end"), bold=True)
    for state, duty in PROCUREMENT.duties.items():
        if states[state]:
            typer.echo(f"  {duty.label.in_(language):<28}{states[state]:>4}")
    typer.secho(say("Told by mail: matter, working days from the base date, how often"), bold=True)
    for matter in DEFAULT.matters.values():
        for step in dict.fromkeys(rung.name for rung in matter.rungs):
            if per_rung[matter.name, step]:
                heading = matter.heading.in_(language)
                typer.echo(f"  {heading:<52}{step:>4}{per_rung[matter.name, step]:>6}")
    with reading(engine) as connection:
        by_clock = (_journal.c.actor == Role.CLOCK) & (_journal.c.process != "")
        moves = connection.execute(select(func.count()).where(by_clock)).scalar_one()
        sent = connection.execute(select(func.count()).where(_message.c.state == DeliveryState.SENT)).scalar_one()
        first = worth_opening(connection, settings.mail_from)
    mails = mail_folder(settings.var)
    typer.echo(say("{moves} moves by the clock, {sent} mails in {folder}").format(moves=moves, sent=sent, folder=mails))
    typer.secho(say("Mails to open first"), bold=True)
    for one in first:
        typer.echo(f"  {one.reader.in_(language)}: {one.subject}")
        typer.echo(f"    {mails / one.name}.eml")
