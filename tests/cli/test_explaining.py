import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import typer.core
import typer.main

from cli.main import app
from cli.remedies import About, commands, helping, move_line
from desk.explaining import Unmet, Way, explain
from models.casefile import CaseFile
from models.casestore import load_some
from models.queries.journals import journal
from models.storage.database import reading
from states.processes.registry import OF_CASES, PROCESSES
from states.refusal import Reason
from tests.cli.conftest import Run
from tests.conftest import opened
from tests.histories import UNUSUAL, USUAL, Chooser, Snapshots, Step, World, live

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
  annonsera → annonserad
    Inte möjligt än. Det här ska vara uppfyllt:
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
        "    Görs därefter av upphandlaren eller stödfunktionen:\n        trespann move UH-1 advertise --by officer\n"
        in told
    )


def test_a_step_that_is_open_is_told_with_its_command(case, run):
    told = run("case", "explain", case, "--on", "2026-03-02").stdout

    assert (
        """
  avbryt → avbruten
    Kan göras nu av upphandlaren eller stödfunktionen:
        trespann move UH-1 cancel --by officer --reason "skälet"
    Sker automatiskt när det här är uppfyllt:
    - Upphandlingen är avbruten. (upphandlaren)
        trespann record UH-1 cancelled idag
"""
        in told
    )


def test_each_step_is_told_once_and_what_comes_by_itself_asks_nobody(case, run):
    told = run("case", "explain", case, "--on", "2026-03-02").stdout
    headings = [line for line in told.splitlines() if "→" in line]

    assert len(headings) == len(set(headings))
    assert (
        """        trespann move UH-1 advertise --by officer
    Sker automatiskt när också det här är uppfyllt:
    - Upphandlingsdokumenten är publicerade eller inbjudan är skickad.
      (upphandlaren)
        trespann record UH-1 documents_published idag
"""
        in told
    )
    assert (
        """        trespann assess UH-1 --outcome no_requirement --reason "skälet"
    Sker därefter automatiskt.
"""
        in told
    )
    assert "trespann move UH-1 waive" not in told


@pytest.mark.parametrize(
    ("on", "says"),
    [
        ("2026-06-22", "Avtalsspärren gäller till och med måndag 22 juni 2026."),
        ("2026-06-23", "Avtalsspärren löpte ut måndag 22 juni 2026."),
    ],
)
def test_a_standstill_is_told_to_last_until_its_last_day_and_to_have_run_out_after_it(in_standstill, run, on, says):
    assert says in run("case", "explain", in_standstill, "--on", on).stdout.splitlines()


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


# --- advice that was wrong once --------------------------------------------------------------------------------------


@pytest.fixture
def standstill(case, run) -> str:
    """A case whose award notice went out on 9 June 2026."""
    for words in (
        "record UH-1 contact_point_1 2026-03-03 --on 2026-03-03",
        "assess UH-1 --outcome required --form employment --on 2026-03-03",
        "record UH-1 documents_published 2026-04-01 --on 2026-04-01",
        "record UH-1 award_notice_sent 2026-06-09 --channel electronic --on 2026-06-09",
    ):
        assert run(*words.split()).exit_code == 0
    return case


@pytest.fixture
def matching(standstill, run) -> str:
    """A case handed over with one winner on one lot."""
    for words in (
        "record UH-1 court_checked 2026-06-23 --on 2026-06-23",
        "record UH-1 winner_named 2026-06-23 --supplier Fönsterbolaget --lot 1 --on 2026-06-23",
        "record UH-1 contact_point_2 2026-06-23 --on 2026-06-23",
    ):
        assert run(*words.split()).exit_code == 0
    return standstill


def advice(run, on: str, process: str, trigger: str, key: str) -> list[str]:
    """Return the commands that are printed for a condition of a move."""
    told = [
        tuple(unmet["commands"])
        for move in explained(run, "UH-1", on)
        for unmet in move["unmet"]
        if (move["process"], move["trigger"], unmet["key"]) == (process, trigger, key)
    ]
    (found,) = set(told)
    return list(found)


