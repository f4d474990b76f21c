import pytest

from exchange.plans.headings import HEADINGS, read_header
from exchange.plans.plan_reader import PlanRow
from tests.exchange.spreadsheets import NEEDED, csv_bytes


@pytest.mark.parametrize(
    ("field", "heading"),
    [(field, heading) for field, headings in HEADINGS.items() for heading in headings.split(" | ")],
)
def test_every_listed_heading_means_its_field(field, heading):
    found = read_header(1, [heading])

    assert list(found.columns) == [field]


@pytest.mark.parametrize(
    "heading",
    ["BENÄMNING UPPHANDLING", " benämning_upphandling ", "Benamning\nupphandling:", "Benämning-upphandling"],
)
def test_case_accents_spaces_and_punctuation_of_a_heading_do_not_matter(read, heading):
    assert read(csv_bytes(("Dnr", heading), ("A-1", "Städning"))).rows[0].title == "Städning"


def test_columns_may_come_in_any_order(read):
    found = read(csv_bytes(("CPV", "Benämning", "Verksamhet", "Dnr"), ("90910000", "Städning", "Skolan", "A-1")))

    assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning", unit="Skolan", cpv="90910000"),)


@pytest.mark.parametrize("order", [1, -1])
def test_the_preferred_of_two_headings_for_one_field_is_read(read, order):
    headings = ("Dnr", "Benämning", "Förvaltning", "Verksamhet")[::order]
    cells = ("A-1", "Städning", "Nämnden", "Skolan")[::order]

    found = read(csv_bytes(headings, cells))

    assert found.rows[0].unit == "Skolan"
    assert found.unread == ("Förvaltning",)


def test_headings_that_mean_nothing_are_listed_and_left_unread(read):
    found = read(csv_bytes((*NEEDED, "Favoritfärg", ""), ("A-1", "Städning", "blå", "")))

    assert found.unread == ("Favoritfärg",)
    assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning"),)


def test_title_and_unit_are_enough(read):
    found = read(csv_bytes(("Title", "Department"), ("Cleaning", "Schools")))

    assert found.rows == (PlanRow(row=2, title="Cleaning", unit="Schools"),)


def test_headings_may_stand_below_a_title(read):
    found = read(csv_bytes(("Upphandlingsplan 2026",), (), NEEDED, ("A-1", "Städning")))

    assert found.rows[0].row == 4


def test_headings_below_the_first_twenty_rows_are_not_looked_for(refusal):
    assert "20 första raderna" in refusal(csv_bytes(*[("text",)] * 20, NEEDED, ("A-1", "Städning"))).sv


@pytest.mark.parametrize(
    ("headings", "named"),
    [
        (("Dnr", "CPV", "Favoritfärg"), "”Benämning upphandling” saknas"),
        (("Benämning", "CPV", "Favoritfärg"), "”JournalID” eller ”Verksamhet” saknas"),
    ],
)
def test_a_missing_column_is_named_with_the_headings_found(refusal, headings, named):
    text = refusal(csv_bytes((), headings, ("A", "B", "C")))

    assert named in text.sv
    assert "på rad 2" in text.sv
    assert all(heading in text.sv and heading in text.en for heading in headings)
    assert "försök igen" in text.sv


def test_the_contents_of_a_file_without_headings_are_not_repeated(refusal):
    text = refusal(csv_bytes(("A-1", "Städning", "Alva Exempelsson"), ("A-2", "Målning", "Bo Påhittad")))

    assert "Alva" not in text.sv + text.en
    assert "”Benämning upphandling” och ”JournalID”" in text.sv
