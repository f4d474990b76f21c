"""Diagrams and the handbook say what the tables say, neither more nor less."""

import re
import subprocess
import sys
from enum import StrEnum, auto
from pathlib import Path

import pytest

from states.facts import ROLE_LABELS, Role
from states.machine import Duty, Move, Process, guard
from states.processes.handbook import handbook_page, mermaid, pages, write
from states.processes.registry import PROCESSES
from states.text import Text

ROOT = Path(__file__).parents[3]
HANDBOOK = ROOT / "docs" / "handbook"


class Gate(StrEnum):
    SHUT = auto()
    OPEN = auto()
    GONE = auto()


@guard("Det är morgon.", "It is morning.", met_by=Role.CLOCK)
def morning(_facts):
    return True


@guard("Ett skäl är angivet.", "A reason is given.", met_by=Role.SUPPORT)
def reason_given(_facts):
    return True


GATE = Process(
    "gate",
    label=Text("grinden", "the gate"),
    initial=Gate.SHUT,
    duties={
        Gate.SHUT: Duty(Text("stängd", "shut"), Role.OFFICER, deadline="contact_point_1"),
        Gate.OPEN: Duty(Text("öppen", "open"), Role.SUPPORT, no_deadline=Text("Natten kommer.", "Night will come.")),
        Gate.GONE: Duty(Text("borta", "gone")),
    },
    triggers={"open": Text("öppna", "open"), "shut": Text("stäng", "shut"), "remove": Text("ta bort", "remove")},
    moves=(
        Move("open", (Gate.SHUT,), Gate.OPEN, (Role.OFFICER, Role.SUPPORT), (reason_given,)),
        Move("open", (Gate.SHUT,), Gate.OPEN, (Role.CLOCK,), (morning, reason_given)),
        Move("shut", (Gate.OPEN,), Gate.SHUT, (Role.CLOCK,)),
        Move("remove", (Gate.SHUT, Gate.OPEN), Gate.GONE, (Role.SUPPORT,)),
    ),
)


def test_a_diagram_in_english():
    assert mermaid(GATE, language="en") == (
        "stateDiagram-v2\n"
        '    state "shut" as shut\n'
        '    state "open" as open\n'
        '    state "gone" as gone\n'
        "    [*] --> shut\n"
        "    shut --> open: open\n"
        "    open --> shut: shut ⏱\n"
        "    shut --> gone: remove\n"
        "    open --> gone: remove\n"
        "    gone --> [*]\n"
    )


def test_a_page_of_the_handbook():
    assert handbook_page(GATE) == (
        "# Grinden\n"
        "\n"
        "```mermaid\n" + mermaid(GATE, language="sv") + "```\n"
        "\n"
        "⏱ = sker av sig själv när villkoren är uppfyllda.\n"
        "\n"
        "## Lägen\n"
        "\n"
        "| läge | namn i systemet | ansvarar | tidsfrist |\n"
        "|---|---|---|---|\n"
        "| stängd | `shut` | upphandlaren | påminnelse `contact_point_1` |\n"
        "| öppen | `open` | stödfunktionen | Natten kommer. |\n"
        "| borta | `gone` | – | – |\n"
        "\n"
        "## Steg\n"
        "\n"
        "| steg | namn i systemet | från | till | vem | villkor |\n"
        "|---|---|---|---|---|---|\n"
        "| öppna | `open` | stängd | öppen | upphandlaren<br>stödfunktionen | Ett skäl är angivet. |\n"
        "| öppna | `open` | stängd | öppen | systemet, när dagen kommer | Det är morgon.<br>Ett skäl är angivet. |\n"
        "| stäng | `shut` | öppen | stängd | systemet, när dagen kommer | – |\n"
        "| ta bort | `remove` | stängd, öppen | borta | stödfunktionen | – |\n"
        "\n"
        "Lagtext till och med SFS 2025:360.\n"
    )


EDGE = re.compile(r"^    (\S+) --> (\S+): (.+?)( ⏱)?$")
PROCESS = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)


@PROCESS
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_diagram_draws_every_move_once_and_nothing_else(process, language):
    drawn = [match.groups() for line in mermaid(process, language=language).splitlines() if (match := EDGE.match(line))]
    in_table = {
        (source, move.target, process.triggers[move.trigger].in_(language))
        for move in process.moves
        for source in move.sources
    }
    assert len(drawn) == len(in_table)
    assert {edge[:3] for edge in drawn} == in_table
    by_itself = {
        (source, move.target, process.triggers[move.trigger].in_(language))
        for move in process.moves
        for source in move.sources
        if {role for m in process.moves_from(source) if m.trigger == move.trigger for role in m.by} == {Role.CLOCK}
    }
    assert {edge[:3] for edge in drawn if edge[3]} == by_itself


@PROCESS
def test_the_diagram_names_every_state_and_marks_the_start_and_the_ends(process):
    lines = mermaid(process, language="sv").splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert {line for line in lines if line.startswith("    state ")} == {
        f'    state "{duty.label.sv}" as {state}' for state, duty in process.duties.items()
    }
    assert [line for line in lines if "[*] -->" in line] == [f"    [*] --> {process.initial}"]
    assert {line for line in lines if "--> [*]" in line} == {f"    {state} --> [*]" for state in process.ends}


@PROCESS
def test_nothing_in_a_diagram_breaks_its_syntax(process):
    for language in ("sv", "en"):
        told = [duty.label for duty in process.duties.values()] + list(process.triggers.values())
        assert not [text for text in told if re.search(r'["\n;#]', text.in_(language))]
        assert not [text for text in process.triggers.values() if ":" in text.in_(language)]


@PROCESS
def test_the_handbook_tells_every_state_move_and_condition(process):
    rows = [line.split(" | ") for line in handbook_page(process).splitlines() if line.startswith("| ")]
    states = {row[1] for row in rows if len(row) == 4} - {"namn i systemet"}
    assert states == {f"`{state}`" for state in process.states}
    steps = [row for row in rows if len(row) == 6 and row[1] != "namn i systemet"]
    assert len(steps) == len(process.moves)
    for row, move in zip(steps, process.moves, strict=True):
        assert row[1] == f"`{move.trigger}`"
        assert row[4].split("<br>") == [ROLE_LABELS[role].sv for role in move.by]
        assert row[5].removesuffix(" |").split("<br>") == [guard.text.sv for guard in move.guards] or not move.guards


# --- the handbook in the tree ----------------------------------------------------------------------------------------


def test_the_handbook_in_the_tree_is_the_one_of_the_tables():
    in_tree = {path.name: path.read_text("utf-8") for path in HANDBOOK.glob("*.md")}
    assert in_tree == pages(), "Run: make handbook"


def test_writing_the_handbook_removes_pages_of_processes_that_are_gone(tmp_path):
    (tmp_path / "abandoned.md").write_text("# Borta\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("egen anteckning\n", encoding="utf-8")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*pages(), "notes.txt"}
    write(tmp_path)
    assert (tmp_path / "procurement.md").read_text("utf-8") == handbook_page(PROCESSES["procurement"])


def test_the_handbook_is_written_from_the_command_line(tmp_path):
    target = tmp_path / "new" / "handbook"
    subprocess.run([sys.executable, "-m", "states.processes.handbook", str(target)], check=True, timeout=60)
    assert {path.name: path.read_text("utf-8") for path in target.iterdir()} == pages()
