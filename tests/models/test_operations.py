import multiprocessing
import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models.actor import CLOCK, Actor
from models.casefile import CaseChanged, CaseFile
from models.casestore import load_some, save
from models.operations import NewCase, advance, amend, assess, find, move, note_observation, open_cases, record, settle
from models.particulars import restate, said_of, store_particulars
from models.refusals import Refused, UnknownCase, UnknownTrack
from models.storage.database import reading, writing
from states.facts import Milestone, Role
from states.law.applicability import (
    AssessmentOutcome,
    FormsRefused,
    ProcurementKind,
    RequirementForm,
    ReservationRefused,
)
from states.law.procedures import Channel, Procedure
from states.machine import MoveRefused
from states.records.milestones import RecordingRefused
from states.records.observations import Observation
from states.refusal import Operation
from tests.conftest import opened as connected
from tests.models.building import (
    OFFICER,
    SUPPORT,
    TODAY,
    add_person,
    add_unit,
    broken,
    contents,
    counts,
    dates,
    enter,
    events,
    journal,
    opened,
    read,
    seen,
)

EMPLOYMENT = [RequirementForm.EMPLOYMENT]
APPRENTICES_ALONE = [RequirementForm.APPRENTICE]
LABOUR_MARKET = Actor(Role.LABOUR_MARKET, 3)
TOMORROW = TODAY + timedelta(days=1)
Act = Callable[[Connection, CaseFile], Any]


def do(engine: Engine, act: Act, reference: str = "UH-1") -> Any:
    with writing(engine) as connection:
        return act(connection, find(connection, reference))


def required(connection: Connection, case: CaseFile) -> None:
    assess(connection, case, AssessmentOutcome.REQUIRED, forms=EMPLOYMENT, on=TODAY, by=SUPPORT, today=TODAY)


def advertised(engine: Engine) -> int:
    case_id = opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    do(engine, required)
    do(engine, lambda connection, case: move(connection, case, "advertise", by=OFFICER, today=TODAY))
    return case_id


def state(engine: Engine, reference: str = "UH-1") -> str:
    track = read(engine, reference).track("procurement")
    assert track is not None
    return track.state


def entries(engine: Engine, case_id: int) -> list[Any]:
    with reading(engine) as connection:
        return [entry for entry, _ in journal(connection, case_id)]


# --- opening ---------------------------------------------------------------------------------------------------------


def test_a_case_opens_in_planning_and_the_journal_tells(engine: Engine):
    unit_id, officer_id = add_unit(engine, "Parkförvaltningen"), add_person(engine, "a@exempelstad.example")
    case_id = opened(engine, unit_id=unit_id, officer_id=officer_id, procedure=Procedure.OPEN)
    case = read(engine)
    assert (case.id, case.unit_id, case.officer_id, case.months, case.headcount) == (
        case_id,
        unit_id,
        officer_id,
        24,
        6,
    )
    assert (case.outcome, case.version, case.next_check) == ("pending", 1, TODAY)
    assert [(track.process, track.subject, track.state, track.since) for track in case.tracks] == [
        ("procurement", "", "planning", TODAY),
        ("target_group", "", "idle", TODAY),
    ]
    assert dates(case) == {"case_opened": TODAY}
    (entry,) = entries(engine, case_id)
    assert entry[:4] == (1, TODAY, "officer:1", "opened")
    assert broken(engine, case_id) is None


def test_what_the_opener_says_is_the_word_of_a_person(engine: Engine):
    case_id = opened(engine, procedure="open")
    with reading(engine) as connection:
        said = {row.name: (row.value, bool(row.by_person)) for row in said_of(connection, [case_id])[case_id]}
    assert said == {
        "title": ("Städning av skolor", True),
        "kind": ("service", True),
        "procedure": ("open", True),
        "months": ("24", True),
        "headcount": ("6", True),
    }


def test_a_reference_is_used_once(engine: Engine):
    opened(engine)
    before = contents(engine)
    with pytest.raises(Refused) as refused:
        opened(engine, title="En annan")
    assert "UH-1 finns redan" in refused.value.text.sv
    assert contents(engine) == before


