"""Text that comes from outside, brought to one form: what looks alike is alike.

Every door uses it (notices, plans, directories, pages, the command line, flows), so that a name from one of them is
found by the same name from another: letters are composed (Unicode NFC), escapes of workbooks are undone, and what
nobody sees is left out. Compatibility forms stay: "½" and "m²" are what somebody wrote.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from states.text import Text

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FROM_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""Signs of Windows that stand as control characters where its text was taken for Latin-1."""
_NOTHING_TO_SEE = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u00ad\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LINE_BREAK = re.compile("\r\n?|[\v\f\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x9f]")
_LONGEST_REMEMBERED = 100

_AS_BYTE = {bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0x100)}
_TAIL = "".join(re.escape(sign) for sign, code in _AS_BYTE.items() if code < 0xC0)
_TAIL_OR_LATIN_1 = f"[{_TAIL}\x80-\x9f]"
# The first bytes of Swedish letters, signs and quotation marks alone: "Å–Ö" is written on purpose.
_TWICE_BEGINS = re.compile("[ÂÃÌâï]")
_TWICE = re.compile(f"[ÂÃ]{_TAIL_OR_LATIN_1}|Ì[ˆŠ\x88\x8a]|â[€\x80]{_TAIL_OR_LATIN_1}|ï»¿|ï¿½")


def in_one_form(text: str) -> str:
    """Return text as it is stored, line by line: without blanks around a line, double ones, and what nobody sees."""
    if text.isascii() and text.isprintable() and "  " not in text and "_x" not in text:
        return text.strip()
    if _is_plain(text):
        return "\n".join([line.strip() for line in text.split("\n")]).strip() if "\n" in text else text.strip()
    told = _LINE_BREAK.sub("\n", _composed(text))
    return "\n".join(" ".join(_CONTROL.sub(" ", line).split()) for line in told.split("\n")).strip()


def _is_plain(text: str) -> bool:
    """Return whether nothing of a text can need more than the blanks around its lines taken away.

    Most texts are so, and telling it costs a tenth of bringing them to one form: the signs of Windows' Swedish have
    one form only, and what nobody sees cannot be printed.
    """
    line = text.replace("\n", "|")
    if not line.isprintable() or "  " in line or "_x" in line or _TWICE_BEGINS.search(line):
        return False
    return _can_be_in(line, "latin-1") or _can_be_in(line, "cp1252")  # the first is faster, and nearly always enough


def _can_be_in(line: str, charset: str) -> bool:
    try:
        line.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def in_one_line(text: str) -> str:
    """Return text as it is stored where it is a name or a title: as one line, see `in_one_form`."""
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else made_one_line(text)


def decoded_twice(text: str) -> bool:
    """Return whether text shows UTF-8 that was taken for the letters of Windows: "Ã¤" where "ä" was written."""
    return not text.isascii() and any(_decoded_once(found) != found[0] for found in _TWICE.finditer(text))


DECODED_TWICE = Text(
    "Texten har sparats med fel teckenkodning någon gång (”Ã¤” i stället för ”ä”) och har rättats vid inläsningen."
    " Rätta den också i filen.",
    "The text was once saved in the wrong character encoding (“Ã¤” instead of “ä”) and was mended when it was read."
    " Correct it in the file as well.",
)


def swedish_order(text: str) -> tuple[str, str]:
    """Return the key by which texts stand as in a Swedish list: å, ä and ö last, accents and case of no weight."""
    if text.isascii():
        return text.lower(), text
    lower = unicodedata.normalize("NFC", text).casefold().translate(_BEHIND_Z)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign))
    return bare, text


_BEHIND_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "đ": "d", "ð": "d", "þ": "th"})


def made_one_line(text: str) -> str:
    """Return what `in_one_line` does, and remember nothing: for what is remembered in another form."""
    return " ".join(in_one_form(text).split())


_remembered: Callable[[str], str] = lru_cache(maxsize=4_096)(made_one_line)


def _composed(text: str) -> str:
    while (plain := _ESCAPE.sub(_unescaped, text)) != text:  # an escaped escape is one too: the form is the same twice
        text = plain
    if text.isascii():
        return text
    if _SURROGATES.search(text):  # halves of one sign belong together; one alone cannot be stored
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    while (once := _TWICE.sub(_decoded_once, text)) != text:
        text = once
    return unicodedata.normalize("NFC", _NOTHING_TO_SEE.sub("", text.translate(_FROM_CP1252)))


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _decoded_once(found: re.Match[str]) -> str:
    """Return the sign that was written, or what was found where it is none."""
    as_bytes = bytes(_AS_BYTE.get(sign, ord(sign) & 0xFF) for sign in found[0])
    try:
        return as_bytes.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


_ADDRESS = re.compile(r"[^\s<>@;:,()\"]+@[^\s<>@;:,()\"]+\.[^\s<>@;:,()\".]+")


def email_address(text: str) -> str:
    """Return an e-mail address in lower case, and "" for what is none."""
    address = in_one_line(text).lower()
    return address if _ADDRESS.fullmatch(address) else ""
