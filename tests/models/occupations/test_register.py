"""Occupation groups, found by what people call them, and what a CPV code suggests."""

import pytest

from models.occupations.register import (
    UnknownOccupation,
    check_held,
    expected_of,
    months_for,
    occupation,
    occupation_named,
    occupations,
    occupations_typed,
    suggested_for,
)
from states.records.needs import Outlook


def test_all_groups_and_subgroups_of_ssyk_are_held_in_both_languages():
    known = occupations()

    assert (sum(len(code) == 3 for code in known), sum(len(code) == 4 for code in known)) == (148, 429)
    assert all(one.name.sv and one.name.en for one in known.values())
    assert "0110" in known


@pytest.mark.parametrize("word", ["9111", " 9111 ", "Städare", "STÄDARE", "sta\u0308dare", "st\u00adädare"])
def test_an_occupation_is_found_by_code_and_name_however_it_is_written(word):
    assert occupation_named(word).code == "9111"


def test_each_name_of_a_group_that_lists_several_finds_it():
    assert occupation_named("fönsterputsare").code == "9120"
    assert occupation_named("Trädgårdsanläggare").code == "6113"


@pytest.mark.parametrize(("word", "near"), [("städre", "9111"), ("målre", "7131"), ("lastbil", "8332")])
def test_a_word_that_comes_near_is_refused_with_what_may_be_meant(word, near):
    with pytest.raises(UnknownOccupation) as refusal:
        occupation_named(word)

    assert near in {one.code for one in refusal.value.near}
    assert near in refusal.value.text.sv


@pytest.mark.parametrize("word", ["", "9999", "xyzzy", "*"])
def test_a_word_that_is_no_occupation_is_refused(word):
    with pytest.raises(UnknownOccupation):
        occupation_named(word)


def test_a_code_of_which_there_is_no_occupation_is_refused():
    check_held(["9111", "711"])
    with pytest.raises(UnknownOccupation, match="9199"):
        check_held(["9111", "9199"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("städare", ("9111", 0)),
        ("städare:3", ("9111", 3)),
        ("städare: 3 st", ("9111", 3)),
        ("9111=3", ("9111", 3)),
        ("3 städare", ("9111", 3)),
        ("3 st städare", ("9111", 3)),
    ],
)
def test_an_occupation_is_typed_with_or_without_a_number(typed, read):
    assert occupations_typed([typed, " "]) == (read,)


@pytest.mark.parametrize(
    ("cpv", "first"),
    [("90919300", "9111"), ("90910000-9", "9111"), ("45442100", "7131"), ("45000000", "7111"), ("79600000", None)],
)
def test_the_longest_prefix_of_a_cpv_code_suggests(cpv, first):
    assert next((one.code for one in suggested_for(cpv)), None) == first


def test_every_suggestion_and_time_is_of_an_occupation_there_is():
    suggested = {one.code for prefix in ("45", "50", "90", "909", "77", "601", "853") for one in suggested_for(prefix)}

    assert suggested <= occupations().keys()
    assert all(one.months is None or 0 < one.months <= 36 for one in occupations().values())


def test_what_somebody_calls_the_trade_goes_before_the_cpv_code():
    assert [one.code for one in expected_of(Outlook(trade="målare", cpv="90910000"))] == ["7131"]
    assert [one.code for one in expected_of(Outlook(trade="något annat", cpv="90910000"))] == ["9111"]
    assert [one.code for one in expected_of(Outlook(trade="45442100-8"))] == ["7131"]
    assert expected_of(Outlook()) == ()


def test_the_times_of_a_city_go_before_ours_and_the_longest_code_first():
    assert months_for("9111", {}) == 3.5
    assert months_for("9111", {"9": 2, "9111": 5}) == 5
    assert months_for("9120", {"9": 2, "9111": 5}) == 2
    assert months_for("911", {}) == 3.5
    assert months_for("2142", {}) is None


def test_a_code_of_another_edition_stands_for_itself():
    assert occupation("9998").name.sv == "9998"
