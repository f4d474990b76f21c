"""The oracle against histories of our own, reckoned by hand, and against the golden ones where they are at hand."""

import csv
import os
from datetime import date
from itertools import islice, permutations
from pathlib import Path

import pytest

from tests.court_oracle import BLOCKED, NOT_FROM_THIS_AWARD, easter, reckoned, rolled

TOLD, TOLD_LATER = "2027-02-01 notice - - electronic", "2027-02-03 notice - - electronic"
IN_TIME, REJECTED = "2027-02-08 filed FR A award", "2027-03-01 ruling FR A rejected"
ORDER, REDO = "2027-02-09 order FR A -", "2027-03-01 ruling FR A redo"
ORDER_KR, ORDER_HFD = "2027-03-09 order KR A -", "2027-06-08 order HFD A -"
NEVER = (NOT_FROM_THIS_AWARD, NOT_FROM_THIS_AWARD)
SHUT = (BLOCKED, BLOCKED)

# 2027: Easter Day is 28 March, Ascension Day 6 May, Midsummer Eve 25 June; 1 February is a Monday.
NOTICES = {
    "ten days": ("LOU", "open", [TOLD], "2027-02-12"),
    "ten days that end on Good Friday": ("LUK", "concession", ["2027-03-16 notice - - electronic"], "2027-03-31"),
    "fifteen days after a letter": ("LUFS", "restricted", ["2027-02-01 notice - - post-to-one"], "2027-02-17"),
    "fifteen days that end on Midsummer Eve": (
        *("LUF ch.19", "advertised", ["2027-06-10 notice - - post-to-one"]),
        "2027-06-29",
    ),
    "a stated Sunday": ("LUF", "comp-dial", ["2027-02-01 notice - - electronic,stated=2027-02-21"], "2027-02-23"),
    "a stated day that is too early": (
        *("LOU", "innovation", ["2027-02-01 notice - - electronic,stated=2027-02-05"]),
        "2027-02-12",
    ),
    "notices on two days": ("LOU", "neg-w-call", [TOLD, TOLD_LATER], "2027-02-16"),
    "renewed competition under LOU": ("LOU", "fku", [TOLD], "2027-02-01"),
    "renewed competition under LOU, told on two days": ("LOU", "fku", [TOLD, TOLD_LATER], "2027-02-03"),
    "renewed competition under LUF": ("LUF", "fku", [TOLD], "2027-02-12"),
    "a standstill chosen": ("LUF ch.19", "fku-ch19", ["2027-02-01 notice - - electronic,voluntary"], "2027-02-12"),
    "an intent notice until Ascension Day": ("LOU ch.19a", "direct", ["2027-04-26 intent - - published"], "2027-05-08"),
    "a notice within the days of an intent notice": (
        *("LUK", "without-notice", ["2027-02-01 intent - - published", TOLD_LATER]),
        "2027-02-12",
    ),
    "a call-off": ("LOU ch.19", "call-off-no-competition", ["2027-02-03 call_off - - -"], "2027-02-03"),
    "a new notice where no standstill is owed": (
        *("LOU", "neg-wo-call", [TOLD, "2027-02-10 award_withdrawn - - -", "2027-02-15 notice - - electronic"]),
        "2027-02-15",
    ),
    "a choice of providers": ("LOV", "choice-system", [TOLD], "2027-02-01"),
    "an extension on the last day": (
        *("LOU", "open", [TOLD, "2027-02-11 extension - - all,until=2027-02-20"]),
        "2027-02-23",
    ),
    "a new award after a long standstill": (
        "LOU",
        "open",
        [
            "2027-02-01 notice - - electronic,stated=2027-04-30",
            "2027-02-10 award_withdrawn - - -",
            "2027-02-15 notice - - electronic",
        ],
        "2027-02-26",
    ),
}
"""Histories without courts: act, procedure, events and the earliest day in either reading."""

