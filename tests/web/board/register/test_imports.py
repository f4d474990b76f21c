"""Imports on the board: what they ask is answered once."""

import json

from sqlalchemy import insert

from exchange.notices.weighing import ASKING
from models.storage.database import writing
from models.tables import ImportQuestion, KeptReport
from tests.notifications.city import case_now, open_planned
from tests.web.board.signed_in import TOKEN
from tests.web.city import OPENED, TODAY


def asked(city):
    """Two cases of which an import asks whether they are one."""
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    first, second = (case_now(city, reference).id for reference in ("UH-1", "UH-2"))
    row = {
        "notice": "n-1",
        "publication_number": "123456-2026",
        "title": "Städning",
        "buyers": "Exempelstad",
        "published_on": OPENED,
        "case_id": second,
        "other_id": first,
        "row": next(iter(ASKING)),
        "path": "/nowhere/notice.xml",
        "asked_on": TODAY,
        "answer": "",
        "answered_by": "",
    }
    columns = ImportQuestion.__table__.c.keys()
    with writing(city) as connection:
        connection.execute(insert(ImportQuestion).values({k: v for k, v in row.items() if k in columns}))


def test_a_question_shows_both_sides_and_is_answered_once(city, visitor):
    asked(city)
    page = visitor().open("/register/inlasningar")
    assert "UH-" in page.text
    question = visitor().open("/register/inlasningar/fragor/1")
    assert "Städtjänster UH-1" in question.text
    answer = visitor().answer("/register/inlasningar/fragor/1", "answer", answer="apart")
    assert "Frågan är besvarad" in answer.text
    assert "frågar inte om något" in visitor().open("/register/inlasningar").text


def test_the_report_on_a_file_is_read_again(city, visitor):
    told = {"name": "Rad 3", "outcome": "skipped", "reference": "", "sv": "Raden har ingen titel.", "en": "No title."}
    with writing(city) as connection:
        connection.execute(insert(KeptReport).values(name="plan.xlsx", read_on=TODAY, lines=json.dumps([told])))
    assert "plan.xlsx" in visitor().open("/register/inlasningar").text
    assert "Raden har ingen titel" in visitor().open("/register/inlasningar/rapport?fil=plan.xlsx").text
    assert visitor().open("/register/inlasningar/rapport?fil=annan.xlsx").status == 404


PLAN = (
    "Diarienummer;Benämning;Förvaltning;Planerad annonsering\nUH-77;Städning av badhus;Fastighetskontoret;2027-02-01\n"
)


def test_a_plan_that_is_sent_opens_its_cases_and_tells_what_it_did(city, visitor, tmp_path):
    here = visitor(var=tmp_path, database_url=str(city.url))
    answer = here.request(
        "POST", "/register/inlasningar/las-in", data={"token": TOKEN}, files={"fil": ("plan.csv", PLAN.encode())}
    )
    assert "Nya ärenden: 1" in answer.text
    assert case_now(city, "UH-77").title == "Städning av badhus"
    assert list((tmp_path / "received").iterdir()) == []


def test_a_file_that_is_neither_plan_nor_notice_is_refused(city, visitor, tmp_path):
    here = visitor(var=tmp_path)
    answer = here.request(
        "POST", "/register/inlasningar/las-in", data={"token": TOKEN}, files={"fil": ("plan.exe", b"MZ")}
    )
    assert (answer.status, "varken en plan eller en annons" in answer.text) == (422, True)


def test_a_file_without_the_token_of_the_reader_is_not_read(city, visitor, tmp_path):
    answer = visitor(var=tmp_path).request(
        "POST", "/register/inlasningar/las-in", files={"fil": ("plan.csv", PLAN.encode())}
    )
    assert (answer.status, (tmp_path / "received").exists()) == (403, False)
