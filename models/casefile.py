"""A case in memory: what is known of it, and the changes that the rules make to it.

A change is a new state of a track, an observation or a column, and always a journal entry; `casestore.save` writes all
of them or none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from models.agenda import AgendaItem
from models.journal import Entry, digest
from models.spellings import Spellings
from models.unreadable import (
    ACTS,
    COURTS,
    FORMS,
    KINDS,
    OCCUPATIONS,
    OUTCOMES,
    PLACEMENTS,
    POSITIONS,
    PROCEDURES,
    SUPPLIES,
    UNITS,
    VALUES,
    UnknownWord,
    Words,
)
from states.facts import NOTHING, Facts, Milestone
from states.law.courts import RESETS, Court, Event
from states.law.governed import ActOfCase, governed
from states.law.procedures import Channel
from states.processes.placement import FILLED, NEEDED, OF_THE_PERSON, Recorded, began, person_of, spell
from states.records.accounts import Account
from states.records.contract import end_of, signed_by
from states.records.court_events import BY_DAY, OF_COURT, cancellation_of, events_of, notice_of
from states.records.demand import DemandOrder, Key
from states.records.hours import Hours, HoursPart, Person
from states.records.lots import name_of
from states.records.milestones import RECORDINGS, Scope
from states.records.names import supplier_key
from states.records.needs import NO_NEED, Need, Outlook
from states.records.obligations import Balance, Obligation, Spell, one_after_another
from states.records.observations import Observation, current, set_aside, winners
from states.refusal import Refusal
from states.text import Text


class CaseChanged(Refusal):
    """Someone else changed the case since it was read; nothing was stored. Read again and retry."""

    key = "case_changed"

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(_CHANGED.fill(references=", ".join(references)))
        self.references = tuple(references)


_CHANGED = Text(
    "{references} ändrades samtidigt av någon annan. Ingenting har sparats. Försök igen.",
    "{references} was changed by someone else meanwhile. Nothing was stored. Please try again.",
)


@dataclass(frozen=True, slots=True)
class Renaming:
    """A supplier of a lot that has another name from now on: what is stored under the old one goes on under the new.

    `old` and `new` are (lot, supplier). `emptied`: the old one's track and obligation go, because the new one has its
    own. `number` is the organisation number to store with it, None to leave it.
    """

    old: tuple[str, str]
    new: tuple[str, str]
    emptied: bool = False
    number: str | None = None


def subject_of(lot: str, supplier: str) -> str:
    """Return what a supplier's track is called: its name, behind that of the lot if there is one."""
    return f"{lot}: {supplier}" if lot else supplier


class Assessed(NamedTuple):
    """An assessment that is to be stored: a row of `AssessmentRow` without its numbers."""

    on: date
    as_of: date
    source: str
    outcome: str
    forms: str
    outcome_reason: str
    need_unit: str
    need_amount: float
    need_months: float
    occupations: str
    planned_start: date | None
    supply: str
    participants: str
    area: str
    months: float | None


@dataclass(slots=True)
class TrackFile:
    """One process of one subject; `id` is 0 and `stored_state` empty until it has been saved for the first time."""

    id: int
    process: str
    subject: str
    parent_id: int | None
    state: str
    since: date
    stored_state: str
    """The state when the case was loaded, or last saved."""
    parent: str = ""
    """The supplier that a placement belongs to, as its track is called."""


@dataclass(slots=True)
class ObligationFile:
    """What a supplier owes and who looks after it, as it is stored; `changed` is true until it is saved."""

    id: int
    lot: str
    supplier: str
    unit: str = ""
    amount: float = 0
    positions: int = 0
    months_each: float = 0
    starts_within: int = 6
    internship_counts: bool = False
    penalty: bool = False
    penalty_amount: int = 0
    bonus: int = 0
    bonus_cap: int = 0
    by_month: bool = False
    contact_id: int | None = None
    supplier_person_id: int | None = None
    formerly: str = ""
    """The names that the supplier of this obligation had before, a line each."""
    changed: bool = False

    @property
    def former_names(self) -> tuple[str, ...]:
        return tuple(self.formerly.splitlines())

    @property
    def subject(self) -> str:
        """What the supplier's track is called."""
        return subject_of(self.lot, self.supplier)

    @property
    def owed(self) -> Obligation:
        """What was promised; raise UnknownWord for an unknown measure."""
        return Obligation(
            self.lot,
            self.supplier,
            UNITS[self.unit],
            self.amount,
            self.positions,
            self.months_each,
            self.starts_within,
            bool(self.internship_counts),
            bool(self.penalty),
            self.penalty_amount,
            self.bonus,
            self.bonus_cap,
            bool(self.by_month),
        )


