"""Backward planning: by when people must be contacted so that they are prepared on the day work begins."""

from datetime import date

import pytest

from states.records.lead_times import lead_time
from states.text import Text

CLEANER = Text("Städare (9111)", "Cleaners (9111)")


@pytest.mark.parametrize(
    ("start", "months", "begin", "contact"),
    [
        (date(2027, 3, 1), 3.5, date(2026, 11, 16), date(2026, 11, 2)),
        (date(2026, 8, 3), 2, date(2026, 6, 3), date(2026, 5, 20)),
        (date(2027, 3, 31), 1, date(2027, 2, 26), date(2027, 2, 12)),
        (date(2027, 1, 6), 0, date(2027, 1, 5), date(2026, 12, 16)),
        (date(2028, 2, 29), 12, date(2027, 2, 26), date(2027, 2, 12)),
    ],
)
def test_the_days_are_counted_back_and_fall_on_ordinary_weekdays(start, months, begin, contact):
    found = lead_time(start, months, CLEANER, assessing=10)

    assert (found.begin_by, found.contact_by) == (begin, contact)


@pytest.mark.parametrize(
    ("today", "late", "part"),
    [
        (date(2026, 11, 2), False, "kontakta stödfunktionen senast måndag 2 november 2026"),
        (date(2026, 11, 3), False, "gör bedömningen genast"),
        (date(2026, 11, 16), False, "gör bedömningen genast"),
        (date(2026, 11, 17), True, "För sent att utbilda"),
    ],
)
def test_what_is_said_follows_the_day(today, late, part):
    found = lead_time(date(2027, 3, 1), 3.5, CLEANER, assessing=10)

    assert found.too_late(today) is late
    assert part in found.reasoning(today).sv
    assert ("för sent" in found.in_short(today).sv) is late


def test_where_contact_is_owed_earlier_anyway_its_last_day_is_left_out_as_long_as_there_is_time():
    found = lead_time(date(2027, 3, 1), 3.5, CLEANER, assessing=10)

    told = found.reasoning(date(2026, 11, 2), contact_owed=False)
    assert "måste börja senast måndag 16 november 2026" in told.sv
    assert "kontakta" not in told.sv
    assert "contact" not in told.en
    for late in (date(2026, 11, 3), date(2026, 11, 17)):
        assert found.reasoning(late, contact_owed=False) == found.reasoning(late)
