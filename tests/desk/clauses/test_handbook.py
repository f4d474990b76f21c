"""The handbook's page on clauses."""

from pathlib import Path

from desk.clauses.handbook import PAGE, page, write
from desk.clauses.library import library

ROOT = Path(__file__).parents[3]


def test_the_page_that_is_checked_in_is_the_one_that_is_written(tmp_path):
    write(tmp_path)

    assert (tmp_path / PAGE).read_text("utf-8") == page()
    assert (ROOT / "docs" / "handbook" / "clauses" / PAGE).read_text("utf-8") == page()


def test_the_page_holds_all_guidance_with_its_source():
    told = page()

    assert all(f"{one.text.sv} *({one.source})*" in told for clause in library() for one in clause.guidance)
