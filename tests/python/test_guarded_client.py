"""python/examples/guarded_client.py with the real `openai` package and no network."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
import tokenfare
from command import DAY

httpx = pytest.importorskip("httpx")
openai = pytest.importorskip("openai")

EXAMPLE = Path(__file__).resolve().parents[2] / "python" / "examples" / "guarded_client.py"


def load() -> Any:
    spec = importlib.util.spec_from_file_location("guarded_client", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


guarded_client = load()


class Service:
    """Answers as the API does, and keeps what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, request: Any) -> Any:
        self.bodies.append(json.loads(request.content))
        message = {"role": "assistant", "content": "Elbe, Rhine, Danube"}
        return httpx.Response(
            200,
            json={
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1763769600,
                "model": "gpt-4.1-mini-2025-04-14",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17},
            },
        )


def client_of(service: Service) -> Any:
    http = httpx.Client(transport=httpx.MockTransport(service))
    return openai.OpenAI(api_key="none", http_client=http, max_retries=0)


def ask(text: str = "Name three rivers.", **members: Any) -> dict[str, Any]:
    return {
        "model": "gpt-4.1-mini",
        "messages": [{"role": "user", "content": text}],
        "max_completion_tokens": 100,
    } | members


def test_what_fits_is_sent_as_it_is() -> None:
    service = Service()
    create = guarded_client.guard(
        client_of(service).chat.completions.create, max_cost="0.001", as_of=DAY
    )
    completion = create(**ask(tools=openai.omit), timeout=5, extra_headers={"x-a": "b"})
    assert completion.choices[0].message.content == "Elbe, Rhine, Danube"
    assert service.bodies == [ask()]
    assert tokenfare.reconcile(ask(), completion).agreement == "match"
    # The answer goes back into the next request.
    again = [*ask()["messages"], completion.choices[0].message, {"role": "user", "content": "Ok."}]
    create(**ask(messages=again))
    assert len(service.bodies) == 2


@pytest.mark.parametrize(
    "request_, code",
    [
        (ask("Summarize: " + "word " * 3_000), "over_max_cost"),
        (ask(max_completion_tokens=10_000), "over_max_cost"),
        (ask(n=100), "over_max_cost"),
        (ask(model="o1-pro"), "over_max_cost"),
        (ask(extra_body={"max_completion_tokens": 10_000}), "over_max_cost"),
        (ask(max_completion_tokens=40_000), "output_limit_exceeded"),
        (ask(model="gpt-3.5-turbo", tools=[], max_completion_tokens=10_000), "over_max_cost"),
    ],
    ids=["long", "much output", "many choices", "dear model", "extra body", "limit", "small model"],
)
def test_what_is_too_long_or_too_dear_never_leaves(request_: dict[str, Any], code: str) -> None:
    service = Service()
    create = guarded_client.guard(
        client_of(service).chat.completions.create, max_cost="0.001", as_of=DAY
    )
    with pytest.raises(guarded_client.RefusedError, match="^not sent: ") as refused:
        create(**request_)
    assert code in [reason.code for reason in refused.value.verdict.reasons]
    assert service.bodies == []


def test_too_many_input_tokens_never_leave() -> None:
    service = Service()
    create = guarded_client.guard(
        client_of(service).chat.completions.create, max_input_tokens=10, as_of=DAY
    )
    with pytest.raises(guarded_client.RefusedError, match="budget is 10"):
        create(**ask())
    assert service.bodies == []
    create = guarded_client.guard(
        client_of(service).chat.completions.create, max_input_tokens=11, as_of=DAY
    )
    create(**ask())
    assert service.bodies == [ask()]


def test_what_can_not_be_judged_never_leaves() -> None:
    service = Service()
    create = guarded_client.guard(client_of(service).chat.completions.create, as_of=DAY)
    with pytest.raises(tokenfare.UnknownNameError):
        create(**ask(model="gpt-4oo"))
    with pytest.raises(TypeError):
        create(**ask(messages=(message for message in ask()["messages"])))
    with pytest.raises(tokenfare.InvalidRequestError):
        create(**ask(messages=[{"role": "cook"}]))
    assert service.bodies == []


def test_async_clients_too() -> None:
    service = Service()

    async def answer(request: Any) -> Any:
        return service(request)

    async def main() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        client = openai.AsyncOpenAI(api_key="none", http_client=http, max_retries=0)
        create = guarded_client.guard(client.chat.completions.create, max_cost="0.001", as_of=DAY)
        completion = await create(**ask())
        assert completion.usage.prompt_tokens == 11
        with pytest.raises(guarded_client.RefusedError):
            await create(**ask(n=100))

    asyncio.run(main())
    assert service.bodies == [ask()]