def test_two_who_open_the_same_reference_at_once_come_to_one_case(engine: Engine):
    told = in_two_threads(engine, lambda engine, _: opened(engine))
    assert sorted(type(one).__name__ for one in told) == ["Refused", "int"]
    assert counts(engine)["Case"] == 1


def test_an_officer_who_does_not_exist_is_no_officer(engine: Engine):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        opened(engine, officer_id=99)
    assert counts(engine)["Case"] == 0


def test_many_cases_open_together_each_with_its_own_journal(engine: Engine):
    with writing(engine) as connection:
        new = [NewCase(f"N-{number}", f"Upphandling {number}") for number in range(30)]
        cases = open_cases(connection, new, source="plan", by=CLOCK, today=TODAY)
        save(connection, cases)
    assert {case.reference for case in cases} == {one.reference for one in new}
    assert all(broken(engine, case.id) is None for case in cases)
    assert {read(engine, one.reference).title for one in new} == {one.title for one in new}
    assert not read(engine, "N-1").recorded[0].by_person


def test_opening_nothing_stores_nothing(engine: Engine):
    with writing(engine) as connection:
        assert open_cases(connection, [], source="plan", by=CLOCK, today=TODAY) == []
    assert counts(engine)["Case"] == 0


# --- finding ---------------------------------------------------------------------------------------------------------


def test_a_case_that_is_not_there_is_told_by_its_reference(engine: Engine):
    with pytest.raises(UnknownCase) as unknown, writing(engine) as connection:
        find(connection, "UH-404")
    assert "UH-404" in unknown.value.text.sv
    assert [one.operation for one in unknown.value.reasons[0].remedies] == [Operation.LOOK_UP]


# --- recording -------------------------------------------------------------------------------------------------------


def test_a_record_is_stored_with_its_journal_entry_in_one_commit(engine: Engine):
    case_id = opened(engine)
    assert enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY, lot="2", value="möte"))
    case = read(engine)
    assert case.recorded[-1] == seen(Milestone.CONTACT_POINT_1, TODAY, lot="2", value="möte")
    assert (case.version, case.next_check) == (2, TODAY)
    entry = entries(engine, case_id)[-1]
    assert (entry.actor, entry.event, entry.target) == ("officer:1", "observed", "contact_point_1")
    assert entry.detail == "2026-03-02 möte 2 (officer:1)"
    assert broken(engine, case_id) is None


def test_the_same_record_twice_changes_nothing(engine: Engine):
    opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    before = contents(engine)
    assert not enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY), today=TOMORROW)
    assert not enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY, by=SUPPORT), by=SUPPORT)
    assert contents(engine) == before


def test_a_correction_on_the_same_day_counts_and_may_be_taken_back(engine: Engine):
    opened(engine)
    first, second = date(2026, 2, 20), date(2026, 2, 23)
    for on in (first, second, first):
        assert enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, on))
        assert dates(read(engine))["contact_point_1"] == on
    assert sum(one.milestone is Milestone.CONTACT_POINT_1 for one in read(engine).recorded) == 3


def test_a_colleague_may_correct_on_the_same_day(engine: Engine):
    opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, date(2026, 2, 20), by=SUPPORT), by=SUPPORT)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, date(2026, 2, 23)))
    assert dates(read(engine))["contact_point_1"] == date(2026, 2, 23)


def test_a_withdrawal_takes_a_milestone_back_and_leaves_its_history(engine: Engine):
    case_id = opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    assert enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, None))
    assert "contact_point_1" not in dates(read(engine))
    assert entries(engine, case_id)[-1].detail == "withdrawn (officer:1)"
    assert not enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, None))
    assert enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    assert dates(read(engine))["contact_point_1"] == TODAY


def test_withdrawing_what_was_never_recorded_changes_nothing(engine: Engine):
    opened(engine)
    before = contents(engine)
    assert not enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, None))
    assert contents(engine) == before


def test_nobody_withdraws_a_milestone_of_another_role(engine: Engine):
    opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    before = contents(engine)
    with pytest.raises(Refused):
        enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, None, by=LABOUR_MARKET), by=LABOUR_MARKET)
    with pytest.raises(Refused):
        enter(engine, "UH-1", seen(Milestone.CASE_OPENED, None))
    assert contents(engine) == before


