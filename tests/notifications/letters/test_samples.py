"""Every template is tried with mails that hold what they must."""

import re

import pytest

from notifications.letters.letter_templates import FOLDER, letter
from notifications.letters.lint import HtmlReader
from notifications.letters.samples import SAMPLES
from states.text import LANGUAGES

FILES = {path.stem for path in FOLDER.glob("*.txt")}


def test_every_template_has_samples_and_both_of_its_files():
    assert set(SAMPLES) == FILES == {path.stem for path in FOLDER.glob("*.html")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_from_a_sample_holds_each_of_its_facts_in_both_of_its_forms(name, language):
    ready = letter(name, language)
    samples = SAMPLES[name](language, ready.say)
    assert samples
    for sample in samples:
        written = ready.write(sample.values)
        page = " ".join(HtmlReader(written.html).lines)
        for fact in sample.facts:
            assert fact in written.subject + written.text
            assert fact in page or fact in written.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_hold_only_addresses_that_nobody_can_have(name, language):
    ready = letter(name, language)
    for sample in SAMPLES[name](language, ready.say):
        addresses = re.findall(r"[\w.]+@([\w.-]+)", ready.write(sample.values).text)
        assert all(domain.endswith(".example") for domain in addresses)
