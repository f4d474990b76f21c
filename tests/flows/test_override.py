"""States that the support function sets from the dashboard."""

import pytest
from sqlalchemy import Engine

from flows.override import override
from tests.flows.asking import CASE, asked, entries, one_with, states

pytestmark = pytest.mark.xdist_group("prefect")

WHY = "Annonserades utan att det registrerades"


def test_a_state_is_set_with_its_reason_and_the_journal_tells_who_asked(prefect_api: None, planned: Engine) -> None:
    support = one_with(planned, "support")
    state = asked(override, CASE, role="support", asked_by=support, to_state="cancelled", reason=WHY)
    assert state.is_completed(), state.message
    assert states(planned)[0] == ("procurement", "cancelled")
    assert [(told.actor, told.source, told.target) for told in entries(planned) if WHY in told.detail] == [
        (f"support:{support}", "planning", "cancelled"),
    ]


def test_what_skips_a_contact_point_waits_for_a_second_person(prefect_api: None, planned: Engine) -> None:
    support = one_with(planned, "support")
    state = asked(override, CASE, role="support", asked_by=support, to_state="matching", reason=WHY)
    assert state.is_completed(), state.message
    assert state.result()[0].startswith("Ändringen är riskfylld och väntar på en andra person.")
    assert states(planned)[0] == ("procurement", "planning")


def test_an_old_page_another_role_and_a_state_of_another_process_are_refused(
    prefect_api: None,
    planned: Engine,
) -> None:
    asker = {"role": "support", "asked_by": one_with(planned, "support"), "reason": WHY}
    before = entries(planned)
    for told in (
        {**asker, "to_state": "cancelled", "expected_state": "award"},
        {**asker, "to_state": "cancelled", "role": "officer"},
        {**asker, "to_state": "hired"},
        {**asker, "to_state": "hired", "process": "placement", "subject": "1"},
    ):
        state = asked(override, CASE, **told)
        assert state.is_failed()
        assert state.message
    assert entries(planned) == before