@pytest.mark.parametrize(
    ("observation", "refusal"),
    [
        (seen(Milestone.CONTACT_POINT_1, TOMORROW), RecordingRefused),
        (seen(Milestone.CONTACT_POINT_1, date(1999, 1, 1)), RecordingRefused),
        (seen(Milestone.AWARD_NOTICE_SENT, TODAY, value="duva"), RecordingRefused),
        (seen(Milestone.CONTACT_POINT_2, TODAY), RecordingRefused),
        (seen(Milestone.WINNER_NAMED, TODAY), Refused),
        (seen(Milestone.LOT_CANCELLED, TODAY), Refused),
        (seen(Milestone.DIALOGUE_HELD, TODAY, supplier="Städ AB"), Refused),
        (seen(Milestone.RELEVANCE_ASSESSED, TODAY), Refused),
    ],
    ids=lambda one: f"{one.milestone} {one.on}" if isinstance(one, Observation) else one.__name__,
)
def test_a_record_that_is_refused_stores_nothing(engine: Engine, observation: Observation, refusal: type[Exception]):
    opened(engine)
    before = contents(engine)
    with pytest.raises(refusal):
        enter(engine, "UH-1", observation)
    assert contents(engine) == before


def test_a_role_that_may_not_record_is_told_what_it_may_not(engine: Engine):
    opened(engine)
    with pytest.raises(Refused) as refused:
        enter(engine, "UH-1", seen(Milestone.WINNER_NAMED, TODAY, by=LABOUR_MARKET), by=LABOUR_MARKET)
    assert refused.value.text.sv == "”vinnare” kan inte registreras av den rollen."
    assert refused.value.text.en == "“winner” cannot be recorded by that role."


def test_what_breaks_a_rule_but_has_happened_is_recorded_with_its_reason_as_a_deviation(engine: Engine):
    case_id = opened(engine)
    enter(engine, "UH-1", seen(Milestone.AWARD_DECIDED, date(2026, 2, 20)))
    late = seen(Milestone.CONTACT_POINT_1, TODAY)
    before = contents(engine)
    with pytest.raises(RecordingRefused, match="It counts as a deviation"):
        enter(engine, "UH-1", late)
    assert contents(engine) == before
    assert enter(engine, "UH-1", late, reason=" Glömdes ")
    told = [(e.actor, e.event, e.target, e.detail) for e in entries(engine, case_id)[-2:]]
    assert told == [
        ("officer:1", "observed", "contact_point_1", "2026-03-02 (officer:1)"),
        ("officer:1", "deviation", "contact_point_1", "Glömdes"),
    ]
    assert dates(read(engine))["contact_point_1"] == TODAY
    assert broken(engine, case_id) is None


def test_a_reason_for_what_breaks_no_rule_makes_no_deviation(engine: Engine):
    case_id = opened(engine)
    assert enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY), reason="Bara så")
    assert events(engine, case_id) == ["opened", "observed"]


@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_an_ended_case_takes_no_records_but_mistakes_can_be_taken_back(engine: Engine, end: str):
    case_id = opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    with writing(engine) as connection:
        connection.execute(text(f"UPDATE track SET state = '{end}' WHERE process = 'procurement'"))
    before = contents(engine)
    with pytest.raises(Refused, match="closed"):
        enter(engine, "UH-1", seen(Milestone.PLANNED_CALL, TODAY))
    assert contents(engine) == before
    assert enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, None))
    assert "contact_point_1" not in dates(read(engine))
    assert broken(engine, case_id) is None


def test_a_record_makes_the_moves_of_the_clock_that_it_allows_in_the_same_commit(engine: Engine):
    case_id = advertised(engine)
    enter(engine, "UH-1", seen(Milestone.AWARD_NOTICE_SENT, TODAY, value=Channel.ELECTRONIC))
    assert state(engine) == "standstill"
    assert [(entry.event, entry.actor, entry.source, entry.target) for entry in entries(engine, case_id)[-2:]] == [
        ("award", "clock", "advertised", "award"),
        ("hold", "clock", "award", "standstill"),
    ]
    assert broken(engine, case_id) is None


# --- assessing -------------------------------------------------------------------------------------------------------


