from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from desk.access import AccountRole
from tests.web.board.signed_in import signed_in
from tests.web.browser import Browser

__all__ = ["visitor"]
Visitor = Callable[..., Browser]


@pytest.fixture
def visitor(city: Engine) -> Visitor:
    """Open the board as somebody of a role, on a day."""
    return lambda role=AccountRole.SUPPORT, **changed: signed_in(city, role, **changed)
