"""Which case a reference means: in whatever letters it is typed, and under what it was called before."""

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, text

from models import references
from models.links import LinkKind
from models.numbering import enter_number, made_up
from models.operations import find
from models.queries.cases import read_case
from models.references import ids_called
from models.refusals import Refused, UnknownCase
from models.storage.database import driver, reading, writing
from models.storage.driver_statements import Statement, text_list
from models.tables import FormerReference
from states.records.names import reference_key
from tests.models.building import OFFICER, TODAY, contents, opened, read
from tests.models.joining import joined, seen_links

MADE_UP = made_up("Skolan", "Städning")


def meant(engine: Engine, *typed: str) -> dict[str, int]:
    with reading(engine) as connection:
        return ids_called(connection, typed)


def number(engine: Engine, reference: str, given: str) -> None:
    with writing(engine) as connection:
        enter_number(connection, find(connection, reference), given, by=OFFICER, today=TODAY)


@pytest.mark.parametrize("typed", ["UH-Å1", "uh-å1", " Uh-Å1 ", "UH\N{EN DASH}Å1", "uh-A\N{COMBINING RING ABOVE}1"])
def test_a_case_is_found_in_whatever_letters_its_reference_is_typed_and_shown_as_first_written(
    engine: Engine, typed: str
):
    case_id = opened(engine, "UH-Å1")
    opened(engine, "UH-A1")
    case = read(engine, typed)
    assert (case.id, case.reference) == (case_id, "UH-Å1")
    with reading(engine) as connection:
        assert read_case(connection, typed).id == case_id


def test_several_references_are_looked_up_at_once_and_unknown_ones_left_out(engine: Engine):
    first, second = opened(engine, "UH-1"), opened(engine, "Dnr 7/26")
    found = meant(engine, "uh-1", "UH-1", "DNR 7/26", "UH-2", "")
    assert found == {reference_key("UH-1"): first, reference_key("Dnr 7/26"): second}


def test_two_references_that_only_letters_tell_apart_cannot_be_two_cases(engine: Engine):
    opened(engine, "UH-1")
    before = contents(engine)
    with pytest.raises(Refused) as refused:
        opened(engine, "uh-1")
    assert refused.value.text.sv == "Ärendet uh-1 finns redan."
    assert contents(engine) == before


def test_a_number_that_another_case_has_in_other_letters_is_refused(engine: Engine):
    opened(engine, MADE_UP)
    opened(engine, "UH-7")
    before = contents(engine)
    with pytest.raises(Refused):
        number(engine, MADE_UP, "uh-7")
    assert contents(engine) == before


def test_a_case_is_found_by_its_number_and_by_what_it_was_called_before(engine: Engine):
    case_id = opened(engine, MADE_UP)
    number(engine, MADE_UP, "UH-7")
    for typed in ("UH-7", "uh-7", MADE_UP, MADE_UP.upper()):
        case = read(engine, typed)
        assert (case.id, case.reference) == (case_id, "UH-7")


def test_what_a_case_is_called_now_counts_above_what_another_was_called(engine: Engine):
    before, now = opened(engine, "UH-6"), opened(engine, "UH-7")
    with writing(engine) as connection:
        for name, case_id in (("UH-7", before), ("UH-5", before), ("UH-5", now)):
            connection.execute(insert(FormerReference.__table__).values(key=reference_key(name), case_id=case_id))
    assert meant(engine, "UH-7") == {reference_key("UH-7"): now}
    assert meant(engine, "UH-5") == {reference_key("UH-5"): now}  # the last that was called so


def test_a_new_case_cannot_be_called_what_another_was_called_before(engine: Engine):
    opened(engine, MADE_UP)
    number(engine, MADE_UP, "UH-7")
    with pytest.raises(Refused):
        opened(engine, MADE_UP)


def test_cases_are_linked_by_their_references_in_whatever_letters(engine: Engine):
    opened(engine, "UH-1")
    opened(engine, "UH-2")
    joined(engine, "uh-2", LinkKind.RETENDER_OF, "uh-1")
    assert seen_links(engine, "UH-2") == [("retender_of", "UH-1", True)]


def test_what_no_case_was_ever_called_is_unknown(engine: Engine):
    opened(engine, "UH-1")
    with reading(engine) as connection, pytest.raises(UnknownCase):
        read_case(connection, "UH-11")


def test_looking_references_up_reads_no_table_through(engine: Engine):
    with writing(engine) as connection:
        steps = explained(connection, references._FIND, (text_list(connection, [reference_key("UH-1")]),))
    assert [step for step in steps if "ix_case_reference_key" in step]
    assert [step for step in steps if "ix_former_reference_key" in step]


def explained(connection: Connection, statement: Statement, values: tuple[Any, ...]) -> list[str]:
    """Return the steps in which a database runs a statement; PostgreSQL would read small tables through."""
    sql = statement._for(connection).sql
    if connection.dialect.name == "sqlite":
        return [row[3] for row in driver(connection).execute(f"EXPLAIN QUERY PLAN {sql}", values * 2)]
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    return [row[0] for row in driver(connection).execute(f"EXPLAIN {sql}", values * 2)]
