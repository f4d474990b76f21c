"""What a mail says is stored packed, read back byte for byte, and proven by a digest."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import models.mails.contents
from models.mails.contents import NOTHING, ContentsBroken, MailContents, digest_of, is_sound, packed, unpacked

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
LETTER = MailContents("Hej Anna!\r\n", "<p>Hej Anna!</p>", "BEGIN:VCALENDAR\r\n", "aGVq", "plan.pdf")
FIRST_FORM = bytes.fromhex("013334049d5f6668ae60a260014f7f8abcc05c031f57018fa760cc4525ba8715828e05d32b48490300")
"""A mail as the first program that packed mails stored it."""


@given(st.builds(MailContents, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS))
def test_what_is_packed_is_read_back_as_it_was(contents):
    assert unpacked(packed(contents)) == contents


def test_what_the_first_form_holds_can_be_read_for_ever():
    assert unpacked(FIRST_FORM) == LETTER


def test_the_dictionary_of_a_form_never_changes():
    dictionary = Path(models.mails.contents.__file__).with_name("dictionary-1.bin").read_bytes()
    assert hashlib.sha256(dictionary).hexdigest() == "0952a0d640bde5b58584b624d6adb2e3e06188c1ba0d1bd564d8c67b5f9533ce"


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\x01",
        b"\x02" + packed(LETTER)[1:],
        packed(LETTER)[:-1],
        packed(LETTER) + b"x",
        packed(LETTER)[:20] + b"\xff\xff" + packed(LETTER)[22:],
    ],
)
def test_what_is_no_mail_is_told_without_quoting_it(stored):
    with pytest.raises(ContentsBroken) as broken:
        unpacked(stored)
    assert str(broken.value) == "The stored contents of a mail cannot be read"
    assert broken.value.__cause__ is None


@given(st.builds(MailContents, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), st.builds(MailContents, TEXTS, TEXTS))
def test_other_contents_have_another_digest(one, other):
    assert (digest_of("a", one) == digest_of("a", other)) == (one == other)
    assert is_sound("a", packed(one), digest_of("a", one))
    assert not is_sound("b", packed(one), digest_of("a", one))


def test_what_moves_from_one_part_to_the_next_has_another_digest():
    assert digest_of("a", NOTHING._replace(text="bc")) != digest_of("a", NOTHING._replace(text="b", html="c"))


def test_what_cannot_be_read_is_not_sound():
    assert not is_sound("a", b"", digest_of("a", NOTHING))
