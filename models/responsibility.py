"""Who answers for a case: rules from the most specific to the most general, and turns where no rule names anybody.

A rule names a contracting unit, an area, an occupation, or none of them, and who answers. What a case names itself
stands above every rule (`matters.directory`). Nobody is chosen for standing first in the directory: of several who
could be asked, the one with the fewest cases gets the next (`matters.turns`), and before that is settled, or when that
person cannot be reached, it is the one whom the reference of the case falls to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby, product

from models.casefile import CaseFile
from states.records.needs import read_occupations

CPV = "cpv:"
"""What a code of CPV begins with where it stands among those of occupations."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Where the work of a case is, "" unknown, and the occupations: codes of SSYK 2012, or of CPV behind "cpv:"."""

    area: str = ""
    occupations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers, by number, for the cases of a contracting unit, in an area, of an occupation.

    What is empty is not asked for; `occupation` is the beginning of a code.
    """

    holder: int
    unit_id: int | None = None
    area: str = ""
    occupation: str = ""

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """How specific the rule is: the unit before the area, the area before the occupation, a longer code first."""
        return self.unit_id is not None, bool(self.area), len(self.occupation)

    def holds(self, unit_id: int | None, needs: Needs) -> bool:
        """Tell whether a case of this unit, with these needs, is meant."""
        if self.unit_id is not None and self.unit_id != unit_id:
            return False
        if self.area and self.area.casefold() not in areas_in(needs.area):
            return False
        return not self.occupation or any(code.startswith(self.occupation) for code in needs.occupations)


def needs_of(case: CaseFile) -> Needs:
    """Return what is known of the work of a case: its area, the occupations assessed, and the CPV code beside them."""
    occupations = tuple(code for code, _ in read_occupations(case.occupations))
    return Needs(case.area, (*occupations, f"{CPV}{case.cpv}") if case.cpv else occupations)


def areas_in(text: str) -> frozenset[str]:
    """Return the areas that a text names, with commas, semicolons or slashes between, in lower case."""
    parts = text.replace(";", ",").replace("/", ",").split(",")
    return frozenset(part.strip().casefold() for part in parts if part.strip())


def responsible(rules: Iterable[Answering], unit_id: int | None, needs: Needs) -> tuple[tuple[int, ...], ...]:
    """Return who answers by some rules: groups of those whom equally specific rules name, most specific first."""
    fitting = sorted((rule for rule in rules if rule.holds(unit_id, needs)), key=lambda rule: rule.weight, reverse=True)
    return tuple(
        tuple(sorted({rule.holder for rule in alike})) for _, alike in groupby(fitting, key=lambda rule: rule.weight)
    )


@lru_cache(maxsize=8192)
def in_turn(reference: str, numbers: tuple[int, ...]) -> Sequence[int]:
    """Return some numbers in the order in which a case falls to them: even over many cases, and always the same.

    One number more or less leaves the order of the others as it is.
    """
    return tuple(sorted(numbers, key=lambda number: _lot(reference, number)))


def _lot(reference: str, number: int) -> bytes:
    return blake2b(f"{reference}:{number}".encode(), digest_size=8).digest()


def served(unit_id: int, areas: Iterable[str], occupations: Iterable[str]) -> list[Answering]:
    """Return the rules that follow from what a labour-market unit serves; none for one that serves all."""
    here, trades = tuple(areas), tuple(occupations)
    if not (here or trades):
        return []
    return [Answering(unit_id, None, area, code) for area, code in product(here or ("",), trades or ("",))]
