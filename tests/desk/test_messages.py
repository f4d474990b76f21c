import pytest

from desk.messages import decide, decisions
from models.queries.messages import message
from models.storage.database import reading
from states.machine import MoveRefused
from tests.models.building import TODAY
from tests.models.queries.asking import written


def state(city):
    with reading(city) as connection:
        return message(connection, 7).line.state


def test_a_mail_that_may_be_lost_is_counted_as_arrived_only_with_a_reason(city):
    written(city, 7, "unknown")
    with pytest.raises(MoveRefused):
        decide(city, 7, "accept", reason="", today=TODAY)
    assert state(city) == "unknown"
    decide(city, 7, "accept", reason="Hon har svarat", today=TODAY)
    assert state(city) == "sent"


@pytest.mark.parametrize(
    ("found_in", "offered"), [("unknown", ["resend", "accept"]), ("bounced", ["resend"]), ("sent", [])]
)
def test_only_what_can_be_decided_is_offered(found_in, offered):
    assert decisions(found_in) == offered
