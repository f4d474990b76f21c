"""How contracts are awarded and tenderers told: the procedures, their Swedish names, the channels."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum, auto
from functools import cache, lru_cache

from states.text import Text


class Procedure(StrEnum):
    """How the contract is awarded; the values are stored."""

    OPEN = auto()
    RESTRICTED = auto()
    NEGOTIATED = auto()
    NEGOTIATED_WITHOUT_NOTICE = auto()
    COMPETITIVE_DIALOGUE = auto()
    INNOVATION_PARTNERSHIP = auto()
    SIMPLIFIED = auto()
    """Advertised under chapter 19: below the threshold, or services of annex 2 (förenklat förfarande before 2022)."""
    RENEWED_COMPETITION = auto()
    RENEWED_COMPETITION_CH19 = auto()
    DYNAMIC_PURCHASING_SYSTEM = auto()
    DYNAMIC_PURCHASING_CH19 = auto()
    DIRECT_AWARD = auto()
    CALL_OFF = auto()
    """A call-off under a framework agreement without renewed competition (LOU 7:4, 7:6; LUF 7:3)."""
    CONCESSION = auto()
    """An advertised concession (LUK 8:1): the authority shapes the procedure itself (LUK 6:1)."""
    QUALIFICATION_SYSTEM = auto()
    """Tenderers are picked from a qualification system that serves as the call (LUF 10:4)."""
    DESIGN_CONTEST = auto()
    """A jury ranks (LOU chapter 18, LUF chapter 17); the contract is then negotiated without prior notice."""
    FREEDOM_OF_CHOICE = auto()
    """A system of choice (LOV): whoever meets the terms gets a contract."""


class Chapter(StrEnum):
    """Which part of its act governs: the main one, that below the threshold, or that on direct awards.

    LOU and LUF: chapters 1-18, 19 and 19 a. LUK: chapters 1-14, 15, and 15:6.
    """

    MAIN = auto()
    BELOW = auto()
    DIRECT = auto()


CHAPTERS: Mapping[Procedure, Chapter] = dict.fromkeys(Procedure, Chapter.MAIN) | {
    Procedure.SIMPLIFIED: Chapter.BELOW,
    Procedure.RENEWED_COMPETITION_CH19: Chapter.BELOW,
    Procedure.DYNAMIC_PURCHASING_CH19: Chapter.BELOW,
    Procedure.DIRECT_AWARD: Chapter.DIRECT,
}
"""The chapter that each procedure belongs to."""


class Channel(StrEnum):
    """How the award notice went out: OTHER if even one tenderer or candidate was told otherwise (LOU 20:1 para 2)."""

    ELECTRONIC = auto()
    OTHER = auto()


_P = Procedure

SPELLINGS: Mapping[Procedure, tuple[str, ...]] = {
    _P.OPEN: ("öppet", "öppet förfarande"),
    _P.RESTRICTED: ("selektivt", "selektivt förfarande"),
    _P.NEGOTIATED: (
        "neg-w-call",
        "förhandlat",
        "förhandlat förfarande",
        "förhandlat med annonsering",
        "förhandlat förfarande med annonsering",
        "förhandlat förfarande med föregående annonsering",
    ),
    _P.NEGOTIATED_WITHOUT_NOTICE: (
        "neg-wo-call",
        "förhandlat utan annonsering",
        "förhandlat förfarande utan annonsering",
        "förhandlat förfarande utan föregående annonsering",
    ),
    _P.COMPETITIVE_DIALOGUE: ("comp-dial", "konkurrenspräglad dialog"),
    _P.INNOVATION_PARTNERSHIP: ("innovation", "innovationspartnerskap"),
    # The eForms codes for procedures of national law; what is advertised below the threshold is published under them.
    _P.SIMPLIFIED: (
        "oth-single",
        "oth-mult",
        "comp-tend",
        "förenklat",
        "förenklat förfarande",
        "urvalsupphandling",
        "annonspliktig",
        "annonspliktig upphandling",
    ),
    _P.RENEWED_COMPETITION: ("fku", "förnyad konkurrensutsättning"),
    _P.RENEWED_COMPETITION_CH19: (
        "fku 19",
        "fku 19 kap",
        "förnyad konkurrensutsättning 19 kap",
        "förnyad konkurrensutsättning enligt 19 kap",
    ),
    _P.DYNAMIC_PURCHASING_SYSTEM: ("dis", "dps", "dynamiskt inköpssystem"),
    _P.DYNAMIC_PURCHASING_CH19: (
        "dis 19",
        "dis 19 kap",
        "dynamiskt inköpssystem 19 kap",
        "dynamiskt inköpssystem enligt 19 kap",
    ),
    _P.DIRECT_AWARD: ("direkt", "direktupphandling"),
    _P.CALL_OFF: ("avrop", "avrop utan förnyad konkurrensutsättning"),
    _P.CONCESSION: ("tjänstekoncession", "byggkoncession", "koncession"),
    _P.QUALIFICATION_SYSTEM: ("kvalificeringssystem",),
    _P.DESIGN_CONTEST: ("projekttävling",),
    _P.FREEDOM_OF_CHOICE: ("lov", "valfrihetssystem"),
}
"""What a procedure is called beside its own value: eForms codes (BT-105), Swedish names and abbreviations."""
PROCEDURE_LABELS: Mapping[Procedure, Text] = {
    procedure: Text(SPELLINGS[procedure][-1], procedure.replace("_", " ")) for procedure in Procedure
}


@lru_cache(maxsize=256)
def parse_procedure(text: str) -> Procedure:
    """Return the procedure a word, abbreviation or eForms code stands for; ValueError names what is understood.

    Case, accents, hyphens, underscores and full stops make no difference.
    """
    try:
        return _procedures_by_spelling()[_normalised(text)]
    except KeyError:
        known = "; ".join(f"{p} ({', '.join(words)})" for p, words in SPELLINGS.items())
        raise ValueError(f"Unknown procedure {text!r}. Understood are: {known}") from None


@cache
def _procedures_by_spelling() -> dict[str, Procedure]:
    return {_normalised(word): p for p, words in SPELLINGS.items() for word in (p.value, *words)}


def _normalised(text: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[-_.\s]+", " ", letters).strip()


CHANNEL_LABELS: Mapping[Channel, Text] = {
    Channel.ELECTRONIC: Text("elektroniskt till alla", "electronically to all"),
    Channel.OTHER: Text("på annat sätt till minst en", "otherwise to at least one"),
}
