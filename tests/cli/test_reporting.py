"""Hours reported by command: what is told, refused and shown, in one contract and in two of the same firm."""

import json

import pytest

from tests.cli.conftest import Run

FIRM = ("--supplier", "Exempel Park AB", "--organisation-number", "556000-4615")
UNIT = ("--by", "labour_market")


def contract(run: Run, reference: str) -> None:
    """Let the firm win a case in which it owes 500 hours, and employ one person from 6 July 2026."""
    told = ("--kind", "service", "--months", "24", "--headcount", "6", "--unit", "Parkförvaltningen")
    steps = (
        ("case", "open", reference, "Skötsel av parker", *told),
        ("record", reference, "contact_point_1", "2026-03-03"),
        ("assess", reference, "--outcome", "required", "--form", "employment"),
        ("record", reference, "documents_published", "2026-04-01"),
        ("record", reference, "award_decided", "2026-06-08"),
        ("record", reference, "award_notice_sent", "2026-06-09", "--channel", "electronic"),
        ("record", reference, "winner_named", "2026-06-24", *FIRM),
        ("record", reference, "court_checked", "2026-06-24"),
        ("record", reference, "contact_point_2", "2026-06-24"),
        ("record", reference, "contract_signed", "2026-06-24"),
        ("obligation", reference, "--unit", "hours", "--amount", "500"),
        ("record", reference, "dialogue_held", "2026-06-25", *UNIT),
        ("record", reference, "profile_agreed", "2026-06-25", *UNIT),
    )
    for words in steps:
        on = words[3] if words[0] == "record" else "2026-03-04" if words[0] != "obligation" else "2026-06-24"
        done = run(*words, "--on", on)
        assert done.exit_code == 0, done.output


def hire(run: Run, reference: str, on: str = "2026-07-06") -> None:
    for words in (
        ("record", reference, "candidate_proposed", "2026-06-26", "--position", "1", *UNIT),
        ("record", reference, "employment_started", on, "--position", "1", *UNIT),
        ("record", reference, "hire_confirmed", on, "--position", "1", *UNIT),
    ):
        done = run(*words, "--on", words[3])
        assert done.exit_code == 0, done.output


@pytest.fixture
def two(city, run) -> tuple[str, str]:
    for reference in ("UH-1", "UH-2"):
        contract(run, reference)
    hire(run, "UH-1")
    return "UH-1", "UH-2"


def ask(run: Run, *words: str, on: str = "2026-08-03"):
    return run(*words, "--on", on)


def test_a_report_tells_what_was_entered_and_how_the_obligation_stands(two, run):
    told = ask(run, "report", "hours", "UH-1", "2026-07", "1.1=140,5")
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[:2] == [
        "Rapporterat för juli 2026: 1 person, 140,5 timmar",
        "Åtagande: 500 timmar; levererat: 140,5 timmar; återstår: 359,5 timmar",
    ]
    again = ask(run, "report", "hours", "UH-1", "2026-07", "1=140:30")
    assert again.output.strip() == "Det här är redan rapporterat; ingenting har ändrats."
    journal = run("journal", "UH-1").output
    assert "timmar för juli 2026, för leverantörens räkning (Exempel Park AB): 1.1: 140,5" in " ".join(journal.split())


def test_a_correction_counts_and_the_former_report_stays_in_the_journal(two, run):
    ask(run, "report", "hours", "UH-1", "2026-07", "1=140")
    told = ask(run, "report", "hours", "UH-1", "2026-07", "1=0")
    assert told.output.splitlines()[0] == "Rapporterat för juli 2026: 0 personer, 0 timmar"
    journal = " ".join(run("journal", "UH-1").output.split())
    assert "(Exempel Park AB): 1.1: 140" in journal
    assert "rättade timmar för juli 2026, för leverantörens räkning (Exempel Park AB): 1.1: 0" in journal


