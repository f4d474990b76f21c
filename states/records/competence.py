"""The simple competence profile of a supplier's positions: what the job is and asks for, never who does it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from states.refusal import Reason, Refusal
from states.text import Text

LONGEST = 500
"""Characters of each text of a profile."""


class Requirement(StrEnum):
    """What a job asks for."""

    LICENCE_B = auto()
    LICENCE_C = auto()
    SWEDISH_A2 = auto()
    SWEDISH_B1 = auto()
    CERTIFICATE = auto()
    POLICE_RECORD = auto()


REQUIREMENT_LABELS: Mapping[Requirement, Text] = {
    Requirement.LICENCE_B: Text("B-körkort", "driving licence B"),
    Requirement.LICENCE_C: Text("C-körkort", "driving licence C"),
    Requirement.SWEDISH_A2: Text("enkel svenska (A2)", "basic Swedish (A2)"),
    Requirement.SWEDISH_B1: Text("god svenska (B1)", "good Swedish (B1)"),
    Requirement.CERTIFICATE: Text("yrkesbevis eller intyg", "a certificate of the trade"),
    Requirement.POLICE_RECORD: Text("utdrag ur belastningsregistret", "an extract from the police record"),
}


class ProfileRefused(Refusal):
    """A profile that cannot be stored, with all that there is against it."""

    key = "profile"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a job; `share` is the per cent of full time, None as long as nobody has said."""

    occupation: str
    tasks: str = ""
    share: float | None = None
    place: str = ""
    starts_on: date | None = None
    requirements: frozenset[Requirement] = frozenset()
    about: str = ""


PROFILE_TEXTS = ("occupation", "tasks", "place", "about")
"""The fields of a profile that somebody writes freely."""


def check_profile(profile: Profile) -> None:
    """Raise ProfileRefused unless a profile names an occupation and tells of a job and of nobody."""
    reasons = [Reason(name, text) for name, text in wrong_in(profile)]
    if reasons:
        raise ProfileRefused(*reasons)


def wrong_in(profile: Profile) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong in a profile, by field."""
    if not profile.occupation:
        yield "occupation", _NO_OCCUPATION
    for name in PROFILE_TEXTS:
        text: str = getattr(profile, name)
        if len(text) > LONGEST:
            yield name, _TOO_LONG
        elif tells_of_somebody(text):
            yield name, _NOBODY
    if profile.share is not None and not 0 < profile.share <= 100:
        yield "share", _SHARE


def tells_of_somebody(text: str) -> bool:
    """Tell whether a text holds an e-mail address or a personal identity number, with or without its century."""
    return "@" in text or any(_is_day(found[1]) for found in _TEN_FIGURES.finditer(text))


def _is_day(figures: str) -> bool:
    """Tell whether six figures are a day of birth; in a coordination number sixty is added to the day."""
    month, day = int(figures[2:4]), int(figures[4:6])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


_TEN_FIGURES = re.compile(r"(?<!\d)(?:18|19|20)?(\d{6})\s?[-–+]?\s?\d{4}(?!\d)")
_NO_OCCUPATION = Text("Ange yrket eller rollen.", "Name the occupation or role.")
_TOO_LONG = Text("Skriv högst {longest} tecken.", "Write at most {longest} characters.").fill(longest=LONGEST)
_NOBODY = Text(
    "Beskriv jobbet, inte en person: inga personnummer och inga e-postadresser.",
    "Describe the job, not a person: no identity numbers and no e-mail addresses.",
)
_SHARE = Text("Ange högst 100 procent.", "Give 100 per cent at most.")
