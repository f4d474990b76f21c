"""One row of the page of the day: when, what, in which case, why then, who waits for it, and the one step to take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select
from sqlmodel import col

from desk.access import Deed, SignedIn, deed_of, may
from desk.day.groups import CONTACTS, STEP_WORDS, DayGroup
from desk.day.mine import Mine
from desk.today import HELD_UP
from matters.agenda import ClosedPoint, closed_point
from matters.directory import Directory, Reader, read_directory_of
from matters.ladder import Ladder, Matter, of_reader
from matters.open_matters import about_subject, holders_for
from matters.recipients import Recipient
from models.agenda import WAITING, AgendaItem
from models.casefile import CaseFile, TrackFile
from models.casestore import load_some
from models.tables import ContractingUnit
from notifications.invitations.links import Purpose
from notifications.invitations.rules import OFFERED, RULES, offered
from states.facts import Milestone
from states.law.calendar import months_after
from states.refusal import Unreadable
from states.text import MONTHS, Text, one_line

REASONS = 2
"""So many sentences say why something is to be done; the page of the step says all."""
LATE, TODAY, LATER, WAITING_FOR = "late", "today", "later", "wait"
"""How a row stands to the day: the shape and the word that it is shown with."""


@dataclass(frozen=True, slots=True)
class ToStep:
    """The form by which a matter is met; `about` is the supplier or position, as its track is called."""

    case_id: int
    purpose: Purpose
    about: str


@dataclass(frozen=True, slots=True)
class ToCase:
    """The page of a case."""

    case_id: int


@dataclass(frozen=True, slots=True)
class ToQuestion:
    """Where a question of an import is answered."""

    number: int


@dataclass(frozen=True, slots=True)
class ToOverride:
    """Where a second person looks at an override."""

    case_id: int
    number: int


@dataclass(frozen=True, slots=True)
class ToMail:
    """A mail that did not arrive."""

    number: int


@dataclass(frozen=True, slots=True)
class ToReminder:
    """Where somebody is reminded of what is waited for; the wait is named by its process and subject."""

    case_id: int
    process: str
    about: str


Target = ToStep | ToCase | ToQuestion | ToOverride | ToMail | ToReminder


@dataclass(frozen=True, slots=True)
class OfCase:
    """The case of a row as it is named there; `seen` tells whether the reader may open its page."""

    id: int
    title: str
    reference: str
    seen: bool = True


@dataclass(frozen=True, slots=True)
class DayRow:
    """A row in the words of its reader. `late` are calendar days; `day` is the last day, None where there is none."""

    state: str
    heading: str
    case: OfCase | None
    target: Target | None
    button: str
    day: date | None = None
    late: int = 0
    note: str = ""
    why: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    caller: Reader | None = None
    excepted: bool = False

    @property
    def presses(self) -> bool:
        """What the button does is the reader's own to do, and late or due today."""
        return self.state in {LATE, TODAY} and not isinstance(self.target, ToReminder | ToCase)

    @property
    def opens(self) -> bool:
        """The button opens another page, and no form of one step."""
        return not isinstance(self.target, ToStep | ToReminder)


def state_on(day: date | None, today: date) -> tuple[str, int]:
    """Return how a last day stands to a day, and by how many days it is past."""
    if day is None or day > today:
        return LATER, 0
    return (LATE, (today - day).days) if day < today else (TODAY, 0)


def short_date(day: date, language: str) -> str:
    """Return a day as it stands in a narrow column: "3 dec"."""
    month = MONTHS[language][day.month - 1]
    return f"{day.day} {month if len(month) <= _WHOLE else month[:3]}"


