"""Receipts: what one has recorded is told those whom it concerns, the same working day, folded into their mail.

A receipt is a reminder that asks for nothing. It holds for some days from the day it was entered on, and is withdrawn
where the record is taken back before the mail has left. A record that is corrected makes another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import takewhile

from matters.directory import Directory, Reader
from matters.ladder import Ladder
from matters.open_matters import holders_of
from matters.recipients import NOBODY, Recipient
from matters.rows.receipts import NOTICED, OWN_SIDE, RECEIPTS
from models.casefile import CaseFile, TrackFile, subject_of
from models.occupations.words import need_lines
from models.reminders.receipts import HeardReceipt, ReceiptStep, is_receipt, milestone_told, receipt_of, step_read
from models.storage.driver_statements import Row
from states.facts import ROLE_LABELS, Milestone, Role
from states.law.calendar import is_working_day, roll, working_days_after
from states.law.clearance import standstill_of
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.records.milestones import RECORDINGS, VALUE_LABELS, Scope
from states.records.obligations import Measure, measured
from states.records.observations import RECURRING, Observation
from states.text import Text, capital, dated, joined, pair, verbatim

HOLDS = timedelta(days=10)
"""For so long after it was entered a record is news."""
AFTERNOON = time(15)
"""From this hour on, who has had the mail of the day gets another with the rest of the day's news."""
TAKEN_BACK = "taken back"
AT_ONCE = tuple((receipt_of(milestone), to) for milestone, row in RECEIPTS.items() for to in row.at_once)
"""What does not wait for the next mail, by the name of the reminder and whom it tells."""
_OF_TRACK: Mapping[Scope, str] = {
    Scope.SUPPLIER: SUPPLIER_PROCESS.name,
    Scope.CONTRACT: SUPPLIER_PROCESS.name,
    Scope.WINNER: SUPPLIER_PROCESS.name,
    Scope.PLACEMENT: PLACEMENT.name,
}


_OF_ONE = {Scope.SUPPLIER, Scope.CONTRACT}


def news(case: CaseFile, today: date) -> list[Observation]:
    """Return what was recorded lately and what counts of it, and what people have taken back (`on` None).

    Of notices it is what they say of the whole procurement, see `NOTICED`.
    """
    lately = [one for one in case.recorded if _is_fresh(one, today)]
    fresh = [one for one in lately if one.by_person and one.milestone in RECEIPTS]
    noticed = any(not one.by_person for one in lately)
    if not fresh and not noticed:
        return []
    counting = case.counting()
    standing = {one.subject for one in counting}
    latest = {one.subject: one for one in fresh}
    gone = [one for one in latest.values() if one.on is None and one.subject not in standing]
    told = (one for one in counting if one in fresh or _is_noticed(one, today))
    return [*told, *gone]


def _is_noticed(one: Observation, today: date) -> bool:
    return not one.by_person and one.milestone in NOTICED and _is_fresh(one, today)


def _is_fresh(one: Observation, today: date) -> bool:
    return one.as_of <= today <= one.as_of + HOLDS


def stale_from(fresh: Iterable[Observation]) -> date | None:
    """Return the next day on which some `news` are none any more, so that what still tells of it is withdrawn then."""
    return min((one.as_of + HOLDS + timedelta(days=1) for one in fresh), default=None)


def receipts(
    case: CaseFile,
    fresh: Iterable[Observation],
    today: date,
    directory: Directory,
    told: Iterable[HeardReceipt] = (),
) -> list[Row]:
    """Return the receipts of the `news` of a case as (matter, subject, step, person, base, day of entry).

    `told` is what people were told of the case: nobody hears the same after somebody else has heard it in the same
    role, and of what was taken back only who had heard of it.
    """
    heard = list(told)
    known = {(one.matter, one.subject, one.step): one.person_id for one in heard}
    kinds = {(one.matter, one.subject, _kind(one.step), one.person_id) for one in heard}
    rows = []
    for one in fresh:
        matter, subject = receipt_of(one.milestone), _subject_of(one)
        for to, reader in _readers(case, one, directory, today):
            step = _step(case, one, to)
            kind = (matter, subject, _kind(step), reader.id)
            if known.get((matter, subject, step), reader.id) == reader.id and (one.on is not None or kind in kinds):
                rows.append((matter, subject, step, reader.id, one.on or one.as_of, one.as_of))
    return rows


