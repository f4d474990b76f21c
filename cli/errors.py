"""What is told when a command cannot be carried out: what is wrong, where, and what to do. The one place for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import typer

from cli.codes import REFUSED, WRONG_USE
from cli.i18n import _, command_line, said
from cli.inputs import meant
from states.text import Text


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told, and the exit code."""

    code: int
    text: str


def failure_of(problem: Exception, asked: Mapping[str, Any]) -> Failure | None:
    """Return what to tell of an exception, or None for one that is no refusal but a fault of the program.

    `asked` holds the parameters of the command.
    """
    if isinstance(problem, typer.Exit | typer.Abort | BrokenPipeError) or hasattr(problem, "format_message"):
        return None
    for name, told in _BY_NAME.items():
        if any(kind.__name__ == name for kind in type(problem).__mro__):
            return told(problem, asked)
    text = getattr(problem, "text", None)
    if isinstance(text, Text):
        return _failed(said(text), code=WRONG_USE if isinstance(problem, LookupError) else REFUSED)
    return None


def wrong_use(problem: Any) -> str:
    """Return what to tell of a command line that is wrong; typer's own words are English only."""
    told = _BY_USAGE.get(type(problem).__name__, _as_is)(problem)
    where = f"{problem.ctx.command_path} --help" if problem.ctx else "trespann --help"
    return f"{_('Error:')} {told}\n{_('Help:')} {where}"


def _failed(text: str, *, code: int = REFUSED) -> Failure:
    return Failure(code, f"{_('Error:')} {text}")


# --- refusals of the domain ------------------------------------------------------------------------------------------


_NOT_IN_THE_TABLE = frozenset({"no_such_move", "not_your_move"})


def _move_refused(problem: Any, asked: Mapping[str, Any]) -> Failure:
    from cli.explaining import told_unmet, who
    from states.processes.registry import PROCESSES

    process, reference = PROCESSES[problem.process], str(asked.get("reference", ""))
    trigger = said(process.triggers[problem.trigger]) if problem.trigger in process.triggers else problem.trigger
    state = said(process.duties[process.states(problem.state)].label)
    of = _("case {reference}").format(reference=reference) if reference else _("the message")
    told = _("The step “{trigger}” cannot be taken for {of}, which is in the state “{state}”.")
    lines = [told.format(trigger=trigger, of=of, state=state)]
    if any(unmet.key in _NOT_IN_THE_TABLE for unmet in problem.unmet):
        there = [f"{move.trigger} ({who(move.by)})" for move in process.moves_from(process.states(problem.state))]
        lines.append(_("Steps from here: {words}.").format(words=", ".join(there) or "–"))
    else:
        lines += [_("What is missing:"), *told_unmet(problem.unmet, reference)]
    if reference:
        lines.append(_("All steps: {command}").format(command=command_line("case", "explain", reference)))
    return _failed("\n".join(lines))


def _unknown_case(problem: Any, _asked: Mapping[str, Any]) -> Failure:
    from cli.database import reading
    from models.queries.cases import references_near

    reference = str(problem)
    with reading() as connection:
        neighbours = references_near(connection, reference)
    near = get_close_matches(reference, neighbours, cutoff=0.5)
    lines = [said(problem.text) + meant(near)]
    if neighbours and not near:
        lines.append(_("For example there are: {words}.").format(words=", ".join(neighbours[:5])))
    return _failed("\n".join(lines), code=WRONG_USE)


def _unknown_track(problem: Any, asked: Mapping[str, Any]) -> Failure:
    from cli.database import reading
    from models.queries.cases import read_case

    with reading() as connection:
        file = read_case(connection, str(asked["reference"]))
    known = ", ".join(f"{track.process} {track.subject}".strip() for track in file.tracks)
    there = _("There are: {words}.").format(words=known)
    return _failed(f"{said(problem.text)} {there}", code=WRONG_USE)


def _case_changed(problem: Any, _asked: Mapping[str, Any]) -> Failure:
    told = _("Someone else changed {references} at the same time, twice. Nothing was stored. Please try again.")
    return _failed(told.format(references=", ".join(problem.references)))


def _nothing_sent(_problem: Any, _asked: Mapping[str, Any]) -> Failure:
    told = _("There is no day to count from. Give the day the award notice was sent: --sent 2026-06-09.")
    return _failed(told, code=WRONG_USE)


def _notice_skipped(problem: Any, _asked: Mapping[str, Any]) -> Failure:
    return _failed(said(problem.cause))


def _unreadable(problem: Any, asked: Mapping[str, Any]) -> Failure:
    from models.installation.settings import Settings

    file = asked.get("file") or asked.get("city") or Settings().directory
    return _failed(f"{file}: {said(problem.text)}")


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


def _database_failed(problem: Any, _asked: Mapping[str, Any]) -> Failure:
    cause = str(getattr(problem, "orig", problem)).strip()
    known = next((told() for sign, told in _TROUBLES if sign in cause.lower()), "")
    told = known or _("The database refused. Nothing was stored. Run “trespann doctor”.")
    return _failed(f"{told}\n{_('The database says:')} {cause.splitlines()[0] if cause else '-'}")


def _settings_wrong(problem: Any, _asked: Mapping[str, Any]) -> Failure:
    lines = [f"  TRESPANN_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}" for error in problem.errors()]
    told = _("A setting is wrong. Correct it in the environment or in the file .env.")
    return _failed("\n".join([told, *lines]), code=WRONG_USE)


def _address_wrong(_problem: Any, _asked: Mapping[str, Any]) -> Failure:
    told = _("TRESPANN_DATABASE_URL is no address of a database. Write for example {example}.")
    return _failed(told.format(example="sqlite:///var/trespann.db"), code=WRONG_USE)


def _file_failed(problem: Any, _asked: Mapping[str, Any]) -> Failure:
    where = f"{problem.filename}: " if problem.filename else ""
    return _failed(
        _("{where}{cause}. Check the path and your rights.").format(where=where, cause=problem.strerror or problem)
    )


# By name, so that telling one failure does not import what raises the others.
_BY_NAME: Mapping[str, Callable[[Any, Mapping[str, Any]], Failure]] = {
    "MoveRefused": _move_refused,
    "UnknownCase": _unknown_case,
    "UnknownTrack": _unknown_track,
    "CaseChanged": _case_changed,
    "NothingSent": _nothing_sent,
    "NoticeSkipped": _notice_skipped,
    "PlanUnreadable": _unreadable,
    "CityUnreadable": _unreadable,
    "DatabaseError": _database_failed,  # SQLAlchemy's and the drivers': the hot path runs on the driver itself
    "DBAPIError": _database_failed,
    "ArgumentError": _address_wrong,
    "NoSuchModuleError": _address_wrong,
    "ValidationError": _settings_wrong,
    "OSError": _file_failed,
}

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
