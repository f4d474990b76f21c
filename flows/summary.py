"""The summary of `trespann up` once everything runs: the figures of the day, and where to look."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, Engine, func, or_, select

from desk.demo_accounts import how_to_sign_in, usable_demo_roles
from desk.worth_opening import worth_opening
from flows.environment import dashboard
from models.clock import local_today
from models.installation import site
from models.installation.settings import Settings
from models.queries.cases import state_counts
from models.queries.messages import TROUBLED
from models.storage.database import engine_at, reading
from models.tables import Message, Reminder
from notifications.compose import silent_because
from notifications.delivery.folders import mail_folder
from notifications.delivery.sink_mailbox import PATH, sink_mailbox
from notifications.invitations.rules import links_begin_with
from states.processes.delivery import DeliveryState
from states.text import Text, lines, verbatim

_message = Message.__table__
_reminder = Reminder.__table__


def summary(settings: Settings) -> Text:
    """Return the lines that end a start, read from the database."""
    with engine_at(settings.database, synchronous=settings.synchronous) as engine, reading(engine) as connection:
        today = local_today()
        cases = sum(state_counts(connection).values())
        due, mails = _due_cases(connection, today), _mails(connection, today)
        found = site.standing(connection, settings.var)
        first = opening(engine, settings) if sink_mailbox(settings) else None
        roles = usable_demo_roles(engine, settings)
    database = engine.url.render_as_string(hide_password=True)
    mail = str(mail_folder(settings.var)) if settings.has_sink else f"{settings.smtp_host}:{settings.smtp_port}"
    pages = verbatim("") if links_begin_with(settings) else _NO_LINKS
    waiting = mails.get(DeliveryState.QUEUED, 0) + mails.get(DeliveryState.SENDING, 0)
    troubled = sum(mails.get(state, 0) for state in TROUBLED)
    sent = mails.get(DeliveryState.SENT, 0)
    sign_in = how_to_sign_in(settings, roles) if roles else None
    notes = [first, sign_in, silent_because(today), None if found is site.Standing.LIVE else site.STANDINGS[found]]
    return _SUMMARY.fill(
        cases=cases,
        due=due,
        sent=sent,
        waiting=waiting,
        troubled=troubled,
        dashboard=dashboard(settings),
        mail=mail,
        address=settings.web_address,
        pages=pages,
        database=database,
        log=str(settings.var / "log"),
        notes=lines(note for note in notes if note is not None),
    )


def opening(engine: Engine, settings: Settings) -> Text:
    """Return the mails worth opening, each with the address at which it can be read."""
    with reading(engine) as connection:
        found = worth_opening(connection, settings.mail_from)
    addresses = (f"{settings.web_address}{PATH}{one.name}" for one in found)
    told = (
        _WORTH.fill(reader=one.reader, subject=one.subject, at=at) for one, at in zip(found, addresses, strict=True)
    )
    return lines((_OPEN_FIRST, *told)) if found else _NO_MAIL


_OPEN_FIRST = Text("Mejl att öppna först:", "Mails to open first:")
_WORTH = verbatim("  {reader}: {subject}\n    {at}")
_NO_MAIL = Text("Inga mejl har gått ännu.", "No mail has gone yet.")
_SUMMARY = Text(
    """
Trespann är igång.
  Ärenden          {cases}, varav {due} att påminna om i dag
  Mejl i dag       {sent} skickade, {waiting} i kö, {troubled} att kontrollera
  Instrumentpanel  {dashboard} (resultat: {dashboard}/artifacts)
  Mejlen finns i   {mail}
  Sidor och mejl   {address}{pages}
  Databas          {database}
  Loggar           {log}
{notes}""",
    """
Trespann is running.
  Cases      {cases}, of which {due} to be reminded of today
  Mail today {sent} sent, {waiting} queued, {troubled} to look at
  Dashboard  {dashboard} (results: {dashboard}/artifacts)
  Mail is in {mail}
  Pages, mail {address}{pages}
  Database   {database}
  Logs       {log}
{notes}""",
)
_NO_LINKS = Text(
    " (mejlen får inga länkar förrän TRESPANN_WEB_URL är satt)",
    " (mail gets no links until TRESPANN_WEB_URL is set)",
)


def _due_cases(connection: Connection, today: date) -> int:
    """Count the cases about which somebody gets, or should get, a mail today."""
    told = select(func.count(_reminder.c.case_id.distinct())).outerjoin(
        _message,
        _message.c.id == _reminder.c.message_id,
    )
    due = told.where(_reminder.c.state != "withdrawn", or_(_message.c.id.is_(None), _message.c.day == today))
    return int(connection.execute(due).scalar_one())


def _mails(connection: Connection, today: date) -> Mapping[str, int]:
    counted = select(_message.c.state, func.count()).where(_message.c.day == today).group_by(_message.c.state)
    return dict(connection.execute(counted).tuples().all())
