import errno
import os
import resource
from email import message_from_bytes, policy

import pytest

from notifications.delivery.folders import FileSender, store
from notifications.delivery.problems import TemporaryFailure
from tests.notifications.delivery.test_senders import ANNA, mail


def test_a_mail_becomes_one_file_named_by_its_day_and_number(tmp_path):
    FileSender(tmp_path / "ny" / "mapp").send(recipient=ANNA, content=mail())
    (path,) = (tmp_path / "ny" / "mapp").iterdir()
    assert path.name.startswith("2026-04-01-")
    assert path.suffix == ".eml"
    assert path.read_bytes() == mail()
    assert "anna" not in path.name


def test_the_same_mail_twice_is_two_files(tmp_path):
    paths = [store(tmp_path, mail()) for _ in range(3)]
    assert len(set(paths)) == 3
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_a_mail_without_date_and_number_is_kept_too(tmp_path):
    path = store(tmp_path, b"Date: 99 Foo 2026\r\n\r\nhej\r\n")
    assert path.name.startswith("undated-")


def test_only_the_owner_can_read_a_stored_mail(tmp_path):
    assert store(tmp_path, mail()).stat().st_mode & 0o077 == 0


def test_a_full_disk_is_a_temporary_failure_and_leaves_nothing_half_written(tmp_path):
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, usual[1]))
    try:
        with pytest.raises(TemporaryFailure, match=r"^disk_full: ") as failure:
            FileSender(tmp_path).send(recipient=ANNA, content=mail(text="lång " * 5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert failure.value.everyone
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_without_room_for_one_more_name_is_full(tmp_path, monkeypatch, number):
    def refuse(*_names, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(TemporaryFailure, match=r"^disk_full: "):
        store(tmp_path, mail())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_temporary_failure(tmp_path):
    (tmp_path / "mail").write_text("this is a file")
    with pytest.raises(TemporaryFailure, match=r"^not_stored: ") as failure:
        store(tmp_path / "mail", mail())
    assert failure.value.everyone


def test_a_stored_mail_can_be_read_by_any_mail_program(tmp_path):
    read = message_from_bytes(store(tmp_path, mail(text="Räksmörgås\n")).read_bytes(), policy=policy.default)
    assert read["To"] == ANNA
    assert read.get_body(("plain",)).get_content().strip() == "Räksmörgås"
