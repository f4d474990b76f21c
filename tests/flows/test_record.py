"""What people record from the dashboard."""

from typing import Any

import pytest
from sqlalchemy import Engine

from flows.record import record
from tests.flows.asking import CASE, asked, entries, run_of, worked_on

pytestmark = pytest.mark.xdist_group("prefect")


def test_a_run_of_a_worker_gets_the_words_of_the_form(prefect_api: None, planned: Engine) -> None:
    state = worked_on(record, CASE, milestone="contact_point_1", on="2026-01-13", day="2026-01-14")
    assert (state.name, state.message) == (
        "Completed",
        (
            "Registrerat: kontaktpunkt 1, 2026-01-13\nDet som fattas: Relevansbedömningen är gjord tillsammans med"
            " stödfunktionen. (upphandlaren eller stödfunktionen)"
        ),
    )
    assert run_of(state).name == f"record {CASE}"


def test_the_name_of_a_run_shows_the_case_and_nothing_else(prefect_api: None, planned: Engine) -> None:
    state = asked(record, f" {CASE} ", milestone="contact_point_1", reason="För sent", asked_by=2)
    assert run_of(state).name == f"record {CASE}"


def test_a_record_that_breaks_several_rules_fails_with_each_of_them(prefect_api: None, planned: Engine) -> None:
    state = asked(record, CASE, milestone="review_decided", on="2031-03-01", value="soon", day="2026-02-02")
    future = "Datumet 2031-03-01 ligger i framtiden (i dag är 2026-02-02)."
    assert str(state.message).splitlines() == [
        f"{future} ”överprövningen avgjord” registreras när det har hänt.",
        (
            "Ange ett av värdena för ”överprövningen avgjord”: ansökan avslogs, ansökan avvisades, målet avskrevs efter"
            " återkallelse, rättelse, upphandlingen ska göras om, prövningstillstånd gavs inte."
            " (rejected, dismissed, withdrawn, correction, redo, leave_refused)"
        ),
    ]


def test_a_slip_of_the_year_fails_with_the_question_until_it_is_confirmed(prefect_api: None, planned: Engine) -> None:
    slip = {"milestone": "contact_point_1", "on": "2016-01-13"}
    state = asked(record, CASE, **slip)
    assert state.is_failed()
    assert "ligger långt före den dag då ärendet öppnades" in str(state.message)
    assert asked(record, CASE, **slip, confirmed=True).is_completed()


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
    told = {"milestone": "contact_point_1", "day": "2026-01-14"}
    assert asked(record, CASE, on="2026-01-13", **told).result()[0] == "Registrerat: kontaktpunkt 1, 2026-01-13"
    assert asked(record, CASE, withdraw=True, **told).result()[0] == "Taget tillbaka: kontaktpunkt 1"
    before = entries(planned)[-1]
    again = asked(record, CASE, withdraw=True, **told)
    assert again.result() == ["Det står redan så; ingenting har registrerats."]
    assert entries(planned)[-1] == before
