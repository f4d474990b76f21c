"""Overrides by hand: asked about, made, approved by a second person, and undone."""

import json
from pathlib import Path

import pytest

from tests.cli.results import STEN, YLVA, plain, state

STINA, CHRIS = "stina.pahittad@example.se", "chris.uppdiktad@example.se"
MORE = """
[[person]]
name = "Stina Påhittad"
email = "stina.pahittad@example.se"
phone = "031-390 06 12"
role = "support"
unit = "Skolförvaltningen"
language = "sv"

[[person]]
name = "Chris Uppdiktad"
email = "chris.uppdiktad@example.se"
phone = "031-390 06 13"
role = "manager"
unit = "Parkförvaltningen"
language = "sv"
"""


@pytest.fixture
def city(installed, run) -> Path:
    with (installed / "city.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    assert run("init", "--city", "city.toml").exit_code == 0
    return installed


# --- one case --------------------------------------------------------------------------------------------------------


def test_without_a_yes_nothing_is_changed(standstill, ask, answer, run):
    before = run("journal", standstill).stdout
    for word in ("", "n", "nej"):
        answer(word)
        told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")
        assert (told.exit_code, told.stdout.splitlines()[-1]) == (0, "Inget har ändrats.")
    assert run("journal", standstill).stdout == before


def test_without_anybody_to_answer_nothing_is_changed(standstill, ask, run):
    told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")

    assert (told.exit_code, told.stderr) == (1, "Avbrutet.\n")
    assert state(run) == "standstill"


def test_what_was_shown_is_done_or_nothing(standstill, ask, run, monkeypatch):
    def change_meanwhile(*_: object, **__: object) -> str:
        assert ask("record", standstill, "winner_named", "2026-04-01", "--supplier", "Exempel AB").exit_code == 0
        return "j"

    monkeypatch.setattr("cli.inputs.typer.prompt", change_meanwhile)
    told = ask("override", standstill, "--to", "cancelled", "--reason", "Fel ärende")

    assert told.exit_code == 1
    assert "Ärendet har ändrats sedan du såg vad som skulle hända" in plain(told.stderr)
    assert state(run) == "standstill"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--to", "cancelled", "--reason", " "), 1, "Ange skälet. Samma sak igen med --reason"),
        (("--to", "standstill", "--reason", "x"), 1, "Det står redan i läget ”avtalsspärr”."),
        (("--to", "matchnig", "--reason", "x"), 2, "Menade du matching?"),
        (
            ("--to", "cancelled", "--reason", "x", "--as", YLVA),
            1,
            "står i katalogen som upphandlare, inte som stödfunktion.",
        ),
        (("--to", "cancelled", "--reason", "x", "--as", "nobody@example.se"), 2, "nobody@example.se"),
        (("--to", "cancelled", "--reason", "x", "--process", "delivery"), 2, "delivery"),
        (("--to", "awarded", "--reason", "x", "--process", "supplier"), 2, "ingen process ”supplier”"),
        (("--to", "matching", "--reason", "x"), 1, "Samma sak igen med --as E-POST"),
        (("--to", "cancelled"), 2, "--reason"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(standstill, ask, run, *, words, code, told):
    refused = ask("override", standstill, *words, "--yes")

    assert refused.exit_code == code
    assert told in plain(refused.stderr)
    assert state(run) == "standstill"


def test_a_case_or_conditions_are_needed_and_not_both(standstill, ask):
    assert "Ange vilket ärende" in plain(ask("override", "--to", "closed", "--reason", "x").stderr)
    both = ask("override", standstill, "--where", "overdue", "--to", "closed", "--reason", "x")
    assert (both.exit_code, "inte båda" in both.stderr) == (2, True)


# --- four eyes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(standstill, ask) -> str:
    """A request to end the standstill at once; its number is 1."""
    told = ask("override", standstill, "--to", "closed", "--reason", "Brådskar", "--as", STEN, "--yes")
    assert told.exit_code == 0
    return told.stdout


def test_who_may_approve_a_risky_override_is_told_with_the_command(asked, run):
    told = plain(asked)

    assert "Avtalsspärren förkortas" in told
    assert "Kontaktpunkt 2 hoppas över" in told
    assert "Begäran 1 väntar på en andra person. Inget ändras innan dess." in told
    assert "Stina Påhittad: trespann approve 1 --as stina.pahittad@example.se" in told
    assert "Chris Uppdiktad: trespann approve 1 --as chris.uppdiktad@example.se" in told
    assert state(run) == "standstill"


def test_what_waits_is_listed(asked, run):
    told = plain(run("approve").stdout)

    assert "1 2026-04-01 UH-1 upphandlingsprocessen: avtalsspärr → avslutad. Skäl: Brådskar. Avtalsspärren" in told
    (line,) = [json.loads(line) for line in run("approve", "--json").stdout.splitlines()]
    assert (line["id"], line["asked_by"], line["risks"]) == (
        1,
        "support:2",
        ["shortens_standstill", "skips_contact_point_2"],
    )


@pytest.mark.parametrize("by", [STINA, CHRIS])
def test_a_second_person_sees_it_and_approves_it(asked, ask, run, answer, by):
    questions = answer("j")
    told = ask("approve", "1", "--as", by)

    assert questions == ["Göra det? [j/N]"]
    assert told.stdout.startswith("Vad som skulle hända i UH-1.")
    assert "Klart. upphandlingsprocessen: avtalsspärr → avslutad" in told.stdout
    assert state(run) == "closed"
    assert run("approve").stdout == "Ingen begäran väntar.\n"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("1", "--as", STEN), 1, "kan inte själv godkänna"),
        (("1", "--as", YLVA), 1, "inte som stödfunktion eller chef. Som stödfunktion eller chef står"),
        (("1",), 2, "Ange vem som avgör."),
        (("7", "--as", STINA), 2, "Ingen begäran har nummer 7."),
        (("ett", "--as", STINA), 2, "”ett” är inget heltal."),
        (("1", "--as", STINA, "--decline"), 1, "Ange skälet. Samma sak igen med --reason"),
    ],
)
def test_nobody_else_approves_it(asked, ask, run, *, words, code, told):
    refused = ask("approve", *words, "--yes")

    assert (refused.exit_code, told in plain(refused.stderr)) == (code, True)
    assert state(run) == "standstill"


