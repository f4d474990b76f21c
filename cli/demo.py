"""The example city through a whole year on a virtual clock: the same operations, ticks and mails as in reality."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, func, select

from cli.i18n import language as language_asked
from cli.inputs import whole
from cli.typer_base import Commands
from desk.tick import TickResult, tick
from desk.townspeople import live
from exchange.directory_import import load_city
from exchange.plans.plan_import import import_plan
from matters.ladder_file import DEFAULT
from models.casestore import load_some
from models.catalogue import translations
from models.installation.settings import Settings
from models.reminders.openings import rung_of
from models.storage.database import engine_at, reading
from models.storage.schema import upgrade
from models.tables import Case, JournalEntry, Message, Reminder
from notifications.delivery.folders import FileSender
from states.facts import Role
from states.law.calendar import is_working_day, working_days_after
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
    year: Annotated[str, typer.Option("--year", metavar="YEAR", help="The year to play through.")] = "2026",
    seed: Annotated[str, typer.Option("--seed", metavar="NO", help="The same number gives the same year.")] = "1",
) -> None:
    """Play through a made-up city's year and show what came of it. Nothing else is touched.

    For example:

      trespann demo --year 2026
    """
    play(folder=folder, year=whole(year, "--year"), seed=whole(seed, "--seed"), language=language_asked())


def play(*, folder: Path, year: int, seed: int, language: str) -> None:
    """Play a year of the example city and print what came of it; `folder` gets the database and the mails."""
    say = translations("cli", language).gettext
    settings = Settings(var=folder, database_url="")
    _clear(folder)
    with engine_at(settings.database, synchronous="OFF") as engine:
        totals = _play(engine, year, seed, settings, label=say("The year passes"))
        _summary(engine, totals, folder / "mail", language)


def _play(engine: Engine, year: int, seed: int, settings: Settings, *, label: str) -> Counter[str]:
    upgrade(engine)
    first = date(year, 1, 1)
    load_city(engine, settings.directory)
    import_plan(engine, settings.plan, today=working_days_after(first, 0))
    totals: Counter[str] = Counter()
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    with typer.progressbar(days, label=label) as bar:
        for day in bar:
            if is_working_day(day):
                live(engine, day, seed)
            _count(totals, _sweep(engine, day, settings))
    return totals


def _sweep(engine: Engine, day: date, settings: Settings) -> TickResult:
    morning = datetime.combine(day, time(6, 30), UTC)
    return tick(
        engine,
        today=day,
        settings=settings,
        open_sender=lambda: FileSender(settings.var / "mail"),
        clock=lambda: morning,
    )


def _clear(folder: Path) -> None:
    """Start afresh: only what an earlier demo wrote is removed."""
    for name in ("trespann.db", "trespann.db-wal", "trespann.db-shm"):
        (folder / name).unlink(missing_ok=True)
    for mail in (folder / "mail").glob("*.eml"):
        mail.unlink()


def _count(totals: Counter[str], result: TickResult) -> None:
    for name, value in result.as_dict().items():
        if isinstance(value, int):
            totals[name] += value


# --- what came of it -------------------------------------------------------------------------------------------------


def _summary(engine: Engine, totals: Counter[str], mails: Path, language: str) -> None:
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
    typer.secho(say("Cases by state at the end of the year"), bold=True)
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
    sent = totals["sent"]
    typer.echo(say("{moves} moves by the clock, {sent} mails in {folder}").format(moves=moves, sent=sent, folder=mails))
