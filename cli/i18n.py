"""The language of the command line, and how its words are looked up."""

import os
import shlex
from functools import cache
from pathlib import Path

from models.catalogue import translations
from states.text import LANGUAGES, Text

DOMAIN = "cli"
VARIABLE = "TRESPANN_LANGUAGE"


def asked_language() -> str:
    """Return what TRESPANN_LANGUAGE says in the environment or, failing that, in the file `.env`; by default "sv"."""
    # The settings would say it too, but reading them takes longer than printing a page of help.
    return os.environ.get(VARIABLE) or _in_env_file(Path.cwd()) or LANGUAGES[0]


def language() -> str:
    """Return "sv" or "en"."""
    asked = asked_language()
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _(message: str) -> str:
    """Return a message in the language of the user."""
    return translations(DOMAIN, language()).gettext(message) if message else ""


def said(text: Text) -> str:
    """Return a text of the domain in the language of the user."""
    return text.in_(language())


def command_line(*words: str) -> str:
    """Return a command of this program as it can be copied into a terminal."""
    return shlex.join(["trespann", *words])


@cache
def _in_env_file(folder: Path) -> str | None:
    if not (folder / ".env").is_file():
        return None
    from dotenv import dotenv_values

    return dotenv_values(folder / ".env").get(VARIABLE)
