"""What guards look at: dates and counts of a case, and conclusions that are drawn once."""

from datetime import date

import pytest

from states.facts import ROLE_LABELS, Facts, Milestone, Role, remembered
from states.law.courts import RULING_LABELS, Ruling
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