@dataclass(slots=True)
class CaseFile:
    """One case with its tracks and observations, and what has been changed since it was loaded."""

    id: int
    reference: str
    title: str
    unit_id: int | None
    officer_id: int | None
    support_id: int | None
    kind: str
    procedure: str
    act: str
    months: float | None
    headcount: float | None
    value: float | None
    single_tenderer: bool
    outcome: str
    forms: str
    outcome_reason: str
    opened_on: date
    next_check: date | None
    version: int
    journal_length: int
    journal_head: str
    agenda_digest: str = ""
    contract_start: date | None = None
    area: str = ""
    trade: str = ""
    cpv: str = ""
    tasks: str = ""
    need_unit: str = ""
    need_amount: float = 0
    need_months: float = 0
    occupations: str = ""
    planned_start: date | None = None
    supply: str = ""
    participants: str = ""
    labour_market_unit_id: int | None = None
    support_in_turn_id: int | None = None
    unit_in_turn_id: int | None = None
    clause_promise: str = ""
    """What the clauses that went out oblige each supplier to, by form, as JSON; "" where they oblige to nothing."""
    unit_act: str = ""
    """The act that the unit of the case buys under, as the directory has it now; "" unknown."""
    tracks: list[TrackFile] = field(default_factory=list)
    recorded: list[Observation] = field(default_factory=list)
    obligations: list[ObligationFile] = field(default_factory=list)
    entries: list[tuple[Entry, str]] = field(default_factory=list)
    observed: list[Observation] = field(default_factory=list)
    assessments: list[Assessed] = field(default_factory=list)
    """Assessments that are to be saved."""
    renamings: list[Renaming] = field(default_factory=list)
    orders: dict[Key, DemandOrder] = field(default_factory=dict)
    """What labour-market units are asked for, and what they answered."""
    ordered: set[Key] = field(default_factory=set)
    """The orders that are to be saved."""
    hours: tuple[HoursPart, ...] = ()
    """The hours that were worked here, and those of other cases that count here."""
    columns: dict[str, Any] = field(default_factory=dict)
    agenda: tuple[AgendaItem, ...] | None = None
    """What is owed and waited for, once the case has been looked at; None while nobody has, or something changed since.

    A case that is not due has its agenda stored: whoever sets `next_check` ahead sets this as well.
    """
    strays: list[UnknownWord] = field(default_factory=list, compare=False)
    """What was found in tracks and observations when the case was loaded, and stands for nothing."""
    _known: "Known | None" = field(default=None, init=False, compare=False)
    _positions: dict[str, list[TrackFile]] | None = field(default=None, init=False, compare=False)
    _facts: Facts | None = field(default=None, init=False, compare=False)
    _lasting: dict[str, Any] | None = field(default=None, init=False, compare=False)
    """What the facts of a day say that no move changes; `_follows` is what was worked out of that."""
    _follows: dict[str, Any] = field(default_factory=dict, init=False, compare=False)
    _of_tracks: dict[tuple[str, str], Facts] = field(default_factory=dict, init=False, compare=False)
    _in_use: tuple[int, Spellings] | None = field(default=None, init=False, compare=False)

    def copy(self) -> "CaseFile":
        """Return a copy that can be changed without changing this one; cached results are not copied."""
        return replace(
            self,
            tracks=[replace(track) for track in self.tracks],
            recorded=list(self.recorded),
            obligations=[replace(owed) for owed in self.obligations],
            entries=list(self.entries),
            observed=list(self.observed),
            assessments=list(self.assessments),
            renamings=list(self.renamings),
            orders=dict(self.orders),
            ordered=set(self.ordered),
            columns=dict(self.columns),
            strays=list(self.strays),
        )

    def track(self, process: str, subject: str = "") -> TrackFile | None:
        for track in self.tracks:
            if track.process == process and track.subject == subject:
                return track
        return None

    def track_meant(self, process: str, subject: str) -> TrackFile | None:
        """Return the track that people call so: also by another spelling, or by a former name of the supplier."""
        exact = self.track(process, subject)
        if exact is not None or process != "supplier":
            return exact
        key = supplier_key(subject)
        for owed in self.obligations:
            names = (owed.supplier, *owed.former_names)
            if any(supplier_key(subject_of(owed.lot, name)) == key for name in names):
                return self.track(process, owed.subject)
        return None

    def obligation(self, subject: str) -> ObligationFile | None:
        """Return what the supplier of this track owes."""
        return next((one for one in self.obligations if one.subject == subject), None)

    def positions(self) -> dict[str, list[TrackFile]]:
        """Return the placement tracks by the supplier they belong to, in the order of their numbers."""
        if self._positions is None:
            self._positions = {}
            places = [track for track in self.tracks if track.process == "placement"]
            for track in sorted(places, key=lambda place: POSITIONS[place.subject]):
                self._positions.setdefault(track.parent, []).append(track)
        return self._positions

    def needed(self, subject: str) -> list[TrackFile]:
        """Return the positions of a supplier that count towards what it owes, in the order of their numbers."""
        return [track for track in self.positions().get(subject, ()) if track.state in NEEDED]

    def check_strays(self) -> None:
        """Raise UnknownWord if a loaded track or observation has an unknown word."""
        if self.strays:
            raise self.strays[0]

    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """Return every unknown stored word of the case."""
        stored = [*self.strays, *(UnknownWord(of.where, word) for of, word in self._words() if not of.knows(word))]
        return tuple({(one.where, one.word): one for one in stored}.values())

    def _words(self) -> Iterator[tuple[Words[Any], str]]:
        yield KINDS, self.kind
        yield PROCEDURES, self.procedure
        yield ACTS, self.act
        yield ACTS, self.unit_act
        yield OUTCOMES, self.outcome
        yield FORMS, self.forms
        yield UNITS, self.need_unit
        yield OCCUPATIONS, self.occupations
        yield SUPPLIES, self.supply
        yield from ((UNITS, owed.unit) for owed in self.obligations)
        for observation in self.recorded:
            if observation.milestone in VALUES and observation.on is not None:
                yield VALUES[observation.milestone], observation.value
            yield COURTS, observation.court
            if observation.placement:
                yield PLACEMENTS, observation.placement

    def known(self) -> "Known":
        """Return the observations that count, grouped by what they are about; raise UnknownWord."""
        if self._known is None:
            self.check_strays()
            self._known = _sorted_out(self.recorded)
        return self._known

    def counting(self) -> Sequence[Observation]:
        """Return the observations that count; also of a case in which a word is unknown."""
        return self._known.standing if self._known is not None else current(self.recorded)

    def facts(self, today: date, *, reason: str = "") -> Facts:
        """Return what the guards may see of the case as a whole on a day.

        Raises UnknownWord for an unknown stored word.
        """
        if self._facts is None or (self._facts.today, self._facts.reason) != (today, reason):
            self._facts = self._gather(today, reason)
            self._of_tracks.clear()
        return self._facts

    def facts_of(self, track: TrackFile, today: date, *, reason: str = "") -> Facts:
        """Return what the guards of one track may see: the facts of the case, overridden by its own."""
        whole = self.facts(today, reason=reason)
        if not track.subject:
            return whole
        key = (track.process, track.subject)
        if key not in self._of_tracks:
            self._of_tracks[key] = particular_facts(self, track, whole)
        return self._of_tracks[key]

    def _gather(self, today: date, reason: str) -> Facts:
        known = self.known()
        balances = balances_of(self, today) if self.obligations else ()
        if self._lasting is None or self._lasting["today"] != today:
            self._lasting, self._follows = self._recorded_facts(known, today), {}
        facts = Facts(
            **self._lasting,
            states={track.process: track.state for track in self.tracks if not track.subject},
            others=_counts(self.tracks) if self.obligations else NOTHING,
            balances=balances,
            reason=reason,
        )
        return facts.with_what_follows(self._follows)

    def _recorded_facts(self, known: "Known", today: date) -> dict[str, Any]:
        return {
            "today": today,
            "kind": KINDS[self.kind],
            "procedure": PROCEDURES[self.procedure],
            "act": self.governed().act,
            "value": self.value,
            "months": self.months,
            "headcount": self.headcount,
            "single_tenderer": bool(self.single_tenderer),
            "outcome": OUTCOMES[self.outcome],
            "forms": FORMS[self.forms],
            "need": self.need(),
            "outlook": self.outlook(),
            "dates": known.dates,
            "channel": known.channel,
            "court": known.court,
            "winners": len(known.winners),
            "demand": tuple(self.orders.values()),
        }

    def need(self) -> Need:
        """Return what the newest assessment says of the work; raise UnknownWord."""
        if not (self.need_unit or self.occupations or self.planned_start or self.supply or self.participants):
            return NO_NEED
        return Need(
            OCCUPATIONS[self.occupations],
            UNITS[self.need_unit],
            self.need_amount,
            self.need_months,
            self.planned_start,
            SUPPLIES[self.supply],
            self.participants,
        )

    def outlook(self) -> Outlook:
        """Return what is expected of the procurement before it is assessed."""
        return Outlook(self.contract_start, self.area, self.trade, self.cpv, self.tasks)

    def governed(self) -> ActOfCase:
        """Return the act that governs the case, and who says so; raise UnknownWord."""
        return governed(ACTS[self.act], PROCEDURES[self.procedure], ACTS[self.unit_act])

    def belong_to(self, unit_act: str) -> None:
        """Let the act of another unit hold for the case in memory; stored it is with the unit."""
        self.unit_act = unit_act
        self._facts = self._lasting = None

    def note(
        self,
        today: date,
        *,
        actor: str,
        event: str,
        track: TrackFile | None = None,
        source: str = "",
        target: str = "",
        detail: str = "",
    ) -> None:
        """Append a journal entry, chained to the last; the case is then due at the next tick."""
        entry = Entry(
            self.journal_length + 1,
            today,
            actor,
            event,
            track.process if track else "",
            track.subject if track else "",
            source,
            target,
            detail,
        )
        self.journal_head = digest(self.journal_head, entry)
        self.journal_length += 1
        self.entries.append((entry, self.journal_head))
        self.next_check = today
        self.agenda = None
        self._facts = self._positions = None  # tracks see each other's states

    def spelled(self, observation: Observation) -> Observation:
        """Return a record under the names of lots and suppliers that are in use in the case."""
        if not (observation.lot or observation.supplier):
            return observation
        return self._names_in_use().renamed(observation)

    def _names_in_use(self) -> Spellings:
        """Return the names that are in use; while nobody owes anything they are only added to, record by record."""
        if self.obligations:
            return self.spellings()
        heard, names = self._in_use or (0, Spellings(()))
        for one in self.recorded[heard:]:
            names.told(one)
        self._in_use = (len(self.recorded), names)
        return names

    def spellings(self) -> Spellings:
        return Spellings(self.obligations, self.recorded)

    def observe(self, observation: Observation) -> Observation:
        """Append a record, and return it under the names of lots and suppliers that are in use in the case.

        What happened in court without a word on which court happened in the first.
        """
        told = self.spelled(observation)
        if told.milestone in OF_COURT and not told.court:
            told = told._replace(court=Court.FR)
        self.recorded.append(told)
        self.observed.append(told)
        self._known = self._facts = self._lasting = self.agenda = None
        return told

    def forget(self) -> None:
        """Forget what was worked out of tracks, obligations and records, when these have changed otherwise."""
        self._known = self._positions = self._facts = self._lasting = self._in_use = None
        self._of_tracks.clear()

    def order(self, order: DemandOrder) -> None:
        """Put an order in the place of the one that stands; it is written when the case is saved."""
        self.orders[order.key] = order
        self.ordered.add(order.key)
        self._facts = self._lasting = self.agenda = None

    def put(self, **columns: Any) -> None:
        """Change columns of the case; they are written when the case is saved."""
        for name, value in columns.items():
            setattr(self, name, value)
        self.columns |= columns
        self._facts = self._lasting = self.agenda = None


