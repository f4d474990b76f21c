"""What the page of demand tells to whom, and what the three answers store."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from desk.access import AccountRole
from desk.demand import DemandAnswer, answer_demand
from desk.demand_view import (
    ChartBar,
    DemandStanding,
    EntryKind,
    Reply,
    TypedReply,
    asking_cases,
    calendar_days,
    demand_view,
    known_occupation,
    may_answer,
    month_label,
    reply_to,
    workbook_rows,
)
from matters.ladder_file import DEFAULT
from models.queries.demand import demand_table, total
from models.refusals import Refused
from models.storage.database import reading
from states.records.demand import AnswerRefused, UnitAnswer
from tests.asking import CLEANERS, MONDAY, NORTH, PAINTERS, SOUTH, TUESDAY, ask, found_units, orders
from tests.models.building import statements
from tests.notifications.city import BY_UNIT, bring_to_standstill
from tests.web.board.signed_in import account

COOKS = "5120"


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    return engine


def who(role: AccountRole = AccountRole.LABOUR_MARKET, unit: int | None = SOUTH):
    return replace(account(role), labour_unit_id=unit if role is AccountRole.LABOUR_MARKET else None)


def view(engine: Engine, visitor=None, *, today: date = TUESDAY, code: str | None = None):
    with reading(engine) as connection:
        return demand_view(connection, visitor or who(), today=today, ladder=DEFAULT, code=code)


def reply(engine: Engine, told: TypedReply, visitor=None) -> None:
    with reading(engine) as connection:
        reply_to(engine, connection, visitor or who(), told, today=TUESDAY)


def test_a_unit_is_shown_its_own_orders_and_nothing_of_the_procurement_before_the_award(city):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    mine = view(city).orders
    assert {(one.order.unit_id, one.order.occupation) for one in mine} == {(SOUTH, CLEANERS), (SOUTH, PAINTERS)}
    assert all((one.title, one.buyer, one.reference) == ("", "", "UH-1") for one in mine)
    assert {one.due for one in mine} == {date(2026, 3, 9)}
    theirs = view(city, who(AccountRole.SUPPORT)).orders
    assert {one.order.unit_id for one in theirs} == {NORTH, SOUTH}
    assert theirs[0].title == "Städtjänster UH-1"


@pytest.mark.parametrize("role", [AccountRole.OFFICER, AccountRole.READER, AccountRole.ADMINISTRATOR])
def test_others_are_shown_numbers_alone(city, role):
    ask(city, ((CLEANERS, 3),))
    seen = view(city, who(role))
    assert (seen.orders, seen.in_all.wanted, may_answer(who(role))) == ([], 3, False)


def test_a_unit_that_nobody_has_named_for_an_account_answers_nothing(city):
    ask(city, ((CLEANERS, 3),))
    assert view(city, who(unit=None)).orders == []


def test_the_numbers_are_those_of_the_command(city):
    ask(city, ((CLEANERS, 3), (COOKS, 2)))
    ask(city, ((PAINTERS, 4),), "UH-2", start=None)
    seen = view(city)
    with reading(city) as connection:
        rows = demand_table(connection)
    assert [(one.month, one.occupation, one.positions) for one in seen.lines] == [tuple(row) for row in rows]
    assert seen.in_all == total(rows)
    assert (seen.in_year.wanted, seen.in_all.wanted) == (0, 9)  # March 2027 is the thirteenth month


@pytest.mark.parametrize(
    ("answers", "start", "standing"),
    [
        ((), date(2027, 3, 1), DemandStanding.WAITING),
        ((UnitAnswer.HAVE,), date(2027, 3, 1), DemandStanding.MET),
        ((UnitAnswer.CANNOT, UnitAnswer.CANNOT), date(2027, 3, 1), DemandStanding.SHORT),
        ((), date(2026, 3, 20), DemandStanding.TOO_LATE),
    ],
)
def test_each_line_says_how_the_demand_stands(city, answers, start, standing):
    ask(city, ((PAINTERS if start.year == 2026 else CLEANERS, 3),), start=start)
    for unit, said in zip((NORTH, SOUTH), answers, strict=False):
        answer_demand(city, "UH-1", DemandAnswer(unit, said), by=BY_UNIT, today=MONDAY)
    assert [one.standing for one in view(city).lines] == [standing]


def test_what_no_unit_serves_is_said_to_be_asked_of_nobody(city):
    ask(city, ((COOKS, 2),))
    assert [one.standing for one in view(city).lines] == [DemandStanding.UNASKED]


def test_a_chart_tells_the_year_ahead_and_how_much_of_it_is_too_late_to_train_for(city):
    ask(city, ((CLEANERS, 3),), start=date(2026, 9, 1))
    answer_demand(city, "UH-1", DemandAnswer(NORTH, UnitAnswer.HAVE, people=2), by=BY_UNIT, today=MONDAY)
    (chart,) = view(city).charts
    assert (chart.wanted, chart.yes, chart.bars) == (3, 2, (ChartBar(6, 3, 2, False),))
    assert chart.late == pytest.approx(chart.months, abs=0.1)


@pytest.mark.parametrize(
    ("told", "stored"),
    [
        ({"reply": Reply.ALL}, ("have", 0, None)),
        ({"reply": Reply.SOME, "people": 2}, ("have", 2, None)),
        ({"reply": Reply.SOME, "ready_by": date(2026, 9, 1)}, ("by", 0, date(2026, 9, 1))),
        ({"reply": Reply.SOME, "people": 2, "ready_by": date(2026, 9, 1)}, ("by", 2, date(2026, 9, 1))),
        ({"reply": Reply.NONE}, ("cannot", 0, None)),
    ],
)
def test_three_answers_with_number_and_day_are_stored_for_one_order(city, told, stored):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    reply(city, TypedReply(1, SOUTH, CLEANERS, **told))
    one = orders(city)[SOUTH, CLEANERS]
    assert (one.answer, one.people, one.ready_by) == stored
    assert orders(city)[SOUTH, PAINTERS].waits
    assert orders(city)[NORTH, CLEANERS].waits


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (TypedReply(1, SOUTH, CLEANERS, Reply.SOME), Refused),
        (TypedReply(1, SOUTH, CLEANERS, Reply.SOME, people=4), AnswerRefused),
        (TypedReply(1, NORTH, CLEANERS, Reply.ALL), Refused),
        (TypedReply(99, SOUTH, CLEANERS, Reply.ALL), Refused),
        (TypedReply(1, SOUTH, COOKS, Reply.ALL), Refused),
    ],
)
def test_what_is_not_ones_own_or_cannot_be_is_refused(city, told, refusal):
    ask(city, ((CLEANERS, 3),))
    with pytest.raises(refusal):
        reply(city, told)
    assert all(one.waits for one in orders(city).values())


def test_the_support_function_answers_for_any_unit(city):
    ask(city, ((CLEANERS, 3),))
    reply(city, TypedReply(1, NORTH, CLEANERS, Reply.ALL), who(AccountRole.SUPPORT))
    assert orders(city)[NORTH, CLEANERS].answered_by.startswith("support")


def test_the_cases_of_an_occupation_are_told_to_a_unit_only_after_the_award(city):
    ask(city, ((CLEANERS, 3),))

    def seen(role: AccountRole) -> list[str]:
        with reading(city) as connection:
            found = asking_cases(connection, who(role), CLEANERS, today=TUESDAY, ladder=DEFAULT)
            return [one.reference for one in found]

    assert seen(AccountRole.LABOUR_MARKET) == []
    assert seen(AccountRole.SUPPORT) == ["UH-1"]


def test_of_one_occupation_the_answered_orders_are_shown_as_well(city):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    reply(city, TypedReply(1, SOUTH, CLEANERS, Reply.NONE))
    assert [one.order.occupation for one in view(city).orders] == [PAINTERS]
    assert [one.order.answer for one in view(city, code=CLEANERS).orders] == ["cannot"]
    assert known_occupation(CLEANERS) is not None
    assert known_occupation("nonsense") is None


def test_the_calendar_tells_starts_last_days_to_begin_and_the_units_own_days(city):
    ask(city, ((CLEANERS, 3),))
    reply(city, TypedReply(1, SOUTH, CLEANERS, Reply.SOME, 1, date(2027, 2, 1)))
    ask(city, ((PAINTERS, 1),), "UH-2", on=TUESDAY)

    def on(first: date, last: date) -> set[tuple[date, EntryKind]]:
        with reading(city) as connection:
            days = calendar_days(connection, who(), first, last, today=TUESDAY, ladder=DEFAULT)
        assert len(days) == (last - first).days + 1
        return {(one.day, kind) for one in days for kind, _ in one.entries}

    assert (date(2026, 3, 10), EntryKind.ANSWER) in on(date(2026, 3, 1), date(2026, 3, 31))
    assert (date(2027, 2, 1), EntryKind.READY) in on(date(2027, 2, 1), date(2027, 2, 28))
    assert (date(2027, 3, 1), EntryKind.START) in on(date(2027, 3, 1), date(2027, 3, 31))
    assert EntryKind.BEGIN in {kind for _, kind in on(date(2026, 3, 1), date(2027, 2, 28))}


def test_the_workbook_has_a_row_for_each_line_in_either_language(city):
    ask(city, ((CLEANERS, 3),))
    head, rows = workbook_rows(view(city), "en")
    assert len(head) == len(rows[0])
    assert rows[0][:3] == [CLEANERS, view(city).lines[0].name.en, "2027-03"]
    assert rows[0][-1] == "Not answered"


def test_a_month_is_told_in_words_and_an_unknown_one_as_well():
    assert (month_label("2027-03").sv, month_label("").en) == ("mars 2027", "start not known")


@pytest.mark.parametrize("size", [3, 30])
def test_it_costs_the_same_statements_for_any_number_of_cases(city, size):
    for number in range(size):
        ask(city, ((CLEANERS, 3),), f"UH-{number}")
    bring_to_standstill(city, "UH-A", sent=MONDAY)
    with reading(city) as connection, statements(connection) as asked:
        demand_view(connection, who(), today=TUESDAY, ladder=DEFAULT)
        assert len([one for one in asked if one != "BEGIN"]) <= 17
