"""The plan, read by a run through a real server."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.import_report import ImportOutcome
from exchange.plans import plan_import
from flows import import_plan
from models.installation.settings import Settings
from models.tables import Case
from tests.flows.dashboard import LATER, MONDAY, count, labelled, on, shown

pytestmark = pytest.mark.xdist_group("prefect")

_case = Case.__table__


def test_the_plan_becomes_cases_and_the_table_says_how_many(prefect_api: None, database: Engine) -> None:
    state = on(MONDAY, import_plan.import_plan, return_state=True)
    report = state.result()
    assert report.created == count(database, _case) > 0
    assert shown(state) == labelled(report.as_dict(), plan_import.LABELS)


def test_reading_the_plan_again_changes_nothing(prefect_api: None, database: Engine) -> None:
    on(MONDAY, import_plan.import_plan)
    again = on(LATER, import_plan.import_plan)
    assert again.count(ImportOutcome.KNOWN) == sum(line.outcome is not ImportOutcome.NOTED for line in again.lines)


def test_a_plan_can_be_named_for_one_run(prefect_api: None, settings: Settings, tmp_path: Path) -> None:
    few = settings.plan.read_text(encoding="utf-8-sig").splitlines()[:3]
    (tmp_path / "few.csv").write_text("\n".join(few), encoding="utf-8")
    assert on(MONDAY, import_plan.import_plan, file=str(tmp_path / "few.csv")).created == 2
