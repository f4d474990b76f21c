"""A supplier's own page: what it shows, what may be reported, and that it shows nobody else's."""

from datetime import date

import pytest
from sqlalchemy import insert

from models.obligations import look_after
from models.operations import find
from models.storage.database import reading, writing
from models.tables import Person
from notifications.invitations.links import Purpose
from states.facts import Milestone
from states.processes.procurement import PROCUREMENT
from tests.models.firm import founded, hired
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, BY_UNIT, UNIT, case_now, observe, promise
from tests.web.city import (
    CLEAR,
    FIRM,
    FIRMS,
    RIVAL,
    RIVAL_PERSON,
    RIVALS_SUBJECT,
    SUBJECT,
    TODAY,
    begun,
    browser,
    link,
    placed,
    recorded,
    two_winners,
)

PROPOSED, STARTED = date(2026, 4, 14), date(2026, 4, 15)
BY = f"supplier:{FIRM}"


@pytest.fixture
def working(city):
    two_winners(city)
    begun(city)
    return city


@pytest.fixture
def address(working) -> str:
    return link(working, Purpose.SUPPLIER, FIRM, subject=SUBJECT)


def test_the_page_tells_promise_days_and_contact_person(working, address):
    text = browser(working).open(address).text
    for told in (
        "Vad det här är Exempelstad har i avtalet om Städtjänster UH-1 ställt krav",
        "Åtagande 4 personer Antal platser 4 Någon ska ha börjat inom 6 månader från att avtalet tecknades",
        "Påbörjat 0 personer Levererat 0 personer Återstår att uppfylla 4 personer",
        "Avtalet tecknades måndag 13 april 2026 Första anställningen senast tisdag 13 oktober 2026",
        "Er kontaktperson hos staden Namn Aina Arbetsmarknad Telefon 031-390 06 01",
        "Plats 1 Läge: ledig",
    ):
        assert told in text


def test_whom_to_call_is_a_link_to_call_and_write_to(working, address):
    source = browser(working).open(address).source
    assert '<a href="tel:0313900601">031-390 06 01</a>' in source
    assert '<a href="mailto:aina@exempelstad.example">aina@exempelstad.example</a>' in source


def test_the_positions_of_a_supplier_are_counted_from_one_whoever_else_has_positions(working):
    address = link(working, Purpose.SUPPLIER, RIVAL_PERSON, subject=RIVALS_SUBJECT)
    observe(working, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier=RIVAL, lot="Del 2")
    text = browser(working).open(address).text
    assert "Plats 1 Läge" in text
    assert "Plats 7 Läge" in text
    assert "Plats 8" not in text


def test_before_the_meeting_a_day_for_it_can_be_booked_and_is_told_from_then_on(city):
    two_winners(city)
    observe(city, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier=FIRMS, lot="Del 1")
    address = link(city, Purpose.SUPPLIER, FIRM, subject=SUBJECT)
    assert "Aina Arbetsmarknad är er kontaktperson hos staden och hör av sig" in browser(city).open(address).text
    page = browser(city).answer(address, "booked", on="2026-04-24")
    assert "Startmöte bokat Del 1: Städ & Service AB: fredag 24 april 2026" in page.text
    assert "Startmötet är bokat till fredag 24 april 2026." in browser(city).open(address).text
    assert recorded(city, Milestone.MEETING_PLANNED) == [("meeting_planned", date(2026, 4, 24), "", BY)]


def test_the_page_tells_what_bonus_and_penalty_come_to_where_the_contract_has_them(working, address):
    assert "Bonus enligt avtalet" not in browser(working).open(address).text
    told = {"unit": "persons", "amount": 4, "penalty_amount": 50_000, "bonus": 20_000}
    promise(working, "UH-1", on=TODAY, supplier=FIRMS, **told)
    text = browser(working).open(address).text
    assert "Bonus enligt avtalet, som det står nu 0 kr" in text
    assert "Vite enligt avtalet om inget mer levereras 200 000 kr" in text


def test_an_end_that_was_only_computed_is_called_so(working, address):
    assert "Avtalet upphör (beräknat) torsdag 13 april 2028" in browser(working).open(address).text
    observe(working, "UH-1", Milestone.CONTRACT_ENDED, date(2027, 12, 31), told_on="2026-04-20")
    assert "Avtalet upphör fredag 31 december 2027" in browser(working).open(address).text


