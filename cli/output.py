"""How answers look: plain text for people, eighty columns wide unless the window is narrower, JSON, and exit codes."""

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import typer

from cli.i18n import _, said
from states.text import Text

if TYPE_CHECKING:
    from models.unreadable import CaseProblem

REFUSED = 1
"""A request was refused, or carried out in part; a check found something broken."""
WRONG_USE = 2
"""The request itself is wrong: nothing was tried."""

WIDEST, NARROWEST = 80, 40
GAP = "  "


def say(text: str = "", *, indent: int = 0, hanging: int = 0) -> None:
    """Print a paragraph, wrapped; the lines after the first are indented by `hanging` more."""
    typer.echo("\n".join(_wrapped(text, indent=indent, hanging=hanging)))


def complain(text: str) -> None:
    """Print what went wrong on the error stream; lines that are indented stay as they are, to be copied."""
    for line in text.splitlines():
        told = shown(line) if line.startswith("  ") else "\n".join(_wrapped(line, indent=0, hanging=2))
        typer.echo(told, err=True)


def heading(text: str) -> None:
    typer.echo(f"\n{shown(text)}")


def fields(rows: Iterable[tuple[str, str]], *, indent: int = 0) -> None:
    """Print labels and values in two columns; rows without a value are left out."""
    told = [(label, value) for label, value in rows if value]
    table([(label, value) for label, value in told], indent=indent)


def table(rows: Sequence[Sequence[str]], *, head: Sequence[str] = (), indent: int = 0) -> None:
    """Print rows in aligned columns; the last column wraps within its own."""
    lines = [[shown(cell) for cell in row] for row in ([head] if head else []) + list(rows)]
    if not lines:
        return
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]) - 1)]
    for line in lines:
        before = "".join(cell.ljust(size) + GAP for cell, size in zip(line[:-1], widths, strict=True))
        margin = indent + len(before)
        room = max(_width() - margin, NARROWEST // 2)
        first, *rest = textwrap.wrap(line[-1], room, break_on_hyphens=False) or [""]
        typer.echo(f"{' ' * indent}{before}{first}".rstrip())
        for more in rest:
            typer.echo(" " * margin + more)


def figure_rows(figures: Mapping[str, str | int], labels: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Return the figures of a run that are not 0 with what they are called; the day stands above them.

    The first figure, how much was looked at, is told also when it is 0.
    """
    told = [(name, value) for name, value in figures.items() if name != "on"]
    return [(said(labels[name]), str(value)) for place, (name, value) in enumerate(told) if value or place == 0]


def refuse_for(problems: "Sequence[CaseProblem]") -> None:
    """Print each case that could not be handled with the cause, and end as carried out in part, if there are any."""
    if not problems:
        return
    told = _("These cases could not be handled: {references}. Look at them with “trespann case show”.")
    complain(told.format(references=", ".join(problem.reference for problem in problems)))
    for problem in problems:
        complain(f"- {problem.reference}: {said(problem.cause)}")
    raise typer.Exit(REFUSED)


def as_json(value: Any) -> None:
    """Print one JSON value on a line of its own."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def shown(text: str) -> str:
    """Return a text without what could steer the terminal: imported titles come from anywhere."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _wrapped(text: str, *, indent: int, hanging: int) -> list[str]:
    return textwrap.wrap(
        shown(text),
        max(_width(), indent + NARROWEST // 2),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _width() -> int:
    return max(min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST), NARROWEST)


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
