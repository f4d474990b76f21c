from sqlalchemy import Engine

from models.actor import CLOCK
from models.particulars import restate
from tests.models.building import TODAY, opened, read


def test_only_what_a_source_says_of_a_column_changes_it(engine: Engine):
    opened(engine, months=None)
    case = read(engine)
    told = {"months": 24.0, "suggestion": "et-acc"}
    fresh = restate(case, told, [], source="plan", as_of=TODAY, by=CLOCK, today=TODAY)
    assert [(row.name, row.value) for row in fresh] == [("months", "24"), ("suggestion", "et-acc")]
    assert case.columns == {"months": 24.0}
