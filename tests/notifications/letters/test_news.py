"""Mails that tell what others have recorded: when they come, what they say, and that they are put right."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import SecretStr

from desk.taking import take
from desk.tick import tick
from models.operations import amend, find
from models.storage.database import reading, writing
from notifications.invitations.links import Purpose, read
from notifications.invitations.renewal import send
from notifications.invitations.rules import PATH
from notifications.letters.news import _within
from states.facts import Milestone
from states.text import capital, dated
from tests.notifications.city import (
    BY_OFFICER,
    BY_SUPPORT,
    SETTINGS,
    SUPPORT,
    case_now,
    found_city,
    messages,
    observe,
    open_planned,
    require,
)
from tests.notifications.post import Post

SECRET = "for tests only"
SIGNING = SETTINGS.model_copy(update={"secret": SecretStr(SECRET), "web_url": "https://exempelstad.example"})
OPENED, DAY, NEXT = date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 20)
MORNING, NOON, AFTERNOON = time(7), time(11), time(14, 5)
"""In UTC: in Sweden it is one hour later."""
FIRST = Milestone.CONTACT_POINT_1


@pytest.fixture
def city(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=OPENED)
    return engine


def run(engine, day=DAY, at=MORNING, *, post=None):
    post = post or Post()
    moment = datetime.combine(day, at, UTC)
    tick(engine, today=day, settings=SIGNING, open_sender=lambda: post, clock=lambda: moment)
    return post.told


def mails(engine):
    with reading(engine) as connection:
        return messages(connection)


def last(engine):
    return mails(engine)[-1]


def test_support_hears_of_contact_point_1_the_same_hour_with_the_four_answers_and_two_links(city):
    assert run(city) == ["ulla"]
    with writing(city) as connection:
        said = {"trade": "städare", "tasks": "Städning av skolor", "contract_start": date(2026, 9, 1)}
        amend(connection, find(connection, "UH-1"), said, by=BY_OFFICER, today=DAY)
    observe(city, "UH-1", FIRST, DAY)
    assert (run(city, at=NOON), run(city, at=NOON)) == (["stig"], [])
    mail = last(city)
    assert mail.subject == "UH-1: upphandlaren har tagit kontakt (kontaktpunkt 1)"
    for line in (
        "Måndag 19 januari 2026. Registrerat av Ulla Upphandlare (upphandlare).",
        "Period: avtalet planeras börja tisdag 1 september 2026",
        "Yrke eller bransch: städare",
        "Avtalets längd: 24 månader",
        "Arbetsuppgifter: Städning av skolor",
        "Ta ärendet: https://",
        "Registrera relevansbedömningen: https://",
    ):
        assert line in mail.text
    tokens = [part.split()[0] for part in mail.text.split(PATH)[1:]]
    with reading(city) as connection:
        bounds = [read(connection, token, secret=SECRET).bound for token in tokens]
    assert [(one.purpose, one.person_id) for one in bounds] == [
        (Purpose.TAKE, SUPPORT),
        (Purpose.ASSESSMENT, SUPPORT),
    ]


def test_who_has_had_the_mail_of_the_day_still_hears_of_contact_point_1_the_same_hour(city):
    open_planned(city, "UH-2", on=OPENED)
    observe(city, "UH-2", FIRST, DAY)
    assert "stig" in run(city)
    observe(city, "UH-1", FIRST, DAY)
    assert run(city, at=NOON) == ["stig"]


def test_once_somebody_has_the_case_nobody_is_asked_to_take_it(city):
    take(city, "UH-1", SUPPORT, by=BY_SUPPORT, today=DAY)
    observe(city, "UH-1", FIRST, DAY)
    run(city)
    assert "Ta ärendet" not in last(city).text


def test_the_rest_of_the_news_comes_in_one_mail_in_the_afternoon(city):
    observe(city, "UH-1", FIRST, DAY)
    assert "stig" in run(city)
    require(city, "UH-1", on=DAY)
    observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, DAY)
    assert "stig" not in run(city, at=NOON)
    assert (run(city, at=AFTERNOON), run(city, at=time(15))) == (["stig"], [])
    mail = last(city)
    assert mail.subject == "UH-1: relevansbedömningen är gjord"
    assert "Upphandlingsdokumenten är publicerade: måndag 19 januari 2026." in mail.text


def test_what_comes_after_the_afternoon_mail_waits_for_the_next_morning(city):
    observe(city, "UH-1", FIRST, DAY)
    run(city)
    require(city, "UH-1", on=DAY)
    run(city, at=AFTERNOON)
    observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, DAY)
    assert run(city, at=time(15)) == []
    assert "stig" in run(city, NEXT)


def test_what_is_recorded_on_a_saturday_is_told_on_monday(city):
    saturday = date(2026, 1, 17)
    observe(city, "UH-1", FIRST, saturday)
    told = [run(city, saturday + timedelta(days=number)) for number in range(3)]
    assert told == [[], [], ["stig"]]


def test_what_is_taken_back_before_the_mail_has_left_is_not_told(city):
    observe(city, "UH-1", FIRST, DAY)
    run(city, post=Post(down=True))
    observe(city, "UH-1", FIRST, None, told_on=DAY.isoformat())
    assert "stig" not in run(city, at=NOON)
    assert [mail.state for mail in mails(city) if mail.person_id == SUPPORT] == ["withheld"]


def test_what_is_taken_back_afterwards_is_told_those_who_had_heard(city):
    observe(city, "UH-1", FIRST, DAY)
    run(city)
    observe(city, "UH-1", FIRST, None, told_on=NEXT.isoformat())
    assert "stig" in run(city, NEXT)
    mail = next(mail for mail in reversed(mails(city)) if mail.person_id == SUPPORT)
    assert mail.subject == "UH-1: gäller inte längre – upphandlaren har tagit kontakt (kontaktpunkt 1)"
    assert "Uppgiften togs tillbaka av Ulla Upphandlare" in mail.text


def test_a_day_that_was_wrong_is_told_as_corrected_and_one_that_nobody_heard_of_is_not(city):
    observe(city, "UH-1", FIRST, DAY)
    observe(city, "UH-1", FIRST, date(2026, 1, 16), told_on=DAY.isoformat())
    run(city)
    assert last(city).subject == "UH-1: upphandlaren har tagit kontakt (kontaktpunkt 1)"
    observe(city, "UH-1", FIRST, date(2026, 1, 15), told_on=NEXT.isoformat())
    run(city, NEXT)
    assert last(city).subject == "UH-1: rättad uppgift – upphandlaren har tagit kontakt (kontaktpunkt 1)"


def test_news_is_told_once_however_long_the_ticks_go_on_and_whoever_takes_over(city):
    observe(city, "UH-1", FIRST, DAY)
    run(city)
    with writing(city) as connection:
        connection.exec_driver_sql("UPDATE \"case\" SET next_check = '2026-01-20'")
    told = [name for number in range(1, 12) for name in run(city, DAY + timedelta(days=number)) if name == "stig"]
    assert len(told) <= 1  # the assessment that is late, and nothing else
    texts = [mail.text for mail in mails(city) if mail.person_id == SUPPORT]
    assert sum("Upphandlaren har tagit kontakt (kontaktpunkt 1)" in text for text in texts) == 1


def test_a_link_that_somebody_asked_for_leaves_with_the_next_tick_on_a_saturday_and_in_quiet_hours(city, tmp_path):
    saturday, night = date(2026, 1, 17), time(21)
    quiet = tmp_path / "ladder.toml"
    quiet.write_text('[quiet]\nofficer = {from = "18:00", to = "07:00"}\n', "utf-8")
    settings = SIGNING.model_copy(update={"ladder": quiet})
    moment = datetime.combine(saturday, night, UTC)
    case = case_now(city, "UH-1")
    with writing(city) as connection:
        sent = send(connection, Purpose.CONTACT_POINT_1, case, today=saturday, at=moment, settings=settings)
    assert sent is not None
    post = Post()
    later = moment + timedelta(minutes=15)
    tick(city, today=saturday, settings=settings, open_sender=lambda: post, clock=lambda: later)
    assert post.told == ["ulla"]


@pytest.mark.parametrize(("language", "told"), [("sv", "torsdag 2 juli 2026."), ("en", "Thursday 2 July 2026.")])
def test_a_day_behind_a_colon_is_written_as_its_language_writes_it(language, told):
    assert _within(capital(dated(date(2026, 7, 2))).in_(language) + ".", language) == told
