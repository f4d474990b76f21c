"""The days that a city sets reach every step, deadline and reason that is counted from them."""

import pytest

from matters.city_days import Days
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT, matters_with
from tests.matters.rows.owed import day, known_to
from tests.matters.rows.test_placement import PLACEMENT
from tests.matters.rows.test_supplier import SUPPLIER
from tests.matters.rows.test_target_group import TARGET_GROUP

SLOWER = Days(
    contact_person=7,
    first_dialogue=15,
    competence_profile=30,
    first_candidate=25,
    forecast=20,
    supplier_decision=4,
    hire_confirmation=10,
    subsidy_months=6,
)


@pytest.mark.parametrize(
    ("matter", "steps", "deadline"),
    [
        ("contact_person", ["0", "+7", "+12"], "2026-07-02"),
        ("obligation", ["+2", "+7"], "2026-07-02"),
        ("first_dialogue", ["+10", "+15", "+20"], "2026-07-14"),
        ("competence_profile", ["+25", "+30", "+35"], "2026-08-04"),
        ("first_candidate", ["+15", "+25", "+30"], "2026-09-14"),
        ("supplier_decision", ["0", "+2", "+4", "+9"], "2026-03-06"),
        ("hire_confirmation", ["+1", "+10", "+15"], "2026-05-19"),
        ("subsidy_renewal", ["-60d", "-30d", "0", "+1"], "2025-11-05"),
        ("forecast", ["0", "+20", "+30"], "2026-04-15"),
    ],
)
def test_a_citys_own_days_reach_the_steps_the_deadline_and_what_is_said(matter, steps, deadline):
    row = next(row for row in (*SUPPLIER, *PLACEMENT, *TARGET_GROUP) if row.matter == matter)
    slower, usual = Ladder(matters_with(SLOWER)).matters[matter], DEFAULT.matters[matter]
    known = known_to(row, "2026-06-01")
    assert [rung.name for rung in slower.rungs] == steps
    assert slower.deadline(known) == day(deadline) != usual.deadline(known)
    counted = {"obligation", "forecast"}  # these give a reason without a figure
    assert (slower.reasoning(known) == usual.reasoning(known)) is (matter in counted)
