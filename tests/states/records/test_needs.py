"""What an assessment says of the work: how it is stored, and what does not go together."""

from datetime import date

import pytest

from states.law.applicability import AssessmentOutcome
from states.records.needs import (
    NO_NEED,
    Need,
    NeedRefused,
    Supply,
    as_told,
    check_need,
    number_of,
    parsed,
    people_of,
    read_occupations,
    roles_in,
    written_occupations,
)
from states.records.obligations import Measure

TODAY = date(2026, 3, 4)
START = date(2027, 3, 1)
REQUIRED, NONE = AssessmentOutcome.REQUIRED, AssessmentOutcome.NO_REQUIREMENT


@pytest.mark.parametrize("stored", ["", "9111", "9111:3", "9111:3 7231:1", "911 0110:2"])
def test_occupations_are_read_as_they_are_written(stored):
    assert written_occupations(read_occupations(stored)) == stored


@pytest.mark.parametrize("stored", ["städare", "9111:0", "9111:", "91111", "9111:3:1", "9111,7231"])
def test_a_word_that_is_no_occupation_is_not_read(stored):
    with pytest.raises(ValueError, match=stored):
        read_occupations(stored)


@pytest.mark.parametrize(
    ("need", "outcome", "part"),
    [
        (Need((("9111", 3),)), NONE, "Yrken, antal och start"),
        (Need(planned_start=START), NONE, "Yrken, antal och start"),
        (Need(amount=3), REQUIRED, "räknas i"),
        (Need(unit=Measure.PERSONS), REQUIRED, "hur många"),
        (Need(unit=Measure.PERSONS, amount=2.5), REQUIRED, "heltal"),
        (Need((("9111", 3),), Measure.PERSONS, 4), REQUIRED, "inte samma"),
        (Need((("9111", 3), ("7131", 0)), Measure.SEAT, 2), REQUIRED, "inte samma"),
        (Need((("9111", 1), ("9111", 2)), Measure.PERSONS, 3), REQUIRED, "två gånger"),
        (Need(unit=Measure.PERSONS, amount=20_000), REQUIRED, "högst"),
        (Need(planned_start=date(2206, 3, 1)), REQUIRED, "årtalet"),
    ],
)
def test_what_does_not_go_together_is_refused(need, outcome, part):
    with pytest.raises(NeedRefused) as refusal:
        check_need(need, outcome, TODAY)

    assert part in refusal.value.text.sv


@pytest.mark.parametrize(
    ("need", "outcome"),
    [
        (NO_NEED, REQUIRED),
        (Need(supply=Supply.NO, participants="support:3"), NONE),
        (Need((("9111", 3), ("7131", 0)), Measure.PERSONS, 4, 12, START), REQUIRED),
        (Need((("9111", 3),), Measure.MONTHS, 40.5), REQUIRED),
    ],
)
def test_what_goes_together_passes(need, outcome):
    check_need(need, outcome, TODAY)


def test_an_entry_of_the_journal_says_all_that_the_assessment_does():
    need = Need((("9111", 3),), Measure.PERSONS, 3, 12, START, Supply.PREPARED, "officer:1 support:3")

    detail = as_told(need, area="Hisingen; norra=östra", months=24)

    assert parsed(detail) == {
        "occupations": "9111:3",
        "unit": "persons",
        "amount": "3",
        "months_each": "12",
        "planned_start": "2027-03-01",
        "supply": "prepared",
        "participants": "officer:1 support:3",
        "months": "24",
        "area": "Hisingen; norra=östra",
    }


def test_how_many_are_wanted_is_told_in_words():
    told = number_of(Need(unit=Measure.PERSONS, amount=3, months_each=12))

    assert told is not None
    assert told.sv == "3 personer, 12 månader var"
    assert number_of(NO_NEED) is None


def test_who_took_part_is_read_by_role_and_number():
    assert list(roles_in("officer:12 support")) == ["officer", "support"]
    assert people_of("officer:12 support") == [12]


def test_one_person_is_told_as_one_in_both_languages():
    told = number_of(Need(unit=Measure.PERSONS, amount=1, months_each=6))
    assert told is not None
    assert (told.sv, told.en) == ("1 person, 6 månader var", "1 person, 6 months each")
