"""What a supplier has promised, entered from the dashboard."""

import pytest
from sqlalchemy import Engine

from flows.obligation import obligation
from tests.flows.asking import CASE, asked

pytestmark = pytest.mark.xdist_group("prefect")


def test_a_promise_that_cannot_be_is_refused(prefect_api: None, planned: Engine) -> None:
    state = asked(obligation, CASE, unit="persons", amount=2)
    assert (state.is_failed(), state.message) == (
        True,
        "Ärendet har ingen vinnare än. Registrera vinnaren först. (upphandlaren eller stödfunktionen)",
    )
