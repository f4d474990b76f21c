import json
import shlex

import pytest
import typer.core
import typer.main

from cli.main import app
from cli.remedies import About, commands
from states.processes.registry import PROCESSES
from states.refusal import Reason

GUARDS = sorted(
    {
        guard
        for process in PROCESSES.values()
        if process.name != "delivery"
        for move in process.moves
        for guard in move.guards
    },
    key=lambda guard: guard.name,
)
ABOUT = About("UH-1", supplier="1: Exempel AB", position="2")
SUGGESTED = sorted(
    {
        command
        for guard in GUARDS
        for command in commands(Reason(guard.name, guard.text, guard.met_by, guard.remedies), ABOUT)
    },
)


def understood(words: list[str]) -> bool:
    program, *rest = words
    command = typer.main.get_command(app)
    while isinstance(command, typer.core.TyperGroup):
        name, *rest = rest
        command = command.get_command(None, name)
    return program == "trespann" and command.make_context("trespann", rest).args == []


@pytest.mark.parametrize("command", SUGGESTED)
def test_every_command_that_is_suggested_is_understood(command):
    assert understood(shlex.split(command))


def test_every_condition_that_names_a_record_suggests_a_command():
    silent = [g.name for g in GUARDS if g.records and not commands(Reason(g.name, g.text, g.met_by, g.remedies), ABOUT)]

    assert silent == []


def explained(run, reference: str, on: str) -> list[dict]:
    told = run("case", "explain", reference, "--on", on, "--json")
    assert told.exit_code == 0, told.stderr
    return json.loads(told.stdout)["moves"]


def test_a_case_in_planning_tells_all_that_advertising_waits_for(case, run):
    told = run("case", "explain", case, "--on", "2026-03-02").stdout

    assert told.startswith("UH-1  Skötsel av parker\n\nupphandlingsprocessen: planering\n")
    assert (
        """
  annonsera (advertise) → annonserad
    Går inte än. Det här ska vara uppfyllt:
    - Kontaktpunkt 1 är registrerad: stödfunktionen har kontaktats om
      upphandlingen. (upphandlaren eller stödfunktionen)
        trespann record UH-1 contact_point_1 idag
    - Relevansbedömningen är gjord tillsammans med stödfunktionen. (upphandlaren
      eller stödfunktionen)
        trespann assess UH-1 --outcome required --form KRAVFORM
"""
        in told
    )
    assert (
        "    Görs sedan av upphandlaren eller stödfunktionen:\n        trespann move UH-1 advertise --by officer\n"
        in told
    )


def test_a_step_that_is_open_is_told_with_its_command(case, run):
    told = run("case", "explain", case, "--on", "2026-03-02").stdout

    assert (
        """
  avbryt (cancel) → avbruten
    Kan göras nu av upphandlaren eller stödfunktionen:
        trespann move UH-1 cancel --by officer --reason "skälet"
"""
        in told
    )


def test_what_comes_by_itself_has_no_command(case, run):
    by_clock = [move for move in explained(run, case, "2026-03-02") if move["by"] == ["clock"]]

    assert by_clock
    assert {move["command"] for move in by_clock} == {None}


def test_one_move_as_json(case, run):
    (waive,) = [move for move in explained(run, case, "2026-03-02") if move["trigger"] == "waive"]

    assert waive == {
        "process": "procurement",
        "subject": "",
        "state": "planning",
        "trigger": "waive",
        "target": "no_requirement",
        "by": ["officer", "support", "clock"],
        "allowed": False,
        "command": "trespann move UH-1 waive --by officer",
        "unmet": [
            {
                "key": "assessed_no_requirement",
                "sv": "Bedömningen säger att inget krav ställs, med skäl.",
                "en": "The assessment says, with a reason, that no requirement is set.",
                "met_by": ["officer", "support"],
                "records": ["relevance_assessed"],
                "commands": ['trespann assess UH-1 --outcome no_requirement --reason "skälet"'],
            },
        ],
    }


def test_explaining_changes_nothing(case, run):
    before = run("journal", case, "--json").stdout

    explained(run, case, "2026-03-02")

    assert run("journal", case, "--json").stdout == before


def state_of(run, reference: str) -> str:
    return json.loads(run("case", "show", reference, "--json").stdout)["tracks"][0]["state"]


def carry_out(run, line: str, on: str) -> int:
    filled = {"idag": on, "DATUM": on, "KRAVFORM": "employment", "LEVERANTÖR": "Exempel AB"}
    words = [filled.get(word, word) for word in shlex.split(line)[1:]]
    return run(*words, "--on", on).exit_code


def chosen(commands: list[str]) -> str:
    """Return one of several commands of which any would do: the notice that went out electronically, or the last."""
    return next((line for line in commands if line.endswith("electronic")), commands[-1])


def test_following_the_suggestions_takes_a_case_from_planning_to_matching(case, run):
    road = [
        ("planning", "advertise", "2026-03-03"),
        ("advertised", "award", "2026-06-09"),
        ("standstill", "clear", "2026-06-23"),
    ]
    for state, trigger, on in road:
        assert state_of(run, case) == state
        move = next(move for move in explained(run, case, on) if move["trigger"] == trigger and move["command"])
        for line in dict.fromkeys(chosen(unmet["commands"]) for unmet in move["unmet"]):
            assert carry_out(run, line, on) == 0
        if state_of(run, case) == state:  # the records alone have not moved it
            assert carry_out(run, move["command"], on) == 0

    assert state_of(run, case) == "matching"


def test_an_ended_case_has_nothing_left_to_do(case, run):
    run("move", case, "cancel", "--by", "officer", "--reason", "Behovet är borta", "--on", "2026-03-03")

    assert "Här händer inget mer." in run("case", "explain", case).stdout


def test_a_running_standstill_is_told_first(case, run):
    run("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03")
    run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-03")
    run("record", case, "documents_published", "2026-04-01", "--on", "2026-04-01")
    run("record", case, "award_notice_sent", "2026-06-09", "--channel", "electronic", "--on", "2026-06-09")

    told = run("case", "explain", case, "--on", "2026-06-10").stdout

    assert told.splitlines()[1] == "Avtalsspärren gäller till och med måndag 22 juni 2026."
    assert "Avtalsspärrens sista dag har passerat. (systemet, när dagen kommer)" in " ".join(told.split())


def test_a_reference_of_two_words_is_quoted_in_every_command(city, run):
    opened = run("case", "open", "UH 7", "Städning", "--on", "2026-03-02").stdout

    assert opened.splitlines()[-1] == "Vad ärendet väntar på: trespann case explain 'UH 7'"
    assert "trespann record 'UH 7' contact_point_1 idag" in run("case", "explain", "UH 7", "--on", "2026-03-02").stdout
    assert "trespann case explain 'UH 7'" in run("move", "UH 7", "advertise", "--by", "officer").stderr
