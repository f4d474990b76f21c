"""What a labour-market unit answers to a demand, as people tell it on a page or at the command line."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.demand import answer, open_orders, read_units
from models.refusals import Refused
from states.records.demand import UnitAnswer
from states.refusal import Reason
from states.text import Text
from states.written import in_one_line


@dataclass(frozen=True, slots=True)
class DemandAnswer:
    """What a unit answers; `ready_by` goes with `UnitAnswer.BY`. `people` is how many of those wanted, 0 for all.

    Without an occupation it is about all that the unit is asked. The comment is about the work, never about a person.
    """

    unit_id: int
    answer: UnitAnswer
    occupation: str | None = None
    ready_by: date | None = None
    comment: str = ""
    people: int = 0


def answer_in(connection: Connection, case: CaseFile, told: DemandAnswer, *, by: Actor, today: date) -> bool:
    """Enter what a unit answers in a case in memory, and return whether it is new; the caller saves.

    Raises AnswerRefused for an answer that cannot be, and Refused for who may not answer and where nothing is asked.
    """
    asked = [one for one in open_orders(case, told.unit_id) if told.occupation in {None, one.occupation}]
    if not asked:
        raise Refused(_NOTHING_ASKED)
    comment = in_one_line(told.comment)
    new = [
        answer(
            connection,
            case,
            one.key,
            told.answer,
            ready_by=told.ready_by,
            comment=comment,
            people=told.people,
            by=by,
            today=today,
        )
        for one in asked
    ]
    return any(new)


def answer_demand(engine: Engine, reference: str, told: DemandAnswer, *, by: Actor, today: date) -> Outcome:
    """Store what a unit answers to the demand of a case.

    Raises UnknownCase, CaseChanged, AnswerRefused, and Refused as `answer_in` does.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        new = answer_in(connection, case, told, by=by, today=today)
        if new:
            save(connection, [case])
        return new

    return change_case(engine, reference, act)


def unit_named(connection: Connection, name: str) -> int:
    """Return the number of a labour-market unit by its name; raise Refused, naming those that there are."""
    names = read_units(connection).names
    key = name.strip().casefold()
    found = [number for number, known in names.items() if known.casefold() == key]
    if not found:
        raise Refused(Reason("unknown_unit", _UNKNOWN_UNIT.fill(name=name, names=", ".join(names.values()) or "–")))
    return found[0]


_NOTHING_ASKED = Text(
    "Enheten är inte tillfrågad om något behov i ärendet.", "The unit is asked for no demand in the case."
)
_UNKNOWN_UNIT = Text(
    "Det finns ingen arbetsmarknadsenhet som heter ”{name}”. Det finns: {names}.",
    "There is no labour-market unit called “{name}”. There are: {names}.",
)
