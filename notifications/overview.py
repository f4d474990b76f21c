"""The weekly overview for the support function: a mail to each member on the first working day, with a workbook."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, select

from matters import waits
from matters.agenda import deviation_text
from matters.agenda_reading import of_kind, owed, read_agendas
from matters.directory import Reader, read_directory
from matters.ladder_file import ladder_in_force
from matters.owing import InHand, Owing
from matters.recipients import RECIPIENT_LABELS, Recipient
from models import people
from models.agenda import AgendaKind
from models.installation.settings import Settings
from models.queries.cases import references_of
from models.storage.database import reading, writing
from models.tables import Message
from models.unreadable import CaseProblem
from notifications import workbook
from notifications.delivery.queueing import WrittenMail, store_once
from notifications.letters.digest import sender
from notifications.letters.letter_templates import Rendered, letter
from notifications.letters.render import Signature, shown_contact
from states.facts import ROLE_LABELS
from states.law.calendar import roll, working_days_between
from states.processes.delivery import UNDELIVERED, DeliveryState
from states.processes.registry import PROCESSES
from states.text import Text, long_date, one_line

_message = Message.__table__

TEMPLATE = "overview"
ONE_WEEK = timedelta(days=7)
ROWS_IN_MAIL = 40
MOST_ROWS = 2_000
"""In a table of the workbook: whoever must see more asks the program."""
_SHOWN = slice(0, MOST_ROWS)
LABELS: Mapping[str, Text] = {"written": Text("Veckoöversikter som skrivits", "Weekly overviews written")}
"""What the figure of a run is called."""

Say = Callable[[str], str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """The first rows of a table, at most MOST_ROWS, and how many there are in all."""

    rows: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True)
class Amiss:
    """What has happened in a case although it should not have."""

    reference: str
    on: date | None
    text: Text


@dataclass(frozen=True, slots=True)
class Week:
    """The data of the overview, before it is put into words."""

    today: date
    overdue: Listed[InHand]
    waiting: Listed[waits.Waiting]
    coming: Listed[InHand]
    unreached: Sequence[people.PersonLine]
    deviations: Listed[Amiss]
    starving: Listed[tuple[str, str]]
    """References of cases, each with a process that waits for nobody and no day."""
    problems: Sequence[CaseProblem] = ()
    """Cases that cannot be read, and are in none of the others."""


@dataclass(frozen=True, slots=True)
class OverviewSection:
    """One table; `nothing` stands in its place when it has no rows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[workbook.Value, ...], ...]
    nothing: str
    total: int
    """How many rows there are; more than `rows` holds where they are more than anybody reads."""


def overview(engine: Engine, *, today: date, settings: Settings) -> int:
    """Write the overview of the week to each member of the support function who has not got it; return how many.

    It is dated on the first working day from today on, and sent by the tick of that day. One that was not sent on its
    day is written again.
    """
    day = roll(today)
    with reading(engine) as connection:
        directory = read_directory(connection)
        pool, signed = directory.pools[Recipient.SUPPORT], sender(directory, settings)
        keys = _keys_to_write(connection, [reader.id for reader in pool if reader.is_reachable(day)], day)
        if not keys:
            return 0
        week = read_week(connection, today, settings)
    made = [(reader, *write(week, reader, signed, settings)) for reader in pool if reader.id in keys]
    with writing(engine) as connection:
        return sum(
            store_once(
                connection,
                WrittenMail(
                    keys[reader.id],
                    reader,
                    rendered,
                    attachment=b64encode(book).decode(),
                    attachment_name=f"{TEMPLATE}-{day}.xlsx",
                ),
                day=day,
            )
            for reader, rendered, book in made
        )


