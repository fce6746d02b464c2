"""tokenfare.litellm.Guard in LiteLLM's proxy, which asks a service on this machine."""

from __future__ import annotations

import asyncio
import http.server
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tokenfare

# Or it looks for prices on the network when it is imported.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

pytest.importorskip("litellm")
from tokenfare.litellm import Guard, RefusedError, UncheckedError  # noqa: E402

# LiteLLM's own, by the dozen.
pytestmark = pytest.mark.filterwarnings("ignore")

DAY = "2026-11-22"
KEY = {"Authorization": "Bearer sk-local"}


class Service(http.server.ThreadingHTTPServer):
    """Answers as OpenAI's API does, and keeps what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert isinstance(self.server, Service)
        self.server.bodies.append(body)
        message = {"role": "assistant", "content": "Elbe, Rhine, Danube"}
        answer = json.dumps(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1763769600,
                "model": "gpt-4.1-mini-2025-04-14",
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17},
            }
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with Service() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


CONFIG = """
model_list:
  - model_name: rivers
    litellm_params:
      model: openai/gpt-4.1-mini
      api_base: http://127.0.0.1:PORT/v1
      api_key: none
  - model_name: two
    litellm_params:
      model: openai/gpt-4.1-mini
      api_base: http://127.0.0.1:PORT/v1
      api_key: none
  - model_name: two
    litellm_params: {model: openai/o1-pro, api_base: "http://127.0.0.1:PORT/v1", api_key: none}
  - model_name: elsewhere
    litellm_params: {model: openai/llama, api_base: "http://127.0.0.1:PORT/v1", api_key: none}
litellm_settings:
  callbacks: guarded_hook.guard
general_settings:
  master_key: sk-local
"""

HOOK = f"""
from tokenfare.litellm import Guard
guard = Guard(max_cost="0.001", as_of="{DAY}")
"""


@pytest.fixture(scope="module")
def proxy(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The proxy's application, with a client of it."""
    pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient
    from litellm.proxy import proxy_server

    folder: Path = tmp_path_factory.mktemp("proxy")
    (folder / "guarded_hook.py").write_text(HOOK)
    config = folder / "config.yaml"
    config.write_text(CONFIG.replace("PORT", str(service.server_port)))
    sys.path.insert(0, str(folder))
    asyncio.run(proxy_server.initialize(config=str(config)))
    yield TestClient(proxy_server.app)
    sys.path.remove(str(folder))


def ask(model: str = "rivers", **members: Any) -> dict[str, Any]:
    return {
        "model": model,
        "messages": [{"role": "user", "content": "Name three rivers."}],
        "max_completion_tokens": 100,
    } | members


def test_the_proxy_sends_what_fits(proxy: Any, service: Service) -> None:
    before = len(service.bodies)
    answer = proxy.post("/v1/chat/completions", json=ask(metadata={"a": "b"}), headers=KEY)
    assert answer.status_code == 200, answer.text
    assert answer.json()["choices"][0]["message"]["content"] == "Elbe, Rhine, Danube"
    assert [body["model"] for body in service.bodies[before:]] == ["gpt-4.1-mini"]


@pytest.mark.parametrize(
    "request_, message",
    [
        (ask(n=100), "not sent: the request may cost up to $0.0160044, and the budget is $0.001"),
        (ask(n=100, stream=True), "not sent: the request may cost up to $0.0160044"),
        (ask(max_completion_tokens=40_000), "writes at most 32768"),
        # Either deployment may answer, and one is dear.
        (ask("two"), "the budget is $0.001"),
        (ask("elsewhere"), 'unknown model "openai/llama"'),
        (ask(messages=[{"role": "cook", "content": "Hi"}]), "$.messages[0].role"),
    ],
    ids=["dear", "stream", "output", "two models", "unknown model", "no request"],
)
def test_the_proxy_refuses(
    proxy: Any, service: Service, request_: dict[str, Any], message: str
) -> None:
    before = len(service.bodies)
    answer = proxy.post("/v1/chat/completions", json=request_, headers=KEY)
    assert answer.status_code == 400, answer.text
    assert message in answer.json()["error"]["message"]
    assert len(service.bodies) == before


def test_the_proxy_refuses_what_can_not_be_checked(proxy: Any, service: Service) -> None:
    before = len(service.bodies)
    image = {"model": "rivers", "prompt": "A river"}
    answer = proxy.post("/v1/images/generations", json=image, headers=KEY)
    assert answer.status_code == 400 and "can't be checked" in answer.text
    assert len(service.bodies) == before


def call(guard: Guard, data: dict[str, Any], call_type: str = "acompletion") -> None:
    asyncio.run(guard.async_pre_call_hook(None, None, data, call_type))


def test_the_hook_alone() -> None:
    guard = Guard(max_cost="0.001", as_of=DAY, models={"alias": "gpt-4.1-mini"})
    data = ask("alias", metadata={"key": object()}, proxy_server_request={}, litellm_call_id="x")
    copy = dict(data)
    call(guard, data)
    assert data == copy
    with pytest.raises(RefusedError, match="the budget is"):
        call(guard, ask("alias", n=100), "completion")
    with pytest.raises(tokenfare.UnknownNameError) as unknown:
        call(guard, ask("claude-opus"))
    assert getattr(unknown.value, "status_code") == 400
    texts = {"model": "text-embedding-3-small", "input": ["Name three rivers."] * 20_000}
    for call_type in ("aembedding", "embeddings"):
        call(guard, texts | {"input": texts["input"][:9]}, call_type)
        with pytest.raises(RefusedError, match="the budget is"):
            call(guard, texts, call_type)
    draft = {"model": "alias", "input": "Name three rivers.", "max_output_tokens": 100}
    call(guard, draft, "aresponses")
    with pytest.raises(RefusedError, match="the budget is"):
        call(guard, draft | {"max_output_tokens": 10_000}, "aresponses")
    for paid in ("aimage_generation", "agenerate_content", "acreate_batch", "_arealtime"):
        with pytest.raises(UncheckedError, match=f"{paid} can't be checked"):
            call(guard, ask(), paid)
    settings = {"constants": {"message": 5}}  # 13 tokens of input, 11 by the built-in rules
    endpoint = {"endpoint": "/v1/chat/completions", "exceptions": [{"settings": settings}]}
    rules = tokenfare.Rules.parse({"schema_version": 1, "endpoints": [endpoint]})
    call(Guard(max_input_tokens=12, as_of=DAY), ask("gpt-4.1-mini"))
    with pytest.raises(RefusedError, match="the budget is 12"):
        call(Guard(max_input_tokens=12, as_of=DAY, rules=rules), ask("gpt-4.1-mini"))
    reads = ("aretrieve_batch", "list_batches", "avector_store_file_list", "afile_content")
    for free in ("amoderation", "acreate_file", *reads):
        call(guard, {}, free)


def test_the_hook_that_lets_pass_what_it_can_not_check() -> None:
    guard = Guard(max_cost="0.001", as_of=DAY, unchecked="send")
    call(guard, ask("claude-opus"))
    call(guard, ask(), "aimage_generation")
    with pytest.raises(RefusedError):
        call(guard, ask("gpt-4.1-mini", n=100))
    with pytest.raises(ValueError, match="unchecked: expected"):
        Guard(unchecked="pass")  # type: ignore[arg-type]
