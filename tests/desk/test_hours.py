"""Reporting hours from every face: by one act, with what it refuses."""

from datetime import date

import pytest

from desk.hours import HoursReport, report
from desk.recording import record_all
from desk.suppliers import SupplierMeant
from models.hours_report import PersonsHours
from models.refusals import Refused
from tests.models.firm import BY_FIRM, FIRM, JUNE, MAY, TODAY, balance_in, founded, hired
from tests.notifications.city import BY_SUPPORT

WORKED = PersonsHours(1, 1, 640)


@pytest.fixture
def firm(engine):
    founded(engine, "UH-1")
    hired(engine, "UH-1")
    return engine


def test_a_report_is_entered_and_told_to_be_new_or_not(firm):
    told = HoursReport(SupplierMeant("städ & service ab"), MAY, (WORKED,))
    assert report(firm, "UH-1", told, by=BY_FIRM, today=TODAY).new
    assert not report(firm, "UH-1", told, by=BY_SUPPORT, today=TODAY).new
    assert balance_in(firm, "UH-1").fulfilled == 160


def test_a_report_is_told_together_with_other_things(firm):
    told = [HoursReport(SupplierMeant(FIRM), month, (WORKED,)) for month in (MAY, JUNE)]
    record_all(firm, "UH-1", told, by=BY_FIRM, today=TODAY)
    assert balance_in(firm, "UH-1").fulfilled == 320


def test_an_unknown_supplier_has_nothing_to_report(firm):
    with pytest.raises(Refused):
        report(firm, "UH-1", HoursReport(SupplierMeant("Annat AB"), MAY), by=BY_FIRM, today=date(2026, 8, 3))
