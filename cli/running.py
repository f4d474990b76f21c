"""Setting up an installation and running it: by hand, all at once, or as a demonstration."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.codes import REFUSED
from cli.i18n import _, language, said
from cli.inputs import AsJson, On, today, whole
from cli.output import as_json, complain, fields, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from desk.synchronise import SynchroniseResult
    from desk.tick import TickResult
    from desk.tick_preview import Preview
    from exchange.import_report import ImportReport, ReportLine
    from states.text import Text

app = Commands()
importing = Commands(
    help="""
    Take in notices and procurement plans.

    For example:

      trespann import plan plan.xlsx
    """,
)
app.add_typer(importing, name="import")


@app.command()
def init(
    city: Annotated[
        str,
        typer.Option(
            "--city", metavar="FILE", help="Units and people to begin with; otherwise the file of the settings."
        ),
    ] = "",
    empty: Annotated[
        bool,
        typer.Option("--empty", help="Leave the directory as it is, for “trespann load” to fill."),
    ] = False,
) -> None:
    """Create the database, or bring it up to date, and load units and people into an empty one.

    It may be run again at any time: what is there is left as it is.

    For example:

      trespann init

      trespann init --city city.toml
    """
    from models.installation.secret import make_secret
    from models.installation.settings import Settings
    from models.storage.database import engine_at
    from models.storage.schema import upgrade

    settings = Settings()
    if city and empty:
        raise typer.BadParameter(_("Either --city or --empty, not both."), param_hint="--empty")
    if city and not Path(city).is_file():
        raise typer.BadParameter(_("There is no file {file}.").format(file=city), param_hint="--city")
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        upgrade(engine)
        make_secret(settings)
        say(_("The database is ready: {address}").format(address=engine.url.render_as_string(hide_password=True)))
        if not empty:
            _fill_directory(engine, city, settings.directory)
            _claim(engine, settings.var)


def _claim(engine: "Engine", var: Path) -> None:
    """Let this installation send the mail of a database that belongs to none; tell when it belongs to another."""
    from cli.remedies import About, inline
    from models.installation import site
    from models.storage.database import writing

    with writing(engine) as connection:
        site.claim_unclaimed(connection, var, today())
        found = site.standing(connection, var)
    if found is not site.Standing.LIVE:
        complain(said(site.STANDINGS[found]) + inline(site.REMEDIES[found], About()))


def _fill_directory(engine: "Engine", city: str, standard: Path) -> None:
    from exchange.directory_import import load_city
    from models.queries.directory import people
    from models.storage.database import reading

    with reading(engine) as connection:
        known = len(people(connection))
    if known and city:
        told = _("There are people in the directory already ({count}), so {file} was not read.")
        complain(told.format(count=known, file=city))
        raise typer.Exit(REFUSED)
    if known:
        say(_("People in the directory: {count}").format(count=known))
    elif city or standard.is_file():
        count = load_city(engine, Path(city) if city else standard)
        say(_("People read from {file}: {count}").format(count=count, file=city or standard))
    else:
        say(
            _("The directory is empty. Add units and people with: {command}").format(
                command="trespann init --city FILE"
            )
        )


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def up(context: typer.Context) -> None:
    """Start everything on this machine, and stop it all again with Ctrl+C.

    With --once it stops by itself when the first runs are done.

    For example:

      trespann up
    """
    from cli.database import database_file
    from models.installation.settings import Settings
    from models.storage.database import engine_at
    from models.storage.schema import check_not_newer

    settings = Settings()
    file = database_file(settings.database)
    if file is None or file.exists():
        with engine_at(settings.database) as engine:
            check_not_newer(engine)
    sys.stdout.flush()
    sys.stderr.flush()
    # One process, so that stopping the program stops what it started.
    os.execv(sys.executable, [sys.executable, "-m", "flows.supervisor", *context.args])  # noqa: S606 - no shell wanted


@app.command()
def demo(
    folder: Annotated[
        Path,
        typer.Option("--folder", metavar="FOLDER", help="Where the database and the mail of the demonstration go."),
    ] = Path("var/demo"),
    year: Annotated[str, typer.Option("--year", metavar="YEAR", help="The year to play through.")] = "2026",
    seed: Annotated[str, typer.Option("--seed", metavar="NUMBER", help="The same number gives the same year.")] = "1",
) -> None:
    """Play through a made-up city's year and show what came of it. Nothing else is touched.

    For example:

      trespann demo --year 2026
    """
    from cli import demo as city_year

    city_year.run(folder=folder, year=whole(year, "--year"), seed=whole(seed, "--seed"), language=language())


@app.command()
def tick(
    on: On = "",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Tell who would get what; write nothing and send nothing."),
    ] = False,
    json: AsJson = False,
) -> None:
    """Do what the day calls for: take the steps that are due, plan reminders, write and send mail.

    It may be run at any time and any number of times; nobody is told the same thing twice.

    For example:

      trespann tick

      trespann tick --on 2026-06-23

      trespann tick --dry-run
    """
    from cli.database import opened
    from desk.tick import tick as run
    from desk.tick_preview import preview
    from models.installation.settings import Settings

    day, settings = today(on), Settings()
    with opened(settings) as engine:
        foreseen = preview(engine, today=day, settings=settings) if dry_run else None
        result = foreseen.result if foreseen else run(engine, today=day, settings=settings)
    if json:
        as_json(result.as_dict() | ({"mails": [asdict(mail) for mail in foreseen.mails]} if foreseen else {}))
    else:
        _tell_tick(result)
        if foreseen:
            _tell_mails(foreseen)
    for warning in result.warnings:
        complain(said(warning) + _what_to_do(warning))
    _complain_of(result.problems)


def _what_to_do(warning: "Text") -> str:
    """Return the command that makes this installation the one that sends, behind the warning that it is not."""
    from cli.remedies import About, inline
    from models.installation import site

    standing = next((one for one, text in site.STANDINGS.items() if text == warning), site.Standing.LIVE)
    return inline(site.REMEDIES[standing], About())


@app.command()
def synchronise(on: On = "", json: AsJson = False) -> None:
    """Bring the processes of every case that goes on in step, also where no day has come.

    Reminders are planned; the next tick sends them. What stands right is not touched, so it may be run at any time.

    For example:

      trespann synchronise
    """
    from cli.database import opened
    from desk.synchronise import synchronise as run
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    day, settings = today(on), Settings()
    with opened(settings) as engine:
        result = run(engine, today=day, ladder=ladder_in_force(settings))
    if json:
        as_json(result.as_dict())
    else:
        _tell_synchronised(result)
    _complain_of(result.problems)


def _complain_of(references: Sequence[str]) -> None:
    if references:
        told = _("These cases could not be handled: {references}. Look at them with “trespann case show”.")
        complain(told.format(references=", ".join(references)))
        raise typer.Exit(REFUSED)


def _tell_synchronised(result: "SynchroniseResult") -> None:
    from states.text import long_date

    say(_("Done for {day}.").format(day=long_date(result.on, language())))
    told = [
        (_("Cases looked at"), result.checked),
        (_("Steps taken"), result.moves),
        (_("Suppliers and positions begun"), result.opened),
        (_("Reminders planned"), result.planned),
        (_("Reminders no longer needed"), result.withdrawn),
        (_("Cases where nobody could be told"), result.unreachable),
        (_("Processes that wait for nobody"), len(result.starving)),
        (_("Cases that someone else was changing"), len(result.busy)),
    ]
    fields([(label, str(count)) for label, count in told], indent=2)


def _tell_tick(result: "TickResult") -> None:
    from states.text import long_date

    say(_("Done for {day}.").format(day=long_date(result.on, language())))
    told = [
        (_("Cases looked at"), result.checked),
        (_("Steps taken"), result.moves),
        (_("Reminders planned"), result.planned),
        (_("Reminders no longer needed"), result.withdrawn),
        (_("Mails written"), result.composed),
        (_("Mails sent"), result.sent),
        (_("Mails to be tried again"), result.retried),
        (_("Mails refused for good"), result.failed),
        (_("Mails held back, no longer due"), result.withheld),
        (_("Mails that may have been sent"), result.unknown),
        (_("Mails that came back"), result.bounced),
        (_("Cases where nobody could be told"), result.unreachable),
        (_("Processes that wait for nobody"), len(result.starving)),
    ]
    fields([(label, str(count)) for label, count in told], indent=2)
    if result.failed or result.unknown:
        say(_("Look at the mail that needs a decision: {command}").format(command="trespann messages --state unknown"))
    if result.unreachable:
        say(_("Find the cases without an officer: {command}").format(command="trespann doctor"))


def _tell_mails(foreseen: "Preview") -> None:
    say(_("Nothing was written and nothing was sent. Who would get a mail:"))
    for mail in foreseen.mails:
        say(f"{mail.name} <{mail.recipient}>: {mail.says}", indent=2, hanging=2)
        for one in mail.told:
            what = " ".join(filter(None, (said(one.heading), one.subject)))
            say(f"- {one.reference}: {what}", indent=4, hanging=2)
    if not foreseen.mails:
        say(_("Nobody."), indent=2)


@importing.command("notices")
def notices(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A notice, or a folder of notices.")],
    into: Annotated[
        str,
        typer.Option("--into", metavar="REF", help="The case they belong to, where that cannot be seen from them."),
    ] = "",
    separate: Annotated[
        bool,
        typer.Option("--separate", help="They belong to no case that exists already."),
    ] = False,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Take in notices: each fills in the case it belongs to, or opens one.

    Taking in the same notice again changes nothing.

    For example:

      trespann import notices notices/
    """
    from cli.database import opened
    from exchange.notices.notice_import import import_notices

    day = today(on)
    with opened() as engine:
        report = import_notices(engine, path, today=day, into=into or None, separate=separate)
    _tell_import(report, json=json)


