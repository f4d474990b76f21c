"""The forms of the dashboard: what they list, and what a run receives."""

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from prefect.exceptions import ParameterTypeError
from pydantic import ValidationError

import flows
from flows.forms import PEOPLE, PROCESS_LABELS, STATES, RunForm, choice, choice_of_each, expected_state
from flows.move import move
from flows.record import record
from states.facts import Role
from states.text import Text
from tests.flows.asking import CASE, asked

pytestmark = pytest.mark.xdist_group("prefect")


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


class Painting(RunForm):
    """A form of two lists, of which the second may be left blank."""

    colour: str = choice("Färg", "Den färg det gäller.", {"red": Text("röd", "red"), "blue": Text("blå", "blue")})
    state: str = expected_state(["placement"])


FILLED = {"case": "UH-1", "role": "officer", "asked_by": 1, "colour": "red"}


FLOWS = [
    one
    for file in sorted(Path(flows.__file__).parent.glob("*.py"))
    for one in vars(import_module(f"flows.{file.stem}")).values()
    if isinstance(one, Flow) and one.fn.__module__ == f"flows.{file.stem}"
]
PATHS = {"file", "folder"}
"""What a run by hand may be told that is no form: a file is found only by the name that it has."""


def test_every_parameter_of_a_run_is_a_form_or_a_path() -> None:
    told = {name: one.annotation for flow in FLOWS for name, one in inspect.signature(flow.fn).parameters.items()}

    assert told.keys() == {"request", *PATHS}
    for flow in FLOWS:
        form = inspect.signature(flow.fn).parameters.get("request")
        assert form is None or issubclass(form.annotation, RunForm), flow.name


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_every_text_of_a_form_comes_in_in_one_form(flow: Flow[..., Any]) -> None:
    for form in [one.annotation for one in inspect.signature(flow.fn).parameters.values() if one.name == "request"]:
        # Nothing is checked yet: which words a form lists is shown elsewhere.
        told = form.bring_to_one_form(
            dict.fromkeys(form.model_fields, "\u200bA\u030angba\u030ats\u00a0 bryggan_x000D_\n")
        )

        assert told == dict.fromkeys(form.model_fields, "Ångbåts bryggan")


def test_a_form_is_checked_as_it_was_meant() -> None:
    told = Painting.model_validate(FILLED | {"case": "\u200bUH\u00ad-1 ", "colour": " red\u200b"})

    assert (told.case, told.colour) == ("UH-1", "red")


def test_a_list_explains_its_words_in_swedish_and_offers_no_others() -> None:
    field = Painting.model_json_schema()["properties"]["colour"]

    assert field["enum"] == ["red", "blue"]
    assert field["description"] == "Den färg det gäller. red = röd, blue = blå."


def test_a_list_of_several_processes_explains_the_words_of_each() -> None:
    class Both(RunForm):
        state: str = choice_of_each("Läge", "Det läge det gäller.", {name: STATES[name] for name in PROCESS_LABELS})

    field = Both.model_json_schema()["properties"]["state"]

    assert "upphandlingsprocessen: planning = planering," in field["description"]
    assert "plats: open = ledig," in field["description"]
    assert len(field["enum"]) == len(set(field["enum"]))


def test_what_may_be_left_out_may_be_left_blank() -> None:
    assert Painting.model_json_schema()["properties"]["state"]["enum"][:2] == ["", "open"]
    assert Painting.model_validate(FILLED | {"state": ""}).state == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "green"},
        {"colour": ""},
        {"state": "planning"},
        {"role": "outbox"},
        {"asked_by": 0},
        {"case": "  "},
        {"case": "\u200b"},
    ],
    ids=lambda wrong: " ".join(map(str, *wrong.items())),
)
def test_a_word_that_the_form_does_not_list_is_refused(wrong: dict[str, Any]) -> None:
    Painting.model_validate(FILLED)
    with pytest.raises(ValidationError):
        Painting.model_validate(FILLED | wrong)


def test_nobody_acts_as_the_clock_or_as_the_mail() -> None:
    assert set(Role) - set(PEOPLE) == {Role.CLOCK, Role.OUTBOX}
