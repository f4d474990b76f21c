"""How hours are stored, and read with the cases in which they were worked or count."""

import io

from sqlalchemy import Engine

from exchange.dump import dump, load
from models.casestore import load_some
from models.hours import fill_in, replace_parts
from models.hours_report import PersonsHours, Share
from models.operations import find
from models.storage.database import reading, writing
from tests.models.building import statements
from tests.models.firm import JUNE, MAY, balance_in, founded, hired, read, reported

A, B = "UH-1", "UH-2"


def shared(engine: Engine) -> None:
    founded(engine, A, B)
    hired(engine, A)
    reported(engine, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))


def test_each_case_has_the_hours_that_were_worked_in_it_and_those_that_count_in_it(engine):
    shared(engine)
    first, second = read(engine, A), read(engine, B)
    assert [(one.position, one.counts_in, one.quarters) for one in first.hours] == [(0, A, 0), (1, A, 400), (1, B, 240)]
    assert [(one.reference, one.counts_in, one.quarters) for one in second.hours] == [(A, B, 240)]


def test_some_cases_are_read_with_their_hours_in_one_statement_and_none_are_read_where_none_are_owed(engine):
    shared(engine)
    ids = [read(engine, reference).id for reference in (A, B)]
    with reading(engine) as connection:
        cases = load_some(connection, ids)
        assert [len(case.hours) for case in cases] == [3, 1]
        with statements(connection) as asked:
            fill_in(connection, cases)
        assert len(asked) == 1
        for case in cases:
            case.obligations[0].unit = "persons"
        with statements(connection) as asked:
            fill_in(connection, cases)
        assert asked == []


def test_parts_stand_in_the_place_of_those_before_and_leave_others_alone(engine):
    shared(engine)
    reported(engine, A, JUNE, PersonsHours(1, 1, 4))
    with writing(engine) as connection:
        case = find(connection, A)
        before = [part for part in case.hours if part.month == MAY]
        after = [part._replace(quarters=8) for part in before if part.counts_in == A and part.position]
        replace_parts(connection, case, before, after)
        assert [(part.month, part.quarters) for part in case.hours if part.position] == [(MAY, 8), (JUNE, 4)]
    assert [(part.month, part.quarters) for part in read(engine, A).hours if part.position] == [(MAY, 8), (JUNE, 4)]
    assert read(engine, B).hours == ()


def test_hours_go_along_with_a_dump(sqlite_engine, pg_engine):
    shared(sqlite_engine)
    written = io.BytesIO()
    dump(sqlite_engine, written.write)
    load(pg_engine, io.BytesIO(written.getvalue()))
    assert read(pg_engine, A).hours == read(sqlite_engine, A).hours
    assert (balance_in(pg_engine, A).fulfilled, balance_in(pg_engine, B).fulfilled) == (100, 60)
