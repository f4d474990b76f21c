"""Plans laid out after what municipalities and agencies publish, each in a way of its own."""

from datetime import date

import pytest
from openpyxl import Workbook

from exchange.plans.plan_reader import CellEffect, Certainty, PlanStatus
from states.law.applicability import ProcurementKind
from tests.exchange.spreadsheets import csv_bytes, saved, xlsx_bytes


def told(found):
    return [(problem.row, problem.heading, problem.effect) for problem in found.problems]


def remarks(found):
    return " ".join(remark.text.sv for remark in found.remarks)


def test_the_column_list_of_a_transport_agency(read):
    head = (
        "JournalID",
        "Verksamhet",
        "Benämning upphandling",
        "Beskrivning upphandling",
        "Upphandlingsområde",
        "Upphandlingstyp/Avtalstyp",
        "Geografiskt område",
        "Planerad annonseringsstart",
        "Planerad avtalsstart",
        "Status på uppgifter, planering",
        "Bedömd kostnad, miljoner SEK",
        "Bedömd Kontraktstid, år",
        "Information",
    )
    row = (101, "Underhåll", "Ny gångbro", "Bro", "Entreprenad", "Utförande", "Norr", 46447, 46600)
    found = read(xlsx_bytes(("Plan",), ("Publicerad 2026-11-02",), head, (*row, "Relativt säker", 12, 1.5, "Nytt")))

    (bridge,) = found.rows
    assert (bridge.reference, bridge.kind, bridge.area) == ("101", ProcurementKind.WORKS, "Norr")
    assert (bridge.planned_call, bridge.contract_start) == (date(2027, 3, 1), date(2027, 8, 1))
    assert (bridge.certainty, bridge.cost, bridge.months) == (Certainty.FAIRLY_CERTAIN, 12_000_000, 18.0)
    assert bridge.status is PlanStatus.NEW
    assert (found.problems, found.remarks) == ((), ())


def test_a_small_municipality_without_numbers_or_units(read):
    head = ("Avtalsområde", "Annonseras", "Nytt avtal från", "Avtalsperiod")
    found = read(csv_bytes(head, ("Livsmedel", "Q2 2027", "2027-11-01", "2+1+1 år"), ("Taxi", "mars 2027", "", "")))

    assert [(row.title, row.planned_call, row.contract_start, row.months) for row in found.rows] == [
        ("Livsmedel", date(2027, 4, 1), date(2027, 11, 1), 24.0),
        ("Taxi", date(2027, 3, 1), None, None),
    ]


def test_two_rows_of_headings_under_merged_groups(read):
    book = Workbook()
    sheet = book.active
    sheet.append(("Diarienr", "Upphandling", "Avtal", None, "Planerad annonsering"))
    sheet.append((None, None, "Start", "Längd (mån)", None))
    sheet.append(("K-1", "Snöröjning", date(2027, 11, 1), 36, date(2027, 3, 15)))
    sheet.merge_cells("C1:D1")
    for column in "ABE":
        sheet.merge_cells(f"{column}1:{column}2")

    (row,) = read(saved(book)).rows

    assert (row.row, row.reference, row.title) == (3, "K-1", "Snöröjning")
    assert (row.contract_start, row.months, row.planned_call) == (date(2027, 11, 1), 36.0, date(2027, 3, 15))


def test_sections_that_name_the_unit_and_totals_below_each(read):
    head = ("Upphandling", "Preliminärt annonsdatum", "Uppskattat värde (tkr)")
    found = read(
        xlsx_bytes(
            ("Kommande upphandlingar",),
            head,
            ("Socialförvaltningen",),
            ("Hemtjänst", "2027-02-01", 4000),
            ("Summa", None, 4000),
            ("Kultur och fritid",),
            ("Badhus", "2027-05-01", 9000),
            ("Kvartal 3",),
            ("Bibliotek", "2027-09-01", 500),
        )
    )

    assert [(row.title, row.unit, row.cost) for row in found.rows] == [
        ("Hemtjänst", "Socialförvaltningen", 4_000_000),
        ("Badhus", "Kultur och fritid", 9_000_000),
        ("Bibliotek", "Kultur och fritid", 500_000),
    ]
    assert told(found) == [(number, "", CellEffect.NO_ROW) for number in (3, 5, 6, 8)]


def test_a_sheet_for_each_year_of_which_the_latest_counts(read):
    head = ("Dnr", "Förvaltning", "Upphandling", "Annonsering")
    found = read(
        xlsx_bytes(
            ("Läs detta först",),
            **{
                "Plan 2026": [head, ("A-1", "Park", "Gräs", "2026-09-01"), ("A-2", "Park", "Träd", "2026-10-01")],
                "Plan 2027": [head, ("A-1", "Park", "Gräs", "2027-02-01")],
            },
        )
    )

    assert [(row.reference, row.sheet, row.planned_call) for row in found.rows] == [
        ("A-1", "Plan 2027", date(2027, 2, 1)),
        ("A-2", "Plan 2026", date(2026, 10, 1)),
    ]
    assert [(one.sheet, one.row, one.effect) for one in found.problems] == [("Plan 2026", 2, CellEffect.REJECTED)]
    assert "Plan 2027" in found.problems[0].text.sv
    assert "det senaste året" in remarks(found)
    assert [one.sheet for one in found.remarks if "ingen rubrikrad" in one.text.sv] == ["Sheet"]


def test_a_sheet_for_each_unit_named_by_the_sheet_alone(read):
    head = ("Upphandling", "Annonsering")
    found = read(xlsx_bytes(("Om planen",), Park=[head, ("Gräs", "2027-02-01")], Skola=[head, ("Gräs", "2027-03-01")]))

    assert [(row.unit, row.title) for row in found.rows] == [("Park", "Gräs"), ("Skola", "Gräs")]
    assert "namn, ”Park”, räknas som enhet" in remarks(found)


