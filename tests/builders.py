"""Values with defaults for tests. Only what a test is about is said; days may be written as ISO strings."""

from datetime import date
from typing import Any

from states.facts import Facts, Milestone
from states.law.acts import Act
from states.law.courts import Event, EventKind, Ruling
from states.records.court_events import COURT
from states.records.observations import Observation

TODAY = date(2026, 3, 30)
OPENED = date(2026, 1, 12)


def day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def facts(*, today: date | str = TODAY, ruling: Ruling | None = None, **known: Any) -> Facts:
    """Return facts; a milestone is given by its name: `facts(award_notice_sent="2026-03-02")`.

    Those of a court are events of the administrative court about one application; `ruling` is how it was decided.
    """
    dates = {Milestone(name): day(known.pop(name)) for name in list(known) if name in set(Milestone)}
    court = [Event(on, COURT[milestone]) for milestone, on in dates.items() if milestone in COURT]
    court = [one._replace(ruling=ruling or Ruling.REJECTED) if one.kind is EventKind.RULING else one for one in court]
    known = {"court": tuple(court), "act": Act.LOU} | known
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
    court: str = "",
    applicant: str = "",
) -> Observation:
    """Return an observation made on its own day; `on` None withdraws the milestone."""
    happened = None if on is None else day(on)
    said = day(as_of) if as_of is not None else happened or TODAY
    return Observation(milestone, happened, source, by_person, said, lot, supplier, value, placement, court, applicant)


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
