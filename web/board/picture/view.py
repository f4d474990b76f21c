"""All that a page shows of the lanes of a case: both pictures, the legend, the sync points and everything as text."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from desk.lanes.drawn import FoldedSupplier, Lanes
from states.text import capital
from web.board.picture import words
from web.board.picture.as_text import LaneInWords, TableRow, lanes_in_words, moved_days, table
from web.board.picture.chosen import later_days
from web.board.picture.horizontal import axis_of, horizontal
from web.board.picture.upright import upright
from web.board.picture.words import SyncLine


@dataclass(frozen=True, slots=True)
class FoldedLine:
    """A supplier without a lane of its own: its name, its state, and what it owes next."""

    name: str
    state: str
    owed: str
    css: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a case in one language, for `board/picture.html`; `name` tells it from others on the page."""

    name: str
    level: Markup
    tall: Markup
    heading: str
    lane_keys: str
    keys: tuple[tuple[str, str], ...]
    sync: tuple[SyncLine, ...]
    table: tuple[TableRow, ...]
    states: tuple[LaneInWords, ...]
    folded: tuple[FoldedLine, ...]
    moved: tuple[str, ...]
    refused: tuple[str, ...]
    is_imagined: bool
    wider: str
    later: str
    said: dict[str, str]


def pictured(lanes: Lanes, language: str, *, narrow: Lanes | None = None, name: str = "lanes") -> Picture:
    """Return the picture of a case in "sv" or "en"; `narrow` are the lanes of narrow screens, where they are others.

    Raises UnknownLanguage.
    """
    tall = narrow or lanes
    return Picture(
        name,
        horizontal(lanes, language, f"{name}-w"),
        upright(tall, language, f"{name}-n"),
        words.HEADING.in_(language),
        words.lane_keys(tall, language),
        tuple((css, meaning.in_(language)) for css, meaning in words.KEYS),
        tuple(words.sync_lines(lanes, language)),
        tuple(table(lanes, language)),
        tuple(lanes_in_words(lanes, language)),
        tuple(_folded(one, lanes.today, language) for one in lanes.folded),
        tuple(moved_days(lanes, language)),
        tuple(reason.in_(language) for reason in lanes.imagined.refused) if lanes.imagined else (),
        lanes.imagined is not None,
        _wider(lanes, language),
        _later(lanes, language),
        {key: text.in_(language) for key, text in words.SAID.items()}
        | {"folded": words.FOLDED.fill(number=len(lanes.folded)).in_(language)},
    )


def _folded(one: FoldedSupplier, today: date, language: str) -> FoldedLine:
    if one.owed is None:
        return FoldedLine(one.name, one.state.in_(language), "", "")
    css = "late" if one.owed.late else "today" if one.owed.on == today else "later"
    return FoldedLine(one.name, one.state.in_(language), words.beside(one.owed).in_(language), css)


def _wider(lanes: Lanes, language: str) -> str:
    near = [month.first for month in axis_of(lanes).months if month.near]
    if not near:
        return ""
    first, last = words.month_and_year(near[0]), words.month_and_year(near[-1])
    return capital(words.WIDER.fill(first=first, last=last)).in_(language)


def _later(lanes: Lanes, language: str) -> str:
    if next(later_days(lanes), None) is None:
        return ""
    return words.LATER.fill(last=words.month_and_year(axis_of(lanes).months[-1].first)).in_(language)
