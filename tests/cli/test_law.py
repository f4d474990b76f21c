import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "applies", "last", "signing"),
    [
        (("--sent", "2026-06-09"), True, "2026-06-22", "2026-06-23"),
        (("--sent", "2026-06-04", "--channel", "other"), True, "2026-06-22", "2026-06-23"),
        (("--sent", "2026-03-24", "--procedure", "öppet"), True, "2026-04-07", "2026-04-08"),
        (("--sent", "2026-12-21", "--stated-end", "2027-01-10"), True, "2027-01-11", "2027-01-12"),
        (("--sent", "2026-06-09", "--procedure", "FKU", "--act", "LOU"), False, None, "2026-06-09"),
        (("--sent", "2026-06-09", "--procedure", "FKU", "--voluntary"), True, "2026-06-22", "2026-06-23"),
        (("--sent", "2026-06-09", "--single-tenderer"), False, None, "2026-06-09"),
        (("--sent", "2026-06-09", "--review-filed", "2026-06-15"), True, None, "blocked"),
        (("--sent", "2026-06-09", "--interim-order"), True, None, "blocked"),
        (("--sent", "2026-06-09", "--ordered", "2026-06-15"), True, None, "blocked"),
        (
            ("--sent", "2026-06-09", "--procedure", "FKU", "--act", "LOU", "--interim-order", "--ruling", "2026-08-20"),
            True,
            "2026-08-31",
            "2026-09-01",
        ),
        (
            ("--sent", "2018-04-20", "--review-filed", "2018-04-25", "--ruling", "2018-05-30"),
            True,
            "2018-06-11",
            "2018-06-12",
        ),
        (("--intent-published", "2026-06-01", "--procedure", "direct_award"), True, "2026-06-11", "2026-06-12"),
    ],
)
def test_the_last_day_as_json(run, words, applies, last, signing):
    told = json.loads(run("standstill", *words, "--json").stdout)

    assert {"applies", "last_day", "earliest_signing", "strictest", "steps", "bars", "warnings"} <= set(told)
    assert (told["applies"], told["last_day"], told["earliest_signing"]) == (applies, last, signing)


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        ((), 2, "Det finns ingen dag att räkna från."),
        (("--sent", "1 juni"), 2, "--sent: ”1 juni” är inget datum."),
        (("--sent", "2026-06-01", "--channel", "brev"), 2, "Sättet ”brev” finns inte."),
        (("--sent", "2026-06-01", "--procedure", "lotteri"), 2, "Förfarandet ”lotteri” finns inte."),
        (("--sent", "2005-06-01"), 1, "Ingen regel om avtalsspärr finns inlagd för 1 juni 2005"),
        (("--sent", "2060-12-30"), 1, "Kalendern omfattar åren 1990–2060"),
    ],
)
def test_a_standstill_that_cannot_be_worked_out_tells_why(run, words, code, part):
    told = run("standstill", *words)

    assert told.exit_code == code
    assert told.stdout == ""
    assert part in " ".join(told.stderr.split())


NOTICE = """<?xml version="1.0" encoding="UTF-8"?>
<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"
 xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"
 xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1"
 xmlns:efext="http://data.europa.eu/p27/eforms-ubl-extensions/1">
 <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
  <efac:NoticeSubType><cbc:SubTypeCode listName="notice-subtype">16</cbc:SubTypeCode></efac:NoticeSubType>
  <efac:Organizations><efac:Organization><efac:Company>
   <cac:PartyIdentification><cbc:ID schemeName="organization">ORG-0001</cbc:ID></cac:PartyIdentification>
   <cac:PartyName><cbc:Name>Exempelstad</cbc:Name></cac:PartyName>
  </efac:Company></efac:Organization></efac:Organizations>
 </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
 <cbc:CustomizationID>eforms-sdk-1.10</cbc:CustomizationID>
 <cbc:ID schemeName="notice-id">0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e</cbc:ID>
 <cbc:ContractFolderID>5f5f5f5f-1b1b-2c2c-3d3d-4e4e4e4e4e4e</cbc:ContractFolderID>
 <cbc:IssueDate>2026-03-17+01:00</cbc:IssueDate>
 <cbc:VersionID>01</cbc:VersionID>
 <cbc:NoticeTypeCode listName="competition">cn-standard</cbc:NoticeTypeCode>
 <cbc:NoticeLanguageCode>SWE</cbc:NoticeLanguageCode>
 <cac:ContractingParty><cac:Party>
  <cac:PartyIdentification><cbc:ID schemeName="organization">ORG-0001</cbc:ID></cac:PartyIdentification>
 </cac:Party></cac:ContractingParty>
 <cac:TenderingProcess>
  <cbc:ProcedureCode listName="procurement-procedure-type">open</cbc:ProcedureCode>
 </cac:TenderingProcess>
 <cac:ProcurementProject>
  <cbc:ID>UH-9</cbc:ID>
  <cbc:Name languageID="SWE">Skötsel av påhittade parker</cbc:Name>
  <cbc:ProcurementTypeCode listName="contract-nature">services</cbc:ProcurementTypeCode>
 </cac:ProcurementProject>
 <cac:ProcurementProjectLot>
  <cbc:ID schemeName="Lot">LOT-0001</cbc:ID>
  <cac:ProcurementProject>
   <cbc:Name languageID="SWE">Skötsel av påhittade parker</cbc:Name>
   <cac:PlannedPeriod><cbc:DurationMeasure unitCode="MONTH">24</cbc:DurationMeasure></cac:PlannedPeriod>
  </cac:ProcurementProject>
 </cac:ProcurementProjectLot>
</ContractNotice>
"""


@pytest.fixture
def notice(home):
    path = home / "annons.xml"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_a_notice_is_shown(notice, run):
    lines = run("notice", "read", "annons.xml").stdout.splitlines()

    assert lines[1] == "annons.xml"
    assert "  Rubrik                  Skötsel av påhittade parker" in lines
    assert "  Längre än fyra månader  ja" in lines


def test_notices_as_json_are_a_line_each(notice, run):
    told = run("notice", "read", "annons.xml", "annons.xml", "--json")

    first, second = [json.loads(line) for line in told.stdout.splitlines()]
    assert first == second
    assert first["title"] == "Skötsel av påhittade parker"
    assert first["over_4_months"] == "yes"


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(notice, home, run, option):
    (home / "brev.xml").write_text("<brev/>", encoding="utf-8")

    told = run("notice", "read", "brev.xml", "annons.xml", "saknas.xml", *option)

    assert told.exit_code == 1
    assert "Skötsel av påhittade parker" in told.stdout
    assert "brev" not in told.stdout
    lines = told.stderr.splitlines()
    assert [line.split(":")[0] for line in lines if ".xml:" in line] == ["brev.xml", "saknas.xml"]
    assert lines[-1] == "2 av 3 filer gick inte att läsa."


def test_neither_standstill_nor_notices_need_a_database(notice, home, run):
    run("notice", "read", "annons.xml")
    run("standstill", "--sent", "2026-06-01")

    assert not (home / "var").exists()


ASK_FOR_A_DAY = """
import sys
from cli.main import app
sys.argv = ["trespann", "standstill", "--sent", "2026-06-09"]
try:
    app()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def test_a_standstill_is_worked_out_without_loading_what_talks_to_databases(home):
    done = subprocess.run([sys.executable, "-c", ASK_FOR_A_DAY], capture_output=True, text=True, check=True)

    assert "måndag 22 juni 2026" in done.stdout
    assert {"sqlalchemy", "sqlmodel", "transitions", "pydantic_settings"} & set(done.stderr.split()) == set()
