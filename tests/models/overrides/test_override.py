import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select, update

from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.merging import merge
from models.obligations import oblige
from models.operations import assess, find, move
from models.overrides.approvals import UnknownRequest, actor_of, approve, approvers, decline, requests
from models.overrides.forcing import preview
from models.overrides.override import OverrideResult, override, undo
from models.queries.cases import tracks
from models.refusals import Refused, UnknownTrack
from models.storage.database import reading, writing
from models.tables import OverrideRequest, Person
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.processes import placement, procurement
from states.processes.procurement import PROCUREMENT
from states.processes.risks import PLACEMENT_REASON_LABELS, PlacementReason
from states.refusal import repeat
from tests.models.building import OFFICER, SUPPORT, add_person, add_unit, broken, enter, journal, opened, read, seen

STARTED, SENT = date(2026, 3, 2), date(2026, 3, 24)
TODAY, CLEAR = date(2026, 4, 1), date(2026, 4, 8)  # the standstill rolls over Easter, to Tuesday 7 April
M = Milestone
PURCHASE = (PROCUREMENT.name, "")
Act = Callable[[Connection, CaseFile], Any]


def do(engine: Engine, act: Act) -> Any:
    with writing(engine) as connection:
        return act(connection, find(connection, "UH-1"))


def states(engine: Engine) -> dict[tuple[str, str], str]:
    return {(track.process, track.subject): track.state for track in read(engine).tracks}


def purchase(engine: Engine) -> str:
    return states(engine)["procurement", ""]


def entries(engine: Engine) -> list[tuple[int, str, str, str, str, str]]:
    """Return (number, actor, event, source, target, detail) of the journal."""
    with reading(engine) as connection:
        found = journal(connection, read(engine).id)
    return [(e.number, e.actor, e.event, e.source, e.target, e.detail) for e, _ in found]


def forced(
    engine: Engine, target: str, *, reason: str = "Fel registrerat", by: Actor = SUPPORT, **track
) -> OverrideResult:
    process, subject, today = track.get("process", "procurement"), track.get("subject", ""), track.get("today", TODAY)
    return do(
        engine,
        lambda connection, case: override(
            connection, case, process, subject, target, reason=reason, by=by, today=today
        ),
    )


def undone(
    engine: Engine, number: int, *, reason: str = "Av misstag", by: Actor = SUPPORT, today: date = TODAY
) -> OverrideResult:
    return do(engine, lambda connection, case: undo(connection, case, number, reason=reason, by=by, today=today))


def approved(engine: Engine, number: int, by: Actor, *, today: date = TODAY) -> Any:
    with writing(engine) as connection:
        return approve(connection, number, by=by, today=today)


@pytest.fixture
def standstill(engine: Engine) -> Engine:
    """A case in its standstill."""
    opened(engine)
    enter(engine, "UH-1", seen(M.CONTACT_POINT_1, STARTED))
    do(engine, required)
    enter(engine, "UH-1", seen(M.DOCUMENTS_PUBLISHED, STARTED))
    enter(engine, "UH-1", seen(M.AWARD_NOTICE_SENT, SENT, value="electronic"), today=SENT)
    assert purchase(engine) == "standstill"
    return engine


def required(connection: Connection, case: CaseFile) -> None:
    forms = [RequirementForm.EMPLOYMENT]
    assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=STARTED, by=SUPPORT, today=STARTED)


@pytest.fixture
def asker(engine: Engine) -> Actor:
    return Actor(Role.SUPPORT, add_person(engine, "sten.uppdiktad@example.se", "support"))


@pytest.fixture
def second(engine: Engine) -> Actor:
    return Actor(Role.MANAGER, add_person(engine, "chris.pahittad@example.se", "manager"))


def cancelled(engine: Engine) -> None:
    do(
        engine,
        lambda connection, case: move(connection, case, "cancel", by=OFFICER, today=TODAY, reason="Behovet är borta"),
    )


