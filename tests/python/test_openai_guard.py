"""tokenfare.openai.guard with the real `openai` package and no network."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import tokenfare
from command import DAY
from tokenfare.openai import Bill, RefusedError, UncheckedError, guard

httpx = pytest.importorskip("httpx")
openai = pytest.importorskip("openai")

# 2025-11-22
CREATED = 1763769600
USAGE = {"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17}


def completion(**members: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": "Elbe, Rhine, Danube"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": CREATED,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": USAGE,
    } | members


def chunk(choices: list[Any], usage: Any = None) -> str:
    event = completion(object="chat.completion.chunk", choices=choices, usage=usage)
    return f"data: {json.dumps(event)}\n\n"


def chunks(with_usage: bool) -> str:
    delta = {"index": 0, "finish_reason": None, "delta": {"content": "Elbe"}}
    last = chunk([], USAGE) if with_usage else ""
    return chunk([delta]) + chunk([delta]) + last + "data: [DONE]\n\n"


class Service:
    """Answers as the API does, and keeps what it was sent."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any] | None = None) -> None:
        self.paths: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.answer = answer or (lambda _: httpx.Response(200, json=completion()))

    pieces: Callable[[bytes], Any] = staticmethod(
        lambda text: (text[at : at + 50] for at in range(0, len(text), 50))
    )

    def __call__(self, request: Any) -> Any:
        self.paths.append(request.url.path)
        self.bodies.append(json.loads(request.content) if request.content else {})
        if self.bodies[-1].get("stream"):
            asked = self.bodies[-1].get("stream_options") or {}
            is_chat = "messages" in self.bodies[-1]
            events = chunks(bool(asked.get("include_usage"))) if is_chat else response_events()
            text = events.encode()
            return httpx.Response(
                200,
                # In pieces, as from a network.
                content=self.pieces(text),
                headers={"content-type": "text/event-stream; charset=utf-8"},
            )
        return self.answer(self.bodies[-1])


def client_of(service: Service, **options: Any) -> Any:
    http = httpx.Client(transport=httpx.MockTransport(service))
    return openai.OpenAI(**{"api_key": "none", "http_client": http, "max_retries": 0} | options)


async def pieces_later(text: bytes) -> Any:
    for at in range(0, len(text), 50):
        yield text[at : at + 50]


def async_client_of(service: Service) -> Any:
    service.pieces = pieces_later

    async def answer(request: Any) -> Any:
        return service(request)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return openai.AsyncOpenAI(api_key="none", http_client=http, max_retries=0)


def ask(text: str = "Name three rivers.", **members: Any) -> dict[str, Any]:
    return {
        "model": "gpt-4.1-mini",
        "messages": [{"role": "user", "content": text}],
        "max_completion_tokens": 100,
    } | members


def response(**members: Any) -> dict[str, Any]:
    text = {"type": "output_text", "text": "Elbe", "annotations": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": CREATED,
        "status": "completed",
        "model": "gpt-4.1-mini-2025-04-14",
        "output": [message | {"content": [text]}],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 11,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": 6,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 17,
        },
    } | members


def response_events() -> str:
    begun = response(status="in_progress", output=[], usage=None)
    events = [
        {"type": "response.created", "sequence_number": 0, "response": begun},
        {"type": "response.completed", "sequence_number": 1, "response": response()},
    ]
    return "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)


def embeddings(usage: dict[str, int]) -> dict[str, Any]:
    vector = {"object": "embedding", "index": 0, "embedding": [0.5, -0.5]}
    return {
        "object": "list",
        "model": "text-embedding-3-small",
        "data": [vector],
        "usage": usage,
    }


class Billed(list[Bill]):
    """What was billed, in order."""

    def only(self) -> Bill:
        assert len(self) == 1
        return self[0]


