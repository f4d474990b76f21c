"""The tables. States and kinds are text, dates are local dates in Europe/Stockholm, instants are UTC."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy
from pydantic import ConfigDict
from sqlalchemy import Index, String, UniqueConstraint, func
from sqlmodel import Field, SQLModel


class Table(SQLModel):
    """Rows are written by statements, not validated by models: building the validators is left undone.

    A row that was read has an `id`; the database gives it, so that what is written has none.
    """

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]
    if TYPE_CHECKING:  # SQLModel gives every table one, and does not say so
        __table__: ClassVar[sqlalchemy.Table]


SIGN_BY_SIGN: Any = String().with_variant(String(collation="C"), "postgresql")
"""Text that sorts by its signs, as SQLite sorts all of it."""


class ContractingUnit(Table, table=True):
    """A contracting unit: an administration or a company of the city."""

    __tablename__ = "unit"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    organisation_number: str = ""
    act: str = ""
    """The procurement act that the unit buys under where nothing else is known: lou, luf, luk, lufs; "" unknown."""
    numbers_cases: bool = False
    """The unit's notices carry our case reference as their internal number (BT-22)."""


class LabourMarketUnit(Table, table=True):
    """A unit that prepares and proposes people, or another party that is told; its mailbox is a row of `Person`."""

    __tablename__ = "labour_market_unit"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    areas: str = ""
    """The areas of the city that it serves, with commas between; "" for all."""
    occupations: str = ""
    """The occupations that it serves, as codes with spaces between, see `Responsibility`; "" for all."""
    told: str = ""
    """The matters that it only follows, by name with spaces between, as those of Arbetsförmedlingen; "" asks it."""


class Person(Table, table=True):
    """The directory. Outside the journal, so that a person can be erased while the history still verifies."""

    __table_args__ = (
        Index("ix_person_role", "role", "unit_id"),
        Index("ix_person_substitute_id", "substitute_id"),
    )

    id: int = Field(default=None, primary_key=True)
    name: str
    email: str = Field(unique=True)
    phone: str = ""
    role: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    language: str = "sv"
    substitute_id: int | None = Field(default=None, foreign_key="person.id")
    """Who is told instead from `away_from` to `away_until`, both days included."""
    away_from: date | None = Field(default=None)
    away_until: date | None = Field(default=None)
    left_on: date | None = Field(default=None)
    """The first day on which the person no longer works here."""
    successor_id: int | None = Field(default=None, foreign_key="person.id")
    """Who is told instead from `left_on`."""
    labour_market_unit_id: int | None = Field(default=None, foreign_key="labour_market_unit.id")
    mailbox: bool = False
    """A mailbox that several read: that of a labour-market unit, or that of a whole function where it names no unit."""


class Case(Table, table=True):
    """One procurement. The columns named in `PARTICULARS` hold the result of the `Particular` rows.

    `next_check` is the earliest day on which anything of the case can change or anyone must be told; NULL
    only once its purchase has ended.
    `journal_length` and `journal_head` are the number and hash of its last journal entry.
    """

    id: int = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    reference_key: str = Field(index=True, unique=True, sa_type=SIGN_BY_SIGN)
    """What finds the case, and sorts it, whatever the language of the database: see `names.reference_key`."""
    title: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    officer_id: int | None = Field(default=None, foreign_key="person.id")
    support_id: int | None = Field(default=None, foreign_key="person.id")
    labour_market_unit_id: int | None = Field(default=None, foreign_key="labour_market_unit.id")
    support_in_turn_id: int | None = Field(default=None, foreign_key="person.id")
    """Whom of the support function the tick has given the case to, by turns, for as long as nobody has taken it."""
    unit_in_turn_id: int | None = Field(default=None, foreign_key="labour_market_unit.id")
    """The labour-market unit that the tick has chosen by turns, for as long as no rule and nobody names one."""
    kind: str = ""
    procedure: str = ""
    act: str = ""
    """The procurement act, see `states.law.acts`; "" while it is unknown: then the strictest reading holds."""
    months: float | None = None
    headcount: float | None = None
    value: float | None = None
    """The value of the contract in SEK without VAT, as far as a source tells it."""
    single_tenderer: bool = False
    contract_start: date | None = None
    """The planned day."""
    area: str = ""
    trade: str = ""
    """What somebody calls the occupation that the contract asks for; `cpv` is the main code of what is bought."""
    cpv: str = ""
    tasks: str = ""
    outcome: str = "pending"
    forms: str = ""
    outcome_reason: str = ""
    need_unit: str = ""
    need_amount: float = 0
    need_months: float = 0
    """For how long each is wanted; see `AssessmentRow`."""
    occupations: str = ""
    planned_start: date | None = None
    supply: str = ""
    participants: str = ""
    clause_promise: str = ""
    """What the clauses that went out oblige each supplier to, by form, as JSON; "" where they oblige to nothing."""
    opened_on: date
    next_check: date | None = Field(default=None, index=True)
    version: int = 0
    journal_length: int = 0
    journal_head: str = ""
    agenda_digest: str = ""
    """Of the agenda that is stored of the case, see `models.agenda`: only another one is written."""


