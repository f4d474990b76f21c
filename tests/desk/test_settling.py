"""A case that cannot be settled is named with the cause, and a fault of the program is told from an odd row."""

import logging
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from desk import settling
from desk.settling import settle_due
from desk.synchronise import LABELS as OF_SYNCHRONISING
from desk.synchronise import SynchroniseResult
from desk.tick import LABELS as OF_TICKS
from desk.tick import TickResult
from models.casefile import CaseFile
from models.storage.database import writing
from models.unreadable import CaseProblem
from states.text import Text
from tests.notifications.city import found_city, open_planned

OPENED, DAY = date(2026, 1, 12), date(2026, 1, 19)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    for number in (1, 2):
        open_planned(engine, f"UH-{number}", on=OPENED)
    return engine


def settled(engine: Engine) -> TickResult:
    result = TickResult(DAY)
    settle_due(engine, today=DAY, result=result)
    return result


def broken_rule(case: CaseFile, today: date) -> Any:
    if case.reference == "UH-1":
        raise KeyError("Karl Exempelsson")
    return []


def test_an_odd_row_is_named_with_what_is_odd(city: Engine):
    with writing(city) as connection:
        connection.execute(text("UPDATE \"case\" SET kind = 'melted' WHERE reference = 'UH-1'"))

    assert settled(city).problems == [
        CaseProblem(
            "UH-1",
            Text(
                "Ett okänt värde är lagrat som slag av upphandling: ”melted”.",
                "An unknown value is stored as kind of procurement: “melted”.",
            ),
        ),
    ]


def test_a_fault_of_the_program_is_called_one_and_the_other_cases_go_on(city, monkeypatch, caplog):
    monkeypatch.setattr(settling, "settle", broken_rule)

    with caplog.at_level(logging.ERROR):
        result = settled(city)

    (problem,) = result.problems
    assert (problem.reference, problem.is_fault, result.checked, result.planned) == ("UH-1", True, 2, 1)
    assert problem.cause.en.startswith("A fault of the program, not of the case (KeyError, test_settling.py:")
    assert "UH-1 failed by a fault of the program: KeyError, test_settling.py:" in caplog.text


def test_neither_log_nor_result_holds_what_the_fault_says(city, monkeypatch, caplog):
    monkeypatch.setattr(settling, "settle", broken_rule)

    with caplog.at_level(logging.DEBUG):
        result = settled(city)

    assert "Exempelsson" not in caplog.text + str(result.as_dict())


def test_a_case_that_could_not_be_settled_is_looked_at_the_next_day(city, monkeypatch):
    monkeypatch.setattr(settling, "settle", broken_rule)
    settled(city)
    monkeypatch.undo()

    again = TickResult(date(2026, 1, 20))
    settle_due(city, today=again.on, result=again)

    assert (again.problems, again.planned) == ([], 1)


@pytest.mark.parametrize(
    ("result", "labels", "apart"),
    [(TickResult, OF_TICKS, {"problems", "warnings"}), (SynchroniseResult, OF_SYNCHRONISING, {"problems"})],
    ids=["tick", "synchronise"],
)
def test_every_figure_of_a_run_has_a_label(result, labels, apart):
    assert result(DAY).as_dict().keys() - apart == labels.keys()


def test_the_figure_of_a_list_is_its_length():
    result = SynchroniseResult(DAY, busy=["UH-1", "UH-2"])

    figures = result.figures(OF_SYNCHRONISING)

    assert (figures["on"], figures["busy"], list(figures)) == ("2026-01-19", 2, list(OF_SYNCHRONISING))
