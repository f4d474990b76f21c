import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.notices.eforms import EXAMPLE_PROCEDURE_ID, read_notice
from exchange.notices.notice import FormType, HandedIn, Notice, NoticeSkipped, Organisation, SkipCode, as_json
from exchange.plans.length import Over
from states.text import Text
from tests.exchange.notices.reading import EXAMPLES, KEYS, example, names, skipped
from tests.exchange.written import (
    NAMESPACES,
    NOTICE_ID,
    PARTIES,
    PROCEDURE_ID,
    additional,
    award,
    buyer,
    code,
    contract,
    deadline,
    estimate,
    execution,
    lot,
    lot_result,
    named,
    notice,
    organisation,
    period,
    system,
    tender,
)

# --- the head of a notice --------------------------------------------------------------------------------------------


def test_the_head_of_a_notice_is_read():
    found = read_notice(
        notice(
            publication="<efac:Publication><efbc:NoticePublicationID>00012345-2026</efbc:NoticePublicationID>"
            "<efbc:PublicationDate>2026-03-04Z</efbc:PublicationDate></efac:Publication>",
            process=code("ProcedureCode", "procurement-procedure-type", "open"),
            project="<cbc:ID>UH-2026-003</cbc:ID><cbc:Description>Städning.</cbc:Description>"
            + code("ProcurementTypeCode", "contract-nature", "services")
            + "<cac:MainCommodityClassification><cbc:ItemClassificationCode>90911200</cbc:ItemClassificationCode>"
            "</cac:MainCommodityClassification>",
        )
    )
    assert found == Notice(
        notice_id=NOTICE_ID,
        version="01",
        form_type=FormType.COMPETITION,
        stage=FormType.COMPETITION,
        subtype="16",
        notice_type="cn-standard",
        is_change=False,
        title="Lokalvård",
        buyers=(Organisation("Exempelstads kommun", "212099-0002"),),
        procedure_id=PROCEDURE_ID,
        publication_number="00012345-2026",
        publication_date=date(2026, 3, 4),
        dispatch_date=date(2026, 3, 2),
        language="SWE",
        description="Städning.",
        internal_number="UH-2026-003",
        nature="services",
        cpv_main="90911200",
        procedure="open",
        lots=found.lots,
    )
    assert (found.oj_number, found.reference) == ("12345-2026", f"{NOTICE_ID}-01")


def test_the_id_of_the_official_example_is_no_procedure():
    assert read_notice(notice(procedure_id=EXAMPLE_PROCEDURE_ID)).procedure_id is None
    assert read_notice(notice(procedure_id=" ")).procedure_id is None


@pytest.mark.parametrize(
    ("form", "subtype", "form_type"),
    [
        ('listName="planning"', "7", FormType.PLANNING),
        ('listName="consultation"', "E1", FormType.CONSULTATION),
        ('listName="dir-awa-pre"', "25", FormType.DIRECT_AWARD),
        ('listName="cont-modif"', "38", FormType.MODIFICATION),
        ('listName="completion"', "E5", FormType.COMPLETION),
        ('listName="something-new"', "T01", FormType.PLANNING),
        ("", "E2", FormType.PLANNING),
        ("", "CEI", FormType.COMPETITION),
        ("", "24", FormType.COMPETITION),
        ("", "28", FormType.DIRECT_AWARD),
        ("", "T02", FormType.RESULT),
        ("", "37", FormType.RESULT),
        ("", "E6", FormType.MODIFICATION),
    ],
)
@pytest.mark.parametrize("root", ["ContractNotice", "ContractAwardNotice", "PriorInformationNotice"])
def test_the_form_type_is_the_stated_one_else_that_of_the_subtype_whatever_the_root(root, form, subtype, form_type):
    found = read_notice(notice(root=root, form=form, subtype=subtype))
    assert (found.form_type, found.stage, found.subtype) == (form_type, form_type, subtype)


def test_a_change_of_the_oldest_kind_has_the_stage_of_what_it_changes():
    found = read_notice(notice(form='listName="change"', subtype="4"))
    assert (found.form_type, found.stage, found.is_change) == (FormType.CHANGE, FormType.PLANNING, True)


