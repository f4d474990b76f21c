"""Doing what the day calls for."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, language, said
from cli.inputs import AsJson, On, today
from cli.output import as_json, complain, fields, figure_rows, refuse_for, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from desk.tick import TickResult
    from desk.tick_preview import TickPreview
    from models.installation.settings import Settings
    from states.text import Text

app = Commands()


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

      trespann tick --dry-run

      trespann tick --dry-run --on 2026-06-23
    """
    from cli.database import opened
    from desk.tick_preview import preview
    from models.installation.settings import Settings

    settings = Settings()
    with opened(settings) as engine:
        foreseen = preview(engine, today=today(on), settings=settings) if dry_run else None
        result = foreseen.result if foreseen else _ticked(engine, on, settings)
    if json:
        as_json(result.as_dict() | ({"mails": [asdict(mail) for mail in foreseen.mails]} if foreseen else {}))
    else:
        _tell_tick(result)
        if foreseen:
            _tell_mails(foreseen)
    for warning in result.warnings:
        complain(said(warning) + _what_to_do(warning))
    refuse_for(result.problems)


def _ticked(engine: "Engine", on: str, settings: "Settings") -> "TickResult":
    """Tick for today, or for the day that was typed; where people practise, that may be any day."""
    import desk.tick
    from desk.days import tick_now, tick_on

    if on and settings.is_practice:
        return desk.tick.tick(engine, today=today(on), settings=settings)
    if on:
        return tick_on(engine, today(on), today=today(), settings=settings)
    return tick_now(engine, today=today(), settings=settings)


def _what_to_do(warning: "Text") -> str:
    """Return the command that makes this installation the one that sends, behind the warning that it is not."""
    from cli.remedies import About, inline
    from models.installation import site

    standing = next((one for one, text in site.STANDINGS.items() if text == warning), site.Standing.LIVE)
    return inline(site.REMEDIES[standing], About())


def _tell_tick(result: "TickResult") -> None:
    from desk.tick import LABELS
    from notifications.compose import silent_because
    from states.text import long_date

    silent = silent_because(result.on)
    say(_("Done for {day}.").format(day=long_date(result.on, language())))
    if silent is not None:
        say(said(silent))
    fields(figure_rows(result.figures(LABELS), LABELS), indent=2)
    if result.failed or result.unknown:
        say(_("Look at the mail that needs a decision: {command}").format(command="trespann messages --state unknown"))
    if result.unreachable:
        say(_("Find the cases without an officer: {command}").format(command="trespann doctor"))


def _tell_mails(foreseen: "TickPreview") -> None:
    say(_("Nothing was written and nothing was sent. Who would get a mail:"))
    for mail in foreseen.mails:
        say(f"{mail.name} <{mail.recipient}>: {mail.says}", indent=2, hanging=2)
        for one in mail.told:
            what = " ".join(filter(None, (said(one.heading), one.subject)))
            say(f"- {one.reference}: {what}", indent=4, hanging=2)
    if not foreseen.mails:
        say(_("Nobody."), indent=2)
