"""Who acts is written down as a role and a number, never as a name."""

import pytest

from models.actor import CLOCK, Actor
from states.facts import Role


@pytest.mark.parametrize(
    ("actor", "written"),
    [
        (CLOCK, "clock"),
        (Actor(Role.OFFICER), "officer"),
        (Actor(Role.SUPPORT, 3), "support:3"),
        (Actor(Role.SUPPLIER, 0), "supplier:0"),
    ],
)
def test_an_actor_is_written_as_role_and_number(actor, written):
    assert str(actor) == written


def test_everybody_but_the_clock_is_a_person():
    assert [role for role in Role if not Actor(role).is_person] == [Role.CLOCK]
    assert not CLOCK.is_person
