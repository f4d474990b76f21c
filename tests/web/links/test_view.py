"""What a reader sees of a page."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from models.actor import CLOCK
from models.casestore import save
from models.operations import find, move, note_observation
from models.storage.database import writing
from states.facts import Milestone, Role
from states.records.observations import Observation
from states.text import Text
from tests.notifications.city import BY_OFFICER, observe
from tests.web.city import SIGNING, TODAY, browser, recorded
from web.links.acting import LinkDesk, OpenPage
from web.links.view import SentForm, forms_of, view

FIRST = Milestone.CONTACT_POINT_1


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


@pytest.fixture
def scene_on(city, address):
    """What the officer's page for contact point 1 shows on a day."""

    def scene(today: date):
        now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
        opened = LinkDesk(city, SIGNING, now).show(address.removeprefix("/l/"))
        assert isinstance(opened, OpenPage)
        return opened.scene

    return scene


def test_a_page_that_was_opened_yesterday_or_is_half_filled_in_can_still_be_sent(scene_on):
    seen = view(scene_on(TODAY)).digest
    half = SentForm("contact", {"on": "17/4"}, {"on": (Text("Skriv dagen.", "Write the day."),)})

    assert view(scene_on(TODAY + timedelta(days=1))).digest == seen
    assert view(scene_on(TODAY), half).digest == seen


def test_a_page_whose_case_has_changed_cannot(city, scene_on):
    seen = view(scene_on(TODAY)).digest
    observe(city, "UH-1", FIRST, date(2026, 4, 15))

    assert view(scene_on(TODAY)).digest != seen


def test_what_was_typed_stays_with_what_was_wrong_beside_its_field(scene_on):
    wrong = SentForm("contact", {"on": "17/4"}, {"on": (Text("Skriv dagen.", "Write the day."),)})

    (form,) = [form for section in view(scene_on(TODAY), wrong).sections for form in section.forms]

    assert (form.fields[0].name, form.fields[0].value, form.fields[0].problem) == ("on", "17/4", "Skriv dagen.")
    assert {(field.value, field.problem) for field in form.fields[1:]} == {("", "")}


def test_no_form_may_be_sent_from_a_page_that_shows_none(city, scene_on):
    assert list(forms_of(scene_on(TODAY))) == ["contact"]
    observe(city, "UH-1", FIRST, date(2026, 4, 15))

    assert forms_of(scene_on(TODAY)) == {}


def told_by_notice(engine, *observations: Observation) -> None:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        for one in observations:
            note_observation(case, one, by=CLOCK, today=TODAY)
        save(connection, [case])


def of_lot(milestone: Milestone, lot: str) -> Observation:
    return Observation(milestone, date(2026, 4, 1), "TED 1-2026", by_person=False, as_of=date(2026, 4, 1), lot=lot)


def test_the_officer_sees_how_each_of_several_lots_ended(city, address):
    told_by_notice(city, of_lot(Milestone.LOT_ADVERTISED, "Norr"))
    assert "Upphandlingens delar" not in browser(city).open(address).text
    told_by_notice(city, of_lot(Milestone.LOT_CANCELLED, "Söder"))
    page = browser(city).open(address)
    assert "Upphandlingens delar" in page.text
    assert "Norr öppen (enligt uppgift 1 april 2026)" in page.text
    assert "avbruten (enligt uppgift 1 april 2026)" in page.text


def test_the_officer_sees_what_notices_and_people_contradict_each_other_in(city, address):
    assert "Motstridiga uppgifter" not in browser(city).open(address).text
    told_by_notice(city, of_lot(Milestone.LOT_AWARDED, "Norr"), of_lot(Milestone.LOT_CANCELLED, "Norr"))
    page = browser(city).open(address)
    assert "Motstridiga uppgifter" in page.text
    assert "Del Norr är avbruten" in page.text


def test_who_does_not_buy_sees_neither_lots_nor_contradictions(scene_on, city):
    told_by_notice(
        city,
        of_lot(Milestone.LOT_AWARDED, "Norr"),
        of_lot(Milestone.LOT_CANCELLED, "Norr"),
        of_lot(Milestone.LOT_ADVERTISED, "Söder"),
    )
    scene = scene_on(TODAY)
    shown = [section.heading for section in view(scene).sections]
    assert shown[-2:] == ["Upphandlingens delar", "Motstridiga uppgifter"]
    hidden = [section.heading for section in view(replace(scene, role=Role.SUPPLIER)).sections]
    assert set(hidden).isdisjoint(shown[-2:])
