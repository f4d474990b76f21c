from datetime import UTC, datetime

from sqlalchemy import insert

from models.queries.heartbeats import heartbeats
from models.storage.database import reading, writing
from models.tables import Heartbeat
from tests.models.building import TODAY


def test_the_last_time_of_each_job_is_known(city):
    at = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    with writing(city) as connection:
        connection.execute(insert(Heartbeat).values(job="tick", acted_on=TODAY, finished_at=at))

    with reading(city) as connection:
        (beat,) = heartbeats(connection)

    assert (beat.job, beat.acted_on) == ("tick", TODAY)
    assert beat.finished_at.replace(tzinfo=UTC) == at
