"""The week, written by a run through a real server."""

import pytest
from sqlalchemy import Engine

from flows import overview
from models.tables import Message
from notifications import overview as weekly
from tests.flows.dashboard import MONDAY, count, labelled, on, shown

pytestmark = pytest.mark.xdist_group("prefect")

_message = Message.__table__


def test_the_week_is_written_once_and_the_table_says_to_how_many(prefect_api: None, database: Engine) -> None:
    state = on(MONDAY, overview.overview, return_state=True)
    assert state.result() == count(database, _message) > 0
    assert shown(state) == labelled({"written": state.result()}, weekly.LABELS)
    assert on(MONDAY, overview.overview) == 0
