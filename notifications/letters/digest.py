"""The daily mail of a person, from reminders: for each matter the case, the day and why, and one thing to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection

from matters.directory import Directory, Reader
from matters.introductions import Around, introduced
from matters.ladder import Ladder, Matter, of_reader
from matters.ladder_file import ladder_in_force
from matters.open_matters import about
from matters.recipients import Recipient
from matters.standing_in import in_whose_place
from models.casefile import CaseFile, TrackFile
from models.competence import Profiles, profiles_of
from models.installation.settings import Settings
from models.occupations.words import demand_gone
from models.reminders.by_hand import is_by_hand
from models.reminders.off import is_off
from models.reminders.openings import rung_of
from models.reminders.receipts import is_receipt
from notifications.falling_away import why_off
from notifications.invitations.links import Bound
from notifications.invitations.rules import BESIDE, RULES, addresses, offered
from notifications.letters.letter_templates import Rendered
from notifications.letters.news import News, NewsOfCase, news_for
from notifications.letters.render import MAILTO, Contact, Counted, Digest, Item, Signature, render
from notifications.room import Beyond
from states.facts import Facts
from states.text import Text, lower_first


@dataclass(frozen=True, slots=True)
class Writer:
    """Everything needed to write the mails of one round.

    `offers` are the pages that are offered, by the number of the reminder, and `links` their addresses. A row is a
    reminder.
    """

    cases: Mapping[int, CaseFile]
    directory: Directory
    today: date
    settings: Settings
    ladder: Ladder
    offers: Mapping[int, Bound]
    links: Mapping[Bound, str]
    profiles: Profiles
    news: News

    def write(self, reader: Reader, rows: Sequence[Any], *, cases: int, beyond: Sequence[Beyond] = ()) -> Rendered:
        """Return one person's mail, which carries some files of the calendar, and only counts what is `beyond`."""
        asked = (self._item(reader, row) for row in _once([row for row in rows if not is_receipt(row.matter)]))
        items = (*asked, *(self._told(reader, told) for told in self.news.told(reader, rows)))
        case = self.cases[rows[0].case_id]
        contact = contact_for(case, self.directory, self.today, self.settings, reader=reader)
        support = shared_contact(self.directory, self.settings)
        digest = Digest(
            reader.name,
            reader.language,
            self.settings.city,
            self.today,
            contact,
            support,
            items,
            cases,
            tuple(_counted(one, reader.language) for one in beyond),
            (_WHERE_ALL if reader.role == Recipient.SUPPORT else _WHERE).in_(reader.language) if beyond else "",
        )
        return render(digest, self.settings.templates)

    def _item(self, reader: Reader, row: Any) -> Item:
        matter, case, language = self.ladder.matters[row.matter], self.cases[row.case_id], reader.language
        track = case.track(matter.process, row.subject)
        facts = case.facts_of(track, self.today) if track else case.facts(self.today)
        if is_off(row.step):
            return self._off(reader, case, track, matter)
        facts = of_reader(matter, facts, reader.labour_market_unit_id)
        if any(reader == one for one in self.directory.told_of(matter.name)):
            return self._for_information(reader, case, track, matter, facts)
        bound = self.offers.get(row.id)
        address = self.links.get(bound) if bound else None
        action, target = (RULES[bound.purpose].action, address) if bound and address else self._write_to(reader, case)
        return Item(
            reference=case.reference,
            title=case.title,
            heading=matter.heading_for(reader.role).in_(language) + about(case, track, language),
            deadline=matter.deadline(facts),
            reasoning=tuple(
                text.in_(language)
                for text in self._background(reader, row, matter, case=case, track=track, facts=facts)
            ),
            action=action.in_(language),
            action_url=target,
            urgent=matter.urgent,
            until=matter.until,
            late=row.planned_on > row.due_on,
        )

    def _background(
        self, reader: Reader, row: Any, matter: Matter, *, case: CaseFile, track: TrackFile | None, facts: Facts
    ) -> Iterator[Text]:
        """Yield in whose place the reader gets this, what they are told of the other side, and why by that day."""
        if is_by_hand(row.step):
            yield _BY_HAND
        asked = matter.asked_by(rung_of(row.step))
        yield from in_whose_place(asked, reader, case, track, directory=self.directory, today=self.today)
        if track is not None:
            meet_within = self.ladder.days.first_dialogue
            profile = self.profiles.get((case.id, track.parent or track.subject))
            around = Around(case, track, facts, self.directory, self.settings.city, meet_within, profile)
            yield from introduced(matter.name, reader, around)
        yield from matter.reasoning(facts)

    def _off(self, reader: Reader, case: CaseFile, track: TrackFile | None, matter: Matter) -> Item:
        language, heading = reader.language, matter.heading_for(reader.role)
        gone = demand_gone(case.orders.values(), reader.labour_market_unit_id) if matter.units else ()
        action, target = self._write_to(reader, case)
        return Item(
            reference=case.reference,
            title=case.title,
            heading=_OFF.fill(what=lower_first(heading.in_(language))).in_(language) + about(case, track, language),
            deadline=None,
            reasoning=tuple(text.in_(language) for text in (*gone, *why_off(case, track))),
            action=action.in_(language),
            action_url=target,
            urgent=False,
            late=False,
        )

    def _for_information(
        self, reader: Reader, case: CaseFile, track: TrackFile | None, matter: Matter, facts: Facts
    ) -> Item:
        """Return what a party is told that only follows: no day is theirs, and nothing is asked of them."""
        language = reader.language
        what = _FOR_INFORMATION.fill(what=lower_first(matter.heading.in_(language)))
        action, target = self._write_to(reader, case)
        return Item(
            reference=case.reference,
            title=case.title,
            heading=what.in_(language) + about(case, track, language),
            deadline=None,
            reasoning=tuple(text.in_(language) for text in matter.reasoning(facts)),
            action=action.in_(language),
            action_url=target,
            urgent=False,
            late=False,
        )

    def _told(self, reader: Reader, told: NewsOfCase) -> Item:
        """Return what others have recorded in a case, with the links to go on at, or else whom to write to."""
        pages = [page for bound in told.pages if bound in self.links for page in _pages(bound, self.links[bound])]
        (action, target), *others = pages or [self._write_to(reader, told.case)]
        return Item(
            reference=told.case.reference,
            title=told.case.title,
            heading=told.heading,
            deadline=None,
            reasoning=told.lines,
            action=action.in_(reader.language),
            action_url=target,
            urgent=False,
            late=False,
            news=True,
            also=next(((label.in_(reader.language), address) for label, address in others), None),
        )

    def _write_to(self, reader: Reader, case: CaseFile) -> tuple[Text, str]:
        """Return what the button says where no page is offered, and whom it writes to: who answers questions."""
        other = contact_for(case, self.directory, self.today, self.settings, reader=reader)
        label = _WRITE_TO.fill(name=other.name) if other.name else _WRITE
        return label, f"{MAILTO}{other.email}?subject={quote(case.reference)}"


