"""The pages of the labour-market unit, each from its link to what is recorded."""

from datetime import date

import pytest

from models.storage.database import writing
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import BY_SUPPORT, SUPPORT, UNIT, case_now, observe, promise
from tests.web.city import CLEAR, FIRMS, SUBJECT, TODAY, begun, browser, link, placed, recorded, two_winners

PROPOSED, STARTED = date(2026, 4, 14), date(2026, 4, 15)
BY = f"labour_market:{UNIT}"


@pytest.fixture
def winners(city):
    two_winners(city)
    return city


@pytest.fixture
def working(winners):
    begun(winners)
    return winners


def state(engine, subject: str) -> str:
    process = "placement" if subject.isdecimal() else "supplier"
    track = case_now(engine, "UH-1").track(process, subject)
    assert track is not None
    return track.state


@pytest.mark.parametrize(
    ("purpose", "milestone", "before", "after"),
    [
        (Purpose.START_UP_MEETING, Milestone.DIALOGUE_HELD, (), "dialogue"),
        (Purpose.COMPETENCE_PROFILE, Milestone.PROFILE_AGREED, (Milestone.DIALOGUE_HELD,), "profile_agreed"),
    ],
)
def test_the_start_with_a_supplier_is_told_step_by_step(winners, purpose, milestone, before, after):
    told = {"supplier": FIRMS, "lot": "Del 1", "by": BY_SUPPORT}
    observe(winners, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, **told)
    for earlier in before:
        observe(winners, "UH-1", earlier, CLEAR, **told)
    job = {"occupation": "Städare"} if purpose is Purpose.COMPETENCE_PROFILE else {}
    page = browser(winners).answer(link(winners, purpose, UNIT, subject=SUBJECT), "told", on="2026-04-17", **job)
    assert "Tack, det är registrerat." in page.text
    assert recorded(winners, milestone) == [(str(milestone), date(2026, 4, 17), "", BY)]
    assert state(winners, SUBJECT) == after


def test_a_candidate_is_proposed_for_one_of_the_open_positions_and_stays_a_number(working):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "2")
    address = link(working, Purpose.CANDIDATE, UNIT, subject=SUBJECT)
    page = browser(working).open(address)
    assert page.forms["candidate"].choices["position"] == ["1", "3", "4"]
    assert "kandidaten får ett nummer" in page.text
    browser(working).answer(address, "candidate", position="3")
    assert (state(working, "3"), state(working, "1")) == ("proposed", "open")


def test_without_an_open_position_no_candidate_is_asked_for(working):
    for place in "1234":
        placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, place)
    page = browser(working).open(link(working, Purpose.CANDIDATE, UNIT, subject=SUBJECT))
    assert (page.forms, "Ingen plats hos leverantören är ledig" in page.text) == ({}, True)


def test_the_subsidy_is_told_as_settled_or_not_in_question_and_never_its_kind(working):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED)
    address = link(working, Purpose.SUBSIDY, UNIT, subject="1")
    form = browser(working).open(address).forms["told"]
    assert (form.choices["value"], form.names.count("on")) == (["yes", "not_applicable"], 1)
    browser(working).answer(address, "told", value="yes")
    assert recorded(working, Milestone.SUBSIDY_DECIDED) == [("subsidy_decided", TODAY, "yes", BY)]


def test_an_answer_that_moves_nothing_is_met_with_what_is_missing(working):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED)
    placed(working, Milestone.EMPLOYMENT_STARTED, date(2026, 4, 15), value="matched 6 1")
    address = link(working, Purpose.SUBSIDY, UNIT, subject="1")
    late = browser(working).answer(address, "told", value="yes", on="2026-04-17")
    assert "För nästa steg ska detta vara uppfyllt: Frågan om anställningsstöd är besvarad" in late.text


def test_without_a_candidate_there_is_nothing_to_tell_of_a_position(working):
    page = browser(working).open(link(working, Purpose.SUBSIDY, UNIT, subject="1"))
    assert page.forms == {}
    assert "Platsen har ingen kandidat." in page.text
    assert "candidate_proposed" not in page.source


def test_the_outcome_of_an_internship_offers_that_it_was_all_only_where_it_is(working):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED)
    placed(working, Milestone.INTERNSHIP_STARTED, STARTED)
    address = link(working, Purpose.INTERNSHIP_END, UNIT, subject="1")
    usual = ["to_be_hired", "not_hired", "interrupted"]
    assert browser(working).open(address).forms["told"].choices["value"] == usual
    promise(working, "UH-1", on=CLEAR, supplier=FIRMS, internship_counts=True)
    form = browser(working).open(address).forms["told"]
    assert form.choices["value"] == [*usual, "obligation_done"]
    browser(working).send(address, form, value="obligation_done", on="2026-04-17")
    assert state(working, "1") == "completed"


def hired(engine, terms: str = "matched 0 1") -> None:
    placed(engine, Milestone.CANDIDATE_PROPOSED, PROPOSED)
    placed(engine, Milestone.SUBSIDY_DECIDED, PROPOSED, value="not_applicable")
    placed(engine, Milestone.EMPLOYMENT_STARTED, STARTED, value=terms)


