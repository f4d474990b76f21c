"""What a page can say of itself: why a milestone cannot be recorded today."""

from datetime import UTC, date, datetime

import pytest

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import OFFICER, bring_to_standstill
from tests.web.city import SENT, SIGNING, link
from web.links.acting import LinkDesk, OpenPage
from web.links.page import refused_today


@pytest.fixture
def scene_on(city):
    """What the officer's page for contact point 2 shows on a day; the standstill ends with 10 April 2026."""
    bring_to_standstill(city, "UH-1", sent=SENT)
    token = link(city, Purpose.CONTACT_POINT_2, OFFICER, today=SENT).removeprefix("/l/")

    def scene(today: date):
        opened = LinkDesk(city, SIGNING, datetime(today.year, today.month, today.day, 8, tzinfo=UTC)).show(token)
        assert isinstance(opened, OpenPage)
        return opened.scene

    return scene


def test_what_the_rule_of_the_milestone_forbids_today_is_said_with_the_day_from_which_it_may_be(scene_on):
    (why,) = refused_today(scene_on(date(2026, 4, 10)), Milestone.COURT_CHECKED)

    assert "när avtalsspärren har löpt ut" in why.sv
    assert "tidigast lördag 11 april 2026" in why.sv


def test_on_the_first_day_that_it_may_be_nothing_is_in_its_way(scene_on):
    assert refused_today(scene_on(date(2026, 4, 11)), Milestone.COURT_CHECKED) == ()


def test_a_reason_that_the_form_asks_for_is_no_hindrance(scene_on):
    scene = scene_on(date(2026, 4, 8))

    assert refused_today(scene, Milestone.CONTRACT_SIGNED) == ()
