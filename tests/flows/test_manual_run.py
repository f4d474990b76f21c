"""What people ask for from the dashboard, through a real server and on a real database."""

import re
from datetime import date
from typing import Any

import pytest
from prefect import Flow
from sqlalchemy import Engine

from desk import acting
from flows.assess import assess
from flows.move import move
from flows.obligation import obligation
from flows.override import override
from flows.record import record
from models import operations
from models.casefile import CaseChanged, CaseFile
from models.operations import find
from models.people import set_left
from models.queries.directory import people
from models.storage.database import reading, writing
from tests.flows.asking import CASE, asked, entries, one_with, run_of, states

pytestmark = pytest.mark.xdist_group("prefect")

SUPPLIER = "Exempel Service AB"
REFUSAL = (
    "Nummer {number} står i katalogen som leverantör, inte som stödfunktion. Som stödfunktion står nummer (.+)."
    " Se ”trespann people list”."
)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"case": "UH-9"}, "Inget ärende har beteckningen UH-9. Se ”trespann case list”."),
        ({"asked_by": 999}, "Ingen i katalogen har nummer 999. Se ”trespann people list”."),
        (
            {"process": "supplier", "subject": SUPPLIER, "step": "release", "expected_state": "awarded"},
            f"Ärendet {CASE} har ingen process ”supplier” för ”{SUPPLIER}”.",
        ),
    ],
    ids=["case", "person", "supplier"],
)
def test_what_is_not_known_fails_the_run_in_plain_swedish(
    prefect_api: None,
    planned: Engine,
    told: dict[str, Any],
    message: str,
) -> None:
    state = asked(move, **({"case": CASE, "step": "advertise"} | told))
    assert (state.is_failed(), state.message) == (True, message)


def test_what_is_told_of_a_run_names_no_person(prefect_api: None, planned: Engine) -> None:
    state = asked(record, CASE, milestone="contact_point_1", on="2026-01-13", day="2026-01-14", asked_by=2)
    with reading(planned) as connection:
        addresses = list(people(connection))
    run = run_of(state)
    told = f"{run.name} {run.parameters} {state.message}"
    assert addresses
    assert not [address for address in addresses if address in told]


def test_who_is_too_late_by_a_moment_tries_once_more(
    prefect_api: None,
    planned: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clashes = [CaseChanged([CASE])]

    def find_late(connection: Any, reference: str) -> CaseFile:
        if clashes:
            raise clashes.pop()
        return find(connection, reference)

    monkeypatch.setattr(acting, "find", find_late)
    assert asked(record, CASE, milestone="contact_point_1", day="2026-01-14").is_completed()
    clashes += [CaseChanged([CASE]), CaseChanged([CASE])]
    refused = asked(record, CASE, milestone="contact_point_1", withdraw=True, day="2026-01-15")
    assert str(refused.message).startswith("Någon annan ändrade ärendet samtidigt, två gånger.")


def test_an_error_of_the_program_is_not_told_as_a_refusal(
    prefect_api: None,
    planned: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(operations, "move", broken)
    state = asked(move, CASE, step="advertise")
    assert state.is_failed()
    with pytest.raises(ZeroDivisionError):
        state.result()


def test_a_case_is_brought_from_planning_to_follow_up_from_the_dashboard_alone(
    prefect_api: None,
    planned: Engine,
) -> None:
    support, unit = one_with(planned, "support"), one_with(planned, "labour_market")
    buying = {"role": "officer"}
    helping = {"role": "support", "asked_by": support}
    placing = {"role": "labour_market", "asked_by": unit}
    story: list[tuple[Flow[..., Any], str, dict[str, Any]]] = [
        (record, "2026-01-13", {**buying, "milestone": "contact_point_1"}),
        (assess, "2026-01-14", {**helping, "outcome": "required", "forms": ["employment"]}),
        (move, "2026-01-15", {**buying, "step": "advertise", "expected_state": "planning"}),
        (record, "2026-03-23", {**buying, "milestone": "award_decided"}),
        (record, "2026-03-24", {**buying, "milestone": "award_notice_sent", "value": "electronic"}),
        (record, "2026-04-08", {**buying, "milestone": "winner_named", "supplier": SUPPLIER}),
        (record, "2026-04-08", {**buying, "milestone": "court_checked"}),
        (record, "2026-04-08", {**buying, "milestone": "contact_point_2"}),
        (obligation, "2026-04-09", {**helping, "unit": "persons", "amount": 1}),
        (record, "2026-04-10", {**helping, "milestone": "contact_assigned"}),
        (record, "2026-04-15", {**placing, "milestone": "dialogue_held"}),
        (record, "2026-04-20", {**placing, "milestone": "profile_agreed"}),
        (record, "2026-04-22", {**placing, "milestone": "candidate_proposed"}),
        (record, "2026-05-04", {**placing, "milestone": "subsidy_decided", "value": "not_applicable"}),
        (record, "2026-05-04", {**placing, "milestone": "employment_started", "value": "matched 6 1"}),
        (record, "2026-05-05", {**placing, "milestone": "hire_confirmed"}),
    ]
    for flow, day, told in story:
        state = asked(flow, CASE, day=day, **told)
        assert state.is_completed(), state.message
    assert states(planned) == [
        ("procurement", "follow_up"),
        ("target_group", "supporting"),
        ("supplier", "delivering"),
        ("placement", "following_up"),
    ]
    assert {entry.actor for entry in entries(planned)} == {
        "clock",
        "officer:1",
        f"support:{support}",
        f"labour_market:{unit}",
    }


def test_a_person_acts_only_in_a_role_that_the_directory_gives_them(prefect_api: None, planned: Engine) -> None:
    supplier, support = one_with(planned, "supplier"), one_with(planned, "support")
    before = entries(planned)
    for flow, words in (
        (override, {"to_state": "not_applicable", "reason": "Utanför modellen"}),
        (assess, {"outcome": "no_requirement", "reason": "Ingen arbetskraft"}),
        (obligation, {"unit": "persons"}),
        (record, {"milestone": "contact_point_1"}),
        (move, {"step": "cancel", "reason": "Behovet är borta"}),
    ):
        state = asked(flow, CASE, role="support", asked_by=supplier, **words)
        assert state.is_failed()
        told = re.fullmatch(REFUSAL.format(number=supplier), str(state.message))
        assert told is not None, state.message
        assert str(support) in told[1].split(", ")
    assert entries(planned) == before


def test_who_has_left_asks_for_nothing_from_that_day(prefect_api: None, planned: Engine) -> None:
    with writing(planned) as connection:
        set_left(connection, 1, left_on=date(2026, 1, 20), today=date(2026, 1, 14))
    refused = asked(record, CASE, day="2026-01-20", milestone="contact_point_1")
    assert str(refused.message).startswith("Nummer 1 har slutat. Som upphandlare står nummer ")
    assert asked(record, CASE, day="2026-01-19", milestone="contact_point_1").is_completed()
