from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from models.casefile import Assessed, CaseFile, ObligationFile, Renaming, TrackFile, particular_facts
from models.casestore import load_some, save
from models.storage.database import writing
from models.unreadable import UnknownWord
from states.facts import Facts, Milestone
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.courts import Court, Event, EventKind, Ruling, Target
from states.law.procedures import Channel, Procedure
from states.records.contract import contract_end, first_signed
from states.records.demand import DemandOrder
from states.records.observations import Observation
from states.text import Text
from tests.models.building import TODAY, file_with, opened, read, seen

M = Milestone
STORED = [one.name for one in fields(CaseFile) if one.init]


# --- in the hand -----------------------------------------------------------------------------------------------------


def test_a_copy_holds_all_that_is_stored_and_shares_nothing_that_changes():
    case = file_with(seen(M.CONTACT_POINT_1, day(2)), title="Målning", months=6.0)
    case.tracks.append(TrackFile(1, "procurement", "", None, "planning", TODAY, "planning"))
    case.obligations.append(ObligationFile(0, "", "Städ AB", changed=True))
    case.observe(seen(M.AWARD_DECIDED, day(3)))
    case.assessments.append(
        Assessed(TODAY, TODAY, "officer:1", "required", *[""] * 2, "", 0, 0, "", None, *[""] * 3, None)
    )
    case.note(TODAY, actor="officer:1", event="observed")
    case.put(kind="works")
    case.order(DemandOrder(1, "9111", 3, None, "", "", 0, asked_on=TODAY, asked=1))
    case.renamings.append(Renaming(("", "Städ AB"), ("", "Rent AB")))
    case.facts(TODAY)
    case.strays.append(UnknownWord(Text("milstolpe", "milestone"), "melted"))

    copy = case.copy()

    assert [getattr(copy, name) for name in STORED] == [getattr(case, name) for name in STORED]
    assert not any(getattr(copy, one.name) for one in fields(CaseFile) if not one.init)
    changing = [name for name in STORED if isinstance(getattr(case, name), list | dict)]
    assert changing
    for name in changing:
        mine = getattr(case, name)
        assert mine, f"an empty {name} proves nothing"
        assert mine is not getattr(copy, name)
    assert not {id(one) for one in (*case.tracks, *case.obligations)} & {
        id(one) for one in (*copy.tracks, *copy.obligations)
    }


def test_what_happened_in_court_without_a_word_on_which_happened_in_the_first():
    case = file_with()
    told = [case.observe(seen(M.REVIEW_FILED, day(3), court=court)).court for court in ("", "FR", "KR")]
    assert told == ["FR", "FR", "KR"]
    assert case.observe(seen(M.AWARD_DECIDED, day(3))).court == ""


# --- facts -----------------------------------------------------------------------------------------------------------


def test_what_follows_from_the_records_outlasts_a_move_and_nothing_else():
    case = file_with(seen(M.AWARD_DECIDED, day(2)), procedure="open")
    case.tracks.append(TrackFile(1, "procurement", "", None, "award", TODAY, "award"))

    def follows() -> dict[str, object]:
        facts = case.facts(TODAY)
        assert facts == replace(case.copy()).facts(TODAY)
        return facts.known

    before = follows()
    case.tracks[0].state = "standstill"
    case.note(TODAY, actor="clock", event="hold")
    assert case.facts(TODAY).states == {"procurement": "standstill"}
    assert follows() is before
    for change in (
        lambda: case.observe(seen(M.AWARD_NOTICE_SENT, day(3))),
        lambda: case.put(months=6.0),
        lambda: case.order(DemandOrder(1, "9111", 3, None, "", "", 0, asked_on=TODAY, asked=1)),
        lambda: case.belong_to("luf"),
        case.forget,
    ):
        before = follows()
        change()
        assert follows() is not before
    assert case.facts(TODAY + timedelta(days=1)).known is not before


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
    assert facts.outcome is AssessmentOutcome.REQUIRED
    assert facts.forms == {RequirementForm.APPRENTICE, RequirementForm.EMPLOYMENT}
    assert facts.single_tenderer is True
    assert (facts.today, facts.months, facts.headcount, facts.reason) == (TODAY, 24.0, None, "därför")
    unknown = file_with(kind="").facts(TODAY)
    assert (unknown.kind, unknown.procedure) == (None, None)


