"""Reading an eForms notice: bytes in, Notice out. SDK 1.3 to 1.13 share the paths that are read here.

Real notices break the schema in small ways, so nothing is validated. Elements are told by namespace and name, never by
prefix, and `listName` is looked at only where two code lists share an element. What a notice writes about officials is
not read, nor is `/*/cac:TenderResult/cbc:AwardDate`, which UBL demands and senders fill with anything.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, TypeVar, cast
from zoneinfo import ZoneInfo

from lxml import etree

from exchange.length import UNKNOWN, Length, length
from exchange.notice import (
    REQUIREMENT_SECTIONS,
    SELECTED,
    Change,
    Contract,
    Deadline,
    FormType,
    HandedIn,
    Lot,
    LotResult,
    Notice,
    NoticeSkipped,
    Organisation,
    Renewal,
    SkipCode,
    distinct,
    reference,
)
from exchange.xml import SIZE_LIMIT, parse, read_bytes
from states.text import Text

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SWEDISH, ENGLISH = "SWE", "ENG"

# Six published notices carry the procedure id of the SDK's example.
EXAMPLE_PROCEDURE_ID = "aff2863e-b4cc-4e91-baba-b3b85f709117"

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMESPACES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
    "ext": f"{_UBL}CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
_ROOTS = {f"{{{_UBL}{name}-2}}{name}" for name in ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice")}
_LEGACY_ROOT = "TED_EXPORT"

_FORM_TYPES = {form_type.value: form_type for form_type in FormType}
_STAGES = {
    **dict.fromkeys(("E1",), FormType.CONSULTATION),
    **dict.fromkeys((*map(str, range(1, 10)), "T01", "E2"), FormType.PLANNING),
    **dict.fromkeys((*map(str, range(10, 25)), "CEI", "E3"), FormType.COMPETITION),
    **dict.fromkeys(map(str, range(25, 29)), FormType.DIRECT_AWARD),
    **dict.fromkeys((*map(str, range(29, 38)), "T02", "E4"), FormType.RESULT),
    **dict.fromkeys((*map(str, range(38, 41)), "E6"), FormType.MODIFICATION),
    **dict.fromkeys(("E5",), FormType.COMPLETION),
}

_BOOLEANS: dict[str | None, bool] = {"true": True, "1": True, "false": False, "0": False}
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

Element = etree._Element  # noqa: SLF001 - the only name lxml has for what its parser returns
Children = dict[str, Element]
Key = TypeVar("Key")
Find = Callable[[str | None], Organisation | None]


def _tag(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _path(path: str) -> Callable[[Element], list[Element]]:
    return cast("Callable[[Element], list[Element]]", etree.XPath(path, namespaces=_NAMESPACES))


_EXTENSIONS = _tag("ext:UBLExtensions")
_EFORMS = _tag("efext:EformsExtension")
_ID = _tag("cbc:ID")
_NAME = _tag("cbc:Name")
_DESCRIPTION = _tag("cbc:Description")

_VERSION = _tag("cbc:VersionID")
_PROCEDURE_ID = _tag("cbc:ContractFolderID")
_ISSUE_DATE = _tag("cbc:IssueDate")
_PLANNED_DATE = _tag("cbc:PlannedDate")
_NOTICE_TYPE = _tag("cbc:NoticeTypeCode")
_LANGUAGE = _tag("cbc:NoticeLanguageCode")
_PROCESS = _tag("cac:TenderingProcess")
_PROCEDURE = _tag("cbc:ProcedureCode")
_PROJECT = _tag("cac:ProcurementProject")
_NATURE = _tag("cbc:ProcurementTypeCode")
_MAIN_CLASSIFICATION = _tag("cac:MainCommodityClassification")
_CLASSIFICATION = _tag("cbc:ItemClassificationCode")
_LOT = _tag("cac:ProcurementProjectLot")
_BUYERS = _path("cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID")

_SUBTYPE = _tag("efac:NoticeSubType")
_SUBTYPE_CODE = _tag("cbc:SubTypeCode")
_PUBLICATION = _tag("efac:Publication")
_PUBLICATION_NUMBER = _tag("efbc:NoticePublicationID")
_PUBLICATION_DATE = _tag("efbc:PublicationDate")
_CHANGES = _tag("efac:Changes")
_MODIFICATION = _tag("efac:ContractModification")
_CHANGED_NOTICE = _tag("efbc:ChangedNoticeIdentifier")
_CHANGED = _tag("efac:Change")
_CHANGE_TEXT = _tag("efbc:ChangeDescription")
_REASON = _tag("efac:ChangeReason")
_REASON_CODE = _tag("cbc:ReasonCode")
_REASON_TEXT = _tag("efbc:ReasonDescription")

_ORGANISATIONS = _tag("efac:Organizations")
_NO_ORGANISATIONS = etree.Element(_ORGANISATIONS)
_PARTY_IDENTIFICATION = _tag("cac:PartyIdentification")
_NAMES_AND_NUMBERS = _path("cac:PartyName/cbc:Name | cac:PartyLegalEntity/cbc:CompanyID")

_PERIOD = _tag("cac:PlannedPeriod")
_START_DATE = _tag("cbc:StartDate")
_END_DATE = _tag("cbc:EndDate")
_END_TIME = _tag("cbc:EndTime")
_MEASURE = _tag("cbc:DurationMeasure")
_OTHER_LENGTH = _tag("cbc:DescriptionCode")
_CONTRACT_EXTENSION = _tag("cac:ContractExtension")
_MAX_RENEWALS = _tag("cbc:MaximumNumberNumeric")
_RENEWAL = _tag("cac:Renewal")
_RENEWAL_PERIOD = _tag("cac:Period")
_OPTIONS = _tag("cbc:OptionsDescription")
_TENDER_PERIOD = _tag("cac:TenderSubmissionDeadlinePeriod")
_REQUEST_PERIOD = _tag("cac:ParticipationRequestReceptionPeriod")
_INTEREST_PERIOD = _tag("efac:InterestExpressionReceptionPeriod")
_APPEAL = _tag("cac:AppealTerms")
_APPEAL_PERIOD = _tag("cac:PresentationPeriod")
_NOTICE_REFERENCE = _tag("cac:NoticeDocumentReference")
_STRATEGIC_TEXT = _tag("cbc:ProcurementType")

_TERMS = _tag("cac:TenderingTerms")

# The codes of a lot share elements and are told apart by their listName, wherever they stand.
_CODE_LISTS = frozenset(
    {
        "framework-agreement",
        "dps-usage",
        "strategic-procurement",
        "social-objective",
        "reserved-execution",
        "reserved-procurement",
    }
)
_TEXTS_BESIDE = frozenset({"conditions", "strategic-procurement"})
_CODES = (
    _NATURE,
    _tag("cbc:ContractingSystemTypeCode"),
    _tag("cbc:ExecutionRequirementCode"),
    _tag("cbc:TendererRequirementTypeCode"),
)

_RESULT = _tag("efac:NoticeResult")
_LOT_RESULT = _tag("efac:LotResult")
_LOT_TENDER = _tag("efac:LotTender")
_CONTRACT = _tag("efac:SettledContract")
_TENDERING_PARTY = _tag("efac:TenderingParty")
_TENDERER = _tag("efac:Tenderer")
_TENDER_LOT = _tag("efac:TenderLot")
_OUTCOME = _tag("cbc:TenderResultCode")
_DECISION_REASON = _tag("efac:DecisionReason")
_DECISION_REASON_CODE = _tag("efbc:DecisionReasonCode")
_TENDER_IDS = _path("efac:LotTender/cbc:ID")
_TENDERING_PARTY_IDS = _path("efac:TenderingParty/cbc:ID")
_RANK = _tag("cbc:RankCode")
_DECIDED = _tag("cbc:AwardDate")
_TITLE = _tag("cbc:Title")
_CONTRACT_REFERENCE = _tag("efac:ContractReference")
_IN_FRAMEWORK = _tag("efbc:ContractFrameworkIndicator")


def read_file(path: Path, *, limit: int = SIZE_LIMIT) -> Notice:
    """Return the notice in a file; raise NoticeSkipped also for a file that is too large (bytes) or cannot be read."""
    return read_notice(read_bytes(path, limit=limit))


def read_notice(content: bytes) -> Notice:
    """Return the notice, or raise NoticeSkipped with the cause. No other exception leaves this function."""
    root = parse(content)
    if root.tag not in _ROOTS:
        raise _not_a_notice(root)
    top = _children(root)
    extension = _extension(top)
    subtype = _text(_inside(extension, _SUBTYPE).get(_SUBTYPE_CODE))
    form_type, notice_type = _form_type(top, subtype)
    stage = _STAGES.get(subtype or "", form_type) if form_type is FormType.CHANGE else form_type
    language = _text(top.get(_LANGUAGE))
    project, process = _inside(top, _PROJECT), _inside(top, _PROCESS)
    publication = _inside(extension, _PUBLICATION)
    organisations = extension.get(_ORGANISATIONS, _NO_ORGANISATIONS)
    find = _directory(organisations, language)
    notice_id, title = _text(top.get(_ID)), _said(project.get(_NAME), language)
    buyers = distinct([buyer for party in _BUYERS(root) if (buyer := find(_text(party)))])
    lots = _lots(root, stage, language)
    is_whole = all(map(len, organisations)) and all(lot.id for lot in lots)
    if not (notice_id and form_type and stage and title and buyers and is_whole):
        facts = (notice_id, form_type, buyers, title)
        missing = [name for name, fact in zip(_NEEDED, facts, strict=True) if not fact]
        raise _incomplete(missing, _defects(root, organisations))
    contracts, results = _awards(extension.get(_RESULT), lots, language, find)
    change = _change(extension.get(_CHANGES), language)
    procedure_id = _text(top.get(_PROCEDURE_ID))
    return Notice(
        notice_id=notice_id,
        version=_text(top.get(_VERSION)) or "01",
        form_type=form_type,
        stage=stage,
        subtype=subtype,
        notice_type=notice_type,
        # Award notices also hold a block of changes that names no notice: it tells what happened during the call.
        is_change=form_type is FormType.CHANGE or (change is not None and change.notice is not None),
        title=title,
        buyers=buyers,
        procedure_id=None if procedure_id == EXAMPLE_PROCEDURE_ID else procedure_id,
        publication_number=_text(publication.get(_PUBLICATION_NUMBER)),
        publication_date=_date(_text(publication.get(_PUBLICATION_DATE))),
        dispatch_date=_date(_text(top.get(_ISSUE_DATE))),
        language=language,
        description=_said(project.get(_DESCRIPTION), language),
        internal_number=_text(project.get(_ID)),
        nature=_text(project.get(_NATURE)),
        cpv_main=_text(_inside(project, _MAIN_CLASSIFICATION).get(_CLASSIFICATION)),
        procedure=_text(process.get(_PROCEDURE)),
        planned_call=_date(_text(top.get(_PLANNED_DATE))),
        lots=lots,
        results=results,
        contracts=contracts,
        previous_notices=_previous_notices(process, lots),
        change=change,
        modification=_change(extension.get(_MODIFICATION), language),
    )


def _extension(top: Children) -> Children:
    extensions = top.get(_EXTENSIONS)
    return {} if extensions is None else _children(next(extensions.iter(_EFORMS), None))


def _form_type(top: Children, subtype: str | None) -> tuple[FormType | None, str | None]:
    """Return the form type and the notice type. The root element tells neither: BT-03 does, else the subtype."""
    code = top.get(_NOTICE_TYPE)
    if code is None:
        return _STAGES.get(subtype or ""), None
    return _FORM_TYPES.get(code.get("listName", "")) or _STAGES.get(subtype or ""), _text(code)


def _change(element: Element | None, language: str | None) -> Change | None:
    if element is None:
        return None
    parts = _children(element)
    reason = _inside(parts, _REASON)
    described = [_said(_children(one).get(_CHANGE_TEXT), language) for one in _alike(parts.get(_CHANGED))]
    return Change(
        notice=_reference(_text(parts.get(_CHANGED_NOTICE))),
        reason=_text(reason.get(_REASON_CODE)),
        text=_joined(described) or _said(reason.get(_REASON_TEXT), language),
    )


def _previous_notices(process: Children, lots: Iterable[Lot]) -> tuple[str, ...]:
    found = [*_references(process.get(_NOTICE_REFERENCE))]
    for lot in lots:
        found += lot.previous_notices
    return distinct(found) if found else ()


# Organisations


def _directory(listed: Element, language: str | None) -> Find:
    """Return a search for organisations by the ids of this notice."""
    parties = {_text(one[0]): one.getparent() for one in listed.iter(_PARTY_IDENTIFICATION) if len(one)}
    known: dict[str | None, Organisation | None] = {None: None}

    def find(party_id: str | None) -> Organisation | None:
        if party_id not in known:
            known[party_id] = _organisation(parties.get(party_id), language)
        return known[party_id]

    return find


def _organisation(party: Element | None, language: str | None) -> Organisation | None:
    if party is None:
        return None
    names: list[Element] = []
    number = None
    for element in _NAMES_AND_NUMBERS(party):
        if element.tag == _NAME:
            names.append(element)
        else:
            number = number or _text(element)
    name = _in_best_language(names, language)
    return Organisation(name, number) if name else None


# Lots


def _lots(root: Element, stage: FormType | None, language: str | None) -> tuple[Lot, ...]:
    """Return the lots, of a planning notice also its parts, never groups of lots."""
    schemes = {"lot", "part"} if stage is FormType.PLANNING else {"lot"}
    lots: list[Lot] = []
    for element in root.iterchildren(_LOT):
        parts = _children(element)
        identifier = parts.get(_ID)
        if identifier is not None and identifier.get("schemeName", "").lower() in schemes:
            lots.append(_lot(element, parts, language))
    return tuple(lots)


def _lot(element: Element, parts: Children, language: str | None) -> Lot:
    project, process = _inside(parts, _PROJECT), _inside(parts, _PROCESS)
    codes: dict[str, list[str]] = {}
    holders: dict[str, dict[Element | None, None]] = {}
    for code in element.iter(*_CODES):
        list_name = code.get("listName", "")
        if list_name in _CODE_LISTS and (text := _text(code)):
            codes.setdefault(list_name, []).append(text)
        if list_name in _TEXTS_BESIDE:
            holders.setdefault(list_name, {})[code.getparent()] = None
    title = _said(project.get(_NAME), language)
    return Lot(
        id=_text(parts.get(_ID)) or "",
        title=title,
        description=_said(project.get(_DESCRIPTION), language),
        length=_length(project.get(_PERIOD)),
        renewal=_renewal(project.get(_CONTRACT_EXTENSION), language),
        framework=_code(codes.get("framework-agreement")),
        dynamic_purchasing=_code(codes.get("dps-usage")),
        strategic_codes=_all(codes.get("strategic-procurement")),
        strategic_text=_beside(holders.get("strategic-procurement"), _STRATEGIC_TEXT, language),
        social_codes=_all(codes.get("social-objective")),
        performance_conditions=_beside(holders.get("conditions"), _DESCRIPTION, language),
        reserved_execution=_code(codes.get("reserved-execution")),
        reserved_participation=_code(codes.get("reserved-procurement")),
        deadline=_deadline(process),
        review_text=_review_text(parts.get(_TERMS), language),
        previous_notices=_references(process.get(_NOTICE_REFERENCE)),
        is_requirement_section=title is not None and title.casefold().replace("’", "'") in REQUIREMENT_SECTIONS,
    )


def _code(found: list[str] | None) -> str | None:
    """Return the code, and where a notice writes several one that says more than `none`."""
    if not found:
        return None
    return found[0] if len(found) == 1 else next((code for code in found if code != "none"), found[0])


def _all(found: list[str] | None) -> tuple[str, ...]:
    return distinct(found) if found else ()


def _beside(holders: Iterable[Element | None] | None, tag: str, language: str | None) -> str | None:
    """Return the texts that stand beside codes."""
    return _joined([_said(_children(holder).get(tag), language) for holder in holders]) if holders else None


def _joined(texts: list[str | None]) -> str | None:
    return "\n\n".join(distinct([text for text in texts if text])) or None


def _length(element: Element | None) -> Length:
    if element is None:
        return UNKNOWN
    period = _children(element)
    measure = period.get(_MEASURE)
    return length(
        start=_date(_text(period.get(_START_DATE))),
        end=_date(_text(period.get(_END_DATE))),
        number=_text(measure),
        unit=None if measure is None else measure.get("unitCode"),
        other=_text(period.get(_OTHER_LENGTH)),
    )


def _renewal(element: Element | None, language: str | None) -> Renewal | None:
    if element is None:
        return None
    extension = _children(element)
    return Renewal(
        times=_text(extension.get(_MAX_RENEWALS)),
        text=_said(_inside(_inside(extension, _RENEWAL), _RENEWAL_PERIOD).get(_DESCRIPTION), language),
        options=_said(extension.get(_OPTIONS), language),
    )


def _deadline(process: Children) -> Deadline | None:
    if _TENDER_PERIOD in process:
        return _deadline_of(HandedIn.TENDERS, process[_TENDER_PERIOD])
    if _REQUEST_PERIOD in process:
        return _deadline_of(HandedIn.REQUESTS, process[_REQUEST_PERIOD])
    if _EXTENSIONS in process:
        return _deadline_of(HandedIn.INTEREST, next(process[_EXTENSIONS].iter(_INTEREST_PERIOD), None))
    return None


def _deadline_of(what: HandedIn, element: Element | None) -> Deadline | None:
    period = _children(element)
    written = _text(period.get(_END_DATE))
    day = _date(written)
    return Deadline(day, what, _moment(written, _text(period.get(_END_TIME)))) if written and day else None


def _moment(day: str, hour: str | None) -> datetime | None:
    """Join a date and an hour. Where their offsets differ the date's counts; a date without one is in Swedish time."""
    clock = _CLOCK.match(hour or "")
    if clock is None:
        return None
    try:
        moment = datetime.fromisoformat(f"{day[:10]}T{clock[0]}{day[10:]}")
        return moment.astimezone(STOCKHOLM) if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
    except (ValueError, OverflowError):
        return None


