"""Who is asked for the days of the contract, and when, on real days."""

from collections.abc import Mapping
from typing import Any

import pytest

from matters.ladder import due
from matters.ladder_file import DEFAULT
from matters.rows.contract import why_ends
from states.law.acts import Act
from states.law.procedures import Procedure
from tests.builders import facts

REPORTED = {"award_notice_sent": "2026-06-09", "contact_point_2": "2026-06-23"}
"""Reported on Tuesday 23 June 2026."""
BY_LAW = {"award_announced": "2026-06-25", "documentation_done": "2026-06-25"}
SIGNED = REPORTED | BY_LAW | {"contract_signed": "2026-06-24"}


def told(today: str, known: Mapping[str, Any], state: str = "matching") -> set[tuple[str, str, str]]:
    now = facts(today=today, **known)
    return {
        (matter.name, item.rung.name, item.rung.to)
        for matter, base in DEFAULT.open_matters("procurement", state, now)
        for item in due(matter, base, now.today)
    }


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-06-25", set()),
        ("2026-06-26", {("+3", "officer")}),
        ("2026-07-07", {("+10", "officer")}),
        ("2026-07-14", {("+10", "officer"), ("+15", "support")}),
        ("2026-08-11", {("+10", "officer"), ("+15x2", "support")}),
        ("2026-09-08", {("+10", "officer"), ("+15x3", "support")}),
    ],
)
@pytest.mark.parametrize("state", ["matching", "internship", "hire", "follow_up"])
def test_the_day_of_signing_is_asked_for_after_contact_point_2_and_then_of_the_support_function(state, today, expected):
    found = told(today, REPORTED | {"months": 24.0}, state)
    assert found == {("contract_date", *one) for one in expected}


def test_the_day_of_signing_is_due_ten_working_days_after_the_report_and_never_before_it_may_be_signed():
    matter = DEFAULT.matters["contract_date"]
    assert str(matter.deadline(facts(**REPORTED))) == "2026-07-07"
    late = facts(award_notice_sent="2026-06-16", contact_point_2="2026-06-23")  # may be signed from the 27th
    assert str(matter.base(late)) == "2026-06-27"


def test_without_a_standstill_it_is_counted_from_contact_point_2_too():
    known = {"award_notice_sent": "2026-06-09", "contact_point_2": "2026-06-10", "procedure": Procedure.DIRECT_AWARD}
    assert str(DEFAULT.matters["contract_date"].base(facts(**known))) == "2026-06-10"


def test_a_signed_contract_of_known_length_is_asked_for_nothing_until_its_end_comes_near():
    assert told("2026-12-01", SIGNED | {"months": 24.0}) == set()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-07-07", set()),
        ("2026-07-08", {("+10", "officer")}),
        ("2026-07-15", {("+10", "officer"), ("+15", "support")}),
        ("2026-08-12", {("+10", "officer"), ("+15x2", "support")}),
    ],
)
def test_where_no_length_is_known_the_end_is_asked_for(today, expected):
    assert told(today, SIGNED) == {("contract_end", *one) for one in expected}
    assert told(today, SIGNED | {"contract_ended": "2028-06-23"}) == set()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-10-28", set()),
        ("2026-10-29", {("-40", "officer")}),
        ("2026-12-28", {("0", "officer")}),  # Christmas Eve, so the Monday after
        ("2027-01-07", {("0", "officer"), ("+5", "support")}),
        ("2027-02-04", {("0", "officer"), ("+5x2", "support")}),
    ],
)
def test_a_computed_end_is_to_be_confirmed_before_and_after_it(today, expected):
    known = SIGNED | {"months": 6.0, "others": {"supplier": {"delivering": 1}}}
    assert told(today, known) == {("contract_end_near", *one) for one in expected}
    assert told(today, known | {"contract_ended": "2027-12-24"}) == set()


def test_a_computed_end_is_told_with_what_it_was_computed_from():
    computed, advice = why_ends(facts(**SIGNED, months=6.0))
    assert computed.sv == (
        "Avtalet upphör enligt beräkning torsdag 24 december 2026: tecknat onsdag 24 juni 2026, 6 månader."
    )
    assert "förlängs" in advice.sv
    (told_day,) = why_ends(facts(**SIGNED, months=6.0, contract_ended="2026-12-31"))
    assert told_day.en == "The contract ends on Thursday 31 December 2026."
    assert why_ends(facts(**SIGNED)) == ()


