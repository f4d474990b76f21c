"""The command line as a test calls it: an installation of its own, in Swedish unless the test says otherwise."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app

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
