"""Files that the board gives out, as bytes."""

import asyncio

import httpx
from fastapi import FastAPI

from tests.web.browser import ORIGIN


def fetched(app: FastAPI, path: str) -> bytes:
    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as client:
            return await client.get(path)

    answer = asyncio.run(go())
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content
