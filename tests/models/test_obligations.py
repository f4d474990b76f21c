"""What a supplier owes, as people enter it, and what is refused; and what it costs to store it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from models.casefile import ObligationFile, TrackFile
from models.casestore import load_some, save
from models.obligations import MOST, MOST_SEK, look_after, oblige
from models.operations import find
from models.refusals import Refused
from models.storage.database import reading, writing
from models.subject_meant import winner_meant
from states.facts import Milestone, Role
from tests.models.building import (
    OFFICER,
    SUPPORT,
    TODAY,
    add_person,
    broken,
    contents,
    enter,
    handed_over,
    journal,
    name_winner,
    opened,
    promised,
    read,
    seen,
    statements,
    tracks,
)

M = Milestone
LATER = TODAY + timedelta(days=1)
PERSONS: dict[str, Any] = {"unit": "persons", "amount": 2}


def entered(engine: Engine, *, by: Actor = SUPPORT, **promise: Any) -> bool:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        return oblige(connection, case, winner_meant(case, "", ""), promise, by=by, today=TODAY)


def refused(engine: Engine, *, by: Actor = SUPPORT, **promise: Any) -> str:
    """Return why a promise is refused; nothing of it may be stored."""
    before = contents(engine)
    with pytest.raises(Refused) as refusal:
        entered(engine, by=by, **promise)
    assert contents(engine) == before
    assert refusal.value.text.sv != refusal.value.text.en
    return refusal.value.text.sv


def last_entry(engine: Engine, event: str) -> tuple[str, str, str, str]:
    with reading(engine) as connection:
        found = [entry for entry, _ in journal(connection, 1) if entry.event == event]
    return found[-1].actor, found[-1].process, found[-1].subject, found[-1].detail


# --- what is promised ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [SUPPORT, OFFICER], ids=str)
def test_a_promise_is_stored_with_its_journal_entry_and_its_positions(engine: Engine, by: Actor):
    handed_over(engine, ("2", "Rent AB"))
    promise = {"months_each": 12.0, "starts_within": 3, "internship_counts": True, "penalty": True}
    assert entered(engine, by=by, **PERSONS, **promise)
    (owed,) = read(engine).obligations
    assert (owed.unit, owed.amount, owed.positions) == ("persons", 2, 0)
    assert {name: getattr(owed, name) for name in promise} == promise
    assert last_entry(engine, "obliged") == (
        str(by),
        "supplier",
        "2: Rent AB",
        "unit: persons, amount: 2, months_each: 12, starts_within: 3, internship_counts: True, penalty: True",
    )
    assert tracks(engine, "placement") == {"1": "open", "2": "open"}
    assert broken(engine, 1) is None


def test_a_correction_tells_what_has_changed_alone(engine: Engine):
    handed_over(engine, ("", "Städ AB"))
    promised(engine, "", **PERSONS, months_each=12)
    assert promised(engine, "", amount=3, months_each=12)
    assert last_entry(engine, "obliged")[-1] == "amount: 3"
    (owed,) = read(engine).obligations
    assert (owed.unit, owed.amount, owed.months_each) == ("persons", 3, 12)


def test_the_same_promise_again_changes_nothing(engine: Engine):
    handed_over(engine, ("", "Städ AB"))
    promised(engine, "", **PERSONS)
    before = contents(engine)
    assert not promised(engine, "", **PERSONS, today=LATER)
    assert not promised(engine, "", amount=2.0)
    assert contents(engine) == before


def test_a_promise_may_be_entered_before_the_supplier_is_bound(engine: Engine):
    opened(engine)
    name_winner(engine, "", "Städ AB")
    assert promised(engine, "", **PERSONS)
    (owed,) = read(engine).obligations
    assert (owed.unit, owed.amount) == ("persons", 2)


@pytest.mark.parametrize("role", [Role.LABOUR_MARKET, Role.SUPPLIER, Role.CLOCK])
def test_only_buyers_enter_what_was_promised(engine: Engine, role: Role):
    handed_over(engine, ("", "Städ AB"))
    assert refused(engine, by=Actor(role), **PERSONS) == "Det här kan inte göras av den rollen."


AMOUNT = f"Ange hur mycket leverantören har åtagit sig, ett tal över noll och högst {MOST} "
UNREASONABLE = "Antalet platser, månaderna per person eller månaderna till första start är orimliga."


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (
            {"amount": 2},
            "Ange vad åtagandet räknas i: personer, heltidsmånader, timmar, platser som hålls tillsatta, dialog.",
        ),
        ({"unit": "persons"}, AMOUNT + "(personer)."),
        ({"unit": "persons", "amount": -1}, AMOUNT + "(personer)."),
        ({"unit": "months", "amount": 0}, AMOUNT + "(heltidsmånader)."),
        ({"unit": "seat", "amount": MOST + 1}, AMOUNT + "(platser som hålls tillsatta)."),
        ({"unit": "months", "amount": float("nan")}, AMOUNT + "(heltidsmånader)."),
        ({"unit": "persons", "amount": 1.5}, "Personer, timmar och platser anges i hela tal."),
        ({"unit": "seat", "amount": 0.5}, "Personer, timmar och platser anges i hela tal."),
        (PERSONS | {"positions": -1}, UNREASONABLE),
        (PERSONS | {"positions": MOST + 1}, UNREASONABLE),
        (PERSONS | {"months_each": -0.5}, UNREASONABLE),
        (PERSONS | {"months_each": 601}, UNREASONABLE),
        (PERSONS | {"starts_within": 0}, UNREASONABLE),
        (PERSONS | {"starts_within": 121}, UNREASONABLE),
        (
            {"unit": "months", "amount": 12, "internship_counts": True},
            "Att praktik räknas kan bara anges för åtaganden i personer.",
        ),
    ],
)
def test_a_promise_that_cannot_be_is_refused(sqlite_engine: Engine, promise: dict[str, Any], said: str):
    handed_over(sqlite_engine, ("", "Städ AB"))
    assert refused(sqlite_engine, **promise) == said


@pytest.mark.parametrize(
    "promise",
    [
        {"unit": "persons", "amount": MOST},
        {"unit": "months", "amount": 0.5},
        {"unit": "dialogue"},
        PERSONS | {"positions": 3, "months_each": 600, "starts_within": 120},
    ],
)
def test_a_promise_at_the_edge_of_what_can_be_is_stored(sqlite_engine: Engine, promise: dict[str, Any]):
    handed_over(sqlite_engine, ("", "Städ AB"))
    assert entered(sqlite_engine, **promise)


AMOUNTS = {"penalty_amount": 50_000, "bonus": 20_000, "bonus_cap": 100_000, "by_month": True}


def test_bonus_and_penalty_are_stored_and_an_amount_of_a_penalty_is_a_penalty(engine: Engine):
    case_id = handed_over(engine, ("", "Städ AB"))
    assert promised(engine, "Städ AB", **PERSONS | AMOUNTS)
    with reading(engine) as connection:
        (case,) = load_some(connection, [case_id])
    owed = case.obligations[0].owed
    assert (owed.penalty, owed.penalty_amount, owed.bonus, owed.bonus_cap, owed.by_month) == (
        True,
        50_000,
        20_000,
        100_000,
        True,
    )
    assert not promised(engine, "Städ AB", **AMOUNTS)
    assert promised(engine, "Städ AB", penalty=False, penalty_amount=0)


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        ({"bonus": -1}, "hela kronor"),
        ({"penalty_amount": MOST_SEK + 1}, "högst 1\u00a0000\u00a0000\u00a0000\u00a0kr"),
        ({"bonus_cap": 100}, "Ett tak kräver en bonus"),
        ({"penalty": False, "penalty_amount": 100}, "åtagandet har inget vite"),
        ({"unit": "dialogue", "amount": 1, "bonus": 100}, "För en dialog finns inget att räkna"),
    ],
)
def test_an_amount_that_cannot_be_is_refused(sqlite_engine: Engine, promise: dict[str, Any], said: str):
    handed_over(sqlite_engine, ("", "Städ AB"))
    assert said in refused(sqlite_engine, **PERSONS | promise)


def test_a_supplier_that_is_through_promises_nothing_any_more(engine: Engine):
    handed_over(engine, ("", "Städ AB"), ("2", "Rent AB"))
    enter(engine, "UH-1", seen(M.WINNER_WITHDREW, TODAY, supplier="Rent AB"))
    before = contents(engine)
    with pytest.raises(Refused, match="is through with the case"):
        promised(engine, "Rent AB", **PERSONS)
    assert contents(engine) == before


# --- who looks after it ----------------------------------------------------------------------------------------------


def looked_after(engine: Engine, *, by: Actor = SUPPORT, **people: int) -> bool:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        return look_after(connection, case, winner_meant(case, "", ""), by=by, today=TODAY, **people)


def test_the_contact_people_of_a_supplier_are_stored_by_their_numbers_alone(engine: Engine):
    handed_over(engine, ("", "Städ AB"))
    contact = add_person(engine, "kontakt@exempelstad.example", "labour_market")
    theirs = add_person(engine, "person@exempelbolaget.example", "supplier")
    assert looked_after(engine, contact_id=contact)
    assert last_entry(engine, "looked_after") == ("support:2", "supplier", "Städ AB", f"contact_id: {contact}")
    assert looked_after(engine, contact_id=contact, supplier_person_id=theirs)
    assert last_entry(engine, "looked_after")[-1] == f"supplier_person_id: {theirs}"
    (owed,) = read(engine).obligations
    assert (owed.contact_id, owed.supplier_person_id) == (contact, theirs)
    before = contents(engine)
    assert not looked_after(engine, contact_id=contact)
    assert not looked_after(engine)
    assert contents(engine) == before
    assert broken(engine, 1) is None


def test_what_is_promised_and_who_looks_after_it_do_not_touch_each_other(engine: Engine):
    handed_over(engine, ("", "Städ AB"))
    contact = add_person(engine, "kontakt@exempelstad.example", "labour_market")
    promised(engine, "", **PERSONS)
    looked_after(engine, contact_id=contact)
    promised(engine, "", amount=1)
    (owed,) = read(engine).obligations
    assert (owed.unit, owed.amount, owed.contact_id) == ("persons", 1, contact)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LABOUR_MARKET, Role.SUPPLIER])
def test_only_the_support_function_names_the_contact_people(engine: Engine, role: Role):
    handed_over(engine, ("", "Städ AB"))
    before = contents(engine)
    with pytest.raises(Refused):
        looked_after(engine, by=Actor(role), contact_id=1)
    assert contents(engine) == before


# --- what it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("suppliers", "positions"), [(1, 1), (2, 10)])
def test_saving_costs_the_same_statements_for_any_number_of_suppliers_and_positions(
    engine: Engine, suppliers: int, positions: int
):
    opened(engine)
    with writing(engine) as connection:
        (case,) = load_some(connection, [1])
        for number in range(suppliers):
            owed = ObligationFile(0, str(number), "Städ AB", unit="persons", amount=positions, changed=True)
            case.obligations.append(owed)
            case.tracks.append(TrackFile(0, "supplier", owed.subject, None, "awarded", TODAY, ""))
            for place in range(positions // suppliers):
                subject = str(number * positions + place + 1)
                case.tracks.append(TrackFile(0, "placement", subject, None, "open", TODAY, "", owed.subject))
        for track in case.tracks[2:]:
            case.note(TODAY, actor="clock", event="began", track=track, target=track.state)
        with statements(connection) as asked:
            save(connection, [case])
            # The case, then tracks of suppliers and of positions with a look at their new ids each, what is owed, and
            # the journal.
            assert len(asked) == 7, asked
        for track in case.tracks:
            track.state = "cancelled"
        for owed in case.obligations:
            owed.amount, owed.changed = 1, True
        case.note(TODAY, actor="clock", event="ended")
        with statements(connection) as asked:
            save(connection, [case])
            assert len(asked) == 4, asked
    stored = read(engine)
    assert [track.state for track in stored.tracks] == ["cancelled"] * (2 + suppliers + positions)
    assert [owed.amount for owed in stored.obligations] == [1] * suppliers
    assert broken(engine, 1) is None
