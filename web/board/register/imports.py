"""The register of imports: what they ask, and what was told of each file."""

from collections.abc import Mapping
from urllib.parse import quote

from sqlalchemy import Connection

from desk.access import Deed
from desk.importing import ANSWER_LABELS, answer_question, questions, report_on, reports
from desk.importing import Answer as GivenAnswer
from desk.taking_in import take_in
from states.refusal import Unknown
from states.text import Text, verbatim
from web.board.frame import Answer, BoardPage, LeadsOn, NotFound, Visit
from web.board.register.kit import Content, Entered, RegisterPage, RegisterTable, Slot
from web.links.forms import Field, FieldKind, Given

PATH = "inlasningar"


def _list(visit: Visit, connection: Connection) -> Content:
    asked = [
        [
            Slot(one.text.in_(visit.language), f"register/{PATH}/fragor/{one.number}"),
            Slot(one.mine.title or one.mine.reference),
            Slot(one.other.title or one.other.reference),
            Slot(str(one.asked_on)),
        ]
        for one in questions(connection)
    ]
    kept = [
        [Slot(name, f"register/{PATH}/rapport?fil={quote(name)}"), Slot(str(on))] for name, on in reports(connection)
    ]
    return Content(
        tables=(RegisterTable(_ASKED, asked, _QUESTIONS), RegisterTable(_KEPT, kept, _REPORTS)),
        notes=() if asked else (_NOTHING_ASKED,),
        file_to=f"register/{PATH}/las-in" if visit.may(Deed.IMPORT) else "",
        empty=_NOTHING_READ,
    )


def _case(reference: str) -> str:
    """Return where a case is found, "" for none."""
    return f"sok?q={quote(reference)}" if reference else ""


def _question(visit: Visit, connection: Connection) -> Content:
    number = visit.place["number"]
    found = next((one for one in questions(connection) if str(one.number) == number), None)
    if found is None:
        return Content(notes=(_ANSWERED,))
    sides = [
        [
            Slot(side.title or "–"),
            Slot(side.reference or _WAITS.in_(visit.language), _case(side.reference)),
            Slot(", ".join(side.buyers.splitlines()) or "–"),
            Slot(side.number or "–"),
            Slot(str(side.on) if side.on else "–"),
        ]
        for side in (found.mine, found.other)
    ]
    answers: Mapping[str, Text] = {str(one): label for one, label in ANSWER_LABELS.items()}

    def answered(visit: Visit, given: Given) -> None:
        said = GivenAnswer(given["answer"])
        answer_question(
            visit.engine, found.number, said, by=visit.who.actor, today=visit.today, reason=given["reason"] or ""
        )

    entered = Entered(
        "answer",
        Text("Svara", "Answer"),
        Text("Spara svaret", "Save the answer"),
        (
            Field("answer", Text("Hur hör de ihop?", "How do they belong together?"), FieldKind.CHOICE, answers),
            Field("reason", Text("Varför?", "Why?"), FieldKind.TEXT, required=False),
        ),
        answered,
        Text("Svaret är sparat. Det frågas inte om igen.", "The answer is saved. It is not asked again."),
        lead=(Text("Frågan ställs bara en gång.", "The question is asked only once."),),
    )
    return Content(tables=(RegisterTable(_SIDES, sides),), forms=(entered,), notes=(found.text,))


def _report(visit: Visit, connection: Connection) -> Content:
    try:
        kept = report_on(connection, visit.query.get("fil", ""))
    except Unknown:
        raise NotFound from None
    rows = [
        [
            Slot(line.name),
            Slot(line.reference or "–", _case(line.reference)),
            Slot(line.text.in_(visit.language)),
        ]
        for line in kept.lines
    ]
    return Content(tables=(RegisterTable(_TOLD, rows),), empty=_NOTHING_TOLD, title=Text(kept.name, kept.name))


def _take_in(visit: Visit) -> Answer:
    if visit.file is None or not visit.file.content:
        return LeadsOn(f"register/{PATH}")
    report = take_in(visit.settings, visit.file, today=visit.today)
    told = [
        [
            Slot(line.name),
            Slot(line.reference or "–", _case(line.reference)),
            Slot(line.text.in_(visit.language)),
        ]
        for lines in report.by_what_to_do().values()
        for line in lines
    ]
    counts = _COUNTED.fill(created=report.created, updated=report.updated, known=report.known, skipped=report.skipped)
    content = Content(tables=(RegisterTable(_TOLD, told),), notes=(counts,), title=verbatim(visit.file.name))
    return REPORT.shown(visit, content)


_COUNTED = Text(
    "Nya ärenden: {created}. Uppdaterade: {updated}. Oförändrade: {known}. Kunde inte läsas: {skipped}.",
    "New cases: {created}. Updated: {updated}. Unchanged: {known}. Could not be read: {skipped}.",
)
_QUESTIONS, _REPORTS = Text("Frågor att svara på", "Questions to answer"), Text("Senaste rapporterna", "Latest reports")
_ASKED = (Text("Fråga", "Question"), Text("Annonsen", "The notice"), Text("Ärendet", "The case"), Text("Dag", "Day"))
_KEPT = (Text("Fil", "File"), Text("Inläst", "Read"))
_SIDES = (
    Text("Benämning", "Title"),
    Text("Ärende", "Case"),
    Text("Köpare", "Buyer"),
    Text("Annons", "Notice"),
    Text("Publicerad", "Published"),
)
_TOLD = (Text("Rad", "Row"), Text("Ärende", "Case"), Text("Vad som hände", "What became of it"))
_WAITS = Text("väntar på svaret", "waits for the answer")
_NOTHING_ASKED = Text("Inläsningarna frågar inte om något just nu.", "The imports ask nothing at present.")
_NOTHING_READ = Text("Ingen plan har lästs in än.", "No plan was imported yet.")
_NOTHING_TOLD = Text("Allt i filen lästes in utan anmärkning.", "All of the file was read without a remark.")
_ANSWERED = Text("Frågan är besvarad.", "The question is answered.")

IMPORTS = RegisterPage(
    PATH,
    Text("Inläsningar", "Imports"),
    Text(
        "Planer och annonser som har lästs in, och det som en människa måste avgöra.",
        "Plans and notices that were read, and what a person has to decide.",
    ),
    _list,
    change=Deed.IMPORT,
)
QUESTION = RegisterPage(
    f"{PATH}/fragor/{{number}}",
    Text("Fråga från en inläsning", "Question of an import"),
    Text("Är det en upphandling eller två?", "Is it one procurement or two?"),
    _question,
    change=Deed.IMPORT,
    above=f"register/{PATH}",
)
REPORT = RegisterPage(
    f"{PATH}/rapport",
    Text("Rapport om en inläsning", "Report on an import"),
    Text("Det som filen gav, rad för rad.", "What the file gave, row by row."),
    _report,
    above=f"register/{PATH}",
)
TAKE_IN = BoardPage(f"register/{PATH}/las-in", Deed.IMPORT, None, _take_in, takes_file=True)
