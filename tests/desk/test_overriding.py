"""Overriding, undoing and approving: what was seen is done, or nothing."""

from datetime import date

import pytest

from desk.acting import Outdated, SeenState
from desk.overriding import Override, Undo, approve, decline, override, preview, preview_approval
from desk.recording import Report, record
from matters.ladder_file import DEFAULT
from models.actor import Actor
from models.overrides.approvals import UnknownRequest
from models.refusals import Refused
from models.storage.database import reading
from states.facts import Milestone, Role
from tests.notifications.city import BY_OFFICER, MANAGER, SUPPORT, bring_to_standstill, reminders, state_of

SENT, TODAY = date(2026, 3, 24), date(2026, 4, 1)
ASKER, SECOND = Actor(Role.SUPPORT, SUPPORT), Actor(Role.MANAGER, MANAGER)
CANCEL = Override("procurement", "", "cancelled", "Fel ärende")
HAND_OVER = Override("procurement", "", "matching", "Bråttom")
WITH = {"today": TODAY, "ladder": DEFAULT}


@pytest.fixture
def case(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    return city


def seen(engine, request, *, by=ASKER):
    with reading(engine) as connection:
        return preview(connection, "UH-1", request, by=by, **WITH)


def change_meanwhile(engine):
    record(engine, "UH-1", Report(Milestone.WINNER_NAMED, TODAY, supplier="Exempel AB"), by=BY_OFFICER, today=TODAY)


def test_a_preview_writes_nothing_and_is_the_same_as_long_as_the_case_is(case):
    first, again = seen(case, CANCEL), seen(case, CANCEL)
    assert first.digest == again.digest
    assert state_of(case, "UH-1") == "standstill"
    change_meanwhile(case)
    assert seen(case, CANCEL).digest != first.digest


def test_what_was_seen_is_done(case):
    made = override(case, "UH-1", CANCEL, by=ASKER, seen=seen(case, CANCEL).digest, **WITH)

    assert (made.change.result, made.request, state_of(case, "UH-1")) == ("cancelled", None, "cancelled")
    assert {state for *_, state in reminders(case)} <= {"withdrawn"}


@pytest.mark.parametrize("looked", ["preview", "state"])
def test_what_has_changed_since_is_not_done(case, looked):
    digest = seen(case, CANCEL).digest
    change_meanwhile(case)
    how = {"seen": digest} if looked == "preview" else {"standing": SeenState("procurement", "", "award")}
    with pytest.raises(Outdated):
        override(case, "UH-1", CANCEL, by=ASKER, **how, **WITH)
    assert state_of(case, "UH-1") == "standstill"


def test_only_the_support_function_overrides(case):
    with pytest.raises(Refused):
        seen(case, CANCEL, by=BY_OFFICER)
    with pytest.raises(Refused):
        override(case, "UH-1", CANCEL, by=BY_OFFICER, **WITH)


def test_a_step_is_undone_as_it_was_seen(case):
    made = override(case, "UH-1", CANCEL, by=ASKER, **WITH)
    assert made.request is None
    with reading(case) as connection:
        from models.queries.journals import journal

        entries = journal(connection, "UH-1").entries
    number = next(entry.number for entry, _ in entries if entry.event == "override")
    undo = Undo(number, "Misstag")
    override(case, "UH-1", undo, by=ASKER, seen=seen(case, undo).digest, **WITH)

    assert state_of(case, "UH-1") == "standstill"


def asked(engine):
    made = override(engine, "UH-1", HAND_OVER, by=ASKER, **WITH)
    assert made.request is not None
    return made


def test_what_is_risky_waits_and_those_who_may_approve_it_are_named(case):
    made = asked(case)
    assert list(made.approvers.values()) == ["Chris Chef"]
    assert state_of(case, "UH-1") == "standstill"


def test_a_second_person_approves_what_they_saw(case):
    number = asked(case).request
    with reading(case) as connection:
        found = preview_approval(connection, number, by=SECOND, **WITH)
    assert found.preview is not None
    decided = approve(case, number, by=SECOND, seen=found.preview.digest, **WITH)

    assert decided.change is not None
    assert state_of(case, "UH-1") == decided.change.result


def test_a_second_person_approves_nothing_that_has_changed_since(case):
    number = asked(case).request
    with reading(case) as connection:
        found = preview_approval(connection, number, by=SECOND, **WITH)
    change_meanwhile(case)
    with pytest.raises(Outdated):
        approve(case, number, by=SECOND, seen=found.preview.digest, **WITH)
    assert state_of(case, "UH-1") == "standstill"


def test_nobody_approves_their_own_request(case):
    number = asked(case).request
    with reading(case) as connection, pytest.raises(Refused):
        preview_approval(connection, number, by=ASKER, **WITH)
    with pytest.raises(Refused):
        approve(case, number, by=ASKER, **WITH)


def test_a_request_lapses_when_the_case_has_gone_on(case):
    number = asked(case).request
    override(case, "UH-1", CANCEL, by=ASKER, **WITH)
    with reading(case) as connection:
        assert preview_approval(connection, number, by=SECOND, **WITH).preview is None
    assert approve(case, number, by=SECOND, **WITH).change is None


def test_a_request_is_declined_once(case):
    number = asked(case).request
    decline(case, number, reason="Domstolen är inte tillfrågad", by=SECOND, today=TODAY)
    with pytest.raises(Refused):
        decline(case, number, reason="Igen", by=SECOND, today=TODAY)
    with pytest.raises(UnknownRequest):
        decline(case, 99, reason="Igen", by=SECOND, today=TODAY)
