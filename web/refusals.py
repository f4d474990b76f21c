"""Why something is refused, without what only the command line can do about it."""

import re

from states.facts import Milestone
from states.records.milestones import RECORDINGS

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_OF_COMMANDS = re.compile(r"--\w|trespann|\b[a-z]+(?:_[a-z0-9]+)+\b")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


def plain(reason: str, language: str) -> str:
    """Return a reason with milestones by their labels, and without the sentences that say what to type."""
    named = _NAME.sub(lambda found: _label(found[0], language), _IN_BRACKETS.sub(_kept, reason))
    return " ".join(sentence for sentence in _SENTENCE.split(named) if not _OF_COMMANDS.search(sentence))


def _kept(found: re.Match[str]) -> str:
    """Leave out a bracket that names what to type; others, such as the law's paragraphs, stay."""
    return "" if _OF_COMMANDS.search(found[0]) else found[0]


def _label(name: str, language: str) -> str:
    if name not in set(Milestone):
        return name
    label = RECORDINGS[Milestone(name)].label.in_(language)
    return f"”{label}”" if language == "sv" else f"“{label}”"
