"""The words of the picture."""

from datetime import date

import pytest

from desk.lanes.drawn import LabelKind, LaneLabel, LinkStatus
from states.text import Text
from tests.desk.lanes.stories import drawn
from web.board.picture import words

DAY, TODAY = date(2026, 12, 1), date(2026, 12, 3)


@pytest.mark.parametrize(
    ("says", "sv", "en"),
    [
        (words.short_day(DAY), "1 dec", "1 Dec"),
        (words.day_of_year(DAY), "1 dec 2026", "1 Dec 2026"),
        (words.told_day(DAY, TODAY), "1 december", "1 December"),
        (words.told_day(date(2027, 5, 1), TODAY), "1 maj 2027", "1 May 2027"),
        (words.month_name(DAY, whole=True), "december", "December"),
        (words.month_name(date(2026, 5, 1), whole=False), "maj", "May"),
        (words.month_and_year(DAY), "december 2026", "December 2026"),
        (words.weekday(DAY), "tisdag", "Tuesday"),
    ],
)
def test_days_are_written_as_people_write_them(says, sv, en):
    assert says == Text(sv, en)


@pytest.mark.parametrize(
    ("more", "sv"),
    [
        ({}, "kontaktperson 1 dec"),
        ({"late": 2}, "kontaktperson 1 dec, försenat"),
        ({"number": 3}, "kontaktperson (3) 1 dec"),
        ({"until": date(2026, 12, 8)}, "kontaktperson 1 dec–8 dec"),
        ({"kind": LabelKind.OVERRIDE}, "kontaktperson 1 dec, undantag"),
    ],
)
def test_a_label_says_what_when_how_many_and_how(more, sv):
    label = LaneLabel(**{"on": DAY, "what": Text("kontaktperson", "contact person"), "kind": LabelKind.OWED} | more)

    assert words.beside(label).sv == sv
    assert words.without_day(label).sv.startswith("Kontaktperson")


def test_a_sync_point_says_since_when_it_is_open_or_by_when_it_must():
    lanes = drawn("two suppliers")

    said = [(one.name, one.css, one.status) for one in words.sync_lines(lanes, "sv")]
    assert said[3:] == [
        ("Kontaktpunkt 2", "done", "Öppen sedan 24 november"),
        ("Startmöte och kompetensprofil, leverantör\u00a01", "stop", "Hindrad, senast 22 december"),
        ("Startmöte och kompetensprofil, leverantör\u00a02", "wait", "Väntar, senast 22 december"),
        ("Första anställningen", "wait", "Väntar, senast 1 juni 2027"),
    ]
    assert [one.status for one in words.sync_lines(lanes, "en")][3] == "Open since 24 November"


def test_a_point_without_a_day_says_so():
    said = [one.status for one in words.sync_lines(drawn("court twice"), "sv")]

    assert said[-1] == "Hindrad, ingen dag är känd"


def test_a_point_of_a_row_says_how_it_stands_unless_it_is_open():
    lanes = drawn("two suppliers")

    told = {link.status: words.link_told(link, lanes).sv for link in lanes.links}
    assert told[LinkStatus.BLOCKED] == "Startmöte och kompetensprofil, leverantör\u00a01: hindrad"
    assert ":" not in told[LinkStatus.OPEN]


def test_the_keys_of_the_lanes_are_explained():
    assert words.lane_keys(drawn("five suppliers"), "sv") == (
        "U upphandling · 1 Exempelföretaget A AB · + 4 leverantörer till · M målgrupp"
    )
    assert words.lane_keys(drawn("plan only"), "en") == "P purchase · T target group"


def test_the_picture_is_described_with_its_numbers():
    said = words.described(drawn("two suppliers")).sv

    assert "Synkpunkter: 7, varav 4 öppna, 2 som väntar och 1 hindrade." in said
    assert "Leverantör\u00a01, Påhittade Fastighetstjänster AB" in said


def test_every_mark_has_a_meaning():
    assert len({css for css, _ in words.KEYS}) == len({meaning for _, meaning in words.KEYS}) == 9
