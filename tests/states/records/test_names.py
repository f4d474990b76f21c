"""When two spellings are one name, and what is an organisation number."""

import pytest

from states.records.names import lot_key, organisation_number, reference_key, supplier_key, ten_digits, tidied


@pytest.mark.parametrize(
    "spelling",
    [
        "städ ab",
        "  Städ\u00a0 AB ",
        "STÄD AB.",
        "Städ, AB",
        "Städ A.B.",
        "Städ A. B.",
        "Städ A/B",
        "Städ AB (publ)",
        "Städ AB, publ.",
        "Sta\u0308d AB",
        "Städ\u200b AB",
    ],
)
def test_blanks_case_and_the_punctuation_of_the_company_form_make_no_other_supplier(spelling: str):
    assert supplier_key(spelling) == supplier_key("Städ AB")


@pytest.mark.parametrize(
    "other", ["Städ Aktiebolag", "Städ HB", "Stad AB", "Städ & Co AB", "AB Städ", "Städ 2 AB", "Städ", "Publ Städ AB"]
)
def test_other_words_are_another_supplier(other: str):
    assert supplier_key(other) != supplier_key("Städ AB")


@pytest.mark.parametrize("spelling", ["Odla ek.för.", "Odla Ek För", "ODLA, ek. för."])
def test_an_association_is_known_by_each_way_to_shorten_its_form(spelling: str):
    assert supplier_key(spelling) == supplier_key("Odla ek. för.")


def test_dashes_and_apostrophes_of_any_kind_are_the_same():
    assert supplier_key("Städ–Service’s AB") == supplier_key("Städ-Service's AB")


def test_the_point_of_a_lot_tells_it_from_another():
    assert lot_key(" DEL  1") == lot_key("Del 1")
    assert lot_key("Del 1.") != lot_key("Del 1")


def test_a_name_is_stored_without_what_nobody_sees():
    assert tidied(" Städ \t\u200bAB\n") == "Städ AB"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5566778899", "556677-8899"),
        (" 556677 - 8899", "556677-8899"),
        ("16556677-8899", "556677-8899"),
        ("SE556677889901", "556677-8899"),
        ("DE 123.456.789", "DE123456789"),
        ("121212-1212", ""),  # a person's
        ("19121212-1212", ""),
        ("55667788", ""),
        ("556677-8899 eller så", ""),
        ("okänt", ""),
        ("", ""),
    ],
)
def test_an_organisation_number_is_known_however_it_is_written(written: str, number: str):
    assert organisation_number(written) == number


def test_the_digits_of_a_number_are_those_without_century_and_branch():
    assert [ten_digits(one) for one in ("16556677-8899", "SE556677889901", "55-6")] == ["5566778899"] * 2 + ["556"]


def test_references_sort_as_people_sort_them():
    mixed = ["Ö-1", "ä-1", "A-10", "10-26", "a-2 b", "Å-1", "a-2", "ö-2", "A-02", "Z-1", "2-26", "A-1"]
    in_order = ["2-26", "10-26", "A-1", "A-02", "a-2", "a-2 b", "A-10", "Z-1", "Å-1", "ä-1", "Ö-1", "ö-2"]
    assert sorted(mixed, key=reference_key) == in_order


@pytest.mark.parametrize("other", ["UH 1", "UH-01", "UH-11", "UH-1a", "ÜH-1", "UH-\N{SUPERSCRIPT ONE}1"])
def test_references_of_other_signs_are_others(other: str):
    assert reference_key(other) != reference_key("UH-1")


@pytest.mark.parametrize(
    "same", ["uh-1", " UH-1 ", "UH\N{EN DASH}1", "UH\N{NON-BREAKING HYPHEN}1", "U\N{SOFT HYPHEN}H-1"]
)
def test_case_blanks_and_dashes_make_no_other_reference(same: str):
    assert reference_key(same) == reference_key("UH-1")
