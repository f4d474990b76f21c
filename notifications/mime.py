"""A mail as bytes. Written by hand: the standard library folds and parses headers at fifty times the cost of rendering.

The output is ASCII with CRLF and needs no extension of the server. Tests compare it with what the library reads back.
"""

import hashlib
import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Mapping
from datetime import datetime, timedelta

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# "=_" never occurs in quoted-printable text nor in base64, so no body can contain the boundary.
_BOUNDARY = "=_alternative"
# Less than RFC 5322 allows: no quoted parts, and nothing that could end an address or begin another.
_ADDRESS = re.compile(r"[!#-'*+\--9=?A-Z^-~]+@[A-Za-z0-9.\-]+")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LINE = 76
_PLAIN_CHARACTERS = 66
_ENCODED_WORD_BYTES = 36  # sixty characters, so that the first fits beside the header's name on a line of 76
_NOTHING, _MINUTE = timedelta(0), timedelta(minutes=1)
_CONTINUES, _CONTINUATION = 0b1100_0000, 0b1000_0000


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID of a message: the same for the same key, and telling nothing of it."""
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
    extra_headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a multipart/alternative mail.

    Raises ValueError for a line break in any header, an address that cannot be written plainly, and a naive `sent_at`.
    """
    headers = [
        f"From: {checked_address(sender)}",
        f"To: {checked_address(recipient)}",
        f"Subject: {_unstructured(subject)}",
        f"Date: {_date(sent_at)}",
        f"Message-ID: {_one_line(message_id)}",
        "Auto-Submitted: auto-generated",
        *[f"{_name(name)}: {_unstructured(value)}" for name, value in (extra_headers or {}).items()],
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"',
    ]
    return b"".join(
        (
            "\r\n".join(headers).encode("ascii"),
            _TEXT_PART,
            _quoted_printable(text),
            _HTML_PART,
            _base64(html),
            _END,
        ),
    )


def checked_address(address: str) -> str:
    """Return the address itself; raise ValueError unless it is one plain ASCII address and nothing more."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("This is not an address that can be mailed to")
    return address


def _part(subtype: str, encoding: str) -> bytes:
    return (
        f"--{_BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()


_TEXT_PART = b"\r\n\r\n" + _part("plain", "quoted-printable")
_HTML_PART = _part("html", "base64")
_END = f"--{_BOUNDARY}--\r\n".encode()


def _quoted_printable(body: str) -> bytes:
    """Encode the text so that it can be read in the raw mail too."""
    # A bare CR would pass through the encoder. It ends its own lines as the first line ends, so there must be one: the
    # last, which belongs to the boundary that follows.
    return b2a_qp(f"{_crlf(body)}\r\n".encode())


def _base64(body: str) -> bytes:
    """Encode the HTML, which nobody reads raw, in a fraction of the time."""
    encoded = b2a_base64(_crlf(body).encode(), newline=False)
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
