"""A case in memory, of which only what a test is about is said."""

from datetime import date
from typing import Any

from models.casefile import CaseFile

OPENED = date(2026, 1, 12)


def a_case(**known: Any) -> CaseFile:
    columns: dict[str, Any] = {
        "id": 1,
        "reference": "UH-1",
        "title": "Städtjänster",
        "unit_id": 1,
        "officer_id": None,
        "support_id": None,
        "kind": "service",
        "procedure": "open",
        "act": "lou",
        "months": 24.0,
        "headcount": 3.0,
        "value": None,
        "single_tenderer": False,
        "outcome": "required",
        "forms": "employment",
        "outcome_reason": "",
        "opened_on": OPENED,
        "next_check": None,
        "version": 0,
        "journal_length": 0,
        "journal_head": "",
    }
    return CaseFile(**columns | known)
