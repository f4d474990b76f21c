"""What a notice says that a person must know of, and that changes no date by itself. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from exchange.notices.mapping import deadline_of, parts_named, spoke_on, takes_back
from exchange.notices.notice import FormType, Notice
from states.facts import Milestone
from states.records.milestones import RECORDINGS
from states.records.observations import Observation
from states.text import Text, joined, verbatim


def remarks_on(notice: Notice, left_out: Sequence[Observation]) -> list[Text]:
    """Return what is said of the contents of a notice in the report, the gravest first.

    `left_out` is what it reports and nobody can have meant, see `exchange.notices.mapping.sort_told`.
    """
    return [*_of_change(notice), *_of_dates(notice), *_not_read(left_out), *_of_letters(notice)]


def _of_change(notice: Notice) -> Iterator[Text]:
    if takes_back(notice):
        yield _VOID
    reason = notice.change.reason if notice.change else None
    told = _REASONS.get(reason or "")
    parts = parts_named(notice)
    if told is not None:
        yield told
        if parts:
            yield _ABOUT.fill(parts=", ".join(parts))
    elif reason == "cancel":
        unplaced = [part for part in parts if not part.upper().startswith("LOT-")]
        if unplaced:
            yield _UNPLACED.fill(parts=", ".join(unplaced))


def _of_dates(notice: Notice) -> Iterator[Text]:
    """Yield which dates of a notice cannot both be right: of two that follow each other the first is the later."""
    found = (
        _AGAINST.fill(first=first, on=str(on), second=second, then=str(then))
        for way in _ways(notice)
        for (first, on), (second, then) in pairwise([(label, day) for label, day in way if day is not None])
        if on > then
    )
    yield from dict.fromkeys(found)


_Way = tuple[tuple[Text, date | None], ...]


def _ways(notice: Notice) -> Iterator[_Way]:
    """Yield the dates of a notice that must follow each other, each with what it is called."""
    out = (_PUBLISHED, spoke_on(notice))
    yield (_SENT, notice.dispatch_date), (_PUBLISHED, notice.publication_date)
    for lot in notice.lots:
        yield (_START, lot.length.start), (_END, lot.length.end)
    if notice.stage is FormType.PLANNING:
        yield out, (_label(Milestone.PLANNED_CALL), notice.planned_call)
    if notice.stage is FormType.COMPETITION:
        yield out, (_label(Milestone.TENDERS_DUE), deadline_of(notice)), (_START, notice.planned_start)
    if notice.stage is FormType.RESULT:
        for one in notice.contracts:
            decided, signed = _label(Milestone.AWARD_DECIDED), _label(Milestone.CONTRACT_SIGNED)
            yield (decided, one.decided), (signed, one.concluded), out


def _not_read(left_out: Sequence[Observation]) -> Iterator[Text]:
    told = [_LABELLED.fill(label=_label(one.milestone), on=str(one.on)) for one in left_out]
    if told:
        yield _LEFT_OUT.fill(what=joined(dict.fromkeys(told)))


def _of_letters(notice: Notice) -> Iterator[Text]:
    if notice.decoded_twice:
        yield _DECODED_TWICE


def _label(milestone: Milestone) -> Text:
    return RECORDINGS[milestone].label


_SENT = Text("annonsen skickad", "notice sent")
_PUBLISHED = Text("annonsen publicerad", "notice published")
_START = Text("planerad avtalsstart", "planned start of the contract")
_END = Text("planerat avtalsslut", "planned end of the contract")
_LABELLED = verbatim("{label} {on}")

_VOID = Text(
    "En tidigare annons är återkallad; vad den sade gäller inte längre. Avbryt ärendet för hand om upphandlingen inte"
    " blir av.",
    "An earlier notice is taken back; what it said no longer holds. Cancel the case by hand if the procurement is not"
    " carried out.",
)
_REASONS = {
    "susp-review": Text(
        "Upphandlingen är uppskjuten på grund av en överprövning. Kontrollera hos domstolen och registrera ansökan.",
        "The procurement is suspended because of a review. Check with the court and record the application.",
    ),
    "cancel-intent": Text(
        "Beställaren avser att avbryta upphandlingen. Ärendet går vidare tills det är avbrutet.",
        "The buyer intends to cancel the procurement. The case goes on until it is cancelled.",
    ),
}
"""The reasons for a change (BT-140) that nothing in the dates shows."""
_ABOUT = Text("Det gäller bara {parts}.", "This is about {parts} only.")
_UNPLACED = Text(
    "Annonsen tar tillbaka en del av en tidigare annons ({parts}), men det framgår inte vilken del av upphandlingen det"
    " är. Kontrollera, och registrera vilken del som är avbruten.",
    "The notice takes back a part of an earlier notice ({parts}), but does not say which lot that is. Check, and record"
    " which lot is cancelled.",
)
_AGAINST = Text(
    "Datumen i annonsen går inte ihop: ”{first}” {on} ligger efter ”{second}” {then}. Kontrollera dem.",
    "The dates of the notice contradict each other: “{first}” {on} lies after “{second}” {then}. Check them.",
)
_DECODED_TWICE = Text(
    "Text i annonsen har sparats med fel teckenkodning någon gång (”Ã¤” i stället för ”ä”). Den har rättats vid"
    " inläsningen; i annonsen står felet kvar.",
    "Text of the notice was once saved in the wrong character encoding (“Ã¤” instead of “ä”). It was mended when it was"
    " read; in the notice it stands as it was.",
)
_LEFT_OUT = Text(
    "Det här datumet kan inte stämma och är inte inläst: {what}.",
    "This date cannot be right and was not read: {what}.",
)
