"""What can be done in a case, by whom, and what is not possible yet."""

from datetime import date

from desk.access import AccountRole
from desk.case_steps import what_to_do
from notifications.invitations.links import Purpose
from tests.desk.case_seen import sight
from tests.notifications.city import bring_to_standstill, open_planned
from tests.web.city import CLEAR, OPENED, SENT, SUBJECT, TODAY, begun, found, two_winners


def of(engine, today, role=AccountRole.SUPPORT):
    return what_to_do(sight(engine, today, role))


def test_the_most_pressing_that_the_reader_may_do_comes_first(engine):
    found(engine)
    open_planned(engine, "UH-1", on=OPENED)
    for role in (AccountRole.SUPPORT, AccountRole.OFFICER):
        first = of(engine, date(2026, 4, 20), role).now[0]
        assert (first.purpose, first.mine) == (Purpose.CONTACT_POINT_1, True)
    assert of(engine, date(2026, 4, 20), AccountRole.OFFICER).now[0].own
    assert not any(one.mine for one in of(engine, date(2026, 4, 20), AccountRole.READER).now)


def test_several_matters_of_one_page_are_one_step(engine):
    found(engine)
    two_winners(engine)
    steps = [(one.purpose, one.subject) for one in (*of(engine, TODAY).now, *of(engine, TODAY).later)]
    assert (Purpose.CONTACT_PERSON, SUBJECT) in steps
    assert len(steps) == len(set(steps))


def test_what_lies_far_ahead_comes_later(engine):
    found(engine)
    two_winners(engine)
    to_do = of(engine, CLEAR)
    assert all(one.day is None or one.day > CLEAR for one in to_do.later)
    assert to_do.later
    assert not set(to_do.later) & set(to_do.now)


def test_what_people_may_do_by_hand_is_offered_to_those_who_may(engine):
    found(engine)
    bring_to_standstill(engine, "UH-1", sent=SENT)
    assert "cancel" in [one.trigger for one in of(engine, SENT).by_hand]
    assert of(engine, SENT, AccountRole.LABOUR_MARKET).by_hand == ()
    assert of(engine, SENT, AccountRole.READER).by_hand == ()


def test_what_is_not_possible_yet_is_told_with_why_and_who_can_help(engine):
    found(engine)
    two_winners(engine)
    begun(engine)
    not_yet = of(engine, TODAY).not_yet
    cancel = next(one for one in not_yet if one.what.sv.startswith("Avbryt"))
    assert "tecknat" in cancel.why[0].sv
    assert cancel.helps.sv.startswith("Det kan Ulla Upphandlare, 031-390 06 01")
    assert all(one.why for one in not_yet)


def test_what_is_the_same_for_several_positions_is_told_once(engine):
    found(engine)
    two_winners(engine, places=9)
    told = [(one.what, one.why) for one in of(engine, TODAY).not_yet]
    assert len(told) == len(set(told))
    assert len(told) < 12