def test_the_last_day_of_several_lots_counts_and_a_withdrawn_one_does_not():
    case = file_with(
        seen(M.AWARD_DECIDED, day(10), lot="1"),
        seen(M.AWARD_DECIDED, day(12), lot="2"),
        seen(M.AWARD_DECIDED, day(14), lot="3"),
        seen(M.AWARD_DECIDED, None, lot="3"),
    )
    assert case.facts(TODAY).on(M.AWARD_DECIDED) == day(12)


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
    case = file_with(
        seen(M.WINNER_NAMED, day(10), lot="1", supplier="Städ AB"),
        seen(M.WINNER_NAMED, day(10), lot="2", supplier="Städ AB"),
        seen(M.WINNER_NAMED, day(10), lot="2", supplier="Rent AB"),
        seen(M.WINNER_NAMED, day(11), lot="2", supplier="Rent AB"),
    )
    assert case.facts(TODAY).winners == 3
    case.observe(seen(M.WINNER_NAMED, None, lot="1", supplier="Städ AB"))
    assert case.facts(TODAY).winners == 2


AWARD = (
    seen(M.CONTACT_POINT_1, day(2)),
    seen(M.AWARD_DECIDED, day(10)),
    seen(M.AWARD_NOTICE_SENT, day(10), value=Channel.OTHER),
    seen(M.WINNER_NAMED, day(10), supplier="Städ AB"),
    seen(M.REVIEW_FILED, day(12)),
)


def rulings(facts: Facts) -> list[Ruling | None]:
    return [event.ruling for event in facts.court if event.kind is EventKind.RULING]


@pytest.mark.parametrize("ruling", list(Ruling))
def test_a_ruling_is_told_and_sets_aside_what_it_is_about(ruling: Ruling):
    facts = file_with(*AWARD, seen(M.REVIEW_DECIDED, day(20), value=ruling)).facts(TODAY)
    assert rulings(facts) == [ruling]
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


def test_of_two_rulings_each_is_told_sorted_by_its_day():
    first = seen(M.REVIEW_DECIDED, day(20), value=Ruling.REJECTED)
    second = seen(M.REVIEW_DECIDED, day(25), value=Ruling.CORRECTION, court="KR")
    for recorded in ((first, second), (second, first)):
        assert rulings(file_with(*recorded).facts(TODAY)) == [Ruling.REJECTED, Ruling.CORRECTION]


def test_the_events_in_court_are_told_with_what_goes_with_them():
    facts = file_with(
        seen(M.STANDSTILL_EXTENDED, day(9), value="some 2026-03-30"),
        seen(M.REVIEW_FILED, day(12), applicant="Mopp AB", value="documents"),
        seen(M.INTERIM_ORDER, day(16), court="KR", applicant="Mopp AB", value="until_ruling"),
        seen(M.REVIEW_DECIDED, day(20), applicant="Mopp AB", value=Ruling.REJECTED),
        seen(M.TEN_DAYS_WAIVED, day(20), applicant="Mopp AB"),
    ).facts(TODAY)
    assert facts.court == (
        Event(day(9), EventKind.EXTENSION, until=date(2026, 3, 30), to_all=False),
        Event(day(12), EventKind.FILED, Court.FR, "Mopp AB", target=Target.DOCUMENTS),
        Event(day(16), EventKind.ORDER, Court.KR, "Mopp AB", until_ruling=True),
        Event(day(20), EventKind.RULING, Court.FR, "Mopp AB", ruling=Ruling.REJECTED, ten_days=False),
    )


def test_the_notice_of_an_award_that_was_set_aside_is_told_with_the_events():
    facts = file_with(*AWARD, seen(M.REVIEW_DECIDED, day(20), value=Ruling.CORRECTION)).facts(TODAY)
    assert Event(day(10), EventKind.NOTICE, channel=Channel.OTHER) in facts.court
    upheld = file_with(*AWARD, seen(M.REVIEW_DECIDED, day(20), value=Ruling.REJECTED)).facts(TODAY)
    assert not [event for event in upheld.court if event.kind is EventKind.NOTICE]


