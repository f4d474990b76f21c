"""Templates are read from a city's folder before ours, and refused with the name of the file."""

import pytest

from notifications.letters.letter_templates import FOLDER, TemplateBroken, letter, own_files
from notifications.letters.lint import problems
from notifications.letters.samples import SAMPLES
from states.text import LANGUAGES
from tests.notifications.letters.own_templates import changed


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
