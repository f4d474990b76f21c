"""The journal of a case as a story, and the check that nothing in it was altered."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from desk.labels import (
    candidate_label,
    milestone_label,
    reason_label,
    state_label,
    track_label,
    value_label,
    way_label,
)
from desk.taking import TAKEN
from matters.ladder_file import DEFAULT
from models import demand
from models.attestations import ATTESTED
from models.going_on import RENAMED, SUCCEEDED
from models.hours_report import CORRECTED, CREDITED, REPORTED
from models.journal import Entry, first_broken
from models.links import LABELS, LinkKind
from models.numbering import NUMBERED
from models.occupations.words import order_in_story, said_to, story_of
from models.operations import NEED_ASSESSED
from models.queries import directory
from models.queries.journals import Chain
from models.reminders.by_hand import REMINDED
from models.sent_clauses import SENT
from notifications.invitations.links import Purpose
from notifications.invitations.rules import RULES
from states.facts import ROLE_LABELS, Milestone, Role
from states.law.acts import ACT_LABELS
from states.law.applicability import (
    DEMANDS,
    FORM_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    AssessmentOutcome,
    RequirementForm,
)
from states.law.courts import COURT_LABELS, Court
from states.law.procedures import PROCEDURE_LABELS
from states.processes.procurement import PROCUREMENT
from states.processes.registry import PROCESSES
from states.records.court_events import OF_COURT
from states.records.doubts import CONFIRMED
from states.records.hours import month_told, read_month
from states.records.milestones import RECORDINGS, Scope
from states.records.needs import parsed
from states.records.obligations import MEASURE_LABELS, PROMISE_LABELS
from states.text import Text, in_sentence, joined, verbatim


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One entry of a journal as it is read: when it was written, by whom, and what it says."""

    number: int
    on: date
    who: Text
    what: Text

    @property
    def sentence(self) -> Text:
        """The line as one sentence: "17 mars 2026 · upphandlaren · kontaktpunkt 1"."""
        return _SENTENCE.fill(on=self.on, who=self.who, what=self.what)


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of checking a journal; `broken` is the number of the first entry that is not as it was written."""

    reference: str
    entries: int
    broken: int | None

    @property
    def intact(self) -> bool:
        return self.broken is None


def story(connection: Connection, chain: Chain) -> tuple[StoryLine, ...]:
    """Return all that has happened in a case, oldest first, with the names of those who are in the directory."""
    names = directory.names(connection, _people_in(chain))
    return tuple(story_line(entry, names) for entry, _digest in chain.entries)


def verified(chain: Chain) -> Verification:
    """Check that nothing in a journal was altered, added or removed."""
    return Verification(
        chain.reference, chain.length, first_broken(chain.entries, length=chain.length, head=chain.head)
    )


def story_line(entry: Entry, names: Mapping[int, str]) -> StoryLine:
    """Return one entry as it is read; `names` are those of the people of the directory, by their numbers."""
    return StoryLine(entry.number, entry.on, _actor(entry.actor, names), what(entry))


def what(entry: Entry) -> Text:
    """Return what an entry says, without day and actor."""
    return _EVENTS.get(entry.event, _move)(entry)


def _people_in(chain: Chain) -> set[int]:
    numbers = (entry.actor.partition(":")[2] for entry, _digest in chain.entries)
    return {int(number) for number in numbers if number.isdecimal()}


def _actor(actor: str, names: Mapping[int, str]) -> Text:
    role, _colon, number = actor.partition(":")
    name = names.get(int(number)) if number.isdecimal() else None
    label = ROLE_LABELS[Role(role)] if role in set(Role) else verbatim(role)
    if role == Role.CLOCK:
        label = _SYSTEM
    if not number and role in _OF_PEOPLE:
        return _ENTERED_FOR.fill(label=label)
    return _NAMED.fill(label=label, name=name) if name else label


_SENTENCE = verbatim("{on:plain} · {who} · {what}")
_SYSTEM = Text("systemet", "the system")
_OF_PEOPLE = frozenset(Role) - {Role.CLOCK, Role.OUTBOX}
_ENTERED_FOR = Text("{label} (genom administratören)", "{label} (through the administrator)")
"""Who works at the command line may enter what people of a role did, without saying who."""
_NAMED = verbatim("{label} ({name})")


# --- the case, and what is known of it -------------------------------------------------------------------------------


def _opening(entry: Entry) -> Text:
    return _OPENING.fill(detail=_without_own_name(entry.detail, entry.actor))


def _assessment(entry: Entry) -> Text:
    """Read an assessment; its detail is the forms of the requirement, then the reason."""
    outcome = (
        OUTCOME_LABELS[AssessmentOutcome(entry.target)]
        if entry.target in set(AssessmentOutcome)
        else verbatim(entry.target)
    )
    words = entry.detail.split(" ")
    forms: list[Text] = []
    while words and words[0] in set(RequirementForm) and entry.target in DEMANDS:
        forms.append(FORM_LABELS[RequirementForm(words.pop(0))])
    return _because(_ASSESSMENT.fill(outcome=joined([outcome, *forms])), " ".join(words))


def _need(entry: Entry) -> Text:
    """Read what an assessment says of the work; see `states.records.needs.as_told`."""
    return _NEED.fill(said=story_of(parsed(entry.detail)))


def _new_facts(entry: Entry) -> Text:
    """Read new particulars; the detail is "months: 24 → 36, kind: works" and the source in brackets."""
    facts, bracket, source = _without_own_name(entry.detail, entry.actor).rpartition(" (")
    if not bracket:
        facts, source = source, ""
    named = re.split(rf"(?:^|, )({'|'.join(PARTICULARS_CALLED)}): ", facts)[1:]
    every = (_particular(name, value) for name, value in zip(named[::2], named[1::2], strict=True))
    number = source.removeprefix("notice ")
    known_from = _NOTICE.fill(number=number) if number != source else verbatim(source)
    return _NEW_FACTS.fill(facts=joined(every), bracket=bracket, source=known_from)


def _particular(name: str, value: str) -> Text:
    """Return a particular and its values; numbers of the directory say nothing to a reader."""
    label = PARTICULARS_CALLED[name]
    if name.endswith("_id"):
        return label
    known = PARTICULAR_LABELS.get(name, {})
    values = joined((known.get(part, verbatim(part)) for part in value.split(" → ")), " → ")
    return _PAIR.fill(name=label, value=values)


def _notice(entry: Entry) -> Text:
    number = entry.detail.split(" ")[1] if " " in entry.detail else entry.detail
    return _NOTICE_READ.fill(form=_NOTICE_FORMS.get(entry.target, verbatim(entry.target)), number=number)


def _new_name(entry: Entry) -> Text:
    """Read a new name; the old one is known to no process any more and stands as it was stored."""
    process = PROCESSES.get(entry.process)
    if process is not None and entry.target in set(process.states):
        new = state_label(entry.process, entry.target)
    elif entry.process:
        new = verbatim(entry.target)
    else:
        new = milestone_label(entry.target)
    ends = f" ({entry.detail})" if entry.detail else ""
    return (_STATE_RENAMED if entry.process else _RENAMED).fill(old=entry.source, new=new, ends=ends)


def _answer(words: Text, entry: Entry) -> Text:
    """Read that somebody answered by a link or on the board; what they answered follows in entries of its own."""
    page = RULES[Purpose(entry.target)].action if entry.target in set(Purpose) else verbatim(entry.target)
    return words.fill(page=page)


def _reminding(entry: Entry) -> Text:
    """Read that somebody had another reminded at once of what is waited for."""
    matter = DEFAULT.matters.get(entry.target)
    return _REMINDING.fill(what=in_sentence(matter.heading) if matter else entry.target)


def _phone_call(_: Entry) -> Text:
    """Read that a supplier told something on the phone; what it told follows in entries of its own."""
    return _BY_PHONE


def _link(entry: Entry) -> Text:
    how = LABELS[LinkKind(entry.detail)].outward if entry.detail in set(LinkKind) else verbatim(entry.detail)
    return _LINK.fill(case=entry.source, how=how, other=entry.target)


def _numbering(entry: Entry) -> Text:
    return _NUMBERING.fill(number=entry.target, before=entry.source)


def _merger(entry: Entry) -> Text:
    return _because(_MERGER.fill(case=entry.source, other=entry.target), entry.detail)


_OPENING = Text("ärendet öppnat: {detail}", "case opened: {detail}")
_ASSESSMENT = Text("relevansbedömning: {outcome}", "relevance assessment: {outcome}")
_NEED = Text("relevansbedömningens innehåll: {said}", "what the assessment says: {said}")
_NEW_FACTS = Text("nya uppgifter: {facts}{bracket}{source}", "new facts: {facts}{bracket}{source}")
_NOTICE = Text("annons {number}", "notice {number}")
_NOTICE_READ = Text("annons inläst: {form} ({number})", "notice read: {form} ({number})")
_STATE_RENAMED = Text("läget ”{old}” heter numera ”{new}”{ends}", "the state “{old}” is now called “{new}”{ends}")
_RENAMED = Text("”{old}” heter numera ”{new}”{ends}", "“{old}” is now called “{new}”{ends}")
_BY_PHONE = Text("på leverantörens vägnar, per telefon", "on behalf of the supplier, by phone")
_BOARD_ANSWER = Text("svar på tavlan: {page}", "answer on the board: {page}")
_ANSWER = Text("svarade med länk: {page}", "answered by link: {page}")
_LINK = Text("koppling: {case}, {how} {other}", "linked: {case}, {how} {other}")
_MERGER = Text(
    "sammanslaget: {case} är samma upphandling som {other} och går vidare där",
    "merged: {case} is the same procurement as {other} and goes on there",
)
_PAIR = verbatim("{name}: {value}")
PARTICULARS_CALLED = {
    "title": Text("rubrik", "title"),
    "unit_id": Text("enhet", "unit"),
    "officer_id": Text("upphandlare", "officer"),
    "support_id": Text("stödfunktionen", "support function"),
    "labour_market_unit_id": Text("arbetsmarknadsenhet", "labour-market unit"),
    "kind": Text("slag", "kind"),
    "procedure": Text("förfarande", "procedure"),
    "act": Text("upphandlingslag", "procurement act"),
    "months": Text("månader", "months"),
    "headcount": Text("personer som behövs", "people needed"),
    "value": Text("värde i kronor", "value in SEK"),
    "single_tenderer": Text("en anbudsgivare", "single tenderer"),
    "contract_start": Text("planerad avtalsstart", "planned contract start"),
    "area": Text("område", "area"),
    "trade": Text("yrke", "occupation"),
    "cpv": Text("CPV-kod", "CPV code"),
    "tasks": Text("arbetsuppgifter", "tasks"),
}
PARTICULAR_LABELS: Mapping[str, Mapping[Any, Text]] = {
    "kind": KIND_LABELS,
    "procedure": PROCEDURE_LABELS,
    "act": ACT_LABELS,
}
_NOTICE_FORMS = {
    "consultation": Text("extern dialog", "market consultation"),
    "planning": Text("förhandsannons", "prior information"),
    "competition": Text("annons om upphandling", "call for competition"),
    "change": Text("rättelse", "change of a notice"),
    "dir-awa-pre": Text("frivillig förhandsinsyn", "intended direct award"),
    "result": Text("efterannons", "award"),
    "cont-modif": Text("ändring av avtal", "contract modification"),
    "completion": Text("avtalet avslutat", "contract completion"),
}


# --- what was recorded -----------------------------------------------------------------------------------------------


def _observation(entry: Entry) -> Text:
    """Read a record; its detail is the date, value, lot and supplier or candidate, and the source in brackets."""
    when, _space, rest = entry.detail.partition(" ")
    known = entry.target in set(Milestone)
    words = _words_of_record(Milestone(entry.target), rest) if known else verbatim(rest)
    more = _each(words, lambda text: _without_own_name(text, entry.actor))
    more = Text(more.sv.replace("(notice ", "(annons "), more.en)
    label = milestone_label(entry.target)
    if when == "withdrawn":
        record = _TAKEN_BACK.fill(what=label)
    else:
        record = _RECORDED.fill(label=label, on=_on_another_day(when, entry.on))
    if not more.sv:
        return record
    return (_AND if more.sv.startswith("(") else _COMMA).fill(first=record, then=more)


def _words_of_record(milestone: Milestone, rest: str) -> Text:
    """Return what stands behind the date of a record: the word that goes with it, then what it is about, in words."""
    words = rest.split(" ")
    taken = 3 if milestone is Milestone.EMPLOYMENT_STARTED and len(words) > 3 else 1
    if milestone in _OF_SEVERAL_WORDS:
        taken = max((index for index, word in enumerate(words) if _is_candidate(verbatim(word))), default=1)
    labels = [value_label(milestone, " ".join(words[:taken])), *map(verbatim, words[taken:])]
    if milestone in OF_COURT:
        labels = list(_words_of_court(milestone, words))
    if RECORDINGS[milestone].scope is Scope.PLACEMENT:
        labels = [_CANDIDATE.fill(candidate=candidate_label(one.sv)) if _is_candidate(one) else one for one in labels]
    return _each(joined(labels, " "), lambda text: text.replace(" , ", ", ").removeprefix(", "))


_OF_SEVERAL_WORDS = frozenset({Milestone.EMPLOYER_NAMED, Milestone.COUNTED_ELSEWHERE})
"""Their word ends before the last number of a candidate, the one that they are about."""


def _words_of_court(milestone: Milestone, words: list[str]) -> Iterator[Text]:
    """Yield what a court said or was asked, which court, and whose application it is about."""
    courts = [index for index, word in enumerate(words[:2]) if word in set(Court)]
    at = max(courts, default=0)
    yield from (value_label(milestone, word) for word in words[:at])
    yield _BESIDE.fill(word=COURT_LABELS[Court(words[at])]) if courts else value_label(milestone, words[0])
    applicant, _, source = " ".join(words[at + 1 :]).rpartition("(")
    if applicant.strip():
        yield _BESIDE.fill(word=verbatim(applicant.strip()))
    yield verbatim(f"({source}")


def _is_candidate(word: Text) -> bool:
    return re.fullmatch(r"\d+(\.\d+){1,2}", word.sv) is not None


def _on_another_day(when: str, recorded: date) -> Text:
    """Return the day of a record, where it is not the day on which it was written down."""
    try:
        day = date.fromisoformat(when)
    except ValueError:
        return verbatim(f" {when}")
    return verbatim("") if day == recorded else _ON.fill(day=day)


def _deviation(entry: Entry) -> Text:
    return _because(_DEVIATION.fill(what=milestone_label(entry.target)), entry.detail)


def _confirmation(entry: Entry) -> Text:
    return _because(_CONFIRMATION.fill(what=milestone_label(entry.target)), entry.detail)


_CONFIRMATION = Text("bekräftat på fråga: {what}", "confirmed when asked: {what}")
_TAKEN_BACK = Text("återtaget: {what}", "taken back: {what}")
_RECORDED = verbatim("{label}{on}")
_ON = verbatim(" {day:plain}")
_AND = verbatim("{first} {then}")
_COMMA = verbatim("{first}, {then}")
_CANDIDATE = verbatim(", {candidate}")
_BESIDE = verbatim(", {word}")
_DEVIATION = Text("AVVIKELSE: {what}", "DEVIATION: {what}")


# --- suppliers and positions -----------------------------------------------------------------------------------------


def _beginning(entry: Entry) -> Text:
    """Read that a process began for a supplier or a position; the detail is the supplier that a position belongs to."""
    return _BEGINNING.fill(track=track_label(entry.process, entry.subject, entry.detail))


def _promise(entry: Entry) -> Text:
    """Read what a supplier promised; the detail is "unit: persons, amount: 3"."""
    parts = (part.partition(": ") for part in entry.detail.split(", "))
    pairs = (
        _PAIR.fill(name=PROMISE_LABELS.get(name, verbatim(name)), value=_VALUES.get(value, verbatim(value)))
        for name, _colon, value in parts
    )
    return _PROMISE.fill(supplier=entry.subject, promise=joined(pairs))


def _clause(entry: Entry) -> Text:
    """Read that a clause went out; the detail is its name, its version and the digest of the text."""
    clause, _space, rest = entry.detail.partition(" ")
    version, _space, seal = rest.partition(" ")
    form = FORM_LABELS[RequirementForm(entry.target)] if entry.target in set(RequirementForm) else _INTRODUCTION
    return _CLAUSE_SENT.fill(form=form, clause=clause, version=version, seal=seal[:12])


def _demand(said: Text, entry: Entry) -> Text:
    """Read what a unit is asked for; the source is the occupation, the target the number, the detail the unit."""
    return said.fill(unit=entry.detail or "–", order=order_in_story(entry.source, entry.target))


def _demand_answer(entry: Entry) -> Text:
    """Read what a unit answers; the target is the answer, with the number and the day that go with it."""
    answer, *words = entry.target.split(" ")
    people = next((int(word) for word in words if word.isdecimal()), 0)
    said = said_to(answer, next((date.fromisoformat(word) for word in words if "-" in word), None), people)
    return _ANSWERED.fill(unit=entry.detail or "–", order=order_in_story(entry.source, ""), answer=said)


_ASKED_FOR = Text("{unit} är tillfrågad: {order}", "{unit} is asked for: {order}")
_ASKED_ANEW = Text("{unit} är tillfrågad på nytt: {order}", "{unit} is asked anew for: {order}")
_NOT_WANTED = Text("{unit} är inte längre tillfrågad: {order}", "{unit} is no longer asked for: {order}")
_ANSWERED = Text("{unit} om {order}: {answer}", "{unit} on {order}: {answer}")
_INTRODUCTION = Text("inledning", "introduction")
_CLAUSE_SENT = Text(
    "klausul i upphandlingen: {form} ({clause}, version {version}, text {seal})",
    "clause in the procurement: {form} ({clause}, version {version}, text {seal})",
)


def _care(entry: Entry) -> Text:
    """Read who looks after a supplier; the directory's numbers say nothing to a reader."""
    names = (part.partition(":")[0] for part in entry.detail.split(", "))
    return _CARE.fill(supplier=entry.subject, whom=joined(_CARERS[name] for name in names if name in _CARERS))