_APART = {Scope.SUPPLIER, Scope.CONTRACT, Scope.LOT}
_OF_ONE = frozenset(milestone for milestone, rule in RECORDINGS.items() if rule.scope in _APART)
"""What is recorded of one supplier or lot says nothing of the others."""


@dataclass(slots=True)
class Known:
    """The observations that count: of the whole case, by lot and supplier, and by turn of a candidate ("3.2")."""

    dates: dict[Milestone, date]
    channel: Channel = Channel.ELECTRONIC
    court: tuple[Event, ...] = ()
    standing: Sequence[Observation] = ()
    winners: dict[tuple[str, str], date] = field(default_factory=dict)
    named_by_people: bool = False
    signed: dict[tuple[str, str], date] = field(default_factory=dict)
    """When each winner's contract was signed, where days were told apart; empty while one day holds for all."""
    of_suppliers: dict[tuple[str, str], dict[Milestone, tuple[date, str]]] = field(default_factory=dict)
    of_candidates: dict[str, dict[Milestone, tuple[date, str]]] = field(default_factory=dict)

    _turns: dict[str, list[str]] | None = None
    _spells: dict[str, list[Spell]] | None = None

    def turns(self) -> Mapping[str, Sequence[str]]:
        """Return the turns of the candidates by position, first candidate first, each one's as they began."""
        if self._turns is None:
            self._turns = {}
            for key in sorted(filter(self._counts, self.of_candidates), key=self._rank):
                self._turns.setdefault(key.partition(".")[0], []).append(key)
        return self._turns

    def _counts(self, key: str) -> bool:
        """Tell whether a turn is one: of a second whose beginning was taken back nothing is left to count."""
        return len(PLACEMENTS[key]) == 2 or began(self.of_candidates[key]) is not None

    def _rank(self, key: str) -> tuple[int, date, tuple[int, ...]]:
        return PLACEMENTS[key][1], began(self.of_candidates[key]) or date.min, PLACEMENTS[key]

    def spells(self) -> Mapping[str, Sequence[Spell]]:
        """Return the candidates' times by position, in the order of `turns`."""
        if self._spells is None:
            self._spells = {position: self._spells_of(keys) for position, keys in self.turns().items()}
        return self._spells

    def _spells_of(self, keys: Sequence[str]) -> list[Spell]:
        told = [spell(key, self.of(key)) for key in keys]
        if len(keys) == 1:
            return told
        people = groupby(told, key=lambda one: one.candidate)
        return [one for _, turns in people for one in one_after_another(list(turns))]

    def of(self, placement: str) -> Recorded:
        """Return what is recorded of one turn of a candidate, with what is said once of the person."""
        own, person = self.of_candidates.get(placement, {}), person_of(placement)
        if person == placement:
            return own
        once = self.of_candidates.get(person, {})
        return {**{one: told for one, told in once.items() if one in OF_THE_PERSON}, **own}

    def turns_of(self, person: str) -> list[str]:
        """Return the turns of one candidate ("3.2"), as they began."""
        return [key for key in self.turns().get(person.partition(".")[0], ()) if person_of(key) == person]

    def candidate(self, position: str) -> str:
        """Return the present candidate of a position in the present turn, "" before the first."""
        known = self.turns().get(position)
        return known[-1] if known else ""


