"""How wide words are, so that none is drawn over another: advance widths of Helvetica and Arial, which are the same.

The figures are facts of the typeface, in thousandths of its size, as its makers publish them. A letter with an accent
is as wide as the one without. Texts carry the width that was reckoned, so that another typeface is fitted into it.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

SIZE = 12.5
"""What texts of the picture are set in."""
_UNKNOWN = 667


def _table(rows: Mapping[int, str]) -> dict[str, int]:
    return {sign: wide for wide, signs in rows.items() for sign in signs}


_REGULAR = _table(
    {
        191: "'",
        222: "ijl",
        260: "|",
        278: " \u00a0!,./:;I[]\\ft·",
        333: "()-`r‘’”“",
        334: "{}",
        355: '"',
        400: "°",
        469: "^",
        500: "Jckszvxy",
        556: "0123456789#$?_Labdeghnopqu–§",
        584: "+<=>~×",
        611: "FTZ",
        667: "ABEKPSVXY&",
        722: "CDHNRUw",
        737: "©",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "—…→",
        1015: "@",
    }
)
_BOLD = _REGULAR | _table(
    {
        238: "'",
        278: " \u00a0,./Iijl·",
        333: "!:;()-`ft‘’[]",
        389: "r",
        474: '"',
        500: "z”“",
        556: "Jackesvxy0123456789–§$_",
        611: "FLTZbdghnopqu?",
        667: "EPSVXY",
        722: "ABCDHKNRU&",
        778: "GOQw",
        833: "M",
        889: "m%",
    }
)


@lru_cache(maxsize=4096)
def width(words: str, *, bold: bool = False, size: float = SIZE) -> float:
    """Return how wide words are in pixels, when they are set in this size."""
    table = _BOLD if bold else _REGULAR
    return sum(_advance(sign, table) for sign in words) * size / 1000


def _advance(sign: str, table: Mapping[str, int]) -> int:
    known = table.get(sign)
    if known is not None:
        return known
    return table.get(unicodedata.normalize("NFD", sign)[0], _UNKNOWN)


def cut(words: str, room: float, *, bold: bool = False) -> str:
    """Return words that fit into so many pixels: what has no room is left out, and three dots say so."""
    if width(words, bold=bold) <= room:
        return words
    kept = words
    while kept and width(f"{kept}…", bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def lines(words: str, room: float, *, most: int = 9, bold: bool = False) -> list[str]:
    """Return words as lines that fit into so many pixels; the last of `most` lines is cut."""
    found = list(_broken(words, room, bold=bold))
    return [*found[: most - 1], cut(" ".join(found[most - 1 :]), room, bold=bold)] if len(found) > most else found


def _broken(words: str, room: float, *, bold: bool) -> Iterator[str]:
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if width(longer, bold=bold) <= room:
            line = longer
            continue
        if line:
            yield line
        line = cut(word, room, bold=bold)
    if line:
        yield line