def handed_over(engine: Engine) -> None:
    """Bring the case to a supplier that is contacted and owes two persons."""
    day = CLEAR
    enter(engine, "UH-1", seen(M.WINNER_NAMED, day, supplier="Exempel AB"), today=day)
    enter(engine, "UH-1", seen(M.COURT_CHECKED, day), today=day)
    enter(engine, "UH-1", seen(M.CONTACT_POINT_2, day), today=day)
    promise = {"unit": "persons", "amount": 2.0}
    do(
        engine,
        lambda connection, case: oblige(connection, case, case.obligations[0], promise, by=SUPPORT, today=day),
    )


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_nothing_is_forced_without_a_reason(standstill, reason):
    before = entries(standstill)
    for act in (
        lambda: forced(standstill, "cancelled", reason=reason),
        lambda: undone(standstill, len(before), reason=reason),
    ):
        with pytest.raises(Refused, match="reason"):
            act()
    assert entries(standstill) == before


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LABOUR_MARKET, Role.SUPPLIER, Role.MANAGER, Role.CLOCK])
def test_only_the_support_function_forces_and_undoes(standstill, role):
    number = len(entries(standstill))
    with pytest.raises(Refused, match="Only the support function"):
        forced(standstill, "cancelled", by=Actor(role, 1))
    with pytest.raises(Refused, match="Only the support function"):
        undone(standstill, number, by=Actor(role, 1))
    assert purchase(standstill) == "standstill"


def test_an_unknown_state_is_refused_with_those_there_are(standstill):
    with pytest.raises(Refused) as refused:
        forced(standstill, "signed")
    assert all(duty.label.sv in refused.value.text.sv for duty in procurement.DUTIES.values())
    assert refused.value.reasons[0].remedies == tuple(repeat(state=state) for state in procurement.ProcurementState)


def test_the_same_state_is_refused(standstill):
    with pytest.raises(Refused, match="already"):
        forced(standstill, "standstill")


@pytest.mark.parametrize("track", [{"process": "supplier", "subject": "Ingen AB"}, {"process": "delivery"}])
def test_a_track_that_does_not_exist_is_refused(standstill, track):
    with pytest.raises(UnknownTrack):
        forced(standstill, "awarded", **track)


def test_of_a_position_only_a_coded_reason_is_given(standstill):
    handed_over(standstill)
    with pytest.raises(Refused, match="free text") as refused:
        forced(standstill, "hired", process="placement", subject="1", reason="Var sjuk hela våren", today=CLEAR)
    assert all(label.sv in refused.value.text.sv for label in PLACEMENT_REASON_LABELS.values())
    assert refused.value.reasons[0].remedies == tuple(repeat(reason=reason) for reason in PlacementReason)
    made = forced(standstill, "withdrawn", process="placement", subject="1", reason="ended_by_supplier", today=CLEAR)
    assert made.change.result == placement.PlacementState.WITHDRAWN
    forced_out, instead = entries(standstill)[-2:]
    assert forced_out[2:] == ("override", "open", "withdrawn", "ended_by_supplier")
    assert instead[2:] == ("began", "", "open", "Exempel AB")  # it is still owed


def test_a_case_that_was_merged_into_another_is_not_opened_again(standstill):
    opened(standstill, "UH-2")
    with writing(standstill) as connection:
        merge(connection, "UH-2", "UH-1", reason="Samma upphandling", by=SUPPORT, today=TODAY)
    with pytest.raises(Refused, match="merged into another case"), writing(standstill) as connection:
        override(connection, find(connection, "UH-2"), *PURCHASE, "planning", reason="Fel", by=SUPPORT, today=TODAY)


def test_a_request_for_a_state_that_is_no_longer_called_so_lapses(standstill, asker, second):
    number = forced(standstill, "matching", by=asker).request
    with writing(standstill) as connection:
        connection.execute(update(OverrideRequest).where(OverrideRequest.id == number).values(target="agreed"))
    assert approved(standstill, number, second).change is None
    assert purchase(standstill) == "standstill"


