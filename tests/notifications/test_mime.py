"""What is written by hand is read back by the standard library."""

from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.mime import build, checked_address, message_id

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SENT_AT = datetime(2026, 4, 1, 8, 30, tzinfo=STOCKHOLM)
ORDINARY = {
    "message_id": "<0123@exempelstad.example>",
    "sender": "stod@exempelstad.example",
    "recipient": "anna.exempel@example.se",
    "subject": "UH-2026-003: rapportera vinnaren senast tisdag 7 april",
    "text": "Hej Anna!\n\nMed vänlig hälsning\n",
    "html": '<!doctype html>\n<html lang="sv"><p>Hej Anna!</p></html>\n',
    "sent_at": SENT_AT,
}


def built(**changed) -> bytes:
    return build(**(ORDINARY | changed))


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def body(content: bytes, subtype: str) -> str:
    part = read(content).get_body((subtype,))
    assert part is not None
    return part.get_content()


titles = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=400)
bodies = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=2000)


def test_the_headers_say_who_when_and_that_a_machine_wrote():
    message = read(built(extra_headers={"List-Id": "Påminnelser <paminnelser.exempelstad.example>"}))
    assert [name for name, _ in message.items()] == [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "List-Id",
        "MIME-Version",
        "Content-Type",
    ]
    assert message["From"] == "stod@exempelstad.example"
    assert message["To"] == "anna.exempel@example.se"
    assert message["Subject"] == ORDINARY["subject"]
    assert message["Date"].datetime == SENT_AT
    assert message["Message-ID"] == "<0123@exempelstad.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Påminnelser <paminnelser.exempelstad.example>"


def test_text_comes_before_html_so_that_a_reader_takes_the_best_it_knows():
    message = read(built())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@given(title=titles)
def test_any_title_is_read_back_as_it_was_written(title):
    message = read(built(subject=title))
    assert message["Subject"] == title
    assert body(built(subject=title), "plain").endswith("hälsning\r\n")


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Räksmörgås på Östra sjukhuset",
        "“Citat”, ’apostrof’ – tankstreck…",
        "Brådskande 🚧👷🏽‍♀️ ombyggnad",
        "=?utf-8?b?aGVq?=",
        '"citerad" <namn@example.se>',
        "  blanksteg runt om  ",
        "ett" + "x" * 998,
        "å" * 500,
        "🏗" * 200,
    ],
)
def test_a_difficult_title_is_read_back_as_it_was_written(title):
    assert read(built(subject=title))["Subject"] == title


@given(text=bodies, html=bodies)
def test_any_body_is_read_back_with_its_lines_ended_by_crlf(text, html):
    content = built(text=text, html=html)
    assert body(content, "plain") == text.replace("\n", "\r\n")
    assert body(content, "html") == html.replace("\n", "\r\n")


@given(title=titles, text=bodies)
def test_every_line_is_ascii_ended_by_crlf_and_within_the_limit(title, text):
    content = built(subject=title, text=text)
    assert content.isascii()
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 76 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)


def test_a_body_cannot_end_its_part():
    text = "före\n--=_alternative--\n\nefter\n"
    content = built(text=text)
    assert body(content, "plain").splitlines() == text.splitlines()


@pytest.mark.parametrize("field", ["message_id", "sender", "recipient", "subject"])
@pytest.mark.parametrize("intruder", ["\r\nBcc: bo@example.se", "\nBcc: bo@example.se", "\rBcc: bo@example.se"])
def test_no_header_can_be_smuggled_in(field, intruder):
    with pytest.raises(ValueError):
        built(**{field: str(ORDINARY[field]) + intruder})


@pytest.mark.parametrize(
    "headers",
    [{"List-Id": "a\r\nBcc: bo@example.se"}, {"List-Id\r\nBcc": "bo@example.se"}, {"List-Id: x": "y"}, {"": "y"}],
)
def test_no_header_can_be_smuggled_in_by_an_extra_one(headers):
    with pytest.raises(ValueError):
        built(extra_headers=headers)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "@example.se",
        "anna@",
        "anna@example.se,bo@example.se",
        "Anna <anna@example.se>",
        "anna@example.se ",
        "anna b@example.se",
        "anna@@example.se",
        "åsa@example.se",
        "anna@exämpel.se",
    ],
)
def test_only_one_plain_address_is_taken(address):
    with pytest.raises(ValueError):
        checked_address(address)


@pytest.mark.parametrize("address", ["anna.exempel@example.se", "a+b=c@x-1.example", "o'neill@example.com"])
def test_a_plain_address_is_taken_as_it_is(address):
    assert checked_address(address) == address
    assert read(built(recipient=address))["To"] == address


def test_a_refused_address_is_not_repeated_in_the_error():
    with pytest.raises(ValueError) as refused:
        checked_address("anna@example.se>")
    assert "anna" not in str(refused.value)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 5, 0, 0, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 3, 0, 1, tzinfo=STOCKHOLM),
        datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1),
        datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(-timedelta(hours=9, minutes=30))),
    ],
)
def test_the_date_is_written_as_the_library_writes_it(moment):
    written = built(sent_at=moment).split(b"Date: ")[1].split(b"\r\n")[0].decode()
    assert written == format_datetime(moment)


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        built(sent_at=datetime(2026, 4, 1, 8, 30))  # noqa: DTZ001 - what is refused


def test_a_key_always_gives_the_same_message_id_which_tells_nothing_of_it():
    first = message_id("daily:7:2026-04-01", "exempelstad.example")
    assert first == message_id("daily:7:2026-04-01", "exempelstad.example")
    assert first != message_id("daily:8:2026-04-01", "exempelstad.example")
    assert first.startswith("<")
    assert first.endswith("@exempelstad.example>")
    assert "daily" not in first
    assert read(built(message_id=first))["Message-ID"] == first


def test_the_library_writes_a_mail_with_the_same_meaning():
    theirs = EmailMessage(policy=policy.SMTP)
    theirs["From"], theirs["To"] = ORDINARY["sender"], ORDINARY["recipient"]
    theirs["Subject"] = "Räksmörgås – " * 20
    theirs.set_content(ORDINARY["text"])
    theirs.add_alternative(ORDINARY["html"], subtype="html")
    expected = read(theirs.as_bytes())
    ours = read(built(subject="Räksmörgås – " * 20))
    assert [ours[name] for name in ("From", "To", "Subject")] == [expected[name] for name in ("From", "To", "Subject")]
    for subtype in ("plain", "html"):
        assert body(built(), subtype).split() == body(theirs.as_bytes(), subtype).split()
