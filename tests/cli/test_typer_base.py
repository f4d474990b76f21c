import shlex
from contextlib import suppress

import pytest
import typer.core
import typer.main

from cli.i18n import _
from cli.main import app
from cli.output import WRONG_USE
from cli.typer_base import paragraphs, summary
from tests.cli.catalogue import commands
from tests.cli.results import failed

NAMES = [name.split()[1:] for name, _command in commands()]
EXAMPLES = sorted(
    {
        line.strip()
        for _name, command in commands()
        for part in paragraphs(command.help)
        if part.startswith(" ")
        for line in part.splitlines()
    },
)


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
@pytest.mark.parametrize(("language", "usage"), [("sv", "Användning: trespann"), ("en", "Usage: trespann")])
def test_every_command_explains_itself_with_an_example(run, monkeypatch, words, language, usage):
    monkeypatch.setenv("TRESPANN_LANGUAGE", language)

    shown = run(*words, "--help")

    assert shown.exit_code == 0
    assert shown.stdout.startswith(" ".join([usage, *words]))
    assert "    trespann " in shown.stdout


@pytest.mark.parametrize("words", NAMES, ids=" ".join)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_help_fits_eighty_columns(run, monkeypatch, words, language):
    monkeypatch.setenv("TRESPANN_LANGUAGE", language)

    lines = run(*words, "--help").stdout.splitlines()

    assert [line for line in lines if len(line) > 80 and not line.startswith("    trespann ")] == []


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_command_line_that_is_understood(monkeypatch, example, language):
    monkeypatch.setenv("TRESPANN_LANGUAGE", language)
    _program, *words = shlex.split(_("  " + example))
    command, context = typer.main.get_command(app), None

    while isinstance(command, typer.core.TyperGroup) and words and not words[0].startswith("-"):
        name, *words = words
        command = command.get_command(context, name)

    with suppress(typer.Exit):  # asked for help
        assert command.make_context("trespann", words).args == []


@pytest.mark.parametrize("words", [(), ("case",), ("import",), ("notice",)], ids=" ".join)
def test_without_a_command_the_help_is_shown_as_an_error(run, words):
    shown = run(*words)

    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert shown.stderr.startswith("Användning: trespann")


def test_the_help_of_record_lists_the_milestones_by_name_and_word(run):
    shown = run("record", "--help").stdout

    assert "contact_point_1          kontaktpunkt 1" in shown
    assert "case_opened" not in shown


def test_a_required_option_stands_in_the_usage(run):
    assert run("move", "--help").stdout.splitlines()[0] == "Användning: trespann move ÄRENDE STEG --by ROLL [VAL]"


def test_a_summary_is_the_first_paragraph_of_the_help():
    listed = dict(commands())["trespann case list"]

    assert summary(listed) == "Lista ärenden efter beteckning, bara de öppna om inget annat anges."


def test_a_language_that_is_not_held_is_told_in_both(run, monkeypatch):
    monkeypatch.setenv("TRESPANN_LANGUAGE", "de")

    told = failed(run("case", "list"), WRONG_USE)

    assert told == "TRESPANN_LANGUAGE=de: välj ett av språken sv, en. TRESPANN_LANGUAGE=de: choose one of sv, en."
