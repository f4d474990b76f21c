"""What a supplier has promised, entered by command."""

import pytest

from tests.cli.results import lines, refusal


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
