"""A standstill as people and programs read it."""

import json


def test_each_step_has_its_day_rule_and_words(run):
    first = json.loads(run("standstill", "--sent", "2026-06-01", "--json").stdout)["steps"][0]

    assert first == {
        "date": "2026-06-01",
        "rule": "LOU 20:1",
        "sv": "Underrättelsen om tilldelning skickades elektroniskt måndag 1 juni 2026. Det är dag 0.",
        "en": "The award notice was sent electronically on Monday 1 June 2026. That is day 0.",
    }


def test_the_reasoning_is_told_in_words(run):
    assert (
        run("standstill", "--sent", "2026-06-01").stdout
        == """\
Avtalsspärr gäller  ja
Sista dag           torsdag 11 juni 2026
Tidigast avtal      fredag 12 juni 2026
- Underrättelsen om tilldelning skickades elektroniskt måndag 1 juni 2026. Det
  är dag 0. (LOU 20:1)
- Avtal får inte ingås förrän 10 dagar har gått. Dag 10 är torsdag 11 juni 2026.
  (LOU 20:1)
- Avtalsspärrens sista dag är torsdag 11 juni 2026. (LOU 20:1)
- Avtal får ingås tidigast fredag 12 juni 2026. (LOU 20:1)
Lagtext till och med SFS 2025:360.
"""
    )


def test_while_a_court_has_the_case_no_day_can_be_told(run):
    lines = run("standstill", "--sent", "2026-06-01", "--review-filed", "2026-06-05").stdout.splitlines()

    assert lines[:3] == [
        "Avtalsspärr gäller  ja",
        "Sista dag           går inte att säga än",
        "Tidigast avtal      går inte att säga än",
    ]


def test_where_no_standstill_applies_only_the_reason_is_told(run, english):
    assert run("standstill", "--sent", "2026-06-01", "--procedure", "direct_award").stdout.startswith(
        "Standstill applies  no\nEarliest signing    Monday 1 June 2026\n- "
    )
