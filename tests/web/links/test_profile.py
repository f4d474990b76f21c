"""The competence profile, described by either side and seen by both."""

from datetime import date

import pytest
from sqlalchemy import select

from desk.suppliers import NewName, SupplierMeant, go_on
from models.storage.database import reading
from models.tables import CompetenceProfile
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import BY_SUPPORT, UNIT, observe
from tests.web.city import (
    CLEAR,
    FIRM,
    FIRMS,
    RIVAL_PERSON,
    RIVALS_SUBJECT,
    SUBJECT,
    TODAY,
    browser,
    journal,
    link,
    recorded,
    two_winners,
)

JOB = {
    "occupation": "Städare",
    "tasks": "Golvvård",
    "share": "75",
    "place": "Gamlestaden",
    "starts_on": "2026-06-01",
    "licence_b": "1",
    "about": "Städvagn på 80 kg",
}
_profile = CompetenceProfile.__table__


@pytest.fixture
def met(city):
    two_winners(city)
    for milestone in (Milestone.CONTACT_ASSIGNED, Milestone.DIALOGUE_HELD):
        observe(city, "UH-1", milestone, CLEAR, supplier=FIRMS, lot="Del 1", by=BY_SUPPORT)
    return city


def stored(engine) -> list[tuple[str, str, str, str]]:
    c = _profile.c
    with reading(engine) as connection:
        rows = connection.execute(select(c.supplier, c.occupation, c.requirements, c.source).order_by(c.id))
        return [tuple(row) for row in rows]


def of_supplier(engine) -> str:
    return link(engine, Purpose.SUPPLIER, FIRM, subject=SUBJECT)


def of_contact(engine) -> str:
    return link(engine, Purpose.COMPETENCE_PROFILE, UNIT, subject=SUBJECT)


def test_what_the_supplier_describes_is_filled_in_for_the_contact_person_who_agrees_on_it(met):
    page = browser(met).answer(of_supplier(met), "profile", on="2026-04-17", **JOB)
    assert "Tack, det är registrerat." in page.text
    assert stored(met) == [(FIRMS, "Städare", "licence_b", f"supplier:{FIRM}")]
    assert recorded(met, Milestone.PROFILE_AGREED)[0][1] == date(2026, 4, 17)
    candidate = browser(met).open(link(met, Purpose.CANDIDATE, UNIT, subject=SUBJECT)).text
    assert "Yrke eller roll Städare Arbetsuppgifter Golvvård Andel av heltid 75 % Arbetsplats Gamlestaden" in candidate
    assert "Krav B-körkort Mer om jobbet Städvagn på 80 kg" in candidate


def test_the_contact_person_agrees_on_the_profile_and_a_change_is_a_new_row(met):
    browser(met).answer(of_contact(met), "told", on="2026-04-17", **JOB)
    page = browser(met).open(of_supplier(met))
    assert "Yrke eller roll Städare" in page.text
    assert page.forms["describe"].fields["tasks"] == "Golvvård"
    browser(met).send(of_supplier(met), page.forms["describe"], tasks="Fönsterputs", sure="1")
    assert [row[3] for row in stored(met)] == [f"labour_market:{UNIT}", f"supplier:{FIRM}"]
    assert "Arbetsuppgifter Fönsterputs" in browser(met).open(of_supplier(met)).text
    assert ("described", "", "licence_b") in journal(met)


def test_a_profile_tells_of_nobody_and_what_is_wrong_is_told_beside_each_field(met):
    wrong = {"tasks": "Ring Kim 800229-0005", "about": "kim@example.se", "share": "120"}
    page = browser(met).answer(of_contact(met), "told", on="2026-04-17", **JOB | wrong)
    assert page.status == 422
    assert page.text.count("Beskriv jobbet, inte en person") == 2
    assert "Ange högst 100 procent." in page.text
    assert stored(met) == []


def test_without_an_occupation_there_is_no_agreement(met):
    page = browser(met).answer(of_contact(met), "told", on="2026-04-17")
    assert (page.status, "Fyll i det här." in page.text) == (422, True)
    assert recorded(met, Milestone.PROFILE_AGREED) == []


def test_another_supplier_sees_nothing_of_it(met):
    browser(met).answer(of_contact(met), "told", on="2026-04-17", **JOB)
    page = browser(met).open(link(met, Purpose.SUPPLIER, RIVAL_PERSON, subject=RIVALS_SUBJECT))
    assert "Städare" not in page.text


def test_a_supplier_that_goes_on_under_another_name_keeps_its_profile(met):
    browser(met).answer(of_contact(met), "told", on="2026-04-17", **JOB)
    go_on(met, "UH-1", SupplierMeant(FIRMS), NewName("Nya Städ AB"), by=BY_SUPPORT, today=TODAY)
    assert [row[0] for row in stored(met)] == ["Nya Städ AB"]
    page = browser(met).open(link(met, Purpose.SUPPLIER, FIRM, subject="Del 1: Nya Städ AB"))
    assert "Yrke eller roll Städare" in page.text