def test_a_changed_notice_is_named_with_reason_and_all_texts():
    changes = (
        f"<efac:Changes><efbc:ChangedNoticeIdentifier>{NOTICE_ID.upper()}-01</efbc:ChangedNoticeIdentifier>"
        "<efac:Change><efbc:ChangeDescription>Ny dag.</efbc:ChangeDescription></efac:Change>"
        "<efac:Change><efbc:ChangeDescription>Ny plats.</efbc:ChangeDescription></efac:Change>"
        "<efac:ChangeReason><cbc:ReasonCode>update-add</cbc:ReasonCode></efac:ChangeReason></efac:Changes>"
    )
    found = read_notice(notice(version="02", extension=changes))
    assert found.is_change
    assert found.change is not None
    assert (found.change.notice, found.change.reason) == (f"{NOTICE_ID}-01", "update-add")
    assert found.change.text == "Ny dag.\n\nNy plats."
    assert found.reference == f"{NOTICE_ID}-02"


def test_changes_that_name_no_notice_tell_of_the_call_and_make_no_change_notice():
    changes = (
        "<efac:Changes><efac:Change><efbc:ChangeDescription>x</efbc:ChangeDescription></efac:Change></efac:Changes>"
    )
    assert not read_notice(notice(extension=changes)).is_change


def test_a_change_without_description_is_told_by_its_reason():
    changes = (
        "<efac:Changes><efbc:ChangedNoticeIdentifier>1-2026</efbc:ChangedNoticeIdentifier><efac:ChangeReason>"
        "<cbc:ReasonCode>cancel</cbc:ReasonCode><efbc:ReasonDescription>Avbruten.</efbc:ReasonDescription>"
        "</efac:ChangeReason></efac:Changes>"
    )
    change = read_notice(notice(extension=changes)).change
    assert change is not None
    assert (change.reason, change.text) == ("cancel", "Avbruten.")


def test_a_modification_names_the_notice_it_modifies():
    modified = (
        "<efac:ContractModification><efbc:ChangedNoticeIdentifier>00431038-2019</efbc:ChangedNoticeIdentifier>"
        "<efac:ChangeReason><cbc:ReasonCode>mod-cir</cbc:ReasonCode></efac:ChangeReason>"
        "<efac:Change><efbc:ChangeDescription>Längre.</efbc:ChangeDescription></efac:Change>"
        "</efac:ContractModification>"
    )
    found = read_notice(notice(form='listName="cont-modif"', subtype="39", extension=modified))
    assert found.modification is not None
    assert (found.modification.notice, found.modification.reason) == ("431038-2019", "mod-cir")
    assert (found.modification.text, found.is_change) == ("Längre.", False)


def test_the_planned_call_of_a_planning_notice_is_read():
    found = read_notice(
        notice(
            form='listName="planning"',
            subtype="4",
            procedure_id="",
            top="<cbc:PlannedDate>2026-09-01Z</cbc:PlannedDate>",
        )
    )
    assert (found.planned_call, found.procedure_id) == (date(2026, 9, 1), None)


# --- languages, organisations ----------------------------------------------------------------------------------------


def test_buyers_keep_their_order_and_those_listed_twice_count_once():
    found = read_notice(
        notice(
            organisations=organisation("ORG-0001", named("Grannkommunen"), number="212099-0010")
            + organisation("ORG-0002", named("Exempelstads kommun"))
            + organisation("ORG-0003", named("Exempelstads kommun"))
            + organisation("ORG-0004", named("Skattens hus"), number="212099-0028"),
            buyers=buyer("ORG-0002") + buyer("ORG-0001") + buyer("ORG-0003") + buyer("ORG-9999"),
        )
    )
    assert found.buyers == (
        Organisation("Exempelstads kommun", "212099-0002"),
        Organisation("Grannkommunen", "212099-0010"),
    )


def test_nothing_about_officials_is_read():
    secret = "Hemlig Person"
    contact = (
        f"<cac:Contact><cbc:Name>{secret}</cbc:Name><cbc:Telephone>031-390 06 00</cbc:Telephone>"
        "<cbc:ElectronicMail>hemlig.person@example.se</cbc:ElectronicMail></cac:Contact>"
    )
    found = read_notice(notice(organisations=organisation("ORG-0001", named("Exempelstads kommun"), more=contact)))
    assert names(found.buyers) == ["Exempelstads kommun"]
    assert not any(word in repr(found) for word in (secret, "031-390", "hemlig.person"))


