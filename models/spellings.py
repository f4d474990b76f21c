"""The names that lots and suppliers have in one case: whatever is told of them is filed under the first spelling.

A supplier that goes on under another name, or whose contract went over to another firm, is found by its former name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.records.names import lot_key, supplier_key, tidied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.casefile import ObligationFile
    from states.records.observations import Observation


class Spellings:
    """The names that are in use in a case, out of what its suppliers owe and what was recorded, the oldest first."""

    def __init__(self, obligations: Iterable[ObligationFile], recorded: Iterable[Observation] = ()) -> None:
        self._exact: set[tuple[str, str]] = set()
        self._lots: dict[str, str] = {}
        self._present: dict[tuple[str, str], str] = {}
        self._former: dict[tuple[str, str], str] = {}
        self._anywhere: dict[str, str] = {}
        for owed in obligations:
            self._exact.add((owed.lot, owed.supplier))
            self._learn(owed.lot, owed.supplier)
            for name in owed.former_names:
                self._former.setdefault((lot_key(owed.lot), supplier_key(name)), owed.supplier)
        for one in recorded:
            self.told(one)

    def told(self, observation: Observation) -> Observation:
        """Return a record under the names that are in use; what is named for the first time is in use from now on."""
        lot, supplier = self.of(observation.lot, observation.supplier)
        self._learn(lot, supplier)
        return _under(observation, lot, supplier)

    def renamed(self, observation: Observation) -> Observation:
        """Return a record under the names that are in use, without taking its own into use."""
        return _under(observation, *self.of(observation.lot, observation.supplier))

    def of(self, lot: str, supplier: str) -> tuple[str, str]:
        """Return the lot and the supplier that are meant, as they are called in the case; new ones as they are told."""
        if (lot, supplier) in self._exact:
            return lot, supplier
        here = self._lots.get(lot_key(lot), tidied(lot))
        return here, self.supplier(here, supplier) or tidied(supplier)

    def supplier(self, lot: str, supplier: str) -> str:
        """Return what a supplier of a lot is called in the case, "" for one that the case does not know."""
        key = (lot_key(lot), supplier_key(supplier))
        return self._present.get(key) or self._former.get(key) or self._anywhere.get(key[1], "")

    def has_gone_on(self, lot: str, supplier: str) -> str:
        """Return what a supplier is called now, of which this is a former name and nobody's present one; else ""."""
        key = (lot_key(lot), supplier_key(supplier))
        return "" if key in self._present else self._former.get(key, "")

    def _learn(self, lot: str, supplier: str) -> None:
        if lot:
            self._lots.setdefault(lot_key(lot), lot)
        if supplier:
            key = supplier_key(supplier)
            self._present.setdefault((lot_key(lot), key), supplier)
            self._anywhere.setdefault(key, supplier)


def _under(observation: Observation, lot: str, supplier: str) -> Observation:
    if (lot, supplier) == (observation.lot, observation.supplier):
        return observation
    return observation._replace(lot=lot, supplier=supplier)
