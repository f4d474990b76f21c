from datetime import date

import pytest

from states.text import (
    LANGUAGES,
    Text,
    UnknownLanguage,
    capital,
    dated,
    in_sentence,
    joined,
    lines,
    long_date,
    lower_first,
    plain_date,
    verbatim,
)


def test_a_text_is_read_in_either_language():
    text = Text("avtalsspärr", "standstill")
    assert (text.in_("sv"), text.in_("en")) == ("avtalsspärr", "standstill")


def test_a_date_is_written_with_weekday_and_month_in_words():
    assert long_date(date(2026, 6, 22), "sv") == "måndag 22 juni 2026"
    assert long_date(date(2026, 6, 22), "en") == "Monday 22 June 2026"
    assert plain_date(date(2026, 2, 1), "sv") == "1 februari 2026"
    assert plain_date(date(2026, 2, 1), "en") == "1 February 2026"


def test_every_month_and_weekday_has_its_own_word():
    year = [date(2026, month, 1) for month in range(1, 13)]
    week = [date(2026, 6, day) for day in range(22, 29)]
    for language in LANGUAGES:
        assert len({plain_date(day, language).split()[1] for day in year}) == 12
        assert len({long_date(day, language).split()[0] for day in week}) == 7
    assert long_date(week[6], "sv").startswith("söndag")


@pytest.mark.parametrize("ask", [Text("ja", "yes").in_, lambda language: long_date(date(2026, 6, 22), language)])
def test_another_language_is_refused_by_name(ask):
    with pytest.raises(UnknownLanguage, match="language 'fi', only in: sv, en"):
        ask("fi")


def test_a_sentence_is_filled_with_each_value_in_its_own_language():
    template = "{what}: {on}, {on:plain}, {on:iso}, {share}, {name}"
    day = date(2026, 6, 22)
    filled = verbatim(template).fill(what=Text("andel", "share"), on=day, share=0.75, name="{Bygg} AB")

    assert filled.sv == "andel: måndag 22 juni 2026, 22 juni 2026, 2026-06-22, 0,75, {Bygg} AB"
    assert filled.en == "share: Monday 22 June 2026, 22 June 2026, 2026-06-22, 0.75, {Bygg} AB"


def test_figures_are_written_as_the_gap_says_with_the_decimal_sign_of_the_language():
    template = verbatim("{count}, {size:.1f}, {months:g}, {whole:.0f}")
    filled = template.fill(count=12, size=3.25e2, months=1234.5, whole=29.6)

    assert filled == Text("12, 325,0, 1234,5, 30", "12, 325.0, 1234.5, 30")


def test_what_is_the_same_in_every_language_is_one_word():
    assert verbatim("Exempel AB") == Text("Exempel AB", "Exempel AB")
    assert dated(date(2026, 6, 22)) == Text("måndag 22 juni 2026", "Monday 22 June 2026")


def test_texts_are_put_together_in_both_languages():
    texts = [Text("ja", "yes"), Text("nej", "no")]

    assert joined(texts) == Text("ja, nej", "yes, no")
    assert lines(texts) == Text("ja\nnej", "yes\nno")


@pytest.mark.parametrize(
    ("heading", "within"),
    [
        ("Städare (9111)", "städare (9111)"),
        ("Åtagandet", "åtagandet"),
        ("IT-tekniker (3512)", "IT-tekniker (3512)"),
        ("Ö", "ö"),
        ("redan liten", "redan liten"),
        ("", ""),
    ],
)
def test_a_heading_within_a_sentence_begins_small_unless_it_is_an_abbreviation(heading, within):
    assert lower_first(heading) == within
    assert in_sentence(Text(heading, "Cleaners")) == Text(within, "cleaners")


def test_a_part_of_a_sentence_that_begins_one_gets_a_capital_in_either_language():
    assert capital(Text("ändrat i dag", "changed today")) == Text("Ändrat i dag", "Changed today")
    assert capital(verbatim("")) == verbatim("")
