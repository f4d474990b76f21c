"""What a planned procurement is called before it has a number, and how it gets one."""

import pytest
from sqlalchemy import Engine, select

from models.numbering import NUMBERED, enter_number, has_no_number, made_up, name_of_row
from models.operations import find
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import NoticeName
from tests.models.building import OFFICER, TODAY, broken, contents, events, opened, read

MADE_UP = made_up("Skolan", "Städning")


def number(engine: Engine, reference: str, given: str) -> None:
    with writing(engine) as connection:
        enter_number(connection, find(connection, reference), given, by=OFFICER, today=TODAY)


def test_the_same_unit_and_title_are_called_the_same_in_whatever_letters():
    assert made_up("SKOLAN", "städning") == MADE_UP
    assert len({MADE_UP, made_up("Parken", "Städning"), made_up("Skolan", "Måleri")}) == 3


@pytest.mark.parametrize("reference", ["UH-1", "P-1", "P-12", f"{MADE_UP}0", MADE_UP.upper(), f"plan {MADE_UP}", ""])
def test_a_number_of_a_city_is_not_taken_for_one_that_was_made_up(reference: str):
    assert not has_no_number(reference)


def test_what_is_made_up_counts_as_no_number():
    assert has_no_number(MADE_UP)


def test_a_case_that_gets_its_number_stays_the_same_case_with_its_history(engine: Engine):
    case_id = opened(engine, MADE_UP)
    before = events(engine, case_id)
    number(engine, MADE_UP, "UH-7")
    file = read(engine, "UH-7")
    assert file.id == case_id
    assert events(engine, case_id) == [*before, NUMBERED]
    assert broken(engine, case_id) is None
    assert read(engine, MADE_UP).reference == "UH-7"


def test_a_row_of_a_plan_still_finds_the_case_by_what_it_was_called(engine: Engine):
    case_id = opened(engine, MADE_UP)
    number(engine, MADE_UP, "UH-7")
    with reading(engine) as connection:
        names = connection.execute(select(NoticeName.__table__.c.name, NoticeName.__table__.c.case_id)).all()
    assert [tuple(row) for row in names] == [(name_of_row(MADE_UP), case_id)]


def test_a_number_is_given_once(engine: Engine):
    opened(engine, MADE_UP)
    number(engine, MADE_UP, "UH-7")
    before = contents(engine)
    with pytest.raises(Refused) as refused:
        number(engine, "UH-7", "UH-8")
    assert refused.value.text.sv == "Ärendet UH-7 har redan ett nummer, och det ändras inte."
    assert contents(engine) == before


def test_a_number_that_another_case_has_is_refused_and_nothing_is_changed(engine: Engine):
    opened(engine, MADE_UP)
    opened(engine, "UH-7")
    before = contents(engine)
    with pytest.raises(Refused) as refused:
        number(engine, MADE_UP, "UH-7")
    assert f"samma upphandling som {MADE_UP}, slå ihop" in refused.value.text.sv
    assert contents(engine) == before
