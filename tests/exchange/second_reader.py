"""A second, slow and plain reader of eForms notices, to hold the first one against.

It uses another parser and shares no code with the reader: one expression per fact, each over the whole notice.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unicodedata import category
from xml.etree import ElementTree as ET

from tests.exchange.written import NAMESPACES

EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
DAYS_OF = {"DAY": 1, "CALENDAR_DAY": 1, "WEEK": 7, "MONTH": 30.4375, "YEAR": 365.25}
DEADLINES = (
    "cac:TenderingProcess/cac:TenderSubmissionDeadlinePeriod/cbc:EndDate",
    "cac:TenderingProcess/cac:ParticipationRequestReceptionPeriod/cbc:EndDate",
    "cac:TenderingProcess//efac:InterestExpressionReceptionPeriod/cbc:EndDate",
)


def seen(text: str) -> str:
    """Return a text as its reader sees it: without signs that show nothing, one blank between words, lines kept."""
    kinds = {"Cc": " ", "Cf": ""}
    shown = "".join(sign if sign == "\n" else kinds.get(category(sign), sign) for sign in text)
    return "\n".join(" ".join(line.split()) for line in shown.split("\n")).strip()


def texts(where: ET.Element, path: str) -> list[str]:
    return [seen(one.text) for one in where.findall(path, NAMESPACES) if one.text and one.text.strip()]


def once(values: list[Any]) -> list[Any]:
    return sorted(set(values), key=values.index)


def first(values: list[Any]) -> Any:
    return values[0] if values else None


def best(where: ET.Element, path: str, official: str | None) -> str | None:
    said = [(one.get("languageID"), seen(one.text)) for one in where.findall(path, NAMESPACES) if one.text]
    for language in ("SWE", official, "ENG"):
        for spoken, text in said:
            if spoken == language:
                return text
    return said[0][1] if said else None


def coded(where: ET.Element, path: str, list_name: str) -> list[str]:
    return texts(where, f"{path}[@listName='{list_name}']")


def day(text: str) -> date:
    year, month, day_of_month = text[:10].split("-")
    return date(int(year), int(month), int(day_of_month))


def months_later(start: date, months: int) -> date:
    """Return the first day that is no longer inside so many months."""
    count = start.year * 12 + start.month - 1 + months
    for month in (count, count + 1):
        try:
            return date(month // 12, month % 12 + 1, start.day if month == count else 1)
        except ValueError:
            continue
    raise AssertionError


def length_of(lot: ET.Element) -> tuple[float | None, str]:
    period = "cac:ProcurementProject/cac:PlannedPeriod"
    start = first(texts(lot, f"{period}/cbc:StartDate"))
    end = first(texts(lot, f"{period}/cbc:EndDate"))
    if start and end:
        days = (day(end) - day(start) + timedelta(days=1)).days
        return days, "yes" if day(end) >= months_later(day(start), 4) else "no"
    measure = lot.find(f"{period}/cbc:DurationMeasure", NAMESPACES)
    if measure is not None and measure.text:
        unit = str(measure.get("unitCode")).rstrip("S")
        days_of_all = float(measure.text) * DAYS_OF[unit]
        months = float(measure.text) * {"MONTH": 1, "YEAR": 12}.get(unit, 1 / 30.75)
        return round(days_of_all), "yes" if months > 4 else "no"
    words = texts(lot, f"{period}/cbc:DescriptionCode")
    return None, "yes" if "UNLIMITED" in words else "unknown"


def names_of(extension: ET.Element, party: str, official: str | None) -> list[str]:
    companies = [
        company
        for company in extension.findall("efac:Organizations/efac:Organization/efac:Company", NAMESPACES)
        if party in texts(company, "cac:PartyIdentification/cbc:ID")
    ]
    return [name for company in companies if (name := best(company, "cac:PartyName/cbc:Name", official))]


def winners_of(extension: ET.Element, official: str | None) -> list[str]:
    result = extension.find("efac:NoticeResult", NAMESPACES)
    if result is None:
        return []
    found = []
    for tender in texts(result, "efac:SettledContract/efac:LotTender/cbc:ID"):
        for party in texts(result, f"efac:LotTender[cbc:ID='{tender}']/efac:TenderingParty/cbc:ID"):
            holder = f"efac:TenderingParty[cbc:ID='{party}']"
            members = texts(result, f"{holder}/efac:Tenderer/cbc:ID")
            named = [name for member in members for name in names_of(extension, member, official)]
            found += named or texts(result, f"{holder}/cbc:Name")
    return once(found)


def outcome_of(codes: list[str]) -> str | None:
    return "mixed" if len(set(codes)) > 1 else first(codes)


def reservation(codes: list[str], yes: tuple[str, ...], no: str) -> bool | None:
    return True if any(code.startswith(yes) for code in codes) else False if no in codes else None


def root_of(path: Path) -> ET.Element:
    return ET.fromstring(path.read_bytes())


def read(path: Path) -> dict[str, Any]:
    root = root_of(path)
    extension = root.find(EXTENSION, NAMESPACES)
    assert extension is not None
    official = first(texts(root, "cbc:NoticeLanguageCode"))
    type_code = root.find("cbc:NoticeTypeCode", NAMESPACES)
    assert type_code is not None
    lots = [
        one
        for one in root.findall("cac:ProcurementProjectLot", NAMESPACES)
        if one.find("cbc:ID[@schemeName='Lot']", NAMESPACES) is not None
        or one.find("cbc:ID[@schemeName='Part']", NAMESPACES) is not None
    ]

    def of_lots(path: str) -> list[str]:
        return [text for one in lots for text in texts(one, path)]

    def codes_of_lots(path: str, list_name: str) -> list[str]:
        return [text for one in lots for text in coded(one, path, list_name)]

    additional = "cac:ProcurementProject/cac:ProcurementAdditionalType/cbc:ProcurementTypeCode"
    execution = "cac:TenderingTerms/cac:ContractExecutionRequirement"
    frameworks = codes_of_lots(
        "cac:TenderingProcess/cac:ContractingSystem/cbc:ContractingSystemTypeCode", "framework-agreement"
    )
    requirements = codes_of_lots(
        "cac:TenderingTerms/cac:TendererQualificationRequest/cac:SpecificTendererRequirement"
        "/cbc:TendererRequirementTypeCode",
        "reserved-procurement",
    )
    conditions = [
        text
        for one in lots
        for holder in one.findall(execution, NAMESPACES)
        if coded(holder, "cbc:ExecutionRequirementCode", "conditions")
        and (text := best(holder, "cbc:Description", official))
    ]
    lengths = [length_of(one) for one in lots]
    over = {answer for _, answer in lengths}
    deadlines = [next((found[0] for path in DEADLINES if (found := texts(one, path))), None) for one in lots]
    parties = texts(root, "cac:ContractingParty/cac:Party/cac:PartyIdentification/cbc:ID")
    earlier = texts(root, "cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID") + of_lots(
        "cac:TenderingProcess/cac:NoticeDocumentReference/cbc:ID"
    )
    settled = "efac:NoticeResult/efac:SettledContract"
    return {
        "publication_number": first(texts(extension, "efac:Publication/efbc:NoticePublicationID")),
        "title": best(root, "cac:ProcurementProject/cbc:Name", official),
        "form_type": type_code.get("listName"),
        "notice_subtype": first(texts(extension, "efac:NoticeSubType/cbc:SubTypeCode")),
        "is_change_notice": type_code.get("listName") == "change"
        or bool(texts(extension, "efac:Changes/efbc:ChangedNoticeIdentifier")),
        "official_language": official,
        "buyers": once([name for party in parties for name in names_of(extension, party, official)]),
        "cpv_main": first(
            texts(root, "cac:ProcurementProject/cac:MainCommodityClassification/cbc:ItemClassificationCode")
        ),
        "nature": first(texts(root, "cac:ProcurementProject/cbc:ProcurementTypeCode")),
        "procedure": first(texts(root, "cac:TenderingProcess/cbc:ProcedureCode")),
        "framework": reservation(frameworks, ("fa-",), "none"),
        "lots": of_lots("cbc:ID"),
        "duration_days": max((days for days, _ in lengths if days is not None), default=None),
        "over_4_months": "yes" if "yes" in over else "no" if over == {"no"} else "unknown",
        "strategic_codes": once(codes_of_lots(additional, "strategic-procurement")),
        "social_codes": once(codes_of_lots(additional, "social-objective")),
        "reserved_execution": reservation(
            codes_of_lots(f"{execution}/cbc:ExecutionRequirementCode", "reserved-execution"), ("yes",), "no"
        ),
        "reserved_participation": reservation(requirements, ("res-",), "none"),
        "performance_conditions_text": "\n\n".join(once(conditions)) or None,
        "submission_deadline": min((one[:10] for one in deadlines if one), default=None),
        "award_decision_date": min((one[:10] for one in texts(extension, f"{settled}/cbc:AwardDate")), default=None),
        "contract_conclusion_date": min(
            (one[:10] for one in texts(extension, f"{settled}/cbc:IssueDate")), default=None
        ),
        "outcome": outcome_of(texts(extension, "efac:NoticeResult/efac:LotResult/cbc:TenderResultCode")),
        "winners": winners_of(extension, official),
        "previous_notice_refs": once([one.lower() if len(one) > 30 else one.lstrip("0") for one in earlier]),
    }
