from pathlib import Path

import pytest

from notifications.letters.letter_templates import FOLDER
from notifications.letters.samples import SAMPLE_LABELS, SAMPLES


def test_every_template_has_a_label():
    assert set(SAMPLE_LABELS) == set(SAMPLES)


def test_the_list_tells_which_files_are_the_citys_own(home, run, monkeypatch):
    own = home / "own"
    own.mkdir()
    (own / "daily.txt").write_text((FOLDER / "daily.txt").read_text("utf-8"), "utf-8")
    monkeypatch.setenv("TRESPANN_TEMPLATES", str(own))

    lines = run("templates", "list").stdout.splitlines()

    assert next(line for line in lines if line.startswith("daily")).split()[2] == "daily.txt"
    assert next(line for line in lines if line.startswith("overview")).split()[2] == "–"


def test_our_templates_are_found_to_be_in_order(home, run):
    shown = run("templates", "lint")

    assert (shown.exit_code, shown.stdout.split(":")[0]) == (0, "Alla mallar är i ordning")


def test_what_is_wrong_is_named_and_ends_in_failure(home, run, monkeypatch):
    text = (FOLDER / "daily.txt").read_text("utf-8").replace("{{ name }}", "{{ nickname }}")
    (home / "daily.txt").write_text(text, "utf-8")
    monkeypatch.setenv("TRESPANN_TEMPLATES", str(home))

    shown = run("templates", "lint")

    assert shown.exit_code == 1
    assert "daily: daily.txt: nickname finns inte." in shown.stdout


@pytest.mark.parametrize(("language", "hello"), [("sv", "Hej Anna Exempel!"), ("en", "Hello Anna Exempel!")])
@pytest.mark.parametrize("name", SAMPLE_LABELS)
def test_a_preview_shows_the_text_and_stores_the_page(home, run, name, language, hello):
    shown = run("templates", "preview", name, "--lang", language, "--html", "page.html")

    assert shown.exit_code == 0
    assert shown.stdout.startswith("Ämne: ")
    assert hello in shown.stdout
    assert f'<html lang="{language}">' in Path("page.html").read_text("utf-8")


def test_a_template_that_does_not_exist_is_answered_with_those_there_are(home, run):
    refused = run("templates", "preview", "dayly")

    assert refused.exit_code == 2
    assert "Menade du daily" in " ".join(refused.stderr.split())
