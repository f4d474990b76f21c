"""The command line as a test calls it: an installation of its own, in Swedish unless the test says otherwise."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.cli.results import record

CITY = """
[[unit]]
name = "Parkförvaltningen"

[[unit]]
name = "Skolförvaltningen"

[[person]]
name = "Ylva Påhittad"
email = "ylva.pahittad@example.se"
phone = "031-390 06 10"
role = "officer"
unit = "Parkförvaltningen"
language = "sv"

[[person]]
name = "Sten Uppdiktad"
email = "sten.uppdiktad@example.se"
phone = "031-390 06 11"
role = "support"
unit = "Skolförvaltningen"
language = "sv"
"""

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a database; the settings point into it."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "CITY"):
        monkeypatch.delenv(f"TRESPANN_{name}", raising=False)
    monkeypatch.setenv("TRESPANN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TRESPANN_LANGUAGE", "sv")
    monkeypatch.setenv("TRESPANN_PRACTICE", "1")  # the day is said with --on, whatever day the tests are run on
    for name, path in {"DIRECTORY": "city-of-nobody.toml", "PLAN": "plan.csv", "NOTICES": "notices"}.items():
        monkeypatch.setenv(f"TRESPANN_{name}", path)
    monkeypatch.setenv("TRESPANN_SMTP_PORT", "1")  # nobody listens there
    monkeypatch.setenv("TRESPANN_PREFECT_PORT", "1")
    monkeypatch.setenv("TRESPANN_WEB_PORT", "1")
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "city.toml").write_text(CITY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Run the program in this process and return what it printed and its exit code."""

    def invoke(*words: str) -> Result:
        result = CliRunner().invoke(app, list(words))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRESPANN_LANGUAGE", "en")


@pytest.fixture
def installed(home: Path, sqlite_template: Path) -> Path:
    """The folder with an empty database of the right version."""
    (home / "var").mkdir()
    shutil.copyfile(sqlite_template, home / "var" / "trespann.db")
    return home


@pytest.fixture
def city(installed: Path, run: Run) -> Path:
    """The folder with a database that holds units and people."""
    assert run("init", "--city", "city.toml").exit_code == 0
    return installed


@pytest.fixture
def case(city: Path, run: Run) -> str:
    """The reference of a case in planning, opened on 2 March 2026."""
    told = ("--kind", "service", "--months", "24", "--headcount", "6", "--unit", "Parkförvaltningen")
    opened = run(
        "case",
        "open",
        "UH-1",
        "Skötsel av parker",
        *told,
        "--officer",
        "ylva.pahittad@example.se",
        "--on",
        "2026-03-02",
    )
    assert opened.exit_code == 0
    return "UH-1"


@pytest.fixture
def standstill(case, run) -> str:
    """A case whose standstill ends with Tuesday 7 April 2026."""
    for words in (
        ("record", case, "contact_point_1", "2026-03-03", "--on", "2026-03-03"),
        ("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04"),
        ("record", case, "documents_published", "2026-03-05", "--on", "2026-03-05"),
        ("record", case, "award_decided", "2026-03-23", "--on", "2026-03-23"),
        ("record", case, "award_notice_sent", "2026-03-24", "--channel", "electronic", "--on", "2026-03-24"),
    ):
        assert run(*words).exit_code == 0
    return case


@pytest.fixture
def ask(run):
    """Run a command on 1 April 2026."""
    return lambda *words: run(*words, "--on", "2026-04-01")


@pytest.fixture
def answer(monkeypatch):
    """Answer the questions of the program."""

    def give(word: str) -> list[str]:
        asked: list[str] = []
        monkeypatch.setattr("cli.inputs.typer.prompt", lambda text, **_: asked.append(text) or word)
        return asked

    return give


@pytest.fixture
def won(case, run) -> str:
    """A case in matching with one winner, handed over on 24 June 2026."""
    record(run, "contact_point_1", "2026-03-03")
    run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04")
    record(run, "documents_published", "2026-04-01")
    record(run, "award_decided", "2026-06-08")
    record(run, "award_notice_sent", "2026-06-09", "--channel", "electronic")
    record(run, "winner_named", "2026-06-24", "--supplier", "Exempel  Park AB")
    record(run, "court_checked", "2026-06-24")
    record(run, "contact_point_2", "2026-06-24")
    return case


@pytest.fixture
def in_standstill(case, run) -> str:
    """A case whose standstill ends with Monday 22 June 2026."""
    for words in (
        ("record", case, "contact_point_1", "2026-03-03"),
        ("record", case, "documents_published", "2026-04-01"),
        ("record", case, "award_notice_sent", "2026-06-09", "--channel", "electronic"),
    ):
        assert run(*words, "--on", words[3]).exit_code == 0
        if words[2] == "contact_point_1":
            assert (
                run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-10").exit_code
                == 0
            )
    return case