@pytest.mark.parametrize(
    ("heading", "value", "months"),
    [
        ("Avtalstid exkl. option (mån)", 24, 24.0),
        ("Avtalstid + option", "2+1+1 år", 24.0),
        ("Avtalstid inkl. optioner (mån)", 48, None),
        ("Avtalstid med förlängning (år)", "4", None),
        ("Optioner (mån)", 24, None),
        ("Möjlig förlängning avtalstid (mån)", 24, None),
    ],
)
def test_options_never_become_the_length_of_the_contract(read, heading, value, months):
    found = read(xlsx_bytes(("Dnr", "Upphandling", heading), ("A-1", "Städ", value)))

    assert found.rows[0].months == months
    assert months or "option" in (remarks(found) + " ".join(one.text.sv for one in found.problems)).lower()


def test_of_a_heading_that_stands_twice_the_one_that_counts_is_said(read):
    found = read(csv_bytes(("Dnr", "Titel", "Annonsering", "Annonsering"), ("A-1", "Tak", "2026-03-01", "2027-03-01")))

    assert found.rows[0].planned_call == date(2026, 3, 1)
    assert "i kolumn C" in remarks(found)


def test_a_column_without_a_heading_is_told_where_it_has_values(read):
    found = read(xlsx_bytes(("Dnr", "Titel", None), ("A-1", "Tak", None), ("A-2", "Golv", "fråga Elin")))

    assert "Kolumn C saknar rubrik" in remarks(found)
    assert "Elin" not in remarks(found)


@pytest.mark.parametrize(
    "cells",
    [
        ("Uppdaterad 2026-11-01", "Planen är preliminär"),
        ("Senast ändrad: 1 november 2026", ""),
        ("Totalt", "2 upphandlingar"),
        ("", "Summa"),
        ("Anm.", "Datum kan ändras"),
        ("Version 3", "gäller från januari"),
    ],
)
def test_what_stands_below_the_plan_is_no_procurement(read, cells):
    found = read(csv_bytes(("Dnr", "Titel"), ("A-1", "Tak"), cells))

    assert [row.reference for row in found.rows] == ["A-1"]
    assert [(problem.row, problem.effect) for problem in found.problems] == [(3, CellEffect.NO_ROW)]


@pytest.mark.parametrize("title", ["Totalentreprenad skola", "Uppdaterad skyltning i parker", "Notarietjänster"])
def test_a_title_that_begins_like_a_remark_is_a_procurement(read, title):
    assert [row.title for row in read(csv_bytes(("Dnr", "Titel"), ("A-1", title))).rows] == [title]


class TestMergedCells:
    HEAD = ("Förvaltning", "Benämning", "Annonsering", "Värde")

    def found(self, read):
        book = Workbook()
        sheet = book.active
        for row in (
            self.HEAD,
            ("Park", "Gräs", "2027-03-01", 100),
            (None, "Snö", None, None),
            (None, "Träd", "2027-05-01", 300),
        ):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("D2:D3")
        return read(saved(book))

    def test_a_merged_cell_is_read_for_all_its_rows_and_that_is_told_of_dates(self, read):
        found = self.found(read)

        assert [(row.unit, row.planned_call) for row in found.rows] == [
            ("Park", date(2027, 3, 1)),
            ("Park", date(2027, 3, 1)),
            ("Park", date(2027, 5, 1)),
        ]
        assert (3, "Annonsering", CellEffect.NOTED) in told(found)

    def test_an_amount_that_may_be_for_all_rows_together_is_left_out_and_told(self, read):
        found = self.found(read)

        assert [row.cost for row in found.rows] == [None, None, 300]
        assert {one for one in told(found) if one[1] == "Värde"} == {
            (2, "Värde", CellEffect.LEFT_OUT),
            (3, "Värde", CellEffect.LEFT_OUT),
        }


class TestWhatSpreadsheetsChange:
    def test_numbers_are_days_of_the_date_system_of_the_workbook(self, read):
        book = Workbook()
        book.epoch = book.epoch.replace(1904, 1, 1)
        book.active.append(("Dnr", "Titel", "Annonsering"))
        book.active.append(("A-1", "Tak", 44985))

        assert read(saved(book)).rows[0].planned_call == date(2027, 3, 1)

    @pytest.mark.parametrize("value", [date(2026, 12, 1), "dec-26", "12-dec", "2,02612E+11"])
    def test_a_number_that_was_made_a_date_or_shortened_is_not_taken_for_one(self, read, value):
        write = csv_bytes if isinstance(value, str) else xlsx_bytes
        found = read(write(("Dnr", "Titel", "Förvaltning"), (value, "Tak", "Park")))

        assert [(row.reference, row.title) for row in found.rows] == [(None, "Tak")]
        assert told(found) == [(2, "Dnr", CellEffect.LEFT_OUT)]

    def test_an_amount_that_was_made_a_date_is_told_as_such(self, read):
        found = read(xlsx_bytes(("Dnr", "Titel", "Bemanning"), ("A-1", "Tak", date(2026, 2, 1))))

        assert "Kalkylprogrammet har gjort ett datum" in found.problems[0].text.sv

    def test_a_number_that_may_have_lost_its_zeros_is_told(self, read):
        found = read(xlsx_bytes(("Dnr", "Titel"), ("0012", "Tak"), (13, "Golv"), ("A-1", "Dörr")))

        assert told(found) == [(3, "Dnr", CellEffect.NOTED)]
