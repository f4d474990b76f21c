"""Clauses as text and as a Word document."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

from docx import Document

from desk.clauses.document import as_docx, as_text
from desk.clauses.library import clause_named, library
from desk.clauses.preparing import CaseClause

TODAY = date(2026, 11, 29)
ACCOUNT = CaseClause(clause_named("tender_documentation", library()), "sv", {}, (), ())


def test_the_text_says_first_that_nobody_has_approved_it():
    text = as_text([ACCOUNT], TODAY)

    assert text.startswith("Exempeltext, inte godkänd av jurist.\n\nRedovisning av arbete med social hänsyn\n\n")
    assert "\n\n– hur nya medarbetare tas emot och handleds\n\n" in text


def test_the_document_has_headings_lists_and_the_language_and_no_macros():
    written = as_docx([ACCOUNT], TODAY, title="UH-1", author="Exempelstad")

    document = Document(BytesIO(written))
    styles = [(one.style.name, one.text[:11]) for one in document.paragraphs]
    assert styles[:3] == [
        ("Normal", "Exempeltext"),
        ("Heading 1", "Redovisning"),
        ("Normal", "Anbudsgivar"),
    ]
    assert ("List Bullet", "vem i föret") in styles
    assert (document.core_properties.title, document.core_properties.author) == ("UH-1", "Exempelstad")
    with ZipFile(BytesIO(written)) as parts:
        assert 'w:lang w:val="sv-SE"' in parts.read("word/styles.xml").decode()
        assert not [name for name in parts.namelist() if "vba" in name.casefold()]


def test_the_same_clauses_are_the_same_document_on_the_same_day():
    one, other = (as_docx([ACCOUNT], TODAY, title="UH-1", author="Exempelstad") for _ in range(2))

    with ZipFile(BytesIO(one)) as first, ZipFile(BytesIO(other)) as second:
        assert {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()
        }
