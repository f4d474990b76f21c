"""Small notices, written part by part. Each part has a plain default; a test writes only the part it is about."""

import re

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
    "ext": f"{_UBL}CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
NOTICE_ID = "11111111-2222-4333-8444-555555555555"
PROCEDURE_ID = "66666666-7777-4888-9999-aaaaaaaaaaaa"


def organisation(party: str, names: str, *, number: str = "212099-0002", more: str = "") -> str:
    return (
        f"<efac:Organization><efac:Company><cac:PartyIdentification><cbc:ID>{party}</cbc:ID></cac:PartyIdentification>"
        f"<cac:PartyName>{names}</cac:PartyName>"
        f"<cac:PartyLegalEntity><cbc:CompanyID>{number}</cbc:CompanyID></cac:PartyLegalEntity>"
        f"{more}</efac:Company></efac:Organization>"
    )


def named(text: str, language: str = "SWE") -> str:
    return f'<cbc:Name languageID="{language}">{text}</cbc:Name>'


def buyer(party: str) -> str:
    return (
        "<cac:ContractingParty><cac:Party><cac:PartyIdentification>"
        f"<cbc:ID>{party}</cbc:ID></cac:PartyIdentification></cac:Party></cac:ContractingParty>"
    )


def lot(
    lot_id: str = "LOT-0001",
    *,
    scheme: str = "Lot",
    names: str = named("Första delen"),
    terms: str = "",
    process: str = "",
    project: str = "",
) -> str:
    return (
        f'<cac:ProcurementProjectLot><cbc:ID schemeName="{scheme}">{lot_id}</cbc:ID>'
        f"<cac:TenderingTerms>{terms}</cac:TenderingTerms>"
        f"<cac:TenderingProcess>{process}</cac:TenderingProcess>"
        f"<cac:ProcurementProject>{names}{project}</cac:ProcurementProject></cac:ProcurementProjectLot>"
    )


def code(name: str, list_name: str, value: str) -> str:
    return f'<cbc:{name} listName="{list_name}">{value}</cbc:{name}>'


def period(inner: str) -> str:
    return f"<cac:PlannedPeriod>{inner}</cac:PlannedPeriod>"


def additional(list_name: str, value: str, text: str = "") -> str:
    return (
        f"<cac:ProcurementAdditionalType>{code('ProcurementTypeCode', list_name, value)}{text}"
        "</cac:ProcurementAdditionalType>"
    )


def execution(list_name: str, value: str, text: str = "") -> str:
    return (
        f"<cac:ContractExecutionRequirement>{code('ExecutionRequirementCode', list_name, value)}{text}"
        "</cac:ContractExecutionRequirement>"
    )


def system(list_name: str, value: str) -> str:
    return f"<cac:ContractingSystem>{code('ContractingSystemTypeCode', list_name, value)}</cac:ContractingSystem>"


def deadline(name: str, day: str, hour: str = "") -> str:
    clock = f"<cbc:EndTime>{hour}</cbc:EndTime>" if hour else ""
    return f"<cac:{name}><cbc:EndDate>{day}</cbc:EndDate>{clock}</cac:{name}>"


def earlier(*references: str) -> str:
    return "".join(
        f"<cac:NoticeDocumentReference><cbc:ID>{one}</cbc:ID></cac:NoticeDocumentReference>" for one in references
    )