def heading_of(matter: str, ladder: Ladder) -> Text:
    """Return what a reminder is about: what its ladder asks for, or what it tells."""
    return RECEIPTS[milestone_told(matter)].heading if is_receipt(matter) else ladder.matters[matter].heading


def stands(case: CaseFile, matter: str, subject: str, step: str, today: date) -> bool:
    """Tell whether a receipt still says what counts."""
    return found(case, matter, subject, step, today) is not None


def found(case: CaseFile, matter: str, subject: str, step: str, today: date) -> Observation | None:
    """Return the record that a receipt tells of, or None if it is no news any more or something else counts by now."""
    to = Recipient(step_read(step).to)
    said = (one for one in news(case, today) if (receipt_of(one.milestone), _subject_of(one)) == (matter, subject))
    return next((one for one in said if _step(case, one, to) == step), None)


def reported_by(case: CaseFile, source: str, day: date) -> list[Observation]:
    """Return what somebody recorded on a day and what they took back, as far as others hear of it."""
    return [one for one in news(case, day) if (one.source, one.as_of) == (source, day)]


def audience(case: CaseFile, records: Iterable[Observation], directory: Directory, today: date) -> list[Recipient]:
    """Return the roles in which somebody is told of some records, in the order of the roles."""
    told = {to for one in records if one.milestone in RECEIPTS for to, _ in _readers(case, one, directory, today)}
    return [to for to in Recipient if to in told]


def told_by(to: Recipient, today: date, at: time | None, ladder: Ladder, *, at_once: bool) -> date:
    """Return the day on which whoever has a role hears of what is recorded now, at the latest."""
    late = at is not None and at >= AFTERNOON and not at_once
    day = roll(today) if not (late and is_working_day(today)) else working_days_after(today, 1)
    while ladder.is_quiet(to, day, None) and (day - today).days < _LOOKED_AHEAD:
        day = working_days_after(day, 1)
    return day


_LOOKED_AHEAD = 366


def _step(case: CaseFile, one: Observation, to: Recipient) -> str:
    *_, day = one.subject
    lot = "" if one.supplier else one.lot
    recurring = str(one.on or "") if one.milestone in RECURRING else ""
    kind = " ".join(filter(None, (lot, one.placement, one.court, one.applicant, day, recurring)))
    return str(ReceiptStep(to, kind, f"{_number(case, one)} {one.on or TAKEN_BACK} {one.value}".strip()))


def _number(case: CaseFile, one: Observation) -> int:
    """Return which word on its subject a record is: what was taken back may be recorded and taken back once more."""
    words = [word for word in case.recorded if word.by_person and word.subject == one.subject]
    return max((number for number, word in enumerate(words, 1) if word == one), default=0)


def _kind(step: str) -> tuple[str, str]:
    return step_read(step)[:2]


def _subject_of(one: Observation) -> str:
    """Return what a record is about, as its track is called."""
    if one.placement:
        return one.placement.partition(".")[0]
    return subject_of(one.lot, one.supplier) if RECORDINGS[one.milestone].scope in _OF_ONE else ""


def track_of(case: CaseFile, milestone: Milestone, subject: str) -> TrackFile | None:
    """Return the track that a receipt is about."""
    return case.track(
        _OF_TRACK.get(RECORDINGS[milestone].scope, PROCUREMENT.name) if subject else PROCUREMENT.name, subject
    )


