"""What is written by hand is read back by the standard library."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.mime import build, checked_address, message_id, one_line, size_of, written_address

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


# --- titles and addresses from anywhere ------------------------------------------------------------------------------

STEERING = "\r\n\x00\x0b\x0c\x1b\x85\u2028\u2029\u202e\u2066\u2069\u200f\ufeff"
anything = st.text(st.one_of(st.sampled_from(STEERING), st.characters(exclude_categories=["Cs"])), max_size=200)


@given(title=anything)
def test_no_title_breaks_a_header_adds_one_or_turns_the_order_of_reading(title):
    message = read(built(subject=one_line(title)))
    assert len(message.items()) == len(read(built()).items())
    assert message["Subject"] == one_line(title)
    assert not set(STEERING) & set(message["Subject"])
    assert one_line(one_line(title)) == one_line(title)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("två\r\nBcc: bo@example.se", "två Bcc: bo@example.se"),
        ("rad\u2028rad", "rad rad"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("\tRäksmörgås  på\xa0rad ", "Räksmörgås på rad"),
        ("👷🏽\u200d♀️ vid grinden", "👷🏽\u200d♀️ vid grinden"),
    ],
)
def test_a_title_is_told_on_one_line(title, told):
    assert one_line(title) == told


@given(name=anything)
def test_no_address_brings_a_header_of_its_own(name):
    try:
        content = built(recipient=f"{name}@example.se")
    except ValueError:
        return
    head = content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert len(head) == len(built().partition(b"\r\n\r\n")[0].split(b"\r\n"))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("anna@example.se", "anna@example.se"),
        ("anna@exämpel.example", "anna@xn--exmpel-cua.example"),
        ("åsa.ö@exämpel.example", "åsa.ö@xn--exmpel-cua.example"),
    ],
)
def test_an_address_is_written_with_its_domain_in_ascii(address, written):
    assert written_address(address) == written


@pytest.mark.parametrize(
    "address", ["", "å", "å@", "@å", "å b@example.se", "å<@example.se", "å\u202e@example.se", "å@b@c"]
)
def test_what_is_no_address_in_any_language_is_refused(address):
    with pytest.raises(ValueError):
        written_address(address)


def test_an_answer_goes_where_it_is_told_to():
    assert (
        read(built(reply_to="stodfunktionen@exempelstad.example"))["Reply-To"] == "stodfunktionen@exempelstad.example"
    )
    assert read(built())["Reply-To"] is None
    with pytest.raises(ValueError):
        built(reply_to="a@example.se\r\nBcc: bo@example.se")


# --- calendar and attachment -----------------------------------------------------------------------------------------

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Räkna\r\nEND:VCALENDAR\r\n"
WITHDRAWN = CALENDAR.replace("REQUEST", "CANCEL")
FILE = bytes(range(256)) * 3


def structure(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_the_calendar_is_the_third_form_of_the_mail():
    message = read(built(calendar=CALENDAR))
    assert structure(message) == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    part = list(message.iter_parts())[2]
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert part.get_content() == CALENDAR


def test_each_further_object_of_the_calendar_is_a_file_with_its_own_method():
    message = read(built(calendar=CALENDAR + WITHDRAWN + CALENDAR))
    assert structure(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        *["text/calendar"] * 3,
    ]
    files = list(message.iter_attachments())
    assert [(file.get_filename(), file.get_param("name"), file.get_param("method")) for file in files] == [
        ("kalender-2.ics", "kalender-2.ics", "CANCEL"),
        ("kalender-3.ics", "kalender-3.ics", "REQUEST"),
    ]
    assert [file.get_content() for file in files] == [WITHDRAWN, CALENDAR]
    assert {file.get_param("charset") for file in files} == {"utf-8"}


def test_an_attachment_stands_beside_the_mail_byte_for_byte():
    message = read(built(attachment=b64encode(FILE).decode(), attachment_name="plan.pdf"))
    assert structure(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("plan.pdf", FILE)
    assert body(built(attachment=b64encode(FILE).decode(), attachment_name="plan.pdf"), "plain").startswith("Hej Anna!")


def test_a_mail_carries_calendar_and_attachment_at_once():
    content = built(calendar=CALENDAR + WITHDRAWN, attachment=b64encode(FILE).decode(), attachment_name="x.bin")
    assert structure(read(content))[1:] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "text/calendar",
        "application/octet-stream",
    ]
    assert all(len(line) <= 76 for line in content.split(b"\r\n"))


@pytest.mark.parametrize("name", ["Räksmörgås och plan.xlsx", 'med "citat";.pdf', "a\r\nBcc: bo@example.se.pdf"])
def test_a_file_may_be_called_anything(name):
    (attached,) = read(built(attachment=b64encode(FILE).decode(), attachment_name=name)).iter_attachments()
    assert attached.get_filename() == one_line(name)


@given(text=bodies, file=st.binary(min_size=1, max_size=500))
def test_any_calendar_and_any_file_are_read_back_as_they_were(text, file):
    told = f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nx{text}\r\nEND:VCALENDAR\r\n"
    message = read(built(calendar=told, attachment=b64encode(file).decode(), attachment_name="x"))
    (attached,) = message.iter_attachments()
    assert attached.get_content() == file
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_content() == told.replace("\r\n", "\n").replace("\n", "\r\n")


@pytest.mark.parametrize(
    "wrong",
    [
        {"calendar": CALENDAR.replace("METHOD:REQUEST", "METHOD:REQUEST; x=y")},
        {"calendar": CALENDAR.replace("METHOD:REQUEST\r\n", "")},
        {"calendar": CALENDAR + WITHDRAWN.replace("METHOD:CANCEL\r\n", "")},
        {"calendar": f"{CALENDAR}SUMMARY:Räkna\r\n"},
        {"calendar": CALENDAR.removesuffix("END:VCALENDAR\r\n")},
        {"attachment": "inte base64!", "attachment_name": "x"},
    ],
)
def test_what_cannot_be_a_part_is_refused(wrong):
    with pytest.raises(ValueError):
        built(**wrong)


def test_the_library_writes_a_mail_with_the_same_structure():
    theirs = EmailMessage(policy=policy.SMTP)
    theirs["From"], theirs["To"] = ORDINARY["sender"], ORDINARY["recipient"]
    theirs.set_content(ORDINARY["text"])
    theirs.add_alternative(ORDINARY["html"], subtype="html")
    theirs.add_alternative(CALENDAR, subtype="calendar", params={"method": "REQUEST"})
    theirs.add_attachment(FILE, maintype="application", subtype="pdf", filename="plan.pdf")
    ours = built(
        calendar=CALENDAR,
        attachment=b64encode(FILE).decode(),
        attachment_name="plan.pdf",
    )
    assert structure(read(ours)) == structure(read(theirs.as_bytes()))


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


@pytest.mark.parametrize("calendar", ["", CALENDAR, CALENDAR * 40])
def test_the_size_that_is_reckoned_before_sending_is_about_that_of_the_mail(calendar):
    text, html = "Hej Åsa!\n" * 500, "<p>Hej Åsa!</p>\n" * 2000
    reckoned = size_of(text, html, calendar)
    sent = len(built(text=text, html=html, calendar=calendar))
    assert sent <= reckoned <= sent * 1.1 + 2000
