"""Units and suppliers on the board."""

from models.storage.database import reading
from models.units import units
from tests.web.city import two_winners


def test_a_unit_is_given_the_act_that_it_buys_by(city, visitor):
    page = visitor().open("/register/enheter")
    assert "Fastighetskontoret" in page.text
    answer = visitor().send("/register/enheter", page.forms["act"], unit="1", act="luf")
    assert "Uppgiften är sparad" in answer.text
    with reading(city) as connection:
        assert [one.act for one in units(connection)] == ["luf"]


def test_a_labour_market_unit_is_added_with_its_areas(city, visitor):
    answer = visitor().answer("/register/enheter", "labour_unit", name="Jobbcenter Väst", areas="Väster, Centrum")
    assert "Jobbcenter Väst Väster, Centrum" in answer.text


def test_a_supplier_leads_to_its_cases(city, visitor):
    two_winners(city)
    page = visitor().open("/register/leverantorer")
    assert "Städ &amp; Service AB" in page.source
    assert "lage=alla&amp;q=St%C3%A4d%20%26%20Service%20AB" in page.source
