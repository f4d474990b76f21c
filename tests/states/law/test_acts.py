"""The acts: their wordings by the day a procurement began, and where each rule stands."""

import copy
from datetime import date
from itertools import pairwise

import pytest

from states.law.acts import ACT_LABELS, WORDINGS, Act, NoRuleHeld, Rule, governing, parse_act, section, wording_of
from states.law.procedures import Chapter, Procedure

TODAY = date(2026, 3, 2)
OF_NO_LOV = set(Rule) - {Rule.NOTICE_OWED, Rule.OUTCOME, Rule.IN_TIME, Rule.CONDITIONS}


@pytest.mark.parametrize("act", Act)
def test_the_wordings_of_an_act_follow_each_other(act):
    held = [wording.since for wording in WORDINGS if wording.act is act]
    assert held
    assert all(earlier < later for earlier, later in pairwise(held))


@pytest.mark.parametrize("chapter", Chapter)
@pytest.mark.parametrize("wording", WORDINGS, ids=lambda one: f"{one.act} {one.since}")
def test_every_rule_of_a_standstill_is_cited_with_its_section_or_chapter(wording, chapter):
    for rule in Rule:
        cited = wording.cite(rule, chapter)
        assert cited
        if wording.act is not Act.LOV or rule not in OF_NO_LOV:
            assert any(sign.isdigit() for sign in cited) or rule in {Rule.PROMISED, Rule.FREEDOM_OF_CHOICE}


@pytest.mark.parametrize(
    ("act", "begun", "rule", "cited"),
    [
        (Act.LOU, "2016-12-31", Rule.NOTICE, "LOU (2007:1091) 16 kap."),
        (Act.LOU, "2017-01-01", Rule.NOTICE, "LOU 20:1"),
        (Act.LOU, "2022-01-31", Rule.INEFFECTIVE, "LOU 20:13"),
        (Act.LOU, "2022-02-01", Rule.INEFFECTIVE, "LOU 20:13 b"),
        (Act.LOU, "2023-12-31", Rule.FEE, "LOU 21 kap."),
        (Act.LOU, "2024-01-01", Rule.FEE, "LOU 21:6"),
        (Act.LOU, "2024-01-01", Rule.FEE_AMOUNT, "LOU 21:9"),
        (Act.LUF, "2026-03-02", Rule.CONDITIONS, "LUF 16:1"),
        (Act.LUF, "2026-03-02", Rule.DIRECT, "LUF 19 a:9"),
        (Act.LUK, "2026-03-02", Rule.TEN_DAYS, "LUK 16:10"),
        (Act.LUK, "2026-03-02", Rule.FEE, "LUK 17:6"),
        (Act.LUFS, "2026-03-02", Rule.NOTICE, "LUFS 16:1"),
        (Act.LOV, "2026-03-02", Rule.FREEDOM_OF_CHOICE, "LOV"),
    ],
)
def test_a_rule_stands_where_the_wording_of_the_day_the_procurement_began_says(act, begun, rule, cited):
    assert wording_of(act, date.fromisoformat(begun)).cite(rule, Chapter.MAIN) == cited


@pytest.mark.parametrize(
    ("act", "procedure", "cited"),
    [
        (Act.LOU, Procedure.OPEN, "LOU 12:12"),
        (Act.LOU, Procedure.SIMPLIFIED, "LOU 19:19"),
        (Act.LOU, Procedure.DIRECT_AWARD, "LOU 19 a:10"),
        (Act.LUF, Procedure.DIRECT_AWARD, "LUF 19 a:9"),
        (Act.LUK, Procedure.CONCESSION, "LUK 10:12"),
        (Act.LUK, Procedure.SIMPLIFIED, "LUK 15:8"),
        (None, Procedure.CONCESSION, "LUK 10:12"),
        (None, Procedure.OPEN, "LOU 12:12"),
    ],
)
def test_the_award_notice_is_owed_by_the_section_of_the_chapter_that_governs(act, procedure, cited):
    assert section(Rule.NOTICE_OWED, act, procedure, TODAY) == cited


def test_no_rule_is_held_before_the_first_wording_and_the_refusal_says_which_that_is():
    with pytest.raises(NoRuleHeld) as refused:
        wording_of(Act.LOU, date(2010, 7, 14))
    assert copy.copy(refused.value).text.sv == (
        "Ingen regel om avtalsspärr finns inlagd för 14 juli 2010; den första gäller från 15 juli 2010."
    )
    with pytest.raises(NoRuleHeld):
        wording_of(Act.LUK, date(2016, 12, 31))


@pytest.mark.parametrize("word", ["LUF", " luf ", "Luf"])
def test_an_act_is_understood_however_it_is_typed(word):
    assert parse_act(word) is Act.LUF


def test_an_unknown_act_names_those_that_are_understood():
    with pytest.raises(ValueError, match="LOU, LUF, LUK, LUFS, LOV"):
        parse_act("LOA")


def test_a_procedure_that_one_act_alone_has_tells_the_act():
    assert governing(None, Procedure.FREEDOM_OF_CHOICE) is Act.LOV
    assert governing(None, Procedure.QUALIFICATION_SYSTEM) is Act.LUF
    assert governing(None, Procedure.OPEN) is None
    assert governing(Act.LUFS, Procedure.OPEN) is Act.LUFS


def test_every_act_is_called_something_in_both_languages():
    assert set(ACT_LABELS) == set(Act)
    assert all(text.sv and text.en and text.sv != text.en for text in ACT_LABELS.values())
