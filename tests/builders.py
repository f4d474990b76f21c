"""Values with defaults for tests. Only what a test is about is said; days may be written as ISO strings."""

from datetime import date
from typing import Any

from states.facts import Facts, Milestone
from states.records.observations import Observation

TODAY = date(2026, 3, 30)
OPENED = date(2026, 1, 12)


def day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def facts(*, today: date | str = TODAY, **known: Any) -> Facts:
    """Return facts; a milestone is given by its name: `facts(award_notice_sent="2026-03-02")`."""
    dates = {Milestone(name): day(known.pop(name)) for name in list(known) if name in set(Milestone)}
    return Facts(today=day(today), dates={Milestone.CASE_OPENED: OPENED} | dates, **known)


def observation(
    *,
    milestone: Milestone = Milestone.AWARD_NOTICE_SENT,
    on: date | str | None = "2026-03-02",
    source: str = "officer",
    by_person: bool = True,
    as_of: date | str | None = None,
    lot: str = "",
    supplier: str = "",
    value: str = "",
    placement: str = "",
) -> Observation:
    """Return an observation made on its own day; `on` None withdraws the milestone."""
    happened = None if on is None else day(on)
    said = day(as_of) if as_of is not None else happened or TODAY
    return Observation(milestone, happened, source, by_person, said, lot, supplier, value, placement)


def facts_of(*recorded: Observation, today: date | str = TODAY, **particulars: Any) -> Facts:
    """Return the facts of a case as they come from what was recorded and from the columns of the case."""
    from models.casefile import CaseFile

    columns: dict[str, Any] = {
        "id": 1,
        "reference": "N-1",
        "title": "Städning",
        "unit_id": None,
        "officer_id": None,
        "support_id": None,
        "kind": "service",
        "procedure": "open",
        "act": "lou",
        "months": 12.0,
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
    return CaseFile(**columns | particulars, recorded=list(recorded)).facts(day(today))