def _review_text(terms: Element | None, language: str | None) -> str | None:
    if terms is None:
        return None
    appeal = _children(next(terms.iterchildren(_APPEAL), None))
    return _said(_inside(appeal, _APPEAL_PERIOD).get(_DESCRIPTION), language)


# Awards


class _Tender(NamedTuple):
    lot: str | None
    is_first: bool
    organisations: tuple[Organisation, ...]


class _Settled(NamedTuple):
    """Who won, by contract, by lot, and by both. Only what has a tender is in here."""

    by_contract: dict[str, tuple[Organisation, ...]]
    by_lot: dict[str | None, tuple[Organisation, ...]]
    by_both: dict[tuple[str, str | None], tuple[Organisation, ...]]


def _awards(
    result: Element | None, lots: Iterable[Lot], language: str | None, find: Find
) -> tuple[tuple[Contract, ...], tuple[LotResult, ...]]:
    """Return the contracts and how each lot ended.

    Who won is told by the contracts: contract -> tender -> tendering party -> tenderers. The tenders of a lot's result
    are no guide, since losers stand there too.
    """
    if result is None:
        return (), ()
    tender = _tenders(result, find)
    contracts: list[Contract] = []
    settled: list[tuple[str, _Tender]] = []
    for element in result.iterchildren(_CONTRACT):
        parts = _children(element)
        contract_id = _text(parts.get(_ID)) or ""
        tenders = [tender(tender_id) for tender_id in _ids(parts.get(_LOT_TENDER))]
        settled += [(contract_id, one) for one in tenders]
        contracts.append(_contract(contract_id, parts, _winners(tenders), language))
    won = _Settled(
        by_contract=_grouped((contract_id, one) for contract_id, one in settled),
        by_lot=_grouped((one.lot, one) for _, one in settled),
        by_both=_grouped(((contract_id, one.lot), one) for contract_id, one in settled),
    )
    lot_ids = {lot.id for lot in lots}
    results = [_lot_result(_children(one), won, tender, lot_ids) for one in result.iterchildren(_LOT_RESULT)]
    return tuple(contracts), tuple(results)


