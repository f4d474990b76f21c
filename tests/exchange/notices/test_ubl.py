"""The texts, languages and dates of a document, as they stand in notices."""

from datetime import date

import pytest

from exchange.notices.eforms import read_notice
from exchange.notices.notice import SkipCode
from exchange.notices.ubl import date_of
from tests.exchange.notices.reading import skipped
from tests.exchange.written import (
    NAMESPACES,
    earlier,
    lot,
    named,
    notice,
    period,
    with_other_prefixes,
)


def test_prefixes_mean_nothing_and_namespaces_everything():
    content = notice(lots=lot(project=period('<cbc:DurationMeasure unitCode="MONTH">24</cbc:DurationMeasure>')))
    assert read_notice(with_other_prefixes(content)) == read_notice(content)
    elsewhere = content.replace(NAMESPACES["cbc"].encode(), b"urn:example:elsewhere")
    assert skipped(elsewhere).code is SkipCode.INCOMPLETE


def test_earlier_notices_of_notice_and_lots_are_spelt_alike_and_named_once():
    found = read_notice(
        notice(
            process=earlier("00431038-2019", "431038-2019"),
            lots=lot(process=earlier("AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE-01", "0431038-2019"))
            + lot("LOT-0002", process=earlier("2015/S 229-417277")),
        )
    )
    assert found.previous_notices == (
        "431038-2019",
        "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee-01",
        "2015/S 229-417277",
    )
    assert found.lots[1].previous_notices == ("2015/S 229-417277",)


@pytest.mark.parametrize(
    ("languages", "official", "chosen"),
    [
        ("FIN SWE ENG", "FIN", "SWE"),
        ("ENG FIN", "FIN", "FIN"),
        ("DEU ENG FRA", "POL", "ENG"),
        ("DEU FRA", "POL", "DEU"),
    ],
)
def test_swedish_is_chosen_then_the_language_of_the_notice_then_english_then_the_first(languages, official, chosen):
    several = "".join(named(f"på {language}", language) for language in languages.split())
    found = read_notice(notice(language=official, names=several, lots=lot(names=several)))
    assert (found.title, found.lots[0].title) == (f"på {chosen}", f"på {chosen}")


def test_an_empty_text_in_the_best_language_is_passed_over():
    assert read_notice(notice(names=named(" ") + named("Cleaning", "ENG"))).title == "Cleaning"


def test_line_breaks_inside_a_text_are_kept_and_those_around_it_are_not():
    assert read_notice(notice(names=named("\n Lokalvård\ni skolor &lt;b&gt; \n"))).title == "Lokalvård\ni skolor <b>"


@pytest.mark.parametrize("offset", ["", "Z", "+02:00", "+00:00", "-05:00", "+14:00"])
def test_a_calendar_date_is_never_moved_by_its_offset(offset):
    written = period(f"<cbc:StartDate>2026-12-31{offset}</cbc:StartDate><cbc:EndDate>2027-01-01{offset}</cbc:EndDate>")
    found = read_notice(notice(lots=lot(project=written))).lots[0].length
    assert (found.start, found.end) == (date(2026, 12, 31), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-02-28T23:30:00Z", date(2027, 3, 1)),
        ("2027-02-28T23:30:00+01:00", date(2027, 2, 28)),
        ("2027-05-31T22:00:00.000Z", date(2027, 6, 1)),
        ("2027-02-28T23:30:00", date(2027, 2, 28)),
        ("2027-02-28T25:30:00Z", None),
        ("9999-12-31T23:30:00-14:00", None),
    ],
)
def test_of_a_moment_the_day_in_sweden_counts(written, day):
    assert date_of(written) == day
