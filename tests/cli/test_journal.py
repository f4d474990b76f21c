import json
import sqlite3
from contextlib import closing

import pytest

from tests.cli.results import plain


@pytest.fixture
def lived(case, run) -> str:
    for words in (
        ("record", case, "contact_point_1", "2026-03-16", "--on", "2026-03-17"),
        (
            "assess",
            case,
            "--outcome",
            "required",
            "--form",
            "employment",
            "--reason",
            "Stort uppdrag",
            "--on",
            "2026-03-18",
        ),
        ("record", case, "documents_published", "2026-04-01", "--on", "2026-04-01"),
        ("case", "change", case, "--months", "36", "--on", "2026-04-02"),
        (
            "record",
            case,
            "award_notice_sent",
            "2026-06-09",
            "--channel",
            "electronic",
            "--source",
            "mejl",
            "--on",
            "2026-06-09",
        ),
        ("record", case, "contact_point_1", "--withdraw", "--on", "2026-06-10"),
    ):
        assert run(*words).exit_code == 0
    return case


def test_the_journal_reads_like_a_story(lived, run):
    assert (
        run("journal", lived).stdout
        == """\
2 mars 2026 · upphandlaren (genom administratören) · ärendet öppnat: Skötsel av
  parker
17 mars 2026 · upphandlaren (genom administratören) · kontaktpunkt 1 16 mars
  2026
18 mars 2026 · stödfunktionen (genom administratören) · relevansbedömning: krav
  ställs, anställningskrav. Skäl: Stort uppdrag
18 mars 2026 · systemet · behovet aviseras: väntar på relevansbedömning → behov
  aviserat
1 april 2026 · upphandlaren (genom administratören) · upphandlingsdokument
  publicerade
1 april 2026 · systemet · annonsera: planering → annonserad
2 april 2026 · upphandlaren (genom administratören) · nya uppgifter: månader: 24
  → 36
9 juni 2026 · upphandlaren (genom administratören) · underrättelse om
  tilldelning skickad, elektroniskt till alla (mejl)
9 juni 2026 · systemet · tilldela: annonserad → tilldelning
9 juni 2026 · systemet · avtalsspärren börjar: tilldelning → avtalsspärr
10 juni 2026 · upphandlaren (genom administratören) · återtaget: kontaktpunkt 1
"""
    )


def test_the_journal_speaks_english_too(lived, run, english):
    told = plain(run("journal", lived).stdout)
    assert "17 March 2026 · the procurement officer (through the administrator) · contact point 1 16 March 2026" in told


def test_the_journal_as_json_is_a_line_for_each_entry(lived, run):
    first, *rest = [json.loads(line) for line in run("journal", lived, "--json").stdout.splitlines()]

    assert first.pop("digest")
    assert first == {
        "number": 1,
        "on": "2026-03-02",
        "actor": "officer",
        "event": "opened",
        "process": "",
        "subject": "",
        "source": "",
        "target": "planning",
        "detail": "Skötsel av parker (officer)",
    }
    assert [line["number"] for line in rest] == list(range(2, 12))


def test_an_intact_journal_is_verified(lived, run):
    verified = run("journal", lived, "--verify")

    assert (verified.exit_code, verified.stdout) == (0, "Journalen för UH-1 är oförändrad. Antal poster: 11.\n")


def test_an_intact_journal_as_json(lived, run):
    told = json.loads(run("journal", lived, "--verify", "--json").stdout)

    assert told == {"reference": "UH-1", "entries": 11, "intact": True, "broken": None}


@pytest.mark.parametrize(
    ("tampering", "number"),
    [
        ("UPDATE journal SET detail = 'annat' WHERE number = 3", 3),
        ("UPDATE journal SET \"on\" = '2026-03-01' WHERE number = 1", 1),
        ("DELETE FROM journal WHERE number = 5", 5),
        ("DELETE FROM journal WHERE number = 11", 11),
        ("DELETE FROM journal", 1),
    ],
)
def test_a_journal_that_was_tampered_with_is_found_out(lived, city, run, tampering, number):
    with closing(sqlite3.connect(city / "var" / "trespann.db")) as connection:
        connection.execute(tampering)
        connection.commit()

    verified = run("journal", lived, "--verify")
    as_json = run("journal", lived, "--verify", "--json")

    assert (verified.exit_code, as_json.exit_code) == (1, 1)
    assert f"post {number} är inte som den skrevs" in " ".join(verified.stderr.split())
    assert json.loads(as_json.stdout)["broken"] == number


def test_the_numbers_of_the_journal_are_those_of_its_entries(standstill, run):
    lines = [one for one in run("journal", standstill, "--numbers").stdout.splitlines() if not one.startswith("  ")]
    entries = [json.loads(line)["number"] for line in run("journal", standstill, "--json").stdout.splitlines()]

    assert [int(line.partition(" · ")[0]) for line in lines] == entries
