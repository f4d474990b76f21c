"""What an import asks of people: whether two things are one procurement. Asked once, and answered once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, delete, func, or_, select, update

from exchange.notices.homes import Read, is_made_up
from exchange.notices.weighing import ALSO, ASKING, WeighingRow
from models.actor import CLOCK, Actor
from models.casefile import CaseFile
from models.casestore import load_some
from models.links import LABELS, heirs, link, linked_already
from models.merging import merge, untouched
from models.refusals import Refused
from models.storage.database import one_at_a_time, reading, writing
from models.storage.driver_statements import Statement, among, id_list, text_list, upsert_into
from models.tables import Case, CaseLink, ImportedNotice, ImportQuestion
from states.text import Text

_question = ImportQuestion.__table__
_link = CaseLink.__table__
_case = Case.__table__
_imported = ImportedNotice.__table__


class Answer(StrEnum):
    """What a person says: one procurement, one that comes out of the other, or two that have nothing to do."""

    SAME = auto()
    LINKED = auto()
    APART = auto()


class NewQuestion(NamedTuple):
    """A question to store: the notice, the case it went into (None while it waits), the other one, and why."""

    read: Read
    case_id: int | None
    other_id: int
    row: WeighingRow


class GivenAnswers:
    """What was asked and answered before, of some notices."""

    def __init__(self, connection: Connection, keys: Sequence[str]) -> None:
        self.connection = connection
        rows = _FIND_ANSWERS.rows(connection, (text_list(connection, set(keys)),))
        found = [(notice, other_id, Answer(answer)) for notice, other_id, answer in rows if answer]
        into = heirs(connection, [other_id for _, other_id, _ in found])
        self.answers = {(notice, into.get(other_id, other_id)): answer for notice, other_id, answer in found}

    def answer(self, read: Iterable[Read], case: CaseFile | None) -> Answer | None:
        """Return what a person said of some notices and the case that they may belong to."""
        if case is None:
            return None
        keys = [one.extract.key for one in read]
        return next((found for key in keys if (found := self.answers.get((key, case.id)))), None)

    def between(self, case_ids: Sequence[int]) -> set[frozenset[int]]:
        """Return the pairs of cases of which a person was asked, or that are linked."""
        if not case_ids:
            return set()
        ids = id_list(self.connection, sorted(set(case_ids)))
        return {frozenset(pair) for one in (_FIND_PAIRS, _FIND_LINKED) for pair in one.rows(self.connection, (ids,))}

    def forget(self, keys: Sequence[str]) -> None:
        """Drop what was asked of notices that have gone into a case since."""
        if keys:
            _FORGET.run(self.connection, (text_list(self.connection, set(keys)),))

    def store(self, questions: Iterable[NewQuestion], today: date) -> None:
        _ASK.run_many(self.connection, [_row_of(question, today) for question in questions])


def _row_of(question: NewQuestion, today: date) -> tuple[Any, ...]:
    told = question.read.extract
    return (
        told.key,
        told.number,
        told.title,
        told.buyers,
        told.spoke_on,
        question.case_id,
        question.other_id,
        question.row.name,
        str(question.read.path.absolute()),
        today,
        "",
        "",
    )


# --- what people see and say -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SideShown:
    """One side of a question: a case with what its latest notice tells, or a notice that waits (`reference` is "")."""

    reference: str
    title: str
    buyers: str
    number: str
    on: date | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "reference": self.reference,
            "title": self.title,
            "buyers": self.buyers.splitlines(),
            "publication_number": self.number,
            "published_on": self.on.isoformat() if self.on else None,
        }


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that nobody has answered, with both sides; `linked` is how they would be linked."""

    number: int
    text: Text
    mine: SideShown
    other: SideShown
    linked: Text
    asked_on: date
    other_id: int
    """The case of the other side."""

    def as_dict(self) -> dict[str, Any]:
        told = {"number": self.number, "sv": self.text.sv, "en": self.text.en, "asked_on": self.asked_on.isoformat()}
        return told | {"notice": self.mine.as_dict(), "other": self.other.as_dict()}


