"""Checks of mail: does it leave, are bounces read, can it be written, do its links work."""

import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

from sqlalchemy import Connection

from desk.checks.finding import SHOWN, Advice, Finding, Moment, error, ok, warning
from models.clock import stored_in_utc
from models.installation.secret import secret_of
from models.mails.contents import is_sound
from models.queries.heartbeats import heartbeats
from models.queries.messages import message_counts, stored_contents
from notifications.delivery.mailboxes import MailboxClosed, has_mailbox, letters_of
from notifications.invitations.rules import links_begin_with
from notifications.letters.lint import all_problems
from states.text import Text, joined, verbatim

WAIT_SECONDS = 2.0
SAMPLE = 2000
"""So many mails are looked at each time."""
TICK_EXPECTED, TICK_MISSED = timedelta(hours=1), timedelta(days=1)
"""A last tick older than the first is a warning; older than the second, reminders of a day were not sent."""
CLOCKS_APART = timedelta(minutes=5)
"""How far the clocks of two machines of an installation may be apart."""


def failed(connection: Connection, _at: Moment) -> Finding:
    """Return how many messages were refused."""
    return _messages(
        connection,
        "failed",
        Text("Meddelanden som avvisats", "Messages that were refused"),
        Text("Inget meddelande har avvisats.", "No message was refused."),
    )


def bounced(connection: Connection, _at: Moment) -> Finding:
    """Return how many messages came back."""
    return _messages(
        connection,
        "bounced",
        Text("Meddelanden som kommit tillbaka", "Messages that came back"),
        Text("Inget meddelande har kommit tillbaka.", "No message came back."),
    )


def unknown(connection: Connection, _at: Moment) -> Finding:
    """Return how many messages may or may not have been delivered."""
    return _messages(
        connection,
        "unknown",
        Text("Meddelanden där det är okänt om de skickades", "Messages that may or may not have been sent"),
        Text("Det är känt vad som hände med alla meddelanden.", "The fate of every message is known."),
    )


def sound_contents(connection: Connection, at: Moment) -> Finding:
    """Check that what mails said is as it was sent, of a sample that is another each day: in time of all of them."""
    count, broken = 0, []
    for number, subject, contents, digest in stored_contents(connection, most=SAMPLE, turn=at.today.toordinal()):
        count += 1
        if not is_sound(subject, contents, digest):
            broken.append(number)
    if not broken:
        return ok("contents", _SOUND.fill(count=count))
    return error("contents", _ALTERED.fill(numbers=", ".join(map(str, broken[:SHOWN]))))


_SOUND = Text("Granskade mejl, alla som de skickades: {count}", "Mails looked at, all as they were sent: {count}")
_ALTERED = Text(
    "Innehållet i de här mejlen är inte längre det som skickades: nummer {numbers}. Återställ dem från en"
    " säkerhetskopia, eller ta reda på vem som har ändrat i databasen.",
    "The contents of these mails are no longer what was sent: number {numbers}. Restore them from a backup, or find out"
    " who has changed the database.",
)


def _messages(connection: Connection, state: str, label: Text, none: Text) -> Finding:
    count = message_counts(connection, [state]).get(state, 0)
    if not count:
        return ok(f"messages_{state}", none)
    text = _COUNTED.fill(label=label, count=count)
    return warning(f"messages_{state}", text, Advice.DECIDE_MESSAGES, state=state)


_COUNTED = verbatim("{label}: {count}")


