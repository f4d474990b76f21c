"""What a case is called that notices open, and which of two cases is the later."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.exchange.notices.folders import (
    put,
    take_in,
)
from tests.models.building import (
    notice_xml,
    uuid,
)


def test_the_number_of_a_unit_that_numbers_cases_is_the_reference_of_a_new_case(
    engine: Engine, folder: Path, numbering: int
):
    assert numbering
    put(
        folder,
        pin=notice_xml("pin", form="planning", number="UH-7", published="2025-09-01"),
        call=notice_xml("call", procedure="P", number="UH-7"),
        other=notice_xml("other", procedure="O", number="UH-8"),
    )
    report = take_in(engine, folder)
    assert {line.name: (str(line.outcome), line.reference) for line in report.lines} == {
        "pin.xml": ("created", "UH-7"),
        "call.xml": ("updated", "UH-7"),
        "other.xml": ("created", "UH-8"),
    }


@pytest.mark.parametrize("number", ["https://exempel.example/1", "x" * 61, "-"])
def test_a_number_that_is_no_reference_is_not_made_one(engine: Engine, folder: Path, numbering: int, number: str):
    assert numbering
    put(folder, a=notice_xml("a", procedure="P", number=number), b=notice_xml("b", procedure="Q", number=number))
    report = take_in(engine, folder)
    assert {line.reference for line in report.lines} == {f"N-{uuid(word)[:13]}" for word in "PQ"}
