"""What an attestation of a fulfilled obligation says, in one form that a digest can be taken of.

It names firm, contract and buyer, figures and days, and no person: neither the supplier's people nor those hired.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from math import isfinite
from typing import Any

from states.records.obligations import Measure, measured
from states.text import Text, dated, verbatim

FORMAT = "trespann-attestation/1"
_DIGITS = 2
_PERSONS_BELOW = 2
"""The third digit of a number of a Swedish firm is at least this; below, it is the number of a person (1974:174)."""


class NotAttested(ValueError):
    """These are not the words of an attestation."""


@dataclass(frozen=True, slots=True)
class Attested:
    """What is attested: `owed` and the figures after it are counted in `unit`.

    `entry` is the number of the journal's entry by which the obligation was fulfilled, `journal` the digest of the
    journal up to and with it.
    """

    reference: str
    title: str
    buyer: str
    buyer_number: str
    lot: str
    supplier: str
    supplier_number: str
    unit: Measure
    owed: float
    started: float
    delivered: float
    beyond: float
    people: int
    """How many people's employments counted."""
    contract_signed: date | None
    contract_ended: date | None
    first_start: date | None
    fulfilled_on: date
    entry: int
    journal: str
    given_on: date
    employers: str = ""
    """Who employed somebody whose employment counted, if not the supplier; "" where nobody did, as in what follows."""
    counted_from: str = ""
    """What is delivered of it in other contracts of the firm, by case: "UH-1: 60, UH-3: 20.5"."""
    counted_elsewhere: str = ""
    """What was reported under it and counts in other contracts, and so not here."""

    @property
    def digest(self) -> str:
        """The SHA-256 of all that is said, as hexadecimal digits."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """Return what is said in the one form that the digest is of: JSON with sorted names and no blanks."""
        return json.dumps(self.as_words(), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def as_words(self) -> dict[str, Any]:
        """Return what is said as JSON has it: days as words, unknown ones as null.

        What an attestation need not say is left out where there is nothing to say, so that its digest stays the same.
        """
        said = {name: value for name, value in asdict(self).items() if value or name not in _NEED_NOT_BE_SAID}
        told = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
        return {"format": FORMAT, **told}

    @classmethod
    def parse(cls, words: Any) -> "Attested":
        """Read what `as_words` gave; raise NotAttested for anything else."""
        if not isinstance(words, dict) or words.get("format") != FORMAT:
            raise NotAttested
        kinds = {one.name: one.type for one in fields(cls)}
        if set(words) | _NEED_NOT_BE_SAID != {"format", *kinds}:
            raise NotAttested
        return cls(**{name: _READ[str(_name_of(kind))](words[name]) for name, kind in kinds.items() if name in words})


_NEED_NOT_BE_SAID = frozenset({"employers", "counted_from", "counted_elsewhere"})


def figure(value: float) -> float:
    """Return a figure as it is attested."""
    return round(float(value), _DIGITS) + 0.0


def firms_number(number: str) -> str:
    """Return an organisation number, and "" where the firm is one person whose own number it is."""
    digits = [sign for sign in number if sign.isdecimal()][-10:]
    return number if len(digits) == 10 and int(digits[2]) >= _PERSONS_BELOW else ""


def rows(attested: Attested) -> Iterator[tuple[Text, Text]]:
    """Yield what is attested as labels and values, as people read it."""
    told: tuple[tuple[Text, Text | str | date | None], ...] = (
        (Text("Leverantör", "Supplier"), _with_number(attested.supplier, attested.supplier_number)),
        (Text("Beställare", "Buyer"), _with_number(attested.buyer, attested.buyer_number)),
        (Text("Upphandling", "Procurement"), f"{attested.reference} {attested.title}"),
        (Text("Del", "Lot"), attested.lot),
        (Text("Avtalet tecknades", "Contract signed"), attested.contract_signed),
        (Text("Avtalet upphörde", "Contract ended"), attested.contract_ended),
        (Text("Åtagande", "Obligation"), measured(attested.owed, attested.unit)),
        (Text("Påbörjat", "Started"), measured(attested.started, attested.unit)),
        (Text("Levererat", "Delivered"), measured(attested.delivered, attested.unit)),
        (Text("Utöver åtagandet", "Beyond the obligation"), _more_than_none(attested.beyond, attested.unit)),
        (_COUNTED_FROM, _in_both(attested.counted_from)),
        (_COUNTED_ELSEWHERE, _in_both(attested.counted_elsewhere)),
        (Text("Anställda hos annan arbetsgivare", "Employed by another employer"), attested.employers),
        (Text("Personer vars anställning räknats", "People whose employment counted"), str(attested.people or "")),
        (Text("Första start", "First start"), attested.first_start),
        (Text("Åtagandet uppfyllt", "Obligation fulfilled"), attested.fulfilled_on),
        (Text("Intyget utfärdat", "Attestation given"), attested.given_on),
        (Text("Journalens kontrollsumma", "Digest of the journal"), f"{attested.entry}: {attested.journal}"),
    )
    for label, value in told:
        if value:
            yield label, value if isinstance(value, Text) else _word(value)


_COUNTED_FROM = Text("Varav levererat i andra avtal, i timmar", "Of which delivered in other contracts, in hours")
_COUNTED_ELSEWHERE = Text("Räknas i andra avtal och inte här", "Counts in other contracts and not here")


def _in_both(figures: str) -> Text | None:
    """Return figures by case with the decimal sign of each language."""
    return Text(re.sub(r"(: \d+)\.", r"\1,", figures), figures) if figures else None


def _word(value: str | date) -> Text:
    return dated(value) if isinstance(value, date) else verbatim(value)


def _with_number(name: str, number: str) -> str:
    return f"{name} ({number})" if name and number else name


def _more_than_none(amount: float, unit: Measure) -> Text | None:
    return measured(amount, unit) if amount else None


# --- reading ---------------------------------------------------------------------------------------------------------


def _name_of(kind: Any) -> str:
    return kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotAttested
    return value


def _count(value: Any) -> int:
    if type(value) is not int:
        raise NotAttested
    return value


def _number(value: Any) -> float:
    if type(value) not in {int, float} or not isfinite(value):
        raise NotAttested
    return float(value)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        raise NotAttested from None


def _maybe_day(value: Any) -> date | None:
    return None if value is None else _day(value)


def _measure(value: Any) -> Measure:
    if value not in set(Measure):
        raise NotAttested
    return Measure(value)


_READ: Mapping[str, Any] = {
    "str": _text,
    "int": _count,
    "float": _number,
    "date": _day,
    str(date | None): _maybe_day,
    "Measure": _measure,
}