def _readers(case: CaseFile, one: Observation, directory: Directory, today: date) -> Iterator[tuple[Recipient, Reader]]:
    """Yield who is told of a record, each once, in which role: nobody of the side that recorded it."""
    row = RECEIPTS[one.milestone]
    role, _, number = one.source.partition(":") if one.by_person else (Role.OFFICER, "", "")
    if not row.concerns(case):
        return
    found: set[int] = set()
    for to in row.to:
        if OWN_SIDE[to] == role:
            continue
        for holders in _holders(case, one, to):
            asked = directory.asked(to, case, today, holders=holders)
            own = (reader for step, reader in takewhile(lambda found, to=to: found[0] is to, asked))  # type: ignore[misc]
            reader = next((reader for reader in own if reader.is_reachable(today)), None)
            if reader is not None and str(reader.id) != number and reader.id not in found:
                found.add(reader.id)
                yield to, reader


def _holders(case: CaseFile, one: Observation, to: Recipient) -> Iterator[Mapping[Recipient, int | None]]:
    """Yield who looks after the supplier that a record is about; of the whole case after each of them."""
    if to not in {Recipient.CONTACT, Recipient.SUPPLIER}:
        yield NOBODY
        return
    subject = _subject_of(one)
    tracks = [track_of(case, one.milestone, subject)] if subject else _suppliers(case)
    yield from (holders_of(case, track) for track in tracks if track is not None)


def _suppliers(case: CaseFile) -> list[TrackFile | None]:
    return [track for track in case.tracks if track.process == SUPPLIER_PROCESS.name]


# --- in words --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """What a receipt says: the record, for which role, and how the case and the directory stand on a day."""

    case: CaseFile
    record: Observation
    to: Recipient
    directory: Directory
    today: date


def said_of(said: ReceiptSeen) -> Iterator[Text]:
    """Yield what a receipt says beyond its heading: the day, who recorded it, and what else its reader needs."""
    one = said.record
    around = _NOTICED if not one.by_person else _RECORDED if one.on else _TAKEN_BACK
    yield around.fill(day=_day(one.on or one.as_of), who=_who(one, said.directory))
    if one.on is None:
        return
    word = VALUE_LABELS.get(one.milestone, {}).get(one.value)
    if word is not None and _may_read(one.milestone, said.to):
        yield _WORD.fill(word=capital(word))
    more = _MORE.get(one.milestone)
    if more is not None:
        yield from more(said)


def _may_read(milestone: Milestone, to: Recipient) -> bool:
    """Tell whether somebody may read the word of a record: that on a person is for those who may record it."""
    rule = RECORDINGS[milestone]
    return rule.scope is not Scope.PLACEMENT or OWN_SIDE[to] in rule.by


def _day(day: date) -> Text:
    """Return a day as it begins a sentence."""
    return capital(dated(day))


def _who(one: Observation, directory: Directory) -> Text:
    if not one.by_person:
        return _NOTICE.fill(number=one.source.removeprefix("notice "))
    role, _, number = one.source.partition(":")
    person = directory.people.get(int(number)) if number.isdecimal() else None
    label = _ROLES[Role(role)] if role in _ROLES else verbatim(role)
    return _BY.fill(name=person.name, role=label) if person else label


_ROLES = {**ROLE_LABELS, Role.OFFICER: Text("upphandlare", "procurement officer")}


_RECORDED = Text("{day}. Registrerat av {who}.", "{day}. Recorded by {who}.")
_NOTICED = Text("{day}. Uppgiften är hämtad från {who}.", "{day}. It was read from {who}.")
_NOTICE = Text("annons {number}", "notice {number}")
_TAKEN_BACK = Text("{day}. Uppgiften togs tillbaka av {who}.", "{day}. It was taken back by {who}.")
_BY = Text("{name} ({role})", "{name} ({role})")
_WORD = Text("{word}.", "{word}.")


def _first_contact(said: ReceiptSeen) -> Iterator[Text]:
    yield from (_ANSWER.fill(question=question, answer=answer) for question, answer in answers_of(said.case))


