"""What has happened although it should not have, counted."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, today
from cli.output import as_json, heading, refuse_for, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.casefile import CaseFile
    from states.records.milestones import Deviation

app = Commands()


@app.command()
def deviations(
    reference: Annotated[str, typer.Argument(metavar="[REF]", help="One case; else all there are.")] = "",
    *,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Show what has happened although it should not have: a late contact point 1, a contract signed too early.

    A corrected date takes its deviation away.

    For example:

      trespann deviations
    """
    from cli.database import reading
    from models.deviations import deviations_of
    from models.queries.cases import every_case, read_case
    from models.unreadable import CaseProblem, each_readable

    day = today(on)
    problems: list[CaseProblem] = []
    with reading() as connection:
        cases = [read_case(connection, reference)] if reference else every_case(connection)
        deviating = each_readable(cases, lambda case: deviations_of(case, day), None if reference else problems)
        found = list(deviating)
    if json:
        for case, one in found:
            as_json(
                {"reference": case.reference, "milestone": one.milestone, "on": one.on, "text": said(one.text)},
            )
    else:
        _tell(found)
    refuse_for(problems)


def _tell(found: "list[tuple[CaseFile, Deviation]]") -> None:
    if not found:
        say(_("No deviations."))
        return
    table([_row(case, one) for case, one in found], head=(_("Case"), _("Day"), _("What")))
    heading(_("In all"))
    table(_counted([one for _file, one in found]), indent=2)


def _row(case: "CaseFile", one: "Deviation") -> tuple[str, str, str]:
    return (case.reference, one.on.isoformat(), said(one.text))


def _counted(found: "list[Deviation]") -> list[tuple[str, str]]:
    from states.records.milestones import RECORDINGS

    counts = Counter(one.milestone for one in found)
    return [(said(RECORDINGS[milestone].label), str(count)) for milestone, count in counts.most_common()]
