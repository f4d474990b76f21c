import os
import re

import pytest

from exchange.notices.notice import NoticeSkipped, SkipCode
from exchange.notices.xml import SIZE_LIMIT, parse, read_bytes


def skipped(content: bytes) -> NoticeSkipped:
    with pytest.raises(NoticeSkipped) as caught:
        parse(content)
    return caught.value


def bomb(use: bytes) -> bytes:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 10))
    return b'<!DOCTYPE x [<!ENTITY e0 "lol">' + levels + b"]>" + use


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", SkipCode.EMPTY),
        (b" \r\n\t", SkipCode.EMPTY),
        (b"\xef\xbb\xbf", SkipCode.EMPTY),
        (b"\x00\x00\x00", SkipCode.EMPTY),
        (b"%PDF-1.7 not a notice", SkipCode.NOT_XML),
        (b"PK\x03\x04\x14\x00", SkipCode.NOT_XML),
        (b'{"ocid": "ocds-000000"}', SkipCode.NOT_XML),
        ("Hej på dig".encode("utf-16"), SkipCode.NOT_XML),
        (b"<a><b></a>", SkipCode.BROKEN_XML),
        (b"<a>", SkipCode.BROKEN_XML),
        (b"<a>\xff</a>", SkipCode.BROKEN_XML),
        (b"<a>&undefined;</a>", SkipCode.BROKEN_XML),
        (b'<?xml version="1.0" encoding="no-such-code"?><a/>', SkipCode.BROKEN_XML),
        (b"<unbound:a/>", SkipCode.BROKEN_XML),
        (b"<a>" * 10_000 + b"</a>" * 10_000, SkipCode.BROKEN_XML),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", SkipCode.BROKEN_XML),
        (b"<!DOCTYPE a><a/>", SkipCode.DOCTYPE),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', SkipCode.DOCTYPE),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', SkipCode.DOCTYPE),
        (b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><a/>', SkipCode.DOCTYPE),
        (bomb(b"<x>&e9;</x>"), SkipCode.DOCTYPE),
        (bomb(b'<x y="&e9;"/>'), SkipCode.DOCTYPE),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"), SkipCode.DOCTYPE),
    ],
)
def test_what_is_odd_is_skipped_with_a_cause_in_both_languages(content, code):
    found = skipped(content)
    assert found.code is code
    assert found.text.sv.endswith(".")
    assert found.text.en.endswith(".")
    assert found.text.sv != found.text.en


def test_a_broken_file_tells_the_line():
    assert "rad 3" in skipped(b"<a>\n<b>\n</a>").text.sv


def test_comments_and_instructions_do_not_split_a_text():
    assert parse(b"<a>Lokal<!-- x -->v\xc3\xa5rd<?y z?>!</a>").text == "Lokalvård!"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_counts(encoding):
    content = f'<?xml version="1.0" encoding="{encoding}"?><a>Skärgården</a>'.encode(encoding)
    assert parse(content).text == "Skärgården"


def test_content_above_the_limit_is_skipped_and_content_at_the_limit_is_read():
    assert parse(b"<a/>", limit=4).tag == "a"
    with pytest.raises(NoticeSkipped) as caught:
        parse(b"<a/>", limit=3)
    assert caught.value.code is SkipCode.TOO_LARGE


def test_a_file_above_the_limit_is_not_opened(tmp_path, monkeypatch):
    path = tmp_path / "notice.xml"
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    monkeypatch.setattr(type(path), "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(NoticeSkipped) as caught:
        read_bytes(path)
    assert caught.value.code is SkipCode.TOO_LARGE
    assert "20 MB" in caught.value.text.sv


def test_a_limit_with_a_fraction_is_written_with_a_comma_in_swedish(tmp_path):
    path = tmp_path / "notice.xml"
    path.write_bytes(b"<a/>" * 1_000_000)
    with pytest.raises(NoticeSkipped) as caught:
        read_bytes(path, limit=1_500_000)
    assert "1,5 MB" in caught.value.text.sv
    assert "1.5 MB" in caught.value.text.en


def test_a_file_at_the_limit_is_read_whole(tmp_path):
    path = tmp_path / "notice.xml"
    path.write_bytes(b"<a/>")
    assert read_bytes(path, limit=4) == b"<a/>"


def test_a_file_that_grows_while_it_is_read_is_left_for_later(tmp_path, monkeypatch):
    path = tmp_path / "notice.xml"
    path.write_bytes(b"<a/>")
    opened = type(path).open

    def grown(self, *args, **kwargs):
        with opened(self, "ab") as file:
            file.write(b"<b/>")
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(type(path), "open", grown)
    with pytest.raises(NoticeSkipped) as caught:
        read_bytes(path)
    assert caught.value.code is SkipCode.UNREADABLE
    assert "skrivas" in caught.value.text.sv


@pytest.mark.parametrize("name", ["missing.xml", ".", "nul\0byte.xml", "long" * 100])
def test_what_is_no_readable_file_is_skipped(tmp_path, name):
    with pytest.raises(NoticeSkipped) as caught:
        read_bytes(tmp_path / name)
    assert caught.value.code is SkipCode.UNREADABLE
    assert not re.search(re.escape(str(tmp_path)), caught.value.text.sv)


def test_a_pipe_is_skipped_and_not_waited_for(tmp_path):
    path = tmp_path / "notice.xml"
    os.mkfifo(path)
    with pytest.raises(NoticeSkipped) as caught:
        read_bytes(path)
    assert caught.value.code is SkipCode.UNREADABLE