def _sorted_out(recorded: list[Observation]) -> Known:
    standing = current(recorded)
    dates: dict[Milestone, date] = {}
    known = Known(dates, court=_events(standing, recorded), standing=standing)
    for observation in standing:
        milestone, on = observation.milestone, observation.on
        if on is None:
            continue
        word = VALUES[milestone][observation.value] if milestone in VALUES else None
        if observation.placement:
            PLACEMENTS[observation.placement]  # refused here, so that nobody below has to
            known.of_candidates.setdefault(observation.placement, {})[milestone] = (on, observation.value)
            continue
        if milestone in _OF_ONE and (observation.supplier or observation.lot):
            subject = (observation.lot, observation.supplier)
            known.of_suppliers.setdefault(subject, {})[milestone] = (on, observation.value)
            continue
        if on >= dates.get(milestone, on):
            dates[milestone] = on
        if word is Channel.OTHER:
            known.channel = word  # sent otherwise to any tenderer: fifteen days for all (LOU 20:1)
        elif milestone is Milestone.WINNER_NAMED:
            known.named_by_people |= observation.by_person
    if Milestone.WINNER_NAMED in dates:
        known.winners = winners(standing)
    _tell_contracts_apart(known)
    return known


def _tell_contracts_apart(known: Known) -> None:
    """Work out when each winner's contract was signed; the procurement's are once the last of them is."""
    signed = Milestone.CONTRACT_SIGNED
    apart = {who: told[signed][0] for who, told in known.of_suppliers.items() if signed in told}
    if not apart:
        return
    known.signed, last = signed_by(known.winners, known.dates.pop(signed, None), apart)
    if last is not None:
        known.dates[signed] = last