def _grouped(tenders: Iterable[tuple[Key, _Tender]]) -> dict[Key, tuple[Organisation, ...]]:
    groups: dict[Key, list[_Tender]] = {}
    for key, tender in tenders:
        groups.setdefault(key, []).append(tender)
    return {key: _winners(group) for key, group in groups.items()}


def _tenders(result: Element, find: Find) -> Callable[[str], _Tender]:
    tenders = {_text(found): found.getparent() for found in _TENDER_IDS(result)}
    parties = {_text(found): found.getparent() for found in _TENDERING_PARTY_IDS(result)}

    def members(party_id: str) -> list[Organisation]:
        """Return the members of a consortium. Subcontractors are not among them."""
        party = _children(parties.get(party_id))
        found = [member for tenderer in _ids(party.get(_TENDERER)) if (member := find(tenderer))]
        name = _text(party.get(_NAME))
        return found or ([Organisation(name)] if name else [])

    def tender(tender_id: str) -> _Tender:
        parts = _children(tenders.get(tender_id))
        return _Tender(
            lot=_text(_inside(parts, _TENDER_LOT).get(_ID)),
            is_first=_text(parts.get(_RANK)) == "1",
            organisations=distinct([one for party in _ids(parts.get(_TENDERING_PARTY)) for one in members(party)]),
        )

    return tender


