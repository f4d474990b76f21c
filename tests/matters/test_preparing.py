"""By when people must be prepared for a case, as far as anything of it is known."""

from dataclasses import replace
from datetime import date

import pytest

from matters.city_days import USUAL
from matters.ladder_file import DEFAULT, LadderUnreadable, read_ladder
from matters.preparing import lead_time_of
from states.facts import Facts, Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.records.needs import Need, Outlook
from states.records.obligations import Measure

TODAY, START = date(2026, 3, 4), date(2027, 3, 1)
PLANNED = Facts(
    TODAY, states={"procurement": "planning", "target_group": "idle"}, outlook=Outlook(START, cpv="90910000")
)


def test_the_occupation_that_takes_longest_governs():
    need = Need((("9111", 3), ("7131", 1)), planned_start=date(2027, 6, 1))
    found = lead_time_of(replace(PLANNED, outcome=AssessmentOutcome.REQUIRED, need=need), USUAL)

    assert found is not None
    assert (found.occupation.sv, found.months, found.start) == ("målare (7131)", 12, date(2027, 6, 1))


def test_before_the_assessment_the_cpv_code_says_what_is_likely():
    found = lead_time_of(PLANNED, USUAL)

    assert found is not None
    assert (found.occupation.sv, found.begin_by, found.contact_by) == (
        "städare (9111)",
        date(2026, 11, 16),
        date(2026, 11, 2),
    )


def test_a_city_has_times_of_its_own(tmp_path):
    file = tmp_path / "ladder.toml"
    file.write_text("[preparation]\n911 = 6\n", "utf-8")

    found = lead_time_of(PLANNED, read_ladder(file).days)

    assert found is not None
    assert (found.months, found.begin_by) == (6, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("[preparation]\n9999 = 6\n", "preparation.9999"),
        ('[preparation]\n9111 = "sex"\n', "preparation.9111"),
        ("[preparation]\n9111 = 61\n", "från 0 till 60"),
        ("preparation = 3\n", "[preparation]"),
        ("[days]\npreparation = 3\n", "days.preparation"),
    ],
)
def test_a_time_that_cannot_be_is_refused(tmp_path, content, part):
    file = tmp_path / "ladder.toml"
    file.write_text(content, "utf-8")

    with pytest.raises(LadderUnreadable) as refusal:
        read_ladder(file)
    assert part in refusal.value.text.sv


@pytest.mark.parametrize(
    "changed",
    [
        {"outlook": Outlook(cpv="90910000")},
        {"outlook": Outlook(START)},
        {"outlook": Outlook(TODAY, cpv="90910000")},
        {"outlook": Outlook(date(9000, 1, 1), cpv="90910000")},
        {"states": {"procurement": "standstill"}},
        {"outcome": AssessmentOutcome.NO_REQUIREMENT},
        {"dates": {Milestone.PREPARATION_STARTED: TODAY}},
    ],
)
def test_nothing_is_said_where_it_is_not_known_or_of_no_use(changed):
    assert lead_time_of(replace(PLANNED, **changed), USUAL) is None


def test_the_officer_is_told_by_when_to_make_contact():
    matter = DEFAULT.matters["contact_point_1"]
    late = replace(PLANNED, today=date(2027, 1, 11), dates={Milestone.CASE_OPENED: date(2027, 1, 11)})
    early = replace(PLANNED, today=date(2026, 10, 26), dates={Milestone.CASE_OPENED: date(2026, 10, 26)})

    assert any("För sent att utbilda" in text.sv for text in matter.reasoning(late))
    assert matter.deadline(early) == date(2026, 11, 2)  # ten working days would be 9 November


def test_the_unit_hears_what_is_wanted_and_by_when_to_begin():
    matter = DEFAULT.matters["forecast"]
    facts = replace(
        PLANNED,
        outcome=AssessmentOutcome.REQUIRED,
        forms=frozenset({RequirementForm.EMPLOYMENT}),
        dates={Milestone.RELEVANCE_ASSESSED: TODAY},
        need=Need((("9111", 3),), Measure.PERSONS, 3, 12, START),
        outlook=Outlook(START, "Hisingen", tasks="Skolor"),
        months=36.0,
    )

    said = " ".join(text.sv for text in matter.reasoning(facts))

    for part in ("anställningskrav", "3 städare (9111)", "3 personer, 12 månader var", "måndag 1 mars 2027"):
        assert part in said
    for part in ("Hisingen", "Skolor", "36 månader", "börja förbereda senast måndag 16 november 2026"):
        assert part in said
    assert matter.deadline(facts) == date(2026, 11, 16)