def answers_of(case: CaseFile) -> Iterator[tuple[Text, Text]]:
    """Yield the four questions of contact point 1 with their answers, also those that nobody has answered."""
    call, start = case.known().dates.get(Milestone.PLANNED_CALL), case.contract_start
    days = [label.fill(day=day) for label, day in ((_CALL, call), (_START, start)) if day]
    yield Text("Period", "Period"), joined(days) if days else _NO_ANSWER
    yield Text("Yrke eller bransch", "Occupation or trade"), _answer(case.trade)
    yield (
        Text("Avtalets längd", "Length of the contract"),
        _MONTHS.fill(months=case.months) if case.months else _NO_ANSWER,
    )
    yield Text("Arbetsuppgifter", "Tasks"), _answer(case.tasks)


def _answer(said: str) -> Text:
    return verbatim(said) if said else _NO_ANSWER


_ANSWER = Text("{question}: {answer}", "{question}: {answer}")
_NO_ANSWER = Text("inget svar än", "no answer yet")
_CALL = Text("annonsering planeras {day}", "the call is planned for {day}")
_START = Text("avtalet planeras börja {day}", "the contract is planned to start on {day}")
_MONTHS = Text("{months} månader", "{months} months")


def _assessed(said: ReceiptSeen) -> Iterator[Text]:
    need = said.case.facts(said.today).need
    yield from (pair(capital(label), value) for label, value in need_lines(need, area=said.case.area))
    if said.case.outcome_reason:
        yield pair(Text("Skäl", "Reason"), said.case.outcome_reason)


def _standstill(said: ReceiptSeen) -> Iterator[Text]:
    period = standstill_of(said.case.facts(said.today))
    if period is not None and period.last_day is not None:
        yield _LAST_DAY.fill(day=period.last_day)


_LAST_DAY = Text("Avtalsspärrens sista dag: {day}.", "The last day of the standstill: {day}.")


def _winners(said: ReceiptSeen) -> Iterator[Text]:
    names = sorted(subject_of(*winner) for winner in said.case.known().winners)
    if names:
        yield _WINNERS.fill(names=", ".join(names))


_WINNERS = Text("Vinnare: {names}.", "Winners: {names}.")


def _contact_person(said: ReceiptSeen) -> Iterator[Text]:
    owed = said.case.obligation(_subject_of(said.record))
    person = said.directory.people.get(owed.contact_id or 0) if owed else None
    if person is not None:
        yield _CONTACT.fill(who=", ".join(filter(None, (person.name, person.phone, person.email))))


_CONTACT = Text("Kontaktperson: {who}.", "Contact person: {who}.")


def _obligation(said: ReceiptSeen) -> Iterator[Text]:
    owed = said.case.obligation(_subject_of(said.record))
    promise = owed.owed if owed else None
    if promise is None or promise.unit is None:
        return
    yield _OWED.fill(amount=measured(promise.amount, promise.unit))
    if promise.unit is not Measure.DIALOGUE:
        yield _STARTS.fill(months=promise.starts_within)


_OWED = Text("Åtagande: {amount}.", "Undertaken: {amount}.")
_STARTS = Text(
    "Den första ska ha börjat inom {months} månader från avtalet.",
    "The first is to have started within {months} months of the contract.",
)
_MORE: Mapping[Milestone, Callable[[ReceiptSeen], Iterator[Text]]] = {
    Milestone.CONTACT_POINT_1: _first_contact,
    Milestone.RELEVANCE_ASSESSED: _assessed,
    Milestone.AWARD_DECIDED: _winners,
    Milestone.OBLIGATION_ENTERED: _obligation,
    Milestone.AWARD_NOTICE_SENT: _standstill,
    Milestone.STANDSTILL_STATED_END: _standstill,
    Milestone.STANDSTILL_EXTENDED: _standstill,
    Milestone.CONTACT_POINT_2: _winners,
    Milestone.CONTACT_ASSIGNED: _contact_person,
}