def test_hours_of_two_contracts_are_shown_where_they_count(two, run):
    told = ask(run, "report", "hours", "UH-1", "2026-07", "1=140", "--counts", "1=40@UH-2")
    assert "levererat: 100 timmar" in told.output
    ledger = ask(run, "ledger").output
    assert "2026-07  UH-1" in ledger
    assert "40 timmar" in ledger
    lines = [json.loads(line) for line in ask(run, "ledger", "UH-2", "--json").output.splitlines()]
    part = {"month": "2026-07", "worked_in": "UH-1", "position": 1, "candidate": 1, "counts_in": "UH-2", "hours": 40.0}
    assert lines[0]["hours"] == [part]
    assert (lines[0]["fulfilled"], lines[0]["short"]) == (40, 460)
    shown = " ".join(ask(run, "case", "show", "UH-2").output.split())
    assert "Timmar, efter avtalet som de räknas i" in shown
    assert "juli 2026 UH-1 40 timmar UH-2" in shown
    assert json.loads(ask(run, "case", "show", "UH-2", "--json").output)["hours"] == [part]
    journal = " ".join(run("journal", "UH-2").output.split())
    assert "timmar för juli 2026 från UH-1 räknas här: 1.1: 40" in journal


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-07", "1=140,3"), "Ange timmarna i hela kvartar, till exempel 80 eller 80,25: 140,3"),
        (("2026-07", "ett=140"), "Skriv plats, kandidat och timmar: 2.1=80,5."),
        (("juli", "1=140"), "Ange en månad, till exempel 2026-05."),
        (("2026-07", "1=140@UH-2"), "Det som räknas i ett annat avtal anges med --counts."),
        (("2026-07", "1=140", "--counts", "1=40"), "Ange i vilket ärende de räknas: 2.1=20@UH-2026-15."),
        (("2026-07", "--counts", "1=40@UH-2"), "Ange också de arbetade timmarna: PLATS=TIMMAR."),
        (("2026-07", "1=140", "--counts", "1=160@UH-2"), "men bara 140 timmar är arbetade"),
        (("2026-07",), "Ange timmarna i juli 2026 för plats 1, kandidat 1. Noll är också ett svar."),
        (("2026-08", "1=10"), "Månaden är inte slut."),
    ],
)
def test_what_cannot_be_reported_is_refused_in_words(two, run, words, said):
    told = ask(run, "report", "hours", "UH-1", *words)
    assert told.exit_code != 0
    assert said in " ".join(told.output.replace("│", " ").split())


def test_only_the_supplier_and_the_support_function_report(two, run):
    told = ask(run, "report", "hours", "UH-1", "2026-07", "1=140", "--by", "officer")
    assert told.exit_code != 0
    assert "stödfunktionen för leverantörens räkning" in " ".join(told.output.split())


def test_an_employment_that_two_contracts_report_is_asked_about_and_counts_in_one(two, run):
    run("record", "UH-2", "candidate_proposed", "2026-06-26", "--position", "1", *UNIT, "--on", "2026-06-26")
    hired = ("record", "UH-2", "employment_started", "2026-07-06", "--position", "1", *UNIT)
    asked = ask(run, *hired)
    assert asked.exit_code != 0
    assert "i ett annat avtal: UH-1, plats 1. En anställning räknas bara i ett avtal." in " ".join(asked.output.split())
    done = ask(run, *hired, "--counts-in", "UH-1", "--counts-at", "1")
    assert done.exit_code == 0, done.output
    shown = " ".join(ask(run, "case", "show", "UH-2").output.split())
    assert "anställningen räknas i ett annat avtal: UH-1, plats 1, kandidat 1" in shown
    assert json.loads(ask(run, "ledger", "UH-2", "--json").output.splitlines()[0])["started"] == 0


def test_an_employer_other_than_the_supplier_is_recorded_with_the_hire_and_shown(two, run):
    run("record", "UH-2", "candidate_proposed", "2026-06-26", "--position", "1", *UNIT, "--on", "2026-06-26")
    employer = ("--employer", "Bemanning AB", "--organisation-number", "5590001234")
    done = ask(run, "record", "UH-2", "employment_started", "2026-07-13", "--position", "1", *UNIT, *employer)
    assert done.exit_code == 0, done.output
    shown = " ".join(ask(run, "case", "show", "UH-2").output.split())
    assert "anställd hos annan arbetsgivare än leverantören: Bemanning AB (559000-1234)" in shown
    journal = " ".join(run("journal", "UH-2").output.split())
    assert "Bemanning AB (559000-1234)" in journal
    nameless = ask(run, "record", "UH-2", "employer_named", "2026-07-13", "--position", "1", *UNIT)
    assert nameless.exit_code != 0
    assert "organisationsnummer" in nameless.output
