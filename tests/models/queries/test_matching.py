import pytest
from sqlalchemy import literal, select

from models.queries.matching import like
from models.storage.database import reading


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Städning", "städ", True),
        ("STÄDNING", "städ", True),
        ("Städning", "STÄD", True),
        ("Städning", "stad", False),
        ("100 %", "%", True),
        ("100", "%", False),
        ("a_b", "_", True),
        ("ab", "_", False),
        ("a\\b", "\\", True),
        ("", "a", False),
    ],
)
def test_a_word_is_found_whatever_its_case(engine, text, word, found):
    with reading(engine) as connection:
        asked = select(literal(text).label("it")).subquery()
        assert connection.execute(select(like(asked.c.it, word))).scalar() in {found, int(found)}
