"""Who a rung of a ladder is for, and who gets it instead when nobody who holds that role can be reached."""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType

from states.text import Text


class Recipient(StrEnum):
    """Those of the city bear the name of their role in the directory; `SUPPLIER` is the supplier's own person."""

    OFFICER = auto()
    MANAGER = auto()
    SUPPORT = auto()
    LABOUR_MARKET = auto()
    CONTACT = auto()
    """The labour-market unit's contact person for one supplier."""
    SUPPLIER = auto()


_R = Recipient
INSTEAD: Mapping[Recipient, tuple[Recipient, ...]] = {
    _R.OFFICER: (_R.OFFICER, _R.MANAGER, _R.SUPPORT),
    _R.MANAGER: (_R.MANAGER, _R.SUPPORT),
    _R.SUPPORT: (_R.SUPPORT, _R.MANAGER),
    _R.LABOUR_MARKET: (_R.LABOUR_MARKET, _R.SUPPORT, _R.MANAGER),
    _R.CONTACT: (_R.CONTACT, _R.LABOUR_MARKET, _R.SUPPORT, _R.MANAGER),
    _R.SUPPLIER: (_R.SUPPLIER, _R.CONTACT, _R.LABOUR_MARKET, _R.SUPPORT, _R.MANAGER),
}
"""The roles tried in turn until somebody can be reached; last the manager of the unit, if support is gone too."""

HELD_BY: Mapping[Recipient, tuple[Recipient, ...]] = {
    _R.OFFICER: (_R.OFFICER, _R.MANAGER),
    _R.SUPPORT: (_R.SUPPORT,),
    _R.CONTACT: (_R.LABOUR_MARKET,),
    _R.SUPPLIER: (_R.SUPPLIER,),
}
"""The roles in the directory of a person who is named in a case as officer, support, contact or supplier's person."""

RECIPIENT_LABELS: Mapping[str, Text] = {
    _R.OFFICER: Text("upphandlaren", "the procurement officer"),
    _R.MANAGER: Text("chefen", "the manager"),
    _R.SUPPORT: Text("stödfunktionen", "the support function"),
    _R.LABOUR_MARKET: Text("arbetsmarknadsenheten", "the labour-market unit"),
    _R.CONTACT: Text("kontaktpersonen", "the contact person"),
    _R.SUPPLIER: Text("leverantören", "the supplier"),
}

NOBODY: Mapping[Recipient, int | None] = MappingProxyType({})
"""Neither a contact person nor a person of the supplier, as for what concerns the whole case."""
