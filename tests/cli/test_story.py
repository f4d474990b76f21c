"""From plan to "three people hired and followed up", by command: a court review, two suppliers on two lots.

Del 1: an apprentice drops out after a week and is replaced, one is hired without an internship, one after one.
Del 2: an internship is what is owed; one is completed, the other never comes, and the supplier is sanctioned.
"""

import json

import pytest
from sqlalchemy import Engine

from models.storage.schema import upgrade

CITY = """
[[unit]]
name = "Grundskoleförvaltningen"

[[unit]]
name = "Jobbcenter"

[[person]]
name = "Ulla Upphandlare"
email = "ulla@example.se"
phone = "031-390 06 10"
role = "officer"
unit = "Grundskoleförvaltningen"
language = "sv"

[[person]]
name = "Sten Stöd"
email = "sten@example.se"
phone = "031-390 06 11"
role = "support"
unit = "Jobbcenter"
language = "sv"

[[person]]
name = "Kim Kontakt"
email = "kim@example.se"
phone = "031-390 06 12"
role = "labour_market"
unit = "Jobbcenter"
language = "sv"

[[person]]
name = "Vera Firma"
email = "vera@example.se"
phone = "031-390 06 13"
role = "supplier"
language = "sv"
"""
ONE, TWO = ("--lot", "Del 1"), ("--lot", "Del 2")
UNIT, FIRM = ("--by", "labour_market"), ("--by", "supplier")


def at(number: int) -> tuple[str, str]:
    return ("--position", str(number))


def outcome(word: str) -> tuple[str, str]:
    return ("--outcome", word)


