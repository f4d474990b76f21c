"""What a supplier has promised, entered by command."""

import json

import pytest

from tests.cli.results import lines, plain, refusal


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
    assert lines(run(*promise)) == ["Det här är redan registrerat; inget har ändrats."]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--amount", "2"), "Ange vad åtagandet räknas i"),
        (("--unit", "persons"), "ett tal över noll"),
        (("--unit", "persons", "--amount", "1,5"), "Personer, timmar och platser anges i hela tal"),
        (("--unit", "hours", "--amount", "1500,5"), "Personer, timmar och platser anges i hela tal"),
        (("--unit", "hours", "--amount", "900000"), "högst 500000 (timmar)"),
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


def test_bonus_and_penalty_are_told_as_things_stand(won, run):
    promise = ("obligation", won, "--unit", "persons", "--amount", "2", "--on", "2026-06-25")
    lines(run(*promise, "--penalty-amount", "50000", "--bonus", "20000", "--bonus-cap", "100000", "--by-place"))
    for words in (("ledger", won), ("case", "show", won)):
        told = plain(run(*words, "--on", "2026-06-26").stdout)
        assert "Bonus och vite enligt avtalen, som det står nu" in told
        assert "0 kr 100 000 kr Exempel Park AB" in told
    balance = json.loads(run("ledger", won, "--json").stdout.splitlines()[0])
    assert (balance["bonus_due"], balance["penalty_due"]) == (0, 100_000)
    (amounts,) = json.loads(run("case", "show", won, "--json").stdout)["amounts"]
    assert (amounts["bonus_cap"], amounts["penalty_due"], amounts["by_month"]) == (100_000, 100_000, False)
    assert "vite i kronor: 50000" in plain(run("journal", won).stdout)


def test_where_the_contract_has_no_amounts_none_are_told(won, run):
    lines(run("obligation", won, "--unit", "persons", "--amount", "2", "--penalty", "--on", "2026-06-25"))
    for words in (("ledger", won), ("case", "show", won)):
        assert "Bonus" not in run(*words, "--on", "2026-06-26").stdout
