"""How cases belong together: links between them, two that are one procurement, and a case that begins from another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from desk.acting import carry_out, check_unchanged, digest_of
from models import merging
from models.actor import Actor
from models.casefile import CaseFile
from models.links import LinkKind, link
from models.merging import Merger
from models.operations import NewCase, open_case
from models.people import check_people
from models.queries.cases import read_case
from models.refusals import Refused
from states.law.applicability import ProcurementKind
from states.law.governed import ActSource
from states.law.procedures import Procedure
from states.text import Text

INHERITED = ("unit_id", "officer_id", "support_id", "labour_market_unit_id")
"""What a case takes over from the one that it comes from."""


@dataclass(frozen=True, slots=True)
class ComesFrom:
    """A case that another comes from, and how."""

    kind: LinkKind
    reference: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A new link, and the case it leads to."""

    kind: LinkKind
    other: CaseFile


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case that was opened, and the links made with it."""

    case: CaseFile
    links: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class MergerPreview:
    """What merging two cases would do, and the digest of it."""

    merger: Merger
    digest: str


def open_from(
    engine: Engine,
    reference: str,
    title: str,
    particulars: Mapping[str, Any],
    comes_from: Sequence[ComesFrom] = (),
    *,
    by: Actor,
    today: date,
) -> OpenedCase:
    """Open a case and link it to those that it comes from; `particulars` are other fields of `NewCase`.

    Unit, people and act are those of the earlier case where nothing else is given, and what is bought under a framework
    is a renewed competition. Raises UnknownCase, CaseChanged, and Refused for a reference that is taken, a kind that
    does not fit, links that cannot be, and an officer whom the directory does not call one that day.
    """

    def act(connection: Connection) -> OpenedCase:
        check_people(connection, particulars, today)
        known = _inherited(connection, comes_from) | dict(particulars)
        if known.get("kind") != ProcurementKind.RENEWED_COMPETITION and _under_a_framework(comes_from):
            raise Refused(_RENEWED)
        case = open_case(connection, NewCase(reference, title, **known), source=str(by), by=by, today=today)
        return OpenedCase(case, _linked(connection, case, comes_from, by=by, today=today))

    return carry_out(engine, act)


def link_to(
    engine: Engine, reference: str, comes_from: Sequence[ComesFrom], *, by: Actor, today: date
) -> tuple[Linked, ...]:
    """Link a case to earlier ones; raise UnknownCase, CaseChanged, and Refused for links that cannot be."""
    return carry_out(
        engine,
        lambda connection: _linked(connection, read_case(connection, reference), comes_from, by=by, today=today),
    )


def preview_merger(
    connection: Connection, reference: str, into: str, *, reason: str, by: Actor, today: date
) -> MergerPreview:
    """Return what merging a case into another would do; raise UnknownCase and Refused as `merge` does."""
    merger = merging.foresee(connection, reference, into, by=by, today=today, reason=reason)
    return MergerPreview(merger, digest_of(merger.versions))


def merge(
    engine: Engine, reference: str, into: str, *, reason: str, by: Actor, today: date, seen: str = ""
) -> CaseFile:
    """Merge a case into another, and return the one that goes on. `seen` is the digest of the preview, "" for unseen.

    Raises UnknownCase, CaseChanged, Outdated where either case is not as it was seen, and Refused for cases that are
    not one procurement or too far gone.
    """

    def act(connection: Connection) -> CaseFile:
        if seen:
            now = preview_merger(connection, reference, into, reason=reason, by=by, today=today)
            check_unchanged(seen, now.digest)
        return merging.merge(connection, reference, into, by=by, today=today, reason=reason)

    return carry_out(engine, act)


def _linked(
    connection: Connection, case: CaseFile, comes_from: Sequence[ComesFrom], *, by: Actor, today: date
) -> tuple[Linked, ...]:
    return tuple(
        Linked(one.kind, link(connection, case, one.kind, one.reference, by=by, today=today)) for one in comes_from
    )


def _inherited(connection: Connection, comes_from: Sequence[ComesFrom]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if _under_a_framework(comes_from):
        known = {"kind": ProcurementKind.RENEWED_COMPETITION, "procedure": Procedure.RENEWED_COMPETITION}
    for one in reversed(comes_from):  # the first that is named counts
        earlier = read_case(connection, one.reference)
        known |= {name: value for name in INHERITED if (value := getattr(earlier, name)) is not None}
        act = earlier.governed()
        if act.source in {ActSource.CASE, ActSource.PROCEDURE}:  # that of the unit the new case has by itself
            known["act"] = act.act
    return known


def _under_a_framework(comes_from: Sequence[ComesFrom]) -> bool:
    return any(one.kind is LinkKind.RENEWED_COMPETITION_OF for one in comes_from)


_RENEWED = Text(
    "Det som köps under ett ramavtal är en förnyad konkurrensutsättning.",
    "What is bought under a framework is a renewed competition.",
)
