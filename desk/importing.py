"""What imports ask and tell: questions, kept reports, and a file that somebody sends."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Engine

from exchange.import_report import ImportReport
from exchange.kept_reports import Kept, kept_names, kept_report
from exchange.notices.notice_import import import_notices
from exchange.notices.questions import Answer, OpenQuestion, answer, open_questions
from models.actor import Actor
from models.refusals import Refused
from states.text import Text

__all__ = ["Answer"]

ANSWER_LABELS = {
    Answer.SAME: Text("Det är samma upphandling", "It is the same procurement"),
    Answer.LINKED: Text("Den ena kommer ur den andra", "One comes out of the other"),
    Answer.APART: Text("De har inget med varandra att göra", "They have nothing to do with each other"),
}


def questions(connection: Connection) -> Sequence[OpenQuestion]:
    """Return what imports ask and nobody has answered, the newest notice first."""
    return open_questions(connection)


def answer_question(
    engine: Engine, number: int, said: Answer, *, by: Actor, today: date, reason: str = ""
) -> ImportReport | None:
    """Answer what an import asks, once; return what became of a notice that waited for it, None if none did.

    Raises Refused where there is no such question, where it is answered, where the cases cannot be merged or linked,
    and where the notice that waited is no longer there.
    """
    waiting = answer(engine, number, said, by=by, today=today, reason=reason)
    if waiting is None:
        return None
    if not waiting.exists():
        raise Refused(_GONE.fill(name=waiting.name))
    return import_notices(engine, waiting, today=today)


_GONE = Text(
    "Svaret är sparat, men filen {name} finns inte kvar. Läs in annonsen igen.",
    "The answer is stored, but the file {name} is no longer there. Take the notice in again.",
)


def reports(connection: Connection) -> Sequence[tuple[str, date]]:
    """Return the files of which a report is kept, with the day on which each was read, the newest first."""
    return kept_names(connection)


def report_on(connection: Connection, name: str) -> Kept:
    """Return the report on a file; raise Unknown."""
    return kept_report(connection, name)
