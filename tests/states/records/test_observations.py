"""Which of the recorded observations count, whatever the order they came in."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Milestone
from states.law.courts import Ruling, Target
from states.records.observations import RECURRING, SET_ASIDE_BY, Conflict, conflicts, current, winners
from tests.builders import observation

M = Milestone
PUBLISHED = M.DOCUMENTS_PUBLISHED


def by_notice(on, *, as_of=None, number="1-2026", milestone=PUBLISHED, **more):
    return observation(
        milestone=milestone, on=on, as_of=as_of or on, by_person=False, source=f"notice {number}", **more
    )


def by_person(on, *, as_of=None, milestone=PUBLISHED, **more):
    return observation(milestone=milestone, on=on, as_of=as_of, **more)


def dates(*recorded):
    return [str(counted.on) for counted in current(recorded)]


# --- who counts ------------------------------------------------------------------------------------------------------


def test_nothing_recorded_is_nothing_known():
    assert current([]) == []
    assert conflicts([]) == []


def test_what_a_person_entered_counts_above_a_notice_even_a_newer_one():
    entered, reported = by_person("2026-02-02"), by_notice("2026-02-03", as_of="2026-03-01")
    assert current([entered, reported]) == current([reported, entered]) == [entered]


def test_the_newest_notice_counts_even_when_an_older_one_is_imported_after_it():
    old, new = by_notice("2026-02-02", number="1-2026"), by_notice("2026-02-09", number="2-2026")
    assert current([old, new]) == current([new, old]) == [new]


def test_of_two_notices_of_one_day_the_higher_number_counts_in_either_order():
    first, second = (by_notice("2026-02-02", number=number) for number in ("1-2026", "2-2026"))
    assert current([first, second]) == current([second, first]) == [second]


def test_the_newest_entry_of_a_person_counts_even_when_it_is_stored_first():
    old, new = by_person("2026-02-09", as_of="2026-02-10"), by_person("2026-02-02", as_of="2026-02-11")
    assert current([old, new]) == current([new, old]) == [new]


def test_of_two_entries_of_one_day_the_later_one_is_the_correction():
    mistyped, meant = (by_person(on, as_of="2026-02-10") for on in ("2026-02-09", "2026-02-02"))
    assert current([mistyped, meant]) == [meant]
    assert current([meant, mistyped]) == [mistyped]
    by_support = by_person("2026-02-02", as_of="2026-02-10", source="a name that comes earlier in the alphabet")
    assert current([mistyped, by_support]) == [by_support]
    assert current([by_support, mistyped]) == [mistyped]


def test_the_source_of_an_entry_makes_no_difference_between_people():
    officer = by_person("2026-02-09", as_of="2026-02-10", source="support")
    support = by_person("2026-02-02", as_of="2026-02-11", source="officer")
    assert current([support, officer]) == [support]


def test_milestones_lots_and_suppliers_are_told_apart():
    recorded = [
        by_person("2026-03-02", milestone=M.WINNER_NAMED, lot=lot, supplier=supplier)
        for lot in ("1", "2")
        for supplier in ("Exempelbolaget AB", "Påhittade Städ AB")
    ]
    recorded.append(by_person("2026-03-02", milestone=M.AWARD_DECIDED, lot="1", supplier="Exempelbolaget AB"))
    assert current(recorded) == recorded


# --- withdrawing -----------------------------------------------------------------------------------------------------


def test_a_withdrawal_takes_the_milestone_away():
    entered, withdrawn = by_person("2026-02-02"), by_person(None, as_of="2026-02-04")
    assert current([entered, withdrawn]) == current([withdrawn, entered]) == []


def test_a_withdrawal_by_a_person_stands_above_every_notice():
    assert dates(by_notice("2026-02-02", as_of="2026-06-01"), by_person(None, as_of="2026-02-04")) == []


def test_what_is_entered_after_a_withdrawal_counts():
    assert dates(by_person(None, as_of="2026-02-04"), by_person("2026-02-05")) == ["2026-02-05"]


def test_a_notice_that_is_taken_back_leaves_what_a_person_entered():
    withdrawn = by_notice(None, as_of="2026-03-01")
    assert dates(by_notice("2026-02-02"), withdrawn) == []
    assert dates(by_notice("2026-02-02"), withdrawn, by_person("2026-02-03")) == ["2026-02-03"]


def test_a_withdrawal_of_one_lot_leaves_the_other():
    recorded = [by_person("2026-03-02", lot=lot) for lot in ("1", "2")]
    assert current([*recorded, by_person(None, as_of="2026-03-04", lot="1")]) == [recorded[1]]


# --- what an order of the court sets aside ---------------------------------------------------------------------------

AWARD = {
    M.INTENT_NOTICE_PUBLISHED,
    M.AWARD_DECIDED,
    M.AWARD_NOTICE_SENT,
    M.STANDSTILL_STATED_END,
    M.STANDSTILL_CHOSEN,
    M.COURT_CHECKED,
    M.WINNER_NAMED,
    M.LOT_AWARDED,
    M.CONTACT_POINT_2,
}
PLANNING = {
    M.CONTACT_POINT_1,
    M.RELEVANCE_ASSESSED,
    M.PLANNED_CALL,
    M.DOCUMENTS_PUBLISHED,
    M.TENDERS_DUE,
    M.LOT_ADVERTISED,
}


WORDS = {M.STANDSTILL_EXTENDED: "all 2026-06-30", M.REVIEW_REMITTED: "FR"}
"""What an event does not go without."""


def decided(ruling, on="2026-05-04", **more):
    return by_person(on, milestone=M.REVIEW_DECIDED, value=ruling, **more)


@pytest.mark.parametrize(
    ("ruling", "set_aside"),
    [
        (Ruling.REJECTED, set()),
        (Ruling.WITHDRAWN, set()),
        (Ruling.CORRECTION, AWARD),
        (Ruling.REDO, AWARD | PLANNING),
    ],
)
@pytest.mark.parametrize("milestone", [m for m in Milestone if m is not M.REVIEW_DECIDED])
def test_a_ruling_sets_aside_what_it_overturns(ruling, set_aside, milestone):
    value = WORDS.get(milestone, "")
    before, same_day, after = (
        by_person(on, milestone=milestone, value=value) for on in ("2026-03-02", "2026-05-04", "2026-05-05")
    )
    for covered in (before, same_day):
        assert (covered in current([covered, decided(ruling)])) == (milestone not in set_aside)
    assert after in current([after, decided(ruling)])


def test_no_ruling_sets_aside_itself_or_the_review():
    assert not {M.REVIEW_FILED, M.INTERIM_ORDER, M.INTERIM_ORDER_LIFTED, M.REVIEW_DECIDED} & set().union(
        *SET_ASIDE_BY.values()
    )


@pytest.mark.parametrize("first_by_person", [True, False])
def test_after_an_order_the_new_award_counts_whoever_reported_the_old_one(first_by_person):
    known = {"milestone": M.AWARD_NOTICE_SENT}
    old = by_person("2026-03-02", **known) if first_by_person else by_notice("2026-03-02", **known)
    new = by_notice("2026-05-18", number="2-2026", **known)
    ruling = decided(Ruling.CORRECTION)
    for recorded in ([old, ruling, new], [new, ruling, old], [ruling, new, old]):
        assert set(current(recorded)) == {ruling, new}


def test_after_an_order_to_redo_the_new_call_in_a_notice_counts_though_a_person_entered_the_old_call():
    recorded = [by_person("2026-02-02"), decided(Ruling.REDO), by_notice("2026-06-01")]
    assert dates(*recorded)[0] == "2026-06-01"
    assert conflicts(recorded) == []


def test_a_withdrawal_from_before_the_order_does_not_hide_what_comes_after_it():
    withdrawn = by_person(None, as_of="2026-03-04", milestone=M.AWARD_NOTICE_SENT)
    new = by_notice("2026-05-18", milestone=M.AWARD_NOTICE_SENT)
    assert set(current([withdrawn, decided(Ruling.CORRECTION), new])) == {decided(Ruling.CORRECTION), new}


def test_a_withdrawal_from_after_the_order_counts():
    new = by_person("2026-05-18", milestone=M.AWARD_NOTICE_SENT)
    withdrawn = by_person(None, as_of="2026-05-19", milestone=M.AWARD_NOTICE_SENT)
    assert current([new, decided(Ruling.CORRECTION), withdrawn]) == [decided(Ruling.CORRECTION)]


def ruling_taken_back(on="2026-05-04", **more):
    return by_person(None, as_of="2026-08-04", milestone=M.REVIEW_DECIDED, value=on, **more)


def test_a_ruling_that_is_corrected_or_withdrawn_sets_nothing_aside():
    sent = by_person("2026-03-02", milestone=M.AWARD_NOTICE_SENT)
    wrong, right = decided(Ruling.REDO), decided(Ruling.REJECTED, as_of="2026-05-06")
    assert set(current([sent, wrong, right])) == {sent, right}
    assert current([sent, wrong, ruling_taken_back()]) == [sent]


def test_another_day_is_another_event_and_a_withdrawal_names_the_day():
    first, second = decided(Ruling.REJECTED), decided(Ruling.REJECTED, on="2026-06-08")
    assert current([first, second]) == [first, second]
    assert current([first, second, ruling_taken_back()]) == [second]
    assert current([first, second, ruling_taken_back("2026-06-08")]) == [first]
    assert current([first, second, ruling_taken_back("2026-07-01")]) == [first, second]


def test_courts_and_applicants_are_told_apart_on_the_same_day():
    told = [
        decided(Ruling.REJECTED, court=court, applicant=name) for court in ("FR", "KR") for name in ("", "A AB", "B AB")
    ]
    assert current(told) == told
    assert current([*told, ruling_taken_back(court="KR", applicant="A AB")]) == [
        one for one in told if (one.court, one.applicant) != ("KR", "A AB")
    ]


def test_an_event_without_a_court_is_the_administrative_courts():
    old, new = decided(Ruling.REDO), decided(Ruling.REJECTED, court="FR", as_of="2026-05-06")
    assert current([old, new]) == current([new, old]) == [new]
    assert current([old, ruling_taken_back(court="FR")]) == []


def test_an_order_stays_in_force_when_another_review_is_decided_later():
    winner = {"milestone": M.WINNER_NAMED}
    first, second = (by_person(on, **winner, supplier=name) for on, name in (("2026-03-02", "A"), ("2026-05-18", "B")))
    filed = [by_person(on, milestone=M.REVIEW_FILED) for on in ("2026-03-06", "2026-05-22")]
    overturned, upheld = decided(Ruling.CORRECTION), decided(Ruling.REJECTED, on="2026-08-03")
    recorded = [first, filed[0], overturned, second, filed[1], upheld]
    in_court = {*filed, overturned, upheld}
    assert set(current(recorded)) == set(current(recorded[::-1])) == {second, *in_court}
    withdrawn = ruling_taken_back("2026-08-03")
    assert set(current([*recorded, withdrawn])) == {second, *in_court} - {upheld}


def test_an_order_is_not_lost_when_a_later_review_begins_with_an_interim_order():
    sent, ordered = (
        by_person("2026-03-02", milestone=M.CONTACT_POINT_2),
        by_person("2026-05-22", milestone=M.INTERIM_ORDER),
    )
    rulings = [decided(Ruling.CORRECTION), decided(Ruling.REJECTED, on="2026-08-03")]
    assert set(current([sent, *rulings, ordered])) == {*rulings, ordered}


def test_an_order_that_a_higher_court_undoes_gives_back_what_it_had_set_aside():
    sent = by_person("2026-03-02", milestone=M.AWARD_NOTICE_SENT)
    filed = by_person("2026-03-06", milestone=M.REVIEW_FILED)
    redone, upheld = decided(Ruling.REDO), decided(Ruling.REJECTED, on="2026-08-03", court="KR")
    assert set(current([sent, filed, redone])) == {filed, redone}
    assert set(current([sent, filed, redone, upheld])) == {sent, filed, redone, upheld}
    remitted = by_person("2026-08-03", milestone=M.REVIEW_REMITTED, court="KR", value="FR")
    assert set(current([sent, filed, redone, remitted])) == {sent, filed, redone, remitted}


def test_one_applicants_order_stands_though_the_others_application_is_rejected_higher_up():
    sent = by_person("2026-03-02", milestone=M.AWARD_NOTICE_SENT)
    court = [
        *(by_person("2026-03-06", milestone=M.REVIEW_FILED, applicant=name) for name in ("A AB", "B AB")),
        decided(Ruling.CORRECTION, applicant="A AB"),
        decided(Ruling.REJECTED, on="2026-08-03", court="KR", applicant="B AB"),
    ]
    assert set(current([sent, *court])) == set(court)


def test_a_court_that_sets_a_cancellation_aside_takes_it_and_the_old_award_away():
    kept = by_person("2026-02-02")
    sent = by_person("2026-03-02", milestone=M.AWARD_NOTICE_SENT)
    cancelled = by_person("2026-04-07", milestone=M.CANCELLED)
    filed = by_person("2026-04-14", milestone=M.REVIEW_FILED, value="cancellation")
    revived = decided(Ruling.CORRECTION)
    assert set(current([kept, sent, cancelled, filed, revived])) == {kept, filed, revived}
    kept_cancelled = decided(Ruling.REJECTED)
    assert set(current([kept, sent, cancelled, filed, kept_cancelled])) == {
        *(kept, sent, cancelled, filed, kept_cancelled)
    }
    higher = decided(Ruling.REJECTED, on="2026-08-03", court="KR")
    assert {sent, cancelled} <= set(current([kept, sent, cancelled, filed, revived, higher]))


def test_an_award_that_the_buyer_withdraws_is_set_aside_and_that_days_new_notice_is_not():
    withdrawn = by_person("2026-04-07", milestone=M.AWARD_WITHDRAWN)
    old, new = (by_person(on, milestone=M.AWARD_NOTICE_SENT) for on in ("2026-03-02", "2026-04-07"))
    documents = by_person("2026-02-02")
    assert set(current([documents, old, withdrawn])) == {documents, withdrawn}
    assert set(current([documents, new, withdrawn])) == {documents, new, withdrawn}
    taken_back = by_person(None, as_of="2026-04-08", milestone=M.AWARD_WITHDRAWN, value="2026-04-07")
    assert set(current([documents, old, withdrawn, taken_back])) == {documents, old}


# --- winners, and an award that lapses -------------------------------------------------------------------------------

FIRM, OTHER = "Exempelbolaget AB", "Påhittade Städ AB"
FIRST_AWARD = [
    by_person("2026-03-02", milestone=M.AWARD_DECIDED),
    by_person("2026-03-02", milestone=M.AWARD_NOTICE_SENT),
    by_person("2026-03-13", milestone=M.COURT_CHECKED),
    by_person("2026-03-13", milestone=M.CONTACT_POINT_2),
]


def won(supplier, on="2026-03-13", **more):
    return by_person(on, milestone=M.WINNER_NAMED, supplier=supplier, **more)


def gave_up(supplier, on="2026-04-08", **more):
    return by_person(on, milestone=M.WINNER_WITHDREW, supplier=supplier, **more)


def both_ways(*recorded):
    """Return the suppliers that have won, and how much of the first award counts, in whatever order it was recorded."""
    found = []
    for told in ([*FIRST_AWARD, *recorded], [*recorded[::-1], *FIRST_AWARD[::-1]]):
        counted = current(told)
        found.append((sorted(supplier for _, supplier in winners(counted)), sum(one in counted for one in FIRST_AWARD)))
    assert found[0] == found[1]
    return found[0]


def test_who_was_named_has_won():
    assert winners([]) == {}
    assert both_ways(won(FIRM), won(OTHER)) == ([FIRM, OTHER], 4)
    assert winners(current([won(FIRM, lot="1"), won(FIRM, "2026-03-16", lot="2")])) == {
        ("1", FIRM): date(2026, 3, 13),
        ("2", FIRM): date(2026, 3, 16),
    }


def test_the_names_that_people_use_stand_above_those_of_notices():
    reported = by_notice("2026-03-02", milestone=M.WINNER_NAMED, supplier="EXEMPELBOLAGET", lot="LOT-0001")
    assert set(winners(current([reported]))) == {("LOT-0001", "EXEMPELBOLAGET")}
    assert both_ways(reported, won(FIRM)) == ([FIRM], 4)


def test_when_one_of_two_withdraws_the_award_stands():
    assert both_ways(won(FIRM), won(OTHER), gave_up(FIRM)) == ([OTHER], 4)
    assert both_ways(won(FIRM, lot="1"), won(FIRM, lot="2"), gave_up(FIRM, lot="1")) == ([FIRM], 4)


def test_when_the_only_one_withdraws_the_award_has_come_to_nothing():
    assert both_ways(won(FIRM), gave_up(FIRM)) == ([], 0)


def test_when_the_last_of_several_withdraws_the_award_has_come_to_nothing():
    assert both_ways(won(FIRM), won(OTHER), gave_up(FIRM, "2026-03-20"), gave_up(OTHER)) == ([], 0)


def test_a_withdrawal_that_was_a_mistake_brings_the_award_back():
    taken_back = gave_up(FIRM, None, as_of="2026-04-09")
    recorded = [*FIRST_AWARD, won(FIRM), gave_up(FIRM), taken_back]
    assert set(current(recorded)) == {*FIRST_AWARD, won(FIRM)}


@pytest.mark.parametrize("on", ["2026-04-08", "2026-04-09", "2026-04-21"])
def test_who_is_named_from_the_day_of_the_withdrawal_on_belongs_to_the_next_award(on):
    assert both_ways(won(FIRM), gave_up(FIRM), won(OTHER, on)) == ([OTHER], 0)


@pytest.mark.parametrize("on", ["2026-04-08", "2026-04-10"])
def test_the_next_award_counts_from_the_day_of_the_withdrawal(on):
    second = [by_person(on, milestone=m) for m in (M.AWARD_DECIDED, M.AWARD_NOTICE_SENT)]
    second += [by_person("2026-04-21", milestone=m) for m in (M.COURT_CHECKED, M.CONTACT_POINT_2)]
    recorded = [*FIRST_AWARD, won(FIRM), gave_up(FIRM), *second, won(OTHER, "2026-04-21")]
    expected = {won(FIRM), gave_up(FIRM), *second, won(OTHER, "2026-04-21")}
    assert set(current(recorded)) == expected


def test_two_awards_of_one_day_are_one_when_nobody_was_named_before():
    assert both_ways(won(FIRM), won(OTHER), gave_up(FIRM, "2026-03-13")) == ([OTHER], 4)


def test_who_is_named_that_day_for_another_lot_keeps_the_award():
    first, other = won(FIRM, lot="1"), won(OTHER, "2026-04-08", lot="2")
    assert both_ways(first, gave_up(FIRM, lot="1"), other) == ([OTHER], 4)
    assert both_ways(first, gave_up(FIRM, lot="1"), won(OTHER, "2026-04-08", lot="1")) == ([OTHER], 0)


def test_who_withdrew_can_win_again():
    again = won(FIRM, "2026-05-18")
    assert both_ways(won(FIRM), gave_up(FIRM), again) == ([FIRM], 0)
    assert both_ways(won(FIRM), gave_up(FIRM), again, gave_up(FIRM, "2026-06-01")) == ([], 0)


def test_who_won_again_keeps_the_award_that_others_leave():
    first_again = [won(FIRM, "2026-03-30"), gave_up(FIRM, "2026-03-20")]
    assert both_ways(*first_again, won(OTHER), gave_up(OTHER)) == ([FIRM], 4)


def test_who_withdrew_later_was_still_a_winner_when_the_other_left():
    third = "Tredje Bolaget AB"
    left = [gave_up(FIRM), gave_up(OTHER, "2026-05-04")]
    assert both_ways(won(FIRM), won(OTHER), won(third, "2026-04-20"), *left) == ([third], 4)


def test_a_second_award_lapses_like_the_first():
    second = by_person("2026-04-10", milestone=M.AWARD_NOTICE_SENT)
    recorded = [won(FIRM), gave_up(FIRM), second, won(OTHER, "2026-04-21"), gave_up(OTHER, "2026-04-24")]
    assert second not in current([*FIRST_AWARD, *recorded])
    assert both_ways(*recorded) == ([], 0)


def test_what_notices_report_of_a_lapsed_award_lapses_too():
    sent = by_notice("2026-03-03", milestone=M.AWARD_NOTICE_SENT)
    assert sent not in current([sent, won(FIRM), gave_up(FIRM)])
    later = by_notice("2026-04-10", milestone=M.AWARD_NOTICE_SENT, number="2-2026")
    assert later in current([sent, won(FIRM), gave_up(FIRM), later])


def test_of_winners_that_only_notices_name_the_rest_keep_the_award():
    reported = [by_notice("2026-03-02", milestone=M.WINNER_NAMED, supplier=name) for name in (FIRM, OTHER)]
    assert both_ways(*reported, gave_up(FIRM)) == ([OTHER], 4)
    assert both_ways(*reported, gave_up(FIRM), gave_up(OTHER)) == ([], 0)


def test_who_has_lost_the_award_in_court_takes_no_later_award_along():
    court = [by_person("2026-03-10", milestone=M.REVIEW_FILED), decided(Ruling.CORRECTION)]
    second = by_person("2026-05-15", milestone=M.AWARD_NOTICE_SENT)
    recorded = [won(FIRM), *court, second, gave_up(FIRM, "2026-05-18")]
    assert second in current(recorded)
    assert second in current([*recorded, won(OTHER, "2026-05-26")])


def test_nothing_but_the_award_lapses():
    kept = [
        by_person("2026-01-19", milestone=M.CONTACT_POINT_1),
        by_person("2026-02-02"),
        by_person("2026-03-18", milestone=M.CONTACT_ASSIGNED, supplier=FIRM),
        by_person("2026-03-24", milestone=M.CANDIDATE_PROPOSED, placement="1.1"),
    ]
    assert set(current([*kept, *FIRST_AWARD, won(FIRM), gave_up(FIRM)])) == {*kept, won(FIRM), gave_up(FIRM)}


def test_candidates_are_told_apart():
    first, second = (by_person("2026-04-20", milestone=M.CANDIDATE_PROPOSED, placement=p) for p in ("3.1", "3.2"))
    taken_back = by_person(None, as_of="2026-04-21", milestone=M.CANDIDATE_PROPOSED, placement="3.1")
    assert current([first, second]) == [first, second]
    assert current([first, second, taken_back]) == [second]


# --- conflicts -------------------------------------------------------------------------------------------------------


def test_a_notice_with_another_date_than_a_person_entered_is_a_conflict():
    entered, reported = by_person("2026-02-02"), by_notice("2026-02-03")
    for recorded in ([entered, reported], [reported, entered]):
        assert conflicts(recorded) == [Conflict(entered=entered, reported=reported)]


def test_a_notice_with_the_same_date_is_no_conflict():
    assert conflicts([by_person("2026-02-02"), by_notice("2026-02-02", as_of="2026-03-01")]) == []


def test_a_conflict_shows_the_last_word_of_both_sides():
    entered = [by_person("2026-02-01", as_of="2026-02-02"), by_person("2026-02-02", as_of="2026-02-03")]
    reported = [by_notice("2026-02-05", number="2-2026"), by_notice("2026-02-04", number="1-2026")]
    assert conflicts([*entered, *reported]) == [Conflict(entered[1], reported[0])]


def test_a_conflict_is_over_when_the_person_or_a_newer_notice_agrees():
    recorded = [by_person("2026-02-02"), by_notice("2026-02-03", number="1-2026")]
    assert conflicts([*recorded, by_person("2026-02-03", as_of="2026-02-05")]) == []
    assert conflicts([*recorded, by_notice("2026-02-02", as_of="2026-02-06", number="2-2026")]) == []


def test_two_notices_or_two_people_are_no_conflict():
    assert conflicts([by_notice("2026-02-02"), by_notice("2026-02-03", number="2-2026")]) == []
    assert conflicts([by_person("2026-02-02"), by_person("2026-02-03")]) == []


def test_a_notice_that_contradicts_a_withdrawal_is_a_conflict():
    withdrawn, reported = by_person(None, as_of="2026-02-04"), by_notice("2026-02-02")
    assert conflicts([withdrawn, reported]) == [Conflict(withdrawn, reported)]


def test_lots_do_not_contradict_each_other():
    assert conflicts([by_person("2026-02-02", lot="1"), by_notice("2026-02-03", lot="2")]) == []


# --- in any order ----------------------------------------------------------------------------------------------------

few_days = st.dates(date(2026, 2, 1), date(2026, 2, 20))
by_whom = {
    "as_of": few_days,
    "by_person": st.booleans(),
    "source": st.sampled_from(["notice 1-2026", "notice 2-2026"]),
}
of_the_purchase = st.builds(
    observation,
    milestone=st.sampled_from([PUBLISHED, M.AWARD_NOTICE_SENT, M.WINNER_NAMED, M.WINNER_WITHDREW]),
    on=st.none() | few_days,
    lot=st.sampled_from(["", "1"]),
    supplier=st.sampled_from(["", FIRM]),
    value=st.sampled_from(["", "electronic", "other"]),
    **by_whom,
)


def in_court(milestone, values):
    """Return an event in court or, to take one back, the day of one."""
    of = {"court": st.sampled_from(["", "FR", "KR"]), "applicant": st.sampled_from(["", FIRM, OTHER]), **by_whom}
    told = st.builds(observation, milestone=st.just(milestone), on=few_days, value=st.sampled_from(values), **of)
    taken_back = st.builds(observation, milestone=st.just(milestone), on=st.none(), value=few_days.map(str), **of)
    return told | taken_back


observations = of_the_purchase | in_court(M.REVIEW_FILED, ["", *Target]) | in_court(M.REVIEW_DECIDED, list(Ruling))
ranked = st.lists(
    observations,
    max_size=14,
    unique_by=lambda o: (o.subject, o.by_person, o.as_of) + (() if o.by_person else (o.source,)),
)


@settings(deadline=None)
@given(ranked.flatmap(lambda recorded: st.tuples(st.just(recorded), st.permutations(recorded))))
def test_the_order_of_recording_makes_no_difference(both):
    recorded, shuffled = both
    assert set(current(recorded)) == set(current(shuffled))
    assert set(conflicts(recorded)) == set(conflicts(shuffled))
    assert winners(current(recorded)) == winners(current(shuffled))


@settings(deadline=None)
@given(ranked)
def test_each_subject_counts_at_most_once_and_only_with_a_date_that_was_recorded(recorded):
    counted = current(recorded)
    assert len({one.subject for one in counted}) == len(counted)
    assert all(one.on is not None and one in recorded for one in counted)


@settings(deadline=None)
@given(ranked)
def test_what_counts_stands_by_itself(recorded):
    counted = current(recorded)
    assert set(current(counted)) == set(counted)


@settings(deadline=None)
@given(ranked)
def test_who_has_won_was_named_and_has_not_withdrawn_since(recorded):
    counted = current(recorded)
    for (lot, supplier), on in winners(counted).items():
        about = [one for one in counted if (one.lot, one.supplier) == (lot, supplier)]
        assert on in [one.on for one in about if one.milestone is M.WINNER_NAMED]
        assert all(one.on < on for one in about if one.milestone is M.WINNER_WITHDREW)


@settings(deadline=None)
@given(ranked, st.data())
def test_recording_the_same_again_changes_nothing(recorded, data):
    again = data.draw(st.sampled_from(recorded)) if recorded else observation()
    assert set(current([*recorded, again, again])) == set(current([*recorded, again]))


def test_a_lot_that_was_cancelled_has_no_winner_whatever_the_order():
    named = [
        observation(milestone=M.WINNER_NAMED, on="2026-03-30", lot=lot, supplier="Exempel AB")
        for lot in ("Del 1", "Del 2")
    ]
    cancelled = observation(milestone=M.LOT_CANCELLED, on="2026-04-07", lot="Del 2")
    for told in ([*named, cancelled], [cancelled, *named]):
        assert winners(current(told)) == {("Del 1", "Exempel AB"): date(2026, 3, 30)}


# --- what recurs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("milestone", sorted(RECURRING))
def test_of_what_recurs_the_latest_day_counts_in_whatever_order_it_is_told(milestone):
    days = ("2026-05-11", "2026-11-11", "2027-05-11")
    told = [observation(milestone=milestone, on=on, supplier="Städ AB", as_of="2027-06-01") for on in days]
    for order in permutations(told):
        assert [str(one.on) for one in current(order)] == ["2027-05-11"]


@pytest.mark.parametrize("milestone", sorted(RECURRING))
def test_what_recurs_is_corrected_to_an_earlier_day_by_taking_it_back(milestone):
    wrong = observation(milestone=milestone, on="2027-05-11", as_of="2026-06-01")
    back = observation(milestone=milestone, on=None, as_of="2026-06-01")
    right = observation(milestone=milestone, on="2026-05-11", as_of="2026-06-01")
    assert current([wrong, back]) == []
    assert current([wrong, back, right]) == [right]
