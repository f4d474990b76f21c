"""What an import did, as counts and as data, and what stops one."""

from datetime import date
from pathlib import Path

import pytest

from exchange.import_report import ImportOutcome, ImportReport, ReportLine, ToDo, nothing_there, unreadable_folder
from states.text import Text

TEXT = Text("Ärendet UH-1 är nytt.", "Case UH-1 is new.")


def report(*outcomes: ImportOutcome) -> ImportReport:
    return ImportReport([ReportLine(f"{number}.xml", outcome, "UH-1", TEXT) for number, outcome in enumerate(outcomes)])


def test_an_empty_import_has_every_count_at_nothing():
    assert report().as_dict() == {"created": 0, "updated": 0, "known": 0, "skipped": 0, "noted": 0, "lines": []}


def test_each_line_counts_once_under_its_outcome():
    made = report(ImportOutcome.CREATED, ImportOutcome.SKIPPED, ImportOutcome.CREATED, ImportOutcome.KNOWN)
    assert (made.created, made.updated, made.known, made.skipped) == (2, 0, 1, 1)
    counts = {name: count for name, count in made.as_dict().items() if name != "lines"}
    assert counts == {"created": 2, "updated": 0, "known": 1, "skipped": 1, "noted": 0}


def test_a_line_is_handed_on_in_both_languages():
    (line,) = report(ImportOutcome.UPDATED).as_dict()["lines"]
    assert line == {"name": "0.xml", "outcome": "updated", "reference": "UH-1", "sv": TEXT.sv, "en": TEXT.en}


def test_lines_are_grouped_by_what_to_do_newest_first_and_the_known_are_left_out():
    lines = [
        ReportLine("old.xml", ImportOutcome.CREATED, "UH-1", TEXT, on=date(2026, 1, 12)),
        ReportLine("known.xml", ImportOutcome.KNOWN, "UH-1", TEXT),
        ReportLine("new.xml", ImportOutcome.UPDATED, "UH-1", TEXT, on=date(2026, 2, 2)),
        ReportLine("told.xml", ImportOutcome.UPDATED, "UH-1", TEXT, notable=True),
        ReportLine("unread.xml", ImportOutcome.SKIPPED, "", TEXT),
        ReportLine("asked.xml", ImportOutcome.CREATED, "UH-2", TEXT, asks=True),
    ]
    groups = ImportReport(lines).by_what_to_do()
    assert [(to_do, [line.name for line in found]) for to_do, found in groups.items()] == [
        (ToDo.ANSWER, ["asked.xml"]),
        (ToDo.MEND, ["unread.xml"]),
        (ToDo.READ, ["told.xml"]),
        (ToDo.NOTHING, ["new.xml", "old.xml"]),
    ]


@pytest.mark.parametrize("stopped", [nothing_there, unreadable_folder])
def test_what_stops_an_import_names_the_path_and_says_that_nothing_was_changed(stopped):
    refused = stopped(Path("annonser"))
    for text, unchanged in ((refused.text.sv, "inget har ändrats."), (refused.text.en, "nothing was changed.")):
        assert " annonser" in text
        assert text.endswith(unchanged)
