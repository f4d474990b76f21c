from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from desk.checks import directory
from desk.checks.finding import Advice, Finding, Moment, Status
from models.installation.settings import Settings
from models.operations import amend, find
from models.storage.database import reading, writing
from models.tables import ContractingUnit
from models.units import set_act
from states.law.acts import Act
from states.law.applicability import ProcurementKind
from states.law.procedures import Procedure
from tests.models.building import OFFICER, add_person, opened


@pytest.fixture
def at(tmp_path: Path) -> Moment:
    return Moment(Settings(var=tmp_path), date(2026, 3, 10), datetime(2026, 3, 10, 8, 0, tzinfo=UTC))


def found(engine: Engine, check, at: Moment) -> Finding:
    with reading(engine) as connection:
        result: Finding = check(connection, at)
    return result


def test_without_officers_nobody_can_be_told(engine: Engine, at: Moment):
    assert found(engine, directory.officers, at).advice is Advice.LOAD_DIRECTORY
    add_person(engine, "ylva@example.se")
    assert found(engine, directory.officers, at).text.sv == "Upphandlare i katalogen: 1"
    assert found(engine, directory.support, at).status is Status.ERROR


def test_the_first_five_cases_without_an_officer_are_named(engine: Engine, at: Moment):
    for number in range(1, 8):
        opened(engine, f"UH-{number}")

    without = found(engine, directory.cases_without_officer, at)

    assert without.text.en == "Cases without an officer: UH-1, UH-2, UH-3, UH-4, UH-5 …"
    assert dict(without.given) == {"reference": "UH-1"}


def test_an_officer_counts_as_gone_from_the_day_that_is_given(engine: Engine, at: Moment):
    officer = add_person(engine, "ylva@example.se")
    opened(engine, "UH-1", officer_id=officer)
    with writing(engine) as connection:
        connection.execute(text("UPDATE person SET left_on = '2026-03-10'"))

    before = Moment(at.settings, date(2026, 3, 9), at.now)

    assert found(engine, directory.officers_who_left, before).status is Status.OK
    assert found(engine, directory.officers_who_left, at).status is Status.ERROR


@pytest.mark.parametrize(
    ("email", "status"),
    [("ylva@example.se", Status.OK), ("stod@example.se", Status.WARNING), ("Stod@Example.se", Status.WARNING)],
)
def test_a_reader_who_has_the_address_of_the_sender_is_told_of(engine: Engine, at: Moment, email: str, status: Status):
    at = replace(at, settings=at.settings.model_copy(update={"mail_from": "stod@example.se"}))
    add_person(engine, email)
    found_now = found(engine, directory.readers_who_send, at)
    assert (found_now.status, "stod@example.se" in found_now.text.sv) == (status, status is Status.WARNING)


def test_a_renewed_competition_without_a_known_act_is_named_until_somebody_says_it(engine: Engine, at: Moment):
    with writing(engine) as connection:
        for name, act in (("Parken", ""), ("Energibolaget", "luf")):
            connection.execute(insert(ContractingUnit).values(name=name, act=act))
    opened(engine, "UH-1", kind=ProcurementKind.RENEWED_COMPETITION)
    opened(engine, "UH-2", procedure=Procedure.RENEWED_COMPETITION, unit_id=1)
    opened(engine, "UH-3", procedure=Procedure.RENEWED_COMPETITION, unit_id=2)
    opened(engine, "UH-4", procedure=Procedure.RENEWED_COMPETITION, act=Act.LOU)
    opened(engine, "UH-5", procedure=Procedure.OPEN)
    opened(engine, "UH-6", kind=ProcurementKind.RENEWED_COMPETITION, procedure=Procedure.OPEN)

    without = found(engine, directory.cases_without_act, at)

    assert (without.status, without.advice, dict(without.given)) == (
        Status.WARNING,
        Advice.NAME_ACT,
        {"reference": "UH-1"},
    )
    assert without.text.sv.endswith("för säkerhets skull: UH-1, UH-2")
    with writing(engine) as connection:
        set_act(connection, 1, "lou", today=at.today)
        amend(connection, find(connection, "UH-1"), {"act": Act.LOU}, by=OFFICER, today=at.today)
    assert found(engine, directory.cases_without_act, at).status is Status.OK


def test_of_a_case_that_was_handed_over_the_act_is_not_asked_any_more(engine: Engine, at: Moment):
    opened(engine, "UH-1", procedure=Procedure.RENEWED_COMPETITION)
    with writing(engine) as connection:
        connection.execute(text("UPDATE track SET state = 'matching' WHERE process = 'procurement'"))
    assert found(engine, directory.cases_without_act, at).status is Status.OK
