"""Steps that people take from the dashboard."""

import logging
from datetime import date

import pytest
from sqlalchemy import Engine

from flows.move import move
from tests.flows.asking import CASE, asked, entries, states, worked_on

pytestmark = pytest.mark.xdist_group("prefect")


_DECIDED = (
    "- Bedömningen säger att krav ska ställas och vilken kravform som gäller, eller att upphandlingen reserveras."
)


def test_a_step_is_taken_and_the_journal_tells_who_asked(prefect_api: None, planned: Engine) -> None:
    state = asked(move, CASE, step="cancel", reason="Behovet finns inte längre", asked_by=3, day="2026-02-02")
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
        f"{_DECIDED} {buyers}",
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