COURTS = {
    "an extension told to one": ([TOLD, "2027-02-05 extension - - one,until=2027-02-24"], "2027-02-12", "2027-02-25"),
    "an extension told late": ([TOLD, "2027-02-12 extension - - all,until=2027-02-24"], "2027-02-12", "2027-02-25"),
    "in time on the rolled last day": (
        ["2027-03-18 notice - - electronic", "2027-03-30 filed FR A award"],
        *SHUT,
    ),
    "a day late": ([TOLD, "2027-02-12 filed FR A award"], "2027-02-12", "2027-02-12"),
    "in time and rejected": ([TOLD, IN_TIME, REJECTED], "2027-03-12", "2027-03-12"),
    "written off while the standstill runs": (
        [TOLD, "2027-02-02 filed FR A award", "2027-02-04 ruling FR A written_off"],
        *("2027-02-16", "2027-02-16"),
    ),
    "ten days waived in the ruling": (
        [TOLD, IN_TIME, ORDER, "2027-03-01 ruling FR A rejected,no_ten_days"],
        *("2027-03-02", "2027-03-02"),
    ),
    "the second applicant is still open": (
        [TOLD, IN_TIME, "2027-02-09 filed FR B award", REJECTED],
        *SHUT,
    ),
    "late under the case of another": (
        [TOLD, IN_TIME, "2027-02-15 filed FR B award", REJECTED, "2027-03-15 ruling FR B dismissed"],
        *("2027-03-12", "2027-03-26"),
    ),
    "late under the case of one who was late": (
        [TOLD, IN_TIME, "2027-02-15 filed FR B award", REJECTED, "2027-03-05 filed FR C award"],
        *("2027-03-12", BLOCKED),
    ),
    "the extension is taken away, and the ruling starts nothing": (
        [TOLD, IN_TIME, "2027-02-22 no_extended FR A -", "2027-03-08 ruling FR A rejected"],
        *("2027-02-23", "2027-02-23"),
    ),
    "the extension is taken away, and the ten days run on": (
        [TOLD, "2027-02-02 filed FR A award", "2027-02-03 no_extended FR A -"],
        *("2027-02-12", "2027-02-12"),
    ),
    "an order in a late case": (
        [TOLD, "2027-02-16 filed FR A award", "2027-02-17 order FR A -", REJECTED],
        *("2027-03-12", "2027-03-12"),
    ),
    "an order lifted, and a ruling after it": (
        [
            *(TOLD, "2027-02-16 filed FR A award", "2027-02-17 order FR A -"),
            *("2027-02-22 order_lifted FR A -", "2027-03-08 ruling FR A rejected"),
        ],
        *("2027-03-05", "2027-03-19"),
    ),
    "an order lifted by the court above": (
        [TOLD, "2027-02-16 filed FR A award", "2027-02-17 order FR A -", "2027-02-22 order_lifted KR A -"],
        *("2027-03-05", "2027-03-05"),
    ),
    "an order lifted by the court above them all": (
        [TOLD, "2027-02-16 filed FR A award", "2027-02-17 order FR A -", "2027-02-22 order_lifted HFD A -"],
        *("2027-03-05", "2027-03-05"),
    ),
    "an order lifted, and a ruling after it that waives the ten days": (
        [
            *(TOLD, "2027-02-16 filed FR A award", "2027-02-17 order FR A -"),
            *("2027-02-22 order_lifted FR A -", "2027-03-08 ruling FR A rejected,no_ten_days"),
        ],
        *("2027-03-05", "2027-03-09"),
    ),
    "late under a case that came back": (
        [
            *(TOLD, IN_TIME, REJECTED, "2027-03-22 remitted KR A to_FR", "2027-03-30 filed FR B award"),
            *("2027-04-05 ruling FR A rejected", "2027-04-12 ruling FR B dismissed"),
        ],
        *("2027-03-12", "2027-04-23"),
    ),
    "an order lifted without ten days": (
        [TOLD, "2027-02-16 filed FR A award", "2027-02-17 order FR A -", "2027-02-22 order_lifted FR A no_ten_days"],
        *("2027-02-23", "2027-02-23"),
    ),
    "an order from above until the ruling": (
        [
            *(TOLD, "2027-02-16 filed FR A award", "2027-02-17 order_refused FR A -"),
            *("2027-02-19 order KR A until_FR_decides", "2027-03-08 ruling FR A rejected"),
        ],
        *("2027-03-19", "2027-03-19"),
    ),
    "an order from above that outlives the remittal": (
        [TOLD, IN_TIME, REJECTED, "2027-04-12 order KR A until_FR_decides", "2027-04-13 remitted KR A to_FR"],
        *SHUT,
    ),
    "an order from above lifted below": (
        [
            *(TOLD, IN_TIME, REJECTED, "2027-04-12 remitted KR A to_FR", "2027-04-12 order KR A until_FR_decides"),
            "2027-05-10 order_lifted FR A -",
        ],
        *("2027-05-21", BLOCKED),
    ),
    "leave refused under an order": (
        [TOLD, IN_TIME, REJECTED, ORDER_KR, "2027-04-12 ruling KR A leave_refused"],
        *("2027-04-23", "2027-04-23"),
    ),
    "an appeal without an order": (
        [TOLD, IN_TIME, REJECTED, "2027-03-10 appealed KR A -", "2027-04-12 ruling KR A rejected"],
        *("2027-03-12", "2027-03-12"),
    ),
    "a new procurement is demanded": ([TOLD, IN_TIME, REDO], *NEVER),
    "a demand while another case is open": ([TOLD, IN_TIME, "2027-02-09 filed FR B award", REDO], *NEVER),
    "a demand set aside": (
        [TOLD, IN_TIME, REDO, "2027-03-15 appealed KR authority -", "2027-05-31 ruling KR A rejected"],
        *("2027-06-01", "2027-06-11"),
    ),
    "a demand whose appeal is not heard": ([TOLD, IN_TIME, REDO, "2027-05-31 ruling KR A leave_refused"], *NEVER),
    "a demand of the court of appeal set aside": (
        [TOLD, IN_TIME, REJECTED, "2027-05-31 ruling KR A correction", "2027-09-13 ruling HFD A rejected"],
        *("2027-09-14", "2027-09-24"),
    ),
    "a demand remitted": ([TOLD, IN_TIME, REDO, "2027-05-31 remitted KR A to_FR"], "2027-06-01", BLOCKED),
    "a demand remitted and rejected": (
        [TOLD, IN_TIME, REDO, "2027-05-31 remitted KR A to_FR", "2027-08-16 ruling FR A rejected"],
        *("2027-06-01", "2027-08-27"),
    ),
    "remitted under an order": (
        [TOLD, IN_TIME, REJECTED, ORDER_KR, "2027-04-12 remitted KR A to_FR"],
        *("2027-04-23", BLOCKED),
    ),
    "the supreme court remits under an order": (
        [TOLD, IN_TIME, REJECTED, "2027-05-31 ruling KR A rejected", ORDER_HFD, "2027-09-13 remitted HFD A to_KR"],
        *("2027-09-24", "2027-09-24"),
    ),
    "the supreme court rules under an order": (
        [TOLD, IN_TIME, REJECTED, "2027-05-31 ruling KR A rejected", ORDER_HFD, "2027-09-13 ruling HFD A dismissed"],
        *("2027-09-14", "2027-09-24"),
    ),
    "the supreme court lifts its order and rules": (
        [
            *(TOLD, IN_TIME, REJECTED, "2027-05-31 ruling KR A rejected", ORDER_HFD),
            *("2027-09-13 order_lifted HFD A -", "2027-11-15 ruling HFD A rejected"),
        ],
        *("2027-09-14", "2027-09-24"),
    ),
    "a ruling is all that is known": ([REJECTED], "2027-03-12", "2027-03-12"),
    "a ruling on what nobody told of": ([TOLD, REJECTED], "2027-03-12", "2027-03-12"),
    "an order is all that is known": ([ORDER, "2027-02-15 order_lifted FR A -"], *SHUT),
    "decided before the notice": (
        ["2027-01-11 filed FR A documents", "2027-02-01 ruling FR A rejected", TOLD],
        *("2027-02-12", "2027-02-12"),
    ),
    "open when the notice is sent": (
        ["2027-01-11 filed FR A documents", TOLD, "2027-02-22 ruling FR A rejected"],
        *("2027-03-05", "2027-03-05"),
    ),
    "remitted when the new notice is sent": (
        [
            *(TOLD, IN_TIME, REJECTED, "2027-03-22 remitted KR A to_FR"),
            *("2027-04-05 award_withdrawn - - -", "2027-04-12 notice - - electronic"),
        ],
        *SHUT,
    ),
    "corrected and told the same day": (
        [TOLD, IN_TIME, "2027-03-01 ruling FR A correction", "2027-03-01 notice - - electronic"],
        *("2027-03-12", "2027-03-12"),
    ),
    "cancelled": ([TOLD, "2027-02-03 cancelled - - electronic"], *NEVER),
    "a cancellation upheld": (
        [TOLD, "2027-02-03 cancelled - - electronic", "2027-02-05 filed FR A cancellation", REJECTED],
        *NEVER,
    ),
    "a cancellation set aside while a second review of it is open": (
        [
            *(TOLD, "2027-02-03 cancelled - - electronic", "2027-02-05 filed FR A cancellation"),
            *("2027-02-08 filed FR B cancellation", "2027-03-01 ruling FR A correction"),
            "2027-03-08 notice - - electronic",
        ],
        *("2027-03-19", "2027-03-19"),
    ),
    "signed in breach": ([TOLD, IN_TIME, "2027-02-15 signed - - -"], *SHUT),
    "what is filed after signing": (
        [TOLD, "2027-02-15 signed - - -", "2027-02-16 filed FR A award", "2027-02-17 order FR A -"],
        *("2027-02-12", "2027-02-12"),
    ),
}
"""Histories of an open procedure under LOU: events, the earliest day, and the strictest."""


