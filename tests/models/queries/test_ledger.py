import pytest
from sqlalchemy import Engine

from models.casefile import ObligationFile
from models.casestore import save
from models.operations import find
from models.queries.ledger import ledger
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from tests.models.building import TODAY
from tests.models.queries.asking import cancelled, opened


def owing(engine: Engine, reference: str, *suppliers: str) -> None:
    opened(engine, reference)
    with writing(engine) as connection:
        case = find(connection, reference)
        for supplier in suppliers:
            case.obligations.append(ObligationFile(0, "", supplier, unit="persons", amount=2, changed=True))
        save(connection, [case])


def test_accounts_come_by_reference_and_those_of_cancelled_cases_not(engine: Engine):
    owing(engine, "UH-2", "Park AB", "Städ AB")
    owing(engine, "UH-1", "Städ AB")
    owing(engine, "UH-3", "Städ AB")
    opened(engine, "UH-4")
    cancelled(engine, "UH-3")

    with reading(engine) as connection:
        found = [(line.reference, line.balance.obligation.supplier) for line in ledger(connection, today=TODAY)]

    assert found == [("UH-1", "Städ AB"), ("UH-2", "Park AB"), ("UH-2", "Städ AB")]


def test_the_accounts_of_one_case_are_told_also_when_it_was_cancelled(engine: Engine):
    owing(engine, "UH-1", "Städ AB")
    owing(engine, "UH-3", "Städ AB")
    cancelled(engine, "UH-3")

    with reading(engine) as connection:
        assert [line.reference for line in ledger(connection, today=TODAY, reference="UH-3")] == ["UH-3"]
        with pytest.raises(UnknownCase, match="UH-9"):
            list(ledger(connection, today=TODAY, reference="UH-9"))
