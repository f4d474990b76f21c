"""Histories as text: how acts, procedures and events are read, and what cannot be."""

from datetime import date
from random import Random

import pytest

from states.law.acts import Act
from states.law.courts import Court, EventKind, Ruling
from states.law.histories import UnreadableEvent, event_of, governed_by, procedure_of, reckon_history
from states.law.procedures import Chapter, Procedure

STORY = (
    "2027-03-01 notice - - electronic",
    "2027-03-08 filed FR A award",
    "2027-05-03 ruling FR A rejected",
    "2027-05-12 order KR A -",
    "2027-06-14 ruling KR A leave_refused",
)


def test_an_event_is_read_with_its_court_applicant_and_details():
    event = event_of("2027-06-14 ruling KR A leave_refused,no_ten_days")
    assert (event.on, event.kind, event.court, event.applicant) == (date(2027, 6, 14), EventKind.RULING, Court.KR, "A")
    assert (event.ruling, event.ten_days) == (Ruling.LEAVE_REFUSED, False)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_events_makes_no_difference(seed):
    shuffled = Random(seed).sample(STORY, len(STORY))  # noqa: S311 - repeatable, not secret
    found = reckon_history("LOU", "open", shuffled)
    assert (found.earliest, found.strictest) == ("2027-06-25", "2027-06-25")


@pytest.mark.parametrize(
    ("written", "act", "chapter"),
    [
        ("LUF", Act.LUF, Chapter.MAIN),
        ("LUF ch.19", Act.LUF, Chapter.BELOW),
        ("LOU ch.19a", Act.LOU, Chapter.DIRECT),
        ("LUK ch.15", Act.LUK, Chapter.BELOW),
        ("LOU 2007", Act.LOU, Chapter.MAIN),
        ("", None, Chapter.MAIN),
    ],
)
def test_an_act_is_read_with_its_chapter(written, act, chapter):
    governed = governed_by(written)
    assert (governed.act, governed.chapter) == (act, chapter)


def test_below_the_threshold_an_advertised_procedure_is_that_of_the_chapter():
    assert procedure_of("open", Chapter.BELOW) is Procedure.SIMPLIFIED
    assert procedure_of("fku", Chapter.BELOW) is Procedure.RENEWED_COMPETITION_CH19
    assert procedure_of("anything of chapter 19 a: direkt".rpartition(" ")[2], Chapter.DIRECT) is Procedure.DIRECT_AWARD


@pytest.mark.parametrize(
    "written",
    ["", "in march notice", "2027-03-01 letter - -", "2027-03-01 ruling XX A rejected", "2027-03-01 notice - - fax"],
)
def test_what_is_written_otherwise_is_refused(written):
    with pytest.raises(UnreadableEvent):
        event_of(written)


def test_an_unknown_act_is_refused():
    with pytest.raises(UnreadableEvent):
        governed_by("LOA")