# --- lots ------------------------------------------------------------------------------------------------------------


def test_lots_are_read_and_groups_of_lots_are_not():
    found = read_notice(notice(lots=lot() + lot("LOT-0002") + lot("GLO-0001", scheme="LotsGroup")))
    assert [one.id for one in found.lots] == ["LOT-0001", "LOT-0002"]


def test_parts_count_in_planning_notices_only():
    part = lot("PAR-0001", scheme="Part")
    assert [one.id for one in read_notice(notice(form='listName="planning"', subtype="4", lots=part)).lots] == [
        "PAR-0001"
    ]
    assert read_notice(notice(lots=part)).lots == ()


@pytest.mark.parametrize(
    ("written", "days", "over"),
    [
        ('<cbc:DurationMeasure unitCode="MONTH">4</cbc:DurationMeasure>', 122, Over.NO),
        ('<cbc:DurationMeasure unitCode="WEEKS">16</cbc:DurationMeasure>', 112, Over.NO),
        ('<cbc:DurationMeasure unitCode="WORKING_DAY">90</cbc:DurationMeasure>', None, Over.UNKNOWN),
        ('<cbc:DescriptionCode listName="Duration">UNLIMITED</cbc:DescriptionCode>', None, Over.YES),
        ('<cbc:DescriptionCode listName="timeperiod">UNKNOWN</cbc:DescriptionCode>', None, Over.UNKNOWN),
        ("<cbc:EndDate>2030-01-01Z</cbc:EndDate>", None, Over.UNKNOWN),
        ("<cbc:StartDate>2024-04-30Z</cbc:StartDate><cbc:EndDate>2028-04-29Z</cbc:EndDate>", 1461, Over.YES),
        (
            (
                "<cbc:StartDate>2026-01-01+01:00</cbc:StartDate><cbc:EndDate>2026-03-31+02:00</cbc:EndDate>"
                '<cbc:DurationMeasure unitCode="MONTH">60</cbc:DurationMeasure>'
            ),
            90,
            Over.NO,
        ),
        ("<cbc:StartDate>soon</cbc:StartDate><cbc:EndDate>2026-13-45</cbc:EndDate>", None, Over.UNKNOWN),
    ],
)
def test_the_length_of_a_lot_is_read(written, days, over):
    found = read_notice(notice(lots=lot(project=period(written)))).lots[0].length
    assert (found.days, found.over_4_months) == (days, over)


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("2024-04-19+02:00", "23:59:00+01:00", datetime(2024, 4, 19, 21, 59, tzinfo=UTC)),
        ("2024-12-20+02:00", "11:00:00.000+03:00", datetime(2024, 12, 20, 9, 0, tzinfo=UTC)),
        ("2023-12-11Z", "11:00:00Z", datetime(2023, 12, 11, 11, 0, tzinfo=UTC)),
        ("2026-07-01", "12:00:00", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("2026-07-01", "12:00", datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("2026-07-01+02:00", "", None),
        ("2026-07-01+02:00", "24:00:00+02:00", None),
        ("2026-07-01+99:00", "12:00:00+99:00", None),
        ("0001-01-01+14:00", "00:00:00+14:00", None),
        ("9999-12-31-12:00", "23:00:00-12:00", None),
    ],
)
def test_a_deadline_joins_day_and_hour_with_the_offset_of_the_day(day, hour, moment):
    found = (
        read_notice(notice(lots=lot(process=deadline("TenderSubmissionDeadlinePeriod", day, hour)))).lots[0].deadline
    )
    assert found is not None
    assert found.day == (found.moment.date() if found.moment else date.fromisoformat(day[:10]))
    assert found.moment == moment
    assert found.moment is None or str(found.moment.tzinfo) == "Europe/Stockholm"


def test_a_deadline_late_in_the_evening_of_another_zone_is_the_next_day_in_sweden():
    late = deadline("TenderSubmissionDeadlinePeriod", "2026-07-01Z", "23:30:00Z")

    (lot_read,) = read_notice(notice(lots=lot(process=late))).lots

    assert lot_read.deadline is not None
    assert lot_read.deadline.day == date(2026, 7, 2)


