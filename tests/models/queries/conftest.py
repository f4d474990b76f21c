import pytest
from sqlalchemy import Engine, insert

from models.storage.database import writing
from models.tables import ContractingUnit, Person


@pytest.fixture
def city(engine: Engine) -> Engine:
    """Two units, and a person of each role."""
    with writing(engine) as connection:
        connection.execute(
            insert(ContractingUnit).values(id=1, name="Skolförvaltningen", organisation_number="", numbers_cases=False)
        )
        connection.execute(
            insert(ContractingUnit).values(id=2, name="Parkförvaltningen", organisation_number="", numbers_cases=False)
        )
        for number, name, role in ((1, "Ylva Påhittad", "officer"), (2, "Sten Uppdiktad", "support")):
            email = f"{name.split()[0].lower()}@example.se"
            person = {"id": number, "name": name, "email": email, "phone": "031-390 06 10", "role": role}
            connection.execute(insert(Person).values(**person, unit_id=1, language="sv"))
    return engine
