from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from benchmarks.harness import statements
from exchange.directory_import import load_city
from exchange.import_report import ImportReport, SourceChanged, ToDo
from exchange.kept_reports import kept_report
from exchange.notices.notice_import import import_notices
from exchange.plans import plan_import
from exchange.plans.plan_import import import_plan
from exchange.plans.plan_reader import PlanUnreadable
from models.numbering import enter_number
from models.operations import amend, find, settle
from models.particulars import said_of
from models.refusals import Refused
from models.reminders.room import OF_ONE_DAY
from models.storage.database import reading, writing
from states.facts import Milestone
from states.records.observations import conflicts, current
from states.refusal import Unknown
from tests.exchange.spreadsheets import xlsx_bytes
from tests.models.building import (
    OFFICER,
    TODAY,
    add_person,
    add_unit,
    broken,
    contents,
    counts,
    dates,
    enter,
    events,
    notice_xml,
    opened,
    read,
    seen,
    write,
)

EXAMPLES = Path(__file__).parents[3] / "examples"
TOMORROW = TODAY + timedelta(days=1)
HEAD = (
    "JournalID;Verksamhet;Benämning;Slag;Upphandlingstyp;Planerad annonsering;Avtalstid månader;Upphandlare e-post"
    ";Information"
)
ROW = {
    "reference": "UH-1",
    "unit": "Skolan",
    "title": "Städning av skolor",
    "kind": "Tjänst",
    "procedure": "Öppet",
    "call": "2026-09-01",
    "months": "24",
    "officer": "alva@exempelstad.example",
    "status": "",
}


