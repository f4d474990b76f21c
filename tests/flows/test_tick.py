"""The daily run through a real server, on a real database."""

from datetime import date

import pytest
from freezegun import freeze_time
from sqlalchemy import Engine, select, update

from desk import tick as ticking
from flows import import_plan, tick
from models.installation.settings import Settings
from models.storage.database import reading, writing
from models.tables import Case, Heartbeat, Reminder
from tests.flows.dashboard import LATER, MONDAY, count, labelled, on, shown

pytestmark = pytest.mark.xdist_group("prefect")

_case = Case.__table__
_heartbeat = Heartbeat.__table__
_reminder = Reminder.__table__


def test_a_tick_tells_in_its_table_what_it_did(prefect_api: None, database: Engine) -> None:
    on(MONDAY, import_plan.import_plan)
    state = on(LATER, tick.tick, return_state=True)
    result = state.result()
    assert result.planned == count(database, _reminder) > 0
    figures = result.as_dict() | {"starving": len(result.starving)}
    assert shown(state) == labelled(figures, ticking.LABELS)


def test_every_figure_of_a_tick_has_a_label(prefect_api: None, database: Engine) -> None:
    assert on(MONDAY, tick.tick).as_dict().keys() - {"problems", "warnings"} == ticking.LABELS.keys()


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2026-02-09 06:00", LATER), ("2026-03-31 22:30", date(2026, 4, 1))],
    ids=["by day", "past midnight in Sweden"],
)
def test_a_run_acts_on_the_day_that_it_is_in_sweden_when_it_starts(
    prefect_api: None,
    database: Engine,
    instant: str,
    day: date,
) -> None:
    with freeze_time(instant, tick=True):
        tick.tick()
    with reading(database) as connection:
        assert connection.execute(select(_heartbeat.c.acted_on)).scalar() == day


def test_a_case_that_cannot_be_settled_is_named_and_the_run_says_so(prefect_api: None, database: Engine) -> None:
    on(MONDAY, import_plan.import_plan)
    with writing(database) as connection:
        reference = connection.execute(select(_case.c.reference).order_by(_case.c.id)).scalar()
        connection.execute(update(_case).where(_case.c.reference == reference).values(kind="nonsense"))
    state = on(LATER, tick.tick, return_state=True)
    (problem,) = state.result().problems
    assert (state.name, problem.reference) == ("Completed", reference)
    assert "inte kunde behandlas: 1." in str(state.message)
    assert f"{reference}: {problem.cause.sv}" in str(state.message)
    assert shown(state)["Ärende att kontrollera"] == f"{reference}: {problem.cause.sv}"


def test_a_copy_that_sends_no_mail_says_so_in_its_run(prefect_api: None, settings: Settings, database: Engine) -> None:
    (settings.var / "site").unlink()
    state = on(MONDAY, tick.tick, return_state=True)
    assert state.name == "Completed"
    assert str(state.message).startswith("Inga mejl skickas: databasen hör till en annan installation")
