"""A signed text is read back as it was, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.invitations.signing import NotSigned, signed, unsigned

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
