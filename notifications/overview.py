"""The weekly overview for the support function: a mail to each member on the first working day, with a workbook."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from matters import waits
from matters.deadlines import Deadline, deadlines
from matters.directory import Reader, read_directory
from matters.ladder_file import ladder_in_force
from matters.open_matters import about, look_ahead
from matters.recipients import Recipient
from models import people
from models.casefile import CaseFile
from models.deviations import deviations_of
from models.installation.settings import Settings
from models.queries.cases import live_cases
from models.storage.database import reading, writing
from models.tables import Message
from models.unreadable import CaseProblem, each_readable
from notifications import workbook
from notifications.delivery.queueing import WrittenMail, store_once
from notifications.letters.digest import sender
from notifications.letters.letter_templates import Rendered, letter
from notifications.letters.render import Signature, shown_contact
from states.facts import ROLE_LABELS
from states.law.calendar import roll, working_days_between
from states.processes.delivery import UNDELIVERED, DeliveryState
from states.processes.registry import PROCESSES
from states.records.milestones import Deviation
from states.records.names import reference_key
from states.text import Text, long_date, one_line

_message = Message.__table__

TEMPLATE = "overview"
ONE_WEEK = timedelta(days=7)
ROWS_IN_MAIL = 40
LABELS: Mapping[str, Text] = {"written": Text("Veckoöversikter som skrivits", "Weekly overviews written")}
"""What the figure of a run is called."""

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Week:
    """The data of the overview, before it is put into words."""

    today: date
    overdue: Sequence[Sequence[Deadline]]
    """The same deadline of several people stands together, here and in `coming`."""
    waiting: Sequence[waits.Waiting]
    coming: Sequence[Sequence[Deadline]]
    unreached: Sequence[people.PersonLine]
    deviations: Sequence[tuple[CaseFile, Deviation]]
    starving: Sequence[str]
    problems: Sequence[CaseProblem] = ()
    """Cases that cannot be read, and are in none of the others."""


@dataclass(frozen=True, slots=True)
class OverviewSection:
    """One table; `nothing` stands in its place when it has no rows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[workbook.Value, ...], ...]
    nothing: str


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
                WrittenMail(keys[reader.id], reader, rendered),
                day=day,
                attachment=b64encode(book).decode(),
                attachment_name=f"{TEMPLATE}-{day}.xlsx",
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
    """Read the data of the overview; nothing is written."""
    directory, ladder = read_directory(connection), ladder_in_force(settings)
    owed: list[list[Deadline]] = []
    wrong: list[tuple[CaseFile, Deviation]] = []
    starving: list[str] = []
    problems: list[CaseProblem] = []

    def read(case: CaseFile) -> Iterator[tuple[list[list[Deadline]], list[Deviation], list[str]]]:
        yield (
            _together(deadlines(case, today, directory, ladder)),
            list(deviations_of(case, today)),
            look_ahead(case, today, directory, ladder).starving,
        )

    for case, (due, deviating, waiting_for_nobody) in each_readable(live_cases(connection), read, problems):
        owed += due
        wrong += [(case, one) for one in deviating]
        starving += waiting_for_nobody
    owed.sort(key=lambda some: (some[0].day, some[0].key))
    return Week(
        today,
        overdue=[some for some in owed if some[0].day < today],
        waiting=waits.waiting(connection, today=today, problems=[]),
        coming=[some for some in owed if today <= some[0].day < today + ONE_WEEK],
        unreached=[one for one in people.directory(connection) if one.refused],
        deviations=sorted(wrong, key=lambda one: (reference_key(one[0].reference), one[1].on)),
        starving=sorted(starving, key=reference_key),
        problems=problems,
    )


def _together(found: Iterator[Deadline]) -> list[list[Deadline]]:
    by_matter: dict[tuple[str, str], list[Deadline]] = {}
    for one in found:
        by_matter.setdefault((one.matter.name, one.track.subject), []).append(one)
    return list(by_matter.values())


# --- in words --------------------------------------------------------------------------------------------------------


