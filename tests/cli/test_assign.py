"""Who looks after a supplier, named by command."""

import json

import pytest
from sqlalchemy import insert

from models.storage.database import open_engine, writing
from models.tables import Person
from tests.cli.results import lines, refusal

KIM, VERA = "kim@example.se", "vera@example.se"


def test_a_contact_person_must_be_in_the_directory_with_that_role(won, run):
    told = refusal(run("assign", won, "--contact", "sten.uppdiktad@example.se", "--on", "2026-06-25"), code=2)
    assert "Ingen i katalogen har adressen sten.uppdiktad@example.se" in told
    assert "Ange minst en av dem." in refusal(run("assign", won, "--on", "2026-06-25"), code=2)


@pytest.fixture
def helped(won, city) -> str:
    """The case with a winner, and in the directory somebody who can look after it, and somebody of the winner."""
    engine = open_engine(f"sqlite:///{city / 'var' / 'trespann.db'}")
    with writing(engine) as connection:
        for role, email in (("labour_market", KIM), ("supplier", VERA)):
            told = {"name": email.partition("@")[0], "email": email, "phone": "031-390 06 12", "role": role}
            connection.execute(insert(Person).values(**told, language="sv"))
    engine.dispose()
    return won


def test_both_sides_are_assigned_and_told_of_in_the_journal(helped, run):
    words = ("assign", helped, "--contact", KIM, "--supplier-contact", f" {VERA.upper()} ", "--on", "2026-06-25")

    assert lines(run(*words))[0] == "Sparat."
    assert lines(run(*words)) == ["Det här är redan registrerat; inget har ändrats."]
    last = json.loads(run("journal", helped, "--json").stdout.splitlines()[-1])
    assert (last["actor"], last["on"]) == ("support", "2026-06-25")


def test_an_address_that_is_slightly_wrong_is_answered_with_the_right_one(helped, run):
    told = refusal(run("assign", helped, "--contact", "kim@exempel.se"), code=2)

    assert f"Menade du {KIM}?" in told


def test_a_suppliers_person_who_is_not_in_the_directory_is_added_by_name_and_address(helped, run):
    told = ("--name", "Nya Nilsson", "--email", "nya@exempel.example", "--phone", "070-174 06 07")
    assert lines(run("assign", helped, *told, "--on", "2026-06-25"))[0] == "Sparat."
    people = [json.loads(line) for line in run("people", "list", "--json").stdout.splitlines()]
    (added,) = [one for one in people if one["email"] == "nya@exempel.example"]
    assert (added["name"], added["role"], added["phone"]) == ("Nya Nilsson", "supplier", "070-174 06 07")


def test_a_person_without_an_address_or_named_twice_is_refused(helped, run):
    assert "e-postadressen" in refusal(run("assign", helped, "--name", "Nya", "--on", "2026-06-25"), code=2)
    twice = run("assign", helped, "--supplier-contact", VERA, "--email", "nya@exempel.example", "--on", "2026-06-25")
    assert "en gång" in refusal(twice, code=2)
