"""The list of cases: what is asked for stands in the address, and comes as page, workbook and text."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, insert, update

from desk.access import AccountRole
from models.storage.database import writing
from models.tables import Case, ContractingUnit, UserAccount
from tests.notifications.city import case_now, open_planned
from tests.web.city import OPENED, two_winners

LATE = date(2026, 4, 24)


def titled(city, reference, title):
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.reference == reference).values(title=title))


def test_a_case_stands_in_the_list_with_its_state_its_people_and_what_is_most_pressing(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    page = visitor(today=LATE).open("/arenden")
    for said in ("Städtjänster UH-1", "Planering", "Fastighetskontoret", "Ulla Upphandlare", "Försenat"):
        assert said in page.text
    assert f'href="./arenden/{case_now(city, "UH-1").id}"' in page.source


def test_an_english_reader_reads_english(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    assert "Next day" in visitor(language="en").open("/arenden").text


def test_choices_narrow_the_list_and_stand_as_they_were_made(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    titled(city, "UH-2", "Målning av förskolor")
    page = visitor(today=LATE).open("/arenden?q=förskolor&enhet=1&sena=1")
    assert "Målning" in page.text
    assert "Städtjänster" not in page.text
    assert 'value="förskolor"' in page.source
    assert '<option value="1" selected>' in page.source


@pytest.mark.parametrize(
    "odd", ["enhet=x", "sida=-1", "sida=999999999999", "lage=nowhere", "ordning=x", "q=%25", "form='"]
)
def test_what_nobody_knows_in_an_address_breaks_nothing(city, visitor, odd):
    open_planned(city, "UH-1", on=OPENED)
    assert visitor().open(f"/arenden?{odd}").status == 200


def test_empty_lists_say_what_to_do(city, visitor):
    assert "inga ärenden än" in visitor().open("/arenden").text
    assert "Inget ärende passar" in visitor().open("/arenden?q=x").text


def test_the_list_comes_as_a_workbook_and_as_text_without_formulas(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    titled(city, "UH-1", "=1+1")
    book = load_workbook(BytesIO(visitor().open("/arenden.xlsx").content)).active
    rows = list(csv.reader(StringIO(visitor().open("/arenden.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert [cell.value for cell in book[2]][:3] == ["UH-1", "=1+1", "planering"]
    assert book["B2"].data_type == "s"
    assert rows[1][:3] == ["UH-1", "'=1+1", "planering"]


def test_a_search_for_a_reference_leads_to_its_case(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    assert visitor().open("/sok?q=uh-1").address.endswith(f"/arenden/{case_now(city, 'UH-1').id}")


def test_a_search_finds_cases_suppliers_and_people(city, visitor):
    two_winners(city)
    page = visitor().open("/sok?q=städ")
    assert "Städ & Service AB 1 ärende" in page.text
    assert "Städtjänster UH-1" in page.text
    assert "Ulla Upphandlare upphandlare" in visitor().open("/sok?q=ulla").text
    assert "Inget hittades" in visitor().open("/sok?q=xyzzy").text


def test_the_list_costs_the_same_number_of_statements_however_many_cases_there_are(city, visitor):
    seen: list[str] = []
    event.listen(city, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def statements() -> int:
        seen.clear()
        visitor().open("/arenden")
        return len(seen)

    open_planned(city, "UH-1", on=OPENED)
    few = statements()
    for number in range(2, 20):
        open_planned(city, f"UH-{number}", on=OPENED)
    assert (statements(), few > 0) == (few, True)


def test_before_the_award_no_list_tells_the_labour_market_of_a_case(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    for path in ("/arenden", "/arenden?lage=alla&q=UH-1", "/arenden.csv", "/sok?q=UH-1", "/sok?q=städ"):
        page = visitor(AccountRole.LABOUR_MARKET).open(path)
        assert page.status == 200
        assert "Städtjänster" not in page.text
    two_winners(city, "UH-2")
    assert "Städtjänster UH-2" in visitor(AccountRole.LABOUR_MARKET).open("/arenden").text


def test_an_officer_sees_the_cases_of_the_own_unit_alone(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    with writing(city) as connection:
        connection.execute(
            insert(ContractingUnit).values(
                id=2, name="Annan enhet", organisation_number="", act="", numbers_cases=False
            )
        )
        connection.execute(update(Case).where(Case.reference == "UH-2").values(unit_id=2, officer_id=None))
    text = visitor(AccountRole.OFFICER).open("/arenden").text
    assert ("UH-1" in text, "UH-2" in text) == (True, False)


def test_who_only_reads_is_offered_no_move(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    page = visitor(AccountRole.READER).open("/arenden")
    assert ("UH-1" in page.text, "Flytta" in page.text) == (True, False)


@pytest.fixture
def with_account(city):
    with writing(city) as connection:
        told = {"id": 1, "email": "stig@exempelstad.example", "name": "Stig Stöd", "role": "support", "language": "sv"}
        connection.execute(insert(UserAccount).values(**told, made_at=datetime(2026, 4, 1, tzinfo=UTC)))
    return city


def test_what_the_list_is_narrowed_to_is_kept_under_a_name(with_account, visitor):
    open_planned(with_account, "UH-1", on=OPENED)
    page = visitor().open("/arenden?enhet=1&sena=1&sida=3&odd=x")
    answer = visitor().send("/arenden", page.forms["./arenden"], namn="Mina sena")
    assert answer.address.endswith("/arenden?enhet=1&sena=1")
    assert 'href="./arenden?enhet=1&amp;sena=1">Mina sena' in answer.source
    forgotten = visitor().send("/arenden", answer.forms["./arenden"], bort="Mina sena")
    assert "Mina sena" not in forgotten.text


def test_a_choice_without_a_name_is_not_kept(with_account, visitor):
    page = visitor().open("/arenden?sena=1")
    assert visitor().send("/arenden", page.forms["./arenden"]).status == 422
