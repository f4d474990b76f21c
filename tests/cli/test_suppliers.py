import json

import pytest

from tests.cli.results import lines, record, refusal


def test_a_promise_opens_its_positions(won, run):
    told = lines(run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25"))
    assert told == [
        "Exempel Park AB har åtagit sig 2 personer; platser: 2",
        "plats 1 (Exempel Park AB): – → ledig",
        "plats 2 (Exempel Park AB): – → ledig",
    ]


def test_a_smaller_promise_withdraws_the_position_that_is_not_owed_any_longer(won, run):
    run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25")
    told = lines(run("obligation", won, "--amount", "1", "--on", "2026-06-26"))
    assert told[1:] == ["plats 2 (Exempel Park AB): ledig → behövs inte längre"]


def test_the_same_promise_again_changes_nothing(won, run):
    promise = ("obligation", won, "--unit", "months", "--amount", "12,5", "--positions", "2", "--on", "2026-06-25")
    lines(run(*promise))
    assert lines(run(*promise)) == ["Det här är redan infört; inget har ändrats."]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--amount", "2"), "Ange vad åtagandet räknas i"),
        (("--unit", "persons"), "ett tal över noll"),
        (("--unit", "persons", "--amount", "1,5"), "Personer och platser anges i hela tal"),
        (("--unit", "seat", "--amount", "900"), "högst 500"),
        (("--unit", "months", "--amount", "12", "--internship-counts"), "bara anges för åtaganden i personer"),
        (("--unit", "persons", "--amount", "1", "--supplier", "Annat AB"), "Annat AB har inte vunnit i ärendet"),
        (("--unit", "persons", "--amount", "1", "--by", "supplier"), "kan inte göras av den rollen"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_nothing_is_stored(won, run, words, says):
    before = run("journal", won, "--json").stdout
    assert says in refusal(run("obligation", won, *words, "--on", "2026-06-25"))
    assert run("journal", won, "--json").stdout == before


def test_a_contact_person_must_be_in_the_directory_with_that_role(won, run):
    told = refusal(run("assign", won, "--contact", "sten.uppdiktad@example.se", "--on", "2026-06-25"), code=2)
    assert "Ingen i katalogen har adressen sten.uppdiktad@example.se" in told
    assert "Ange minst en av dem." in refusal(run("assign", won, "--on", "2026-06-25"), code=2)


def test_the_ledger_tells_promised_and_short_and_adds_units_up_apart(won, run):
    assert [" ".join(line.split()) for line in lines(run("ledger", won))[:2]] == [
        "Ärende Enhet Utlovat Påbörjat Uppfyllt Saknas Leverantör",
        "UH-1 inte infört 0 0 0 0 Exempel Park AB",
    ]
    run("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25")
    *balances, total = [json.loads(line) for line in run("ledger", won, "--json").stdout.splitlines()]
    assert [(a["supplier"], a["unit"], a["promised"], a["short"]) for a in balances] == [
        ("Exempel Park AB", "persons", 2, 2)
    ]
    assert total == {"total": {"unit": "persons", "promised": 2, "started": 0, "fulfilled": 0, "short": 2, "over": 0}}


def test_without_suppliers_the_ledger_says_so(case, run):
    assert lines(run("ledger")) == ["Ingen leverantör har något åtagande här."]


def test_a_hire_is_told_with_its_terms_and_nothing_in_free_text(won, run):
    run("obligation", won, "--unit", "persons", "--amount", "1", "--on", "2026-06-25")
    record(run, "profile_agreed", "2026-06-25", "--by", "labour_market")
    record(run, "candidate_proposed", "2026-06-26", "--by", "labour_market")
    hire = ("record", won, "employment_started", "2026-06-29", "--by", "supplier", "--on", "2026-06-29")
    refused = refusal(run(*hire, "--source", "hen ringde"), code=2)
    assert "ingen fri text" in refused
    assert "Högst 100 procent" in refusal(run(*hire, "--share", "120"), code=2)
    lines(run(*hire, "--months", "12", "--share", "75"))
    told = " ".join(run("journal", won).stdout.split())
    assert "anställning började, genom vår matchning, 12 månader, 75%, plats 1, kandidat 1" in told
