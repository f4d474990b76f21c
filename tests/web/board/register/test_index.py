"""Every page of the registers, for every role, in both languages."""

import re

import pytest

from desk.access import AccountRole
from states.facts import Milestone
from states.processes.registry import PROCESSES
from web.board.register.index import PAGES

PLACES = {"number": "1", "name": "procurement"}
NAMED = {"klausuler/{name}": "klausuler/employment", "mallar/{name}": "mallar/daily"}
PATHS = sorted(
    "/register/" + NAMED.get(one.path.removeprefix("register/"), one.path.removeprefix("register/").format(**PLACES))
    if one.path != "register"
    else "/register"
    for one in PAGES
)
CODES = {str(one) for one in Milestone} | {
    str(word) for process in PROCESSES.values() for word in (*process.states, *process.triggers) if "_" in str(word)
}


def exists(page):
    return page.status in {200, 404}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_register_opens_and_shows_nobody_a_code(city, visitor, path, language):
    page = visitor(language=language).open(path)
    assert exists(page), page.text
    assert set(re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", page.text)) & CODES == set()


@pytest.mark.parametrize("path", PATHS)
def test_who_may_not_see_the_registers_is_told_so(city, visitor, path):
    assert visitor(AccountRole.READER).open(path).status == 403


def test_the_first_page_leads_to_every_register(city, visitor):
    page = visitor().open("/register")
    for name in ("Personer", "Enheter", "Leverantörer", "Mejl", "Inläsningar", "Avtalstexter", "Handbok"):
        assert name in page.text
