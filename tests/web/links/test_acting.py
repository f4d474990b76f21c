"""What a link opens and what comes of answering: used, expired, altered, and nothing by looking."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from models.installation import site
from models.operations import find, move
from models.storage.database import reading, writing
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, messages, observe
from tests.notifications.mailserver import mail_server
from tests.notifications.post import Post, run
from tests.web.browser import Browser
from tests.web.city import TODAY, browser, journal, recorded

FIRST = Milestone.CONTACT_POINT_1


def everything(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"')))
            for name in SQLModel.metadata.tables
        }


def test_looking_changes_nothing_however_often_and_however_it_is_done(city, address):
    before = everything(city)
    for method in ("GET", "HEAD", "GET", "OPTIONS", "PUT", "DELETE", "PATCH"):
        answer = browser(city).request(method, address)
        assert answer.status == (200 if method in {"GET", "HEAD"} else 405)
    assert browser(city).request("GET", f"{address}/new").status == 405
    assert browser(city).request("GET", f"{address}?form=contact&on=2026-04-16&done=contact").status == 200
    assert everything(city) == before


def test_a_link_works_once_and_then_tells_what_was_answered(city, address):
    page = browser(city).open(address)
    browser(city).send(address, page.forms["contact"], on="2026-04-16")
    for again in (browser(city).open(address), browser(city).send(address, page.forms["contact"], on="2026-04-17")):
        assert again.status == 200
        assert "Länken är använd" in again.text
        assert "Du svarade måndag 20 april 2026" in again.text
        assert "Kontaktpunkt 1: torsdag 16 april 2026" in again.text
        assert again.forms == {}
    assert [row[1] for row in recorded(city, FIRST)] == [date(2026, 4, 16)]


def test_the_journal_tells_that_a_link_was_used_and_what_came_of_it(city, address):
    browser(city).answer(address, "contact")
    events = [entry[0] for entry in journal(city)]
    assert events[events.index("link_used") :][:2] == ["link_used", "observed"]
    assert ("link_used", "contact_point_1", "contact") in journal(city)


def test_of_two_who_send_at_once_one_is_recorded(city, address):
    form = browser(city).open(address).forms["contact"]

    def send(one: Browser) -> str:
        return one.send(address, form, **form.todays()).text

    four = [browser(city) for _ in range(4)]  # made here: what making them warns of is not for threads
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(send, four))
    assert sum("Tack, det är registrerat." in one for one in said) == 1
    assert sum("Länken är använd" in one for one in said) == 3
    assert len(recorded(city, FIRST)) == 1


def test_an_altered_address_opens_nothing_and_records_nothing(city, address):
    form = browser(city).open(address).forms["contact"]
    for place in range(len("/l/"), len(address) - 1):
        altered = f"{address[:place]}{'x' if address[place] != 'x' else 'y'}{address[place + 1 :]}"
        for answer in (browser(city).open(altered), browser(city).send(altered, form)):
            assert answer.status == 404
            assert "Länken fungerar inte" in answer.text
            assert "UH-1" not in answer.text
    assert recorded(city, FIRST) == []


CAME_ALONG = [".", ",", ">", ")", "%29.", "%22", "%C2%BB", "%20", "%E2%80%9D", "%0A", "%2520", "/", "&gt;"]


@pytest.mark.parametrize("more", CAME_ALONG)
def test_a_link_that_was_copied_out_of_a_sentence_opens_and_is_answered(city, address, more):
    assert browser(city).open(address + more).status == 200
    after = browser(city).answer(address + more, "contact")
    assert (after.status, "Tack, det är registrerat" in after.text) == (200, True)


def test_a_new_link_can_be_asked_for_on_an_expired_one_with_a_stop_behind_it(city, address):
    late = date(2027, 4, 20)
    page = browser(city, late).open(address + "%3E.")
    assert page.status == 410
    (form,) = page.forms.values()
    assert "En ny länk är på väg" in browser(city, late).send("/l/" + form.action.removeprefix("../l/"), form).text


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "..%2f..%2fetc", "å", "x" * 4000])
def test_what_was_never_made_here_opens_nothing(city, token):
    assert browser(city).open(f"/l/{token}").status == 404


def test_an_expired_link_can_be_exchanged_for_a_new_one_by_mail(city, address):
    late = date(2026, 5, 21)
    page = browser(city, late).open(address)
    assert (page.status, "Länken har gått ut" in page.text) == (410, True)
    (form,) = page.forms.values()
    assert browser(city, late).send(address, browser(city).open(address).forms["contact"]).status == 410
    told = browser(city, late).send(f"{address}/new", form)
    assert "Ett mejl" not in told.text
    assert (told.status, "En ny länk är på väg" in told.text) == (200, True)
    with reading(city) as connection:
        (mail,) = messages(connection)
    assert (mail.recipient, mail.day) == ("ulla@exempelstad.example", late)
    fresh = "/l/" + mail.text.partition("/l/")[2].split()[0]
    assert browser(city, late).open(fresh).status == 200
    assert recorded(city, FIRST) == []


def test_a_link_that_is_asked_for_on_a_saturday_is_sent_by_the_next_tick(city, address):
    saturday = date(2026, 5, 23)
    (form,) = browser(city, saturday).open(address).forms.values()
    told = browser(city, saturday).send(f"{address}/new", form)
    assert "Mejlet skickas inom en kvart" in told.text
    post = Post()
    assert run(city, saturday, post, at=time(21, 45)).sent == 1
    assert post.told == ["ulla"]


@pytest.mark.parametrize("claimed", [True, False])
def test_a_link_that_is_asked_for_leaves_at_once_also_on_a_saturday_night_and_only_once(
    city, address, tmp_path, claimed
):
    saturday = date(2026, 5, 23)
    with writing(city) as connection:
        site.claim_unclaimed(connection, tmp_path if claimed else tmp_path / "another", TODAY)
    with mail_server() as server:
        told = server.settings(var=tmp_path)
        smtp = {name: getattr(told, name) for name in ("smtp_host", "smtp_port", "var")}
        (form,) = browser(city, saturday, **smtp).open(address).forms.values()
        assert browser(city, saturday, **smtp).send(f"{address}/new", form).status == 200
        assert [str(to) for to, *_ in server.received] == ["ulla@exempelstad.example"] * claimed
    post = Post()
    assert run(city, saturday, post, at=time(21, 45)).sent == int(not claimed)


def test_a_mail_that_cannot_leave_at_once_is_left_to_the_tick_and_the_reader_is_answered(city, address, tmp_path):
    saturday = date(2026, 5, 23)
    with writing(city) as connection:
        site.claim_unclaimed(connection, tmp_path, TODAY)
    nobody = {"smtp_host": "127.0.0.1", "smtp_port": 1, "var": tmp_path}
    (form,) = browser(city, saturday, **nobody).open(address).forms.values()
    assert "En ny länk är på väg" in browser(city, saturday, **nobody).send(f"{address}/new", form).text
    assert run(city, saturday, Post(), at=time(21, 45)).sent == 1


def test_an_expired_link_of_a_case_that_has_ended_is_not_exchanged(city, address):
    summer = date(2026, 8, 3)
    (form,) = browser(city, summer).open(address).forms.values()
    with writing(city) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_OFFICER, today=TODAY, reason="Behovet är borta")
    for page in (browser(city, summer).open(address), browser(city, summer).send(f"{address}/new", form)):
        assert (page.status, page.forms) == (403, {})
        assert "eller så behöver ingen göra det längre" in page.text
    with reading(city) as connection:
        assert messages(connection) == []


def test_a_used_link_offers_a_new_one_when_the_same_is_asked_again(city, address):
    browser(city).answer(address, "contact")
    observe(city, "UH-1", FIRST, None, told_on="2026-04-20")
    page = browser(city).open(address)
    assert "Det finns något att svara på igen" in page.text
    (form,) = page.forms.values()
    assert "En ny länk är på väg" in browser(city).send(f"{address}/new", form).text


@pytest.mark.parametrize("slip", ["2016-04-16", "2025-04-16"])
def test_a_slip_of_the_year_is_asked_about_first_and_recorded_with_a_tick(city, address, slip):
    asked = browser(city).answer(address, "contact", on=slip)
    assert asked.status == 422
    assert "ligger långt före den dag då ärendet öppnades" in asked.text
    assert "Ja, det stämmer" in asked.text
    assert asked.forms["contact"].fields["on"] == slip
    assert "confirmed" not in asked.forms["contact"].fields  # nobody has ticked it yet
    assert recorded(city, FIRST) == []

    again = browser(city).send(address, asked.forms["contact"], on=slip)
    assert (again.status, recorded(city, FIRST)) == (422, [])
    done = browser(city).send(address, again.forms["contact"], confirmed="1")
    assert done.status == 200
    assert [str(row[1]) for row in recorded(city, FIRST)] == [slip]


def test_a_page_asks_for_no_tick_where_nothing_is_in_doubt(city, address):
    page = browser(city).open(address)
    assert "confirmed" not in page.forms["contact"].names
    browser(city).send(address, page.forms["contact"], on="2026-04-16")
    assert ("confirmed", "contact_point_1", "") not in journal(city)
