from pathlib import Path
from string import Formatter

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from models.catalogue import LOCALE
from tests.cli.catalogue import messages

FOLDER = LOCALE / "sv" / "LC_MESSAGES"


def written() -> dict[str, str]:
    with (FOLDER / "cli.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def test_everything_the_command_line_says_is_said_in_swedish():
    missing = {message for message in messages() if not written().get(message)}

    assert missing == set()


def test_the_catalogue_holds_nothing_that_is_not_said():
    assert set(written()) - messages() == set()


@pytest.mark.parametrize(("english", "swedish"), written().items())
def test_a_translation_fills_the_same_gaps(english: str, swedish: str):
    assert fields(swedish) == fields(english)


def test_the_compiled_catalogue_is_the_written_one():
    with (FOLDER / "cli.mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}

    assert compiled == written()


def test_no_message_is_put_together_before_it_is_looked_up():
    # A formatted string is looked up with its gaps already filled, and is never found.
    code = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "cli").glob("*.py")]

    assert not any('_(f"' in text for text in code)
