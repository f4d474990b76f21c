"""A template that lacks something, tells it twice or tells it in one file only is found."""

from pathlib import Path

import pytest

from notifications.letters.lint import HtmlReader, all_problems, problems
from notifications.letters.samples import SAMPLES
from tests.notifications.letters.own_templates import changed


def found(name: str, folder: Path) -> str:
    return " ".join(problem.en for problem in problems(name, folder))


@pytest.mark.parametrize("name", SAMPLES)
def test_our_own_templates_are_in_order(name):
    assert list(problems(name)) == []


@pytest.mark.parametrize("told", ["item.action_url", "item.address"])
def test_a_citys_template_may_name_an_address_in_either_way(tmp_path, told):
    assert list(problems("daily", changed(tmp_path, "daily.txt", ("item.address", told)))) == []


def test_a_matter_whose_address_is_told_twice_is_found_in_either_way(tmp_path):
    twice = changed(tmp_path, "daily.txt", ("{{ item.address }}", "{{ item.address }} {{ item.action_url }}"))
    assert "exactly one link" in found("daily", twice)


BREAKS = {
    "a variable that nobody gives": ("daily.txt", ("{{ name }}", "{{ nickname }}"), "there is no nickname"),
    "a field that a matter has not": ("daily.html", ("{{ item.title }}", "{{ item.colour }}"), "colour"),
    "a reference that is missing": ("daily.html", ("{{ item.reference }}", ""), "the reference of the case is missing"),
    "a deadline without its day": ("daily.txt", ("{{ item.day }}", ""), "the deadline with its weekday is missing"),
    "nobody to ask": ("calendar.txt", ("{{ contact.name }}", ""), "who answers questions is missing"),
    "a fact in one file only": ("daily.txt", ("{{ item.heading }}", ""), "do not say the same"),
    "what to do with the files in one place only": (
        "daily.html",
        ('_("Open each attached file, so that your calendar is right.")', '""'),
        "do not say the same",
    ),
    "no action": ("daily.txt", ("{{ item.action }}: {{ item.address }}", ""), "exactly one link"),
    "a second action": (
        "daily.html",
        ("</h1>", '</h1><a href="https://exempelstad.example">x</a>'),
        "exactly one link",
    ),
    "a subject of two lines": ("daily.txt", ("{{ summary }}", "{{ summary }}\nBcc: x@example.se"), "single line"),
    "what belongs to candidates": ("daily.txt", ("{{ city }}", "{{ city }} funktionsnedsättning"), "individual candid"),
    "a page in no language": ("daily.html", (' lang="{{ language }}"', ""), "(lang)"),
    "a tag that is not closed": ("daily.html", ("{% endfor %}", ""), "cannot be used"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_wrong_is_named(tmp_path, name):
    file, replacement, said = BREAKS[name]
    assert said in found(file.partition(".")[0], changed(tmp_path, file, replacement))


def test_a_file_that_stands_in_for_none_of_ours_is_named(tmp_path):
    for name in ("dayly.txt", "daily.txt.bak", "logo.png"):
        (tmp_path / name).write_text("x", "utf-8")
    assert [name for name, _ in all_problems(tmp_path)] == ["dayly.txt"]
    assert list(all_problems(tmp_path / "gone")) == []


def test_the_cells_of_a_row_are_read_as_one_line():
    page = HtmlReader(
        "<html lang=sv><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table><p>C</p></html>"
    )
    assert (page.language, page.lines) == ("sv", ["A · B", "1 · 2", "C"])
