from datetime import date

from sqlalchemy import Connection, Engine, select

from models.journal import Head
from models.storage.database import reading, writing
from models.tables import VerifiedJournal
from models.verified_journals import Verified, keep
from tests.models.building import opened

DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
VERIFIED = VerifiedJournal.__table__


def kept(connection: Connection) -> list[tuple[int, int, str, date]]:
    c = VERIFIED.c
    query = select(c.case_id, c.length, c.head, c.whole_on).order_by(c.case_id)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def test_what_is_found_takes_the_place_of_what_was_found_and_of_nothing_else(engine: Engine):
    one, other = opened(engine, "UH-1"), opened(engine, "UH-2")
    with writing(engine) as connection:
        keep(connection, [Verified(one, Head(1, "a"), DAY), Verified(other, Head(1, "b"), DAY)], broken=())
        keep(connection, [Verified(one, Head(2, "c"), LATER)], broken=())

    with reading(engine) as connection:
        assert kept(connection) == [(one, 2, "c", LATER), (other, 1, "b", DAY)]


def test_a_broken_journal_loses_its_head(engine: Engine):
    case_id = opened(engine)
    with writing(engine) as connection:
        keep(connection, [Verified(case_id, Head(1, "a"), DAY)], broken=())
        keep(connection, (), broken=[case_id])

    with reading(engine) as connection:
        assert kept(connection) == []
