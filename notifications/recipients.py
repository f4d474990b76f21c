"""Who a reminder is for."""

from enum import StrEnum, auto


class Recipient(StrEnum):
    OFFICER = auto()
    MANAGER = auto()
    SUPPORT = auto()
    LABOUR_MARKET = auto()
    CONTACT = auto()
    SUPPLIER = auto()