def last_tick(connection: Connection, at: Moment) -> Finding:
    """Return when the last tick was; mail leaves with ticks only."""
    beat = next((one for one in heartbeats(connection) if one.job == "tick"), None)
    if beat is None:
        none = Text("Ingen körning har gjorts än.", "No tick has been run yet.")
        return warning("tick", none, Advice.RUN_TICKS)
    age = at.now - stored_in_utc(beat.finished_at)
    if beat.acted_on > at.today or age < -CLOCKS_APART:
        return error("tick", _AHEAD.fill(day=beat.acted_on, today=at.today), Advice.SET_CLOCK)
    minutes = max(0, int(age.total_seconds() // 60))
    text = _FINISHED.fill(minutes=minutes, day=beat.acted_on)
    if age > TICK_EXPECTED:
        return (warning if age <= TICK_MISSED else error)("tick", text, Advice.RUN_TICKS)
    return ok("tick", text)


_FINISHED = Text(
    "Den senaste körningen blev klar för {minutes} minuter sedan och gällde {day:iso}.",
    "The last tick finished {minutes} minutes ago, for {day:iso}.",
)


_AHEAD = Text(
    "Den senaste körningen gällde {day:iso}, men klockan visar {today:iso}: den gick fel då eller gör det nu. Till dess"
    " kan påminnelser utebli.",
    "The last tick was for {day:iso}, but the clock shows {today:iso}: it was wrong then or is wrong now. Until then"
    " reminders may be missing.",
)


# --- around the database ---------------------------------------------------------------------------------------------


def mail_server(at: Moment) -> Iterator[Finding]:
    """Check that the mail server answers."""
    where = (at.settings.smtp_host, at.settings.smtp_port)
    address = f"{where[0]}:{where[1]}"
    try:
        with closing(socket.create_connection(where, timeout=WAIT_SECONDS)):
            answers = _ANSWERS.fill(address=address)
        yield ok("mail_server", answers)
    except OSError:
        silent = _SILENT.fill(address=address)
        yield error("mail_server", silent, Advice.START_MAIL_SERVER)


_ANSWERS = Text("E-postservern svarar: {address}", "The mail server answers: {address}")
_SILENT = Text(
    "E-postservern {address} svarar inte; mejlen väntar i utkorgen.",
    "The mail server {address} does not answer; mail waits in the outbox.",
)


def mailbox(at: Moment) -> Iterator[Finding]:
    """Check that the mailbox of bounces can be read, where one is set."""
    if not has_mailbox(at.settings):
        return
    try:
        with letters_of(at.settings) as letters:
            next(letters, None)
        readable = Text(
            "Brevlådan för det som kommer tillbaka går att läsa.", "The mailbox of what comes back can be read."
        )
        yield ok("bounces", readable)
    except MailboxClosed as closed:
        yield error("bounces", closed.text)


def links(at: Moment) -> Iterator[Finding]:
    """Check that mails get links which their readers can open."""
    begin = links_begin_with(at.settings)
    if not begin:
        unreachable = Text(
            "Mejlen får inga länkar: ingen utanför den här datorn kan öppna dess sidor.",
            "Mail gets no links: nobody outside this machine can open its pages.",
        )
        yield warning("links", unreachable, Advice.SET_WEB_ADDRESS)
    elif not secret_of(at.settings):
        unsigned = Text(
            "Mejlen får inga länkar: det finns inget att signera dem med.",
            "Mail gets no links: there is nothing to sign them with.",
        )
        yield warning("links", unsigned, Advice.MAKE_SECRET)
    else:
        yield ok("links", _LINKS_BEGIN.fill(begin=begin))


_LINKS_BEGIN = Text("Länkarna i mejlen börjar med {begin}.", "Links in mail begin with {begin}.")


def templates(at: Moment) -> Iterator[Finding]:
    """Report what is wrong with the city's own templates; a mail with such a fault may not be written at all."""
    folder = at.settings.templates
    if folder is None or not folder.is_dir():
        return
    found = [(name, problem) for name, problem in all_problems(folder)][:SHOWN]
    if not found:
        sound = _IN_ORDER.fill(folder=str(folder))
        yield ok("templates", sound)
        return
    every = joined((_NAMED.fill(name=name, problem=problem) for name, problem in found), " ")
    wrong = _NOT_IN_ORDER.fill(found=every)
    yield error("templates", wrong, Advice.CORRECT_TEMPLATES, folder=str(folder))


_NAMED = verbatim("{name}: {problem}")
_NOT_IN_ORDER = Text(
    "Stadens egna mejlmallar har fel: {found}", "The city's templates of mail are not in order: {found}"
)
_IN_ORDER = Text(
    "Stadens egna mejlmallar är i ordning: {folder}",
    "The city's templates of mail are in order: {folder}",
)