@pytest.mark.parametrize(
    "wrong",
    [
        seen(M.REVIEW_FILED, day(12), court="tingsrätten"),
        seen(M.REVIEW_FILED, day(12), value="the weather"),
        seen(M.REVIEW_DECIDED, day(20), value="won"),
        seen(M.REVIEW_REMITTED, day(20), value="TR"),
        seen(M.STANDSTILL_EXTENDED, day(9), value="all"),
    ],
)
def test_an_event_with_an_unknown_word_makes_the_case_unreadable(wrong: Observation):
    with pytest.raises(UnknownWord):
        file_with(wrong).facts(TODAY)
    assert len(file_with(wrong).unknown_words()) == 1


def test_facts_follow_every_change_of_the_case_in_hand():
    case = file_with()
    assert case.facts(TODAY).on(M.CONTACT_POINT_1) is None
    case.observe(seen(M.CONTACT_POINT_1, day(2)))
    assert case.facts(TODAY).on(M.CONTACT_POINT_1) == day(2)
    case.put(months=3.0)
    assert case.facts(TODAY).months == 3.0
    assert case.facts(TODAY, reason="ny").reason == "ny"
    assert case.facts(TODAY + timedelta(days=1)).today == TODAY + timedelta(days=1)


def with_suppliers(engine: Engine) -> CaseFile:
    """Store a case with two suppliers, one of which owes two positions and the other one; return it as read."""
    case_id = opened(engine)
    with writing(engine) as connection:
        (case,) = load_some(connection, [case_id])
        for lot, supplier in (("", "Städ AB"), ("2", "Rent AB")):
            case.obligations.append(ObligationFile(0, lot, supplier, unit="persons", amount=2, changed=True))
        add = case.tracks.append
        for owed in case.obligations:
            add(TrackFile(0, "supplier", owed.subject, None, "recruiting", TODAY, ""))
        for number, state, owner in ((1, "hired", 0), (2, "open", 0), (3, "hired", 1)):
            add(TrackFile(0, "placement", str(number), None, state, TODAY, "", case.obligations[owner].subject))
        save(connection, [case])
    stored = read(engine)
    assert stored.tracks == case.tracks
    assert [replace(owed, id=0) for owed in stored.obligations] == case.obligations
    return stored


def test_the_tracks_of_a_case_see_how_many_are_in_each_state(engine: Engine):
    case = with_suppliers(engine)
    facts = case.facts(TODAY)
    assert facts.states == {"procurement": "planning", "target_group": "idle"}
    assert facts.count("placement", "hired") == 2
    assert facts.count("placement", "hired", "open") == 3
    assert facts.count("supplier", "recruiting") == 2
    track = case.track("placement", "2")
    assert track is not None
    track.state = "hired"
    case.note(TODAY, actor="clock", event="hire", track=track)
    assert case.facts(TODAY).count("placement", "hired") == 3
    assert case.track("placement", "4") is None


def test_a_supplier_sees_its_own_positions_and_account_alone(engine: Engine):
    case = with_suppliers(engine)
    first, second = (case.track("supplier", subject) for subject in ("Städ AB", "2: Rent AB"))
    assert first is not None
    assert second is not None
    assert (case.facts_of(first, TODAY).count("placement", "hired", "open"), first.parent) == (2, "")
    assert case.facts_of(second, TODAY).count("placement", "hired", "open") == 1
    assert [one.obligation.supplier for one in case.facts_of(second, TODAY).balances] == ["Rent AB"]
    assert [one.obligation.supplier for one in case.facts(TODAY).balances] == ["Städ AB", "Rent AB"]


