"""The hourly look at every case that goes on, due or not."""

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from desk import synchronise as synchronising
from flows.job import job
from flows.reporting import publish, run_name
from matters.ladder_file import ladder_in_force
from models.clock import local_today

LABELS = {
    "on": "Dag",
    "checked": "Pågående ärenden som gåtts igenom",
    "moves": "Steg framåt i processerna",
    "opened": "Leverantörer och platser som öppnats",
    "planned": "Påminnelser som planerats",
    "withdrawn": "Påminnelser som inte längre behövs",
    "unreachable": "Ärenden där ingen kunde nås",
    "starving": "Processer som inte väntar på någon",
    "busy": "Ärenden som någon annan just ändrade",
}
"""What the dashboard calls each number of a SynchroniseResult."""


@flow(name="synchronise", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def synchronise(
    today: date | None = None,
) -> synchronising.SynchroniseResult | State[synchronising.SynchroniseResult]:
    """Bring the processes of every case that goes on in step; a case that could not be settled is named.

    The form for a run by hand shows, in Swedish:

    Args:
        today: Dag att räkna med. Lämnas tom för dagens datum.

    """
    with job() as (engine, settings):
        result = synchronising.synchronise(engine, today=today or local_today(), ladder=ladder_in_force(settings))
    figures = {name: value for name, value in result.as_dict().items() if name in LABELS}
    figures |= {"starving": len(result.starving), "busy": len(result.busy)}
    publish("synchronise", figures, labels=LABELS, references=[*result.problems, *result.starving])
    if result.problems:
        message = f"Ärenden som inte kunde behandlas: {len(result.problems)}. De står sist i tabellen under Artifacts."
        return Completed(message=message, data=result)
    return result
