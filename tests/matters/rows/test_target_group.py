"""Who is reminded of the target-group work, and when, on real days."""

import pytest

from matters.ladder_file import DEFAULT
from states.law.applicability import AssessmentOutcome
from tests.matters.rows.owed import EveryRow, Row, known_to, open_in

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
)


class TestRows(EveryRow):
    rows = TARGET_GROUP


@pytest.mark.parametrize("state", ["award", "standstill", "review", "matching", "internship", "hire", "follow_up"])
def test_the_forecast_is_told_only_while_the_purchase_is_planned_or_advertised(state):
    (row,) = TARGET_GROUP
    assert "forecast" in open_in("target_group", "forecast", known_to(row, "2026-03-16"))
    advertised = known_to(row, "2026-03-16", states={"procurement": "advertised"})
    assert "forecast" in open_in("target_group", "forecast", advertised)
    later = known_to(row, "2026-03-16", states={"procurement": state})
    assert "forecast" not in open_in("target_group", "forecast", later)


def test_the_forecast_tells_what_is_coming():
    (row,) = TARGET_GROUP
    reasons = DEFAULT.matters["forecast"].reasoning(
        known_to(row, "2026-03-16", planned_call="2026-05-04", months=24.0),
    )
    said = " ".join(text.sv for text in reasons)
    assert "Annonsering planeras till måndag 4 maj 2026." in said
    assert "Avtalet väntas löpa i 24 månader." in said
    gone_by = DEFAULT.matters["forecast"].reasoning(known_to(row, "2026-03-16", planned_call="2026-03-09"))
    assert not any("Annonsering" in text.sv for text in gone_by)
