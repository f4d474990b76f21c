"""The assessment, entered from the dashboard."""

import pytest
from sqlalchemy import Engine

from flows.assess import assess
from tests.flows.asking import CASE, asked, states

pytestmark = pytest.mark.xdist_group("prefect")


def test_an_assessment_without_what_it_needs_is_refused(prefect_api: None, planned: Engine) -> None:
    assert asked(assess, CASE, outcome="no_requirement").message == "Ange skälet till bedömningen."
    assert asked(assess, CASE, outcome="required").is_failed()
    assert states(planned)[0] == ("procurement", "planning")
