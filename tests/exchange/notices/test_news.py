"""Lots that are decided one by one, a lot that a change cancels, and what the report says of it."""

from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine

from exchange.notices.news import MOST
from models.casestore import save
from models.operations import settle
from models.storage.database import writing
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.records.observations import lots_of
from tests.exchange.notices.folders import CASE_OF_STORY, clear, files_of, meaning, put, take_in, told
from tests.models.building import TODAY, dates, notice_xml, read, uuid, winner, write

LOTS = ("LOT-0001", "LOT-0002")
CALL = notice_xml("call", procedure="P", oj="11-2026", published="2026-01-19", deadline="2026-02-10", lots=LOTS)
FIRST = notice_xml(
    "first",
    form="result",
    procedure="P",
    oj="21-2026",
    published="2026-02-20",
    decided="2026-02-12",
    signed="2026-02-18",
    winners=[winner("LOT-0001", "Städ AB")],
)
SECOND = notice_xml("second", form="result", procedure="P", published="2026-02-25", outcome="clos-nw", lots=LOTS[1:])
ENDED = notice_xml("ended", form="result", procedure="P", published="2026-02-20", outcome="clos-nw", lots=LOTS[:1])


def of_lot(content: str, *lots: str) -> str:
    """Return a change that names the lots it is about."""
    named = "".join(f"<efbc:ChangedSectionIdentifier>{lot}</efbc:ChangedSectionIdentifier>" for lot in lots)
    changed = f"<efac:Change><efac:ChangedSection>{named}</efac:ChangedSection></efac:Change><efac:ChangeReason>"
    return content.replace("<efac:ChangeReason>", changed)


CHANGE = of_lot(
    notice_xml(
        "change",
        procedure="P",
        oj="12-2026",
        published="2026-01-28",
        dispatched="2026-01-26",
        deadline="2026-02-17",
        changes=f"{uuid('call')}-01",
        reason="cancel",
        lots=LOTS,
    ),
    "LOT-0002",
)
LATER = notice_xml(
    "later",
    procedure="P",
    published="2026-02-04",
    deadline="2026-02-24",
    changes="12-2026",
    reason="update-add",
    lots=LOTS,
)


def outcomes(engine: Engine) -> dict[str, str]:
    return {one.lot: str(one.outcome) for one in lots_of(read(engine, CASE_OF_STORY).recorded)}


@pytest.mark.parametrize(
    ("contents", "expected", "is_cancelled"),
    [
        ((CALL, FIRST, SECOND), {"LOT-0001": "won", "LOT-0002": "no_winner"}, False),
        ((CALL, SECOND), {"LOT-0001": "open", "LOT-0002": "no_winner"}, False),
        ((CALL, ENDED, SECOND), {"LOT-0001": "no_winner", "LOT-0002": "no_winner"}, True),
        ((CALL, CHANGE), {"LOT-0001": "open", "LOT-0002": "cancelled"}, False),
        ((CALL, CHANGE, LATER), {"LOT-0001": "open", "LOT-0002": "cancelled"}, False),
        ((CALL, CHANGE, ENDED), {"LOT-0001": "no_winner", "LOT-0002": "cancelled"}, True),
    ],
)
def test_lots_come_to_the_same_in_every_order(
    engine: Engine, folder: Path, contents: tuple[str, ...], expected: dict[str, str], *, is_cancelled: bool
):
    found = []
    for order in permutations(enumerate(contents)):
        clear(engine)
        for number, content in order:
            take_in(engine, write(folder, f"{number}.xml", content))
        assert outcomes(engine) == expected
        assert ("cancelled" in dates(read(engine, CASE_OF_STORY))) is is_cancelled
        found.append(meaning(engine))
    assert all(one == found[0] for one in found)


def test_a_change_that_cancels_one_lot_takes_back_nothing_of_the_call(engine: Engine, folder: Path):
    put(folder, a=CALL)
    take_in(engine, folder)
    put(folder, b=CHANGE)
    report = take_in(engine, folder)
    counting = dates(read(engine, CASE_OF_STORY))
    assert (str(counting["documents_published"]), str(counting["tenders_due"])) == ("2026-01-19", "2026-02-17")
    assert told(report, "b.xml") == (
        "Ärendet är uppdaterat: sista anbudsdag 2026-02-17 (tidigare 2026-02-10); del LOT-0002 avbruten 2026-01-28.",
        "The case is updated: tenders due 2026-02-17 (before: 2026-02-10); lot LOT-0002 cancelled 2026-01-28.",
    )


def test_a_change_that_names_the_whole_and_every_lot_takes_back_the_whole(engine: Engine, folder: Path):
    whole = of_lot(notice_xml("w", procedure="P", changes="11-2026", reason="cancel", lots=LOTS), "PROCEDURE", *LOTS)
    put(folder, a=CALL, b=whole)
    report = take_in(engine, folder)
    assert set(dates(read(engine, CASE_OF_STORY))) == {"case_opened"}
    assert "Inget nytt" not in told(report, "b.xml")[0]
    assert "återkallad" in told(report, "b.xml")[0]


def test_a_part_that_is_no_lot_is_told_and_takes_back_nothing(engine: Engine, folder: Path):
    part = of_lot(notice_xml("w", procedure="P", changes="11-2026", reason="cancel", lots=LOTS), "GLO-0001")
    put(folder, a=CALL, b=part)
    assert "GLO-0001" in told(take_in(engine, folder), "b.xml")[0]
    assert "documents_published" in dates(read(engine, CASE_OF_STORY))


def test_a_notice_that_would_end_what_is_signed_is_told(engine: Engine, folder: Path):
    put(folder, a=CALL, b=FIRST)
    take_in(engine, folder)
    put(folder, c=ENDED.replace("2026-02-20", "2026-02-26"))
    assert "men har en vinnare" in told(take_in(engine, folder), "c.xml")[0]


def test_a_lot_that_comes_to_be_known_after_the_case_was_closed_is_told(engine: Engine, folder: Path):
    put(folder, a=SECOND)
    take_in(engine, folder)
    let_the_clock_cancel(engine)
    put(folder, b=CALL)
    assert "är de här delarna öppna eller tilldelade: LOT-0001" in told(take_in(engine, folder), "b.xml")[0]


def let_the_clock_cancel(engine: Engine) -> None:
    (case,) = files_of(engine)
    settle(case, TODAY)
    with writing(engine) as connection:
        save(connection, [case])
    track = case.track(PROCUREMENT.name)
    assert track is not None
    assert track.state == ProcurementState.CANCELLED


def test_of_many_changes_some_are_named_and_the_others_counted(engine: Engine, folder: Path):
    lots = [f"LOT-{number:04}" for number in range(1, MOST + 6)]
    put(folder, a=notice_xml("call", procedure="P", published="2026-01-19", lots=lots))
    take_in(engine, folder)
    ended = notice_xml("e", form="result", procedure="P", published="2026-02-20", outcome="clos-nw", lots=lots)
    put(folder, b=ended)
    assert "6 uppgifter till" in told(take_in(engine, folder), "b.xml")[0]
