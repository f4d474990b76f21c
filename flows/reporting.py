"""Publishing results in the dashboard: after the commit, and without ever failing the run.

The wording is Swedish, for the support function reads it; names of people, addresses and parameters stay out.
"""

import logging
from collections.abc import Mapping, Sequence

from prefect.artifacts import create_table_artifact
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL

from models.clock import STOCKHOLM, now
from models.unreadable import CaseProblem
from states.text import Text

_log = logging.getLogger(__name__)

NAMED = 3
"""So many cases are named in the state of a run; its table names them all."""


def run_name() -> str:
    """Name a run by its flow and the local time of its start, where Prefect would draw two words."""
    return f"{flow_run.flow_name} {now().astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def publish(
    job: str,
    figures: Mapping[str, str | int],
    *,
    labels: Mapping[str, Text],
    references: Sequence[str] = (),
) -> bool:
    """Show a run's figures as a table and announce them as the event `trespann.<job>.finished`; never raise.

    `labels` name the figures that are shown, in the order of the table; `references` are cases that someone should look
    at, with the causes. Returns whether the table arrived: nothing is attempted outside a run or without an
    address of the server.
    """
    if FlowRunContext.get() is None or not PREFECT_API_URL.value():
        return False
    table: list[dict[str, str | int]] = [
        {"Uppgift": label.sv, "Utfall": figures[name]} for name, label in labels.items() if name in figures
    ]
    table += [{"Uppgift": "Ärende att kontrollera", "Utfall": reference} for reference in references]
    try:
        create_table_artifact(table, key=job)
        emit_event(
            f"trespann.{job}.finished",
            resource={"prefect.resource.id": f"trespann.{job}"},
            payload=dict(figures),
        )
    except Exception:  # noqa: BLE001  # whatever a window does not show, the work behind it is done
        _log.warning("The result of %s was not shown in Prefect", job, exc_info=True)
        return False
    return True


def named(problems: Sequence[CaseProblem]) -> list[str]:
    """Return the cases that could not be handled, each with the cause."""
    return [f"{problem.reference}: {problem.cause.sv}" for problem in problems]


def problems_message(problems: Sequence[CaseProblem]) -> str:
    """Return the message about cases that could not be handled, and whether a fault of the program is among them."""
    faults = sum(problem.is_fault for problem in problems)
    parts = [
        f"Ärenden som inte kunde behandlas: {len(problems)}. De står sist i tabellen under Artifacts.",
        *([f"Fel i programmet, inte i ärendet: {faults}."] if faults else []),
        *named(problems[:NAMED]),
    ]
    return " ".join(parts)