def test_a_hire_is_confirmed_by_who_sees_what_was_reported(working):
    hired(working, "matched 12 0.75")
    page = browser(working).open(link(working, Purpose.HIRE_CONFIRMATION, UNIT, subject="1"))
    assert f"Leverantör {SUBJECT} Anställningen började onsdag 15 april 2026" in page.text
    assert "Avtalad tid 12 månader Andel av heltid 75 %" in page.text
    browser(working).answer(link(working, Purpose.HIRE_CONFIRMATION, UNIT, subject="1"), "told")
    assert recorded(working, Milestone.HIRE_CONFIRMED) == [("hire_confirmed", TODAY, "", BY)]
    assert state(working, "1") == "following_up"


def test_once_the_procurement_has_ended_a_page_shows_what_it_knows_and_asks_nothing(working):
    hired(working)
    address = link(working, Purpose.HIRE_CONFIRMATION, UNIT, subject="1")
    form = browser(working).open(address).forms["told"]
    with writing(working) as connection:
        connection.exec_driver_sql("UPDATE track SET state = 'cancelled' WHERE process = 'procurement'")
    page = browser(working).open(address)
    assert (page.forms, "Upphandlingen är avslutad" in page.text) == ({}, True)
    assert "Anställningen började onsdag 15 april 2026" in page.text
    assert browser(working).send(address, form).status == 409
    assert recorded(working, Milestone.HIRE_CONFIRMED) == []


def test_a_hire_found_elsewhere_is_attested_with_yes_or_no_alone(working):
    placed(working, Milestone.EMPLOYMENT_STARTED, STARTED, value="outside 0 1")
    address = link(working, Purpose.ATTESTATION, SUPPORT, subject="1")
    form = browser(working).open(address).forms["told"]
    assert (form.choices["value"], set(form.names)) == (
        ["yes", "no"],
        {"form", "seen", "value", "on", "on-today", "on-words"},
    )
    browser(working).answer(address, "told", value="no")
    assert recorded(working, Milestone.OUTSIDE_ATTESTED)[0][2:] == ("no", f"support:{SUPPORT}")


class TestFollowUp:
    def test_the_next_follow_up_is_the_one_that_is_asked_for(self, working):
        hired(working)
        placed(working, Milestone.HIRE_CONFIRMED, STARTED)
        may = date(2026, 5, 18)
        address = link(working, Purpose.FOLLOW_UP, UNIT, subject="1", today=may)
        page = browser(working, may).open(address)
        assert "Uppföljd efter 1 månad" in page.text
        after = browser(working, may).answer(address, "follow_up", value="still_employed")
        assert "Tack" in after.text
        july = date(2026, 7, 16)
        later = link(working, Purpose.FOLLOW_UP, UNIT, subject="1", today=july)
        browser(working, july).answer(later, "follow_up", value="unknown")
        followed = recorded(working, Milestone.FOLLOWED_UP_1, Milestone.FOLLOWED_UP_3)
        assert [row[:3] for row in followed] == [
            ("followed_up_1", may, "still_employed"),
            ("followed_up_3", july, "unknown"),
        ]

    def test_an_employment_that_has_ended_is_told_with_its_last_day(self, working):
        hired(working)
        placed(working, Milestone.HIRE_CONFIRMED, STARTED)
        may = date(2026, 5, 18)
        address = link(working, Purpose.FOLLOW_UP, UNIT, subject="1", today=may)
        incomplete = browser(working, may).answer(address, "follow_up", value="ended")
        assert (incomplete.status, incomplete.text.count("Ange det när anställningen har upphört.")) == (422, 2)
        assert recorded(working, Milestone.EMPLOYMENT_ENDED, Milestone.FOLLOWED_UP_1) == []
        typed = {"value": "ended", "ended_on": "2026-05-12", "ending": "ended_by_person"}
        assert "Tack" in browser(working, may).answer(address, "follow_up", **typed).text
        told = recorded(working, Milestone.EMPLOYMENT_ENDED, Milestone.FOLLOWED_UP_1)
        assert [row[:3] for row in told] == [
            ("employment_ended", date(2026, 5, 12), "ended_by_person"),
            ("followed_up_1", may, "ended"),
        ]
        assert state(working, "1") == "open"


def test_before_the_meeting_the_contact_person_sees_whom_to_call_and_what_was_promised_and_books_a_day(winners):
    observe(winners, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, supplier=FIRMS, lot="Del 1", by=BY_SUPPORT)
    address = link(winners, Purpose.START_UP_MEETING, UNIT, subject=SUBJECT)
    page = browser(winners).open(address)
    assert "Leverantören Namn Frida Firma Telefon 08-21 E-post frida@firma.example Åtagande 4 personer" in page.text
    assert '<a href="tel:0821">08-21</a>' in page.source
    after = browser(winners).answer(address, "booked", on="2026-04-24")
    assert "Tack, det är registrerat." in after.text
    assert recorded(winners, Milestone.MEETING_PLANNED) == [("meeting_planned", date(2026, 4, 24), "", BY)]
