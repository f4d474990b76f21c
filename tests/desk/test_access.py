"""Who may do what: every role, deed and state against an expectation that is written out here."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from sqlalchemy import insert, select, update

from desk.access import (
    ACCOUNT_ROLE_LABELS,
    ACTS_AS,
    REACH,
    AccountRole,
    Deed,
    NotAllowed,
    SignedIn,
    check,
    may,
    seen_by,
)
from models.actor import Actor
from models.casefile import TrackFile
from models.storage.database import reading, writing
from models.tables import Case, ContractingUnit, Track
from states.facts import Role
from states.processes.procurement import ProcurementState
from states.records.demand import DemandOrder
from tests.notifications.city import OFFICER, case_now, open_planned

DAY = date(2026, 3, 2)
ROLES = ("support", "officer", "labour_market", "reader", "administrator")

# a: any case · u: of the own unit · w: once an award is made · q: for which the own unit was asked · -: never
EXPECTED = """
see_today          a a a a a
see_cases          a u w a a
see_case           a u w a a
open_case          a u - - -
act_on_case        a u w - -
take_case          a - - - -
override           a - - - -
approve            a - - - -
bulk               a - - - -
merge_cases        a - - - -
rehearse           a u - - -
see_demand         a a a a -
answer_demand      a - q - -
see_results        a a a a a
see_register       a a a a a
change_register    a - - - a
import             a - - - a
see_messages       a - - - a
resolve_messages   a - - - a
see_audit          - - - - a
see_health         a - - - a
manage_accounts    - - - - a
"""
LETTERS = {
    (deed, role): letter
    for deed, *letters in (line.split() for line in EXPECTED.split("\n") if line)
    for role, letter in zip(ROLES, letters, strict=True)
}
AWARDED = {
    "planning": False,
    "advertised": False,
    "award": True,
    "standstill": True,
    "review": True,
    "matching": True,
    "internship": True,
    "hire": True,
    "follow_up": True,
    "closed": True,
    "not_applicable": False,
    "no_requirement": False,
    "cancelled": False,
    "a state that nobody knows": False,
}
"""Whether an award is made in each state, so that tenders are no longer secret."""


def signed_in(role: str, **told: object) -> SignedIn:
    usual = SignedIn(
        account_id=1,
        name="Någon",
        email="nagon@exempelstad.example",
        role=AccountRole(role),
        person_id=OFFICER,
        unit_id=1,
        unit="Fastighetskontoret",
        labour_unit_id=4,
        language="sv",
        session_id=1,
        token="t",
        seen_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    return replace(usual, **told)


@pytest.fixture
def case(city):
    open_planned(city, "UH-1", on=DAY)
    return case_now(city, "UH-1")


def order(unit_id: int) -> DemandOrder:
    fields = dict.fromkeys(DemandOrder._fields, "")
    return DemandOrder(**fields | {"unit_id": unit_id, "occupation": "9111"})


def test_the_expectation_speaks_of_every_role_deed_and_state():
    assert set(LETTERS) == set(product(Deed, AccountRole))
    assert set(AWARDED) >= set(ProcurementState)
    assert set(ACCOUNT_ROLE_LABELS) == set(AccountRole)


def test_every_role_may_do_in_every_state_what_is_expected_and_nothing_else(case):
    track = case.track("procurement")
    assert track is not None
    wrong, tried = [], 0
    for (deed, role), state, own_unit, asked in product(LETTERS, AWARDED, (True, False), (True, False)):
        track.state = state
        case.unit_id = 1 if own_unit else 2
        case.officer_id = 77
        case.orders = {(4, "9111"): order(4)} if asked else {(5, "9111"): order(5)}
        letter = LETTERS[deed, role]
        expected = letter == "a" or (letter, True) in {("u", own_unit), ("w", AWARDED[state]), ("q", asked)}
        tried += 1
        if may(signed_in(role), Deed(deed), case) is not expected:
            wrong.append((role, deed, state, own_unit, asked))
    assert wrong == []
    assert tried == 22 * 5 * 14 * 4


def test_without_a_case_it_is_told_whether_there_is_anything_to_do_at_all():
    wrong = [
        (deed, role)
        for (deed, role), letter in LETTERS.items()
        if may(signed_in(role), Deed(deed)) is not (letter != "-")
    ]
    assert wrong == []


def test_what_stands_in_no_row_is_allowed_to_nobody(monkeypatch, case):
    monkeypatch.delitem(REACH, Deed.SEE_CASE)
    assert not any(may(signed_in(role), Deed.SEE_CASE, case) for role in ROLES)
    with pytest.raises(NotAllowed, match="administrator"):
        check(signed_in("support"), Deed.SEE_CASE, case)


def test_the_officer_of_a_case_has_it_whatever_its_unit(case):
    case.unit_id, case.officer_id = None, OFFICER
    assert may(signed_in("officer"), Deed.ACT_ON_CASE, case)
    assert not may(signed_in("officer", person_id=None, unit_id=None), Deed.ACT_ON_CASE, case)
    case.officer_id = None
    assert not may(signed_in("officer", unit_id=None, person_id=None), Deed.ACT_ON_CASE, case)


def test_a_purchase_that_cannot_be_read_is_no_purchase_with_an_award(case):
    case.tracks = [TrackFile(1, "target_group", "", None, "informed", DAY, "informed")]
    assert not may(signed_in("labour_market"), Deed.SEE_CASE, case)
    assert may(signed_in("support"), Deed.SEE_CASE, case)


@pytest.mark.parametrize(
    ("role", "deed", "says"),
    [
        ("officer", Deed.OVERRIDE, "av: stödfunktionen"),
        ("reader", Deed.OPEN_CASE, "stödfunktionen, upphandlare"),
        ("support", Deed.MANAGE_ACCOUNTS, "administratör"),
    ],
)
def test_a_refusal_says_who_can_help(role, deed, says):
    with pytest.raises(NotAllowed) as refused:
        check(signed_in(role), deed)
    assert says in refused.value.text.sv
    assert refused.value.text.sv != refused.value.text.en


@pytest.mark.parametrize(
    ("role", "deed", "says"),
    [
        ("officer", Deed.ACT_ON_CASE, "en annan enhet"),
        ("labour_market", Deed.ACT_ON_CASE, "före tilldelningen är anbuden hemliga"),
        ("labour_market", Deed.ANSWER_DEMAND, "inte fått någon förfrågan"),
    ],
)
def test_a_refusal_in_one_case_says_why_and_that_the_support_function_can_help(case, role, deed, says):
    with pytest.raises(NotAllowed) as refused:
        check(signed_in(role, unit_id=2, person_id=50), deed, case)
    assert says in refused.value.text.sv
    assert refused.value.reasons[0].met_by == (Role.SUPPORT,)


def test_what_is_allowed_is_not_refused(case):
    check(signed_in("officer"), Deed.ACT_ON_CASE, case)


def test_each_acts_as_the_directory_calls_them_and_two_act_in_no_case():
    assert {role: signed_in(role).actor for role in ACTS_AS} == {
        "support": Actor(Role.SUPPORT, OFFICER),
        "officer": Actor(Role.OFFICER, OFFICER),
        "labour_market": Actor(Role.LABOUR_MARKET, OFFICER),
    }
    for role in ("reader", "administrator"):
        with pytest.raises(NotAllowed, match="do not act in cases"):
            _ = signed_in(role).actor
    with pytest.raises(NotAllowed):
        _ = signed_in("support", person_id=None).actor


class TestLists:
    @pytest.fixture
    def cases(self, city):
        """Two cases of the own unit, in planning and matching, and likewise of another; one has no unit."""
        with writing(city) as connection:
            other = {"id": 2, "name": "Parken", "organisation_number": "", "act": "", "numbers_cases": False}
            connection.execute(insert(ContractingUnit).values(**other))
        for reference in ("UH-1", "UH-2", "UH-3", "UH-4", "UH-5"):
            open_planned(city, reference, on=DAY)
        numbers = {f"UH-{number}": case_now(city, f"UH-{number}").id for number in range(1, 6)}
        with writing(city) as connection:
            for reference, unit, officer, state in (
                ("UH-1", 1, 77, "planning"),
                ("UH-2", 1, 77, "matching"),
                ("UH-3", 2, 77, "planning"),
                ("UH-4", 2, 77, "standstill"),
                ("UH-5", None, OFFICER, "cancelled"),
            ):
                number = numbers[reference]
                officer_id = officer if officer == OFFICER else None
                told = {"unit_id": unit, "officer_id": officer_id}
                connection.execute(update(Case).where(Case.__table__.c.id == number).values(**told))
                track = Track.__table__.c
                which = (track.case_id == number) & (track.process == "procurement")
                connection.execute(update(Track).where(which).values(state=state))
        return city

    def seen(self, city, who):
        c = Case.__table__.c
        with reading(city) as connection:
            return list(connection.execute(select(c.reference).where(seen_by(who)).order_by(c.reference)).scalars())

    @pytest.mark.parametrize(
        ("role", "expected"),
        [
            ("support", "12345"),
            ("officer", "125"),
            ("labour_market", "24"),
            ("reader", "12345"),
            ("administrator", "12345"),
        ],
    )
    def test_a_list_holds_what_its_reader_may_see(self, cases, role, expected):
        assert self.seen(cases, signed_in(role)) == [f"UH-{number}" for number in expected]

    @pytest.mark.parametrize("role", ROLES)
    def test_a_list_holds_exactly_the_cases_that_may_be_opened(self, cases, role):
        who = signed_in(role)
        may_open = [n for n in range(1, 6) if may(who, Deed.SEE_CASE, case_now(cases, f"UH-{n}"))]
        assert self.seen(cases, who) == [f"UH-{number}" for number in may_open]

    def test_an_officer_of_no_unit_sees_own_cases_and_whoever_stands_in_no_row_none(self, cases, monkeypatch):
        assert self.seen(cases, signed_in("officer", unit_id=None)) == ["UH-5"]
        assert self.seen(cases, signed_in("officer", unit_id=None, person_id=None)) == []
        monkeypatch.setitem(REACH, Deed.SEE_CASES, {})
        assert self.seen(cases, signed_in("support")) == []
