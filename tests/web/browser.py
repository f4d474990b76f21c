"""A browser without a screen: it follows redirects, reads forms as they stand on a page, and sends them."""

import asyncio
import html
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

ORIGIN = "http://127.0.0.1:8400"
TODAY = "-today"


@dataclass
class FormSeen:
    """One form with what its fields hold; `choices` are the values that may be chosen, by field."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def todays(self, typed: Collection[str] = ()) -> dict[str, str]:
        """Return the ticks for today, but of days that are typed."""
        ticks = {name: values[0] for name, values in self.choices.items() if name.endswith(TODAY)}
        return {name: value for name, value in ticks.items() if name.removesuffix(TODAY) not in typed}


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[FormSeen] = []
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append(FormSeen(given.get("action") or ""))
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea":
            self._area = name
            self.forms[-1].names.append(name)
            self.forms[-1].fields[name] = ""

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        form, value = self.forms[-1], given.get("value") or ""
        form.names.append(name)
        if given.get("type") in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        form.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


@dataclass
class PageSeen:
    """What came back: the status, the page as text, and its forms by their names."""

    status: int
    headers: httpx.Headers
    source: str
    address: str = ""
    """Where it stands in the end."""
    content: bytes = b""

    @property
    def text(self) -> str:
        body = re.sub(r"<(style|title)\b.*?</\1>", " ", self.source, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def forms(self) -> dict[str, FormSeen]:
        return {form.fields.get("form", form.action): form for form in _Forms(self.source).forms}


@dataclass
class Browser:
    app: FastAPI
    language: str = "sv"

    def request(self, method: str, address: str, **sent: Any) -> PageSeen:
        """Send one request and follow where it leads."""

        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            headers = {"accept-language": self.language} | sent.pop("headers", {})
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, follow_redirects=True) as client:
                return await client.request(method, address, headers=headers, **sent)

        answer = asyncio.run(go())
        return PageSeen(answer.status_code, answer.headers, answer.text, str(answer.url), answer.content)

    def open(self, address: str) -> PageSeen:
        return self.request("GET", address)

    def send(self, address: str, form: FormSeen, /, **typed: str | None) -> PageSeen:
        """Send a form as it stands, with what was typed; None clears a field or a tick."""
        fields = {name: text for name, text in {**form.fields, **typed}.items() if text is not None}
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.request("POST", address, content=urlencode(fields), headers=kind)

    def answer(self, address: str, name: str, /, **typed: str | None) -> PageSeen:
        """Open a page, fill in one of its forms, with today for days that are not given, and send it."""
        form = self.open(address).forms[name]
        return self.send(address, form, **(form.todays(typed) | typed))
