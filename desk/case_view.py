"""One case as whoever steers it sees it: its head, what to do, what is known, its suppliers, mails and story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from desk.access import SignedIn
from desk.case_facts import AssessmentShown, Fact, Names, assessed, deviating, facts_shown, people_named, requirement
from desk.case_mails import Mails, mails_of
from desk.case_sight import Sight
from desk.case_steps import WhatToDo, what_to_do
from desk.case_suppliers import SupplierShown, suppliers_shown
from desk.contradictions import contradictions_of
from desk.labels import state_label
from desk.lateness import Lateness, lateness
from desk.story import Verification, story_line, verified, what
from matters.directory import Directory, Reader, read_directory_of
from matters.ladder import Ladder
from models.actor import CLOCK
from models.casefile import CaseFile
from models.competence import profiles_of
from models.demand import open_orders
from models.firms import firms_called
from models.journal import Entry
from models.links import LinkedCase, links_of
from models.occupations.words import answer_told, order_told
from models.particulars import ParticularRow, said_of
from models.queries import directory as names_in
from models.queries.journals import Chain, journal
from models.references import ids_called
from models.sent_clauses import sent_clauses
from models.tables import ContractingUnit, ImportedNotice
from states.processes.procurement import PROCUREMENT
from states.processes.registry import PROCESSES
from states.processes.target_group import TARGET_GROUP
from states.records.milestones import Deviation
from states.records.names import reference_key
from states.text import Text, capital, verbatim

_unit = ContractingUnit.__table__
_notice = ImportedNotice.__table__
OUTSIDE_THE_RULES = frozenset({"override", "undone", "override_asked", "override_declined", "override_lapsed"})
"""Events of a journal that stand outside the rules, and are marked."""
_NOTHING = verbatim("")
LATEST, MOST_LINES = 8, 6
"""So many parts of the journal are told with the case, and so many lines of each; all stands on a page of its own."""
CLOCK_NAME = str(CLOCK)


@dataclass(frozen=True, slots=True)
class StoryPart:
    """What somebody wrote into a case on one day, as sentences, and what followed of itself.

    `numbers` are those of the entries, in their order; `outside` marks what stands outside the rules.
    """

    numbers: tuple[int, ...]
    on: date
    who: Text
    what: tuple[Text, ...]
    followed: tuple[Text, ...]
    outside: bool


@dataclass(frozen=True, slots=True)
class OtherCase:
    """A case that belongs together with this one, and how."""

    number: int
    reference: str
    title: str
    how: Text


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice that was read into the case."""

    number: str
    title: str
    on: date | None


@dataclass(frozen=True, slots=True)
class OrderShown:
    """What a labour-market unit is asked for, and what it answers."""

    unit: str
    order: Text
    answer: Text
    answered: bool


