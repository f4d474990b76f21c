"""What a picture is drawn on: words with the room they take, and marks in layers, written as SVG in the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from web.board.picture.widths import width

LAYERS = ("grid", "links", "bars", "today", "labels", "heads", "badges")
"""What is drawn first is covered by what comes later."""
ABOVE, BELOW = 9.5, 3.0
"""How far words reach above and below the line that they stand on, in pixels."""


@dataclass(frozen=True, slots=True)
class Word:
    """Words that stand on a line: from where to where, and to which part of the picture they belong."""

    text: str
    left: float
    right: float
    y: float
    part: int | None = None

    @property
    def top(self) -> float:
        return self.y - ABOVE

    @property
    def bottom(self) -> float:
        return self.y + BELOW


@dataclass(slots=True)
class Drawing:
    """A picture that is being drawn."""

    wide: float
    high: float = 0
    words: list[Word] = field(default_factory=list)
    layers: dict[str, list[str]] = field(default_factory=lambda: {layer: [] for layer in LAYERS})

    def mark(self, layer: str, shape: str) -> None:
        """Draw a shape, as SVG of figures and classes alone."""
        self.layers[layer].append(shape)

    def say(
        self,
        layer: str,
        text: str,
        x: float,
        y: float,
        *,
        css: str = "",
        anchor: str = "",
        bold: bool = False,
        part: int | None = None,
        fitted: bool = False,
    ) -> Word:
        """Set words; those that are `fitted` keep their reckoned width in any typeface."""
        wide = width(text, bold=bold)
        left = x - wide / 2 if anchor == "middle" else x - wide if anchor == "end" else x
        word = Word(text, left, left + wide, y, part)
        self.words.append(word)
        told = [
            f' class="{css}"' if css else "",
            f' x="{number(x)}" y="{number(y)}"',
            f' text-anchor="{anchor}"' if anchor else "",
            f' textLength="{number(wide)}" lengthAdjust="spacingAndGlyphs"' if fitted else "",
        ]
        self.mark(layer, f"<text{''.join(told)}>{escape(text)}</text>")
        return word

    def svg(self, *, css: str, name: str, title: str, description: str) -> Markup:
        """Return the picture; `name` tells its parts from those of another picture on the same page."""
        inner = "".join(shape for layer in LAYERS for shape in self.layers[layer])
        head = Markup(
            '<svg class="{css}" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="{name}-t {name}-d">'
            '<title id="{name}-t">{title}</title><desc id="{name}-d">{description}</desc>'
        ).format(
            css=css, wide=number(self.wide), high=number(self.high), name=name, title=title, description=description
        )
        return head + Markup(inner) + Markup("</svg>")  # noqa: S704 - figures and classes; words are escaped above


def number(value: float) -> str:
    """Return a figure with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def rect(css: str, left: float, top: float, *, wide: float, high: float, more: str = "") -> str:
    """Return a rectangle; `more` are further attributes, behind a space."""
    place = f'x="{number(left)}" y="{number(top)}" width="{number(wide)}" height="{number(high)}"'
    return f'<rect class="{css}" {place}{more}/>'


def upright_line(css: str, x: float, top: float, bottom: float) -> str:
    """Return a line from top to bottom."""
    return f'<line class="{css}" x1="{number(x)}" y1="{number(top)}" x2="{number(x)}" y2="{number(bottom)}"/>'


def level_line(css: str, left: float, right: float, y: float) -> str:
    """Return a line from left to right."""
    return f'<line class="{css}" x1="{number(left)}" y1="{number(y)}" x2="{number(right)}" y2="{number(y)}"/>'


def path(css: str, *steps: float | str) -> str:
    """Return a closed path of letters and figures."""
    drawn = " ".join(step if isinstance(step, str) else number(step) for step in steps)
    return f'<path class="{css}" d="{drawn}z"/>'


def overlapping(words: Iterable[Word]) -> list[tuple[str, str]]:
    """Return the pairs of words of which one covers the other."""
    every = sorted(words, key=lambda one: one.top)
    found = []
    for place, one in enumerate(every):
        for other in every[place + 1 :]:
            if other.top >= one.bottom:
                break
            if one.left < other.right and other.left < one.right:
                found.append((one.text, other.text))
    return found
