"""The clauses of a case by command, and the library they come from."""

import json
from pathlib import Path

import pytest

from cli.clauses import OPTIONS
from desk.clauses.library import FOLDER, library
from states.records.clauses import PARAMETERS
from tests.cli.results import lines

FIGURES = (
    *("--form", "employment", "--unit", "persons", "--amount", "2", "--starts-within", "6", "--enough", "75"),
    *("--internship-does-not-count", "--no-penalty", "--report-every", "6", "--cure-days", "30"),
    *("--planned-start", "2027-03-01"),
)


def test_every_parameter_has_an_option():
    assert set(OPTIONS) == set(PARAMETERS)


def test_what_is_missing_is_named_with_the_option_that_gives_it(case, run):
    told = run("clause", case, "--form", "employment", "--on", "2026-03-04")

    assert told.exit_code == 1
    assert "  --unit  vad åtagandet räknas i" in told.stderr
    assert "[månader från avtalsstart till första start]" in told.stdout


def test_the_text_is_ready_to_paste(case, run):
    told = run("clause", case, *FIGURES, "--trade", "green", "--on", "2026-03-04")

    assert told.exit_code == 0
    assert told.stdout.startswith("Exempeltext, inte godkänd av jurist.\n\nAnställning ur målgruppen\n")
    assert "anställa 2 personer ur målgruppen" in told.stdout
    assert "den 1 mars 2027" in told.stdout
    assert "skötsel av parker" in told.stdout


def test_a_case_without_forms_is_asked_which(case, run):
    told = run("clause", case, "--on", "2026-03-04")

    assert told.exit_code == 1
    assert "nämner ingen form av krav" in told.stderr


@pytest.mark.parametrize("name", ["klausul.docx", "klausul.txt"])
def test_the_text_goes_into_a_file(case, run, name):
    assert run("clause", case, *FIGURES, "--to", name, "--on", "2026-03-04").exit_code == 0
    assert Path(name).stat().st_size > 100


@pytest.mark.parametrize(("words", "code"), [((*FIGURES, "--to", "klausul.pdf"), 2), (("--form", "dialogue"), 1)])
def test_no_file_is_written_of_another_kind_or_with_gaps(case, run, words, code):
    told = run("clause", case, "--to", "klausul.docx", *words, "--on", "2026-03-04")

    assert told.exit_code == code
    assert not list(Path().glob("klausul.*"))


def test_what_went_out_is_shown_with_the_case_and_becomes_the_obligation(case, run):
    run("assess", case, "--outcome", "required", "--form", "employment", "--on", "2026-03-04")
    assert run("clause", case, *FIGURES, "--sent", "--on", "2026-03-04").exit_code == 0

    shown = run("case", "show", case, "--on", "2026-03-05").stdout
    assert "Klausuler i upphandlingen" in shown
    assert "hur mycket som ska utföras: 2 personer" in " ".join(shown.split())
    told = json.loads(run("case", "show", case, "--json", "--on", "2026-03-05").stdout)
    assert [(one["clause"], one["parameters"]["amount"]) for one in told["clauses"]] == [("employment", 2)]
    assert "klausul i upphandlingen: anställningskrav (employment, version 1" in " ".join(
        run("journal", case).stdout.split()
    )

    run("record", case, "winner_named", "2026-03-06", "--supplier", "Exempel AB", "--on", "2026-03-06")
    again = run("obligation", case, "--on", "2026-03-06")
    assert lines(again) == ["Det här är redan registrerat; inget har ändrats."]
    other = run("obligation", case, "--amount", "3", "--on", "2026-03-06")
    assert other.exit_code == 1
    assert "omfattning: 2, inte 3" in " ".join(other.stderr.split())
    assert "--confirmed" in other.stderr
    assert run("obligation", case, "--amount", "3", "--confirmed", "--on", "2026-03-06").exit_code == 0


def test_the_list_tells_which_are_the_citys_own_and_approved(home, run, monkeypatch):
    own = home / "own"
    own.mkdir()
    text = (FOLDER / "dialogue.toml").read_text("utf-8")
    text = text.replace('approved_by = ""', 'approved_by = "Juridik"').replace(
        'valid_from = ""', 'valid_from = "2027-01-01"'
    )
    (own / "dialogue.toml").write_text(text, "utf-8")
    monkeypatch.setenv("TRESPANN_CLAUSES", str(own))

    told = " ".join(run("clauses", "list").stdout.split())

    assert "Juridik, från 2027-01-01" in told
    assert "exempel, inte godkänd" in told


def test_ours_are_in_order_and_faults_end_in_failure(home, run, monkeypatch):
    assert run("clauses", "lint").stdout == f"Alla klausuler är i ordning: {len(library())}\n"

    (home / "dialogue.toml").write_text("id =", "utf-8")
    monkeypatch.setenv("TRESPANN_CLAUSES", str(home))
    assert run("clauses", "lint").exit_code == 1


def test_a_clause_is_shown_with_its_guidance(home, run):
    told = " ".join(run("clauses", "show", "dialogue-care").stdout.split())

    assert "inte kräver legitimation" in told
    assert "Dialog är basnivån." in told
