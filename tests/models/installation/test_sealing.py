"""The key of an installation, and what was signed with it."""

import pytest
from pydantic import SecretStr

from models.installation.sealing import Seal, own_key, seal_of, signed_by
from models.installation.settings import Settings


def test_the_same_secret_gives_the_same_key_and_another_another():
    assert Seal("one").public_key == Seal("one").public_key
    assert Seal("one").public_key != Seal("other").public_key
    assert len(Seal("one").public_key) == 43


def test_a_signature_holds_for_its_message_and_key_alone():
    seal = Seal("one")
    signature = seal.sign(b"two persons")
    assert signed_by(b"two persons", signature, seal.public_key)
    assert not signed_by(b"six persons", signature, seal.public_key)
    assert not signed_by(b"two persons", signature, Seal("other").public_key)


@pytest.mark.parametrize("word", ["", "x", "åäö", "A" * 43, "=" * 44, "A" * 500])
def test_what_is_no_signature_and_no_key_holds_for_nothing(word):
    seal = Seal("one")
    assert not signed_by(b"", word, seal.public_key)
    assert not signed_by(b"", seal.sign(b""), word)


def test_an_installation_without_a_secret_gets_one_when_it_first_signs(tmp_path):
    settings = Settings(var=tmp_path)
    assert own_key(settings) == ""
    assert seal_of(settings).public_key == own_key(settings) != ""


def test_a_secret_of_the_settings_is_used_and_nothing_is_written(tmp_path):
    settings = Settings(var=tmp_path / "var", secret=SecretStr("for tests only"))
    assert seal_of(settings).public_key == Seal("for tests only").public_key
    assert not (tmp_path / "var").exists()
