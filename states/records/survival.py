"""How many days something takes of which some is not done yet: quantiles after Kaplan and Meier.

What still goes on has taken at least so many days. Leaving it out would make every step look quicker the more of them
are late; counting it as done today would too. Each day only those are asked about for whom it could have ended that
day; what was given up counts until then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Durations:
    """Days, and how many took or have taken so many: `done` had come to its end, `going_on` had not."""

    done: Mapping[int, int]
    going_on: Mapping[int, int]

    def within(self, share: Fraction) -> int | None:
        """Return the days within which this share is done (0 < share < 1), None where nobody knows that yet."""
        at_risk = sum(self.done.values()) + sum(self.going_on.values())
        left = Fraction(1)
        for day in sorted({*self.done, *self.going_on}):
            ended = self.done.get(day, 0)
            if ended:
                left *= 1 - Fraction(ended, at_risk)
                if left <= 1 - share:
                    return day
            at_risk -= ended + self.going_on.get(day, 0)
        return None


HALF, NINE_OF_TEN = Fraction(1, 2), Fraction(9, 10)


def counted(days: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return how many there are of each number of days, from pairs in which one may occur more than once."""
    found: dict[int, int] = {}
    for day, number in days:
        found[day] = found.get(day, 0) + number
    return found
