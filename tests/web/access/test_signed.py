"""What a browser keeps for us: it comes back unaltered, for the same purpose and in time, or it is nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from web.access.signed import read_signed, same, signed

NOW = datetime(2026, 4, 20, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
VALUES = {"state": "s", "till": "/arenden/UH-1?å=1"}


def test_what_is_signed_is_read_until_its_time():
    text = signed("secret", "purpose", VALUES, LATER)
    assert read_signed("secret", "purpose", text, LATER - timedelta(seconds=1)) == VALUES
    assert read_signed("secret", "purpose", text, LATER) is None


@pytest.mark.parametrize(("secret", "purpose"), [("other", "purpose"), ("secret", "other"), ("", "purpose")])
def test_another_secret_or_purpose_reads_nothing(secret, purpose):
    assert read_signed(secret, purpose, signed("secret", "purpose", VALUES, LATER), NOW) is None


@pytest.mark.parametrize("text", ["", ".", "a.b", "å.å", "." * 9000, "a" * 9000])
def test_what_somebody_made_up_reads_nothing(text):
    assert read_signed("secret", "purpose", text, NOW) is None


def test_no_sign_may_be_altered():
    text = signed("secret", "purpose", VALUES, LATER)
    for place in range(0, len(text), 7):
        altered = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert read_signed("secret", "purpose", altered, NOW) is None, place


def test_what_is_signed_but_no_values_reads_nothing():
    import hmac

    for told in ("!", "bm8="):
        signature = hmac.digest(b"purpose secret", told.encode(), "sha256").hex()
        assert read_signed("secret", "purpose", f"{told}.{signature}", NOW) is None


def test_texts_are_compared_whole():
    assert same("å", "å")
    assert not same("å", "a")
    assert not same("", "a")
