"""Checks that every case has somebody who can be reminded."""

from sqlalchemy import Connection

from desk.checks.finding import SHOWN, Advice, Finding, Moment, error, ok, some_of, warning
from matters.directory import read_directory
from matters.recipients import Recipient
from models.casestore import load_some
from models.people import cases_of_leavers
from models.queries.cases import without_officer
from models.queries.directory import people
from models.units import without_act
from notifications.calendar.calendar_entries import is_sender
from states.text import Text, verbatim


def officers(connection: Connection, _at: Moment) -> Finding:
    """Check that there is a procurement officer."""
    return _people(connection, "officer", Text("Upphandlare i katalogen", "Procurement officers in the directory"))


def support(connection: Connection, _at: Moment) -> Finding:
    """Check that somebody holds the role of the support function."""
    label = Text("Personer från stödfunktionen i katalogen", "People of the support function in the directory")
    return _people(connection, "support", label)


def _people(connection: Connection, role: str, label: Text) -> Finding:
    count = len(people(connection, role=role))
    name, text = f"directory_{role}", _COUNTED.fill(label=label, count=count)
    return ok(name, text) if count else error(name, text, Advice.LOAD_DIRECTORY)


_COUNTED = verbatim("{label}: {count}")


def cases_without_officer(connection: Connection, _at: Moment) -> Finding:
    """Return the open cases that have no officer."""
    found = without_officer(connection, limit=SHOWN + 1)
    if not found:
        return ok(
            "cases_without_officer",
            Text("Alla öppna ärenden har en upphandlare.", "Every open case has an officer."),
        )
    return warning(
        "cases_without_officer",
        _WITHOUT_OFFICER.fill(cases=some_of(found)),
        Advice.NAME_OFFICER,
        reference=found[0],
    )


_WITHOUT_OFFICER = Text("Ärenden utan upphandlare: {cases}", "Cases without an officer: {cases}")


def officers_who_left(connection: Connection, at: Moment) -> Finding:
    """Return the open cases whose officer has left; an error if nobody above them can be reached either."""
    cases = load_some(connection, cases_of_leavers(connection, at.today))
    if not cases:
        return ok(
            "cases_of_leavers",
            Text("Inget öppet ärende har en upphandlare som har slutat.", "No open case has an officer who has left."),
        )
    directory = read_directory(connection)
    lost = [case.reference for case in cases if directory.recipient(Recipient.OFFICER, case, at.today) is None]
    if lost:
        text = _NOBODY_LEFT.fill(cases=some_of(lost))
        return error("cases_of_leavers", text, Advice.NAME_OFFICER, reference=lost[0])
    left = [case.reference for case in cases]
    text = _OFFICER_LEFT.fill(cases=some_of(left))
    return warning("cases_of_leavers", text, Advice.NAME_OFFICER, reference=left[0])


_OFFICER_LEFT = Text("Ärenden vars upphandlare har slutat: {cases}", "Cases whose officer left: {cases}")
_NOBODY_LEFT = Text(
    "Ärenden som ingen kan få besked om: {cases}",
    "Cases of which nobody can be told: {cases}",
)


def readers_who_send(connection: Connection, at: Moment) -> Finding:
    """Return whether somebody who gets mail reads the mailbox that it comes from."""
    sender = at.settings.mail_from
    if not any(is_sender(email, at.settings) for email in people(connection)):
        none = Text("Ingen i katalogen har avsändarens adress.", "Nobody in the directory has the sender's address.")
        return ok("directory_sender", none)
    return warning("directory_sender", _READS_AND_SENDS.fill(sender=sender))


_READS_AND_SENDS = Text(
    "Någon i katalogen har avsändarens adress {sender}. Mejlen till den personen kommer från personen själv, och"
    " dagarna kan bara läggas in i kalendern för hand. Ge personen eller avsändaren en annan adress.",
    "Somebody in the directory has the sender's address {sender}. Mail to that person comes from themselves, and days"
    " can only be entered into the calendar by hand. Give the person or the sender another address.",
)


def cases_without_act(connection: Connection, _at: Moment) -> Finding:
    """Return the cases before signing whose procurement act is unknown although a standstill turns on it."""
    found = without_act(connection, limit=SHOWN + 1)
    if not found:
        return ok(
            "cases_without_act",
            Text("Upphandlingslagen är känd där den avgör något.", "The procurement act is known where it matters."),
        )
    return warning(
        "cases_without_act",
        _WITHOUT_ACT.fill(cases=some_of(found)),
        Advice.NAME_ACT,
        reference=found[0],
    )


_WITHOUT_ACT = Text(
    "Förnyade konkurrensutsättningar utan känd upphandlingslag, där avtalsspärr räknas för säkerhets skull: {cases}",
    "Renewed competitions without a known procurement act, where a standstill is reckoned to be safe: {cases}",
)
