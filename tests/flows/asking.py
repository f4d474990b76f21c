"""Asking for runs as the dashboard does: with the words of the form, as JSON."""

import json
import logging
from contextlib import suppress
from datetime import date
from typing import Any

from prefect import Flow, State
from prefect.client.orchestration import get_client
from prefect.exceptions import Abort
from prefect.flow_engine import run_flow
from sqlalchemy import Engine

from models.journal import Entry
from models.queries.cases import read_case
from models.queries.directory import people
from models.queries.journals import journal
from models.storage.database import reading
from tests.flows.dashboard import on

CASE = "UH-2026-14"
WHO = {"role": "officer", "asked_by": 1}


def asked(flow: Flow[..., Any], case: str, *, day: str = "2026-01-14", **told: Any) -> State[Any]:
    """Return the end of a run on a day whose parameters came as text, as a deployment's do."""
    form = json.loads(json.dumps({"case": case, **WHO, **told}))
    parameters = flow.validate_parameters({"request": form})
    state: State[Any] = on(date.fromisoformat(day), flow, **parameters, return_state=True)
    return state


def worked_on(flow: Flow[..., Any], case: str, *, day: str = "2026-01-14", **told: Any) -> State[Any]:
    """Return the end of a run that a worker's process carries out: made on the server, its errors logged there."""
    with get_client(sync_client=True) as client:
        run = client.create_flow_run(flow, parameters={"request": {"case": case, **WHO, **told}})
        with suppress(Abort):  # the process then ends without a word
            on(
                date.fromisoformat(day),
                run_flow,
                flow,
                flow_run=run,
                error_logger=logging.getLogger("prefect.flow_runs"),
            )
        state = client.read_flow_run(run.id).state
    assert state is not None
    return state


def states(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        return [(track.process, track.state) for track in read_case(connection, CASE).tracks]


def entries(engine: Engine) -> list[Entry]:
    with reading(engine) as connection:
        return [entry for entry, _ in journal(connection, CASE).entries]


def one_with(engine: Engine, role: str) -> int:
    """Return the number of somebody who has a role."""
    with reading(engine) as connection:
        return next(iter(people(connection, role=role).values()))


def run_of(state: State[Any]) -> Any:
    with get_client(sync_client=True) as client:
        return client.read_flow_run(state.state_details.flow_run_id)
