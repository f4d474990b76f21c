"""The tick, every quarter of an hour."""

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from desk import tick as ticking
from flows.job import job
from flows.reporting import named, problems_message, publish, run_name
from models.clock import local_today


@flow(name="tick", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def tick(today: date | None = None) -> ticking.TickResult | State[ticking.TickResult]:
    """Bring every due case up to date and tell whom it concerns; a case that could not be settled is named.

    The form for a run by hand shows, in Swedish:

    Args:
        today: Dag att räkna med. Lämnas tom för dagens datum.

    """
    with job() as (engine, settings):
        result = ticking.tick(engine, today=today or local_today(), settings=settings)
    publish(
        "tick",
        result.figures(ticking.LABELS),
        labels=ticking.LABELS,
        references=[*named(result.problems), *result.starving],
    )
    warnings = [warning.sv for warning in result.warnings]
    if result.problems or warnings:
        message = " ".join([*warnings, *([problems_message(result.problems)] if result.problems else [])])
        # No name of its own: the dashboard's lists leave out runs in states they do not know.
        return Completed(message=message, data=result)
    return result
