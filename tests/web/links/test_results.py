"""What became of a promise, and closing the case: from the link to the case that has ended."""

from datetime import date

import pytest

from desk.moving import Step, move
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import (
    BY_SUPPORT,
    OFFICER,
    SUPPORT,
    UNIT,
    case_now,
    observe,
    open_planned,
    promise,
    state_of,
)
from tests.web.city import (
    FIRM,
    FIRMS,
    OPENED,
    RIVALS_SUBJECT,
    SUBJECT,
    TODAY,
    begun,
    browser,
    journal,
    link,
    recorded,
    two_winners,
)

M = Milestone
BY = f"officer:{OFFICER}"
LATER = date(2026, 5, 4)


@pytest.fixture
def short(city):
    """The contract has ended, and of what the first of two suppliers promised nothing was delivered."""
    two_winners(city)
    begun(city)
    observe(city, "UH-1", M.CONTRACT_ENDED, date(2026, 4, 16))
    return city


@pytest.fixture
def settled(short):
    """The contract has ended, and both suppliers were released from what they owed."""
    for subject in (SUBJECT, RIVALS_SUBJECT):
        step = Step("release", "supplier", subject, reason="Firman har upphört")
        move(short, "UH-1", step, by=BY_SUPPORT, today=TODAY)
    return short


def address(engine, person=OFFICER, purpose=Purpose.RESULTS, today=TODAY):
    return link(engine, purpose, person, subject="" if purpose is Purpose.CLOSING else SUBJECT, today=today)


def send(engine, form, today=TODAY, person=OFFICER, **typed):
    return browser(engine, today).answer(address(engine, person, today=today), form, **typed)


def forms(engine, today=TODAY):
    return list(browser(engine, today).open(address(engine, today=today)).forms)


def supplier_state(engine):
    track = case_now(engine, "UH-1").track("supplier", SUBJECT)
    assert track is not None
    return track.state


class TestPromise:
    def test_the_reader_sees_what_was_promised_and_what_is_missing(self, short):
        page = browser(short).open(address(short))
        assert "Det här har leverantören åtagit sig Åtagande 4 personer" in page.text
        assert "Avtalet har upphört men åtagandet är inte uppfyllt" in page.text
        assert "Hemlig Konkurrent" not in page.text

    def test_from_the_deficiency_to_its_cure_each_step_is_asked_for_by_itself(self, short):
        assert forms(short) == ["deficiency_noted"]
        assert "Tack" in send(short, "deficiency_noted", on="2026-04-17").text
        assert forms(short) == ["cure_by"]
        assert "Tack" in send(short, "cure_by", on="2026-05-15").text
        assert supplier_state(short) == "deficient"
        assert forms(short, LATER) == ["deficiency_cured", "sanction_decided"]
        assert "Tack" in send(short, "deficiency_cured", LATER, on="2026-05-04").text
        assert recorded(short, M.DEFICIENCY_NOTED, M.CURE_BY, M.DEFICIENCY_CURED) == [
            ("deficiency_noted", date(2026, 4, 17), "", BY),
            ("cure_by", date(2026, 5, 15), "", BY),
            ("deficiency_cured", LATER, "", BY),
        ]

    def test_a_sanction_says_which(self, short):
        promise(short, "UH-1", on=TODAY, supplier=FIRMS, penalty_amount=50_000)
        send(short, "deficiency_noted", on="2026-04-17")
        send(short, "cure_by", on="2026-04-24")
        page = browser(short, LATER).open(address(short, today=LATER))
        assert page.forms["sanction_decided"].choices["value"] == ["penalty", "suspension", "termination"]
        without = send(short, "sanction_decided", LATER)
        assert (without.status, "Välj ett av svaren." in without.text) == (422, True)
        assert "Tack" in send(short, "sanction_decided", LATER, value="penalty").text
        assert recorded(short, M.SANCTION_DECIDED) == [("sanction_decided", LATER, "penalty", BY)]

    def test_the_support_function_may_settle_it_too_and_nobody_else(self, short):
        for person in (UNIT, FIRM):
            page = browser(short).open(address(short, person))
            assert (page.forms, FIRMS in page.text) == ({}, False)
        send(short, "deficiency_noted", person=SUPPORT, on="2026-04-17")
        assert recorded(short, M.DEFICIENCY_NOTED)[0][3] == f"support:{SUPPORT}"

    def test_while_nothing_is_to_be_decided_the_page_says_so(self, city):
        two_winners(city)
        begun(city)
        page = browser(city).open(address(city))
        assert (page.forms, "Det finns inget att avgöra just nu." in page.text) == ({}, True)


class TestClosing:
    def test_a_case_that_cannot_be_closed_any_more_is_not_and_the_reader_is_told_why(self, settled):
        at = address(settled, purpose=Purpose.CLOSING)
        observe(settled, "UH-1", M.CONTRACT_ENDED, date(2026, 6, 30), told_on="2026-04-20")
        page = browser(settled).answer(at, "close", sure="1")
        assert (page.status, "Avtalet har upphört, eller minst en leverantör har uppfyllt" in page.text) == (422, True)
        assert state_of(settled, "UH-1") == "follow_up"

    def test_a_case_of_which_nothing_came_is_cancelled_with_the_reason(self, city):
        open_planned(city, "UH-1", on=OPENED)
        observe(city, "UH-1", M.CONTRACT_ENDED, date(2026, 4, 16))
        at = address(city, purpose=Purpose.CLOSING)
        page = browser(city).open(at)
        assert list(page.forms) == ["cancel"]
        assert "avbryt det med skäl om inget blev av det" in page.text
        without = browser(city).send(at, page.forms["cancel"])
        assert (without.status, "Fyll i det här." in without.text) == (422, True)
        after = browser(city).send(at, page.forms["cancel"], reason="Behovet täcks av ett annat avtal")
        assert "Tack, det är registrerat." in after.text
        assert state_of(city, "UH-1") == "cancelled"
        assert "Behovet täcks av ett annat avtal" in {detail for _, _, detail in journal(city)}

    def test_a_case_in_which_all_is_settled_is_closed(self, settled):
        at = address(settled, purpose=Purpose.CLOSING)
        assert "skickas inga fler påminnelser" in browser(settled).open(at).text
        page = browser(settled).answer(at, "close", sure="1")
        assert "Tack, det är registrerat." in page.text
        assert state_of(settled, "UH-1") == "closed"

    def test_without_the_tick_it_stays_open(self, settled):
        at = address(settled, purpose=Purpose.CLOSING)
        page = browser(settled).send(at, browser(settled).open(at).forms["close"])
        assert (page.status, "Kryssa i rutan för att bekräfta." in page.text) == (422, True)
        assert state_of(settled, "UH-1") == "follow_up"

    @pytest.mark.parametrize("person", [UNIT, FIRM])
    def test_who_does_not_buy_closes_nothing(self, settled, person):
        assert browser(settled).open(address(settled, person, Purpose.CLOSING)).forms == {}