def test_an_assessment_is_stored_with_its_forms_and_told(engine: Engine):
    case_id = opened(engine)
    forms = [RequirementForm.EMPLOYMENT, RequirementForm.APPRENTICE]
    do(
        engine,
        lambda connection, case: assess(
            connection, case, AssessmentOutcome.REQUIRED, forms=forms, reason=" väl ", on=TODAY, by=SUPPORT, today=TODAY
        ),
    )
    case = read(engine)
    assert (case.outcome, case.forms, case.outcome_reason) == ("required", "apprentice employment", "väl")
    assert dates(case)["relevance_assessed"] == TODAY
    told, forecast = entries(engine, case_id)[-2:]
    assert (told.event, told.target, told.detail) == ("assessed", "required", "apprentice employment väl")
    assert (forecast.actor, forecast.process, forecast.event) == ("clock", "target_group", "forecast")
    assert (forecast.source, forecast.target) == ("idle", "forecast")


@pytest.mark.parametrize(
    ("known", "given", "refusal"),
    [
        ({}, {"outcome": AssessmentOutcome.REQUIRED, "forms": []}, FormsRefused),
        ({}, {"outcome": AssessmentOutcome.NO_REQUIREMENT, "forms": EMPLOYMENT, "reason": "skäl"}, Refused),
        ({}, {"outcome": AssessmentOutcome.NO_REQUIREMENT, "reason": "  "}, Refused),
        ({}, {"outcome": AssessmentOutcome.NOT_APPLICABLE}, Refused),
        ({"months": 3.0}, {"outcome": AssessmentOutcome.REQUIRED, "forms": EMPLOYMENT}, Refused),
        ({}, {"outcome": AssessmentOutcome.RESERVED}, Refused),
        ({}, {"outcome": AssessmentOutcome.RESERVED, "forms": APPRENTICES_ALONE, "reason": "skäl"}, FormsRefused),
        (
            {"procedure": Procedure.FREEDOM_OF_CHOICE},
            {"outcome": AssessmentOutcome.RESERVED, "reason": "skäl"},
            ReservationRefused,
        ),
        ({}, {"outcome": AssessmentOutcome.PENDING, "reason": "skäl"}, Refused),
        ({}, {"outcome": AssessmentOutcome.REQUIRED, "forms": EMPLOYMENT, "on": TOMORROW}, RecordingRefused),
        ({}, {"outcome": AssessmentOutcome.REQUIRED, "forms": EMPLOYMENT, "by": LABOUR_MARKET}, Refused),
    ],
)
def test_an_assessment_that_is_refused_stores_nothing(
    engine: Engine, known: dict[str, Any], given: dict[str, Any], refusal: type[Exception]
):
    opened(engine, **known)
    before = contents(engine)
    asked = {"on": TODAY, "by": SUPPORT} | given
    outcome = asked.pop("outcome")
    with pytest.raises(refusal):
        do(engine, lambda connection, case: assess(connection, case, outcome, today=TODAY, **asked))
    assert contents(engine) == before


def test_a_requirement_beyond_the_rule_needs_a_reason_and_gets_it(engine: Engine):
    opened(engine, months=3.0)
    do(
        engine,
        lambda connection, case: assess(
            connection,
            case,
            AssessmentOutcome.REQUIRED,
            forms=EMPLOYMENT,
            reason="Vi vill",
            on=TODAY,
            by=SUPPORT,
            today=TODAY,
        ),
    )
    assert read(engine).outcome_reason == "Vi vill"


@pytest.mark.parametrize("forms", [(), EMPLOYMENT])
def test_a_reserved_procurement_goes_on_as_one_with_a_requirement(engine: Engine, forms: Sequence[RequirementForm]):
    case_id = opened(engine)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    do(
        engine,
        lambda connection, case: assess(
            connection,
            case,
            AssessmentOutcome.RESERVED,
            forms=forms,
            reason="Socialt företag",
            on=TODAY,
            by=SUPPORT,
            today=TODAY,
        ),
    )
    enter(engine, "UH-1", seen(Milestone.DOCUMENTS_PUBLISHED, TODAY))
    assert state(engine) == "advertised"
    assert read(engine).outcome_reason == "Socialt företag"
    assert ("target_group", "forecast") in {(entry.process, entry.event) for entry in entries(engine, case_id)}


