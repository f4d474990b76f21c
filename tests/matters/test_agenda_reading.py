"""The agendas of all cases: what is stored and what has to be worked out come to the same list."""

from datetime import date, timedelta

import pytest

from desk.settling import settle_due
from desk.tick import TickResult
from matters import agenda_reading
from matters.agenda_reading import UNDATED, AskingSince, of_kind, owed, owed_of, read_agendas, waits_at
from matters.ladder_file import DEFAULT
from models.agenda import AgendaKind
from models.storage.database import reading
from models.tables import Case
from states.facts import Milestone
from tests.notifications.city import bring_to_standstill, found_city, observe, open_planned

DAY = date(2026, 4, 8)
PARTS = {
    "waits": waits_at(),
    "waits at": waits_at(["S2", "S4"]),
    "owed": owed(before=date(2026, 4, 10)),
    "soon": owed(since=DAY, before=date(2026, 5, 10)),
    "undated": UNDATED,
    "amiss": of_kind(AgendaKind.DEVIATES),
}


@pytest.fixture
def cases(engine):
    """Four cases: two that nobody has touched since the tick, one changed since, one opened since."""
    found_city(engine)
    for number in (1, 2):
        open_planned(engine, f"UH-{number}", on=date(2026, 3, number))
    bring_to_standstill(engine, "UH-3", sent=date(2026, 3, 24))
    settle_due(engine, today=DAY, result=TickResult(DAY))
    observe(engine, "UH-3", Milestone.COURT_CHECKED, DAY)
    open_planned(engine, "UH-4", on=date(2026, 3, 1))
    return engine


def read(engine, today=DAY):
    with reading(engine) as connection:
        agendas = read_agendas(connection, today, DEFAULT)
        found = {name: agendas.some(part, slice(0, 50)) for name, part in PARTS.items()}
        return agendas.left_out, found, {name: agendas.count(part) for name, part in PARTS.items()}


def test_only_what_is_due_is_worked_out(cases):
    left_out, found, _ = read(cases)
    assert left_out == [3, 4]
    assert [number for number, _ in found["waits"]] == [1, 4, 2, 3]
    assert [number for number, _ in found["waits at"]] == [1, 4, 2, 3]


def test_it_comes_to_the_same_once_a_tick_has_stored_everything(cases):
    _, before, counts = read(cases)
    settle_due(cases, today=DAY, result=TickResult(DAY))
    left_out, after, again = read(cases)
    assert left_out == []
    assert (after, again) == (before, counts)
    assert counts == {name: len(rows) for name, rows in after.items()}


def test_for_an_earlier_day_everything_is_worked_out(cases):
    left_out, found, _ = read(cases, DAY - timedelta(days=7))
    assert left_out is None
    assert len(found["waits"]) == 4


def test_pages_follow_each_other_without_a_gap(cases):
    with reading(cases) as connection:
        agendas = read_agendas(connection, DAY, DEFAULT)
        every = agendas.some(waits_at(), slice(0, 50))
        pages = [agendas.some(waits_at(), slice(first, first + 2)) for first in (0, 2, 4)]
        some = agendas.some(waits_at(), slice(0, 50), cases=[2, 3])
    assert [row for page in pages for row in page] == every
    assert [number for number, _ in some] == [2, 3]


def test_the_rows_of_some_cases_are_those_that_count_today(cases):
    with reading(cases) as connection:
        found = read_agendas(connection, DAY, DEFAULT).of_cases([1, 3, 99])
    assert found.keys() == {1, 3}
    assert {item.name for item in found[3] if item.kind == AgendaKind.WAITS} == {"S4"}


EVERY = {"contact_point_1": AskingSince(dated=True, since=None), "contact_point_2": AskingSince(dated=True, since=None)}


def test_rows_that_are_alike_are_counted_and_the_first_of_each_name_found(cases):
    part = owed_of(EVERY, before=date(2026, 5, 10))
    with reading(cases) as connection:
        agendas = read_agendas(connection, DAY, DEFAULT)
        every = agendas.some(part, slice(0, 50))
        tally = agendas.tally(part)
        firsts = agendas.firsts(part, 2)
    assert sum(tally.values()) == len(every) == 4
    assert tally["contact_point_1", date(2026, 3, 1), every[0][1].deadline] == 2  # a Sunday: one stored, one worked out
    assert firsts == {
        name: [one for one in every if one[1].name == name][:2] for name in ("contact_point_1", "contact_point_2")
    }


@pytest.mark.parametrize("few", [0, 50], ids=["by a condition", "by their numbers"])
def test_the_cases_that_are_chosen_are_the_same_however_the_database_is_told(cases, monkeypatch, few):
    monkeypatch.setattr(agenda_reading, "FEW", few)
    part = owed_of(EVERY, before=date(2026, 5, 10))
    with reading(cases) as connection:
        agendas = read_agendas(connection, DAY, DEFAULT)
        chosen = agendas.chosen(Case.__table__.c.id.in_((1, 4)))
        assert (chosen.ids is None) == (few == 0)
        assert [number for number, _ in agendas.some(part, slice(0, 50), cases=chosen)] == [1, 4]
        assert agendas.tally(part, cases=chosen).total() == 2
        assert [number for number, _ in agendas.firsts(part, 5, cases=chosen)["contact_point_1"]] == [1, 4]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (AskingSince(dated=False, since=None), []),
        (AskingSince(dated=False, since=date(2026, 3, 1)), [1, 4]),
        (AskingSince(dated=True, since=None, after=date(2026, 3, 1)), [2]),
    ],
    ids=["never", "since a day", "after a day"],
)
def test_what_is_stored_and_what_is_worked_out_is_asked_from_the_same_day(cases, asked, found):
    part = owed_of({"contact_point_1": asked})
    with reading(cases) as connection:
        agendas = read_agendas(connection, DAY, DEFAULT)
        assert [number for number, _ in agendas.some(part, slice(0, 50))] == found
