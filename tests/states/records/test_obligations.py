"""The ledger: worked examples on real days, and every sum counted once more, day by day."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.records.hours import Hours
from states.records.obligations import (
    DAYS_PER_MONTH,
    ENDING_LABELS,
    ENOUGH,
    MEASURE_LABELS,
    ORIGIN_LABELS,
    Amounts,
    Balance,
    Ending,
    Measure,
    Obligation,
    Origin,
    Spell,
    Terms,
    amounts,
    balance,
    in_sek,
    in_sentence,
    measured,
    met_by_person,
    one_after_another,
    totals,
)
from tests.builders import day

DAY = timedelta(days=1)


def hired(
    started: str, ended: str | None = None, *, months: float = 0, share: float = 1, position: int = 1, **more: object
) -> Spell:
    """Return the time of a person whose hire was confirmed."""
    terms = Terms(Origin(more.pop("origin", "matched")), months, share)
    known = {"candidate": 1, "confirmed": True, "ending": Ending.ENDED_BY_PERSON if ended else None} | more
    return Spell(position, terms=terms, started=day(started), ended=day(ended) if ended else None, **known)


def owing(unit: Measure | str, amount: float, **more: object) -> Obligation:
    return Obligation(unit=Measure(unit), amount=amount, **more)


def on(today: str | date, owed: Obligation, *spells: Spell, **contract: object) -> Balance:
    return balance(owed, spells, today=day(today), **contract)


# --- hours -----------------------------------------------------------------------------------------------------------

HALF = Hours({(1, 1): 321, (2, 1): 80}, credited=40, credited_from=date(2026, 4, 1))


def test_hours_are_those_of_whoever_counts_and_those_of_other_contracts():
    confirmed, unconfirmed = hired("2026-05-04"), hired("2026-05-04", position=2, confirmed=False)
    stands = on("2026-06-30", owing("hours", 100), confirmed, unconfirmed, hours=HALF)
    assert (stands.started, stands.fulfilled, stands.short, stands.over) == (110.25, 90.25, 9.75, 0)
    assert stands.first_start == date(2026, 4, 1)
    assert not stands.met
    assert on("2026-06-30", owing("hours", 90), confirmed, hours=HALF).met


def test_a_quarter_that_is_lacking_is_lacking_and_no_share_stands_for_the_whole():
    left = hired("2026-05-04", "2026-06-30", months=2)
    assert not on("2026-07-31", owing("hours", 81), left, hours=Hours({(1, 1): 323})).met
    assert on("2026-07-31", owing("hours", 81), left, hours=Hours({(1, 1): 324})).met


@pytest.mark.parametrize("more", [{"elsewhere": True}, {"origin": "own_employee"}])
def test_hours_of_a_hire_that_does_not_count_do_not_either(more):
    stands = on("2026-06-30", owing("hours", 100), hired("2026-05-04", **more), hours=Hours({(1, 1): 320}))
    assert (stands.started, stands.fulfilled, stands.first_start) == (0, 0, None)


@pytest.mark.parametrize("unit", ["persons", "months", "seat"])
def test_an_employment_that_counts_in_another_contract_counts_in_no_measure(unit):
    contract = {"contract_signed": day("2025-06-02")}
    stands = on("2026-12-31", owing(unit, 1), hired("2026-01-01", elsewhere=True), **contract)
    assert (stands.started, stands.fulfilled, stands.first_start) == (0, 0, None)


def test_hours_are_told_with_every_quarter():
    assert [measured(amount, Measure.HOURS).sv for amount in (1, 80.25, 123_456.75)] == [
        "1 timme",
        "80,25 timmar",
        "123456,75 timmar",
    ]
    assert in_sentence(12_345.75, Measure.HOURS).sv == "12345,75"
    assert in_sentence(2.5, Measure.MONTHS) == 2.5


# --- months ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "today", "months"),
    [
        ("2026-01-01", "2026-01-31", 1),
        ("2026-01-01", "2026-02-28", 2),
        ("2026-02-01", "2026-02-14", 0.5),
        ("2026-02-01", "2026-07-31", 6),
        ("2024-02-01", "2024-02-29", 1),
        ("2025-01-01", "2026-12-31", 24),
        ("2026-01-15", "2026-02-14", 1),
        ("2026-01-31", "2026-02-27", 1),
        ("2026-01-31", "2026-02-28", 1 + 1 / 31),
        ("2026-05-18", "2026-10-02", 4.5),
        ("2026-05-18", "2026-05-18", 1 / 31),
        ("2026-05-18", "2026-05-17", 0),
    ],
)
def test_months_are_those_of_the_calendar(started, today, months):
    assert hired(started).months(day(today)) == pytest.approx(months)
    assert hired(started, today).months(date(2030, 1, 1)) == pytest.approx(months)


def test_full_time_months_add_up_over_people_by_their_share():
    owed = owing("months", 12)
    full, half = hired("2026-02-01", months=6), hired("2026-02-01", months=12, share=0.5, position=2)
    assert on("2026-02-28", owed, full, half).fulfilled == pytest.approx(1.5)
    assert on("2026-07-31", owed, full, half).fulfilled == pytest.approx(9)
    both = on("2026-09-30", owed, full, half)
    assert (both.promised, both.fulfilled, both.over) == pytest.approx((12, 12, 0))
    assert both.met
    assert not on("2026-09-29", owed, full, half).met


@pytest.mark.parametrize(("promised", "last_day"), [(6, "2026-07-31"), (12, "2027-01-31"), (24, "2028-01-31")])
def test_months_are_met_on_the_day_the_last_of_them_is_over(promised, last_day):
    person = hired("2026-02-01")
    assert on(day(last_day), owing("months", promised), person).met
    assert not on(day(last_day) - DAY, owing("months", promised), person).met


def test_more_months_than_promised_are_shown_beside_the_promise():
    found = on("2026-12-31", owing("months", 6), hired("2026-03-01"))
    assert (found.fulfilled, found.short, found.over) == pytest.approx((6, 0, 4))


@pytest.mark.parametrize(
    ("ended", "ending", "fulfilled"),
    [
        ("2026-09-29", Ending.ENDED_BY_PERSON, 8 + 29 / 30),
        ("2026-09-30", Ending.ENDED_BY_PERSON, 12),
        ("2026-09-30", Ending.OTHER, 12),
        ("2026-09-30", Ending.ENDED_BY_SUPPLIER, 9),
    ],
)
@pytest.mark.parametrize("agreed", [0, 12, 24])
def test_three_quarters_of_the_months_are_deemed_all_of_them_when_a_person_leaves_early(
    ended, ending, fulfilled, agreed
):
    left = hired("2026-01-01", ended, months=agreed, ending=ending)
    assert on("2026-12-31", owing("months", 12), left).fulfilled == pytest.approx(fulfilled)


def test_while_the_person_stays_three_quarters_are_three_quarters():
    assert on("2026-09-30", owing("months", 12), hired("2026-01-01")).fulfilled == pytest.approx(9)
    assert on("2026-09-30", owing("months", 12), hired("2026-01-01", "2026-10-01")).fulfilled == pytest.approx(9)


def test_a_contract_of_nine_months_that_runs_out_is_not_an_early_end():
    owed = owing("months", 12)
    ran_out = hired("2026-01-01", "2026-09-30", months=9, ending=Ending.OTHER)
    assert on("2026-12-31", owed, ran_out).fulfilled == pytest.approx(9)
    left = hired("2026-10-01", "2026-10-15", months=3, position=2)
    assert on("2026-12-31", owed, ran_out, left).fulfilled == 12


# --- persons ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months_each", "agreed", "last_day"),
    [
        (6, 0, "2026-07-31"),
        (6, 12, "2026-07-31"),
        (0, 3, "2026-04-30"),
        (0, 0, "2026-07-31"),
        (4.5, 0, "2026-06-15"),
    ],
)
def test_a_person_counts_when_the_time_asked_for_or_else_agreed_is_over(months_each, agreed, last_day):
    owed, person = owing("persons", 1, months_each=months_each), hired("2026-02-01", months=agreed)
    assert on(day(last_day) - DAY, owed, person).fulfilled == 0
    assert on(day(last_day), owed, person).fulfilled == 1
    assert on(day(last_day), owed, person).met


@pytest.mark.parametrize(
    ("ended", "ending", "fulfilled"),
    [
        ("2026-06-14", Ending.ENDED_BY_PERSON, 0),
        ("2026-06-15", Ending.ENDED_BY_PERSON, 1),
        ("2026-06-15", Ending.ENDED_BY_SUPPLIER, 0),
        ("2026-07-30", Ending.ENDED_BY_SUPPLIER, 0),
        ("2026-07-31", Ending.ENDED_BY_SUPPLIER, 1),
    ],
)
def test_a_person_who_leaves_counts_from_three_quarters_to_the_day(ended, ending, fulfilled):
    owed = owing("persons", 1, months_each=6)
    assert on("2027-01-01", owed, hired("2026-02-01", ended, ending=ending)).fulfilled == fulfilled


def test_several_candidates_for_one_position_count_once():
    owed = owing("persons", 2, months_each=3)
    one, other = hired("2026-01-01", "2026-03-31"), hired("2026-04-01", "2026-06-30", candidate=2)
    found = on("2026-12-31", owed, one, other)
    assert (found.started, found.fulfilled, found.short, found.over) == (1, 1, 1, 0)


def test_more_people_than_promised_are_shown_beside_the_promise():
    owed = owing("persons", 1, months_each=1)
    found = on("2026-12-31", owed, *(hired("2026-01-01", position=number) for number in (1, 2, 3)))
    assert (found.fulfilled, found.short, found.over, found.met) == (1, 0, 2, True)


@pytest.mark.parametrize("counts", [True, False])
def test_a_completed_internship_is_a_person_only_where_internships_count(counts):
    owed = owing("persons", 1, internship_counts=counts)
    found = on("2026-06-12", owed, Spell(1, 1, internship_done=True))
    assert (found.fulfilled, found.started, found.met) == (counts, counts, counts)


@pytest.mark.parametrize("counts", [True, False])
def test_an_internship_that_began_is_a_start_only_where_it_is_the_promise(counts):
    owed, began = owing("persons", 2, internship_counts=counts), date(2026, 5, 4)
    found = on("2026-06-12", owed, Spell(1, 1, internship_started=began))
    assert (found.first_start, found.started) == ((began, 1) if counts else (None, 0))
    both = on("2026-06-12", owed, Spell(1, 1, internship_started=began), hired("2026-06-01", position=2))
    assert (both.first_start, both.started) == ((began, 2) if counts else (date(2026, 6, 1), 1))


def test_who_was_employed_already_starts_nothing():
    owed = owing("persons", 1, internship_counts=True)
    found = on("2026-06-12", owed, hired("2026-06-01", origin="own_employee", internship_started=date(2026, 5, 4)))
    assert (found.first_start, found.started) == (None, 0)


# --- seats -----------------------------------------------------------------------------------------------------------
# Signed on 2 February 2026, first start within six months: owed from 2 August. The contract ends on 1 August 2027, so
# that a seat is owed for 365 days.

SEAT = {"contract_signed": date(2026, 2, 2), "contract_ended": date(2027, 8, 1)}


def days(count: float) -> float:
    return count / DAYS_PER_MONTH


@pytest.mark.parametrize(
    ("today", "promised"),
    [("2026-08-01", 0), ("2026-08-02", 1), ("2026-08-31", 30), ("2027-08-01", 365), ("2029-01-01", 365)],
)
def test_a_seat_is_owed_from_the_day_the_first_start_is_due_to_the_end_of_the_contract(today, promised):
    assert on(today, owing("seat", 1), **SEAT).promised == pytest.approx(days(promised))
    assert on(today, owing("seat", 2), **SEAT).promised == pytest.approx(days(2 * promised))


def test_a_seat_with_a_gap_is_short_by_the_gap():
    owed = owing("seat", 1)
    first = hired("2026-05-04", "2026-11-30")
    second = hired("2027-01-04", candidate=2)
    found = on("2027-03-31", owed, first, second, **SEAT)
    assert found.promised == pytest.approx(days(242))
    assert found.short == pytest.approx(days(34))  # 1 December to 3 January
    assert found.over == 0
    assert found.running
    assert not found.met


@pytest.mark.parametrize(("gap_ends", "met"), [("2026-11-01", True), ("2026-11-02", False)])
def test_at_the_end_of_the_contract_three_quarters_of_the_time_are_enough(gap_ends, met):
    # A quarter of 365 days is 91 and a quarter: 92 days from 2 August without anyone are one too many.
    kept = hired(gap_ends)
    assert on("2027-07-31", owing("seat", 1), kept, **SEAT).met is False
    found = on("2027-08-01", owing("seat", 1), kept, **SEAT)
    assert found.met is met
    assert found.fulfilled == pytest.approx(days(365 if met else 273))


def test_two_people_at_once_do_not_make_up_for_a_time_without_any():
    owed = owing("seat", 1)
    first, second = hired("2026-08-02", "2026-10-31"), hired("2026-10-01", "2026-12-31", candidate=2)
    found = on("2027-01-31", owed, first, second, **SEAT)
    assert found.fulfilled == pytest.approx(days(152))  # 2 August to 31 December
    assert found.short == pytest.approx(days(31))
    two = on("2027-01-31", owing("seat", 2), first, second, **SEAT)
    assert two.fulfilled == pytest.approx(days(91 + 92))


def test_a_seat_is_never_met_while_the_contract_runs_or_no_signing_is_known():
    person = hired("2026-08-02")
    assert on("2027-07-31", owing("seat", 1), person, **SEAT).running
    signed = {"contract_signed": SEAT["contract_signed"]}
    assert on("2029-01-01", owing("seat", 1), person, **signed).running
    unsigned = on("2029-01-01", owing("seat", 1), person, contract_ended=SEAT["contract_ended"])
    assert (unsigned.promised, unsigned.running, unsigned.met) == (0, True, False)


# --- dialogue, and what is not entered yet ---------------------------------------------------------------------------


def test_a_dialogue_is_met_by_holding_it():
    owed = owing("dialogue", 1)
    before, after = on("2026-04-01", owed), on("2026-04-01", owed, dialogue_held=True)
    assert (before.short, before.met, before.filled) == (1, False, False)
    assert (after.short, after.met, after.filled) == (0, True, True)


def test_nothing_is_met_or_filled_while_the_promise_is_not_entered():
    found = on("2027-01-01", Obligation(), hired("2026-01-01"), filled_positions=1)
    assert (found.promised, found.fulfilled, found.met, found.filled) == (0, 0, False, False)


# --- positions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owed", "places"),
    [
        (Obligation(), 0),
        (Obligation(positions=3), 0),
        (owing("dialogue", 1), 0),
        (owing("persons", 2), 2),
        (owing("persons", 2, positions=3), 3),
        (owing("persons", 4, positions=3), 4),
        (owing("seat", 1), 1),
        (owing("months", 24), 1),
        (owing("months", 24, positions=2), 2),
    ],
)
def test_an_obligation_opens_as_many_positions_as_it_takes(owed, places):
    assert owed.places == places
    filled = [on("2026-04-01", owed, filled_positions=number).filled for number in (places - 1, places)]
    assert filled == [False, places > 0]


# --- who counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "confirmed", "attested", "counts"),
    [
        ("matched", True, None, True),
        ("matched", False, None, False),
        ("outside", True, None, False),
        ("outside", True, False, False),
        ("outside", True, True, True),
        ("outside", False, True, False),
        ("own_employee", True, True, False),
        ("own_employee", True, None, False),
    ],
)
@pytest.mark.parametrize("unit", [Measure.PERSONS, Measure.MONTHS, Measure.SEAT])
def test_only_confirmed_people_who_are_new_to_the_supplier_count(unit, origin, confirmed, attested, counts):
    person = hired("2026-08-02", origin=origin, confirmed=confirmed, attested=attested)
    assert person.counts is counts
    assert (on("2027-08-01", owing(unit, 1), person, **SEAT).fulfilled > 0) is counts


def test_the_first_start_is_that_of_the_first_who_is_new_confirmed_or_not():
    own, later = hired("2026-03-02", origin="own_employee"), hired("2026-05-04", confirmed=False, position=2)
    assert on("2026-06-01", owing("persons", 2), own, later).first_start == date(2026, 5, 4)
    assert on("2026-06-01", owing("persons", 2), own).first_start is None


# --- how a hire was agreed -------------------------------------------------------------------------------------------


@given(
    st.sampled_from(Origin), st.sampled_from([0, 0.5, 6, 12, 600]), st.sampled_from([0.01, 0.25, 0.375, 0.5, 0.75, 1])
)
def test_what_is_written_of_a_hire_is_read_as_it_was(origin, months, share):
    assert Terms.parse(str(Terms(origin, months, share))) == Terms(origin, months, share)


def test_nothing_said_of_a_hire_is_a_match_until_further_notice_and_full_time():
    assert Terms.parse("") == Terms(Origin.MATCHED, 0, 1)


@pytest.mark.parametrize(
    "said", ["matched", "matched 6", "friend 6 1", "matched 6 0", "matched 6 1.1", "matched -1 1", "matched 601 1", "6"]
)
def test_a_hire_that_cannot_be_is_not_read(said):
    with pytest.raises(ValueError):
        Terms.parse(said)


def test_units_origins_and_endings_have_words_in_both_languages():
    for kind, labels in ((Measure, MEASURE_LABELS), (Origin, ORIGIN_LABELS), (Ending, ENDING_LABELS)):
        assert set(labels) == set(kind)
        assert all(label.sv.strip() and label.en.strip() and label.sv != label.en for label in labels.values())


# --- counted once more, day by day -----------------------------------------------------------------------------------


def anniversary(first: date, number: int) -> date:
    """Return the day on which so many months are over, found by turning the leaves of the calendar."""
    year, month = first.year, first.month
    for _ in range(number):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def months_by_day(person: Spell, today: date) -> Fraction:
    """Add up the days worked, each as its share of the month it lies in, counted from the start."""
    if person.started is None:
        return Fraction(0)
    total, number, current = Fraction(0), 0, person.started
    while current <= min(person.ended or today, today):
        begun, over = anniversary(person.started, number), anniversary(person.started, number + 1)
        total += Fraction(1, (over - begun).days)
        current += DAY
        number += current == over
    return total


def gone(person: Spell, today: date) -> bool:
    return person.ended is not None and person.ended <= today and person.ending is not Ending.ENDED_BY_SUPPLIER


def persons_by_day(owed: Obligation, people: list[Spell], today: date) -> float:
    done = set()
    for person in people:
        needed = Fraction(owed.months_each or person.terms.months or 6)
        worked = months_by_day(person, today)
        enough = worked >= needed or (gone(person, today) and worked >= needed * Fraction(3, 4))
        if (person.counts and enough) or (owed.internship_counts and person.internship_done):
            done.add(person.position)
    return len(done)


def months_in_all_by_day(owed: Obligation, people: list[Spell], today: date) -> float:
    counted = [person for person in people if person.counts]
    worked = float(sum(months_by_day(person, today) * Fraction(person.terms.share) for person in counted))
    early = [
        person
        for person in counted
        if gone(person, today)
        and (not person.terms.months or months_by_day(person, today) < Fraction(person.terms.months))
    ]
    return max(worked, owed.amount) if early and worked >= ENOUGH * owed.amount else worked


def seats_by_day(owed: Obligation, people: list[Spell], today: date, signed: date, ends: date) -> tuple[float, float]:
    current, promised, kept = anniversary(signed, owed.starts_within), 0, 0
    while current <= min(today, ends):
        there = sum(p.counts and p.started <= current <= (p.ended or current) for p in people if p.started)
        promised += owed.amount
        kept += min(there, owed.amount)
        current += DAY
    if ends <= today and kept >= ENOUGH * promised:
        kept = promised
    return promised / DAYS_PER_MONTH, kept / DAYS_PER_MONTH


starts = st.dates(date(2026, 1, 1), date(2026, 12, 31))
todays = st.dates(date(2026, 1, 1), date(2028, 3, 1))


@st.composite
def somebody(draw):
    started = draw(st.none() | starts)
    lasted = draw(st.none() | st.integers(0, 500)) if started else None
    return Spell(
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        terms=Terms(
            draw(st.sampled_from(Origin)), draw(st.sampled_from([0, 3, 6, 12])), draw(st.sampled_from([0.25, 0.5, 1]))
        ),
        started=started,
        ended=started + lasted * DAY if started and lasted is not None else None,
        ending=draw(st.sampled_from(Ending)) if lasted is not None else None,
        confirmed=draw(st.sampled_from([True, True, True, False])),
        attested=draw(st.sampled_from([None, True, False])),
        internship_done=draw(st.booleans()),
    )


people = st.lists(somebody(), max_size=5)
counted = st.builds(
    Obligation,
    unit=st.sampled_from([Measure.PERSONS, Measure.MONTHS, Measure.SEAT]),
    amount=st.sampled_from([1, 2, 3, 8, 12]),
    months_each=st.sampled_from([0, 1.5, 6]),
    starts_within=st.sampled_from([1, 6]),
    internship_counts=st.booleans(),
)
contracts = st.fixed_dictionaries(
    {
        "contract_signed": st.none() | st.dates(date(2025, 12, 1), date(2026, 6, 30)),
        "contract_ended": st.none() | st.dates(date(2026, 7, 1), date(2027, 12, 31)),
    }
)


@settings(deadline=None, max_examples=150)
@given(somebody(), todays)
def test_the_months_of_a_person_are_the_days_added_up(person, today):
    assert isclose(person.months(today), float(months_by_day(person, today)), abs_tol=1e-9)


@settings(deadline=None, max_examples=150)
@given(counted, people, todays)
def test_people_and_months_are_the_days_added_up(owed, spells, today):
    by_day = {Measure.PERSONS: persons_by_day, Measure.MONTHS: months_in_all_by_day}
    unit = owed.unit if owed.unit in by_day else Measure.MONTHS
    delivered = by_day[unit](owed, spells, today)
    found = balance(replace(owed, unit=unit), spells, today=today)
    assert found.fulfilled == pytest.approx(min(delivered, owed.amount))
    assert found.over == pytest.approx(max(0, delivered - owed.amount))


@settings(deadline=None, max_examples=100)
@given(
    counted,
    people,
    todays,
    st.dates(date(2025, 12, 1), date(2026, 6, 30)),
    st.dates(date(2026, 7, 1), date(2027, 12, 31)),
)
def test_seats_are_the_days_added_up(owed, spells, today, signed, ends):
    seat = replace(owed, unit=Measure.SEAT)
    promised, kept = seats_by_day(seat, spells, today, signed, ends)
    found = balance(seat, spells, today=today, contract_signed=signed, contract_ended=ends)
    assert (found.promised, found.fulfilled, found.over) == pytest.approx((promised, kept, 0))


# --- what no ledger may do -------------------------------------------------------------------------------------------

obligations = counted | st.sampled_from([Obligation(), owing("dialogue", 1)])


@settings(deadline=None, max_examples=200)
@given(obligations, people, todays, contracts, st.booleans())
def test_what_is_promised_is_fulfilled_or_short(owed, spells, today, contract, held):
    found = balance(owed, spells, today=today, dialogue_held=held, **contract)
    assert found.promised == pytest.approx(found.fulfilled + found.short)
    assert 0 <= found.fulfilled <= found.promised
    assert found.short >= 0
    assert found.over >= 0
    assert found.over == 0 or isclose(found.short, 0, abs_tol=1e-9)
    assert not found.met or isclose(found.short, 0, abs_tol=0.01)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(obligations, people, st.booleans()), max_size=5), todays, contracts)
def test_the_totals_are_sums_unit_by_unit(suppliers, today, contract):
    balances = [balance(owed, spells, today=today, dialogue_held=held, **contract) for owed, spells, held in suppliers]
    summed = {one.unit: one for one in totals(balances)}
    assert set(summed) == {a.obligation.unit for a in balances} - {None}
    for unit, total in summed.items():
        mine = [a for a in balances if a.obligation.unit is unit]
        for name in ("promised", "started", "fulfilled", "short", "over"):
            assert getattr(total, name) == pytest.approx(sum(getattr(a, name) for a in mine))
        assert total.promised == pytest.approx(total.fulfilled + total.short)


@settings(deadline=None, max_examples=100)
@given(counted, people, people, todays, contracts)
def test_what_one_supplier_delivers_beyond_its_promise_lowers_nobody_elses_shortfall(
    owed, mine, theirs, today, contract
):
    alone = balance(owed, mine, today=today, **contract)
    other = balance(owed, [replace(spell, confirmed=True) for spell in theirs], today=today, **contract)
    (total,) = totals([alone, other])
    assert total.short == pytest.approx(alone.short + other.short)
    assert total.short >= alone.short - 1e-9


def test_one_supplier_with_three_people_too_many_leaves_the_other_two_short():
    owed = owing("persons", 2, months_each=1)
    generous = on("2026-12-31", owed, *(hired("2026-01-01", position=number) for number in range(5)))
    idle = on("2026-12-31", owed)
    (total,) = totals([generous, idle])
    assert (total.promised, total.fulfilled, total.short, total.over) == (4, 2, 2, 3)


@settings(deadline=None, max_examples=200)
@given(counted, people, somebody(), todays, contracts)
def test_one_more_person_never_lowers_what_is_fulfilled(owed, spells, more, today, contract):
    before = balance(owed, spells, today=today, **contract)
    after = balance(owed, [*spells, more], today=today, **contract)
    assert after.fulfilled >= before.fulfilled - 1e-9
    assert after.over >= before.over - 1e-9
    assert after.promised == before.promised


@settings(deadline=None, max_examples=200)
@given(counted, people, todays, st.integers(1, 400), contracts)
def test_a_later_day_never_lowers_what_was_delivered(owed, spells, today, wait, contract):
    before = balance(owed, spells, today=today, **contract)
    after = balance(owed, spells, today=today + wait * DAY, **contract)
    assert after.fulfilled >= before.fulfilled - 1e-9
    assert after.promised >= before.promised


@settings(deadline=None, max_examples=100)
@given(counted, people.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))), todays, contracts)
def test_the_order_of_the_people_makes_no_difference(owed, orders, today, contract):
    one, other = (balance(owed, spells, today=today, **contract) for spells in orders)
    for name in ("promised", "started", "fulfilled", "over", "first_start", "met"):
        assert getattr(one, name) == pytest.approx(getattr(other, name)) or getattr(one, name) is None


def test_the_next_month_worked_ends_on_the_day_before_the_same_day_of_the_month():
    spell = Spell(1, 1, started=date(2026, 1, 31), confirmed=True)
    assert spell.next_month(date(2026, 2, 2)) == date(2026, 2, 27)
    assert spell.next_month(date(2026, 2, 27)) == date(2026, 3, 30)
    assert Spell(1, 1, started=date(2026, 1, 31)).next_month(date(2026, 2, 2)) is None
    gone = Spell(1, 1, started=date(2026, 1, 31), confirmed=True, ended=date(2026, 3, 2))
    assert gone.next_month(date(2026, 3, 2)) is None


# --- several turns of one person -------------------------------------------------------------------------------------

FIRST_TURN = Spell(
    1,
    1,
    Terms(months=3),
    started=date(2026, 1, 1),
    ended=date(2026, 3, 31),
    ending=Ending.OTHER,
    confirmed=True,
)
SECOND_TURN = replace(FIRST_TURN, started=date(2026, 4, 1), ended=date(2026, 6, 30))
NEXT_PERSON = replace(SECOND_TURN, candidate=2)
HALF_A_YEAR_EACH = Obligation(unit=Measure.PERSONS, amount=2, months_each=6)


@pytest.mark.parametrize(
    ("turns", "met"),
    [
        ([FIRST_TURN], False),
        ([FIRST_TURN, SECOND_TURN], True),
        ([FIRST_TURN, replace(SECOND_TURN, confirmed=False)], False),
        ([FIRST_TURN, replace(SECOND_TURN, ended=date(2026, 5, 31))], True),  # five of six months
        ([FIRST_TURN, replace(SECOND_TURN, ended=date(2026, 5, 31), ending=Ending.ENDED_BY_SUPPLIER)], False),
        ([], False),
    ],
)
def test_the_time_of_one_person_is_added_up_where_a_length_is_asked_for(turns, met):
    assert met_by_person(turns, HALF_A_YEAR_EACH, date(2026, 12, 31)) is met


def test_two_people_do_not_make_up_one():
    both = balance(HALF_A_YEAR_EACH, [FIRST_TURN, NEXT_PERSON], today=date(2026, 12, 31))
    assert (both.started, both.fulfilled) == (1, 0)


def test_a_turn_that_is_met_stays_so_whatever_follows():
    owed = Obligation(unit=Measure.PERSONS, amount=1)
    failed = replace(SECOND_TURN, ended=date(2026, 4, 3), ending=Ending.ENDED_BY_SUPPLIER)
    for after in ([], [SECOND_TURN], [failed], [replace(failed, confirmed=False)]):
        assert balance(owed, [FIRST_TURN, *after], today=date(2026, 12, 31)).fulfilled == 1


def test_whoever_begins_anew_has_left_the_turn_before():
    running = replace(FIRST_TURN, ended=None)
    overlapping = replace(FIRST_TURN, ended=date(2026, 5, 31))
    assert [one.ended for one in one_after_another([running, SECOND_TURN])] == [date(2026, 3, 31), date(2026, 6, 30)]
    assert one_after_another([overlapping, SECOND_TURN])[0].ended == date(2026, 3, 31)
    same_day = replace(FIRST_TURN, ended=date(2026, 4, 1))
    assert one_after_another([same_day, SECOND_TURN]) == [same_day, SECOND_TURN]
    assert one_after_another([]) == []


# --- bonus and penalty -----------------------------------------------------------------------------------------------

AMOUNTS = {"penalty": True, "penalty_amount": 50_000, "bonus": 20_000}


def stands(unit: str, promised: float, delivered: float, **more: object) -> Balance:
    """Return a balance with what was delivered, whoever delivered it."""
    owed = owing(unit, promised, **AMOUNTS | more)
    fulfilled = min(promised, delivered)
    return Balance(owed, promised=promised, fulfilled=fulfilled, over=delivered - fulfilled)


@pytest.mark.parametrize(
    ("unit", "promised", "delivered", "more", "due"),
    [
        ("persons", 3, 1, {}, (0, 100_000)),
        ("persons", 3, 3, {}, (0, 0)),
        ("persons", 3, 5, {}, (40_000, 0)),
        ("persons", 3, 9, {"bonus_cap": 100_000}, (100_000, 0)),
        ("persons", 3, 4, {"bonus_cap": 100_000}, (20_000, 0)),
        ("persons", 3, 4, {"by_month": True, "months_each": 12}, (240_000, 0)),
        ("persons", 3, 4, {"by_month": True, "months_each": 12, "bonus_cap": 100_000}, (100_000, 0)),
        ("persons", 3, 2, {"by_month": True, "months_each": 12}, (0, 600_000)),
        ("persons", 3, 2, {"by_month": True}, (0, 300_000)),
        ("months", 12, 9.5, {}, (0, 125_000)),
        ("months", 12, 9.5, {"by_month": True, "months_each": 12}, (0, 125_000)),
        ("months", 12, 13, {}, (20_000, 0)),
        ("seat", 20, 18, {"by_month": True, "months_each": 12}, (0, 100_000)),
        ("hours", 1000, 960.5, {"penalty_amount": 250}, (0, 9_875)),
        ("hours", 1000, 1100, {"bonus": 100}, (10_000, 0)),
        ("hours", 1000, 480, {"by_month": True, "penalty_amount": 20_000}, (0, 60_000)),
        ("hours", 1000, 1260, {"by_month": True, "bonus": 20_000, "bonus_cap": 25_000}, (25_000, 0)),
        ("dialogue", 1, 0, {}, (0, 0)),
        ("persons", 3, 1, {"penalty_amount": 0}, (0, 0)),
        ("persons", 3, 5, {"bonus": 0}, (0, 0)),
    ],
)
def test_bonus_and_penalty_are_reckoned_from_what_is_beyond_and_what_is_short(unit, promised, delivered, more, due):
    assert amounts(stands(unit, promised, delivered, **more)) == Amounts(*due)


def test_part_of_a_krona_is_rounded_to_the_nearest():
    assert amounts(stands("months", 1, 0.5, penalty_amount=3)).penalty == 2
    assert amounts(stands("months", 1, 0.9, penalty_amount=3)).penalty == 0


@given(
    unit=st.sampled_from(["persons", "months", "seat"]),
    promised=st.integers(1, 50),
    delivered=st.integers(0, 100),
    cap=st.integers(0, 10**6),
    by_month=st.booleans(),
)
def test_never_both_and_never_above_the_cap(unit, promised, delivered, cap, by_month):
    due = amounts(stands(unit, promised, delivered, bonus_cap=cap, by_month=by_month))
    assert 0 in {due.bonus, due.penalty}
    assert due.bonus <= (cap or due.bonus)
    assert (due.penalty > 0) == (delivered < promised)


def test_an_amount_is_written_as_each_language_does():
    assert (in_sek(1_250_000).sv, in_sek(1_250_000).en) == ("1\u00a0250\u00a0000\u00a0kr", "SEK\u00a01,250,000")
    assert in_sek(0).sv == "0\u00a0kr"
