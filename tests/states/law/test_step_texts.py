"""What the steps of a reckoning say: in both languages, with the same gaps."""

import re

import pytest

from states.law import step_texts
from states.law.acts import Rule
from states.law.step_texts import DOUBTS, NOT_REQUIRED, Doubt
from states.text import Text

TEXTS = {name: text for name, text in vars(step_texts).items() if isinstance(text, Text)}
TEXTS |= {str(doubt): text for doubt, text in DOUBTS.items()}
GAP = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_the_same_gaps_in_both_languages(name):
    text = TEXTS[name]
    assert set(GAP.findall(text.sv)) == set(GAP.findall(text.en))
    assert text.sv != text.en


def test_every_doubt_says_why():
    assert set(DOUBTS) == set(Doubt)


def test_every_rule_that_frees_from_the_standstill_has_its_words():
    assert {Rule.FRAMEWORK, Rule.DYNAMIC_SYSTEM, Rule.DIRECT, Rule.CALL_OFF} <= set(NOT_REQUIRED)
