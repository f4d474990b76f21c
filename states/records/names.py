"""Which names of suppliers, units, lots and cases are the same, however typed, and what an organisation number is."""

import re
import unicodedata
from functools import lru_cache

from states.written import in_one_line, made_one_line, swedish_order

_ALIKE = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "´": "'", "`": "'"})
_FORMS = "ab|hb|kb|ek för|as|asa|aps|oy|oyj|ltd|inc|llc|gmbh|bv"
_SPELLINGS_OF_FORMS = (
    (re.compile(r"(?<!\w)([ahk])[./]\s*b(?!\w)\.?"), r"\1b"),  # A.B., A/B
    (re.compile(r"(?<!\w)a[./]\s*s(?!\w)\.?"), "as"),
    (re.compile(r"(?<!\w)ek\.?\s*för(?!\w)\.?"), "ek för"),
    (re.compile(r"[\s,]*(?:\(\s*publ\.?\s*\)|(?<!\w)publ\.?)\s*$"), ""),  # says what kind of AB it is, and is no name
    (re.compile(rf"\s*,\s*(?=(?:{_FORMS})(?!\w))"), " "),
    (re.compile(rf"(?<!\w)({_FORMS})\."), r"\1"),
)
_FIGURES = re.compile("0*([0-9]+)")
_NO_FIGURE = re.compile("[^0-9]")
_REMEMBERED = 20_000
_REMEMBERED_REFERENCES = 2_048  # fewer: a plan of many rows names each once, and would be held in memory by this alone


def tidied(name: str) -> str:
    """Return a name as it is stored: without blanks around it, double ones, and characters that nobody sees."""
    return in_one_line(name)


@lru_cache(maxsize=_REMEMBERED)
def lot_key(name: str) -> str:
    """Return what all spellings of the name of a lot have in common: blanks and case tell no two lots apart."""
    return _lot_key(name)


def _lot_key(name: str) -> str:
    """Return the key and remember nothing, so that no name is held once for each of its keys."""
    line = made_one_line(name)
    if line.isascii():  # most names of lots, and all made-up references: the forms of their letters are one
        return made_one_line(line.replace("`", "'").lower())
    alike = unicodedata.normalize("NFKC", line).translate(_ALIKE)
    return made_one_line(unicodedata.normalize("NFKC", alike.casefold()))


@lru_cache(maxsize=_REMEMBERED_REFERENCES)
def reference_key(reference: str) -> str:
    """Return the key by which a case is found, whatever letters its reference is typed in.

    Compared sign by sign, keys stand as people sort references: å, ä and ö last, UH-9 before UH-10. Keys are stored:
    another form of them needs a migration.
    """
    key = _lot_key(reference)
    return f"{_FIGURES.sub(_by_size, swedish_order(key)[0])}\t{key}"


@lru_cache(maxsize=_REMEMBERED)
def supplier_key(name: str) -> str:
    """Return what all spellings of the name of a supplier have in common.

    Blanks, case and the punctuation of the company form tell no two suppliers apart: "Städ, A.B." is "städ AB". Other
    words do: "Städ Aktiebolag" may be another company than "Städ AB", unless their organisation numbers say otherwise.
    """
    key = _lot_key(name)
    for spelling, form in _SPELLINGS_OF_FORMS:
        key = spelling.sub(form, key)
    return " ".join(key.split())


def _by_size(figures: re.Match[str]) -> str:
    return f"{len(figures[1]):02}{figures[1]}"


def ten_digits(text: str) -> str:
    """Return the digits of an organisation number, ten where it is written 16… or, for VAT, SE…01."""
    digits = text.replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        digits = _NO_FIGURE.sub("", text)
    if len(digits) == 12:
        return digits[2:] if digits.startswith("16") else digits.removesuffix("01")
    return digits


def organisation_number(text: str) -> str:
    """Return an organisation number as "NNNNNN-NNNN", a foreign one without blanks and marks; "" for what is none.

    The number of a sole trader is a personal identity number, whose third figure is that of a month: it is none here.
    """
    written = re.sub(r"[\s.\-–]", "", text).upper()
    digits = ten_digits(written)
    if len(digits) == 10 and re.fullmatch(r"(16)?[0-9]{10}|SE[0-9]{10}(01)?", written):
        return f"{digits[:6]}-{digits[6:]}" if digits[2] >= "2" else ""
    return written if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{4,18}", written) and not written.startswith("SE") else ""
