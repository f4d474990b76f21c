"""How cases belong together: renewed competition and framework, retender and what was cancelled, two made one.

Two cases are one procurement where a person typed one in and a notice opened the other. Merging hands over what is
known of the one to the other, with its sources and days, and the rules of what counts decide as if all had been said
of one.
"""

import shlex
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from models.actor import Actor
from models.casefile import CaseChanged, CaseFile
from models.casestore import load_some, save
from models.database import one_at_a_time
from models.operations import move, note_observation, settle
from models.particulars import Said, count_anew, said_of, store_particulars
from models.refusals import Refused, UnknownCase
from models.statements import Statement, among, id_list
from models.tables import Case, CaseLink, ImportedNotice, NoticeName
from states.applicability import ProcurementKind
from states.facts import Milestone
from states.milestones import BUYERS
from states.observations import Observation, current
from states.procurement import DUTIES, OPEN, PROCUREMENT, State
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_link = CaseLink.__table__  # type: ignore[attr-defined]
_imported = ImportedNotice.__table__  # type: ignore[attr-defined]
_name = NoticeName.__table__  # type: ignore[attr-defined]

T = TypeVar("T")


class LinkKind(StrEnum):
    RENEWED_COMPETITION_OF = auto()
    RETENDER_OF = auto()
    MERGED_INTO = auto()


@dataclass(frozen=True, slots=True)
class Label:
    """How a link is told: of the later case, and of the other."""

    outward: Text
    inward: Text


