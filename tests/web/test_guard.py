"""What every request passes: names of ours alone, a page while the database is away, no redirect to another host."""

import sqlite3

import pytest
from psycopg import OperationalError as ServerAway
from sqlalchemy import event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from tests.web.browser import ORIGIN, Browser
from tests.web.city import SIGNING, browser
from web.app import _answering
from web.guard import TRY_AGAIN_AFTER, known_hosts

PUBLIC = {"web_url": "https://stad.example:8443/trespann"}


def asked_for(opened: Browser, host: str, path: str = "/nothing"):
    return opened.request("GET", path, headers={"host": host})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost:8400", "[::1]:8400", "LOCALHOST", "stad.example", "Stad.Example:443"]
)
def test_the_pages_answer_under_their_own_names(city, host):
    assert asked_for(browser(city, **PUBLIC), host).status == 404


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", "stad.example.elsewhere.example", "", "[", "[::2]", "a@elsewhere.example", "127.0.0.2"],
)
def test_under_any_other_name_there_is_no_page(city, host):
    page = asked_for(browser(city, **PUBLIC), host, "/logga-in")
    assert page.status == 400
    assert "<form" not in page.source
    assert "elsewhere" not in page.source
    assert page.headers["x-frame-options"] == "DENY"


def test_programs_ask_after_the_health_by_whatever_address_they_know(city):
    assert asked_for(browser(city), "10.0.0.17:8400", "/health").source == "ok\n"


def test_the_address_that_pages_are_served_on_is_a_name_of_theirs():
    assert known_hosts(SIGNING.model_copy(update={"web_host": "Trespann.local"})) == {
        "127.0.0.1",
        "localhost",
        "::1",
        "trespann.local",
    }


@pytest.mark.parametrize("path", ["/logga-in/", "/konto/", "/health/", "//elsewhere.example/", "/mejl/x/"])
def test_a_slash_too_many_leads_nowhere(city, path):
    page = browser(city).open(f"{ORIGIN}{path}")
    assert page.status == 404
    assert "location" not in page.headers


def test_a_link_with_a_slash_behind_it_is_led_back_without_naming_a_host(city, address):
    page = browser(city).open(f"{address}/")
    assert page.status == 200
    assert page.source == browser(city).open(address).source


class TestDatabaseAway:
    @pytest.fixture(
        params=[
            OperationalError("", {}, Exception("connection refused")),
            InterfaceError("", {}, Exception()),
            sqlite3.OperationalError("unable to open database file"),
            ServerAway("connection refused"),
        ],
        ids=lambda error: f"{type(error).__module__}.{type(error).__name__}",
    )
    def away(self, city, request):
        def broken(*_: object) -> None:
            raise request.param

        event.listen(city, "begin", broken)
        yield city
        event.remove(city, "begin", broken)

    def test_a_page_says_so_and_when_to_try_again(self, address, away, caplog):
        page = browser(away).open(address)
        assert (page.status, page.headers["retry-after"]) == (503, str(TRY_AGAIN_AFTER))
        assert "Trespann är borta en stund" in page.text
        assert f'href="mailto:{SIGNING.mail_from}"' in page.source
        assert page.headers["cache-control"] == "no-store"
        assert "The database does not answer" in caplog.text
        assert address not in caplog.text
        assert "refused" not in page.source

    def test_programs_that_ask_are_told_likewise(self, away):
        assert browser(away).open("/health").status == 503

    def test_what_needs_no_database_is_there(self, away):
        assert browser(away).open("/robots.txt").status == 200


def test_all_is_well_again_when_the_database_is_back(city):
    def broken(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    event.listen(city, "begin", broken)
    assert browser(city).open("/logga-in").status == 503
    event.remove(city, "begin", broken)
    assert browser(city).open("/logga-in").status == 200


def test_a_fault_of_ours_is_no_absence_of_the_database(city):
    def broken(*_: object) -> None:
        raise ProgrammingError("", {}, Exception())

    event.listen(city, "begin", broken)
    page = browser(city).open("/health")
    event.remove(city, "begin", broken)
    assert page.status == 500
    assert "retry-after" not in page.headers


def test_a_server_that_does_not_answer_is_given_up_while_somebody_waits():
    assert _answering("sqlite:///x.db") == "sqlite:///x.db"
    url = make_url(_answering("postgresql://u:p@db/trespann?sslmode=require"))
    assert (url.password, dict(url.query)) == ("p", {"sslmode": "require", "connect_timeout": "5"})
    assert _answering("postgresql://db/t?connect_timeout=2") == "postgresql://db/t?connect_timeout=2"
