"""The work that the assessment of a case speaks of: which occupations, from when, where."""

from dataclasses import dataclass
from datetime import date

from models.casefile import CaseFile


@dataclass(frozen=True, slots=True)
class Work:
    """Occupation groups as codes with numbers ("9111:3 5343:1"), the planned start, the area; "" or None unknown."""

    occupations: str = ""
    planned_start: date | None = None
    area: str = ""


def work_of(case: CaseFile) -> Work:
    """Return what the assessment says of the work, as far as the case holds it."""
    return Work(
        getattr(case, "occupations", ""),
        getattr(case, "planned_start", None),
        getattr(case, "area", ""),
    )
