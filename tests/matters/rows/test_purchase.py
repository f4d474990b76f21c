"""Who is reminded in the purchase, and when, on real days."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from matters.ladder import due
from matters.ladder_file import DEFAULT
from states.facts import Facts, Milestone
from states.law.acts import Act
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.governed import ASK_FOR_ACT
from states.law.procedures import Procedure
from states.processes import procurement
from states.processes.procurement import ProcurementState
from states.records.needs import Outlook
from states.text import Text
from tests.builders import facts as facts_on

OPENED = date(2026, 1, 12)  # a Monday


def planned(today: date, **dates: date) -> Facts:
    seen = {Milestone.CASE_OPENED: OPENED} | {Milestone(name): day for name, day in dates.items()}
    return Facts(today=today, dates=seen)


def in_standstill(today: date, sent: date, **dates: date) -> Facts:
    return facts_on(
        today=today,
        award_notice_sent=sent,
        **dates,
        outcome=AssessmentOutcome.REQUIRED,
        forms=frozenset({RequirementForm.EMPLOYMENT}),
    )


def told(state: ProcurementState, facts: Facts) -> set[tuple[str, str, str]]:
    return {
        (item.matter.name, item.rung.name, item.rung.to)
        for matter, base in DEFAULT.open_matters("procurement", state, facts)
        for item in due(matter, base, facts.today)
    }


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 16), set()),
        (date(2026, 1, 19), {("contact_point_1", "+5", "officer")}),
        (date(2026, 1, 23), {("contact_point_1", "+5", "officer")}),
        (date(2026, 1, 26), {("contact_point_1", "+10", "officer")}),
        (date(2026, 2, 2), {("contact_point_1", "+10", "officer"), ("contact_point_1", "+15", "manager")}),
    ],
)
def test_contact_point_1_is_asked_for_after_5_and_10_working_days_and_then_of_the_manager(today, expected):
    assert told(ProcurementState.PLANNING, planned(today)) == expected


@pytest.mark.parametrize(
    ("known", "section"),
    [
        ({"act": Act.LOU}, "LOU 17:1"),
        ({"act": Act.LUF}, "LUF 16:1"),
        ({"act": Act.LUK, "procedure": Procedure.CONCESSION}, "LUK 14:1"),
        ({"act": Act.LOU, "procedure": Procedure.SIMPLIFIED}, "LOU 19:9"),
    ],
)
def test_the_condition_must_stand_in_the_documents_by_the_section_of_its_act(known: dict[str, Any], section: str):
    for call in ("2026-03-16", "2026-01-26"):
        told = reasoning_of("contact_point_1", facts_on(today="2026-02-02", planned_call=call, **known))
        assert any(text.sv.endswith(f"({section}).") for text in told)


def test_the_act_is_asked_for_with_contact_point_1_where_a_standstill_turns_on_it():
    for act, asked in ((None, True), (Act.LUF, False)):
        known = facts_on(today="2026-02-02", kind=ProcurementKind.RENEWED_COMPETITION, act=act)
        assert (ASK_FOR_ACT in reasoning_of("contact_point_1", known)) is asked


def reasoning_of(name: str, facts: Facts) -> tuple[Text, ...]:
    (matter,) = (one for one in DEFAULT.matters.values() if one.name == name)
    return matter.reasoning(facts)


def test_contact_point_1_is_not_asked_for_once_it_is_recorded():
    facts = planned(date(2026, 2, 2), contact_point_1=date(2026, 1, 30))
    assert not {name for name, *_ in told(ProcurementState.PLANNING, facts)} & {
        "contact_point_1",
        "contact_point_1_missed",
    }


def test_an_award_without_any_contact_concerns_the_support_function_and_nobody_else():
    facts = planned(date(2026, 3, 2), award_decided=date(2026, 2, 27))
    assert told(ProcurementState.PLANNING, facts) == {("contact_point_1_missed", "0", "support")}


@pytest.mark.parametrize(("today", "step"), [(date(2026, 3, 27), "+20"), (date(2026, 4, 28), "+20x2")])
def test_a_contact_that_was_missed_is_asked_about_again_and_again(today, step):
    facts = planned(today, award_decided=date(2026, 2, 27))
    assert ("contact_point_1_still_missed", step, "support") in told(ProcurementState.PLANNING, facts)


def test_a_redo_ordered_by_the_court_starts_contact_point_1_anew_from_the_ruling():
    ruled = date(2026, 6, 1)
    facts = facts_on(today=ruled, case_opened=OPENED, review_decided=ruled, ruling=procurement.Ruling.REDO)
    ((matter, base),) = DEFAULT.open_matters("procurement", ProcurementState.PLANNING, facts)
    assert (matter.name, base) == ("contact_point_1", ruled)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # Sent 24 March 2026: the last day rolls over Easter to Tuesday 7 April, signing from the 8th.
        (date(2026, 3, 31), set()),
        (date(2026, 4, 1), {("standstill_ends", "-2", "officer")}),
        (date(2026, 4, 7), {("standstill_ends", "0", "officer")}),
        (date(2026, 4, 8), {("contact_point_2", "0", "officer")}),
        (date(2026, 4, 10), {("contact_point_2", "+2", "officer")}),
        (date(2026, 4, 15), {("contact_point_2", "+2", "officer"), ("contact_point_2", "+5", "support")}),
    ],
)
def test_the_standstill_and_the_report_of_the_winner_are_told_around_easter_2026(today, expected):
    assert told(ProcurementState.STANDSTILL, in_standstill(today, date(2026, 3, 24))) == expected


def test_the_winner_is_never_asked_for_while_a_court_has_the_case():
    facts = in_standstill(date(2026, 4, 20), date(2026, 3, 24), review_filed=date(2026, 4, 2))
    assert told(ProcurementState.STANDSTILL, facts) == set()


def test_the_winner_is_asked_for_again_after_the_ten_days_that_follow_the_ruling():
    facts = in_standstill(
        date(2026, 6, 12),
        date(2026, 3, 24),
        review_filed=date(2026, 4, 2),
        review_decided=date(2026, 6, 1),
    )
    assert told(ProcurementState.STANDSTILL, facts) == {("contact_point_2", "0", "officer")}


def test_contact_point_2_is_met_only_with_winner_and_court_check():
    day = date(2026, 4, 8)
    reported = in_standstill(day, date(2026, 3, 24), contact_point_2=day, court_checked=day)
    assert told(ProcurementState.STANDSTILL, reported) == {("contact_point_2", "0", "officer")}
    assert told(ProcurementState.STANDSTILL, replace(reported, winners=1)) == set()


# --- the assessment, and what a planned call changes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 20), set()),
        (date(2026, 1, 21), {("relevance_assessment", "+5", "officer")}),
        (date(2026, 1, 28), {("relevance_assessment", "+5", "officer"), ("relevance_assessment", "+10", "support")}),
    ],
)
def test_the_assessment_is_asked_for_5_and_10_working_days_after_contact_point_1(today, expected):
    facts = planned(today, contact_point_1=date(2026, 1, 14))
    assert told(ProcurementState.PLANNING, facts) == expected
    assert DEFAULT.matters["relevance_assessment"].deadline(facts) == date(2026, 1, 28)


def test_an_assessment_that_was_made_is_asked_for_no_more():
    facts = planned(date(2026, 2, 2), contact_point_1=date(2026, 1, 14), relevance_assessed=date(2026, 1, 28))
    made = replace(facts, outcome=AssessmentOutcome.NO_REQUIREMENT)
    assert told(ProcurementState.PLANNING, made) == set()


@pytest.mark.parametrize(
    ("call", "last"),
    [
        (date(2026, 1, 27), date(2026, 1, 26)),  # the ten working days that the city gives
        (date(2026, 1, 26), date(2026, 1, 23)),  # the last working day before the call
        (date(2026, 1, 13), OPENED),
        (OPENED, date(2026, 1, 26)),  # a call that lay behind when the case was opened changes nothing
    ],
)
def test_contact_point_1_is_made_before_the_documents_are_out(call, last):
    assert DEFAULT.matters["contact_point_1"].deadline(planned(OPENED, planned_call=call)) == last


def test_the_reasons_say_whether_the_call_is_still_ahead():
    why, call = DEFAULT.matters["contact_point_1"].reasoning, date(2026, 1, 26)
    ahead, behind = (why(planned(today, planned_call=call))[-1] for today in (call, date(2026, 1, 27)))
    assert ahead.sv.startswith("Annonsering planeras till måndag 26 januari 2026.")
    assert ahead.en.startswith("The call is planned for Monday 26 January 2026.")
    assert behind.sv.startswith("Annonsering var planerad till måndag 26 januari 2026.")
    assert behind.en.startswith("The call was planned for Monday 26 January 2026.")


# --- the award and its notice -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 4, 27), set()),  # Easter lies between
        (date(2026, 4, 28), {("award", "+20", "officer")}),
        (date(2026, 6, 25), {("award", "+20", "officer")}),
        (date(2026, 6, 26), {("award", "+60", "officer")}),
        (date(2026, 7, 24), {("award", "+60", "officer"), ("award", "+80", "support")}),
        (date(2026, 8, 21), {("award", "+60", "officer"), ("award", "+80x2", "support")}),
    ],
)
def test_what_became_of_the_tenders_is_asked_twenty_and_sixty_working_days_after_they_were_due(today, expected):
    facts = planned(today, documents_published=date(2026, 2, 16), tenders_due=date(2026, 3, 27))
    assert told(ProcurementState.ADVERTISED, facts) == expected


def test_without_a_day_for_tenders_it_is_asked_from_the_call_or_the_assessment():
    base = DEFAULT.matters["award"].base
    assessed = {"relevance_assessed": date(2026, 1, 28)}
    assert base(planned(OPENED, **assessed)) == date(2026, 1, 28)
    assert base(planned(OPENED, **assessed, documents_published=date(2026, 2, 16))) == date(2026, 2, 16)
    assert base(planned(OPENED)) is None


@pytest.mark.parametrize("known", ["award_decided", "award_notice_sent", "intent_notice_published", "contract_signed"])
def test_an_award_that_is_known_is_asked_for_no_more(known):
    facts = planned(date(2026, 8, 21), tenders_due=date(2026, 3, 27), **{known: date(2026, 8, 20)})
    assert told(ProcurementState.ADVERTISED, facts) == set()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 3), set()),
        (date(2026, 3, 4), {("award_notice", "+2", "officer")}),
        (date(2026, 3, 9), {("award_notice", "+5", "officer")}),
        (date(2026, 3, 16), {("award_notice", "+5", "officer"), ("award_notice", "+10", "support")}),
    ],
)
def test_the_notice_from_which_the_standstill_counts_is_asked_for_after_the_award(today, expected):
    facts = planned(today, award_decided=date(2026, 3, 2))
    assert told(ProcurementState.AWARD, facts) == expected
    assert DEFAULT.matters["award_notice"].deadline(facts) == date(2026, 3, 9)


@pytest.mark.parametrize("known", ["award_notice_sent", "contract_signed"])
def test_a_notice_that_was_sent_or_comes_too_late_is_not_asked_for(known):
    facts = planned(date(2026, 3, 16), award_decided=date(2026, 3, 2), **{known: date(2026, 3, 16)})
    assert "award_notice" not in {name for name, *_ in told(ProcurementState.AWARD, facts)}


# --- the call --------------------------------------------------------------------------------------------------------

ASSESSED = {"contact_point_1": date(2026, 1, 19), "relevance_assessed": date(2026, 2, 2)}


def required(today: date, **dates: date) -> Facts:
    made = {"outcome": AssessmentOutcome.REQUIRED, "forms": frozenset({RequirementForm.EMPLOYMENT})}
    return replace(planned(today, **ASSESSED, **dates), **made)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 20), set()),
        (date(2026, 3, 23), {("publication", "+5", "officer")}),
        (date(2026, 4, 15), {("publication", "+5", "officer"), ("publication", "+20", "support")}),  # after Easter
        (date(2026, 5, 15), {("publication", "+5", "officer"), ("publication", "+20x2", "support")}),
    ],
)
def test_five_working_days_after_the_planned_call_somebody_asks_whether_it_was_made(today, expected):
    facts = required(today, planned_call=date(2026, 3, 16))
    assert {one for one in told(ProcurementState.PLANNING, facts) if one[0] == "publication"} == expected
    assert DEFAULT.matters["publication"].deadline(facts) is None


@pytest.mark.parametrize(
    ("call", "base"),
    [
        ({"planned_call": date(2026, 3, 16)}, date(2026, 3, 16)),
        ({"planned_call": date(2026, 1, 26)}, date(2026, 2, 2)),  # it was planned for a day before the assessment
        ({}, date(2026, 2, 2)),
    ],
)
def test_the_call_is_waited_for_from_the_planned_day_or_from_the_assessment(call, base):
    assert DEFAULT.matters["publication"].base(required(OPENED, **call)) == base


def test_before_the_assessment_nobody_asks_for_the_call():
    facts = planned(date(2026, 5, 13), planned_call=date(2026, 3, 16), contact_point_1=date(2026, 1, 19))
    assert DEFAULT.matters["publication"].base(facts) is None
    assert "publication" not in {name for name, *_ in told(ProcurementState.PLANNING, facts)}


def test_a_call_that_was_made_or_a_form_that_is_not_chosen_is_not_asked_about():
    wants = DEFAULT.matters["publication"].open
    assert wants(required(date(2026, 3, 23)))
    assert not wants(required(date(2026, 3, 23), documents_published=date(2026, 3, 16)))
    assert not wants(replace(required(date(2026, 3, 23)), forms=frozenset()))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"planned_call": date(2026, 3, 16)}, "Annonsering var planerad till måndag 16 mars 2026."),
        ({"planned_call": date(2026, 3, 23)}, "Annonsering planeras till måndag 23 mars 2026."),
        ({}, "Ingen dag för annonseringen är registrerad."),
    ],
)
def test_the_reasons_tell_for_when_the_call_was_planned(call, said):
    first, why = reasoning_of("publication", required(date(2026, 3, 23), **call))
    assert first.sv.startswith(said)
    assert "bevakningen av tilldelningen" in why.sv


def test_support_is_asked_to_be_contacted_by_a_day_only_where_that_day_is_the_earlier():
    need = {"outlook": Outlook(date(2027, 3, 1), cpv="90910000")}
    opened = date(2026, 9, 7)
    early = Facts(today=opened, dates={Milestone.CASE_OPENED: opened}, **need, states={"procurement": "planning"})
    late = replace(early, today=date(2026, 10, 26), dates={Milestone.CASE_OPENED: date(2026, 10, 26)})
    said = [" ".join(text.sv for text in reasoning_of("contact_point_1", one)) for one in (early, late)]
    assert [("måste börja senast måndag 16 november 2026" in one) for one in said] == [True, True]
    assert [("kontakta stödfunktionen senast" in one) for one in said] == [False, True]