def open_by_day(connection: Connection) -> dict[date, int]:
    """Return how many questions nobody has answered yet, by the day on which they were asked."""
    counted = select(_question.c.asked_on, func.count()).where(_question.c.answer == "").group_by(_question.c.asked_on)
    return dict(connection.execute(counted).tuples().all())


def open_questions(connection: Connection, *, limit: int | None = None) -> list[OpenQuestion]:
    """Return what nobody has answered yet, the newest notice first; at most `limit` of them."""
    newest = (_question.c.published_on.is_(None), _question.c.published_on.desc(), _question.c.id.desc())
    rows = connection.execute(select(_question).where(_question.c.answer == "").order_by(*newest).limit(limit)).all()
    ids = {id_ for row in rows for id_ in (row.case_id, row.other_id) if id_ is not None}
    into = heirs(connection, ids)
    cases = {case.id: case for case in load_some(connection, sorted({into.get(id_, id_) for id_ in ids}))}
    notices: dict[int, Any] = {}
    seen = select(_imported).where(_imported.c.case_id.in_(list(cases))).order_by(_imported.c.published_on)
    for notice in connection.execute(seen).all():
        notices[notice.case_id] = notice
    found = []
    for row in rows:
        mine, other = (None if id_ is None else cases[into.get(id_, id_)] for id_ in (row.case_id, row.other_id))
        if other is None or mine is other:  # merged since
            continue
        asking = ASKING[row.row]
        told = SideShown(
            mine.reference if mine else "", row.title, row.buyers, row.publication_number, row.published_on
        )
        last = notices.get(other.id)
        there = SideShown(other.reference, other.title, "", "", None)
        if last is not None:
            there = SideShown(other.reference, other.title, "", last.publication_number, last.published_on)
        text = asking.text.fill(other=other.reference)
        found.append(OpenQuestion(row.id, text, told, there, LABELS[asking.link].outward, row.asked_on, other.id))
    return sorted(found, key=lambda one: (one.mine.on or date.min, one.number), reverse=True)


def answer(engine: Engine, number: int, said: Answer, *, by: Actor, today: date, reason: str = "") -> Path | None:
    """Store the answer to a question and act on it; return the file of a notice that waits for it, to be read again.

    Two cases that are the same are merged, the later into the earlier; linked ones are linked. Raises Refused where
    there is no such question, where it is answered, and where the cases cannot be merged or linked.
    """
    with writing(engine) as connection:
        row = connection.execute(select(_question).where(_question.c.id == number)).one_or_none()
        if row is None:
            raise Refused(_NO_QUESTION.fill(number=number))
        if row.answer:
            raise Refused(_ANSWERED.fill(number=number))
        _store_answer(connection, number, said, by=by, today=today)
        if row.case_id is None:
            return Path(row.path)
        into = heirs(connection, [row.case_id, row.other_id])
        ids = [into.get(id_, id_) for id_ in (row.case_id, row.other_id)]
        if ids[0] == ids[1]:
            return None
        if said is Answer.SAME:
            named = select(_case.c.id, _case.c.reference).where(_case.c.id.in_(ids))
            found: dict[int, str] = dict(connection.execute(named).tuples().all())
            merge(connection, found[ids[0]], found[ids[1]], by=by, today=today, reason=reason)
        elif said is Answer.LINKED:
            cases = {case.id: case for case in load_some(connection, sorted(ids))}
            later, other = (cases[id_] for id_ in ids)
            if not linked_already(connection, later, other):
                link(connection, later, ASKING[row.row].link, other.reference, by=by, today=today)
    return None


class United(NamedTuple):
    """Two cases that became one without a person: the references, and the file of the notice that showed it.

    `asks` tells whether something else of the notice is still asked.
    """

    lost: str
    kept: str
    file: str
    asks: bool

    @property
    def text(self) -> Text:
        return _UNITED.fill(lost=self.lost, kept=self.kept)


