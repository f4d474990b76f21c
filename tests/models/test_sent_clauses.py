"""The clauses that a case has sent out: stored once, journalled, counted, and taken along in a merger."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from models.casestore import save
from models.obligations import oblige
from models.operations import assess, find
from models.promises import promised
from models.refusals import Refused
from models.sent_clauses import SENT, ReadyClause, in_force, send, sent_clauses, words_sent
from models.storage.database import reading, writing
from states.facts import Role
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.records.doubts import Unconfirmed
from tests.models.building import OFFICER, SUPPORT, TODAY, broken, events, name_winner, opened, read
from tests.models.joining import merged

OWED = {
    "unit": "persons",
    "amount": 2.0,
    "positions": 0,
    "months_each": 6.0,
    "starts_within": 4,
    "internship_counts": False,
    "penalty": True,
}
READY = ReadyClause(
    "employment",
    1,
    "employment",
    "",
    "sv",
    "",
    "0123",
    '{"amount": 2.0}',
    json.dumps(OWED),
    "Anställning av 2 personer",
)
LATER = TODAY + timedelta(days=1)


def demanded(engine: Engine, reference: str = "UH-1") -> None:
    """Let employment be demanded in a case."""
    with writing(engine) as connection:
        case = find(connection, reference)
        forms = [RequirementForm.EMPLOYMENT]
        assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=TODAY, by=SUPPORT, today=TODAY)


def sent(engine: Engine, *ready: ReadyClause, by: Actor = OFFICER, today=TODAY, reference: str = "UH-1"):
    with writing(engine) as connection:
        case = find(connection, reference)
        fresh = send(connection, case, ready, by=by, today=today)
        save(connection, [case])
        return fresh


def stored(engine: Engine, case_id: int):
    with reading(engine) as connection:
        return sent_clauses(connection, case_id)


def test_a_clause_is_stored_once_and_told_in_the_journal(engine: Engine):
    case_id = opened(engine)
    demanded(engine)

    assert sent(engine, READY) == [READY]
    assert sent(engine, READY) == []

    (one,) = stored(engine, case_id)
    assert (one.clause, one.version, one.text, one.sent_on) == ("employment", 1, READY.text, TODAY)
    assert (one.text_digest, json.loads(one.promise)) == (READY.text_digest, OWED)
    assert events(engine, case_id).count(SENT) == 1
    assert broken(engine, case_id) is None
    assert promised(read(engine)) == OWED


def test_the_latest_of_a_form_counts_and_the_others_stay(engine: Engine):
    case_id = opened(engine)
    demanded(engine)
    sent(engine, READY)
    later = replace(READY, version=2, promise=json.dumps(OWED | {"amount": 3.0}))
    sent(engine, later, today=LATER)

    both = stored(engine, case_id)

    assert [one.version for one in both] == [1, 2]
    assert in_force(both)["employment"].version == 2
    assert promised(read(engine))["amount"] == 3


def test_only_buyers_send_clauses(sqlite_engine: Engine):
    opened(sqlite_engine)

    with pytest.raises(Refused):
        sent(sqlite_engine, READY, by=Actor(Role.LABOUR_MARKET))


def test_the_words_that_went_out_are_known_by_their_version(sqlite_engine: Engine):
    opened(sqlite_engine)
    sent(sqlite_engine, READY)

    with reading(sqlite_engine) as connection:
        assert words_sent(connection) == {("employment", 1): {"0123"}}


def test_a_winner_owes_what_the_clause_said(engine: Engine):
    opened(engine)
    demanded(engine)
    sent(engine, READY)

    name_winner(engine, "", "Exempel AB")

    (owed,) = read(engine).obligations
    assert {name: getattr(owed, name) for name in OWED} == OWED


def test_a_figure_other_than_the_clauses_is_asked_about_and_taken_when_confirmed(sqlite_engine: Engine):
    opened(sqlite_engine)
    demanded(sqlite_engine)
    sent(sqlite_engine, READY)
    name_winner(sqlite_engine, "", "Exempel AB")

    def enter(amount: float, *, confirmed: bool = False) -> bool:
        with writing(sqlite_engine) as connection:
            case = find(connection, "UH-1")
            owed, promise = case.obligations[0], {"amount": amount}
            return oblige(connection, case, owed, promise, by=SUPPORT, today=TODAY, confirmed=confirmed)

    with pytest.raises(Unconfirmed) as asked:
        enter(3.0)
    assert "omfattning: 2, inte 3" in asked.value.text.sv
    assert not enter(2.0)
    assert enter(3.0, confirmed=True)
    assert read(sqlite_engine).obligations[0].amount == 3


def test_a_clause_that_goes_out_after_the_winner_fills_in_what_is_not_said(sqlite_engine: Engine):
    opened(sqlite_engine)
    demanded(sqlite_engine)
    name_winner(sqlite_engine, "", "Exempel AB")
    sent(sqlite_engine, READY)

    with writing(sqlite_engine) as connection:
        case = find(connection, "UH-1")
        assert oblige(connection, case, case.obligations[0], {}, by=SUPPORT, today=TODAY)

    (owed,) = read(sqlite_engine).obligations
    assert {name: getattr(owed, name) for name in OWED} == OWED


def test_clauses_go_on_with_the_case_that_survives_a_merger(engine: Engine):
    lost, kept = opened(engine, "UH-1"), opened(engine, "UH-2")
    demanded(engine, "UH-1")
    sent(engine, READY, reference="UH-1")

    merged(engine, "UH-1", "UH-2")

    assert stored(engine, lost) == []
    assert [one.clause for one in stored(engine, kept)] == ["employment"]
    assert promised(read(engine, "UH-2")) == OWED