def _renaming(entry: Entry) -> Text:
    return _RENAMED_TO.fill(old=entry.source, new=entry.target)


def _succession(entry: Entry) -> Text:
    """Read that a contract has gone over to another firm; the detail is the day, then the reason."""
    day, _space, reason = entry.detail.partition(" ")
    told = _SUCCEEDED_BY.fill(old=entry.source, new=entry.target, on=_on_another_day(day, entry.on))
    return _because(told, reason)


def _hours(told: Text, entry: Entry) -> Text:
    """Read a report of hours; its detail is "2.1: 100, 2.1: 60 (UH-2)", with points in the figures."""
    behalf = verbatim("") if entry.actor.startswith(f"{Role.SUPPLIER}") else _ON_BEHALF.fill(supplier=entry.subject)
    return told.fill(month=_month(entry.target), worked=_worked(entry.detail), behalf=behalf)


def _credited_hours(entry: Entry) -> Text:
    """Read that hours of another case count here; its detail is as that of a report, "0" for none any more."""
    return _HOURS_CREDITED.fill(month=_month(entry.target), case=entry.source, worked=_worked(entry.detail))


def _month(written: str) -> Text:
    return month_told(read_month(written))


def _worked(detail: str) -> Text:
    swedish = re.sub(r": (\d+)\.(\d+)", r": \1,\2", detail)
    return _NO_HOURS if detail == "0" else Text(swedish, detail)


