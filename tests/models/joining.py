"""Two cases that belong together, as tests make them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from models.actor import CLOCK, Actor
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.links import LinkKind, link, links_of
from models.merging import merge
from models.operations import find, note_observation
from models.queries.cases import case_id
from models.refusals import Refused
from models.storage.database import reading, writing
from states.facts import Milestone
from states.records.observations import Observation
from tests.models.building import OFFICER, TODAY, contents

LATER = date(2026, 3, 16)


def joined(engine: Engine, later: str, kind: LinkKind, earlier: str, *, today: date = TODAY) -> None:
    with reading(engine) as connection:
        case = read_anew(connection, later)
    with writing(engine) as connection:
        link(connection, case, kind, earlier, by=OFFICER, today=today)


def read_anew(connection: Any, reference: str) -> CaseFile:
    (case,) = load_some(connection, [case_id(connection, reference)])
    return case


def merged(engine: Engine, lost: str, kept: str, *, by: Actor = OFFICER, today: date = LATER, **told: Any) -> CaseFile:
    with writing(engine) as connection:
        return merge(connection, lost, kept, by=by, today=today, **told)


def refusal(engine: Engine, act: Any, *words: Any, **told: Any) -> str:
    """Return why something is refused, in English; both languages tell it, and nothing is stored."""
    before = contents(engine)
    with pytest.raises(Refused) as refused:
        act(engine, *words, **told)
    assert contents(engine) == before
    assert refused.value.text.sv
    return refused.value.text.en


def told_by_notice(engine: Engine, reference: str, *observations: Observation) -> None:
    with writing(engine) as connection:
        case = find(connection, reference)
        for one in observations:
            note_observation(case, one, by=CLOCK, today=TODAY)
        save(connection, [case])


def announced(milestone: Milestone, on: date | None, *, number: str = "11-2026", as_of: date = TODAY) -> Observation:
    return Observation(milestone, on, f"notice {number}", False, as_of)


def seen_links(engine: Engine, reference: str) -> list[tuple[str, str, bool]]:
    with reading(engine) as connection:
        found = links_of(connection, case_id(connection, reference))
    return [(str(one.kind), one.reference, one.outward) for one in found]
