"""Looking after an installation: one line for each thing that must work, and what to do where it does not."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, command_line, said
from cli.inputs import AsJson
from cli.output import REFUSED, as_json, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.checks.finding import Finding, Moment

app = Commands()


@app.command()
def doctor(
    full: Annotated[bool, typer.Option("--full", help="Read the journals from their first entry.")] = False,
    json: AsJson = False,
) -> None:
    """Check that everything works: database, directory, mail, journals, and what runs beside.

    Of the journals it reads what has come since they were last checked. With --full it reads all of them.

    For example:

      trespann doctor

      trespann doctor --full
    """
    from desk.checks import table
    from desk.checks.finding import Moment, Status
    from models.clock import local_today, now
    from models.installation.settings import Settings

    at = Moment(Settings(), local_today(), now(), everything=full)
    findings = [*_of_database(at), *table.of_surroundings(at)]
    sound = all(finding.status is not Status.ERROR for finding in findings)
    if json:
        as_json({"ok": sound, "checks": [_as_dict(finding) for finding in findings]})
    else:
        for finding in findings:
            _tell(finding)
    if not sound:
        raise typer.Exit(REFUSED)


def _of_database(at: "Moment") -> "Iterator[Finding]":
    """Yield what is found in the database; a database that cannot be used is one finding."""
    from cli.database import opened
    from cli.errors import failure_of
    from desk.checks import table
    from desk.checks.finding import error
    from states.text import verbatim

    try:
        with opened(at.settings) as engine:
            yield from table.of_database(engine, at)
    except Exception as problem:
        failure = failure_of(problem, {})
        if failure is None:
            raise
        told = failure.text.removeprefix(_("Error:")).strip()
        yield error("database", verbatim(told))


def _tell(finding: "Finding") -> None:
    words = {"ok": _("OK"), "warning": _("WARNING"), "error": _("ERROR")}
    width = max(map(len, words.values()))
    say(f"{words[finding.status].ljust(width)}  {_finding_text(finding)}", hanging=width + 2)
    if finding.advice:
        say(f"→ {_advised(finding)}", indent=width + 2, hanging=2)


def _as_dict(finding: "Finding") -> dict[str, Any]:
    return {
        "name": finding.name,
        "status": finding.status,
        "text": _finding_text(finding),
        "advice": _advised(finding),
    }


def _finding_text(finding: "Finding") -> str:
    from cli.remedies import About, inline

    return said(finding.text) + inline(finding.remedies, About())


def _advised(finding: "Finding") -> str:
    return ADVICE[finding.advice](finding.given) if finding.advice else ""


Given = Mapping[str, str]

ADVICE: Mapping[str, Callable[[Given], str]] = {
    "keep_database_local": lambda _given: _("Keep the database on a local disk, not on a network drive."),
    "load_directory": lambda _given: _("Nobody can be told. Load the directory: {command}").format(
        command="trespann init --city FILE"
    ),
    "name_officer": lambda given: _("Name one: {command}").format(
        command=command_line("case", "change", given["reference"], "--officer", _("EMAIL"))
    ),
    "name_act": lambda given: _("Say which: {command}, or for the whole unit: {unit}").format(
        command=command_line("case", "change", given["reference"], "--act", _("ACT")),
        unit=command_line("unit", "act", _("UNIT"), _("ACT")),
    ),
    "decide_messages": lambda given: _("Decide about each: {command}").format(
        command=command_line("messages", "--state", given["state"])
    ),
    "run_ticks": lambda _given: _("Start everything with “trespann up”, or run “trespann tick” from a timer."),
    "set_clock": lambda _given: _("Set the clock of the machine right, then tick for today: {command}").format(
        command=command_line("tick", "--on", _("today"))
    ),
    "look_at_all_cases": lambda _given: _("Look at every case again: {command}").format(
        command="trespann synchronise --all"
    ),
    "verify_journal": lambda given: _("See which entry: {command}").format(
        command=command_line("journal", given["reference"], "--verify")
    ),
    "verify_whole_journals": lambda _given: _("Read them whole, at a quiet hour: {command}").format(
        command="trespann doctor --full"
    ),
    "rename_states": lambda _given: _("Rename them: {command}").format(
        command="trespann migrate-states FILE --dry-run"
    ),
    "look_at_case": lambda given: _("Look at one with: {command}").format(
        command=command_line("case", "show", given["reference"])
    ),
    "start_mail_server": lambda _given: _(
        "Start everything with “trespann up”, or correct TRESPANN_SMTP_HOST and TRESPANN_SMTP_PORT."
    ),
    "set_web_address": lambda _given: _("Say in TRESPANN_WEB_URL where readers reach the pages."),
    "make_secret": lambda _given: _("Run {command} once, or set TRESPANN_SECRET.").format(command="trespann init"),
    "start_pages": lambda _given: _("Start everything with “trespann up”, or the pages alone with “trespann web”."),
    "correct_templates": lambda given: _("Correct the files in {folder}, then check them: {command}").format(
        folder=given["folder"], command="trespann templates lint"
    ),
    "start_jobs": lambda _given: _("Start everything with “trespann up”. Each job can also be run by hand."),
    "create_path": lambda given: _("Create it, or correct the setting {variable}.").format(variable=given["variable"]),
    "make_room": lambda _given: _("Make room before the database cannot be written to any more."),
}
"""What an advice is in words, with the command where there is one."""
