import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from desk.checks import surroundings
from desk.checks.finding import Advice, Moment, Status
from models.installation.settings import Settings


class Usage(NamedTuple):
    free: int


def moment(var: Path, **settings: object) -> Moment:
    return Moment(
        Settings(**({"var": var, "web_port": 1, "prefect_port": 1} | settings)),
        date(2026, 3, 2),
        datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("free", "status"),
    [(1_000_000_000, Status.OK), (999_999_999, Status.WARNING), (99_999_999, Status.ERROR)],
)
def test_a_disk_needs_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: Status):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(free))

    (found,) = surroundings.disk(moment(tmp_path / "not" / "there"))

    assert found.status is status
    assert str(tmp_path) in found.text.sv


def test_what_is_imported_from_must_be_there(tmp_path: Path):
    (tmp_path / "plan.csv").write_text("x", encoding="utf-8")
    at = moment(tmp_path, plan=tmp_path / "plan.csv", notices=tmp_path / "no", directory=tmp_path / "no.toml")

    found = {one.name: (one.status, one.given.get("variable")) for one in surroundings.paths(at)}

    assert found == {
        "path_notices": (Status.WARNING, "TRESPANN_NOTICES"),
        "path_plan": (Status.OK, None),
        "path_directory": (Status.WARNING, "TRESPANN_DIRECTORY"),
    }


def test_pages_and_scheduler_that_do_not_answer_are_warnings_with_what_starts_them(tmp_path: Path):
    found = [*surroundings.pages(moment(tmp_path)), *surroundings.prefect(moment(tmp_path))]

    assert [(one.name, one.status, one.advice) for one in found] == [
        ("pages", Status.WARNING, Advice.START_PAGES),
        ("prefect", Status.WARNING, Advice.START_JOBS),
    ]
