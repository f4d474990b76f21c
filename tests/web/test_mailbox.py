"""The mailbox of the sink as pages."""

from pathlib import Path

import pytest

from tests.notifications.delivery.test_sink_mailbox import put
from tests.web.browser import Browser
from tests.web.city import browser
from web.mailbox import SIZE, linked

LINK = '<a href="http://127.0.0.1:8400/l/a.b">Svara</a>'


@pytest.fixture
def var(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    return tmp_path


@pytest.fixture
def reading(city, var: Path) -> Browser:
    return browser(city, var=var)


def test_the_mails_are_listed_by_day(reading: Browser, var: Path) -> None:
    name = put(var / "mail", "Kontakta <stödfunktionen>")
    page = reading.open("/mejl")
    assert page.status == 200
    assert "måndag 2 mars 2026" in page.text
    assert f'href="./mejl/{name}"' in page.source
    assert "Kontakta &lt;stödfunktionen&gt;" in page.source


def test_an_empty_mailbox_says_so_and_english_is_english(reading: Browser) -> None:
    assert "Här finns inga mejl än" in reading.open("/mejl").text
    reading.language = "en"
    assert "There is no mail here yet" in reading.open("/mejl").text


def test_older_mail_is_on_the_next_page(reading: Browser, var: Path) -> None:
    for number in range(SIZE + 1):
        put(var / "mail", f"Brev {number}")
    first, second = reading.open("/mejl"), reading.open("/mejl?page=1")
    assert (first.source.count("/mejl/"), second.source.count("/mejl/")) == (SIZE, 1)
    assert 'href="./mejl?page=1"' in first.source
    assert 'href="./mejl?page=0"' in second.source


def test_a_mail_stands_in_a_frame_that_runs_nothing_and_opens_links_beside_it(reading: Browser, var: Path) -> None:
    name = put(var / "mail", "Brev", html=f"<html><head></head><body>{LINK}<script>x</script></body></html>")
    page, frame = reading.open(f"/mejl/{name}"), reading.open(f"/mejl/{name}/html")
    assert f'src="../mejl/{name}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.source
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert frame.source.count('<base target="_blank">') == 1
    policy = frame.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox allow-popups allow-popups-to-escape-sandbox")
    assert frame.headers["x-frame-options"] == "SAMEORIGIN"


def test_the_text_of_a_mail_has_links_that_can_be_opened(reading: Browser, var: Path) -> None:
    name = put(var / "mail", "Brev")
    assert "Hej på dig" in reading.open(f"/mejl/{name}?text").text
    assert linked("<a> http://127.0.0.1:8400/l/a.b.") == (
        '&lt;a&gt; <a href="http://127.0.0.1:8400/l/a.b">http://127.0.0.1:8400/l/a.b</a>.'
    )


def test_what_a_mail_brings_is_downloaded(reading: Browser, var: Path) -> None:
    name = put(var / "mail", "Brev")
    assert "möte.ics" in reading.open(f"/mejl/{name}").text
    file = reading.open(f"/mejl/{name}/1")
    assert (file.source, file.headers["content-type"].partition(";")[0]) == ("BEGIN", "text/calendar")
    assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''m%C3%B6te.ics"
    assert reading.open(f"/mejl/{name}/2").status == 404


@pytest.mark.parametrize("changed", [{"smtp_host": "relay.example"}, {"web_url": "https://stad.example"}], ids=str)
def test_once_mail_leaves_this_machine_there_is_no_mailbox(city, var, changed) -> None:
    name = put(var / "mail", "Hemligt brev")
    elsewhere = browser(city, var=var, **changed)
    for path in ("/mejl", f"/mejl/{name}", f"/mejl/{name}/html", f"/mejl/{name}/1", f"/mejl/{name}?text"):
        assert elsewhere.open(path).status == 404
