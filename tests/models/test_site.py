"""A database is mailed from by the installation that claimed it, and by no copy of it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, update

from models import site
from models.database import reading, undone, writing
from models.site import Standing
from models.tables import Message, Site

TODAY = date(2026, 3, 2)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def standing(engine: Engine, var: Path) -> Standing:
    with reading(engine) as connection:
        return site.standing(connection, var)


def claim(engine: Engine, var: Path, *, beside: bool = False) -> str:
    with writing(engine) as connection:
        return site.claim(connection, var, TODAY, beside=beside)


def note(engine: Engine, var: Path) -> None:
    with reading(engine) as connection:
        site.note_newest(connection, var)


def mailed(engine: Engine, *numbers: int) -> None:
    rest = {"language": "sv", "subject": "", "text": "", "html": "", "template": "", "template_version": ""}
    with writing(engine) as connection:
        for number in numbers:
            row = {"id": number, "key": str(number), "recipient": "", "day": TODAY, "problem": ""}
            connection.execute(insert(Message).values(state="sent", attempts=1, **row, **rest))


def test_a_new_database_belongs_to_nobody_until_it_is_claimed(engine, var):
    assert standing(engine, var) is Standing.UNCLAIMED
    claim(engine, var)
    assert standing(engine, var) is Standing.LIVE


def test_what_belongs_to_nobody_is_claimed_once(engine, var, tmp_path):
    for folder in (var, tmp_path / "another"):
        with writing(engine) as connection:
            site.claim_unclaimed(connection, folder, TODAY)
    assert (standing(engine, var), standing(engine, tmp_path / "another")) == (Standing.LIVE, Standing.ANOTHER)


def test_only_the_owner_reads_the_file(engine, var):
    identity = claim(engine, var)
    assert (var / "site").stat().st_mode & 0o777 == 0o600
    assert json.loads((var / "site").read_text())["identity"] == identity
    assert [path.name for path in var.iterdir()] == ["site"]


def test_a_copied_folder_does_not_send(engine, var, tmp_path):
    claim(engine, var)
    shutil.copytree(var, tmp_path / "copy")
    assert standing(engine, tmp_path / "copy") is Standing.ANOTHER
    assert standing(engine, var) is Standing.LIVE


def test_the_same_folder_on_another_machine_does_not_send(engine, var, tmp_path, monkeypatch):
    machine = tmp_path / "machine-id"
    machine.write_text("one\n")
    monkeypatch.setattr(site, "MACHINE", machine)
    claim(engine, var)
    machine.write_text("other\n")
    assert standing(engine, var) is Standing.ANOTHER


def test_a_machine_without_a_name_is_known_by_its_folder(engine, var, tmp_path, monkeypatch):
    monkeypatch.setattr(site, "MACHINE", tmp_path / "missing")
    claim(engine, var)
    assert standing(engine, var) is Standing.LIVE


@pytest.mark.parametrize("content", ["", "{}", "[]", "nonsens", '{"identity": "x", "more": 1}', "\x00"])
def test_a_file_that_cannot_be_read_is_nobodys(engine, var, content):
    claim(engine, var)
    (var / "site").write_text(content)
    assert standing(engine, var) is Standing.ANOTHER


def test_a_claim_takes_the_place_of_the_one_before(engine, var, tmp_path):
    claim(engine, var)
    claim(engine, tmp_path / "another")
    assert (standing(engine, var), standing(engine, tmp_path / "another")) == (Standing.ANOTHER, Standing.LIVE)


def test_several_machines_may_send_beside_each_other(engine, var, tmp_path):
    claim(engine, var)
    claim(engine, tmp_path / "another", beside=True)
    assert (standing(engine, var), standing(engine, tmp_path / "another")) == (Standing.LIVE, Standing.LIVE)
    with reading(engine) as connection:
        assert [day for _, day in site.claims(connection)] == [TODAY, TODAY]


def test_an_older_copy_restored_in_the_same_place_does_not_send(engine, var):
    mailed(engine, 1, 2)
    claim(engine, var)
    mailed(engine, 3)
    note(engine, var)
    assert standing(engine, var) is Standing.LIVE
    with writing(engine) as connection:
        connection.execute(delete(Message).where(Message.id == 3))
    assert standing(engine, var) is Standing.OLDER
    claim(engine, var)
    assert standing(engine, var) is Standing.LIVE


def test_a_note_never_goes_back_and_is_written_only_by_who_has_a_file(engine, var, tmp_path):
    claim(engine, var)
    mailed(engine, 5)
    note(engine, var)
    with writing(engine) as connection:
        connection.execute(update(Message).values(id=4))
    note(engine, var)
    assert site.read_identity(var).newest == 5
    note(engine, tmp_path / "another")
    assert not (tmp_path / "another").exists()


def test_a_claim_that_is_rolled_back_sends_nothing(engine, var):
    claim(engine, var)
    with undone(engine):
        claim(engine, var)
    assert standing(engine, var) is Standing.ANOTHER


def test_every_standing_is_told_in_both_languages():
    assert set(site.STANDINGS) == set(Standing)
    assert all(text.sv != text.en for text in site.STANDINGS.values())


def test_the_table_holds_nothing_but_who_and_when():
    assert set(Site.__table__.c.keys()) == {"id", "identity", "claimed_on"}
