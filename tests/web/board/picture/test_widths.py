"""How wide words are, and how they are cut and broken."""

import pytest

from web.board.picture.widths import SIZE, cut, lines, width


@pytest.mark.parametrize(
    ("words", "bold", "thousandths"),
    [
        ("", False, 0),
        ("i", False, 222),
        ("W", False, 944),
        ("försenat", False, 278 + 556 + 333 + 500 + 556 + 556 + 556 + 278),
        ("försenat", True, 333 + 611 + 389 + 556 + 556 + 611 + 556 + 333),
        ("3 dec", False, 556 + 278 + 556 + 556 + 500),
        ("Leverantör\u00a01", False, 556 * 7 + 500 + 333 * 2 + 278 * 2),
    ],
)
def test_words_are_as_wide_as_their_letters(words, bold, thousandths):
    assert width(words, bold=bold, size=1000) == pytest.approx(thousandths)


def test_a_letter_with_an_accent_is_as_wide_as_the_one_without():
    assert [width(sign) for sign in "åäöéüÅÄÖ"] == [width(sign) for sign in "aaoeuAAO"]


def test_a_sign_that_no_table_has_takes_as_much_as_a_capital():
    assert width("☃") == width("A") == 667 * SIZE / 1000


def test_every_letter_and_figure_of_both_languages_is_in_the_tables():
    known = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789åäöÅÄÖ .,:;-–()/&%"

    for bold in (False, True):
        assert all(0 < width(sign, bold=bold, size=1000) < 1000 for sign in known)


def test_what_has_no_room_is_left_out():
    assert cut("Fastighetstjänster", 1000) == "Fastighetstjänster"
    short = cut("Fastighetstjänster", 60)
    assert short == "Fastigh…"
    assert width(short) <= 60 < width("Fastighe…")


def test_words_are_broken_where_they_have_room():
    found = lines("Påhittade Fastighetstjänster i Norden AB", 142)

    assert found == ["Påhittade", "Fastighetstjänster i", "Norden AB"]
    assert all(width(line) <= 142 for line in found)


def test_the_last_of_some_lines_is_cut():
    assert lines("Påhittade Fastighetstjänster i Norden AB", 142, most=2) == ["Påhittade", "Fastighetstjänster i Nor…"]


def test_a_word_without_room_for_itself_is_cut():
    assert lines("Fönsterputsarfirman", 60) == ["Fönster…"]
    assert lines("", 60) == []
