"""An act as a page: nobody acts on what is not theirs, and not without the token of their own page."""

from desk.access import AccountRole
from tests.notifications.city import case_now, open_planned
from tests.web.city import OPENED, recorded


def test_an_act_needs_the_token_and_the_right(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    address = f"/arenden/{case_now(city, 'UH-1').id}/registrera/contact_point_1"
    form = visitor().open(address).forms["record"]
    form.fields["token"] = "of somebody else"
    assert visitor().send(address, form, on="2026-04-08").status == 403
    assert visitor(AccountRole.READER).open(address).status == 403
    assert recorded(city, "contact_point_1") == []


def test_an_act_on_a_case_that_is_gone_is_not_found(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    address = f"/arenden/{case_now(city, 'UH-1').id}/registrera/contact_point_1"
    form = visitor().open(address).forms["record"]
    assert visitor().send("/arenden/99/registrera/contact_point_1", form, on="2026-04-08").status == 404
