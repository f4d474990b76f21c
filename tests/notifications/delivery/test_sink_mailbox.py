"""The sink's mail as a mailbox: what is in it, and where there is none."""

import time
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest

from models.installation.settings import Settings
from notifications.delivery.folders import store
from notifications.delivery.sink_mailbox import SinkMailbox, sink_mailbox


def put(folder: Path, subject: str, *, day: int = 2, html: str = "<p>Hej</p>") -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "stad@example.se", "ylva@example.se", subject
    mail["Date"], mail["Message-ID"] = f"Mon, 0{day} Mar 2026 06:30:00 +0000", f"<{quote(subject)}@example.se>"
    mail.set_content("Hej på dig")
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(b"BEGIN", maintype="text", subtype="calendar", filename="möte.ics")
    return store(folder, mail.as_bytes()).stem


def test_the_newest_mail_comes_first_and_pages_go_on(tmp_path: Path) -> None:
    names = [put(tmp_path, f"Brev {day}", day=day) for day in (2, 4, 3)]
    box = SinkMailbox(tmp_path)
    (first, more), (rest, end) = box.page(0, 2), box.page(1, 2)
    assert ([line.name for line in first], more) == ([names[1], names[2]], True)
    assert ([line.subject for line in rest], end) == (["Brev 2"], False)


def test_a_mail_is_read_with_all_it_holds(tmp_path: Path) -> None:
    mail = SinkMailbox(tmp_path).open(put(tmp_path, "Räksmörgås"))
    assert mail is not None
    assert (mail.line.subject, mail.line.to, mail.sender) == ("Räksmörgås", "ylva@example.se", "stad@example.se")
    assert mail.line.at is not None
    assert mail.line.at.strftime("%H:%M") == "07:30"
    assert (mail.text.strip(), mail.html.strip()) == ("Hej på dig", "<p>Hej</p>")
    assert [(one.name, one.media_type, one.content) for one in mail.attached] == [
        ("möte.ics", "text/calendar", b"BEGIN")
    ]


def test_what_anybody_wrote_to_the_sink_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    odd = store(tmp_path, b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe")
    mail = SinkMailbox(tmp_path).open(odd.stem)
    assert mail is not None
    assert (mail.line.subject, mail.line.at, mail.html) == ("", None, "")


def test_a_heading_whose_zone_is_unknown_is_read_as_utc_wherever_the_machine_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = store(tmp_path, b"Date: Mon, 02 Mar 2026 23:30:00 -0000\r\n\r\n").stem
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        mail = SinkMailbox(tmp_path).open(name)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert mail is not None
    assert mail.line.at is not None
    assert mail.line.at.strftime("%Y-%m-%d %H:%M") == "2026-03-03 00:30"


@pytest.mark.parametrize("name", ["../trespann", "2026-03-02-0000000000000000", "..", "", "2026-03-02-0000/../x"])
def test_only_mails_of_the_folder_can_be_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / "trespann.eml").write_bytes(b"Subject: x\r\n\r\n")
    (tmp_path / "mail").mkdir()
    assert SinkMailbox(tmp_path / "mail").open(name) is None


@pytest.mark.parametrize(
    ("changed", "there"),
    [
        ({}, True),
        ({"web_url": "http://localhost:8400"}, True),
        ({"smtp_host": "relay.example"}, False),
        ({"web_host": "0.0.0.0"}, False),  # noqa: S104
        ({"web_url": "https://trespann.example"}, False),
    ],
    ids=str,
)
def test_there_is_a_mailbox_only_while_all_stays_on_this_machine(
    tmp_path: Path, changed: dict[str, str], *, there: bool
) -> None:
    (tmp_path / "mail").mkdir()
    settings = Settings(_env_file=None, var=tmp_path).model_copy(update=changed)
    assert (sink_mailbox(settings) is not None) is there


def test_without_a_folder_of_the_sink_there_is_no_mailbox(tmp_path: Path) -> None:
    assert sink_mailbox(Settings(_env_file=None, var=tmp_path)) is None
