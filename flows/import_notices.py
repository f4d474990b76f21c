"""The nightly import of notices from a folder."""

from datetime import date
from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from exchange import importing
from flows.job import job
from flows.reporting import publish
from models.clock import local_today

LABELS = {
    "created": "Ärenden som skapats",
    "updated": "Ärenden som fått nya uppgifter",
    "known": "Annonser som redan var inlästa",
    "skipped": "Annonser som inte gick att läsa in",
}
"""What the dashboard calls each number of an ImportReport on notices."""


@flow(name="import-notices", retries=2, retry_delay_seconds=10)
def import_notices(
    today: Annotated[
        date | None,
        Field(title="Dag", description="Lämnas tom för dagens datum."),
    ] = None,
    folder: Annotated[
        str | None,
        Field(title="Mapp", description="Hela sökvägen till mappen med annonser (eForms). Lämnas tom för den vanliga."),
    ] = None,
) -> importing.ImportReport:
    """Read every notice of the folder into its case; a folder that cannot be read is tried again before it fails."""
    with job() as (engine, settings):
        source = Path(folder) if folder else settings.notices
        report = importing.import_notices(engine, source, today=today or local_today())
    figures = {name: value for name, value in report.as_dict().items() if name in LABELS}
    publish("import-notices", figures, labels=LABELS)
    return report
