"""Four eyes: what is risky waits for a second person."""

import threading
from datetime import date

import pytest
from sqlalchemy import update

from models.actor import Actor
from models.overrides.approvals import UnknownRequest, approvers, requests
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import OverrideRequest, Person
from states.facts import Role
from tests.models.building import add_person, broken, enter, read, seen
from tests.models.overrides.steps import (
    TODAY,
    M,
    add_person_in,
    approved,
    cancelled,
    declined,
    entries,
    forced,
    handed_over,
    purchase,
    state_of_request,
    undone,
)


def test_a_request_for_a_state_that_is_no_longer_called_so_lapses(standstill, asker, second):
    number = forced(standstill, "matching", by=asker).request
    with writing(standstill) as connection:
        connection.execute(update(OverrideRequest).where(OverrideRequest.id == number).values(target="agreed"))
    assert approved(standstill, number, second).change is None
    assert purchase(standstill) == "standstill"


def test_a_risky_override_waits_for_a_second_person(standstill, asker, second):
    made = forced(standstill, "hire", reason="Brådskar", by=asker)
    assert made.request is not None
    assert purchase(standstill) == "standstill"
    assert entries(standstill)[-1][1:] == (
        str(asker),
        "override_asked",
        "standstill",
        "hire",
        f"{made.request} Brådskar",
    )
    with reading(standstill) as connection:
        (waiting,) = requests(connection)
    assert waiting.risks == ("shortens_standstill", "skips_contact_point_2")
    assert (waiting.reference, waiting.source, waiting.target) == ("UH-1", "standstill", "hire")
    assert (waiting.asked_by, waiting.asked_on) == (str(asker), TODAY)


def test_a_risky_override_needs_somebody_who_asks(standstill, asker):
    for by in (Actor(Role.SUPPORT), Actor(Role.SUPPORT, 99)):
        with pytest.raises(Refused, match="second person"):
            forced(standstill, "matching", by=by)
    assert purchase(standstill) == "standstill"


def test_the_same_request_is_made_once(standstill, asker):
    first, again = forced(standstill, "matching", by=asker), forced(standstill, "matching", by=asker)
    assert first.request == again.request
    assert [one[2] for one in entries(standstill)].count("override_asked") == 1


def test_nobody_approves_their_own_request(standstill, asker):
    number = forced(standstill, "closed", by=asker).request
    with pytest.raises(Refused, match="themselves"):
        approved(standstill, number, asker)
    assert purchase(standstill) == "standstill"


def test_only_who_is_known_as_support_function_or_manager_approves(standstill, asker):
    number = forced(standstill, "closed", by=asker).request
    officer = add_person(standstill, "ulla@example.se", "officer")
    gone = add_person(standstill, "stig@example.se", "support")
    with writing(standstill) as connection:
        connection.execute(update(Person).where(Person.id == gone).values(left_on=TODAY))
        assert approvers(connection, besides=asker.person_id, today=TODAY) == {}
    for by in (
        Actor(Role.OFFICER, officer),
        Actor(Role.SUPPORT, officer),  # a role that the directory does not give
        Actor(Role.SUPPORT, gone),
        Actor(Role.SUPPORT, 99),
        Actor(Role.SUPPORT),
        Actor(Role.CLOCK),
    ):
        with pytest.raises(Refused, match="in the directory"):
            approved(standstill, number, by)
    assert purchase(standstill) == "standstill"


@pytest.mark.parametrize("role", ["support", "manager"])
def test_a_second_person_approves_and_stands_in_the_journal(standstill, asker, role):
    number = forced(standstill, "closed", reason="Lagd ned", by=asker).request
    with writing(standstill) as connection:
        by = Actor(Role(role), add_person_in(connection, role))
    change = approved(standstill, number, by).change
    assert purchase(standstill) == change.result == "closed"
    assert ("override", "standstill", "closed", "Lagd ned") in [one[2:] for one in entries(standstill)]
    assert next(one[1] for one in entries(standstill) if one[2] == "override") == str(by)
    assert state_of_request(standstill, number) == ("applied", str(by), TODAY)
    with pytest.raises(Refused, match="decided already"):
        approved(standstill, number, by)
    assert broken(standstill, read(standstill).id) is None


def test_a_request_lapses_when_the_track_has_moved_since(standstill, asker, second):
    number = forced(standstill, "matching", by=asker).request
    cancelled(standstill)
    decided = approved(standstill, number, second)
    assert decided.change is None
    assert purchase(standstill) == "cancelled"
    assert entries(standstill)[-1][1:3] == (str(second), "override_lapsed")
    assert state_of_request(standstill, number)[0] == "lapsed"


def test_a_request_is_declined_with_a_reason(standstill, asker, second):
    number = forced(standstill, "matching", by=asker).request
    with pytest.raises(Refused, match="reason"):
        declined(standstill, number, second, "")
    declined(standstill, number, second, "Vänta ut spärren")
    assert purchase(standstill) == "standstill"
    assert entries(standstill)[-1][1:] == (str(second), "override_declined", "", "", f"{number} Vänta ut spärren")
    with reading(standstill) as connection:
        assert requests(connection) == []
    with pytest.raises(Refused, match="decided already"):
        declined(standstill, number, second, "Igen")


def test_who_asked_may_take_it_back(standstill, asker):
    number = forced(standstill, "matching", by=asker).request
    declined(standstill, number, asker, "Behövs inte")
    assert state_of_request(standstill, number)[:2] == ("declined", str(asker))


def test_an_unknown_request_is_refused(standstill, second):
    with pytest.raises(UnknownRequest):
        approved(standstill, 7, second)


def test_a_risky_undoing_waits_for_a_second_person_too(standstill, asker, second):
    handed_over(standstill)
    court = date(2026, 4, 9)
    enter(standstill, "UH-1", seen(M.REVIEW_FILED, court), today=court)
    assert purchase(standstill) == "review"
    made = undone(standstill, len(entries(standstill)), by=asker, today=court)
    assert purchase(standstill) == "review"
    assert made.change.taken_back
    approved(standstill, made.request, second, today=court)
    assert [one[2] for one in entries(standstill)][-2:] == ["override", "contest"]


def test_of_two_who_approve_at_once_one_wins(standstill, asker, second):
    other = Actor(Role.SUPPORT, add_person(standstill, "stina@example.se", "support"))
    number = forced(standstill, "closed", by=asker).request
    start, outcomes = threading.Barrier(2), []

    def attempt(by: Actor) -> None:
        start.wait()
        try:
            outcomes.append(approved(standstill, number, by).change.result)
        except Refused as refused:
            outcomes.append(refused.text.en)

    threads = [threading.Thread(target=attempt, args=(by,)) for by in (second, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == [f"Request {number} is decided already.", "closed"]
    assert [one[2] for one in entries(standstill)].count("override") == 1
    assert broken(standstill, read(standstill).id) is None


def test_the_requests_of_one_case_are_found_by_its_number(standstill, asker):
    forced(standstill, "hire", by=asker)
    number = read(standstill).id
    with reading(standstill) as connection:
        assert [one.case_id for one in requests(connection, case_id=number)] == [number]
        assert requests(connection, case_id=number + 1) == []
