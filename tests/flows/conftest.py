"""A Prefect server for the tests that call a flow, and an installation of its own for every test."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"

import pytest
from pydantic import BaseModel
from sqlalchemy import Engine

from flows.chores import prepare_database
from models.actor import CLOCK
from models.installation.settings import Settings
from models.operations import NewCase, open_case
from models.storage.database import open_engine, writing
from states.law.applicability import ProcurementKind

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[None]:
    """A server of the tests' own; a flow that ends does not wait for the thread of its heartbeat."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}),
    ):
        _build_prefect_models()
        yield


def _build_prefect_models() -> None:
    """Build what Prefect would build when first used: on Python 3.13 that fails while the clock is frozen."""
    import prefect.artifacts
    import prefect.client.orchestration
    import prefect.events  # noqa: F401

    todo: list[type[BaseModel]] = [BaseModel]
    while todo:
        model = todo.pop()
        todo.extend(model.__subclasses__())
        if model.__module__.startswith("prefect."):
            model.model_rebuild(raise_errors=False)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with the example city's people and nothing else, in a folder of the test's own."""
    own = {
        "VAR": tmp_path / "var",
        "NOTICES": tmp_path / "notices",
        "PLAN": EXAMPLES / "plan.csv",
        "DIRECTORY": EXAMPLES / "city.toml",
        "SMTP_PORT": 9,  # nobody listens: what is composed stays in the queue
    }
    for name, value in own.items():
        monkeypatch.setenv(f"TRESPANN_{name}", str(value))
    (tmp_path / "notices").mkdir()
    made = Settings()
    prepare_database(made)
    return made


@pytest.fixture
def planned(settings: Settings) -> Iterator[Engine]:
    """The example city's people, and a case in planning."""
    from tests.flows.asking import CASE  # brings Prefect along, which reads its settings when it is imported

    engine = open_engine(settings.database)
    new = NewCase(CASE, "Städtjänster", kind=ProcurementKind.SERVICE, procedure="open", months=24.0, headcount=3.0)
    with writing(engine) as connection:
        open_case(connection, new, source="test", by=CLOCK, today=date(2026, 1, 12))
    yield engine
    engine.dispose()


@pytest.fixture
def database(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database)
    yield engine
    engine.dispose()
