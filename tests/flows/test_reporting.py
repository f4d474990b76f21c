"""What reaches the dashboard, and that nothing is lost when nothing does."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from prefect import flow
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.settings import PREFECT_API_URL, temporary_settings
from sqlalchemy import Engine, select

from flows import import_plan, tick
from flows.reporting import problems_message, publish
from models.storage.database import reading
from models.tables import Person
from models.unreadable import CaseProblem
from states.text import Text
from tests.flows.dashboard import LATER, MONDAY, on, shown

_person = Person.__table__

FIGURES = {"checked": 3, "sent": 2}
LABELS = {
    "sent": Text("Mejl som skickats", "Mails sent"),
    "checked": Text("Ärenden som gåtts igenom", "Cases looked at"),
}


@flow(name="report")
def report() -> bool:
    return publish("report", FIGURES, labels=LABELS)


@contextmanager
def within_a_run(*, server: str | None) -> Iterator[None]:
    """A run whose server went away: no call of a flow would get as far as its report."""
    run = FlowRunContext.model_construct(flow=report, flow_run=FlowRun.model_construct(id=uuid4()))
    with temporary_settings({PREFECT_API_URL: server}), run:
        yield


def test_nothing_is_attempted_outside_a_run() -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        assert publish("report", FIGURES, labels=LABELS) is False


def test_nothing_is_attempted_without_an_address() -> None:
    with within_a_run(server=None):
        assert publish("report", FIGURES, labels=LABELS) is False


def test_a_server_that_is_gone_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with within_a_run(server=f"http://127.0.0.1:{port}/api"):
        assert publish("report", FIGURES, labels=LABELS) is False
    assert "ConnectError" in caplog.text


@pytest.mark.xdist_group("prefect")
def test_a_result_that_cannot_be_shown_stops_nothing(prefect_api: None) -> None:
    @flow(name="report-nonsense")
    def report_nonsense() -> bool:
        return publish("Not a key!", FIGURES, labels=LABELS)

    assert report_nonsense() is False


@pytest.mark.xdist_group("prefect")
def test_a_result_is_shown_within_its_run(prefect_api: None) -> None:
    assert report() is True


def test_the_state_of_a_run_names_cases_with_the_cause_and_says_where_the_program_is_to_blame() -> None:
    odd = CaseProblem("UH-1", Text("Ett okänt värde är lagrat.", "An unknown value is stored."))
    fault = CaseProblem("UH-2", Text("Fel i programmet.", "A fault of the program."), is_fault=True)

    message = problems_message([odd, fault])

    assert message.startswith("Ärenden som inte kunde behandlas: 2.")
    assert "Fel i programmet, inte i ärendet: 1." in message
    assert "UH-1: Ett okänt värde är lagrat." in message


def test_the_state_of_a_run_does_not_name_every_one_of_many_cases() -> None:
    many = [CaseProblem(f"UH-{number}", Text("Odd.", "Odd.")) for number in range(1, 10)]

    assert "UH-4" not in problems_message(many)


@pytest.mark.xdist_group("prefect")
def test_nothing_shown_of_a_run_names_a_person(prefect_api: None, database: Engine) -> None:
    tables = [
        shown(on(MONDAY, import_plan.import_plan, return_state=True)),
        shown(on(LATER, tick.tick, return_state=True)),
    ]
    with reading(database) as connection:
        people = connection.execute(select(_person.c.name, _person.c.email)).all()
    said = json.dumps(tables, ensure_ascii=False)
    assert people
    assert not [part for person in people for part in person if part in said]