def unite_untouched(engine: Engine, *, today: date) -> list[United]:
    """Merge the cases that a notice has shown to be one, where nobody has acted on the one that ends.

    So it does not matter whether that notice came before the others or after them. What cannot be merged stays a
    question for a person.
    """
    with reading(engine) as connection:
        waiting = select(_question.c.id).where(_question.c.row == ALSO.name, _question.c.answer == "")
        numbers = connection.execute(waiting.order_by(_question.c.id)).scalars().all()
    found = (_unite(engine, number, today) for number in numbers)
    return [one for one in found if one is not None]


def _unite(engine: Engine, number: int, today: date) -> United | None:
    try:
        with writing(engine) as connection:
            one_at_a_time(connection, "import")
            row = connection.execute(select(_question).where(_question.c.id == number)).one()
            into = heirs(connection, [row.case_id, row.other_id])
            ids = {into.get(id_, id_) for id_ in (row.case_id, row.other_id)}
            if row.answer or len(ids) == 1:
                return None
            named = select(_case.c.id, _case.c.reference).where(_case.c.id.in_(ids)).order_by(_case.c.id)
            found: dict[int, str] = dict(connection.execute(named).tuples().all())
            free = untouched(connection, ids)
            ending = [id_ for id_ in reversed(found) if id_ in free and is_made_up(found[id_])]
            if not ending:
                return None
            lost = ending[0]
            (kept,) = ids - {lost}
            merge(connection, found[lost], found[kept], by=CLOCK, today=today)
            _store_answer(connection, number, Answer.SAME, by=CLOCK, today=today)
            others = select(_question.c.id).where(_question.c.notice == row.notice, _question.c.answer == "")
            asks = connection.execute(others).first() is not None
    except Refused:
        return None
    return United(found[lost], found[kept], row.path, asks)


def _store_answer(connection: Connection, number: int, said: Answer, *, by: Actor, today: date) -> None:
    told = {"answer": str(said), "answered_by": str(by), "answered_on": today}
    connection.execute(update(_question).where(_question.c.id == number).values(told))


_UNITED = Text(
    "Ingen har arbetat i {lost}: ärendet har därför slagits ihop med {kept}.",
    "Nobody has acted on {lost}: it has therefore been merged with {kept}.",
)


_NO_QUESTION = Text("Det finns ingen fråga {number}.", "There is no question {number}.")
_ANSWERED = Text("Fråga {number} är redan besvarad.", "Question {number} is answered already.")


# --- statements ------------------------------------------------------------------------------------------------------

_FIND_ANSWERS = Statement(
    ["notices"],
    lambda db: select(_question.c.notice, _question.c.other_id, _question.c.answer).where(
        among(_question.c.notice, db, "notices")
    ),
)
_FIND_PAIRS = Statement(
    ["ids"],
    lambda db: select(_question.c.case_id, _question.c.other_id).where(
        _question.c.case_id.is_not(None), or_(among(_question.c.case_id, db), among(_question.c.other_id, db))
    ),
)
_FIND_LINKED = Statement(
    ["ids"],
    lambda db: select(_link.c.case_id, _link.c.other_id).where(
        or_(among(_link.c.case_id, db), among(_link.c.other_id, db))
    ),
)
_FORGET = Statement(
    ["notices"],
    lambda db: delete(_question).where(
        among(_question.c.notice, db, "notices"), _question.c.case_id.is_(None), _question.c.answer == ""
    ),
)
_ASK_COLUMNS = (
    "notice",
    "publication_number",
    "title",
    "buyers",
    "published_on",
    "case_id",
    "other_id",
    "row",
    "path",
    "asked_on",
    "answer",
    "answered_by",
)
_ASK = Statement(
    _ASK_COLUMNS,
    lambda db: (
        upsert_into(_question, db)
        .inline()
        .values({name: bindparam(name) for name in _ASK_COLUMNS})
        .on_conflict_do_nothing(index_elements=["notice", "other_id"])
    ),
)