def key_of(person_id: int, day: date) -> str:
    """Return the key of a person's first overview of the week that a day is in."""
    return f"{TEMPLATE}:{person_id}:{_monday(day)}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _keys_to_write(connection: Connection, people: Sequence[int], day: date) -> dict[int, str]:
    """Return the keys of the overviews to write: for people who have none, or only ones that will never be sent.

    Two runs at the same time get the same keys, so that only one of them writes.
    """
    m = _message.c
    of_this_week = select(m.person_id, m.key, m.state, m.day).where(
        m.template == TEMPLATE, m.person_id.in_(people), m.day >= _monday(day)
    )
    written: dict[int, list[Any]] = {number: [] for number in people}
    for row in connection.execute(of_this_week):
        if row.key.startswith(key_of(row.person_id, day)):
            written[row.person_id].append(row)
    return {
        number: f"{key_of(number, day)}:{len(rows) + 1}" if rows else key_of(number, day)
        for number, rows in written.items()
        if all(_went_nowhere(row, day) for row in rows)
    }


def _went_nowhere(row: Any, day: date) -> bool:
    """Tell whether an overview was not sent, and never will be."""
    return row.state in {DeliveryState.WITHHELD, *UNDELIVERED} or (row.state == DeliveryState.QUEUED and row.day < day)


def read_week(connection: Connection, today: date, settings: Settings) -> Week:
    """Read the data of the overview, out of the stored agendas; nothing is written."""
    ladder = ladder_in_force(settings)
    problems: list[CaseProblem] = []
    agendas = read_agendas(connection, today, ladder, problems=problems)
    page = waits.waiting_page(agendas, today, ladder.days, limit=MOST_ROWS, lead_times=False)
    owing = Owing(connection, today, ladder)
    late, soon = owed(before=today), owed(since=today, before=today + ONE_WEEK)
    deviates, starves = of_kind(AgendaKind.DEVIATES), of_kind(AgendaKind.STARVES)
    overdue, coming, amiss, starving = (agendas.some(part, _SHOWN) for part in (late, soon, deviates, starves))
    names = references_of(connection, {number for number, _ in (*amiss, *starving)})
    return Week(
        today,
        overdue=Listed(owing.told(overdue), agendas.count(late)),
        waiting=Listed(page.rows, page.total),
        coming=Listed(owing.told(coming), agendas.count(soon)),
        unreached=people.unreached(connection),
        deviations=Listed(
            [Amiss(names[number], item.since, deviation_text(item)) for number, item in amiss], agendas.count(deviates)
        ),
        starving=Listed([(names[number], item.process) for number, item in starving], agendas.count(starves)),
        problems=problems,
    )


# --- in words --------------------------------------------------------------------------------------------------------


def sections(week: Week, language: str, _: Say) -> tuple[OverviewSection, ...]:
    """Return the tables of the overview in one language."""
    case, what, last, who = _("Case"), _("What"), _("Last day"), _("Who")
    return (
        OverviewSection(
            _("Overdue"),
            (case, what, last, _("Working days late"), who),
            tuple((*_owed(one, language), *_late(one, week.today), _names(one, language)) for one in week.overdue.rows),
            _("Nothing is overdue."),
            week.overdue.total,
        ),
        OverviewSection(
            _("Who waits for whom"),
            (case, _("Point"), _("Waits"), _("For what"), _("Working days"), who),
            tuple(_waiting_row(one, language) for one in week.waiting.rows),
            _("Nobody waits for anybody."),
            week.waiting.total,
        ),
        OverviewSection(
            _("The coming week"),
            (case, what, last, who),
            tuple((*_owed(one, language), one.day, _names(one, language)) for one in week.coming.rows),
            _("No deadline falls in the coming week."),
            week.coming.total,
        ),
        OverviewSection(
            _("Addresses that refuse mail"),
            (_("Name"), _("E-mail"), _("Unit")),
            tuple((one.name, one.email, one.unit) for one in week.unreached),
            _("Every address takes mail."),
            len(week.unreached),
        ),
        OverviewSection(
            _("Deviations"),
            (case, _("Day"), what),
            tuple((one.reference, one.on, one.text.in_(language)) for one in week.deviations.rows),
            _("No deviations in open cases."),
            week.deviations.total,
        ),
        OverviewSection(
            _("Processes that wait for nobody"),
            (case, _("Process")),
            tuple((reference, PROCESSES[process].label.in_(language)) for reference, process in week.starving.rows),
            _("Every process waits for somebody or for a day."),
            week.starving.total,
        ),
        *_unreadable(week.problems, language, _),
    )