def row(**told: str) -> str:
    return ";".join((ROW | told).values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "planer"


def take_in(engine: Engine, folder: Path, *rows: str, name: str = "plan.csv", today: date = TODAY) -> ImportReport:
    return take_in_under(HEAD, engine, folder, *rows, name=name, today=today)


def take_in_under(head: str, engine: Engine, folder: Path, *rows: str, name: str, today: date) -> ImportReport:
    return import_plan(engine, write(folder, name, "\n".join((head, *rows)) + "\n"), today=today)


def outcomes(report: ImportReport) -> dict[str, tuple[str, str]]:
    return {line.name: (str(line.outcome), line.reference) for line in report.lines}


def said(report: ImportReport, row: int = 2) -> tuple[str, str]:
    (line,) = (line for line in report.lines if line.name.endswith(f":{row}"))
    return line.text.sv, line.text.en


def test_a_row_becomes_a_case_with_all_that_it_says(engine: Engine, folder: Path):
    unit_id, officer_id = add_unit(engine, "skolan"), add_person(engine, "alva@exempelstad.example")
    report = take_in(engine, folder, row(), row(reference="UH-2", title="Måleri"))
    assert outcomes(report) == {"plan.csv:2": ("created", "UH-1"), "plan.csv:3": ("created", "UH-2")}
    assert said(report) == ("Nytt ärende.", "New case.")
    file = read(engine, "UH-1")
    assert (file.title, file.kind, file.procedure, file.months) == ("Städning av skolor", "service", "open", 24.0)
    assert (file.unit_id, file.officer_id) == (unit_id, officer_id)
    assert dates(file) == {"case_opened": TODAY, "planned_call": date(2026, 9, 1)}
    assert {one.source for one in file.recorded} == {"plan plan.csv"}
    assert not any(one.by_person for one in file.recorded)
    assert (file.tracks[0].state, file.next_check) == ("planning", TODAY)
    assert broken(engine, file.id) is None


def test_over_how_many_working_days_the_reminders_of_many_new_cases_are_spread_is_told_and_kept(
    engine: Engine, folder: Path
):
    rows = [row(reference=f"UH-{number}") for number in range(2 * OF_ONE_DAY + 1)]
    few = take_in(engine, folder, *rows[:OF_ONE_DAY])
    assert [line for line in few.lines if "sprids" in line.text.sv] == []
    last = take_in(engine, folder, *rows).lines[-1]
    assert (last.name, last.to_do) == ("plan.csv", ToDo.READ)
    assert f"de {OF_ONE_DAY + 1} nya ärendena sprids över ungefär 3 arbetsdagar" in last.text.sv
    with reading(engine) as connection:
        assert kept_report(connection).lines[-1].text == last.text
    assert [line for line in take_in(engine, folder, *rows).lines if "sprids" in line.text.sv] == []


def test_value_and_act_become_those_of_the_case(engine: Engine, folder: Path):
    head = "JournalID;Benämning;Slag;Uppskattat värde, tkr;Upphandlingslag"
    rows = ("UH-1;Städning;Tjänst;9 600;LUF", "UH-2;Simhall;Tjänstekoncession;;", "UH-3;Hemtjänst;Valfrihetssystem;;")
    take_in_under(head, engine, folder, *rows, name="plan.csv", today=TODAY)
    found = [read(engine, reference) for reference in ("UH-1", "UH-2", "UH-3")]
    assert [(file.kind, file.procedure, file.act, file.value) for file in found] == [
        ("service", "", "luf", 9_600_000.0),
        ("service", "concession", "luk", None),
        ("service", "freedom_of_choice", "lov", None),
    ]


def test_an_act_that_is_none_is_told_and_left_out(engine: Engine, folder: Path):
    head = "JournalID;Benämning;Lag"
    report = take_in_under(head, engine, folder, "UH-1;Städning;Lagen", name="plan.csv", today=TODAY)
    assert said(report)[0] == "Nytt ärende. Lag: Skriv LOU, LUF, LUK, LUFS eller LOV."
    assert read(engine, "UH-1").act == ""


@pytest.mark.parametrize("today", [TODAY, TOMORROW])
def test_a_second_import_changes_nothing_at_all(engine: Engine, folder: Path, today: date):
    rows = [row(), row(reference="UH-2", title="Måleri", call=""), row(reference="UH-3", title="")]
    take_in(engine, folder, *rows)
    before = contents(engine)
    report = take_in(engine, folder, *rows, today=today)
    assert contents(engine) == before
    assert outcomes(report) == {
        "plan.csv:2": ("known", "UH-1"),
        "plan.csv:3": ("known", "UH-2"),
        "plan.csv:4": ("skipped", ""),
    }
    assert said(report)[0].startswith("Oförändrad.")


def test_the_same_list_under_another_name_changes_nothing_either(engine: Engine, folder: Path):
    take_in(engine, folder, row(), name="mars.csv")
    before = contents(engine)
    again = take_in(engine, folder, row(), name="april.csv", today=TOMORROW)
    assert outcomes(again) == {"april.csv:2": ("known", "UH-1")}
    assert contents(engine) == before


def test_a_row_that_changed_changes_its_case(engine: Engine, folder: Path):
    take_in(engine, folder, row(), name="mars.csv")
    report = take_in(engine, folder, row(call="2026-10-01", months="36"), name="april.csv", today=TOMORROW)
    assert outcomes(report) == {"april.csv:2": ("updated", "UH-1")}
    assert said(report)[0].startswith("Ärendet är uppdaterat: avtalets längd, planerad annonsering.")
    file = read(engine, "UH-1")
    assert (file.months, dates(file)["planned_call"]) == (36.0, date(2026, 10, 1))
    assert events(engine, file.id)[-2:] == ["restated", "observed"]
    back = take_in(engine, folder, row(), name="maj.csv", today=TOMORROW + timedelta(days=1))
    assert outcomes(back) == {"maj.csv:2": ("updated", "UH-1")}
    assert read(engine, "UH-1").months == 24.0


def test_two_lists_that_disagree_do_not_quarrel_every_night(engine: Engine, folder: Path):
    for day in range(3):
        today = TODAY + timedelta(days=day)
        take_in(engine, folder, row(months="24"), name="skolan.csv", today=today)
        take_in(engine, folder, row(months="36"), name="centralt.csv", today=today)
        if day == 0:
            before = contents(engine)
    assert contents(engine) == before


def test_a_list_that_once_agreed_with_another_does_not_take_back_what_the_other_says_later(
    engine: Engine, folder: Path
):
    told = [("skolan", "24"), ("centralt", "36"), ("skolan", "36"), ("centralt", "48"), ("skolan", "36")]
    for day, (name, months) in enumerate(told):
        take_in(engine, folder, row(months=months), name=f"{name}.csv", today=TODAY + timedelta(days=day))
    assert read(engine, "UH-1").months == 48.0


def test_what_is_left_out_of_a_list_stays_as_it_was(engine: Engine, folder: Path):
    take_in(engine, folder, row())
    assert outcomes(take_in(engine, folder, row(months="", call=""))) == {"plan.csv:2": ("known", "UH-1")}
    assert read(engine, "UH-1").months == 24.0


# --- what is struck --------------------------------------------------------------------------------------------------


def state(engine: Engine) -> str:
    """Return the state that the next tick brings the case to."""
    file = read(engine, "UH-1")
    settle(file, TODAY)
    return file.tracks[0].state


def test_a_planned_procurement_that_is_struck_is_cancelled(engine: Engine, folder: Path):
    take_in(engine, folder, row())
    report = take_in(engine, folder, row(status="Utgått"))
    assert outcomes(report) == {"plan.csv:2": ("updated", "UH-1")}
    assert dates(read(engine, "UH-1"))["cancelled"] == TODAY
    assert state(engine) == "cancelled"
    before = contents(engine)
    again = take_in(engine, folder, row(status="Utgått"), name="april.csv", today=TOMORROW)
    assert outcomes(again) == {"april.csv:2": ("known", "UH-1")}
    assert contents(engine) == before


def test_what_was_struck_by_mistake_comes_back_as_long_as_nothing_has_moved(engine: Engine, folder: Path):
    take_in(engine, folder, row())
    take_in(engine, folder, row(status="Utgått"))
    assert outcomes(take_in(engine, folder, row()))["plan.csv:2"][0] == "updated"
    assert "cancelled" not in dates(read(engine, "UH-1"))
    assert state(engine) == "planning"
    take_in(engine, folder, row(status="Utgått"), name="april.csv", today=TOMORROW)
    assert state(engine) == "cancelled"


def test_what_is_under_way_is_not_cancelled_by_a_list(engine: Engine, folder: Path):
    take_in(engine, folder, row())
    with writing(engine) as connection:
        connection.execute(text("UPDATE track SET state = 'advertised'"))
    before = contents(engine)
    report = take_in(engine, folder, row(status="Utgått"))
    assert contents(engine) == before
    assert outcomes(report) == {"plan.csv:2": ("known", "UH-1")}
    assert "Avbryt ärendet för hand" in said(report)[0]
    assert "Cancel the case by hand" in said(report)[1]


def test_what_is_struck_before_it_was_ever_read_becomes_no_case(engine: Engine, folder: Path):
    report = take_in(engine, folder, row(status="Utgått"))
    assert outcomes(report) == {"plan.csv:2": ("skipped", "")}
    assert "innan den blev ett ärende" in said(report)[0]
    assert counts(engine)["Case"] == 0


# --- the directory ---------------------------------------------------------------------------------------------------


def test_a_unit_or_officer_that_is_not_in_the_directory_is_told_and_does_no_harm(engine: Engine, folder: Path):
    report = take_in(engine, folder, row())
    assert outcomes(report) == {"plan.csv:2": ("created", "UH-1")}
    assert said(report) == (
        "Nytt ärende. Enheten ”Skolan” finns inte i katalogen. Upphandlarens e-postadress finns inte i katalogen.",
        "New case. The directory has no unit “Skolan”. The officer's e-mail address is not in the directory.",
    )
    file = read(engine, "UH-1")
    assert (file.unit_id, file.officer_id) == (None, None)


def test_a_unit_that_enters_the_directory_later_is_filled_in_by_the_next_import(engine: Engine, folder: Path):
    take_in(engine, folder, row())
    unit_id, officer_id = add_unit(engine, "Skolan"), add_person(engine, "Alva@Exempelstad.Example")
    assert outcomes(take_in(engine, folder, row())) == {"plan.csv:2": ("updated", "UH-1")}
    file = read(engine, "UH-1")
    assert (file.unit_id, file.officer_id) == (unit_id, officer_id)


def test_no_address_stands_in_a_report(engine: Engine, folder: Path):
    report = take_in(engine, folder, row(), row(reference="UH-2", officer="Alva Exempelsson"))
    assert "exempelstad" not in str(report.as_dict())
    assert "Alva" not in str(report.as_dict())


# --- references ------------------------------------------------------------------------------------------------------

BARE = "Verksamhet;Benämning;Planerad annonsering"


def test_a_row_without_a_number_gets_one_that_stays(engine: Engine, folder: Path):
    rows = ["Skolan;Städning;2026-09-01", "Parken;Städning;2026-09-01"]
    first = take_in_under(BARE, engine, folder, *rows, name="plan.csv", today=TODAY)
    references = [line.reference for line in first.lines]
    assert len(set(references)) == 2
    assert all(reference.startswith("P-") for reference in references)
    rows = ["PARKEN;städning;2026-10-01", "Skolan;Städning;2026-09-01"]
    again = take_in_under(BARE, engine, folder, *rows, name="ny.csv", today=TODAY)
    assert outcomes(again) == {"ny.csv:2": ("updated", references[1]), "ny.csv:3": ("known", references[0])}
    assert counts(engine)["Case"] == 2


NUMBERED = "Diarienummer;Verksamhet;Benämning;Planerad annonsering"


def without_and_with_numbers(engine: Engine, folder: Path, *rows: str, name: str = "plan.csv") -> ImportReport:
    return take_in_under(NUMBERED, engine, folder, *rows, name=name, today=TODAY)


def test_a_case_keeps_its_history_when_its_number_comes_and_is_found_with_and_without(engine: Engine, folder: Path):
    first = without_and_with_numbers(engine, folder, ";Skolan;Städning;2026-09-01")
    (line,) = first.lines
    assert line.reference.startswith("P-")
    (before,) = contents(engine)["Case"]
    report = without_and_with_numbers(engine, folder, "UH-7;Skolan;Städning;2026-09-01", name="april.csv")
    assert outcomes(report) == {"april.csv:2": ("updated", "UH-7")}
    assert said(report)[0].startswith(f"Ärendet {line.reference} har fått sitt nummer.")
    (after,) = contents(engine)["Case"]
    assert before[0] == after[0]
    file = read(engine, "UH-7")
    assert "numbered" in events(engine, file.id)
    assert broken(engine, file.id) is None
    stored = contents(engine)
    again = without_and_with_numbers(engine, folder, "-;skolan;Städning;2026-09-01", name="maj.csv")
    assert outcomes(again) == {"maj.csv:2": ("known", "UH-7")}
    assert contents(engine) == stored


def test_two_numbers_for_one_unit_and_title_are_two_cases_and_a_row_without_is_asked_about(
    engine: Engine, folder: Path
):
    rows = ["UH-1;Skolan;Städning;2026-09-01", "UH-2;Skolan;Städning;2027-09-01"]
    assert without_and_with_numbers(engine, folder, *rows).created == 2
    report = without_and_with_numbers(engine, folder, ";Skolan;Städning;2026-09-01", name="april.csv")
    assert outcomes(report) == {"april.csv:2": ("skipped", "")}
    assert "UH-1, UH-2" in said(report)[0]
    assert counts(engine)["Case"] == 2


def test_a_person_may_give_the_number_and_the_plan_still_finds_the_case(engine: Engine, folder: Path):
    (told,) = without_and_with_numbers(engine, folder, ";Skolan;Städning;2026-09-01").lines
    with writing(engine) as connection:
        enter_number(connection, find(connection, told.reference), "UH-7", by=OFFICER, today=TODAY)
    for line in (";Skolan;Städning;2026-09-01", "UH-7;Skolan;Städning;2026-09-01"):
        assert outcomes(without_and_with_numbers(engine, folder, line)) == {"plan.csv:2": ("known", "UH-7")}
    with writing(engine) as connection, pytest.raises(Refused):
        enter_number(connection, find(connection, "UH-7"), "UH-8", by=OFFICER, today=TODAY)


def test_a_number_that_another_case_has_is_not_given(engine: Engine, folder: Path):
    report = without_and_with_numbers(engine, folder, ";Skolan;Städning;", "UH-7;Skolan;Målning;")
    made = report.lines[0].reference
    with writing(engine) as connection, pytest.raises(Refused) as refused:
        enter_number(connection, find(connection, made), "UH-7", by=OFFICER, today=TODAY)
    assert "slå ihop" in refused.value.text.sv


# --- what is told and kept -------------------------------------------------------------------------------------------


def test_what_was_not_read_has_a_line_and_is_kept_until_the_file_is_read_again(engine: Engine, folder: Path):
    head = "JournalID;Benämning;Färg;Planerad annonsering"
    rows = ("UH-1;Städning;röd;snart", "Totalt;1 upphandling;;", "UH-2;Flytt;;2026-09-01")
    report = take_in_under(head, engine, folder, *rows, name="plan.csv", today=TODAY)
    assert outcomes(report) == {
        "plan.csv": ("noted", ""),
        "plan.csv:2": ("created", "UH-1"),
        "plan.csv:3": ("noted", ""),
        "plan.csv:4": ("created", "UH-2"),
    }
    with reading(engine) as connection:
        assert kept_report(connection).lines == tuple(report.lines)
    take_in_under(head, engine, folder, *rows, name="plan.csv", today=TOMORROW)
    with reading(engine) as connection:
        kept = kept_report(connection, "plan.csv")
    assert kept.read_on == TOMORROW
    assert [line.name for line in kept.lines] == ["plan.csv", "plan.csv:2", "plan.csv:3"]
    assert "Planerad annonsering: " in kept.lines[1].text.sv


def test_a_report_on_another_file_is_not_there(engine: Engine, folder: Path):
    with reading(engine) as connection, pytest.raises(Unknown):
        kept_report(connection)
    take_in(engine, folder, row())
    with reading(engine) as connection, pytest.raises(Unknown) as refused:
        kept_report(connection, "annan.csv")
    assert "plan.csv" in refused.value.text.sv


def test_area_certainty_and_planned_start_are_kept(engine: Engine, folder: Path):
    head = "JournalID;Benämning;Geografiskt område;Status på uppgifter;Planerad avtalsstart;Sista anbudsdag"
    take_in_under(
        head, engine, folder, "UH-1;Bro;Norr;Relativt säker;2027-01-01;2026-11-01", name="plan.csv", today=TODAY
    )
    with reading(engine) as connection:
        file = read(engine, "UH-1")
        said_before = {row.name: row.value for row in said_of(connection, [file.id])[file.id]}
    assert (said_before["area"], said_before["certainty"]) == ("Norr", "fairly_certain")
    assert (said_before["contract_start"], said_before["last_tender_day"]) == ("2027-01-01", "2026-11-01")


def test_a_procedure_that_is_none_is_told(engine: Engine, folder: Path):
    report = take_in_under(
        "JournalID;Benämning;Avtalstyp", engine, folder, "UH-1;Bro;Totalentreprenad", name="p.csv", today=TODAY
    )
    assert "”Totalentreprenad” är inget förfarande" in said(report)[0]


def test_rows_of_several_sheets_are_told_by_sheet(engine: Engine, folder: Path):
    head = ("Dnr", "Benämning", "Verksamhet")
    data = xlsx_bytes(("Om planen",), Park=[head, ("A-1", "Gräs", "Park")], Skola=[head, ("A-2", "Mat", "Skola")])
    folder.mkdir()
    (folder / "plan.xlsx").write_bytes(data)
    report = import_plan(engine, folder / "plan.xlsx", today=TODAY)
    cases = {name: told for name, told in outcomes(report).items() if told[1]}
    assert cases == {"plan.xlsx:Park:2": ("created", "A-1"), "plan.xlsx:Skola:2": ("created", "A-2")}


def test_a_row_finds_the_case_that_a_person_opened_under_its_number(engine: Engine, folder: Path):
    opened(engine, "UH-1", title="Mitt namn", months=None)
    assert outcomes(take_in(engine, folder, row())) == {"plan.csv:2": ("updated", "UH-1")}
    file = read(engine, "UH-1")
    assert (file.title, file.months) == ("Mitt namn", 24.0)


def test_a_row_finds_its_case_in_whatever_letters_its_number_is_written(engine: Engine, folder: Path):
    opened(engine, "UH-1", months=None)
    report = take_in(engine, folder, row(reference="uh-1"), row(reference="Uh-2", title="Målning"))
    assert outcomes(report) == {"plan.csv:2": ("updated", "UH-1"), "plan.csv:3": ("created", "Uh-2")}
    again = take_in(engine, folder, row(reference="UH-1"), row(reference="UH-2", title="Målning"))
    assert outcomes(again) == {"plan.csv:2": ("known", "UH-1"), "plan.csv:3": ("known", "Uh-2")}
    assert counts(engine)["Case"] == 2


def test_two_rows_whose_numbers_only_letters_tell_apart_are_told(engine: Engine, folder: Path):
    report = take_in(engine, folder, row(), row(reference="uh-1", title="Målning"))
    assert outcomes(report)["plan.csv:3"] == ("skipped", "")
    assert counts(engine)["Case"] == 1


# --- whose word counts -----------------------------------------------------------------------------------------------


def test_what_a_person_entered_beats_the_plan_before_and_after(engine: Engine, folder: Path):
    take_in(engine, folder, row())
    with writing(engine) as connection:
        amend(connection, find(connection, "UH-1"), {"months": 18.0}, by=OFFICER, today=TODAY)
    enter(engine, "UH-1", seen(Milestone.PLANNED_CALL, date(2026, 8, 17)))
    take_in(engine, folder, row(months="36", call="2026-12-01"), today=TOMORROW)
    file = read(engine, "UH-1")
    assert (file.months, dates(file)["planned_call"]) == (18.0, date(2026, 8, 17))
    (found,) = conflicts(file.recorded)
    assert (found.entered.on, found.reported.on) == (date(2026, 8, 17), date(2026, 12, 1))


NOTICE: dict[str, Any] = {"form": "planning", "number": "UH-1", "planned": "2026-11-02", "months": "48"}


PLAN_STANDS, NOTICE_STANDS = (24.0, date(2026, 9, 1)), (48.0, date(2026, 11, 2))


@pytest.mark.parametrize(("published", "stands"), [("2026-02-20", PLAN_STANDS), ("2026-03-20", NOTICE_STANDS)])
@pytest.mark.parametrize("first", ["plan", "notice"])
def test_of_plan_and_notice_the_newest_word_counts_in_either_order(
    engine: Engine, folder: Path, published: str, stands: tuple[float, date], first: str
):
    add_unit(engine, "Skolan", numbers_cases=True)
    notice = write(folder, "a.xml", notice_xml("a", published=published, buyer=("Skolan", ""), **NOTICE))
    steps = {
        "plan": lambda: take_in(engine, folder, row()),
        "notice": lambda: import_notices(engine, notice, today=date(2026, 4, 1)),
    }
    for step in sorted(steps, key=lambda name: name != first):
        steps[step]()
    file = read(engine, "UH-1")
    assert counts(engine)["Case"] == 1
    assert (file.months, dates(file)["planned_call"]) == stands


# --- files -----------------------------------------------------------------------------------------------------------


def test_what_is_wrong_in_a_row_is_told_in_its_line_and_rows_stay_in_order(engine: Engine, folder: Path):
    report = take_in(engine, folder, row(call="snart"), row(reference="UH-2", title=""), row(reference="UH-3"))
    assert [line.name for line in report.lines] == ["plan.csv:2", "plan.csv:3", "plan.csv:4"]
    assert outcomes(report)["plan.csv:2"] == ("created", "UH-1")
    assert said(report)[0].startswith("Nytt ärende. ")
    assert len(said(report)[0]) > len("Nytt ärende. ")
    assert outcomes(report)["plan.csv:3"] == ("skipped", "")
    assert said(report, 3)[0]
    assert counts(engine)["Case"] == 2


def test_a_file_that_is_not_there_stops_the_run(engine: Engine, folder: Path):
    with pytest.raises(SourceChanged):
        import_plan(engine, folder / "plan.csv", today=TODAY)


def test_a_file_that_is_no_plan_stores_nothing(engine: Engine, folder: Path):
    before = contents(engine)
    with pytest.raises(PlanUnreadable):
        take_in_under("Något;Annat", engine, folder, "a;b", name="plan.csv", today=TODAY)
    assert contents(engine) == before


def test_a_plan_may_have_more_rows_than_a_statement_takes_parameters(sqlite_engine: Engine, folder: Path):
    with writing(sqlite_engine) as connection:
        connection.connection.dbapi_connection.setlimit(9, 50)  # type: ignore[union-attr]
    rows = [row(reference=f"UH-{number}", title=f"Nummer {number}") for number in range(200)]
    assert take_in(sqlite_engine, folder, *rows).created == 200
    assert take_in(sqlite_engine, folder, *rows).known == 200


@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
def test_the_example_plan_becomes_forty_cases_of_known_units_and_officers(engine: Engine, name: str):
    load_city(engine, EXAMPLES / "city.toml")
    report = import_plan(engine, EXAMPLES / name, today=TODAY)
    assert (report.created, report.skipped) == (40, 0)
    assert not [line for line in report.lines if "katalogen" in line.text.sv]
    before = contents(engine)
    assert import_plan(engine, EXAMPLES / name, today=TOMORROW).known == 40
    assert contents(engine) == before


def test_csv_and_workbook_of_one_plan_say_the_same(engine: Engine):
    import_plan(engine, EXAMPLES / "plan.csv", today=TODAY)
    before = contents(engine)
    import_plan(engine, EXAMPLES / "plan.xlsx", today=TOMORROW)
    assert contents(engine) == before
    assert len(current(read(engine, "UH-2026-001").recorded)) == 2


def test_a_vague_day_is_stored_with_its_precision_and_news_when_it_grows_exact(engine: Engine, folder: Path):
    take_in(engine, folder, row(call="Q2 2027"))
    take_in(engine, folder, row(call="2027-04-01"), today=TOMORROW)

    with engine.connect() as connection:
        told = connection.execute(text("SELECT value FROM observation WHERE milestone = 'planned_call' ORDER BY id"))
        assert told.scalars().all() == ["quarter", ""]


@pytest.mark.parametrize(
    "unit", ["Äldreförvaltningen", "A\u0308ldrefo\u0308rvaltningen", "ÄLDREFÖRVALTNINGEN", "Ã„ldrefÃ¶rvaltningen"]
)
def test_a_unit_is_found_however_its_letters_are_stored(engine: Engine, folder: Path, unit: str):
    known = add_unit(engine, "Äldreförvaltningen")
    report = take_in(engine, folder, row(unit=unit))

    assert read(engine, "UH-1").unit_id == known
    assert not any("Enheten" in line for line in said(report))


def rows_of(number: int, **told: str) -> list[str]:
    """Return rows that are about other procurements than those of another number."""
    each = ({"reference": f"UH-{number}-{n}", "title": f"Städning av skola {number}.{n}"} for n in range(number))
    return [row(**one | told) for one in each]


@pytest.mark.parametrize("told", [{}, {"months": "36", "call": "2026-10-01"}, {"status": "Utgår"}])
def test_a_plan_costs_statements_by_the_batch_and_not_by_the_row(engine, folder, monkeypatch, told):
    monkeypatch.setattr(plan_import, "AT_ONCE", 20)
    add_unit(engine, "skolan")

    def cost(number: int) -> tuple[int, ...]:
        plans = (rows_of(number), rows_of(number), rows_of(number, **told))
        return tuple(statements(engine, partial(take_in, engine, folder, *rows)) for rows in plans)

    in_two, also_in_two, in_three, in_four = map(cost, (21, 40, 60, 80))
    assert also_in_two == in_two
    further = [after - before for before, after in zip(in_two, in_three, strict=True)]
    assert [after - before for before, after in zip(in_three, in_four, strict=True)] == further
    assert all(0 < one < 20 for one in further)


def test_rows_find_their_cases_across_batches_as_in_one(engine, folder, monkeypatch):
    monkeypatch.setattr(plan_import, "AT_ONCE", 2)
    add_unit(engine, "skolan")
    take_in(engine, folder, *rows_of(5, reference=""))
    report = take_in(engine, folder, *reversed(rows_of(5)), today=TOMORROW)
    assert sorted((str(line.outcome), line.reference) for line in report.lines) == [
        ("updated", f"UH-5-{n}") for n in range(5)
    ]
    assert counts(engine)["Case"] == 5
    assert {broken(engine, read(engine, f"UH-5-{n}").id) for n in range(5)} == {None}


def test_a_plan_that_cannot_be_stored_to_its_end_leaves_nothing(engine, folder, monkeypatch):
    monkeypatch.setattr(plan_import, "AT_ONCE", 2)
    before = contents(engine)
    save = plan_import.save

    def fail_in_the_last_batch(connection, cases):
        save(connection, cases)
        if len(cases) == 1:
            raise InterruptedError

    monkeypatch.setattr(plan_import, "save", fail_in_the_last_batch)
    with pytest.raises(InterruptedError):
        take_in(engine, folder, *rows_of(5))
    assert contents(engine) == before
