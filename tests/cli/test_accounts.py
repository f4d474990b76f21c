"""Accounts by hand: who can sign in, with which link, and what happened."""

import json
import re

import pytest

from cli.database import opened
from desk.signing_in import sign_in
from models.clock import now
from models.installation.secret import make_secret
from models.installation.settings import Settings
from tests.cli.results import lines, refused

SUPPORT, READER = "sten.uppdiktad@example.se", "lisa@example.se"
PASSWORD = "tre gula cyklar"


def told(result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(lines(result))


@pytest.fixture
def account(city, run) -> str:
    told(run("account", "add", SUPPORT, "--role", "support"))
    return SUPPORT


@pytest.fixture
def signed_in(account, run, answer) -> str:
    """Somebody who has set a password and signed in once, and failed once."""
    answer(PASSWORD)
    told(run("account", "password", account))
    settings = Settings()
    make_secret(settings)
    with opened(settings) as engine:
        for password in ("fel fel fel fel", PASSWORD):
            try:
                sign_in(engine, settings, email=account, password=password, address="10.0.0.1", now=now())
            except Exception:  # noqa: BLE001, S112 - the wrong one
                continue
    return account


def test_an_account_is_made_with_a_link_for_its_owner_alone(city, run):
    text = told(run("account", "add", "Sten.Uppdiktad@example.se", "--role", "stödfunktionen"))
    assert "har ett konto nu. Ge länken till personen och ingen annan. Den fungerar en gång, till 20" in text
    assert re.search(r"  http://127\.0\.0\.1:1/konto/inbjudan/[\w-]{43}$", run("account", "invite", SUPPORT).stdout)
    listed = told(run("account", "list"))
    assert "E-post Roll Senast inloggad Namn, enhet och läge" in " ".join(listed.split())
    assert f"{SUPPORT} stödfunktionen – Sten Uppdiktad, Skolförvaltningen, inbjuden" in " ".join(listed.split())


def test_a_link_begins_with_the_address_that_readers_know(account, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_WEB_URL", "https://stad.example")
    assert "  https://stad.example/konto/inbjudan/" in run("account", "invite", account).stdout


def test_a_reader_has_a_name_and_a_language(city, run):
    told(run("account", "add", READER, "--role", "reader", "--name", "Lisa Läsare", "--language", "en"))
    (line,) = [json.loads(one) for one in run("account", "list", "--json").stdout.splitlines()]
    assert (line["email"], line["role"], line["name"], line["has_password"]) == (READER, "reader", "Lisa Läsare", False)


def test_what_cannot_be_is_refused(account, run):
    assert "har redan ett konto" in refused(run("account", "add", account, "--role", "support"), 1)[0]
    assert "vad personen heter" in refused(run("account", "add", READER, "--role", "reader"), 1)[0]
    assert "Rollen ”kung” finns inte" in refused(run("account", "add", READER, "--role", "kung"), 2)[0]
    told_there = " ".join(refused(run("account", "add", READER, "--role", "officer"), 1))
    assert "ska finnas i registret" in told_there
    assert "trespann people list" in told_there
    for command in ("invite", "disable", "enable", "sessions", "sign-out", "audit"):
        assert "inget konto för ingen@example.se" in refused(run("account", command, "ingen@example.se"), 1)[0]


def test_an_account_gets_another_role_that_the_directory_gives(signed_in, run):
    assert told(run("account", "role", signed_in, "läsare")) == (
        f"{signed_in} har rollen ”läsare” nu. Avslutade inloggningar: 1"
    )
    assert "Registret ger personen rollen stödfunktion." in " ".join(
        refused(run("account", "role", signed_in, "officer"), 1)
    )


def test_there_is_no_account_at_first(city, run):
    assert told(run("account", "list")) == "Det finns inget konto än. Skapa ett: trespann account add"
    assert told(run("account", "audit")) == "Inget har hänt än."
    assert run("account", "list", "--json").stdout == ""


def test_a_password_is_asked_for_twice_and_not_shown(account, run, monkeypatch):
    asked = {}
    monkeypatch.setattr("cli.accounts.typer.prompt", lambda text, **how: asked.update(how, text=text) or PASSWORD)
    assert told(run("account", "password", account)) == f"Lösenordet för {account} är satt."
    assert asked == {"text": "Nytt lösenord", "hide_input": True, "confirmation_prompt": "Samma en gång till"}


def test_a_weak_password_is_refused(account, run, answer):
    answer("kort")
    assert "minst 12" in refused(run("account", "password", account), 1)[0]


def test_it_is_told_where_somebody_is_signed_in_and_ended(signed_in, run):
    assert "inloggad nu: 1" in told(run("account", "list"))
    (line,) = [json.loads(one) for one in run("account", "sessions", signed_in, "--json").stdout.splitlines()]
    assert set(line) == {"id", "made_at", "seen_at"}
    assert re.search(r"\d{4}-\d\d-\d\d \d\d\.\d\d", told(run("account", "sessions", signed_in)))
    assert told(run("account", "sign-out", signed_in)).endswith("Avslutade inloggningar: 1")
    assert told(run("account", "sessions", signed_in)) == f"{signed_in} är inte inloggad någonstans."


def test_a_disabled_account_is_told_as_such_until_it_is_enabled(signed_in, run):
    assert told(run("account", "disable", signed_in)).endswith("Avslutade inloggningar: 1")
    assert "spärrat" in told(run("account", "list"))
    assert "Kontot är spärrat" in refused(run("account", "invite", signed_in), 1)[0]
    assert told(run("account", "enable", signed_in)) == f"{signed_in} kan logga in igen."
    assert "spärrat" not in told(run("account", "list"))


def test_the_audit_tells_what_happened_and_no_address_of_the_network(signed_in, run):
    rows = lines(run("account", "audit"))
    assert [re.split(r" {2,}", row)[1] for row in rows[1:]] == [
        "inloggad med lösenord",
        "inloggning nekad",
        "lösenord satt",
        "inbjuden",
        "konto skapat",
    ]
    assert "10.0.0.1" not in run("account", "audit", "--json").stdout
    told(run("account", "add", READER, "--role", "reader", "--name", "Lisa"))
    assert len(lines(run("account", "audit", READER))) == 1 + 2
    assert len(lines(run("account", "audit", "--limit", "1"))) == 1 + 1
    assert "är inget heltal" in refused(run("account", "audit", "--limit", "många"), 2)[0]
