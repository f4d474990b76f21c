"""Which page each purpose of a link opens, and that no page records anything but what its reader has given."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from sqlalchemy import Engine, update

from models.storage.database import writing
from models.tables import Person
from notifications.invitations.links import Purpose
from states.facts import Milestone
from states.records.obligations import Origin, Terms
from tests.notifications.city import (
    BY_SUPPORT,
    OFFICER,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    observe,
    open_planned,
    require,
)
from tests.web.city import CLEAR, FIRM, FIRMS, OPENED, SENT, SUBJECT, TODAY, begun, browser, link, placed, two_winners
from tests.web.links.test_acting import everything
from web.links.pages import PAGES

M = Milestone


def test_every_purpose_opens_a_page_of_its_own():
    assert set(PAGES) == set(Purpose)
    assert len({page.title for page in PAGES.values()}) == len(PAGES)


# --- a form as it was served -----------------------------------------------------------------------------------------


def late_contact(engine: Engine) -> None:
    open_planned(engine, "UH-1", on=OPENED)
    observe(engine, "UH-1", M.DOCUMENTS_PUBLISHED, date(2026, 4, 15))


def contacted(engine: Engine) -> None:
    open_planned(engine, "UH-1", on=OPENED)
    observe(engine, "UH-1", M.CONTACT_POINT_1, CLEAR)


def winners_known(engine: Engine) -> None:
    bring_to_standstill(engine, "UH-1", sent=SENT)
    for supplier in ("Alfa AB", "Beta AB"):
        observe(engine, "UH-1", M.WINNER_NAMED, CLEAR, supplier=supplier)


def assigned(engine: Engine) -> None:
    two_winners(engine)
    observe(engine, "UH-1", M.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier=FIRMS, lot="Del 1")


def met(engine: Engine) -> None:
    assigned(engine)
    observe(engine, "UH-1", M.DIALOGUE_HELD, CLEAR, by=BY_SUPPORT, supplier=FIRMS, lot="Del 1")


def working(engine: Engine) -> None:
    two_winners(engine)
    begun(engine)


def proposed(engine: Engine) -> None:
    working(engine)
    placed(engine, M.CANDIDATE_PROPOSED, CLEAR)


def in_internship(engine: Engine) -> None:
    proposed(engine)
    placed(engine, M.INTERNSHIP_STARTED, CLEAR)


def hired(engine: Engine, origin: Origin = Origin.MATCHED, place: str = "1") -> None:
    working(engine)
    if origin is Origin.MATCHED:
        placed(engine, M.CANDIDATE_PROPOSED, CLEAR, place)
    placed(engine, M.EMPLOYMENT_STARTED, CLEAR, place, value=str(Terms(origin, 12.0, 1.0)))


def confirmed(engine: Engine) -> None:
    hired(engine)
    placed(engine, M.SUBSIDY_DECIDED, CLEAR, value="not_applicable")
    placed(engine, M.HIRE_CONFIRMED, CLEAR)


def required(engine: Engine) -> None:
    contacted(engine)
    require(engine, "UH-1", on=CLEAR)


def published(engine: Engine) -> None:
    required(engine)
    observe(engine, "UH-1", M.DOCUMENTS_PUBLISHED, CLEAR)


def ended_short(engine: Engine) -> None:
    working(engine)
    observe(engine, "UH-1", M.CONTRACT_ENDED, date(2026, 4, 16))


def at_every_stage(engine: Engine) -> None:
    hired(engine)
    for place in ("2", "3"):
        placed(engine, M.CANDIDATE_PROPOSED, CLEAR, place)
    placed(engine, M.INTERNSHIP_STARTED, CLEAR, "3")


P = Purpose
ASKED: Mapping[Purpose, tuple[Callable[[Engine], None], int, str]] = {
    P.CONTACT_POINT_1: (late_contact, OFFICER, ""),
    P.ASSESSMENT: (contacted, OFFICER, ""),
    P.TAKE: (contacted, SUPPORT, ""),
    P.PUBLICATION: (required, OFFICER, ""),
    P.AWARD: (published, OFFICER, ""),
    P.CONTACT_POINT_2: (winners_known, OFFICER, ""),
    P.CONTRACT: (working, OFFICER, ""),
    P.COURT: (winners_known, OFFICER, ""),
    P.CONTACT_PERSON: (two_winners, SUPPORT, SUBJECT),
    P.PROMISE: (two_winners, SUPPORT, SUBJECT),
    P.START_UP_MEETING: (assigned, UNIT, SUBJECT),
    P.COMPETENCE_PROFILE: (met, UNIT, SUBJECT),
    P.CANDIDATE: (working, UNIT, SUBJECT),
    P.SUBSIDY: (proposed, UNIT, "1"),
    P.INTERNSHIP_END: (in_internship, UNIT, "1"),
    P.HIRE_CONFIRMATION: (hired, UNIT, "1"),
    P.ATTESTATION: (lambda engine: hired(engine, Origin.OUTSIDE), UNIT, "1"),
    P.FOLLOW_UP: (confirmed, UNIT, "1"),
    P.ADDITIONALITY: (hired, UNIT, SUBJECT),
    P.RESULTS: (ended_short, OFFICER, SUBJECT),
    P.CLOSING: (working, OFFICER, ""),
    P.SUPPLIER: (at_every_stage, FIRM, SUBJECT),
}
"""By purpose: how its page comes to ask something, and of whom about what."""
BY_BUTTON = {P.DEMAND}
"""Where each button is an answer by itself, so that nothing is missing: see `test_demand`."""
FILLED_IN = [one for one in Purpose if one not in BY_BUTTON]


def speaks(engine: Engine, person: int, language: str) -> None:
    with writing(engine) as connection:
        connection.execute(update(Person).where(Person.id == person).values(language=language))


MISSING = {
    "contract": "Ange minst en dag.",
    "describe": "Kryssa i rutan för att bekräfta.",
    "take": "Jag tar ärendet",
    "appoint": "Välj ett av svaren.",
    "promise": "Välj ett av svaren.",
    "cancel": "Fyll i det här.",
    "employer-1": "Fyll i det här.",
    "close": "Kryssa i rutan för att bekräfta.",
}
"""What is asked for first by forms that ask for no day, or for one of several."""


@pytest.mark.parametrize("purpose", FILLED_IN)
def test_a_form_that_is_sent_as_it_was_served_records_nothing_and_is_asked_for_what_is_missing(city, purpose):
    come_there, person, subject = ASKED[purpose]
    come_there(city)
    address = link(city, purpose, person, subject=subject)
    forms = [form for form in browser(city).open(address).forms.values() if "form" in form.fields]
    before = everything(city)
    assert forms
    for form in forms:
        after = browser(city).send(address, form)
        assert (after.status, "Inget är registrerat än." in after.text) == (422, True)
        assert MISSING.get(form.fields["form"] or "", "Ange dagen.") in after.text
    assert everything(city) == before


ASKS_FOR_NO_DAY = {P.CONTRACT, P.TAKE, P.CONTACT_PERSON, P.PROMISE, P.CLOSING}
"""By other answers than a day that has been: a tick, a choice, or one of several days."""
NOT_OF_THE_PAST = {"describe", "postponed", "employer-1"}
"""The forms that ask for no day on which something happened."""


@pytest.mark.parametrize("purpose", [one for one in FILLED_IN if one not in ASKS_FOR_NO_DAY])
@pytest.mark.parametrize(
    ("language", "words"), [("sv", "I dag, måndag 20 april 2026"), ("en", "Today, Monday 20 April")]
)
def test_no_day_is_filled_in_and_today_is_one_tap_away(city, purpose, language, words):
    come_there, person, subject = ASKED[purpose]
    come_there(city)
    speaks(city, person, language)
    page = browser(city).open(link(city, purpose, person, subject=subject))
    assert words in page.text
    for name, form in page.forms.items():
        assert TODAY.isoformat() not in form.fields.values()
        if name in NOT_OF_THE_PAST:
            continue
        today = [taps for field, taps in form.choices.items() if field.endswith("-today")]
        assert today
        assert all(taps == [TODAY.isoformat()] for taps in today)


def test_the_day_on_which_the_court_answered_is_not_filled_in_either(city):
    winners_known(city)
    address = link(city, P.CONTACT_POINT_2, OFFICER)
    form = browser(city).open(address).forms["winner"]
    assert (form.fields["court_on"], form.choices["court_on-today"]) == ("", [TODAY.isoformat()])
    sent = browser(city).send(address, form, court="1", on="2026-04-20")
    assert (sent.status, sent.text.count("Ange dagen.")) == (422, 1)