def test_what_fits_is_sent_as_it_is_and_its_bill_compared() -> None:
    service, bills = Service(), Billed()
    client = guard(client_of(service), max_cost="0.001", as_of=DAY, on_bill=bills.append)
    answer = client.chat.completions.create(
        **ask(tools=openai.omit), timeout=5, extra_headers={"x-a": "b"}
    )
    assert answer.choices[0].message.content == "Elbe, Rhine, Danube"
    assert service.bodies == [ask()] and service.paths == ["/v1/chat/completions"]
    bill = bills.only()
    assert bill.verdict.fits is True and bill.problem is None
    assert bill.reconciliation is not None and bill.reconciliation.agreement == "match"
    # 11 * 0.40 + 6 * 1.60 per million.
    assert bill.reconciliation.cost_usd is not None
    assert f"{bill.reconciliation.cost_usd.billed.total:f}" == "0.000014"
    # The answer goes back into the next request.
    again = [*ask()["messages"], answer.choices[0].message, {"role": "user", "content": "Ok."}]
    client.chat.completions.create(**ask(messages=again))
    assert len(service.bodies) == 2


def test_it_is_a_client_and_the_other_stays_as_it_was() -> None:
    service = Service()
    plain = client_of(service)
    client = guard(plain, max_cost="0.000001", as_of=DAY)
    assert isinstance(client, openai.OpenAI) and type(plain) is openai.OpenAI
    assert type(client).__name__ == "OpenAI"
    plain.chat.completions.create(**ask())
    with pytest.raises(RefusedError):
        client.chat.completions.create(**ask())
    assert len(service.bodies) == 1


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
        (ask(stream=True, n=100), "over_max_cost"),
    ],
    ids=["long", "output", "choices", "model", "extra body", "limit", "small model", "stream"],
)
@pytest.mark.parametrize("retries", [0, 2])
def test_what_is_too_long_or_too_dear_never_leaves(
    request_: dict[str, Any], code: str, retries: int
) -> None:
    service = Service()
    client = guard(client_of(service, max_retries=retries), max_cost="0.001", as_of=DAY)
    with pytest.raises(RefusedError, match="^not sent: ") as refused:
        client.chat.completions.create(**request_)
    assert code in [reason.code for reason in refused.value.verdict.reasons]
    assert service.bodies == []
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    assert again.verdict.as_json() == refused.value.verdict.as_json()