# --- what is done ----------------------------------------------------------------------------------------------------


def test_an_override_stands_in_the_journal_with_before_after_and_reason(standstill):
    made = forced(standstill, "cancelled", reason=" Fel ärende ")
    assert (made.request, made.change.source, made.change.target) == (None, "standstill", "cancelled")
    number = next(one[0] for one in entries(standstill) if one[2] == "override")
    assert entries(standstill)[number - 1] == (
        number,
        "support:2",
        "override",
        "standstill",
        "cancelled",
        "Fel ärende",
    )
    assert [one.trigger for one in made.change.moves] == ["finish"]
    assert broken(standstill, read(standstill).id) is None


def test_a_preview_leaves_the_case_in_hand_as_it_is(standstill):
    case = read(standstill)
    before = [(t.process, t.subject, t.state, t.since) for t in case.tracks]
    whole = (case.journal_length, case.journal_head, case.next_check, list(case.recorded))
    (track,) = [one for one in case.tracks if one.process == PROCUREMENT.name]
    change = preview(case, track, "matching", reason="Bråttom", by=SUPPORT, today=TODAY)
    assert change.taken_back
    assert [(t.process, t.subject, t.state, t.since) for t in case.tracks] == before
    assert (case.journal_length, case.journal_head, case.next_check, list(case.recorded)) == whole
    assert case.entries == []


def test_the_preview_tells_the_tracks_that_open(standstill):
    handed_over(standstill)
    case = read(standstill)
    assert len([track for track in case.tracks if track.process == "placement"]) == 2
    case.obligations[0].amount = 3.0
    track = case.track("supplier", "Exempel AB")
    change = preview(case, track, "dialogue", reason="Möte hållet", by=SUPPORT, today=CLEAR)
    assert [(one.process, one.subject, one.parent, one.before) for one in change.tracks if not one.before] == [
        ("placement", "3", "Exempel AB", ""),
    ]


def test_what_is_recorded_leads_straight_back(standstill):
    made = forced(standstill, "planning")
    assert made.change.taken_back
    assert [one.trigger for one in made.change.moves] == ["advertise", "award", "hold"]
    assert purchase(standstill) == "standstill"


def test_a_case_that_someone_else_changed_meanwhile_is_left_to_them(standstill):
    with writing(standstill) as connection:
        case = find(connection, "UH-1")
        case.version -= 1
        with pytest.raises(Exception, match="changed by someone else"):
            override(connection, case, "procurement", "", "cancelled", reason="Fel", by=SUPPORT, today=TODAY)


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_undoing_brings_the_state_back_and_keeps_the_history(standstill):
    cancelled(standstill)
    length = len(entries(standstill))
    number = next(one[0] for one in entries(standstill) if one[2] == "cancel")
    made = undone(standstill, number)
    assert purchase(standstill) == "standstill"
    assert [risk.name for risk in made.change.risks] == ["reopens"]
    assert entries(standstill)[-1] == (
        length + 1,
        "support:2",
        "undone",
        "cancelled",
        "standstill",
        f"{number} Av misstag",
    )
    assert len(entries(standstill)) == length + 1
    assert broken(standstill, read(standstill).id) is None


def test_what_was_undone_can_be_undone(standstill):
    forced(standstill, "no_requirement")
    undone(standstill, len(entries(standstill)))
    assert purchase(standstill) == "standstill"
    undone(standstill, len(entries(standstill)))
    assert purchase(standstill) == "no_requirement"


def test_each_process_of_a_cancelled_case_is_undone_for_itself(standstill):
    cancelled(standstill)
    numbers = [one[0] for one in entries(standstill) if one[2] in {"cancel", "finish"}]
    for number in numbers:
        undone(standstill, number)
    assert states(standstill) == {("procurement", ""): "standstill", ("target_group", ""): "forecast"}


