"""Error messages of the command line: what is wrong, where, and what to do. The one place for them."""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import singledispatch
from typing import Any

import typer

from cli.i18n import _, command_line, said
from cli.inputs import meant, today
from cli.output import REFUSED, WRONG_USE
from cli.remedies import About, helping, told_reasons, told_refusal, who
from desk.explaining import Unmet, ways_of
from exchange.directory_file import CityUnreadable
from exchange.plans.sheets import PlanUnreadable
from models.casefile import CaseChanged
from models.refusals import UnknownCase, UnknownTrack
from states.law.standstill import NothingSent
from states.machine import MoveRefused
from states.processes.placement import PLACEMENT
from states.processes.registry import PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS
from states.refusal import Refusal, Unknown


@dataclass(frozen=True, slots=True)
class Failure:
    """A message, and the exit code."""

    code: int
    text: str


def failure_of(problem: Exception, asked: Mapping[str, Any]) -> Failure | None:
    """Return the message for an exception, or None for a fault of the program.

    `asked` holds the parameters of the command.
    """
    if isinstance(problem, typer.Exit | typer.Abort | BrokenPipeError) or hasattr(problem, "format_message"):
        return None
    return _failure_by_class(problem, asked) or _of_the_surroundings(problem)


def wrong_use(problem: Any) -> str:
    """Return the message for a wrong command line; typer's own messages are English only."""
    told = _BY_USAGE.get(type(problem).__name__, _as_is)(problem)
    where = f"{problem.ctx.command_path} --help" if problem.ctx else "trespann --help"
    return f"{_('Error:')} {told}\n{_('Help:')} {where}"


def _failed(text: str, *, code: int = REFUSED) -> Failure:
    return Failure(code, f"{_('Error:')} {text}")


# --- refusals of the domain ------------------------------------------------------------------------------------------


@singledispatch
def _failure_by_class(_problem: Exception, _asked: Mapping[str, Any]) -> Failure | None:
    """Return the message for an exception by its class; None for one without words for people."""
    return None


@_failure_by_class.register
def _refused(problem: Refusal, asked: Mapping[str, Any]) -> Failure:
    return _failed(told_refusal(problem.reasons, About.of_command(asked)))


@_failure_by_class.register
def _unknown(problem: Unknown, asked: Mapping[str, Any]) -> Failure:
    return _failed(told_refusal(problem.reasons, About.of_command(asked)), code=WRONG_USE)


@_failure_by_class.register
def _move_refused(problem: MoveRefused, asked: Mapping[str, Any]) -> Failure:
    process, reference = PROCESSES[problem.process], str(asked.get("reference", ""))
    trigger = said(process.triggers[problem.trigger]) if problem.trigger in process.triggers else problem.trigger
    state = said(process.duties[process.states(problem.state)].label)
    of = _("case {reference}").format(reference=reference) if reference else _("the message")
    told = _("The step “{trigger}” cannot be taken for {of}, which is in the state “{state}”.")
    lines = [told.format(trigger=trigger, of=of, state=state)]
    if problem.in_the_table:
        lines += [_("What is missing:"), *_missing(problem, asked)]
    else:
        there = [f"{move.trigger} ({who(move.by)})" for move in process.moves_from(process.states(problem.state))]
        lines.append(_("Steps from here: {words}.").format(words=", ".join(there) or "–"))
    if reference:
        lines.append(_("All steps: {command}").format(command=command_line("case", "explain", reference)))
    return _failed("\n".join(lines))


def _missing(problem: MoveRefused, asked: Mapping[str, Any]) -> Iterator[str]:
    """Yield the conditions of a refused move as lines, with the commands that meet each today."""
    about, tried = _of_move(problem, asked), _tried(problem, asked)
    for reason in problem.reasons:
        unmet = tried.get(reason.key)
        yield from told_reasons([helping(unmet) if unmet else reason], about)
        yield from (_("Not yet: {reason}").format(reason=said(first.text)) for first in (unmet.first if unmet else ()))


def _tried(problem: MoveRefused, asked: Mapping[str, Any]) -> dict[str, Unmet]:
    """Return what was found by trying the remedies of a refused move, by the key of each reason; {} without a case."""
    from cli.database import reading
    from models.queries.cases import read_case

    if not asked.get("reference"):
        return {}
    with reading() as connection:
        case = read_case(connection, str(asked["reference"]))
    track = case.track_meant(problem.process, str(asked.get("subject") or ""))
    ways = ways_of(case, track, today(str(asked.get("on") or ""))) if track else []
    return {unmet.reason.key: unmet for way in ways if way.move.trigger == problem.trigger for unmet in way.unmet}


def _of_move(problem: MoveRefused, asked: Mapping[str, Any]) -> About:
    """Return what a refused move was about: its subject is a supplier, or a position."""
    subject = str(asked.get("subject") or "")
    named = {SUPPLIER_PROCESS.name: {"supplier": subject}, PLACEMENT.name: {"position": subject}}
    return About(str(asked.get("reference", "")), **named.get(problem.process, {}))


@_failure_by_class.register
def _unknown_case(problem: UnknownCase, _asked: Mapping[str, Any]) -> Failure:
    from cli.database import reading
    from models.queries.cases import references_near

    with reading() as connection:
        neighbours = references_near(connection, problem.reference)
    near = get_close_matches(problem.reference, neighbours, cutoff=0.5)
    lines = [told_refusal(problem.reasons, About()) + meant(near)]
    if neighbours and not near:
        lines.append(_("For example there are: {words}.").format(words=", ".join(neighbours[:5])))
    return _failed("\n".join(lines), code=WRONG_USE)