PURCHASE = (
    ("2026-01-14", "contact_point_1", (), "Ärendet är kvar i läget: planering, behov aviserat"),
    ("2026-02-02", "documents_published", (), "upphandlingsprocessen: planering → annonserad"),
    ("2026-03-23", "award_decided", (), "upphandlingsprocessen: annonserad → tilldelning"),
    (
        "2026-03-24",
        "award_notice_sent",
        ("--channel", "electronic"),
        "upphandlingsprocessen: tilldelning → avtalsspärr",
    ),
    ("2026-04-02", "review_filed", (), "upphandlingsprocessen: avtalsspärr → överprövning"),
    ("2026-04-08", "contract_signed", (), "Fel: Avtalet får inte tecknas: upphandlingen överprövas"),
    ("2026-04-08", "contact_point_2", (), "Fel: Kontaktpunkt 2 väntar"),
    ("2026-05-12", "review_decided", outcome("rejected"), "upphandlingsprocessen: överprövning → avtalsspärr"),
    ("2026-05-22", "contact_point_2", (), "Fel: Vinnaren rapporteras när avtalsspärren har löpt ut"),
    ("2026-05-26", "contact_assigned", ("--by", "support"), "Fel: Ärendet har ingen vinnare än"),
    (
        "2026-05-26",
        "winner_named",
        ("--supplier", "Exempel Städ AB", *ONE),
        "leverantörsprocessen Del 1: Exempel Städ AB: – → anbudsgivare",
    ),
    (
        "2026-05-26",
        "winner_named",
        ("--supplier", "Påhittade Service AB", *TWO),
        "leverantörsprocessen Del 2: Påhittade Service AB: – → anbudsgivare",
    ),
    ("2026-05-26", "court_checked", (), "Ärendet är kvar i läget: avtalsspärr, behov aviserat"),
    ("2026-05-26", "contact_point_2", (), "upphandlingsprocessen: avtalsspärr → matchning"),
    ("2026-05-28", "contract_signed", (), "Ärendet är kvar i läget: matchning, behov aviserat"),
)
AGREED = (
    ("2026-06-02", "profile_agreed", (*ONE, *UNIT), "Ärendet är kvar i läget: matchning, behov aviserat"),
    (
        "2026-06-05",
        "dialogue_held",
        (*ONE, *UNIT),
        "Del 1: Exempel Städ AB: kontaktperson utsedd → kompetensprofil klar",
    ),
    ("2026-06-05", "dialogue_held", (*TWO, *UNIT), "Del 2: Påhittade Service AB: kontaktperson utsedd → dialog"),
    ("2026-06-12", "profile_agreed", (*TWO, *UNIT), "Del 2: Påhittade Service AB: dialog → kompetensprofil klar"),
)
FIRST_SUPPLIER = (
    ("2026-06-25", "interview_held", (*at(1), *UNIT), "Fel: ”intervju hållen” förutsätter ”kandidat föreslagen”"),
    (
        "2026-06-25",
        "candidate_proposed",
        (*at(1), *UNIT),
        "plats 1 (Del 1: Exempel Städ AB): ledig → kandidat föreslagen",
    ),
    ("2026-06-25", "candidate_proposed", (*at(9), *UNIT), "Fel: Platsen 9 finns inte"),
    ("2026-06-26", "candidate_proposed", (*at(1), *UNIT), "Fel: Platsen 1 har redan en kandidat"),
    ("2026-06-29", "internship_started", (*at(1), *FIRM), "upphandlingsprocessen: matchning → praktik"),
    ("2026-07-06", "internship_ended", (*at(1), *outcome("interrupted"), *UNIT), "praktik → matchning"),
    (
        "2026-07-07",
        "candidate_proposed",
        (*at(1), *UNIT),
        "plats 1 (Del 1: Exempel Städ AB): ledig → kandidat föreslagen",
    ),
    ("2026-07-08", "internship_started", (*at(1), *FIRM), "upphandlingsprocessen: matchning → praktik"),
    (
        "2026-07-31",
        "internship_ended",
        (*at(1), *outcome("to_be_hired"), *UNIT),
        "kvar i läget: praktik, stöd på arbetsplatsen",
    ),
    ("2026-08-03", "employment_started", (*at(1), *FIRM), "kvar i läget: praktik, stöd på arbetsplatsen"),
    ("2026-08-04", "subsidy_decided", (*at(1), *outcome("yes"), *UNIT), "kvar i läget: praktik, stöd på arbetsplatsen"),
    ("2026-08-04", "subsidy_decided", (*at(1), *outcome("not_applicable"), *UNIT), "praktik → anställning"),
    ("2026-08-05", "hire_confirmed", (*at(1), *UNIT), "plats 1 (Del 1: Exempel Städ AB): anställd → följs upp"),
    (
        "2026-08-10",
        "candidate_proposed",
        (*at(2), *UNIT),
        "plats 2 (Del 1: Exempel Städ AB): ledig → kandidat föreslagen",
    ),
    ("2026-08-11", "subsidy_decided", (*at(2), *outcome("yes"), *UNIT), "kvar i läget: anställning"),
    (
        "2026-08-12",
        "employment_started",
        (*at(2), "--months", "6", "--share", "75", *FIRM),
        "plats 2 (Del 1: Exempel Städ AB): kandidat föreslagen → anställd",
    ),
    ("2026-08-14", "hire_confirmed", (*at(2), *UNIT), "plats 2 (Del 1: Exempel Städ AB): anställd → följs upp"),
    (
        "2026-09-01",
        "employment_started",
        (*at(3), "--origin", "outside", *FIRM),
        "plats 3 (Del 1: Exempel Städ AB): ledig → kandidat föreslagen",
    ),
    (
        "2026-09-01",
        "subsidy_decided",
        (*at(3), *outcome("not_applicable"), *UNIT),
        "plats 3 (Del 1: Exempel Städ AB): kandidat föreslagen → anställd",
    ),
    ("2026-09-02", "hire_confirmed", (*at(3), *UNIT), "plats 3 (Del 1: Exempel Städ AB): anställd → följs upp"),
    ("2026-09-03", "outside_attested", (*at(3), *outcome("yes"), *UNIT), "kvar i läget: anställning"),
)
SECOND_SUPPLIER = (
    ("2026-09-07", "candidate_proposed", (*at(4), *UNIT), "plats 4 (Del 2: Påhittade Service AB): ledig → kandidat"),
    ("2026-09-08", "internship_started", (*at(4), *FIRM), "plats 4 (Del 2: Påhittade Service AB): kandidat föreslagen"),
    (
        "2026-10-05",
        "internship_ended",
        (*at(4), *outcome("obligation_done"), *UNIT),
        "plats 4 (Del 2: Påhittade Service AB): praktik → genomförd",
    ),
    ("2026-10-20", "deficiency_noted", TWO, "kvar i läget: anställning"),
    ("2026-10-21", "sanction_decided", (*TWO, *outcome("penalty")), "kvar"),
)
FOLLOWED_UP = tuple(
    (
        "2027-03-02",
        "follow_ups_done",
        (*at(n), *outcome("still_employed"), *UNIT),
        f"plats {n} (Del 1: Exempel Städ AB)",
    )
    for n in (1, 2, 3)
)


