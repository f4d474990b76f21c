"""What a balance is reckoned from, written down: the balance of every day is the same afterwards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.records.accounts import Account, read_account, written
from states.records.obligations import Ending, Measure, Obligation, Origin, Spell, Terms

FIRST = date(2026, 1, 12)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
maybe = st.none() | days
shares = st.sampled_from((0.5, 0.75, 1 / 3, 1.0))
terms = st.builds(Terms, st.sampled_from(Origin), st.sampled_from((0.0, 2.5, 6.0)), shares)
spells = st.builds(
    Spell,
    st.integers(1, 12),
    st.integers(1, 3),
    terms,
    maybe,
    maybe,
    st.none() | st.sampled_from(Ending),
    st.booleans(),
    st.none() | st.booleans(),
    maybe,
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "Bemanning Ö AB 556000-4615")),
)
obligations = st.builds(
    Obligation,
    st.sampled_from(("", "Del 1")),
    st.just("Städ & Park AB"),
    st.none() | st.sampled_from(sorted(set(Measure) - {Measure.HOURS})),
    st.sampled_from((0.0, 1.0, 2.5, 12.0)),
    st.integers(0, 3),
    st.sampled_from((0.0, 6.0)),
    st.integers(0, 6),
    st.booleans(),
    st.booleans(),
    st.integers(0, 50_000),
    st.integers(0, 50_000),
    st.integers(0, 50_000),
    st.booleans(),
)
accounts = st.builds(
    Account,
    obligations,
    st.sampled_from(("", "delivering")),
    st.lists(spells, max_size=4).map(tuple),
    st.integers(0, 4),
    st.booleans(),
    maybe,
    maybe,
)


@given(accounts, days)
def test_what_was_written_has_the_same_balance_on_every_day(account, day):
    again = read_account(written(account))
    assert again == account
    assert again.on(day) == account.on(day)


def test_whatever_a_database_holds_for_one_and_for_true_is_written_alike():
    plain = Account(Obligation(supplier="Park AB", unit=Measure.PERSONS, amount=1, positions=1, penalty=True))
    odd = Account(Obligation(supplier="Park AB", unit=Measure.PERSONS, amount=1.0, positions=True, penalty=1))
    assert written(odd) == written(plain)


def test_what_was_not_written_so_is_no_account():
    with pytest.raises(ValueError, match="Expecting value"):
        read_account("Park AB")
