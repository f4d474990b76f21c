"""What users read, in Swedish and in English."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

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

    def fill(self, **values: "Text | date | float | str") -> "Text":
        """Return the text with each {name} replaced by its value, worded in each language.

        Days stand with their weekday, with {name:plain} without it and with {name:iso} as 2026-06-22; numbers with up
        to four figures, or as {name:.1f} says, and the language's decimal sign; a Text in the language of the sentence.
        """
        sv: dict[str, object] = {}
        en: dict[str, object] = {}
        for name, value in values.items():
            match value:
                case str():
                    sv[name] = en[name] = _Word(value)
                case Text():
                    sv[name], en[name] = _Word(value.sv), _Word(value.en)
                case date():
                    sv[name], en[name] = _Day(value, "sv"), _Day(value, "en")
                case float():
                    sv[name], en[name] = _Figures(value, "sv"), _Figures(value, "en")
                case _:
                    sv[name] = en[name] = _Word(value)
        return Text(self.sv.format_map(sv), self.en.format_map(en))


def verbatim(word: str) -> Text:
    """Return what is the same in every language: a name, a reference, what somebody wrote."""
    return Text(word, word)


def lower_first(sentence: str) -> str:
    """Return a heading as it stands within a sentence; one that begins with an abbreviation keeps its capitals."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]


def in_sentence(heading: Text) -> Text:
    """Return a heading or a name as it stands within a sentence, as `lower_first` does."""
    return Text(lower_first(heading.sv), lower_first(heading.en))


def upper_first(part: str) -> str:
    """Return a part of a sentence as it begins one."""
    return part[:1].upper() + part[1:]


def capital(part: Text) -> Text:
    """Return a part of a sentence as it begins one, as `upper_first` does."""
    return Text(upper_first(part.sv), upper_first(part.en))


def pair(label: Text, value: "Text | float | str") -> Text:
    """Return a label with its value behind a colon."""
    return _PAIR.fill(label=label, value=value)


_PAIR = Text("{label}: {value}", "{label}: {value}")


def dated(day: date) -> Text:
    """Return a day with its weekday, as `long_date` writes it."""
    return Text(long_date(day, "sv"), long_date(day, "en"))


def lines(texts: Iterable[Text]) -> Text:
    """Return texts as one, each on a line of its own."""
    return joined(texts, "\n")


def joined(texts: Iterable[Text], between: str = ", ") -> Text:
    """Return texts as one sentence part, with the same sign between them in both languages."""
    every = list(texts)
    return Text(between.join(text.sv for text in every), between.join(text.en for text in every))


class _Word(str):
    """Words stand as they are, also in the gap of a day: a refusal that is copied is first filled with its own text."""

    __slots__ = ()

    def __format__(self, _form: str) -> str:
        return str(self)


class _Day(NamedTuple):  # tuples, not dataclasses: mails and the reckoning of a standstill make many
    day: date
    language: str

    def __format__(self, form: str) -> str:
        return _DAYS[form](self.day, self.language)


class _Figures(NamedTuple):
    number: float
    language: str

    def __format__(self, form: str) -> str:
        figures = format(self.number, form or ".4g")
        return figures.replace(".", ",") if self.language == "sv" else figures


def plain_date(day: date, language: str) -> str:
    """Return a day without its weekday: "22 juni 2026", "22 June 2026"; raise UnknownLanguage."""
    if language not in MONTHS:
        raise UnknownLanguage(language)
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def long_date(day: date, language: str) -> str:
    """Return a day with its weekday: "måndag 22 juni 2026", "Monday 22 June 2026"."""
    plain = plain_date(day, language)
    return f"{WEEKDAYS[language][day.weekday()]} {plain}"


def brief_date(day: date, today: date, language: str) -> str:
    """Return a day as a list has room for: "tor 15 jan", "Thu 15 Jan", with its year where that is not today's.

    Raises UnknownLanguage.
    """
    weekday = long_date(day, language)[:3]
    number, month, year = plain_date(day, language).split()
    return f"{weekday} {number} {month[:3]}" + (f" {year}" if day.year != today.year else "")


def one_line(value: str) -> str:
    """Return a text as one line."""
    # Titles come from spreadsheets and notices: a line break there must not break a line of a mail or its subject.
    return " ".join(value.split())


def _iso_date(day: date, _: str) -> str:
    return day.isoformat()


_DAYS: Mapping[str, Callable[[date, str], str]] = {"": long_date, "plain": plain_date, "iso": _iso_date}
