"""Demand by command: the table, and entering an answer."""

import json

import pytest

UNIT = "Jobbcenter Norr"


@pytest.fixture
def asked(case, run) -> str:
    """The reference of a case that asks one unit for three cleaners from March 2027 on."""
    for words in (
        ("people", "unit", UNIT, "--email", "norr@example.se", "--phone", "031-390 06 52"),
        ("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03"),
        (
            *("assess", case, "--outcome", "required", "--form", "employment", "--occupation", "9111:3"),
            *("--unit", "persons", "--start", "2027-03-01", "--on", "2026-03-04"),
        ),
    ):
        told = run(*words)
        assert told.exit_code == 0, told.output
    return case


def answer(run, case, *words):
    return run("demand", "answer", case, "--unit", UNIT, *words, "--on", "2026-03-05")


def test_without_demand_it_says_so(city, run):
    assert run("demand").stdout == "Ingen öppen upphandling efterfrågar deltagare.\n"


def test_the_table_counts_positions_against_answers(asked, run):
    assert answer(run, asked, "--ready-by", "2026-09-01", "--comment", "två grupper").exit_code == 0
    told = run("demand")
    assert "Städare (9111)" in told.stdout
    row = next(line for line in told.stdout.splitlines() if line.startswith("2027-03"))
    assert row.split()[1:9] == ["1", "0", "3", "0", "3", "0", "0", "0"]


def test_programs_get_lines_of_json_with_the_sum_last_and_lines_of_values(asked, run):
    answer(run, asked, "--have")
    *rows, total = map(json.loads, run("demand", "--json").stdout.splitlines())
    figures = {"cases": 1, "unsaid": 0, "wanted": 3, "have": 3, "by": 0, "waiting": 0, "cannot": 0, "unasked": 0}
    assert rows == [{"month": "2027-03", "occupation": "9111", **figures}]
    assert total == {"total": figures}
    head, line = run("demand", "--csv").stdout.splitlines()
    assert dict(zip(head.split(","), line.split(","), strict=True))["have"] == "3"


def test_the_case_shows_what_was_asked_and_answered(asked, run):
    answer(run, asked, "--cannot")
    shown = run("case", "show", asked).stdout
    assert f"{UNIT}: 3 städare (9111), börjar 1 mars 2027 – kan inte (5 mars 2026)" in " ".join(shown.split())
    assert f"{UNIT} om Städare (9111): kan inte" in " ".join(run("journal", asked).stdout.split())


def test_the_same_answer_again_changes_nothing(asked, run):
    assert answer(run, asked, "--have").stdout == f"Svaret från {UNIT} för {asked} är registrerat.\n"
    before = run("journal", asked).stdout
    assert answer(run, asked, "--have").exit_code == 0
    assert run("journal", asked).stdout == before


@pytest.mark.parametrize("words", [(), ("--have", "--cannot"), ("--have", "--ready-by", "2026-09-01")])
def test_one_answer_and_only_one_is_asked_for(asked, run, words):
    assert answer(run, asked, *words).exit_code == 2


def test_an_unknown_unit_is_refused_with_those_that_there_are(asked, run):
    told = run("demand", "answer", asked, "--unit", "Norrland", "--have", "--on", "2026-03-05")
    assert told.exit_code == 1
    assert UNIT in told.stderr


def test_programs_read_the_orders_of_a_case_with_their_answers(asked, run):
    answer(run, asked, "--ready-by", "2026-09-01", "--people", "2", "--comment", "två grupper")
    (order,) = json.loads(run("case", "show", asked, "--json").stdout)["demand"]
    assert order == {
        "unit": UNIT,
        "occupation": "9111",
        "number": 3,
        "months": 0,
        "planned_start": "2027-03-01",
        "area": "",
        "forms": ["employment"],
        "asked_on": "2026-03-04",
        "asked": 1,
        "answer": "by",
        "ready_by": "2026-09-01",
        "people": 2,
        "comment": "två grupper",
        "answered_by": "labour_market",
        "answered_on": "2026-03-05",
    }
