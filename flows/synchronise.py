"""The hourly look at every case that goes on, due or not."""

from prefect import State, flow
from prefect.states import Completed

from desk import synchronise as synchronising
from flows.job import job
from flows.reporting import named, problems_message, publish, run_name
from matters.ladder_file import ladder_in_force


@flow(name="synchronise", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def synchronise() -> synchronising.SynchroniseResult | State[synchronising.SynchroniseResult]:
    """Bring the processes of every case that goes on in step; a case that could not be settled is named."""
    with job() as (engine, settings, today):
        result = synchronising.synchronise(engine, today=today, ladder=ladder_in_force(settings))
    publish(
        "synchronise",
        result.figures(synchronising.LABELS),
        labels=synchronising.LABELS,
        references=[*named(result.problems), *result.starving],
    )
    if result.problems:
        return Completed(message=problems_message(result.problems), data=result)
    return result
