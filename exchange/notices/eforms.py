"""Reading an eForms notice: bytes in, Notice out. SDK 1.3 to 1.13 share the paths that are read here.

Real notices break the schema in small ways, so nothing is validated. Elements are told by namespace and name, never by
prefix, and `listName` is looked at only where two code lists share an element. What a notice writes about officials is
not read, nor is `/*/cac:TenderResult/cbc:AwardDate`, which UBL demands and senders fill with anything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lxml import etree

from exchange.notices.awards import Find, awards
from exchange.notices.notice import (
    REQUIREMENT_SECTIONS,
    FormType,
    HandedIn,
    Lot,
    Notice,
    NoticeChange,
    NoticeSkipped,
    Organisation,
    SkipCode,
    TenderDeadline,
    distinct,
)
from exchange.notices.ubl import (
    ID,
    ISSUE_DATE,
    NAME,
    NOTICE_REFERENCE,
    UBL,
    Children,
    Element,
    alike,
    children,
    date_of,
    in_best_language,
    inside,
    kronor_of,
    reference_of,
    references,
    said,
    sum_of,
    tag_of,
    text_of,
)
from exchange.notices.xml import SIZE_LIMIT, parse, read_bytes, text_decoded_twice
from exchange.plans.length import UNKNOWN, Length, length
from models.clock import STOCKHOLM, day_of
from states.text import Text, joined

# Six published notices carry the procedure id of the SDK's example.
EXAMPLE_PROCEDURE_ID = "aff2863e-b4cc-4e91-baba-b3b85f709117"

_ROOTS = {f"{{{UBL}{name}-2}}{name}" for name in ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice")}
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

_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

_EXTENSIONS = tag_of("ext:UBLExtensions")
_EFORMS = tag_of("efext:EformsExtension")
_DESCRIPTION = tag_of("cbc:Description")

_VERSION = tag_of("cbc:VersionID")
_PROCEDURE_ID = tag_of("cbc:ContractFolderID")
_PLANNED_DATE = tag_of("cbc:PlannedDate")
_LEGAL_BASIS = tag_of("cbc:RegulatoryDomain")
_LEGAL_REFERENCE = tag_of("cac:ProcurementLegislationDocumentReference")
_LEGAL_DESCRIPTION = tag_of("cbc:DocumentDescription")
_ESTIMATE = tag_of("cac:RequestedTenderTotal")
_ESTIMATED = tag_of("cbc:EstimatedOverallContractAmount")
_NOTICE_TYPE = tag_of("cbc:NoticeTypeCode")
_LANGUAGE = tag_of("cbc:NoticeLanguageCode")
_PROCESS = tag_of("cac:TenderingProcess")
_PROCEDURE = tag_of("cbc:ProcedureCode")
_PROJECT = tag_of("cac:ProcurementProject")
_NATURE = tag_of("cbc:ProcurementTypeCode")
_MAIN_CLASSIFICATION = tag_of("cac:MainCommodityClassification")
_CLASSIFICATION = tag_of("cbc:ItemClassificationCode")
_LOT = tag_of("cac:ProcurementProjectLot")
_CONTRACTING_PARTY = tag_of("cac:ContractingParty")
_PARTY = tag_of("cac:Party")

_SUBTYPE = tag_of("efac:NoticeSubType")
_SUBTYPE_CODE = tag_of("cbc:SubTypeCode")
_PUBLICATION = tag_of("efac:Publication")
_PUBLICATION_NUMBER = tag_of("efbc:NoticePublicationID")
_PUBLICATION_DATE = tag_of("efbc:PublicationDate")
_CHANGES = tag_of("efac:Changes")
_MODIFICATION = tag_of("efac:ContractModification")
_CHANGED_NOTICE = tag_of("efbc:ChangedNoticeIdentifier")
_CHANGED = tag_of("efac:Change")
_CHANGED_SECTION = tag_of("efbc:ChangedSectionIdentifier")
_CHANGE_TEXT = tag_of("efbc:ChangeDescription")
_REASON = tag_of("efac:ChangeReason")
_REASON_CODE = tag_of("cbc:ReasonCode")
_REASON_TEXT = tag_of("efbc:ReasonDescription")

_ORGANISATIONS = tag_of("efac:Organizations")
_NO_ORGANISATIONS = etree.Element(_ORGANISATIONS)
_PARTY_IDENTIFICATION = tag_of("cac:PartyIdentification")
_PARTY_NAME = tag_of("cac:PartyName")
_LEGAL_ENTITY = tag_of("cac:PartyLegalEntity")
_COMPANY_ID = tag_of("cbc:CompanyID")

_LOCATION = tag_of("cac:RealizedLocation")
_ADDRESS = tag_of("cac:Address")
_REGION = tag_of("cbc:CountrySubentityCode")

_PERIOD = tag_of("cac:PlannedPeriod")
_START_DATE = tag_of("cbc:StartDate")
_END_DATE = tag_of("cbc:EndDate")
_END_TIME = tag_of("cbc:EndTime")
_MEASURE = tag_of("cbc:DurationMeasure")
_OTHER_LENGTH = tag_of("cbc:DescriptionCode")
_TENDER_PERIOD = tag_of("cac:TenderSubmissionDeadlinePeriod")
_REQUEST_PERIOD = tag_of("cac:ParticipationRequestReceptionPeriod")
_INTEREST_PERIOD = tag_of("efac:InterestExpressionReceptionPeriod")
_APPEAL = tag_of("cac:AppealTerms")
_APPEAL_PERIOD = tag_of("cac:PresentationPeriod")
_STRATEGIC_TEXT = tag_of("cbc:ProcurementType")

_TERMS = tag_of("cac:TenderingTerms")

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
    tag_of("cbc:ContractingSystemTypeCode"),
    tag_of("cbc:ExecutionRequirementCode"),
    tag_of("cbc:TendererRequirementTypeCode"),
)

_RESULT = tag_of("efac:NoticeResult")


def read_file(path: Path, *, limit: int = SIZE_LIMIT, prose: bool = True) -> Notice:
    """Return the notice in a file; raise NoticeSkipped also for a file that is too large (bytes) or cannot be read."""
    return read_notice(read_bytes(path, limit=limit), prose=prose)


def read_notice(content: bytes, *, prose: bool = True) -> Notice:
    """Return the notice, or raise NoticeSkipped with the cause. No other exception leaves this function.

    Without `prose` what is only shown to people is None: see `exchange.notices.notice.PROSE`.
    """
    root = parse(content)
    if root.tag not in _ROOTS:
        raise _not_a_notice(root)
    top = children(root)
    extension = _extension(top)
    subtype = text_of(inside(extension, _SUBTYPE).get(_SUBTYPE_CODE))
    form_type, notice_type = _form_type(top, subtype)
    stage = _STAGES.get(subtype or "", form_type) if form_type is FormType.CHANGE else form_type
    language = text_of(top.get(_LANGUAGE))
    project, process = inside(top, _PROJECT), inside(top, _PROCESS)
    publication = inside(extension, _PUBLICATION)
    organisations = extension.get(_ORGANISATIONS, _NO_ORGANISATIONS)
    find = _directory(organisations, language)
    notice_id, title = text_of(top.get(ID)), said(project.get(NAME), language)
    buyers = distinct([buyer for party in _buyers(root) if (buyer := find(text_of(party)))])
    lots = _lots(root, stage, language, prose=prose)
    is_whole = all(map(len, organisations)) and all(lot.id for lot in lots)
    if not (notice_id and form_type and stage and title and buyers and is_whole):
        facts = (notice_id, form_type, buyers, title)
        missing = [name for name, fact in zip(_NEEDED, facts, strict=True) if not fact]
        raise _incomplete(missing, _defects(root, organisations))
    contracts, results, awarded = awards(extension.get(_RESULT), lots, find, language)
    change = _change(extension.get(_CHANGES), language, prose=prose)
    procedure_id = text_of(top.get(_PROCEDURE_ID))
    return Notice(
        notice_id=notice_id,
        version=text_of(top.get(_VERSION)) or "01",
        form_type=form_type,
        stage=stage,
        subtype=subtype,
        notice_type=notice_type,
        # Award notices also hold a block of changes that names no notice: it tells what happened during the call.
        is_change=form_type is FormType.CHANGE or (change is not None and change.notice is not None),
        title=title,
        buyers=buyers,
        procedure_id=None if procedure_id == EXAMPLE_PROCEDURE_ID else procedure_id,
        publication_number=text_of(publication.get(_PUBLICATION_NUMBER)),
        publication_date=date_of(text_of(publication.get(_PUBLICATION_DATE))),
        dispatch_date=date_of(text_of(top.get(ISSUE_DATE))),
        language=language,
        description=said(project.get(_DESCRIPTION), language) if prose else None,
        internal_number=text_of(project.get(ID)),
        nature=text_of(project.get(_NATURE)),
        cpv_main=text_of(inside(project, _MAIN_CLASSIFICATION).get(_CLASSIFICATION)),
        procedure=text_of(process.get(_PROCEDURE)),
        planned_call=date_of(text_of(top.get(_PLANNED_DATE))),
        places=_places(project, language),
        legal_basis=text_of(top.get(_LEGAL_BASIS)),
        legal_text=_legal_text(top.get(_TERMS), language),
        decoded_twice=text_decoded_twice(content, root),
        value=_first_known(awarded, _estimate(project, lots)),
        lots=lots,
        results=results,
        contracts=contracts,
        previous_notices=_previous_notices(process, lots),
        change=change,
        modification=_change(extension.get(_MODIFICATION), language, prose=prose),
    )


def _extension(top: Children) -> Children:
    extensions = top.get(_EXTENSIONS)
    return {} if extensions is None else children(next(extensions.iter(_EFORMS), None))


def _form_type(top: Children, subtype: str | None) -> tuple[FormType | None, str | None]:
    """Return the form type and the notice type. The root element tells neither: BT-03 does, else the subtype."""
    code = top.get(_NOTICE_TYPE)
    if code is None:
        return _STAGES.get(subtype or ""), None
    return _FORM_TYPES.get(code.get("listName", "")) or _STAGES.get(subtype or ""), text_of(code)


def _legal_text(terms: Element | None, language: str | None) -> str | None:
    """Return the names and descriptions of the legal bases (BT-01), as one text."""
    references = [children(one) for one in alike(children(terms).get(_LEGAL_REFERENCE))]
    told = [(text_of(one.get(ID)), said(one.get(_LEGAL_DESCRIPTION), language)) for one in references]
    return "; ".join(distinct([text for both in told for text in both if text])) or None


def _estimate(project: Children, lots: Iterable[Lot]) -> float | None:
    """Return the estimated value in SEK (BT-27) of the whole, else the sum of the lots where every one has it."""
    whole = kronor_of(inside(project, _ESTIMATE).get(_ESTIMATED))
    if whole is not None:
        return whole
    return sum_of([lot.value for lot in lots if not lot.is_requirement_section])


def _places(project: Children, language: str | None) -> tuple[str, ...]:
    """Return the regions where the contract is performed (BT-5071), and what is said of them in words (BT-728)."""
    told: list[str | None] = []
    for location in map(children, alike(project.get(_LOCATION))):
        told += [text_of(inside(location, _ADDRESS).get(_REGION)), said(location.get(_DESCRIPTION), language)]
    return distinct([text for text in told if text])


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)


def _change(element: Element | None, language: str | None, *, prose: bool) -> NoticeChange | None:
    if element is None:
        return None
    parts = children(element)
    reason = inside(parts, _REASON)
    return NoticeChange(
        notice=reference_of(text_of(parts.get(_CHANGED_NOTICE))),
        reason=text_of(reason.get(_REASON_CODE)),
        text=_text_of_change(parts, reason, language) if prose else None,
        sections=distinct([text for one in element.iter(_CHANGED_SECTION) if (text := text_of(one))]),
    )


def _text_of_change(parts: Children, reason: Children, language: str | None) -> str | None:
    described = [said(children(one).get(_CHANGE_TEXT), language) for one in alike(parts.get(_CHANGED))]
    return _joined(described) or said(reason.get(_REASON_TEXT), language)


def _previous_notices(process: Children, lots: Iterable[Lot]) -> tuple[str, ...]:
    found = [*references(process.get(NOTICE_REFERENCE))]
    for lot in lots:
        found += lot.previous_notices
    return distinct(found) if found else ()


# Organisations


def _buyers(root: Element) -> Iterator[Element]:
    """Yield the ids of the buyers."""
    for contracting in root.iterchildren(_CONTRACTING_PARTY):
        for party in contracting.iterchildren(_PARTY):
            for identification in party.iterchildren(_PARTY_IDENTIFICATION):
                yield from identification.iterchildren(ID)


def _directory(listed: Element, language: str | None) -> Find:
    """Return a search for organisations by the ids of this notice."""
    parties = {text_of(one[0]): one.getparent() for one in listed.iter(_PARTY_IDENTIFICATION) if len(one)}
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
    for part in party:
        if part.tag == _PARTY_NAME:
            names += part.iterchildren(NAME)
        elif part.tag == _LEGAL_ENTITY:
            number = number or next(filter(None, map(text_of, part.iterchildren(_COMPANY_ID))), None)
    name = in_best_language(names, language)
    return Organisation(name, number) if name else None


# Lots


def _lots(root: Element, stage: FormType | None, language: str | None, *, prose: bool) -> tuple[Lot, ...]:
    """Return the lots, of a planning notice also its parts, never groups of lots."""
    schemes = {"lot", "part"} if stage is FormType.PLANNING else {"lot"}
    lots: list[Lot] = []
    for element in root.iterchildren(_LOT):
        parts = children(element)
        identifier = parts.get(ID)
        if identifier is not None and identifier.get("schemeName", "").lower() in schemes:
            lots.append(_lot(element, parts, language, prose=prose))
    return tuple(lots)


def _lot(element: Element, parts: Children, language: str | None, *, prose: bool) -> Lot:
    project, process = inside(parts, _PROJECT), inside(parts, _PROCESS)
    codes: dict[str, list[str]] = {}
    holders: dict[str, dict[Element | None, None]] = {}
    for code in element.iter(*_CODES):
        list_name = code.get("listName", "")
        if list_name in _CODE_LISTS and (text := text_of(code)):
            codes.setdefault(list_name, []).append(text)
        if prose and list_name in _TEXTS_BESIDE:
            holders.setdefault(list_name, {})[code.getparent()] = None
    title = said(project.get(NAME), language)
    return Lot(
        id=text_of(parts.get(ID)) or "",
        title=title,
        description=said(project.get(_DESCRIPTION), language) if prose else None,
        length=_length(project.get(_PERIOD)),
        value=kronor_of(inside(project, _ESTIMATE).get(_ESTIMATED)),
        places=_places(project, language),
        framework=_code(codes.get("framework-agreement")),
        dynamic_purchasing=_code(codes.get("dps-usage")),
        strategic_codes=_all(codes.get("strategic-procurement")),
        strategic_text=_beside(holders.get("strategic-procurement"), _STRATEGIC_TEXT, language),
        social_codes=_all(codes.get("social-objective")),
        performance_conditions=_beside(holders.get("conditions"), _DESCRIPTION, language),
        reserved_execution=_code(codes.get("reserved-execution")),
        reserved_participation=_code(codes.get("reserved-procurement")),
        deadline=_deadline(process),
        review_text=_review_text(parts.get(_TERMS), language) if prose else None,
        previous_notices=references(process.get(NOTICE_REFERENCE)),
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
    return _joined([said(children(holder).get(tag), language) for holder in holders]) if holders else None


def _joined(texts: list[str | None]) -> str | None:
    return "\n\n".join(distinct([text for text in texts if text])) or None


def _length(element: Element | None) -> Length:
    if element is None:
        return UNKNOWN
    period = children(element)
    measure = period.get(_MEASURE)
    return length(
        start=date_of(text_of(period.get(_START_DATE))),
        end=date_of(text_of(period.get(_END_DATE))),
        number=text_of(measure),
        unit=None if measure is None else measure.get("unitCode"),
        other=text_of(period.get(_OTHER_LENGTH)),
    )


def _deadline(process: Children) -> TenderDeadline | None:
    if _TENDER_PERIOD in process:
        return _deadline_of(HandedIn.TENDERS, process[_TENDER_PERIOD])
    if _REQUEST_PERIOD in process:
        return _deadline_of(HandedIn.REQUESTS, process[_REQUEST_PERIOD])
    if _EXTENSIONS in process:
        return _deadline_of(HandedIn.INTEREST, next(process[_EXTENSIONS].iter(_INTEREST_PERIOD), None))
    return None


def _deadline_of(what: HandedIn, element: Element | None) -> TenderDeadline | None:
    period = children(element)
    written = text_of(period.get(_END_DATE))
    day = date_of(written)
    if not written or not day:
        return None
    moment = _moment(written, text_of(period.get(_END_TIME)))
    return TenderDeadline(day_of(moment) if moment else day, what, moment)


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
    appeal = children(next(terms.iterchildren(_APPEAL), None))
    return said(inside(appeal, _APPEAL_PERIOD).get(_DESCRIPTION), language)


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
    projects = [inside(children(lot), _PROJECT) for lot in root.iterchildren(_LOT)]
    titles = [[title.get("languageID") for title in alike(project.get(NAME))] for project in projects]
    found = {
        _EMPTY_ORGANISATION: not all(map(len, organisations)),
        _LOT_WITHOUT_ID: not all(text_of(children(lot).get(ID)) for lot in root.iterchildren(_LOT)),
        _TITLE_TWICE: any(len(set(languages)) < len(languages) for languages in titles),
        _CLASSIFIED_TWICE: any(len(alike(project.get(_MAIN_CLASSIFICATION))) > 1 for project in projects),
    }
    return [defect for defect, is_found in found.items() if is_found]


def _incomplete(missing: Sequence[Text], wrong: Sequence[Text]) -> NoticeSkipped:
    sentences = [_INCOMPLETE]
    if missing:
        sentences.append(_MISSING.fill(what=joined(missing)))
    if wrong:
        sentences.append(_WRONG.fill(what=joined(wrong)))
    return NoticeSkipped(joined(sentences, " "), SkipCode.INCOMPLETE)


_INCOMPLETE = Text("Annonsen är ofullständig och har inte lästs in.", "The notice is incomplete and was not read.")
_MISSING = Text("Det saknas: {what}.", "Missing: {what}.")
_WRONG = Text("Det här är fel: {what}.", "Wrong: {what}.")


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
        _OTHER_ROOT.fill(name=name[:60]),
        SkipCode.NOT_A_NOTICE,
    )


_OTHER_ROOT = Text(
    "Filen är XML men ingen upphandlingsannons enligt eForms (rotelementet heter {name}).",
    "The file is XML but no eForms procurement notice (the root element is {name}).",
)
