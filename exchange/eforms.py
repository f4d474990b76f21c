"""Reading an eForms notice: bytes in, Notice out. SDK 1.3 to 1.13 share the paths that are read here.

Real notices break the schema in small ways, so nothing is validated. Elements are told by namespace and name, never by
prefix, and `listName` is looked at only where two code lists share an element. What a notice writes about officials is not
read, nor is `/*/cac:TenderResult/cbc:AwardDate`, which UBL demands and senders fill with anything.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lxml import etree

from exchange.length import UNKNOWN, Length, length
from exchange.notice import (
    REQUIREMENT_SECTIONS,
    SELECTED,
    Contract,
    Deadline,
    FormType,
    Lot,
    LotResult,
    Notice,
    NoticeSkipped,
    Organisation,
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

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

Element = etree._Element  # noqa: SLF001 - the only name lxml has for what its parser returns
Children = dict[str, list[Element]]
Find = Callable[[str | None], Organisation | None]


def _tag(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _path(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=_NAMESPACES, smart_strings=False)


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
_PREVIOUS = _path(
    "cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID"
    " | cac:ProcurementProjectLot/cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID"
)

_SUBTYPE = _tag("efac:NoticeSubType")
_SUBTYPE_CODE = _tag("cbc:SubTypeCode")
_PUBLICATION = _tag("efac:Publication")
_PUBLICATION_NUMBER = _tag("efbc:NoticePublicationID")
_PUBLICATION_DATE = _tag("efbc:PublicationDate")
_CHANGES = _tag("efac:Changes")
_MODIFICATION = _tag("efac:ContractModification")
_CHANGED_NOTICE = _tag("efbc:ChangedNoticeIdentifier")
_CHANGE = _tag("efac:Change")
_CHANGE_TEXT = _tag("efbc:ChangeDescription")
_REASON = _tag("efac:ChangeReason")
_REASON_CODE = _tag("cbc:ReasonCode")
_REASON_TEXT = _tag("efbc:ReasonDescription")

_ORGANISATIONS = _tag("efac:Organizations")
_PARTY_IDS = _path("efac:Organization/*/cac:PartyIdentification/cbc:ID")
_PARTY_NAME = _tag("cac:PartyName")
_LEGAL_ENTITY = _tag("cac:PartyLegalEntity")
_COMPANY_ID = _tag("cbc:CompanyID")

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
_APPEAL_RECEIVER = _tag("cac:AppealReceiverParty")
_STRATEGIC_TEXT = _tag("cbc:ProcurementType")

# Inside a lot each of these stands for one thing wherever it stands; the codes are told apart by their listName.
_READ_IN_LOT = (
    _PERIOD,
    _CONTRACT_EXTENSION,
    _TENDER_PERIOD,
    _REQUEST_PERIOD,
    _INTEREST_PERIOD,
    _APPEAL,
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
_PARTY_REFERENCES = _path("efac:TenderingParty/cbc:ID")
_RANK = _tag("cbc:RankCode")
_DECIDED = _tag("cbc:AwardDate")
_TITLE = _tag("cbc:Title")
_CONTRACT_REFERENCE = _tag("efac:ContractReference")
_IN_FRAMEWORK = _tag("efbc:ContractFrameworkIndicator")
_NOTICE_REFERENCE = _tag("cac:NoticeDocumentReference")


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
    subtype = _value(_inside(extension, _SUBTYPE), _SUBTYPE_CODE)
    form_type, notice_type = _form_type(top, subtype)
    stage = _STAGES.get(subtype or "", form_type) if form_type is FormType.CHANGE else form_type
    language = _value(top, _LANGUAGE)
    project, process = _inside(top, _PROJECT), _inside(top, _PROCESS)
    publication, changes, modification = (_inside(extension, part) for part in (_PUBLICATION, _CHANGES, _MODIFICATION))
    find, defects = _directory(extension, language)
    notice_id, title = _value(top, _ID), _said(project.get(_NAME, ()), language)
    buyers = distinct(buyer for party in _BUYERS(root) if (buyer := find(_stripped(party))))
    lots, lot_defects = _lots(top, stage, language, find)
    if not (notice_id and form_type and stage and title and buyers) or defects or lot_defects:
        facts = (notice_id, form_type, buyers, title)
        raise _incomplete([name for name, fact in zip(_NEEDED, facts, strict=True) if not fact], defects + lot_defects)
    contracts, results = _awards(_first(extension, _RESULT), {lot.id for lot in lots}, language, find)
    changed_notice = _reference(_value(changes, _CHANGED_NOTICE))
    procedure_id = _value(top, _PROCEDURE_ID)
    return Notice(
        notice_id=notice_id,
        version=_value(top, _VERSION) or "01",
        form_type=form_type,
        stage=stage,
        subtype=subtype,
        notice_type=notice_type,
        # Award notices also hold a block of changes that names no notice: it tells what happened during the call.
        is_change=form_type is FormType.CHANGE or changed_notice is not None,
        title=title,
        buyers=buyers,
        procedure_id=None if procedure_id == EXAMPLE_PROCEDURE_ID else procedure_id,
        publication_number=_value(publication, _PUBLICATION_NUMBER),
        publication_date=_date(_value(publication, _PUBLICATION_DATE)),
        dispatch_date=_date(_value(top, _ISSUE_DATE)),
        language=language,
        description=_said(project.get(_DESCRIPTION, ()), language),
        internal_number=_value(project, _ID),
        nature=_value(project, _NATURE),
        cpv_main=_value(_inside(project, _MAIN_CLASSIFICATION), _CLASSIFICATION),
        procedure=_value(process, _PROCEDURE),
        planned_call=_date(_value(top, _PLANNED_DATE)),
        lots=lots,
        results=results,
        contracts=contracts,
        previous_notices=distinct(reference(text) for found in _PREVIOUS(root) if (text := _stripped(found))),
        changed_notice=changed_notice,
        change_reason=_value(_inside(changes, _REASON), _REASON_CODE),
        change_text=_change_text(changes, language),
        modified_notice=_reference(_value(modification, _CHANGED_NOTICE)),
        modification_reason=_value(_inside(modification, _REASON), _REASON_CODE),
        modification_text=_change_text(modification, language),
    )


def _extension(top: Children) -> Children:
    extensions = _first(top, _EXTENSIONS)
    return _children(next(extensions.iter(_EFORMS), None)) if extensions is not None else {}


def _form_type(top: Children, subtype: str | None) -> tuple[FormType | None, str | None]:
    """The root element does not tell the form type: BT-03 does, else the subtype."""
    code = _first(top, _NOTICE_TYPE)
    if code is None:
        return _STAGES.get(subtype or ""), None
    return _FORM_TYPES.get(code.get("listName", "")) or _STAGES.get(subtype or ""), _stripped(code)


def _change_text(changes: Children, language: str | None) -> str | None:
    described = _said(_inside(changes, _CHANGE).get(_CHANGE_TEXT, ()), language)
    return described or _said(_inside(changes, _REASON).get(_REASON_TEXT, ()), language)


# Organisations


def _directory(extension: Children, language: str | None) -> tuple[Find, list[Text]]:
    """Return a search for organisations by the ids of this notice, and what is wrong with the list of them."""
    listed = _first(extension, _ORGANISATIONS)
    if listed is None:
        return lambda _: None, []
    parties = {_stripped(found): found.getparent().getparent() for found in _PARTY_IDS(listed)}

    @cache
    def find(party_id: str | None) -> Organisation | None:
        return _organisation(_children(parties.get(party_id)), language)

    return find, [_empty_organisation(place) for place, one in enumerate(listed, start=1) if not len(one)]


def _organisation(party: Children, language: str | None) -> Organisation | None:
    names = [name for party_name in party.get(_PARTY_NAME, ()) for name in party_name.iterchildren(_NAME)]
    name = _said(names, language)
    return Organisation(name, _value(_inside(party, _LEGAL_ENTITY), _COMPANY_ID)) if name else None


# Lots


def _lots(
    top: Children, stage: FormType | None, language: str | None, find: Find
) -> tuple[tuple[Lot, ...], list[Text]]:
    """Return the lots (of a planning notice also its parts; never groups of lots) and what is wrong with them."""
    schemes = {"lot", "part"} if stage is FormType.PLANNING else {"lot"}
    lots: list[Lot] = []
    defects: list[Text] = []
    for element in top.get(_LOT, ()):
        parts = _children(element)
        identifier = _first(parts, _ID)
        if identifier is None or identifier.get("schemeName", "").lower() not in schemes:
            continue
        lot_id, project = _stripped(identifier), _inside(parts, _PROJECT)
        defects += _lot_defects(lot_id, project)
        lots.append(_lot(element, lot_id or "", project, language, find))
    return tuple(lots), defects


def _lot_defects(lot_id: str | None, project: Children) -> list[Text]:
    titles = project.get(_NAME, ())
    wrong = (
        (not lot_id, _LOT_WITHOUT_ID),
        (len(titles) > 1 and len({title.get("languageID") for title in titles}) < len(titles), _LOT_WITH_TITLES),
        (len(project.get(_MAIN_CLASSIFICATION, ())) > 1, _LOT_WITH_CODES),
    )
    return [Text(sv=f"{lot_id} {text.sv}", en=f"{lot_id} {text.en}") for is_wrong, text in wrong if is_wrong]


def _lot(element: Element, lot_id: str, project: Children, language: str | None, find: Find) -> Lot:
    found: Children = {}
    for one in element.iter(*_READ_IN_LOT):
        found.setdefault(one.get("listName") or one.tag, []).append(one)
    title = _said(project.get(_NAME, ()), language)
    extension = _inside(found, _CONTRACT_EXTENSION)
    renewal = _inside(extension, _RENEWAL)
    appeal = _inside(found, _APPEAL)
    return Lot(
        id=lot_id,
        title=title,
        description=_said(project.get(_DESCRIPTION, ()), language),
        length=_length(_inside(found, _PERIOD)),
        max_renewals=_value(extension, _MAX_RENEWALS),
        renewal_text=_said(_inside(renewal, _RENEWAL_PERIOD).get(_DESCRIPTION, ()), language),
        options_text=_said(extension.get(_OPTIONS, ()), language),
        framework=_code(found, "framework-agreement"),
        dynamic_purchasing=_code(found, "dps-usage"),
        strategic_codes=_codes(found, "strategic-procurement"),
        strategic_text=_beside(found, "strategic-procurement", _STRATEGIC_TEXT, language),
        social_codes=_codes(found, "social-objective"),
        performance_conditions=_beside(found, "conditions", _DESCRIPTION, language),
        reserved_execution=_code(found, "reserved-execution"),
        reserved_participation=_code(found, "reserved-procurement"),
        tender_deadline=_deadline(_inside(found, _TENDER_PERIOD)),
        request_deadline=_deadline(_inside(found, _REQUEST_PERIOD)),
        interest_deadline=_deadline(_inside(found, _INTEREST_PERIOD)),
        review_text=_said(_inside(appeal, _APPEAL_PERIOD).get(_DESCRIPTION, ()), language),
        review_body=_receiver(_first(appeal, _APPEAL_RECEIVER), find),
        is_requirement_section=bool(title) and title.casefold().replace("’", "'") in REQUIREMENT_SECTIONS,
    )


def _codes(found: Children, list_name: str) -> tuple[str, ...]:
    return distinct(text for one in found.get(list_name, ()) if (text := _stripped(one)))


def _code(found: Children, list_name: str) -> str | None:
    """Return the code, and where a notice writes several one that says more than `none`."""
    codes = _codes(found, list_name)
    return next((code for code in codes if code != "none"), codes[0] if codes else None)


def _beside(found: Children, list_name: str, tag: str, language: str | None) -> str | None:
    """Return the texts that stand beside the codes of a list, joined by blank lines."""
    texts = (
        _said([*one.itersiblings(tag, preceding=True), *one.itersiblings(tag)], language)
        for one in found.get(list_name, ())
    )
    return "\n\n".join(distinct(text for text in texts if text)) or None


def _length(period: Children) -> Length:
    if not period:
        return UNKNOWN
    measure = _first(period, _MEASURE)
    return length(
        start=_date(_value(period, _START_DATE)),
        end=_date(_value(period, _END_DATE)),
        number=None if measure is None else _stripped(measure),
        unit=None if measure is None else measure.get("unitCode"),
        other=_value(period, _OTHER_LENGTH),
    )


def _deadline(period: Children) -> Deadline | None:
    written = _value(period, _END_DATE)
    day = _date(written)
    return Deadline(day, _moment(written, _value(period, _END_TIME))) if written and day else None


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


def _receiver(party: Element | None, find: Find) -> Organisation | None:
    return None if party is None else find(_stripped(next(party.iter(_ID), None)))


# Awards


class _Tender(NamedTuple):
    lot: str | None
    is_first: bool
    organisations: tuple[Organisation, ...]


def _awards(
    result: Element | None, lot_ids: set[str], language: str | None, find: Find
) -> tuple[tuple[Contract, ...], tuple[LotResult, ...]]:
    """Return the contracts and how each lot ended.

    Who won is told by the contracts: contract -> tender -> tendering party -> tenderers. The tenders of a lot's result
    are no guide, since losers stand there too.
    """
    if result is None:
        return (), ()
    parts = _children(result)
    tender = _tenders(result, find)
    contracts: list[Contract] = []
    tenders: dict[str, list[_Tender]] = {}
    for element in parts.get(_CONTRACT, ()):
        settled = _children(element)
        contract_id = _value(settled, _ID) or ""
        tenders[contract_id] = [tender(tender_id) for tender_id in _ids(settled, _LOT_TENDER)]
        contracts.append(_contract(contract_id, settled, tenders[contract_id], language))
    results = (_lot_result(_children(element), tenders, tender, lot_ids) for element in parts.get(_LOT_RESULT, ()))
    return tuple(contracts), tuple(results)


def _tenders(result: Element, find: Find) -> Callable[[str], _Tender]:
    tenders = {_stripped(found): found.getparent() for found in _TENDER_IDS(result)}
    parties = {_stripped(found): found.getparent() for found in _PARTY_REFERENCES(result)}

    def organisations(party_id: str) -> Iterable[Organisation | None]:
        """Return the members of a consortium. Subcontractors are not among them."""
        party = _children(parties.get(party_id))
        members = [find(member) for member in _ids(party, _TENDERER)]
        name = _value(party, _NAME)
        return members if any(members) else [Organisation(name)] if name else []

    @cache
    def tender(tender_id: str) -> _Tender:
        parts = _children(tenders.get(tender_id))
        return _Tender(
            lot=_value(_inside(parts, _TENDER_LOT), _ID),
            is_first=_value(parts, _RANK) == "1",
            organisations=distinct(
                one for party in _ids(parts, _TENDERING_PARTY) for one in organisations(party) if one
            ),
        )

    return tender


def _contract(contract_id: str, settled: Children, tenders: list[_Tender], language: str | None) -> Contract:
    in_framework = _value(settled, _IN_FRAMEWORK)
    return Contract(
        id=contract_id,
        number=_value(_inside(settled, _CONTRACT_REFERENCE), _ID),
        title=_said(settled.get(_TITLE, ()), language),
        decided=_date(_value(settled, _DECIDED)),
        concluded=_date(_value(settled, _ISSUE_DATE)),
        in_framework=_BOOLEANS.get(in_framework) if in_framework else None,
        framework_notice=_reference(_value(_inside(settled, _NOTICE_REFERENCE), _ID)),
        winners=_winners(tenders),
    )


def _lot_result(
    parts: Children, tenders: dict[str, list[_Tender]], tender: Callable[[str], _Tender], lot_ids: set[str]
) -> LotResult:
    lot = _value(_inside(parts, _TENDER_LOT), _ID)
    outcome = _value(parts, _OUTCOME)
    contracts = distinct(_ids(parts, _CONTRACT))
    settled = [one for contract in contracts for one in tenders.get(contract, ())]
    if not settled:
        settled = [one for several in tenders.values() for one in several if lot and one.lot == lot]
    if not settled and outcome == SELECTED:
        settled = _only_tender([tender(one) for one in distinct(_ids(parts, _LOT_TENDER))])
    # One contract may cover several lots; a tender may name a group of lots, or none.
    return LotResult(
        lot=lot if lot in lot_ids else None,
        outcome=outcome,
        reason=_value(_inside(parts, _DECISION_REASON), _DECISION_REASON_CODE),
        contracts=contracts,
        winners=_winners([one for one in settled if one.lot == lot] or settled),
    )


def _only_tender(tenders: list[_Tender]) -> list[_Tender]:
    """Return the tender that must have won where no contract tells: the only one, or the only one ranked first."""
    chosen = tenders if len(tenders) == 1 else [one for one in tenders if one.is_first]
    return chosen if len(chosen) == 1 else []


def _winners(tenders: Iterable[_Tender]) -> tuple[Organisation, ...]:
    return distinct(organisation for tender in tenders for organisation in tender.organisations)


# Elements, texts, dates


def _children(element: Element | None) -> Children:
    found: Children = {}
    if element is not None:
        for child in element:
            found.setdefault(child.tag, []).append(child)
    return found


def _first(children: Children, tag: str) -> Element | None:
    found = children.get(tag)
    return found[0] if found else None


def _inside(children: Children, tag: str) -> Children:
    found = children.get(tag)
    return _children(found[0]) if found else {}


def _ids(children: Children, tag: str) -> list[str]:
    return [found for element in children.get(tag, ()) if (found := _value(_children(element), _ID))]


def _stripped(element: Element | None) -> str | None:
    return element.text.strip() or None if element is not None and element.text else None


def _value(children: Children, tag: str) -> str | None:
    """Return the first text of the elements with this tag that is not blank."""
    return next((text for element in children.get(tag, ()) if (text := _stripped(element))), None)


def _said(texts: Sequence[Element], language: str | None) -> str | None:
    """Return the text in Swedish, else in the language of the notice, else in English, else the first."""
    if len(texts) == 1:
        return _stripped(texts[0])
    said: dict[str | None, str] = {}
    for element in texts:
        if text := _stripped(element):
            said.setdefault(element.get("languageID"), text)
    return next((said[wanted] for wanted in (SWEDISH, language, ENGLISH, *said) if wanted in said), None)


def _reference(text: str | None) -> str | None:
    return reference(text) if text else None


def _date(text: str | None) -> date | None:
    """Return a calendar date as written: the offset is cut off, never applied."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


# Causes

_NEEDED = (
    Text(sv="annonsens id (BT-701)", en="the notice id (BT-701)"),
    Text(sv="formulärtyp (BT-03)", en="the form type (BT-03)"),
    Text(sv="köparens namn (BT-500)", en="the buyer's name (BT-500)"),
    Text(sv="titel (BT-21)", en="the title (BT-21)"),
)
_LOT_WITHOUT_ID = Text(sv="saknar id (BT-137)", en="has no id (BT-137)")
_LOT_WITH_TITLES = Text(
    sv="har mer än en titel på samma språk (BT-21)", en="has more than one title in one language (BT-21)"
)
_LOT_WITH_CODES = Text(sv="har mer än en huvudsaklig CPV-kod (BT-262)", en="has more than one main CPV code (BT-262)")


def _empty_organisation(place: int) -> Text:
    return Text(sv=f"organisation nr {place} är tom (BT-500)", en=f"organisation no. {place} is empty (BT-500)")


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
