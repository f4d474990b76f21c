"""What should not have happened, of the case and of each candidate."""

from datetime import date

import pytest

from models.deviations import deviations_of
from models.operations import find, record
from models.storage.database import writing
from states.facts import Milestone
from tests.models.building import SUPPORT, seen
from tests.notifications.city import bring_to_standstill, case_now, observe
from tests.web.city import CLEAR, FIRMS, RIVAL, SENT, begun, found, placed, two_winners

M = Milestone
STARTED, LATE = date(2026, 5, 4), date(2026, 5, 6)


@pytest.fixture
def hired(sqlite_engine):
    """Somebody who began on 4 May and was confirmed, while nobody has answered about a subsidy."""
    found(sqlite_engine)
    two_winners(sqlite_engine, places=2)
    begun(sqlite_engine)
    placed(sqlite_engine, M.CANDIDATE_PROPOSED, date(2026, 4, 20))
    placed(sqlite_engine, M.EMPLOYMENT_STARTED, STARTED, value="matched 12 1")
    placed(sqlite_engine, M.HIRE_CONFIRMED, date(2026, 5, 5))
    return sqlite_engine


def found_of(engine) -> list[tuple[Milestone, str]]:
    return [(one.milestone, one.text.sv) for one in deviations_of(case_now(engine, "UH-1"), date(2028, 1, 10))]


def test_whoever_was_confirmed_is_hired_and_the_open_question_a_deviation(hired):
    assert case_now(hired, "UH-1").track("placement", "1").state == "following_up"
    ((milestone, text),) = found_of(hired)
    assert milestone is M.EMPLOYMENT_STARTED
    assert text.startswith("Plats 1: Anställningen började måndag 4 maj 2026 utan att frågan om anställningsstöd")


def test_a_late_subsidy_is_a_deviation_and_one_in_time_is_not(hired):
    placed(hired, M.SUBSIDY_DECIDED, LATE, value="yes")
    assert [milestone for milestone, _ in found_of(hired)] == [M.SUBSIDY_DECIDED]
    placed(hired, M.SUBSIDY_DECIDED, date(2026, 4, 30), value="yes", told_on="2026-05-07")
    assert found_of(hired) == []


def test_a_subsidy_that_is_renewed_was_decided_in_time(hired):
    placed(hired, M.SUBSIDY_DECIDED, date(2026, 4, 30), value="yes", told_on="2026-05-06")
    placed(hired, M.SUBSIDY_DECIDED, date(2027, 4, 30), value="yes")
    assert found_of(hired) == []
    placed(hired, M.SUBSIDY_DECIDED, None, told_on="2027-05-03")
    placed(hired, M.SUBSIDY_DECIDED, date(2027, 4, 30), value="yes", told_on="2027-05-03")
    assert [milestone for milestone, _ in found_of(hired)] == [M.SUBSIDY_DECIDED]


def test_an_employment_that_has_ended_since_may_still_be_answered_for(hired):
    placed(hired, M.EMPLOYMENT_ENDED, date(2026, 5, 22), value="other")
    placed(hired, M.SUBSIDY_DECIDED, date(2026, 5, 25), value="not_applicable")
    assert found_of(hired) == []


def test_of_two_contracts_the_one_that_was_signed_too_early_is_named_however_late_the_other(sqlite_engine):
    found(sqlite_engine)
    bring_to_standstill(sqlite_engine, "UH-1", sent=SENT)
    early, fine = date(2026, 4, 8), date(2026, 4, 20)
    for supplier in (FIRMS, RIVAL):
        observe(sqlite_engine, "UH-1", M.WINNER_NAMED, CLEAR, supplier=supplier)
    for supplier, day in ((FIRMS, early), (RIVAL, fine)):
        with writing(sqlite_engine) as connection:
            case = find(connection, "UH-1")
            told = seen(M.CONTRACT_SIGNED, day, by=SUPPORT, supplier=supplier)
            record(connection, case, told, by=SUPPORT, today=fine, reason="skickades i förtid")

    case = case_now(sqlite_engine, "UH-1")

    assert case.facts(fine).on(M.CONTRACT_SIGNED) == fine
    ((milestone, text),) = found_of(sqlite_engine)
    assert milestone is M.CONTRACT_SIGNED
    assert text.startswith(f"{FIRMS}: ")
