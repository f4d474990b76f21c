"""What is typed into a form, read."""

from datetime import date

import pytest

from states.text import Text
from web.links.forms import LONGEST, Field, FieldKind, Form, Wrong, read, today_of, words_of

TODAY = date(2026, 4, 20)
WORD = Text("ord", "word")


def form(*fields: Field) -> Form:
    return Form("form", WORD, WORD, fields, lambda _: [])


def given(kind: FieldKind, typed: str, **about):
    return read(form(Field("it", WORD, kind, **about)), {"it": typed}, TODAY)["it"]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.DATE, " 2026-04-20 ", TODAY),
        (FieldKind.TEXT, "  Städ  &  Service AB ", "Städ & Service AB"),
        (FieldKind.NUMBER, "4,5", 4.5),
        (FieldKind.NUMBER, "600", 600),
        (FieldKind.TICK, "1", True),
    ],
)
def test_what_is_understood_is_read_forgivingly(kind, typed, value):
    assert given(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.DATE, "2026-02-30"),
        (FieldKind.DATE, "20 april"),
        (FieldKind.DATE, "2026-04-21"),
        (FieldKind.DATE, "9999999-01-01"),
        (FieldKind.NUMBER, "0"),
        (FieldKind.NUMBER, "-1"),
        (FieldKind.NUMBER, "inf"),
        (FieldKind.NUMBER, "nan"),
        (FieldKind.NUMBER, "601"),
        (FieldKind.NUMBER, "1e999"),
        (FieldKind.TEXT, "x" * (LONGEST + 1)),
        (FieldKind.TEXT, "a\ue000b"),
        (FieldKind.TEXT, "a\uf8ffb"),
        (FieldKind.TEXT, " \n "),
        (FieldKind.TICK, ""),
        (FieldKind.CHOICE, "neither"),
    ],
)
def test_what_is_not_understood_is_told_with_the_field(kind, typed):
    with pytest.raises(Wrong) as wrong:
        given(kind, typed)
    assert wrong.value.problems.keys() == {"it"}


def test_a_day_that_is_planned_may_lie_ahead():
    assert given(FieldKind.DATE, "2026-05-15", planned=True) == date(2026, 5, 15)


def test_what_may_be_left_out_is_nothing_and_every_problem_is_told_at_once():
    assert given(FieldKind.DATE, "", required=False) is None
    assert given(FieldKind.TICK, "", required=False) is False
    with pytest.raises(Wrong) as wrong:
        read(form(Field("one", WORD), Field("two", WORD, FieldKind.NUMBER)), {}, TODAY)
    assert wrong.value.problems.keys() == {"one", "two"}


@pytest.mark.parametrize("written", ["", "2026-04-20"])
def test_a_day_can_be_answered_with_the_tick_for_today(written):
    assert read(form(Field("it", WORD)), {"it": written, today_of("it"): "2026-04-20"}, TODAY) == {"it": TODAY}


def test_the_tick_of_a_page_that_was_opened_yesterday_is_yesterday():
    assert read(form(Field("it", WORD)), {today_of("it"): "2026-04-19"}, TODAY) == {"it": date(2026, 4, 19)}


@pytest.mark.parametrize(("written", "ticked"), [("2026-04-17", "2026-04-20"), ("", "2026-04-21"), ("", "1")])
def test_a_tick_beside_another_day_or_with_an_odd_one_is_asked_about(written, ticked):
    with pytest.raises(Wrong) as wrong:
        read(form(Field("it", WORD)), {"it": written, today_of("it"): ticked}, TODAY)
    assert wrong.value.problems.keys() == {"it"}


@pytest.mark.parametrize(("words", "day"), [("i går", 19), ("17/4", 17), ("sön", 19)])
def test_a_day_may_be_written_in_words_beside_the_calendar_of_the_browser(words, day):
    assert read(form(Field("it", WORD)), {"it": "", words_of("it"): words}, TODAY) == {"it": date(2026, 4, day)}


def test_a_day_that_nobody_understands_is_asked_for_anew():
    with pytest.raises(Wrong) as wrong:
        read(form(Field("it", WORD)), {words_of("it"): "snart"}, TODAY)
    assert wrong.value.problems["it"].sv.startswith("Skriv dagen som")


def test_two_days_that_differ_are_no_answer():
    with pytest.raises(Wrong):
        read(form(Field("it", WORD)), {"it": "2026-04-17", words_of("it"): "i går"}, TODAY)
    assert read(form(Field("it", WORD)), {"it": "2026-04-19", words_of("it"): "i går"}, TODAY)["it"].day == 19