def test_a_deadline_for_tenders_is_told_before_one_for_requests_and_one_for_interest():
    tenders = deadline("TenderSubmissionDeadlinePeriod", "2026-05-01")
    requests = deadline("ParticipationRequestReceptionPeriod", "2026-04-01")
    interest = (
        "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>"
        "<efac:InterestExpressionReceptionPeriod><cbc:EndDate>2026-03-01</cbc:EndDate>"
        "</efac:InterestExpressionReceptionPeriod>"
        "</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
    )
    several = [
        read_notice(notice(lots=lot(process=process))).lots[0].deadline
        for process in (interest + tenders + requests, interest + requests, interest, "")
    ]
    assert [one and (one.of, one.day.month) for one in several] == [
        (HandedIn.TENDERS, 5),
        (HandedIn.REQUESTS, 4),
        (HandedIn.INTEREST, 3),
        None,
    ]


def test_codes_that_share_an_element_are_told_apart_by_their_list():
    found = read_notice(
        notice(
            lots=lot(
                terms="<cac:TendererQualificationRequest><cbc:CompanyLegalFormCode>x</cbc:CompanyLegalFormCode>"
                "<cac:SpecificTendererRequirement>"
                + code("TendererRequirementTypeCode", "reserved-procurement", "res-ws")
                + "</cac:SpecificTendererRequirement></cac:TendererQualificationRequest>"
                + execution("reserved-execution", "yes")
                + execution("einvoicing", "required")
                + execution("conditions", "performance", "<cbc:Description>Anställ två.</cbc:Description>"),
                process=system("dps-usage", "dps-list") + system("framework-agreement", "fa-wo-rc"),
                project=additional("contract-nature", "works")
                + additional("strategic-procurement", "soc-obj", "<cbc:ProcurementType>Jobb.</cbc:ProcurementType>")
                + additional("environmental-impact", "other")
                + additional("strategic-procurement", "env-imp")
                + additional("social-objective", "opp")
                + additional("social-objective", "acc-all")
                + additional("social-objective", "opp"),
            )
        )
    ).lots[0]
    assert (found.framework, found.dynamic_purchasing) == ("fa-wo-rc", "dps-list")
    assert found.strategic_codes == ("soc-obj", "env-imp")
    assert found.strategic_text == "Jobb."
    assert found.social_codes == ("opp", "acc-all")
    assert (found.reserved_execution, found.reserved_participation) == ("yes", "res-ws")
    assert found.performance_conditions == "Anställ två."


def test_social_codes_stand_for_themselves_also_beside_none():
    """Real notices state social objectives beside `none`, and social purposes without any objective."""
    found = read_notice(
        notice(lots=lot(project=additional("strategic-procurement", "none") + additional("social-objective", "gen-eq")))
    )
    assert (found.strategic_codes, found.social_codes) == (("none",), ("gen-eq",))


def test_several_conditions_of_a_lot_are_joined_each_once_in_the_best_language():
    swedish, english = (
        "<cbc:Description languageID='SWE'>Ja.</cbc:Description>",
        ("<cbc:Description languageID='ENG'>Yes.</cbc:Description>"),
    )
    terms = "".join(execution("conditions", "performance", text) for text in (english + swedish, english, swedish, ""))
    assert read_notice(notice(lots=lot(terms=terms))).lots[0].performance_conditions == "Ja.\n\nYes."


def test_a_kind_of_reservation_is_told_rather_than_the_none_beside_it():
    terms = "".join(
        "<cac:TendererQualificationRequest><cac:SpecificTendererRequirement>"
        + code("TendererRequirementTypeCode", "reserved-procurement", value)
        + "</cac:SpecificTendererRequirement></cac:TendererQualificationRequest>"
        for value in ("none", "res-pub-ser")
    )
    assert read_notice(notice(lots=lot(terms=terms))).lots[0].reserved_participation == "res-pub-ser"


@pytest.mark.parametrize(
    ("title", "is_section"),
    [
        ("Generell del", True),
        ("GENERELL DEL", True),
        ("Tenderer's suitability", True),
        ("Tenderer’s suitability", True),
        ("European Single Procurement Document", True),
        ("Generell delentreprenad", False),
        ("Krav på Generatorer", False),
        ("", False),
    ],
)
def test_sections_of_requirements_that_systems_export_as_lots_are_marked(title, is_section):
    found = read_notice(notice(lots=lot(names=named(title)))).lots[0]
    assert found.is_requirement_section is is_section