def _contract(contract_id: str, settled: Children, winners: tuple[Organisation, ...], language: str | None) -> Contract:
    return Contract(
        id=contract_id,
        number=_text(_inside(settled, _CONTRACT_REFERENCE).get(_ID)),
        title=_said(settled.get(_TITLE), language),
        decided=_date(_text(settled.get(_DECIDED))),
        concluded=_date(_text(settled.get(_ISSUE_DATE))),
        in_framework=_BOOLEANS.get(_text(settled.get(_IN_FRAMEWORK))),
        framework_notice=_reference(_text(_inside(settled, _NOTICE_REFERENCE).get(_ID))),
        winners=winners,
    )


def _lot_result(
    parts: Children, won: _Settled, tender: Callable[[str], _Tender], lot_ids: Collection[str]
) -> LotResult:
    lot = _text(_inside(parts, _TENDER_LOT).get(_ID))
    outcome = _text(parts.get(_OUTCOME))
    contracts = distinct(_ids(parts.get(_CONTRACT)))
    # One contract may cover several lots; a tender may name a group of lots, or none.
    winners = [won.by_both[contract, lot] for contract in contracts if (contract, lot) in won.by_both]
    winners = winners or [won.by_contract[contract] for contract in contracts if contract in won.by_contract]
    if not winners and lot in won.by_lot:
        winners = [won.by_lot[lot]]
    elif not winners and outcome == SELECTED:
        winners = [_winners(_only_tender([tender(one) for one in distinct(_ids(parts.get(_LOT_TENDER)))]))]
    return LotResult(
        lot=lot if lot in lot_ids else None,
        outcome=outcome,
        reason=_text(_inside(parts, _DECISION_REASON).get(_DECISION_REASON_CODE)),
        contracts=contracts,
        winners=winners[0] if len(winners) == 1 else distinct([one for several in winners for one in several]),
    )


