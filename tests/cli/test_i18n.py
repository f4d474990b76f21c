"""The language of the command line."""

import pytest

from cli.i18n import _, command_line, said
from states.text import Text


def test_the_language_may_stand_in_the_file_of_settings(home, run, monkeypatch):
    monkeypatch.delenv("TRESPANN_LANGUAGE")
    (home / ".env").write_text("TRESPANN_LANGUAGE=en\n")

    assert run("--help").stdout.startswith("Usage: ")


@pytest.mark.parametrize(("asked", "words"), [("sv", "Ange dagen"), ("en", "Give the day"), ("de", "Ange dagen")])
def test_words_are_in_the_language_that_is_asked_for_and_swedish_where_we_have_none(monkeypatch, asked, words):
    monkeypatch.setenv("TRESPANN_LANGUAGE", asked)

    assert said(Text("Ange dagen", "Give the day")) == words
    assert _("Give the day, such as 2026-03-17, or “today”.").startswith(words)


def test_nothing_to_look_up_is_nothing_and_not_the_head_of_the_catalogue():
    assert _("") == ""


def test_a_command_can_be_copied_whatever_its_words():
    assert command_line("case", "show", "UH 1; rm") == "trespann case show 'UH 1; rm'"
