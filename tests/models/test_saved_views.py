import pytest
from sqlalchemy import Engine, insert

from models.refusals import Refused
from models.saved_views import MOST, forget_view, keep_view, views_of
from models.storage.database import writing
from models.tables import UserAccount
from tests.desk.test_signing_in import NOW


@pytest.fixture
def accounts(engine: Engine) -> Engine:
    with writing(engine) as connection:
        for number in (1, 2):
            told = {"id": number, "email": f"{number}@exempelstad.example", "name": "Stig", "role": "support"}
            connection.execute(insert(UserAccount).values(**told, language="sv", made_at=NOW))
    return engine


def test_each_account_keeps_its_own_choices(accounts):
    with writing(accounts) as connection:
        keep_view(connection, 1, " Mina  sena ", "sena=1")
        keep_view(connection, 1, "Alla", "lage=alla")
        keep_view(connection, 1, "Alla", "lage=alla&sena=1")
        assert views_of(connection, 1) == {"Alla": "lage=alla&sena=1", "Mina sena": "sena=1"}
        assert views_of(connection, 2) == {}
        forget_view(connection, 2, "Alla")
        forget_view(connection, 1, "Alla")
        assert list(views_of(connection, 1)) == ["Mina sena"]


def test_a_choice_has_a_name_and_there_are_not_too_many(accounts):
    with writing(accounts) as connection:
        for number in range(MOST):
            keep_view(connection, 1, f"Urval {number}", "")
        for name in (" ", "Ett till"):
            with pytest.raises(Refused):
                keep_view(connection, 1, name, "")