@pytest.mark.parametrize(("act", "procedure", "events", "day"), NOTICES.values(), ids=NOTICES)
def test_a_notice_bars_as_its_act_has_it(act, procedure, events, day):
    assert reckoned(act, procedure, events) == (day, day)


@pytest.mark.parametrize(("events", "earliest", "strictest"), COURTS.values(), ids=COURTS)
def test_a_court_bars_as_long_as_the_law_says(events, earliest, strictest):
    assert reckoned("LOU", "open", events) == (earliest, strictest)


@pytest.mark.parametrize("events", [case[0] for case in COURTS.values()], ids=COURTS)
def test_the_order_of_entry_changes_nothing(events):
    entered = [*islice(permutations(events), 24), *islice(permutations(reversed(events)), 24)]
    assert {reckoned("LOU", "open", each) for each in entered} == {reckoned("LOU", "open", events)}


def test_an_application_bars_nothing_where_no_standstill_is_owed():
    assert reckoned("LOU", "fku", [TOLD, "2027-02-02 filed FR A award"]) == ("2027-02-01", "2027-02-01")


def test_a_notice_is_missing_also_where_it_would_start_nothing():
    events = ["2027-01-04 filed FR A documents", "2027-01-05 order FR A -", "2027-01-11 ruling FR A rejected"]
    assert reckoned("LOU", "fku", events) == reckoned("LUF", "neg-wo-call", events) == SHUT


