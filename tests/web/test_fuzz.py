"""Whatever is sent to a page, it is recorded as a whole, or refused with a reason and nothing is."""

from collections.abc import Iterator
from datetime import date
from random import Random
from shutil import copyfile
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, text

from models.storage.database import reading
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.conftest import opened
from tests.notifications.city import OFFICER, bring_to_standstill
from tests.web.browser import FormSeen
from tests.web.city import FIRM, SENT, SUBJECT, begun, browser, found, link, placed, two_winners

KIND = {"content-type": "application/x-www-form-urlencoded"}
TYPED = (
    *("", "1", "0", "-1", "NaN", "1e9", "4,5", "2026-04-20", "2026-04-14", "2026-99-01", "9999-12-31"),
    *("fixed", "open_ended", "outside", "matched", "not_hired", "ended_by_person", "Städ AB", "Del 1"),
    *("<script>alert(1)</script>", "' OR 1=1 --", "{{ 7 * 7 }}", "%s", "\x00", "\ud800", "\u202e", "å" * 600),
)
NAMES = ("more", "rows", "seen", "form", "court", "reason", "on", "value", "named-0", "supplier-99", "å")
PAGES = ((Purpose.CONTACT_POINT_2, OFFICER, "UH-2", ""), (Purpose.SUPPLIER, FIRM, "UH-1", SUBJECT))


def stored(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in ("observation", "journal", "message")
        }


@pytest.fixture(scope="module")
def city(tmp_path_factory, sqlite_template) -> Iterator[Engine]:
    """One city for all that is sent here."""
    path = tmp_path_factory.mktemp("fuzz") / "trespann.db"
    copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as engine:
        found(engine)
        two_winners(engine)
        begun(engine)
        placed(engine, Milestone.CANDIDATE_PROPOSED, date(2026, 4, 14), "1")
        bring_to_standstill(engine, "UH-2", sent=SENT)
        yield engine


def fields_for(forms: list[FormSeen], chance: Random) -> dict[str, str]:
    """Return what somebody might send: a form as it stands, some fields filled in at will, and some that are none."""
    form = chance.choice(forms) if forms else FormSeen()
    fields = dict(form.fields)
    for name in form.names:
        if name not in {"form", "seen"} and chance.random() < 0.6:
            fields[name] = chance.choice((*form.choices.get(name, ()), *TYPED))
    if chance.random() < 0.3:
        fields[chance.choice(NAMES)] = chance.choice(TYPED)
    return fields


@pytest.mark.parametrize("seed", range(40))
def test_what_is_sent_is_recorded_or_refused_and_never_breaks_the_page(city, seed):
    chance = Random(seed)  # noqa: S311 - chance that can be repeated
    purpose, person, reference, subject = chance.choice(PAGES)
    address = link(city, purpose, person, reference, subject=subject)
    forms = [form for form in browser(city).open(address).forms.values() if "form" in form.fields]
    before = stored(city)
    content = urlencode(fields_for(forms, chance), errors="replace")
    answer = browser(city).request("POST", address, content=content, headers=KIND)
    assert answer.status in {200, 400, 409, 422}
    assert "<script" not in answer.source
    if answer.status != 200:
        assert stored(city) == before