def test_no_requirement_closes_the_case_at_once(engine: Engine):
    opened(engine)
    do(
        engine,
        lambda connection, case: assess(
            connection, case, AssessmentOutcome.NO_REQUIREMENT, reason="Inget arbete", on=TODAY, by=SUPPORT, today=TODAY
        ),
    )
    assert state(engine) == "no_requirement"


# --- moving ----------------------------------------------------------------------------------------------------------


def test_a_move_is_stored_with_its_journal_entry(engine: Engine):
    case_id = opened(engine)
    moved = do(
        engine,
        lambda connection, case: move(connection, case, "cancel", by=OFFICER, today=TOMORROW, reason="Behövs ej"),
    )
    assert (moved.source, moved.target) == ("planning", "cancelled")
    track = read(engine).track("procurement")
    assert track is not None
    assert (track.state, track.stored_state, track.since) == ("cancelled", "cancelled", TOMORROW)
    entry, after = entries(engine, case_id)[-2:]
    assert (entry.event, entry.process, entry.source, entry.target) == (
        "cancel",
        "procurement",
        "planning",
        "cancelled",
    )
    assert entry.detail == "Behövs ej"
    assert (after.actor, after.process, after.source, after.target) == ("clock", "target_group", "idle", "done")


@pytest.mark.parametrize(
    ("trigger", "asked", "refusal"),
    [
        ("advertise", {}, MoveRefused),
        ("cancel", {"reason": " "}, MoveRefused),
        ("cancel", {"by": LABOUR_MARKET, "reason": "nej"}, MoveRefused),
        ("flyga", {}, MoveRefused),
        ("cancel", {"process": "supplier", "subject": "Städ AB"}, UnknownTrack),
    ],
)
def test_a_move_that_is_refused_stores_nothing(
    engine: Engine, trigger: str, asked: dict[str, Any], refusal: type[Exception]
):
    opened(engine)
    before = contents(engine)
    with pytest.raises(refusal):
        do(engine, lambda connection, case: move(connection, case, trigger, **{"by": OFFICER, "today": TODAY} | asked))
    assert contents(engine) == before


def test_settling_a_settled_case_makes_no_move(engine: Engine):
    advertised(engine)
    case = read(engine)
    assert settle(case, TODAY) == []
    assert case.entries == []


def test_only_recorded_facts_and_time_move_a_case_by_itself(engine: Engine):
    opened(engine)
    case = read(engine)
    note_observation(
        case, Observation(Milestone.CANCELLED, TODAY, "notice 1-2026", False, TODAY), by=CLOCK, today=TODAY
    )
    assert [made.trigger for made in settle(case, TODAY)] == ["cancel", "finish"]
    track = case.track("procurement")
    assert track is not None
    with pytest.raises(MoveRefused):
        advance(case, track, "advertise", by=CLOCK, today=TODAY)


# --- particulars -----------------------------------------------------------------------------------------------------


def amended(engine: Engine, *, by: Actor = OFFICER, today: date = TODAY, **told: Any) -> None:
    do(engine, lambda connection, case: amend(connection, case, told, by=by, today=today))


def told_by_notice(engine: Engine, source: str, as_of: date, **told: Any) -> None:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        said = said_of(connection, [case.id])[case.id]
        fresh = restate(case, told, said, source=source, as_of=as_of, by=CLOCK, today=TODAY)
        store_particulars(connection, fresh)
        save(connection, [case])


def test_what_a_person_enters_changes_the_case_and_is_told(engine: Engine):
    case_id = opened(engine)
    support_id = add_person(engine, "stod@exempelstad.example", "support")
    amended(
        engine, title="Städning", months=12.5, kind=ProcurementKind.WORKS, support_id=support_id, single_tenderer=True
    )
    case = read(engine)
    assert (case.title, case.months, case.kind, case.support_id) == ("Städning", 12.5, "works", support_id)
    assert case.single_tenderer
    entry = entries(engine, case_id)[-1]
    assert (entry.event, entry.actor) == ("restated", "officer:1")
    assert "months: 24 → 12.5" in entry.detail
    assert "title: Städning av skolor → Städning" in entry.detail
    assert broken(engine, case_id) is None


