import json

import pytest

from tests.cli.results import STEN, lines, plain

MODEL_APPLIES = """\
Modellen gäller: tjänst, entreprenad eller förnyad konkurrensutsättning, längre
än fyra månader och fler än en person."""


def test_opening_a_case_tells_what_the_rule_says_and_what_is_next(city, run):
    told = run("case", "open", "UH-7", "Städning", "--kind", "tjänst", "--months", "4,5", "--headcount", "2")

    assert lines(told) == [
        "Ärendet UH-7 är öppnat.",
        *MODEL_APPLIES.splitlines(),
        "Vad ärendet väntar på: trespann case explain UH-7",
    ]


def test_opening_a_case_of_which_little_is_known_tells_what_is_missing(city, run):
    assert "Avtalets längd är inte känd." in lines(run("case", "open", "UH-7", "Städning"))


def test_a_case_of_four_months_exactly_is_ruled_out_by_the_rule(city, run):
    told = run("case", "open", "UH-7", "Städning", "--kind", "service", "--months", "4", "--headcount", "2")

    assert "Uppdraget är inte längre än fyra månader." in lines(told)


def test_what_was_unknown_is_entered_later(city, run):
    run("case", "open", "UH-7", "Städning")

    told = run(
        "case",
        "change",
        "UH-7",
        "--kind",
        "works",
        "--months",
        "36",
        "--headcount",
        "10",
        "--unit",
        "parkförvaltningen",
    )

    assert lines(told) == ["Ärendet UH-7 är ändrat.", *MODEL_APPLIES.splitlines()]
    assert "Enhet                Parkförvaltningen" in lines(run("case", "show", "UH-7"))


def test_a_change_of_nothing_asks_what_to_change(case, run):
    told = run("case", "change", case)

    assert told.exit_code == 2
    assert "Ange vad som ska ändras" in told.stderr


def test_an_empty_title_is_refused(city, run):
    told = run("case", "open", "UH-7", "  ")

    assert (told.exit_code, told.stderr.splitlines()[0]) == (2, "Fel: RUBRIK: Skriv en text.")


@pytest.fixture
def three(case, run):
    run("case", "open", "UH-2", "Snöröjning", "--unit", "Skolförvaltningen", "--on", "2026-03-03")
    run("case", "open", "UH-3", "Målning", "--on", "2026-03-04")
    run("move", "UH-3", "cancel", "--by", "officer", "--reason", "Behovet är borta", "--on", "2026-03-05")
    return case


def test_the_list_shows_open_cases_in_the_order_of_their_references(three, run):
    assert lines(run("case", "list")) == [
        "Beteckning  Läge       Sedan       Vad som upphandlas, för vem",
        "UH-1        planering  2026-03-02  Skötsel av parker (Parkförvaltningen)",
        "UH-2        planering  2026-03-03  Snöröjning (Skolförvaltningen)",
    ]


def test_the_list_of_all_shows_closed_cases_too(three, run):
    assert "UH-3        avbruten   2026-03-05  Målning" in lines(run("case", "list", "--all"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("--state", "cancelled"), ["UH-3"]),
        (("--state", "planering"), ["UH-1", "UH-2"]),
        (("--unit", "Skolförvaltningen"), ["UH-2"]),
        (("--after", "UH-1"), ["UH-2"]),
        (("--all", "--after", "UH-2"), ["UH-3"]),
    ],
)
def test_the_list_may_be_narrowed(three, run, asked, found):
    listed = lines(run("case", "list", *asked, "--json"))

    assert [json.loads(line)["reference"] for line in listed] == found


def test_a_line_of_the_list_as_json(three, run):
    first = json.loads(lines(run("case", "list", "--json"))[0])

    assert first == {
        "reference": "UH-1",
        "title": "Skötsel av parker",
        "unit": "Parkförvaltningen",
        "officer": "Ylva Påhittad",
        "kind": "service",
        "outcome": "pending",
        "state": "planning",
        "since": "2026-03-02",
        "opened_on": "2026-03-02",
        "next_check": "2026-03-02",
    }


def test_a_list_without_cases_says_so(city, run):
    assert lines(run("case", "list")) == ["Det finns inget sådant ärende."]


def test_a_long_list_tells_how_to_go_on(city, run):
    for number in range(51):
        run("case", "open", f"UH-{number:02}", "Städning", "--on", "2026-03-02")

    listed = lines(run("case", "list"))

    assert len(listed) == 1 + 50 + 2
    assert listed[-1] == "Det finns fler. Lägg till --after UH-49"
    assert len(lines(run("case", "list", "--json"))) == 51


def test_an_officer_of_a_case_is_one_in_the_directory(case, run):
    told = run("case", "change", case, "--officer", STEN, "--on", "2026-03-03")
    assert told.exit_code == 1
    assert "Nummer 2 står i katalogen som stödfunktion, inte som upphandlare eller chef." in plain(told.stderr)
    again = run("case", "open", "UH-9", "Städning", "--officer", STEN, "--on", "2026-03-03")
    assert (again.exit_code, run("case", "show", "UH-9").exit_code) == (1, 2)
