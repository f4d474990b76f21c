"""A file from outside is read apart: what it does to its reader it does to nobody else."""

import os
from datetime import date
from pathlib import Path

import pytest

from desk import taking_in
from desk.taking_in import ReceivedFile, take_in
from models.installation.settings import Settings
from models.refusals import Refused
from tests.notifications.city import case_now

TODAY = date(2026, 11, 27)
PLAN = "Diarienummer;Benämning;Förvaltning\nUH-7;Städning;Fastighetskontoret\n".encode()


@pytest.fixture
def settings(city, tmp_path: Path) -> Settings:
    return Settings(_env_file=None, var=tmp_path, database_url=str(city.url))


def test_a_plan_is_imported_and_not_kept(city, settings):
    assert take_in(settings, ReceivedFile("plan.csv", PLAN), today=TODAY).created == 1
    assert case_now(city, "UH-7").title == "Städning"
    assert list((settings.var / "received").iterdir()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "..\\..\\boot.csv", "/elsewhere/x.csv", "…\x00.csv"])
def test_a_name_leads_nowhere_else(city, settings, name):
    before = set(settings.var.iterdir())
    take_in(settings, ReceivedFile(name, PLAN), today=TODAY)
    assert {path.name for path in set(settings.var.iterdir()) - before} == {"received"}


def test_a_reader_that_dies_is_told_of_and_nothing_is_changed(city, settings, monkeypatch):
    monkeypatch.setattr(taking_in, "_read", _die)
    with pytest.raises(Refused, match="could not be read"):
        take_in(settings, ReceivedFile("plan.csv", PLAN), today=TODAY)


def _die(*_: object, **__: object) -> None:
    os._exit(1)
