"""People are hired for a time and stay under a new contract: which turn a report is about, and what stays."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlmodel import SQLModel

from models.actor import Actor
from models.casefile import balances_of
from models.refusals import Refused
from models.storage.database import writing
from states.facts import Milestone, Role
from states.records.milestones import RecordingRefused
from states.records.obligations import Balance, Measure
from tests.models.building import TODAY, enter, handed_over, promised, read, seen, tracks

M = Milestone
UNIT = Actor(Role.LABOUR_MARKET, 3)
LATER = date(2028, 1, 10)
Told = tuple[Milestone, str, str]
"""A milestone, its day, and the word that goes with it."""
FIRST: tuple[Told, ...] = (
    (M.EMPLOYMENT_STARTED, "2026-05-04", "matched 3 1"),
    (M.HIRE_CONFIRMED, "2026-05-05", ""),
    (M.EMPLOYMENT_ENDED, "2026-08-03", "other"),
)
SECOND: tuple[Told, ...] = (
    (M.EMPLOYMENT_STARTED, "2026-08-04", "matched 9 1"),
    (M.HIRE_CONFIRMED, "2026-08-06", ""),
    (M.EMPLOYMENT_ENDED, "2027-05-03", "other"),
)


def tell(engine: Engine, milestone: Milestone, on: str | None, value: str = "", placement: str = "1") -> bool:
    report = seen(milestone, date.fromisoformat(on) if on else None, by=UNIT, value=value, placement=placement)
    return enter(engine, "UH-1", report._replace(as_of=LATER), by=UNIT, today=LATER)


def matched(engine: Engine, *told: Told, **promise: object) -> None:
    """Bring a case to a position with a candidate, of whom some things are told."""
    handed_over(engine, ("", "Städ AB"))
    promised(engine, "", **({"unit": Measure.PERSONS, "amount": 1.0} | promise))
    enter(engine, "UH-1", seen(M.PROFILE_AGREED, TODAY), by=UNIT)
    enter(engine, "UH-1", seen(M.CANDIDATE_PROPOSED, TODAY, placement="1"), by=UNIT)
    for one in told:
        tell(engine, *one)


def account(engine: Engine, today: date = LATER) -> Balance:
    return balances_of(read(engine), today)[0]


def turns(engine: Engine) -> dict[str, list[str]]:
    """Return the milestones of each turn, in the order in which they were recorded."""
    found: dict[str, list[str]] = {}
    for one in read(engine).recorded:
        if one.placement:
            found.setdefault(one.placement, []).append(str(one.milestone))
    return found


# --- a second turn ---------------------------------------------------------------------------------------------------


def test_a_new_contract_after_the_first_has_ended_takes_nothing_from_what_was_fulfilled(engine: Engine):
    matched(engine, *FIRST)
    assert (account(engine).fulfilled, tracks(engine, "placement")) == (1, {"1": "completed"})
    assert tell(engine, *SECOND[0])
    assert turns(engine) == {
        "1.1": ["candidate_proposed", "employment_started", "hire_confirmed", "employment_ended"],
        "1.1.2": ["employment_started"],
    }
    assert (account(engine).fulfilled, account(engine).started) == (1, 1)
    assert tracks(engine, "placement") == {"1": "completed"}
    assert not tell(engine, *SECOND[0])  # said twice


def test_a_second_internship_leaves_the_first_as_it_was(engine: Engine):
    matched(
        engine,
        (M.INTERNSHIP_STARTED, "2026-05-04", ""),
        (M.INTERNSHIP_ENDED, "2026-05-29", "obligation_done"),
        internship_counts=True,
    )
    assert account(engine).fulfilled == 1
    tell(engine, M.INTERNSHIP_STARTED, "2026-08-03")
    tell(engine, M.INTERNSHIP_ENDED, "2026-08-10", "interrupted")
    assert account(engine).fulfilled == 1
    assert turns(engine)["1.1.2"] == ["internship_started", "internship_ended"]


def test_an_internship_and_the_hire_it_leads_to_are_one_turn(engine: Engine):
    matched(
        engine,
        (M.INTERNSHIP_STARTED, "2026-05-04", ""),
        (M.INTERNSHIP_ENDED, "2026-05-29", "to_be_hired"),
        (M.EMPLOYMENT_STARTED, "2026-06-01", "matched 6 1"),
    )
    assert list(turns(engine)) == ["1.1"]


def test_the_next_candidate_is_another_person_whose_time_is_not_added(engine: Engine):
    matched(engine, (M.EMPLOYMENT_STARTED, "2026-05-04", "matched 6 1"), (M.HIRE_CONFIRMED, "2026-05-05", ""))
    tell(engine, M.EMPLOYMENT_ENDED, "2026-06-03", "ended_by_person")
    tell(engine, M.CANDIDATE_PROPOSED, "2026-06-08")
    tell(engine, M.EMPLOYMENT_STARTED, "2026-06-15", "matched 6 1")
    assert list(turns(engine)) == ["1.1", "1.2"]
    tell(engine, M.EMPLOYMENT_ENDED, "2026-07-31", "other")
    tell(engine, M.EMPLOYMENT_STARTED, "2026-08-03", "matched 6 1")
    assert list(turns(engine)) == ["1.1", "1.2", "1.2.2"]


def test_the_time_of_one_person_is_added_up_where_the_contract_says_how_long_each_is_to_stay(engine: Engine):
    matched(engine, *FIRST, months_each=12.0)
    assert (account(engine).fulfilled, tracks(engine, "placement")) == (0, {"1": "open"})
    for one in SECOND:
        tell(engine, *one)
    assert (account(engine).fulfilled, tracks(engine, "placement")) == (1, {"1": "completed"})


def test_the_months_of_every_turn_count_once(engine: Engine):
    matched(engine, *FIRST, *SECOND, unit=Measure.MONTHS, amount=24.0)
    assert account(engine).fulfilled == pytest.approx(12, abs=0.05)


def test_what_a_new_contract_still_needs_is_asked_for_while_the_promise_is_not_met(engine: Engine):
    matched(engine, *FIRST, unit=Measure.MONTHS, amount=12.0)
    assert tracks(engine, "placement") == {"1": "completed"}
    tell(engine, *SECOND[0])
    assert tracks(engine, "placement") == {"1": "hired"}
    tell(engine, *SECOND[1])
    assert tracks(engine, "placement") == {"1": "following_up"}


# --- a correction, or another turn -----------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["2026-04-20", "2026-05-11"])
def test_a_day_that_is_told_anew_nearby_corrects_the_day(engine: Engine, on: str):
    matched(engine, FIRST[0])
    tell(engine, M.EMPLOYMENT_STARTED, on, "matched 3 1")
    assert list(turns(engine)) == ["1.1"]
    assert account(engine).spells[0].started == date.fromisoformat(on)


def test_a_beginning_far_from_the_known_one_says_how_it_is_meant(engine: Engine):
    matched(engine, FIRST[0])
    with pytest.raises(Refused) as later:
        tell(engine, *SECOND[0])
    assert "registrera först när den förra slutade" in later.value.text.sv
    end, named = later.value.reasons[0].remedies
    assert (end.milestone, dict(named.given)) == (M.EMPLOYMENT_ENDED, {"position": "1.1"})
    with pytest.raises(Refused) as earlier:
        tell(engine, M.EMPLOYMENT_STARTED, "2026-03-16", "matched 1 1")
    assert [dict(one.given) for one in earlier.value.reasons[0].remedies] == [
        {"position": "1.1"},
        {"position": "1.1.2"},
    ]


def test_a_named_turn_is_the_one_that_is_meant(engine: Engine):
    matched(engine, SECOND[0])
    tell(engine, M.EMPLOYMENT_STARTED, "2026-05-04", "matched 3 1", placement="1.1.2")
    tell(engine, M.EMPLOYMENT_STARTED, "2026-08-17", "matched 9 1", placement="1.1")
    assert [one.started for one in account(engine).spells] == [date(2026, 5, 4), date(2026, 8, 17)]
    with pytest.raises(Refused, match=r"no candidate 1\.1\.4"):
        tell(engine, M.EMPLOYMENT_STARTED, "2027-09-01", "matched 9 1", placement="1.1.4")
    with pytest.raises(Refused, match=r"no candidate 1\.2"):
        tell(engine, M.EMPLOYMENT_STARTED, "2027-09-01", "matched 9 1", placement="1.2")


def test_a_named_beginning_is_not_moved_behind_what_followed_it(engine: Engine):
    matched(engine, *FIRST)
    before = account(engine)
    with pytest.raises(RecordingRefused) as refused:
        tell(engine, M.EMPLOYMENT_STARTED, "2026-08-04", "matched 9 1", placement="1.1")
    assert "kan inte vara efter ”anställning bekräftad”" in refused.value.text.sv
    assert account(engine) == before


def test_what_is_told_of_a_day_belongs_to_the_turn_that_had_begun_by_then(engine: Engine):
    matched(engine, *FIRST, SECOND[0])
    tell(engine, M.FOLLOWED_UP_1, "2026-06-04", "still_employed")
    tell(engine, M.FOLLOWED_UP_1, "2026-09-04", "still_employed")
    tell(engine, M.SUBSIDY_DECIDED, "2026-04-30", "yes")
    tell(engine, M.SUBSIDY_DECIDED, "2026-08-03", "yes")
    tell(engine, M.INTERVIEW_HELD, "2026-08-01")
    assert turns(engine)["1.1"][-3:] == ["followed_up_1", "subsidy_decided", "interview_held"]
    assert turns(engine)["1.1.2"] == ["employment_started", "followed_up_1", "subsidy_decided"]
    assert not tell(engine, M.SUBSIDY_DECIDED, "2026-08-03", "yes")  # said twice


def test_a_new_contract_that_was_a_mistake_is_taken_back(engine: Engine):
    matched(engine, *FIRST)
    before = account(engine)
    tell(engine, *SECOND[0])
    tell(engine, M.EMPLOYMENT_STARTED, None)
    assert account(engine) == before
    tell(engine, M.EMPLOYMENT_ENDED, None)  # of the first turn, which is at hand again
    assert account(engine).spells[0].ended is None


def test_nobody_is_counted_twice_when_the_first_end_is_taken_back(engine: Engine):
    matched(engine, *FIRST, *SECOND[:2], unit=Measure.MONTHS, amount=24.0)
    tell(engine, M.EMPLOYMENT_ENDED, None, placement="1.1")
    assert [one.ended for one in account(engine).spells] == [date(2026, 8, 3), None]


def test_the_end_of_a_contract_that_nobody_told_of_is_not_taken_for_the_end_of_the_first(engine: Engine):
    matched(engine, *FIRST)
    with pytest.raises(Refused) as refused:
        tell(engine, *SECOND[2])
    assert "registrera först när den började" in refused.value.text.sv
    tell(engine, M.EMPLOYMENT_ENDED, "2026-08-05", "other")  # a correction
    assert account(engine).spells[0].ended == date(2026, 8, 5)


# --- in any order ----------------------------------------------------------------------------------------------------


def told_in(engine: Engine, order: Sequence[Told]) -> None:
    """Tell things in an order; what is refused is tried again after the others.

    Nobody tells what became of a turn whose beginning was refused.
    """
    left = list(order)
    while left:
        before = len(left)
        for one in list(left):
            beginning = SECOND[0] if one in SECOND[1:] else FIRST[0]
            if one != beginning and beginning in left:
                continue
            try:
                tell(engine, *one)
            except (Refused, RecordingRefused):
                continue
            left.remove(one)
        assert len(left) < before, f"never admitted: {left}"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_what_counts_does_not_depend_on_the_order_in_which_the_turns_are_told(sqlite_engine, data):
    unit = data.draw(st.sampled_from([Measure.PERSONS, Measure.MONTHS, Measure.SEAT]))
    story = (*FIRST, *SECOND)
    order = data.draw(st.permutations(story).filter(lambda told: told.index(FIRST[0]) < told.index(SECOND[0])))
    fresh(sqlite_engine)
    matched(sqlite_engine, unit=unit)
    told_in(sqlite_engine, order)
    inorder = account(sqlite_engine), tracks(sqlite_engine, "placement")
    fresh(sqlite_engine)
    matched(sqlite_engine, *story, unit=unit)
    assert (account(sqlite_engine), tracks(sqlite_engine, "placement")) == inorder


def fresh(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(delete(table))
