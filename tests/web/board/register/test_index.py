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
    if one.show is not None
)
CODES = {str(one) for one in Milestone} | {
    str(word) for process in PROCESSES.values() for word in (*process.states, *process.triggers) if "_" in str(word)
}

KEPT_BACK = ("meddelanden", "system", "konton", "inloggningar")


def exists(page):
    return page.status in {200, 404}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_register_opens_and_shows_nobody_a_code(city, visitor, path, language):
    page = visitor(AccountRole.ADMINISTRATOR, language=language).open(path)
    assert exists(page), page.text
    assert set(re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", page.text)) & CODES == set()


@pytest.mark.parametrize("role", [AccountRole.READER, AccountRole.OFFICER, AccountRole.LABOUR_MARKET])
@pytest.mark.parametrize("path", PATHS)
def test_who_only_looks_things_up_is_offered_nothing_to_change_and_no_mail(city, visitor, path, role):
    page = visitor(role).open(path)
    assert page.status in ({403, 404} if any(word in path for word in KEPT_BACK) else {200, 404})
    assert "<h2" not in page.source or 'class="card entered"' not in page.source
    assert "las-in" not in page.source


def test_the_first_page_leads_to_every_register(city, visitor):
    page = visitor().open("/register")
    for name in ("Personer", "Enheter", "Leverantörer", "Mejl", "Inläsningar", "Avtalstexter", "Handbok"):
        assert name in page.text