CASE_COLUMNS = tuple(Case.__table__.c.keys())
FIXED = ("id", "reference", "reference_key", "opened_on")
"""Columns of a case that stay as they are once it is open; see `models.numbering` for a case without a number."""
RUNNING = ("next_check", "version", "journal_length", "journal_head", "agenda_digest")
"""Columns of a case that every change of it writes."""
NEED = ("need_unit", "need_amount", "need_months", "occupations", "planned_start", "supply", "participants")
"""Columns of a case that hold what the newest assessment says of the work."""
ASSESSMENT = ("outcome", "forms", "outcome_reason", *NEED)
"""Columns of a case that the relevance assessment writes."""
IN_TURN = ("support_in_turn_id", "unit_in_turn_id")
"""Columns of a case that the tick writes when it spreads cases over those who could be asked."""
CLAUSE = ("clause_promise",)
"""The column of a case that the sending of a clause writes."""
PARTICULARS = tuple(name for name in CASE_COLUMNS if name not in {*FIXED, *RUNNING, *ASSESSMENT, *IN_TURN, *CLAUSE})
"""Columns of a case that several sources have a say in, see `Particular`."""


class FormerReference(Table, table=True):
    """The key of a reference that a case had before it got its number: old mails and lists name it so."""

    __tablename__ = "former_reference"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(index=True, sa_type=SIGN_BY_SIGN)
    case_id: int = Field(foreign_key="case.id", index=True)


