"""What is typed into a form, read."""

from datetime import date

import pytest

from states.text import Text
from web.links.forms import LONGEST, Field, Form, Kind, Wrong, read

TODAY = date(2026, 4, 20)
WORD = Text("ord", "word")


def form(*fields: Field) -> Form:
    return Form("form", WORD, WORD, fields, lambda _: [])


def given(kind: Kind, typed: str, **about):
    return read(form(Field("it", WORD, kind, **about)), {"it": typed}, TODAY)["it"]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.DATE, " 2026-04-20 ", TODAY),
        (Kind.TEXT, "  Städ  &  Service AB ", "Städ & Service AB"),
        (Kind.NUMBER, "4,5", 4.5),
        (Kind.NUMBER, "600", 600),
        (Kind.TICK, "1", True),
    ],
)
def test_what_is_understood_is_read_forgivingly(kind, typed, value):
    assert given(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, "20 april"),
        (Kind.DATE, "2026-04-21"),
        (Kind.DATE, "9999999-01-01"),
        (Kind.NUMBER, "0"),
        (Kind.NUMBER, "-1"),
        (Kind.NUMBER, "inf"),
        (Kind.NUMBER, "nan"),
        (Kind.NUMBER, "601"),
        (Kind.NUMBER, "1e999"),
        (Kind.TEXT, "x" * (LONGEST + 1)),
        (Kind.TEXT, "a\x00b"),
        (Kind.TEXT, "a\u202eb"),
        (Kind.TEXT, " \n "),
        (Kind.TICK, ""),
        (Kind.CHOICE, "neither"),
    ],
)
def test_what_is_not_understood_is_told_with_the_field(kind, typed):
    with pytest.raises(Wrong) as wrong:
        given(kind, typed)
    assert wrong.value.problems.keys() == {"it"}


def test_a_day_that_is_planned_may_lie_ahead():
    assert given(Kind.DATE, "2026-05-15", planned=True) == date(2026, 5, 15)


def test_what_may_be_left_out_is_nothing_and_every_problem_is_told_at_once():
    assert given(Kind.DATE, "", required=False) is None
    assert given(Kind.TICK, "", required=False) is False
    with pytest.raises(Wrong) as wrong:
        read(form(Field("one", WORD), Field("two", WORD, Kind.NUMBER)), {}, TODAY)
    assert wrong.value.problems.keys() == {"one", "two"}
