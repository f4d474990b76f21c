"""The whole case against the oracle of the courts: it never lets a contract be signed before the oracle's day."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from models.operations import amend, find, record
from models.refusals import Refused
from models.storage.database import writing
from states.facts import Facts, Milestone, Role
from states.law.histories import award_of, event_of
from states.law.periods import row_of
from states.law.procedures import Channel
from states.records.court_events import UNTIL_RULING
from states.records.milestones import RecordingRefused
from states.records.objections import too_early_to_sign
from states.records.observations import Observation
from tests.builders import facts_of
from tests.court_histories import chance_of, history
from tests.court_oracle import reckoned
from tests.models.building import opened

M = Milestone
BLOCKS, EACH = 8, 250
IN_DATABASE = 40
OFFICER = Actor(Role.OFFICER, 1)
KINDS = {
    "notice": M.AWARD_NOTICE_SENT,
    "intent": M.INTENT_NOTICE_PUBLISHED,
    "extension": M.STANDSTILL_EXTENDED,
    "award_withdrawn": M.AWARD_WITHDRAWN,
    "cancelled": M.CANCELLED,
    "filed": M.REVIEW_FILED,
    "no_extended": M.EXTENSION_REFUSED,
    "order": M.INTERIM_ORDER,
    "order_refused": M.INTERIM_ORDER_REFUSED,
    "order_lifted": M.INTERIM_ORDER_LIFTED,
    "ruling": M.REVIEW_DECIDED,
    "appealed": M.REVIEW_APPEALED,
    "leave_granted": M.LEAVE_GRANTED,
    "remitted": M.REVIEW_REMITTED,
}
"""What a history calls each milestone. A call-off is no milestone, and after signing nothing is asked of the case."""


def observations(written: str, as_of: date | None = None) -> Iterator[Observation]:
    """Yield what people record of one event, on its own day unless another is given."""
    event = event_of(written)
    milestone = KINDS[event.kind]
    of_court = {"court": str(event.court), "applicant": event.applicant} if milestone in COURTS else {}

    def recorded(what: Milestone, on: date, value: str = "", **of: str) -> Observation:
        return Observation(what, on, "officer", by_person=True, as_of=as_of or event.on, value=value, **of)

    if not event.ten_days:
        yield recorded(M.TEN_DAYS_WAIVED, event.on, **of_court)
    yield recorded(milestone, event.on, VALUES.get(milestone, lambda _: "")(event), **of_court)
    if milestone is M.AWARD_NOTICE_SENT:
        if event.until is not None:
            yield recorded(M.STANDSTILL_STATED_END, event.until)
        if event.voluntary:
            yield recorded(M.STANDSTILL_CHOSEN, event.on)


COURTS = {milestone for kind, milestone in KINDS.items() if kind not in {"notice", "intent", "extension"}} - {
    M.AWARD_WITHDRAWN,
    M.CANCELLED,
}
VALUES = {
    M.AWARD_NOTICE_SENT: lambda event: str(event.channel or Channel.ELECTRONIC),
    M.STANDSTILL_EXTENDED: lambda event: f"{'all' if event.to_all else 'some'} {event.until}",
    M.REVIEW_FILED: lambda event: str(event.target),
    M.INTERIM_ORDER: lambda event: UNTIL_RULING if event.until_ruling else "",
    M.REVIEW_DECIDED: lambda event: str(event.ruling),
    M.REVIEW_REMITTED: lambda event: str(event.remitted_to),
}


def before_signing(seed: int) -> tuple[str, str, list[str]]:
    """Return a random history up to the contract, without what no case records."""
    act, procedure, events = history(seed)
    signed = next((at for at, one in enumerate(events) if " signed " in one), len(events))
    left = [one for one in events[:signed] if " call_off " not in one and "performance" not in one]
    # Of two messages of one day about the standstill the later corrects the first.
    extended = {one.split()[0]: one for one in left if " extension " in one}
    left = [one for one in left if " extension " not in one or one in extended.values()]
    return act, procedure, list(as_one_award(left))


def as_one_award(events: list[str]) -> Iterator[str]:
    """Yield events with the notices of an award all by post where one is: a case has one, with the slowest channel."""
    by_post = False
    for one in events:
        if " notice " in one:
            by_post = "post-to-one" in one or (by_post and one.endswith(",last"))
            yield one.replace("electronic", "post-to-one") if by_post else one
        else:
            yield one


def signable(facts: Facts, day: date) -> bool:
    return too_early_to_sign(facts, day) is None


def too_early(seed: int) -> str:
    """Return what a case says wrongly of a random history, recorded in random order; "" where it is right."""
    act, procedure, events = before_signing(seed)
    if not any(" notice " in one or " intent " in one for one in events):
        return ""
    expected, _ = reckoned(act, procedure, events)
    award = award_of(act, procedure, events)
    last = max(event_of(one).on for one in events)
    told = [one for written in chance_of(seed).sample(events, len(events)) for one in observations(written)]
    known = facts_of(
        *told,
        today=last + timedelta(days=400),
        act=str(award.act),
        procedure=str(award.procedure),
        single_tenderer=award.single_tenderer,
    )
    asked = [date.fromisoformat(expected) - timedelta(days=1)] if expected[0].isdigit() else []
    if asked and not row_of(award.act, award.procedure).notice_owed:
        notices = [event_of(one).on for one in events if " notice " in one or " intent " in one]
        asked = [day for day in asked if day >= max(notices)]  # a contract may come before a notice that nobody owes
    days = asked if expected[0].isdigit() else [last, last + timedelta(days=30), last + timedelta(days=300)]
    wrong = [day for day in days if signable(known, day)]
    return f"seed {seed}: {act} {procedure} {events}: signable on {wrong}, not before {expected}" if wrong else ""


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_case_lets_a_contract_be_signed_before_the_day_of_the_oracle(block):
    found = [wrong for seed in range(block * EACH, (block + 1) * EACH) if (wrong := too_early(seed))]
    assert found == [], "\n".join(found)


def test_the_check_would_find_a_case_that_forgets_an_application():
    forgotten = 0
    for seed in range(200):
        act, procedure, events = before_signing(seed)
        filed = [one for one in events if " filed " in one]
        notices = any(" notice " in one for one in events)
        if not filed or not notices or reckoned(act, procedure, events)[0] != "blocked":
            continue
        award = award_of(act, procedure, events)
        kept = [one for written in events for one in observations(written) if one.milestone not in COURTS]
        last = max(event_of(one).on for one in events)
        known = facts_of(*kept, today=last + timedelta(days=400), act=str(award.act), procedure=str(award.procedure))
        forgotten += signable(known, last + timedelta(days=300))
    assert forgotten > 5


@pytest.mark.parametrize("seed", range(IN_DATABASE))
def test_what_people_enter_in_any_order_keeps_the_contract_shut_until_the_oracle_s_day(engine: Engine, seed: int):
    act, procedure, events = before_signing(seed)
    if not any(" notice " in one or " intent " in one for one in events):
        pytest.skip("nothing is awarded")
    expected, _ = reckoned(act, procedure, events)
    if expected in {str(event_of(one).on) for one in events if " notice " in one}:
        pytest.skip("a contract may be signed on the day of the notice")
    today = max(event_of(one).on for one in events) + timedelta(days=40)
    award = award_of(act, procedure, events)
    opened(engine)
    with writing(engine) as connection:
        known = {"procedure": str(award.procedure), "act": str(award.act)}
        amend(connection, find(connection, "UH-1"), known, by=OFFICER, today=today)
    entered = in_some_order(events, chance_of(seed))
    waiting = [one for written in entered for one in observations(written, as_of=today)]
    for told in (*waiting, *waiting):  # what a closed case refuses is entered again once a court has opened it
        with suppress(Refused), writing(engine) as connection:
            record(connection, find(connection, "UH-1"), told, by=OFFICER, today=today, reason="så var", confirmed=True)
    day = min(date.fromisoformat(expected) - timedelta(days=1), today) if expected[0].isdigit() else today
    signed = Observation(M.CONTRACT_SIGNED, day, "officer", by_person=True, as_of=today)
    with writing(engine) as connection, pytest.raises((RecordingRefused, Refused)):
        record(connection, find(connection, "UH-1"), signed, by=OFFICER, today=today, confirmed=True)


def in_some_order(events: list[str], chance: Random) -> list[str]:
    """Shuffle a history, but keep the buyer's own acts in their order: of two notices the last entered is the newer."""
    shuffled = chance.sample(events, len(events))
    of_buyer = iter([one for one in events if _is_buyers(one)])
    return [next(of_buyer) if _is_buyers(one) else one for one in shuffled]


def _is_buyers(written: str) -> bool:
    return any(f" {kind} " in written for kind in ("notice", "cancelled")) or written.endswith(" cancellation")
