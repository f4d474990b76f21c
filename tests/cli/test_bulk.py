"""The same override for many cases, by hand."""

import json

import pytest

from tests.cli.results import STEN, YLVA, plain


@pytest.fixture
def many(case, run) -> list[str]:
    """Four cases in planning: UH-1 of one unit, UH-2 with contact made, UH-3 of works, UH-4 without anything."""
    for reference, *told in (
        ("UH-2", "--kind", "service"),
        ("UH-3", "--kind", "works", "--unit", "Skolförvaltningen"),
        ("UH-4",),
    ):
        opened = run("case", "open", reference, "Skötsel", "--months", "24", "--headcount", "6", *told, "--on", ON)
        assert opened.exit_code == 0
    assert run("record", "UH-2", "contact_point_1", "2026-03-30", "--on", "2026-03-30").exit_code == 0
    return ["UH-1", "UH-2", "UH-3", "UH-4"]


ON = "2026-03-02"


def states(run) -> dict[str, str]:
    lines = run("case", "list", "--all", "--json").stdout.splitlines()
    return {one["reference"]: one["state"] for one in map(json.loads, lines)}


def test_what_fits_is_listed_asked_for_once_and_done_case_by_case(many, ask, run, answer):
    questions = answer("ja")
    told = ask("override", "--where", "state=planning", "--to", "no_requirement", "--reason", "Lagda ned")

    assert questions == ["Göra det för alla? [j/N]"]
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "Vad som skulle hända. Inget är ändrat än. Ärenden: 4."
    assert told.stdout.splitlines()[-4:] == [f"{one}: klart" for one in many]
    assert set(states(run).values()) == {"no_requirement"}


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (("state=planering",), ["UH-1", "UH-2", "UH-3", "UH-4"]),
        (("unit=Skolförvaltningen",), ["UH-3"]),
        (("unit=Skolförvaltningen", "unit=parkförvaltningen"), ["UH-1", "UH-3"]),
        ((f"officer={YLVA}",), ["UH-1"]),
        (("kind=works",), ["UH-3"]),
        (("kind=service", "overdue"), ["UH-1"]),
        (("state=advertised",), []),
    ],
)
def test_the_conditions_choose(many, ask, run, where, found):
    words = [word for one in where for word in ("--where", one)]
    told = ask("override", *words, "--to", "no_requirement", "--reason", "Lagda ned", "--json")

    assert [json.loads(line)["reference"] for line in told.stdout.splitlines()] == found
    assert set(states(run).values()) == {"planning"}
    done = ask("override", *words, "--to", "no_requirement", "--reason", "Lagda ned", "--yes")
    assert [one for one, state in states(run).items() if state == "no_requirement"] == found
    assert done.exit_code == 0


@pytest.mark.parametrize("where", ["sate=planning", "planning", "state=", "overdue=yes", "unit"])
def test_a_condition_that_is_none_is_refused(many, ask, where):
    told = ask("override", "--where", where, "--to", "closed", "--reason", "x", "--yes")

    assert (told.exit_code, "är inget villkor" in told.stderr) == (2, True)


def test_each_case_has_its_own_result_and_running_it_again_touches_only_what_is_left(many, ask, run):
    assert ask("move", "UH-4", "cancel", "--by", "officer", "--reason", "Borta").exit_code == 0
    words = ("override", "--where", "state=planning", "--to", "advertised", "--reason", "Rättat", "--yes")
    alone = ask(*words)

    assert alone.exit_code == 1
    assert "UH-1: nekas: Det här måste godkännas av en andra person." in plain(alone.stdout)
    assert "UH-2: klart" in alone.stdout
    for _again in range(2):
        together = ask(*words, "--as", STEN)
        assert together.exit_code == 0
        assert together.stdout.splitlines()[-2:] == [
            "UH-1: väntar på en andra person, begäran 1",
            "UH-3: väntar på en andra person, begäran 2",
        ]
    assert states(run) == {"UH-1": "planning", "UH-2": "advertised", "UH-3": "planning", "UH-4": "cancelled"}
    assert len(run("approve", "--json").stdout.splitlines()) == 2
    assert [plain(run("journal", one).stdout).count("utanför reglerna") for one in many] == [1, 1, 1, 0]


def test_what_would_be_led_straight_back_is_refused(many, ask, run):
    for words in (
        ("assess", "UH-2", "--outcome", "required", "--form", "employment"),
        ("record", "UH-2", "documents_published", "2026-04-01"),
    ):
        assert ask(*words).exit_code == 0
    before = run("journal", "UH-2").stdout
    told = ask("override", "--where", "state=advertised", "--to", "planning", "--reason", "Om", "--yes")

    assert told.exit_code == 1
    assert "UH-2: nekas: Det som är registrerat leder genast tillbaka." in plain(told.stdout)
    assert run("journal", "UH-2").stdout == before


def test_what_stands_there_already_is_told(many, ask):
    told = ask("override", "--where", "state=planning", "--to", "planning", "--reason", "Om", "--yes")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[-1] == "UH-4: står redan där"


def test_programs_get_a_line_for_each_result(many, ask):
    words = ("override", "--where", "kind=service", "--to", "advertised", "--reason", "Om", "--json", "--yes")
    told = ask(*words, "--as", STEN)

    assert [json.loads(line) for line in told.stdout.splitlines()] == [
        {
            "reference": reference,
            "process": "procurement",
            "subject": "",
            "status": status,
            "request": request,
            "why": None,
        }
        for reference, status, request in (("UH-1", "waiting", 1), ("UH-2", "done", None))
    ]
