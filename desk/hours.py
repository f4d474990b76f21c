"""Reporting the hours of a month: by the supplier, or by the support function on its behalf."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from desk.suppliers import SupplierMeant
from models.actor import Actor
from models.casefile import CaseFile
from models.hours_report import PersonsHours, report_hours
from models.subject_meant import winner_meant


@dataclass(frozen=True, slots=True)
class HoursReport:
    """What was worked for a supplier in a month, by its first day: everybody who was employed, zero hours too."""

    meant: SupplierMeant
    month: date
    people: tuple[PersonsHours, ...] = ()


def report(engine: Engine, reference: str, told: HoursReport, *, by: Actor, today: date) -> Outcome:
    """Enter a report of hours; an earlier one of the month is replaced and stays in the journal.

    Raises UnknownCase, CaseChanged, HoursRefused for hours that cannot be, and Refused for a supplier that is not
    known, owes no hours or is through, for a contract that it does not have, and for who may not report.
    """
    return change_case(
        engine, reference, lambda connection, case: report_in(connection, case, told, by=by, today=today)
    )


def report_in(connection: Connection, case: CaseFile, told: HoursReport, *, by: Actor, today: date) -> bool:
    """Enter a report in a case in memory as `report` does, and save it; return whether anything is new.

    Raises HoursRefused, Refused and CaseChanged for the same reasons.
    """
    owed = winner_meant(case, told.meant.supplier, told.meant.lot)
    return report_hours(connection, case, owed, told.month, told.people, by=by, today=today)
