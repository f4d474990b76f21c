"""What came of going through cases, as it is printed: the figures, and the cases that could not be handled."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from cli.i18n import _, said
from cli.output import REFUSED, complain
from states.text import Text

if TYPE_CHECKING:
    from models.unreadable import CaseProblem


def rows_of(figures: Mapping[str, str | int], labels: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Return the figures with what they are called, without the day: it stands above them."""
    return [(said(labels[name]), str(value)) for name, value in figures.items() if name != "on"]


def refuse_for(problems: "Sequence[CaseProblem]") -> None:
    """Print each case that could not be handled with the cause, and end as carried out in part, if there are any."""
    if not problems:
        return
    told = _("These cases could not be handled: {references}. Look at them with “trespann case show”.")
    complain(told.format(references=", ".join(problem.reference for problem in problems)))
    for problem in problems:
        complain(f"- {problem.reference}: {said(problem.cause)}")
    raise typer.Exit(REFUSED)
