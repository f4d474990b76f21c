"""Links between cases: call-off and framework, retender and cancelled case, two planned together, two merged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from sqlalchemy import Connection, bindparam, insert, select
from sqlmodel import col

from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.queries.cases import case_id
from models.refusals import Refused
from models.storage.database import one_at_a_time
from models.storage.driver_statements import Statement, among, id_list
from models.tables import Case, CaseLink
from models.unreadable import Words
from states.law.applicability import ProcurementKind
from states.law.procedures import Procedure
from states.refusal import Operation, Reason, do
from states.text import Text, verbatim

_link = CaseLink.__table__


class LinkKind(StrEnum):
    RENEWED_COMPETITION_OF = auto()
    RETENDER_OF = auto()
    PLANNED_WITH = auto()
    MERGED_INTO = auto()


@dataclass(frozen=True, slots=True)
class Label:
    """How a link is worded: in the later case, and in the other."""

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
    LinkKind.PLANNED_WITH: Label(
        Text("planerad i samma förhandsannons som", "planned in the same notice as"),
        Text("i förhandsannonsen planerades också", "planned in the same notice"),
    ),
    LinkKind.MERGED_INTO: Label(
        Text("uppgår i", "merged into"),
        Text("har tagit upp", "has taken in"),
    ),
}


LINK_KINDS = Words(Text("slag av koppling mellan ärenden", "kind of link between cases"), LinkKind)


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """A link as one case sees it: the case at its other end, and whether it leads there from here (`outward`).

    `kind` is as it is stored: a case with a kind of link that nobody knows is shown all the same.
    """

    kind: str
    reference: str
    title: str
    outward: bool
    linked_on: date

    @property
    def label(self) -> Text:
        if not LINK_KINDS.knows(self.kind):
            return verbatim(self.kind)
        of_kind = LABELS[LINK_KINDS[self.kind]]
        return of_kind.outward if self.outward else of_kind.inward


# --- links -----------------------------------------------------------------------------------------------------------


def link(
    connection: Connection,
    case: CaseFile,
    kind: LinkKind,
    other_reference: str,
    *,
    by: Actor,
    today: date,
) -> CaseFile:
    """Link a case to the earlier one that it comes from, note it in both journals, and return the earlier one.

    Raises Refused, UnknownCase, or CaseChanged. The caller must not have locked `case` (`read_case`, not `find`): two
    people who link two cases at once, each with the other's locked, would deadlock.
    """
    one_at_a_time(connection, LINKING)
    other_id = case_id(connection, other_reference)
    locked = load_some(connection, sorted({case.id, other_id}), locked=True)
    other = next(one for one in locked if one.id == other_id)
    for refused in (
        _by_merging() if kind is LinkKind.MERGED_INTO else None,
        itself(case, other),
        _of_another_kind(case) if kind is LinkKind.RENEWED_COMPETITION_OF else None,
        gone(connection, case),
        gone(connection, other),
        linked_already(connection, case, other),
        _in_a_circle(connection, case, other),
    ):
        if refused is not None:
            raise Refused(refused)
    connect(connection, case, kind, other, by=by, today=today)
    save(connection, [case, other])
    return other


def links_of(connection: Connection, case_id: int) -> list[LinkedCase]:
    """Return the links of a case, those that lead from it first."""
    later, earlier = col(CaseLink.case_id), col(CaseLink.other_id)
    found = []
    for here, there, outward in ((later, earlier, True), (earlier, later, False)):
        query = (
            select(col(CaseLink.kind), col(Case.reference), col(Case.title), col(CaseLink.linked_on))
            .select_from(CaseLink)
            .join(Case, col(Case.id) == there)
            .where(here == case_id)
            .order_by(col(CaseLink.id))
        )
        found += [
            LinkedCase(kind, reference, title, outward, on)
            for kind, reference, title, on in connection.execute(query).tuples()
        ]
    return found


def heirs(connection: Connection, case_ids: Iterable[int]) -> dict[int, int]:
    """Return the surviving case of each of these that was merged; the others are left out."""
    found: dict[int, int] = {}
    asked = set(case_ids)
    while asked:
        step: dict[int, int] = dict(_INTO.rows(connection, (id_list(connection, sorted(asked)),)))
        found = {id_: step.get(heir, heir) for id_, heir in (step | found).items()}
        asked = set(step.values())
    return found


def connect(connection: Connection, case: CaseFile, kind: LinkKind, other: CaseFile, *, by: Actor, today: date) -> None:
    """Store a link to the earlier case and note it in both journals, unchecked. The caller saves both."""
    store(connection, case, kind, other, today)
    for one in (case, other):
        note_link(one, case.reference, kind, other.reference, by=by, today=today)


def store(connection: Connection, case: CaseFile, kind: LinkKind, other: CaseFile, today: date) -> None:
    _ADD_LINK.run(connection, (case.id, kind, other.id, today))


def note_link(case: CaseFile, later: str, kind: LinkKind, earlier: str, *, by: Actor, today: date) -> None:
    case.note(today, actor=str(by), event="linked", source=later, target=earlier, detail=kind)


def leads(connection: Connection, start: int, goal: int) -> bool:
    """Return whether links lead from one case to another, over any number of cases."""
    seen, reached = {start}, {start}
    while reached and goal not in seen:
        onward = select(col(CaseLink.other_id)).where(col(CaseLink.case_id).in_(reached))
        reached = set(connection.execute(onward).scalars()) - seen
        seen |= reached
    return goal in seen


# --- refusals --------------------------------------------------------------------------------------------------------


def _by_merging() -> Reason:
    return Reason("merging", _MADE_BY_MERGING, remedies=(do(Operation.MERGE, into=""),))


_MADE_BY_MERGING = Text(
    "Ärenden som är samma upphandling kopplas inte: de slås ihop.",
    "Cases that are the same procurement are not linked: they are merged.",
)


def itself(case: CaseFile, other: CaseFile) -> Text | None:
    """Tell that two cases are one and the same."""
    if case.id != other.id:
        return None
    return _ITSELF.fill(reference=case.reference)


_ITSELF = Text("{reference} är samma ärende: ange ett annat.", "{reference} is the same case: name another one.")


def _of_another_kind(case: CaseFile) -> Reason | None:
    if case.kind == ProcurementKind.RENEWED_COMPETITION:
        return None
    right = do(Operation.AMEND, kind=ProcurementKind.RENEWED_COMPETITION, procedure=Procedure.RENEWED_COMPETITION)
    return Reason("kind", _ANOTHER_KIND.fill(reference=case.reference), remedies=(right,))


_ANOTHER_KIND = Text(
    "{reference} är ingen förnyad konkurrensutsättning. Är den det, rätta slaget och förfarandet först.",
    "{reference} is no renewed competition. If it is one, correct the kind and the procedure first.",
)


def gone(connection: Connection, case: CaseFile) -> Text | None:
    """Tell that a case was merged into another, and which."""
    heir = heirs(connection, [case.id]).get(case.id)
    if heir is None:
        return None
    into = connection.execute(select(col(Case.reference)).where(col(Case.id) == heir)).scalar_one()
    return _MERGED_INTO.fill(reference=case.reference, into=into)


_MERGED_INTO = Text(
    "{reference} uppgår i {into}: ange det ärendet i stället.",
    "{reference} was merged into {into}: name that case instead.",
)


def linked_already(connection: Connection, case: CaseFile, other: CaseFile) -> Text | None:
    """Tell that a case is linked with another already, and how; raise UnknownWord for a kind that nobody knows."""
    between = select(col(CaseLink.kind)).where(col(CaseLink.case_id) == case.id, col(CaseLink.other_id) == other.id)
    kind = connection.execute(between).scalar()
    if kind is None:
        return None
    label = LABELS[LINK_KINDS[kind]].outward
    return _IS_LINKED.fill(reference=case.reference, how=label, other=other.reference)


_IS_LINKED = Text(
    "{reference} är redan kopplat: {how} {other}.",
    "{reference} is linked already: {how} {other}.",
)


def _in_a_circle(connection: Connection, case: CaseFile, other: CaseFile) -> Text | None:
    if not leads(connection, other.id, case.id):
        return None
    return _CIRCLE.fill(other=other.reference, reference=case.reference)


_CIRCLE = Text(
    "{other} kommer redan ur {reference}: kopplingen skulle gå i en cirkel.",
    "{other} comes out of {reference} already: the link would go round in a circle.",
)


LINKING = "links"
"""The lock of whoever changes how cases belong together: two at once could close a circle."""
_LINK_COLUMNS = ("case_id", "kind", "other_id", "linked_on")
_ADD_LINK = Statement(
    _LINK_COLUMNS,
    lambda _: insert(_link).inline().values({name: bindparam(name) for name in _LINK_COLUMNS}),
)
_INTO = Statement(
    ["ids"],
    lambda db: select(_link.c.case_id, _link.c.other_id).where(
        among(_link.c.case_id, db), _link.c.kind == LinkKind.MERGED_INTO
    ),
)