def test_only_the_latest_step_is_undone(standstill):
    number = next(one[0] for one in entries(standstill) if one[2] == "award")
    cancelled(standstill)
    with pytest.raises(Refused, match="Only the latest step") as refused:
        undone(standstill, number)
    latest = next(one[0] for one in entries(standstill) if one[2] == "cancel")
    assert f"entry {latest}" in refused.value.text.en


def test_what_the_clock_did_on_the_same_day_goes_with_the_step(standstill):
    """The step is undone though the clock led on from it, and then the clock does the same again."""
    forced(standstill, "planning")
    number = next(one[0] for one in entries(standstill) if one[2] == "override")
    with pytest.raises(Refused, match="already"):  # the clock has brought it back
        undone(standstill, number)
    forced(standstill, "no_requirement")
    assert purchase(standstill) == "no_requirement"
    undone(standstill, len(entries(standstill)))
    assert purchase(standstill) == "standstill"


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_no_step_is_not_undone(standstill, number):
    with pytest.raises(Refused, match="no step"):
        undone(standstill, number)


@pytest.mark.parametrize("number", [0, 99])
def test_an_entry_that_does_not_exist_is_refused_with_how_many_there_are(standstill, number):
    with pytest.raises(Refused, match=f"no entry {number}; it has {len(entries(standstill))}"):
        undone(standstill, number)


# --- four eyes -------------------------------------------------------------------------------------------------------


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
        by = actor_of(connection, add_person_in(connection, role))
    change = approved(standstill, number, by).change
    assert purchase(standstill) == change.result == "closed"
    assert ("override", "standstill", "closed", "Lagd ned") in [one[2:] for one in entries(standstill)]
    assert next(one[1] for one in entries(standstill) if one[2] == "override") == str(by)
    assert state_of_request(standstill, number) == ("applied", str(by), TODAY)
    with pytest.raises(Refused, match="decided already"):
        approved(standstill, number, by)
    assert broken(standstill, read(standstill).id) is None


def add_person_in(connection: Connection, role: str) -> int:
    values = {"name": "Påhittad Person", "email": "andra@example.se", "phone": "031-390 06 00", "role": role}
    added = connection.execute(Person.__table__.insert().values(values).returning(Person.__table__.c.id))
    return int(added.scalar_one())


def state_of_request(engine: Engine, number: int | None) -> tuple[str, str, date | None]:
    c = OverrideRequest.__table__.c
    with reading(engine) as connection:
        return tuple(connection.execute(select(c.state, c.decided_by, c.decided_on).where(c.id == number)).one())


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


def declined(engine: Engine, number: int, by: Actor, reason: str) -> None:
    with writing(engine) as connection:
        decline(connection, number, reason=reason, by=by, today=TODAY)


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


# --- choosing many ---------------------------------------------------------------------------------------------------


def test_tracks_are_found_by_state_unit_officer_and_kind(engine):
    unit, officer = add_unit(engine, "Parkförvaltningen"), add_person(engine, "ylva@example.se")
    opened(engine, "UH-3", unit_id=unit)
    opened(engine, "UH-2", officer_id=officer)
    opened(engine, "UH-1", kind="works")
    with writing(engine) as connection:
        case = find(connection, "UH-3")
        override(connection, case, "procurement", "", "cancelled", reason="Fel", by=SUPPORT, today=TODAY)
        save(connection, [case])

    def found(*states: str, **which) -> list[str]:
        with reading(engine) as connection:
            return [reference for _, reference, _ in tracks(connection, "procurement", states, **which)]

    assert found("planning") == ["UH-1", "UH-2"]
    assert found("planning", "cancelled") == ["UH-1", "UH-2", "UH-3"]
    assert found("planning", "cancelled", unit_ids=[unit]) == ["UH-3"]
    assert found("planning", officer_ids=[officer]) == ["UH-2"]
    assert found("planning", kinds=["works"]) == ["UH-1"]
    assert found("planning", kinds=["works"], unit_ids=[unit]) == []
