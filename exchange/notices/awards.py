"""Reading how the lots of an eForms notice ended: tenders, winners, contracts."""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeVar

from exchange.notices.notice import SELECTED, Contract, Lot, LotResult, Organisation, distinct
from exchange.notices.ubl import (
    ID,
    ISSUE_DATE,
    NAME,
    NOTICE_REFERENCE,
    Children,
    Element,
    EveryChild,
    children,
    date_of,
    every_child,
    ids,
    inside,
    kronor_of,
    reference_of,
    said,
    sum_of,
    tag_of,
    text_of,
)

Key = TypeVar("Key")
Find = Callable[[str | None], Organisation | None]
"""Looks an organisation up by the id that it has in the notice."""

_BOOLEANS: dict[str | None, bool] = {"true": True, "1": True, "false": False, "0": False}

_LOT_RESULT = tag_of("efac:LotResult")
_LOT_TENDER = tag_of("efac:LotTender")
_CONTRACT = tag_of("efac:SettledContract")
_TENDERING_PARTY = tag_of("efac:TenderingParty")
_TENDERER = tag_of("efac:Tenderer")
_TENDER_LOT = tag_of("efac:TenderLot")
_OUTCOME = tag_of("cbc:TenderResultCode")
_DECISION_REASON = tag_of("efac:DecisionReason")
_DECISION_REASON_CODE = tag_of("efbc:DecisionReasonCode")
_RANK = tag_of("cbc:RankCode")
_DECIDED = tag_of("cbc:AwardDate")
_TITLE = tag_of("cbc:Title")
_CONTRACT_REFERENCE = tag_of("efac:ContractReference")
_TENDER_TOTAL = tag_of("cac:LegalMonetaryTotal")
_PAYABLE = tag_of("cbc:PayableAmount")
_TOTAL = tag_of("cbc:TotalAmount")
_IN_FRAMEWORK = tag_of("efbc:ContractFrameworkIndicator")


class _Tender(NamedTuple):
    lot: str | None
    is_first: bool
    organisations: tuple[Organisation, ...]
    value: float | None


class _Settled(NamedTuple):
    """Who won, by contract, by lot, and by both. Only what has a tender is in here."""

    by_contract: dict[str, tuple[Organisation, ...]]
    by_lot: dict[str | None, tuple[Organisation, ...]]
    by_both: dict[tuple[str, str | None], tuple[Organisation, ...]]


def awards(
    result: Element | None, lots: Iterable[Lot], find: Find, language: str | None
) -> tuple[tuple[Contract, ...], tuple[LotResult, ...], float | None]:
    """Return the contracts, how each lot ended, and the value of all contracts in SEK.

    The contracts name the winners: contract -> tender -> tendering party -> tenderers. The tenders in a lot's result do
    not, since losers are listed there too.
    """
    if result is None:
        return (), (), None
    parts = every_child(result)
    tender = _tenders(parts, find)
    contracts: list[Contract] = []
    settled: list[tuple[str, _Tender]] = []
    winning: list[str] = []
    for contract in map(children, parts.get(_CONTRACT, ())):
        contract_id = text_of(contract.get(ID)) or ""
        tender_ids = ids(contract.get(_LOT_TENDER))
        tenders = [tender(tender_id) for tender_id in tender_ids]
        settled += [(contract_id, one) for one in tenders]
        winning += tender_ids
        contracts.append(_contract(contract_id, contract, _winners(tenders), language))
    won = _Settled(
        by_contract=_grouped((contract_id, one) for contract_id, one in settled),
        by_lot=_grouped((one.lot, one) for _, one in settled),
        by_both=_grouped(((contract_id, one.lot), one) for contract_id, one in settled),
    )
    lot_ids = {lot.id for lot in lots}
    results = [_lot_result(children(one), won, tender, lot_ids) for one in parts.get(_LOT_RESULT, ())]
    return tuple(contracts), tuple(results), _value(parts, winning, tender)


def _value(parts: EveryChild, winning: Iterable[str], tender: Callable[[str], _Tender]) -> float | None:
    """Return the value of all contracts in SEK (BT-161), else the sum of the tenders that won them (BT-720).

    None where one of these tenders has no amount.
    """
    if (total := kronor_of(parts[_TOTAL][-1] if _TOTAL in parts else None)) is not None:
        return total
    return sum_of([tender(tender_id).value for tender_id in distinct(winning)])


