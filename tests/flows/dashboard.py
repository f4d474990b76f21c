"""What a run left in the dashboard, and what in the database."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from unittest.mock import patch

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.states import State
from sqlalchemy import Engine, func, select

from models.storage.database import reading
from states.text import Text

MONDAY = date(2026, 2, 2)
LATER = date(2026, 2, 9)


def on(day: date, flow: Callable[..., Any], *told: Any, **named: Any) -> Any:
    """Return what a flow returns that is called on a day: no run is told which day it is."""
    with patch("flows.job.local_today", lambda: day):
        return flow(*told, **named)


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
