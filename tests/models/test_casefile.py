from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy import Engine, text

from models.actor import CLOCK
from models.casefile import CaseChanged, CaseFile, ObligationFile, TrackFile, particular_facts
from models.casestore import load, load_due, load_some, save
from models.database import reading, writing
from models.operations import NewCase, note_observation, open_cases
from models.particulars import restate
from states.applicability import Outcome, ProcurementKind, RequirementForm
from states.facts import Milestone, Ruling
from states.observations import Observation
from states.standstill import Channel, Procedure
from tests.models.building import OFFICER, TODAY, broken, contents, file_with, opened, read, seen, statements

M = Milestone


@pytest.fixture
def many(engine: Engine) -> list[int]:
    """Fifty cases with some history; returns their ids."""
    with writing(engine) as connection:
        new = [NewCase(f"UH-{number}", "Städning", kind=ProcurementKind.SERVICE) for number in range(50)]
        files = open_cases(connection, new, source="plan", by=CLOCK, today=TODAY)
        for file in files:
            for day in range(1, 6):
                file.observe(seen(M.AWARD_DECIDED, date(2026, 2, day), lot=str(day)))
        save(connection, files)
        return [file.id for file in files]


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 50])
def test_reading_costs_four_statements_for_any_number_of_cases(engine: Engine, many: list[int], size: int):
    with writing(engine) as connection, statements(connection) as asked:
        assert len(load_some(connection, many[:size])) == size
        assert len(asked) == 4
        asked.clear()
        assert len(load_due(connection, TODAY, size)) == size
        assert len(asked) == 4


def test_reading_one_case_costs_four_statements(engine: Engine, many: list[int]):
    with writing(engine) as connection, statements(connection) as asked:
        assert load(connection, many[7]) is not None
        assert len(asked) == 4