LABELS: Mapping[LinkKind, Label] = {
    LinkKind.RENEWED_COMPETITION_OF: Label(
        Text("förnyad konkurrensutsättning under", "renewed competition under"),
        Text("ramavtal för", "framework of"),
    ),
    LinkKind.RETENDER_OF: Label(
        Text("ny upphandling efter", "retender of"),
        Text("upphandlas på nytt i", "begun again as"),
    ),
    LinkKind.MERGED_INTO: Label(
        Text("uppgår i", "merged into"),
        Text("har tagit upp", "has taken in"),
    ),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link as one case sees it: the case at its other end, and whether it leads there from here (`outward`)."""

    kind: LinkKind
    reference: str
    title: str
    outward: bool
    linked_on: date

    @property
    def label(self) -> Text:
        of_kind = LABELS[self.kind]
        return of_kind.outward if self.outward else of_kind.inward


# --- links -----------------------------------------------------------------------------------------------------------


def link(
    connection: Connection,
    file: CaseFile,
    kind: LinkKind,
    other_reference: str,
    *,
    by: Actor,
    today: date,
) -> CaseFile:
    """Link a case to the earlier one that it comes from, tell the journals of both, and return the earlier one.

    Raises Refused, UnknownCase, or CaseChanged. `file` is read, not found: two people who link two cases at once, each
    with the other's locked, would wait for each other for ever.
    """
    one_at_a_time(connection, _LINKING)
    other_id = _id_of(connection, other_reference)
    locked = load_some(connection, sorted({file.id, other_id}), locked=True)
    other = next(one for one in locked if one.id == other_id)
    for refused in (
        _MADE_BY_MERGING if kind is LinkKind.MERGED_INTO else None,
        _itself(file, other),
        _of_another_kind(file) if kind is LinkKind.RENEWED_COMPETITION_OF else None,
        _gone(connection, file),
        _gone(connection, other),
        _linked_already(connection, file, other),
        _in_a_circle(connection, file, other),
    ):
        if refused is not None:
            raise Refused(refused)
    _store(connection, file, kind, other, today)
    for one in (file, other):
        _note_link(one, file.reference, kind, other.reference, by=by, today=today)
    save(connection, [file, other])
    return other


def links_of(connection: Connection, case_id: int) -> list[Link]:
    """Return the links of a case, those that lead from it first."""
    later, earlier = _link.c.case_id, _link.c.other_id
    found = []
    for here, there, outward in ((later, earlier, True), (earlier, later, False)):
        query = (
            select(_link.c.kind, _case.c.reference, _case.c.title, _link.c.linked_on)
            .join(_case, _case.c.id == there)
            .where(here == case_id)
            .order_by(_link.c.id)
        )
        found += [
            Link(LinkKind(kind), reference, title, outward, on)
            for kind, reference, title, on in connection.execute(query)
        ]
    return found


def heirs(connection: Connection, case_ids: Iterable[int]) -> dict[int, int]:
    """Return the case that each of these was merged into, in the end; those that were not merged are left out."""
    found: dict[int, int] = {}
    asked = set(case_ids)
    while asked:
        step: dict[int, int] = dict(_INTO.rows(connection, (id_list(connection, sorted(asked)),)))
        found = {id_: step.get(heir, heir) for id_, heir in (step | found).items()}
        asked = set(step.values())
    return found


def _id_of(connection: Connection, reference: str) -> int:
    found = connection.execute(select(_case.c.id).where(_case.c.reference == reference)).scalar()
    if found is None:
        raise UnknownCase(reference)
    return int(found)


def _store(connection: Connection, file: CaseFile, kind: LinkKind, other: CaseFile, today: date) -> None:
    connection.execute(insert(_link).values(case_id=file.id, kind=kind, other_id=other.id, linked_on=today))


def _note_link(file: CaseFile, later: str, kind: LinkKind, earlier: str, *, by: Actor, today: date) -> None:
    file.note(today, actor=str(by), event="linked", source=later, target=earlier, detail=kind)


def _leads(connection: Connection, start: int, goal: int) -> bool:
    """Tell whether links lead from one case to another, over any number of cases."""
    seen, reached = {start}, {start}
    while reached and goal not in seen:
        onward = select(_link.c.other_id).where(_link.c.case_id.in_(reached))
        reached = set(connection.execute(onward).scalars()) - seen
        seen |= reached
    return goal in seen


# --- refusals --------------------------------------------------------------------------------------------------------


_MADE_BY_MERGING = Text(
    "Ärenden som är samma upphandling slås ihop med ”trespann case merge”.",
    "Cases that are the same procurement are merged with “trespann case merge”.",
)


def _itself(file: CaseFile, other: CaseFile) -> Text | None:
    if file.id != other.id:
        return None
    return Text(
        f"{file.reference} är samma ärende: ange ett annat.",
        f"{file.reference} is the same case: name another one.",
    )


def _of_another_kind(file: CaseFile) -> Text | None:
    if file.kind == ProcurementKind.RENEWED_COMPETITION:
        return None
    which = shlex.quote(file.reference)
    command = f"trespann case change {which} --kind renewed_competition --procedure renewed_competition"
    return Text(
        f"{file.reference} är ingen förnyad konkurrensutsättning. Är den det, rätta först: {command}",
        f"{file.reference} is no renewed competition. If it is one, correct that first: {command}",
    )


def _gone(connection: Connection, file: CaseFile) -> Text | None:
    heir = heirs(connection, [file.id]).get(file.id)
    if heir is None:
        return None
    into = connection.execute(select(_case.c.reference).where(_case.c.id == heir)).scalar_one()
    return Text(
        f"{file.reference} uppgår i {into}: ange det ärendet i stället.",
        f"{file.reference} was merged into {into}: name that case instead.",
    )


def _linked_already(connection: Connection, file: CaseFile, other: CaseFile) -> Text | None:
    between = select(_link.c.kind).where(_link.c.case_id == file.id, _link.c.other_id == other.id)
    kind = connection.execute(between).scalar()
    if kind is None:
        return None
    label = LABELS[LinkKind(kind)].outward
    return Text(
        f"{file.reference} är redan kopplat: {label.sv} {other.reference}.",
        f"{file.reference} is linked already: {label.en} {other.reference}.",
    )


def _in_a_circle(connection: Connection, file: CaseFile, other: CaseFile) -> Text | None:
    if not _leads(connection, other.id, file.id):
        return None
    return Text(
        f"{other.reference} kommer redan ur {file.reference}: kopplingen skulle gå i en cirkel.",
        f"{other.reference} comes out of {file.reference} already: the link would go round in a circle.",
    )


# --- merging ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Merger:
    """Two cases that are one procurement: what the `lost` one hands over, and what counts of the `kept` one then."""

    lost: CaseFile
    kept: CaseFile
    observations: Sequence[Observation]
    particulars: Sequence[Said]
    said: Sequence[Said]
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
    """Return what a merger would come to, the surviving case as it would be then, and store nothing.

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
    """Make two cases of one procurement one, and return the surviving case, settled and saved.

    The other is cancelled; later notices and plans that name it find the surviving one. Raises Refused, UnknownCase, or
    CaseChanged when the cases are no longer of the versions `seen` by who agreed to the merger.
    """
    one_at_a_time(connection, "import")  # what is read in at this moment must not find the case that ends
    one_at_a_time(connection, _LINKING)
    why = " ".join(reason.split())
    merger = _prepare(connection, from_reference, into_reference, by=by, reason=why, locked=True)
    lost, kept = merger.lost, merger.kept
    if seen is not None and seen != merger.versions:
        raise CaseChanged([lost.reference, kept.reference])
    for file in (lost, kept):
        file.note(today, actor=str(by), event="merged", source=lost.reference, target=kept.reference, detail=why)
    _hand_over(merger, by=by, today=today)
    store_particulars(connection, merger.particulars)
    _move_notices(connection, lost.id, kept.id)
    _move_links(connection, merger, by=by, today=today)
    _store(connection, lost, LinkKind.MERGED_INTO, kept, today)
    settle(kept, today)
    save(connection, [kept, *(file for file in merger.neighbours.values() if file.entries)])
    told = f"{LinkKind.MERGED_INTO} {kept.reference}"
    move(connection, lost, "cancel", by=by, today=today, reason=f"{told}: {why}" if why else told)
    return kept


def _prepare(
    connection: Connection,
    from_reference: str,
    into_reference: str,
    *,
    by: Actor,
    reason: str,
    locked: bool,
) -> Merger:
    lost_id, kept_id = _id_of(connection, from_reference), _id_of(connection, into_reference)
    ids = {lost_id, kept_id, *_linked_with(connection, lost_id)}
    files = {file.id: file for file in load_some(connection, sorted(ids), locked=locked)}
    lost, kept = files[lost_id], files[kept_id]
    for refused in (
        None if by.role in BUYERS else _NOT_THEIRS,
        _itself(lost, kept),
        _gone(connection, lost),
        _gone(connection, kept),
        _ended(lost),
        _ended(kept),
        _has_suppliers(lost),
        _belong_together_otherwise(connection, lost, kept),
        None if reason.strip() else _of_another_unit(lost, kept),
    ):
        if refused is not None:
            raise Refused(refused)
    said = said_of(connection, [lost_id, kept_id])
    observations = _beside(kept.recorded, lost.recorded, rank=_rank_of_observation, prefer=_later)
    counting = current([*kept.recorded, *observations])
    assessed = [one for one in counting if one.milestone is Milestone.RELEVANCE_ASSESSED]
    theirs = [row | {"case_id": kept_id} for row in said[lost_id]]
    return Merger(
        lost,
        kept,
        observations,
        _beside(said[kept_id], theirs, rank=_rank_of_particular, prefer=lambda ours, _: ours),
        said[kept_id],
        connection.execute(select(func.count()).where(_imported.c.case_id == lost_id)).scalar_one(),
        counting,
        any(one not in kept.recorded for one in assessed),
        {id_: file for id_, file in files.items() if id_ not in {lost_id, kept_id}},
    )


def _beside(
    ours: Sequence[T],
    theirs: Sequence[T],
    *,
    rank: Callable[[T], Hashable],
    prefer: Callable[[T, T], T],
) -> list[T]:
    """Return what is to be said after `ours` for all of `theirs` to be said too.

    Of equal rank the last word counts; where both cases end on different words of one rank, `prefer` tells which is
    repeated at the end. So it is no accident of who was merged into whom.
    """
    fresh = [one for one in theirs if one not in ours]
    mine, yours, last = ({rank(one): one for one in said} for said in (ours, theirs, [*ours, *fresh]))
    meant = {at: prefer(mine[at], word) for at, word in yours.items() if at in mine}
    return fresh + [word for at, word in meant.items() if word != last[at]]


def _rank_of_observation(one: Observation) -> Hashable:
    return (one.subject, one.as_of, "" if one.by_person else (one.source, one.value))


def _later(ours: Observation, theirs: Observation) -> Observation:
    """Return the word with the later day: the strictest, since no date comes out too early then."""
    return max(ours, theirs, key=lambda one: (one.on or date.min, one.value, one.source))


def _rank_of_particular(row: Said) -> Hashable:
    return (row["name"], row["as_of"], "" if row["by_person"] else row["source"])


def _hand_over(merger: Merger, *, by: Actor, today: date) -> None:
    lost, kept = merger.lost, merger.kept
    for observation in merger.observations:
        note_observation(kept, observation, by=by, today=today)
    count_anew(kept, merger.particulars, merger.said, source=lost.reference, by=by, today=today)
    if merger.brings_assessment:
        kept.put(outcome=lost.outcome, forms=lost.forms, outcome_reason=lost.outcome_reason)
        detail = " ".join(filter(None, (lost.forms, lost.outcome_reason)))
        kept.note(today, actor=str(by), event="assessed", target=lost.outcome, detail=detail)


def _move_notices(connection: Connection, lost_id: int, kept_id: int) -> None:
    connection.execute(update(_imported).where(_imported.c.case_id == lost_id).values(case_id=kept_id))
    held = select(_name.c.name).where(_name.c.case_id == kept_id)
    connection.execute(delete(_name).where(_name.c.case_id == lost_id, _name.c.name.in_(held)))
    connection.execute(update(_name).where(_name.c.case_id == lost_id).values(case_id=kept_id))


def _move_links(connection: Connection, merger: Merger, *, by: Actor, today: date) -> None:
    """Let the surviving case stand where the other stood, but for what was merged into that one before."""
    lost, kept = merger.lost, merger.kept
    for id_, later_id, kind, earlier_id in connection.execute(_links_at(lost.id)).all():
        outward = later_id == lost.id
        far = merger.neighbours[earlier_id if outward else later_id]
        ends = (kept, far) if outward else (far, kept)
        if _linked_already(connection, *ends):
            connection.execute(delete(_link).where(_link.c.id == id_))
            continue
        moved = {"case_id": ends[0].id, "other_id": ends[1].id}
        connection.execute(update(_link).where(_link.c.id == id_).values(moved))
        for file in ends:
            _note_link(file, ends[0].reference, LinkKind(kind), ends[1].reference, by=by, today=today)


def _linked_with(connection: Connection, case_id: int) -> set[int]:
    return {end for _, *ends in connection.execute(_links_at(case_id)) for end in (ends[0], ends[2])}


def _links_at(case_id: int) -> Any:
    c = _link.c
    return (
        select(c.id, c.case_id, c.kind, c.other_id)
        .where(or_(c.case_id == case_id, c.other_id == case_id), c.kind != LinkKind.MERGED_INTO)
        .order_by(c.id)
    )


_NOT_THEIRS = Text(
    "Ärenden slås ihop av upphandlaren eller stödfunktionen.",
    "Cases are merged by the procurement officer or the support function.",
)


def _ended(file: CaseFile) -> Text | None:
    track = file.track(PROCUREMENT.name)
    if track is None or track.state in OPEN:
        return None
    label = DUTIES[State(track.state)].label
    return Text(
        f"{file.reference} är inte längre öppet (läge: {label.sv}) och kan inte slås ihop med något.",
        f"{file.reference} is no longer open (state: {label.en}) and cannot be merged with anything.",
    )


def _has_suppliers(file: CaseFile) -> Text | None:
    if not any(track.subject for track in file.tracks):
        return None
    return Text(
        f"{file.reference} har redan leverantörer eller platser i gång. Slå ihop åt andra hållet.",
        f"{file.reference} has suppliers or placements under way already. Merge the other way round.",
    )


def _belong_together_otherwise(connection: Connection, lost: CaseFile, kept: CaseFile) -> Text | None:
    if not (_leads(connection, lost.id, kept.id) or _leads(connection, kept.id, lost.id)):
        return None
    return Text(
        f"Det ena av {lost.reference} och {kept.reference} kommer ur det andra: då är de inte samma upphandling.",
        f"One of {lost.reference} and {kept.reference} comes out of the other: they are not the same procurement.",
    )


def _of_another_unit(lost: CaseFile, kept: CaseFile) -> Text | None:
    if None in {lost.unit_id, kept.unit_id} or lost.unit_id == kept.unit_id:
        return None
    return Text(
        f"{lost.reference} och {kept.reference} hör till olika enheter. Ange med --reason varför de ändå är samma"
        " upphandling.",
        f"{lost.reference} and {kept.reference} belong to different units. Say with --reason why they are the same"
        " procurement nevertheless.",
    )


_LINKING = "links"
_INTO = Statement(
    ["ids"],
    lambda db: select(_link.c.case_id, _link.c.other_id).where(
        among(_link.c.case_id, db), _link.c.kind == LinkKind.MERGED_INTO
    ),
)