def test_entering_the_same_again_changes_nothing(engine: Engine):
    opened(engine)
    amended(engine, months=12)
    before = contents(engine)
    amended(engine, months=12.0, today=TOMORROW)
    amended(engine, by=SUPPORT, months=12.0)
    assert contents(engine) == before


def test_two_people_may_correct_each_other_on_the_same_day(engine: Engine):
    opened(engine)
    for by, months in ((OFFICER, 12), (SUPPORT, 36), (OFFICER, 12), (SUPPORT, 36)):
        amended(engine, by=by, months=months)
        assert read(engine).months == months


def test_the_newest_notice_counts_in_whatever_order_they_come(engine: Engine):
    opened(engine, months=None, headcount=None)
    told_by_notice(engine, "notice 2-2026", date(2026, 2, 20), months=36.0)
    told_by_notice(engine, "notice 1-2026", date(2026, 1, 20), months=24.0)
    assert read(engine).months == 36
    told_by_notice(engine, "notice 3-2026", date(2026, 2, 27), months=48.0)
    assert read(engine).months == 48


def test_a_person_stands_above_any_notice_before_and_after(engine: Engine):
    case_id = opened(engine, months=None)
    told_by_notice(engine, "notice 1-2026", date(2026, 1, 20), months=24.0)
    amended(engine, months=18)
    told_by_notice(engine, "notice 2-2026", date(2026, 2, 20), months=36.0)
    assert read(engine).months == 18
    assert [event for event in events(engine, case_id) if event == "restated"] == ["restated", "restated"]


def test_a_person_who_confirms_what_a_notice_said_makes_it_last_and_the_journal_tells(engine: Engine):
    case_id = opened(engine, months=None)
    told_by_notice(engine, "notice 1-2026", date(2026, 1, 20), months=24.0)
    amended(engine, months=24)
    assert entries(engine, case_id)[-1].detail == "months: 24.0 (officer:1)"
    told_by_notice(engine, "notice 2-2026", date(2026, 2, 20), months=36.0)
    assert read(engine).months == 24


def test_nothing_said_says_nothing(engine: Engine):
    opened(engine)
    before = contents(engine)
    amended(engine, title="", months=None, procedure=None)
    assert contents(engine) == before


def test_a_number_keeps_its_figures(engine: Engine):
    opened(engine)
    amended(engine, headcount=1234567.25, months=4.01)
    assert (read(engine).headcount, read(engine).months) == (1234567.25, 4.01)


def test_what_a_source_suggests_beside_the_columns_is_kept_and_changes_nothing(engine: Engine):
    case_id = opened(engine)
    told_by_notice(engine, "notice 1-2026", date(2026, 1, 20), suggestion="opp")
    with reading(engine) as connection:
        said = said_of(connection, [case_id])[case_id]
    assert ("suggestion", "opp", "notice 1-2026") in {(row.name, row.value, row.source) for row in said}
    assert "restated" not in events(engine, case_id)


# --- how it is stored ------------------------------------------------------------------------------------------------


def test_kinds_and_states_are_stored_as_their_text(engine: Engine):
    case_id = opened(engine, kind=ProcurementKind.WORKS, procedure=Procedure.OPEN)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    do(engine, required)
    amended(engine, kind=ProcurementKind.RENEWED_COMPETITION, procedure=Procedure.RENEWED_COMPETITION_CH19)
    do(engine, lambda connection, case: move(connection, case, "advertise", by=OFFICER, today=TODAY))
    enter(engine, "UH-1", seen(Milestone.AWARD_NOTICE_SENT, TODAY, value=Channel.OTHER))
    with reading(engine) as connection:
        stored = [
            *connection.execute(text('SELECT kind, procedure, outcome, forms FROM "case"')).one(),
            *connection.execute(text("SELECT process FROM track ORDER BY id")).scalars(),
            *connection.execute(text("SELECT state FROM track ORDER BY id")).scalars(),
            *connection.execute(text("SELECT value FROM observation WHERE milestone = 'award_notice_sent'")).scalars(),
            *connection.execute(text("SELECT milestone FROM observation ORDER BY id")).scalars(),
            *connection.execute(text("SELECT target FROM journal ORDER BY number")).scalars(),
            *connection.execute(text("SELECT value FROM particular WHERE name = 'kind' ORDER BY id")).scalars(),
        ]
    assert stored == [
        *("renewed_competition", "renewed_competition_ch19", "required", "employment"),
        *("procurement", "target_group"),
        *("award", "forecast"),
        "other",
        *("case_opened", "contact_point_1", "relevance_assessed", "award_notice_sent"),
        *("planning", "contact_point_1", "required", "forecast", "", "advertised", "award_notice_sent", "award"),
        *("works", "renewed_competition"),
    ]
    assert {type(one) for one in stored} == {str}
    assert broken(engine, case_id) is None


