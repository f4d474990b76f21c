"""Imports."""

from exchange.loading import load_city
from exchange.notices import import_notices
from exchange.plans import import_plan
from exchange.report import ImportReport, Outcome, ReportLine, SourceChanged

__all__ = ["ImportReport", "Outcome", "ReportLine", "SourceChanged", "import_notices", "import_plan", "load_city"]
