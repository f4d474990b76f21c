"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Return the instant, in UTC."""
    return datetime.now(UTC)


def local_today() -> date:
    """Return the date in Sweden: what the law means by a day."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """Return the date in Sweden of an instant as it was stored: it is no day by itself, and at midnight another."""
    return local_time(instant).date()


def local_time(instant: datetime) -> datetime:
    """Return an instant as it was stored, as the clocks in Sweden showed it."""
    return stored_in_utc(instant).astimezone(STOCKHOLM)


def stored_in_utc(instant: datetime) -> datetime:
    """Return an instant as it was stored, in UTC: SQLite does not keep the zone."""
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
