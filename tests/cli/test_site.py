import json
import shutil

import pytest
from typer.testing import CliRunner

from cli.main import app


def told(result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return result.stdout.splitlines()


@pytest.fixture
def copy(case, city, monkeypatch):
    """A copy of the folder, which the commands now use."""
    shutil.copytree(city / "var", city / "copy")
    monkeypatch.setenv("TRESPANN_VAR", str(city / "copy"))
    return city / "copy"


def standing(run) -> str:
    return json.loads(run("site", "--json").stdout)["standing"]


def test_the_installation_that_made_the_database_sends_its_mail(city, run):
    lines = told(run("site"))

    assert lines[0] == "Den här installationen skickar mejl."
    assert lines[1].split()[-1] == json.loads((city / "var" / "site").read_text())["identity"][:8]


def test_the_identity_is_the_same_in_both_places(city, run):
    shown = json.loads(run("site", "--json").stdout)

    assert shown["own"] == shown["claims"][0]["identity"]


def test_a_database_that_came_from_an_older_release_is_claimed_by_its_first_init(installed, run):
    assert standing(run) == "unclaimed"

    run("init")

    assert standing(run) == "live"


def test_an_empty_database_waits_for_what_is_loaded_into_it(home, run):
    run("init", "--empty")

    assert standing(run) == "unclaimed"


def test_init_leaves_a_copy_what_it_is_and_says_so(copy, run):
    again = run("init")

    assert again.exit_code == 0
    assert "databasen hör till en annan installation" in " ".join(again.stderr.split())
    assert standing(run) == "another"


def test_a_copy_does_everything_but_mail(copy, run):
    done = run("tick", "--on", "2026-03-09")

    assert done.exit_code == 0
    assert done.stderr.startswith("Inga mejl skickas: databasen hör till en annan installation, mapp eller dator.")
    assert "  Påminnelser som planerats  1" in done.stdout.splitlines()
    assert [json.loads(line)["attempts"] for line in run("messages", "--json").stdout.splitlines()] == [0]


def test_a_copy_that_is_claimed_mails(copy, run):
    run("tick", "--on", "2026-03-09")

    assert told(run("site", "claim", "--yes")) == ["Den här installationen skickar mejl."]

    assert json.loads(run("tick", "--on", "2026-03-09", "--json").stdout)["retried"] == 1  # nobody listens there


def test_the_installation_that_another_took_over_from_is_silent(copy, city, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DATABASE_URL", f"sqlite:///{city / 'var' / 'trespann.db'}")
    run("site", "claim", "--yes")
    assert standing(run) == "live"

    monkeypatch.setenv("TRESPANN_VAR", str(city / "var"))

    assert standing(run) == "another"


def test_another_machine_may_send_beside_the_first(copy, city, run, monkeypatch):
    monkeypatch.setenv("TRESPANN_DATABASE_URL", f"sqlite:///{city / 'var' / 'trespann.db'}")
    run("site", "claim", "--beside", "--yes")
    assert standing(run) == "live"

    monkeypatch.setenv("TRESPANN_VAR", str(city / "var"))

    assert standing(run) == "live"


@pytest.mark.parametrize(("answer", "code", "found"), [("ja", 0, "live"), ("nej", 1, "another"), ("", 1, "another")])
def test_a_claim_is_asked_about(copy, run, answer, code, found):
    asked = CliRunner().invoke(app, ["site", "claim"], input=f"{answer}\n")

    assert asked.exit_code == code
    assert standing(run) == found