def _only_tender(tenders: list[_Tender]) -> list[_Tender]:
    """Return the tender that must have won where no contract tells: the only one, or the only one ranked first."""
    chosen = tenders if len(tenders) == 1 else [one for one in tenders if one.is_first]
    return chosen if len(chosen) == 1 else []


def _winners(tenders: Iterable[_Tender]) -> tuple[Organisation, ...]:
    return distinct([organisation for tender in tenders for organisation in tender.organisations])


# Elements, texts, dates


def _children(element: Element | None) -> Children:
    """Return the children by tag. The schema lets those of one tag stand together only: the last one leads to all."""
    return {} if element is None else {child.tag: child for child in element}


def _inside(parts: Children, tag: str) -> Children:
    element = parts.get(tag)
    return {} if element is None else {child.tag: child for child in element}


def _alike(last: Element | None) -> list[Element]:
    """Return the last of the elements that stand together, and those before it, in their order."""
    if last is None:
        return []
    found = [last]
    before = last.getprevious()
    while before is not None and before.tag == last.tag:
        found.append(before)
        before = before.getprevious()
    found.reverse()
    return found


def _ids(last: Element | None) -> list[str]:
    """Return the ids of elements that stand together; an id is always the first child."""
    return [found for element in _alike(last) if len(element) and (found := _text(element[0]))]


