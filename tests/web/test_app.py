"""What every answer carries, and what is no page: calendars, styles, health, errors."""

import re
from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import event, insert, update
from sqlalchemy.exc import OperationalError

from models.installation.secret import secret_of
from models.storage.database import writing
from models.tables import Case, Person
from notifications.calendar.feed import path_of, token_of
from states.facts import Milestone
from tests.notifications.city import OFFICER
from tests.web.city import SECRET, SIGNING, browser, recorded


@pytest.mark.parametrize("path", ["{link}", "/l/unknown", "/nothing", "/robots.txt", "/health", "/calendar/x.ics"])
def test_every_answer_is_kept_out_of_caches_frames_and_searches(city, address, path):
    headers = browser(city).open(path.format(link=address)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["x-content-type-options"] == "nosniff"
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert (policy["style-src"], policy["form-action"], "script-src" in policy) == ("'self'", "'self'", False)
    assert "set-cookie" not in headers
    assert "strict-transport-security" not in headers


def test_over_an_encrypted_address_browsers_are_told_to_stay_there(city, address):
    headers = browser(city, web_url="https://stad.example").open(address).headers
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_page_brings_nothing_from_elsewhere_and_no_script(city, address):
    source = browser(city).open(address).source
    assert "<script" not in source
    assert "http://" not in source
    assert "https://" not in source
    assert 'href="../style.css?v=' in source
    assert " style=" not in source


def test_styles_may_be_kept_and_bring_the_dark(city):
    styles = browser(city).open("/style.css?v=1")
    assert styles.headers["content-type"].startswith("text/css")
    assert "immutable" in styles.headers["cache-control"]
    assert "prefers-color-scheme: dark" in styles.source


def test_errors_are_pages_in_the_language_of_the_browser(city):
    swedish, english = browser(city).open("/nothing"), browser(city)
    english.language = "en-GB,en;q=0.9,sv;q=0.8"
    assert (swedish.status, "Här finns ingen sida" in swedish.text) == (404, True)
    assert "There is no page here" in english.open("/nothing").text


def test_every_page_that_went_wrong_says_how_to_reach_the_support_function(city, address):
    for where in ("/nothing", "/l/none.of-this"):
        assert f'href="mailto:{SIGNING.mail_from}"' in browser(city).open(where).source
    with writing(city) as connection:
        shared = {"name": "Stödfunktionen", "email": "stodet@exempelstad.example", "phone": "031-390 06 00"}
        connection.execute(insert(Person).values(**shared, role="support", language="sv", mailbox=True))
    for where in ("/nothing", "/l/none.of-this", "/mejl"):
        page = browser(city).open(where)
        assert "Kontakta stödfunktionen: Stödfunktionen Telefon: 031-390 06 00" in page.text, where
        assert 'href="mailto:stodet@exempelstad.example"' in page.source
    with writing(city) as connection:
        connection.execute(update(Case).values(kind="nonsense"))
    failed = browser(city).open(address)
    assert (failed.status, "031-390 06 00" in failed.text) == (500, True)


def test_while_the_database_cannot_be_read_the_sender_of_the_mails_is_named(city):
    def broken(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    event.listen(city, "before_cursor_execute", broken)
    page = browser(city).open("/nothing")
    event.remove(city, "before_cursor_execute", broken)
    assert page.status == 404
    assert f'href="mailto:{SIGNING.mail_from}"' in page.source


def test_what_fails_inside_is_told_without_details_and_logged_without_the_address(city, address, caplog):
    with writing(city) as connection:
        connection.execute(update(Case).values(kind="nonsense"))
    page = browser(city).open(address)
    assert page.status == 500
    assert "Något gick fel hos oss" in page.text
    assert "nonsense" not in page.source
    assert page.headers["cache-control"] == "no-store"
    assert re.search(r"A page failed: UnknownWord in .*unreadable\.py, line \d+", caplog.text)
    assert address not in caplog.text


@pytest.fixture
def path(address: str) -> str:
    """The path of the officer's calendar, with the deadline of the one case."""
    return path_of(token_of(OFFICER, secret=SECRET))


class TestCalendar:
    def test_a_persons_days_can_be_subscribed_to(self, city, path):
        answer = browser(city).open(path)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        (event,) = Calendar.from_ical(answer.source).walk("VEVENT")
        assert (str(event["SUMMARY"]), event["DTSTART"].dt) == (
            "UH-1: Kontakta stödfunktionen om upphandlingen",
            date(2026, 4, 21),
        )

    def test_what_has_not_changed_is_not_sent_again(self, city, path):
        tag = browser(city).open(path).headers["etag"]
        same = browser(city).request("GET", path, headers={"if-none-match": tag})
        assert (same.status, same.source) == (304, "")
        assert browser(city).request("GET", path, headers={"if-none-match": '"other"'}).status == 200

    @pytest.mark.parametrize("more", [".", "%3E", "%20", "/", "),"])
    def test_an_address_that_was_copied_out_of_a_sentence_opens(self, city, path, more):
        assert browser(city).open(path + more).source == browser(city).open(path).source

    def test_an_altered_token_opens_nothing(self, city, path):
        assert browser(city).open(path.replace("1.", "2.", 1)).status == 404
        assert browser(city).open(path.replace(".ics", "A.ics")).status == 404
        assert browser(city).open("/calendar/.ics").status == 404


def test_the_secret_of_the_tests_is_the_one_that_is_asked_for():
    assert secret_of(SIGNING) == SECRET


@pytest.mark.parametrize(("sent", "kind", "status"), [
    (b"form=contact", "text/plain", 415),
    (b'{"form": "contact"}', "application/json", 415),
    (b"form=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
    (b"&".join(b"a%d=1" % n for n in range(400)), "application/x-www-form-urlencoded", 400),
    (b"form=%ff%fe", "application/x-www-form-urlencoded", 400),
    ("form=å".encode(), "application/x-www-form-urlencoded", 400),
    (b"", "application/x-www-form-urlencoded", 409),
    (b"form=contact&seen=wrong", "application/x-www-form-urlencoded", 409),
])  # fmt: skip
def test_what_no_form_of_ours_sends_is_refused(city, address, sent, kind, status):
    answer = browser(city).request("POST", address, content=sent, headers={"content-type": kind})
    assert answer.status == status
    assert "<html" in answer.source
    assert recorded(city, Milestone.CONTACT_POINT_1) == []


def test_the_address_that_a_start_prints_leads_to_signing_in(city):
    page = browser(city).open("/")
    assert (page.status, "/logga-in?till=%2Fidag" in page.address) == (200, True)