_WHOLE = 4
"""A month of so many letters is not cut: "mars", "juni"."""


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of what is owed; all that they are made from is read at once, for all rows of a page."""

    who: SignedIn
    mine: Mine
    today: date
    ladder: Ladder
    cases: Mapping[int, CaseFile]
    agendas: Mapping[int, Sequence[AgendaItem]]
    directory: Directory
    units: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        connection: Connection,
        who: SignedIn,
        mine: Mine,
        *,
        agendas: Mapping[int, Sequence[AgendaItem]],
        today: date,
        ladder: Ladder,
    ) -> "RowMaker":
        """Read what the rows of some cases are made from: the cases of which there are agendas."""
        cases = {case.id: case for case in load_some(connection, sorted(agendas))}
        directory = read_directory_of(connection, cases.values(), [mine.person_id])
        return cls(who, mine, today, ladder, cases, agendas, directory, _unit_names(connection, cases.values()))

    def rows(self, group: DayGroup, found: Sequence[tuple[int, AgendaItem, date | None]]) -> Iterator[DayRow]:
        """Yield the rows of a part; each of `found` is a case, what is owed there, and the day that it is shown under.

        What no rule can read is left out.
        """
        for case_id, item, day in found:
            case = self.cases.get(case_id)
            if case is None:
                continue
            try:
                yield self._row(group, case, item, day)
            except Unreadable:
                continue

    def _row(self, group: DayGroup, case: CaseFile, item: AgendaItem, day: date | None) -> DayRow:
        matter, language = self.ladder.matters[item.name], self.who.language
        track = case.track(item.process, item.subject)
        facts = case.facts_of(track, self.today) if track else case.facts(self.today)
        facts = of_reader(matter, facts, self.mine.unit)
        state, late = state_on(day, self.today)
        target = self._target(group, case, item, track)
        contact = group is CONTACTS
        reasons = [*self._place(case, contact=contact), *matter.reasoning(facts)][:REASONS]
        reasons += self._who_waits(case, item)
        return DayRow(
            state=state,
            heading=self._heading(group, case, item, matter),
            case=of_case(self.who, case),
            target=target,
            button=button_of(target).in_(language),
            day=day,
            late=late,
            note=self._note(item, state, contact=contact, until=matter.until).in_(language),
            why=tuple(one_line(text.in_(language)) for text in reasons),
            answers=tuple(_answers(case, language)) if contact else (),
            caller=self._caller(case, item, contact=contact),
        )

    def _note(self, item: AgendaItem, state: str, *, contact: bool, until: bool) -> Text:
        if contact and item.since:
            return _CAME.fill(day=self._short(item.since))
        if item.deadline is None:
            return _SINCE.fill(day=self._short(item.since)) if item.since else _NOTHING
        if state == LATER and not until:
            return _NOTHING
        return (_UNTIL if until else _BY).fill(day=self._short(item.deadline))

    def _short(self, day: date) -> Text:
        return Text(short_date(day, "sv"), short_date(day, "en"))

    def _heading(self, group: DayGroup, case: CaseFile, item: AgendaItem, matter: Matter) -> str:
        language = self.who.language
        officer = self.directory.people.get(case.officer_id or 0)
        if self.mine.supports and officer is not None:
            said = _WITH_OFFICER.get(group.key if group is CONTACTS else item.name)
            if said is not None:
                return said.fill(officer=officer.name).in_(language)
        if item.name in _FOR_SUPPLIER and item.subject:
            return _FOR_SUPPLIER[item.name].fill(supplier=item.subject).in_(language)
        role = next(iter(self.mine.roles)) if self.mine.supports else ""
        return matter.heading_for(role).in_(language) + about_subject(item.subject, item.parent, item.number, language)

    def _place(self, case: CaseFile, *, contact: bool) -> Iterator[Text]:
        """Yield whose a new contact is, and when its call is planned."""
        if not contact:
            return
        unit = self.units.get(case.unit_id or 0)
        if unit:
            yield _OF_UNIT.fill(unit=unit)
        call = case.facts(self.today).on(Milestone.PLANNED_CALL)
        if call:
            yield _CALL.fill(day=call)

    def _who_waits(self, case: CaseFile, item: AgendaItem) -> Iterator[Text]:
        asks = self.ladder.matters[item.name].asks
        waits = (closed_point(one) for one in self.agendas[case.id] if one.kind in WAITING)
        holders = holders_for(case, item.parent or item.subject)
        owes = self.directory.recipient(Recipient(item.role), case, self.today, holders=holders)
        yield from self.who_waits(case, [one for one in waits if meets(asks, one) and is_about(item, one)], owes)

    def who_waits(self, case: CaseFile, waits: Sequence[ClosedPoint], owes: Reader | None) -> Iterator[Text]:
        """Yield whose work stands still at some sync points of a case, if it is anybody's but theirs who owe it."""
        found = (
            self.directory.recipient(
                HELD_UP[one.point.waits], case, self.today, holders=holders_for(case, one.supplier)
            )
            for one in waits
        )
        own = {self.mine.person_id, owes.id if owes else None}
        names = list(dict.fromkeys(one.name for one in found if one is not None and one.id not in own))
        if names:
            last = names.pop()
            yield _TWO_WAIT.fill(names=", ".join(names), last=last) if names else _ONE_WAITS.fill(name=last)

    def _caller(self, case: CaseFile, item: AgendaItem, *, contact: bool) -> Reader | None:
        """Return whom to call about it: who should have done it, if that is not the reader's side."""
        role = Recipient.OFFICER if contact else Recipient(item.role)
        if role in self.mine.roles:
            return None
        holders = holders_for(case, item.parent or item.subject)
        reader = self.directory.recipient(role, case, self.today, holders=holders)
        return None if reader is None or Recipient(reader.role) in self.mine.roles else reader

    def _target(self, group: DayGroup, case: CaseFile, item: AgendaItem, track: TrackFile | None) -> Target | None:
        """Return the step by which it is met, else the case; None where the reader may open neither."""
        step = self._step(group, case, item, track) if track is not None else None
        if step is not None and may(self.who, deed_of(step.purpose), case):
            return step
        return ToCase(case.id) if may(self.who, Deed.SEE_CASE, case) else None

    def _step(self, group: DayGroup, case: CaseFile, item: AgendaItem, track: TrackFile) -> ToStep | None:
        if group is CONTACTS:
            return ToStep(case.id, Purpose.TAKE, "")
        person, today = self.mine.person_id, self.today
        bound = offered(item.name, person, case, track, today=today, directory=self.directory)
        if bound is not None:
            return ToStep(case.id, bound.purpose, bound.subject)
        return next(_steps_beside(item.name, case, track), None) if self.mine.supports else None


