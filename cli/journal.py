"""The journal of a case, and the check that nothing in it was altered."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, Reference
from cli.output import REFUSED, as_json, complain, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.story import Verification

app = Commands()


@app.command()
def journal(
    reference: Reference,
    verify: Annotated[bool, typer.Option("--verify", help="Check that nothing was altered, added or removed.")] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Show the number of each entry.")] = False,
    json: AsJson = False,
) -> None:
    """Read all that has happened in a case: when, who, what and why.

    With --verify the entries are checked: each carries a seal over the one before, so that nothing can be altered
    unseen.

    For example:

      trespann journal UH-2026-14

      trespann journal UH-2026-14 --verify
    """
    from cli.database import reading
    from desk.story import story, verified
    from models.queries import journals

    with reading() as connection:
        chain = journals.journal(connection, reference)
        lines = () if verify or json else story(connection, chain)
    if verify:
        _tell_verification(verified(chain), json=json)
    elif json:
        for entry, seal in chain.entries:
            as_json(entry._asdict() | {"digest": seal})
    width = len(str(chain.length))
    for line in lines:
        number = f"{line.number:>{width}} · " if numbers else ""
        say(number + said(line.sentence), hanging=2)


def _tell_verification(check: "Verification", *, json: bool) -> None:
    if json:
        answer = {"intact": check.intact, "broken": check.broken}
        as_json({"reference": check.reference, "entries": check.entries} | answer)
    elif check.intact:
        told = _("The journal of {reference} is intact: {count} entries.")
        say(told.format(reference=check.reference, count=check.entries))
    else:
        told = _("The journal of {reference} was altered: entry {number} is not as it was written.")
        complain(told.format(reference=check.reference, number=check.broken))
    if not check.intact:
        raise typer.Exit(REFUSED)