ENDED = SIGNED | {"contract_ended": "2026-10-01"}


@pytest.mark.parametrize("state", ["planning", "advertised", "award", "standstill", "matching", "follow_up"])
def test_once_nothing_is_left_to_do_under_an_ended_contract_the_case_is_to_be_closed(state):
    through = ENDED | {"others": {"supplier": {"fulfilled": 1, "released": 2}, "placement": {"completed": 1}}}
    assert told("2026-10-07", through, state) == set()
    assert told("2026-10-08", through, state) == {("close_case", "+5", "officer")}
    assert ("close_case", "+15", "support") in told("2026-10-22", through, state)


def test_a_case_is_not_to_be_closed_while_somebody_still_owes_something():
    for others in ({"supplier": {"delivering": 1}}, {"supplier": {"fulfilled": 1}, "placement": {"following_up": 1}}):
        assert told("2026-10-22", ENDED | {"others": others}) == set()


# --- what the law asks ------------------------------------------------------------------------------------------------

FRESH = REPORTED | {"contract_signed": "2026-06-24", "months": 24.0}
"""Thirty days after it are Friday 24 July 2026."""


@pytest.mark.parametrize("matter", ["award_announced", "documentation"])
@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-07-02", set()),
        ("2026-07-03", {("-15", "officer")}),
        ("2026-07-21", {("-3", "officer")}),
        ("2026-07-24", {("0", "officer")}),
        ("2026-07-27", {("0", "officer"), ("+1", "support")}),
        ("2026-08-24", {("0", "officer"), ("+1x2", "support")}),
    ],
)
def test_what_the_law_asks_after_signing_is_told_before_its_last_day_and_then_to_the_support_function(
    matter, today, expected
):
    assert {one for one in told(today, FRESH) if one[0] == matter} == {(matter, *one) for one in expected}


@pytest.mark.parametrize("state", ["award", "standstill", "matching", "follow_up"])
def test_it_is_asked_for_in_every_state_from_the_award_on_until_it_is_done(state):
    open_now = {name for name, *_ in told("2026-07-24", FRESH, state)}
    assert {"award_announced", "documentation"} <= open_now
    done = {name for name, *_ in told("2026-07-24", FRESH | BY_LAW, state)}
    assert not {"award_announced", "documentation"} & done


def test_it_outlives_a_short_contract():
    ended = FRESH | {"contract_ended": "2026-07-10"}
    assert {"award_announced", "documentation"} <= {name for name, *_ in told("2026-07-24", ended)}


def why(name: str, **known: Any) -> str:
    return " ".join(text.sv for text in DEFAULT.matters[name].reasoning(facts(**FRESH | known)))


def test_the_reasons_name_the_section_and_what_is_not_known():
    assert why("award_announced", act=Act.LUF) == (
        "En efterannons ska lämnas för publicering inom 30 dagar från att avtalet tecknades onsdag 24 juni 2026"
        " (LUF 10:5)."
    )
    unknown = why("documentation", act=None)
    assert "(LOU 12:14)" in unknown
    assert "räknas den som en upphandling enligt LOU" in unknown
    direct = why("award_announced", procedure=Procedure.DIRECT_AWARD, act=Act.LOU)
    assert "Skyldigheten gäller först vid 700 000 kronor" in direct
    assert "(LUFS)" in why("documentation", act=Act.LUFS)
    assert "per kvartal" in why("award_announced", procedure=Procedure.DYNAMIC_PURCHASING_SYSTEM)


def test_a_concession_is_announced_from_its_award_even_before_it_is_signed():
    known = {"award_decided": "2026-03-02", "act": Act.LUK}
    assert str(DEFAULT.matters["award_announced"].deadline(facts(**known))) == "2026-04-20"  # the 19th is a Sunday
    assert DEFAULT.matters["documentation"].deadline(facts(**known)) is None
    assert "inom 48 dagar från tilldelningen" in why("award_announced", **known)
