"""What the clauses of a case oblige a supplier to."""

import pytest
from sqlalchemy import Engine

from models.promises import by_form, differing, promised, told_promise, write_promise
from tests.models.building import opened, read

PERSONS = {"unit": "persons", "amount": 2.0, "positions": 0, "months_each": 6.0, "penalty": True}
DIALOGUE = {**PERSONS, "unit": "dialogue", "amount": 1.0}


@pytest.fixture
def case(sqlite_engine: Engine):
    opened(sqlite_engine)
    return read(sqlite_engine)


@pytest.mark.parametrize(
    ("clauses", "forms", "owed"),
    [
        ({}, "employment", {}),
        ({"employment": PERSONS}, "employment", PERSONS),
        ({"employment": PERSONS}, "dialogue", {}),
        ({"employment": PERSONS, "dialogue": DIALOGUE}, "employment dialogue", PERSONS),
        ({"dialogue": DIALOGUE}, "dialogue", DIALOGUE),
        (
            {"employment": PERSONS, "apprentice": {**PERSONS, "amount": 1.0}},
            "employment apprentice",
            {**PERSONS, "amount": 3.0},
        ),
        ({"employment": PERSONS, "apprentice": {**PERSONS, "months_each": 12.0}}, "employment apprentice", {}),
    ],
)
def test_clauses_are_one_obligation_where_they_can_be(case, clauses, forms, owed):
    case.put(forms=forms, clause_promise=by_form({form: write_promise(one) for form, one in clauses.items()}))

    assert promised(case) == owed


def test_a_figure_that_is_another_than_the_clauses_is_named():
    other = differing({"amount": 3.0, "unit": "months", "penalty": False, "months_each": 6.0}, PERSONS)

    assert [one.sv for one in other] == [
        "omfattning: 2, inte 3",
        "räknas i: personer, inte heltidsmånader",
        "vite: ja, inte nej",
    ]


def test_a_promise_is_told_as_the_journal_holds_it():
    assert (
        told_promise({"unit": "persons", "amount": 2.0, "penalty": True}) == "unit: persons, amount: 2, penalty: True"
    )


def test_a_clause_that_went_out_before_there_were_amounts_says_the_same_as_one_without(case):
    later = {**PERSONS, "bonus": 0, "bonus_cap": 0, "penalty_amount": 0, "by_month": False}
    clauses = {"employment": write_promise(PERSONS), "apprentice": write_promise(later)}
    case.put(clause_promise=by_form(clauses), forms="employment apprentice")
    assert promised(case)["amount"] == 4
    case.put(clause_promise=by_form(clauses | {"apprentice": write_promise({**later, "bonus": 20_000})}))
    assert promised(case) == {}
