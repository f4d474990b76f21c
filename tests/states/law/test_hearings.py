"""What the events in court come to, each applicant's case and each court's order by itself."""

from datetime import date

from states.law.courts import Court, Event, EventKind, Ruling, Target
from states.law.hearings import heard

K = EventKind


def event(day: int, kind: EventKind, court: Court = Court.FR, applicant: str = "A", **more) -> Event:
    return Event(date(2027, 3, day), kind, court, applicant)._replace(**more)


def test_a_ruling_decides_its_own_applicants_case_alone():
    found = heard([event(2, K.FILED), event(3, K.FILED, applicant="B"), event(9, K.RULING, ruling=Ruling.REJECTED)])
    assert [(one.applicant, one.ruling is not None) for one in found.applications] == [("A", True), ("B", False)]
    assert found.pending


def test_an_order_ends_with_the_word_of_the_court_that_gave_it():
    order = event(2, K.ORDER, Court.KR)
    assert heard([order, event(9, K.RULING, ruling=Ruling.REJECTED)]).orders[0].ended is None
    assert heard([order, event(9, K.RULING, Court.KR, ruling=Ruling.REJECTED)]).orders[0].ended is not None


def test_an_order_until_the_ruling_ends_with_the_ruling_of_the_administrative_court():
    order = event(2, K.ORDER, Court.KR, until_ruling=True)
    assert heard([order, event(9, K.RULING, Court.KR, ruling=Ruling.REJECTED)]).orders[0].ended is None
    assert heard([order, event(9, K.RULING, ruling=Ruling.REJECTED)]).orders[0].ended is not None


def test_a_higher_court_that_rejects_undoes_what_a_lower_one_granted():
    granted = [event(2, K.FILED), event(9, K.RULING, ruling=Ruling.REDO)]
    assert [grant.undone for grant in heard(granted).grants] == [None]
    undone = heard([*granted, event(20, K.RULING, Court.KR, ruling=Ruling.REJECTED)])
    assert list(undone.standing) == []
    kept = heard([*granted, event(20, K.RULING, Court.KR, ruling=Ruling.LEAVE_REFUSED)])
    assert len(list(kept.standing)) == 1


def test_a_case_that_is_sent_back_is_open_again():
    ruled = [event(2, K.FILED), event(9, K.RULING, ruling=Ruling.REJECTED)]
    assert not heard(ruled).pending
    back = heard([*ruled, event(20, K.REMITTED, Court.KR)])
    assert back.pending
    assert back.applications[-1].sent_back


def test_a_cancellation_that_a_court_sets_aside_is_a_revival_and_no_grant():
    found = heard([event(2, K.FILED, target=Target.CANCELLATION), event(9, K.RULING, ruling=Ruling.CORRECTION)])
    assert (len(found.revivals), found.grants) == (1, [])


def test_what_is_about_a_signed_contract_bars_nothing():
    found = heard([event(2, K.SIGNED), event(3, K.FILED, target=Target.VALIDITY), event(4, K.ORDER)])
    assert (found.applications, found.orders) == ([], [])
