"""Reading bounced mail: does it report a failed delivery, of which message, and is the failure permanent.

Reports as RFC 3464 has them are read by their fields. Others, of old or odd servers, count only when a mail program
wrote them and their subject says so. What the server did tells whether it is for good, never the class of a code alone:
a server that has given up repeats the last answer it got, and that may have been a temporary one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import StrEnum, auto


class Verdict(StrEnum):
    BOUNCED = auto()
    DELAYED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a returned mail reports about one of our messages.

    `addressed` are the addresses that it came to, `hashes` the first parts of the Message-IDs that it repeats.
    """

    verdict: Verdict
    said: str
    addressed: str
    hashes: frozenset[str]
    dated: datetime | None


_ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_OUR_ID = re.compile(r"<([0-9a-f]{32})@", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?!\.?\d)")
_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -])")
_DAEMON = re.compile(r"mailer-daemon|postmaster|microsoftexchange|mail delivery (?:sub)?system", re.IGNORECASE)
_SAYS_SO = re.compile(
    r"undeliver|not delivered|delivery (?:status notification|failed|failure|has failed)|returned mail|failure notice"
    r"|mail delivery|oleverer|olevererbar|oleverbar|obeställbar|kunde? inte leverera|gick inte att leverera"
    r"|misslyckad leverans|leverans(?:fel|en misslyckades)|returnerat",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"undeliver|not delivered|fail|returned mail|olever|obeställbar|kunde? inte leverera|gick inte att leverera"
    r"|misslyck|leveransfel|returnerat",
    re.IGNORECASE,
)
# The subject of a report repeats that of the mail, which may call a task delayed.
_STILL_TRYING = re.compile(r"\(delay|delivery (?:is )?delayed|fördröjd leverans|försenad leverans", re.IGNORECASE)
_DELIVERY_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HEADERS = frozenset({"text/rfc822-headers", "message/global-headers"})


def read(content: bytes) -> BounceReport:
    """Parse a mail; any bytes are accepted, because most mail in the mailbox is no report."""
    mail = message_from_bytes(content, policy=policy.compat32)
    texts = list(_texts(mail))
    verdict, said = _of_fields(mail) or _of_words(mail, texts)
    return BounceReport(
        verdict,
        said,
        " ".join(value for name in _ADDRESSED for value in map(str, mail.get_all(name, []))),
        frozenset(found.lower() for text in (content.decode("latin-1"), *texts) for found in _OUR_ID.findall(text)),
        _dated(mail),
    )


# --- reports with fields ---------------------------------------------------------------------------------------------


def _of_fields(mail: Message) -> tuple[Verdict, str] | None:
    """Return what the fields of a report say; None where there are none."""
    if mail.get_content_type() != "multipart/report":
        return None
    found = [_of_recipient(block) for block in _blocks(mail) if block["Action"] or block["Status"]]
    for wanted in (Verdict.BOUNCED, Verdict.DELAYED):
        for verdict, said in found:
            if verdict is wanted:
                return verdict, said
    return (Verdict.OTHER, "") if found else None


def _blocks(mail: Message) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() in _DELIVERY_STATUS:
            inner = part.get_payload()
            # The library takes the fields apart before it undoes an encoding, and some kinds not at all.
            whole = Message()
            whole["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"] or "8bit")
            whole.set_payload("\n\n".join(map(str, inner)) if isinstance(inner, list) else str(inner))
            yield from map(message_from_string, re.split(r"(?:\r?\n){2,}", _decoded(whole).strip()))
            return  # what was sent back may be a report itself


def _of_recipient(block: Message) -> tuple[Verdict, str]:
    action = (str(block["Action"] or "").lower().split() or [""])[0]  # a comment may follow
    diagnosis = " ".join(str(block["Diagnostic-Code"] or "").split())
    status = _STATUS.search(str(block["Status"] or "")) or _STATUS.search(diagnosis) or _CODE.search(diagnosis)
    said = " ".join(filter(None, (status[0] if status else "", diagnosis)))
    if action in _BY_ACTION:
        return _BY_ACTION[action], said
    if action or status is None:
        return Verdict.OTHER, said
    return (Verdict.BOUNCED if status[1] == "5" else Verdict.DELAYED), said


_BY_ACTION = {"failed": Verdict.BOUNCED, "delayed": Verdict.DELAYED}
"""RFC 3464 2.3.3: a server that says "failed" has given up, whatever the status; after "delayed" it goes on trying."""


# --- reports in words ------------------------------------------------------------------------------------------------


def _of_words(mail: Message, texts: list[str]) -> tuple[Verdict, str]:
    written_by = f"{_header(mail, 'From')} {'mailer-daemon' if _header(mail, 'Return-Path') == '<>' else ''}"
    refused = mail["X-Failed-Recipients"] is not None
    subject = _header(mail, "Subject")
    if not _DAEMON.search(written_by) or not (refused or _SAYS_SO.search(subject)):
        return Verdict.OTHER, ""
    given_up = refused or _GIVEN_UP.search(subject)
    if _STILL_TRYING.search(subject) and not given_up:
        return Verdict.DELAYED, ""
    codes = [found for text in texts for pattern in (_STATUS, _CODE) for found in pattern.finditer(text)]
    for_good = [found for found in codes if found[1] == "5"]
    passing = [found for found in codes if found[1] == "4"]
    if for_good or (passing and given_up):
        (code, *_) = for_good or passing
        line = next(line for line in code.string.splitlines() if code[0] in line)
        return Verdict.BOUNCED, line.strip()
    if passing:
        return Verdict.DELAYED, ""
    return (Verdict.BOUNCED, "") if refused else (Verdict.OTHER, "")


def _texts(mail: Message) -> Iterator[str]:
    """Yield the texts of a mail, and the headers of what it sends back."""
    for part in mail.walk():
        if part.get_content_maintype() == "text" or part.get_content_type() in _HEADERS:
            yield _decoded(part)


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return data.decode("latin-1")


def _header(mail: Message, name: str) -> str:
    try:
        return str(make_header(decode_header(mail[name] or ""))).strip()
    except (ValueError, LookupError):
        return str(mail[name]).strip()


def _dated(mail: Message) -> datetime | None:
    try:
        dated = parsedate_to_datetime(str(mail["Date"]))
    except ValueError:
        return None
    return dated if dated.tzinfo else dated.replace(tzinfo=UTC)
