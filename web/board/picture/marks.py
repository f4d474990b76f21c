"""The marks that both pictures share."""

from collections.abc import Mapping

from desk.lanes.drawn import BarKind, LinkStatus
from web.board.picture.sheet import number, path, rect

KIND_CSS: Mapping[BarKind, str] = {BarKind.PASSED: "gone", BarKind.CURRENT: "now", BarKind.EXPECTED: "will"}
STATUS_CSS: Mapping[LinkStatus, str] = {
    LinkStatus.OPEN: "open",
    LinkStatus.WAITING: "waits",
    LinkStatus.BLOCKED: "stops",
}


def diamond(x: float, y: float, half: float) -> str:
    """Return the mark of what was done outside the rules."""
    r = number(half)
    return path("except", f"M{number(x)}", y - half, f"l{r} {r}l-{r} {r}l-{r} -{r}")


def badge(status: LinkStatus, x: float, y: float, half: float) -> str:
    """Return the mark of a sync point: a disc, a dashed ring or a square."""
    css = STATUS_CSS[status]
    if status is LinkStatus.BLOCKED:
        return rect(f"badge {css}", x - half, y - half, wide=2 * half, high=2 * half, more=' rx="2"')
    return f'<circle class="badge {css}" cx="{number(x)}" cy="{number(y)}" r="{number(half)}"/>'