_HOURS_REPORTED = Text("timmar för {month}{behalf}: {worked}", "hours of {month}{behalf}: {worked}")
_HOURS_CORRECTED = Text("rättade timmar för {month}{behalf}: {worked}", "corrected hours of {month}{behalf}: {worked}")
_HOURS_CREDITED = Text(
    "timmar för {month} från {case} räknas här: {worked}", "hours of {month} from {case} count here: {worked}"
)
_ON_BEHALF = Text(", för leverantörens räkning ({supplier})", ", on behalf of the supplier ({supplier})")
_NO_HOURS = Text("inga", "none")
_ATTESTED = Text(
    "intyg om uppfyllt åtagande för {supplier} ({seal})",
    "attestation of the fulfilled obligation of {supplier} ({seal})",
)
_RENAMED_TO = Text("leverantören {old} heter numera {new}", "the supplier {old} is now called {new}")
_SUCCEEDED_BY = Text("avtalet gick över från {old} till {new}{on}", "the contract went over from {old} to {new}{on}")
_BEGINNING = Text("börjar: {track}", "begins: {track}")
_PROMISE = Text("åtagande för {supplier}: {promise}", "obligation of {supplier}: {promise}")
_CARE = Text("utsedd för {supplier}: {whom}", "named for {supplier}: {whom}")
_VALUES = {
    "True": Text("ja", "yes"),
    "False": Text("nej", "no"),
    **{str(unit): label for unit, label in MEASURE_LABELS.items()},
}
_CARERS = {
    "contact_id": Text("kontaktperson", "contact person"),
    "supplier_person_id": Text("leverantörens egen kontaktperson", "the supplier's own contact person"),
}


