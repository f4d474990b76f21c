from sqlalchemy import false

from models.queries.people_in import people_named_in_cases
from models.storage.database import reading
from tests.models.queries.asking import opened


def test_nobody_is_offered_of_cases_that_may_not_be_seen(city):
    opened(city, "UH-1", officer_id=1)
    with reading(city) as connection:
        assert people_named_in_cases(connection, false()).officers == {}
