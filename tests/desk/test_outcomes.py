"""The results of a year, what of them is shown, and the cases behind each number."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from sqlalchemy import Engine, select

from desk import outcomes as module
from desk.outcomes import BEHIND, NO_UNIT, OTHER, cases_behind, one_of, outcomes, workbook_sheets
from matters.ladder_file import DEFAULT
from models.figures import LED, NO_LABOUR, NOT_LED, Figure, Name, SpanStep, Still
from models.storage.database import reading
from models.tables import Case
from states.records.obligations import Measure
from states.records.small_counts import CountTable
from tests.kept_figures import TODAY, YEAR, add_units, keep, times
from tests.models.building import statements

SCHOOL, PARK, ROADS = 101, 102, 103


@pytest.fixture
def city(engine: Engine) -> Engine:
    add_units(engine, "Skolan", "Parken", "Gatan")
    return engine


def page(engine: Engine, **asked):
    with reading(engine) as connection:
        return outcomes(connection, today=TODAY, ladder=DEFAULT, **asked)


def services(required: int, without: int, unit: int = SCHOOL) -> list[Figure]:
    return [*times(required, Name.WITH, "employment", unit), *times(without, Name.WITHOUT, "litet avtal", unit)]


def test_the_share_is_that_of_assessed_services_against_the_goal(city):
    keep(city, [*services(6, 8), *services(7, 10, PARK), *times(6, Name.UNASSESSED)])
    share = page(city).share
    assert (share.procured.number, share.required.number, share.without.number) == (31, 13, 18)
    assert (share.percent, share.lacking, share.unassessed.number) == (42, 3, 6)


def test_small_numbers_are_not_shown_on_any_page_nor_what_would_give_them_away(city):
    keep(city, [*services(6, 8), *services(2, 9, PARK), *services(7, 6, ROADS)])
    whole, parks = page(city), page(city, unit_id=PARK)
    assert whole.share.required.number == 15
    shown = {row.name: row.share.required.number for row in whole.by_unit}
    assert [name for name, number in shown.items() if number is None] == ["Gatan", "Parken"]
    assert all(row.share.procured.number for row in whole.by_unit)
    assert (parks.share.required.number, parks.share.percent, parks.hides) == (None, None, True)
    assert page(city, unit_id=ROADS).share.required.number is None
    assert page(city, unit_id=SCHOOL).share.percent == 43


def test_a_year_and_a_unit_that_there_are_not_have_no_page(city):
    keep(city, services(6, 8))
    assert page(city, year=2019) is None
    assert page(city, unit_id=999) is None
    assert page(city, year=YEAR, unit_id=NO_UNIT).is_empty is False


def test_without_anything_the_page_is_of_this_year_and_empty(city):
    empty = page(city)
    assert (empty.year, empty.years, empty.is_empty, empty.by_unit) == (2026, [2026], True, [])
    assert empty.share.percent is None


def test_reasons_that_few_have_given_stand_together(city):
    keep(
        city,
        [*services(6, 8), *times(6, Name.WITHOUT, NO_LABOUR), *times(3, Name.WITHOUT, "x"), *times(4, Name.WITHOUT)],
    )
    told = {row.label.sv: row.count.number for row in page(city).reasons}
    assert told == {"Litet avtal": 8, "Arbetskraft finns inte i yrket": 6, "Andra skäl": 7}


def test_promised_started_fulfilled_and_remaining_are_told_by_measure(city):
    promised, started, fulfilled = (
        Figure(name, Measure.PERSONS, YEAR, SCHOOL, amount=amount)
        for name, amount in ((Name.PROMISED, 40), (Name.STARTED, 30), (Name.FULFILLED, 18))
    )
    keep(city, [promised, started, fulfilled, Figure(Name.PROMISED, Measure.MONTHS, YEAR, SCHOOL, amount=7.5)])
    persons, months = page(city).amounts
    assert [one.number for one in one_of(persons)] == [40, 30, 18, 22]
    assert (months.measure, months.promised.number) == (Measure.MONTHS, 7.5)


def test_few_that_remain_are_not_told_by_what_is_fulfilled(city):
    amounts = ((Name.PROMISED, 40), (Name.STARTED, 40), (Name.FULFILLED, 38))
    keep(city, [Figure(name, Measure.PERSONS, YEAR, SCHOOL, amount=amount) for name, amount in amounts])
    (persons,) = page(city).amounts
    assert [persons.fulfilled.number, persons.remaining.number] == [None, None]


def test_of_people_also_nobody_is_not_told(city):
    stays = [*times(8, Name.HIRES), *times(8, Name.AFTER_6, Still.YES), *times(8, Name.AFTER_12, Still.NOT_YET)]
    keep(city, [*stays, *times(9, Name.INTERNSHIPS, LED), *times(7, Name.INTERNSHIPS, NOT_LED)])
    told = page(city)
    assert told.after_6.yes.number is None  # else all of them would be known to have stayed
    assert (told.internships.yes.number, told.internships.known.number) == (9, 16)


def test_days_count_what_still_goes_on(city):
    done = [one for days in range(1, 11) for one in times(1, Name.DONE, SpanStep.ASSESSMENT, amount=days)]
    late = times(10, Name.OPEN, SpanStep.ASSESSMENT, day=TODAY - timedelta(days=90))
    keep(city, [*done, *late])
    first = page(city).days[0]
    assert (first.half, first.most, first.done.number, first.going_on.number) == (10, None, 10, 10)


def test_every_number_leads_to_its_cases(city):
    keep(city, [*services(6, 8), *times(3, Name.WITHOUT, "x"), *times(5, Name.WITHOUT, NO_LABOUR, PARK)])
    told = page(city)
    rows = [told.share.required, told.share.without, *(row.count for row in (*told.forms, *told.reasons))]
    with reading(city) as connection:
        for one in rows:
            if one.number:
                behind = cases_behind(connection, one.behind, one.value, year=YEAR, today=TODAY, ladder=DEFAULT)
                found = connection.execute(select(Case.__table__.c.id).where(behind.condition)).all()
                assert len(found) == one.number, behind.label
        few = cases_behind(connection, "skal", OTHER, year=YEAR, today=TODAY, ladder=DEFAULT)
        assert len(connection.execute(select(Case.__table__.c.id).where(few.condition)).all()) == 3


@pytest.mark.parametrize(("name", "value"), [("finns-inte", ""), ("krav", "x"), ("steg-klart", "x"), ("atagna", "x")])
def test_a_name_that_stands_for_no_cases_leads_nowhere(city, name, value):
    with reading(city) as connection:
        assert cases_behind(connection, name, value, year=YEAR, today=TODAY, ladder=DEFAULT) is None


def test_every_name_of_cases_is_worded_in_both_languages():
    assert all(one.label.sv and one.label.en and one.names for one in BEHIND.values())


def test_the_workbook_holds_nothing_that_the_page_hides(city):
    keep(city, [*services(6, 8), *services(2, 9, PARK), *services(7, 6, ROADS)])
    sheets = {name: rows for name, _, rows in workbook_sheets(page(city), "sv")}
    assert ["Parken", 11, None, None, 0, 0] in [list(row) for row in sheets["Enheter"]]


@pytest.mark.parametrize("size", [3, 30])
def test_it_costs_the_same_statements_for_any_number_of_cases(city, size):
    keep(city, services(size, size))
    with reading(city) as connection, statements(connection) as asked:
        outcomes(connection, today=TODAY, ladder=DEFAULT)
        assert len([one for one in asked if one != "BEGIN"]) <= 14


# --- proof -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_no_number_of_a_year_that_is_not_shown_follows_from_those_that_are(city, monkeypatch, seed):
    tables: list[CountTable] = []

    class Kept(CountTable):
        def __init__(self) -> None:
            super().__init__()
            tables.append(self)

    monkeypatch.setattr(module, "CountTable", Kept)
    keep(city, at_random(Random(seed)))  # noqa: S311 - no secret
    page(city)
    assert len(tables) > 8
    for table in tables:
        assert worked_out(table) == set()


def at_random(random: Random) -> list[Figure]:
    keys = {
        Name.WITH: ("employment", "dialogue", "apprentice employment"),
        Name.WITHOUT: ("a", "b", NO_LABOUR),
        Name.INTERNSHIPS: (LED, NOT_LED),
        Name.HIRES: ("",),
        Name.ANYWAY: ("yes", "no", "unknown"),
        Name.DONE: tuple(SpanStep),
        Name.OPEN: tuple(SpanStep),
    }
    rows = [
        one
        for unit in (SCHOOL, PARK, ROADS)
        for name, of in keys.items()
        for key in of
        for one in times(random.choice([0, 0, 1, 3, 5, 8, 12]), name, key, unit, **_known(name))
    ]
    people = [one.unit_id for one in rows if one.name == Name.HIRES]
    for name in (Name.AFTER_6, Name.AFTER_12):
        rows += [Figure(name, random.choice(list(Still)), YEAR, unit) for unit in people]
    for unit in (SCHOOL, PARK, ROADS):
        most = random.randint(0, 30)
        amounts = sorted((most, random.randint(0, most), random.randint(0, most)), reverse=True)
        for name, amount in zip((Name.PROMISED, Name.STARTED, Name.FULFILLED), amounts, strict=True):
            rows.append(Figure(name, Measure.PERSONS, YEAR, unit, amount=amount))
    return rows


def _known(name: Name) -> dict:
    return {"day": date(2026, 6, 1)} if name is Name.OPEN else {"amount": 4} if name is Name.DONE else {}


def worked_out(table: CountTable) -> set:
    """Return the closed cells that have one value in every solution of the sums, by elimination."""
    closed = table.closed()
    hidden = [key for key, cell in table.cells.items() if key in closed or not cell.told]
    place = {key: number for number, key in enumerate(hidden)}
    rows: list[list[Fraction]] = []
    for total, *parts in table._in_sum:
        row = [Fraction(0)] * len(hidden)
        for key, sign in ((total, -1), *((part, 1) for part in parts)):
            if key in place:
                row[place[key]] += sign
        rows.append(row)
    reduced = eliminated(rows, len(hidden))
    alone = {next(at for at, value in enumerate(row) if value) for row in reduced if sum(map(bool, row)) == 1}
    return {key for key in closed if place[key] in alone}


def eliminated(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """Return the rows in reduced echelon form: a column that stands alone in one has one value."""
    done: list[list[Fraction]] = []
    for column in range(width):
        found = next((row for row in rows if row[column]), None)
        if found is None:
            continue
        rows.remove(found)
        lead = [value / found[column] for value in found]
        rows, done = ([_without(row, lead, column) for row in some] for some in (rows, done))
        done.append(lead)
    return done


def _without(row: list[Fraction], lead: list[Fraction], column: int) -> list[Fraction]:
    return [value - row[column] * other for value, other in zip(row, lead, strict=True)] if row[column] else row
