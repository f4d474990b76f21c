"""The random court histories: that they can be drawn again, and that nothing which can happen is left out of them."""

from collections import Counter
from functools import cache

from tests.court_histories import PROCEDURES, History, history
from tests.court_oracle import BLOCKED, NOT_FROM_THIS_AWARD, Row, parsed, reckoned, rows_reached

MANY = 2_000
KINDS = frozenset(
    {
        *("notice", "intent", "call_off", "extension", "award_withdrawn", "cancelled", "signed", "filed", "order"),
        *("order_refused", "order_lifted", "no_extended", "ruling", "appealed", "leave_granted", "remitted"),
        "performance_order",
    }
)
DETAILS = frozenset(
    {
        *("electronic", "post-to-one", "voluntary", "last", "published", "all", "one", "award", "documents"),
        *("cancellation", "validity", "rejected", "dismissed", "written_off", "correction", "redo", "leave_refused"),
        *("no_ten_days", "until_FR_decides", "to_FR", "to_KR"),
    }
)


@cache
def drawn() -> list[History]:
    return [history(seed) for seed in range(MANY)]


def test_a_history_can_be_drawn_again():
    assert [history(seed) for seed in range(50)] == drawn()[:50]


def test_events_are_drawn_in_the_order_of_their_days():
    for _, _, events in drawn():
        days = [parsed(line).day for line in events]
        assert days == sorted(days)


def test_every_procedure_of_every_act_is_drawn():
    assert {(act, procedure) for act, procedure, _ in drawn()} == set(PROCEDURES)


def test_every_kind_of_event_is_drawn_with_every_detail_court_and_applicant():
    events = [parsed(line) for each in drawn() for line in each.events]
    assert {event.kind for event in events} == KINDS
    assert {word for event in events for word in event.words if "=" not in word} >= DETAILS
    assert {word.partition("=")[0] for event in events for word in event.words if "=" in word} == {"stated", "until"}
    assert {event.court for event in events} == {"-", "FR", "KR", "HFD"}
    assert {event.applicant for event in events} == {"-", "A", "B", "C", "authority"}


def test_everything_that_can_happen_to_a_bar_happens_more_than_once():
    reached = Counter(row for each in drawn() for row in rows_reached(*each))
    assert {row for row in Row if reached[row] < 2} == set()


def test_no_outcome_dominates_and_the_readings_part_now_and_then():
    outcomes = [reckoned(*each) for each in drawn()]
    shares = Counter(earliest if earliest in {BLOCKED, NOT_FROM_THIS_AWARD} else "a day" for earliest, _ in outcomes)
    assert set(shares) == {BLOCKED, NOT_FROM_THIS_AWARD, "a day"}
    assert all(MANY * 0.05 < count < MANY * 0.8 for count in shares.values())
    assert sum(earliest != strictest for earliest, strictest in outcomes) > MANY * 0.05


def test_the_strictest_day_is_never_the_earlier_one():
    for each in drawn():
        earliest, strictest = reckoned(*each)
        if NOT_FROM_THIS_AWARD in {earliest, strictest}:
            assert earliest == strictest
        else:
            assert strictest >= earliest  # "blocked" comes after every day
