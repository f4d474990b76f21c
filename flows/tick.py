"""The tick, every quarter of an hour."""

from datetime import date

from prefect import State, flow
from prefect.states import Completed

from desk import tick as ticking
from flows.job import job
from flows.reporting import publish, run_name
from models.clock import local_today

LABELS = {
    "on": "Dag",
    "checked": "Ärenden som gåtts igenom",
    "moves": "Steg framåt i processerna",
    "planned": "Påminnelser som planerats",
    "withdrawn": "Påminnelser som inte längre behövs",
    "composed": "Mejl som skrivits",
    "sent": "Mejl som skickats",
    "retried": "Mejl som ska försökas igen",
    "failed": "Mejl som inte gick att leverera",
    "withheld": "Mejl som hållits inne",
    "unknown": "Mejl med okänt utfall",
    "bounced": "Mejl som kommit tillbaka",
    "unreachable": "Ärenden där ingen kunde nås",
    "starving": "Processer som inte väntar på någon",
}
"""What the dashboard calls each number of a TickResult."""


@flow(name="tick", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def tick(today: date | None = None) -> ticking.TickResult | State[ticking.TickResult]:
    """Bring every due case up to date and tell whom it concerns; a case that could not be settled is named.

    The form for a run by hand shows, in Swedish:

    Args:
        today: Dag att räkna med. Lämnas tom för dagens datum.

    """
    with job() as (engine, settings):
        result = ticking.tick(engine, today=today or local_today(), settings=settings)
    figures = {name: value for name, value in result.as_dict().items() if name in LABELS}
    figures["starving"] = len(result.starving)
    publish("tick", figures, labels=LABELS, references=[*result.problems, *result.starving])
    warnings = [warning.sv for warning in result.warnings]
    if result.problems or warnings:
        odd = f"Ärenden som inte kunde behandlas: {len(result.problems)}. De står sist i tabellen under Artifacts."
        message = " ".join([*warnings, *([odd] if result.problems else [])])
        # No name of its own: the dashboard's lists leave out runs in states they do not know.
        return Completed(message=message, data=result)
    return result
