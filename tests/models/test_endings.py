"""No record ends a position where somebody works before it is said what ends, and somebody has said yes."""

from datetime import date
from typing import Any

import pytest

from models.actor import CLOCK
from models.casestore import save
from models.endings import EndedPosition, ended_by
from models.operations import find, note_observation, record, settle
from models.storage.database import writing
from states.facts import Milestone
from states.records.doubts import CONFIRMED, Unconfirmed
from states.records.observations import Observation
from states.refusal import repeat
from tests.notifications.city import BY_OFFICER, BY_UNIT, case_now
from tests.web.city import FIRMS, SUBJECT, begun, found, journal, placed, two_winners

M = Milestone
ON = date(2026, 5, 11)
ENDING: dict[str, tuple[Milestone, date | None, dict[str, str]]] = {
    "the lot is cancelled": (M.LOT_CANCELLED, ON, {"lot": "Del 1"}),
    "the winner is taken back": (M.WINNER_NAMED, None, {"lot": "Del 1", "supplier": FIRMS}),
}


@pytest.fixture
def working(sqlite_engine):
    """Two suppliers, of whom the first has hired somebody for position 1 and proposed somebody for position 2."""
    found(sqlite_engine)
    two_winners(sqlite_engine, places=2)
    begun(sqlite_engine)
    for place in ("1", "2"):
        placed(sqlite_engine, M.CANDIDATE_PROPOSED, date(2026, 4, 20), place)
    placed(sqlite_engine, M.EMPLOYMENT_STARTED, date(2026, 5, 4), value="matched 12 1")
    placed(sqlite_engine, M.HIRE_CONFIRMED, date(2026, 5, 5))
    return sqlite_engine


def state(engine, process: str, subject: str = "") -> str:
    return case_now(engine, "UH-1").track(process, subject).state


def told(engine, milestone: Milestone, on: date | None, *, confirmed=False, reason="", **about: Any) -> bool:
    by = BY_UNIT if "placement" in about else BY_OFFICER
    with writing(engine) as connection:
        report = Observation(milestone, on, str(by), by_person=True, as_of=ON, **about)
        case = find(connection, "UH-1")
        return record(connection, case, report, by=by, today=ON, confirmed=confirmed, reason=reason)


@pytest.mark.parametrize(("milestone", "on", "about"), ENDING.values(), ids=ENDING)
def test_what_would_end_work_is_shown_and_not_done_until_it_is_confirmed(working, milestone, on, about):
    before = journal(working)
    with pytest.raises(Unconfirmed) as asked:
        told(working, milestone, on, **about)
    (reason,) = asked.value.reasons
    assert reason.text.sv.startswith(f"Det här avslutar platser där någon arbetar: 1 ({SUBJECT}).")
    assert repeat(**{CONFIRMED: "yes"}) in reason.remedies
    assert (journal(working), state(working, "supplier", SUBJECT)) == (before, "delivering")

    assert told(working, milestone, on, confirmed=True, reason="avtalet gick till andra", **about)
    assert state(working, "supplier", SUBJECT) == "released"
    assert ("confirmed", milestone, "avtalet gick till andra") in journal(working)


def test_a_start_that_is_taken_back_with_its_proposal_ends_the_position(working):
    assert told(working, M.CANDIDATE_PROPOSED, None, placement="1")
    with pytest.raises(Unconfirmed):
        told(working, M.EMPLOYMENT_STARTED, None, placement="1")
    assert state(working, "placement", "1") == "following_up"
    assert told(working, M.EMPLOYMENT_STARTED, None, placement="1", confirmed=True)
    assert state(working, "placement", "1") == "open"


def test_an_end_of_the_employment_says_itself_what_ends(working):
    assert told(working, M.EMPLOYMENT_ENDED, ON, placement="1", value="ended_by_person")
    assert state(working, "placement", "1") == "open"


def test_nothing_is_asked_where_nobody_works_yet(sqlite_engine):
    found(sqlite_engine)
    two_winners(sqlite_engine)
    assert told(sqlite_engine, M.LOT_CANCELLED, ON, lot="Del 1")
    assert state(sqlite_engine, "supplier", SUBJECT) == "released"


def test_what_ends_nothing_is_recorded_unasked(working):
    assert told(working, M.LOT_CANCELLED, ON, lot="Del 2")
    assert told(working, M.CONTRACT_ENDED, date(2027, 4, 13))
    assert state(working, "placement", "1") == "following_up"


def test_a_cancelled_purchase_ends_the_work_in_all_of_its_positions(working):
    before = case_now(working, "UH-1")
    after = before.copy()
    after.track("procurement").state = "cancelled"
    report = after.recorded[-1]._replace(milestone=M.CANCELLED, placement="")
    assert ended_by(before, after, report) == (EndedPosition("1", SUBJECT),)


def test_a_signed_contract_is_never_cancelled_in_silence(working):
    with writing(working) as connection:
        case = find(connection, "UH-1")
        said_so = Observation(M.CANCELLED, ON, "notice 1-2026", by_person=False, as_of=ON)
        note_observation(case, said_so, by=CLOCK, today=ON)
        settle(case, ON)
        save(connection, [case])
    assert (state(working, "procurement"), state(working, "placement", "1")) == ("hire", "following_up")
