"""A case that no rule can read: every command says so or goes on without it, and none ends in a traceback."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import typer.core

from tests.cli.catalogue import commands

DAY = ("--on", "2026-07-01")
BAD, SOUND = "UH-1", "UH-2"
OFFICER, SUPPORT = "ylva.pahittad@example.se", "sten.uppdiktad@example.se"
OF_THE_CASE = f"case_id = (SELECT id FROM \"case\" WHERE reference = '{BAD}')"


def of_case(column: str) -> str:
    return f"UPDATE \"case\" SET {column} = 'melted' WHERE reference = '{BAD}'"


def of_track(change: str, process: str) -> str:
    return f"UPDATE track SET {change} WHERE {OF_THE_CASE} AND process = '{process}'"


def of_observation(change: str, milestone: str) -> str:
    return f"UPDATE observation SET {change} WHERE {OF_THE_CASE} AND milestone = '{milestone}'"


SPOILED = {
    "kind": (of_case("kind"), "slag av upphandling: ”melted”"),
    "procedure": (of_case("procedure"), "förfarande: ”melted”"),
    "outcome": (of_case("outcome"), "utfall av relevansbedömningen: ”melted”"),
    "forms": (of_case("forms"), "kravformer: ”melted”"),
    "state of the purchase": (of_track("state = 'melted'", "procurement"), "läge (upphandlingsprocessen): ”melted”"),
    "state of a supplier": (of_track("state = 'melted'", "supplier"), "läge (leverantörsprocessen): ”melted”"),
    "state of a position": (of_track("state = 'melted'", "placement"), "läge (plats): ”melted”"),
    "process": (of_track("process = 'melted'", "target_group"), "process: ”melted”"),
    "number of a position": (of_track("subject = 'melted'", "placement"), "platsens nummer: ”melted”"),
    "unit": (f"UPDATE obligation SET unit = 'melted' WHERE {OF_THE_CASE}", "åtagande räknas i: ”melted”"),
    "milestone": (of_observation("milestone = 'melted'", "documents_published"), "milstolpe: ”melted”"),
    "channel": (of_observation("value = 'melted'", "award_notice_sent"), "tilldelning skickad”: ”melted”"),
    "ruling": (
        of_observation("milestone = 'review_decided', value = 'melted'", "court_checked"),
        "överprövningen avgjord”: ”melted”",
    ),
    "terms": (of_observation("value = 'melted 1 1'", "employment_started"), "anställning började”: ”melted 1 1”"),
    "candidate": (of_observation("placement = 'melted'", "candidate_proposed"), "plats och kandidat: ”melted”"),
    "date": (of_observation("\"on\" = '2060-12-30'", "award_notice_sent"), "Kalendern omfattar åren"),
}

COMMANDS = {
    "case open": ("case", "open", "UH-9", "Lekplatser", *DAY),
    "case change": ("case", "change", BAD, "--months", "36", *DAY),
    "case list": ("case", "list", "--all"),
    "case show": ("case", "show", BAD, *DAY),
    "case explain": ("case", "explain", BAD, *DAY),
    "case link": ("case", "link", BAD, "--retender-of", SOUND, *DAY),
    "case merge": ("case", "merge", BAD, "--into", SOUND, "--yes", *DAY),
    "take": ("take", BAD, "--by", SUPPORT, *DAY),
    "record": ("record", BAD, "dialogue_held", "2026-06-30", *DAY),
    "assess": ("assess", BAD, "--outcome", "required", "--form", "employment", *DAY),
    "demand": ("demand",),
    "demand answer": ("demand", "answer", BAD, "--unit", "Jobbcenter Norr", "--have", *DAY),
    "obligation": ("obligation", BAD, "--unit", "persons", "--amount", "2", *DAY),
    "report hours": ("report", "hours", BAD, "2026-05", "1.1=0", *DAY),
    "assign": ("assign", BAD, "--supplier-contact", OFFICER, *DAY),
    "profile set": ("profile", "set", BAD, "--occupation", "Städare", *DAY),
    "profile show": ("profile", "show", BAD),
    "supplier rename": ("supplier", "rename", BAD, "Exempel Park AB", "Nya Park AB", *DAY),
    "supplier succeed": ("supplier", "succeed", BAD, "Exempel Park AB", "Nya Park AB", "--reason", "uppköpt", *DAY),
    "supplier list": ("supplier", "list"),
    "account list": ("account", "list"),
    "account add": ("account", "add", SUPPORT, "--role", "support"),
    "account role": ("account", "role", SUPPORT, "support"),
    "account invite": ("account", "invite", SUPPORT),
    "account password": ("account", "password", SUPPORT),
    "account disable": ("account", "disable", SUPPORT),
    "account enable": ("account", "enable", SUPPORT),
    "account sessions": ("account", "sessions", SUPPORT),
    "account sign-out": ("account", "sign-out", SUPPORT),
    "account audit": ("account", "audit"),
    "unit list": ("unit", "list"),
    "unit act": ("unit", "act", "Parkförvaltningen", "LOU", *DAY),
    "ledger": ("ledger",),
    "clause": ("clause", BAD, *DAY),
    "clauses list": ("clauses", "list"),
    "clauses show": ("clauses", "show", "employment"),
    "clauses lint": ("clauses", "lint"),
    "attest give": ("attest", "give", BAD, "--to", "intyg.json", *DAY),
    "attest verify": ("attest", "verify", "intyg.json"),
    "attest key": ("attest", "key"),
    "today": ("today", *DAY),
    "waiting": ("waiting", *DAY),
    "deviations": ("deviations", *DAY),
    "move": ("move", BAD, "cancel", "--by", "support", "--reason", "avbruten", *DAY),
    "override": ("override", BAD, "--to", "cancelled", "--reason", "avbruten", "--as", SUPPORT, "--yes", *DAY),
    "approve": ("approve", "1", "--as", SUPPORT, "--yes", *DAY),
    "undo": ("undo", BAD, "1", "--reason", "misstag", "--as", SUPPORT, "--yes", *DAY),
    "invite": ("invite", BAD, "purchase"),
    "rehearse": ("rehearse", BAD, "--until", "2026-07-10", *DAY),
    "journal": ("journal", BAD),
    "standstill": ("standstill", "--sent", "2026-06-09"),
    "notice read": ("notice", "read", "notice.xml"),
    "import notices": ("import", "notices", ".", "--into", BAD, *DAY),
    "import report": ("import", "report"),
    "plan columns": ("plan", "columns", "plan.csv"),
    "import plan": ("import", "plan", "plan.csv", *DAY),
    "import questions": ("import", "questions"),
    "import answer": ("import", "answer", "1", "apart", *DAY),
    "init": ("init",),
    "tick": ("tick", *DAY),
    "synchronise": ("synchronise", *DAY),
    "people list": ("people", "list"),
    "people away": ("people", "away", OFFICER, "--from", "2026-07-01", "--until", "2026-07-31"),
    "people back": ("people", "back", OFFICER),
    "people leave": ("people", "leave", OFFICER, "--from", "2026-07-01"),
    "people add": (
        *("people", "add", "Ny Person", "ny@example.se", "--role", "support", "--unit", "Parkförvaltningen"),
        *("--phone", "031-390 06 50"),
    ),
    "people change": ("people", "change", OFFICER, "--name", "Nytt Namn", *DAY),
    "people load": ("people", "load", *DAY),
    "people unit": ("people", "unit", "Jobbcenter Norr", "--areas", "Norr"),
    "people address": ("people", "address", "Stödfunktionen", "stod@example.se", "031-390 06 40"),
    "people answers": ("people", "answers", SUPPORT, "--area", "Norr", *DAY),
    "people feed": ("people", "feed", OFFICER),
    "ladder": ("ladder",),
    "reminders effect": ("reminders", "effect", *DAY),
    "overview": ("overview", "--dry-run", *DAY),
    "templates list": ("templates", "list"),
    "templates lint": ("templates", "lint"),
    "templates preview": ("templates", "preview", "daily"),
    "bounces": ("bounces",),
    "site claim": ("site", "claim", "--yes"),
    "messages show": ("messages", "show", "1"),
    "messages resolve": ("messages", "resolve", "1", "sent", "--reason", "hörde av mottagaren", *DAY),
    "doctor": ("doctor",),
    "dump": ("dump", "dump.jsonl"),
    "load": ("load", "dump.jsonl"),
    "migrate-states": ("migrate-states", "names.toml", "--dry-run"),
}
APART = {"up", "web", "demo"}
"""These serve, or play in a database of their own."""
ALSO = {"demand"}
"""What stands above other commands and does something by itself."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of two sound cases is kept once it has been made."""
    return tmp_path_factory.mktemp("kept") / "trespann.db"


