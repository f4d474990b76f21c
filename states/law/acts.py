"""The procurement acts: what a procurement falls under, and which section of each act a rule stands in."""

from enum import StrEnum, auto


class Act(StrEnum):
    """The act that governs a procurement; the values are stored."""

    LOU = auto()
    LUF = auto()
    LUK = auto()
    LUFS = auto()
    LOV = auto()
