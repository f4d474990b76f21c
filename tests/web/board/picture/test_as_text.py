"""The picture as text says what the picture shows."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from desk.lanes.drawn import LaneKind
from states.processes.registry import PROCESSES
from tests.desk.lanes.stories import STORIES, drawn
from web.board.picture.as_text import lanes_in_words, moved_days, table
from web.board.picture.view import pictured

CODE = re.compile(r"\b[a-zåäö]+(?:_[a-zåäö0-9]+)+\b|[{}]|\bNone\b")


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", STORIES)
def test_every_label_and_every_dated_point_has_its_row(name, language):
    lanes = drawn(name)

    rows = Counter((row.on, row.lane) for row in table(lanes, language))
    told = Counter((label.on, lane.title.in_(language)) for lane in lanes.lanes for label in lane.labels)
    told += Counter((link.on, lanes.lanes[link.source].title.in_(language)) for link in lanes.links if link.on)
    assert rows == told
    assert [row.on for row in table(lanes, language)] == sorted(row.on for row in table(lanes, language))


def test_a_row_says_how_things_stand():
    rows = [(row.day, row.lane, row.what, row.css, row.state) for row in table(drawn("two suppliers"), "sv")]

    assert ("1 dec 2026", "Leverantör\u00a01", "Kontaktperson", "late", "försenat 2 dagar") in rows
    assert ("8 dec 2026", "Leverantör\u00a02", "Startmöte bokat", "later", "planerat") in rows
    assert ("4 jan 2027", "Upphandling", "Efterannons", "later", "väntas") in rows
    assert ("10 mar 2026", "Upphandling", "Behovet aviserat", "done", "öppen") in rows
    assert (
        "22 dec 2026",
        "Leverantör\u00a01",
        "Startmöte och kompetensprofil, leverantör\u00a01",
        "stop",
        "hindrad",
    ) in rows
    overridden = [(row.what, row.css, row.state) for row in table(drawn("overridden"), "en")]
    assert ("Dialogue", "except", "exception") in overridden


def test_one_day_late_is_one_day():
    lanes = drawn("two suppliers")
    late = replace(lanes.lanes[1], labels=tuple(replace(one, late=1) for one in lanes.lanes[1].labels if one.late))

    rows = table(replace(lanes, lanes=(lanes.lanes[0], late, *lanes.lanes[2:])), "sv")
    assert [row.state for row in rows if row.css == "late"] == ["försenat 1 dag"]


def test_the_states_of_a_lane_are_told_one_after_the_other():
    found = {one.title: one.states for one in lanes_in_words(drawn("two suppliers"), "sv")}

    assert found["Upphandling"].endswith(
        "överprövning 18 jun 2026–21 okt 2026; avtalsspärr 21 okt 2026–24 nov 2026; nu matchning sedan 24 nov 2026; "
        "väntas matchning till 1 jun 2027; väntas anställning 1 jun 2027–1 dec 2028"
    )
    assert "nu 0 av 4 platser tillsatta sedan 26 nov 2026" in found["Målgrupp"]


@pytest.mark.parametrize("name", STORIES)
def test_every_state_and_day_of_a_bar_is_told(name):
    lanes = drawn(name)
    told = {one.title: one.states for one in lanes_in_words(lanes, "sv")}

    for lane in lanes.lanes:
        title = f"{lane.title.sv}, {lane.name}" if lane.kind is LaneKind.SUPPLIER else lane.title.sv
        for bar in lane.bars:
            assert bar.name.sv in told[title]
            assert bar.ends is None or bar.ends == lanes.today or str(bar.ends.year) in told[title]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", STORIES)
def test_nobody_reads_the_words_of_the_program(name, language):
    view = pictured(drawn(name), language)

    said = [
        *(row.what for row in view.table),
        *(row.state for row in view.table),
        *(f"{one.name} {one.status} {one.why}" for one in view.sync),
        *(one.states for one in view.states),
        *(f"{one.state} {one.owed}" for one in view.folded),
        *re.findall(r">([^<]+)</text>", f"{view.level}{view.tall}"),
    ]
    assert [words for words in said if CODE.search(words)] == []
    codes = {str(state) for process in PROCESSES.values() for state in process.states if language == "sv"}
    assert not codes & set(said)


def test_without_an_imagined_course_nothing_moves():
    assert moved_days(drawn("two suppliers"), "sv") == []
