import pytest

from exchange.plans.columns import ColumnsUnreadable, columns_file, columns_of, read_columns
from exchange.plans.plan_reader import PlanUnreadable, read_plan
from tests.exchange.spreadsheets import csv_bytes

HEAD = ("Vad köper vi?", "Vem?", "Tid", "Kostnadsställe", "Upphandlingsvärde (tkr)")


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(csv_bytes(HEAD, ("Städ", "Skolan", "24", "4711", "900")))
    return path


def told(tmp_path, text):
    path = tmp_path / "columns.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_layout_that_nobody_knows_is_shown_described_and_then_read(plan, tmp_path):
    with pytest.raises(PlanUnreadable):
        read_plan(plan)
    assert [(one.letter, one.means) for one in columns_of(plan)][-1] == ("E", "Bedömd kostnad, tkr")
    text = columns_file(columns_of(plan))
    for heading, means in zip(HEAD, ("Benämning", "Enhet", "Kontraktstid (mån)"), strict=False):
        text = text.replace(f'"{heading}" = ""', f'"{heading}" = "{means}"')

    found = read_plan(plan, read_columns(told(tmp_path, text)))

    (row,) = found.rows
    assert (row.title, row.unit, row.months, row.cost) == ("Städ", "Skolan", 24.0, 900_000)
    assert found.unread == ("Kostnadsställe",)


@pytest.mark.parametrize(
    "text", ["[columns]\nTid = 'Väntetid'", "[kolumner]\n", "columns = 1", "=", "[columns]\nTid = 3"]
)
def test_a_file_that_says_what_nobody_understands_is_refused(tmp_path, text):
    with pytest.raises(ColumnsUnreadable):
        read_columns(told(tmp_path, text))
