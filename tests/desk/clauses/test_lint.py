"""What is found wrong with a clause."""

import pytest

from desk.clauses.library import FOLDER, clause_named, library
from desk.clauses.lint import all_problems

EMPLOYMENT = (FOLDER / "employment.toml").read_text("utf-8")


def found(folder, sent=None):
    return [(name, problem.sv) for name, problem in all_problems(folder, sent)]


def test_ours_are_in_order():
    assert found(None) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{cure_days}", "{dagar}", "parametern dagar finns inte"),
        ("{cure_days}", "30 dagar", "en siffra står i texten"),
        ("{starts_within}", "några månader", "starts_within"),
        ("# Anställning ur målgruppen", "Anställning ur målgruppen", "börjar inte med en rubrik"),
        ("{cure_days}", "{cure_days", "klammer som inte hör ihop"),
        ("?penalty: Rättas", "?penalty Rättas", "villkoret går inte att läsa"),
        ("{cure_days}", "skälig tid", "språken har inte samma parametrar: cure_days"),
        ("version = 1", "version = 0", "version ska vara ett heltal"),
        ('form = "employment"', 'form = "hyra"', "form kan inte vara ”hyra”"),
        ('form = "employment"', 'form = "employment"\nvite = 1', "vite betyder ingenting här"),
        ('id = "employment"', 'id = "annan"', "id ska vara som filens namn"),
        ('measures = ["persons", "months", "hours", "seat"]', "measures = []", "räknas inte i något"),
        (
            'measures = ["persons", "months", "hours", "seat"]',
            'measures = ["dialogue", "seat"]',
            "kan inte stå med andra mått",
        ),
        ('valid_from = ""', 'valid_from = "snart"', "valid_from ska vara en dag"),
        ('valid_from = ""', 'valid_from = "2027-01-01"', "anges tillsammans"),
        ('seal = ""', 'seal = "0123"', "ingen har godkänt texten"),
        ("{work}\n\n?occupations: Följande", "?occupations: Följande", "work finns men texten har inte"),
        ("[work]\n", "[arbete]\n", "arbete betyder ingenting här"),
        ("[wording]\nsv", "[wording]\nse", "båda språken"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, old, new, says):
    assert old in EMPLOYMENT
    (tmp_path / "employment.toml").write_text(EMPLOYMENT.replace(old, new, 1), "utf-8")

    assert any(name == "employment.toml" and says in told for name, told in found(tmp_path))


def test_an_approved_text_is_sealed_and_a_change_of_it_breaks_the_seal(tmp_path):
    file = tmp_path / "employment.toml"
    approved = EMPLOYMENT.replace('approved_by = ""', 'approved_by = "Juridik"', 1)
    approved = approved.replace('valid_from = ""', 'valid_from = "2027-01-01"', 1)
    file.write_text(approved, "utf-8")
    ((_, unsealed),) = found(tmp_path)
    seal = clause_named("employment", library(tmp_path)).approval
    assert seal in unsealed

    sealed = approved.replace('seal = ""', f'seal = "{seal}"', 1)
    file.write_text(sealed, "utf-8")
    assert found(tmp_path) == []

    file.write_text(sealed.replace("skriftligt", "muntligt", 1), "utf-8")
    ((_, changed),) = found(tmp_path)
    assert "ändrats sedan den godkändes" in changed
    assert seal not in changed


def test_words_that_went_out_bind_their_version():
    ours = clause_named("employment", library())

    assert found(None, {("employment", 1): {ours.digest}, ("employment", 2): {"other"}}) == []
    ((name, told),) = found(None, {("employment", 1): {"other"}})
    assert (name, told) == ("employment.toml", "version 1 har gått ut i ett ärende med andra ord. Höj version.")


def test_a_variant_needs_what_it_extends_and_a_trade(tmp_path):
    (tmp_path / "mitt.toml").write_text('id = "mitt"\nversion = 1\nextends = "ditt"\nform = "dialogue"', "utf-8")

    told = [problem for name, problem in found(tmp_path) if name == "mitt.toml"]

    assert told == [
        "ditt, som filen utgår från, går inte att använda",
        "form tas från den text som filen utgår från",
        "work saknas",
        "trade saknas",
    ]


def test_two_of_the_citys_own_for_the_same_are_named(tmp_path):
    for name in ("min", "mitt"):
        (tmp_path / f"{name}.toml").write_text(EMPLOYMENT.replace('id = "employment"', f'id = "{name}"'), "utf-8")

    assert found(tmp_path) == [("mitt.toml", "gäller samma form och bransch som min")]


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "trasig.toml").write_text("id =", "utf-8")

    assert [name for name, _ in found(tmp_path)] == ["trasig.toml"]
