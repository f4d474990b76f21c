"""What the processes of an installation find in their environment."""

from pathlib import Path

import pytest

from flows.environment import environment
from models.installation.settings import Settings


def test_children_find_everything_whatever_folder_they_work_in(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRESPANN_VAR", "var")
    monkeypatch.setenv("TRESPANN_PLAN", "plans/plan.csv")
    monkeypatch.setenv("TRESPANN_DATABASE_URL", "sqlite:///own.db")
    monkeypatch.setenv("TRESPANN_SMTP_PASSWORD", "välkommen")
    monkeypatch.setenv("PREFECT_PROFILE", "someone-elses")
    made = environment(Settings())
    assert made["TRESPANN_DATABASE_URL"] == f"sqlite:///{tmp_path / 'own.db'}"
    assert made["TRESPANN_PLAN"] == str(tmp_path / "plans" / "plan.csv")
    assert made["TRESPANN_SMTP_PASSWORD"] == "välkommen"
    assert made["PREFECT_HOME"] == str(tmp_path / "var" / "prefect")
    assert "PREFECT_PROFILE" not in made
