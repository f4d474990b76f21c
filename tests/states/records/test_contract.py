"""When a contract ends: as told, else its length after it was signed."""

from datetime import date

import pytest

from states.records.contract import (
    COMPUTED,
    ENDS,
    ContractEnd,
    contract_end,
    contract_over,
    end_of,
    first_signed,
    signed_by,
)
from states.records.obligations import Balance, Obligation
from tests.builders import facts

SIGNED = date(2026, 6, 24)


@pytest.mark.parametrize(
    ("months", "day"),
    [
        (24, date(2028, 6, 24)),
        (6, date(2026, 12, 24)),
        (4.5, date(2026, 11, 8)),
        (0.5, date(2026, 7, 9)),
        (23.9, date(2028, 6, 20)),
    ],
)
def test_an_end_that_nobody_has_told_is_the_length_after_the_day_of_signing(months, day):
    assert end_of(SIGNED, None, months) == ContractEnd(day, computed=True)


def test_a_month_without_such_a_day_ends_on_its_last():
    assert end_of(date(2026, 8, 31), None, 6) == ContractEnd(date(2027, 2, 28), computed=True)


def test_what_was_told_counts_whether_it_is_earlier_or_later():
    for told in (date(2026, 7, 1), date(2030, 1, 1)):
        assert end_of(SIGNED, told, 24) == ContractEnd(told, computed=False)
        assert end_of(None, told, None) == ContractEnd(told, computed=False)


@pytest.mark.parametrize(("signed", "months"), [(None, 24), (SIGNED, None), (SIGNED, 0), (SIGNED, 12_000)])
def test_no_end_is_computed_from_nothing_or_beyond_the_calendar(signed, months):
    assert end_of(signed, None, months) is None


def test_a_computed_end_is_called_so():
    assert ContractEnd(SIGNED, computed=True).label is COMPUTED
    assert ContractEnd(SIGNED, computed=False).label is ENDS


def test_a_contract_is_over_from_its_last_day_on():
    known = {"contract_signed": SIGNED, "months": 6.0}
    assert not contract_over(facts(**known, today="2026-12-23"))
    assert contract_over(facts(**known, today="2026-12-24"))
    assert not contract_over(facts(**known, today="2026-12-24", contract_ended="2027-01-31"))
    assert not contract_over(facts(contract_signed=SIGNED, today="2040-01-02"))
    assert contract_end(facts()) is None


ONE, TWO = ("1", "Städ AB"), ("2", "Rent AB")
EARLY, LATE = date(2026, 6, 10), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("common", "apart", "each", "last"),
    [
        (SIGNED, {}, {ONE: SIGNED, TWO: SIGNED}, SIGNED),
        (None, {ONE: EARLY, TWO: LATE}, {ONE: EARLY, TWO: LATE}, LATE),
        (SIGNED, {TWO: LATE}, {ONE: SIGNED, TWO: LATE}, LATE),
        (SIGNED, {TWO: EARLY}, {ONE: SIGNED, TWO: EARLY}, SIGNED),
        (None, {ONE: EARLY}, {ONE: EARLY}, None),
        (None, {("1", ""): EARLY, TWO: LATE}, {ONE: EARLY, TWO: LATE}, LATE),
        (SIGNED, {("3", "Den som föll bort AB"): LATE}, {ONE: SIGNED, TWO: SIGNED}, SIGNED),
    ],
)
def test_each_contract_has_its_own_day_and_the_procurement_that_of_the_last(common, apart, each, last):
    assert signed_by([ONE, TWO], common, apart) == (each, last)


def test_without_a_winner_the_day_of_the_whole_is_all_there_is():
    assert signed_by([], SIGNED, {ONE: EARLY}) == ({}, SIGNED)


def test_the_first_contract_is_signed_while_another_waits():
    waits, signed = (Balance(Obligation(*who), contract_signed=day) for who, day in ((ONE, None), (TWO, EARLY)))
    assert first_signed(facts(balances=(waits, signed))) == EARLY
    assert first_signed(facts(balances=(waits,))) is None
    assert first_signed(facts(contract_signed=SIGNED)) == SIGNED
