"""What is drawn at all."""

from dataclasses import replace
from datetime import date, timedelta

from desk.lanes.drawn import LabelKind, LaneLabel, Lanes
from states.text import verbatim
from tests.desk.lanes.stories import drawn
from web.board.picture.chosen import MOST_LABELS, drawn_labels, horizon, later_days, span


def with_labels(*labels: LaneLabel) -> Lanes:
    found = drawn("two suppliers")
    return replace(found, lanes=(replace(found.lanes[0], labels=labels), *found.lanes[1:]))


def label(on: str, what: str, kind: LabelKind = LabelKind.OWED, **more) -> LaneLabel:
    return LaneLabel(date.fromisoformat(on), verbatim(what), kind, **more)


def said(lanes: Lanes) -> list[tuple[str, str]]:
    above, below = drawn_labels(lanes, 0)
    return [(one.on.isoformat(), one.what.sv) for one in (*above, *below)]


def test_what_happened_stands_above_and_what_is_owed_below():
    found = with_labels(label("2026-11-02", "a", LabelKind.HAPPENED), label("2027-01-04", "b"))

    above, below = drawn_labels(found, 0)
    assert ([one.what.sv for one in above], [one.what.sv for one in below]) == (["a"], ["b"])


def test_labels_of_one_day_and_kind_stand_together_as_long_as_they_are_few_words():
    assert said(with_labels(label("2027-01-04", "efterannons"), label("2027-01-04", "dokumentation"))) == [
        ("2027-01-04", "efterannons, dokumentation")
    ]
    long = "väldigt långa ord om någonting"
    assert len(said(with_labels(label("2027-01-04", long), label("2027-01-04", f"{long} annat")))) == 2


def test_what_is_late_does_not_stand_with_what_is_not():
    found = with_labels(label("2026-12-01", "a", late=2), label("2026-12-01", "b"))

    assert len(said(found)) == 2


def test_one_label_stands_for_many_that_say_the_same():
    some = [label(f"2026-11-{day:02d}", "bekräfta", late=20 - day, number=2) for day in range(2, 8)]

    (found,) = drawn_labels(with_labels(*some), 0)[1]
    assert (found.on, found.until, found.late) == (date(2026, 11, 2), date(2026, 11, 7), 18)
    assert found.what.sv == "bekräfta (12)"


def test_of_very_many_those_nearest_to_today_are_drawn():
    first = date(2026, 1, 1)
    happened = [
        LaneLabel(first + timedelta(days=10 * n), verbatim(f"h{n}"), LabelKind.HAPPENED) for n in range(2 * MOST_LABELS)
    ]

    above, _ = drawn_labels(with_labels(*happened), 0)
    assert [one.what.sv for one in above] == [f"h{n}" for n in range(MOST_LABELS, 2 * MOST_LABELS)]


def test_what_another_mark_says_is_not_drawn_twice():
    assert said(with_labels(label("2026-11-02", "a", LabelKind.HAPPENED, minor=True))) == []


def test_what_lies_far_ahead_is_left_to_the_table():
    found = with_labels(label("2027-01-04", "nära"), label("2030-01-04", "långt bort"))

    assert said(found) == [("2027-01-04", "nära")]
    assert [one.what.sv for one in later_days(found)] == ["långt bort"]
    assert span(found)[1] < horizon(found)


def test_where_nothing_is_near_what_comes_next_is_drawn_all_the_same():
    plan = drawn("plan only")
    lanes = tuple(replace(lane, bars=lane.bars[:1], labels=()) for lane in plan.lanes)
    far = replace(lanes[0], labels=(label("2029-01-08", "planerad annonsering", LabelKind.PLANNED),))

    found = replace(plan, lanes=(far, lanes[1]), links=())
    assert said(found) == [("2029-01-08", "planerad annonsering")]
    assert span(found)[1] >= date(2029, 1, 8)
