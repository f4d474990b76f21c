import shlex
from contextlib import suppress
from enum import Enum
from pathlib import Path

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


UGLY, MEANT = "\u200bA\u030angba\u030aten\u00a0 och\u00ad_x000D_  bryggan ", "Ångbåten och bryggan"


def ugly(parameter) -> str:
    """Return what somebody types for a parameter: text in no form at all where any text may stand."""
    kind = parameter.type_descriptor.annotation
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    return "3" if kind is int else UGLY


@pytest.mark.parametrize("name", [name for name, command in commands() if command.params])
def test_every_text_that_is_typed_comes_in_in_one_form_and_every_path_as_it_is(name):
    command = dict(commands())[name]
    options = [one for one in command.params if one.param_type_name == "option" and not one.is_flag]
    arguments = [one for one in command.params if one.param_type_name == "argument"]

    typed = command.make_context(
        name,
        [*(f"{one.opts[0]}={ugly(one)}" for one in options), "--", *map(ugly, arguments)],
    ).params

    for one in (*options, *arguments):
        value = typed[one.name]
        for each in value if isinstance(value, list) else [value]:
            assert each == (Path(UGLY) if isinstance(each, Path) else MEANT) or isinstance(each, int | Enum), one.name


def test_what_names_a_file_is_a_path():
    named = {
        f"{name} {one.name}"
        for name, command in commands()
        for one in command.params
        if (one.metavar or "").strip("[]") in {"FILE", "FOLDER", "PATH", "COLUMNS"}
        and one.type_descriptor.annotation not in {Path, list[Path]}
    }

    assert named == {"trespann import report name"}  # what the report calls it


def test_a_case_is_found_by_its_reference_however_it_was_typed(case, run):
    assert run("case", "show", "\u200b UH-1\u00a0").stdout == run("case", "show", "UH-1").stdout


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