# --- moves, and what stands outside the rules ------------------------------------------------------------------------


def _move(entry: Entry) -> Text:
    process = PROCESSES.get(entry.process)
    if process is None:
        return verbatim(" ".join(filter(None, (entry.event, entry.source, entry.target, entry.detail))))
    states = [
        state_label(entry.process, state) for state in (entry.source, entry.target) if state in set(process.states)
    ]
    move = _MOVE.fill(
        trigger=process.triggers.get(entry.event, verbatim(entry.event)),
        of=f" ({entry.subject})" if entry.subject else "",
        way=joined(states, " → "),
    )
    return _because(move, _reason_of_move(entry.detail))


def _reason_of_move(reason: str) -> Text | str:
    """Return a reason as it is read; that of a merger names the surviving case."""
    kind, space, rest = reason.partition(" ")
    if space and kind == LinkKind.MERGED_INTO:
        return _AND.fill(first=LABELS[LinkKind(kind)].outward, then=rest)
    return reason


def _override(entry: Entry) -> Text:
    return _because(_OVERRIDE.fill(way=_way(entry)), reason_label(entry.process, entry.detail))


def _undoing(entry: Entry) -> Text:
    number, _space, reason = entry.detail.partition(" ")
    return _because(_UNDOING.fill(number=number, way=_way(entry)), reason_label(entry.process, reason))


