"""What is reported of hours: what counts, what is refused, and that no hour counts twice whatever is reported."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from models.casefile import balances_of
from models.hours_report import PersonsHours, Share, asked_of, reported_hours, workers
from models.obligations import oblige
from models.operations import find, move
from models.queries.journals import journal
from models.refusals import Refused
from models.storage.database import reading, writing
from states.facts import Milestone
from states.records.hours import HoursRefused
from states.refusal import Refusal
from tests.models.firm import (
    FIRM,
    JULY,
    JUNE,
    MAY,
    STARTED,
    TODAY,
    balance_in,
    contract,
    founded,
    hired,
    read,
    reported,
)
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, BY_UNIT, observe

WORKED = PersonsHours(1, 1, 640)
A, B = "UH-1", "UH-2"


@pytest.fixture
def firm(engine: Engine) -> Engine:
    founded(engine, A)
    hired(engine, A)
    return engine


@pytest.fixture
def two(firm: Engine) -> Engine:
    contract(firm, B)
    return firm


def entries(engine: Engine, reference: str) -> list[tuple[str, str, str, str, str]]:
    with reading(engine) as connection:
        chain = journal(connection, reference)
    return [
        (one.actor, one.event, one.source, one.target, one.detail)
        for one, _ in chain.entries
        if one.event.startswith("hours_")
    ]


def test_what_is_reported_counts_and_the_newest_report_of_a_month_is_the_one_that_counts(firm):
    assert reported(firm, A, MAY, WORKED)
    assert reported(firm, A, JUNE, PersonsHours(1, 1, 321))
    stands = balance_in(firm, A)
    assert (stands.promised, stands.started, stands.fulfilled, stands.short) == (1000, 240.25, 240.25, 759.75)
    assert reported(firm, A, MAY, PersonsHours(1, 1, 600))
    assert not reported(firm, A, MAY, PersonsHours(1, 1, 600))
    assert balance_in(firm, A).fulfilled == 230.25
    assert entries(firm, A) == [
        ("supplier:21", "hours_reported", "", "2026-05", "1.1: 160"),
        ("supplier:21", "hours_reported", "", "2026-06", "1.1: 80.25"),
        ("supplier:21", "hours_corrected", "", "2026-05", "1.1: 150"),
    ]


def test_zero_hours_are_an_answer_and_so_is_a_month_in_which_nobody_was_employed(firm):
    reported(firm, A, date(2026, 4, 1))
    reported(firm, A, MAY, PersonsHours(1, 1, 0))
    assert balance_in(firm, A).hours.reported == {date(2026, 4, 1), MAY}
    assert balance_in(firm, A).fulfilled == 0


def test_hours_count_once_the_hire_is_confirmed(engine):
    founded(engine, A)
    hired(engine, A, confirmed=False)
    reported(engine, A, MAY, WORKED)
    assert (balance_in(engine, A).started, balance_in(engine, A).fulfilled) == (160, 0)
    observe(engine, A, Milestone.HIRE_CONFIRMED, STARTED, by=BY_UNIT, placement="1")
    assert balance_in(engine, A).fulfilled == 160


def test_a_month_ahead_of_the_day_is_not_counted_on_it(firm):
    reported(firm, A, MAY, WORKED)
    reported(firm, A, JULY, WORKED)
    assert balances_of(read(firm, A), date(2026, 6, 1))[0].fulfilled == 160


def test_the_support_function_reports_on_behalf_of_the_supplier_and_others_do_not(firm):
    assert reported(firm, A, MAY, WORKED, by=BY_SUPPORT)
    assert entries(firm, A)[0][:2] == ("support:3", "hours_reported")
    for by in (BY_OFFICER, BY_UNIT):
        with pytest.raises(Refused) as refused:
            reported(firm, A, JUNE, WORKED, by=by)
        assert "stödfunktionen för leverantörens räkning" in refused.value.text.sv


@pytest.mark.parametrize(
    ("month", "people", "said"),
    [
        (date(2026, 8, 1), (WORKED,), "Månaden är inte slut. Timmarna för augusti 2026 rapporteras från"),
        (MAY, (), "Ange timmarna i maj 2026 för plats 1, kandidat 1. Noll är också ett svar."),
        (MAY, (WORKED, WORKED), "två gånger för plats 1, kandidat 1"),
        (MAY, (WORKED, PersonsHours(2, 1, 4)), "Ingen är registrerad som anställd i maj 2026 på plats 2"),
        (date(2026, 4, 1), (WORKED,), "Ingen är registrerad som anställd i april 2026"),
        (MAY, (PersonsHours(1, 1, 6400),), "1600 timmar ryms inte i de 28 dagar"),
        (MAY, (PersonsHours(1, 1, 8, (Share(B, 12),)),), "Av timmarna för plats 1, kandidat 1 räknas 3 timmar"),
        (MAY, (PersonsHours(1, 1, 8, (Share("UH-9", 4),)),), "inget annat avtal som räknas i timmar i ärendet UH-9"),
    ],
)
def test_a_report_that_cannot_be_is_refused_and_nothing_is_stored(two, month, people, said):
    with pytest.raises(Refusal) as refused:
        reported(two, A, month, *people)
    assert said in refused.value.text.sv
    assert entries(two, A) == []
    assert read(two, A).hours == ()


def test_hours_are_asked_of_who_was_employed_in_the_month_and_counts_for_the_supplier(firm):
    hired(firm, A, "2", date(2026, 7, 6))
    case = read(firm, A)
    owed = case.obligations[0]
    assert asked_of(case, owed, date(2026, 4, 1)) == []
    assert asked_of(case, owed, JUNE) == [(1, 1)]
    assert asked_of(case, owed, JULY) == [(1, 1), (2, 1)]
    observe(
        firm, A, Milestone.EMPLOYMENT_STARTED, date(2026, 7, 6), value="own_employee 0 1", by=BY_UNIT, placement="2"
    )
    assert [one.position for one in workers(read(firm, A), owed)] == [1]


def test_an_obligation_in_persons_has_no_hours_to_report(engine):
    founded(engine, A, unit="persons", amount=1.0)
    hired(engine, A)
    with pytest.raises(Refused) as refused:
        reported(engine, A, MAY, WORKED)
    assert "räknas inte i timmar" in refused.value.text.sv


def test_hours_that_count_in_another_contract_are_taken_from_what_counts_here(two):
    reported(two, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))
    assert (balance_in(two, A).fulfilled, balance_in(two, B).fulfilled) == (100, 60)
    assert balance_in(two, B).first_start == MAY
    assert balance_in(two, B).hours.credited == 240
    assert entries(two, A) == [("supplier:21", "hours_reported", "", "2026-05", "1.1: 100, 1.1: 60 (UH-2)")]
    assert entries(two, B) == [("supplier:21", "hours_credited", A, "2026-05", "1.1: 60")]
    reported(two, A, MAY, PersonsHours(1, 1, 640))
    assert (balance_in(two, A).fulfilled, balance_in(two, B).fulfilled) == (160, 0)
    assert entries(two, B)[-1] == ("supplier:21", "hours_credited", A, "2026-05", "0")


def test_the_people_of_a_report_are_shown_with_the_contract_in_which_their_hours_count(two):
    reported(two, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))
    case = read(two, A)
    parts = [part for part in reported_hours(case, case.obligations[0], MAY) if part.position]
    assert [(part.person, part.counts_in, part.quarters) for part in parts] == [((1, 1), A, 400), ((1, 1), B, 240)]
    assert [(part.reference, part.quarters) for part in read(two, B).hours] == [(A, 240)]


def test_hours_go_to_no_contract_of_another_firm_nor_to_one_that_is_not_owed_in_hours(firm):
    contract(firm, "UH-3", firm="Hemlig Konkurrent AB", number="556111-0001")
    contract(firm, "UH-4", firm=FIRM, number="556222-0001")
    contract(firm, "UH-5", unit="persons", amount=2.0)
    for reference in ("UH-3", "UH-4", "UH-5"):
        with pytest.raises(Refused) as refused:
            reported(firm, A, MAY, PersonsHours(1, 1, 640, (Share(reference, 240),)))
        assert f"timmar i ärendet {reference}" in refused.value.text.sv


def test_hours_of_a_hire_that_does_not_count_count_nowhere_else_either(engine):
    founded(engine, A, B)
    hired(engine, A, confirmed=False)
    with pytest.raises(HoursRefused) as refused:
        reported(engine, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))
    assert "kan inte räknas i ett annat avtal" in refused.value.text.sv


def test_what_counted_in_a_contract_that_is_through_stays(two):
    shared = PersonsHours(1, 1, 640, (Share(B, 240),))
    reported(two, A, MAY, shared)
    with writing(two) as connection:
        about = {"process": "supplier", "subject": FIRM, "reason": "Avtalet sades upp."}
        move(connection, find(connection, B), "release", by=BY_SUPPORT, today=TODAY, **about)
    with pytest.raises(Refused) as refused:
        reported(two, A, MAY, WORKED)
    assert "UH-2 är avslutat" in refused.value.text.sv
    assert reported(two, A, MAY, PersonsHours(1, 1, 680, (Share(B, 240),)))
    assert balance_in(two, A).fulfilled == 110


def test_an_obligation_is_counted_in_something_else_only_when_no_hours_are_shared(two):
    def counted_in_persons(reference: str) -> bool:
        with writing(two) as connection:
            case = find(connection, reference)
            promise = {"unit": "persons", "amount": 2.0}
            return oblige(connection, case, case.obligations[0], promise, by=BY_SUPPORT, today=TODAY)

    reported(two, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))
    for reference in (A, B):
        with pytest.raises(Refused) as refused:
            counted_in_persons(reference)
        assert "Timmar är fördelade" in refused.value.text.sv
    reported(two, A, MAY, WORKED)
    assert counted_in_persons(B)


def test_what_is_delivered_in_hours_of_another_contract_lets_an_obligation_be_fulfilled(firm):
    contract(firm, B, amount=60.0)
    assert not balance_in(firm, B).met
    reported(firm, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))
    assert balance_in(firm, B).met


# --- whatever is reported --------------------------------------------------------------------------------------------

CASES = ("UH-1", "UH-2", "UH-3")
shares = st.lists(st.tuples(st.sampled_from(CASES), st.integers(0, 700)), max_size=3)
reports = st.tuples(st.sampled_from(CASES), st.sampled_from([MAY, JUNE]), st.integers(0, 700), shares)
links = st.tuples(st.sampled_from(CASES), st.sampled_from(CASES))


@pytest.fixture(scope="module")
def three_contracts(sqlite_template: Path) -> Iterator[Path]:
    """Return a database with three contracts of one firm, each with a person hired and confirmed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "three.db"
        path.write_bytes(sqlite_template.read_bytes())
        with _opened(path) as engine:
            founded(engine, *CASES)
            for day, reference in enumerate(CASES):
                hired(engine, reference, on=date(2026, 5, 4 + day))
        yield path


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    from tests.conftest import opened

    with opened(f"sqlite:///{path}") as engine:
        yield engine


@given(history=st.lists(reports | links, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_reported_the_contracts_together_never_count_more_than_was_worked(
    history, three_contracts, tmp_path
):
    path = tmp_path / f"{abs(hash(str(history)))}.db"
    path.write_bytes(three_contracts.read_bytes())
    worked: dict[tuple[str, date], int] = {}
    with _opened(path) as engine:
        for step in history:
            try:
                if len(step) == 2:
                    counts_in = {"value": f"1.1 {step[1]}", "by": BY_UNIT, "placement": "1"}
                    observe(engine, step[0], Milestone.COUNTED_ELSEWHERE, TODAY, **counts_in)
                else:
                    reference, month, quarters, elsewhere = step
                    told = PersonsHours(1, 1, quarters, tuple(Share(*one) for one in elsewhere))
                    reported(engine, reference, month, told)
                    worked[reference, month] = quarters
            except Refusal:
                continue
        found = {reference: balance_in(engine, reference) for reference in CASES}
        counted = sum((one.fulfilled + one.over) * 4 for one in found.values())
        elsewhere_too = {one for one, stands in found.items() if any(spell.elsewhere for spell in stands.spells)}
    assert counted == sum(quarters for (reference, _), quarters in worked.items() if reference not in elsewhere_too)
    path.unlink()
