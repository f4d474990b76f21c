"""What a reader of a case is told of notices and people who contradict each other."""

from datetime import date

from sqlalchemy import Engine

from desk.contradictions import contradictions_of
from states.facts import Milestone
from states.records.observations import Observation
from tests.models.building import enter, opened, read, seen
from tests.models.joining import told_by_notice


def notice(milestone: Milestone, on: date, **told: str) -> Observation:
    return Observation(milestone, on, "TED 1-2026", by_person=False, as_of=on, **told)


def test_a_date_that_a_notice_gives_otherwise_stands_with_both_days(engine: Engine):
    opened(engine)
    enter(engine, "UH-1", seen(Milestone.DOCUMENTS_PUBLISHED, date(2026, 2, 9)))
    assert list(contradictions_of(read(engine, "UH-1"))) == []
    told_by_notice(engine, "UH-1", notice(Milestone.DOCUMENTS_PUBLISHED, date(2026, 2, 11)))
    (text,) = contradictions_of(read(engine, "UH-1"))
    assert "måndag 9 februari 2026" in text.sv
    assert "TED 1-2026 säger onsdag 11 februari 2026" in text.sv
    assert "TED 1-2026 says Wednesday" in text.en


def test_a_lot_that_ended_though_somebody_has_won_it_stands_with_its_source(engine: Engine):
    opened(engine)
    told_by_notice(
        engine,
        "UH-1",
        notice(Milestone.LOT_AWARDED, date(2026, 5, 11), lot="1"),
        notice(Milestone.LOT_CANCELLED, date(2026, 6, 1), lot="1"),
    )
    (text,) = contradictions_of(read(engine, "UH-1"))
    assert text.sv.startswith("TED 1-2026: Del 1 är avbruten")
