"""How the competence profiles of suppliers are stored and read."""

import io
from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from exchange.dump import dump, load
from models.casefile import CaseFile
from models.competence import describe, profiles_of
from models.operations import find
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import CompetenceProfile
from states.facts import Milestone
from states.records.competence import Profile, ProfileRefused, Requirement
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, bring_to_standstill, found_city, observe

DAY = date(2026, 4, 20)
JOB = Profile("Städare", "Golvvård", 75, "Gamlestaden", date(2026, 6, 1), frozenset({Requirement.LICENCE_B}), "Kvällar")


def win(engine: Engine) -> None:
    found_city(engine)
    bring_to_standstill(engine, "UH-1", sent=date(2026, 3, 31))
    for lot in ("Del 1", "Del 2"):
        observe(engine, "UH-1", Milestone.WINNER_NAMED, date(2026, 4, 13), lot=lot, supplier="Städ AB")


@pytest.fixture
def won(engine: Engine) -> Engine:
    win(engine)
    return engine


def told(engine: Engine, profile: Profile, *, by=BY_SUPPORT) -> bool:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        return describe(connection, case, case.obligations[0], profile, by=by, today=DAY)


def known(engine: Engine) -> dict[str, Profile]:
    with writing(engine) as connection:
        case: CaseFile = find(connection, "UH-1")
        return {subject: profile for (_, subject), profile in profiles_of(connection, [case]).items()}


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(CompetenceProfile.__table__)).scalar_one()


def test_the_newest_profile_of_each_lot_counts_and_the_older_ones_stay(won):
    assert told(won, Profile("Städare"))
    assert told(won, JOB)
    assert not told(won, JOB)
    assert known(won) == {"Del 1: Städ AB": JOB}
    assert count(won) == 2


def test_what_tells_of_somebody_is_not_stored(won):
    with pytest.raises(ProfileRefused):
        told(won, Profile("Städare", "Ring kim@example.se"))
    assert count(won) == 0


def test_who_buys_does_not_describe_the_job(won):
    with pytest.raises(Refused):
        told(won, JOB, by=BY_OFFICER)


def test_a_dump_of_one_database_brings_every_profile_to_the_other(sqlite_engine, pg_engine):
    win(sqlite_engine)
    told(sqlite_engine, Profile("Städare"))
    told(sqlite_engine, JOB)
    written = io.BytesIO()
    dump(sqlite_engine, written.write)
    load(pg_engine, io.BytesIO(written.getvalue()))
    assert (known(pg_engine), count(pg_engine)) == ({"Del 1: Städ AB": JOB}, 2)