@importing.command("plan")
def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan, as Excel or CSV.")],
    on: On = "",
    json: AsJson = False,
) -> None:
    """Take in a procurement plan: each row fills in its case, or opens one.

    Taking in the same plan again changes nothing.

    For example:

      trespann import plan plan.xlsx
    """
    from cli.database import opened
    from exchange.plans.plan_import import import_plan

    day = today(on)
    with opened() as engine:
        report = import_plan(engine, file, today=day)
    _tell_import(report, json=json)


def _tell_answers(line: "ReportLine") -> None:
    """Print the commands of which one answers what an import could not decide."""
    from cli.remedies import About, commands
    from states.refusal import Reason

    answers = commands(Reason("", line.text, remedies=line.remedies), About())
    if answers:
        say(f"{line.name}:")
        for command in answers:
            typer.echo(f"    {command}")


def _tell_import(report: "ImportReport", *, json: bool) -> None:
    if json:
        for line in report.lines:
            as_json(line.as_dict())
    else:
        words = {"created": _("new"), "updated": _("updated"), "known": _("unchanged"), "skipped": _("skipped")}
        rows = [(line.name, words[line.outcome], line.reference or "–", said(line.text)) for line in report.lines]
        table(rows, head=(_("Read"), _("Outcome"), _("Case"), _("What")))
        for line in report.lines:
            _tell_answers(line)
        say()
        say(
            _("{created} new, {updated} updated, {known} unchanged, {skipped} skipped.").format(
                created=report.created,
                updated=report.updated,
                known=report.known,
                skipped=report.skipped,
            ),
        )
    if report.skipped:
        raise typer.Exit(REFUSED)