def _references(last: Element | None) -> tuple[str, ...]:
    return () if last is None else tuple([reference(found) for found in _ids(last)])


def _reference(text: str | None) -> str | None:
    return reference(text) if text else None


def _text(element: Element | None) -> str | None:
    if element is None:
        return None
    text = element.text
    return text.strip() or None if text else None


def _said(last: Element | None, language: str | None) -> str | None:
    """Return what the last of the elements and those before it say, in the best language."""
    if last is None:
        return None
    before = last.getprevious()
    if before is None or before.tag != last.tag:
        return _text(last)
    return _in_best_language(_alike(last), language)


def _in_best_language(elements: Sequence[Element], language: str | None) -> str | None:
    """Return the text in Swedish, else in the language of the notice, else in English, else the first."""
    if len(elements) == 1:
        return _text(elements[0])
    said: dict[str | None, str] = {}
    for element in elements:
        text = _text(element)
        if text:
            said.setdefault(element.get("languageID"), text)
    return next((said[wanted] for wanted in (SWEDISH, language, ENGLISH, *said) if wanted in said), None)


def _date(text: str | None) -> date | None:
    """Return a calendar date as written: the offset is cut off, never applied."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


# Causes

_NEEDED = (
    Text(sv="annonsens id (BT-701)", en="the notice id (BT-701)"),
    Text(sv="formulärtyp (BT-03)", en="the form type (BT-03)"),
    Text(sv="köparens namn (BT-500)", en="the buyer's name (BT-500)"),
    Text(sv="titel (BT-21)", en="the title (BT-21)"),
)
_EMPTY_ORGANISATION = Text(sv="en organisation är tom (BT-500)", en="an organisation is empty (BT-500)")
_LOT_WITHOUT_ID = Text(sv="ett anbudsområde saknar id (BT-137)", en="a lot has no id (BT-137)")
_TITLE_TWICE = Text(
    sv="ett anbudsområde har mer än en titel på samma språk (BT-21)",
    en="a lot has more than one title in one language (BT-21)",
)
_CLASSIFIED_TWICE = Text(
    sv="ett anbudsområde har mer än en huvudsaklig CPV-kod (BT-262)",
    en="a lot has more than one main CPV code (BT-262)",
)


def _defects(root: Element, organisations: Iterable[Element]) -> list[Text]:
    """Return what is wrong with a notice that is not read anyway."""
    projects = [_inside(_children(lot), _PROJECT) for lot in root.iterchildren(_LOT)]
    titles = [[title.get("languageID") for title in _alike(project.get(_NAME))] for project in projects]
    found = {
        _EMPTY_ORGANISATION: not all(map(len, organisations)),
        _LOT_WITHOUT_ID: not all(_text(_children(lot).get(_ID)) for lot in root.iterchildren(_LOT)),
        _TITLE_TWICE: any(len(set(languages)) < len(languages) for languages in titles),
        _CLASSIFIED_TWICE: any(len(_alike(project.get(_MAIN_CLASSIFICATION))) > 1 for project in projects),
    }
    return [defect for defect, is_found in found.items() if is_found]


def _incomplete(missing: Sequence[Text], wrong: Sequence[Text]) -> NoticeSkipped:
    sv = [f"Det saknas: {', '.join(text.sv for text in missing)}."] if missing else []
    en = [f"Missing: {', '.join(text.en for text in missing)}."] if missing else []
    if wrong:
        sv.append(f"Det här är fel: {', '.join(text.sv for text in wrong)}.")
        en.append(f"Wrong: {', '.join(text.en for text in wrong)}.")
    return NoticeSkipped(
        Text(
            sv=" ".join(["Annonsen är ofullständig och har inte lästs in.", *sv]),
            en=" ".join(["The notice is incomplete and was not read.", *en]),
        ),
        SkipCode.INCOMPLETE,
    )


def _not_a_notice(root: Element) -> NoticeSkipped:
    name = etree.QName(root).localname
    if name == _LEGACY_ROOT:
        return NoticeSkipped(
            Text(
                sv="Annonsen följer det äldre TED-schemat, som användes till och med 2023. Det läses inte.",
                en="The notice follows the older TED schema, which was used until 2023. It is not read.",
            ),
            SkipCode.LEGACY_TED,
        )
    return NoticeSkipped(
        Text(
            sv=f"Filen är XML men ingen upphandlingsannons enligt eForms (rotelementet heter {name[:60]}).",
            en=f"The file is XML but no eForms procurement notice (the root element is {name[:60]}).",
        ),
        SkipCode.NOT_A_NOTICE,
    )
