"""What people ask for from the dashboard, through a real server and on a real database."""

import logging
from datetime import date
from typing import Any

import pytest
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.exceptions import ParameterTypeError
from prefect.states import State
from sqlalchemy import Engine

from flows import manual_run
from flows.assess import assess
from flows.move import move
from flows.obligation import obligation
from flows.record import record
from models import operations
from models.casefile import CaseChanged, CaseFile
from models.operations import find
from models.queries.directory import people
from models.storage.database import reading
from tests.flows.asking import CASE, asked, entries, one_with, states, worked_on

pytestmark = pytest.mark.xdist_group("prefect")

SUPPLIER = "Exempel Service AB"


def run_of(state: State[Any]) -> Any:
    with get_client(sync_client=True) as client:
        return client.read_flow_run(state.state_details.flow_run_id)


def test_a_step_is_taken_and_the_journal_tells_who_asked(prefect_api: None, planned: Engine) -> None:
    state = asked(move, CASE, step="cancel", reason="Behovet finns inte längre", asked_by=3, today="2026-02-02")
    assert state.is_completed()
    assert "upphandlingsprocessen: planering → avbruten" in state.result()
    assert str(state.message).splitlines() == state.result()
    told = next(entry for entry in entries(planned) if entry.event == "cancel")
    assert (told.actor, told.on, told.source, told.target, told.detail) == (
        "officer:3",
        date(2026, 2, 2),
        "planning",
        "cancelled",
        "Behovet finns inte längre",
    )


def test_a_run_of_a_worker_gets_the_words_of_the_form(prefect_api: None, planned: Engine) -> None:
    state = worked_on(record, CASE, milestone="contact_point_1", on="2026-01-13", today="2026-01-14")
    assert (state.name, state.message) == (
        "Completed",
        "Registrerat: kontaktpunkt 1, 2026-01-13",
    )
    assert run_of(state).name == f"record {CASE}"


def test_a_step_that_cannot_be_taken_fails_with_all_that_is_missing_and_no_traceback(
    prefect_api: None,
    planned: Engine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        state = worked_on(move, CASE, step="advertise")
    buyers = "(upphandlaren eller stödfunktionen)"
    assert state.is_failed()
    assert str(state.message).splitlines() == [
        "Steget ”annonsera” kan inte tas i läget ”planering” (upphandlingsprocessen):",
        f"- Kontaktpunkt 1 är registrerad: stödfunktionen har kontaktats om upphandlingen. {buyers}",
        f"- Relevansbedömningen är gjord tillsammans med stödfunktionen. {buyers}",
        f"- Bedömningen säger att krav ska ställas och vilken kravform som gäller. {buyers}",
    ]
    assert [record.getMessage() for record in caplog.records if "Failed" in record.getMessage()]
    assert not [record for record in caplog.records if record.exc_info or "Traceback" in record.getMessage()]
    assert states(planned)[0] == ("procurement", "planning")


def test_a_step_of_somewhere_else_fails_and_tells_which_there_are(prefect_api: None, planned: Engine) -> None:
    message = str(asked(move, CASE, step="close").message)
    assert "Steget finns inte när ärendet är i läget ”planering”." in message
    assert message.endswith(
        "Steg härifrån: cancel (upphandlaren eller stödfunktionen), rule_out (upphandlaren eller stödfunktionen),"
        " waive (upphandlaren eller stödfunktionen), advertise (upphandlaren eller stödfunktionen).",
    )


def test_whoever_looks_at_an_old_page_changes_nothing(prefect_api: None, planned: Engine) -> None:
    asked(move, CASE, step="cancel", reason="Behovet finns inte längre")
    before = entries(planned)[-1]
    state = asked(move, CASE, step="advertise", expected_state="planning")
    assert (state.is_failed(), state.message) == (
        True,
        f"Ärendet {CASE} har gått vidare: läget är ”avbruten”, inte ”planering”. Ingenting har ändrats.",
    )
    assert entries(planned)[-1] == before


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


def test_the_name_of_a_run_shows_the_case_and_nothing_else(prefect_api: None, planned: Engine) -> None:
    state = asked(record, f" {CASE} ", milestone="contact_point_1", reason="För sent", asked_by=2)
    assert run_of(state).name == f"record {CASE}"


def test_what_is_told_of_a_run_names_no_person(prefect_api: None, planned: Engine) -> None:
    state = asked(record, CASE, milestone="contact_point_1", on="2026-01-13", today="2026-01-14", asked_by=2)
    with reading(planned) as connection:
        addresses = list(people(connection))
    run = run_of(state)
    told = f"{run.name} {run.parameters} {state.message}"
    assert addresses
    assert not [address for address in addresses if address in told]


def test_a_record_that_breaks_several_rules_fails_with_each_of_them(prefect_api: None, planned: Engine) -> None:
    state = asked(record, CASE, milestone="review_decided", on="2031-03-01", value="soon", today="2026-02-02")
    future = "Datumet 2031-03-01 ligger i framtiden (i dag är 2026-02-02)."
    assert str(state.message).splitlines() == [
        f"{future} ”överprövningen avgjord” registreras när det har hänt.",
        (
            "Ange ett av värdena för ”överprövningen avgjord”: ansökan avslogs, ansökan återkallades, rättelse,"
            " upphandlingen ska göras om. (rejected, withdrawn, correction, redo)"
        ),
        (
            "Ingen ansökan om överprövning är registrerad för ärendet. Registrera den först."
            " (upphandlaren eller stödfunktionen)"
        ),
    ]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"value": "en anteckning"}, "Händelsen har inget ord utöver datumet. Lämna det tomt."),
        ({"withdraw": True, "on": "2026-01-13"}, "Lämna datumet tomt för att ta tillbaka."),
    ],
    ids=["word", "withdrawal"],
)
def test_what_says_too_much_is_refused(
    prefect_api: None,
    planned: Engine,
    told: dict[str, Any],
    message: str,
) -> None:
    state = asked(record, CASE, milestone="contact_point_1", **told)
    assert (state.is_failed(), state.message) == (True, message)