def _request(entry: Entry) -> Text:
    number, _space, reason = entry.detail.partition(" ")
    return _because(_REQUEST.fill(number=number, way=_way(entry)), reason_label(entry.process, reason))


def _declining(entry: Entry) -> Text:
    number, _space, reason = entry.detail.partition(" ")
    return _because(_DECLINING.fill(number=number), reason_label(entry.process, reason))


def _lapsing(entry: Entry) -> Text:
    return _LAPSING.fill(number=entry.detail)


def _way(entry: Entry) -> Text:
    """Return from where to where an entry leads, behind the supplier or position that it is about."""
    way = way_label(entry.process, entry.source, entry.target)
    if entry.process == PROCUREMENT.name:
        return way
    return _COMMA.fill(first=track_label(entry.process, entry.subject), then=way)


_MOVE = verbatim("{trigger}{of}: {way}")
_OVERRIDE = Text("flyttat utanför reglerna: {way}", "moved outside the rules: {way}")
_UNDOING = Text("ångrat (post {number}): {way}", "undone (entry {number}): {way}")
_REQUEST = Text(
    "begärt en flytt utanför reglerna (begäran {number}): {way}",
    "asked to move it outside the rules (request {number}): {way}",
)
_DECLINING = Text("begäran {number} avslagen", "request {number} declined")
_LAPSING = Text(
    "begäran {number} förfallen: ärendet hade flyttats sedan dess",
    "request {number} lapsed: the case had moved since",
)