def test_a_new_case_advises_nothing_to_the_clock(case, run):
    told = run("case", "explain", case, "--on", "2026-03-02").stdout

    assert "--by clock" not in told
    assert advice(run, "2026-03-02", "target_group", "forecast", "demand_likely") == [
        "trespann assess UH-1 --outcome required --form KRAVFORM"
    ]


def test_a_contact_person_is_named_by_an_address(matching, run):
    assert advice(run, "2026-06-23", "supplier", "assign", "contact_assigned") == [
        "trespann assign UH-1 --contact E-POST --supplier '1: Fönsterbolaget'"
    ]


def test_no_promise_is_made_up(matching, run):
    for words in (
        "record UH-1 contact_assigned 2026-06-23 --by support --on 2026-06-23",
        "record UH-1 dialogue_held 2026-06-24 --by support --on 2026-06-24",
    ):
        assert run(*words.split()).exit_code == 0

    assert advice(run, "2026-06-24", "supplier", "agree", "obligation_known") == [
        f"trespann obligation UH-1 --unit {unit} --amount ANTAL --supplier '1: Fönsterbolaget'"
        for unit in ("persons", "months", "hours", "seat")
    ]


def test_a_lot_is_cancelled_under_its_own_name(matching, run):
    assert "trespann record UH-1 lot_cancelled idag --lot 1" in advice(
        run, "2026-06-23", "supplier", "release", "nothing_owed_any_more"
    )


def test_a_subsidy_that_nobody_decided_is_advised_only_beside_its_last_day(matching, run):
    for words in (
        "obligation UH-1 --unit persons --amount 1 --on 2026-06-23",
        "record UH-1 contact_assigned 2026-06-23 --by support --on 2026-06-23",
        "record UH-1 dialogue_held 2026-06-24 --by support --on 2026-06-24",
        "record UH-1 profile_agreed 2026-06-25 --by support --on 2026-06-25",
        "record UH-1 candidate_proposed 2026-06-26 --by labour_market --on 2026-06-26",
        "record UH-1 employment_started 2026-07-20 --by supplier --on 2026-07-20",
    ):
        assert run(*words.split()).exit_code == 0
    both = [
        "trespann record UH-1 subsidy_decided DATUM --outcome yes --position 1 --by labour_market",
        "trespann record UH-1 subsidy_decided idag --outcome not_applicable --position 1 --by labour_market",
    ]

    assert advice(run, "2026-08-10", "placement", "hire", "subsidy_settled") == both
    told = run("case", "explain", "UH-1", "--on", "2026-08-10").stdout
    assert "".join(f"        {line}\n" for line in [*both, "DATUM: senast måndag 20 juli 2026"]) in told


def test_what_cannot_be_done_yet_says_why(standstill, run):
    told = " ".join(run("case", "explain", "UH-1", "--on", "2026-06-10").stdout.split())

    assert "Inte än: Kontrollen hos domstolen görs när avtalsspärren har löpt ut, tidigast tisdag 23 juni 2026." in told
    assert advice(run, "2026-06-10", "procurement", "clear", "court_checked") == []


# --- every command, in every state -----------------------------------------------------------------------------------

