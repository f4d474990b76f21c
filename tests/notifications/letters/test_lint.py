"""A template that lacks something, tells it twice or tells it in one file only is found."""

from pathlib import Path

import pytest

from notifications.letters.letter_templates import FOLDER, TemplateBroken, letter, own_files, sources
from notifications.letters.lint import HtmlReader, all_problems, problems
from notifications.letters.samples import SAMPLES
from states.text import LANGUAGES

FILES = {path.stem for path in FOLDER.glob("*.txt")}


def changed(folder: Path, file: str, *replacements: tuple[str, str]) -> Path:
    """Put a city's own version of one of our files into a folder."""
    stem, _, kind = file.partition(".")
    text = (FOLDER / file).read_text("utf-8") if kind == "css" else dict(sources(stem))[file]
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    (folder / file).write_text(text, "utf-8")
    return folder


def found(name: str, folder: Path) -> str:
    return " ".join(problem.en for problem in problems(name, folder))


def test_every_template_has_samples_and_both_of_its_files():
    assert set(SAMPLES) == FILES == {path.stem for path in FOLDER.glob("*.html")}


@pytest.mark.parametrize("name", SAMPLES)
def test_our_own_templates_are_in_order(name):
    assert list(problems(name)) == []


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
    "no action": ("daily.txt", ("{{ item.action }}: {{ item.action_url }}", ""), "exactly one link"),
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


def test_a_subject_without_its_block_is_refused(tmp_path):
    changed(tmp_path, "daily.txt", ("block subject", "block topic"))
    with pytest.raises(TemplateBroken, match="block subject"):
        letter("daily", "sv", tmp_path)


def test_a_citys_file_may_name_our_parts_and_no_others(tmp_path):
    own = (FOLDER / "daily.txt").read_text("utf-8")
    assert "parts/foot.txt" in own
    (tmp_path / "daily.txt").write_text(own, "utf-8")
    assert letter("daily", "sv", tmp_path).version == letter("daily", "sv").version
    (tmp_path / "daily.txt").write_text(own.replace("parts/foot.txt", "parts/feet.txt"), "utf-8")
    with pytest.raises(TemplateBroken, match=r"daily\.txt"):
        letter("daily", "sv", tmp_path)


def test_a_file_that_stands_in_for_none_of_ours_is_named(tmp_path):
    for name in ("dayly.txt", "daily.txt.bak", "logo.png"):
        (tmp_path / name).write_text("x", "utf-8")
    assert [name for name, _ in all_problems(tmp_path)] == ["dayly.txt"]
    assert list(all_problems(tmp_path / "gone")) == []


def test_a_city_changes_one_file_and_keeps_the_others(tmp_path):
    changed(tmp_path, "letter.css", ("#0b4f9e", "#115511"))
    assert own_files("daily", tmp_path) == ["letter.css"]
    ready = letter("daily", "sv", tmp_path)
    page = ready.write(SAMPLES["daily"]("sv", ready.say)[0].values).html
    assert "#115511" in page
    assert "#0b4f9e" not in page
    assert ready.version != letter("daily", "sv").version
    assert list(problems("daily", tmp_path)) == []


def test_a_file_that_changes_while_the_program_runs_is_read_anew(tmp_path):
    changed(tmp_path, "daily.txt", ('_("Hello")', '"Tjena"'))
    first = letter("daily", "sv", tmp_path).version
    changed(tmp_path, "daily.txt", ('_("Hello")', '"Hejsan alla"'))
    assert letter("daily", "sv", tmp_path).version != first


def test_a_file_that_is_no_text_is_told_with_its_name(tmp_path):
    (tmp_path / "daily.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(TemplateBroken, match=r"daily\.txt"):
        letter("daily", "sv", tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_styles_stand_in_the_elements_and_what_depends_on_the_screen_in_the_head(name, language):
    ready = letter(name, language)
    page = ready.write(SAMPLES[name](language, ready.say)[0].values).html
    assert "prefers-color-scheme: dark" in page.partition("</head>")[0]
    assert 'class="card" style="' in page
    assert "held" not in page
    assert "<script" not in page
    assert "http-equiv" not in page


def test_the_cells_of_a_row_are_read_as_one_line():
    page = HtmlReader(
        "<html lang=sv><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table><p>C</p></html>"
    )
    assert (page.language, page.lines) == ("sv", ["A · B", "1 · 2", "C"])
