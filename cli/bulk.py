"""The same override for many cases, by hand: the list, the question, and a line for each case."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import typer
from sqlalchemy import Connection

from cli.database import opened
from cli.i18n import _, said
from cli.inputs import agreed, asker, choose
from cli.output import REFUSED, as_json, say
from cli.override_preview import as_object, deadline_rows, way
from cli.remedies import About, told_refusal
from desk.bulk import Candidate, CaseResult, Conditions, ForAll, Result, candidates, override_each
from desk.labels import track_label
from matters.ladder_file import ladder_in_force
from models.installation.settings import Settings
from models.queries.directory import people, units
from models.storage.database import reading
from states.law.applicability import KIND_LABELS
from states.processes.registry import PROCESSES
from states.refusal import Refusal
from states.text import verbatim

WHERE = "--where"
OVERDUE = "overdue"


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
    """List what the override would do to every case that fits, ask once, and do it case by case."""
    settings = Settings()
    with opened(settings) as engine:
        with reading(engine) as connection:
            asked = ForAll(process, target, reason, asker(connection, email, today=day), day, ladder_in_force(settings))
            found = list(candidates(connection, _conditions(connection, where, process), asked))
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
        results = [_tell(one, override_each(engine, one, asked), asked, json=json) for one in found]
    if Result.REFUSED in results:
        raise typer.Exit(REFUSED)


# --- what is typed ---------------------------------------------------------------------------------------------------


def _conditions(connection: Connection, where: Sequence[str], process: str) -> Conditions:
    wanted: dict[str, list[Any]] = {"states": [], "unit_ids": [], "officer_ids": [], "kinds": []}
    overdue = False
    for condition in where:
        name, equals, word = (part.strip() for part in condition.partition("="))
        if name == OVERDUE and not equals:
            overdue = True
        elif name == "state" and word:
            labels = {str(key): duty.label for key, duty in PROCESSES[process].duties.items()}
            wanted["states"].append(choose(word, labels, _("The state")))
        elif name == "unit" and word:
            wanted["unit_ids"].append(_number_of(word, units(connection), _("The unit")))
        elif name == "officer" and word:
            wanted["officer_ids"].append(_number_of(word, people(connection), _("The e-mail address")))
        elif name == "kind" and word:
            wanted["kinds"].append(choose(word, KIND_LABELS, _("The kind")))
        else:
            told = _("“{condition}” is no condition. Write state=, unit=, officer= or kind= with a word, or overdue.")
            raise typer.BadParameter(told.format(condition=condition), param_hint=WHERE)
    return Conditions(**{name: tuple(values) for name, values in wanted.items()}, overdue=overdue)


def _number_of(name: str, known: Mapping[str, int], what: str) -> int:
    return known[choose(name, {one: verbatim(one) for one in known}, what)]


# --- what is told ----------------------------------------------------------------------------------------------------


def _list(found: Sequence[Candidate], asked: ForAll) -> None:
    if not found:
        say(_("No case fits."))
        return
    say(_("What would happen. Nothing is changed yet. Cases: {count}.").format(count=len(found)))
    for one in found:
        say(f"{_name(one, asked)}: {_foretold(one, asked)}", indent=2, hanging=2)


def _name(one: Candidate, asked: ForAll) -> str:
    return f"{one.reference}, {said(track_label(asked.process, one.subject))}" if one.subject else one.reference


def _foretold(one: Candidate, asked: ForAll) -> str:
    if one.consequences is None:
        return _why(one, one.refusal) if one.refusal else _("there already")
    seen = one.consequences
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


def _why(one: Candidate, refusal: Refusal) -> str:
    return " ".join(told_refusal(refusal.reasons, About(one.reference)).split())


def _tell(one: Candidate, result: CaseResult, asked: ForAll, *, json: bool) -> Result:
    if json:
        as_json(
            {
                "reference": one.reference,
                "process": asked.process,
                "subject": one.subject,
                "status": result.result,
                "request": result.request,
                "why": _why_object(result.refusal),
            },
        )
        return result.result
    words = {
        Result.DONE: _("done"),
        Result.THERE: _("there already"),
        Result.WAITING: _("waits for a second person, request {number}").format(number=result.request),
        Result.REFUSED: _("refused: {why}").format(why=_why(one, result.refusal) if result.refusal else ""),
    }
    say(f"{_name(one, asked)}: {words[result.result]}", hanging=2)
    return result.result


def _listed_object(one: Candidate, asked: ForAll) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "reference": one.reference,
        "process": asked.process,
        "subject": one.subject,
        "source": one.source,
        "target": asked.target,
        "why": _why_object(one.refusal),
    }
    return plain | (as_object(one.consequences) if one.consequences else {})


def _why_object(refusal: Refusal | None) -> dict[str, str] | None:
    return {"sv": refusal.text.sv, "en": refusal.text.en} if refusal else None
