"""The day of somebody in the small city."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from desk.access import AccountRole
from desk.day.my_day import MyDay, my_day
from matters.ladder_file import DEFAULT
from models.storage.database import reading
from tests.web.board.signed_in import account

Asking = Callable[..., MyDay]


@pytest.fixture
def day_of(city: Engine) -> Asking:
    """Return the day of somebody in a role."""

    def ask(today: date, role: AccountRole = AccountRole.SUPPORT, language: str = "sv", **wanted: object) -> MyDay:
        with reading(city) as connection:
            found = my_day(connection, account(role, language), today=today, ladder=DEFAULT, **wanted)
        assert found is not None
        return found

    return ask
