"""An attestation as a file: JSON that a program reads, and a PDF for people that carries the same JSON.

The signature is of the digest of the content, so that it holds for both. The last line of the PDF is a comment with a
signature of all bytes before it: whoever changes a figure on the page breaks that one.
"""

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

from models.installation.sealing import Seal, signed_by
from states.records.attestations import Attested, NotAttested, rows
from states.text import Text

LARGEST = 2_000_000
"""More bytes than any file of ours has."""
JSON_NAME = "intyg.json"
_LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
_PDF, _PAGE_SEAL = b"%PDF-", b"\n%trespann-page "
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """What a file holds: content, its digest as the file tells it, and who signed.

    `page` tells whether the page of a PDF is as it was signed, None for a file without a page.
    """

    attested: Attested
    told_digest: str
    signature: str
    public_key: str
    page: bool | None = None

    @property
    def unaltered(self) -> bool:
        """The content is what was signed with the key that the file names."""
        digest = self.attested.digest
        return digest == self.told_digest and signed_by(_signed(digest), self.signature, self.public_key)


def as_json(attested: Attested, seal: Seal) -> bytes:
    """Return the attestation as a file of JSON."""
    told = {
        "attestation": attested.as_words(),
        "digest": attested.digest,
        "signature": seal.sign(_signed(attested.digest)),
        "public_key": seal.public_key,
    }
    return f"{json.dumps(told, ensure_ascii=False, indent=2)}\n".encode()


def as_pdf(attested: Attested, seal: Seal, *, language: str, city: str) -> bytes:
    """Return the attestation as one page in PDF, with the file of JSON attached to it."""
    from fpdf import FPDF

    given = attested.given_on
    document = FPDF(format="A4")
    document.core_fonts_encoding = "windows-1252"
    document.set_lang(_LANGUAGES[language])
    document.set_title(f"{_TITLE.in_(language)} – {attested.reference}")
    document.set_author(city)
    document.set_creation_date(datetime(given.year, given.month, given.day, tzinfo=UTC))
    document.set_margin(22)
    document.add_page()
    _paragraph(document, city, size=11)
    _paragraph(document, _TITLE.in_(language), size=20, bold=True)
    for label, value in rows(attested):
        _paragraph(document, label.in_(language), size=9, after=0)
        _paragraph(document, value.in_(language), size=11, bold=True)
    _paragraph(document, _CHECK.in_(language), size=9)
    _paragraph(document, _KEY.fill(key=seal.public_key).in_(language), size=9)
    document.embed_file(bytes=as_json(attested, seal), basename=JSON_NAME)
    page = bytes(document.output())
    return page + _PAGE_SEAL + seal.sign(page).encode() + b"\n"


def read(content: bytes) -> SignedFile:
    """Read a file of either kind; raise NotAttested for one that holds no attestation."""
    if len(content) > LARGEST:
        raise NotAttested
    if not content.startswith(_PDF):
        return _from_json(content)
    for octets in _streams(content):
        try:
            found = _from_json(octets)
        except NotAttested:
            continue
        return SignedFile(
            found.attested, found.told_digest, found.signature, found.public_key, _page_holds(content, found.public_key)
        )
    raise NotAttested


def _from_json(content: bytes) -> SignedFile:
    try:
        told: Any = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise NotAttested from None
    if not isinstance(told, dict):
        raise NotAttested
    words = [told.get(name) for name in ("digest", "signature", "public_key")]
    digest, signature, key = (word if isinstance(word, str) else "" for word in words)
    return SignedFile(Attested.parse(told.get("attestation")), digest, signature, key)


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield what the streams of a PDF hold, those that other programs have packed unpacked."""
    for found in _STREAM.finditer(content):
        yield found[1]
        unpacking = zlib.decompressobj()
        try:
            yield unpacking.decompress(found[1], LARGEST)
        except zlib.error:
            continue


def _page_holds(content: bytes, public_key: str) -> bool:
    page, _, last = content.rpartition(_PAGE_SEAL)
    return signed_by(page, last.strip().decode("ascii", "replace"), public_key)


def _signed(digest: str) -> bytes:
    return f"trespann attestation {digest}".encode()


def _paragraph(document: Any, text: str, *, size: int, bold: bool = False, after: float = 2) -> None:
    document.set_font("Helvetica", "B" if bold else "", size)
    document.multi_cell(0, size * 0.5, _writable(text), align="L", new_x="LMARGIN", new_y="NEXT")
    document.ln(after)


def _writable(text: str) -> str:
    """Return a text in the letters that every reader of PDF has a font for: ł becomes l, what has no like a "?"."""
    return "".join(_letter(sign) for sign in text)


def _letter(sign: str) -> str:
    for tried in (sign, _UNMARKED.get(sign, normalize("NFKD", sign)[0])):
        if tried.encode("cp1252", "ignore"):
            return tried
    return "?"


_UNMARKED = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
_TITLE = Text("Intyg om uppfyllt åtagande", "Attestation of a fulfilled obligation")
_CHECK = Text(
    "Intyget är undertecknat digitalt, och samma uppgifter ligger som fil i dokumentet. Vem som helst kan kontrollera"
    " att inget har ändrats. Stadens stödfunktion kan också jämföra intyget med ärendets journal.",
    "The attestation is digitally signed, and the same details are attached to this document as a file. Anyone can"
    " check that nothing has been altered. The city’s support function can also compare it with the journal of the"
    " case.",
)
_KEY = Text(
    "Undertecknat med nyckeln {key}. Jämför med den nyckel som staden har offentliggjort.",
    "Signed with the key {key}. Compare it with the key that the city has published.",
)
