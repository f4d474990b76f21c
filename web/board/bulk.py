"""The same move of many cases: chosen in the list, shown case by case, then done with a result for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import Connection

from desk.access import Deed
from desk.bulk import Candidate, CaseResult, Conditions, ForAll, Result, candidates, override_each, seen_of
from desk.labels import state_label, way_label
from matters.ladder_file import ladder_in_force
from states.processes.procurement import PROCUREMENT
from states.text import Text
from web.board.frame import Answer, BoardPage, LeadsOn, PageMade, Visit, whole_number

PATH = "arenden/flytta"
_CHOSEN, _TO, _WHY, _SEEN = "arende-", "till", "varfor", "seen"
MOST = 200
"""How many cases are moved at once."""


@dataclass(frozen=True, slots=True)
class BulkForm:
    """What may be asked of the chosen cases."""

    targets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What happens, or happened, to one case; `mark` is how it is shown."""

    reference: str
    case_name: str
    texts: Sequence[str]
    mark: str


def form(visit: Visit) -> BulkForm:
    """Return what the list offers to do with the cases that are chosen in it."""
    states = {state: state_label(PROCUREMENT.name, state).in_(visit.language) for state in PROCUREMENT.states}
    return BulkForm({str(state): label for state, label in states.items()})


def _act(visit: Visit) -> Answer:
    named = (whole_number(name.removeprefix(_CHOSEN), 11) for name in visit.sent)
    chosen = [number for number in named if number is not None]
    target, reason = visit.sent.get(_TO, ""), visit.sent.get(_WHY, "").strip()
    if not chosen or target not in set(PROCUREMENT.states):
        return LeadsOn("arenden")
    if not reason:
        return _shown(visit, chosen[:MOST], (), _SAY_WHY)
    asked = ForAll(PROCUREMENT.name, target, reason, visit.who.actor, visit.today, ladder_in_force(visit.settings))

    def listed(connection: Connection) -> list[Candidate]:
        return list(candidates(connection, Conditions(case_ids=tuple(chosen[:MOST]), states=_ALL), asked))

    found = visit.read(listed)
    seen = visit.sent.get(_SEEN, "")
    if not seen:
        return _shown(visit, chosen[:MOST], [_foretold(one, asked, visit) for one in found], seen=seen_of(found))
    if seen != seen_of(found):
        lines = [_foretold(one, asked, visit) for one in found]
        return _shown(visit, chosen[:MOST], lines, _HAS_CHANGED, seen=seen_of(found))
    return _shown(visit, (), [_told(one, override_each(visit.engine, one, asked), visit) for one in found])


_ALL = tuple(str(state) for state in PROCUREMENT.states)


def _foretold(one: Candidate, asked: ForAll, visit: Visit) -> BulkLine:
    language = visit.language
    if one.consequences is None:
        why = [reason.text for reason in one.refusal.reasons] if one.refusal else [_THERE]
        return BulkLine(
            one.reference, one.subject, [text.in_(language) for text in why], "stop" if one.refusal else "done"
        )
    change = one.consequences.change
    texts = [way_label(asked.process, one.source, change.result), *(risk.text for risk in change.risks)]
    mails = _MAILS.fill(planned=len(one.consequences.planned), withdrawn=len(one.consequences.withdrawn))
    if change.needs_second:
        texts.append(_SECOND)
    return BulkLine(one.reference, one.subject, [text.in_(language) for text in (*texts, mails)], "later")


def _told(one: Candidate, result: CaseResult, visit: Visit) -> BulkLine:
    texts = [_RESULTS[result.result]]
    if result.refusal is not None:
        texts += [reason.text for reason in result.refusal.reasons]
    mark = "stop" if result.result is Result.REFUSED else "wait" if result.result is Result.WAITING else "done"
    return BulkLine(one.reference, one.subject, [text.in_(visit.language) for text in texts], mark)


def _shown(
    visit: Visit, chosen: Sequence[int], lines: Sequence[BulkLine], problem: Text | None = None, *, seen: str = ""
) -> PageMade:
    values = {
        "lines": lines,
        "chosen": [f"{_CHOSEN}{number}" for number in chosen],
        "target": visit.sent.get(_TO, ""),
        "to": state_label(PROCUREMENT.name, visit.sent.get(_TO, "")).in_(visit.language),
        "why": visit.sent.get(_WHY, ""),
        "problem": problem.in_(visit.language) if problem else "",
        "seen": seen,
    }
    return PageMade("bulk.html", values, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


_SAY_WHY = Text("Skriv varför ärendena flyttas.", "Say why the cases are moved.")
_HAS_CHANGED = Text(
    "Något ärende har ändrats sedan du såg listan, så inget är gjort. Se på den igen.",
    "Some case has changed since you saw the list, so nothing was done. Look at it again.",
)
_THERE = Text("Är redan där.", "Is there already.")
_SECOND = Text("En andra person ska godkänna.", "A second person has to approve.")
_MAILS = Text(
    "Påminnelser som tillkommer: {planned}, som tas bort: {withdrawn}.",
    "Reminders that are added: {planned}, that are withdrawn: {withdrawn}.",
)
_RESULTS = {
    Result.DONE: Text("Klart.", "Done."),
    Result.THERE: _THERE,
    Result.WAITING: Text("Väntar på en andra persons godkännande.", "Waits for a second person to approve."),
    Result.REFUSED: Text("Inte gjort.", "Not done."),
}

PAGES = (BoardPage(PATH, Deed.BULK, None, _act),)
