"""What is said of an employment beside how it was agreed: who employs, and in which contract it counts."""

import re
from dataclasses import dataclass

from states.records.names import organisation_number, tidied
from states.text import Text

LONGEST_NAME = 120
_PLACE = re.compile(r"[1-9]\d{0,4}\.[1-9]\d{0,3}(\.[1-9]\d{0,3})?")


@dataclass(frozen=True, slots=True)
class Employer:
    """A firm other than the supplier that employs somebody: a subcontractor or a staffing firm."""

    name: str
    number: str

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @classmethod
    def parse(cls, text: str) -> "Employer":
        """Read what `str` wrote; raise ValueError for anything else, and for what is no organisation number."""
        number, _, name = text.partition(" ")
        return cls.of(name, number)

    @classmethod
    def of(cls, name: str, number: str) -> "Employer":
        """Return the employer that somebody names; raise ValueError without a name or organisation number."""
        known, called = organisation_number(number), tidied(name)
        if not known or not called or len(called) > LONGEST_NAME or not called.isprintable():
            raise ValueError(f"no employer with an organisation number: {number!r}")
        return cls(called, known)

    @property
    def told(self) -> Text:
        """The name with the number: "Bemanning AB (559000-0000)"."""
        return _EMPLOYER.fill(name=self.name, number=self.number)


_EMPLOYER = Text("{name} ({number})", "{name} ({number})")


@dataclass(frozen=True, slots=True)
class CountedIn:
    """Where an employment counts that two contracts report: position and candidate "2.1" of another case."""

    placement: str
    reference: str

    def __str__(self) -> str:
        return f"{self.placement} {self.reference}"

    @classmethod
    def parse(cls, text: str) -> "CountedIn":
        """Read what `str` wrote; raise ValueError for anything else."""
        placement, _, reference = text.partition(" ")
        if not _PLACE.fullmatch(placement) or not reference.strip():
            raise ValueError(f"no place of a case: {text!r}")
        return cls(placement, reference.strip())

    @property
    def told(self) -> Text:
        """Case and position in words, by numbers alone."""
        position, candidate, *_ = self.placement.split(".")
        return _COUNTED_IN.fill(reference=self.reference, position=position, candidate=candidate)


_COUNTED_IN = Text(
    "{reference}, plats {position}, kandidat {candidate}", "{reference}, position {position}, candidate {candidate}"
)
