"""The four short questions of contact point 1: period, trade, length and tasks, filled in from what is known."""

from collections.abc import Iterator
from typing import Any

from desk.recording import Amendment, Report, Told
from models.casefile import CaseFile
from models.occupations.register import expected_of, suggested_for
from states.facts import Milestone
from states.text import Text, joined
from web.links.forms import Field, FieldKind, Given

CALL, START, TRADE, MONTHS, TASKS = "call", "contract_start", "trade", "months", "tasks"
_SAID = (START, TRADE, MONTHS, TASKS)
"""The questions whose answers are columns of the case."""


def known_of_the_procurement(case: CaseFile) -> tuple[Field, ...]:
    """Return the questions with what is known as their answers; each may be left out."""
    known = _known(case)
    return (
        Field(
            CALL,
            Text("När planeras annonseringen?", "When is the call planned?"),
            planned=True,
            required=False,
            suggested=known[CALL],
        ),
        Field(
            START,
            Text("När planeras avtalet börja?", "When is the contract planned to start?"),
            planned=True,
            required=False,
            suggested=known[START],
        ),
        Field(
            TRADE,
            Text("Vilket yrke eller vilken bransch gäller det?", "Which occupation or trade is it about?"),
            FieldKind.TEXT,
            required=False,
            suggested=known[TRADE],
            hint=_suggestion(case),
        ),
        Field(
            MONTHS,
            Text("Hur många månader löper avtalet?", "For how many months does the contract run?"),
            FieldKind.NUMBER,
            required=False,
            suggested=known[MONTHS],
        ),
        Field(
            TASKS,
            Text("Vilka arbetsuppgifter ingår?", "Which tasks does it include?"),
            FieldKind.LONG_TEXT,
            required=False,
            suggested=known[TASKS],
            hint=Text("Skriv ingenting om enskilda personer.", "Write nothing about any person."),
        ),
    )


def _known(case: CaseFile) -> dict[str, str]:
    call = case.known().dates.get(Milestone.PLANNED_CALL)
    return {
        CALL: call.isoformat() if call else "",
        START: case.contract_start.isoformat() if case.contract_start else "",
        TRADE: case.trade,
        MONTHS: f"{case.months:g}" if case.months else "",
        TASKS: case.tasks,
    }


def _suggestion(case: CaseFile) -> Text | None:
    """Return what the CPV code of the procurement suggests, where nobody has named a trade."""
    if case.trade or not case.cpv:
        return _EXAMPLES
    names = joined(one.name for one in suggested_for(case.cpv)[:3])
    return _SUGGESTED.fill(cpv=case.cpv, names=names) if names.sv else _EXAMPLES


_EXAMPLES = Text("Till exempel städare, målare eller en CPV-kod.", "For example städare, målare or a CPV code.")
_SUGGESTED = Text("CPV {cpv} brukar betyda: {names}.", "CPV {cpv} usually means: {names}.")


def said_of_the_procurement(case: CaseFile, given: Given) -> Iterator[Told]:
    """Yield what the answers say beyond what is known: an answer that was left as it stood says nothing new."""
    call = given[CALL]
    if call is not None and call != case.known().dates.get(Milestone.PLANNED_CALL):
        yield Report(Milestone.PLANNED_CALL, call)
    said: dict[str, Any] = {name: given[name] for name in _SAID if given[name] not in {None, getattr(case, name)}}
    if said:
        yield Amendment(said)


def occupation_expected(case: CaseFile) -> str:
    """Return the name of the occupation that the procurement is likely to ask for; "" where nothing says it."""
    return next((one.name.sv for one in expected_of(case.outlook())), "")