def test_where_an_internship_is_the_promise_nothing_is_said_of_an_employment(working, address):
    promise(working, "UH-1", on=TODAY, supplier=FIRMS, unit="persons", amount=4, internship_counts="yes")
    assert "Första praktiken senast tisdag 13 oktober 2026" in browser(working).open(address).text
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    placed(working, Milestone.INTERNSHIP_STARTED, date(2026, 5, 4), "1")
    text = browser(working, date(2026, 5, 18)).open(address).text
    assert "Första" not in text
    assert "Påbörjat 1 person Levererat" in text
    assert "hade ni anställt" not in text.lower()


def test_when_the_contract_has_ended_no_start_and_no_half_yearly_report_is_asked_for(working, address):
    observe(working, "UH-1", Milestone.CONTRACT_ENDED, date(2026, 10, 1), told_on="2026-04-20")
    page = browser(working, date(2026, 10, 1)).open(link(working, Purpose.SUPPLIER, FIRM, subject=SUBJECT))
    assert "Första" not in page.text
    assert "halvårsrapport" not in page.text
    assert "final" in page.forms


def test_the_page_holds_nothing_of_the_other_supplier(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    for today in (TODAY, date(2026, 9, 14), date(2026, 10, 20)):
        source = browser(working, today).open(address).source
        for secret in (RIVAL, "Rut Rival", "rut@rival.example", "Del 2", "7 personer", "Plats 5"):
            assert secret not in source, (today, secret)
    theirs = browser(working).open(link(working, Purpose.SUPPLIER, RIVAL_PERSON, subject=RIVALS_SUBJECT)).source
    assert RIVAL in theirs
    assert FIRMS not in theirs


def test_nobody_else_opens_or_acts_on_a_suppliers_page(working):
    for person, subject in ((RIVAL_PERSON, SUBJECT), (FIRM, RIVALS_SUBJECT), (UNIT, SUBJECT)):
        assert browser(working).open(link(working, Purpose.SUPPLIER, person, subject=subject)).status == 403


def test_the_link_is_used_again_and_again_for_a_year(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    first = browser(working).answer(address, "interview-1", on="2026-04-17")
    assert (first.status, "Intervju hållen: fredag 17 april 2026" in first.text) == (200, True)
    assert browser(working).answer(address, "internship-1", on="2026-04-20", ends="2026-05-15").status == 200
    assert recorded(working, Milestone.INTERVIEW_HELD, Milestone.INTERNSHIP_STARTED, Milestone.INTERNSHIP_ENDS) == [
        ("interview_held", date(2026, 4, 17), "", BY),
        ("internship_started", TODAY, "", BY),
        ("internship_ends", date(2026, 5, 15), "", BY),
    ]
    assert browser(working, date(2027, 4, 20)).open(address).status == 200
    assert browser(working, date(2027, 4, 21)).open(address).status == 410


def test_the_same_form_sent_twice_is_one_record(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    form = browser(working).open(address).forms["internship-1"]
    assert browser(working).send(address, form, **form.todays()).status == 200
    again = browser(working).send(address, form)
    assert (again.status, "Ärendet har ändrats sedan du öppnade sidan" in again.text) == (409, True)
    assert len(recorded(working, Milestone.INTERNSHIP_STARTED)) == 1


def hire(engine, address, place: str = "1", **typed: str):
    return browser(engine).answer(address, f"hire-{place}", **typed)


class TestHire:
    @pytest.fixture
    def proposed(self, working):
        placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
        placed(working, Milestone.SUBSIDY_DECIDED, PROPOSED, "1", value="not_applicable")
        return working

    def test_a_hire_is_reported_in_four_fields(self, proposed, address):
        page = hire(proposed, address, on="2026-04-17", length="fixed", months="12", share="75")
        assert "Anställning började: fredag 17 april 2026" in page.text
        (told,) = recorded(proposed, Milestone.EMPLOYMENT_STARTED)
        assert told == ("employment_started", date(2026, 4, 17), "matched 12 0.75", BY)
        assert case_now(proposed, "UH-1").track("placement", "1").state == "hired"

    def test_one_that_begins_later_is_a_plan(self, proposed, address):
        hire(proposed, address, on="2026-05-04")
        assert recorded(proposed, Milestone.HIRE_PLANNED, Milestone.EMPLOYMENT_STARTED) == [
            ("hire_planned", date(2026, 5, 4), "", BY),
        ]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"length": "fixed"}, "Ange antalet månader."),
            ({"share": "120"}, "Ange högst 100 procent."),
            ({"share": "0"}, "Skriv ett tal över noll"),
            ({"share": "nan"}, "Skriv ett tal över noll"),
            ({"months": "tolv", "length": "fixed"}, "Skriv ett tal över noll"),
            ({"length": "for ever"}, "Välj ett av svaren."),
            ({"on": "2026-03-02"}, "ligger före tilldelningen"),
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(self, proposed, address, typed, said):
        page = hire(proposed, address, **typed)
        assert (page.status, said in page.text) == (422, True)
        assert recorded(proposed, Milestone.EMPLOYMENT_STARTED) == []
        fields = page.forms["hire-1"].fields
        assert {name: fields.get(name) for name in typed if name != "length"} == {
            name: text for name, text in typed.items() if name != "length"
        }

    def test_somebody_found_elsewhere_is_told_as_such(self, working, address):
        form = browser(working).open(address).forms["hire-2"]
        assert form.choices["origin"] == ["outside", "own_employee"]
        hire(working, address, "2", origin="outside", on="2026-04-17")
        assert recorded(working, Milestone.EMPLOYMENT_STARTED)[0][2] == "outside 0 1"

    def test_an_end_is_told_with_who_ended_it(self, proposed, address):
        hire(proposed, address, on="2026-04-16")
        browser(proposed).answer(address, "ended-1", on="2026-04-17", value="ended_by_person")
        assert recorded(proposed, Milestone.EMPLOYMENT_ENDED)[0][1:3] == (date(2026, 4, 17), "ended_by_person")


def test_a_new_contract_of_the_same_person_is_told_beside_the_first(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    hire(working, address, on="2026-04-15", length="fixed", months="1")
    assert "again-1" not in browser(working).open(address).forms
    browser(working).answer(address, "ended-1", on="2026-04-17", value="other")
    browser(working).answer(address, "again-1", on="2026-04-20", length="fixed", months="9")
    told = [one for one in case_now(working, "UH-1").recorded if one.milestone is Milestone.EMPLOYMENT_STARTED]
    assert [(one.placement, one.value) for one in told] == [("1.1", "matched 1 1"), ("1.1.2", "matched 9 1")]


def test_each_state_of_a_position_offers_what_the_supplier_may_tell(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "2")
    placed(working, Milestone.INTERNSHIP_STARTED, STARTED, "2")
    offered = {name for name in browser(working).open(address).forms if name[-1].isdecimal()}
    assert offered == {
        "interview-1", "internship-1", "hire-1", "declined-1", "internship_ended-2", "hire-2", "hire-3", "hire-4",
    }  # fmt: skip


def test_a_hire_that_waits_for_the_subsidy_is_shown_and_not_asked_for_again(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    hire(working, address, on="2026-04-17")
    page = browser(working).open(address)
    assert "Kandidat nummer 1" in page.text.replace("Kandidat: nummer", "Kandidat nummer")
    assert "Anställning började: fredag 17 april 2026" in page.text
    assert {name for name in page.forms if name.endswith("-1")} == {"ended-1", "employer-1"}
    assert "Svara på den föreslagna kandidaten" not in page.text


def test_reports_are_asked_for_when_their_time_comes(working, address):
    assert {"half_year", "final"} & browser(working).open(address).forms.keys() == set()
    september = date(2026, 9, 14)
    assert "half_year" in browser(working, september).open(address).forms
    browser(working, september).answer(address, "half_year")
    assert "half_year" not in browser(working, september).open(address).forms
    observe(working, "UH-1", Milestone.CONTRACT_ENDED, date(2026, 10, 30), by=BY_OFFICER, told_on="2026-09-14")
    assert "final" in browser(working, september).open(address).forms
    browser(working, september).answer(address, "final")
    assert [row[0] for row in recorded(working, Milestone.HALF_YEAR_REPORT, Milestone.FINAL_REPORT)] == [
        "half_year_report",
        "final_report",
    ]


def test_the_one_question_is_asked_once_after_the_first_start(working, address):
    assert "additionality" not in browser(working).open(address).forms
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    placed(working, Milestone.SUBSIDY_DECIDED, PROPOSED, "1", value="not_applicable")
    placed(working, Milestone.EMPLOYMENT_STARTED, STARTED, "1", value="matched 0 1")
    browser(working).answer(address, "additionality", value="no")
    assert "additionality" not in browser(working).open(address).forms
    assert recorded(working, Milestone.ADDITIONALITY_ASKED)[0][2:] == ("no", BY)


def test_before_the_obligation_is_entered_the_page_says_so(city):
    two_winners(city)
    with writing(city) as connection:
        connection.exec_driver_sql("UPDATE obligation SET unit = '', amount = 0")
    page = browser(city).open(link(city, Purpose.SUPPLIER, FIRM, subject=SUBJECT))
    assert "Åtagandet är inte registrerat än." in page.text


def test_who_reads_english_reads_english(working):
    with writing(working) as connection:
        connection.exec_driver_sql(f"UPDATE person SET language = 'en' WHERE id = {FIRM}")
    page = browser(working).open(link(working, Purpose.SUPPLIER, FIRM, subject=SUBJECT))
    assert '<html lang="en">' in page.source
    assert "This is what you have undertaken Undertaken 4 persons" in page.text


def test_an_ended_procurement_shows_the_page_without_forms(working, address):
    with writing(working) as connection:
        connection.exec_driver_sql(
            f"UPDATE track SET state = '{next(iter(sorted(PROCUREMENT.ends)))}' WHERE process = 'procurement'",
        )
    page = browser(working).open(address)
    assert page.forms == {}
    with reading(working) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM observation").scalar_one() > 0
    assert CLEAR < TODAY


# --- who employs, and in which contract it counts ---------------------------------------------------------------------

HIRED = {"on": "2026-04-16", "length": "open_ended", "share": "100"}


def test_a_hire_may_name_another_employer_and_the_page_shows_it(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    employer = {"employer": "Bemanning AB", "employers_number": "5590001234"}
    page = browser(working).answer(address, "hire-1", **HIRED, **employer)
    assert "Arbetsgivare: Bemanning AB (559000-1234)" in page.text
    assert recorded(working, Milestone.EMPLOYER_NAMED) == [
        ("employer_named", date(2026, 4, 16), "559000-1234 Bemanning AB", BY)
    ]


@pytest.mark.parametrize(
    "employer",
    [{"employer": "Bemanning AB"}, {"employers_number": "5590001234"}, {"employer": "X", "employers_number": "12"}],
)
def test_an_employer_is_known_by_name_and_number_or_nothing_is_recorded(working, address, employer):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    page = browser(working).answer(address, "hire-1", **HIRED, **employer)
    assert "Ange både namn och organisationsnummer" in page.text
    assert recorded(working, Milestone.EMPLOYMENT_STARTED) == []


def test_the_employer_of_somebody_who_works_there_may_be_named_later(working, address):
    placed(working, Milestone.CANDIDATE_PROPOSED, PROPOSED, "1")
    placed(working, Milestone.EMPLOYMENT_STARTED, STARTED, "1", value="matched 0 1")
    told = {"employer": "Bemanning AB", "employers_number": "559000-1234"}
    page = browser(working).answer(address, "employer-1", **told)
    assert "Åtagandet är fortfarande ert." in page.text
    assert recorded(working, Milestone.EMPLOYER_NAMED)[0][1:3] == (STARTED, "559000-1234 Bemanning AB")


def test_an_employment_that_another_contract_reports_counts_there_if_the_supplier_says_so(engine):
    founded(engine, "UH-1", "UH-2", unit="persons", amount=2.0)
    people = {"id": FIRM, "name": "Frida Firma", "email": "frida@firma.example", "phone": "", "language": "sv"}
    with writing(engine) as connection:
        connection.execute(insert(Person).values(**people, role="supplier"))
        case = find(connection, "UH-2")
        look_after(connection, case, case.obligations[0], by=BY_SUPPORT, today=TODAY, supplier_person_id=FIRM)
    hired(engine, "UH-1", on=date(2026, 4, 20))
    observe(engine, "UH-2", Milestone.CANDIDATE_PROPOSED, TODAY, by=BY_UNIT, placement="1")
    address = link(engine, Purpose.SUPPLIER, FIRM, "UH-2", subject=FIRMS)
    told = HIRED | {"on": "2026-04-20"}
    asked = browser(engine).answer(address, "hire-1", **told)
    assert "redan rapporterat en anställning från samma dag" in asked.text
    page = browser(engine).answer(address, "hire-1", **told, counts_in="1.1 UH-1")
    assert "Räknas i ett annat avtal: UH-1, plats 1, kandidat 1" in page.text
    assert recorded(engine, Milestone.COUNTED_ELSEWHERE)[0][2] == "1.1 UH-1"