def test_a_request_is_declined(asked, ask, run):
    told = ask("approve", "1", "--as", STINA, "--decline", "--reason", "Vänta ut spärren")

    assert told.stdout == "Begäran 1 är avslagen.\n"
    assert state(run) == "standstill"
    again = ask("approve", "1", "--as", CHRIS, "--yes")
    assert (again.exit_code, again.stderr) == (1, "Fel: Begäran 1 är redan avgjord.\n")


def test_a_request_lapses_when_the_case_has_moved(asked, ask, run):
    assert ask("move", "UH-1", "cancel", "--by", "officer", "--reason", "Behovet borta").exit_code == 0
    told = ask("approve", "1", "--as", STINA, "--yes")

    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == "Begäran 1 har förfallit: ärendet har flyttats sedan den gjordes.\n"
    assert state(run) == "cancelled"


def test_programs_see_what_an_approval_comes_to_before_they_give_it(asked, ask, run):
    seen = json.loads(ask("approve", "1", "--as", STINA, "--json").stdout)
    assert (seen["applied"], seen["result"]) == (False, "closed")
    assert state(run) == "standstill"
    done = json.loads(ask("approve", "1", "--as", STINA, "--json", "--yes").stdout)
    assert done == seen | {"applied": True}


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_a_step_is_undone_by_its_number_in_the_journal(standstill, ask, run):
    assert ask("move", standstill, "cancel", "--by", "officer", "--reason", "Behovet borta").exit_code == 0
    (line,) = [one for one in run("journal", standstill, "--numbers").stdout.splitlines() if "avbryt" in one]
    told = ask("undo", standstill, line.split()[0], "--reason", "Av misstag", "--yes")

    assert told.exit_code == 0
    assert "Ärendet öppnas igen: frister och påminnelser gäller på nytt." in plain(told.stdout)
    assert state(run) == "standstill"


def test_a_step_that_is_not_the_latest_is_not_undone(standstill, ask, run):
    (line,) = [one for one in run("journal", standstill, "--numbers").stdout.splitlines() if "tilldela:" in one]
    told = ask("undo", standstill, line.split()[0], "--reason", "Av misstag", "--yes")

    assert (told.exit_code, "Bara det senaste steget kan ångras." in told.stderr) == (1, True)


def test_the_journal_tells_overrides_in_plain_words(asked, ask, run):
    for words in (
        ("approve", "1", "--as", CHRIS, "--decline", "--reason", "Vänta ut spärren"),
        ("override", "UH-1", "--to", "closed", "--reason", "Brådskar", "--as", STEN, "--yes"),
        ("override", "UH-1", "--to", "no_requirement", "--reason", "Fel bedömt", "--as", STEN, "--yes"),
    ):
        assert ask(*words).exit_code == 0
    assert ask("approve", "2", "--as", CHRIS, "--yes").exit_code == 1
    number = json.loads(run("journal", "UH-1", "--json").stdout.splitlines()[-2])["number"]
    assert ask("undo", "UH-1", str(number), "--reason", "Av misstag", "--yes").exit_code == 0

    story = plain(run("journal", "UH-1").stdout)

    for told in (
        "(Sten Uppdiktad) · begärt en flytt utanför reglerna (begäran 1): avtalsspärr → avslutad. Skäl: Brådskar",
        "chefen (Chris Uppdiktad) · begäran 1 avslagen. Skäl: Vänta ut spärren",
        "stödfunktionen (Sten Uppdiktad) · flyttat utanför reglerna: avtalsspärr → inget krav. Skäl: Fel bedömt",
        "chefen (Chris Uppdiktad) · begäran 2 förfallen: ärendet hade flyttats sedan dess",
        f"stödfunktionen (genom administratören) · ångrat (post {number}): inget krav → avtalsspärr. Skäl: Av misstag",
    ):
        assert told in story
    assert run("journal", "UH-1", "--verify").exit_code == 0
