"""What a start does once: told on standard output, a line of JSON each."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows import chores
from flows.chores import CHORES, main
from flows.processes import StartFailed, StopSignals
from flows.supervisor import Whereabouts
from models.installation.settings import Settings
from states.text import Text


def told(chore: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    main([chore], out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_settings_are_what_the_supervisor_needs_of_them(settings: Settings) -> None:
    ((kind, found),) = told("settings")[0].items()

    place = Whereabouts(**found)
    assert (kind, place.var, place.smtp_port) == ("done", str(settings.var), settings.smtp_port)
    assert place.mail == str(settings.var / "mail")


def test_preparing_makes_the_database_and_hands_over_the_environment_of_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRESPANN_VAR", str(tmp_path / "other"))

    environment = told("prepare")[-1]["done"]

    assert (tmp_path / "other" / "trespann.db").is_file()
    assert environment["TRESPANN_VAR"] == str(tmp_path / "other")
    assert environment["PREFECT_API_URL"].startswith("http://127.0.0.1:")


def test_what_goes_wrong_is_told_and_no_chore_ends_in_a_traceback_for_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRESPANN_WEB_PORT", "many")
    assert "TRESPANN_WEB_PORT" in told("settings")[0]["failed"][1]

    def full(*_: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setitem(CHORES, "summary", full)
    assert told("summary") == [{"failed": ["Det går inte att köra här: disk is full", "Cannot run here: disk is full"]}]


def test_a_database_that_cannot_be_used_is_told_without_its_password(settings: Settings) -> None:
    unusable = settings.model_copy(update={"database_url": "postgresql://someone:hemligt@127.0.0.1:9/nowhere"})

    with pytest.raises(StartFailed) as failed:
        chores.prepare_database(unusable)
    assert "someone:***@" in failed.value.text.en


def test_the_summary_is_said(settings: Settings) -> None:
    said, done = told("summary")

    assert "Trespann is running." in said["say"][1]
    assert done == {"done": None}


def test_the_example_city_lives_until_someone_asks_to_stop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    signals, lived = StopSignals(), []

    def live(_engine: object, _settings: object, *, each: Any) -> None:
        for day in each([date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]):
            lived.append(day)
            signals.requested = day == date(2026, 3, 3)

    monkeypatch.setattr(chores, "awaits_its_life", lambda *_: True)
    monkeypatch.setattr(chores, "live_up_to_start", live)
    said: list[Text] = []
    chores.let_example_live(said.append, signals)

    assert lived == [date(2026, 3, 2), date(2026, 3, 3)]
    assert "lives its 18 months" in said[0].en
