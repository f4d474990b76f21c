"""Which page each purpose of a link opens."""

from notifications.invitations.links import Purpose
from web.links.pages import PAGES


def test_every_purpose_opens_a_page_of_its_own():
    assert set(PAGES) == set(Purpose)
    assert len({page.title for page in PAGES.values()}) == len(PAGES)