# --- sentences -------------------------------------------------------------------------------------------------------


def _because(sentence: Text, reason: Text | str) -> Text:
    empty = not (reason.sv if isinstance(reason, Text) else reason)
    return sentence if empty else _BECAUSE.fill(sentence=sentence, reason=reason)


def _without_own_name(more: str, actor: str) -> str:
    return more.removesuffix(f"({actor})").rstrip()


def _each(text: Text, change: Callable[[str], str]) -> Text:
    return Text(change(text.sv), change(text.en))


_BECAUSE = Text("{sentence}. Skäl: {reason}", "{sentence}. Reason: {reason}")

_TAKEN = Text("tog ärendet", "took the case")
_REMINDING = Text("påminnelse skickad: {what}", "reminder sent: {what}")
_NUMBERING = Text(
    "Ärendet fick numret {number} (tidigare {before})", "The case got number {number} (formerly {before})"
)

_EVENTS: Mapping[str, Callable[[Entry], Text]] = {
    "opened": _opening,
    "observed": _observation,
    "assessed": _assessment,
    NEED_ASSESSED: _need,
    "restated": _new_facts,
    "notice": _notice,
    "began": _beginning,
    "obliged": _promise,
    SENT: _clause,
    demand.ASKED: partial(_demand, _ASKED_FOR),
    demand.CHANGED: partial(_demand, _ASKED_ANEW),
    demand.GONE: partial(_demand, _NOT_WANTED),
    demand.ANSWERED: _demand_answer,
    REPORTED: partial(_hours, _HOURS_REPORTED),
    CORRECTED: partial(_hours, _HOURS_CORRECTED),
    CREDITED: _credited_hours,
    "looked_after": _care,
    ATTESTED: lambda entry: _ATTESTED.fill(supplier=entry.subject, seal=entry.detail[:12]),
    TAKEN: lambda _: _TAKEN,
    RENAMED: _renaming,
    SUCCEEDED: _succession,
    "deviation": _deviation,
    CONFIRMED: _confirmation,
    "linked": _link,
    "merged": _merger,
    NUMBERED: _numbering,
    "link_used": partial(_answer, _ANSWER),
    "board_used": partial(_answer, _BOARD_ANSWER),
    REMINDED: _reminding,
    "told_by_phone": _phone_call,
    "migrated": _new_name,
    "override": _override,
    "undone": _undoing,
    "override_asked": _request,
    "override_declined": _declining,
    "override_lapsed": _lapsing,
}
"""How each event of a journal reads; any other is a move, by its trigger."""