@pytest.fixture
def database(city: Path, run, kept: Path) -> Path:
    """A database with two cases of one hire each, of which the first can be spoiled."""
    path = city / "var" / "trespann.db"
    (city / "plan.csv").write_text("Benämning upphandling\nLekplatser\n", encoding="utf-8")
    (city / "names.toml").write_text('[procurement]\nmelted = "matching"\n', encoding="utf-8")
    if kept.exists():
        shutil.copyfile(kept, path)
    else:
        for reference in (BAD, SOUND):
            _carried_out(run, reference)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(path, kept)
    return path


def _carried_out(run, reference: str) -> None:
    told = ("--kind", "service", "--months", "24", "--headcount", "6", "--unit", "Parkförvaltningen")
    steps: list[tuple[str, ...]] = [
        ("case", "open", reference, "Skötsel av parker", *told, "--officer", OFFICER, "--on", "2026-03-02"),
        ("record", reference, "contact_point_1", "2026-03-03"),
        ("assess", reference, "--outcome", "required", "--form", "employment", "--on", "2026-03-04"),
        ("record", reference, "documents_published", "2026-04-01"),
        ("record", reference, "award_decided", "2026-06-08"),
        ("record", reference, "award_notice_sent", "2026-06-09", "--channel", "electronic"),
        ("record", reference, "winner_named", "2026-06-24", "--supplier", "Exempel Park AB"),
        ("record", reference, "court_checked", "2026-06-24"),
        ("record", reference, "contact_point_2", "2026-06-24"),
        ("obligation", reference, "--unit", "persons", "--amount", "1", "--on", "2026-06-25"),
        ("record", reference, "profile_agreed", "2026-06-25", "--by", "labour_market"),
        ("record", reference, "candidate_proposed", "2026-06-26", "--by", "labour_market"),
        ("record", reference, "employment_started", "2026-06-29", "--by", "supplier", "--months", "12", "--confirmed"),
    ]
    for words in steps:
        day = () if "--on" in words else ("--on", words[3])
        result = run(*words, *day)
        assert result.exit_code == 0, result.output


