"""What an assessment says of the work, in words."""

from datetime import date

from models.occupations.words import need_lines, occupations_told, story_of
from states.records.needs import Need, Supply, as_told, parsed
from states.records.obligations import Measure

NEED = Need((("9111", 3), ("7131", 0)), Measure.PERSONS, 4, 12, date(2027, 3, 1), Supply.YES, "officer:1 support:3")


def test_occupations_are_told_by_name_code_and_number():
    assert occupations_told(NEED.occupations).sv == "3 städare (9111), målare (7131)"


def test_only_what_is_known_has_a_line():
    assert need_lines(Need()) == ()
    assert [label.en for label, _ in need_lines(NEED, area="Hisingen", months=24)] == [
        "occupations",
        "number",
        "planned start",
        "area",
        "length of the contract",
        "supply",
    ]


def test_the_journal_reads_as_the_case_does_and_names_nobody():
    told = story_of(parsed(as_told(NEED, area="Hisingen", months=24))).sv

    assert told == (
        "yrken: 3 städare (9111), målare (7131); antal: 4 personer, 12 månader var; planerad start: måndag 1 mars 2027;"
        " område: Hisingen; avtalets längd: 24 månader; tillgång: arbetskraft finns;"
        " gjord av: upphandlaren, stödfunktionen"
    )


def test_an_entry_of_another_release_stands_as_it_was_stored():
    assert story_of({"unit": "barrels", "amount": "3"}).sv == "unit: barrels; amount: 3"
