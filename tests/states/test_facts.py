"""What guards look at: dates and counts of a case, and conclusions that are drawn once."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pkgutil import walk_packages

import pytest

import states
from states.facts import ROLE_LABELS, Facts, Milestone, Role, remembered
from states.law.clearance import in_court
from states.law.courts import RULING_LABELS, Court, Event, EventKind, Ruling
from states.records.obligations import Balance, Measure, Obligation

TODAY = date(2026, 3, 30)
ONE_PERSON = Balance(Obligation(unit=Measure.PERSONS, amount=1), promised=1)


def test_a_milestone_without_a_date_is_not_known():
    facts = Facts(TODAY, {Milestone.CASE_OPENED: date(2026, 1, 12)})
    assert facts.on(Milestone.CASE_OPENED) == date(2026, 1, 12)
    assert facts.on(Milestone.CONTRACT_SIGNED) is None


def test_tracks_below_are_counted_by_process_and_by_any_of_some_states():
    facts = Facts(TODAY, others={"placement": {"hired": 2, "proposed": 1}})
    assert facts.count("placement", "hired") == 2
    assert facts.count("placement", "hired", "proposed", "open") == 3
    assert facts.count("placement") == 0
    assert facts.count("supplier", "hired") == 0


def test_the_balance_of_one_supplier_is_the_only_one():
    assert Facts(TODAY).balance is None
    assert Facts(TODAY, balances=(ONE_PERSON,)).balance is ONE_PERSON


def test_a_conclusion_is_drawn_once_from_the_same_facts_and_anew_from_others():
    drawn = []

    @remembered
    def signed(facts: Facts) -> date | None:
        drawn.append(facts.today)
        return facts.on(Milestone.CONTRACT_SIGNED)

    facts = Facts(TODAY)
    assert signed(facts) is signed(facts) is None
    assert drawn == [TODAY]
    assert signed(Facts(TODAY, {Milestone.CONTRACT_SIGNED: TODAY})) == TODAY
    assert len(drawn) == 2


def test_what_was_concluded_already_makes_no_facts_different():
    @remembered
    def year(facts: Facts) -> int:
        return facts.today.year

    looked_at, fresh = Facts(TODAY), Facts(TODAY)
    assert year(looked_at) == 2026
    assert looked_at == fresh
    assert repr(looked_at) == repr(fresh)


@pytest.mark.parametrize(("words", "labels"), [(Role, ROLE_LABELS), (Ruling, RULING_LABELS)])
def test_every_role_and_ruling_is_called_something_of_its_own_in_both_languages(words, labels):
    assert set(labels) == set(words)
    for language in ("sv", "en"):
        assert len({label.in_(language) for label in labels.values()}) == len(words)


class Unseen:
    """Stands for what a move changes, where nobody may look."""

    def _looked(self, *_: object) -> None:
        raise AssertionError

    get = __getitem__ = __iter__ = __len__ = __bool__ = __contains__ = __eq__ = _looked  # type: ignore[assignment]
    __hash__ = object.__hash__


def conclusions() -> dict[str, Callable[[Facts], object]]:
    """Return every function of the rules that remembers what it came to."""
    modules = [import_module(found.name) for found in walk_packages(states.__path__, "states.")]
    named = (one for module in modules for one in vars(module).items())
    return {name: one for name, one in named if getattr(one, "__code__", None) is in_court.__code__}


@pytest.mark.parametrize("name", sorted(conclusions()))
def test_what_is_concluded_rests_on_nothing_that_a_move_changes(name):
    days = dict.fromkeys(Milestone, TODAY)
    events = (Event(TODAY, EventKind.FILED, court=Court.FR), Event(TODAY, EventKind.RULING, ruling=Ruling.REDO))
    for dates in ({}, days, *({milestone: TODAY} for milestone in Milestone)):
        for court in ((), events):
            facts = Facts(TODAY, dates, court=court, months=24)
            hidden = Facts(
                TODAY,
                dates,
                court=court,
                months=24,
                states=Unseen(),
                others=Unseen(),
                balances=Unseen(),
                reason=Unseen(),
            )
            assert conclusions()[name](facts) == conclusions()[name](hidden)


def test_facts_take_over_what_follows_from_others():
    drawn = []

    @remembered
    def opened(facts: Facts) -> date | None:
        drawn.append(facts.today)
        return facts.on(Milestone.CASE_OPENED)

    shared: dict[str, object] = {}
    for state in ("planning", "advertised"):
        facts = Facts(TODAY, {Milestone.CASE_OPENED: TODAY}, states={"procurement": state})
        assert opened(facts.with_what_follows(shared)) == TODAY
    assert drawn == [TODAY]
