"""Letters that came back are read where they are, and filed once."""

import pytest

from models.installation.settings import Settings
from models.storage.database import undone
from notifications.delivery.bounces import Returned
from notifications.delivery.mailboxes import READ_BYTES, MailboxClosed, has_mailbox, letters_of
from tests.notifications.delivery.returned import ULLA, drop, folder_of, imap_server, original, read, row, sent
from tests.notifications.mailserver import own_certificate
from tests.notifications.returned_letters import in_words, report

# --- a folder of an IMAP server --------------------------------------------------------------------------------------


def test_the_letters_of_a_folder_are_read_and_marked_once(city, tmp_path):
    sent(city)
    certificate = own_certificate(tmp_path)
    letters = [report(original=original(city)), in_words("Sv: UH-1", "Tack!", sender=ULLA), report(action="delayed")]
    with imap_server(letters, certificate) as server:
        settings = folder_of(server, certificate)
        with undone(city):
            assert read(city, settings, filing=False) == Returned([1], delayed=1, other=1)
        assert server.seen == set()
        assert read(city, settings) == Returned([1], delayed=1, other=1)
        assert server.seen == {1, 2, 3}
        assert read(city, settings) == Returned([])
    assert row(city).state == "bounced"


@pytest.mark.parametrize(
    "changed",
    [{"imap_password": "gissning"}, {"imap_folder": "Saknas"}, {"mail_ca": None}, {"imap_port": 1}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_folder_that_cannot_be_read_is_told_without_what_the_server_said(sqlite_engine, tmp_path, changed):
    certificate = own_certificate(tmp_path)
    with (
        imap_server([], certificate) as server,
        pytest.raises(MailboxClosed, match=r"cannot be read: .*Check TRESPANN_IMAP_…") as closed,
    ):
        read(sqlite_engine, folder_of(server, certificate, **changed))
    assert "ulla" not in closed.value.text.sv


# --- a Maildir -------------------------------------------------------------------------------------------------------


def test_letters_of_a_maildir_come_in_order_and_are_filed_as_seen(settings, maildir):
    for name in ("2.brev", "1.brev:2,", ".hidden"):
        drop(maildir, name.encode(), name)
    with letters_of(settings) as letters:
        for letter in letters:
            assert letter.content in {b"1.brev:2,", b"2.brev"}
            letter.file()
    assert sorted(path.name for path in (maildir / "cur").iterdir()) == ["1.brev:2,S", "2.brev:2,S"]
    assert [path.name for path in (maildir / "new").iterdir()] == [".hidden"]


def test_a_letter_that_is_not_filed_is_found_again(settings, maildir):
    drop(maildir, b"x")
    for _ in range(2):
        with letters_of(settings) as letters:
            assert [letter.content for letter in letters] == [b"x"]


def test_no_more_of_a_letter_is_read_than_its_beginning(settings, maildir):
    drop(maildir, b"a" * (READ_BYTES + 1))
    with letters_of(settings) as letters:
        assert [len(letter.content) for letter in letters] == [READ_BYTES]


def test_a_letter_that_another_program_has_filed_meanwhile_is_passed_over(settings, maildir):
    for name in ("1.brev", "2.brev"):
        drop(maildir, name.encode(), name)
    with letters_of(settings) as letters:
        first = next(letters)
        for name in ("1.brev", "2.brev"):
            (maildir / "new" / name).unlink()
        first.file()
        assert list(letters) == []


def test_a_folder_that_is_no_maildir_is_refused_in_both_languages(settings, tmp_path):
    gone = settings.model_copy(update={"bounces": tmp_path / "saknas"})
    with letters_of(gone) as letters, pytest.raises(MailboxClosed) as closed:
        next(letters)
    assert closed.value.text.sv.startswith(f"Mappen {tmp_path / 'saknas'} går inte att läsa som en Maildir: ")
    assert closed.value.text.en.endswith("Correct TRESPANN_BOUNCES.")


@pytest.mark.parametrize(
    ("given", "has_one"), [({}, False), ({"bounces": "post"}, True), ({"imap_host": "imap.example.se"}, True)]
)
def test_a_mailbox_is_a_maildir_or_a_server_that_is_set(given, has_one):
    assert has_mailbox(Settings(_env_file=None, **given)) is has_one
    if not has_one:
        with letters_of(Settings(_env_file=None)) as letters:
            assert list(letters) == []