def writer(
    connection: Connection,
    rows: Sequence[Any],
    cases: Mapping[int, CaseFile],
    directory: Directory,
    *,
    today: date,
    settings: Settings,
) -> Writer:
    """Return the writer for the mails of some reminders; a link is made for each that can be answered on a page."""
    ladder = ladder_in_force(settings)
    offers: dict[int, Bound] = {}
    for row in rows:
        if is_off(row.step) or is_receipt(row.matter):
            continue
        case = cases[row.case_id]
        track = case.track(ladder.matters[row.matter].process, row.subject)
        bound = offered(row.matter, row.person_id, case, track, today=today, directory=directory)
        if bound is not None:
            offers[row.id] = bound
    news = news_for(connection, rows, cases, directory, today=today)
    bounds = [*offers.values(), *(bound for some in news.onward.values() for bound in some)]
    links = addresses(connection, bounds, today=today, settings=settings)
    profiles = profiles_of(connection, [*{row.case_id: cases[row.case_id] for row in rows}.values()])
    return Writer(cases, directory, today, settings, ladder, offers, links, profiles, news)


def _pages(bound: Bound, address: str) -> Iterator[tuple[Text, str]]:
    """Yield what lies behind a link, each with its words and its address."""
    if bound.purpose in BESIDE:
        words, path = BESIDE[bound.purpose]
        yield words, f"{address}/{path}"
    yield RULES[bound.purpose].action, address


def _counted(beyond: Beyond, language: str) -> Counted:
    which = [
        words.fill(count=count).in_(language)
        for words, count in ((_URGENT, beyond.urgent), (_OVERDUE, beyond.overdue))
        if count
    ]
    return Counted(beyond.kind.in_(language), beyond.count, ", ".join(which), beyond.news)


_URGENT = Text("brådskar: {count}", "urgent: {count}")
_OVERDUE = Text("försenade: {count}", "overdue: {count}")
_WHERE = Text(
    "De kommer i mejlen de närmaste arbetsdagarna. Fråga stödfunktionen om du vill ha hela listan nu.",
    "They come in the mails of the next working days. Ask the support function if you want the whole list now.",
)
_WHERE_ALL = Text(
    "De kommer i mejlen de närmaste arbetsdagarna. Hela listan finns i arbetsboken som följer med översikten.",
    "They come in the mails of the next working days. The whole list is in the workbook that comes with the overview.",
)
_BY_HAND = Text(
    "Någon väntar på det här och har bett att du påminns.",
    "Somebody waits for this, and has asked that you are reminded.",
)
_OFF = Text("Gäller inte längre – {what}", "No longer needed – {what}")
_WRITE = Text("Skriv till stödfunktionen", "Write to the support function")
_WRITE_TO = Text("Skriv till {name}", "Write to {name}")
_FOR_INFORMATION = Text("För kännedom – {what}", "For information – {what}")


def contact_for(
    case: CaseFile, directory: Directory, today: date, settings: Settings, *, reader: Reader | None = None
) -> Contact:
    """Return the contact for questions about a case: the supporter of the case, or the support function's address.

    Nobody is sent to themselves: the support function is given the officer.
    """
    if reader is not None and reader.role == Recipient.SUPPORT:
        officer = directory.recipient(Recipient.OFFICER, case, today)
        if officer is not None and officer.role != Recipient.SUPPORT:
            return Contact(officer.name, officer.phone, officer.email)
        return shared_contact(directory, settings)
    helper = directory.supporter(case, today)
    if helper is None or (reader is not None and helper.id == reader.id):
        return shared_contact(directory, settings)
    return Contact(helper.name, helper.phone, helper.email)


def shared_contact(directory: Directory, settings: Settings) -> Contact:
    """Return how anybody reaches the support function: its shared mailbox, or else the sender of the mails."""
    shared = directory.shared.get(Recipient.SUPPORT)
    return Contact(shared.name, shared.phone, shared.email) if shared else Contact("", "", settings.mail_from)


def sender(directory: Directory, settings: Settings) -> Signature:
    """Return who signs the mails of an installation."""
    return Signature(settings.city, shared_contact(directory, settings))


def _once(rows: Sequence[Any]) -> list[Any]:
    """Keep the last rung of each matter: a person who stands in for another may be on two rungs of one ladder."""
    by_day = sorted(rows, key=lambda row: (row.due_on, row.id))
    return list({(row.case_id, row.matter, row.subject, row.base): row for row in by_day}.values())
