"""Mails that carry only a link: for a reader who lost the mail with the link, let it expire, or never had one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from matters.directory import Directory, Reader, read_directory_of
from matters.open_matters import about, holders_of
from models.casefile import CaseFile
from models.casestore import load_some
from models.installation.settings import Settings
from notifications.delivery.queueing import WrittenMail, store_once
from notifications.invitations.links import Bound, Invitation, Purpose
from notifications.invitations.rules import RULES, acting_role, addresses, has_ended, met_on, open_for
from notifications.letters.digest import contact_for, sender
from notifications.letters.letter_templates import letter
from notifications.letters.render import Contact, Signature, shown_contact
from states.text import long_date, one_line, upper_first

TEMPLATE = "invitation"


@dataclass(frozen=True, slots=True)
class RenewedLink:
    """A mail with a link that is on its way: to whom, and the day on which it was asked for and goes."""

    reader: Reader
    day: date


def renew(
    connection: Connection,
    invitation: Invitation,
    *,
    today: date,
    at: datetime,
    settings: Settings,
) -> RenewedLink | None:
    """Queue a mail with a fresh link to the person an old one was made for, at most one an hour.

    Whoever asks sits there and waits, so it goes with the next tick on any day and at any hour.
    Returns None if the page asks nothing any more, or not of this person, or if they cannot be reached.
    """
    found = load_some(connection, [invitation.bound.case_id])
    directory = read_directory_of(connection, found, [invitation.bound.person_id])
    reader = directory.people.get(invitation.bound.person_id)
    if not found or reader is None or reader.refused:
        return None
    return _send(connection, invitation.bound, found[0], reader, directory, today=today, at=at, settings=settings)


def send(
    connection: Connection,
    purpose: Purpose,
    case: CaseFile,
    *,
    subject: str = "",
    today: date,
    at: datetime,
    settings: Settings,
) -> RenewedLink | None:
    """Queue a mail with a link to the person who answers on a page today, at most one an hour; None if there is none.

    `subject` names the supplier or position, as its track is called.
    """
    rule, directory = RULES[purpose], read_directory_of(connection, [case])
    track = case.track(rule.process, subject)
    if track is None:
        return None
    asked = directory.asked(rule.asked, case, today, holders=holders_of(case, track))
    reader = next((one for step, one in asked if step in rule.acting and one.is_reachable(today)), None)
    if reader is None:
        return None
    matter = "" if rule.lasting else met_on(purpose)
    bound = Bound(purpose, reader.id, case.id, matter, subject)
    return _send(connection, bound, case, reader, directory, today=today, at=at, settings=settings)


def _send(
    connection: Connection,
    bound: Bound,
    case: CaseFile,
    reader: Reader,
    directory: Directory,
    *,
    today: date,
    at: datetime,
    settings: Settings,
) -> RenewedLink | None:
    rule = RULES[bound.purpose]
    track = case.track(rule.process, bound.subject)
    if track is None or has_ended(case):
        return None
    if acting_role(bound.purpose, reader.id, case, track, today=today, directory=directory) is None:
        return None
    address = addresses(connection, [bound], today=today, settings=settings).get(bound)
    if address is None:
        return None
    ready = letter(TEMPLATE, reader.language, settings.templates)
    shown = LinkInMail(
        reference=case.reference,
        title=case.title,
        action=rule.action.in_(reader.language) + about(case, track, reader.language),
        answer=rule.answer.in_(reader.language) + about(case, track, reader.language),
        address=address,
        until=open_for(bound.purpose, today, settings),
    )
    contact = contact_for(case, directory, today, settings, reader=reader)
    rendered = ready.write(values_of(shown, reader, sender(directory, settings), contact, ready.say))
    key = f"{TEMPLATE}:{reader.id}:{bound.case_id}:{bound.purpose}:{bound.subject}:{at:%Y-%m-%dT%H}"
    store_once(connection, WrittenMail(key, reader, rendered), day=today)
    return RenewedLink(reader, today)


@dataclass(frozen=True, slots=True)
class LinkInMail:
    """The content of such a mail; the link is valid to the end of `until`."""

    reference: str
    title: str
    action: str
    answer: str
    address: str
    until: date


def values_of(
    shown: LinkInMail, reader: Reader, signed: Signature, contact: Contact, _: Callable[[str], str]
) -> dict[str, Any]:
    """Return what the template may say."""
    summary = _("link to %(what)s") % {"what": one_line(shown.answer)}
    return {
        "language": reader.language,
        "name": one_line(reader.name),
        "city": one_line(signed.city),
        "contact": shown_contact(contact, reader.language),
        "support": shown_contact(signed.support),
        "reference": one_line(shown.reference),
        "title": one_line(shown.title),
        "action": one_line(shown.action),
        "action_url": shown.address,
        "until": long_date(shown.until, reader.language),
        "summary": summary,
        "opening": upper_first(summary),
    }
