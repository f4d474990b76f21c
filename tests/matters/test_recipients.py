"""Who is asked in the place of whom."""

from matters.recipients import INSTEAD, Recipient
from states.facts import Role


def test_every_chain_begins_with_the_role_itself_and_ends_where_support_and_manager_were_asked():
    assert set(INSTEAD) == set(Recipient)
    for role, chain in INSTEAD.items():
        assert chain[0] is role
        assert {Recipient.SUPPORT, Recipient.MANAGER} <= set(chain)
        assert Recipient.SUPPLIER not in chain[1:]


def test_the_citys_recipients_are_called_as_the_roles_that_people_bear():
    city = {recipient.value for recipient in Recipient} - {"contact"}
    assert city <= {role.value for role in Role}
