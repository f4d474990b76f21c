"""The forms of the dashboard: what they list, and what a run receives."""

from typing import Any

import pytest
from prefect import Flow
from prefect.exceptions import ParameterTypeError
from pydantic import ValidationError

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
    [{"colour": "green"}, {"colour": ""}, {"state": "planning"}, {"role": "outbox"}, {"asked_by": 0}, {"case": "  "}],
    ids=lambda wrong: " ".join(map(str, *wrong.items())),
)
def test_a_word_that_the_form_does_not_list_is_refused(wrong: dict[str, Any]) -> None:
    Painting.model_validate(FILLED)
    with pytest.raises(ValidationError):
        Painting.model_validate(FILLED | wrong)


def test_nobody_acts_as_the_clock_or_as_the_mail() -> None:
    assert set(Role) - set(PEOPLE) == {Role.CLOCK, Role.OUTBOX}
