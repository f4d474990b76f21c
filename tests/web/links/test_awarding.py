"""The call, the award and the decision to cancel, each from its link to the case that moves on."""

from datetime import date

import pytest

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import MANAGER, OFFICER, SUPPORT, UNIT, case_now, observe, open_planned, require, state_of
from tests.web.city import CLEAR, OPENED, TODAY, browser, link, recorded

M = Milestone
BY = f"officer:{OFFICER}"
NOTICE = (M.AWARD_DECIDED, M.AWARD_NOTICE_SENT)


@pytest.fixture
def required(city):
    """A case with a requirement, whose call is planned for the end of April."""
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", M.PLANNED_CALL, date(2026, 4, 15), told_on="2026-04-07")
    observe(city, "UH-1", M.CONTACT_POINT_1, OPENED)
    require(city, "UH-1", on=OPENED)
    return city


@pytest.fixture
def published(required):
    observe(required, "UH-1", M.DOCUMENTS_PUBLISHED, CLEAR)
    return required


def send(engine, purpose, form, person=OFFICER, **typed):
    return browser(engine).answer(link(engine, purpose, person), form, **typed)


class TestCall:
    def test_the_page_says_for_when_the_call_was_planned_and_why_it_is_asked_for(self, required):
        page = browser(required).open(link(required, Purpose.PUBLICATION, OFFICER))
        assert "Annonsering var planerad till onsdag 15 april 2026." in page.text
        assert "räknas som pågående först när annonseringen är registrerad" in page.text
        assert list(page.forms) == ["published", "postponed", "cancelled"]

    def test_a_call_that_was_made_is_recorded_and_the_case_goes_on(self, required):
        page = send(required, Purpose.PUBLICATION, "published", on="2026-04-16")
        assert "Tack, det är registrerat." in page.text
        assert recorded(required, M.DOCUMENTS_PUBLISHED) == [("documents_published", date(2026, 4, 16), "", BY)]
        assert state_of(required, "UH-1") == "advertised"
        again = browser(required).open(link(required, Purpose.PUBLICATION, OFFICER))
        assert again.forms == {}
        assert "torsdag 16 april 2026" in again.text

    def test_a_call_that_was_postponed_moves_the_planned_day_and_is_asked_for_again(self, required):
        page = send(required, Purpose.PUBLICATION, "postponed", on="2026-06-01")
        assert "Tack, det är registrerat." in page.text
        assert case_now(required, "UH-1").facts(TODAY).on(M.PLANNED_CALL) == date(2026, 6, 1)
        assert (state_of(required, "UH-1"), recorded(required, M.DOCUMENTS_PUBLISHED)) == ("planning", [])
        later = browser(required).open(link(required, Purpose.PUBLICATION, OFFICER))
        assert "Annonsering planeras till måndag 1 juni 2026." in later.text
        assert "published" in later.forms

    def test_a_call_on_a_day_to_come_is_refused_beside_the_field(self, required):
        page = send(required, Purpose.PUBLICATION, "published", on="2026-04-21")
        assert (page.status, "Dagen har inte varit än." in page.text) == (422, True)
        assert recorded(required, M.DOCUMENTS_PUBLISHED) == []

    @pytest.mark.parametrize(("person", "source"), [(SUPPORT, f"support:{SUPPORT}"), (MANAGER, f"officer:{MANAGER}")])
    def test_whoever_stands_in_for_the_officer_may_enter_it_too(self, required, person, source):
        send(required, Purpose.PUBLICATION, "published", person, on="2026-04-16")
        assert recorded(required, M.DOCUMENTS_PUBLISHED)[0][3] == source

    @pytest.mark.parametrize("purpose", [Purpose.PUBLICATION, Purpose.AWARD])
    def test_the_unit_may_not(self, published, purpose):
        page = browser(published).open(link(published, purpose, UNIT))
        assert (page.forms, "UH-1" in page.text) == ({}, False)

    def test_a_decision_to_cancel_ends_the_case(self, required):
        page = send(required, Purpose.PUBLICATION, "cancelled", on="2026-04-16")
        assert "Tack, det är registrerat." in page.text
        assert recorded(required, M.CANCELLED) == [("cancelled", date(2026, 4, 16), "", BY)]
        assert state_of(required, "UH-1") == "cancelled"


class TestAward:
    def test_decision_and_notice_are_recorded_together_and_the_standstill_runs(self, published):
        typed = {"decided": "2026-04-17", "on": "2026-04-20", "value": "electronic"}
        page = send(published, Purpose.AWARD, "award", **typed)
        assert "Tack, det är registrerat." in page.text
        assert recorded(published, *NOTICE) == [
            ("award_decided", date(2026, 4, 17), "", BY),
            ("award_notice_sent", TODAY, "electronic", BY),
        ]
        assert state_of(published, "UH-1") == "standstill"

    def test_a_decision_alone_is_recorded_and_only_the_notice_is_asked_for_then(self, published):
        address = link(published, Purpose.AWARD, OFFICER)
        form = browser(published).open(address).forms["award"]
        browser(published).send(address, form, decided="2026-04-17")
        assert [row[0] for row in recorded(published, *NOTICE)] == ["award_decided"]
        later = link(published, Purpose.AWARD, OFFICER)
        page = browser(published).open(later)
        assert "decided" not in page.forms["award"].names
        nothing = browser(published).send(later, page.forms["award"])
        assert (nothing.status, "Ange dagen." in nothing.text, "Välj ett av svaren." in nothing.text) == (
            422,
            True,
            True,
        )
        browser(published).send(later, page.forms["award"], on="2026-04-20", value="other")
        assert recorded(published, M.AWARD_NOTICE_SENT) == [("award_notice_sent", TODAY, "other", BY)]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"on": "2026-04-20"}, "Välj hur underrättelsen skickades."),
            ({"value": "electronic"}, "Ange dagen då underrättelsen skickades."),
            ({"on": "2026-04-20", "value": "pigeon"}, "Välj ett av svaren."),
        ],
    )
    def test_half_a_notice_records_not_even_the_decision(self, published, typed, said):
        address = link(published, Purpose.AWARD, OFFICER)
        form = browser(published).open(address).forms["award"]
        page = browser(published).send(address, form, decided="2026-04-17", **typed)
        assert (page.status, said in page.text) == (422, True)
        assert page.forms["award"].fields["decided"] == "2026-04-17"
        assert recorded(published, *NOTICE) == []

    def test_a_procurement_that_is_cancelled_instead_is_told_on_the_same_page(self, published):
        send(published, Purpose.AWARD, "cancelled", on="2026-04-17")
        assert state_of(published, "UH-1") == "cancelled"
        page = browser(published).open(link(published, Purpose.AWARD, OFFICER))
        assert (page.forms, recorded(published, *NOTICE)) == ({}, [])