def test_every_way_to_send_is_guarded() -> None:
    pydantic = pytest.importorskip("pydantic")

    class River(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        name: str

    service = Service()
    client = guard(client_of(service), max_cost="0.001", as_of=DAY)
    dear = ask(n=100)
    chat = client.chat.completions
    ways: list[Callable[[], Any]] = [
        lambda: chat.parse(**dear, response_format=River),
        lambda: chat.stream(**dear).__enter__(),
        lambda: chat.with_raw_response.create(**dear),
        lambda: chat.with_streaming_response.create(**dear).__enter__(),
        lambda: client.with_options(timeout=3).chat.completions.create(**dear),
        lambda: client.copy(max_retries=1).chat.completions.create(**dear),
        lambda: client.with_raw_response.chat.completions.create(**dear),
        lambda: client.post("/chat/completions", body=dear, cast_to=object),
    ]
    for way in ways:
        with pytest.raises(RefusedError):
            way()
    assert service.bodies == []


def test_too_many_input_tokens_never_leave() -> None:
    service = Service()
    with pytest.raises(RefusedError, match="budget is 10"):
        guard(client_of(service), max_input_tokens=10, as_of=DAY).chat.completions.create(**ask())
    assert service.bodies == []
    guard(client_of(service), max_input_tokens=11, as_of=DAY).chat.completions.create(**ask())
    assert service.bodies == [ask()]


def test_what_can_not_be_judged_never_leaves() -> None:
    service = Service()
    create = guard(client_of(service), as_of=DAY).chat.completions.create
    with pytest.raises(tokenfare.UnknownNameError):
        create(**ask(model="gpt-4oo"))
    with pytest.raises(tokenfare.InvalidRequestError):
        create(**ask(messages=[{"role": "cook"}]))
    with pytest.raises(RefusedError, match="no source states the price"):
        create(**ask(model="ft:gpt-4-turbo:acme::x"))
    assert service.bodies == []


def test_two_guards_both_hold() -> None:
    service, inner, outer = Service(), Billed(), Billed()
    client = guard(client_of(service), max_cost="0.001", as_of=DAY, on_bill=inner.append)
    client = guard(client, max_input_tokens=11, as_of=DAY, on_bill=outer.append)
    with pytest.raises(RefusedError, match="budget is \\$0.001"):
        client.chat.completions.create(**ask(n=100))
    with pytest.raises(RefusedError, match="budget is 11"):
        client.chat.completions.create(**ask("Name three long rivers."))
    client.chat.completions.create(**ask())
    assert len(service.bodies) == len(inner) == len(outer) == 1


def test_streams() -> None:
    service, bills = Service(), Billed()
    client = guard(client_of(service), max_cost="0.001", as_of=DAY, on_bill=bills.append)
    with_usage = ask(stream=True, stream_options={"include_usage": True})
    assert len(list(client.chat.completions.create(**with_usage))) == 3
    bill = bills.only()
    assert bill.reconciliation is not None and bill.reconciliation.agreement == "match"
    assert list(client.chat.completions.create(**ask(stream=True)))
    assert bills[1].reconciliation is None and bills[1].problem == "the answer has no usage"
    # One that nobody reads to its end.
    stream = client.chat.completions.create(**with_usage)
    next(iter(stream))
    stream.close()
    del stream
    gc.collect()
    assert [bill.problem for bill in bills[2:]] == ["the answer has no usage"]
    # One that has been received whole before it is read.
    service.pieces = bytes
    assert len(list(client.chat.completions.create(**with_usage))) == 3
    assert bills[3].problem is None


def test_responses_that_are_read_later() -> None:
    service, bills = Service(), Billed()
    client = guard(client_of(service), as_of=DAY, on_bill=bills.append)
    with client.chat.completions.with_streaming_response.create(**ask()) as raw:
        assert json.loads(raw.read()) == completion()
    raw = client.chat.completions.with_raw_response.create(**ask())
    assert raw.parse().usage.prompt_tokens == 11
    assert [bill.problem for bill in bills] == [None, None]


def test_parsed_answers() -> None:
    pydantic = pytest.importorskip("pydantic")

    class River(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        name: str

    message = {"role": "assistant", "content": '{"name": "Elbe"}'}
    choices = [{"index": 0, "finish_reason": "stop", "message": message}]
    service = Service(lambda _: httpx.Response(200, json=completion(choices=choices)))
    bills = Billed()
    client = guard(client_of(service), as_of=DAY, on_bill=bills.append)
    answer = client.chat.completions.parse(**ask(), response_format=River)
    assert answer.choices[0].message.parsed == River(name="Elbe")
    # What was sent is what is compared: the schema counts.
    (body,) = service.bodies
    expected = tokenfare.check(body, as_of=DAY).input_tokens.expected
    assert bills.only().verdict.input_tokens.expected == expected > 11


def test_a_bill_that_drifts_is_told(caplog: pytest.LogCaptureFixture) -> None:
    usage = {"prompt_tokens": 14, "completion_tokens": 6, "total_tokens": 20}
    service = Service(lambda _: httpx.Response(200, json=completion(usage=usage)))
    bills = Billed()
    client = guard(client_of(service), as_of=DAY, on_bill=bills.append)
    with caplog.at_level(logging.INFO, "tokenfare.openai"):
        client.chat.completions.create(**ask())
    pair = bills.only().reconciliation
    assert pair is not None and pair.agreement == "drift" and pair.outside == 3
    assert "billed 14 input tokens, predicted 11 (11 to 11)" in caplog.text


def test_rules_of_ones_own_hold_for_the_request_and_the_bill() -> None:
    usage = {"prompt_tokens": 13, "completion_tokens": 6, "total_tokens": 19}
    service = Service(lambda _: httpx.Response(200, json=completion(usage=usage)))
    settings = {"constants": {"message": 5}}  # 2 more for the message
    endpoint = {"endpoint": "/v1/chat/completions", "exceptions": [{"settings": settings}]}
    rules = tokenfare.Rules.parse({"schema_version": 1, "endpoints": [endpoint]})
    bills = Billed()
    client = guard(
        client_of(service), max_input_tokens=13, as_of=DAY, rules=rules, on_bill=bills.append
    )
    client.chat.completions.create(**ask())
    bill = bills.only()
    assert bill.verdict.input_tokens.expected == 13
    assert bill.reconciliation is not None and bill.reconciliation.agreement == "match"
    with pytest.raises(RefusedError, match="budget is 12"):
        guard(client, max_input_tokens=12, as_of=DAY, rules=rules).chat.completions.create(**ask())
    assert len(service.bodies) == 1


def test_nothing_keeps_an_answer_that_is_paid_for(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: Bill) -> None:
        raise OSError("the ledger's disk is full")

    service = Service(lambda _: httpx.Response(200, json=completion(usage={"prompt_tokens": -1})))
    client = guard(client_of(service), as_of=DAY, on_bill=fail)
    answer = client.chat.completions.create(**ask())
    assert answer.choices[0].message.content == "Elbe, Rhine, Danube"
    assert "the ledger's disk is full" in caplog.text
    bills = Billed()
    guard(client_of(service), as_of=DAY, on_bill=bills.append).chat.completions.create(**ask())
    assert "prompt_tokens" in str(bills.only().problem)


def test_errors_and_retries_of_the_api_stay() -> None:
    answers = [httpx.Response(500, json={}), httpx.Response(200, json=completion())]
    service, bills = Service(lambda _: answers.pop(0)), Billed()
    client = guard(client_of(service, max_retries=1), as_of=DAY, on_bill=bills.append)
    client.chat.completions.create(**ask())
    assert len(service.bodies) == 2 and len(bills) == 1
    service = Service(lambda _: httpx.Response(401, json={"error": {"message": "no key"}}))
    with pytest.raises(openai.AuthenticationError):
        guard(client_of(service), as_of=DAY).chat.completions.create(**ask())


def test_other_requests() -> None:
    service = Service(lambda _: httpx.Response(200, json={"object": "list", "data": []}))
    client = guard(client_of(service), as_of=DAY)
    client.models.list()
    client.moderations.create(input="Hi")
    client.post("/responses/resp_1/cancel", cast_to=object)
    assert service.paths == ["/v1/models", "/v1/moderations", "/v1/responses/resp_1/cancel"]
    with pytest.raises(UncheckedError, match="/v1/images/generations can't be checked"):
        client.images.generate(prompt="A river", model="gpt-image-1")
    assert len(service.paths) == 3
    sending = guard(client_of(service), as_of=DAY, unchecked="send")
    sending.images.generate(prompt="A river", model="gpt-image-1")
    assert service.paths[3:] == ["/v1/images/generations"]


def draft(**members: Any) -> dict[str, Any]:
    asked = {"model": "gpt-4.1-mini", "input": "Name three rivers.", "max_output_tokens": 100}
    return asked | members


def test_responses() -> None:
    pydantic = pytest.importorskip("pydantic")

    class River(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        name: str

    service = Service(lambda _: httpx.Response(200, json=response()))
    bills = Billed()
    client = guard(client_of(service), max_cost="0.001", as_of=DAY, on_bill=bills.append)
    answer = client.responses.create(**draft())
    assert answer.output_text == "Elbe" and service.paths == ["/v1/responses"]
    events = list(client.responses.create(**draft(stream=True)))
    assert [event.type for event in events] == ["response.created", "response.completed"]
    with client.responses.stream(**draft()) as stream:
        assert stream.get_final_response().output_text == "Elbe"
    for bill in bills:
        # "Name three rivers." is 4 tokens: 3 + 1 + 4 + 3, as of a chat.
        assert bill.verdict.input_tokens.expected == 11 and bill.problem is None
        assert bill.reconciliation is not None and bill.reconciliation.agreement == "match"
    assert len(bills) == len(service.bodies) == 3
    dear = draft(max_output_tokens=10_000)
    ways: list[Callable[[], Any]] = [
        lambda: client.responses.create(**dear),
        lambda: client.responses.create(**dear, stream=True),
        lambda: client.responses.stream(**dear).__enter__(),
        lambda: client.responses.parse(**dear, text_format=River),
        lambda: client.responses.with_raw_response.create(**dear),
    ]
    # It may be as long as the model takes.
    ways.append(lambda: client.responses.create(**draft(previous_response_id="resp_1")))
    for way in ways:
        with pytest.raises(RefusedError, match="the budget is \\$0.001"):
            way()
    assert len(service.bodies) == 3


def test_async_responses_and_embeddings() -> None:
    usage = {"prompt_tokens": 4, "total_tokens": 4}
    service, bills = Service(), Billed()
    service.answer = lambda body: httpx.Response(
        200, json=embeddings(usage) if body["model"].startswith("text-") else response()
    )

    async def main() -> None:
        client = guard(async_client_of(service), max_cost="0.001", as_of=DAY, on_bill=bills.append)
        await client.responses.create(**draft())
        stream = await client.responses.create(**draft(stream=True))
        assert len([event async for event in stream]) == 2
        with pytest.raises(RefusedError):
            await client.responses.create(**draft(max_output_tokens=10_000))
        asked = {"model": "text-embedding-3-small", "input": "Name three rivers."}
        await client.embeddings.create(**asked)
        with pytest.raises(RefusedError):
            await client.embeddings.create(**asked | {"input": ["Hello"] * 60_000})

    asyncio.run(main())
    pairs = [bill.reconciliation for bill in bills]
    assert [pair and pair.agreement for pair in pairs] == ["match"] * 3


def test_embeddings() -> None:
    # "Name three rivers." is 4 tokens of cl100k_base; $0.02 per million.
    usage = {"prompt_tokens": 8, "total_tokens": 8}
    service = Service(lambda _: httpx.Response(200, json=embeddings(usage)))
    bills = Billed()
    client = guard(client_of(service), max_cost="0.001", as_of=DAY, on_bill=bills.append)
    texts = ["Name three rivers."] * 2
    answer = client.embeddings.create(model="text-embedding-3-small", input=texts)
    assert answer.data[0].embedding == [0.5, -0.5] and service.paths == ["/v1/embeddings"]
    bill = bills.only()
    assert bill.verdict.input_tokens.expected == 8 and bill.problem is None
    assert bill.verdict.cost_usd is not None
    assert f"{bill.verdict.cost_usd.high:f}" == "0.00000016"
    assert bill.reconciliation is not None and bill.reconciliation.agreement == "match"
    with pytest.raises(RefusedError, match="the budget is \\$0.001"):
        client.embeddings.create(model="text-embedding-3-small", input=texts * 10_000)
    with pytest.raises(RefusedError, match="takes at most 8192 in each input"):
        client.embeddings.create(model="text-embedding-3-small", input="word " * 9_000)
    assert len(service.bodies) == 1


def test_legacy_completions() -> None:
    service = Service()
    client = guard(client_of(service), as_of=DAY)
    with pytest.raises(RefusedError, match="gpt-3.5-turbo-instruct no longer answers") as refused:
        client.completions.create(
            model="gpt-3.5-turbo-instruct", prompt="Name three rivers.", max_tokens=16
        )
    assert refused.value.verdict.input_tokens.expected == 4
    assert service.bodies == []


def test_sockets_are_refused() -> None:
    client = guard(client_of(Service()), as_of=DAY)
    sockets = [client.realtime, client.responses, client.beta.realtime]
    for resource in [resource for resource in sockets if hasattr(resource, "connect")]:
        with pytest.raises(UncheckedError, match="WebSocket"):
            resource.connect(model="gpt-realtime")
    with pytest.raises(UncheckedError, match="WebSocket"):
        client.with_options(timeout=3).realtime.connect(model="gpt-realtime")
    open_ = guard(client_of(Service()), as_of=DAY, unchecked="send")
    assert type(open_.realtime.connect(model="gpt-realtime")).__name__.endswith("Manager")


def test_hosts() -> None:
    service = Service()
    other = client_of(service, base_url="https://gateway.example/openai/v1")
    with pytest.raises(UncheckedError, match="gateway.example is not OpenAI's host"):
        guard(other, as_of=DAY).chat.completions.create(**ask())
    near = client_of(service, base_url="https://api.openai.com.example/v1")
    with pytest.raises(UncheckedError, match="is not OpenAI's host"):
        guard(near, as_of=DAY).chat.completions.create(**ask())
    assert service.bodies == []
    guard(other, as_of=DAY, provider="openai").chat.completions.create(**ask())
    assert service.paths == ["/openai/v1/chat/completions"]
    # A regional endpoint has its uplift: a tenth with gpt-5.4.
    bills, dear = Billed(), ask(model="gpt-5.4")
    guard(client_of(service), as_of=DAY, on_bill=bills.append).chat.completions.create(**dear)
    region = client_of(service, base_url="https://eu.api.openai.com/v1")
    guard(region, as_of=DAY, on_bill=bills.append).chat.completions.create(**dear)
    plain, uplifted = [bill.verdict.cost_usd for bill in bills]
    assert plain is not None and uplifted is not None
    assert uplifted.high * 10 == plain.high * 11


def test_arguments() -> None:
    with pytest.raises(TypeError, match="expected a client of the openai package, got dict"):
        guard({})  # type: ignore[type-var]
    with pytest.raises(TypeError, match="got function"):
        guard(ask)  # type: ignore[type-var]
    with pytest.raises(ValueError, match="unchecked: expected"):
        guard(client_of(Service()), unchecked="pass")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a float is no exact amount"):
        guard(client_of(Service()), max_cost=0.05, as_of=DAY).chat.completions.create(**ask())


@pytest.mark.parametrize("length", [1, 30_000], ids=["short", "checked in a thread"])
def test_async_clients(length: int) -> None:
    service, bills = Service(), Billed()
    text = "Name three rivers." + " word" * (length - 1)

    async def main() -> None:
        client = guard(
            async_client_of(service), max_cost="0.02", as_of=DAY, on_bill=bills.append
        )
        assert isinstance(client, openai.AsyncOpenAI)
        answer = await client.chat.completions.create(**ask(text))
        assert answer.usage is not None and answer.usage.prompt_tokens == 11
        stream = await client.chat.completions.create(
            **ask(text, stream=True, stream_options={"include_usage": True})
        )
        assert len([event async for event in stream]) == 3
        streaming = client.chat.completions.with_streaming_response
        async with streaming.create(**ask(text)) as raw:
            assert json.loads(await raw.read()) == completion()
        for refused in (ask(text, n=1_000), ask(text, n=1_000, stream=True)):
            with pytest.raises(RefusedError):
                await client.chat.completions.create(**refused)
        with pytest.raises(UncheckedError):
            await client.images.generate(prompt="A river", model="gpt-image-1")
        with pytest.raises(UncheckedError, match="WebSocket"):
            client.realtime.connect(model="gpt-realtime")

    asyncio.run(main())
    assert len(service.bodies) == 3
    agreement = "match" if length == 1 else "drift"
    pairs = [bill.reconciliation for bill in bills]
    assert [pair and pair.agreement for pair in pairs] == [agreement] * 3


def test_events_in_pieces_of_any_size() -> None:
    from tokenfare._guard import Events

    text = (chunks(True).replace("\n", "\r\n") + "data: not json with \"usage\": {\n").encode()
    for size in (1, 2, 7, 100, len(text)):
        events = Events()
        for at in range(0, len(text), size):
            events.feed(text[at : at + size])
        answer = events.end()
        assert answer is not None and answer["usage"] == USAGE
    events = Events()
    events.feed(b'data: {"type":"response.completed","response":{"usage":{"input_tokens":1}}}')
    assert events.end() == {"usage": {"input_tokens": 1}}
    events = Events()
    events.feed(b'data: [{"usage":{}}]\n\ndata: {"usage":null}\n')
    assert events.end() is None
