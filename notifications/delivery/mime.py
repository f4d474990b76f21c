"""A mail as bytes. Written by hand: the standard library folds and parses headers at fifty times the cost of rendering.

The output is ASCII with CRLF and needs no extension of the server, but for an address with a name beyond ASCII. Tests
compare it with what the library reads back.
"""

import hashlib
import re
import unicodedata
from binascii import a2b_base64, b2a_base64, b2a_qp
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import PurePath
from urllib.parse import quote

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# "=_" never occurs in quoted-printable text nor in base64, so no body can contain the boundary.
_BOUNDARY, _OUTER = "=_alternative", "=_mixed"
# Less than RFC 5322 allows: no quoted parts, and nothing that could end an address or begin another.
_ADDRESS = re.compile(r"[!#-'*+\--9=?A-Z^-~]+@[A-Za-z0-9.\-]+")
_NAME_BEYOND_ASCII = re.compile(r"[\w!#-'*+\--/=?^`{-~]+")
# Texts hold no line breaks and long lines go on behind a space, so these lines are never part of one.
_OBJECT = re.compile(r"^BEGIN:VCALENDAR\r\n.*?^END:VCALENDAR\r\n", re.DOTALL | re.MULTILINE)
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r\n", re.MULTILINE)
_FILE_NAME = re.compile(r"[\w.-]+", re.ASCII)
_MEDIA_TYPES = {".csv": "text/csv", ".pdf": "application/pdf"}
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LINE = 76
_HEADERS, _HEAD = 2000, 300
"""About how many bytes the headers of a mail take, and those of a file in it."""
_PLAIN_CHARACTERS = 66
_ENCODED_WORD_BYTES = 36  # sixty characters, so that the first fits beside the header's name on a line of 76
_NOTHING, _MINUTE = timedelta(0), timedelta(minutes=1)
_CONTINUES, _CONTINUATION = 0b1100_0000, 0b1000_0000


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of a message: the same for the same key, which it does not reveal."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def build(
    *,
    message_id: str,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    sent_at: datetime,
    reply_to: str = "",
    extra_headers: Mapping[str, str] | None = None,
    calendar: str = "",
    attachment: str = "",
    attachment_name: str = "",
) -> bytes:
    """Return a multipart/alternative mail; multipart/mixed around it and its files, where it has any.

    `calendar` is a stream of iCalendar objects (RFC 5545 3.4). The first is the third form of the mail, and each other
    one a file, since programs look at one form alone. `attachment` is base64. Raises ValueError for a line break in any
    header, an address that cannot be written plainly, a naive `sent_at`, a calendar that is no such stream, and an
    attachment that is no base64.
    """
    headers = [
        f"From: {checked_address(sender)}",
        f"To: {written_address(recipient)}",
        *([f"Reply-To: {checked_address(reply_to)}"] if reply_to else []),
        f"Subject: {_unstructured(subject)}",
        f"Date: {_date(sent_at)}",
        f"Message-ID: {_one_line(message_id)}",
        "Auto-Submitted: auto-generated",
        *[f"{_name(name)}: {_unstructured(value)}" for name, value in (extra_headers or {}).items()],
        "MIME-Version: 1.0",
    ]
    parts = [_ALTERNATIVE, _TEXT_PART, _quoted_printable(text), _HTML_PART, _base64(html)]
    first, *others = _objects(calendar) if calendar else [""]
    if first:
        parts += [_part(f"calendar; method={_method(first)}", "base64"), _base64(first)]
    parts.append(_END)
    files = [_calendar_file(one, f"kalender-{number}.ics") for number, one in enumerate(others, start=2)]
    if attachment:
        content = _folded(a2b_base64("".join(attachment.split()), strict_mode=True))
        files.append(_attached(attachment_name, _media_type(attachment_name)) + content)
    if files:
        parts = [_MIXED, *parts, *files, _OUTER_END]
    return b"".join(("\r\n".join([*headers, ""]).encode(), *parts))


def size_of(text: str, html: str, calendar: str) -> int:
    """Return how many bytes the contents of a mail come to as they are sent, with a little for its headers.

    Raises ValueError for a calendar that is no stream of iCalendar objects.
    """
    files = _objects(calendar) if calendar else []
    return (
        _HEADERS + len(_quoted_printable(text)) + len(_base64(html)) + sum(len(_base64(one)) + _HEAD for one in files)
    )