def _unreadable(problems: Sequence[CaseProblem], language: str, _: Say) -> Iterator[OverviewSection]:
    """Yield the table of cases that are in no other, if there are any."""
    if problems:
        rows = tuple((problem.reference, problem.cause.in_(language)) for problem in problems)
        yield OverviewSection(_("Cases that cannot be read"), (_("Case"), _("Cause")), rows, "", len(rows))


def _owed(one: InHand, language: str) -> tuple[str, str]:
    return (one.reference, one.matter.heading_for(Recipient.SUPPORT).in_(language) + one.about(language))


def _late(one: InHand, today: date) -> tuple[date | None, int]:
    return (one.day, working_days_between(one.day, today) if one.day else 0)


def _names(one: InHand, language: str) -> str:
    """Return who has it in hand, or in which role somebody should, where nobody can be reached."""
    return ", ".join(reader.name for reader in one.readers) or RECIPIENT_LABELS[one.role].in_(language)


def _waiting_row(one: waits.Waiting, language: str) -> tuple[workbook.Value, ...]:
    every = (one, *one.also)
    what = ", ".join(dict.fromkeys(_who_waits(each, language) for each in every))
    points = "+".join(dict.fromkeys(each.point.name for each in every))
    who = one.person.name if one.person else ROLE_LABELS[one.role].in_(language)
    return (one.reference, points, what, one.missing[0].text.in_(language), one.days, who)


def _who_waits(one: waits.Waiting, language: str) -> str:
    waits = PROCESSES[one.point.waits].label.in_(language)
    return f"{waits} ({one.subject})" if one.subject else waits


def write(week: Week, reader: Reader, signed: Signature, settings: Settings) -> tuple[Rendered, bytes]:
    """Return one person's mail, and the workbook that goes with it."""
    ready = letter(TEMPLATE, reader.language, settings.templates)
    tables = sections(week, reader.language, ready.say)
    return ready.write(values_of(week.today, tables, reader, signed, ready.say)), workbook_of(tables, ready.say)


def workbook_of(tables: Sequence[OverviewSection], _: Say) -> bytes:
    """Return the workbook; a table of more rows than anybody reads ends by saying how many more there are."""
    return workbook.write([(table.title, table.head, (*table.rows, *_and_more(table, _))) for table in tables])


def _and_more(table: OverviewSection, _: Say) -> Iterator[tuple[workbook.Value, ...]]:
    more = table.total - len(table.rows)
    if more:
        yield (_("and %(more)s more in Trespann") % {"more": more}, *(None for _column in table.head[1:]))


def values_of(
    today: date, tables: Sequence[OverviewSection], reader: Reader, signed: Signature, _: Say
) -> dict[str, Any]:
    """Return the variables for the template; the tables in the order of `sections`."""
    counted = {name: table.total for name, table in zip(("overdue", "waiting", "coming"), tables, strict=False)}
    return {
        "language": reader.language,
        "name": one_line(reader.name),
        "city": one_line(signed.city),
        "support": shown_contact(signed.support),
        "day": long_date(today, reader.language),
        "summary": _("overdue %(overdue)s, waiting %(waiting)s, coming week %(coming)s") % counted,
        "sections": [
            {
                "title": table.title,
                "head": table.head,
                "rows": [[_cell(value, reader.language) for value in row] for row in table.rows[:ROWS_IN_MAIL]],
                "more": max(0, table.total - ROWS_IN_MAIL),
                "nothing": table.nothing,
            }
            for table in tables
        ],
    }


def _cell(value: workbook.Value, language: str) -> str:
    return long_date(value, language) if isinstance(value, date) else one_line(str(value))
