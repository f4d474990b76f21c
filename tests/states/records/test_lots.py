"""Each lot has an outcome of its own; the whole ends with the last of them, and after a contract no notice ends it."""

from datetime import date
from itertools import permutations

import pytest

from states.facts import Milestone
from states.law.courts import Ruling
from states.records.lots import NO_WINNER, name_of
from states.records.observations import Observation, current, lots_of, unheeded, winners

M = Milestone
FIRM = "Parkskötarna Exempel AB"


def told(milestone: Milestone, on: str, lot: str = "", *, by_person: bool = False, **more: str) -> Observation:
    day = date.fromisoformat(on)
    return Observation(milestone, day, "officer" if by_person else f"notice {on}", by_person, day, lot=lot, **more)


def no_winner(lot: str, on: str = "2026-06-15") -> Observation:
    return told(M.LOT_CANCELLED, on, lot, value=NO_WINNER)


CALL = [told(M.LOT_ADVERTISED, "2026-03-04", lot) for lot in ("LOT-0001", "LOT-0002")]
WON = told(M.WINNER_NAMED, "2026-05-11", "LOT-0001 (a7b3b0ad)", supplier=FIRM)
SIGNED = told(M.CONTRACT_SIGNED, "2026-05-28")


def outcomes(*recorded: Observation) -> dict[str, str]:
    return {one.lot: str(one.outcome) for one in lots_of(recorded)}


def cancelled_on(*recorded: Observation) -> list[str]:
    return [str(one.on) for one in current(recorded) if one.milestone is M.CANCELLED]


def test_one_lot_without_a_winner_leaves_the_others_in_any_order():
    for order in permutations([*CALL, WON, SIGNED, no_winner("LOT-0002")]):
        assert outcomes(*order) == {"LOT-0001": "won", "LOT-0002": "no_winner"}
        assert cancelled_on(*order) == []
        assert unheeded(order) == []
        assert list(winners(current(order))) == [(WON.lot, FIRM)]


def test_the_whole_is_cancelled_on_the_day_its_last_lot_ended():
    for order in permutations([*CALL, no_winner("LOT-0001", "2026-06-01"), no_winner("LOT-0002")]):
        assert cancelled_on(*order) == ["2026-06-15"]
        assert cancelled_on(*order[:-1]) in ([], ["2026-06-15"], ["2026-06-01"])
    assert cancelled_on(*CALL, no_winner("LOT-0002")) == []


def test_a_lot_that_a_person_cancels_counts_as_one_that_a_notice_ends():
    by_hand = told(M.LOT_CANCELLED, "2026-06-20", "lot-0001", by_person=True)
    assert outcomes(*CALL, by_hand) == {"lot-0001": "cancelled", "LOT-0002": "open"}
    assert cancelled_on(*CALL, no_winner("LOT-0002"), by_hand) == ["2026-06-20"]
    assert cancelled_on(by_hand) == []  # what no notice has told of may have more lots


def test_a_person_takes_back_that_a_lot_or_the_whole_has_ended():
    ended = [*CALL, no_winner("LOT-0001"), no_winner("LOT-0002")]
    for taken_back in (("LOT-0002", M.LOT_CANCELLED), ("", M.CANCELLED)):
        lot, milestone = taken_back
        word = told(milestone, "2026-06-16", lot, by_person=True)._replace(on=None)
        assert cancelled_on(*ended, word) == []


@pytest.mark.parametrize("signed", [[], [SIGNED]])
def test_a_notice_does_not_take_a_lot_from_its_winner_and_that_is_told(signed: list[Observation]):
    for order in permutations([CALL[0], WON, no_winner("LOT-0001"), *signed]):
        assert outcomes(*order) == {"LOT-0001": "won"}
        assert cancelled_on(*order) == []
        (found,) = unheeded(order)
        assert "LOT-0001" in found.text.sv
        assert "LOT-0001" in found.text.en


def test_a_person_takes_a_lot_from_its_winner_by_either_name():
    for lot in ("LOT-0001", WON.lot):
        cancelled = told(M.LOT_CANCELLED, "2026-06-20", lot, by_person=True)
        assert winners(current([*CALL, WON, cancelled])) == {}
        assert cancelled_on(*CALL, WON, cancelled, no_winner("LOT-0002")) == ["2026-06-20"]


@pytest.mark.parametrize(
    ("blocking", "word"),
    [
        (SIGNED, "avtalet är tecknat"),
        (told(M.WINNER_NAMED, "2026-05-11", by_person=True, supplier=FIRM), "en vinnare är namngiven"),
    ],
)
def test_after_a_contract_or_a_winner_of_the_whole_no_notice_cancels(blocking: Observation, word: str):
    recorded = [*CALL, blocking, no_winner("LOT-0001"), no_winner("LOT-0002")]
    assert cancelled_on(*recorded) == []
    (found,) = unheeded(recorded)
    assert word in found.text.sv


def test_a_lot_whose_only_winner_withdrew_can_end_without_one():
    withdrew = told(M.WINNER_WITHDREW, "2026-05-20", WON.lot, by_person=True, supplier=FIRM)
    assert cancelled_on(CALL[0], WON, withdrew) == []
    assert cancelled_on(CALL[0], WON, withdrew, no_winner("LOT-0001")) == ["2026-06-15"]


def test_an_order_to_redo_opens_the_lots_again():
    ordered = told(M.REVIEW_DECIDED, "2026-07-01", by_person=True, value=Ruling.REDO)
    recorded = [*CALL, WON, no_winner("LOT-0002"), ordered]
    assert cancelled_on(*recorded) == []
    assert cancelled_on(*recorded, no_winner("LOT-0001", "2026-09-01")) == []
    assert outcomes(*recorded) == {"LOT-0001": "open", "LOT-0002": "open"}


def test_an_order_to_correct_leaves_the_lot_that_was_won_open():
    ordered = told(M.REVIEW_DECIDED, "2026-07-01", by_person=True, value=Ruling.CORRECTION)
    assert cancelled_on(WON, no_winner("LOT-0002"), ordered) == []


def test_a_lot_is_known_by_its_own_name_under_that_of_a_notice():
    assert name_of("LOT-0001 (a7b3b0ad)") == name_of("LOT-0001") == "LOT-0001"
    assert name_of("Del 1 (städning)") == "Del 1 (städning)"
