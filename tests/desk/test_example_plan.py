"""The plan of the example city, moved with the day of its start."""

from datetime import date

import pytest

from desk.example_plan import MONTHS, RowDays, notices_of, plan_of
from models.installation.settings import EXAMPLES
from tests.example import DAYS

FILE = EXAMPLES / "plan.csv"
OWN = RowDays(opens=date(2026, 11, 2), call=date(2027, 1, 18))


@pytest.mark.parametrize("start", [*DAYS, date(2031, 2, 28)], ids=str)
def test_all_rows_stand_around_the_day_of_the_start_and_lose_their_year(start: date) -> None:
    plan = plan_of(FILE, start, {})
    assert len(plan.rows) == 40
    assert [row.reference for row in plan.rows if len(row.reference) != len("UH-000")] == []
    assert max(row.opens for row in plan.rows) < start
    assert min(row.opens for row in plan.rows) > start.replace(year=start.year - 2)
    assert "UH-20" not in plan.as_of(start)


def test_a_plan_grows_with_the_days() -> None:
    plan = plan_of(FILE, DAYS[0], {})
    first = plan.rows[0].opens
    assert plan.as_of(first).count("\n") < plan.as_of(DAYS[0]).count("\n") == 41
    assert plan.as_of(first.replace(year=2000)).splitlines() == [plan.headings]


def test_a_row_with_days_of_its_own_keeps_the_weekday_of_its_call() -> None:
    (row,) = [row for row in plan_of(FILE, DAYS[0], {"UH-002": OWN}).rows if row.reference == "UH-002"]
    assert (row.opens, date(2026, 1, 19) + row.moved) == (OWN.opens, OWN.call)
    assert ";2027-01-18;" in row.line


def test_notices_move_with_their_row() -> None:
    plan = plan_of(FILE, DAYS[0], {})
    moved = {row.reference: row.moved for row in plan.rows}
    found = {notice.name[:2]: notice for notice in notices_of(EXAMPLES / "notices", plan)}
    assert len(found) == 14
    assert found["02"].published == date(2026, 2, 4) + moved["UH-003"]
    assert "2000-01-01" in found["04"].text
    assert MONTHS == 18