@pytest.mark.parametrize("size", [2, 50])
def test_saving_costs_the_same_statements_for_any_number_of_cases(engine: Engine, many: list[int], size: int):
    with writing(engine) as connection:
        files = load_some(connection, many[:size])
        for file in files:
            file.tracks[0].state = "award"
            file.put(title=f"Nytt namn {file.reference}")
            note_observation(file, seen(M.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
        with statements(connection) as asked:
            save(connection, files)
            assert len(asked) == 5, asked
    assert {read(engine, f"UH-{number}").title for number in range(size)} == {f"Nytt namn UH-{n}" for n in range(size)}


def test_nothing_is_read_for_no_case(engine: Engine):
    with writing(engine) as connection:
        assert load(connection, 1) is None
        assert load_some(connection, []) == []
        assert load_due(connection, TODAY, 10) == []


def test_a_case_is_read_as_it_was_written_however_it_is_read(engine: Engine):
    case_id = opened(engine, procedure=Procedure.OPEN, months=4.5)
    with writing(engine) as connection:
        one = load(connection, case_id)
        (some,) = load_some(connection, [case_id])
        (locked,) = load_some(connection, [case_id], locked=True)
        (due,) = load_due(connection, TODAY, 5)
    assert one == some == locked == due
    assert one is not None
    assert (one.kind, one.procedure, one.months, one.opened_on) == ("service", "open", 4.5, TODAY)
    assert type(one.opened_on) is type(one.next_check) is type(one.tracks[0].since) is date
    assert one.recorded == [Observation(M.CASE_OPENED, TODAY, "test", by_person=True, as_of=TODAY)]


def test_the_longest_due_come_first_and_those_not_due_do_not_come(engine: Engine):
    for number, days in enumerate((0, -3, 1, -1)):
        opened(engine, f"UH-{number}", today=TODAY + timedelta(days=days))
    with writing(engine) as connection:
        assert [file.reference for file in load_due(connection, TODAY, 10)] == ["UH-1", "UH-3", "UH-0"]
        assert [file.reference for file in load_due(connection, TODAY, 1)] == ["UH-1"]
        assert load_due(connection, TODAY - timedelta(days=4), 10) == []


def test_cases_that_another_tick_has_in_hand_are_left_to_it(pg_engine: Engine):
    for number in range(4):
        opened(pg_engine, f"UH-{number}")
    with writing(pg_engine) as connection, writing(pg_engine) as other:
        first = {file.reference for file in load_due(connection, TODAY, 2)}
        second = {file.reference for file in load_due(other, TODAY, 10)}
    assert first | second == {"UH-0", "UH-1", "UH-2", "UH-3"}
    assert not first & second


def test_reading_for_reading_locks_nothing(pg_engine: Engine):
    case_id = opened(pg_engine)
    with writing(pg_engine) as connection, writing(pg_engine) as other:
        load(connection, case_id)
        other.execute(text("SET LOCAL lock_timeout = '100ms'"))
        assert len(load_some(other, [case_id])) == 1
        with pytest.raises(psycopg.errors.LockNotAvailable):
            load_some(other, [case_id], locked=True)


# --- facts -----------------------------------------------------------------------------------------------------------


def day(number: int) -> date:
    return date(2026, 2, number)


def test_the_columns_come_as_what_they_mean():
    facts = file_with(
        procedure="renewed_competition",
        outcome="required",
        forms="apprentice employment",
        single_tenderer=1,
    ).facts(TODAY, reason="därför")
    assert facts.kind is ProcurementKind.SERVICE
    assert facts.procedure is Procedure.RENEWED_COMPETITION
    assert facts.outcome is Outcome.REQUIRED
    assert facts.forms == {RequirementForm.APPRENTICE, RequirementForm.EMPLOYMENT}
    assert facts.single_tenderer is True
    assert (facts.today, facts.months, facts.headcount, facts.reason) == (TODAY, 24.0, None, "därför")
    unknown = file_with(kind="").facts(TODAY)
    assert (unknown.kind, unknown.procedure) == (None, None)


def test_the_last_day_of_several_lots_counts_and_a_withdrawn_one_does_not():
    file = file_with(
        seen(M.AWARD_DECIDED, day(10), lot="1"),
        seen(M.AWARD_DECIDED, day(12), lot="2"),
        seen(M.AWARD_DECIDED, day(14), lot="3"),
        seen(M.AWARD_DECIDED, None, lot="3"),
    )
    assert file.facts(TODAY).on(M.AWARD_DECIDED) == day(12)


@pytest.mark.parametrize("lot_sent_otherwise", ["1", "2"])
def test_a_notice_sent_otherwise_for_any_lot_gives_fifteen_days_for_all(lot_sent_otherwise: str):
    sent = [
        seen(M.AWARD_NOTICE_SENT, day(10), lot=lot, value=Channel.OTHER if lot == lot_sent_otherwise else "electronic")
        for lot in ("1", "2")
    ]
    assert file_with(*sent).facts(TODAY).channel is Channel.OTHER
    corrected = seen(M.AWARD_NOTICE_SENT, day(10), lot=lot_sent_otherwise, value="electronic")
    assert file_with(*sent, corrected).facts(TODAY).channel is Channel.ELECTRONIC


def test_winners_are_counted_per_lot_and_name_while_they_stand():
    file = file_with(
        seen(M.WINNER_NAMED, day(10), lot="1", supplier="Städ AB"),
        seen(M.WINNER_NAMED, day(10), lot="2", supplier="Städ AB"),
        seen(M.WINNER_NAMED, day(10), lot="2", supplier="Rent AB"),
        seen(M.WINNER_NAMED, day(11), lot="2", supplier="Rent AB"),
    )
    assert file.facts(TODAY).winners == 3
    file.observe(seen(M.WINNER_NAMED, None, lot="1", supplier="Städ AB"))
    assert file.facts(TODAY).winners == 2


AWARD = (
    seen(M.CONTACT_POINT_1, day(2)),
    seen(M.AWARD_DECIDED, day(10)),
    seen(M.AWARD_NOTICE_SENT, day(10), value=Channel.OTHER),
    seen(M.WINNER_NAMED, day(10), supplier="Städ AB"),
    seen(M.REVIEW_FILED, day(12)),
)


@pytest.mark.parametrize("ruling", list(Ruling))
def test_a_ruling_is_told_and_sets_aside_what_it_is_about(ruling: Ruling):
    facts = file_with(*AWARD, seen(M.REVIEW_DECIDED, day(20), value=ruling)).facts(TODAY)
    assert facts.ruling is ruling
    gone = ruling in {Ruling.CORRECTION, Ruling.REDO}
    assert (facts.on(M.AWARD_NOTICE_SENT) is None) is gone
    assert facts.channel is (Channel.ELECTRONIC if gone else Channel.OTHER)
    assert facts.winners == (0 if gone else 1)
    assert (facts.on(M.CONTACT_POINT_1) is None) is (ruling is Ruling.REDO)
    assert facts.on(M.REVIEW_FILED) == day(12)


def test_what_is_recorded_after_a_correction_counts_again():
    ruling = seen(M.REVIEW_DECIDED, day(20), value=Ruling.CORRECTION)
    again = seen(M.AWARD_NOTICE_SENT, day(23), value=Channel.ELECTRONIC)
    facts = file_with(*AWARD, ruling, again, seen(M.WINNER_NAMED, day(23), supplier="Rent AB")).facts(TODAY)
    assert facts.on(M.AWARD_NOTICE_SENT) == day(23)
    assert (facts.channel, facts.winners) == (Channel.ELECTRONIC, 1)


def test_of_two_rulings_the_later_counts():
    first = seen(M.REVIEW_DECIDED, day(20), value=Ruling.REJECTED, lot="1")
    second = seen(M.REVIEW_DECIDED, day(25), value=Ruling.CORRECTION, lot="2")
    for recorded in ((first, second), (second, first)):
        assert file_with(*recorded).facts(TODAY).ruling is Ruling.CORRECTION


def test_facts_follow_every_change_of_the_case_in_hand():
    file = file_with()
    assert file.facts(TODAY).on(M.CONTACT_POINT_1) is None
    file.observe(seen(M.CONTACT_POINT_1, day(2)))
    assert file.facts(TODAY).on(M.CONTACT_POINT_1) == day(2)
    file.put(months=3.0)
    assert file.facts(TODAY).months == 3.0
    assert file.facts(TODAY, reason="ny").reason == "ny"
    assert file.facts(TODAY + timedelta(days=1)).today == TODAY + timedelta(days=1)


def with_suppliers(engine: Engine) -> CaseFile:
    """Store a case with two suppliers, one of which owes two positions and the other one; return it as read."""
    case_id = opened(engine)
    with writing(engine) as connection:
        (file,) = load_some(connection, [case_id])
        for lot, supplier in (("", "Städ AB"), ("2", "Rent AB")):
            file.obligations.append(ObligationFile(0, lot, supplier, unit="persons", amount=2, changed=True))
        add = file.tracks.append
        for owed in file.obligations:
            add(TrackFile(0, "supplier", owed.subject, None, "recruiting", TODAY, ""))
        for number, state, owner in ((1, "hired", 0), (2, "open", 0), (3, "hired", 1)):
            add(TrackFile(0, "placement", str(number), None, state, TODAY, "", file.obligations[owner].subject))
        save(connection, [file])
    stored = read(engine)
    assert stored.tracks == file.tracks
    assert [replace(owed, id=0) for owed in stored.obligations] == file.obligations
    return stored


def test_the_tracks_of_a_case_see_how_many_are_in_each_state(engine: Engine):
    file = with_suppliers(engine)
    facts = file.facts(TODAY)
    assert facts.states == {"procurement": "planning", "target_group": "idle"}
    assert facts.count("placement", "hired") == 2
    assert facts.count("placement", "hired", "open") == 3
    assert facts.count("supplier", "recruiting") == 2
    track = file.track("placement", "2")
    assert track is not None
    track.state = "hired"
    file.note(TODAY, actor="clock", event="hire", track=track)
    assert file.facts(TODAY).count("placement", "hired") == 3
    assert file.track("placement", "4") is None


def test_a_supplier_sees_its_own_positions_and_account_alone(engine: Engine):
    file = with_suppliers(engine)
    first, second = (file.track("supplier", subject) for subject in ("Städ AB", "2: Rent AB"))
    assert first is not None
    assert second is not None
    assert (file.facts_of(first, TODAY).count("placement", "hired", "open"), first.parent) == (2, "")
    assert file.facts_of(second, TODAY).count("placement", "hired", "open") == 1
    assert [one.obligation.supplier for one in file.facts_of(second, TODAY).accounts] == ["Rent AB"]
    assert [one.obligation.supplier for one in file.facts(TODAY).accounts] == ["Städ AB", "Rent AB"]


def test_a_position_sees_its_supplier_and_the_candidate_at_hand(engine: Engine):
    file = with_suppliers(engine)
    track = file.track("placement", "3")
    assert track is not None
    assert track.parent == "2: Rent AB"
    for placement, on, value in (("3.1", day(10), "other"), ("1.1", day(11), "other")):
        file.observe(seen(M.CANDIDATE_PROPOSED, on, placement=placement))
        file.observe(seen(M.CANDIDATE_DECLINED, on, placement=placement, value=value))
    facts = file.facts_of(track, TODAY)
    assert facts.states["supplier"] == "recruiting"
    assert facts.on(M.CANDIDATE_DECLINED) == day(10)
    file.observe(seen(M.CANDIDATE_PROPOSED, day(12), placement="3.2"))
    facts = file.facts_of(track, TODAY)
    assert (facts.on(M.CANDIDATE_PROPOSED), facts.on(M.CANDIDATE_DECLINED)) == (day(12), None)
    assert particular_facts(file, track, file.facts(TODAY), candidate="3.1").on(M.CANDIDATE_PROPOSED) == day(10)
    assert file.facts(TODAY).on(M.CANDIDATE_PROPOSED) is None


def test_what_is_recorded_of_one_supplier_says_nothing_of_the_others_or_the_case(engine: Engine):
    file = with_suppliers(engine)
    first, second = (file.track("supplier", subject) for subject in ("Städ AB", "2: Rent AB"))
    assert first is not None
    assert second is not None
    file.observe(seen(M.DIALOGUE_HELD, day(10), lot="2", supplier="Rent AB"))
    assert file.facts_of(second, TODAY).on(M.DIALOGUE_HELD) == day(10)
    assert file.facts_of(first, TODAY).on(M.DIALOGUE_HELD) is None
    assert file.facts(TODAY).on(M.DIALOGUE_HELD) is None
    file.observe(seen(M.LOT_CANCELLED, day(11), lot="2"))
    assert file.facts_of(second, TODAY).on(M.LOT_CANCELLED) == day(11)
    assert file.facts_of(first, TODAY).on(M.LOT_CANCELLED) is None


def test_positions_beyond_what_is_owed_are_surplus_those_with_the_highest_numbers_first(engine: Engine):
    file = with_suppliers(engine)
    file.obligations[0].amount = 1
    file.note(TODAY, actor="support", event="obliged")
    places = [track for track in file.tracks if track.process == "placement"]
    assert [file.facts_of(track, TODAY).surplus for track in places] == [False, True, False]


# --- saving ----------------------------------------------------------------------------------------------------------


def test_what_is_saved_is_what_is_in_hand(engine: Engine):
    opened(engine)
    with writing(engine) as connection:
        (file,) = load_some(connection, [1])
        file.tracks[0].state, file.tracks[0].since = "award", TODAY
        file.put(outcome=Outcome.REQUIRED, forms="employment", kind=ProcurementKind.WORKS, procedure=Procedure.OPEN)
        note_observation(file, seen(M.CONTACT_POINT_1, TODAY, value="möte"), by=OFFICER, today=TODAY)
        save(connection, [file])
    assert read(engine) == file
    assert broken(engine, 1) is None


def test_saving_twice_writes_once(engine: Engine):
    opened(engine)
    with writing(engine) as connection:
        (file,) = load_some(connection, [1])
        note_observation(file, seen(M.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
        save(connection, [file])
        save(connection, [file])
    stored = read(engine)
    assert (stored.version, stored.journal_length, len(stored.recorded)) == (3, 2, 2)
    assert broken(engine, 1) is None


@pytest.mark.parametrize(
    "change",
    ['UPDATE "case" SET version = version + 1 WHERE id = 2', "UPDATE track SET state = 'award' WHERE case_id = 2"],
)
def test_a_case_that_was_changed_meanwhile_is_not_written_over(engine: Engine, change: str):
    opened(engine)
    opened(engine, "UH-2")
    with reading(engine) as connection:
        files = load_some(connection, [1, 2])
    with writing(engine) as connection:
        connection.execute(text(change))
    before = contents(engine)
    for file in files:
        file.tracks[0].state = "cancelled"
        note_observation(file, seen(M.CONTACT_POINT_1, TODAY), by=OFFICER, today=TODAY)
    with pytest.raises(CaseChanged) as changed, writing(engine) as connection:
        save(connection, files)
    assert "UH-2" in changed.value.references
    assert contents(engine) == before


def test_a_file_says_when_the_case_is_due_again(engine: Engine):
    opened(engine)
    with writing(engine) as connection:
        (file,) = load_some(connection, [1])
        file.next_check = None
        save(connection, [file])
        assert load_due(connection, date.max, 10) == []
        file.note(TODAY, actor="clock", event="observed")
        save(connection, [file])
        assert len(load_due(connection, TODAY, 10)) == 1


def test_only_what_a_source_says_of_a_column_changes_it(engine: Engine):
    opened(engine, months=None)
    file = read(engine)
    fresh = restate(file, {"months": 24.0, "cpv": "90910000"}, [], source="plan", as_of=TODAY, by=CLOCK, today=TODAY)
    assert [(row["name"], row["value"]) for row in fresh] == [("months", "24"), ("cpv", "90910000")]
    assert file.columns == {"months": 24.0}