def test_a_change_that_fails_after_it_was_written_is_taken_back_with_its_journal(engine: Engine):
    case_id = opened(engine)
    before = contents(engine)

    def record_and_fail(connection: Connection, case: CaseFile) -> None:
        record(connection, case, seen(Milestone.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
        connection.execute(text("SELECT * FROM ingenstans"))

    with pytest.raises(DBAPIError):
        do(engine, record_and_fail)
    assert contents(engine) == before
    assert broken(engine, case_id) is None


# --- two at once -----------------------------------------------------------------------------------------------------


def in_two_threads(engine: Engine, act: Callable[[Engine, int], Any]) -> list[Any]:
    """Return what two threads come to that begin together: a result or an exception each."""
    together = threading.Barrier(2, timeout=20)
    told: list[Any] = [None, None]

    def run(number: int) -> None:
        with connected(engine.url.render_as_string(hide_password=False)) as own:
            try:
                together.wait()
                told[number] = act(own, number)
            except Exception as problem:  # noqa: BLE001 - looked at by the test
                told[number] = problem

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_who_read_the_same_version_one_wins_and_the_other_is_told(engine: Engine):
    case_id = opened(engine)
    with reading(engine) as connection:
        (first,) = load_some(connection, [case_id])
        (second,) = load_some(connection, [case_id])
    with writing(engine) as connection:
        record(connection, first, seen(Milestone.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
    before = contents(engine)
    with pytest.raises(CaseChanged) as changed, writing(engine) as connection:
        record(connection, second, seen(Milestone.CONTACT_POINT_1, date(2026, 2, 20)), by=SUPPORT, today=TODAY)
    assert changed.value.references == ("UH-1",)
    assert contents(engine) == before
    assert broken(engine, case_id) is None


def test_of_two_moves_at_once_the_second_sees_what_the_first_did(engine: Engine):
    case_id = opened(engine)

    def cancel(own: Engine, number: int) -> Any:
        with writing(own) as connection:
            case = find(connection, "UH-1")
            return move(connection, case, "cancel", by=OFFICER, today=TODAY, reason=f"nummer {number}")

    told = in_two_threads(engine, cancel)
    assert sorted(type(one).__name__ for one in told) == ["MoveRefused", "Moved"]
    assert events(engine, case_id) == ["opened", "cancel", "finish"]
    assert broken(engine, case_id) is None


def _enter_ten(url: str, lot: str) -> None:
    with connected(url) as engine:
        for day in range(1, 11):
            observation = seen(Milestone.PLANNED_CALL, date(2026, 2, day), lot=lot)
            enter(engine, "UH-1", observation)


def test_no_record_of_two_processes_is_lost_and_the_chain_stays_whole(engine: Engine):
    case_id = opened(engine)
    url = engine.url.render_as_string(hide_password=False)
    start = multiprocessing.get_context("spawn").Process
    processes = [start(target=_enter_ten, args=(url, lot)) for lot in ("1", "2")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert sum(one.milestone is Milestone.PLANNED_CALL for one in read(engine).recorded) == 20
    assert read(engine).version == 21
    assert broken(engine, case_id) is None


def test_a_case_in_hand_is_locked_until_the_transaction_ends(pg_engine: Engine):
    opened(pg_engine)
    opened(pg_engine, "UH-2")
    with writing(pg_engine) as connection, writing(pg_engine) as other:
        find(connection, "UH-1")
        other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        assert find(other, "UH-2").reference == "UH-2"
        with pytest.raises(Exception, match="lock"):
            find(other, "UH-1")
