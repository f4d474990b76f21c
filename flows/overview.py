"""The week for the support function, every Monday morning, and later in the week for whoever has not got it."""

from datetime import date

from prefect import flow

from flows.job import job
from flows.reporting import publish, run_name
from models.clock import local_today
from notifications import overview as weekly


@flow(name="overview", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def overview(today: date | None = None) -> int:
    """Write the week to everybody of the support function who has not got it; the tick sends it.

    The form for a run by hand shows, in Swedish:

    Args:
        today: Dag att räkna med. Lämnas tom för dagens datum.

    """
    with job() as (engine, settings):
        written = weekly.overview(engine, today=today or local_today(), settings=settings)
    publish("overview", {"written": written}, labels=weekly.LABELS)
    return written
