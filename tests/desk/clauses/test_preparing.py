"""The clauses of a case: filled in with what is known, what is missing named, and stored when they go out."""

from datetime import date

import pytest

from desk.clauses.library import library
from desk.clauses.preparing import Wanted, known_parameters, prepared, send_out
from desk.recording import Assessment, assess
from models.queries.cases import read_case
from models.storage.database import reading
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.records.clauses import ClauseRefused, plain
from states.records.needs import Need, Supply
from states.records.obligations import Measure
from tests.notifications.city import BY_OFFICER, bring_to_standstill, case_now

SENT = date(2026, 3, 24)
FIGURES = {
    "starts_within": 4,
    "enough": 75,
    "internship_counts": False,
    "penalty": False,
    "report_every": 6,
    "cure_days": 30,
}
TWO = {"employment": {"unit": "persons", "amount": 2}}
EMPLOYMENT = Wanted(given=FIGURES, of_form=TWO)


@pytest.fixture
def case(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    return city


def made(engine, wanted: Wanted):
    with reading(engine) as connection:
        return prepared(connection, "UH-1", wanted, library())


def test_the_forms_of_the_assessment_come_behind_the_introduction(case):
    assert [one.clause.form for one in made(case, Wanted())] == ["", "employment"]


def test_what_is_missing_is_named_and_the_need_for_people_is_not_taken_for_a_number_to_employ(case):
    (_, employment) = made(case, Wanted())

    assert employment.missing == (
        "unit",
        "amount",
        "starts_within",
        "internship_counts",
        "report_every",
        "cure_days",
        "penalty",
    )
    with reading(case) as connection:
        stored = read_case(connection, "UH-1")
    assert stored.headcount
    assert known_parameters(stored, "employment", "sv") == {"contract_months": stored.months}


def test_what_the_assessment_says_of_the_work_stands_in_the_text_for_its_form_alone(case):
    need = Need(
        (("9111", 2), ("7131", 1)),
        Measure.PERSONS,
        3,
        months_each=12,
        planned_start=date(2026, 9, 1),
        supply=Supply.YES,
    )
    told = Assessment(
        AssessmentOutcome.REQUIRED,
        SENT,
        (RequirementForm.EMPLOYMENT, RequirementForm.APPRENTICE),
        need=need,
        area="Hisingen",
    )
    assess(case, "UH-1", told, by=BY_OFFICER, today=SENT)

    _, *forms = made(case, Wanted(given=FIGURES))

    of_form = {one.clause.form: one for one in forms}
    text = plain(of_form["employment"].paragraphs())
    assert "anställa 3 personer ur målgruppen" in text
    assert "Följande yrken är aktuella: städare, målare." in text
    assert "följande område: Hisingen." in text
    assert "den 1 september 2026" in text
    assert of_form["employment"].missing == ()
    assert "amount" in of_form["apprentice"].missing


def test_figures_that_were_sent_need_not_be_given_again(case):
    assert send_out(case, "UH-1", EMPLOYMENT, library(), by=BY_OFFICER, today=SENT).new
    assert not send_out(case, "UH-1", EMPLOYMENT, library(), by=BY_OFFICER, today=SENT).new

    (_, employment) = made(case, Wanted(given={"cure_days": 20}))

    assert employment.missing == ()
    assert "anställa 2 personer ur målgruppen" in plain(employment.paragraphs())
    assert "inom 20 dagar" in plain(employment.paragraphs())
    assert '"amount": 2.0' in case_now(case, "UH-1").clause_promise


def test_nothing_goes_out_while_something_is_missing(case):
    with pytest.raises(ClauseRefused):
        send_out(case, "UH-1", Wanted(), library(), by=BY_OFFICER, today=SENT)
    assert case_now(case, "UH-1").clause_promise == ""


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(given=FIGURES | {"bonus_cap": 1000}, of_form=TWO), "A cap without a bonus"),
        (Wanted(given=FIGURES | {"penalty_amount": 1000}, of_form=TWO), "stands in none of the texts"),
        (Wanted(given=FIGURES, of_form={"employment": {"unit": "persons", "amount": 1.5}}), "whole numbers"),
        (
            Wanted(given=FIGURES | {"internship_counts": True}, of_form={"employment": {"unit": "months"}}),
            "obligations in persons",
        ),
        (Wanted(forms=("apprentice",), of_form={"apprentice": {"amount": 501}}), "at most 500"),
    ],
)
def test_figures_that_do_not_go_together_are_refused(case, wanted, says):
    with pytest.raises(ClauseRefused, match=says):
        made(case, wanted)


def test_another_share_than_the_ledgers_is_pointed_out(case):
    (_, employment) = made(case, Wanted(given=FIGURES | {"enough": 80}, of_form=TWO))

    assert [one.en for one in employment.doubts()] == [
        "The follow-up counts a time as whole at 75 per cent, whatever the text says."
    ]
