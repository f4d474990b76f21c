"""Who alone caused a change of a case."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from models.actor import CLOCK, Actor
from models.casestore import save
from models.operations import find
from models.reminders.doers import done_by_one
from models.storage.database import reading, writing
from states.facts import Role
from tests.models.building import opened

OPENED, DAY = date(2026, 1, 12), date(2026, 3, 10)
BEFORE, LONG_BEFORE = DAY - timedelta(days=1), DAY - timedelta(days=2)
ULLA, STIG, SOMEBODY = Actor(Role.OFFICER, 1), Actor(Role.SUPPORT, 3), Actor(Role.OFFICER)


def cause(engine: Engine, *acts: tuple[Actor, date]) -> int | None:
    opened(engine, "UH-1")
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        for actor, day in acts:
            case.note(day, actor=str(actor), event="observed")
        save(connection, [case])
    with reading(engine) as connection:
        return done_by_one(connection, {(case.id, DAY)}).get((case.id, DAY))


@pytest.mark.parametrize(
    ("acts", "who"),
    [
        ([(ULLA, DAY)], 1),
        ([(ULLA, DAY), (CLOCK, DAY)], 1),
        ([(ULLA, BEFORE)], 1),
        ([(STIG, BEFORE), (ULLA, DAY)], 1),
        ([(ULLA, DAY), (STIG, DAY)], None),
        ([(SOMEBODY, DAY)], None),
        ([(ULLA, LONG_BEFORE)], None),
        ([(CLOCK, DAY)], None),
    ],
)
def test_a_change_is_one_persons_where_nobody_else_did_anything_then(engine, acts, who):
    assert cause(engine, *acts) == who


def test_without_changes_nobody_is_asked_for(engine):
    with reading(engine) as connection:
        assert done_by_one(connection, set()) == {}
