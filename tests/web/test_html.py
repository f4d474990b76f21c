"""A page as HTML: the language it is in, and what is typed into it as nothing but text."""

import pytest
from jinja2 import UndefinedError

from notifications.letters.render import ContactLines
from web.html import preferred, write

VALUES = {
    "root": "./",
    "status": 404,
    "city": "Exempelstad",
    "support": ContactLines("", "", "", "stod@exempelstad.example"),
}


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "sv"),
        ("en", "en"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("SV-fi, en", "sv"),
        ("fi, en;q=0.5", "en"),
        ("de,fr;q=0.3", "sv"),
        (";;,,", "sv"),
    ],
)
def test_a_page_is_in_the_first_of_our_languages_that_is_asked_for(asked, language):
    assert preferred(asked) == language


@pytest.mark.parametrize(
    ("language", "said"),
    [("sv", "Här finns ingen sida"), ("en", "There is no page here")],
)
def test_the_words_of_a_page_are_in_its_language(language, said):
    page = write("plain.html", language, VALUES)

    assert f'<html lang="{language}">' in page
    assert said in page


def test_what_comes_from_outside_is_text_and_never_markup():
    page = write("plain.html", "sv", VALUES | {"city": "<b>Stad</b> & Land"})

    assert "&lt;b&gt;Stad&lt;/b&gt; &amp; Land" in page
    assert "<b>Stad" not in page


def test_a_value_that_is_missing_is_no_blank():
    with pytest.raises(UndefinedError, match="city"):
        write("plain.html", "sv", {name: value for name, value in VALUES.items() if name != "city"})
