"""Which cases a notice is weighed against: by name, number, or unit and title."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from exchange.import_report import ImportOutcome
from models.storage.database import writing
from tests.exchange.notices.folders import (
    CALL,
    put,
    take_in,
)
from tests.models.building import (
    BUYER,
    add_unit,
    notice_xml,
    opened,
    read,
)


def test_words_that_name_no_notice_link_nothing(engine: Engine, folder: Path):
    put(folder, **{word: notice_xml(word, procedure=word, previous=["-", "n.a."]) for word in "abc"})
    assert take_in(engine, folder).created == 3


@pytest.mark.parametrize("buyer", [BUYER, ("Okänd köpare", "000000-0000")])
def test_a_number_that_is_a_reference_is_a_hint_whoever_buys(engine: Engine, folder: Path, buyer: tuple[str, str]):
    add_unit(engine, BUYER[0])
    opened(engine, "UH-1", title="Helt annat", unit_id=add_unit(engine, "Parkförvaltningen"))
    put(folder, call=notice_xml("call", procedure="P", number="UH-1", buyer=buyer))
    report = take_in(engine, folder)
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.SKIPPED, "UH-1")


@pytest.mark.parametrize(
    "other",
    [
        {"title": "En annan titel"},
        {"unit_id": None},
        {"unit_id": 2},
    ],
)
def test_another_title_or_unit_is_no_hint(engine: Engine, folder: Path, other: dict[str, Any]):
    units = [add_unit(engine, BUYER[0]), add_unit(engine, "Parkförvaltningen")]
    assert units == [1, 2]
    opened(engine, "UH-1", **{"unit_id": 1} | other)
    put(folder, call=CALL)
    assert take_in(engine, folder).created == 1


def test_a_case_that_has_ended_is_no_hint(engine: Engine, folder: Path):
    opened(engine, "UH-1", unit_id=add_unit(engine, BUYER[0]))
    with writing(engine) as connection:
        connection.execute(text("UPDATE track SET state = 'closed'"))
    put(folder, call=CALL)
    assert take_in(engine, folder).created == 1


def test_the_number_of_a_unit_that_numbers_cases_finds_the_case(engine: Engine, folder: Path, numbering: int):
    opened(engine, "UH-1", title="Helt annat")
    put(folder, call=notice_xml("call", procedure="P", number="UH-1"))
    report = take_in(engine, folder)
    assert (report.lines[0].outcome, report.lines[0].reference) == (ImportOutcome.UPDATED, "UH-1")
    assert read(engine, "UH-1").unit_id == numbering
