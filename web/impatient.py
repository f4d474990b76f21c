"""A protocol that cuts off slow clients: each open connection holds a socket, and there are only so many.

uvicorn itself waits for a request for ever, and for a client that does not read its answer.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class ImpatientProtocol(H11Protocol):
    """Waits only for so long until a request has come whole, and until its answer was taken; all in seconds."""

    head_seconds: float = 15
    """For the first line and the headers; counted from the first byte of a further request on the same connection."""
    body_seconds: float = 30
    """For the body: forms are small."""
    answer_seconds: float = 30
    """For the client to take an answer that is written."""

    _waits_for: Any = None
    _cut: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_on()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait_on()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # What is written may still lie here: a client that takes nothing is cut off, too.
        self._wait("answer", self.answer_seconds)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._wait("answer", self.answer_seconds)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait("answer", self.answer_seconds)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._wait_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_on(self) -> None:
        """Wait for what has to come next; what is waited for already gets no longer by each byte of it."""
        state = self.conn.their_state
        if self.flow.write_paused:  # what the client sends meanwhile is no taking
            return
        if state is h11.IDLE:
            self._wait(state, self.head_seconds)
        elif state is h11.SEND_BODY:
            self._wait(state, self.body_seconds)
        else:
            self._stop_waiting()

    def _wait(self, what: Any, seconds: float) -> None:
        if self._waits_for != what:
            self._stop_waiting()
            self._waits_for, self._cut = what, self.loop.call_later(seconds, self._cut_off)

    def _stop_waiting(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
        self._waits_for = self._cut = None

    def _cut_off(self) -> None:
        self._waits_for = self._cut = None
        self.transport.abort()
