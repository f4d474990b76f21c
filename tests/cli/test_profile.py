"""The competence profile by command: stored and shown as on the page."""

import json

import pytest

from tests.cli.results import lines, record, refusal

TOLD = ("--occupation", "Städare", "--tasks", "Städning  av skolor", "--share", "75 %", "--start", "2026-09-01")
NEEDS = ("--requires", "swedish_a2", "--requires", "B-körkort")


def put(run, *words: str):
    return run("profile", "set", "UH-1", *words, "--on", "2026-06-25")


def shown(run, *words: str) -> list[dict]:
    return [json.loads(line) for line in run("profile", "show", "UH-1", *words, "--json").stdout.splitlines()]


def test_before_anybody_has_described_the_job_it_says_so(won, run):
    assert [line.strip() for line in lines(run("profile", "show", won)) if line] == [
        "Exempel Park AB",
        "Ingen har beskrivit jobbet än.",
    ]
    assert shown(run)[0]["profile"] is None


def test_what_is_set_is_shown_and_what_is_left_out_stays(won, run):
    assert lines(put(run, *TOLD, *NEEDS)) == ["Beskrivningen av jobbet är sparad för UH-1."]
    assert lines(put(run, "--place", "Hisingen")) == ["Beskrivningen av jobbet är sparad för UH-1."]
    ((told,), printed) = (shown(run), " ".join(run("profile", "show", won).stdout.split()))
    assert (told["reference"], told["lot"], told["supplier"]) == ("UH-1", "", "Exempel Park AB")
    assert told["profile"] == {
        "occupation": "Städare",
        "tasks": "Städning av skolor",
        "share": 75,
        "place": "Hisingen",
        "starts_on": "2026-09-01",
        "requirements": ["licence_b", "swedish_a2"],
        "about": "",
    }
    for words in ("Städare", "Städning av skolor", "Hisingen", "tisdag 1 september 2026", "B-körkort"):
        assert words in printed, words


def test_an_empty_text_takes_away_and_the_same_again_changes_nothing(won, run):
    put(run, *TOLD, *NEEDS)
    put(run, "--tasks", "", "--share", "", "--start", "", "--requires", "")
    assert shown(run)[0]["profile"] == {
        "occupation": "Städare",
        "tasks": "",
        "share": None,
        "place": "",
        "starts_on": None,
        "requirements": [],
        "about": "",
    }
    assert lines(put(run, "--occupation", "Städare")) == ["Det här är redan registrerat; inget har ändrats."]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--tasks", "Städning"), "Ange yrket eller rollen."),
        (("--occupation", "Städare", "--about", "ring vera@example.se"), "Beskriv jobbet, inte en person"),
        (("--occupation", "Städare", "--share", "150"), "Ange högst 100 procent."),
        (("--occupation", "Städare", "--by", "officer"), "Det här kan inte göras av den rollen."),
        (("--occupation", "Städare", "--supplier", "Annan AB"), "har inte vunnit i ärendet"),
    ],
)
def test_what_cannot_be_is_refused(won, run, words, part):
    assert part in refusal(put(run, *words))
    assert shown(run)[0]["profile"] is None


def test_an_unknown_requirement_is_answered_with_those_there_are(won, run):
    told = refusal(put(run, "--occupation", "Städare", "--requires", "raket"), code=2)
    assert "Kravet ”raket” finns inte." in told
    assert "licence_b" in told


def test_of_several_suppliers_each_has_its_own(won, run):
    record(run, "winner_named", "2026-06-25", "--supplier", "Rent AB", "--lot", "2")
    put(run, "--occupation", "Städare", "--supplier", "Rent AB")
    assert [(one["supplier"], one["profile"] is None) for one in shown(run)] == [
        ("Exempel Park AB", True),
        ("Rent AB", False),
    ]
    assert len(shown(run, "--supplier", "Rent AB")) == 1
