"""The list of cases, as whoever has signed in may see it."""

from datetime import date

from desk.access import AccountRole
from desk.case_list import SIZE, find, heads, list_cases, table
from matters.ladder_file import DEFAULT
from models.queries.case_search import CaseOrder, CaseSearch
from models.storage.database import reading
from tests.notifications.city import open_planned
from tests.web.board.signed_in import account

OPENED, TODAY = date(2026, 4, 7), date(2026, 4, 24)
WHO = account(AccountRole.SUPPORT)


def listed(city, page=0, **asked):
    with reading(city) as connection:
        return list_cases(connection, WHO, CaseSearch(**asked), today=TODAY, ladder=DEFAULT, page=page)


def test_a_case_is_listed_with_what_is_most_pressing_although_no_tick_has_looked_at_it(city):
    open_planned(city, "UH-1", on=OPENED)
    (row,) = listed(city).rows
    assert (row.day, row.is_late(TODAY)) == (date(2026, 4, 21), True)
    assert row.owed.sv == "Kontakta stödfunktionen om upphandlingen"
    assert [one.found.reference for one in listed(city, late_by=TODAY).rows] == ["UH-1"]
    assert listed(city, late_by=date(2026, 4, 21)).rows == []


def test_a_page_beyond_the_last_is_the_last(city):
    for number in range(SIZE + 1):
        open_planned(city, f"UH-{number}", on=OPENED)
    page = listed(city, page=99)
    assert (page.first, page.last, page.total, len(page.rows)) == (SIZE, SIZE + 1, SIZE + 1, 1)


def test_nothing_typed_finds_nothing(city):
    open_planned(city, "UH-1", on=OPENED)
    with reading(city) as connection:
        found = find(connection, WHO, "  ", today=TODAY, ladder=DEFAULT)
    assert (found.cases.rows, found.people, found.one) == ((), (), None)


def test_every_column_of_the_file_has_a_head(city):
    open_planned(city, "UH-1", on=OPENED)
    with reading(city) as connection:
        (row,) = table(connection, WHO, CaseSearch(), language="en", order=CaseOrder.DAY)
    assert len(row) == len(heads("en"))