def spoil(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute(statement).rowcount == 1
        connection.commit()


def plain(result) -> str:
    return " ".join((result.stdout + result.stderr).split())


def restored(database: Path, spoiled: Path) -> None:
    for file in database.parent.glob("trespann.db*"):
        file.unlink()
    shutil.copyfile(spoiled, database)


@pytest.fixture(params=SPOILED)
def spoiled(request: pytest.FixtureRequest, database: Path) -> tuple[Path, str]:
    """The database with a case that cannot be read, and how its cause is told."""
    statement, cause = SPOILED[request.param]
    spoil(database, statement)
    return database, cause


def test_every_command_is_tried():
    leaves = {
        name.removeprefix("trespann ") for name, command in commands() if not isinstance(command, typer.core.TyperGroup)
    }

    assert COMMANDS.keys() == leaves - APART | ALSO


def test_no_command_ends_in_a_traceback(spoiled, run):
    database, _cause = spoiled
    before = database.with_name("spoiled")
    shutil.copyfile(database, before)

    for name, words in COMMANDS.items():
        restored(database, before)
        told = run(*words)  # raises whatever ends in a traceback
        assert "Traceback" not in told.output, name


@pytest.mark.parametrize("words", [("case", "explain", BAD), ("record", BAD, "dialogue_held", "2026-06-30")])
def test_what_rules_decide_is_refused_with_the_cause(spoiled, run, words):
    _database, cause = spoiled

    refused = run(*words, *DAY)

    assert refused.exit_code == 1
    assert cause in plain(refused)


def test_a_tick_names_the_case_with_the_cause_and_handles_the_others(spoiled, run):
    _database, cause = spoiled

    done = run("tick", *DAY, "--json")

    (problem,) = json.loads(done.stdout)["problems"]
    assert (done.exit_code, problem["reference"], problem["is_fault"]) == (1, BAD, False)
    assert cause in problem["cause"]["sv"]
    assert f"- {BAD}: " in done.stderr
    assert json.loads(done.stdout)["checked"] == 2


def test_a_case_is_shown_as_far_as_it_can_be_with_the_cause(spoiled, run):
    _database, cause = spoiled

    shown = run("case", "show", BAD, *DAY)

    assert shown.exit_code == 0
    assert cause in plain(shown)
    assert "Skötsel av parker" in shown.stdout
    assert cause in json.loads(run("case", "show", BAD, *DAY, "--json").stdout)["unreadable"][0]["sv"]


def test_a_list_leaves_the_case_out_and_names_it(spoiled, run):
    _database, cause = spoiled

    listed = run("deviations", *DAY)

    if "Kalendern" in cause:  # no deviation is counted in working days
        assert (listed.exit_code, listed.stderr) == (0, "")
        return
    assert (listed.exit_code, BAD in listed.stdout) == (1, False)
    assert cause in " ".join(listed.stderr.split())


def test_the_ledger_tells_of_the_others_and_hides_nothing(spoiled, run):
    _database, cause = spoiled

    listed = run("ledger")

    assert SOUND in listed.stdout
    assert BAD in listed.stdout or cause in " ".join(listed.stderr.split())


def test_the_doctor_lists_the_case(spoiled, run):
    _database, cause = spoiled
    found = {check["name"]: check for check in json.loads(run("doctor", "--json").stdout)["checks"]}
    wrong = [check for name, check in found.items() if name in {"words", "states"} and check["status"] == "error"]

    if "Kalendern" in cause:  # a day that no calendar reaches is known to the tick alone
        assert wrong == []
        return
    (check,) = wrong
    assert BAD in check["text"]
    assert "melted" in check["text"]


def test_a_wrong_kind_is_put_right_by_entering_the_right_one(database, run):
    spoil(database, SPOILED["kind"][0])

    assert run("case", "change", BAD, "--kind", "works", *DAY).exit_code == 0
    assert run("tick", *DAY, "--json").exit_code == 0


def test_nobody_is_mailed_about_a_case_that_cannot_be_read_any_longer_and_the_rest_is_mailed(database, run):
    run("synchronise", *DAY)
    spoil(database, SPOILED["kind"][0])

    composed = json.loads(run("tick", *DAY, "--json").stdout)["composed"]
    mails = [run("messages", "show", str(number + 1)).stdout for number in range(composed)]

    assert [(SOUND in mail, BAD in mail) for mail in mails] == [(True, False), (True, False)]


def test_a_kind_of_link_that_nobody_knows_is_shown_and_found(database, run):
    assert run("case", "link", BAD, "--retender-of", SOUND, *DAY).exit_code == 0
    spoil(database, "UPDATE case_link SET kind = 'melted'")

    shown = plain(run("case", "show", BAD, *DAY))
    assert f"melted {SOUND}" in shown
    assert "slag av koppling mellan ärenden: ”melted”" in plain(run("doctor"))
    assert run("case", "link", BAD, "--retender-of", SOUND, *DAY).exit_code == 1