REFERENCE, CASE = "UH-1", 1
HISTORIES, STEPS = 100, 30
"""How many at most, until every state has been come through."""
FILLED_IN = {
    "KRAVFORM": "employment",
    "LEVERANTÖR": "Nytt Företag AB",
    "E-POST": "ada@exempelstad.example",
    "ANTAL": "1",
    "DEL": "DEL-9",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """A command as it is printed, in what case, and what must be so once it has been run."""

    database: bytes
    entries: int
    today: date
    way: Way
    unmet: Unmet | None
    line: str

    @property
    def words(self) -> list[str]:
        """The command as a person would run it."""
        latest = [one.latest for one in self.unmet.remedies if one.latest] if self.unmet else []
        day = latest[0] if latest else self.today + timedelta(days=30)
        filled = FILLED_IN | {"DATUM": day.isoformat()}
        _program, *words = shlex.split(self.line)
        return [*(filled.get(word, word) for word in words), "--on", self.today.isoformat()]

    @property
    def kind(self) -> tuple[str, ...]:
        """What it is advice about, whoever and whichever position it concerns."""
        of = self.way.track
        about = {of.subject, of.parent, self.way.lot, *of.subject.split(": "), *of.parent.split(": ")}
        shape = (word for word in shlex.split(self.line) if word not in about)
        others = sorted(one.reason.key for one in self.way.unmet)
        key = self.unmet.reason.key if self.unmet else ""
        return (of.process, of.state, self.way.move.trigger, key, *others, *shape)


@pytest.fixture
def snapshots(sqlite_template: Path) -> Iterator[Snapshots]:
    found = Snapshots(sqlite_template)
    yield found
    found.close()


def lived_through(snapshots: Snapshots) -> Iterator[World]:
    """Yield one world after another, and each after every step."""
    chooser = Chooser(20250107)
    for number in range(1, HISTORIES + 1):
        world = World(snapshots, date(2025, 1, 7 + number % 20))
        world.begin()
        for _ in range(STEPS):
            live(world, Step(chooser.of(USUAL + UNUSUAL), 0, chooser.of(range(2**24))))
            yield world


def advised(world: World, case: CaseFile) -> Iterator[Advice]:
    database = world.snapshots.content()
    for way in explain(case, world.today):
        about = About.of_way(REFERENCE, way)
        for unmet in way.unmet:
            for line in commands(helping(unmet), about):
                yield Advice(database, case.journal_length, world.today, way, unmet, line)
        if way.allowed and way.people:
            yield Advice(database, case.journal_length, world.today, way, None, move_line(way, REFERENCE))


def test_every_command_that_is_printed_is_accepted_and_meets_its_condition(snapshots, installed: Path, run: Run):
    every_state = {(process.name, str(state)) for process in OF_CASES for state in process.states}
    states, done, failed = set(), set(), []
    for world in lived_through(snapshots):
        if states == every_state:
            break
        case = world.case(REFERENCE)
        states |= {(track.process, track.state) for track in case.tracks}
        for advice in advised(world, case):
            if advice.kind in done:
                continue
            done.add(advice.kind)
            wrong = what_went_wrong(advice, installed / "var" / "trespann.db", run)
            failed += [wrong] if wrong else []

    assert failed == []
    assert states == every_state


def what_went_wrong(advice: Advice, database: Path, run: Run) -> str:
    """Run the command on a copy of its case, and return what is not as it should be."""
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()
    database.write_bytes(advice.database)
    result = run(*advice.words)
    if result.exit_code != 0:
        return f"{advice.words} in {advice.kind}: {result.stderr}"
    with opened(f"sqlite:///{database}") as engine, reading(engine) as connection:
        (case,) = load_some(connection, [CASE])
        entries = [entry for entry, _digest in journal(connection, REFERENCE).entries]
    track, move = advice.way.track, advice.way.move
    wanted = (track.process, track.subject, move.trigger, move.target)
    if any((one.process, one.subject, one.event, one.target) == wanted for one in entries[advice.entries :]):
        return ""
    return "" if holds(advice, case) else f"{advice.words} in {advice.kind}: does not help"


def holds(advice: Advice, case: CaseFile) -> bool:
    """Tell whether the condition that was advised about holds."""
    track = case.track(advice.way.track.process, advice.way.track.subject)
    if track is None or advice.unmet is None:
        return False
    (guard,) = (one for one in advice.way.move.guards if one.name == advice.unmet.reason.key)
    return guard.holds(case.facts_of(track, advice.today))