def test_a_position_sees_its_supplier_and_the_candidate_at_hand(engine: Engine):
    case = with_suppliers(engine)
    track = case.track("placement", "3")
    assert track is not None
    assert track.parent == "2: Rent AB"
    for placement, on, value in (("3.1", day(10), "other"), ("1.1", day(11), "other")):
        case.observe(seen(M.CANDIDATE_PROPOSED, on, placement=placement))
        case.observe(seen(M.CANDIDATE_DECLINED, on, placement=placement, value=value))
    facts = case.facts_of(track, TODAY)
    assert facts.states["supplier"] == "recruiting"
    assert facts.on(M.CANDIDATE_DECLINED) == day(10)
    case.observe(seen(M.CANDIDATE_PROPOSED, day(12), placement="3.2"))
    facts = case.facts_of(track, TODAY)
    assert (facts.on(M.CANDIDATE_PROPOSED), facts.on(M.CANDIDATE_DECLINED)) == (day(12), None)
    assert particular_facts(case, track, case.facts(TODAY), candidate="3.1").on(M.CANDIDATE_PROPOSED) == day(10)
    assert case.facts(TODAY).on(M.CANDIDATE_PROPOSED) is None


def test_what_is_recorded_of_one_supplier_says_nothing_of_the_others_or_the_case(engine: Engine):
    case = with_suppliers(engine)
    first, second = (case.track("supplier", subject) for subject in ("Städ AB", "2: Rent AB"))
    assert first is not None
    assert second is not None
    case.observe(seen(M.DIALOGUE_HELD, day(10), lot="2", supplier="Rent AB"))
    assert case.facts_of(second, TODAY).on(M.DIALOGUE_HELD) == day(10)
    assert case.facts_of(first, TODAY).on(M.DIALOGUE_HELD) is None
    assert case.facts(TODAY).on(M.DIALOGUE_HELD) is None
    case.observe(seen(M.LOT_CANCELLED, day(11), lot="2"))
    assert case.facts_of(second, TODAY).on(M.LOT_CANCELLED) == day(11)
    assert case.facts_of(first, TODAY).on(M.LOT_CANCELLED) is None


def test_positions_beyond_what_is_owed_are_surplus_those_with_the_highest_numbers_first(engine: Engine):
    case = with_suppliers(engine)
    case.obligations[0].amount = 1
    case.note(TODAY, actor="support", event="obliged")
    places = [track for track in case.tracks if track.process == "placement"]
    assert [case.facts_of(track, TODAY).surplus for track in places] == [False, True, False]


# --- contracts that were signed on days of their own -----------------------------------------------------------------


def test_each_supplier_has_the_day_of_its_own_contract_and_what_is_reckoned_from_it():
    case = file_with(months=12.0)
    for owed in (ObligationFile(0, "1", "Städ AB"), ObligationFile(0, "2", "Rent AB")):
        case.obligations.append(owed)
        case.tracks.append(TrackFile(0, "supplier", owed.subject, None, "awarded", TODAY, ""))
        case.observe(seen(M.WINNER_NAMED, day(5), lot=owed.lot, supplier=owed.supplier))
    case.observe(seen(M.CONTRACT_SIGNED, day(10), lot="1", supplier="Städ AB"))

    first, second = (case.facts_of(case.track("supplier", one.subject), TODAY) for one in case.obligations)
    assert (first.on(M.CONTRACT_SIGNED), second.on(M.CONTRACT_SIGNED)) == (day(10), None)
    assert case.facts(TODAY).on(M.CONTRACT_SIGNED) is None
    assert first_signed(case.facts(TODAY)) == day(10)
    assert contract_end(second) is None

    case.observe(seen(M.CONTRACT_SIGNED, day(20)))

    first, second = (case.facts_of(case.track("supplier", one.subject), TODAY) for one in case.obligations)
    assert (first.on(M.CONTRACT_SIGNED), second.on(M.CONTRACT_SIGNED)) == (day(10), day(20))
    assert case.facts(TODAY).on(M.CONTRACT_SIGNED) == day(20)
    assert [contract_end(one).day for one in (first, second)] == [date(2027, 2, 10), date(2027, 2, 20)]
    assert [one.contract_signed for one in case.facts(TODAY).balances] == [day(10), day(20)]
