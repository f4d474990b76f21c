"""A signed text is read back as it was, and nothing else is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.invitations.signing import NotSigned, copied, signed, unsigned

SECRET, SALT = "for tests only", "link"
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@given(ASCII)
def test_what_was_signed_is_read_back(text):
    token = signed(text, secret=SECRET, salt=SALT)
    assert token == signed(text, secret=SECRET, salt=SALT)
    assert unsigned(token, secret=SECRET, salt=SALT) == text


@given(st.text())
def test_what_was_never_signed_is_refused(token):
    with pytest.raises(NotSigned):
        unsigned(token, secret=SECRET, salt=SALT)


@pytest.mark.parametrize(
    ("secret", "salt"), [("another", SALT), (SECRET, "calendar"), ("", SALT)], ids=["secret", "kind", "no secret"]
)
def test_a_token_of_another_secret_or_kind_is_refused(secret, salt):
    with pytest.raises(NotSigned):
        unsigned(signed("7", secret=SECRET, salt=SALT), secret=secret, salt=salt)


def test_nothing_is_read_without_a_secret_though_it_was_signed_without_one():
    with pytest.raises(NotSigned):
        unsigned(signed("7", secret="", salt=SALT), secret="", salt=SALT)


@pytest.mark.parametrize("change", [lambda t: "8" + t[1:], lambda t: t[:-1], lambda t: t + "x", str.upper])
def test_an_altered_token_is_refused(change):
    with pytest.raises(NotSigned):
        unsigned(change(signed("7", secret=SECRET, salt=SALT)), secret=SECRET, salt=SALT)


def test_a_signature_that_is_spelled_otherwise_is_refused():
    token = signed("7", secret=SECRET, salt=SALT)
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    for other in alphabet.replace(token[-1], ""):
        with pytest.raises(NotSigned):
            unsigned(token[:-1] + other, secret=SECRET, salt=SALT)
    with pytest.raises(NotSigned):
        unsigned(token[:-4] + "%" + token[-4:], secret=SECRET, salt=SALT)


STOPS = ["", ".", ",", ">", ")", ").", "].", "}", '"', "'", "”", "»", "…", "...", "!", ":", ";", "/", "*", "|", "\\"]
BLANKS_AND_TEXT = [" ", "\xa0", "\n", "%20", "&gt;", "</a>", ". Hej", "> skrev", "å"]


@pytest.mark.parametrize("more", STOPS + BLANKS_AND_TEXT)
def test_what_came_along_when_a_token_was_copied_is_left_out(more):
    token = signed("7", secret=SECRET, salt=SALT)
    assert copied(token + more) == token
    assert copied(f"{token}.ics{more}", ".ics") == token


@pytest.mark.parametrize("more", ["x", "-", "_", "7", ".x", "..x"])
def test_what_may_be_part_of_a_token_is_not_taken_for_what_came_along(more):
    token = signed("7", secret=SECRET, salt=SALT)
    assert copied(token + more) != token


@pytest.mark.parametrize("text", ["", ".", "7", "7.", ".x", ">7.x", "7 .x"])
def test_without_a_token_there_is_none(text):
    assert copied(text) == ""
