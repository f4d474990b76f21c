"""Settings come from the environment or a file, and follow from each other where one is left out."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from models.installation.settings import Settings


def test_what_is_set_in_the_environment_stands_above_the_file(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("TRESPANN_CITY=Filstad\nTRESPANN_LANGUAGE=en\nSOMETHING_ELSE=1\n", "utf-8")
    monkeypatch.setenv("TRESPANN_CITY", "Miljöstad")
    found = Settings(_env_file=file)
    assert (found.city, found.language) == ("Miljöstad", "en")


def test_a_variable_that_is_empty_is_not_set(monkeypatch):
    monkeypatch.setenv("TRESPANN_SMTP_PORT", "")
    assert Settings(_env_file=None).smtp_port == Settings.model_construct().smtp_port


@pytest.mark.parametrize(
    ("host", "sink"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("smtp.exempelstad.example", False)]
)
def test_mail_to_this_machine_goes_to_its_own_sink(host, sink):
    assert Settings(_env_file=None, smtp_host=host).has_sink is sink


def test_the_database_lies_in_the_folder_of_the_installation_unless_it_is_named():
    assert Settings(_env_file=None, var=Path("elsewhere")).database == "sqlite:///elsewhere/trespann.db"
    named = Settings(_env_file=None, var=Path("elsewhere"), database_url="postgresql://db/trespann")
    assert named.database == "postgresql://db/trespann"


def test_the_pages_are_where_they_are_served():
    assert Settings(_env_file=None, web_host="0.0.0.0", web_port=80).web_address == "http://0.0.0.0:80"  # noqa: S104


@pytest.mark.parametrize("wrong", [{"link_days": 0}, {"supplier_link_days": 0}, {"smtp_per_minute": -1}])
def test_a_number_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(ValidationError):
        Settings(_env_file=None, **wrong)


@pytest.mark.parametrize("name", ["smtp_password", "imap_password", "bounce_secret", "secret"])
def test_passwords_are_in_no_text_about_the_settings(name):
    found = Settings(_env_file=None, **{name: "hemligt"})
    assert getattr(found, name) == SecretStr("hemligt")
    assert "hemligt" not in f"{found!r} {found}"


def test_what_the_nightly_import_reads_comes_with_the_project():
    found = Settings(_env_file=None)
    assert found.notices.is_dir()
    assert all(path.is_file() for path in (found.plan, found.directory))