@pytest.fixture
def installation(engine: Engine, home, run, monkeypatch):
    """An installation on either database, with its city."""
    monkeypatch.setenv("TRESPANN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    upgrade(engine)
    (home / "city.toml").write_text(CITY, encoding="utf-8")
    assert run("init", "--city", "city.toml").exit_code == 0


@pytest.fixture
def does(run):
    """Run a command as on a day, and require that what it prints holds some words; a refusal begins with "Fel:"."""

    def check(day: str, *words: str, says: str) -> str:
        result = run(*words, "--on", day)
        printed = " ".join(result.output.split())
        assert says in printed, printed
        assert (result.exit_code == 0) is not printed.startswith("Fel:"), printed
        return printed

    return check


def play(does, steps) -> None:
    for day, milestone, words, says in steps:
        does(day, "record", "UH-1", milestone, day, *words, says=says)


def listed(run, *words: str) -> list[dict]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def waits(run, day: str) -> list[tuple[str, str, str]]:
    rows = [one for row in listed(run, "waiting", "--on", day) for one in (row, *row["also"])]
    return [(row["point"], row["subject"], row["missing"][0]["key"]) for row in rows]


@pytest.mark.usefixtures("installation")
def test_a_case_goes_from_planning_to_three_people_hired_and_followed_up(run, does):
    opened = ("case", "open", "UH-1", "Städning av skolor", "--kind", "service", "--months", "36", "--headcount", "6")
    does("2026-01-12", *opened, "--procedure", "öppet", "--officer", "ulla@example.se", says="UH-1 är öppnat")
    assert [row[0] for row in waits(run, "2026-01-19")] == ["S1", "S2"]
    does(
        "2026-01-15",
        "assess",
        "UH-1",
        "--outcome",
        "required",
        "--form",
        "employment",
        says="väntar på relevansbedömning → behov aviserat",
    )
    play(does, PURCHASE)
    assert waits(run, "2026-05-28") == []
    for lot in (ONE, TWO):
        does(
            "2026-06-01", "assign", "UH-1", *lot, "--contact", "kim@example.se", says="tilldelad → kontaktperson utsedd"
        )
    promise = ("obligation", "UH-1", "--unit", "persons", "--penalty")
    does("2026-06-01", *promise, *ONE, "--amount", "3", says="plats 3 (Del 1: Exempel Städ AB): – → ledig")
    does(
        "2026-06-01",
        *promise,
        *TWO,
        "--amount",
        "2",
        "--internship-counts",
        says="plats 5 (Del 2: Påhittade Service AB)",
    )
    assert waits(run, "2026-06-02") == [
        ("S5", "Del 1: Exempel Städ AB", "dialogue_held"),
        ("S5", "Del 2: Påhittade Service AB", "dialogue_held"),
    ]
    play(does, AGREED)
    play(does, FIRST_SUPPLIER)
    play(does, SECOND_SUPPLIER[:-1])
    does("2026-10-20", "record", "UH-1", "cure_by", "2026-11-20", *TWO, says="levererar → brist")
    sanction = ("record", "UH-1", "sanction_decided")
    does(
        "2026-11-02",
        *sanction,
        "2026-11-02",
        *TWO,
        *outcome("penalty"),
        says="Fel: Leverantören har till och med fredag 20",
    )
    does("2026-11-23", *sanction, "2026-11-23", *TWO, *outcome("penalty"), says="brist → påföljd")
    assert [(r["fulfilled"], r["short"]) for r in listed(run, "ledger", "UH-1", "--on", "2026-11-23")[:-1]] == [
        (0, 3),
        (1, 1),
    ]
    play(does, FOLLOWED_UP)
    does("2027-06-01", "record", "UH-1", "final_report", "2027-06-01", *ONE, *FIRM, says="kvar i läget: uppföljning")
    assert waits(run, "2027-06-01") == [("S8", "Del 1: Exempel Städ AB", "found_fulfilled")]
    does("2027-06-02", "record", "UH-1", "obligation_fulfilled", "2027-06-02", *ONE, says="levererar → uppfyllt")
    *lines, total = listed(run, "ledger", "UH-1", "--on", "2027-06-02")
    assert [(line["promised"], line["fulfilled"], line["short"]) for line in lines] == [(3, 3, 0), (2, 1, 1)]
    assert (total["total"]["promised"], total["total"]["fulfilled"], total["total"]["short"]) == (5, 4, 1)
    does("2027-06-03", "move", "UH-1", "close", "--by", "support", says="upphandlingsprocessen: uppföljning → avslutad")
    does("2027-06-04", "record", "UH-1", "interview_held", "2027-06-04", *at(1), *UNIT, says="Fel: Ärendet är avslutat")

    story = run("journal", "UH-1").stdout.splitlines()
    assert story[0] == "12 januari 2026 · upphandlaren (genom administratören) · ärendet öppnat:"
    assert story[-1] == "3 juni 2027 · systemet · avsluta: stöd på arbetsplatsen → klar"
    assert "oförändrad" in run("journal", "UH-1", "--verify").stdout
