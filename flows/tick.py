"""The tick, every quarter of an hour."""

from prefect import State, flow
from prefect.states import Completed

from desk import tick as ticking
from flows.job import job
from flows.reporting import named, problems_message, publish, run_name


@flow(name="tick", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def tick() -> ticking.TickResult | State[ticking.TickResult]:
    """Bring every due case up to date and tell whom it concerns; a case that could not be settled is named."""
    with job() as (engine, settings, today):
        result = ticking.tick(engine, today=today, settings=settings)
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
