"""Which clause is taken, and what stands above its text."""

from datetime import date

import pytest

from desk.clauses.library import EXAMPLE, FOLDER, ClauseBroken, NoClause, clause_for, clause_named, library
from states.law.applicability import RequirementForm

OURS = library()


@pytest.mark.parametrize("form", ["", *RequirementForm])
def test_there_is_a_clause_for_every_form_and_the_introduction(form):
    assert clause_for(form, "care", OURS).form == form


def test_a_trade_has_words_of_its_own_and_others_the_general_ones():
    cleaning, general = clause_for("employment", "cleaning", OURS), clause_for("employment", "", OURS)

    assert (cleaning.id, general.id) == ("employment-cleaning", "employment")
    assert cleaning.digest != general.digest
    assert clause_for("award_criterion", "cleaning", OURS).id == "award_criterion"


def test_ours_are_examples_until_somebody_approves_them():
    assert {one.remark(date(2026, 11, 29)) for one in OURS} == {EXAMPLE}


def own(tmp_path, name="employment", **changes):
    """Put a clause of ours into the city's folder, changed."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    for key, value in changes.items():
        text = text.replace(f'{key} = ""', f'{key} = "{value}"', 1)
    (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    return clause_named(name, library(tmp_path))


def test_the_citys_own_stands_in_place_of_ours(tmp_path):
    mine = own(tmp_path, approved_by="Juridik", valid_from="2027-01-01")

    assert (mine.own, mine.remark(date(2027, 1, 1))) == (True, None)
    early = mine.remark(date(2026, 12, 31))
    assert early is not None
    assert early.sv == "Texten är godkänd av Juridik men gäller först från 1 januari 2027."
    assert len(library(tmp_path)) == len(OURS)


def test_a_name_that_no_clause_has_is_refused():
    with pytest.raises(NoClause):
        clause_named("hyra", OURS)


def test_a_file_that_cannot_be_read_names_itself(tmp_path):
    (tmp_path / "egen.toml").write_text("id = ", "utf-8")

    with pytest.raises(ClauseBroken) as broken:
        library(tmp_path)
    assert "egen.toml" in broken.value.text.sv
