"""The standstill: published and computed examples by their number, and what must always hold."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.law.acts import Act, NoRuleHeld, Rule, wording_of
from states.law.calendar import is_working_day, roll
from states.law.periods import row_of
from states.law.procedures import Channel, Chapter, Procedure
from states.law.standstill import NothingSent, Standstill, explain, standstill
from states.text import MONTHS, Text
from tests.states.law.awards import award_with

DAY = timedelta(days=1)
P = Procedure
POST = Channel.OTHER
FREE = {p for p in Procedure if row_of(Act.LOU, p).free_by is not None}
BOUND = [p for p in Procedure if p not in FREE and p not in {P.CONCESSION, P.QUALIFICATION_SYSTEM}]


def award(sent, **known):
    return award_with(sent=date.fromisoformat(sent), **known)


def ends(result):
    return (str(result.last_day), str(result.earliest_signing))


def rules(result):
    return [step.rule for step in result.steps]


# --- examples, by their number in the table of worked examples -------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "known", "last_day", "earliest_signing"),
    [
        pytest.param("2019-04-01", {}, "2019-04-11", "2019-04-12", id="A1 plain"),
        pytest.param("2019-04-18", {}, "2019-04-29", "2019-04-30", id="A2 Easter inside, day 10 a Sunday"),
        pytest.param("2018-06-25", {}, "2018-07-05", "2018-07-06", id="A6 HFD 2019 ref. 58"),
        pytest.param("2026-03-24", {}, "2026-04-07", "2026-04-08", id="C1 Good Friday"),
        pytest.param("2026-03-23", {}, "2026-04-02", "2026-04-03", id="C2 Maundy Thursday, signing on a holiday"),
        pytest.param("2026-03-27", {}, "2026-04-07", "2026-04-08", id="C3 Easter Monday"),
        pytest.param("2026-04-20", {}, "2026-04-30", "2026-05-01", id="C4 Walpurgis Night"),
        pytest.param("2026-04-21", {}, "2026-05-04", "2026-05-05", id="C5 1 May"),
        pytest.param("2026-05-04", {}, "2026-05-15", "2026-05-16", id="C6 Ascension Day, bridge day counts"),
        pytest.param("2026-05-15", {}, "2026-05-25", "2026-05-26", id="C7 Whit Monday"),
        pytest.param("2025-05-27", {}, "2025-06-09", "2025-06-10", id="C8 National Day"),
        pytest.param("2026-06-09", {}, "2026-06-22", "2026-06-23", id="C9 Midsummer Eve"),
        pytest.param("2026-06-04", {"channel": POST}, "2026-06-22", "2026-06-23", id="C10 by post, Midsummer Eve"),
        pytest.param("2026-06-01", {"channel": POST}, "2026-06-16", "2026-06-17", id="C11 by post to one of them"),
        pytest.param(
            "2026-06-09",
            {"stated_end": date(2026, 6, 28)},
            "2026-06-29",
            "2026-06-30",
            id="C12 a longer period that is stated ends on a Sunday",
        ),
        pytest.param("2026-10-20", {}, "2026-10-30", "2026-10-31", id="C13 All Saints' Eve"),
        pytest.param("2026-10-21", {}, "2026-11-02", "2026-11-03", id="C14 All Saints' Day"),
        pytest.param("2026-12-14", {}, "2026-12-28", "2026-12-29", id="C15 Christmas Eve, four days on"),
        pytest.param("2026-12-21", {}, "2027-01-04", "2027-01-05", id="C16 New Year's Eve"),
        pytest.param("2026-12-27", {}, "2027-01-07", "2027-01-08", id="C17 Epiphany, day 0 a Sunday"),
        pytest.param("2026-12-26", {}, "2027-01-05", "2027-01-06", id="C18 Epiphany Eve"),
        pytest.param("2024-02-19", {}, "2024-02-29", "2024-03-01", id="C19 leap day"),
    ],
)
def test_worked_example_of_an_award_notice(sent, known, last_day, earliest_signing):
    result = standstill(award(sent, **known))
    assert ends(result) == (last_day, earliest_signing)
    assert (result.applies, result.voluntary) == (True, False)


@pytest.mark.parametrize("week", range(52))
def test_a3_and_a4_day_ten_on_a_sunday_moves_to_monday_and_on_a_weekday_stays(week):
    friday = date(2026, 1, 2) + 7 * week * DAY
    by_friday, monday = standstill(award_with(sent=friday - 10 * DAY)).last_day, friday + 3 * DAY
    by_sunday = standstill(award_with(sent=friday - 8 * DAY)).last_day
    assert by_friday == (friday if is_working_day(friday) else roll(monday))
    assert by_sunday == roll(monday)


def test_a5_the_ten_day_period_after_a_ruling_moves_from_saturday_to_monday():
    known = {"review_filed": date(2018, 4, 6), "ruling": date(2018, 5, 30)}
    assert ends(standstill(award("2018-03-28", **known))) == ("2018-06-11", "2018-06-12")


def test_a7_an_extension_told_to_one_tenderer_has_no_effect_and_the_application_is_late():
    told_to_one = (date(2018, 7, 4), date(2018, 7, 9), False)
    result = standstill(award("2018-06-25", extensions=(told_to_one,), review_filed=date(2018, 7, 9)))
    assert ends(result) == ("2018-07-05", "2018-07-06")
    assert "HFD 2019 ref. 58" in rules(result)
    assert "saknar verkan: det gick inte till alla anbudsgivare" in explain(result, "sv")
    assert "LOU 20:11" in rules(result)


def test_b1_a_ruling_under_the_act_of_2007_gives_the_same_ten_days():
    known = {"review_filed": date(2016, 11, 7), "ruling": date(2017, 2, 8)}
    result = standstill(award("2016-11-01", **known))
    assert ends(result) == ("2017-02-20", "2017-02-21")
    assert set(rules(result)) == {"LOU (2007:1091) 16 kap.", "1930:173 2"}


def test_b2_an_interim_order_on_the_first_possible_day_bars_the_contract_again():
    known = {"review_filed": date(2017, 5, 19), "ruling": date(2017, 8, 25)}
    assert ends(standstill(award("2017-05-12", **known))) == ("2017-09-04", "2017-09-05")

    barred = standstill(award("2017-05-12", **known, interim_order=date(2017, 9, 5)))
    assert (barred.applies, barred.last_day, barred.earliest_signing) == (True, None, None)
    assert barred.steps[-1].rule == "LOU 20:9"


# --- procedures and channels -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", BOUND)
def test_an_advertised_procedure_has_ten_days_or_fifteen_by_post(procedure):
    assert standstill(award("2026-03-02", procedure=procedure)).last_day == date(2026, 3, 12)
    assert standstill(award("2026-03-02", procedure=procedure, channel=POST)).last_day == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("procedure", "citation", "reason"),
    [
        (P.NEGOTIATED_WITHOUT_NOTICE, "LOU 20:2", "förhandlat förfarande utan föregående annonsering"),
        (P.RENEWED_COMPETITION, "LOU 20:2", "förnyad konkurrensutsättning inom ett ramavtal"),
        (P.DYNAMIC_PURCHASING_SYSTEM, "LOU 20:2", "dynamiskt inköpssystem"),
        (P.RENEWED_COMPETITION_CH19, "LOU 19:19", "löpande tilldelning enligt 19 kap."),
        (P.DYNAMIC_PURCHASING_CH19, "LOU 19:19", "löpande tilldelning enligt 19 kap."),
        (P.DIRECT_AWARD, "LOU 19 a:10", "direktupphandling"),
    ],
)
def test_without_a_mandatory_standstill_the_one_step_says_why(procedure, citation, reason):
    result = standstill(award("2026-03-02", procedure=procedure))
    assert (result.applies, result.voluntary, result.last_day) == (False, False, None)
    assert result.earliest_signing == date(2026, 3, 2), "on the day of the notice"
    (step,) = result.steps
    assert (step.day, step.rule) == (date(2026, 3, 2), citation)
    assert reason in step.text.sv


def test_a_single_tenderer_needs_no_standstill():
    result = standstill(award("2026-03-02", single_tenderer=True))
    assert not result.applies
    assert rules(result) == ["prop. 2015/16:195"]


@pytest.mark.parametrize("procedure", sorted(FREE - {P.FREEDOM_OF_CHOICE}))
def test_a_voluntary_standstill_runs_like_a_mandatory_one_and_is_flagged(procedure):
    mandatory = standstill(award("2026-06-09"))
    voluntary = standstill(award("2026-06-09", procedure=procedure, voluntary=True))
    assert (voluntary.applies, voluntary.voluntary) == (True, True)
    assert ends(voluntary) == ends(mandatory)
    assert [step.text for step in voluntary.steps[2:]] == [step.text for step in mandatory.steps]
    assert voluntary.steps[1].text.en == "A voluntary standstill has been chosen."


def test_a_voluntary_standstill_goes_on_while_the_court_has_the_case():
    known = {"procedure": P.RENEWED_COMPETITION, "voluntary": True, "review_filed": date(2026, 6, 15)}
    assert standstill(award("2026-06-09", **known)).last_day is None
    decided = standstill(award("2026-06-09", **known, ruling=date(2026, 9, 1)))
    assert ends(decided) == ("2026-09-11", "2026-09-12")
    assert decided.voluntary


def test_choosing_a_voluntary_standstill_changes_nothing_where_one_is_mandatory():
    assert standstill(award("2026-06-09", voluntary=True)) == standstill(award("2026-06-09"))


def test_a_stated_end_where_none_is_mandatory_is_a_voluntary_standstill():
    result = standstill(award("2026-06-09", procedure=P.RENEWED_COMPETITION, stated_end=date(2026, 6, 26)))
    assert (result.applies, result.voluntary) == (True, True)
    assert ends(result) == ("2026-06-26", "2026-06-27")


# --- notices of intent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", [P.DIRECT_AWARD, P.NEGOTIATED_WITHOUT_NOTICE])
def test_a_notice_of_intent_gives_ten_days_from_its_publication(procedure):
    result = standstill(award_with(procedure=procedure, intent_published=date(2026, 6, 9)))
    assert (result.applies, result.voluntary) == (True, False)
    assert ends(result) == ("2026-06-22", "2026-06-23")
    assert rules(result)[0] == "LOU 20:3"


def test_the_award_notice_of_a_direct_award_does_not_lengthen_the_ten_days_after_the_notice_of_intent():
    known = {"procedure": P.DIRECT_AWARD, "intent_published": date(2026, 3, 2)}
    assert standstill(award("2026-03-09", **known)).last_day == date(2026, 3, 12)


def test_with_a_notice_of_intent_and_a_standstill_of_its_own_the_later_day_counts():
    known = {"procedure": P.DIRECT_AWARD, "voluntary": True}
    early = standstill(award("2026-03-02", **known, intent_published=date(2026, 3, 16)))
    late = standstill(award("2026-03-16", **known, intent_published=date(2026, 3, 2)))
    assert early.last_day == late.last_day == date(2026, 3, 26)
    assert not early.voluntary
    assert "Den senare dagen gäller, torsdag 26 mars 2026." in explain(late, "sv")
    assert "Den senare dagen gäller" not in explain(early, "sv")


def test_a_notice_of_intent_does_not_replace_an_award_notice_that_must_be_sent():
    result = standstill(award_with(procedure=P.OPEN, intent_published=date(2026, 3, 2)))
    assert (result.applies, result.last_day, result.earliest_signing) == (True, None, None)
    assert "Underrättelsen om tilldelning är inte skickad." in explain(result, "sv")


def test_a_voluntary_standstill_whose_notice_is_not_sent_does_not_hold_up_a_notice_of_intent():
    known = {"procedure": P.DIRECT_AWARD, "intent_published": date(2026, 3, 2)}
    assert standstill(award_with(**known, voluntary=True)) == standstill(award_with(**known))


def test_a_later_day_stated_in_the_notice_of_intent_is_kept():
    known = {"procedure": P.DIRECT_AWARD, "intent_published": date(2026, 3, 2)}
    assert standstill(award_with(**known, stated_end=date(2026, 3, 20))).last_day == date(2026, 3, 20)


# --- what is stated --------------------------------------------------------------------------------------------------


def test_a_stated_end_that_is_too_early_never_shortens():
    result = standstill(award("2026-06-09", stated_end=date(2026, 6, 15)))
    assert ends(result) == ("2026-06-22", "2026-06-23")
    assert "måndag 15 juni 2026, är för tidig och förkortar inte avtalsspärren" in explain(result, "sv")


@pytest.mark.parametrize("stated", [date(2026, 6, 19), date(2026, 6, 21), date(2026, 6, 22)])
def test_a_stated_end_that_agrees_with_the_law_needs_no_step_of_its_own(stated):
    assert standstill(award("2026-06-09", stated_end=stated)) == standstill(award("2026-06-09"))


def test_what_the_award_notice_states_is_not_held_against_the_notice_of_intent():
    known = {"procedure": P.DIRECT_AWARD, "stated_end": date(2026, 3, 20), "intent_published": date(2026, 3, 16)}
    result = standstill(award("2026-03-02", **known))
    assert result.last_day == date(2026, 3, 26)
    assert "är för tidig" not in explain(result, "sv")


def test_a_stated_last_day_on_a_sunday_rolls_to_monday():
    result = standstill(award("2026-03-02", stated_end=date(2026, 3, 22)))
    assert ends(result) == ("2026-03-23", "2026-03-24")
    assert rules(result) == ["LOU 20:1", "LOU 20:1", "LOU 20:1", "1930:173 2", "LOU 20:18", "LOU 20:1"]


# --- extensions ------------------------------------------------------------------------------------------------------


def told(day, until, *, to_all=True):
    return (date.fromisoformat(day), date.fromisoformat(until), to_all)


def test_an_extension_told_to_all_on_the_last_day_counts_and_its_own_end_rolls():
    result = standstill(award("2018-06-25", extensions=(told("2018-07-05", "2018-07-08"),)))
    assert ends(result) == ("2018-07-09", "2018-07-10")
    assert "Alla anbudsgivare fick torsdag 5 juli 2018 besked" in explain(result, "sv")


@pytest.mark.parametrize(
    ("extension", "reason"),
    [
        (told("2018-07-06", "2018-07-13"), "då löpte ingen avtalsspärr"),
        (told("2018-06-24", "2018-07-13"), "då löpte ingen avtalsspärr"),
        (told("2018-07-04", "2018-07-13", to_all=False), "det gick inte till alla anbudsgivare"),
        (told("2018-07-04", "2018-07-05"), "ger ingen längre tid"),
        (told("2018-07-04", "2018-07-01"), "ger ingen längre tid"),
    ],
)
def test_an_extension_without_effect_says_why(extension, reason):
    result = standstill(award("2018-06-25", extensions=(extension,)))
    assert ends(result) == ("2018-07-05", "2018-07-06")
    assert reason in explain(result, "sv")


def test_an_extension_can_follow_another_in_whatever_order_they_are_listed():
    first, second = told("2018-07-05", "2018-07-09"), told("2018-07-09", "2018-07-16")
    assert standstill(award("2018-06-25", extensions=(second, first))).last_day == date(2018, 7, 16)
    assert standstill(award("2018-06-25", extensions=(second,))).last_day == date(2018, 7, 5)


def test_an_application_within_an_extension_is_in_time():
    known = {"extensions": (told("2018-07-04", "2018-07-09"),), "review_filed": date(2018, 7, 9)}
    assert standstill(award("2018-06-25", **known)).last_day is None


def test_an_extension_told_while_the_court_has_the_case_counts():
    known = {"review_filed": date(2018, 7, 2), "ruling": date(2018, 9, 3)}
    during, after = told("2018-08-01", "2018-10-01"), told("2018-09-04", "2018-10-01")
    assert standstill(award("2018-06-25", **known, extensions=(during,))).last_day == date(2018, 10, 1)
    assert standstill(award("2018-06-25", **known, extensions=(after,))).last_day == date(2018, 9, 13)


def test_an_extension_told_the_day_the_award_notice_was_sent_counts():
    assert standstill(award("2018-06-25", extensions=(told("2018-06-25", "2018-07-13"),))).last_day == date(2018, 7, 13)


def test_an_extension_told_in_an_open_case_is_reported_as_valid():
    known = {"review_filed": date(2018, 7, 2), "extensions": (told("2018-08-01", "2018-10-01"),)}
    result = standstill(award("2018-06-25", **known))
    assert result.last_day is None
    assert "saknar verkan" not in explain(result, "sv")


def test_an_extension_told_after_the_court_lifted_the_extended_standstill_has_no_effect():
    known = {"review_filed": date(2018, 7, 2), "extension_lifted": date(2018, 7, 20), "ruling": date(2018, 9, 3)}
    result = standstill(award("2018-06-25", **known, extensions=(told("2018-08-01", "2018-10-01"),)))
    assert result.last_day == date(2018, 7, 20)


def test_nothing_can_be_extended_where_no_standstill_runs():
    result = standstill(award("2018-06-25", procedure=P.DIRECT_AWARD, extensions=(told("2018-06-26", "2018-07-09"),)))
    assert not result.applies
    assert rules(result) == ["LOU 19 kap.", "HFD 2019 ref. 58"]


# --- courts ----------------------------------------------------------------------------------------------------------


def test_while_the_administrative_court_has_the_case_there_is_no_last_day():
    result = standstill(award("2026-06-09", review_filed=date(2026, 6, 22)))
    assert (result.applies, result.last_day, result.earliest_signing) == (True, None, None)
    assert result.steps[-1].rule == "LOU 20:8"
    assert "Målet är inte avgjort." in result.steps[-1].text.sv


def test_an_application_that_comes_the_day_after_the_last_day_extends_nothing():
    result = standstill(award("2026-06-09", review_filed=date(2026, 6, 23), ruling=date(2026, 9, 1)))
    assert ends(result) == ("2026-06-22", "2026-06-23")
    assert [rule for rule in rules(result) if rule in {"LOU 20:8", "LOU 20:10", "LOU 20:11"}] == [
        "LOU 20:11",
        "LOU 20:10",
    ]
    assert "ingen tiodagarsfrist löper" in explain(result, "sv")


def test_an_application_filed_before_the_award_notice_holds_the_standstill_too():
    assert standstill(award("2026-06-09", review_filed=date(2026, 5, 4))).last_day is None


def test_a_quick_ruling_never_ends_before_the_standstill_itself():
    result = standstill(award("2026-06-09", channel=POST, review_filed=date(2026, 6, 10), ruling=date(2026, 6, 11)))
    assert ends(result) == ("2026-06-24", "2026-06-25")
    assert result.steps[-2].text.sv == "Den senare dagen gäller, onsdag 24 juni 2026."


def test_a_ruling_alone_is_taken_to_end_an_application_in_time():
    result = standstill(award("2026-06-09", ruling=date(2026, 9, 1)))
    assert ends(result) == ("2026-09-11", "2026-09-12")


def test_a_ruling_from_before_the_award_notice_concerns_an_earlier_award():
    known = {"review_filed": date(2026, 2, 2), "ruling": date(2026, 5, 4)}
    decided = standstill(award("2026-06-09", **known))
    assert ends(decided) == ends(standstill(award("2026-06-09")))
    assert "avgjordes före underrättelsen" in explain(decided, "sv")


def test_a_ruling_older_than_the_application_does_not_decide_it():
    known = {"review_filed": date(2026, 6, 15), "ruling": date(2026, 6, 12)}
    assert standstill(award("2026-06-09", **known)).last_day is None


def test_a_review_without_a_standstill_bars_nothing_and_its_ruling_gives_no_ten_days():
    known = {"procedure": P.RENEWED_COMPETITION, "review_filed": date(2026, 6, 15)}
    pending = standstill(award("2026-06-09", **known))
    assert not pending.applies
    assert "bara ett interimistiskt beslut hindrar avtal" in pending.steps[-1].text.sv
    decided = standstill(award("2026-06-09", **known, ruling=date(2026, 9, 1)))
    assert not decided.applies
    assert decided.steps[-1].rule == "LOU 20:10"


def test_an_interim_order_without_a_standstill_bars_until_ten_days_after_the_ruling():
    known = {"procedure": P.RENEWED_COMPETITION, "review_filed": date(2026, 6, 15), "interim_order": date(2026, 6, 16)}
    standing = standstill(award("2026-06-09", **known))
    assert (standing.applies, standing.voluntary, standing.last_day) == (True, False, None)
    decided = standstill(award("2026-06-09", **known, ruling=date(2026, 9, 1)))
    assert ends(decided) == ("2026-09-11", "2026-09-12")
    assert "Ingen förlängd avtalsspärr gällde" not in explain(decided, "sv")


def test_an_interim_order_of_a_higher_court_outlives_the_ruling_it_reviews():
    known = {"review_filed": date(2017, 5, 19), "ruling": date(2017, 8, 25), "interim_order": date(2017, 9, 5)}
    assert standstill(award("2017-05-12", **known)).last_day is None
    lifted = standstill(award("2017-05-12", **known, interim_lifted=date(2017, 10, 11)))
    assert ends(lifted) == ("2017-10-23", "2017-10-24")


def test_an_interim_order_counts_without_any_notice():
    result = standstill(award_with(procedure=P.DIRECT_AWARD, interim_order=date(2026, 6, 16)))
    assert (result.applies, result.last_day) == (True, None)


def test_the_ten_days_count_from_the_day_the_order_was_lifted_even_if_the_case_is_decided_later():
    known = {"interim_order": date(2026, 7, 1), "interim_lifted": date(2026, 8, 3), "ruling": date(2026, 9, 1)}
    result = standstill(award("2026-06-09", procedure=P.RENEWED_COMPETITION, **known))
    assert ends(result) == ("2026-08-13", "2026-08-14")


def test_an_order_can_be_lifted_the_day_it_was_given():
    known = {"interim_order": date(2026, 8, 3), "interim_lifted": date(2026, 8, 3)}
    assert standstill(award("2026-06-09", **known)).last_day == date(2026, 8, 13)


def test_an_order_lifted_before_a_newer_one_was_given_does_not_lift_that():
    known = {"interim_order": date(2026, 8, 3), "interim_lifted": date(2026, 7, 1)}
    assert standstill(award("2026-06-09", **known)).last_day is None


def test_the_court_may_lift_the_extended_standstill_but_not_the_standstill_itself():
    known = {"review_filed": date(2026, 6, 10), "ruling": date(2026, 9, 1)}
    early = standstill(award("2026-06-09", **known, extension_lifted=date(2026, 6, 12)))
    late = standstill(award("2026-06-09", **known, extension_lifted=date(2026, 7, 4)))
    assert ends(early) == ("2026-06-22", "2026-06-23")
    assert ends(late) == ("2026-07-04", "2026-07-05")
    assert "LOU 20:10" not in rules(late)


def test_the_court_may_lift_the_extended_standstill_the_day_the_application_comes():
    known = {"review_filed": date(2026, 6, 22), "extension_lifted": date(2026, 6, 22)}
    assert ends(standstill(award("2026-06-09", **known))) == ("2026-06-22", "2026-06-23")


def test_a_decision_older_than_the_application_does_not_lift_its_extended_standstill():
    known = {"review_filed": date(2026, 6, 15), "extension_lifted": date(2026, 6, 12)}
    assert standstill(award("2026-06-09", **known)).last_day is None


def test_when_the_court_waives_the_ten_days_the_contract_waits_for_the_day_after_the_ruling():
    known = {"review_filed": date(2026, 6, 15), "ruling": date(2026, 9, 1), "ten_days_waived": True}
    assert ends(standstill(award("2026-06-09", **known))) == ("2026-09-01", "2026-09-02")


def test_a_waiver_by_the_court_that_spoke_last_leaves_the_earlier_ten_days_alone():
    known = {"review_filed": date(2017, 5, 19), "ruling": date(2017, 8, 25), "interim_order": date(2017, 8, 30)}
    waived = standstill(award("2017-05-12", **known, interim_lifted=date(2017, 9, 1), ten_days_waived=True))
    assert ends(waived) == ("2017-09-04", "2017-09-05")


# --- the law by date -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begun", "citation"),
    [
        (date(2010, 7, 15), "LOU (2007:1091) 16 kap."),
        (date(2016, 12, 31), "LOU (2007:1091) 16 kap."),
        (date(2017, 1, 1), "LOU 19 kap."),
        (date(2022, 1, 31), "LOU 19 kap."),
        (date(2022, 2, 1), "LOU 19 a:10"),
        (date(2026, 3, 2), "LOU 19 a:10"),
    ],
)
def test_a_procurement_keeps_the_wording_it_was_begun_under(begun, citation):
    assert wording_of(Act.LOU, begun).cite(Rule.DIRECT, Chapter.DIRECT) == citation
    result = standstill(award("2026-03-02", procedure=P.DIRECT_AWARD, begun=begun))
    assert rules(result) == [citation]


def test_without_a_beginning_the_day_of_the_notice_picks_the_wording():
    assert rules(standstill(award("2016-12-30")))[0] == "LOU (2007:1091) 16 kap."
    assert rules(standstill(award("2017-01-02")))[0] == "LOU 20:1"


def test_of_two_notices_the_first_picks_the_wording():
    known = {"procedure": P.DIRECT_AWARD, "voluntary": True, "intent_published": date(2022, 1, 31)}
    assert rules(standstill(award("2022-02-10", **known)))[0] == "LOU 19 kap."


def test_before_the_first_standstill_rules_nothing_is_guessed():
    with pytest.raises(NoRuleHeld, match="No standstill rule is held for 14 July 2010"):
        standstill(award("2010-07-14"))
    assert standstill(award("2010-07-15")).last_day == date(2010, 7, 26)


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", list(Procedure))
def test_without_a_day_to_count_from_there_is_no_answer(procedure):
    with pytest.raises(NothingSent, match="there is no day 0"):
        standstill(award_with(procedure=procedure))


def test_a_voluntary_standstill_needs_its_notice():
    with pytest.raises(NothingSent):
        standstill(award_with(procedure=P.DIRECT_AWARD, voluntary=True))


# --- what must always hold -------------------------------------------------------------------------------------------

sending_days = st.dates(date(2010, 7, 15), date(2055, 12, 31))
channels = st.sampled_from(Channel)
LENGTH = {Channel.ELECTRONIC: 10, Channel.OTHER: 15}


@given(sending_days, channels)
def test_the_last_day_is_the_first_ordinary_weekday_from_the_last_counted_day_on(sent, channel):
    result = standstill(award_with(sent=sent, channel=channel))
    due = sent + LENGTH[channel] * DAY
    assert result.last_day >= due
    assert is_working_day(result.last_day)
    assert not any(is_working_day(due + n * DAY) for n in range((result.last_day - due).days))
    assert result.earliest_signing == result.last_day + DAY


@given(sending_days, channels, st.integers(0, 60))
def test_sending_later_never_ends_earlier(sent, channel, later):
    first, second = (standstill(award_with(sent=day, channel=channel)) for day in (sent, sent + later * DAY))
    assert first.last_day <= second.last_day


@given(sending_days, channels, st.integers(-20, 90))
def test_what_is_stated_can_only_lengthen(sent, channel, offset):
    stated = sent + offset * DAY
    plain = standstill(award_with(sent=sent, channel=channel)).last_day
    assert standstill(award_with(sent=sent, channel=channel, stated_end=stated)).last_day == max(plain, roll(stated))


@given(sending_days, st.integers(0, 25), st.integers(0, 400), st.booleans())
def test_no_court_ends_a_standstill_early(sent, filed_after, decided_after, waived):
    filed = sent + filed_after * DAY
    ruling = filed + decided_after * DAY
    plain = standstill(award_with(sent=sent)).last_day
    pending = standstill(award_with(sent=sent, review_filed=filed))
    decided = standstill(award_with(sent=sent, review_filed=filed, ruling=ruling, ten_days_waived=waived))
    if filed > plain:
        assert pending.last_day == decided.last_day == plain
    else:
        assert pending.last_day is None
        assert decided.last_day == max(plain, ruling if waived else roll(ruling + 10 * DAY))


DATES = {
    "sv": re.compile(rf"(\d+) ({'|'.join(MONTHS['sv'])}) (\d{{4}})"),
    "en": re.compile(rf"(\d+) ({'|'.join(MONTHS['en'])}) (\d{{4}})"),
}


def dates_in(text, language):
    return [
        date(int(year), MONTHS[language].index(month) + 1, int(day))
        for day, month, year in DATES[language].findall(text)
    ]


@given(sending_days, channels, st.integers(0, 40), st.sampled_from(["sv", "en"]))
def test_the_reasoning_read_back_gives_the_date_again(sent, channel, offset, language):
    result = standstill(award_with(sent=sent, channel=channel, stated_end=sent + offset * DAY))
    said = explain(result, language)
    told = re.search({"sv": r"Dag (\d+) är", "en": r"Day (\d+) is"}[language], said)
    stated = re.search({"sv": r"till och med ([^.]*)\.", "en": r"and including ([^.]*)\."}[language], said)
    days = dates_in(said, language)

    due = days[0] + int(told[1]) * DAY
    if stated:
        (due,) = dates_in(stated[1], language)
    refused = {
        skipped
        for sentence in said.split(". ")
        if re.search(r"kan inte vara sista dag|cannot be the last day", sentence)
        for skipped in dates_in(sentence, language)
    }
    while due in refused:
        due += DAY
    assert (days[0], due, days[-1]) == (sent, result.last_day, result.earliest_signing)


@given(sending_days, channels, st.integers(0, 40))
def test_the_steps_follow_each_other_without_a_gap(sent, channel, offset):
    result = standstill(award_with(sent=sent, channel=channel, stated_end=sent + offset * DAY))
    skipped = [step for step in result.steps if step.rule == "1930:173 2"]
    tail = [step.day for step in (*skipped, *result.steps[-2:])]
    assert tail == [result.earliest_signing - n * DAY for n in range(len(tail) - 1, -1, -1)]
    reached = max(sent + LENGTH[channel] * DAY, result.steps[-3 - len(skipped)].day)
    assert tail[0] == reached
    assert result.steps[0].day == sent


def every_kind_of_step():
    yield standstill(award("2026-06-09", stated_end=date(2026, 6, 12)))
    yield standstill(award("2026-06-09", stated_end=date(2026, 6, 28)))
    yield standstill(award("2026-06-09", procedure=P.DIRECT_AWARD, intent_published=date(2026, 6, 9)))
    for extension in (
        told("2018-07-04", "2018-07-09"),
        told("2018-07-04", "2018-07-09", to_all=False),
        told("2018-07-06", "2018-07-09"),
        told("2018-07-04", "2018-07-05"),
    ):
        yield standstill(award("2018-06-25", extensions=(extension,)))
    court = {"review_filed": date(2017, 5, 19), "ruling": date(2017, 8, 25), "interim_order": date(2017, 9, 5)}
    yield standstill(award("2017-05-12", **court))
    yield standstill(award("2017-05-12", **court, interim_lifted=date(2017, 10, 11)))
    yield standstill(award("2017-05-12", **court, interim_lifted=date(2017, 10, 11), ten_days_waived=True))
    yield standstill(award("2017-05-12", **court, extension_lifted=date(2017, 6, 1)))
    yield standstill(award("2017-05-12", channel=POST, review_filed=date(2017, 6, 12), ruling=date(2017, 8, 25)))
    for procedure in sorted(FREE - {P.FREEDOM_OF_CHOICE}):
        yield standstill(award("2026-06-09", procedure=procedure, voluntary=True, review_filed=date(2026, 6, 15)))
        yield standstill(award("2026-06-09", procedure=procedure, review_filed=date(2026, 6, 15)))


def test_every_step_is_dated_by_the_first_day_it_names_and_says_the_same_days_in_both_languages():
    for result in every_kind_of_step():
        assert isinstance(result, Standstill)
        for step in result.steps:
            named = dates_in(step.text.sv, "sv")
            assert named == dates_in(step.text.en, "en")
            assert named[:1] in ([], [step.day])
            assert "{" not in step.text.sv + step.text.en


def test_the_whole_reasoning_reads_as_sentences_in_both_languages():
    result = standstill(award("2026-06-09"))
    assert explain(result, "sv") == (
        "Underrättelsen om tilldelning skickades elektroniskt tisdag 9 juni 2026. Det är dag 0."
        " Avtal får inte ingås förrän 10 dagar har gått. Dag 10 är fredag 19 juni 2026."
        " Den 19 juni 2026 är midsommarafton och kan inte vara sista dag."
        " Den 20 juni 2026 är midsommardagen och kan inte vara sista dag."
        " Den 21 juni 2026 är söndag och kan inte vara sista dag."
        " Avtalsspärrens sista dag är måndag 22 juni 2026."
        " Avtal får ingås tidigast tisdag 23 juni 2026."
        " (LOU 20:1, 1930:173 2, LOU 20:18)"
    )
    assert explain(result, "en") == (
        "The award notice was sent electronically on Tuesday 9 June 2026. That is day 0."
        " No contract may be signed until 10 days have passed. Day 10 is Friday 19 June 2026."
        " 19 June 2026 is Midsummer Eve and cannot be the last day."
        " 20 June 2026 is Midsummer Day and cannot be the last day."
        " 21 June 2026 is Sunday and cannot be the last day."
        " The last day of the standstill is Monday 22 June 2026."
        " The contract may be signed on Tuesday 23 June 2026 at the earliest."
        " (LOU 20:1, 1930:173 2, LOU 20:18)"
    )


def test_the_skipped_days_and_their_reasons_are_data():
    skipped = [step for step in standstill(award("2026-12-14")).steps if step.rule == "1930:173 2"]
    assert [(step.day.day, step.text) for step in skipped] == [
        (24, Text("Den 24 december 2026 är julafton och kan inte vara sista dag.", skipped[0].text.en)),
        (25, Text("Den 25 december 2026 är juldagen och kan inte vara sista dag.", skipped[1].text.en)),
        (26, Text("Den 26 december 2026 är annandag jul och kan inte vara sista dag.", skipped[2].text.en)),
        (27, Text("Den 27 december 2026 är söndag och kan inte vara sista dag.", skipped[3].text.en)),
    ]


def test_asking_twice_gives_the_very_same_answer():
    assert standstill(award("2026-06-09")) is standstill(award("2026-06-09"))
