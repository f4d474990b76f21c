"""A page that shows pictures and nothing else, and what must hold of every picture."""

from collections.abc import Sequence
from pathlib import Path

from desk.lanes.drawn import Lanes
from web.board.picture.horizontal import Level
from web.board.picture.sheet import Drawing, Word, overlapping
from web.board.picture.upright import Upright
from web.board.picture.view import Picture
from web.html import FOLDER, _environment

COLOURS = """
:root { color-scheme: light dark; --ground: #f1f4f7; --paper: #fff; --ink: #18212d; --quiet: #4d5a6b; --line: #d3dae3;
  --edge: #66748a; --deed: #0b4f9e; --on-deed: #fff; --tint: #e8f0fa; --late: #a3210e; --on-late: #fff; --good: #14603a;
  --on-good: #fff; --passed: #dde4ec; --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2rem;
  --small: .875rem; }
@media (prefers-color-scheme: dark) { :root { --ground: #11161d; --paper: #1a212b; --ink: #e6eaf0; --quiet: #b4bfcc;
  --line: #34404f; --edge: #8492a4; --deed: #9cc4ff; --on-deed: #0b1a2e; --tint: #1f3049; --late: #ffb4a8;
  --on-late: #3a0f08; --good: #9fdcb8; --on-good: #0c2516; --passed: #37445a; } }
* { box-sizing: border-box; }
body { margin: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 sans-serif; }
ul, ol, dl, dd, figure { margin: 0; padding: 0; list-style: none; }
table { inline-size: 100%; } a { color: var(--deed); }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
@media screen and (max-width: 48rem) {
  .folds thead { position: absolute; clip-path: inset(50%); inline-size: 1px; block-size: 1px; overflow: hidden; }
  .folds, .folds tbody, .folds tr, .folds td, .folds th[scope=row] { display: block; white-space: normal; }
  .folds caption { display: block; } .folds td { display: flex; gap: .75rem; }
  .folds td::before { content: attr(data-of); flex: 0 0 6rem; color: var(--quiet); }
}
.why { color: var(--quiet); } time { white-space: nowrap; } td, th { text-align: start; }
"""
STYLES = Path(FOLDER / "styles" / "picture.css").read_text("utf-8")
_BODY = (
    '{% from "board/picture.html" import picture %}<main><h1>Ärende</h1>'
    "{% for view in views %}<section><h2>{{ view.heading }}</h2>"
    '{{ picture(view, "?alla") }}</section>{% endfor %}</main>'
)


def page(views: Sequence[Picture], language: str = "sv") -> str:
    """Return a whole page with pictures, without script."""
    body = _environment(language).from_string(_BODY).render(views=views)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Bild</title>'
        f'<meta name="viewport" content="width=device-width"><style>{COLOURS}{STYLES}</style></head><body>{body}</body>'
        "</html>"
    )


def flaws_of(sheet: Drawing) -> list[str]:
    """Return what is wrong on a sheet: words over words, and words beyond its edges."""
    over = [f"{one!r} lies over {other!r}" for one, other in overlapping(sheet.words)]
    return [*over, *(f"{word.text!r} sticks out" for word in sheet.words if not _within(word, sheet))]


def _within(word: Word, sheet: Drawing) -> bool:
    return word.left >= -0.01 and word.right <= sheet.wide + 0.01 and word.top >= 0 and word.bottom <= sheet.high


def out_of_lane(level: Level) -> list[str]:
    """Return the words that stand beyond the lane that they are of."""
    strips = level.strips
    return [
        word.text
        for word in level.sheet.words
        if word.part is not None
        and not (strips[word.part].top - 0.01 <= word.top and word.bottom <= strips[word.part].bottom + 0.01)
    ]


def days_in_order(lanes: Lanes, level: Level) -> bool:
    """Tell whether a later day never lies to the left of an earlier one, over all that the lanes hold."""
    labels = {label.on for lane in lanes.lanes for label in lane.labels}
    bars = {day for lane in lanes.lanes for bar in lane.bars for day in (bar.begins, bar.ends) if day}
    places = [level.x(day) for day in sorted(labels | bars)]
    return places == sorted(places)


def rows_in_order(picture: Upright) -> bool:
    """Tell whether the rows come in the order of their days, each below the one before it."""
    days, ys = [row.on for row in picture.rows], [row.y for row in picture.rows]
    return days == sorted(days) and ys == sorted(ys)
