from web.board.frame import MENU
from web.board.pages import BOARD_PAGES


def test_every_entry_of_the_menu_has_a_page_with_its_right():
    known = {one.path: one.deed for one in BOARD_PAGES}
    assert {entry.path: entry.deed for entry in MENU if known.get(entry.path) is not entry.deed} == {}
