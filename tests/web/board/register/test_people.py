"""People on the board: added, changed, away, gone."""

from models.people import person_line
from models.storage.database import reading
from tests.notifications.city import MANAGER, OFFICER, open_planned
from tests.web.city import OPENED

ADDED = {"name": "Nina Ny", "email": "nina@exempelstad.example", "role": "officer", "unit": "Fastighetskontoret"}


def person(city, number):
    with reading(city) as connection:
        return person_line(connection, number)


def test_a_person_is_added_with_role_and_unit(city, visitor):
    answer = visitor().answer("/register/personer", "add", **ADDED)
    assert "Uppgiften är sparad" in answer.text
    assert "Nina Ny upphandlare Fastighetskontoret" in answer.text


def test_an_address_that_is_known_is_refused_with_what_was_typed(city, visitor):
    answer = visitor().answer("/register/personer", "add", **{**ADDED, "email": "ulla@exempelstad.example"})
    assert answer.status == 422
    assert "Ulla Upphandlare" in answer.text
    assert answer.forms["add"].fields["name"] == "Nina Ny"


def test_the_list_tells_how_many_open_cases_somebody_has_and_leads_there(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    page = visitor().open("/register/personer?q=ulla")
    assert "Ulla Upphandlare upphandlare Fastighetskontoret 031-390 06 01 – 1" in page.text
    assert f"arenden?upphandlare={OFFICER}" in page.source
    assert "Chris" not in page.text


def test_a_phone_number_is_changed_and_the_rest_kept(city, visitor):
    visitor().answer(f"/register/personer/{OFFICER}", "change", phone="031-390 06 99")
    found = person(city, OFFICER)
    assert (found.phone, found.name, found.email) == ("031-390 06 99", "Ulla Upphandlare", "ulla@exempelstad.example")


def test_an_absence_names_who_stands_in(city, visitor):
    visitor().answer("/register/personer", "add", **ADDED)
    page = visitor().open(f"/register/personer/{OFFICER}")
    (nina,) = (number for number in range(20, 200) if (one := person(city, number)) and one.name == "Nina Ny")
    answer = visitor().send(
        f"/register/personer/{OFFICER}", page.forms["away"], first="2026-04-27", last="2026-05-08", substitute=str(nina)
    )
    assert "borta 27 april 2026–8 maj 2026" in answer.text or answer.status == 200
    assert person(city, OFFICER).substitute == "nina@exempelstad.example"


def test_an_absence_that_ends_before_it_begins_is_refused(city, visitor):
    answer = visitor().answer(f"/register/personer/{OFFICER}", "away", first="2026-05-08", last="2026-04-27")
    assert answer.status == 422
    assert person(city, OFFICER).away_from is None


def test_who_leaves_is_shown_as_gone(city, visitor):
    answer = visitor().answer(f"/register/personer/{MANAGER}", "leave", left_on="2026-04-20")
    assert "slutade 20 april 2026" in answer.text


def test_a_number_that_nobody_has_opens_no_page(city, visitor):
    for number in ("99999", "x", "1_0", "²"):
        assert visitor().open(f"/register/personer/{number}").status == 404