def _grouped(tenders: Iterable[tuple[Key, _Tender]]) -> dict[Key, tuple[Organisation, ...]]:
    groups: dict[Key, list[_Tender]] = {}
    for key, tender in tenders:
        groups.setdefault(key, []).append(tender)
    return {key: _winners(group) for key, group in groups.items()}


def _tenders(parts: EveryChild, find: Find) -> Callable[[str], _Tender]:
    tenders = _by_id(parts.get(_LOT_TENDER, ()))
    parties = _by_id(parts.get(_TENDERING_PARTY, ()))

    def members(party_id: str) -> list[Organisation]:
        """Return the members of a consortium. Subcontractors are not among them."""
        party = children(parties.get(party_id))
        found = [member for tenderer in ids(party.get(_TENDERER)) if (member := find(tenderer))]
        name = text_of(party.get(NAME))
        return found or ([Organisation(name)] if name else [])

    known: dict[str, _Tender] = {}

    def tender(tender_id: str) -> _Tender:
        if tender_id not in known:
            known[tender_id] = made(tender_id)
        return known[tender_id]

    def made(tender_id: str) -> _Tender:
        parts = children(tenders.get(tender_id))
        return _Tender(
            lot=text_of(inside(parts, _TENDER_LOT).get(ID)),
            is_first=text_of(parts.get(_RANK)) == "1",
            organisations=distinct([one for party in ids(parts.get(_TENDERING_PARTY)) for one in members(party)]),
            value=kronor_of(inside(parts, _TENDER_TOTAL).get(_PAYABLE)),
        )

    return tender


def _by_id(elements: Iterable[Element]) -> dict[str | None, Element]:
    return {text_of(found): one for one in elements for found in one.iterchildren(ID)}


def _contract(contract_id: str, settled: Children, winners: tuple[Organisation, ...], language: str | None) -> Contract:
    return Contract(
        id=contract_id,
        number=text_of(inside(settled, _CONTRACT_REFERENCE).get(ID)),
        title=said(settled.get(_TITLE), language),
        decided=date_of(text_of(settled.get(_DECIDED))),
        concluded=date_of(text_of(settled.get(ISSUE_DATE))),
        in_framework=_BOOLEANS.get(text_of(settled.get(_IN_FRAMEWORK))),
        framework_notice=reference_of(text_of(inside(settled, NOTICE_REFERENCE).get(ID))),
        winners=winners,
    )


def _lot_result(
    parts: Children, won: _Settled, tender: Callable[[str], _Tender], lot_ids: Collection[str]
) -> LotResult:
    lot = text_of(inside(parts, _TENDER_LOT).get(ID))
    outcome = text_of(parts.get(_OUTCOME))
    contracts = distinct(ids(parts.get(_CONTRACT)))
    # One contract may cover several lots; a tender may name a group of lots, or none.
    winners = [won.by_both[contract, lot] for contract in contracts if (contract, lot) in won.by_both]
    winners = winners or [won.by_contract[contract] for contract in contracts if contract in won.by_contract]
    if not winners and lot in won.by_lot:
        winners = [won.by_lot[lot]]
    elif not winners and outcome == SELECTED:
        winners = [_winners(_only_tender([tender(one) for one in distinct(ids(parts.get(_LOT_TENDER)))]))]
    return LotResult(
        lot=lot if lot in lot_ids else None,
        outcome=outcome,
        reason=text_of(inside(parts, _DECISION_REASON).get(_DECISION_REASON_CODE)),
        contracts=contracts,
        winners=winners[0] if len(winners) == 1 else distinct([one for several in winners for one in several]),
    )


def _only_tender(tenders: list[_Tender]) -> list[_Tender]:
    """Return the tender that must have won where no contract tells: the only one, or the only one ranked first."""
    chosen = tenders if len(tenders) == 1 else [one for one in tenders if one.is_first]
    return chosen if len(chosen) == 1 else []


def _winners(tenders: Iterable[_Tender]) -> tuple[Organisation, ...]:
    return distinct([organisation for tender in tenders for organisation in tender.organisations])
