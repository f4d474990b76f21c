"""The page on which a unit answers, and what the officer's pages show of the answers."""

from datetime import date

import pytest

from notifications.invitations.links import Purpose
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome
from tests.asking import CLEANERS, NORTH, PAINTERS, SOUTH, ask, found_units, orders
from tests.notifications.city import OFFICER, SUPPORT, case_now
from tests.web.city import browser, link, recorded

ASKED_ON, TODAY = date(2026, 4, 13), date(2026, 4, 20)
STEPS = {"preparation_started": "preparing", "target_group_ready": "ready"}
"""By form, the state that the preparation is in once it was sent."""
HAVE, BY, CANNOT = (f"{answer}-{SOUTH}-{CLEANERS}" for answer in ("have", "by", "cannot"))


@pytest.fixture
def city(engine):
    found_units(engine)
    ask(engine, ((CLEANERS, 3), (PAINTERS, 1)), on=ASKED_ON)
    return engine


def page_of(engine, person=SOUTH, purpose=Purpose.DEMAND):
    return browser(engine).open(link(engine, purpose, person))


def send(engine, form, person=SOUTH, **typed):
    return browser(engine).answer(link(engine, Purpose.DEMAND, person), form, **typed)


def test_a_unit_sees_what_it_is_asked_for_and_three_buttons_for_each(city):
    page = page_of(city)
    for words in ("3 städare (9111)", "(7131)", "1 mars 2027", "Centrum", "Vi har deltagare", "Vi kan inte"):
        assert words in page.text
    assert {HAVE, BY, CANNOT} <= set(page.forms)
    assert len(page.forms) == 6 + len(STEPS)
    assert not any(PAINTERS in form for form in page_of(city, NORTH).forms)


@pytest.mark.parametrize(
    ("form", "typed", "stored"),
    [
        (HAVE, {}, ("have", None, 0)),
        (HAVE, {"people": "1"}, ("have", None, 1)),
        (BY, {"ready_by": "2026-09-01"}, ("by", date(2026, 9, 1), 0)),
        (BY, {"ready_by": "2026-09-01", "people": "2"}, ("by", date(2026, 9, 1), 2)),
        (CANNOT, {"comment": "inga just nu"}, ("cannot", None, 0)),
    ],
)
def test_each_button_stores_its_answer_for_that_occupation_alone(city, form, typed, stored):
    send(city, form, **typed)
    answered = orders(city)[SOUTH, CLEANERS]
    assert (answered.answer, answered.ready_by, answered.people) == stored
    assert answered.answered_by == f"labour_market:{SOUTH}"
    assert orders(city)[SOUTH, PAINTERS].waits
    assert orders(city)[NORTH, CLEANERS].waits


def test_the_page_opens_again_for_another_answer_and_says_what_was_answered(city):
    send(city, CANNOT)
    assert "kan inte (20 april 2026)" in page_of(city).text
    send(city, HAVE)
    assert orders(city)[SOUTH, CLEANERS].answer == "have"


@pytest.mark.parametrize("people", ["4", "1,5", "-1", "två"])
def test_a_number_that_cannot_be_is_refused_beside_its_field(city, people):
    page = send(city, HAVE, people=people)
    assert page.status == 422
    assert page.forms[HAVE].fields["people"] == people
    assert orders(city)[SOUTH, CLEANERS].waits


def test_a_day_is_asked_for_where_people_are_to_be_prepared(city):
    page = send(city, BY)
    assert "Ange dagen." in page.text
    assert orders(city)[SOUTH, CLEANERS].waits


def test_a_remark_on_a_person_is_refused_beside_the_form(city):
    page = send(city, HAVE, comment="ring Eva 031-390 06 50")
    assert "enskilda personer" in page.text
    assert orders(city)[SOUTH, CLEANERS].waits


def test_the_support_function_answers_for_any_unit_and_sees_which_is_which(city):
    page = page_of(city, SUPPORT)
    assert all(words in page.text for words in ("Jobbcenter Norr", "Jobbcenter Söder"))
    send(city, f"have-{NORTH}-{CLEANERS}", SUPPORT)
    assert orders(city)[NORTH, CLEANERS].answered_by == f"support:{SUPPORT}"


@pytest.mark.parametrize("purpose", [Purpose.CONTACT_POINT_1, Purpose.ASSESSMENT])
@pytest.mark.parametrize("reader", [OFFICER, SUPPORT])
def test_who_buys_sees_the_answers_on_the_pages_of_the_purchase(city, purpose, reader):
    send(city, BY, ready_by="2026-09-01")
    assert "kan förbereda deltagare till 1 september 2026" in page_of(city, reader, purpose).text


def test_what_was_changed_meanwhile_is_shown_before_it_is_answered(city):
    address = link(city, Purpose.DEMAND, SOUTH)
    seen = browser(city).open(address)
    ask(city, ((CLEANERS, 5), (PAINTERS, 1)), on=TODAY)
    page = browser(city).send(address, seen.forms[HAVE])
    assert "5 städare (9111)" in page.text
    assert orders(city)[SOUTH, CLEANERS].waits


# --- how far the preparation has come --------------------------------------------------------------------------------


def state_of_preparation(engine):
    return case_now(engine, "UH-1").track("target_group", "").state


@pytest.mark.parametrize("form", STEPS)
def test_a_unit_tells_on_the_same_page_how_far_the_preparation_has_come(city, form):
    page = send(city, form, on="2026-04-17")
    assert "Tack, det är registrerat." in page.text
    assert recorded(city, Milestone(form)) == [(form, date(2026, 4, 17), "", f"labour_market:{SOUTH}")]
    assert state_of_preparation(city) == STEPS[form]


def test_what_has_been_reached_is_asked_for_no_more(city):
    send(city, "preparation_started")
    assert set(page_of(city).forms) & set(STEPS) == {"target_group_ready"}
    send(city, "target_group_ready")
    assert not set(page_of(city).forms) & set(STEPS)


def test_a_step_of_the_preparation_without_its_day_records_nothing(city):
    address = link(city, Purpose.DEMAND, SOUTH)
    page = browser(city).send(address, browser(city).open(address).forms["preparation_started"])
    assert (page.status, "Ange dagen." in page.text) == (422, True)
    assert recorded(city, Milestone.PREPARATION_STARTED) == []


def test_a_unit_whose_answer_is_given_still_tells_how_the_preparation_goes(city):
    for occupation in (CLEANERS, PAINTERS):
        send(city, f"by-{SOUTH}-{occupation}", ready_by="2026-09-01")
    assert "preparation_started" in page_of(city).forms


def test_where_nothing_is_wanted_the_page_asks_nothing(engine):
    found_units(engine)
    ask(engine, (), on=ASKED_ON, outcome=AssessmentOutcome.NO_REQUIREMENT)
    page = page_of(engine)
    assert (page.status, page.forms) == (200, {})
