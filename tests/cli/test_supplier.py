"""A supplier that goes on under another name or in another firm, by command."""

import json

import pytest

from tests.cli.results import lines, refusal

NEW, NUMBER = "Nya Park AB", "556677-8899"


def owed(run, case: str) -> list[str]:
    return [track["subject"] for track in json.loads(run("case", "show", case, "--json").stdout)["tracks"]]


def test_a_supplier_is_renamed_with_its_positions_and_renamed_back(won, run):
    lines(run("obligation", won, "--unit", "persons", "--amount", "1", "--on", "2026-06-25"))
    before = owed(run, won)
    rename = ("supplier", "rename", won, "exempel park ab", f" {NEW} ", "--on", "2026-06-26")
    assert lines(run(*rename))[0] == f"Exempel Park AB går vidare som {NEW}."
    assert NEW in owed(run, won)
    assert "Exempel Park AB" not in owed(run, won)
    assert run("journal", won, "--verify").exit_code == 0
    assert lines(run("supplier", "rename", won, NEW, NEW)) == ["Det här är redan registrerat; inget har ändrats."]

    lines(run("supplier", "rename", won, NEW, "Exempel Park AB", "--on", "2026-06-26"))
    assert owed(run, won) == before


def test_a_contract_goes_over_with_a_day_and_a_reason(won, run):
    words = ("supplier", "succeed", won, "Exempel Park AB", NEW, "--on", "2026-06-26")
    assert "Ange skälet" in refusal(run(*words))
    assert "--reason" in refusal(run(*words))
    lines(run(*words, "--from", "2026-06-25", "--reason", "Uppköpt", "--organisation-number", NUMBER))
    told = run("journal", won).stdout
    assert f"avtalet gick över från Exempel Park AB till {NEW} 25 juni 2026. Skäl: Uppköpt" in " ".join(told.split())


def test_a_supplier_that_has_not_won_and_a_number_that_is_none_are_refused(won, run):
    assert "Okänd AB har inte vunnit" in refusal(run("supplier", "rename", won, "Okänd AB", NEW))
    told = refusal(run("supplier", "rename", won, "Exempel Park AB", NEW, "--organisation-number", "121212-1212"))
    assert "inget organisationsnummer" in told
    assert "--organisation-number ORGANISATIONSNUMMER" in told


def test_the_firms_are_listed_with_numbers_and_former_names(won, run):
    lines(run("supplier", "rename", won, "Exempel Park AB", NEW, "--organisation-number", NUMBER))
    (line,) = lines(run("supplier", "list"))
    assert line.split("  ")[0] == NEW
    assert NUMBER in line
    assert "tidigare Exempel Park AB" in line
    assert json.loads(run("supplier", "list", "--json").stdout) == {
        "name": NEW,
        "organisation_number": NUMBER,
        "formerly": ["Exempel Park AB"],
    }


def test_no_firms_yet_are_told_as_none(city, run):
    assert lines(run("supplier", "list")) == ["Inga företag är kända än."]


def test_a_winner_is_told_under_the_name_and_number_that_are_known(won, run):
    named = ("record", won, "winner_named", "2026-06-24", "--on", "2026-06-25", "--supplier")
    lines(run(*named, "Exempel Park AB", "--organisation-number", NUMBER))
    told = lines(run(*named, "EXEMPEL PARK A.B.", "--lot", "2"))
    assert told[1] == f"Känd som: Exempel Park AB, {NUMBER}"


def test_the_number_belongs_to_a_winner_alone(won, run):
    told = refusal(run("record", won, "contract_signed", "2026-06-25", "--organisation-number", NUMBER), code=2)
    assert "hör inte till" in told


@pytest.mark.parametrize("called", ["EXEMPEL PARK AB", "Exempel Park AB"])
def test_a_step_finds_the_supplier_by_any_spelling_and_by_its_former_name(won, run, called):
    lines(run("supplier", "rename", won, "Exempel Park AB", NEW, "--on", "2026-06-25"))
    words = ("move", won, "release", "--process", "supplier", "--subject", called, "--by", "support")
    told = lines(run(*words, "--reason", "drog sig ur", "--on", "2026-06-26"))
    assert f"leverantörsprocessen {NEW}: tilldelad → utan åtagande" in told
