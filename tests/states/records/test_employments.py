"""Who employs somebody, and in which contract an employment counts, as they are written and read."""

import pytest

from states.records.employments import CountedIn, Employer


def test_an_employer_is_known_by_name_and_organisation_number():
    firm = Employer.of("  Bemanning  AB ", "5560004615")
    assert (firm.name, firm.number) == ("Bemanning AB", "556000-4615")
    assert Employer.parse(str(firm)) == firm
    assert firm.told.sv == "Bemanning AB (556000-4615)"


@pytest.mark.parametrize(
    ("name", "number"),
    [("Bemanning AB", ""), ("Bemanning AB", "810112-9876"), ("", "556000-4615"), ("x" * 121, "556000-4615")],
)
def test_an_employer_without_a_name_or_a_real_number_is_refused(name, number):
    with pytest.raises(ValueError, match="no employer"):
        Employer.of(name, number)


def test_a_contract_is_known_by_the_place_and_the_case_in_which_an_employment_counts():
    told = CountedIn("2.1", "UH 2026 14")
    assert CountedIn.parse(str(told)) == told
    assert told.told.sv == "UH 2026 14, plats 2, kandidat 1"


@pytest.mark.parametrize("text", ["", "UH-1", "2 UH-1", "0.1 UH-1", "2.1", "2.1 "])
def test_a_contract_without_a_place_or_a_case_is_refused(text):
    with pytest.raises(ValueError, match="no place"):
        CountedIn.parse(text)
