"""What a notice gives as evidence of being one procurement with another, from itself or from its stored row. Pure."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from exchange.notices.mapping import WITHOUT_REOPENING, short, spoke_on, title_of
from exchange.notices.matching import PROCEDURE, Names, without_version
from exchange.notices.notice import FormType, Notice
from states.records.names import ten_digits

_CALL_OFF_TITLE = re.compile(
    r"\W*(förnyad konkurrensutsättning|fku|avrop|mini-?competition|call-?off)\b", re.IGNORECASE
)


class Side(NamedTuple):  # a tuple: what one process reads it hands to another
    """What a notice gives as evidence. `notice` is its id without version, `number` its publication number.

    `call_off` tells how it was bought inside a framework: "renewed", "direct", or "" where it was not.
    """

    notice: str
    number: str
    procedure: str
    form: str
    title: str
    buyers: frozenset[str]
    call_off: str
    lots: str
    day: date | None


def side_of(notice: Notice, names: Names) -> Side:
    titles = sorted(title_key(lot.title) for lot in notice.lots if lot.title and not lot.is_requirement_section)
    return Side(
        notice=names.itself[0],
        number=names.itself[1] if len(names.itself) > 1 else "",
        procedure=names.links[0].removeprefix(PROCEDURE) if names.has_procedure else "",
        form=str(notice.stage),
        title=title_of(notice),
        buyers=frozenset(_buyers(notice)),
        call_off=_call_off(notice),
        lots=hashlib.sha256("\n".join(titles).encode()).hexdigest() if titles else "",
        day=spoke_on(notice),
    )


def _buyers(notice: Notice) -> Iterable[str]:
    for buyer in notice.buyers:
        yield short(title_key(buyer.name))
        if number := ten_digits(buyer.number or ""):
            yield number


def _call_off(notice: Notice) -> str:
    if notice.stage not in {FormType.COMPETITION, FormType.RESULT}:
        return ""
    inside = [bool(one.in_framework or one.framework_notice) for one in notice.contracts]
    named = _CALL_OFF_TITLE.match(notice.title) is not None
    if not (named or (inside and all(inside))):
        return ""
    return "direct" if any(lot.framework == WITHOUT_REOPENING for lot in notice.lots) else "renewed"


def stored_side(told: Mapping[str, Any]) -> Side:
    """Return what a stored notice gives as evidence, from the columns of its row."""
    return Side(
        notice=without_version(told["key"]),
        number=told["publication_number"],
        procedure=told["procedure"],
        form=told["form_type"],
        title=told["title"],
        buyers=frozenset(told["buyers"].splitlines()),
        call_off=told["call_off"],
        lots=told["lots"],
        day=told["published_on"],
    )


@lru_cache(maxsize=1_000)
def title_key(text: str) -> str:
    """Return the words of a title, by which two titles are compared."""
    return " ".join(_WORDS.findall(text.casefold()))


_WORDS = re.compile(r"\w+")
