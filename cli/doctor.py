"""Looking after an installation: one line for each thing that must work, and what to do where it does not."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.codes import REFUSED
from cli.i18n import _, command_line, said
from cli.inputs import AsJson
from cli.output import as_json, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models.installation.settings import Settings

app = Commands()

WAIT_SECONDS = 2.0
TICK_EXPECTED = timedelta(hours=1)
FREE_AT_LEAST, FREE_WANTED = 100_000_000, 1_000_000_000


class Status(StrEnum):
    OK = auto()
    WARNING = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; `advice` is what to do about it, empty when all is well."""

    name: str
    status: Status
    text: str
    advice: str = ""


@app.command()
def doctor(json: AsJson = False) -> None:
    """Check that everything works: database, directory, mail, journals, and what runs beside.

    For example:

      trespann doctor
    """
    from models.installation.settings import Settings

    settings = Settings()
    findings = [*_database(settings), *_surroundings(settings)]
    sound = all(finding.status is not Status.ERROR for finding in findings)
    if json:
        as_json({"ok": sound, "checks": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _tell(finding)
    if not sound:
        raise typer.Exit(REFUSED)


def _tell(finding: Finding) -> None:
    words = {Status.OK: _("OK"), Status.WARNING: _("WARNING"), Status.ERROR: _("ERROR")}
    width = max(map(len, words.values()))
    say(f"{words[finding.status].ljust(width)}  {finding.text}", hanging=width + 2)
    if finding.advice:
        say(f"→ {finding.advice}", indent=width + 2, hanging=2)


# --- the database ----------------------------------------------------------------------------------------------------


def _database(settings: "Settings") -> Iterator[Finding]:
    """Yield what is found in the database; a database that cannot be used is one finding."""
    from cli.database import opened
    from cli.errors import failure_of

    try:
        with opened(settings) as engine:
            yield Finding(
                "database", Status.OK, _("The database has the right version: {address}").format(address=_shown(engine))
            )
            yield _writable(engine)
            yield _write_ahead(engine)
            yield from _contents(engine, settings)
    except Exception as problem:
        failure = failure_of(problem, {})
        if failure is None:
            raise
        yield Finding("database", Status.ERROR, failure.text.removeprefix(_("Error:")).strip())


def _shown(engine: "Engine") -> str:
    return engine.url.render_as_string(hide_password=True)


def _writable(engine: "Engine") -> Finding:
    from sqlalchemy import false, update

    from models.tables import Heartbeat

    with engine.connect() as connection:
        connection.execute(update(Heartbeat).where(false()).values(job=""))
        connection.rollback()
    return Finding("writable", Status.OK, _("The database can be written to."))


def _write_ahead(engine: "Engine") -> Finding:
    from models.storage.database import reading

    if engine.dialect.name != "sqlite":
        return Finding("wal", Status.OK, _("The database serves readers and writers side by side."))
    with reading(engine) as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    if mode == "wal":
        return Finding("wal", Status.OK, _("The database serves readers and writers side by side."))
    return Finding(
        "wal",
        Status.WARNING,
        _("Readers and writers of the database wait for each other (mode {mode}).").format(mode=mode),
        _("Keep the database on a local disk, not on a network drive."),
    )


def _contents(engine: "Engine", settings: "Settings") -> Iterator[Finding]:
    from models.storage.database import reading

    mail = (_failed_mail, _bounced_mail, _unknown_mail)
    with reading(engine) as connection:
        yield _site(connection, settings)
        for look in (_officers, _support, _without_officer, _leavers, *mail, _last_tick, _journals, _states):
            yield look(connection)


def _site(connection: Any, settings: "Settings") -> Finding:
    from cli.remedies import About, inline
    from models.installation import site

    found = site.standing(connection, settings.var)
    status = Status.OK if found is site.Standing.LIVE else Status.WARNING
    return Finding("site", status, said(site.STANDINGS[found]) + inline(site.REMEDIES[found], About()))


def _officers(connection: Any) -> Finding:
    return _people(connection, "officer", _("Procurement officers in the directory: {count}"))


def _support(connection: Any) -> Finding:
    return _people(connection, "support", _("People of the support function in the directory: {count}"))


def _people(connection: Any, role: str, called: str) -> Finding:
    from models.queries.directory import people

    count = len(people(connection, role=role))
    told = called.format(count=count)
    if count:
        return Finding(f"directory_{role}", Status.OK, told)
    return Finding(
        f"directory_{role}",
        Status.ERROR,
        told,
        _("Nobody can be told. Load the directory: {command}").format(command="trespann init --city FILE"),
    )


def _without_officer(connection: Any) -> Finding:
    from models.queries.cases import without_officer

    found = without_officer(connection, limit=6)
    if not found:
        return Finding("cases_without_officer", Status.OK, _("Every open case has an officer."))
    some = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
    return Finding(
        "cases_without_officer",
        Status.WARNING,
        _("Cases without an officer: {references}").format(references=some),
        _("Name one: {command}").format(command=command_line("case", "change", found[0], "--officer", "EMAIL")),
    )


def _leavers(connection: Any) -> Finding:
    """Tell of open cases whose officer has left; it is worst where nobody above can be told either."""
    from matters.directory import read_directory
    from matters.recipients import Recipient
    from models.casestore import load_some
    from models.clock import local_today
    from models.people import cases_of_leavers

    day = local_today()
    files = load_some(connection, cases_of_leavers(connection, day))
    if not files:
        return Finding("cases_of_leavers", Status.OK, _("No open case has an officer who has left."))
    directory = read_directory(connection)
    lost = [file for file in files if directory.recipient(Recipient.OFFICER, file, day) is None]
    told = _("Cases of which nobody can be told: {references}") if lost else _("Cases whose officer left: {references}")
    found = [file.reference for file in lost or files]
    some = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
    return Finding(
        "cases_of_leavers",
        Status.ERROR if lost else Status.WARNING,
        told.format(references=some),
        _("Name one: {command}").format(command=command_line("case", "change", found[0], "--officer", "EMAIL")),
    )


def _failed_mail(connection: Any) -> Finding:
    return _troubled_mail(connection, "failed", _("Messages that were refused: {count}"), _("No message was refused."))


def _bounced_mail(connection: Any) -> Finding:
    return _troubled_mail(connection, "bounced", _("Messages that came back: {count}"), _("No message came back."))


def _unknown_mail(connection: Any) -> Finding:
    return _troubled_mail(
        connection,
        "unknown",
        _("Messages that may or may not have been sent: {count}"),
        _("The fate of every message is known."),
    )


def _troubled_mail(connection: Any, state: str, told: str, well: str) -> Finding:
    from models.queries.messages import message_counts

    count = message_counts(connection, [state]).get(state, 0)
    if not count:
        return Finding(f"messages_{state}", Status.OK, well)
    return Finding(
        f"messages_{state}",
        Status.WARNING,
        told.format(count=count),
        _("Decide about each: {command}").format(command=f"trespann messages --state {state}"),
    )


def _last_tick(connection: Any) -> Finding:
    from models.clock import now
    from models.queries.heartbeats import heartbeats

    beat = next((one for one in heartbeats(connection) if one.job == "tick"), None)
    advice = _("Start everything with “trespann up”, or run “trespann tick” from a timer.")
    if beat is None:
        return Finding("tick", Status.WARNING, _("No tick has been run yet."), advice)
    age = now() - _in_utc(beat.finished_at)
    told = _("The last tick finished {minutes} minutes ago, for {day}.").format(
        minutes=int(age.total_seconds() // 60),
        day=beat.acted_on,
    )
    if age > TICK_EXPECTED:
        return Finding("tick", Status.WARNING, told, advice)
    return Finding("tick", Status.OK, told)


def _in_utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)  # SQLite does not keep the zone


def _journals(connection: Any) -> Finding:
    from models.journal import first_broken
    from models.queries.journals import journals

    count, broken = 0, []
    for chain in journals(connection):
        count += 1
        if first_broken(chain.entries, length=chain.length, head=chain.head) is not None:
            broken.append(chain.reference)
    if not broken:
        return Finding("journals", Status.OK, _("Journals without a fault: {count}").format(count=count))
    return Finding(
        "journals",
        Status.ERROR,
        _("The journals of these cases were altered: {references}").format(references=", ".join(broken[:5])),
        _("See which entry: {command}").format(command=command_line("journal", broken[0], "--verify")),
    )


def _states(connection: Any) -> Finding:
    from models.storage.relabel import strangers

    found = strangers(connection)
    if not found:
        return Finding("states", Status.OK, _("Every case is in a state that the program knows."))
    some = ", ".join(f"{line.kind} {line.old} ({line.references[0]})" for line in found[:5])
    return Finding(
        "states",
        Status.ERROR,
        _("States and milestones that the program does not know: {names}").format(names=some),
        _("Rename them: {command}").format(command="trespann migrate-states FILE --dry-run"),
    )


# --- what is around it -----------------------------------------------------------------------------------------------


def _surroundings(settings: "Settings") -> Iterator[Finding]:
    yield _mail_server(settings)
    yield from _mailbox(settings)
    yield _links(settings)
    yield _pages(settings)
    yield from _templates(settings)
    yield _prefect(settings)
    for name in ("notices", "plan", "directory"):
        yield _path(name, getattr(settings, name))
    yield _disk(settings.var)


def _mail_server(settings: "Settings") -> Finding:
    address = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with closing(socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=WAIT_SECONDS)):
            return Finding("mail_server", Status.OK, _("The mail server answers: {address}").format(address=address))
    except OSError:
        return Finding(
            "mail_server",
            Status.ERROR,
            _("The mail server {address} does not answer; mail waits in the outbox.").format(address=address),
            _("Start everything with “trespann up”, or correct TRESPANN_SMTP_HOST and TRESPANN_SMTP_PORT."),
        )


def _mailbox(settings: "Settings") -> Iterator[Finding]:
    """Yield whether what comes back can be read, where anything is set to come back."""
    from notifications.delivery.mailboxes import MailboxClosed, has_mailbox, letters_of

    if not has_mailbox(settings):
        return
    try:
        with letters_of(settings) as letters:
            next(letters, None)
        yield Finding("bounces", Status.OK, _("The mailbox of what comes back can be read."))
    except MailboxClosed as closed:
        yield Finding("bounces", Status.ERROR, said(closed.text))


def _links(settings: "Settings") -> Finding:
    """Tell whether mail gets links that its readers can open."""
    from models.installation.secret import secret_of
    from notifications.invitations.rules import links_begin_with

    begin = links_begin_with(settings)
    if not begin:
        return Finding(
            "links",
            Status.WARNING,
            _("Mail gets no links: nobody outside this machine can open its pages."),
            _("Say in TRESPANN_WEB_URL where readers reach the pages."),
        )
    if not secret_of(settings):
        return Finding(
            "links",
            Status.WARNING,
            _("Mail gets no links: there is nothing to sign them with."),
            _("Run {command} once, or set TRESPANN_SECRET.").format(command="trespann init"),
        )
    return Finding("links", Status.OK, _("Links in mail begin with {address}.").format(address=begin))


def _pages(settings: "Settings") -> Finding:
    address = settings.web_address
    if _answers(f"{address}/health"):
        return Finding("pages", Status.OK, _("The pages answer: {address}").format(address=address))
    return Finding(
        "pages",
        Status.WARNING,
        _("The pages do not answer at {address}; links in mail lead nowhere.").format(address=address),
        _("Start everything with “trespann up”, or the pages alone with “trespann web”."),
    )


def _templates(settings: "Settings") -> Iterator[Finding]:
    """Yield what is wrong with the city's own templates, where it has any: such a mail may not be written at all."""
    from notifications.letters.lint import all_problems

    folder = settings.templates
    if folder is None:
        return
    if not folder.is_dir():
        yield _path("templates", folder)
        return
    found = [f"{name}: {said(problem)}" for name, problem in all_problems(folder)]
    if not found:
        told = _("The city's templates of mail are in order: {folder}").format(folder=folder)
        yield Finding("templates", Status.OK, told)
        return
    yield Finding(
        "templates",
        Status.ERROR,
        _("The city's templates of mail are not in order: {problems}").format(problems=" ".join(found[:5])),
        _("Correct the files in {folder}, then check them: {command}").format(
            folder=folder, command="trespann templates lint"
        ),
    )


def _prefect(settings: "Settings") -> Finding:
    address = f"http://127.0.0.1:{settings.prefect_port}"
    if _answers(f"{address}/api/health"):
        return Finding("prefect", Status.OK, _("Prefect answers: {address}").format(address=address))
    return Finding(
        "prefect",
        Status.WARNING,
        _("Prefect does not answer at {address}; nothing runs by itself.").format(address=address),
        _("Start everything with “trespann up”. Each job can also be run by hand."),
    )


def _answers(address: str) -> bool:
    from urllib.request import urlopen

    try:
        with urlopen(address, timeout=WAIT_SECONDS):  # noqa: S310 - the address is our own
            return True
    except OSError:
        return False


def _path(name: str, path: Path) -> Finding:
    variable = f"TRESPANN_{name.upper()}"
    if path.exists():
        return Finding(f"path_{name}", Status.OK, _("{variable} is there: {path}").format(variable=variable, path=path))
    return Finding(
        f"path_{name}",
        Status.WARNING,
        _("{variable} points to {path}, which does not exist.").format(variable=variable, path=path),
        _("Create it, or correct the setting {variable}.").format(variable=variable),
    )


def _disk(folder: Path) -> Finding:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    told = _("{free} GB are free on the disk of {folder}.").format(free=f"{free / 1e9:.1f}", folder=there)
    if free >= FREE_WANTED:
        return Finding("disk", Status.OK, told)
    status = Status.WARNING if free >= FREE_AT_LEAST else Status.ERROR
    return Finding("disk", status, told, _("Make room before the database cannot be written to any more."))