def test_renewals_do_not_make_a_contract_longer():
    renewed = (
        period('<cbc:DurationMeasure unitCode="MONTH">4</cbc:DurationMeasure>')
        + "<cac:ContractExtension><cbc:OptionsDescription>Fler skolor.</cbc:OptionsDescription>"
        "<cbc:MaximumNumberNumeric>2</cbc:MaximumNumberNumeric>"
        "<cac:Renewal><cac:Period><cbc:Description>Två år.</cbc:Description></cac:Period></cac:Renewal>"
        "</cac:ContractExtension>"
    )
    found = read_notice(notice(lots=lot(project=renewed))).lots[0]
    assert found.length.over_4_months is Over.NO


def test_what_a_lot_says_of_review_is_read():
    terms = (
        "<cac:AppealTerms><cac:PresentationPeriod><cbc:Description>Tio dagar.</cbc:Description>"
        "</cac:PresentationPeriod></cac:AppealTerms>"
    )
    assert read_notice(notice(lots=lot(terms=terms))).lots[0].review_text == "Tio dagar."


# --- what is skipped -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (notice(notice_id=""), "annonsens id (BT-701)"),
        (notice(form="", subtype=""), "formulärtyp (BT-03)"),
        (notice(names=""), "titel (BT-21)"),
        (notice(names=named(" ")), "titel (BT-21)"),
        (notice(buyers=""), "köparens namn (BT-500)"),
        (notice(buyers=buyer("ORG-9999")), "köparens namn (BT-500)"),
        (notice(organisations=organisation("ORG-0001", "")), "köparens namn (BT-500)"),
        (notice(organisations=organisation("", named("Ingen")), buyers=buyer("")), "köparens namn (BT-500)"),
        (notice(lots=lot("")), "ett anbudsområde saknar id (BT-137)"),
        (
            notice(organisations=organisation("ORG-0001", named("Ja")) + "<efac:Organization/>"),
            "en organisation är tom (BT-500)",
        ),
    ],
)
def test_what_is_missing_is_said(content, said):
    found = skipped(content)
    assert found.code is SkipCode.INCOMPLETE
    assert said in found.text.sv


def test_everything_that_is_missing_or_wrong_is_said_at_once():
    classified = "<cac:MainCommodityClassification/><cac:MainCommodityClassification/>"
    cause = skipped(
        notice(
            notice_id="",
            names="",
            organisations="<efac:Organization/>",
            lots=lot(names=named("Del") + named("Del"), project=classified),
        )
    ).text
    assert cause.en == (
        "The notice is incomplete and was not read. Missing: the notice id (BT-701), the buyer's name (BT-500), "
        "the title (BT-21). Wrong: an organisation is empty (BT-500), a lot has more than one title in one language "
        "(BT-21), a lot has more than one main CPV code (BT-262)."
    )
    assert cause.sv == (
        "Annonsen är ofullständig och har inte lästs in. Det saknas: annonsens id (BT-701), köparens namn (BT-500), "
        "titel (BT-21). Det här är fel: en organisation är tom (BT-500), ett anbudsområde har mer än en titel på samma "
        "språk (BT-21), ett anbudsområde har mer än en huvudsaklig CPV-kod (BT-262)."
    )


def test_the_older_schema_is_named():
    content = b'<TED_EXPORT xmlns="http://publications.europa.eu/resource/schema/ted/R2.0.9/publication"/>'
    found = skipped(content)
    assert found.code is SkipCode.LEGACY_TED
    assert "äldre TED-schemat" in found.text.sv


@pytest.mark.parametrize(
    "content",
    [
        b"<html/>",
        b"<ContractNotice/>",
        b'<ContractNotice xmlns="urn:example:elsewhere"/>',
        b'<n:BusinessRegistrationInformationNotice xmlns:n="http://data.europa.eu/p27/eforms-business-registration/1"/>',
        ("<" + "x" * 5000 + "/>").encode(),
    ],
)
def test_another_document_is_named_by_its_root(content):
    found = skipped(content)
    assert found.code is SkipCode.NOT_A_NOTICE
    assert len(found.text.sv) < 300


