"""Merging two cases that are one procurement, for example one that a person opened and one that a notice opened.

Everything recorded of the one is copied to the other, with its sources and days. The rules of precedence then decide
as if all of it had been recorded of one case.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, insert, literal, or_, select, update

from models.actor import CLOCK, Actor
from models.casefile import CaseChanged, CaseFile
from models.casestore import load_some, save
from models.demand import move_orders
from models.links import LINK_KINDS, LINKING, LinkKind, gone, itself, leads, linked_already, note_link, store
from models.operations import force, note_assessment, note_observation, settle
from models.particulars import ParticularRow, count_anew, said_of, store_particulars
from models.queries.cases import case_id
from models.refusals import Refused
from models.sent_clauses import move_sent
from models.storage.database import one_at_a_time
from models.tables import ASSESSMENT, AssessmentRow, CaseLink, ImportedNotice, JournalEntry, NoticeName
from states.facts import Milestone
from states.processes.procurement import DUTIES, OPEN, PROCUREMENT, ProcurementState
from states.records.milestones import BUYERS
from states.records.observations import Observation, current
from states.refusal import Reason, repeat
from states.text import Text

_link = CaseLink.__table__
_assessment = AssessmentRow.__table__
_imported = ImportedNotice.__table__
_name = NoticeName.__table__
_journal = JournalEntry.__table__

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Merger:
    """A merger: what the `lost` case hands over, and what then counts in the `kept` one."""

    lost: CaseFile
    kept: CaseFile
    observations: Sequence[Observation]
    particulars: Sequence[ParticularRow]
    said: Sequence[ParticularRow]
    notices: int
    counting: Sequence[Observation]
    brings_assessment: bool
    neighbours: Mapping[int, CaseFile]
    """The cases that the lost one is linked with."""

    @property
    def versions(self) -> tuple[int, int]:
        return self.lost.version, self.kept.version


def foresee(
    connection: Connection,
    from_reference: str,
    into_reference: str,
    *,
    by: Actor,
    today: date,
    reason: str = "",
) -> Merger:
    """Return a preview of a merger, with the surviving case as it would be; store nothing.

    Raises Refused or UnknownCase as `merge` does.
    """
    merger = _prepare(connection, from_reference, into_reference, by=by, reason=reason, locked=False)
    _hand_over(merger, by=by, today=today)
    settle(merger.kept, today)
    return merger


def merge(
    connection: Connection,
    from_reference: str,
    into_reference: str,
    *,
    by: Actor,
    today: date,
    reason: str = "",
    seen: tuple[int, int] | None = None,
) -> CaseFile:
    """Merge two cases of one procurement, and return the surviving case, settled and saved.

    The other is cancelled; later notices and plans that name it find the surviving one. Without a person only a case
    that nobody has acted on ends so. Raises Refused, UnknownCase, or CaseChanged when the cases are no longer of the
    versions `seen` by the person who agreed.
    """
    one_at_a_time(connection, "import")  # what is read in at this moment must not find the case that ends
    one_at_a_time(connection, LINKING)
    why = " ".join(reason.split())
    merger = _prepare(connection, from_reference, into_reference, by=by, reason=why, locked=True)
    lost, kept = merger.lost, merger.kept
    if seen is not None and seen != merger.versions:
        raise CaseChanged([lost.reference, kept.reference])
    for case in (lost, kept):
        case.note(today, actor=str(by), event="merged", source=lost.reference, target=kept.reference, detail=why)
    _hand_over(merger, by=by, today=today)
    store_particulars(connection, merger.particulars)
    _copy_assessments(connection, lost.id, kept.id)
    _move_notices(connection, lost.id, kept.id)
    move_sent(connection, lost, kept)
    move_orders(connection, lost, kept)
    _move_links(connection, merger, by=by, today=today)
    store(connection, lost, LinkKind.MERGED_INTO, kept, today)
    settle(kept, today)
    told = f"{LinkKind.MERGED_INTO} {kept.reference}"
    _cancel(lost, by=by, today=today, reason=f"{told}: {why}" if why else told)
    save(connection, [lost, kept, *(case for case in merger.neighbours.values() if case.entries)])
    return kept


def _cancel(lost: CaseFile, *, by: Actor, today: date, reason: str) -> None:
    """End a case that goes on in another, whether or not a contract is signed."""
    purchase = lost.track(PROCUREMENT.name)
    if purchase is not None:
        force(lost, purchase, ProcurementState.CANCELLED, event="cancel", by=by, today=today, reason=reason)
    settle(lost, today)


def _prepare(
    connection: Connection,
    from_reference: str,
    into_reference: str,
    *,
    by: Actor,
    reason: str,
    locked: bool,
) -> Merger:
    lost_id, kept_id = case_id(connection, from_reference), case_id(connection, into_reference)
    ids = {lost_id, kept_id, *_linked_with(connection, lost_id)}
    cases = {case.id: case for case in load_some(connection, sorted(ids), locked=locked)}
    lost, kept = cases[lost_id], cases[kept_id]
    lost.check_strays()
    kept.check_strays()
    for refused in (
        None if _may_merge(connection, lost, by) else Reason("not_mergers", _NOT_THEIRS, BUYERS),
        itself(lost, kept),
        gone(connection, lost),
        gone(connection, kept),
        _ended(lost),
        _ended(kept),
        _has_suppliers(lost),
        _belong_together_otherwise(connection, lost, kept),
        None if reason.strip() else _of_another_unit(lost, kept),
    ):
        if refused is not None:
            raise Refused(refused)
    said = said_of(connection, [lost_id, kept_id])
    spellings = kept.spellings()
    theirs = [spellings.told(one) for one in lost.recorded]
    observations = _beside(kept.recorded, theirs, rank=_rank_of_observation, prefer=_later)
    counting = current([*kept.recorded, *observations])
    assessed = [one for one in counting if one.milestone is Milestone.RELEVANCE_ASSESSED]
    particulars = [row._replace(case_id=kept_id) for row in said[lost_id]]
    return Merger(
        lost,
        kept,
        observations,
        _beside(said[kept_id], particulars, rank=_rank_of_particular, prefer=lambda ours, _: ours),
        said[kept_id],
        connection.execute(select(func.count()).where(_imported.c.case_id == lost_id)).scalar_one(),
        counting,
        any(one not in kept.recorded for one in assessed),
        {id_: case for id_, case in cases.items() if id_ not in {lost_id, kept_id}},
    )


def _beside(
    ours: Sequence[T],
    theirs: Sequence[T],
    *,
    rank: Callable[[T], Hashable],
    prefer: Callable[[T, T], T],
) -> list[T]:
    """Return the records of `theirs` to append to `ours`.

    Of equal rank the last record counts. If the cases end with different records of one rank, `prefer` chooses which is
    repeated at the end, so that the result does not depend on which case was merged into which.
    """
    fresh = [one for one in theirs if one not in ours]
    mine, yours, last = ({rank(one): one for one in said} for said in (ours, theirs, [*ours, *fresh]))
    meant = {at: prefer(mine[at], word) for at, word in yours.items() if at in mine}
    return fresh + [word for at, word in meant.items() if word != last[at]]


def _rank_of_observation(one: Observation) -> Hashable:
    return (one.subject, one.as_of, "" if one.by_person else (one.source, one.value))


def _later(ours: Observation, theirs: Observation) -> Observation:
    """Return the record with the later day: the stricter choice, since no deadline then comes too early."""
    return max(ours, theirs, key=lambda one: (one.on or date.min, one.value, one.source))


def _rank_of_particular(row: ParticularRow) -> Hashable:
    return (row.name, row.as_of, "" if row.by_person else row.source)


def _hand_over(merger: Merger, *, by: Actor, today: date) -> None:
    lost, kept = merger.lost, merger.kept
    for observation in merger.observations:
        note_observation(kept, observation, by=by, today=today)
    count_anew(kept, merger.particulars, merger.said, source=lost.reference, by=by, today=today)
    if kept.unit_id == lost.unit_id:
        kept.belong_to(lost.unit_act)
    if merger.brings_assessment:
        kept.put(**{name: getattr(lost, name) for name in ASSESSMENT})
        note_assessment(kept, by=by, today=today)


def _copy_assessments(connection: Connection, lost_id: int, kept_id: int) -> None:
    """Tell the surviving case of every assessment of the other: which of all counts, the observations decide."""
    names = [name for name in _assessment.c.keys() if name not in {"id", "case_id"}]  # noqa: SIM118 - a collection of columns iterates over columns
    theirs = select(literal(kept_id), *(_assessment.c[name] for name in names)).where(_assessment.c.case_id == lost_id)
    connection.execute(insert(_assessment).from_select(["case_id", *names], theirs.order_by(_assessment.c.id)))


def _move_notices(connection: Connection, lost_id: int, kept_id: int) -> None:
    connection.execute(update(_imported).where(_imported.c.case_id == lost_id).values(case_id=kept_id))
    held = select(_name.c.name).where(_name.c.case_id == kept_id)
    connection.execute(delete(_name).where(_name.c.case_id == lost_id, _name.c.name.in_(held)))
    connection.execute(update(_name).where(_name.c.case_id == lost_id).values(case_id=kept_id))


def _move_links(connection: Connection, merger: Merger, *, by: Actor, today: date) -> None:
    """Move the links of the lost case to the surviving one, except those to cases merged into it before."""
    lost, kept = merger.lost, merger.kept
    for id_, later_id, kind, earlier_id in connection.execute(_links_at(lost.id)).all():
        outward = later_id == lost.id
        far = merger.neighbours[earlier_id if outward else later_id]
        ends = (kept, far) if outward else (far, kept)
        if linked_already(connection, *ends):
            connection.execute(delete(_link).where(_link.c.id == id_))
            continue
        moved = {"case_id": ends[0].id, "other_id": ends[1].id}
        connection.execute(update(_link).where(_link.c.id == id_).values(moved))
        for case in ends:
            note_link(case, ends[0].reference, LINK_KINDS[kind], ends[1].reference, by=by, today=today)


def _linked_with(connection: Connection, case_id: int) -> set[int]:
    return {end for _, *ends in connection.execute(_links_at(case_id)) for end in (ends[0], ends[2])}


def _links_at(case_id: int) -> Any:
    c = _link.c
    return (
        select(c.id, c.case_id, c.kind, c.other_id)
        .where(or_(c.case_id == case_id, c.other_id == case_id), c.kind != LinkKind.MERGED_INTO)
        .order_by(c.id)
    )


def untouched(connection: Connection, case_ids: Collection[int]) -> set[int]:
    """Return those of some cases in whose journal no person stands."""
    by_people = select(_journal.c.case_id).where(_journal.c.case_id.in_(case_ids), _journal.c.actor != str(CLOCK))
    return set(case_ids) - set(connection.execute(by_people).scalars())


def _may_merge(connection: Connection, lost: CaseFile, by: Actor) -> bool:
    return by.role in BUYERS or (by == CLOCK and bool(untouched(connection, [lost.id])))


_NOT_THEIRS = Text(
    "Ärenden slås ihop av upphandlaren eller stödfunktionen.",
    "Cases are merged by the procurement officer or the support function.",
)


def _ended(case: CaseFile) -> Text | None:
    track = case.track(PROCUREMENT.name)
    if track is None or track.state in OPEN:
        return None
    label = DUTIES[ProcurementState(track.state)].label
    return _NO_LONGER_OPEN.fill(reference=case.reference, state=label)


_NO_LONGER_OPEN = Text(
    "{reference} är inte längre öppet (läge: {state}) och kan inte slås ihop med något.",
    "{reference} is no longer open (state: {state}) and cannot be merged with anything.",
)


def _has_suppliers(case: CaseFile) -> Text | None:
    if not any(track.subject for track in case.tracks):
        return None
    return _UNDER_WAY.fill(reference=case.reference)


_UNDER_WAY = Text(
    "{reference} har redan leverantörer eller platser i gång. Slå ihop åt andra hållet.",
    "{reference} has suppliers or placements under way already. Merge the other way round.",
)


def _belong_together_otherwise(connection: Connection, lost: CaseFile, kept: CaseFile) -> Text | None:
    if not (leads(connection, lost.id, kept.id) or leads(connection, kept.id, lost.id)):
        return None
    return _RELATED.fill(lost=lost.reference, kept=kept.reference)


_RELATED = Text(
    "Det ena av {lost} och {kept} kommer ur det andra: då är de inte samma upphandling.",
    "One of {lost} and {kept} comes out of the other: they are not the same procurement.",
)


def _of_another_unit(lost: CaseFile, kept: CaseFile) -> Reason | None:
    if None in {lost.unit_id, kept.unit_id} or lost.unit_id == kept.unit_id:
        return None
    text = _OTHER_UNIT.fill(lost=lost.reference, kept=kept.reference)
    return Reason("reason_given", text, remedies=(repeat(reason=""),))


_OTHER_UNIT = Text(
    "{lost} och {kept} hör till olika enheter. Ange skälet till att de ändå är samma upphandling.",
    "{lost} and {kept} belong to different units. Give the reason why they are the same procurement nevertheless.",
)
