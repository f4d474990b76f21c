"""Each kind of mail that comes back is known for what it is; anything at all can be read."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.bounce_reports import Verdict, read
from tests.notifications.returned_letters import OUR_ID, exchange, in_words, report

V = Verdict
BODY = report().partition(b"Content-Type: message/delivery-status\r\n\r\n")[2].partition(b"--B1")[0]


def kind_of(value: object) -> str:
    return value if isinstance(value, str) else "mail"


def encoded() -> bytes:
    """Return a report whose fields a gateway has encoded."""
    return report().replace(
        b"Content-Type: message/delivery-status\r\n\r\n" + BODY,
        b"Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(BODY).replace(b"\n", b"\r\n"),
    )


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (report(), V.BOUNCED),
        (report(status="5.2.2", diagnosis="smtp; 552 5.2.2 Mailbox full"), V.BOUNCED),
        (report(status="", diagnosis="smtp; 550 No such user"), V.BOUNCED),
        (report(subject="Returnerat brev"), V.BOUNCED),
        (report().replace(b"message/delivery-status", b"message/global-delivery-status"), V.BOUNCED),
        (encoded(), V.BOUNCED),
        (exchange(), V.BOUNCED),
        (exchange(status="5.7.1", text="RESOLVER.RST.NotAuthorized"), V.BOUNCED),
        (report(action="delayed", status="4.4.1", diagnosis="connect to mx: Connection timed out"), V.DELAYED),
        (report(action="delayed", status="5.0.0", diagnosis=""), V.DELAYED),
        (report(action="delayed", status="4.4.7", diagnosis="smtp; 550 5.1.1 unknown"), V.DELAYED),
        (report(action="failed", status="4.4.7", diagnosis="smtp; 451 4.4.1 expired"), V.BOUNCED),
        (report(action="failed", status="4.4.1", diagnosis="X-Postfix; connect to mx: timed out"), V.BOUNCED),
        (report(action="Failed (expired)", status="4.2.2", diagnosis="smtp; 452 4.2.2 mailbox full"), V.BOUNCED),
        (report(action="failed", status="", diagnosis=""), V.BOUNCED),
        (exchange(status="4.4.7", text="QUEUE.Expired"), V.BOUNCED),
        (report(action="", status="4.2.2", diagnosis="smtp; 452 4.2.2 mailbox full"), V.DELAYED),
        (report(action="", status="5.1.1", diagnosis="smtp; 550 5.1.1 unknown"), V.BOUNCED),
        (report(action="delivered", status="2.0.0", diagnosis=""), V.OTHER),
        (report(action="relayed", status="2.0.0", diagnosis=""), V.OTHER),
    ],
    ids=kind_of,
)
def test_a_report_with_fields_is_read_by_them(content, verdict):
    found = read(content)
    assert found.verdict is verdict
    assert OUR_ID in found.hashes


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (in_words("Oleverbart: UH-1", "Mottagaren finns inte. #550 5.1.1 RESOLVER.ADR.RecipNotFound"), V.BOUNCED),
        (in_words("Kunde inte levereras: UH-1", "Servern svarade 550 okänd mottagare"), V.BOUNCED),
        (in_words("Meddelandet kunde inte levereras", "5.1.1"), V.BOUNCED),
        (in_words("failure notice", "Hi. This is the qmail-send program.\n550 sorry, no mailbox here"), V.BOUNCED),
        (
            in_words(
                "Mail delivery failed: returning message to sender",
                "Unrouteable address",
                X_Failed_Recipients="ulla@exempelstad.example",
            ),
            V.BOUNCED,
        ),
        (in_words("Undeliverable: UH-1", "550 5.1.1", sender="postmaster@exempelstad.example"), V.BOUNCED),
        (in_words("Undeliverable: UH-1", "5.1.1", sender="relay@example.se", Return_Path="<>"), V.BOUNCED),
        (in_words("Undeliverable: UH-1", "451 4.4.1 timed out; given up after 5 days"), V.BOUNCED),
        (in_words("failure notice", "452 4.2.2 full. I'm not going to try again."), V.BOUNCED),
        (in_words("Oleverbart: UH-1: Försenad leverans", "#550 4.4.7 QUEUE.Expired"), V.BOUNCED),
        (in_words("Mail delivery", "451 4.4.1", X_Failed_Recipients="ulla@exempelstad.example"), V.BOUNCED),
        (in_words("Delivery Status Notification (Delay)", "451 4.4.1 timed out"), V.DELAYED),
        (in_words("Delivery Status Notification (Delay)", "451 4.4.1 tried 550 times"), V.DELAYED),
        (in_words("Warning: message delayed 4 hours", "451 4.4.1 timed out"), V.OTHER),
        (in_words("Undeliverable: UH-1", "Something went wrong"), V.OTHER),
        (in_words("Oleverbart: UH-1", "Jag fick 5.1.1 i går", sender="ulla@exempelstad.example"), V.OTHER),
        (in_words("Sv: UH-1", "Vi ses 550 kronor senare", sender="ulla@exempelstad.example"), V.OTHER),
        (
            in_words(
                "Autosvar: Frånvarande", "Ring 550 10", sender="ulla@exempelstad.example", Auto_Submitted="auto-replied"
            ),
            V.OTHER,
        ),
        (in_words("Out of office", "Back on 5.1.27", sender="ulla@exempelstad.example", Precedence="bulk"), V.OTHER),
    ],
    ids=kind_of,
)
def test_a_report_in_words_counts_only_when_a_mail_program_wrote_it(content, verdict):
    assert read(content).verdict is verdict


def test_a_report_that_somebody_forwards_is_an_ordinary_mail():
    forwarded = b'From: ulla@exempelstad.example\r\nSubject: VB\r\nContent-Type: multipart/mixed; boundary="F"\r\n\r\n'
    forwarded += b"--F\r\nContent-Type: message/rfc822\r\n\r\n" + report() + b"\r\n--F--\r\n"
    assert read(forwarded).verdict is V.OTHER


def test_a_report_tells_what_the_server_said_when_and_to_whom():
    found = read(report(to="stod+b-7-0123456789abcdef@exempelstad.example"))
    assert found.said.startswith("5.1.1 smtp; 550 5.1.1 ")
    assert found.dated == datetime(2026, 1, 19, 7, 0, tzinfo=UTC)
    assert found.addressed == "stod+b-7-0123456789abcdef@exempelstad.example"


@pytest.mark.parametrize("date", ["", "nonsens", "Mon, 99 Foo 2026 25:61:00 +0100"])
def test_a_report_without_a_day_is_read_all_the_same(date):
    found = read(report(date=date))
    assert (found.verdict, found.dated) == (V.BOUNCED, None)


@given(content=st.binary(max_size=2000))
def test_anything_can_be_read(content):
    assert read(content).verdict in Verdict


@given(cut=st.integers(0, len(exchange())), junk=st.binary(max_size=40))
def test_a_report_that_is_cut_off_or_damaged_can_be_read(cut, junk):
    assert read(exchange()[:cut] + junk).verdict in Verdict
