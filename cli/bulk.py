"""The same override for all cases that fit some conditions: listed first, then one commit for each case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any

import typer
from sqlalchemy import Connection, Engine

from cli.case_text import track_label
from cli.codes import REFUSED
from cli.database import opened
from cli.i18n import _, said
from cli.inputs import agreed, choose
from cli.output import as_json, say
from cli.override_preview import as_object, deadline_rows, way
from cli.overriding import asker, plan_after
from matters.consequences import Consequences, foresee, overdue
from matters.directory import Directory, read_directory
from matters.ladder import Ladder
from matters.ladder_file import ladder_in_force
from models.actor import Actor
from models.casefile import CaseChanged, CaseFile, TrackFile
from models.casestore import load_some
from models.installation.settings import Settings
from models.operations import find
from models.overrides.override import admitted, override
from models.queries.cases import tracks
from models.queries.directory import people, units
from models.refusals import Refused
from models.storage.database import reading, writing
from states.law.applicability import KIND_LABELS
from states.processes.registry import PROCESSES
from states.text import Text

WHERE = "--where"
OVERDUE = "overdue"
AT_A_TIME = 500


class Status(StrEnum):
    DONE = auto()
    THERE = auto()
    WAITING = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: `why` it was refused, or the number of the `request` that waits."""

    status: Status
    why: Text | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, whatever the case."""

    process: str
    target: str
    reason: str
    by: Actor
    day: date
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class Found:
    """One track that fits, and what would come of it, or why it is refused."""

    reference: str
    subject: str
    source: str
    seen: Consequences | None = None
    why: Text | None = None


@dataclass(slots=True)
class Conditions:
    """What cases have to fit: one of the words for each name, all names at once."""

    states: list[str] = field(default_factory=list)
    unit_ids: list[int] = field(default_factory=list)
    officer_ids: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    overdue: bool = False


def override_many(
    where: Sequence[str],
    *,
    process: str,
    target: str,
    reason: str,
    email: str,
    day: date,
    yes: bool,
    json: bool,
) -> None:
    """List what would come of every case that fits, ask once, and do it case by case."""
    settings = Settings()
    with opened(settings) as engine:
        with reading(engine) as connection:
            asked = Asked(process, target, reason, asker(connection, email), day, ladder_in_force(settings))
            found = list(_found(connection, _conditions(connection, where, process), asked))
        if json and not yes:
            for one in found:
                as_json(_listed_object(one, asked))
            return
        if not json:
            _list(found, asked)
        if not found:
            return
        if not (yes or agreed(_("Do it for all of them?"))):
            say(_("Nothing was changed."))
            return
        refused = [one for one in found if _tell(one, _do(engine, one, asked), asked, json=json) is Status.REFUSED]
    if refused:
        raise typer.Exit(REFUSED)


# --- what is typed ---------------------------------------------------------------------------------------------------


def _conditions(connection: Connection, where: Sequence[str], process: str) -> Conditions:
    wanted = Conditions()
    for condition in where:
        name, equals, word = (part.strip() for part in condition.partition("="))
        if name == OVERDUE and not equals:
            wanted.overdue = True
        elif name == "state" and word:
            labels = {str(key): duty.label for key, duty in PROCESSES[process].duties.items()}
            wanted.states.append(choose(word, labels, _("The state")))
        elif name == "unit" and word:
            wanted.unit_ids.append(_number_of(word, units(connection), _("The unit")))
        elif name == "officer" and word:
            wanted.officer_ids.append(_number_of(word, people(connection), _("The e-mail address")))
        elif name == "kind" and word:
            wanted.kinds.append(choose(word, KIND_LABELS, _("The kind")))
        else:
            told = _("“{condition}” is no condition. Write state=, unit=, officer= or kind= with a word, or overdue.")
            raise typer.BadParameter(told.format(condition=condition), param_hint=WHERE)
    return wanted


def _number_of(name: str, known: Mapping[str, int], what: str) -> int:
    return known[choose(name, {one: Text(one, one) for one in known}, what)]


# --- what fits -------------------------------------------------------------------------------------------------------


def _found(connection: Connection, wanted: Conditions, asked: Asked) -> Iterator[Found]:
    process = PROCESSES[asked.process]
    # What has ended is meant only where its state is named.
    states = wanted.states or [state for state in process.states if state not in process.ends]
    which: dict[str, Any] = {"unit_ids": wanted.unit_ids, "officer_ids": wanted.officer_ids, "kinds": wanted.kinds}
    rows = tracks(connection, asked.process, states, **which)
    directory = read_directory(connection)
    for start in range(0, len(rows), AT_A_TIME):
        some = rows[start : start + AT_A_TIME]
        files = {file.id: file for file in load_some(connection, sorted({row[0] for row in some}))}
        for number, _reference, subject in some:
            file = files[number]
            track = file.track(asked.process, subject)
            if track is not None and not (wanted.overdue and not overdue(file, track, asked.day, asked.ladder)):
                yield _seen(connection, file, track, asked, directory)


def _seen(connection: Connection, file: CaseFile, track: TrackFile, asked: Asked, directory: Directory) -> Found:
    known = (file.reference, track.subject, track.state)
    if track.state == asked.target:
        return Found(*known)
    try:
        return Found(*known, seen=_foreseen(connection, file, track.subject, asked, directory))
    except Refused as refused:
        return Found(*known, why=refused.text)


def _foreseen(connection: Connection, file: CaseFile, subject: str, asked: Asked, directory: Directory) -> Consequences:
    track = admitted(connection, file, asked.process, subject, asked.target, reason=asked.reason, by=asked.by)
    seen = foresee(
        connection,
        file,
        track,
        asked.target,
        reason=asked.reason,
        by=asked.by,
        today=asked.day,
        directory=directory,
        ladder=asked.ladder,
    )
    if seen.change.taken_back:
        raise Refused(_TAKEN_BACK)
    return seen


# --- doing it --------------------------------------------------------------------------------------------------------


def _do(engine: Engine, one: Found, asked: Asked) -> Outcome:
    """Make one override in a commit of its own; once more if someone else was quicker."""
    outcome = Outcome(Status.REFUSED, _CHANGED)
    for _attempt in range(2):
        try:
            with writing(engine) as connection:
                return _done(connection, one, asked)
        except CaseChanged:
            continue
        except Refused as refused:
            return Outcome(Status.REFUSED, refused.text)
    return outcome


def _done(connection: Connection, one: Found, asked: Asked) -> Outcome:
    file = find(connection, one.reference)
    track = file.track(asked.process, one.subject)
    if track is not None and track.state == asked.target:
        return Outcome(Status.THERE)
    seen = _foreseen(connection, file, one.subject, asked, read_directory(connection))
    if one.seen is None or _gist(seen) != _gist(one.seen):
        return Outcome(Status.REFUSED, _CHANGED)
    made = override(
        connection,
        file,
        asked.process,
        one.subject,
        asked.target,
        reason=asked.reason,
        by=asked.by,
        today=asked.day,
    )
    if made.request is not None:
        return Outcome(Status.WAITING, request=made.request)
    plan_after(connection, file, asked.day)
    return Outcome(Status.DONE)


def _gist(seen: Consequences) -> tuple[Any, ...]:
    """Return what has to be as it was listed; the rest of a case may move when its tracks are done one by one."""
    change = seen.change
    return (change.source, change.result, change.risks)


# --- what is told ----------------------------------------------------------------------------------------------------


def _list(found: Sequence[Found], asked: Asked) -> None:
    if not found:
        say(_("No case fits."))
        return
    say(_("What would happen. Nothing is changed yet. Cases: {count}.").format(count=len(found)))
    for one in found:
        say(f"{_name(one, asked)}: {_foretold(one, asked)}", indent=2, hanging=2)


def _name(one: Found, asked: Asked) -> str:
    return f"{one.reference}, {track_label(asked.process, one.subject)}" if one.subject else one.reference


def _foretold(one: Found, asked: Asked) -> str:
    if one.seen is None:
        return said(one.why) if one.why else _("there already")
    seen = one.seen
    told = _("{way}; deadlines changed: {deadlines}, reminders planned: {planned}, withdrawn: {withdrawn}")
    parts = [
        told.format(
            way=way(asked.process, one.source, seen.change.result),
            deadlines=len(deadline_rows(seen, asked.ladder)),
            planned=len(seen.planned),
            withdrawn=len(seen.withdrawn),
        ),
    ]
    parts += [said(risk.text) for risk in seen.change.risks]
    if seen.change.needs_second:
        parts.append(_("A second person has to approve it."))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _tell(one: Found, outcome: Outcome, asked: Asked, *, json: bool) -> Status:
    if json:
        as_json(
            {
                "reference": one.reference,
                "process": asked.process,
                "subject": one.subject,
                "status": outcome.status,
                "request": outcome.request,
                "why": {"sv": outcome.why.sv, "en": outcome.why.en} if outcome.why else None,
            },
        )
        return outcome.status
    words = {
        Status.DONE: _("done"),
        Status.THERE: _("there already"),
        Status.WAITING: _("waits for a second person, request {number}").format(number=outcome.request),
        Status.REFUSED: _("refused: {why}").format(why=said(outcome.why) if outcome.why else ""),
    }
    say(f"{_name(one, asked)}: {words[outcome.status]}", hanging=2)
    return outcome.status


def _listed_object(one: Found, asked: Asked) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "reference": one.reference,
        "process": asked.process,
        "subject": one.subject,
        "source": one.source,
        "target": asked.target,
        "why": {"sv": one.why.sv, "en": one.why.en} if one.why else None,
    }
    return plain | (as_object(one.seen) if one.seen else {})


_TAKEN_BACK = Text(
    "Det som är registrerat leder genast tillbaka. Rätta i stället det som är registrerat, med ”trespann record”.",
    "What is recorded leads straight back. Correct what is recorded instead, with “trespann record”.",
)
_CHANGED = Text(
    "Ärendet har ändrats sedan listan gjordes. Titta igen.",
    "The case has changed since the list was made. Please look again.",
)