def test_what_was_recorded_by_mistake_is_taken_back_and_again_changes_nothing(
    prefect_api: None,
    planned: Engine,
) -> None:
    told = {"milestone": "contact_point_1", "today": "2026-01-14"}
    assert asked(record, CASE, on="2026-01-13", **told).result()[0] == "Registrerat: kontaktpunkt 1, 2026-01-13"
    assert asked(record, CASE, withdraw=True, **told).result()[0] == "Taget tillbaka: kontaktpunkt 1"
    before = entries(planned)[-1]
    again = asked(record, CASE, withdraw=True, **told)
    assert again.result() == ["Det står redan så; ingenting har förts in."]
    assert entries(planned)[-1] == before


@pytest.mark.parametrize(
    ("flow", "told"),
    [
        (move, {"step": "hold"}),
        (move, {"step": "advertise", "role": "clock"}),
        (record, {"milestone": "case_opened"}),
        (record, {"milestone": "interview_held", "position": "the third"}),
        (move, {"step": "advertise", "comment": "mer"}),
    ],
    ids=["step of the clock", "no role of people", "milestone of the clock", "no position", "not in the form"],
)
def test_what_the_form_does_not_offer_is_refused_even_without_its_check(flow: Flow[..., Any], told: Any) -> None:
    with pytest.raises(ParameterTypeError):
        asked(flow, CASE, **told)


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

    monkeypatch.setattr(manual_run, "find", find_late)
    assert asked(record, CASE, milestone="contact_point_1", today="2026-01-14").is_completed()
    clashes += [CaseChanged([CASE]), CaseChanged([CASE])]
    refused = asked(record, CASE, milestone="contact_point_1", withdraw=True, today="2026-01-15")
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
        state = asked(flow, CASE, today=day, **told)
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


def test_a_promise_that_cannot_be_is_refused(prefect_api: None, planned: Engine) -> None:
    state = asked(obligation, CASE, unit="persons", amount=2)
    assert (state.is_failed(), state.message) == (
        True,
        "Ärendet har ingen vinnare än. Registrera vinnaren först. (upphandlaren eller stödfunktionen)",
    )


def test_an_assessment_without_what_it_needs_is_refused(prefect_api: None, planned: Engine) -> None:
    assert asked(assess, CASE, outcome="no_requirement").message == "Ange skälet till bedömningen."
    assert asked(assess, CASE, outcome="required").is_failed()
    assert states(planned)[0] == ("procurement", "planning")