def _steps_beside(matter: str, case: CaseFile, track: TrackFile) -> Iterator[ToStep]:
    """Yield the steps by which somebody of the support function answers in the place of others."""
    for purpose in OFFERED.get(matter, ()):
        rule = RULES[purpose]
        of = track if track.process == rule.process else case.track(rule.process, track.parent)
        if of is not None:
            yield ToStep(case.id, purpose, of.subject)


def meets(asks: Sequence[Milestone], wait: ClosedPoint) -> bool:
    """Tell whether a record that a matter asks for releases, or helps to release, what waits."""
    return any(not frozenset(asks).isdisjoint(guard.records) for guard in wait.missing)


def is_about(item: AgendaItem, wait: ClosedPoint) -> bool:
    """Tell whether what is owed is about the same supplier, and position, as what waits; or both about the purchase."""
    if (item.parent or item.subject) != wait.supplier:
        return False
    return item.process != wait.process or item.subject == wait.subject


def of_case(who: SignedIn, case: CaseFile) -> OfCase:
    """Return how a case is named in a row."""
    return OfCase(case.id, case.title, case.reference, may(who, Deed.SEE_CASE, case))


def button_of(target: Target | None) -> Text:
    """Return what the button says that leads somewhere."""
    return STEP_WORDS[target.purpose].button if isinstance(target, ToStep) else _BUTTONS[type(target)]


_BUTTONS = {
    ToCase: Text("Öppna ärendet", "Open the case"),
    ToQuestion: Text("Svara på frågan", "Answer the question"),
    ToOverride: Text("Pröva undantaget", "Look at the override"),
    ToMail: Text("Öppna mejlet", "Open the mail"),
    ToReminder: Text("Påminn nu", "Remind now"),
    type(None): Text("", ""),
}


def _unit_names(connection: Connection, cases: Iterable[CaseFile]) -> dict[int, str]:
    numbers = sorted({case.unit_id for case in cases if case.unit_id is not None})
    query = select(col(ContractingUnit.id), col(ContractingUnit.name)).where(col(ContractingUnit.id).in_(numbers))
    return dict(connection.execute(query).tuples().all())


def _answers(case: CaseFile, language: str) -> Iterator[tuple[str, str]]:
    """Yield the four answers of contact point 1, each with what it answers."""
    months = f"{case.months:g}" if case.months else ""
    told = (_period(case), case.trade, _MONTHS.fill(months=months) if months else "", case.tasks)
    for label, answer in zip(_ANSWERS, told, strict=True):
        said = answer if isinstance(answer, Text) else Text(one_line(answer), one_line(answer))
        yield label.in_(language), (said if said.sv else _UNSAID).in_(language)


def _period(case: CaseFile) -> Text:
    if case.contract_start is None:
        return _NOTHING
    first = _month(case.contract_start)
    if not case.months:
        return _FROM.fill(first=first)
    return _SPAN.fill(first=first, last=_month(months_after(case.contract_start, round(case.months) - 1)))


def _month(day: date) -> Text:
    sv, en = (f"{short_date(day, language).partition(' ')[2]} {day.year}" for language in ("sv", "en"))
    return Text(sv, en)


_NOTHING = Text("", "")
_ANSWERS = (
    Text("Period", "Period"),
    Text("Bransch", "Trade"),
    Text("Avtalstid", "Length"),
    Text("Uppgifter", "Tasks"),
)
_UNSAID = Text("inte sagt", "not said")
_MONTHS = Text("{months} månader", "{months} months")
_FROM = Text("från {first}", "from {first}")
_SPAN = Text("{first}–{last}", "{first}–{last}")
_CAME = Text("kom {day}", "came {day}")
_SINCE = Text("sedan {day}", "since {day}")
_BY = Text("senast {day}", "by {day}")
_UNTIL = Text("till och med {day}", "until {day}")
_OF_UNIT = Text("{unit}.", "{unit}.")
_CALL = Text("Annonseringen planeras till {day:plain}.", "The call is planned for {day:plain}.")
_ONE_WAITS = Text("{name} väntar på det.", "{name} waits for it.")
_TWO_WAIT = Text("{names} och {last} väntar på det.", "{names} and {last} wait for it.")
_WITH_OFFICER: Mapping[str, Text] = {
    CONTACTS.key: Text(
        "{officer} har kontaktat er inför en upphandling", "{officer} has contacted you about a procurement"
    ),
    "relevance_assessment": Text(
        "Gör relevansbedömningen med {officer}", "Make the relevance assessment with {officer}"
    ),
    "contact_point_2": Text("Ta emot vinnaren från {officer}", "Receive the winner from {officer}"),
}
_FOR_SUPPLIER: Mapping[str, Text] = {
    "contact_person": Text("Utse kontaktperson för {supplier}", "Appoint a contact person for {supplier}"),
}
