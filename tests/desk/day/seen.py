"""What is read off a day in tests."""

from desk.day.my_day import MyDay
from desk.day.rows import DayRow


def rows(day: MyDay, key: str) -> tuple[DayRow, ...]:
    """Return the rows of a part; none where it is not there."""
    return next((part.rows for part in day.parts if part.group.key == key), ())


def parts(day: MyDay) -> dict[str, int]:
    """Return how many rows each part has in all."""
    return {part.group.key: part.total for part in day.parts}
