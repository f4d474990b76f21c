"""An attestation as JSON and as PDF: what is read back, and what tells that it was altered."""

import json
import re
import zlib
from dataclasses import replace

import pytest

from desk.attestation_file import as_json, as_pdf, read
from models.installation.sealing import Seal
from states.records.attestations import NotAttested
from tests.states.records.test_attestations import ATTESTED

SEAL = Seal("for tests only")


def page(language: str = "sv", **changed: str) -> bytes:
    return as_pdf(replace(ATTESTED, **changed), SEAL, language=language, city="Exempelstad")


def shown(content: bytes) -> str:
    """Return the words on the page of a PDF, whatever their order."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found += zlib.decompress(stream)
        except zlib.error:
            continue
    words = re.findall(r"\((.*?)(?<!\\)\) ?T[jJ]", found.decode("cp1252"), re.DOTALL)
    return " ".join(" ".join(words).replace("\\(", "(").replace("\\)", ")").split())


def test_json_is_read_back_and_unaltered():
    file = read(as_json(ATTESTED, SEAL))
    assert (file.attested, file.unaltered, file.page, file.public_key) == (ATTESTED, True, None, SEAL.public_key)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_pdf_carries_the_same(language):
    file = read(page(language))
    assert (file.attested, file.unaltered, file.page) == (ATTESTED, True, True)


def test_the_page_is_in_the_language_of_its_reader_and_says_so():
    swedish, english = page("sv"), page("en")
    assert "Åtagande" in shown(swedish)
    assert "Städ & Service AB (556000-0000)" in shown(swedish)
    assert "Obligation" in shown(english)
    assert (b"/Lang (sv-SE)" in swedish, b"/Lang (en-GB)" in english) == (True, True)


def test_letters_that_the_font_lacks_come_near_and_stay_exact_in_the_file():
    written = page(supplier="Łódź “Städ” 清洁 AB")
    assert "Lódz “Städ” ?? AB" in shown(written)
    assert read(written).attested.supplier == "Łódź “Städ” 清洁 AB"


@pytest.mark.parametrize("name", ["owed", "delivered", "people", "fulfilled_on", "supplier", "reference", "journal"])
def test_a_changed_word_or_figure_is_found(name):
    told = json.loads(as_json(ATTESTED, SEAL))
    other = {"fulfilled_on": "2027-05-11", "supplier": "X", "reference": "UH-2", "journal": "cd" * 32}
    told["attestation"][name] = other.get(name, 7)
    assert not read(json.dumps(told).encode()).unaltered


def test_a_changed_figure_with_its_digest_is_found_by_the_signature():
    changed = replace(ATTESTED, delivered=7.0)
    told = json.loads(as_json(ATTESTED, SEAL)) | {"attestation": changed.as_words(), "digest": changed.digest}
    assert not read(json.dumps(told).encode()).unaltered


def test_a_signature_by_another_key_than_the_one_named_is_found():
    told = json.loads(as_json(ATTESTED, SEAL)) | {"public_key": Seal("another").public_key}
    assert not read(json.dumps(told).encode()).unaltered


def test_the_order_and_spacing_of_the_json_do_not_matter():
    told = json.loads(as_json(ATTESTED, SEAL))
    told["attestation"] = dict(reversed(told["attestation"].items()))
    assert read(json.dumps(told, ensure_ascii=True).encode()).unaltered


def test_a_page_that_was_altered_or_saved_anew_is_found_while_its_file_holds():
    written = page()
    anywhere = len(written) // 3
    altered = written[:anywhere].replace(b"(sv-SE)", b"(sv-FI)") + written[anywhere:]
    altered = altered if altered != written else written.replace(b"(sv-SE)", b"(sv-FI)")
    for other in (altered, written.rpartition(b"\n%trespann-page ")[0], written + b"\n"):
        file = read(other)
        assert file.unaltered
        assert file.page is (other == written + b"\n")


def test_a_page_with_the_seal_of_another_is_found():
    ours, other = page(), page(title="En annan upphandling")
    swapped = ours.rpartition(b"\n%")[0] + b"\n%" + other.rpartition(b"\n%")[2]
    assert read(swapped).page is False


def test_a_file_that_another_program_has_packed_is_still_found():
    packed = zlib.compress(as_json(ATTESTED, SEAL))
    file = read(b"%PDF-1.7\n1 0 obj\n<< >>\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF\n")
    assert (file.unaltered, file.page) == (True, False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"attestation": 3}',
        b"[" * 100_000,
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstream\nx\nendstream",
        b" " * 2_000_001,
    ],
)
def test_what_is_no_attestation_is_told_from_one(content):
    with pytest.raises(NotAttested):
        read(content)
