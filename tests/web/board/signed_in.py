"""Somebody who has signed in to the board of the small city, in each role."""

from datetime import UTC, date, datetime
from typing import Any

from fastapi import Request
from sqlalchemy import Connection, Engine

from desk.access import AccountRole, SignedIn
from tests.notifications.city import OFFICER, SUPPORT, UNIT
from tests.web.browser import Browser
from tests.web.city import SIGNING, TODAY
from web.app import pages

TOKEN = "token of the tests"
SEEN = datetime(2100, 1, 1, tzinfo=UTC)
"""So late that no page notes another use of the session."""
PEOPLE = {
    AccountRole.SUPPORT: ("Stig Stöd", SUPPORT),
    AccountRole.OFFICER: ("Ulla Upphandlare", OFFICER),
    AccountRole.LABOUR_MARKET: ("Aina Arbetsmarknad", UNIT),
    AccountRole.READER: ("Laila Läsare", None),
    AccountRole.ADMINISTRATOR: ("Adam Administratör", None),
}


def account(role: AccountRole, language: str = "sv") -> SignedIn:
    name, person = PEOPLE[role]
    return SignedIn(
        account_id=1,
        name=name,
        email=f"{role}@exempelstad.example",
        role=role,
        person_id=person,
        unit_id=1,
        unit="Fastighetskontoret",
        labour_unit_id=None,
        language=language,
        session_id=1,
        token=TOKEN,
        seen_at=SEEN,
    )


def signed_in(
    engine: Engine,
    role: AccountRole = AccountRole.SUPPORT,
    *,
    today: date = TODAY,
    language: str = "sv",
    **changed: Any,
) -> Browser:
    """Return a browser of somebody who has signed in, on a day at eight in the morning."""

    def who(_: Connection, __: Request, ___: datetime) -> SignedIn:
        return account(role, language)

    moment = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
    return Browser(pages(engine, SIGNING.model_copy(update=changed), clock=lambda: moment, who=who))
