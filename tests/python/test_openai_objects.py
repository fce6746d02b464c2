"""Requests and responses as the `openai` package has them, and any junk."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
import tokenfare
from command import DAY

openai = pytest.importorskip("openai")
hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from openai.types import chat  # noqa: E402

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1763769600,
    "model": "gpt-4.1-mini-2025-04-14",
    "choices": [
        {
            "index": 0,
            "finish_reason": "tool_calls",
            "logprobs": None,
            "message": {
                "role": "assistant",
                "content": None,
                "refusal": None,
                "tool_calls": [
                    {
                        "id": "call_1",
                        "type": "function",
                        "function": {"name": "get_order", "arguments": '{"order":"AF-20418"}'},
                    }
                ],
            },
        }
    ],
    "usage": {"prompt_tokens": 11, "completion_tokens": 12, "total_tokens": 23},
}

ANSWER = {"role": "tool", "tool_call_id": "call_1", "content": "packed"}


def ask(**members: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": "Name three rivers."}]
    return {"model": "gpt-4.1-mini", "messages": messages} | members


def test_a_message_of_a_response_goes_back_into_the_next_request() -> None:
    completion = chat.ChatCompletion.model_validate(COMPLETION)
    plain = ask()["messages"] + [COMPLETION["choices"][0]["message"], ANSWER]
    typed = ask()["messages"] + [completion.choices[0].message, ANSWER]
    expected = tokenfare.check(ask(messages=plain), as_of=DAY).as_dict()
    assert tokenfare.check(ask(messages=typed), as_of=DAY).as_dict() == expected
    counted = tokenfare.count_messages(typed, "gpt-4.1-mini")
    assert int(counted) == expected["input_tokens"]["expected"]


def test_names_that_python_reserves_are_sent_as_the_api_has_them() -> None:
    from openai.types import shared

    document = {"type": "object", "properties": {"km": {"type": "integer"}}}
    plain = {"type": "json_schema", "json_schema": {"name": "river", "schema": document}}
    typed = shared.ResponseFormatJSONSchema.model_validate(plain)
    assert typed.json_schema.schema_ == document
    expected = tokenfare.check(ask(response_format=plain), as_of=DAY).as_dict()
    without = tokenfare.check(ask(), as_of=DAY).as_dict()
    assert expected["input_tokens"] != without["input_tokens"]
    assert tokenfare.check(ask(response_format=typed), as_of=DAY).as_dict() == expected


def test_what_is_not_given_is_left_out() -> None:
    request = ask(tools=openai.NOT_GIVEN, service_tier=openai.omit, stop=openai.NotGiven())
    assert (
        tokenfare.check(request, as_of=DAY).as_dict() == tokenfare.check(ask(), as_of=DAY).as_dict()
    )
    with pytest.raises(TypeError, match=r"^\$\.messages\[0\]\.name: .* found NotGiven"):
        tokenfare.check(ask(messages=[{"role": "user", "name": openai.NOT_GIVEN}]))


def test_responses_are_reconciled() -> None:
    completion = chat.ChatCompletion.model_validate(COMPLETION)
    expected = tokenfare.reconcile(ask(), COMPLETION).as_dict()
    assert expected["agreement"] == "match"
    assert tokenfare.reconcile(ask(), completion).as_dict() == expected
    record = {"request": ask(), "response": completion}
    assert tokenfare.reconcile_record(record).as_dict() == expected


def test_the_last_chunk_of_a_stream_is_reconciled() -> None:
    plain = {**COMPLETION, "object": "chat.completion.chunk", "choices": []}
    chunk = chat.ChatCompletionChunk.model_validate(plain)
    expected = tokenfare.reconcile(ask(), COMPLETION).as_dict()
    assert tokenfare.reconcile(ask(), chunk).as_dict() == expected


def test_a_whole_request_may_be_a_model_of_pydantics() -> None:
    import pydantic

    class Request(pydantic.BaseModel):
        model: str
        messages: list[chat.ChatCompletionUserMessageParam]
        n: int | None = None

    request = Request.model_validate(ask())
    assert (
        tokenfare.check(request, as_of=DAY).as_dict() == tokenfare.check(ask(), as_of=DAY).as_dict()
    )


def test_openai_is_not_imported() -> None:
    program = (
        "import sys, tokenfare\n"
        "request = {'model': 'gpt-4o', 'messages': [{'role': 'user', 'content': 'x'}]}\n"
        "tokenfare.check(request).as_dict()\n"
        "heavy = {'openai', 'pydantic', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_messages_count_as_in_the_request() -> None:
    tools = [{"type": "function", "function": {"name": "get_order", "parameters": {}}}]
    response_format = {"type": "json_object"}
    messages = ask()["messages"]
    expected = tokenfare.check(
        ask(tools=tools, tool_choice="auto", response_format=response_format)
    ).input_tokens
    counted = tokenfare.count_messages(
        iter(messages),
        "gpt-4.1-mini",
        tools=tuple(tools),
        tool_choice="auto",
        response_format=response_format,
    )
    assert (counted.expected, counted.low, counted.high, counted.exact) == (
        expected.expected,
        expected.low,
        expected.high,
        expected.exact,
    )
    # By the cookbook's rule: 3 for each message, 1 for its role, 3 in the end.
    assert int(tokenfare.count_messages(messages, "gpt-4.1-mini")) == 11
    with pytest.raises(tokenfare.UnknownNameError, match="^model: unknown model"):
        tokenfare.count_messages(messages, "gpt-4oo")
    with pytest.raises(tokenfare.InvalidRequestError, match=r"^\$\.messages\[0\]: "):
        tokenfare.count_messages(["hello"], "gpt-4o")  # type: ignore[list-item]


KEYS = st.sampled_from(
    "role content type text name tool_calls function arguments parameters properties $ref "
    "image_url url detail json_schema schema strict items enum anyOf model n id".split()
)
WORDS = st.sampled_from(
    "user system assistant tool function text image_url input_audio file object string array "
    "gpt-4o gpt-5 o3 auto json_schema $ #/ data:image/png;base64,iVBORw0KGgo= \ud800".split()
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), WORDS
)
JUNK = st.recursive(
    st.one_of(SCALARS, st.binary(max_size=4), st.just(object), st.sets(st.integers(), max_size=1)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner),
        st.dictionaries(st.one_of(KEYS, st.text(max_size=4), st.integers()), inner, max_size=5),
    ),
    max_leaves=25,
)
ARBITRARY_REQUESTS = st.builds(
    lambda fixed, extra: {**extra, **fixed},
    st.fixed_dictionaries(
        {"model": st.one_of(st.just("gpt-4o"), JUNK), "messages": st.one_of(st.lists(JUNK), JUNK)},
        optional={"tools": st.lists(JUNK), "response_format": JUNK, "n": JUNK},
    ),
    st.dictionaries(KEYS, JUNK, max_size=3),
)
# Of a request that is one otherwise; many are judged.
REQUESTS_WITH_JUNK = st.builds(
    lambda text, schema, extra: {
        "extra": extra,
        **ask(),
        "messages": [{"role": "user", "content": text, "odd": extra}],
        "tools": [{"type": "function", "function": {"name": "a", "parameters": schema}}],
    },
    st.text(),
    st.dictionaries(KEYS, JUNK, max_size=5),
    JUNK,
)
REQUESTS = st.one_of(REQUESTS_WITH_JUNK, ARBITRARY_REQUESTS)
# What the documentation says may be raised.
REFUSALS = (TypeError, tokenfare.TokenfareError)


@settings(max_examples=500, deadline=None)
@given(REQUESTS)
def test_junk_is_judged_or_refused_with_its_path(request_: dict[str, Any]) -> None:
    try:
        verdict = tokenfare.check(request_, as_of=DAY, explain=True)
    except REFUSALS as error:
        assert str(error).startswith("$"), error
        return
    text = json.dumps(request_)
    assert verdict.as_dict() == tokenfare.check(text, as_of=DAY, explain=True).as_dict()
    repr(verdict), repr(verdict.parts), repr([part.texts for part in verdict.parts])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(), REQUESTS, JUNK), st.one_of(st.binary(), REQUESTS, JUNK))
def test_junk_is_reconciled_or_refused(request_: Any, response: Any) -> None:
    for call in (
        lambda: tokenfare.reconcile(request_, response),
        lambda: tokenfare.reconcile_record(request_),
        lambda: tokenfare.Catalogue().with_overlay(json.dumps(request_, default=str)),
        lambda: tokenfare.Rules.parse(request_),
        lambda: tokenfare.count_messages(request_, response),
    ):
        try:
            call()
        except (TypeError, ValueError, tokenfare.TokenfareError) as error:
            assert str(error)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            "model service_tier as_of provider cached_tokens expected_output_tokens previous "
            "regional max_input_tokens max_cost explain suggest catalogue rules".split()
        ),
        st.one_of(JUNK, st.decimals(), st.integers(0, 5000)),
    )
)
def test_junk_arguments_are_taken_or_refused(arguments: dict[str, Any]) -> None:
    try:
        tokenfare.check(ask(), **arguments)
    except (TypeError, UnicodeEncodeError, tokenfare.TokenfareError) as error:
        assert str(error)


def test_a_pydantic_class_is_the_format_that_parse_sends() -> None:
    pydantic = pytest.importorskip("pydantic")
    completions = pytest.importorskip("openai.lib._parsing._completions")

    class Unit(pydantic.BaseModel):  # type: ignore[misc,name-defined]
        """A unit of length."""

        name: str = "km"
        factor: float | None = None

    class River(pydantic.BaseModel):  # type: ignore[misc,name-defined]
        name: str
        length: float | None = pydantic.Field(default=None, description="In units")
        unit: Unit = pydantic.Field(description="Of the length")
        mouths: list[Unit] = []
        kind: dict[str, str] | None = None

    @pydantic.dataclasses.dataclass
    class Lake:
        name: str
        depth: int | None = None

    for kind in (River, Lake):
        sent = completions.type_to_response_format_param(kind)
        typed = tokenfare.check(ask(response_format=kind), as_of=DAY)
        assert typed.as_dict() == tokenfare.check(ask(response_format=sent), as_of=DAY).as_dict()
        counted = tokenfare.count_messages(
            ask()["messages"], "gpt-4.1-mini", response_format=kind, as_of=DAY
        )
        assert counted.expected == typed.input_tokens.expected


def test_a_pydantic_class_that_refers_to_itself_has_an_end() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Node(pydantic.BaseModel):  # type: ignore[misc,name-defined]
        next: Node | None = pydantic.Field(default=None, description="If any")

    Node.model_rebuild(_types_namespace={"Node": Node})
    assert tokenfare.check(ask(response_format=Node), as_of=DAY).input_tokens.high > 11
