"""One datum all the way: a row of a plan, an award in the case, a mail at a real server."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, text
from sqlmodel import SQLModel

from desk.settling import settle_due
from desk.tick import TickResult, tick
from exchange.directory_import import load_city
from exchange.notices.notice_import import import_notices
from exchange.plans.plan_import import import_plan
from models.actor import Actor
from models.journal import first_broken
from models.operations import find, move, record, settle
from models.queries.journals import journal
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import Case, Reminder
from notifications.delivery.senders import SmtpSender
from states.facts import Milestone
from states.law import clearance
from states.law.applicability import FormsRefused
from states.law.calendar import is_working_day, working_days_after
from states.machine import MoveRefused
from states.processes import procurement
from states.processes import supplier as supplier_process
from states.processes.procurement import ProcurementState
from states.records.milestones import RECORDINGS, RecordingRefused, Scope
from states.records.observations import Observation, current
from tests.notifications.city import (
    BY_SUPPORT,
    BY_UNIT,
    case_now,
    found_city,
    messages,
    observe,
    open_planned,
    promise,
    require,
    state_of,
)
from tests.notifications.mailserver import MailServer, mail_server

EXAMPLES = Path(__file__).parents[1] / "examples"
CASE = "UH-2026-003"


def sweep(engine: Engine, day: date, server: MailServer) -> TickResult:
    chosen = server.settings()
    morning = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    return tick(
        engine,
        today=day,
        settings=chosen,
        open_sender=partial(SmtpSender, chosen),
        clock=lambda: morning,
    )


def test_a_plan_row_becomes_a_case_and_its_officer_is_told_on_the_right_days(engine, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "JournalID;Verksamhet;Benämning upphandling;Upphandlingsområde;Upphandlingstyp/Avtalstyp;"
        "Planerad annonseringsstart;Bedömd kontraktstid år;Bemanning;Upphandlare e-post\n"
        f"{CASE};Fastighetskontoret;Städtjänster för skolor;Tjänst;Öppet förfarande;2026-02-16;4;12;"
        "ulla@exempelstad.example\n",
        encoding="utf-8",
    )
    found_city(engine)
    with mail_server() as server:
        assert import_plan(engine, plan, today=date(2026, 1, 5)).created == 1
        assert sweep(engine, date(2026, 1, 12), server).sent == 0  # Epiphany is no working day
        assert sweep(engine, date(2026, 1, 13), server).sent == 1
        observe(engine, CASE, Milestone.CONTACT_POINT_1, date(2026, 1, 14))
        require(engine, CASE, on=date(2026, 1, 16))
        # To the labour-market unit, and to the support function that contact point 1 was made.
        assert sweep(engine, date(2026, 1, 16), server).sent == 2
        assert sweep(engine, date(2026, 1, 30), server).sent == 1  # once more, ten working days later
        observe(engine, CASE, Milestone.PREPARATION_STARTED, date(2026, 2, 2), by=BY_UNIT)
        observe(engine, CASE, Milestone.DOCUMENTS_PUBLISHED, date(2026, 2, 16))
        assert sweep(engine, date(2026, 2, 16), server).sent == 2  # to those whom it concerns that it is published
        observe(engine, CASE, Milestone.AWARD_DECIDED, date(2026, 6, 8))
        observe(engine, CASE, Milestone.AWARD_NOTICE_SENT, date(2026, 6, 9), value="electronic")
        assert state_of(engine, CASE) == ProcurementState.STANDSTILL
        # Day 10 is Midsummer Eve, so the last day is Monday 22 June and the winner is due on Tuesday.
        assert sweep(engine, date(2026, 6, 22), server).sent == 1
        assert sweep(engine, date(2026, 6, 23), server).sent == 1
        observe(engine, CASE, Milestone.WINNER_NAMED, date(2026, 6, 23), supplier="Exempel Service AB")
        observe(engine, CASE, Milestone.COURT_CHECKED, date(2026, 6, 23))
        observe(engine, CASE, Milestone.CONTACT_POINT_2, date(2026, 6, 23))
        assert sweep(engine, date(2026, 6, 24), server).sent == 1  # to the support function, about the winner
        observe(engine, CASE, Milestone.CONTACT_ASSIGNED, date(2026, 6, 24), by=BY_SUPPORT)
        observe(engine, CASE, Milestone.DIALOGUE_HELD, date(2026, 6, 24), by=BY_UNIT)
        promise(engine, CASE, on=date(2026, 6, 24), unit="persons", amount=2)
        # To the officer: when was the contract signed? And to the support function that the meeting was held.
        assert sweep(engine, date(2026, 7, 1), server).sent == 2
    assert state_of(engine, CASE) == ProcurementState.MATCHING
    assert [(track.process, track.subject, track.state) for track in case_now(engine, CASE).tracks[2:]] == [
        ("supplier", "Exempel Service AB", "dialogue"),
        ("placement", "1", "open"),
        ("placement", "2", "open"),
    ]
    mails = [message_from_bytes(content, policy=policy.default) for _, content in server.received]
    names = [address.partition("@")[0] for address in server.recipients]
    assert names == [*("ulla", "stig", "aina", "aina", "stig", "aina"), *("ulla", "ulla", "stig", "ulla", "stig")]
    assert "kommande behov" in str(mails[2]["Subject"])
    last_day = mails[6].get_body(("plain",)).get_content()
    for said in (CASE, "Städtjänster för skolor", "måndag 22 juni 2026", "midsommarafton", "031-390 06 01"):
        assert said in last_day
    assert "tisdag 23 juni" in str(mails[7]["Subject"])
    assert "Exempel Service AB" in mails[8].get_body(("plain",)).get_content()
    assert "när avtalet tecknades" in str(mails[9]["Subject"])
    assert len({mail["Message-ID"] for mail in mails}) == 11


def test_the_example_city_lives_from_its_plan_and_its_notices(engine):
    load_city(engine, EXAMPLES / "city.toml")
    assert import_plan(engine, EXAMPLES / "plan.csv", today=date(2026, 1, 5)).created == 40
    import_notices(engine, EXAMPLES / "notices", today=date(2026, 11, 2))
    with mail_server() as server:
        first = sweep(engine, date(2026, 11, 2), server)
        again = sweep(engine, date(2026, 11, 2), server)
    assert first.sent == len(set(server.recipients)) == len(server.recipients) > 0
    assert (first.problems, first.unreachable, again.checked, again.sent) == ([], 0, 0, 0)


def snapshot(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        tables = [row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        return {name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))] for name in tables}


def test_importing_everything_again_changes_no_row(sqlite_engine):
    load_city(sqlite_engine, EXAMPLES / "city.toml")
    for day in (date(2026, 11, 2), date(2026, 11, 3)):
        import_plan(sqlite_engine, EXAMPLES / "plan.csv", today=day)
        import_notices(sqlite_engine, EXAMPLES / "notices", today=day)
        if day == date(2026, 11, 2):
            before = snapshot(sqlite_engine)
    after = snapshot(sqlite_engine)
    for of_the_last_try in ("skipped_notice", "kept_report"):
        before[of_the_last_try] = after[of_the_last_try] = []
    assert before == after


EVENTS = (
    Milestone.CONTACT_POINT_1,
    Milestone.RELEVANCE_ASSESSED,
    Milestone.DOCUMENTS_PUBLISHED,
    Milestone.AWARD_DECIDED,
    Milestone.AWARD_NOTICE_SENT,
    Milestone.REVIEW_FILED,
    Milestone.REVIEW_DECIDED,
    Milestone.INTERIM_ORDER,
    Milestone.INTERIM_ORDER_LIFTED,
    Milestone.WINNER_NAMED,
    Milestone.COURT_CHECKED,
    Milestone.CONTACT_POINT_2,
    Milestone.CONTRACT_SIGNED,
)
VALUES = {Milestone.AWARD_NOTICE_SENT: ("electronic", "other"), Milestone.REVIEW_DECIDED: tuple(procurement.Ruling)}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    start=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    steps=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.integers(0, 12), st.integers(0, 3)),
        min_size=4,
        max_size=25,
    ),
)
def test_in_any_order_of_events_nobody_signs_early_and_the_winner_is_asked_for_within_one_working_day(
    sqlite_engine,
    start,
    steps,
):
    """What people do is tried in any order and refused where the rules say so; a tick runs every day in between."""
    with writing(sqlite_engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(delete(table))
    found_city(sqlite_engine)
    day = start
    open_planned(sqlite_engine, "UH-1", on=day)
    for milestone, wait, choice in steps:
        for _ in range(wait):
            day = date.fromordinal(day.toordinal() + 1)
            settle_due(sqlite_engine, today=day, result=TickResult(day))
            check_invariants(sqlite_engine, day)
        act(sqlite_engine, milestone, day, choice)
        settle_due(sqlite_engine, today=day, result=TickResult(day))
        check_invariants(sqlite_engine, day)


def act(engine: Engine, milestone: Milestone, day: date, choice: int) -> None:
    values = VALUES.get(milestone, ("",))
    told = {"value": values[choice % len(values)]} if values[0] else {}
    if milestone is Milestone.WINNER_NAMED:
        told["supplier"] = f"Bolag {choice}"
    try:
        if milestone is Milestone.RELEVANCE_ASSESSED:
            require(engine, "UH-1", on=day)
        else:
            observe(engine, "UH-1", milestone, day, **told)
    except (RecordingRefused, Refused, FormsRefused):
        return


def check_invariants(engine: Engine, day: date) -> None:
    case = case_now(engine, "UH-1")
    facts = case.facts(day)
    state = case.tracks[0].state
    period = clearance.standstill_of(facts)
    signed = facts.on(Milestone.CONTRACT_SIGNED)
    if (
        signed is not None
        and period is not None
        and period.applies
        and signed > facts.dates[Milestone.AWARD_NOTICE_SENT]
    ):
        assert period.earliest_signing is None or signed >= period.earliest_signing or court_came_later(facts, signed)
    r = Reminder.__table__.c
    with reading(engine) as connection:
        open_asks = connection.execute(
            select(r.base, r.planned_on, r.step).where(r.matter == "contact_point_2", r.state == "planned"),
        ).all()
    clear = clearance.clear_from(facts)
    for ask in open_asks:
        assert clear is not None, "asked for the winner while the court has the case"
        assert ask.base >= clear
        assert ask.planned_on >= clear
    if state == ProcurementState.STANDSTILL and clear is not None and not procurement.contact_point_2_recorded(facts):
        opens = working_days_after(clear, 0)
        if day >= opens and is_working_day(day):
            assert any(ask.base <= opens for ask in open_asks), "nobody was asked within one working day"


def court_came_later(facts: procurement.Facts, signed: date) -> bool:
    court = (Milestone.REVIEW_FILED, Milestone.REVIEW_DECIDED, Milestone.INTERIM_ORDER, Milestone.INTERIM_ORDER_LIFTED)
    sent = facts.on(Milestone.AWARD_NOTICE_SENT)
    return any((on := facts.on(event)) is not None and on >= signed for event in court) or (
        sent is not None and sent >= signed
    )


# --- suppliers and positions -----------------------------------------------------------------------------------------

WORK = tuple(m for m, rule in RECORDINGS.items() if rule.scope in {Scope.SUPPLIER, Scope.PLACEMENT, Scope.LOT})
BEFORE_AND_AFTER = (Milestone.CONTRACT_SIGNED, Milestone.CONTRACT_ENDED, Milestone.REVIEW_FILED, Milestone.WINNER_NAMED)
USUAL = (
    Milestone.CONTACT_ASSIGNED,
    Milestone.DIALOGUE_HELD,
    Milestone.PROFILE_AGREED,
    Milestone.CANDIDATE_PROPOSED,
    Milestone.SUBSIDY_DECIDED,
    Milestone.INTERNSHIP_STARTED,
    Milestone.EMPLOYMENT_STARTED,
    Milestone.HIRE_CONFIRMED,
    Milestone.FOLLOW_UPS_DONE,
    Milestone.FINAL_REPORT,
    Milestone.OBLIGATION_FULFILLED,
)
"""What happens when all goes well, in its order."""
ONWARD, PROMISE, CLOSE = "onward", "promise", "close"
TERMS = ("matched 6 1", "outside 12 0.5", "own_employee 6 1", "matched 0 1")
PROMISES: tuple[dict[str, Any], ...] = (
    {"unit": "persons", "amount": 1},
    {"unit": "persons", "amount": 3, "internship_counts": True, "penalty": True},
    {"unit": "months", "amount": 12, "positions": 2},
    {"unit": "seat", "amount": 1},
    {"unit": "dialogue", "amount": 1},
)
FIRMS = (("", "Exempel Service AB"), ("2", "Påhittade Städ AB"))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([*[ONWARD] * len(WORK) * 4, *WORK, *BEFORE_AND_AFTER, PROMISE, CLOSE]),
            st.integers(0, 60),
            st.integers(0, 59),
            st.sampled_from([False, False, False, False, True]),
        ),
        min_size=20,
        max_size=60,
    ),
)
def test_whatever_suppliers_and_candidates_do_the_ledger_adds_up_and_no_process_waits_for_nobody(sqlite_engine, steps):
    """What people do is tried in any order, taken back at times, and refused where the rules say so."""
    with writing(sqlite_engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(delete(table))
    found_city(sqlite_engine)
    day = date(2026, 1, 12)
    bring_to_matching(sqlite_engine, day)
    for what, wait, choice, taken_back in steps:
        day += timedelta(days=wait)
        try:
            work(sqlite_engine, what, day, choice, taken_back=taken_back)
        except (RecordingRefused, Refused, MoveRefused):
            continue
        result = TickResult(day)
        settle_due(sqlite_engine, today=day, result=result)
        assert (result.problems, result.starving, result.unreachable) == ([], [], 0)
        check_ledger(sqlite_engine, day)


def bring_to_matching(engine: Engine, day: date) -> None:
    open_planned(engine, "UH-1", on=day, procedure="renewed_competition")
    observe(engine, "UH-1", Milestone.CONTACT_POINT_1, day)
    require(engine, "UH-1", on=day)
    observe(engine, "UH-1", Milestone.DOCUMENTS_PUBLISHED, day)
    observe(engine, "UH-1", Milestone.AWARD_NOTICE_SENT, day, value="electronic")
    for lot, supplier in FIRMS:
        observe(engine, "UH-1", Milestone.WINNER_NAMED, day, lot=lot, supplier=supplier)
    assert observe(engine, "UH-1", Milestone.CONTACT_POINT_2, day) == ProcurementState.MATCHING
    for (_, supplier), promised in zip(FIRMS, PROMISES[1:], strict=False):
        promise(engine, "UH-1", on=day, supplier=supplier, **promised)


def work(engine: Engine, what: str, day: date, choice: int, *, taken_back: bool) -> None:
    if what == PROMISE:
        promise(engine, "UH-1", on=day, supplier=FIRMS[choice % 2][1], **PROMISES[choice % len(PROMISES)])
    elif what == CLOSE:
        with writing(engine) as connection:
            move(connection, find(connection, "UH-1"), "close", by=BY_SUPPORT, today=day)
    elif what == ONWARD:
        any(goes(engine, milestone, day, choice) for milestone in USUAL)
    else:
        report(engine, Milestone(what), day, choice, taken_back=taken_back)


def goes(engine: Engine, milestone: Milestone, day: date, choice: int) -> bool:
    try:
        return report(engine, milestone, day, choice)
    except (RecordingRefused, Refused):
        return False


def report(engine: Engine, milestone: Milestone, day: date, choice: int, *, taken_back: bool = False) -> bool:
    """Record something of one of the suppliers or positions; return whether it was new."""
    rule, (lot, supplier) = RECORDINGS[milestone], FIRMS[choice % 2]
    named = {
        Scope.CASE: {},
        Scope.CONTRACT: {"lot": lot, "supplier": supplier} if choice % 3 == 0 else {},
        Scope.LOT: {"lot": lot or "1"},
        Scope.WINNER: {"lot": lot, "supplier": supplier},
        Scope.SUPPLIER: {"lot": lot, "supplier": supplier},
        Scope.PLACEMENT: {"placement": str(choice % 5 + 1)},
    }[rule.scope]
    words = TERMS if rule.terms else rule.values or ("",)
    by = Actor(rule.by[choice % len(rule.by)])
    on = None if taken_back else day + timedelta(days=14 if rule.planned else 0)
    told = Observation(milestone, on, str(by), True, day, value=words[choice % len(words)], **named)
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        standing = {one.subject for one in current(case.recorded)}
        return record(connection, case, told, by=by, today=day) and told.subject not in standing


def check_ledger(engine: Engine, day: date) -> None:
    case = case_now(engine, "UH-1")
    assert settle(case, day) == [], "the tick left a move undone"
    for balance in case.facts(day).balances:
        assert balance.promised == pytest.approx(balance.fulfilled + balance.short)
        assert balance.short >= 0
        assert balance.over >= 0
    for owed in case.obligations:
        track = case.track("supplier", owed.subject)
        assert track is not None
        if track.state in supplier_process.BOUND:
            assert len(case.needed(owed.subject)) >= owed.owed.places
    followed_up = case.tracks[0].state == ProcurementState.FOLLOW_UP
    assert followed_up is (
        case.tracks[0].state in procurement.HANDED_OVER and procurement.every_position_filled(case.facts(day))
    )
    with reading(engine) as connection:
        chain = journal(connection, "UH-1")
    assert first_broken(chain.entries, length=chain.length, head=chain.head) is None


def test_every_mail_ever_sent_is_a_row_with_its_template(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    with mail_server() as server:
        sweep(engine, date(2026, 1, 19), server)
    with reading(engine) as connection:
        (row,) = messages(connection)
        case = connection.execute(select(Case.__table__)).one()
    mail = message_from_bytes(server.received[0][1], policy=policy.default)
    assert (row.state, row.template, len(row.template_version)) == ("sent", "daily", 12)
    assert row.subject == str(mail["Subject"])
    assert row.text.split() == mail.get_body(("plain",)).get_content().split()
    assert case.reference in row.text
