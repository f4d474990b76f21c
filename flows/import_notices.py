"""The nightly import of notices from a folder."""

from pathlib import Path

from prefect import flow

from exchange.import_report import ImportReport
from exchange.notices import notice_import
from flows.job import job
from flows.reporting import publish, run_name


@flow(name="import-notices", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def import_notices(
    folder: str | None = None,
) -> ImportReport:
    """Read every notice of the folder into its case; a folder that cannot be read is tried again before it fails.

    The form for a run by hand shows, in Swedish:

    Args:
        folder: Hela sökvägen till mappen med annonser (eForms). Lämnas tom för den vanliga mappen.

    """
    with job() as (engine, settings, today):
        source = Path(folder) if folder else settings.notices
        report = notice_import.import_notices(engine, source, today=today)
    figures = {name: value for name, value in report.as_dict().items() if name in notice_import.LABELS}
    publish("import-notices", figures, labels=notice_import.LABELS)
    return report