@_failure_by_class.register
def _unknown_track(problem: UnknownTrack, _asked: Mapping[str, Any]) -> Failure:
    from cli.database import reading
    from models.queries.cases import read_case

    with reading() as connection:
        case = read_case(connection, problem.reference)
    known = ", ".join(f"{track.process} {track.subject}".strip() for track in case.tracks)
    there = _("There are: {words}.").format(words=known)
    return _failed(f"{said(problem.text)} {there}", code=WRONG_USE)


@_failure_by_class.register
def _case_changed(problem: CaseChanged, _asked: Mapping[str, Any]) -> Failure:
    told = _("Someone else changed {references} at the same time, twice. Nothing was stored. Please try again.")
    return _failed(told.format(references=", ".join(problem.references)))


@_failure_by_class.register
def _nothing_sent(_problem: NothingSent, _asked: Mapping[str, Any]) -> Failure:
    told = _("There is no day to count from. Give the day the award notice was sent: --sent 2026-06-09.")
    return _failed(told, code=WRONG_USE)


@_failure_by_class.register(PlanUnreadable)
@_failure_by_class.register(CityUnreadable)
def _unreadable(problem: PlanUnreadable | CityUnreadable, asked: Mapping[str, Any]) -> Failure:
    from models.installation.settings import Settings

    path = asked.get("file") or asked.get("city") or Settings().directory
    return _failed(f"{path}: {said(problem.text)}")


# --- surroundings ----------------------------------------------------------------------------------------------------

_TROUBLES: tuple[tuple[str, Callable[[], str]], ...] = (
    (
        "locked",
        lambda: _("The database is in use by another program and did not become free. Wait a moment and try again."),
    ),
    ("disk is full", lambda: _("The disk is full. Make room and try again; nothing was stored.")),
    (
        "readonly",
        lambda: _("The database may not be written to. Check the rights of the file and of its folder."),
    ),
    (
        "unable to open",
        lambda: _("The database cannot be opened. Check that the folder exists and that you may read and write there."),
    ),
    ("not a database", lambda: _("The file is not a database, or it is damaged. Restore a copy.")),
    ("malformed", lambda: _("The database is damaged. Restore a copy.")),
    (
        "connection",
        lambda: _("The database server does not answer. Check that it runs, and TRESPANN_DATABASE_URL."),
    ),
)


def _of_the_surroundings(problem: Exception) -> Failure | None:
    """Return the message for an error of a library; the libraries are imported only when something has failed."""
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    if isinstance(problem, DBAPIError | sqlite3.DatabaseError) or _by_psycopg(problem):
        return _database_failed(problem)
    if isinstance(problem, ArgumentError | NoSuchModuleError):
        return _address_wrong()
    if isinstance(problem, ValidationError):
        return _settings_wrong(problem)
    return _file_failed(problem) if isinstance(problem, OSError) else None


def _by_psycopg(problem: Exception) -> bool:
    """Tell whether PostgreSQL's driver has failed: the hot path runs on the driver itself."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(problem, driver.DatabaseError)


def _database_failed(problem: Exception) -> Failure:
    cause = str(getattr(problem, "orig", problem)).strip()
    known = next((told() for sign, told in _TROUBLES if sign in cause.lower()), "")
    told = known or _("The database refused. Nothing was stored. Run “trespann doctor”.")
    return _failed(f"{told}\n{_('The database says:')} {cause.splitlines()[0] if cause else '-'}")


def _settings_wrong(problem: Any) -> Failure:
    lines = [f"  TRESPANN_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}" for error in problem.errors()]
    told = _("A setting is wrong. Correct it in the environment or in the file .env.")
    return _failed("\n".join([told, *lines]), code=WRONG_USE)


def _address_wrong() -> Failure:
    told = _("TRESPANN_DATABASE_URL is no address of a database. Write for example {example}.")
    return _failed(told.format(example="sqlite:///var/trespann.db"), code=WRONG_USE)


def _file_failed(problem: OSError) -> Failure:
    where = f"{problem.filename}: " if problem.filename else ""
    return _failed(
        _("{where}{cause}. Check the path and your rights.").format(where=where, cause=problem.strerror or problem)
    )


# --- wrong use -------------------------------------------------------------------------------------------------------


def _parameter(problem: Any) -> str:
    if isinstance(problem.param_hint, str):
        return problem.param_hint
    if problem.param is None:
        return ""
    if problem.param.param_type_name == "argument":
        return _(problem.param.metavar)
    return "/".join(problem.param.opts)


def _bad_parameter(problem: Any) -> str:
    where = _parameter(problem)
    return f"{where}: {problem.message}" if where else str(problem.message)


def _missing_parameter(problem: Any) -> str:
    return _("{name} is missing.").format(name=_parameter(problem))


def _no_such_option(problem: Any) -> str:
    known = [name for param in problem.ctx.command.params for name in (*param.opts, *param.secondary_opts)]
    options = [name for name in known if name.startswith("-")]
    close = get_close_matches(problem.option_name, options)
    return _("There is no option {name}.").format(name=problem.option_name) + meant(close)


def _option_without_value(problem: Any) -> str:
    return _("The option {name} needs a value.").format(name=problem.option_name)


def _as_is(problem: Any) -> str:
    message = str(problem.format_message())
    if "extra argument" in message:
        return _("Too many words: {words}. Put a text of several words in quotation marks.").format(
            words=message.rpartition("(")[2].rstrip(")"),
        )
    return message


_BY_USAGE: Mapping[str, Callable[[Any], str]] = {
    "BadParameter": _bad_parameter,
    "MissingParameter": _missing_parameter,
    "NoSuchOption": _no_such_option,
    "BadOptionUsage": _option_without_value,
}
