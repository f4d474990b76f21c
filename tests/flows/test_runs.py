"""Each flow once through a real server, on a real database."""

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.states import State
from sqlalchemy import Engine, func, select, update

from desk import tick as ticking
from exchange.import_report import ImportOutcome
from exchange.notices import notice_import
from exchange.plans import plan_import
from flows import import_notices, import_plan, overview, tick
from flows.job import RunFailed
from models.installation.settings import Settings
from models.storage.database import open_engine, reading, writing
from models.tables import Case, Heartbeat, Message, Person, Reminder
from notifications import overview as weekly
from states.text import Text

pytestmark = pytest.mark.xdist_group("prefect")

MONDAY = date(2026, 2, 2)
LATER = date(2026, 2, 9)

_case = Case.__table__
_heartbeat = Heartbeat.__table__
_message = Message.__table__
_person = Person.__table__
_reminder = Reminder.__table__


@pytest.fixture
def database(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database)
    yield engine
    engine.dispose()


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def shown(state: State[Any]) -> dict[str, Any]:
    """Return the one table that a run left in the dashboard, value by label."""
    run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    with get_client(sync_client=True) as client:
        (artifact,) = client.read_artifacts(flow_run_filter=run)
    return {row["Uppgift"]: row["Utfall"] for row in json.loads(str(artifact.data))}


def labelled(figures: dict[str, Any], labels: Mapping[str, Text]) -> dict[str, Any]:
    return {label.sv: figures[name] for name, label in labels.items()}


def test_the_plan_becomes_cases_and_the_table_says_how_many(prefect_api: None, database: Engine) -> None:
    state = import_plan.import_plan(today=MONDAY, return_state=True)
    report = state.result()
    assert report.created == count(database, _case) > 0
    assert shown(state) == labelled(report.as_dict(), plan_import.LABELS)


def test_reading_the_plan_again_changes_nothing(prefect_api: None, database: Engine) -> None:
    first = import_plan.import_plan(today=MONDAY)
    again = import_plan.import_plan(today=LATER)
    assert again.count(ImportOutcome.KNOWN) == len(first.lines) == len(again.lines)


def test_a_plan_can_be_named_for_one_run(prefect_api: None, settings: Settings, tmp_path: Path) -> None:
    few = settings.plan.read_text(encoding="utf-8-sig").splitlines()[:3]
    (tmp_path / "few.csv").write_text("\n".join(few), encoding="utf-8")
    assert import_plan.import_plan(today=MONDAY, file=str(tmp_path / "few.csv")).created == 2


def test_what_is_no_notice_is_counted_as_skipped(prefect_api: None, settings: Settings) -> None:
    (settings.notices / "letter.xml").write_text("<letter/>", encoding="utf-8")
    state = import_notices.import_notices(today=MONDAY, return_state=True)
    assert state.result().skipped == 1
    assert shown(state) == labelled(state.result().as_dict(), notice_import.LABELS)


def test_a_folder_that_is_not_there_fails_the_run_in_plain_swedish(
    prefect_api: None,
    settings: Settings,
    tmp_path: Path,
) -> None:
    once = import_notices.import_notices.with_options(retries=0)
    with pytest.raises(RunFailed, match="Det finns ingen mapp"):
        once(today=MONDAY, folder=str(tmp_path / "nowhere"))


def test_a_database_of_another_version_fails_the_run_and_says_what_to_do(
    prefect_api: None,
    settings: Settings,
) -> None:
    shutil.rmtree(settings.var)
    with pytest.raises(RunFailed, match="trespann init"):
        tick.tick.with_options(retries=0)(today=MONDAY)


def test_a_tick_tells_in_its_table_what_it_did(prefect_api: None, database: Engine) -> None:
    import_plan.import_plan(today=MONDAY)
    state = tick.tick(today=LATER, return_state=True)
    result = state.result()
    assert result.planned == count(database, _reminder) > 0
    figures = result.as_dict() | {"starving": len(result.starving)}
    assert shown(state) == labelled(figures, ticking.LABELS)


def test_every_figure_of_a_tick_has_a_label(prefect_api: None, database: Engine) -> None:
    assert tick.tick(today=MONDAY).as_dict().keys() - {"problems", "warnings"} == ticking.LABELS.keys()


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
    import_plan.import_plan(today=MONDAY)
    with writing(database) as connection:
        reference = connection.execute(select(_case.c.reference).order_by(_case.c.id)).scalar()
        connection.execute(update(_case).where(_case.c.reference == reference).values(kind="nonsense"))
    state = tick.tick(today=LATER, return_state=True)
    (problem,) = state.result().problems
    assert (state.name, problem.reference) == ("Completed", reference)
    assert "inte kunde behandlas: 1." in str(state.message)
    assert f"{reference}: {problem.cause.sv}" in str(state.message)
    assert shown(state)["Ärende att kontrollera"] == f"{reference}: {problem.cause.sv}"


def test_the_week_is_written_once_and_the_table_says_to_how_many(prefect_api: None, database: Engine) -> None:
    state = overview.overview(today=MONDAY, return_state=True)
    assert state.result() == count(database, _message) > 0
    assert shown(state) == labelled({"written": state.result()}, weekly.LABELS)
    assert overview.overview(today=MONDAY) == 0


def test_a_copy_that_sends_no_mail_says_so_in_its_run(prefect_api: None, settings: Settings, database: Engine) -> None:
    (settings.var / "site").unlink()
    state = tick.tick(today=MONDAY, return_state=True)
    assert state.name == "Completed"
    assert str(state.message).startswith("Inga mejl skickas: databasen hör till en annan installation")


def test_nothing_shown_of_a_run_names_a_person(prefect_api: None, database: Engine) -> None:
    tables = [
        shown(import_plan.import_plan(today=MONDAY, return_state=True)),
        shown(tick.tick(today=LATER, return_state=True)),
    ]
    with reading(database) as connection:
        people = connection.execute(select(_person.c.name, _person.c.email)).all()
    said = json.dumps(tables, ensure_ascii=False)
    assert people
    assert not [part for person in people for part in person if part in said]
