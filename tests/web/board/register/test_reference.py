"""What one looks up on the board."""

from dataclasses import fields

from matters.city_days import DAY_LABELS, Days
from notifications.letters.samples import SAMPLE_LABELS, SAMPLES


def test_an_occupation_is_found_by_part_of_its_name_and_by_its_code(city, visitor):
    for words in ("städare", "9111"):
        assert "9111" in visitor().open(f"/register/yrken?q={words}").text
    assert "Inget yrke heter så" in visitor().open("/register/yrken?q=xyzzy").text
    assert "av 5" in visitor().open("/register/yrken").text or "yrken. Skriv" in visitor().open("/register/yrken").text


def test_a_clause_is_read_with_its_gaps_and_what_to_bear_in_mind(city, visitor):
    page = visitor().open("/register/klausuler/employment")
    for said in ("inte godkänd av jurist", "Att tänka på", "["):
        assert said in page.text
    assert visitor().open("/register/klausuler/nothing").status == 404


def test_every_number_of_days_of_a_city_has_words(city, visitor):
    assert {one.name for one in fields(Days)} - DAY_LABELS.keys() == {"preparation"}
    page = visitor().open("/register/steg")
    assert "Kontaktpunkt 1 10" in page.text
    assert "arbetsdagar till upphandlaren" in page.text


def test_every_template_is_shown_with_a_made_up_case(city, visitor):
    assert SAMPLE_LABELS.keys() == SAMPLES.keys()
    for name in SAMPLE_LABELS:
        assert "Ämne" in visitor().open(f"/register/mallar/{name}").text
    assert visitor().open("/register/mallar/other").status == 404


def test_the_handbook_is_searched_by_words(city, visitor):
    page = visitor().open("/register/handbok/procurement?q=kontaktpunkt 2")
    assert "Kontaktpunkt 2" in page.text
    assert "Inget steg passar" in visitor().open("/register/handbok/procurement?q=xyzzy").text
    assert visitor().open("/register/handbok/nothing").status == 404
