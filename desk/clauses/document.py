"""Clauses as a document for Word, and as text."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from desk.clauses.preparing import CaseClause
from states.records.clauses import Paragraph, Style, plain
from states.text import Text

_LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
_STYLES = {Style.HEADING: "Heading 1", Style.PLAIN: "Normal", Style.ITEM: "List Bullet"}
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def remarks(clauses: Sequence[CaseClause], today: date) -> list[Text]:
    """Return what has to stand above the texts, each once."""
    return list(dict.fromkeys(remark for one in clauses if (remark := one.clause.remark(today)) is not None))


def as_text(clauses: Sequence[CaseClause], today: date) -> str:
    """Return the clauses as text to paste, with what has to stand above them first."""
    return "\n\n".join(
        [
            *(remark.in_(one.language) for one in clauses[:1] for remark in remarks(clauses, today)),
            *(plain(one.paragraphs()) for one in clauses),
        ]
    )


def as_docx(clauses: Sequence[CaseClause], today: date, *, title: str, author: str) -> bytes:
    """Return the clauses as a Word document: headings, paragraphs and lists in the styles that Word itself has."""
    from docx import Document

    language = clauses[0].language
    document = Document()
    _speak(document, _LANGUAGES[language])
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, _LANGUAGES[language]
    properties.comments = ""
    properties.created = properties.modified = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - Word's own
    for remark in remarks(clauses, today):
        document.add_paragraph().add_run(remark.in_(language)).bold = True
    for one in clauses:
        for paragraph in one.paragraphs():
            _add(document, paragraph)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: Any, paragraph: Paragraph) -> None:
    document.add_paragraph(paragraph.text, style=_STYLES[paragraph.style])


def _speak(document: Any, language: str) -> None:
    """Let Word check the spelling in the language of the text, whatever language it is installed in."""
    from docx.oxml.ns import qn

    for told in document.styles.element.iter(qn("w:lang")):
        told.set(qn("w:val"), language)
