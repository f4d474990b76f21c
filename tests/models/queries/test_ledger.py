from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, update

from desk.settling import settle_due
from desk.tick import TickResult
from matters.ladder_file import DEFAULT
from matters.rules_in_force import rules_with
from models.agenda import accounts_stored
from models.casefile import ObligationFile
from models.casestore import save
from models.operations import find
from models.queries.ledger import LedgerLine, ledger
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from models.tables import AgendaRow, Case
from states.records.accounts import Account, written
from states.records.obligations import Obligation
from tests.models.building import TODAY
from tests.models.queries.asking import cancelled, opened

RULES = rules_with(DEFAULT)


def owing(engine: Engine, reference: str, *suppliers: str, unit: str = "persons") -> None:
    opened(engine, reference)
    with writing(engine) as connection:
        case = find(connection, reference)
        for supplier in suppliers:
            case.obligations.append(ObligationFile(0, "", supplier, unit=unit, amount=2, changed=True))
        save(connection, [case])


def test_accounts_come_by_reference_and_those_of_cancelled_cases_not(engine: Engine):
    owing(engine, "UH-2", "Park AB", "Städ AB")
    owing(engine, "UH-1", "Städ AB")
    owing(engine, "UH-3", "Städ AB")
    opened(engine, "UH-4")
    cancelled(engine, "UH-3")

    with reading(engine) as connection:
        found = [
            (line.reference, line.balance.obligation.supplier) for line in ledger(connection, today=TODAY, rules=RULES)
        ]

    assert found == [("UH-1", "Städ AB"), ("UH-2", "Park AB"), ("UH-2", "Städ AB")]


def looked_at(engine: Engine) -> None:
    settle_due(engine, today=TODAY, result=TickResult(TODAY))


def told(engine: Engine, rules: str = RULES, today: date = TODAY) -> list[LedgerLine]:
    with reading(engine) as connection:
        return list(ledger(connection, today=today, rules=rules))


def test_what_was_stored_when_a_case_was_looked_at_says_the_same_as_the_whole_case(engine: Engine):
    owing(engine, "UH-2", "Park AB", "Städ AB")
    owing(engine, "UH-1", "Städ AB")
    before = told(engine)
    looked_at(engine)
    for rules in (RULES, "others"):
        assert told(engine, rules) == before
    with reading(engine) as connection:
        assert [number for number, text in accounts_stored(connection, [1, 2]) if text] == [1, 1, 2]


def test_only_of_cases_that_are_not_due_and_by_the_rules_in_force_it_is_read_what_is_stored(engine: Engine):
    owing(engine, "UH-1", "Städ AB")
    looked_at(engine)
    with writing(engine) as connection:
        connection.execute(update(AgendaRow).values(missing=written(Account(Obligation("", "Altered AB")))))
    assert [line.balance.obligation.supplier for line in told(engine)] == ["Altered AB"]
    for whole in (told(engine, "others"), told(engine, today=TODAY - timedelta(days=1))):
        assert [line.balance.obligation.supplier for line in whole] == ["Städ AB"]
    with writing(engine) as connection:
        connection.execute(update(Case).values(next_check=TODAY))
    assert [line.balance.obligation.supplier for line in told(engine)] == ["Städ AB"]


def test_of_hours_nothing_is_stored_since_those_of_other_cases_count_too(engine: Engine):
    owing(engine, "UH-1", "Städ AB", unit="hours")
    looked_at(engine)
    assert [line.balance.obligation.supplier for line in told(engine)] == ["Städ AB"]
    with reading(engine) as connection:
        assert [text for _, text in accounts_stored(connection, [1])] == [""]


def test_the_accounts_of_one_case_are_told_also_when_it_was_cancelled(engine: Engine):
    owing(engine, "UH-1", "Städ AB")
    owing(engine, "UH-3", "Städ AB")
    cancelled(engine, "UH-3")

    with reading(engine) as connection:
        assert [line.reference for line in ledger(connection, today=TODAY, rules=RULES, reference="UH-3")] == ["UH-3"]
        with pytest.raises(UnknownCase, match="UH-9"):
            list(ledger(connection, today=TODAY, rules=RULES, reference="UH-9"))