def sections(week: Week, language: str, _: Say) -> tuple[OverviewSection, ...]:
    """Return the tables of the overview in one language."""
    case, what, last, who = _("Case"), _("What"), _("Last day"), _("Who")
    return (
        OverviewSection(
            _("Overdue"),
            (case, what, last, _("Working days late"), who),
            tuple((*_owed(some, language), *_late(some, week.today), _names(some)) for some in week.overdue),
            _("Nothing is overdue."),
        ),
        OverviewSection(
            _("Who waits for whom"),
            (case, _("Point"), _("Waits"), _("For what"), _("Working days"), who),
            tuple(_waiting_row(one, language) for one in week.waiting),
            _("Nobody waits for anybody."),
        ),
        OverviewSection(
            _("The coming week"),
            (case, what, last, who),
            tuple((*_owed(some, language), some[0].day, _names(some)) for some in week.coming),
            _("No deadline falls in the coming week."),
        ),
        OverviewSection(
            _("Addresses that refuse mail"),
            (_("Name"), _("E-mail"), _("Unit")),
            tuple((one.name, one.email, one.unit) for one in week.unreached),
            _("Every address takes mail."),
        ),
        OverviewSection(
            _("Deviations"),
            (case, _("Day"), what),
            tuple((case.reference, one.on, one.text.in_(language)) for case, one in week.deviations),
            _("No deviations in open cases."),
        ),
        OverviewSection(
            _("Processes that wait for nobody"),
            (case, _("Process")),
            tuple(_starving(one, language) for one in week.starving),
            _("Every process waits for somebody or for a day."),
        ),
        *_unreadable(week.problems, language, _),
    )


def _unreadable(problems: Sequence[CaseProblem], language: str, _: Say) -> Iterator[OverviewSection]:
    """Yield the table of cases that are in no other, if there are any."""
    if problems:
        rows = tuple((problem.reference, problem.cause.in_(language)) for problem in problems)
        yield OverviewSection(_("Cases that cannot be read"), (_("Case"), _("Cause")), rows, "")


def _owed(some: Sequence[Deadline], language: str) -> tuple[str, str]:
    first = some[0]
    return (
        first.case.reference,
        first.matter.heading_for(Recipient.SUPPORT).in_(language) + about(first.case, first.track, language),
    )


def _late(some: Sequence[Deadline], today: date) -> tuple[date, int]:
    return (some[0].day, working_days_between(some[0].day, today))


def _names(some: Sequence[Deadline]) -> str:
    return ", ".join(one.reader.name for one in some)


def _waiting_row(one: waits.Waiting, language: str) -> tuple[workbook.Value, ...]:
    waits = PROCESSES[one.point.waits].label.in_(language)
    what = f"{waits} ({one.subject})" if one.subject else waits
    who = one.person.name if one.person else ROLE_LABELS[one.role].in_(language)
    return (one.reference, one.point.name, what, one.missing[0].text.in_(language), one.days, who)


def _starving(told: str, language: str) -> tuple[str, str]:
    reference, _space, process = told.rpartition(" ")
    return (reference, PROCESSES[process].label.in_(language))


def write(week: Week, reader: Reader, signed: Signature, settings: Settings) -> tuple[Rendered, bytes]:
    """Return one person's mail, and the workbook that goes with it."""
    ready = letter(TEMPLATE, reader.language, settings.templates)
    tables = sections(week, reader.language, ready.say)
    return ready.write(values_of(week.today, tables, reader, signed, ready.say)), workbook_of(tables)


def workbook_of(tables: Sequence[OverviewSection]) -> bytes:
    return workbook.write([(table.title, table.head, table.rows) for table in tables])


def values_of(
    today: date, tables: Sequence[OverviewSection], reader: Reader, signed: Signature, _: Say
) -> dict[str, Any]:
    """Return the variables for the template; the tables in the order of `sections`."""
    counted = {name: len(table.rows) for name, table in zip(("overdue", "waiting", "coming"), tables, strict=False)}
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
                "more": max(0, len(table.rows) - ROWS_IN_MAIL),
                "nothing": table.nothing,
            }
            for table in tables
        ],
    }


def _cell(value: workbook.Value, language: str) -> str:
    return long_date(value, language) if isinstance(value, date) else one_line(str(value))
