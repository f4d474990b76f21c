"""Tracks that open by themselves: a winner's with what it owes, and a position's for each that is owed."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from models.casestore import load_some
from models.opening_tracks import open_forks
from models.storage.database import reading, writing
from states.facts import Milestone
from states.law.applicability import RequirementForm
from tests.models.building import (
    SUPPORT,
    TODAY,
    broken,
    contents,
    counts,
    enter,
    handed_over,
    journal,
    name_winner,
    opened,
    promised,
    read,
    seen,
    tracks,
)

M = Milestone
FIRST, SECOND = ("", "Städ AB"), ("2", "Rent AB")
NOTICE = "notice 1-2026"
LATER = TODAY + timedelta(days=1)


def begun(engine: Engine, case_id: int) -> list[tuple[str, str, str, str]]:
    """Return process, subject, state and owner of every track that the journal tells of, in its order."""
    with reading(engine) as connection:
        entries = [entry for entry, _ in journal(connection, case_id)]
    assert all(entry.actor == "clock" for entry in entries if entry.event == "began")
    return [(e.process, e.subject, e.target, e.detail) for e in entries if e.event == "began"]


# --- winners ---------------------------------------------------------------------------------------------------------


def test_a_winner_that_people_name_has_a_track_at_once_and_owes_what_is_not_known_yet(engine: Engine):
    case_id = opened(engine)
    name_winner(engine, *SECOND)
    assert tracks(engine, "supplier") == {"2: Rent AB": "tendering"}
    assert tracks(engine, "placement") == {}
    (owed,) = read(engine).obligations
    assert (owed.lot, owed.supplier, owed.unit, owed.amount, owed.owed.places) == ("2", "Rent AB", "", 0, 0)
    assert begun(engine, case_id) == [("supplier", "2: Rent AB", "tendering", "")]
    assert broken(engine, case_id) is None


def test_a_winner_that_only_a_notice_names_waits_until_the_procurement_is_handed_over(engine: Engine):
    opened(engine)
    name_winner(engine, *FIRST, source=NOTICE)
    assert (tracks(engine, "supplier"), counts(engine)["ObligationRow"]) == ({}, 0)


def test_a_winner_of_a_notice_is_awarded_in_the_commit_that_hands_over(engine: Engine):
    case_id = handed_over(engine, FIRST, named_by=NOTICE)
    assert tracks(engine, "procurement") == {"": "matching"}
    assert tracks(engine, "supplier") == {"Städ AB": "awarded"}
    assert broken(engine, case_id) is None


def test_the_names_that_people_give_stand_for_those_of_the_notice(engine: Engine):
    opened(engine)
    name_winner(engine, "LOT-0001", "STÄD AKTIEBOLAG", source=NOTICE)
    name_winner(engine, *FIRST)
    assert tracks(engine, "supplier") == {"Städ AB": "tendering"}
    name_winner(engine, "LOT-0002", "RENT AKTIEBOLAG", source="notice 2-2026", on=LATER)
    assert tracks(engine, "supplier") == {"Städ AB": "tendering"}


def test_each_winner_of_each_lot_has_a_track_of_its_own(engine: Engine):
    handed_over(engine, ("1", "Rent AB"), SECOND, FIRST)
    assert tracks(engine, "supplier") == dict.fromkeys(("1: Rent AB", "2: Rent AB", "Städ AB"), "awarded")
    assert counts(engine)["ObligationRow"] == 3


def test_a_winner_that_comes_later_opens_its_track_and_leaves_the_others_alone(engine: Engine):
    handed_over(engine, FIRST)
    promised(engine, "", unit="persons", amount=2)
    before = [track for track in read(engine).tracks if track.process in {"supplier", "placement"}]
    name_winner(engine, *SECOND, on=LATER)
    case = read(engine)
    assert [track for track in case.tracks if track in before] == before
    assert tracks(engine, "supplier") == {"Städ AB": "awarded", "2: Rent AB": "awarded"}
    (later,) = [track for track in case.tracks if track.subject == "2: Rent AB"]
    assert later.since == LATER


@pytest.mark.parametrize(
    ("forms", "unit", "amount"),
    [
        ([RequirementForm.DIALOGUE], "dialogue", 1),
        ([RequirementForm.TENDER_DOCUMENTATION, RequirementForm.DIALOGUE], "dialogue", 1),
        ([RequirementForm.EMPLOYMENT], "", 0),
        ([RequirementForm.EMPLOYMENT, RequirementForm.APPRENTICE], "", 0),
    ],
)
def test_where_a_dialogue_is_all_that_is_required_that_is_what_a_winner_owes(
    engine: Engine, forms: Iterable[RequirementForm], unit: str, amount: float
):
    handed_over(engine, FIRST, forms=forms)
    (owed,) = read(engine).obligations
    assert (owed.unit, owed.amount) == (unit, amount)
    assert tracks(engine, "placement") == {}


def test_a_winner_that_withdraws_is_released_with_its_positions_and_the_others_go_on(engine: Engine):
    handed_over(engine, FIRST, SECOND)
    for lot, supplier in (FIRST, SECOND):
        promised(engine, supplier, lot, unit="persons", amount=1)
    enter(engine, "UH-1", seen(M.WINNER_WITHDREW, TODAY, supplier="Rent AB"))
    assert tracks(engine, "supplier") == {"Städ AB": "awarded", "2: Rent AB": "released"}
    assert tracks(engine, "placement") == {"1": "open", "2": "withdrawn"}
    assert tracks(engine, "procurement") == {"": "matching"}


def test_when_the_last_winner_withdraws_before_the_contract_the_next_waits_for_its_own_award(engine: Engine):
    case_id = handed_over(engine, FIRST)
    enter(engine, "UH-1", seen(M.WINNER_WITHDREW, LATER, as_of=LATER), today=LATER)
    assert tracks(engine, "procurement") == {"": "award"}
    assert tracks(engine, "supplier") == {"Städ AB": "released"}
    name_winner(engine, "", "Rent AB", on=LATER)
    assert tracks(engine, "supplier") == {"Städ AB": "released", "Rent AB": "tendering"}
    enter(engine, "UH-1", seen(M.AWARD_NOTICE_SENT, LATER, as_of=LATER, value="electronic"), today=LATER)
    enter(engine, "UH-1", seen(M.CONTACT_POINT_2, LATER, as_of=LATER), today=LATER)
    assert tracks(engine, "supplier") == {"Städ AB": "released", "Rent AB": "awarded"}
    assert broken(engine, case_id) is None


# --- positions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "places"),
    [
        ({"unit": "persons", "amount": 3}, 3),
        ({"unit": "persons", "amount": 2, "positions": 4}, 4),
        ({"unit": "seat", "amount": 2}, 2),
        ({"unit": "months", "amount": 24}, 1),
        ({"unit": "months", "amount": 24, "positions": 2}, 2),
        ({"unit": "dialogue", "amount": 1}, 0),
    ],
)
def test_a_promise_opens_as_many_positions_as_it_takes(engine: Engine, promise: dict[str, object], places: int):
    case_id = handed_over(engine, FIRST)
    promised(engine, "", **promise)
    assert tracks(engine, "placement") == {str(number): "open" for number in range(1, places + 1)}
    assert begun(engine, case_id)[1:] == [
        ("placement", str(number), "open", "Städ AB") for number in range(1, places + 1)
    ]
    assert broken(engine, case_id) is None


def test_no_position_opens_while_the_supplier_is_not_bound(engine: Engine):
    opened(engine)
    name_winner(engine, *FIRST)
    promised(engine, "", unit="persons", amount=3)
    assert tracks(engine, "supplier") == {"Städ AB": "tendering"}
    assert tracks(engine, "placement") == {}


def test_positions_are_numbered_through_all_suppliers_in_the_order_in_which_they_open(engine: Engine):
    handed_over(engine, FIRST, SECOND)
    promised(engine, "Rent AB", unit="persons", amount=2)
    promised(engine, "Städ AB", unit="persons", amount=1)
    promised(engine, "Rent AB", unit="persons", amount=3)
    found = {track.subject: track.parent for track in read(engine).tracks if track.process == "placement"}
    assert found == {"1": "2: Rent AB", "2": "2: Rent AB", "3": "Städ AB", "4": "2: Rent AB"}


def test_each_position_belongs_to_the_row_of_its_supplier(engine: Engine):
    handed_over(engine, FIRST, SECOND)
    promised(engine, "Rent AB", unit="persons", amount=2)
    case = read(engine)
    supplier = case.track("supplier", "2: Rent AB")
    assert supplier is not None
    assert {track.parent_id for track in case.tracks if track.process == "placement"} == {supplier.id}


def test_a_smaller_promise_withdraws_the_last_positions_and_a_larger_one_opens_new_ones(engine: Engine):
    handed_over(engine, FIRST)
    promised(engine, "", unit="persons", amount=3)
    promised(engine, "", amount=1)
    assert tracks(engine, "placement") == {"1": "open", "2": "withdrawn", "3": "withdrawn"}
    promised(engine, "", amount=2)
    assert tracks(engine, "placement") == {"1": "open", "2": "withdrawn", "3": "withdrawn", "4": "open"}
    assert [case.facts_of(track, TODAY).surplus for case in [read(engine)] for track in case.tracks[3:]] == [False] * 4


# --- once only -------------------------------------------------------------------------------------------------------


def test_what_is_open_already_is_not_opened_again(engine: Engine):
    handed_over(engine, FIRST, SECOND)
    promised(engine, "Städ AB", unit="persons", amount=2)
    with writing(engine) as connection:
        (case,) = load_some(connection, [1])
        before = list(case.tracks)
        open_forks(case, LATER)
    assert (case.tracks, case.entries) == (before, [])


def test_recording_the_same_again_opens_nothing(engine: Engine):
    handed_over(engine, FIRST)
    promised(engine, "", unit="persons", amount=2)
    before = contents(engine)
    assert not enter(engine, "UH-1", seen(M.WINNER_NAMED, TODAY, supplier="Städ AB"), by=SUPPORT)
    assert not promised(engine, "", unit="persons", amount=2, today=date(2026, 4, 1))
    assert contents(engine) == before
