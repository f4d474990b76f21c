import pytest
from sqlalchemy import Engine

from tests.web.city import found


@pytest.fixture
def city(engine: Engine) -> Engine:
    found(engine)
    return engine
