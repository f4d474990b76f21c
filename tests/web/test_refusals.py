"""Reasons as readers of pages get them: no command, option or internal name is left in any of them."""

import importlib
import pkgutil
import re

import pytest

import models
import states
from states.text import Text
from web.refusals import plain

_TYPED = re.compile(r"--\w|trespann|\b[a-z]+(?:_[a-z0-9]+)+\b")


def texts() -> set[Text]:
    """Return every text that the rules and the writers hold as a constant."""
    found: set[Text] = set()
    for package in (states, models):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if module.ispkg:
                continue
            held = vars(importlib.import_module(module.name)).values()
            found |= {one for one in held if isinstance(one, Text)}
    return found


def test_no_reason_tells_a_reader_what_to_type():
    held = texts()
    assert len(held) > 30
    for text in held:
        for language in ("sv", "en"):
            assert not _TYPED.search(plain(text.in_(language), language)), text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            "Ingen kandidat är föreslagen. Registrera candidate_proposed först.",
            "Ingen kandidat är föreslagen. Registrera ”kandidat föreslagen” först.",
        ),
        (
            "Kontaktpunkt 1 är sen (LOU 17:1). Har det ändå hänt: registrera det med --reason. Det visas.",
            "Kontaktpunkt 1 är sen (LOU 17:1). Det visas.",
        ),
        ("Åtagandet är inte infört. Inför det med ”trespann obligation”.", "Åtagandet är inte infört."),
        (
            "Kandidaten är anställd. Registrera i stället när anställningen slutade (employment_ended).",
            "Kandidaten är anställd. Registrera i stället när anställningen slutade.",
        ),
    ],
)
def test_what_can_only_be_typed_is_left_out_and_names_become_words(reason, told):
    assert plain(reason, "sv") == told
