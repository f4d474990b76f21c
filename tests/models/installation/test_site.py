"""A database is mailed from by the installation that claimed it, and by no copy of it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from models.installation import site
from models.installation.site import Standing
from models.storage.database import reading, undone, writing
from models.tables import Message, Site

TODAY = date(2026, 3, 2)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def standing(engine: Engine, var: Path) -> Standing:
    with reading(engine) as connection:
        return site.standing(connection, var)


def claim(engine: Engine, var: Path, *, beside: bool = False) -> None:
    with writing(engine) as connection:
        site.claim(connection, var, TODAY, beside=beside)


def begin_turn(engine: Engine, var: Path) -> None:
    with writing(engine) as connection:
        site.begin_turn(connection, var, TODAY)


def end_turn(engine: Engine, var: Path) -> None:
    with writing(engine) as connection:
        site.end_turn(connection, var)


def stored(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(Site.identity)).scalars())


def restore(engine: Engine, rows: list[str]) -> None:
    """Put back what the database held at some earlier time."""
    with writing(engine) as connection:
        connection.execute(update(Site).values(identity=rows[0]))


def queue(engine: Engine) -> None:
    rest = {"language": "sv", "subject": "", "contents": b"", "digest": "", "template": "", "template_version": ""}
    with writing(engine) as connection:
        row = {"key": "k", "recipient": "", "day": TODAY, "problem": "", "state": "queued", "attempts": 0}
        connection.execute(insert(Message).values(**row, **rest))


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
    claim(engine, var)
    assert (var / "site").stat().st_mode & 0o777 == 0o600
    with reading(engine) as connection:
        assert site.claims(connection) == [(json.loads((var / "site").read_text())["identity"], TODAY)]
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


def test_an_older_copy_restored_in_the_same_place_does_not_send_until_it_is_claimed(engine, var):
    claim(engine, var)
    queue(engine)
    backup = stored(engine)
    begin_turn(engine, var)
    end_turn(engine, var)
    assert standing(engine, var) is Standing.LIVE
    restore(engine, backup)
    assert standing(engine, var) is Standing.OLDER
    claim(engine, var)
    assert standing(engine, var) is Standing.LIVE


def test_without_mail_nothing_is_written(engine, var):
    claim(engine, var)
    before = (var / "site").read_bytes(), stored(engine)
    begin_turn(engine, var)
    end_turn(engine, var)
    assert ((var / "site").read_bytes(), stored(engine)) == before


def test_a_program_that_is_killed_between_file_and_commit_goes_on_sending(engine, var):
    claim(engine, var)
    queue(engine)
    with undone(engine):
        begin_turn(engine, var)
    assert standing(engine, var) is Standing.LIVE
    end_turn(engine, var)
    begin_turn(engine, var)
    end_turn(engine, var)
    assert standing(engine, var) is Standing.LIVE
    assert site.read_identity(var).earlier == ""


def test_who_has_no_claim_begins_no_turn(engine, var, tmp_path):
    claim(engine, var)
    queue(engine)
    before = stored(engine)
    begin_turn(engine, tmp_path / "another")
    end_turn(engine, tmp_path / "another")
    assert stored(engine) == before
    assert not (tmp_path / "another").exists()


def test_each_of_several_machines_has_turns_of_its_own(engine, var, tmp_path):
    claim(engine, var)
    claim(engine, tmp_path / "another", beside=True)
    queue(engine)
    for folder in (var, tmp_path / "another", var):
        begin_turn(engine, folder)
        end_turn(engine, folder)
    assert (standing(engine, var), standing(engine, tmp_path / "another")) == (Standing.LIVE, Standing.LIVE)


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