def test_a_call_off_under_luf_has_a_standstill_in_the_strictest_reading_alone():
    call_off, in_time = "2027-02-03 call_off - - -", "2027-02-08 filed FR A award"
    assert reckoned("LUF", "call-off-no-competition", [call_off]) == ("2027-02-03", "2027-02-16")
    assert reckoned("LUF", "call-off-no-competition", [call_off, in_time]) == ("2027-02-03", BLOCKED)


def test_an_application_extends_a_standstill_that_was_chosen():
    chosen = "2027-02-01 notice - - electronic,voluntary"
    assert reckoned("LOU", "dps", [chosen, IN_TIME]) == SHUT
    assert reckoned("LOU", "dps", [chosen, "2027-02-12 filed FR A award"]) == ("2027-02-12", "2027-02-12")


def test_a_contract_is_not_signed_before_the_notice_although_the_ten_days_of_an_order_are_over():
    events = ["2027-01-04 filed FR A documents", "2027-01-05 order FR A -", "2027-01-11 ruling FR A rejected", TOLD]
    assert reckoned("LOU", "fku", events) == ("2027-02-01", "2027-02-01")


def test_what_is_no_event_is_refused():
    with pytest.raises(KeyError):
        reckoned("LOU", "open", ["2027-02-01 letter - - electronic"])
    with pytest.raises(ValueError, match="unpack"):
        reckoned("LOU", "open", ["2027-02-01 notice electronic"])
    with pytest.raises(ValueError, match="no day"):
        reckoned("LOU", "open", [TOLD, "2027-02-02 extension - - all"])


# --- the calendar ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ["1954-04-18", "1981-04-19", "2019-04-21", "2024-03-31", "2026-04-05", "2027-03-28", "2038-04-25"]
)
def test_easter_day_is_that_of_the_almanac(day):
    assert easter(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2027-03-25", "2027-03-25"),  # Maundy Thursday
        ("2027-03-26", "2027-03-30"),
        ("2027-04-30", "2027-04-30"),  # Walpurgis
        ("2027-05-17", "2027-05-17"),  # Whit Monday
        ("2028-06-06", "2028-06-07"),
        ("2027-06-25", "2027-06-28"),
        ("2027-11-05", "2027-11-05"),  # the day before All Saints'
        ("2027-12-24", "2027-12-27"),
        ("2027-12-31", "2028-01-03"),
        ("2028-01-05", "2028-01-05"),
        ("2028-01-06", "2028-01-07"),
    ],
)
def test_a_period_ends_on_a_working_day(day, last):
    assert rolled(date.fromisoformat(day)) == date.fromisoformat(last)


# --- the golden histories --------------------------------------------------------------------------------------------


def golden_file() -> Path | None:
    """Return the golden histories: in the folder of the published notices, or among the documents beside it."""
    if "TRESPANN_CORPUS" not in os.environ:
        return None
    corpus = Path(os.environ["TRESPANN_CORPUS"])
    places = (corpus, corpus.parent / "docs", corpus.parent)
    return next((file for place in places if (file := place / "court_histories.csv").is_file()), None)


def golden_histories() -> list[dict[str, str]]:
    file = golden_file()
    if file is None:
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


GOLDEN = golden_histories()


@pytest.mark.corpus
@pytest.mark.skipif(not GOLDEN, reason="TRESPANN_CORPUS is not set, or has no golden histories beside it")
@pytest.mark.parametrize("row", GOLDEN, ids=[row["id"] for row in GOLDEN])
def test_the_golden_days_are_found(row):
    found = reckoned(row["act"], row["procedure"], row["events"].split(";"))
    assert found == (row["expected_earliest_signing"], row["strictest"])
