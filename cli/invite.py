"""Links to the pages on which people answer without an account, sent by hand."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, language
from cli.inputs import Reference, choose, today
from cli.output import say
from cli.typer_base import Commands
from states.text import Text, long_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.casefile import CaseFile
    from notifications.invitations.renewal import RenewedLink
    from notifications.invitations.rules import PageRule

app = Commands()


@app.command()
def invite(
    reference: Reference,
    page: Annotated[
        str,
        typer.Argument(metavar="PAGE", help="The page that the link opens, such as contact_point_2 or follow_up."),
    ] = "supplier",
    *,
    supplier: Annotated[str, typer.Option("--supplier", metavar="NAME", help="The supplier it is about.")] = "",
    lot: Annotated[str, typer.Option("--lot", metavar="LOT", help="The lot it is about.")] = "",
    position: Annotated[str, typer.Option("--position", metavar="NO", help="The position it is about.")] = "",
) -> None:
    """Mail a link to whoever is asked for a page: without a page to the supplier, for its own page.

    The mail goes at once, at most one an hour. It is for who has lost the mail with the link, or never had
    one.

    For example:

      trespann invite UH-2026-14 --supplier "Exempel AB"

      trespann invite UH-2026-14 follow_up --position 3
    """
    from cli.database import change, opened
    from desk.tick import send_asked_for
    from models.clock import now
    from models.installation.secret import make_secret
    from models.installation.settings import Settings
    from models.operations import find
    from models.refusals import Refused
    from notifications.invitations.links import Purpose
    from notifications.invitations.renewal import send
    from notifications.invitations.rules import RULES, links_begin_with

    settings = Settings()
    purpose = choose(page, {one: RULES[one].action for one in Purpose}, _("The page"))
    if not links_begin_with(settings):
        raise Refused(_NO_PAGES)
    make_secret(settings)

    def act(connection: "Connection") -> "RenewedLink | None":
        case = find(connection, reference)
        subject = _subject(case, RULES[purpose], supplier, lot, position)
        return send(connection, purpose, case, subject=subject, today=today(), at=now(), settings=settings)

    sent = change(act)
    if sent is None:
        raise Refused(_NOBODY)
    with opened(settings) as engine:
        send_asked_for(engine, today=today(), settings=settings)
    told = _("A mail with the link goes to {name} <{email}> on {day}.")
    say(told.format(name=sent.reader.name, email=sent.reader.email, day=long_date(sent.day, language())))


def _subject(case: "CaseFile", rule: "PageRule", supplier: str, lot: str, position: str) -> str:
    """Return the subject of the track that a page is about; raise Refused where several could be meant."""
    from models.subject_meant import position_meant, winner_meant
    from states.processes.placement import PLACEMENT
    from states.processes.procurement import PROCUREMENT

    if rule.process == PROCUREMENT.name:
        return ""
    if rule.process != PLACEMENT.name:
        return winner_meant(case, supplier, lot).subject
    of = winner_meant(case, supplier, lot).subject if supplier or lot else None
    return position_meant(case, position, of).subject


_NO_PAGES = Text(
    "Mejlen lämnar den här datorn, men sidornas adress är inte inställd. Ange den i TRESPANN_WEB_URL.",
    "Mail leaves this machine, but the address of the pages is not set. Give it in TRESPANN_WEB_URL.",
)
_NOBODY = Text(
    "Ingen kan få länken: processen har inte börjat, upphandlingen är avslutad, eller den som ska svara saknas, har"
    " slutat eller går inte att nå.",
    "Nobody can get the link: the process has not begun, the procurement has ended, or whoever answers is missing,"
    " has left or is out of reach.",
)