def _events(standing: list[Observation], recorded: list[Observation]) -> tuple[Event, ...]:
    """Return what happened to the award, with the notices and cancellations that something has set aside since.

    Raises UnknownWord.
    """
    told = [one for one in standing if one.milestone in BY_DAY]
    if not told:
        return ()
    for one in told:
        COURTS[one.court]
        if one.milestone in VALUES:
            VALUES[one.milestone][one.value]
    events = events_of(told)
    resets = {event.on for event in events if event.kind in RESETS}
    if not resets:
        return events
    for one in recorded:
        if one.milestone is Milestone.AWARD_NOTICE_SENT and one.on is not None:
            VALUES[one.milestone][one.value]
    counting = {event.on for one in standing if (event := notice_of(one)) is not None} | resets
    notices = {event for one in recorded if (event := notice_of(one)) is not None and event.on < max(resets)}
    undone = {event for one in set_aside(recorded) if (event := cancellation_of(one)) is not None}
    earlier = {*undone, *(event for event in notices if event.on not in counting)}
    return (*events, *sorted(earlier, key=lambda event: event.place))


def _counts(tracks: list[TrackFile]) -> Mapping[str, Mapping[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for track in tracks:
        of_process = counts.setdefault(track.process, {})
        of_process[track.state] = of_process.get(track.state, 0) + 1
    return counts


# --- suppliers and positions -----------------------------------------------------------------------------------------


def balances_of(case: CaseFile, today: date) -> tuple[Balance, ...]:
    """Return what each supplier owes and has delivered by the end of a day, in the order of their obligations."""
    owing = zip(accounts_of(case), case.obligations, strict=True)
    if not case.hours:
        return tuple([account.on(today) for account, _ in owing])
    return tuple([account.on(today, hours_of(case, owed, today)) for account, owed in owing])


def accounts_of(case: CaseFile) -> list[Account]:
    """Return what the balance of each supplier is reckoned from, in the order of their obligations."""
    known = case.known()
    dates = known.dates
    below, spells = case.positions(), known.spells()
    accounts = []
    for owed in case.obligations:
        signed = known.signed.get((owed.lot, owed.supplier), dates.get(Milestone.CONTRACT_SIGNED))
        ends = end_of(signed, dates.get(Milestone.CONTRACT_ENDED), case.months)
        track = case.track("supplier", owed.subject)
        mine = below.get(owed.subject, [])
        recorded = known.of_suppliers.get((owed.lot, owed.supplier), {})
        accounts.append(
            Account(
                owed.owed,
                track.state if track else "",
                tuple([one for place in mine for one in spells.get(place.subject, ())]),
                sum(one.state in FILLED for one in mine),
                Milestone.DIALOGUE_HELD in recorded,
                signed,
                ends.day if ends else None,
            )
        )
    return accounts


def hours_of(case: CaseFile, owed: ObligationFile, today: date) -> Hours:
    """Return the hours of the months up to that of a day that count for an obligation."""
    mine = {POSITIONS[place.subject] for place in case.positions().get(owed.subject, [])}
    own: dict[Person, int] = {}
    credited, since, reported = 0, None, set()
    for part in case.hours:
        if part.obligation_id != owed.id or part.month > today:
            continue
        if part.case_id == case.id and not part.position:
            reported.add(part.month)
        elif part.case_id == case.id and part.position in mine:
            own[part.person] = own.get(part.person, 0) + part.quarters
        elif part.quarters:
            credited += part.quarters
            since = min(since or part.month, part.month)
    return Hours(own, credited, frozenset(reported), since)


def particular_facts(case: CaseFile, track: TrackFile, whole: Facts, *, candidate: str | None = None) -> Facts:
    """Return the facts of a supplier's or a position's track, out of those of the whole case.

    For a position they are those of the present candidate, unless another ("3.2", "3.2.2") is asked for.
    """
    if track.process == "supplier":
        return _facts_of_supplier(case, track.subject, whole)
    parent = case.track("supplier", track.parent)
    supplier = case.facts_of(parent, whole.today, reason=whole.reason) if parent else whole
    owed, known = case.obligation(track.parent), case.known()
    placement = candidate or known.candidate(track.subject)
    return _with_own(
        supplier,
        known.of(placement),
        states={**supplier.states, "supplier": parent.state if parent else ""},
        others=supplier.others,
        balances=supplier.balances,
        winner=supplier.winner,
        surplus=owed is None or track in case.needed(track.parent)[owed.owed.places :],
        placement=placement,
    )


def _facts_of_supplier(case: CaseFile, subject: str, whole: Facts) -> Facts:
    number = next((n for n, one in enumerate(case.obligations) if one.subject == subject), None)
    if number is None:
        return whole
    owed, known = case.obligations[number], case.known()
    return _with_own(
        whole,
        _own(known, owed),
        states=whole.states,
        others=_counts(case.positions().get(subject, [])),
        balances=(whole.balances[number],),
        winner=(owed.lot, owed.supplier) in known.winners,
        surplus=False,
    )


def _with_own(
    whole: Facts,
    recorded: Recorded,
    *,
    states: Mapping[str, str],
    others: Mapping[str, Mapping[str, int]],
    balances: tuple[Balance, ...],
    winner: bool,
    surplus: bool,
    placement: str = "",
) -> Facts:
    """Return facts in which a track's own dates and words take precedence; written out for speed."""
    return Facts(
        today=whole.today,
        dates=whole.dates | {milestone: on for milestone, (on, _) in recorded.items()},  # type: ignore[operator]
        kind=whole.kind,
        procedure=whole.procedure,
        act=whole.act,
        months=whole.months,
        headcount=whole.headcount,
        value=whole.value,
        single_tenderer=whole.single_tenderer,
        outcome=whole.outcome,
        forms=whole.forms,
        channel=whole.channel,
        court=whole.court,
        winners=whole.winners,
        values=whole.values | {milestone: value for milestone, (_, value) in recorded.items()},  # type: ignore[operator]
        states=states,
        others=others,
        balances=balances,
        winner=winner,
        surplus=surplus,
        placement=placement,
        reason=whole.reason,
    )


def _own(known: Known, owed: ObligationFile) -> Recorded:
    """Return what is recorded of a supplier, and of its lot as a whole; the day of its contract as it was told."""
    of_notices = known.of_suppliers.get((name_of(owed.lot), ""), {})
    of_lot = known.of_suppliers.get((owed.lot, ""), {}) if owed.lot else {}
    signed = known.signed.get((owed.lot, owed.supplier))
    contract = {Milestone.CONTRACT_SIGNED: (signed, "")} if signed is not None else {}
    return {**of_notices, **of_lot, **known.of_suppliers.get((owed.lot, owed.supplier), {}), **contract}
