"""What users read, in Swedish and in English."""

from dataclasses import dataclass
from datetime import date

WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}
MONTHS = {language: tuple(names.split()) for language, names in _MONTHS.items()}
LANGUAGES = tuple(MONTHS)


class UnknownLanguage(ValueError):
    def __init__(self, language: str) -> None:
        super().__init__(language)

    def __str__(self) -> str:
        return f"No texts are held in the language {self.args[0]!r}, only in: {', '.join(LANGUAGES)}"


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Swedish and in English."""

    sv: str
    en: str

    def in_(self, language: str) -> str:
        """Return the wording in "sv" or "en"; raise UnknownLanguage for any other."""
        match language:
            case "sv":
                return self.sv
            case "en":
                return self.en
            case _:
                raise UnknownLanguage(language)


def plain_date(day: date, language: str) -> str:
    """Return a day without its weekday: "22 juni 2026", "22 June 2026"."""
    if language not in MONTHS:
        raise UnknownLanguage(language)
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def long_date(day: date, language: str) -> str:
    """Return a day with its weekday: "måndag 22 juni 2026", "Monday 22 June 2026"."""
    plain = plain_date(day, language)
    return f"{WEEKDAYS[language][day.weekday()]} {plain}"


def one_line(value: str) -> str:
    """Return a text as one line."""
    # Titles come from spreadsheets and notices: a line break there must not break a line of a mail or its subject.
    return " ".join(value.split())
