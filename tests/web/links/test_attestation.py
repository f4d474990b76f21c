"""The attestation on a supplier's page: offered once the obligation is fulfilled, and fetched as a file."""

import json

import pytest

from desk.attestation_file import read
from models.attestations import ATTESTED
from models.casestore import save
from models.operations import find, force
from models.storage.database import writing
from notifications.invitations.links import Purpose
from states.processes.supplier import SupplierState
from tests.notifications.city import BY_SUPPORT, UNIT
from tests.web.city import (
    FIRM,
    FIRMS,
    RIVAL,
    RIVAL_PERSON,
    RIVALS_SUBJECT,
    SUBJECT,
    TODAY,
    begun,
    browser,
    journal,
    link,
    two_winners,
)
from web.links.attestation import PATH

OFFER = "Hämta intyget som PDF"


@pytest.fixture
def working(city):
    two_winners(city)
    begun(city)
    return city


@pytest.fixture
def fulfilled(working):
    with writing(working) as connection:
        case = find(connection, "UH-1")
        track = case.track("supplier", SUBJECT)
        force(case, track, SupplierState.FULFILLED, event="override", by=BY_SUPPORT, today=TODAY, reason="klart")
        save(connection, [case])
    return working


def address(engine, person: int = FIRM, subject: str = SUBJECT) -> str:
    return link(engine, Purpose.SUPPLIER, person, subject=subject)


def form_of(page):
    return next(form for name, form in page.forms.items() if name.endswith(PATH))


def test_it_is_offered_once_the_obligation_is_fulfilled(working):
    assert OFFER not in browser(working).open(address(working)).text


def test_it_is_fetched_as_pdf_or_json_and_told_once_in_the_journal(fulfilled):
    at = address(fulfilled)
    page = browser(fulfilled).open(at)
    assert OFFER in page.text
    where = at.rpartition("/")[0] + "/" + form_of(page).action
    pdf = browser(fulfilled).request("POST", where, content="as=pdf", headers=FORM)
    told = browser(fulfilled).request("POST", where, content="as=json", headers=FORM)
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.headers["content-disposition"] == 'attachment; filename="intyg.pdf"'
    attested = read(told.source.encode())
    assert (attested.unaltered, attested.attested.supplier, attested.attested.owed) == (True, FIRMS, 4)
    assert [event for event, _, _ in journal(fulfilled)].count(ATTESTED) == 1
    assert RIVAL not in json.dumps(attested.attested.as_words())


def test_opening_the_page_gives_nothing(fulfilled):
    browser(fulfilled).open(address(fulfilled))
    assert browser(fulfilled).open(f"{address(fulfilled)}/{PATH}").status == 405
    assert ATTESTED not in [event for event, _, _ in journal(fulfilled)]


def test_nobody_fetches_what_is_not_theirs_or_not_fulfilled(fulfilled):
    for person, subject in ((RIVAL_PERSON, RIVALS_SUBJECT), (UNIT, SUBJECT), (RIVAL_PERSON, SUBJECT)):
        where = f"{address(fulfilled, person, subject)}/{PATH}"
        assert browser(fulfilled).request("POST", where, content="as=pdf", headers=FORM).status == 403
    assert browser(fulfilled).request("POST", f"/l/x.y/{PATH}", content="", headers=FORM).status == 404
    assert ATTESTED not in [event for event, _, _ in journal(fulfilled)]


def test_the_key_is_published(fulfilled):
    where = f"{address(fulfilled)}/{PATH}"
    file = read(browser(fulfilled).request("POST", where, content="as=json", headers=FORM).source.encode())
    assert browser(fulfilled).open("/attestation-key.txt").source == f"{file.public_key}\n"


FORM = {"content-type": "application/x-www-form-urlencoded"}
