"""What a link opens and what it does not: used, expired, altered, somebody else's, and nothing by looking."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, text, update
from sqlmodel import SQLModel

from models.merging import merge
from models.operations import find, move
from models.people import set_absence, set_left
from models.storage.database import reading, writing
from models.tables import Case
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, MANAGER, OFFICER, case_now, messages, observe, open_planned
from tests.web.city import TODAY, browser, journal, link, recorded

OPENED = date(2026, 4, 7)
FIRST = Milestone.CONTACT_POINT_1
DEPUTY = MANAGER


@pytest.fixture
def address(city: Engine) -> str:
    """The address of the officer's page for contact point 1."""
    open_planned(city, "UH-1", on=OPENED)
    return link(city, Purpose.CONTACT_POINT_1, OFFICER)


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

    def send(_: int) -> str:
        return browser(city).send(address, form).text

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(send, range(4)))
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


def test_on_a_day_off_the_page_says_when_the_mail_comes(city, address):
    saturday = date(2026, 5, 23)
    (form,) = browser(city, saturday).open(address).forms.values()
    told = browser(city, saturday).send(f"{address}/new", form)
    assert "måndag 25 maj 2026" in told.text


def test_who_is_no_longer_asked_may_not_act_and_is_told_so_without_the_case(city, address):
    form = browser(city).open(address).forms["contact"]
    with writing(city) as connection:
        connection.execute(update(Case).values(officer_id=None))
    for answer in (browser(city).open(address), browser(city).send(address, form)):
        assert (answer.status, "Någon annan svarar för det här nu" in answer.text) == (403, True)
        assert "Städtjänster" not in answer.text
    told = browser(city).send(f"{address}/new", form)
    assert told.status == 403
    with reading(city) as connection:
        assert messages(connection) == []
    assert recorded(city, FIRST) == []


def test_who_has_left_may_not_act(city, address):
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=TODAY, today=TODAY)
    assert browser(city).open(address).status == 403


def test_a_substitute_acts_while_the_officer_is_away_and_not_after(city):
    open_planned(city, "UH-1", on=OPENED)
    away = {"away_from": TODAY, "away_until": date(2026, 4, 24)}
    with writing(city) as connection:
        set_absence(connection, OFFICER, substitute_id=DEPUTY, today=TODAY, **away)
        connection.execute(text("UPDATE person SET unit_id = NULL, role = 'officer' WHERE id = 2"))
    address = link(city, Purpose.CONTACT_POINT_1, DEPUTY)
    assert browser(city).open(address).status == 200
    assert browser(city, date(2026, 4, 27)).open(address).status == 403


def test_what_somebody_else_has_told_meanwhile_is_said_and_not_asked_again(city, address):
    form = browser(city).open(address).forms["contact"]
    observe(city, "UH-1", FIRST, date(2026, 4, 15))
    sent = browser(city).send(address, form)
    assert sent.status == 409
    assert "Ärendet har ändrats sedan du öppnade sidan" in sent.text
    page = browser(city).open(address)
    assert page.forms == {}
    assert "Kontaktpunkt 1: onsdag 15 april 2026 (registrerat av upphandlaren 15 april 2026)" in page.text
    assert len(recorded(city, FIRST)) == 1


def test_a_case_that_has_ended_asks_nothing_more(city, address):
    form = browser(city).open(address).forms["contact"]
    with writing(city) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_OFFICER, today=TODAY, reason="Behovet är borta")
    page = browser(city).open(address)
    assert (page.status, page.forms) == (200, {})
    assert "Upphandlingen är avslutad" in page.text
    assert browser(city).send(address, form).status == 409
    assert recorded(city, FIRST) == []


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
    assert recorded(city, FIRST) == []


# --- a case that was merged into another -----------------------------------------------------------------------------


@pytest.fixture
def taken_in(city: Engine, address: str) -> str:
    """The address of the page of a case that was merged into another since."""
    open_planned(city, "UH-9", on=OPENED)
    with writing(city) as connection:
        merge(connection, "UH-1", "UH-9", by=BY_OFFICER, today=date(2026, 4, 17))
    return address


def test_the_link_of_a_merged_case_opens_the_page_of_the_surviving_one(city, taken_in):
    page = browser(city).open(taken_in)
    assert page.status == 200
    assert "UH-1 ingår numera i det här ärendet." in page.text
    browser(city).send(taken_in, page.forms["contact"], on="2026-04-16")
    assert browser(city).open(taken_in).text.count("Länken är använd") > 0
    assert case_now(city, "UH-9").facts(TODAY).on(FIRST) == date(2026, 4, 16)
    assert case_now(city, "UH-1").facts(TODAY).on(FIRST) is None


def test_who_opened_the_page_before_the_merger_sees_the_surviving_case_before_anything_is_recorded(city, address):
    page = browser(city).open(address)
    open_planned(city, "UH-9", on=date(2026, 4, 1))
    with writing(city) as connection:
        merge(connection, "UH-1", "UH-9", by=BY_OFFICER, today=TODAY)
    answer = browser(city).send(address, page.forms["contact"], on="2026-04-16")
    assert answer.status == 409
    assert "UH-1 ingår numera i det här ärendet." in answer.text
    assert case_now(city, "UH-9").facts(TODAY).on(FIRST) is None


def test_a_new_link_for_a_merged_case_is_about_the_surviving_one(city, taken_in):
    long_after = date(2026, 8, 3)
    (form,) = browser(city, long_after).open(taken_in).forms.values()
    assert "En ny länk är på väg" in browser(city, long_after).send(f"{taken_in}/new", form).text
    with reading(city) as connection:
        (mail,) = [one for one in messages(connection) if one.key.startswith("invitation")]
    assert "UH-9" in mail.subject


def test_who_does_not_answer_for_the_surviving_case_gets_no_page(city, taken_in):
    with writing(city) as connection:
        connection.execute(
            update(Case.__table__).where(Case.__table__.c.reference == "UH-9").values(officer_id=MANAGER)
        )
    assert browser(city).open(taken_in).status == 403
