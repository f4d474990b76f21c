from datetime import date

import pytest

from states.written_days import read_day

THURSDAY = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("text", "behind", "ahead"),
    [
        ("i dag", "2026-12-03", "2026-12-03"),
        ("Idag", "2026-12-03", "2026-12-03"),
        ("i går", "2026-12-02", "2026-12-02"),
        ("  I   förrgår ", "2026-12-01", "2026-12-01"),
        ("i morgon", "2026-12-04", "2026-12-04"),
        ("tomorrow", "2026-12-04", "2026-12-04"),
        ("tor", "2026-12-03", "2026-12-03"),
        ("fre", "2026-11-27", "2026-12-04"),
        ("fredag", "2026-11-27", "2026-12-04"),
        ("på fredagen", "2026-11-27", "2026-12-04"),
        ("mån", "2026-11-30", "2026-12-07"),
        ("Monday", "2026-11-30", "2026-12-07"),
        ("1/12", "2026-12-01", "2027-12-01"),
        ("4/12", "2025-12-04", "2026-12-04"),
        ("3/12", "2026-12-03", "2026-12-03"),
        ("1.12", "2026-12-01", "2027-12-01"),
        ("1/12 2027", "2027-12-01", "2027-12-01"),
        ("1/12-27", None, None),
        ("1.12.27", "2027-12-01", "2027-12-01"),
        ("1 dec", "2026-12-01", "2027-12-01"),
        ("den 1:a dec.", "2026-12-01", "2027-12-01"),
        ("9 januari", "2026-01-09", "2027-01-09"),
        ("9 januari 2027", "2027-01-09", "2027-01-09"),
        ("29/2", None, None),
        ("29/2 2028", "2028-02-29", "2028-02-29"),
        ("2026-11-30", "2026-11-30", "2026-11-30"),
        ("31/11", None, None),
        ("13/13", None, None),
        ("ju", None, None),
        ("1 ju", None, None),
        ("snart", None, None),
        ("", None, None),
    ],
)
def test_a_day_is_read_as_it_is_written(text, behind, ahead):
    for looks_ahead, expected in ((False, behind), (True, ahead)):
        if expected is None:
            with pytest.raises(ValueError):
                read_day(text, THURSDAY, ahead=looks_ahead)
        else:
            assert read_day(text, THURSDAY, ahead=looks_ahead) == date.fromisoformat(expected)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31), date(2028, 2, 29)])
def test_every_weekday_lies_within_a_week(day):
    for name in ("mån", "tis", "ons", "tor", "fre", "lör", "sön"):
        back, on = read_day(name, day, ahead=False), read_day(name, day, ahead=True)
        assert 0 <= (day - back).days <= 6
        assert 0 <= (on - day).days <= 6
