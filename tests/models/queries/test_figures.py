"""Sums of stored figures, and of those that are reckoned because their case is due."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from matters.ladder_file import DEFAULT
from matters.rules_in_force import rules_with
from models.figures import Figure, Name
from models.queries.figures import FigurePart, read_figures
from models.storage.database import reading
from models.tables import Case
from tests.asking import CLEANERS, MONDAY, ask, found_units
from tests.kept_figures import YEAR, add_units, keep, times
from tests.models.building import statements

RULES = rules_with(DEFAULT)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    add_units(engine, "Skolan", "Parken")
    return engine


def test_what_is_stored_and_what_is_due_are_added_up_together(city):
    keep(city, times(4, Name.WITH, "employment") + times(2, Name.WITH, "dialogue", 102), today=MONDAY)
    ask(city, ((CLEANERS, 3),))
    with reading(city) as connection:
        figures = read_figures(connection, MONDAY, RULES)
        sums = {one.key: one.amount for one in figures.sums(FigurePart((Name.WITH,), YEAR))}
        of_unit = figures.sums(FigurePart((Name.WITH,), YEAR, 102))
    assert sums == {"employment": 5, "dialogue": 2}
    assert [(one.key, one.amount, one.rows) for one in of_unit] == [("dialogue", 2, 2)]


def test_under_other_rules_the_open_cases_are_reckoned_and_those_that_have_ended_kept(city):
    keep(city, times(4, Name.WITH, "employment"), today=MONDAY)
    ask(city, ((CLEANERS, 3),))
    with reading(city) as connection:
        (told,) = read_figures(connection, MONDAY, "others").sums(FigurePart((Name.WITH,), YEAR))
    assert told.amount == 5


@pytest.mark.parametrize(
    ("part", "found"),
    [
        (FigurePart((Name.DONE,)), 3),
        (FigurePart((Name.DONE,), key="hire"), 2),
        (FigurePart((Name.DONE,), keys=("meeting",)), 1),
        (FigurePart((Name.DONE,), no_unit=True), 1),
        (FigurePart((Name.DONE,), 2025), 0),
        (FigurePart((Name.OPEN,), since=date(2026, 3, 1)), 1),
        (FigurePart((Name.OPEN,), until=date(2026, 2, 1)), 0),
    ],
)
def test_a_part_holds_for_rows_in_the_database_and_for_those_that_were_reckoned(city, part, found):
    rows = [
        *times(2, Name.DONE, "hire", amount=4),
        *times(1, Name.DONE, "meeting", None, amount=9),
        Figure(Name.OPEN, "hire", YEAR, 101, date(2026, 3, 1)),
    ]
    keep(city, rows, today=MONDAY)
    assert sum(map(part.holds, rows)) == found
    with reading(city) as connection:
        figures = read_figures(connection, MONDAY, RULES)
        assert sum(one.rows for one in figures.sums(part)) == found
        behind = connection.execute(select(Case.__table__.c.id).where(figures.cases(part))).all()
    assert len(behind) == found


def test_the_years_of_which_there_are_results_come_newest_first(city):
    keep(city, [*times(1, Name.WITH, year=2024), *times(1, Name.DONE, "hire", year=2026)], today=MONDAY)
    with reading(city) as connection:
        assert read_figures(connection, MONDAY, RULES).years() == [2026, 2025, 2024]


@pytest.mark.parametrize("size", [2, 6])
def test_it_costs_the_same_statements_for_any_number_of_cases(city, size):
    keep(city, times(size, Name.WITH, "employment"), today=MONDAY)
    for number in range(size):
        ask(city, ((CLEANERS, 3),), f"UH-{number}")
    with reading(city) as connection, statements(connection) as asked:
        figures = read_figures(connection, MONDAY, RULES)
        figures.demand()
        figures.sums(FigurePart((Name.WITH,), YEAR))
        assert len([one for one in asked if one != "BEGIN"]) <= 17
