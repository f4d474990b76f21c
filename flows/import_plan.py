"""The nightly import of the procurement plan from a spreadsheet."""

from functools import partial
from pathlib import Path

from prefect import flow

from exchange.import_report import ImportReport
from exchange.plans import plan_import
from exchange.plans.columns import columns_in_force
from flows.job import job
from flows.reporting import publish, run_name
from matters.ladder_file import ladder_in_force
from matters.preparing import warned_of


@flow(name="import-plan", flow_run_name=run_name, retries=2, retry_delay_seconds=10)
def import_plan(
    file: str | None = None,
) -> ImportReport:
    """Read every row of the plan into its case; a file that cannot be read is tried again before it fails.

    The form for a run by hand shows, in Swedish:

    Args:
        file: Hela sökvägen till upphandlingsplanen (CSV eller Excel). Lämnas tom för den vanliga planen.

    """
    with job() as (engine, settings, today):
        source = Path(file) if file else settings.plan
        advice = partial(warned_of, days=ladder_in_force(settings).days, today=today)
        names = columns_in_force(settings)
        report = plan_import.import_plan(engine, source, today=today, names=names, advice=advice)
    figures = {name: value for name, value in report.as_dict().items() if name in plan_import.LABELS}
    publish("import-plan", figures, labels=plan_import.LABELS)
    return report