@dataclass(frozen=True, slots=True)
class ReadCase:
    """What the rules make of a case; empty for one that no rule can read."""

    to_do: WhatToDo = field(default_factory=WhatToDo)
    requirement: Text = _NOTHING
    facts: tuple[Fact, ...] = ()
    assessment: AssessmentShown | None = None
    deviations: tuple[Deviation, ...] = ()
    contradictions: tuple[Text, ...] = ()
    suppliers: tuple[SupplierShown, ...] = ()
    mails: Mails = field(default_factory=Mails)


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as it is shown to somebody on a day; `unreadable` says what of it no rule can read."""

    case: CaseFile
    state: Text
    target_group: Text
    near: Lateness
    next_day: date | None
    unit: str
    officer: Reader | None
    supporter: Reader | None
    supporter_stands_in: bool
    """Nobody has taken the case: it falls to the supporter by rule or turn."""
    read: ReadCase
    orders: tuple[OrderShown, ...]
    links: tuple[OtherCase, ...]
    notices: tuple[NoticeShown, ...]
    told: tuple[StoryPart, ...]
    verification: Verification
    unreadable: tuple[Text, ...]
    entries: tuple[Entry, ...]
    """The whole journal, from which the picture of the case is drawn."""


def case_view(connection: Connection, case: CaseFile, who: SignedIn, *, today: date, ladder: Ladder) -> CaseView:
    """Return a case as it is shown to who has signed in; `case` is not changed, and nothing is written.

    It takes the same number of statements whatever the case holds. A case that no rule can read is shown without what
    follows from the rules.
    """
    directory = read_directory_of(connection, [case], [who.person_id] if who.person_id else [])
    sight = Sight(case, who, today, ladder, directory)
    said, chain = said_of(connection, [case.id])[case.id], journal(connection, case.reference)
    names = names_in.names(connection, people_named(case, said) | people_in(chain))
    unreadable = tuple(unknown.text for unknown in case.unknown_words())
    read = ReadCase() if unreadable else _by_rules(connection, sight, said, names)
    supporter = directory.people.get(case.support_id or 0)
    days = [one.day for one in (*read.to_do.now, *read.to_do.later) if one.day is not None]
    return CaseView(
        case=case,
        state=_state(case, PROCUREMENT.name),
        target_group=_state(case, TARGET_GROUP.name),
        near=lateness(min(days, default=None), today),
        next_day=min(days, default=None),
        unit=connection.execute(select(_unit.c.name).where(_unit.c.id == case.unit_id)).scalar() or "",
        officer=directory.people.get(case.officer_id or 0),
        supporter=supporter or directory.supporter(case, today),
        supporter_stands_in=supporter is None,
        read=read,
        orders=tuple(_orders(case, directory)),
        links=_linked(connection, links_of(connection, case.id)),
        notices=_notices(connection, case.id),
        told=tuple(told_of(chain, names, LATEST)),
        verification=verified(chain),
        unreadable=unreadable,
        entries=tuple(entry for entry, _ in chain.entries),
    )


def _by_rules(connection: Connection, sight: Sight, said: Sequence[ParticularRow], names: Names) -> ReadCase:
    case, today = sight.case, sight.today
    firms = firms_called(connection, [(one.supplier, "") for one in case.obligations])
    return ReadCase(
        to_do=what_to_do(sight),
        requirement=requirement(case),
        facts=tuple(facts_shown(case, said, names, today)),
        assessment=assessed(case, sent_clauses(connection, case.id), names, today),
        deviations=tuple(deviating(case, today)),
        contradictions=tuple(map(capital, contradictions_of(case))),
        suppliers=suppliers_shown(sight, firms, profiles_of(connection, [case])),
        mails=mails_of(connection, sight),
    )


def _state(case: CaseFile, process: str) -> Text:
    track = case.track(process)
    return capital(state_label(process, track.state)) if track else _NOTHING


def is_open(case: CaseFile) -> bool:
    """Tell whether the purchase of a case goes on."""
    purchase = case.track(PROCUREMENT.name)
    return purchase is not None and purchase.state not in PROCESSES[PROCUREMENT.name].ends


# --- the journal as a story ------------------------------------------------------------------------------------------


def people_in(chain: Chain) -> set[int]:
    """Return the numbers of those who wrote in a journal."""
    numbers = (entry.actor.partition(":")[2] for entry, _ in chain.entries)
    return {int(number) for number in numbers if number.isdecimal()}


def told_of(chain: Chain, names: Names, limit: int | None = None) -> list[StoryPart]:
    """Return a journal as a story, the latest first: what one person wrote on a day stands together.

    `limit` is the most parts that are told, None for all; of each of these, too, only some lines are told then.
    """
    groups = _together([entry for entry, _ in chain.entries])
    lines = None if limit is None else MOST_LINES
    return [_told(group, names, lines) for group in reversed(groups[-limit:] if limit else groups)]


def _told(group: Sequence[Entry], names: Names, most: int | None) -> StoryPart:
    by_people = [entry for entry in group if entry.actor != CLOCK_NAME] or list(group)
    followed = [entry for entry in group if entry not in by_people]
    outside = any(entry.event in OUTSIDE_THE_RULES for entry in group)
    who = story_line(by_people[0], names).who
    numbers = tuple(one.number for one in group)
    return StoryPart(numbers, group[0].on, who, _said(by_people, most), _said(followed, most), outside)


def _said(entries: Sequence[Entry], most: int | None) -> tuple[Text, ...]:
    """Return what entries say, each once; of many only the first, and how many others there are."""
    told = list(dict.fromkeys(capital(what(entry)) for entry in entries[: most and most + 1]))
    more = len(entries) - most if most else 0
    return (*told[:most], _MORE.fill(number=str(more))) if most and more > 0 else tuple(told)


_MORE = Text("och {number} till", "and {number} more")


def _together(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return entries in groups: those of one person on one day, each with what the clock did right after."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if groups and _belongs(groups[-1], entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _belongs(group: Sequence[Entry], entry: Entry) -> bool:
    if group[0].on != entry.on:
        return False
    by_clock = entry.actor == CLOCK_NAME
    return by_clock or (group[0].actor == entry.actor and not _stands_out(group[0], entry))


def _stands_out(first: Entry, entry: Entry) -> bool:
    return (first.event in OUTSIDE_THE_RULES) is not (entry.event in OUTSIDE_THE_RULES)


# --- what belongs together -------------------------------------------------------------------------------------------


def _orders(case: CaseFile, directory: Directory) -> list[OrderShown]:
    units: Mapping[int, str] = {number: unit.name for number, unit in directory.units.items()}
    return [
        OrderShown(units.get(one.unit_id, ""), capital(order_told(one)), capital(answer_told(one)), bool(one.answer))
        for one in open_orders(case)
    ]


def _linked(connection: Connection, links: Sequence[LinkedCase]) -> tuple[OtherCase, ...]:
    numbers = ids_called(connection, [one.reference for one in links])
    return tuple(
        OtherCase(numbers.get(reference_key(one.reference), 0), one.reference, one.title, one.label) for one in links
    )


def _notices(connection: Connection, case_id: int) -> tuple[NoticeShown, ...]:
    c = _notice.c
    query = select(c.publication_number, c.title, c.published_on).where(c.case_id == case_id)
    rows = connection.execute(query.order_by(c.published_on.desc(), c.id.desc()).limit(_MOST_NOTICES))
    return tuple(NoticeShown(*row) for row in rows)


_MOST_NOTICES = 12
