"""The marks that both pictures share: each has a shape of its own, for colour alone tells nothing."""

from desk.lanes.drawn import BarKind, LinkStatus
from tests.web.board.picture.looking import STYLES
from web.board.picture.marks import KIND_CSS, STATUS_CSS, badge, diamond


def test_what_blocks_is_a_square_and_what_waits_or_is_open_a_disc():
    assert badge(LinkStatus.BLOCKED, 100, 50, 10) == (
        '<rect class="badge stops" x="90" y="40" width="20" height="20" rx="2"/>'
    )
    assert badge(LinkStatus.OPEN, 100, 50, 10) == '<circle class="badge open" cx="100" cy="50" r="10"/>'
    assert badge(LinkStatus.WAITING, 100, 50, 10) == '<circle class="badge waits" cx="100" cy="50" r="10"/>'


def test_what_was_done_outside_the_rules_is_a_diamond():
    assert diamond(100, 50, 8) == '<path class="except" d="M100 42 l8 8l-8 8l-8 -8z"/>'


def test_every_class_of_a_mark_has_its_colours():
    for css in (*KIND_CSS.values(), *STATUS_CSS.values()):
        assert f".{css} {{" in STYLES
    assert set(KIND_CSS) == set(BarKind)
    assert set(STATUS_CSS) == set(LinkStatus)
