"""The week for the support function, every Monday morning, and later in the week for whoever has not got it."""

from prefect import flow

from flows.job import job
from flows.reporting import publish, run_name
from notifications import overview as weekly


@flow(name="overview", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def overview() -> int:
    """Write the week to everybody of the support function who has not got it; the tick sends it."""
    with job() as (engine, settings, today):
        written = weekly.overview(engine, today=today, settings=settings)
    publish("overview", {"written": written}, labels=weekly.LABELS)
    return written