class AssessmentRow(Table, table=True):
    """One relevance assessment, append-only: what the newest says stands in the case as well, see `ASSESSMENT`.

    `need_amount` is counted in `need_unit`, like what an obligation promises; each is wanted for `need_months` (0: no
    length is asked for). `occupations` are SSYK codes with numbers, "9111:3 7231:1". `participants` are actors, not
    names, see `states.records.needs.Need`.
    """

    __tablename__ = "assessment"

    __table_args__ = (Index("ix_assessment_case", "case_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    on: date
    as_of: date
    """The day it was entered, and `source` by whom."""
    source: str
    outcome: str
    forms: str = ""
    outcome_reason: str = ""
    need_unit: str = ""
    need_amount: float = 0
    need_months: float = 0
    occupations: str = ""
    planned_start: date | None = None
    supply: str = ""
    participants: str = ""
    area: str = ""
    months: float | None = None
    """The length of the contract as it was known then."""


class Responsibility(Table, table=True):
    """Who answers for which cases: a person of the support function, or a labour-market unit; one of both is NULL.

    `unit_id`, `area` and `occupation` say for which cases; what is empty is not asked for. An occupation is the
    beginning of a code of SSYK 2012, as "9111", or of CPV, as "cpv:90".
    """

    id: int = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    labour_market_unit_id: int | None = Field(default=None, foreign_key="labour_market_unit.id")
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    area: str = ""
    occupation: str = ""


class Track(Table, table=True):
    """One process of one subject of a case: the case itself (""), a supplier on a lot, a numbered placement."""

    __table_args__ = (UniqueConstraint("case_id", "process", "subject"), Index("ix_track_state", "process", "state"))

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    process: str
    subject: str = ""
    parent_id: int | None = Field(default=None, foreign_key="track.id")
    state: str
    since: date


class ObligationRow(Table, table=True):
    """What one supplier owes on one lot, and who looks after it; `unit` is empty until the promise is entered.

    `amount` is counted in `unit`: persons, full-time-equivalent months, or seats kept filled. `positions` is the number
    of placement tracks, `months_each` how long each person is to stay (0: no length is asked for), `starts_within` the
    months from contract to the first start.
    """

    __tablename__ = "obligation"

    __table_args__ = (UniqueConstraint("case_id", "lot", "supplier"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    lot: str = ""
    supplier: str
    unit: str = ""
    amount: float = 0
    positions: int = 0
    months_each: float = 0
    starts_within: int = 6
    internship_counts: bool = False
    penalty: bool = False
    penalty_amount: int = 0
    """In SEK, as `bonus` and `bonus_cap`; 0: none."""
    bonus: int = 0
    bonus_cap: int = 0
    by_month: bool = False
    """The amounts are for each month that a person was to stay."""
    contact_id: int | None = Field(default=None, foreign_key="person.id")
    """The labour-market unit's contact person for this supplier."""
    supplier_person_id: int | None = Field(default=None, foreign_key="person.id")
    """The supplier's own contact person."""
    formerly: str = ""
    """The names that the supplier had before, or that the firm had which the contract was with: a line each."""


class WorkedHours(Table, table=True):
    """The hours of one person's month that count for one obligation, as last reported: see `states.records.hours`.

    `case_id` is the case in which they were worked, which need not be that of the obligation. `quarters` are quarters
    of an hour. Position 0 stands for the report itself: it is in, also where nobody worked.
    """

    __tablename__ = "worked_hours"
    __table_args__ = (UniqueConstraint("case_id", "position", "candidate", "month", "obligation_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    position: int
    candidate: int
    month: date
    """Its first day."""
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    quarters: int


class AgendaRow(Table, table=True):
    """One thing that is owed or waited for in a case, as it stood when the case was last looked at: `models.agenda`.

    It holds until the `next_check` of the case. `place` counts the rows of a case from 0.
    """

    __tablename__ = "agenda"
    __table_args__ = (
        UniqueConstraint("case_id", "place"),
        Index("ix_agenda_kind", "kind", "since", "case_id", "place"),
        # Of rows that have a deadline, as its migration says: said here too, it would load the dialects of both.
        Index("ix_agenda_deadline", "deadline"),
    )

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    place: int
    kind: str
    name: str
    """Of the matter, the sync point, or the milestone."""
    process: str
    subject: str = ""
    parent: str = ""
    """The supplier that a position belongs to, and `number` the position among those of that supplier; 0: none."""
    number: int = 0
    state: str = ""
    role: str = ""
    """Who has it in hand, and the person whom the case itself names in that role; who stands in today is not stored."""
    holder_id: int | None = None
    units: str = ""
    """The labour-market units that are asked, by number, where these are others than the one the case falls to."""
    since: date | None = None
    """The day it counts from: the base of a matter, the beginning of a wait."""
    deadline: date | None = None
    missing: str = ""
    """The names of the conditions that keep a sync point closed; of a deviation its text, of an account all, as JSON.

    Where hours are counted nothing is said of an account: they change without the case.
    """
    urgent: bool = False
    cause: int = 0
    """The place of the row under which a wait is told; its own, unless another waits for the same longer."""


class AgendaState(Table, table=True):
    """By which rules the agendas are stored, and the newest day on which any case was looked at; one row."""

    __tablename__ = "agenda_state"

    id: int = Field(default=None, primary_key=True)
    rules: str
    newest: date


class FigureRow(Table, table=True):
    """One figure of a case for the sums of demand and results, as it stood when last looked at: `models.figures`."""

    __tablename__ = "figure"
    __table_args__ = (
        Index("ix_figure_case", "case_id"),
        Index("ix_figure_sum", "name", "year", "key", "unit_id", "day", "amount"),
        Index("ix_figure_day", "name", "day"),
    )

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    name: str
    key: str = ""
    year: int
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    day: date | None = None
    amount: float = 0


class SentClause(Table, table=True):
    """A clause as a case sent it out, append-only: of each form the latest counts.

    `wording` tells the words of its version from any others, `text_digest` the text with its figures. `parameters` are
    those that the text carries, as JSON.
    """

    __tablename__ = "sent_clause"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    clause: str
    version: int
    form: str
    trade: str
    language: str
    approved_by: str
    """Who had approved its words; "" for an example that nobody had."""
    wording: str
    parameters: str
    promise: str
    """What it obliges each supplier to, as JSON; "" for nothing."""
    text: str
    text_digest: str
    sent_by: str
    sent_on: date


class DemandOrderRow(Table, table=True):
    """What a labour-market unit is asked for in one occupation of a case, and its answer: see `states.records.demand`.

    `occupation` is "" for people that no occupation is said for, `number` 0 where nobody has said how many.
    """

    __tablename__ = "demand_order"
    __table_args__ = (
        UniqueConstraint("case_id", "unit_id", "occupation"),
        Index("ix_demand_order_answer", "answer", "unit_id", "occupation"),
    )

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    unit_id: int = Field(foreign_key="labour_market_unit.id")
    occupation: str
    number: int
    planned_start: date | None = None
    area: str
    forms: str
    months: float
    """How long each is wanted; 0 where no length is asked for."""
    asked_on: date
    asked: int
    """How often the unit was asked: once more whenever the demand changes."""
    answer: str = ""
    ready_by: date | None = None
    comment: str = ""
    """A short remark of the unit on the work, never on a person; it does not go into the journal."""
    answered_by: str = ""
    answered_on: date | None = None
    people: int = 0
    """How many of those wanted the unit answers for; 0: all of them."""


class AttestationRow(Table, table=True):
    """An attestation that an obligation is fulfilled, append-only; `content` is what it says, as JSON.

    `entry` is the number of the journal's entry by which the obligation was fulfilled, `digest` that of the content,
    and `public_key` that of the key which signed it.
    """

    __tablename__ = "attestation"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    entry: int
    content: str
    digest: str
    public_key: str
    given_by: str
    given_on: date

    def words(self) -> Any:
        """Return what it says as it was read from JSON."""
        return json.loads(self.content)


class Supplier(Table, table=True):
    """A name under which a firm has won in some case, so that it is found again in the next.

    A former name points by `present_id` at the one that the firm bears now, which alone holds what is known of it.
    """

    id: int = Field(default=None, primary_key=True)
    name: str
    """As it was spelled first."""
    key: str = Field(index=True)
    """What all spellings of the name have in common."""
    organisation_number: str = Field(default="", index=True)
    present_id: int | None = Field(default=None, foreign_key="supplier.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """The firm's own contact person, as last assigned in any case."""


class CompetenceProfile(Table, table=True):
    """What the jobs with one supplier on one lot are and ask for, append-only: the newest row counts.

    `share` is the per cent of full time, `requirements` codes (`states.records.competence.Requirement`). Nothing in it
    is about a person.
    """

    __tablename__ = "competence_profile"
    __table_args__ = (Index("ix_competence_profile_case", "case_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    lot: str = ""
    supplier: str
    occupation: str
    tasks: str = ""
    share: float | None = Field(default=None)
    place: str = ""
    starts_on: date | None = Field(default=None)
    requirements: str = ""
    about: str = ""
    as_of: date
    source: str


class CaseLink(Table, table=True):
    """How two cases belong together: `case_id` is the later one, `other_id` the one it comes from or went into."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "kind", "other_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    kind: str
    other_id: int = Field(foreign_key="case.id", index=True)
    linked_on: date


class OverrideRequest(Table, table=True):
    """A risky override that waits for a second person, and later the decision; people are actors, not names."""

    __tablename__ = "override_request"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", index=True)
    process: str
    subject: str = ""
    source: str
    target: str
    reason: str
    risks: str
    state: str = "waiting"
    asked_by: str
    asked_on: date
    decided_by: str = ""
    decided_on: date | None = Field(default=None)


class ObservationRow(Table, table=True):
    """A milestone that was recorded, append-only: a correction is a new row, a NULL date withdraws.

    `as_of` is the day the source said so: publication for a notice, the day of entry for a person.
    """

    __tablename__ = "observation"

    __table_args__ = (Index("ix_observation_case", "case_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    milestone: str
    lot: str = ""
    supplier: str = ""
    placement: str = ""
    """The position and its candidate, both as numbers: "3.2" is the second candidate for position 3."""
    on: date | None = Field(default=None)
    value: str = ""
    source: str
    by_person: bool
    as_of: date
    court: str = ""
    """Which court it comes from, and `applicant` whose application it is about; both "" outside court."""
    applicant: str = ""


class Particular(Table, table=True):
    """What a source said of a case that is no date: title, length, kind. Append-only, same rule as observations."""

    __table_args__ = (Index("ix_particular_case", "case_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    name: str
    value: str
    source: str
    by_person: bool
    as_of: date


class JournalEntry(Table, table=True):
    """One change of a case, append-only; `digest` chains it to the entry before. `recorded_at` is not in the chain."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    number: int
    on: date
    actor: str
    event: str
    process: str = ""
    subject: str = ""
    source: str = ""
    target: str = ""
    detail: str = ""
    digest: str
    recorded_at: datetime | None = Field(default=None, sa_column_kwargs={"server_default": func.now()})


class VerifiedJournal(Table, table=True):
    """How far the journal of a case was found intact: its first `length` entries, the last of which has digest `head`.

    `whole_on` is the day on which it was last read from its first entry.
    """

    __tablename__ = "verified_journal"

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id", unique=True)
    length: int
    head: str
    whole_on: date


class InvitationRow(Table, table=True):
    """A signed link that was sent to one person for one purpose; `used_at` makes it work once.

    `nonce` stands in the signed token, so that the row is found and the address tells nothing.
    """

    __tablename__ = "link"

    id: int = Field(default=None, primary_key=True)
    nonce: str = Field(unique=True)
    purpose: str
    person_id: int = Field(foreign_key="person.id")
    case_id: int = Field(foreign_key="case.id", index=True)
    matter: str = ""
    subject: str = ""
    made_on: date
    expires_on: date
    used_at: datetime | None = None


class CalendarEntry(Table, table=True):
    """A deadline in one person's calendar: `uid` never changes, `sequence` rises whenever the entry does.

    `changed_on` is the day of the last change, and `message_id` the mail that carries it; NULL: none does yet.
    """

    __tablename__ = "calendar_entry"
    __table_args__ = (UniqueConstraint("case_id", "matter", "subject", "person_id"),)

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    matter: str
    subject: str = ""
    person_id: int = Field(foreign_key="person.id", index=True)
    uid: str = Field(unique=True)
    sequence: int = 0
    day: date
    summary: str
    cancelled: bool = False
    changed_on: date
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)


class Site(Table, table=True):
    """Which installation this database belongs to: a restored copy has another, and does not mail until it is told."""

    id: int = Field(default=None, primary_key=True)
    identity: str
    claimed_on: date


class Message(Table, table=True):
    """One mail to one person on one day, rendered when composed; the row is the evidence of what was sent."""

    __table_args__ = (Index("ix_message_due", "state", "next_attempt_at"),)

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    recipient: str
    day: date
    language: str
    subject: str
    contents: bytes
    """What the mail says, packed: see `models/mails/contents.py`, which alone reads and writes it."""
    digest: str
    """Of the subject and the contents, so that what was sent stays provable."""
    template: str
    template_version: str
    state: str = "queued"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    claimed_at: datetime | None = None
    """When it was last taken to be sent, or came back."""
    sent_at: datetime | None = None
    """When it first left: earlier than `claimed_at` where it was sent again."""
    problem: str = ""


class Reminder(Table, table=True):
    """One thing to tell one person. The key holds the base date, so a moved deadline is a new reminder.

    `met_on` is the first day on which a tick found that the matter is no longer owed.
    """

    __table_args__ = (
        UniqueConstraint("case_id", "matter", "subject", "step", "person_id", "base"),
        Index("ix_reminder_open", "state", "person_id"),
        Index("ix_reminder_message", "message_id"),
    )

    id: int = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    matter: str
    subject: str = ""
    """The supplier or position that the matter is about, as its track is called."""
    step: str
    """The rung; where its matter is open again, also since which day, see `models/reminders/openings.py`."""
    person_id: int = Field(foreign_key="person.id")
    base: date
    due_on: date
    planned_on: date
    state: str = "planned"
    message_id: int | None = Field(default=None, foreign_key="message.id")
    case_version: int = 0
    met_on: date | None = Field(default=None)


class ImportedNotice(Table, table=True):
    """A notice that was read into a case; the key makes a second import do nothing."""

    __tablename__ = "imported_notice"

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    publication_number: str = ""
    case_id: int = Field(foreign_key="case.id", index=True)
    published_on: date | None = None
    form_type: str
    procedure: str = ""
    title: str = ""
    buyers: str = ""
    """The names and organisation numbers of the buyers, a line each."""
    call_off: str = ""
    lots: str = ""
    """What tells the titles of its lots from those of another: a hash."""


class ImportQuestion(Table, table=True):
    """What an import could not decide: whether a notice, or the case it opened, is one procurement with another case.

    `case_id` is NULL while the notice waits outside every case. `row` names the row of the table that asked, see
    `exchange.notices.weighing`; `answer` is "" until a person has said same, linked or apart.
    """

    __tablename__ = "import_question"
    __table_args__ = (UniqueConstraint("notice", "other_id"),)

    id: int = Field(default=None, primary_key=True)
    notice: str
    publication_number: str = ""
    title: str
    buyers: str = ""
    published_on: date | None = None
    case_id: int | None = Field(default=None, foreign_key="case.id", index=True)
    other_id: int = Field(foreign_key="case.id", index=True)
    row: str
    path: str = ""
    """Where the notice was read, so that it can be read again once the question is answered."""
    asked_on: date
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None


class NoticeName(Table, table=True):
    """A name under which later or earlier notices find a case; its first word tells what kind of name it is.

    A notice itself, its procedure or number, one that it refers to, replaces or takes back: see
    `exchange.notices.matching`. Also the unit and title by which a row of a plan finds it: see
    `exchange.plans.plan_import`.
    """

    __tablename__ = "notice_name"
    __table_args__ = (UniqueConstraint("name", "case_id"),)

    id: int = Field(default=None, primary_key=True)
    name: str
    case_id: int = Field(foreign_key="case.id")


class SkippedNotice(Table, table=True):
    """A notice that could not be read or used, with the cause; kept until a later import succeeds."""

    __tablename__ = "skipped_notice"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    cause: str
    cause_sv: str
    skipped_on: date


class KeptReport(Table, table=True):
    """What the latest import of a file had to tell; `lines` is a list in JSON, without personal data."""

    __tablename__ = "kept_report"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    read_on: date
    lines: str


class Heartbeat(Table, table=True):
    """When each job last finished and on which day it acted, for watchers outside the scheduler.

    `mail` is the job of letting one mail out, where there is a limit to how many may leave.
    """

    job: str = Field(primary_key=True)
    acted_on: date
    finished_at: datetime


class UserAccount(Table, table=True):
    """Somebody who can sign in: a person of the directory, or a reader or an administrator without an entry there.

    `role` is one of `desk.access.AccountRole`. Unit and labour-market unit are those of the person where there is one.
    """

    __tablename__ = "account"

    id: int = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    """In the normal form of `states.written.email_address`."""
    name: str
    role: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    labour_market_unit_id: int | None = Field(default=None, foreign_key="labour_market_unit.id")
    language: str = "sv"
    password: str = ""
    """What `models.passwords` makes of it; "" for an account that has none yet, or signs in elsewhere."""
    identity: str = ""
    """Who it is at the city's identity provider; "" until the first sign-in from there."""
    demo: bool = False
    """It is there to look around with, and opens nothing unless everything stays on this machine."""
    made_at: datetime
    disabled_at: datetime | None = None
    last_sign_in_at: datetime | None = None


class SavedView(Table, table=True):
    """What somebody has narrowed the list of cases to, under a name of their own; `query` is that of its address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    name: str
    query: str


class AccountSession(Table, table=True):
    """One browser in which somebody has signed in; only a digest of what the browser holds is stored."""

    __tablename__ = "account_session"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    digest: str = Field(unique=True)
    csrf: str
    """What a form of this session has to send back."""
    made_at: datetime
    seen_at: datetime
    """The latest use, to within a few minutes."""
    ended_at: datetime | None = None


class AccountInvitation(Table, table=True):
    """A link to set the password of an account, of which only a digest is stored; it works once."""

    __tablename__ = "account_invitation"

    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    digest: str = Field(unique=True)
    expires_at: datetime
    used_at: datetime | None = None
    """When a password was set with it, or a later link took its place."""


class SignInEvent(Table, table=True):
    """One thing that happened to an account, or an attempt to sign in: see `models.accounts.SignInKind`.

    Addresses, of mail and of the network, are keyed digests: they tell equal from other, and nothing else.
    """

    __tablename__ = "sign_in_event"
    __table_args__ = (
        Index("ix_sign_in_event_account", "account_key", "happened_at"),
        Index("ix_sign_in_event_address", "address_key", "happened_at"),
    )

    id: int = Field(default=None, primary_key=True)
    kind: str
    happened_at: datetime = Field(index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    account_key: str = ""
    address_key: str = ""
