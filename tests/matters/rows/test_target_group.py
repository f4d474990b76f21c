"""Who is reminded of the target-group work, and when, on real days."""

from datetime import date

import pytest

from matters.ladder_file import DEFAULT
from states.law.applicability import AssessmentOutcome
from states.records.demand import DemandOrder
from tests.matters.rows.owed import EveryRow, Row, known_to, open_in

ORDER = DemandOrder(1, "9111", 3, date(2027, 3, 1), "Centrum", "employment", 12, asked_on=date(2026, 3, 16), asked=1)
ASKED = {"states": {"procurement": "planning"}, "outcome": AssessmentOutcome.REQUIRED, "demand": (ORDER,)}
TARGET_GROUP = (
    Row(
        "forecast",
        "forecast",
        {
            "relevance_assessed": "2026-03-16",
            "states": {"procurement": "planning"},
            "outcome": AssessmentOutcome.REQUIRED,
        },
        {
            "2026-03-16": {("0", "labour_market")},
            "2026-03-30": {("+10", "labour_market")},
            "2026-04-15": {("+10", "labour_market"), ("+20", "support")},
        },
        deadline="2026-03-30",
        met={"preparation_started": "2026-03-20"},
    ),
    Row(
        "demand_order",
        "forecast",
        ASKED,
        {
            "2026-03-16": {("0", "labour_market")},
            "2026-03-23": {("+5", "labour_market")},
            "2026-03-30": {("+5", "labour_market"), ("+10", "support")},
        },
        deadline="2026-03-23",
        met={"demand": ()},
    ),
    Row(
        "demand_before_call",
        "forecast",
        ASKED | {"planned_call": "2026-05-04"},
        {"2026-04-24": {("-5", "support")}, "2026-04-30": {("-1", "support")}},
        deadline="2026-04-30",
        met={"demand": ()},
    ),
    Row(
        "demand_answered",
        "forecast",
        ASKED | {"demand": (ORDER._replace(answer="have", answered_on=date(2026, 3, 16)),)},
        {"2026-03-16": {("0", "officer"), ("0", "support")}},
        deadline=None,
        met={"demand": ()},
    ),
)


def test_the_support_function_is_not_told_of_answers_that_it_entered_itself():
    (answered,) = (row for row in TARGET_GROUP if row.matter == "demand_answered")
    matter = DEFAULT.matters["demand_answered"]
    by_unit, by_support = (
        ORDER._replace(answer="have", answered_on=date(2026, 3, 16), answered_by=by)
        for by in ("labour_market:13", "support:12")
    )
    later = by_support._replace(occupation="7131", answered_on=date(2026, 3, 17))
    for orders, own in (((by_unit,), None), ((by_support,), "support"), ((by_unit, by_support), None)):
        assert matter.own(known_to(answered, "2026-03-17", demand=orders)) == own
    assert matter.own(known_to(answered, "2026-03-17", demand=(by_unit, later))) == "support"


class TestRows(EveryRow):
    rows = TARGET_GROUP


@pytest.mark.parametrize("state", ["award", "standstill", "review", "matching", "internship", "hire", "follow_up"])
def test_the_forecast_is_told_only_while_the_purchase_is_planned_or_advertised(state):
    row = TARGET_GROUP[0]
    assert "forecast" in open_in("target_group", "forecast", known_to(row, "2026-03-16"))
    advertised = known_to(row, "2026-03-16", states={"procurement": "advertised"})
    assert "forecast" in open_in("target_group", "forecast", advertised)
    later = known_to(row, "2026-03-16", states={"procurement": state})
    assert "forecast" not in open_in("target_group", "forecast", later)


def test_the_forecast_tells_what_is_coming():
    row = TARGET_GROUP[0]
    reasons = DEFAULT.matters["forecast"].reasoning(
        known_to(row, "2026-03-16", planned_call="2026-05-04", months=24.0),
    )
    said = " ".join(text.sv for text in reasons)
    assert "Annonsering planeras till måndag 4 maj 2026." in said
    assert "Avtalet väntas löpa i 24 månader." in said
    gone_by = DEFAULT.matters["forecast"].reasoning(known_to(row, "2026-03-16", planned_call="2026-03-09"))
    assert not any("Annonsering" in text.sv for text in gone_by)


def test_the_units_that_have_answered_are_asked_no_more():
    matter, other = DEFAULT.matters["demand_order"], ORDER._replace(unit_id=2, occupation="7131")
    row = TARGET_GROUP[1]
    assert matter.units(known_to(row, "2026-03-16", demand=(ORDER, other))) == [1, 2]
    assert matter.units(known_to(row, "2026-03-16", demand=(ORDER, other._replace(answer="cannot")))) == [1]


def test_what_a_unit_is_asked_for_is_said_with_number_day_and_place():
    reasons = DEFAULT.matters["demand_order"].reasoning(known_to(TARGET_GROUP[1], "2026-03-16"))
    assert reasons[0].sv == "Det behövs: 3 städare (9111), börjar 1 mars 2027, Centrum, 12 månader var."
