"""The decision table, each combination against the law put differently, and the acts by date."""

import copy
from collections import Counter
from datetime import date
from itertools import pairwise, product

import pytest

from states.law.periods import (
    ACTS,
    DECISIONS,
    EXEMPT,
    FIFTEEN_DAYS,
    INTENT_TEN,
    TEN_DAYS,
    VOLUNTARY_FIFTEEN,
    VOLUNTARY_TEN,
    Act,
    NoRuleHeld,
    PeriodRule,
    periods_of,
)
from states.law.procedures import Channel, Procedure

P = Procedure
BOUND = [p for p in Procedure if p not in EXEMPT]
COMBINATIONS = list(product(Procedure, Channel, (True, False), (True, False), (True, False)))


def test_every_combination_has_exactly_one_row():
    hits = Counter(
        combination
        for row in DECISIONS
        for combination in product(
            row.procedures,
            row.channels,
            row.single_tenderer,
            row.voluntary,
            row.intent_notice,
        )
    )
    assert len(COMBINATIONS) == 192
    assert hits == dict.fromkeys(COMBINATIONS, 1)


@pytest.mark.parametrize(("procedure", "channel", "single", "voluntary", "intent"), COMBINATIONS)
def test_the_row_is_what_the_law_says(procedure, channel, single, voluntary, intent):
    owed = procedure in BOUND and not single
    by_notice = {
        (True, Channel.ELECTRONIC): {TEN_DAYS},
        (True, Channel.OTHER): {FIFTEEN_DAYS},
        (False, Channel.ELECTRONIC): {VOLUNTARY_TEN} if voluntary else set(),
        (False, Channel.OTHER): {VOLUNTARY_FIFTEEN} if voluntary else set(),
    }[owed, channel]
    periods = periods_of(
        procedure,
        channel,
        single_tenderer=single,
        voluntary=voluntary,
        intent_notice=intent,
    )
    assert set(periods) == by_notice | ({INTENT_TEN} if intent else set())


def test_six_procedures_oblige_and_six_do_not():
    assert BOUND == [
        P.OPEN,
        P.RESTRICTED,
        P.NEGOTIATED,
        P.COMPETITIVE_DIALOGUE,
        P.INNOVATION_PARTNERSHIP,
        P.SIMPLIFIED,
    ]


def test_the_refusal_is_readable_in_swedish_and_can_be_copied():
    refusal = copy.copy(NoRuleHeld(date(2010, 7, 14)))
    assert refusal.text.sv == (
        "Ingen regel om avtalsspärr finns inlagd för 14 juli 2010; den första gäller från 15 juli 2010."
    )


def test_the_acts_follow_each_other_and_cite_every_rule():
    assert all(isinstance(act, Act) and set(act.citations) == set(PeriodRule) for act in ACTS)
    assert all(earlier.since < later.since for earlier, later in pairwise(ACTS))
