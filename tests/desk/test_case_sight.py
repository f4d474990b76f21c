"""Who may take which step of a case."""

from desk.access import AccountRole
from matters.recipients import Recipient
from notifications.invitations.links import Purpose
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from tests.desk.case_seen import sight
from tests.notifications.city import OFFICER
from tests.web.city import SUBJECT, TODAY, found, two_winners


def test_the_support_function_may_take_any_step_and_others_those_they_are_asked_for(engine):
    found(engine)
    two_winners(engine)
    by_role = {role: sight(engine, TODAY, role) for role in AccountRole}

    def may(role, purpose):
        of = by_role[role]
        process, subject = (PROCUREMENT.name, "") if purpose is Purpose.CONTRACT else (SUPPLIER_PROCESS.name, SUBJECT)
        return of.may_take(purpose, of.case.track(process, subject))

    assert may(AccountRole.SUPPORT, Purpose.CONTRACT)
    assert may(AccountRole.SUPPORT, Purpose.SUPPLIER)
    assert may(AccountRole.OFFICER, Purpose.CONTRACT)
    assert not may(AccountRole.OFFICER, Purpose.SUPPLIER)
    assert may(AccountRole.LABOUR_MARKET, Purpose.START_UP_MEETING)
    assert not may(AccountRole.LABOUR_MARKET, Purpose.CONTRACT)
    assert not may(AccountRole.READER, Purpose.CONTRACT)


def test_who_is_asked_and_what_a_track_is_about_are_told_by_name(engine):
    found(engine)
    two_winners(engine)
    of = sight(engine, TODAY)
    track = of.case.track(SUPPLIER_PROCESS.name, SUBJECT)
    assert of.asked(Recipient.OFFICER, track).id == OFFICER
    assert of.about(track).sv == f" ({SUBJECT})"
