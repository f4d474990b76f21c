from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from desk.access import AccountRole
from tests.web.board.signed_in import signed_in
from tests.web.browser import Browser

__all__ = ["visitor"]
Visitor = Callable[..., Browser]


@pytest.fixture
def visitor(city: Engine) -> Visitor:
    """Open the board as somebody of a role, on a day; who asks again has the same browser."""
    browsers: dict[object, Browser] = {}

    def visit(role: AccountRole = AccountRole.SUPPORT, **changed: Any) -> Browser:
        key = (role, *sorted(changed.items()))
        if key not in browsers:
            browsers[key] = signed_in(city, role, **changed)
        return browsers[key]

    return visit
