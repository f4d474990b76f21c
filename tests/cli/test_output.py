"""How answers look on a terminal."""

from datetime import date

import pytest
import typer

from cli.output import REFUSED, as_json, complain, fields, figure_rows, refuse_for, say, table
from models.unreadable import CaseProblem
from states.text import Text


def test_a_title_cannot_steer_the_terminal(city, run):
    run("case", "open", "UH-7", "Röd\x1b[31m text\x07")

    assert "\x1b" not in run("case", "list").stdout
    assert "\x07" not in run("case", "show", "UH-7").stdout


def test_a_paragraph_wraps_below_its_beginning(capsys):
    say("- " + "ord " * 25, indent=2, hanging=2)

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("  - ord")
    assert second.startswith("    ord")
    assert len(first) <= 80


@pytest.mark.parametrize(("columns", "widest"), [("200", 80), ("60", 60), ("10", 40)])
def test_lines_fit_the_window_within_reason(capsys, monkeypatch, columns, widest):
    monkeypatch.setenv("COLUMNS", columns)
    say("ord " * 50)

    assert max(map(len, capsys.readouterr().out.splitlines())) in range(widest - 4, widest + 1)


def test_the_last_column_of_a_table_wraps_within_its_own(capsys):
    table([("UH-1", "ord " * 25), ("UH-22", "kort")], head=("Nr", "Vad"))

    assert [line[:10] for line in capsys.readouterr().out.splitlines()] == [
        "Nr     Vad",
        "UH-1   ord",
        "       ord",
        "UH-22  kor",
    ]


def test_a_label_without_a_value_is_left_out(capsys):
    fields([("Enhet", ""), ("Slag", "tjänst")])

    assert capsys.readouterr().out == "Slag  tjänst\n"


def test_what_is_to_be_copied_out_of_a_complaint_stays_on_one_line(capsys):
    command = "  trespann record UH-1 contract_signed idag --reason " + "x" * 60
    complain("Fel: " + "ord " * 25 + "\n" + command)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1] == command
    assert len(printed.err.splitlines()) == 3


def test_programs_get_days_as_iso_and_letters_as_they_are(capsys):
    as_json({"on": date(2026, 3, 17), "city": "Göteborg"})

    assert capsys.readouterr().out == '{"on": "2026-03-17", "city": "Göteborg"}\n'
    with pytest.raises(TypeError, match="set has no form in JSON"):
        as_json({"on": {1}})


def test_the_day_of_a_run_is_no_figure_of_it():
    labels = {"checked": Text("Ärenden som gåtts igenom", "Cases looked at")}

    assert figure_rows({"on": "2026-03-09", "checked": 3}, labels) == [("Ärenden som gåtts igenom", "3")]


def test_cases_that_could_not_be_handled_make_it_carried_out_in_part(capsys):
    refuse_for([])
    assert capsys.readouterr().err == ""
    with pytest.raises(typer.Exit) as ended:
        refuse_for([CaseProblem("UH-1", Text("Okänt värde.", "Unknown.")), CaseProblem("UH-2", Text("Fel.", "Fault."))])

    assert ended.value.exit_code == REFUSED
    first, *causes = capsys.readouterr().err.splitlines()
    assert first.startswith("De här ärendena gick inte att behandla: UH-1, UH-2.")
    assert causes[-2:] == ["- UH-1: Okänt värde.", "- UH-2: Fel."]
