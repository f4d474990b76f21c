"""The page of a case: its next step unfolded, what else can be done, and everything that is known of it."""

import re

import pytest

from desk.access import AccountRole
from states.facts import Milestone
from tests.notifications.city import case_now, observe, open_planned
from tests.web.city import FIRMS, OPENED, RIVAL, TODAY, begun, journal, recorded, two_winners

FIRST = Milestone.CONTACT_POINT_1


def path(engine, *parts, reference="UH-1"):
    return "/".join(("/arenden", str(case_now(engine, reference).id), *parts))


def test_the_next_step_is_unfolded_and_taken_on_the_page_itself(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    page = visitor().open(path(city))
    assert (page.status, "Nästa steg: " in page.text) == (200, True)
    answer = visitor().send(page.forms["contact"].action.replace("../", "/"), page.forms["contact"], on="2026-04-16")
    assert answer.address.endswith(f"{path(city)}?klart=contact_point_1")
    assert "Sparat: Jag har kontaktat stödfunktionen." in answer.text
    assert [str(row[1]) for row in recorded(city, FIRST)] == ["2026-04-16"]
    assert ("board_used", "contact_point_1", "contact") in journal(city)


def test_the_form_speaks_the_language_that_was_chosen_here(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    page = visitor(language="en").open(path(city))
    assert ("Or another day" in page.text, "Eller en annan dag" in page.text) == (True, False)
    assert visitor(language="en").send(path(city, "steg", "contact_point_1"), page.forms["contact"], on="2026-04-16")
    assert len(recorded(city, FIRST)) == 1


def test_only_one_step_is_unfolded_and_the_others_are_rows_with_a_button(city, visitor):
    two_winners(city)
    page = visitor().open(path(city))
    assert "Också öppet" in page.text
    assert page.source.count("data-inplace") >= 1
    addresses = re.findall(r'data-inplace href="\.\./([^"]+)"', page.source)
    assert all(visitor().open(f"/{one.replace('&amp;', '&')}").status == 200 for one in addresses)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_everything_that_is_known_stands_on_the_page(city, visitor, language):
    two_winners(city)
    begun(city)
    page = visitor(language=language).open(path(city))
    for told in ("UH-1", "Ulla Upphandlare", "031-390 06 01", FIRMS, RIVAL, "Frida Firma", "Aina Arbetsmarknad"):
        assert told in page.text
    words = {
        "sv": ("Uppgifter och källor", "Bedömning och avtalstext", "Meddelanden", "Journalen är oförändrad"),
        "en": ("Facts and sources", "Assessment and contract text", "Messages", "The journal is unaltered"),
    }
    assert all(word in page.text for word in words[language])
    buttons = {"sv": "Rapportera åt leverantören", "en": "Report for the supplier"}
    assert buttons[language] in page.text
    assert len(page.source.encode()) <= 80_000
    assert not re.search(r"\b(contact_point|relevance_assessed|labour_market|procurement_)\w*", page.text)


def test_who_may_only_read_sees_the_case_without_a_form_or_a_button(city, visitor):
    two_winners(city)
    page = visitor(AccountRole.READER).open(path(city))
    assert (page.status, FIRMS in page.text) == (200, True)
    assert [form for form in page.source.split("<form")[1:] if 'method="post"' in form and "logga-ut" not in form] == []
    assert "/steg/" not in page.source


def test_a_case_that_is_not_there_is_not_found(visitor):
    for number in ("99", "x", "²"):
        assert visitor().open(f"/arenden/{number}").status == 404


def test_a_case_with_nothing_to_do_says_so(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CANCELLED, OPENED)
    page = visitor(today=TODAY).open(path(city))
    assert "Inget att göra nu" in page.text
    assert "Inget är skickat om ärendet än." in page.text


def test_all_entries_and_all_mails_have_pages_of_their_own(city, visitor):
    two_winners(city)
    entries = visitor().open(path(city, "journal"))
    assert "Allt som har hänt" in entries.text
    assert entries.text.count("Ulla Upphandlare") >= 3
    mails = visitor().open(path(city, "meddelanden"))
    assert "Inget är skickat om ärendet än." in mails.text
    assert "till " in mails.text
