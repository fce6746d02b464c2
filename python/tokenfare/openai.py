"""A client of the `openai` package that sends nothing that is too long or too dear.

    import openai
    from tokenfare.openai import RefusedError, guard

    client = guard(openai.OpenAI(), max_cost="0.05")
    client.chat.completions.create(model="gpt-4.1-mini", messages=[...])

What the client sends is checked as it would leave: whatever method made it, streaming
or not, parse() and raw responses too.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ._guard import Bill as Bill
from ._guard import Events, Limits, Sent, must_check
from .errors import NotSentError as NotSentError
from .errors import RefusedError as RefusedError
from .errors import UncheckedError as UncheckedError

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from openai import AsyncOpenAI, OpenAI

    from ._guard import Unchecked
    from ._native import Catalogue, Rules

__all__ = ["Bill", "NotSentError", "RefusedError", "UncheckedError", "guard"]

Client = TypeVar("Client", bound="OpenAI | AsyncOpenAI")

# OpenAI's own hosts; with the name of a region before, an uplift may apply.
_OWN_HOST = re.compile(r"(?P<region>[a-z0-9-]+\.)?api\.openai\.com")

# What a client calls before it sends and after it has received; see its _base_client.py.
_HOOKS = ("copy", "_prepare_request", "_process_response")

# Resources that have, or hold some that have, a `connect` to a WebSocket, which no hook sees.
_WITH_SOCKETS = ("beta", "live", "realtime", "responses", "sideband", "translations")

# A body of so many bytes may take milliseconds to check: too long for an event loop.
_LONG_BODY = 64 << 10


def guard(
    client: Client,
    *,
    max_cost: Decimal | int | str | None = None,
    max_input_tokens: int | None = None,
    as_of: date | str | None = None,
    provider: str | None = None,
    catalogue: Catalogue | None = None,
    rules: Rules | None = None,
    unchecked: Unchecked = "refuse",
    on_bill: Callable[[Bill], object] | None = None,
) -> Client:
    """A copy of `client` that checks each request before it is sent.

    A request that is not known to fit raises RefusedError, with the verdict; one that
    is none, or of an unknown model, raises tokenfare.TokenfareError. Nothing is sent
    then. The copy shares the connections of `client`, which stays as it is, and copies
    of the copy (`with_options`) are guarded too.

    max_cost, max_input_tokens: budgets of each request, the former in US dollars. The
        most that a request may cost counts.
    as_of: the day of prices and retirement; that of the call by default.
    provider: whose prices apply. "openai" by default, for OpenAI's own hosts; a client
        of another host must name one, or its requests raise UncheckedError.
    catalogue: instead of the built-in one.
    rules: of your own, over the built-in ones; for the bill, too.
    unchecked: "refuse" raises UncheckedError for requests of other kinds than those
        that `tokenfare.check` reads, and for WebSockets; "send" sends them as they are.
        Those that take no tokens of a model (files, lists, moderations) are always sent.
    on_bill: is called with each answer's Bill, in the thread or task that received it:
        of a stream once it has been read to its end or closed. Bills that drift are
        logged as warnings of "tokenfare.openai" all the same. What it raises is logged.

    A stream tells its usage only where the request asks for it:
    stream_options={"include_usage": True}. TypeError for what is no client of the
    `openai` package.
    """
    kind = type(client)
    if not all(callable(getattr(kind, hook, None)) for hook in _HOOKS):
        raise TypeError(f"client: expected a client of the openai package, got {kind.__name__}")
    if unchecked not in ("refuse", "send"):
        raise ValueError(f'unchecked: expected "refuse" or "send", got {unchecked!r}')
    limits = Limits(max_cost, max_input_tokens, as_of, catalogue, rules)
    policy = _Policy(limits, provider, unchecked, on_bill)
    is_async = inspect.iscoroutinefunction(inspect.unwrap(kind._prepare_request))
    guarded: Any = client.copy()
    guarded.__class__ = (_async_class if is_async else _sync_class)(kind, policy)
    return guarded  # type: ignore[no-any-return]


class _Policy:
    """What a guarded client does before and after."""

    def __init__(
        self,
        limits: Limits,
        provider: str | None,
        unchecked: Unchecked,
        on_bill: Callable[[Bill], object] | None,
    ) -> None:
        self._limits = limits
        self._provider = provider
        self._unchecked = unchecked
        self._on_bill = on_bill
        # Of its own, since a guarded client may be guarded once more.
        self._key = f"tokenfare.{id(self):x}"

    @property
    def allows_sockets(self) -> bool:
        return self._unchecked == "send"

    def check(self, request: Any) -> None:
        """Raises for a request of httpx that must not be sent, and marks one that may."""
        if not must_check(request.method, request.url.path, self._unchecked):
            return
        own = _OWN_HOST.fullmatch(request.url.host)
        if own is None and self._provider is None:
            raise UncheckedError(
                f"not sent: {request.url.host} is not OpenAI's host, and prices differ between"
                " hosts; name whose apply: provider=\"openai\""
            )
        provider = self._provider or "openai"
        regional = own is not None and own["region"] is not None
        verdict = self._limits.check(request.content, provider, regional)
        request.extensions[self._key] = Sent(request.content, verdict, provider, regional)

    def sent(self, response: Any) -> Sent | None:
        sent = response.request.extensions.get(self._key)
        return sent if isinstance(sent, Sent) else None

    def settle(self, sent: Sent, answer: Any) -> None:
        sent.settle(answer, self._limits, self._on_bill)


class _Reader:
    """Finds the answer in a response that is read later, in whatever form it comes."""

    def __init__(self, response: Any) -> None:
        kind = response.headers.get("content-type", "")
        self._events = Events() if kind.startswith("text/event-stream") else None
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        if self._events is None:
            self._parts.append(data)
        else:
            self._events.feed(data)

    def end(self) -> bytes | dict[str, Any] | None:
        if self._events is None:
            return b"".join(self._parts) or None
        return self._events.end()


def _sync_class(kind: Any, policy: _Policy) -> type:
    class Guarded(kind):  # type: ignore[misc]
        def _prepare_request(self, request: Any) -> None:
            super()._prepare_request(request)
            policy.check(request)

        def _process_response(self, *, response: Any, **arguments: Any) -> Any:
            sent = policy.sent(response)
            if sent is not None and not _settled(response, sent, policy):
                _watch(response, sent, policy)
            return super()._process_response(response=response, **arguments)

    return _named(Guarded, kind, policy)


def _async_class(kind: Any, policy: _Policy) -> type:
    class Guarded(kind):  # type: ignore[misc]
        async def _prepare_request(self, request: Any) -> None:
            await super()._prepare_request(request)
            if int(request.headers.get("content-length", 0)) > _LONG_BODY:
                import anyio.to_thread  # the client needs it, too

                await anyio.to_thread.run_sync(policy.check, request)
            else:
                policy.check(request)

        async def _process_response(self, *, response: Any, **arguments: Any) -> Any:
            sent = policy.sent(response)
            if sent is not None and not _settled(response, sent, policy):
                _watch_async(response, sent, policy)
            return await super()._process_response(response=response, **arguments)

    return _named(Guarded, kind, policy)


def _settled(response: Any, sent: Sent, policy: _Policy) -> bool:
    """Settles what has been received whole; False where it is still to be read."""
    try:
        content = response.content
    except RuntimeError:  # httpx.ResponseNotRead
        return False
    reader = _Reader(response)
    reader.feed(content)
    policy.settle(sent, reader.end())
    return True


def _watch(response: Any, sent: Sent, policy: _Policy) -> None:
    """Reads along while the response is read."""
    read: Callable[..., Iterator[bytes]] = response.iter_bytes

    def iter_bytes(chunk_size: int | None = None) -> Iterator[bytes]:
        reader = _Reader(response)
        try:
            for data in read(chunk_size):
                reader.feed(data)
                yield data
        finally:
            policy.settle(sent, reader.end())

    response.iter_bytes = iter_bytes


def _watch_async(response: Any, sent: Sent, policy: _Policy) -> None:
    read: Callable[..., AsyncIterator[bytes]] = response.aiter_bytes

    async def aiter_bytes(chunk_size: int | None = None) -> AsyncIterator[bytes]:
        reader = _Reader(response)
        try:
            async for data in read(chunk_size):
                reader.feed(data)
                yield data
        finally:
            policy.settle(sent, reader.end())

    response.aiter_bytes = aiter_bytes


def _named(guarded: Any, kind: type, policy: _Policy) -> type:
    guarded.__name__, guarded.__qualname__ = kind.__name__, kind.__qualname__
    guarded.__module__, guarded.__doc__ = kind.__module__, kind.__doc__
    if not policy.allows_sockets:
        for name in _WITH_SOCKETS:
            if hasattr(kind, name):
                setattr(guarded, name, property(_resource_without_sockets(guarded, name)))
    return guarded  # type: ignore[no-any-return]


def _resource_without_sockets(guarded: Any, name: str) -> Callable[[Any], Any]:
    def resource(client: Any) -> Any:
        return _without_sockets(getattr(super(guarded, client), name))

    return resource


def _without_sockets(resource: Any) -> Any:
    if callable(getattr(resource, "connect", None)):
        resource.connect = _refuse_socket
    for name in _WITH_SOCKETS:
        if hasattr(type(resource), name):
            _without_sockets(getattr(resource, name))
    return resource


def _refuse_socket(*_arguments: object, **_options: object) -> Any:
    raise UncheckedError(
        "not sent: what goes over a WebSocket can't be checked; unchecked=\"send\" opens it"
    )
