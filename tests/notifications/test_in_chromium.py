"""The mails in a real browser: on a small phone, in the light and in the dark."""

from collections.abc import Iterator
from typing import Any

import pytest

from notifications.letters.letter_templates import letter
from notifications.letters.samples import SAMPLES
from tests.chromium import LOOKS, chromium, flaws, needs_chromium, window

pytestmark = needs_chromium

OF_WHOLE_PAGES = {"landmark-one-main", "region"}
"""A mail stands inside the page of a mail program."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("name", list(SAMPLES))
def test_a_mail_fits_and_can_be_read_by_anybody(browser, name, width, dark):
    ready = letter(name, "sv", None)
    with window(browser, width=width, dark=dark) as page:
        for sample in SAMPLES[name]("sv", ready.say):
            page.set_content(ready.write(sample.values).html)
            assert flaws(page, besides=OF_WHOLE_PAGES) == []
