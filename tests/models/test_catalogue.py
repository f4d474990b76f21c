"""Every catalogue holds exactly the texts that the code says, all translated, and is compiled."""

from functools import partial
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import notifications
import web
from models.catalogue import LOCALE, translations
from tests.cli.catalogue import messages as said_on_the_command_line

METHODS = [("**.py", "python"), ("templates/**.css", "ignore"), ("templates/**", "jinja2")]


def said_in(package: ModuleType) -> set[str]:
    found = extract_from_dir(Path(package.__file__ or "").parent, method_map=METHODS)
    return {text for _, _, text, _, _ in found if isinstance(text, str)}


SAID = {"mail": partial(said_in, notifications), "web": partial(said_in, web), "cli": said_on_the_command_line}
"""By domain, what finds the texts of the code."""

CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def texts(catalogue: Catalog) -> dict[object, object]:
    return {message.id: message.string for message in catalogue if message.id}


def test_there_is_a_catalogue_of_mail():
    assert "mail" in {path.stem for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.stem}-{path.parent.parent.name}")
class TestCatalogue:
    def test_every_text_is_translated_and_none_is_left_over(self, path):
        said, held = SAID[path.stem](), set(texts(read(path)))
        assert said - held == set(), "not translated"
        assert held - said == set(), "said nowhere"

    def test_no_translation_is_empty_uncertain_or_crossed_out(self, path):
        catalogue = read(path)
        unfinished = [message.id for message in catalogue if message.id and (message.fuzzy or not message.string)]
        assert unfinished == []
        assert list(catalogue.obsolete) == []

    def test_every_translation_has_the_places_of_its_text(self, path):
        assert [(message.id, errors) for message, errors in read(path).check()] == []

    def test_the_compiled_catalogue_is_up_to_date(self, path):
        wanted = BytesIO()
        write_mo(wanted, read(path))
        wanted.seek(0)
        with path.with_suffix(".mo").open("rb") as file:
            compiled = read_mo(file)
        assert texts(compiled) == texts(read_mo(wanted)), f"run: pybabel compile --domain {path.stem} -d models/locale"

    def test_the_program_finds_the_compiled_catalogue(self, path):
        found = translations(path.stem, path.parent.parent.name)
        assert all(found.gettext(text) == translated for text, translated in texts(read(path)).items())
