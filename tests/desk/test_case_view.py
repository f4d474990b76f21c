"""One case as whoever steers it sees it."""

from datetime import date

from sqlalchemy import event, update

from desk.access import AccountRole
from desk.case_view import is_open
from desk.lateness import Nearness
from models.storage.database import writing
from models.tables import Case, JournalEntry
from states.facts import Milestone
from tests.asking import CLEANERS, ask, found_units
from tests.desk.case_seen import seen
from tests.notifications.city import bring_to_standstill, observe, open_planned
from tests.web.city import OPENED, SENT, TODAY, begun, found, two_winners


def test_the_head_says_how_the_case_stands_and_who_has_it(engine):
    found(engine)
    two_winners(engine)
    head = seen(engine, TODAY)
    assert (head.state.sv, head.unit, head.officer.name) == ("Matchning", "Fastighetskontoret", "Ulla Upphandlare")
    assert (head.supporter.name, head.supporter_stands_in) == ("Stig Stöd", True)
    assert (head.near.nearness is Nearness.LATE) == (head.next_day < TODAY)
    assert is_open(head.case)


def test_a_role_that_only_reads_sees_the_same_without_anything_to_do(engine):
    found(engine)
    two_winners(engine)
    read = seen(engine, TODAY, AccountRole.READER).read
    assert not any(one.mine for one in (*read.to_do.now, *read.to_do.later))
    assert read.to_do.by_hand == ()
    assert [one.name for one in read.suppliers] == [one.name for one in seen(engine, TODAY).read.suppliers]


def test_the_story_is_told_by_person_and_day_with_what_followed(engine):
    found(engine)
    bring_to_standstill(engine, "UH-1", sent=SENT)
    last = seen(engine, SENT).told[0]
    assert last.on == SENT
    assert last.who.sv == "upphandlaren (Ulla Upphandlare)"
    assert [one.sv for one in last.what][-1].startswith("Underrättelse om tilldelning skickad")
    assert last.followed
    assert not last.outside


def test_the_journal_is_checked_whenever_a_case_is_shown(engine):
    found(engine)
    open_planned(engine, "UH-1", on=OPENED)
    assert seen(engine, TODAY).verification.intact
    with writing(engine) as connection:
        connection.execute(update(JournalEntry).where(JournalEntry.__table__.c.number == 1).values(detail="other"))
    assert seen(engine, TODAY).verification.broken == 1


def test_a_case_that_no_rule_can_read_is_shown_all_the_same(engine):
    found(engine)
    open_planned(engine, "UH-1", on=OPENED)
    with writing(engine) as connection:
        connection.execute(update(Case).values(kind="of another time"))
    shown = seen(engine, TODAY)
    assert shown.unreadable
    assert shown.read.facts == ()
    assert shown.told


def test_what_the_units_answer_is_shown_with_the_case(engine):
    found_units(engine)
    ask(engine, [(CLEANERS, 3)])
    orders = seen(engine, date(2026, 3, 3)).orders
    assert {one.unit for one in orders} == {"Jobbcenter Norr", "Jobbcenter Söder"} or len(orders) == 1
    assert not orders[0].answered


def test_it_takes_the_same_number_of_statements_whatever_the_case_holds(engine):
    found(engine)
    open_planned(engine, "UH-2", on=OPENED)
    two_winners(engine, places=9)
    begun(engine)
    observe(engine, "UH-1", Milestone.AWARD_ANNOUNCED, TODAY)
    counted = []
    for reference in ("UH-2", "UH-1"):
        statements: list[str] = []

        def note(*args, statements=statements):
            statements.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        seen(engine, TODAY, reference=reference)
        event.remove(engine, "before_cursor_execute", note)
        counted.append(len(statements))
    assert max(counted) - min(counted) <= 2, counted  # no firm, no link to look up
