"""The hourly run through a real server."""

import pytest
from sqlalchemy import Engine, select, update

from desk.synchronise import LABELS
from flows.import_plan import import_plan
from flows.synchronise import synchronise
from models.storage.database import writing
from models.tables import Case
from tests.flows.dashboard import LATER, MONDAY, on, shown

pytestmark = pytest.mark.xdist_group("prefect")

_case = Case.__table__


def test_a_run_tells_in_its_table_what_it_did(prefect_api: None, database: Engine) -> None:
    on(MONDAY, import_plan)
    state = on(LATER, synchronise, return_state=True)
    result = state.result()
    assert result.planned > 0
    assert shown(state) == {
        LABELS["on"].sv: "2026-02-09",
        LABELS["checked"].sv: result.checked,
        LABELS["moves"].sv: result.moves,
        LABELS["opened"].sv: 0,
        LABELS["planned"].sv: result.planned,
        LABELS["withdrawn"].sv: 0,
        LABELS["unreachable"].sv: 0,
        LABELS["starving"].sv: 0,
        LABELS["busy"].sv: 0,
    }
    assert result.as_dict().keys() - {"problems"} == LABELS.keys()


def test_a_case_that_cannot_be_settled_is_named_and_the_run_says_so(prefect_api: None, database: Engine) -> None:
    on(MONDAY, import_plan)
    with writing(database) as connection:
        reference = connection.execute(select(_case.c.reference).order_by(_case.c.id)).scalar()
        connection.execute(update(_case).where(_case.c.reference == reference).values(kind="nonsense"))
    state = on(LATER, synchronise, return_state=True)
    assert "inte kunde behandlas: 1." in str(state.message)
    assert shown(state)["Ärende att kontrollera"] == f"{reference}: {state.result().problems[0].cause.sv}"
