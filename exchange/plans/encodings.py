"""Which characters the bytes of a text file stand for: every encoding that spreadsheet programs save CSV in.

Nothing in such a file says which one it is, unless it begins with a byte order mark. UTF-8, UTF-16, UTF-32 and UTF-7
are recognised by their form. The others give every byte a letter, so the one counts under which Swedish letters stand
in words and no sign stands inside of a word. A file that fits none of them is refused, never guessed.
"""

import codecs
import re
from collections import Counter

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
"""Windows, old Macintosh and MS-DOS; the first counts where none fits better."""
_SWEDISH = "åäöÅÄÖéÉ"
_OF_NAMES = "üÜæÆøØèàáíóúñçôêëïâßÁÍÓÚÈÀÇÑ"
_UTF_7_LETTERS = re.compile(rb"\+AO[QUY]-|\+APY-|\+AM[QU]-|\+ANY-|\+[A-Za-z0-9/]*A(?:OQ|OU|PY|MQ|MU|NY)[A-Za-z0-9/]*-")
_WIDEST_SAMPLE = 4096
_SIGN = "[^\x00-\x7f]"
_INSIDE = re.compile(f"(?<=[A-Za-z]){_SIGN}(?=[A-Za-z])")
_BETWEEN_SMALL = re.compile(f"(?<=[a-z]){_SIGN}(?=[a-z])")
_AT_WORD = re.compile(f"{_SIGN}(?=[A-Za-z])|(?<=[A-Za-z]){_SIGN}")
_WEIGHT_OF_MISFIT = 3
_BETWEEN_LETTERS = "’‘´–—·\u00a0\u00ad"
_NO_SIGNS = "".join(map(chr, (*range(0x80, 0xA0), 0xFFFD)))
_OTHER_LETTERS_ALONE = re.compile("[À-ÿ]{3,}")
"""Words without a plain letter are of another alphabet."""


class NotText(ValueError):
    """The bytes are no text in any encoding that spreadsheet programs use."""


def decoded(data: bytes) -> str:
    """Return the text that bytes stand for, without a byte order mark; raise NotText."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\0" in data:
        return _wide(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _of_single_bytes(data)
    if text.isascii() and _UTF_7_LETTERS.search(data):
        return _strictly(data, "utf-7")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise NotText from None
    if "\0" in text:
        raise NotText
    return text


def _wide(data: bytes) -> str:
    """Return text of two or four bytes a letter without a mark: nearly all of a plan is letters below U+0100."""
    for encoding in _WIDE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        narrow = sum(sign < "\u0100" for sign in text[:_WIDEST_SAMPLE])
        if "\0" not in text and 2 * narrow > len(text[:_WIDEST_SAMPLE]):
            return text
    raise NotText


def _of_single_bytes(data: bytes) -> str:
    scores = {encoding: _fit(data, encoding) for encoding in _SINGLE_BYTE}
    best = max(_SINGLE_BYTE, key=lambda encoding: (scores[encoding], encoding == _SINGLE_BYTE[0]))
    usual = _SINGLE_BYTE[0]
    chosen = best if _misfits(data.decode(usual, "replace")) else usual
    if scores[chosen] < 0:
        raise NotText
    return _strictly(data, chosen)


def _fit(data: bytes, encoding: str) -> int:
    text = data.decode(encoding, "replace")
    letters = Counter(_AT_WORD.findall(text))
    swedish = sum(letters[sign] for sign in _SWEDISH)
    unusual = sum(count for sign, count in letters.items() if sign.isalpha() and sign not in _SWEDISH + _OF_NAMES)
    return swedish - unusual - _WEIGHT_OF_MISFIT * _misfits(text)


def _misfits(text: str) -> int:
    """Return how many signs stand where nobody writes them: inside of a word, or a capital between small letters."""
    inside, capitals = Counter(_INSIDE.findall(text)), Counter(_BETWEEN_SMALL.findall(text))
    strange = sum(count for sign, count in inside.items() if not sign.isalpha() and sign not in _BETWEEN_LETTERS)
    strange += sum(count for sign, count in capitals.items() if sign.isupper())
    strange += sum(not set(found) <= set(_SWEDISH) for found in _OTHER_LETTERS_ALONE.findall(text))
    return strange + sum(map(text.count, _NO_SIGNS))
