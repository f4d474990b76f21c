"""Reading XML that comes from outside: no document type, no entities, no network, bounded size."""

import re
import stat
from pathlib import Path

from lxml import etree

from exchange.notices.notice import NoticeSkipped, SkipCode
from states.text import Text
from states.written import decoded_twice

SIZE_LIMIT = 20_000_000  # bytes; the largest notice seen has 1.8 MB

# Comments, processing instructions and the blanks of indentation mean nothing here, and a tree without them is faster.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    remove_blank_text=True,
    collect_ids=False,
)
# The first bytes in UTF-8 of all that shows text which was decoded twice.
_MAY_BE_TWICE = re.compile(rb"\xc3[\x82\x83\x8c\xa2\xaf]")
_SECOND_BYTES = (0x82, 0x83, 0x8C, 0xA2, 0xAF)
_BYTE_ORDER_MARKS_AND_BLANKS = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"


def read_bytes(path: Path, *, limit: int = SIZE_LIMIT) -> bytes:
    """Return the contents of a file, or raise NoticeSkipped if it is too large or cannot be read.

    The size is looked at first, so that a file which is too large is never read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise unreadable("det är ingen vanlig fil", "it is not a regular file")
        _refuse_size(found.st_size, limit)
        with path.open("rb", buffering=0) as file:
            content = file.read(found.st_size + 1)
    except FileNotFoundError as error:
        raise unreadable("filen finns inte", "there is no such file") from error
    except (OSError, ValueError) as error:
        raise unreadable("filen går inte att öppna", "the file cannot be opened") from error
    if len(content) != found.st_size:
        raise unreadable("den håller på att skrivas", "it is being written")
    return content


def parse(content: bytes, *, limit: int = SIZE_LIMIT) -> etree._Element:
    """Return the root element, or raise NoticeSkipped with the cause."""
    _refuse_size(len(content), limit)
    try:
        root = etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _not_readable_as_xml(content, error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    return root


def text_decoded_twice(content: bytes, root: etree._Element) -> bool:
    """Return whether any text of a document, given as bytes and as its root, was decoded twice before it was written.

    The bytes are looked at first: of nearly all documents they tell that there is nothing to look for.
    """
    is_utf_8 = (root.getroottree().docinfo.encoding or "UTF-8").upper() in {"UTF-8", "US-ASCII"}
    # Apart, and single bytes first: most documents hold none, and a pattern of all costs as much as parsing.
    by_number = b"#" in content and b"&#" in content
    by_letter = any(byte in content for byte in _SECOND_BYTES) and _MAY_BE_TWICE.search(content)
    if is_utf_8 and not by_number and not by_letter:
        return False
    return any(decoded_twice(str(text)) for text in root.itertext())


def _refuse_size(size: int, limit: int) -> None:
    if size > limit:
        raise NoticeSkipped(_TOO_LARGE.fill(limit=limit / 1_000_000), SkipCode.TOO_LARGE)


_TOO_LARGE = Text(
    "Filen är större än {limit:g} MB och läses därför inte.",
    "The file is larger than {limit:g} MB and is therefore not read.",
)


def _not_readable_as_xml(content: bytes, error: etree.XMLSyntaxError) -> NoticeSkipped:
    start = content[:1000].lstrip(_BYTE_ORDER_MARKS_AND_BLANKS)
    if not start:
        return NoticeSkipped(Text(sv="Filen är tom.", en="The file is empty."), SkipCode.EMPTY)
    if not start.startswith(b"<"):
        return NoticeSkipped(
            Text(
                sv="Filen är inte en XML-fil. En annons enligt eForms är alltid XML.",
                en="The file is not XML. An eForms notice always is.",
            ),
            SkipCode.NOT_XML,
        )
    if b"<!DOCTYPE" in content:
        return _doctype()
    return NoticeSkipped(
        _DAMAGED.fill(line=str(error.lineno)),
        SkipCode.BROKEN_XML,
    )


_DAMAGED = Text(
    "XML-filen är skadad på rad {line} och går inte att läsa. Hämta annonsen på nytt.",
    "The XML file is damaged at line {line} and cannot be read. Download the notice again.",
)


def _doctype() -> NoticeSkipped:
    return NoticeSkipped(
        Text(
            sv="Filen innehåller en dokumenttypsdeklaration (DOCTYPE). Sådana filer läses inte av säkerhetsskäl, "
            "och en annons enligt eForms har ingen.",
            en="The file contains a document type declaration (DOCTYPE). Such files are not read, for safety, and an "
            "eForms notice has none.",
        ),
        SkipCode.DOCTYPE,
    )


def unreadable(sv: str, en: str) -> NoticeSkipped:
    """Return that a file was not read, and why."""
    return NoticeSkipped(
        _NOT_READ.fill(why=Text(sv, en)),
        SkipCode.UNREADABLE,
    )


_NOT_READ = Text("Filen har inte lästs: {why}.", "The file was not read: {why}.")