def test_a_notice_without_extension_or_lots_or_project_is_survived():
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    root = "urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
    assert skipped(f'<ContractNotice xmlns="{root}" {declared}/>'.encode()).code is SkipCode.INCOMPLETE


# --- hostile content -------------------------------------------------------------------------------------------------

SOURCES = [path.read_bytes() for path in EXAMPLES] + [notice(), award(lot_result("LOT-0001"), PARTIES)]


def read(content: bytes) -> dict[str, Any] | Text:
    try:
        return as_json(read_notice(content))
    except NoticeSkipped as skip:
        return skip.text


def assert_read_or_skipped(content: bytes) -> None:
    found = read(content)
    if isinstance(found, Text):
        assert found.sv
        assert found.en
    else:
        assert list(json.loads(json.dumps(found))) == KEYS


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_skipped(content):
    assert_read_or_skipped(content)


@given(st.sampled_from(SOURCES), st.floats(0, 1))
def test_a_truncated_notice_is_skipped(source, share):
    skipped(source[: int((len(source) - 20) * share)])


@given(st.sampled_from(SOURCES), st.randoms(), st.integers(1, 60))
def test_flipped_bytes_are_read_or_skipped(source, chance, count):
    content = bytearray(source)
    for _ in range(count):
        content[chance.randrange(len(content))] = chance.randrange(256)
    assert_read_or_skipped(bytes(content))


ODD = ["", " ", "9999-12-31Z", "0001-01-01+14:00", "24:00:00", "unpublished", "-1", "1e999", "LOT-0001", "å" * 3000]
LEAF = re.compile(r"(<(\w+:\w+)[^<>]*>)[^<>]*(</\2>)")


@given(st.sampled_from(SOURCES), st.randoms(), st.sampled_from([0.02, 0.2, 0.9]))
def test_odd_values_and_lost_or_doubled_elements_are_read_or_skipped(source, chance, share):
    def changed(leaf: re.Match[str]) -> str:
        if chance.random() > share:
            return leaf[0]
        return chance.choice(["", leaf[0] * 2, leaf[1] + chance.choice(ODD) + leaf[3]])

    content = LEAF.sub(changed, source.decode())
    assert_read_or_skipped(content.encode())


def test_tens_of_thousands_of_references_are_read_in_one_pass():
    many = "".join(execution("conditions", "performance") for _ in range(20_000))
    codes = code("ExecutionRequirementCode", "conditions", "performance") * 20_000
    terms = many + f"<cac:ContractExecutionRequirement>{codes}</cac:ContractExecutionRequirement>"
    results = [lot_result("LOT-0001", "selec-w") for _ in range(20_000)]
    contracts = [contract(f"CON-{number}", "TEN-1") for number in range(2_000)]
    found = read_notice(award(*results, tender("TEN-1", "TPA-1"), *contracts, PARTIES, lots=lot(terms=terms)))
    assert names(found.winners) == ["Påhittad Städ AB"]


# --- the examples that come with the project -------------------------------------------------------------------------