def notice(
    *,
    root: str = "ContractNotice",
    notice_id: str = NOTICE_ID,
    version: str = "01",
    procedure_id: str = PROCEDURE_ID,
    form: str = 'listName="competition"',
    subtype: str = "16",
    language: str = "SWE",
    names: str = named("Lokalvård"),
    extension: str = "",
    organisations: str = organisation("ORG-0001", named("Exempelstads kommun")),
    publication: str = "",
    top: str = "",
    buyers: str = buyer("ORG-0001"),
    process: str = "",
    project: str = "",
    lots: str = lot(),
    end: str = "",
) -> bytes:
    """Return a notice. All parts are XML but the ids, the subtype and the language."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{_UBL}{root}-2" {declared}>'
        "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>"
        f"{extension}<efac:NoticeSubType><cbc:SubTypeCode>{subtype}</cbc:SubTypeCode></efac:NoticeSubType>"
        f"<efac:Organizations>{organisations}</efac:Organizations>{publication}"
        "</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
        f'<cbc:ID schemeName="notice-id">{notice_id}</cbc:ID>'
        f"<cbc:ContractFolderID>{procedure_id}</cbc:ContractFolderID><cbc:IssueDate>2026-03-02+01:00</cbc:IssueDate>"
        f"<cbc:VersionID>{version}</cbc:VersionID>{top}<cbc:NoticeTypeCode {form}>cn-standard</cbc:NoticeTypeCode>"
        f"<cbc:NoticeLanguageCode>{language}</cbc:NoticeLanguageCode>{buyers}"
        f"<cac:TenderingProcess>{process}</cac:TenderingProcess>"
        f"<cac:ProcurementProject>{names}{project}</cac:ProcurementProject>{lots}{end}</{root}>"
    ).encode()


# --- awards ----------------------------------------------------------------------------------------------------------


def _ids(name: str, ids: tuple[str, ...]) -> str:
    return "".join(f"<efac:{name}><cbc:ID>{one}</cbc:ID></efac:{name}>" for one in ids)


def lot_result(
    lot_id: str, outcome: str = "selec-w", *, tenders: str = "", contracts: str = "", reason: str = ""
) -> str:
    chosen = code("TenderResultCode", "winner-selection-status", outcome) if outcome else ""
    why = f"<efac:DecisionReason><efbc:DecisionReasonCode>{reason}</efbc:DecisionReasonCode></efac:DecisionReason>"
    return (
        f"<efac:LotResult><cbc:ID>RES-{lot_id}</cbc:ID>{chosen}{why if reason else ''}"
        f"{_ids('LotTender', tuple(tenders.split()))}{_ids('SettledContract', tuple(contracts.split()))}"
        f"{_ids('TenderLot', (lot_id,))}</efac:LotResult>"
    )


def tender(tender_id: str, party: str, lot_id: str = "LOT-0001", *, rank: str = "", value: str = "") -> str:
    ranked = f"<cbc:RankCode>{rank}</cbc:RankCode>" if rank else ""
    payable = amount("PayableAmount", value) if value else ""
    total = f"<cac:LegalMonetaryTotal>{payable}</cac:LegalMonetaryTotal>"
    return (
        f"<efac:LotTender><cbc:ID>{tender_id}</cbc:ID>{ranked}{total}{_ids('TenderingParty', (party,))}"
        f"{_ids('TenderLot', (lot_id,))}</efac:LotTender>"
    )


def contract(contract_id: str, tenders: str, more: str = "") -> str:
    return (
        f"<efac:SettledContract><cbc:ID>{contract_id}</cbc:ID>{more}"
        f"{_ids('LotTender', tuple(tenders.split()))}</efac:SettledContract>"
    )


def tendering_party(party: str, tenderers: str, *, subcontractors: str = "", names: str = "") -> str:
    return (
        f"<efac:TenderingParty><cbc:ID>{party}</cbc:ID>{names}{_ids('Tenderer', tuple(tenderers.split()))}"
        f"{_ids('SubContractor', tuple(subcontractors.split()))}</efac:TenderingParty>"
    )


SUPPLIERS = "".join(
    organisation(party, named(name), number=number)
    for party, name, number in (
        ("ORG-0001", "Exempelstads kommun", "212099-0002"),
        ("ORG-0011", "Påhittad Städ AB", "559999-0011"),
        ("ORG-0012", "Låtsas Lokalvård AB", "559999-0029"),
        ("ORG-0013", "Sken Service AB", "559999-0037"),
    )
)


def amount(name: str, value: str, currency: str = "SEK") -> str:
    return f'<cbc:{name} currencyID="{currency}">{value}</cbc:{name}>'


def estimate(value: str, currency: str = "SEK") -> str:
    total = amount("EstimatedOverallContractAmount", value, currency)
    return f"<cac:RequestedTenderTotal>{total}</cac:RequestedTenderTotal>"


def award(*parts: str, lots: str = lot(), subtype: str = "29", form: str = "result", end: str = "") -> bytes:
    """Return an award notice over LotResult, LotTender, SettledContract and TenderingParty elements."""
    return notice(
        root="ContractAwardNotice",
        subtype=subtype,
        form=f'listName="{form}"',
        organisations=SUPPLIERS,
        extension=f"<efac:NoticeResult>{''.join(parts)}</efac:NoticeResult>",
        lots=lots,
        end=end,
    )


def with_other_prefixes(content: bytes) -> bytes:
    """Return the same document with every namespace under another prefix."""
    text = content.decode()
    for number, prefix in enumerate(NAMESPACES):
        text = re.sub(rf"(xmlns:|</?){prefix}(?=[:=])", rf"\1n{number}", text)
    return text.encode()


PARTIES = tendering_party("TPA-1", "ORG-0011") + tendering_party("TPA-2", "ORG-0012")
