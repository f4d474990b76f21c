"""The secret is made once, kept by its owner alone, and gives way to what the settings say."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from models.installation.secret import make_secret, secret_of
from models.installation.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, var=tmp_path / "var")


def test_without_a_secret_there_is_an_empty_one(settings):
    assert secret_of(settings) == ""
    assert not settings.var.exists()


def test_a_secret_is_made_once_and_read_by_its_owner_alone(settings):
    make_secret(settings)
    made = secret_of(settings)
    assert len(made) >= 32
    make_secret(settings)
    assert secret_of(settings) == made
    (file,) = settings.var.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_installations_have_different_secrets(settings, tmp_path):
    other = Settings(_env_file=None, var=tmp_path / "other")
    for one in (settings, other):
        make_secret(one)
    assert secret_of(settings) != secret_of(other)


def test_a_secret_of_the_settings_stands_above_the_file_and_makes_none(settings):
    given = settings.model_copy(update={"secret": SecretStr("given")})
    make_secret(given)
    assert secret_of(given) == "given"
    assert not settings.var.exists()
    make_secret(settings)
    assert secret_of(given) == "given" != secret_of(settings)


def test_a_secret_that_another_program_has_made_meanwhile_stays(settings, monkeypatch):
    def quicker(_source: object, target: Path) -> None:
        target.write_text("of another", "ascii")
        raise FileExistsError

    monkeypatch.setattr("os.link", quicker)
    make_secret(settings)
    assert secret_of(settings) == "of another"
    assert [file.name for file in settings.var.iterdir()] == ["secret"]


def test_the_secret_is_in_no_text_about_the_settings(settings):
    assert "hemligt" not in repr(settings.model_copy(update={"secret": SecretStr("hemligt")}))