def test_a_dozen_examples_come_along():
    assert len(EXAMPLES) >= 12
    assert all(12_000 < path.stat().st_size < 45_000 for path in EXAMPLES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_hold_no_address_or_number_of_anyone_real(path):
    text = path.read_text("utf-8")
    assert all("+46 31 390 06 " in line for line in text.splitlines() if "Telephone" in line)
    assert all(".example</" in line for line in text.splitlines() if "ElectronicMail" in line)


def test_the_cleaning_notices_belong_together():
    planned, call, changed, awarded = (example(number) for number in ("01", "02", "03", "04"))
    assert {one.internal_number for one in (planned, call, changed, awarded)} == {"UH-2026-003"}
    assert {one.title for one in (planned, call, changed, awarded)} == {"Städtjänster för skolor och förskolor"}
    assert planned.procedure_id is None
    assert planned.planned_call == date(2026, 2, 2)
    assert call.previous_notices == (planned.reference,)
    assert call.procedure_id == changed.procedure_id == awarded.procedure_id
    assert (changed.notice_id, changed.version, changed.is_change) == (call.notice_id, "02", True)
    assert changed.change is not None
    assert changed.change.notice == call.reference
    assert (call.deadline, changed.deadline) == (date(2026, 3, 16), date(2026, 3, 30))
    assert awarded.previous_notices == (changed.oj_number,)
    assert "opp" in call.social_codes
    assert "långt från arbetsmarknaden" in (call.lots[0].performance_conditions or "")


def test_the_cleaning_award_names_two_winners_and_neither_loser_nor_subcontractor():
    awarded = example("04")
    assert [names(result.winners) for result in awarded.results] == [
        ["Skinande Golv i Exempelstad AB"],
        ["Fiktiva Fönsterputsarna AB", "Hink & Trasa Ekonomisk förening"],
    ]
    assert (awarded.decided, awarded.concluded) == (date(2026, 5, 12), date(2026, 6, 2))


def test_the_painting_framework_has_three_suppliers_and_a_contract_inside_it():
    framework, inside = example("06"), example("07")
    assert framework.framework is True
    assert len(framework.winners) == 3
    assert inside.contracts[0].in_framework is True
    assert inside.contracts[0].framework_notice == framework.reference
    assert inside.lots[0].length.over_4_months is Over.NO


def test_the_other_examples_show_what_they_say():
    assert as_json(example("09"))["outcome"] == "mixed"
    assert [one.is_requirement_section for one in example("10").lots] == [True, False]
    assert (example("11").outcome, example("11").winners) == ("clos-nw", ())
    assert as_json(example("12"))["over_4_months"] == "unknown"
    intended = example("14")
    assert (intended.stage, intended.outcome, intended.concluded) == (FormType.DIRECT_AWARD, None, None)
    assert names(intended.winners) == ["Bärhjälpen Flytt & Magasin AB"]


# --- the act and the value -------------------------------------------------------------------------------------------


def domain(code: str) -> str:
    return f"<cbc:RegulatoryDomain>{code}</cbc:RegulatoryDomain>"


def legal(*references: tuple[str, str]) -> str:
    listed = "".join(
        f"<cac:ProcurementLegislationDocumentReference><cbc:ID>{name}</cbc:ID>"
        f'<cbc:DocumentDescription languageID="SWE">{described}</cbc:DocumentDescription>'
        "</cac:ProcurementLegislationDocumentReference>"
        for name, described in references
    )
    return f"<cac:TenderingTerms>{listed}</cac:TenderingTerms>"


def test_the_legal_basis_is_read_as_it_is_written():
    found = read_notice(notice(top=domain("32014L0025")))
    assert (found.legal_basis, found.legal_text) == ("32014L0025", None)


def test_a_national_notice_names_its_act_in_words():
    end = legal(("CrossBorderLaw", ""), ("LocalLegalBasis", "Lag (2016:1145) om offentlig upphandling, 19 kap."))
    found = read_notice(notice(top=domain("other"), end=end))
    assert found.legal_basis == "other"
    assert found.legal_text == "CrossBorderLaw; LocalLegalBasis; Lag (2016:1145) om offentlig upphandling, 19 kap."


def test_the_estimated_value_of_the_whole_stands_above_those_of_the_lots():
    lots = lot("LOT-0001", project=estimate("2000000")) + lot("LOT-0002", project=estimate("3000000"))
    assert read_notice(notice(project=estimate("6000000.50"), lots=lots)).value == 6_000_000.5
    assert read_notice(notice(lots=lots)).value == 5_000_000


def test_a_value_that_one_lot_does_not_tell_is_not_the_sum_of_the_others():
    lots = lot("LOT-0001", project=estimate("2000000")) + lot("LOT-0002")
    assert read_notice(notice(lots=lots)).value is None


def test_a_group_of_lots_is_not_added_to_its_lots():
    lots = lot("LOT-0001", project=estimate("2000000")) + lot(
        "GLO-0001", scheme="LotsGroup", project=estimate("9000000")
    )
    assert read_notice(notice(lots=lots)).value == 2_000_000


@pytest.mark.parametrize("written", ["0", "-1", "1", "99", "1e13", "okänt", ""])
def test_a_figure_that_stands_for_no_value_is_left_out(written: str):
    assert read_notice(notice(project=estimate(written))).value is None


def test_another_currency_is_left_out():
    assert read_notice(notice(project=estimate("2000000", "EUR"))).value is None
