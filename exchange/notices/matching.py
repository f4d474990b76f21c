"""Which notices belong together. Pure.

An imported notice is stored under names: its procedure (BT-04), itself, and every notice that it refers to. Two
notices with a name in common belong to one case, whichever of them comes first.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from exchange.notices.mapping import published, short, takes_back
from exchange.notices.notice import Notice, distinct, oj_number
from states.records.names import lot_key

_UUID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-[0-9]{1,3})?")
_OLD_OJ_NUMBER = re.compile(r"([0-9]{4})/S [0-9]{1,3}-0*([1-9][0-9]*)")
# Senders also write "-", "n.a." or only zeros where a procedure should stand.
_PROCEDURE = re.compile(r"(?=.*[1-9])[0-9a-z][0-9a-z._:/-]{6,}")
PROCEDURE = "procedure "
_REMEMBERED = 1_000  # the references of some notices: each is looked at several times


class Names(NamedTuple):  # a tuple: what one process reads it hands to another
    """The names of one notice, by what they are used for.

    `own` tell that the notice was imported before; `links` find its case, the surest first. `itself` is its id without
    version and its publication number, `others` the names of notices it refers to: among them those that it corrects or
    modifies (`altered`) and those of the frameworks that its contracts are under. `replaces` names the notice that this
    one corrects, or takes back (`voids`); `replaced` are the names that a correction of this one would leave.

    `left` are all names by which later notices find the case of this one, `called` those of the notice itself, `framed`
    those that what is bought under its framework leaves, and `all` every name by which its case is looked for.
    """

    own: tuple[str, ...]
    links: tuple[str, ...]
    itself: tuple[str, ...]
    others: tuple[str, ...]
    altered: tuple[str, ...]
    frameworks: tuple[str, ...]
    replaces: str | None
    replaced: tuple[str, ...]
    voids: bool
    said_on: date
    left: tuple[str, ...]
    called: tuple[str, ...]
    framed: tuple[str, ...]
    all: tuple[str, ...]

    @property
    def has_procedure(self) -> bool:
        return self.links[0].startswith(PROCEDURE)


def names_of(notice: Notice, *, number: str | None = None, alone: bool = False) -> Names:
    """Return the names of a notice.

    `number` is the internal number (BT-22) of a buyer whose numbers are our references. `alone` leaves out the notices
    that this one refers to: a person says that it continues none of them.
    """
    reference = notice.reference.lower()
    oj = notice.oj_number
    named_by = _itself(reference, oj or "")
    itself = tuple(map(short, named_by))
    procedure = (notice.procedure_id or "").lower()
    altered, frameworks = _altered(notice), _frameworks(notice)
    others = () if alone else distinct((*_named(notice.previous_notices), *altered, *frameworks))
    corrected = _sound(notice.change.notice) if notice.change and notice.change.notice else None
    own = tuple([short(f"is {name}") for name in (reference, oj) if name])
    called = tuple([f"notice {name}" for name in itself])
    referred = tuple([short(f"notice {name}") for name in others])
    links = distinct(
        [
            *([short(f"{PROCEDURE}{procedure}")] if _PROCEDURE.fullmatch(procedure) else ()),
            *([short(f"number {lot_key(number)}")] if number else ()),
            *map(short, called),
            *referred,
        ]
    )
    # A notice that corrects itself tells no version: the newest word counts then anyway.
    replaces = f"replaced {corrected}" if corrected and corrected not in {reference, *itself} else None
    replaced = _if_replaced(reference, named_by)
    voids = takes_back(notice)
    under = () if alone else tuple([short(f"notice {name}") for name in frameworks])
    left = (*own, *links, *map(framed, under))
    if replaces is not None:
        left += (replaces, void(replaces)) if voids else (replaces,)
    framing = tuple(map(framed, called))
    return Names(
        own=own,
        links=links,
        itself=itself,
        others=referred,
        altered=() if alone else tuple([short(f"notice {name}") for name in altered]),
        frameworks=under,
        replaces=replaces,
        replaced=replaced,
        voids=voids,
        said_on=published(notice),
        left=left,
        called=(*own, *called),
        framed=framing,
        all=(*left, *framing, *replaced, *map(void, replaced)),
    )


def names_if_replaced(reference: str, number: str) -> tuple[str, ...]:
    """Return the names that a correction of a notice leaves: by id and version, by id, or by publication number."""
    return _if_replaced(reference, _itself(reference, number))


def _if_replaced(reference: str, itself: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([short(f"replaced {name}") for name in distinct((reference, *itself))])


def framed(name: str) -> str:
    """Return the name that is stored when a notice is named as the framework of what another one tells."""
    return short(f"frame{name.removeprefix('notice')}")


def void(replaced: str) -> str:
    """Return the name that is stored when a notice was cancelled instead of corrected."""
    return f"void{replaced.removeprefix('replaced')}"


def together(names: Sequence[Names]) -> list[list[int]]:
    """Return the indexes of the notices that belong together; sets, and the notices in each, by publication."""
    chief: dict[str, str] = {}

    def chief_of(name: str) -> str:
        while (above := chief.setdefault(name, name)) != name:
            chief[name] = name = chief[above]
        return name

    for one in names:
        for other in one.links[1:]:
            chief[chief_of(other)] = chief_of(one.links[0])
    sets: dict[str, list[int]] = {}
    for place in sorted(range(len(names)), key=lambda place: (names[place].said_on, names[place].own)):
        sets.setdefault(chief_of(names[place].links[0]), []).append(place)
    return list(sets.values())


def _itself(reference: str, number: str) -> tuple[str, ...]:
    return tuple(filter(None, (without_version(reference), number)))


def _altered(notice: Notice) -> tuple[str, ...]:
    return _named(change.notice for change in (notice.change, notice.modification) if change)


def _frameworks(notice: Notice) -> tuple[str, ...]:
    return _named(one.framework_notice for one in notice.contracts)


def _named(references: Iterable[str | None]) -> tuple[str, ...]:
    sound = [_sound(other) for other in references if other]
    return distinct(without_version(name) for name in sound if name)


@lru_cache(maxsize=_REMEMBERED)
def _sound(reference: str) -> str | None:
    """Return a reference as the notice itself would be named, or None for one that names no notice."""
    if old := _OLD_OJ_NUMBER.fullmatch(reference):
        return f"{old[2]}-{old[1]}"
    name = reference.lower()
    return name if _UUID.fullmatch(name) or oj_number(name) else None


@lru_cache(maxsize=_REMEMBERED)
def without_version(reference: str) -> str:
    """Return the id of a notice from its id and version; what is no such id stays as written."""
    uuid = _UUID.fullmatch(reference)
    return uuid[1] if uuid else reference
