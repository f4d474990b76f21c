"""What the contact person and the supplier are told of each other."""

from datetime import date
from typing import Any

from matters.directory import Directory, Reader
from matters.introductions import Around, introduced, to_call
from models.casefile import ObligationFile, TrackFile
from states.records.obligations import Balance, Measure, Obligation
from tests.builders import facts
from tests.matters.cases import a_case

TODAY = date(2026, 6, 24)
OFFICER = Reader(1, "Ulla Upphandlare", "ulla@exempelstad.example", "", "officer", 1, "sv")
CONTACT = Reader(4, "Örjan Arbetsmarknad", "orjan@exempelstad.example", "031-390 06 04", "labour_market", 1, "sv")
OTHER = Reader(6, "Disa Deputerad", "disa@exempelstad.example", "", "labour_market", 1, "sv")
FIRM = Reader(5, "Vera Vd", "vera@exempel.example", "070-174 06 05", "supplier", None, "sv")
TRACK = TrackFile(2, "supplier", "Exempel AB", None, "contact_assigned", TODAY, "contact_assigned")
BALANCE = Balance(Obligation("", "Exempel AB", Measure.PERSONS, 3, 3, 12, 6), promised=3)


def around(*, firm: Reader | None = FIRM, balance: Balance = BALANCE, **known: Any) -> Around:
    owed = ObligationFile(1, "", "Exempel AB", contact_id=4, supplier_person_id=firm.id if firm else None)
    case = a_case(officer_id=1, tracks=[TRACK], obligations=[owed])
    people = {one.id: one for one in (OFFICER, CONTACT, OTHER, FIRM)}
    now = facts(today=TODAY, contact_point_2="2026-06-23", balances=(balance,), **known)
    return Around(case, TRACK, now, Directory(people, {}, {}), "Exempelstad", 10)


def told(matter: str, reader: Reader, about: Around) -> list[str]:
    return [text.sv for text in introduced(matter, reader, about)]


def test_the_contact_person_hears_what_they_are_whom_to_call_and_what_was_promised():
    appointed, call, *promised = told("contact_appointed", CONTACT, around())
    assert appointed.startswith("Du är utsedd till kontaktperson för Exempel AB")
    assert call == ("Leverantörens kontaktperson är Vera Vd. Telefon: 070-174 06 05, E-post: vera@exempel.example")
    assert promised == [
        "Åtagande: 3 personer",
        "Antal platser: 3",
        "Tid per person: 12 månader",
        "Någon ska ha börjat: inom 6 månader från att avtalet tecknades",
    ]


def test_who_reads_in_the_place_of_the_contact_person_is_not_said_to_be_assigned():
    assert not any("Du är utsedd" in text for text in told("contact_appointed", OTHER, around()))


def test_where_nobody_is_known_at_the_supplier_it_is_said_whom_to_ask():
    _, ask, *_ = told("contact_appointed", CONTACT, around(firm=None))
    assert ask.endswith("Fråga ärendets upphandlare Ulla Upphandlare, ulla@exempelstad.example.")


def test_that_no_promise_is_entered_is_said():
    unknown = Balance(Obligation("", "Exempel AB"))
    assert told("first_dialogue", CONTACT, around(balance=unknown))[-1] == "Åtagandet är inte registrerat än."


def test_the_supplier_hears_who_the_city_is_what_was_promised_and_who_calls_when():
    city, support, *promised, calls, page = told("suppliers_start", FIRM, around())
    assert "Exempelstad har i avtalet om Städtjänster ställt krav" in city
    assert "stödfunktion" in support
    assert promised[0] == "Åtagande: 3 personer"
    assert "Örjan Arbetsmarknad är er kontaktperson hos staden och hör av sig till er om startmötet" in calls
    assert "senast tisdag 7 juli 2026" in calls
    assert calls.endswith("Telefon: 031-390 06 04, E-post: orjan@exempelstad.example")
    assert page.startswith("På er sida står ert åtagande")


def test_once_the_meeting_is_booked_its_day_is_told_and_no_other():
    *_, contact, booked, _ = told("suppliers_start", FIRM, around(meeting_planned="2026-07-02"))
    assert contact.startswith("Örjan Arbetsmarknad är er kontaktperson hos staden. Telefon")
    assert booked == "Startmötet är bokat till torsdag 2 juli 2026."


def test_who_reads_the_suppliers_mail_in_the_city_is_not_spoken_to_as_the_supplier():
    lines = told("suppliers_start", CONTACT, around(firm=None))
    assert lines
    assert not any({"ni", "er"} & set(line.lower().replace(".", " ").split()) for line in lines)


def test_most_matters_say_nothing_of_the_two_sides():
    assert told("half_yearly_report", FIRM, around()) == told("first_start", CONTACT, around()) == []


def test_a_number_is_dialled_without_what_is_written_between_its_figures():
    assert [(one.value.sv, one.link) for one in to_call(FIRM)] == [
        ("Vera Vd", ""),
        ("070-174 06 05", "tel:0701740605"),
        ("vera@exempel.example", "mailto:vera@exempel.example"),
    ]