def written_address(address: str) -> str:
    """Return an address as a mail server takes it, its domain in ASCII; raise ValueError unless it is one.

    A name beyond ASCII stays as it is: only some servers take it.
    """
    if _ADDRESS.fullmatch(address):
        return address
    name, _, domain = address.rpartition("@")
    in_ascii = f"{name}@{domain.encode('idna').decode()}"
    if not name.isascii() and _NAME_BEYOND_ASCII.fullmatch(name):
        checked_address(f"x{in_ascii.removeprefix(name)}")
        return in_ascii
    return checked_address(in_ascii)


def one_line(text: str) -> str:
    """Return a text on one line, without what could break it, steer a terminal or turn the order of reading."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or not _steers(sign))
    return _SPACES.sub(" ", "".join(kept)).strip()


def _steers(sign: str) -> bool:
    # The joiners are of the same class and hold words and faces together.
    return unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} and sign not in "\u200c\u200d"


def checked_address(address: str) -> str:
    """Return the address itself; raise ValueError unless it is one plain ASCII address and nothing more."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("This is not an address that can be mailed to")
    return address


def _part(subtype: str, encoding: str) -> bytes:
    return (
        f"--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()


_ALTERNATIVE = f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'.encode()
_MIXED = f'Content-Type: multipart/mixed; boundary="{_OUTER}"\r\n\r\n--{_OUTER}\r\n'.encode()
_TEXT_PART = _part("plain", "quoted-printable")
_HTML_PART = _part("html", "base64")
_END = f"--{_BOUNDARY}--\r\n".encode()
_OUTER_END = f"--{_OUTER}--\r\n".encode()


def _objects(stream: str) -> list[str]:
    """Return the objects of a calendar stream, one or more; raise ValueError where there is anything else in it."""
    found: list[str] = _OBJECT.findall(stream)
    if "".join(found) != stream:
        raise ValueError("This is not a stream of iCalendar objects")
    return found


def _method(calendar: str) -> str:
    found = _METHOD.search(calendar)
    if found is None:
        raise ValueError("An iCalendar object in a mail needs a method")
    return found[1]


def _calendar_file(calendar: str, name: str) -> bytes:
    kind = f"text/calendar; method={_method(calendar)}; charset=utf-8;\r\n name={name}"
    return _attached(name, kind) + _base64(calendar)


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(PurePath(name).suffix.lower(), "application/octet-stream")


def _attached(name: str, kind: str) -> bytes:
    """Return the headers of a file; a name that is not plain is written as RFC 2231 has it."""
    called = f'="{name}"' if _FILE_NAME.fullmatch(name) else f"*=utf-8''{quote(one_line(name), safe='')}"
    return (
        f"--{_OUTER}\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename{called}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()


def _quoted_printable(body: str) -> bytes:
    """Encode the text so that it can be read in the raw mail too."""
    # A bare CR would pass through the encoder. It ends its own lines as the first line ends, so there must be one: the
    # last, which belongs to the boundary that follows.
    return b2a_qp(f"{_crlf(body)}\r\n".encode())


def _base64(body: str) -> bytes:
    """Encode the HTML, which nobody reads raw, in a fraction of the time."""
    return _folded(_crlf(body).encode())


def _folded(data: bytes) -> bytes:
    encoded = b2a_base64(data, newline=False)
    lines = [encoded[start : start + _LINE] for start in range(0, len(encoded), _LINE)]
    return b"\r\n".join([*lines, b""])


def _crlf(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _unstructured(value: str) -> str:
    """Return a header's value, in encoded words (RFC 2047) unless it is short and plain."""
    if len(value) <= _PLAIN_CHARACTERS and "=?" not in value and _PLAIN.fullmatch(value):
        return value
    data = _one_line(value).encode()
    words = []
    while data:
        cut = _ENCODED_WORD_BYTES
        while cut < len(data) and data[cut] & _CONTINUES == _CONTINUATION:
            cut -= 1
        words.append(f"=?utf-8?b?{b2a_base64(data[:cut], newline=False).decode('ascii')}?=")
        data = data[cut:]
    return "\r\n ".join(words)


def _one_line(value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError("A header cannot hold a line break")
    return value


def _name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("This is not the name of a header")
    return name


def _date(moment: datetime) -> str:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("The instant of sending needs a time zone")
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    zone = f"{'-' if offset < _NOTHING else '+'}{hours:02}{minutes:02}"
    return (
        f"{_WEEKDAYS[moment.weekday()]}, {moment.day:02} {_MONTHS[moment.month - 1]} {moment.year}"
        f" {moment.hour:02}:{moment.minute:02}:{moment.second:02} {zone}"
    )
