"""What an import had to tell, kept until the same file is read again."""

from datetime import date

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportOutcome, ReportLine
from exchange.kept_reports import Kept, keep, kept_report
from models.storage.database import reading, writing
from states.refusal import Unknown
from states.text import Text

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
UNREAD = ReportLine("plan.csv", ImportOutcome.NOTED, "", Text("Rubriken ”Färg” förstås inte.", "“Färg” is unknown."))
ROW = ReportLine("plan.csv:2", ImportOutcome.CREATED, "UH-1", Text("Nytt ärende.", "New case."))


def stored(engine: Engine, name: str, *lines: ReportLine, today: date = MONDAY) -> None:
    with writing(engine) as connection:
        keep(connection, name, lines, today=today)


def kept(engine: Engine, name: str = "") -> Kept:
    with reading(engine) as connection:
        return kept_report(connection, name)


def test_a_report_comes_back_line_by_line_as_it_was_told(engine: Engine):
    stored(engine, "plan.csv", UNREAD, ROW)
    assert kept(engine, "plan.csv") == Kept("plan.csv", MONDAY, (UNREAD, ROW))


def test_a_file_that_is_read_again_has_its_new_report_alone(engine: Engine):
    stored(engine, "plan.csv", UNREAD, ROW)
    stored(engine, "plan.csv", ROW, today=TUESDAY)
    assert kept(engine, "plan.csv") == Kept("plan.csv", TUESDAY, (ROW,))


def test_each_file_has_its_own_report_and_without_a_name_the_latest_is_meant(engine: Engine):
    stored(engine, "plan.csv", UNREAD)
    stored(engine, "annan.csv", ROW)
    assert kept(engine).name == "annan.csv"
    stored(engine, "plan.csv", UNREAD, today=TUESDAY)
    assert kept(engine) == Kept("plan.csv", TUESDAY, (UNREAD,))
    assert kept(engine, "annan.csv").lines == (ROW,)


def test_that_nothing_was_left_unread_is_kept_too(engine: Engine):
    stored(engine, "plan.csv", UNREAD)
    stored(engine, "plan.csv", today=TUESDAY)
    assert kept(engine) == Kept("plan.csv", TUESDAY, ())


def test_before_the_first_import_there_is_nothing_to_show(engine: Engine):
    with pytest.raises(Unknown) as refused:
        kept(engine)
    assert refused.value.text.sv == "Ingen plan har lästs in än."


def test_who_asks_for_another_file_is_told_which_there_are(engine: Engine):
    stored(engine, "b.csv", ROW)
    stored(engine, "a.csv", ROW)
    with pytest.raises(Unknown) as refused:
        kept(engine, "c.csv")
    assert refused.value.text.sv == "Det finns ingen rapport om c.csv. Det finns om: a.csv, b.csv."
