"""The lanes of a case, put together."""

from datetime import date

import pytest

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import BarKind, LaneKind
from matters.ladder_file import DEFAULT
from models.casefile import TrackFile
from models.unreadable import UnknownWord
from tests.desk.lanes.stories import CLEANING, STORIES, WINDOWS, drawn
from tests.matters.cases import a_case

PASSED, CURRENT, EXPECTED = BarKind


def bars(lane):
    return [(bar.name.sv, bar.begins.isoformat(), bar.ends and bar.ends.isoformat(), bar.kind) for bar in lane.bars]


def test_the_lanes_are_purchase_suppliers_and_target_group():
    found = drawn("two suppliers")

    assert [(lane.kind, lane.key.sv, lane.title.en, lane.name) for lane in found.lanes] == [
        (LaneKind.PURCHASE, "U", "Purchase", "Skolförvaltningen"),
        (LaneKind.SUPPLIER, "1", "Supplier\u00a01", CLEANING),
        (LaneKind.SUPPLIER, "2", "Supplier\u00a02", WINDOWS),
        (LaneKind.TARGET_GROUP, "M", "Target group", "Jobbcenter Söder"),
    ]


def test_a_lane_has_what_passed_what_is_now_and_what_is_expected():
    supplier = drawn("two suppliers").lanes[1]

    assert bars(supplier) == [
        ("anbudsgivare", "2026-11-20", "2026-11-24", PASSED),
        ("tilldelad", "2026-11-24", "2026-12-03", CURRENT),
        ("kontaktperson utsedd", "2026-12-03", "2026-12-08", EXPECTED),
        ("dialog", "2026-12-08", "2026-12-22", EXPECTED),
        ("kompetensprofil klar", "2026-12-22", "2027-01-26", EXPECTED),
        ("rekryterar", "2027-01-26", "2027-06-01", EXPECTED),
        ("levererar", "2027-06-01", "2028-12-01", EXPECTED),
    ]
    assert supplier.now == supplier.bars[1]


def test_what_the_court_has_is_known():
    review = [bar for bar in drawn("court twice").lanes[0].bars if bar.in_court]

    assert [(bar.kind, bar.ends) for bar in review] == [
        (PASSED, date(2026, 8, 21)),
        (CURRENT, date(2026, 11, 2)),
        (EXPECTED, None),
    ]


def test_the_positions_say_how_many_of_all_are_filled():
    assert [(bar.name.sv, bar.kind) for bar in drawn("one supplier").lanes[-1].seats] == [
        ("0 av 4 platser tillsatta", PASSED),
        ("1 av 4 platser tillsatta", CURRENT),
        ("1 av 4 platser tillsatta", EXPECTED),
    ]
    assert [bar.name.en for bar in drawn("thirty positions").lanes[-1].seats][-1] == "24 of 30 positions filled"
    assert drawn("plan only").lanes[-1].seats == ()


@pytest.mark.parametrize(("name", "number"), [("five suppliers", 5), ("twelve suppliers", 12)])
def test_of_many_suppliers_the_most_pressing_has_a_lane_and_the_others_share_one(name, number):
    found, all_of_them = drawn(name), drawn(name, unfolded=True)

    kinds = [LaneKind.PURCHASE, LaneKind.SUPPLIER, LaneKind.MORE_SUPPLIERS, LaneKind.TARGET_GROUP]
    assert [lane.kind for lane in found.lanes] == kinds
    assert found.lanes[2].title.sv == f"{number - 1} leverantörer till"
    assert len(found.folded) == number - 1
    assert found.lanes[1].name not in {one.name for one in found.folded}
    assert [lane.kind for lane in all_of_them.lanes].count(LaneKind.SUPPLIER) == number
    assert all_of_them.folded == ()


def test_the_shared_lane_counts_its_suppliers_by_state_and_adds_up_what_they_owe():
    shared = drawn("five suppliers").lanes[2]

    assert shared.bars[-1].name.sv == "2 kontaktperson utsedd, 1 dialog, 1 tilldelad"
    owed = {(one.what.sv, one.number) for one in shared.labels if one.matter}
    assert {("startmöte", 2), ("kontaktperson", 1), ("kompetensprofil", 1)} <= owed


def test_who_has_no_lane_is_listed_with_state_and_what_comes_next():
    first = drawn("five suppliers").folded[0]

    assert (first.name, first.state.sv) == ("Exempelföretaget B AB", "kontaktperson utsedd")
    assert (first.owed.what.sv, first.owed.late) == ("startmöte", 3)


def test_a_case_that_has_ended_goes_no_further_than_its_end():
    found = drawn("closed")

    assert found.ended
    every = [bar for lane in found.lanes for bar in (*lane.bars, *lane.seats)]
    assert {bar.kind for bar in every} == {PASSED}
    assert max(bar.ends for bar in every) == date(2027, 9, 6)
    assert found.lanes[0].labels[-1].what.sv == "avslutad"


def test_how_a_case_ended_is_told_once():
    ends = [label.what.sv for label in drawn("cancelled").lanes[0].labels if label.on == date(2026, 7, 3)]

    assert ends == ["avbruten"]


@pytest.mark.parametrize("name", STORIES)
def test_the_states_of_a_lane_follow_each_other_without_a_gap(name):
    for lane in drawn(name).lanes:
        for row in (lane.bars, lane.seats):
            assert [bar.ends for bar in row[:-1]] == [bar.begins for bar in row[1:]]
            order = [list(BarKind).index(bar.kind) for bar in row]
            assert order == sorted(order)


@pytest.mark.parametrize("name", STORIES)
def test_what_is_now_ends_today_and_what_is_expected_lies_ahead(name):
    found = drawn(name)
    for lane in found.lanes:
        for bar in (*lane.bars, *lane.seats):
            if bar.kind is CURRENT:
                assert bar.ends == found.today
            if bar.kind is EXPECTED:
                assert bar.begins >= found.today


def test_who_may_not_know_who_has_won_sees_no_supplier_anywhere():
    for name in ("two suppliers", "five suppliers", "overridden"):
        found = drawn(name, with_suppliers=False)

        assert [lane.kind for lane in found.lanes] == [LaneKind.PURCHASE, LaneKind.TARGET_GROUP]
        assert found.folded == ()
        told = repr(found)
        assert not [firm for firm in (CLEANING, WINDOWS, "Exempelföretaget") if firm in told]
        assert all({link.source, *link.targets} <= {0, 1} for link in found.links)


def test_a_case_that_no_rule_can_read_has_no_lanes():
    case = a_case(strays=[UnknownWord("track.state", "drafting")])

    with pytest.raises(UnknownWord):
        lanes(case, [], date(2026, 3, 2), DEFAULT)


def test_a_case_without_a_journal_has_the_lanes_that_its_tracks_tell():
    tracks = [TrackFile(1, process, "", None, state, date(2026, 2, 2), state) for process, state in OLD.items()]

    found = lanes(a_case(tracks=tracks), [], date(2026, 3, 2), DEFAULT)

    assert [lane.now.name.sv for lane in found.lanes] == ["annonserad", "behov aviserat"]


OLD = {"procurement": "advertised", "target_group": "forecast"}
