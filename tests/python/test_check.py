"""tokenfare.check against the command, and what it takes for a request."""

from __future__ import annotations

import base64
import datetime
import json
import struct
import sys
import threading
import time
import zlib
from decimal import Decimal
from typing import Any

import command
import pytest
import tokenfare
from command import DAY, EXAMPLES

REQUESTS = ["support-chat", "order-tools", "too-much-output"]


def png(width: int, height: int) -> str:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    data += struct.pack(">I", zlib.crc32(chunk))
    return "data:image/png;base64," + base64.b64encode(data).decode()


def ask(text: str = "Name three rivers.", **members: Any) -> dict[str, Any]:
    request = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": text}]}
    return request | members


HAND_MADE: dict[str, dict[str, Any]] = {
    "plain": ask(),
    "unicode": ask("Gr\u00fc\u00dfe \U0001f30d \u4f60\u597d"),
    "special token": ask("<|endoftext|>"),
    "choices": ask(n=3, max_completion_tokens=77),
    "tier": ask(model="gpt-5", service_tier="flex"),
    "unknown field": ask(colour="blue"),
    "image": ask(
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": png(1024, 768), "detail": "high"}},
                ],
            }
        ]
    ),
    "schema": ask(
        response_format={
            "type": "json_schema",
            "json_schema": {
                "name": "river",
                "strict": True,
                "schema": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "km": {"type": "integer"}},
                    "required": ["name", "km"],
                    "additionalProperties": False,
                },
            },
        }
    ),
    "no such price": ask(model="gpt-4-32k"),
    "retired": ask(model="gpt-3.5-turbo-0301"),
}

# Options of the function, and the command's.
OPTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"explain": True}, ["--explain"]),
    ({"suggest": True}, ["--suggest"]),
    ({"model": "gpt-4o"}, ["--model", "gpt-4o"]),
    ({"provider": "tokenhub", "model": "gpt-4.1-mini"}, ["-p", "tokenhub", "-m", "gpt-4.1-mini"]),
    ({"service_tier": "batch"}, ["--tier", "batch"]),
    ({"regional": True, "model": "gpt-5.4"}, ["--regional", "-m", "gpt-5.4"]),
    ({"expected_output_tokens": 12}, ["--expected-output", "12"]),
    ({"cached_tokens": 3}, ["--cached-tokens", "3"]),
    # Alone, the budget ends counting early, but for texts that were counted before.
    (
        {"max_input_tokens": 5, "explain": True},
        ["--max-input-tokens", "5", "--explain"],
    ),
    ({"max_cost": Decimal("0.0001")}, ["--max-cost", "0.0001"]),
    ({"max_cost": "0.05"}, ["--max-cost", "0.05"]),
    ({"max_cost": 0}, ["--max-cost", "0"]),
]


@pytest.mark.parametrize("arguments, flags", OPTIONS, ids=lambda value: str(value))
@pytest.mark.parametrize("name", REQUESTS)
def test_examples_are_judged_as_by_the_command(
    name: str, arguments: dict[str, Any], flags: list[str]
) -> None:
    path = EXAMPLES / f"{name}.json"
    expected = command.run_json("check", "--json", "--as-of", DAY, *flags, str(path))
    text = path.read_text()
    verdict = tokenfare.check(json.loads(text), as_of=DAY, **arguments)
    assert verdict.as_dict() == expected
    assert json.loads(verdict.as_json()) == expected
    for document in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert tokenfare.check(document, as_of=DAY, **arguments).as_dict() == expected


@pytest.mark.parametrize("name", HAND_MADE)
def test_requests_are_judged_as_by_the_command(name: str) -> None:
    request = HAND_MADE[name]
    body = json.dumps(request).encode()
    try:
        verdict = tokenfare.check(request, as_of=DAY, explain=True)
    except tokenfare.TokenfareError as error:
        # The catalogue has no such model any more: then the command says the same.
        assert str(error) == command.error("check", "--as-of", DAY, "-", stdin=body)
        return
    expected = command.run_json("check", "--json", "--explain", "--as-of", DAY, "-", stdin=body)
    assert verdict.as_dict() == expected


def test_previous_request_is_read_from_the_cache(tmp_path: Any) -> None:
    long = " ".join(f"Paragraph {i} of the house rules." for i in range(400))
    before = ask(long)
    after = ask(messages=[*before["messages"], {"role": "user", "content": "Go on."}])
    files = [tmp_path / "before.json", tmp_path / "after.json"]
    for file, request in zip(files, (before, after)):
        file.write_text(json.dumps(request))
    flags = ["check", "--json", "--as-of", DAY, "--previous", str(files[0]), str(files[1])]
    expected = command.run_json(*flags)
    assert expected["cache"]["cached_tokens"] > 1024
    assert tokenfare.check(after, previous=before, as_of=DAY).as_dict() == expected
    body = json.dumps(before).encode()
    assert tokenfare.check(after, previous=body, as_of=DAY).as_dict() == expected


BAD_REQUESTS: dict[str, bytes] = {
    "no JSON": b"{",
    "not UTF-8": b'{"model": "gpt-4o", "messages": "\xff"}',
    "an array": b"[]",
    "no messages": b'{"model": "gpt-4o"}',
    "unknown model": b'{"model": "gpt-4oo", "messages": [{"role": "user", "content": "a"}]}',
    "wrong content": b'{"model": "gpt-4o", "messages": [{"role": "user", "content": 1}]}',
    "half a pair": b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "\\ud800"}]}',
    "twice": b'{"model": "gpt-4o", "model": "gpt-4o"}',
    "too deep": b'{"model": "gpt-4o", "messages": ' + b"[" * 600 + b"]" * 600 + b"}",
    "absurd limit": b'{"model":"gpt-4o","n":-1,"messages":[{"role":"user","content":"a"}]}',
    "no tier": b'{"model":"gpt-4o","service_tier":"x","messages":[{"role":"user","content":"a"}]}',
}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_bad_requests_have_the_commands_message(name: str) -> None:
    body = BAD_REQUESTS[name]
    with pytest.raises(tokenfare.TokenfareError) as caught:
        tokenfare.check(body, as_of=DAY)
    assert str(caught.value) == command.error("check", "--as-of", DAY, "-", stdin=body)
    path = caught.value.path
    assert path is not None and str(caught.value).startswith(path + ": ")


def test_errors_have_class_code_and_path() -> None:
    with pytest.raises(tokenfare.UnknownNameError) as unknown:
        tokenfare.check(ask(model="gpt-4oo"))
    assert (unknown.value.code, unknown.value.path) == ("not_found", "$.model")
    assert 'did you mean "gpt-4o"' in str(unknown.value)
    with pytest.raises(tokenfare.InvalidRequestError) as wrong:
        tokenfare.check(ask(messages=[{"role": "user", "content": "a"}, {"role": "cook"}]))
    assert (wrong.value.code, wrong.value.path) == ("invalid_argument", "$.messages[1].role")
    with pytest.raises(tokenfare.LimitError) as deep:
        tokenfare.check(BAD_REQUESTS["too deep"])
    assert deep.value.code == "resource_exhausted"
    with pytest.raises(tokenfare.InvalidRequestError, match="^previous request: ") as previous:
        tokenfare.check(ask(), previous={"messages": 3})
    assert previous.value.path == "$.messages"


@pytest.mark.parametrize(
    "arguments, flags",
    [
        ({"model": "gpt-4oo"}, ["--model", "gpt-4oo"]),
        ({"provider": "opena"}, ["--provider", "opena"]),
        ({"service_tier": "fats"}, ["--tier", "fats"]),
        ({"as_of": "2026-02-30"}, ["--as-of", "2026-02-30"]),
        ({"cached_tokens": 10**9}, ["--cached-tokens", str(10**9)]),
    ],
)
def test_bad_options_have_the_commands_message(arguments: dict[str, Any], flags: list[str]) -> None:
    with pytest.raises((tokenfare.UnknownNameError, tokenfare.InvalidRequestError)) as caught:
        tokenfare.check(ask(), **arguments)
    message = command.error("check", *flags, "-", stdin=json.dumps(ask()).encode())
    # The command has its option's name where the function has its argument's.
    if arguments.keys() & {"provider"}:
        assert "unknown provider" in message and "unknown provider" in str(caught.value)
        return
    assert str(caught.value).partition(": ")[2] == message.partition(": ")[2]
    assert str(caught.value).partition(": ")[0] in {*arguments, "cached tokens"}


def test_attributes_are_those_of_the_document() -> None:
    verdict = tokenfare.check(ask(n=2, max_completion_tokens=10), as_of=DAY, explain=True)
    document = verdict.as_dict()
    assert verdict.as_of == datetime.date(2026, 11, 22) and type(verdict.as_of) is datetime.date
    for name in ("model", "provider", "encoding", "service_tier", "context_window", "fits"):
        assert getattr(verdict, name) == document[name], name
    tokens = verdict.input_tokens
    for name in ("expected", "low", "high", "exact", "basis", "limit"):
        assert getattr(tokens, name) == document["input_tokens"][name], name
    for name in ("limit", "stated", "model_limit", "choices", "expected"):
        assert getattr(verdict.output_tokens, name) == document["output_tokens"][name], name
    for name in ("cached_tokens", "cache_write_tokens", "shared_prefix_tokens"):
        assert getattr(verdict.cache, name) == document["cache"][name], name
    assert verdict.cost_usd is not None
    for name in ("expected", "low", "high"):
        amount = getattr(verdict.cost_usd, name)
        assert type(amount) is Decimal and f"{amount:f}" == document["cost_usd"][name], name
    assert verdict.cost_usd.expected_basis == document["cost_usd"]["expected_basis"] == "limit"
    for name in ("reasons", "warnings", "assumptions"):
        found = [{"code": f.code, "message": f.message} for f in getattr(verdict, name)]
        assert found == document[name], name
    for part, expected in zip(verdict.parts, document["parts"], strict=True):
        for name in ("label", "path", "rule", "expected", "low", "high", "exact", "basis"):
            assert getattr(part, name) == expected[name], name
        assert [text.text for text in part.texts] == [t["text"] for t in expected["texts"]]
        framing = part.framing.expected
        assert framing + sum(int(text.tokens) for text in part.texts) == part.expected
    assert sum(int(part) for part in verdict.parts) == int(tokens)
    assert verdict.suggestions is None


def test_parts_outlive_their_verdict() -> None:
    texts = tokenfare.check(ask("Name three rivers."), explain=True).parts[0].texts
    assert [text.text for text in texts] == ["user", "Name three rivers."]
    cost = tokenfare.check(ask()).cost_usd
    assert cost is not None and cost.low <= cost.expected <= cost.high


def test_cost_by_hand() -> None:
    # 11 input tokens and 2 * 10 output tokens of gpt-4.1-mini: $0.40 and $1.60
    # per million.
    verdict = tokenfare.check(ask(n=2, max_completion_tokens=10), as_of=DAY)
    assert int(verdict.input_tokens) == 11
    assert verdict.cost_usd is not None
    assert verdict.cost_usd.high == Decimal("0.40") * 11 / 10**6 + Decimal("1.60") * 20 / 10**6


def test_what_the_expected_cost_rests_on() -> None:
    def cost(**options: Any) -> Any:
        return tokenfare.check(ask(max_completion_tokens=50), as_of=DAY, **options)

    limit = cost()
    assert limit.cost_usd.expected_basis == "limit" and limit.output_tokens.expected is None
    assert limit.cost_usd.expected == limit.cost_usd.high
    assert repr(limit.cost_usd) == "CostRange(0.0000044..0.0000844)"
    stated = cost(expected_output_tokens=10, median_output_tokens={"gpt-4.1-mini": 20})
    assert stated.cost_usd.expected_basis == "stated" and stated.output_tokens.expected == 10
    assert stated.cost_usd.expected == Decimal("0.0000204")
    assert repr(stated.cost_usd) == "CostRange(0.0000204 (0.0000044..0.0000844))"
    median = cost(median_output_tokens={"gpt-4.1-mini-2025-04-14": 20, "gpt-4o": 5})
    assert median.cost_usd.expected_basis == "calibrated" and median.output_tokens.expected == 20
    assert median.cost_usd.expected == Decimal("0.0000364")
    # A reply ends at the limit.
    assert cost(median_output_tokens={"gpt-4.1-mini": 10**12}).output_tokens.expected == 50
    assert cost(median_output_tokens={"gpt-4o": 5}).cost_usd.expected_basis == "limit"
    for medians in ({"gpt-4o": -1}, {"gpt-4o": 1.5}, {1: 1}, [1]):
        with pytest.raises((TypeError, ValueError)):
            cost(median_output_tokens=medians)


def test_budgets_decide() -> None:
    most = tokenfare.check(ask(), as_of=DAY).cost_usd
    assert most is not None
    fits = tokenfare.check(ask(), as_of=DAY, max_cost=most.high)
    assert fits.fits is True and bool(fits)
    less = most.high - Decimal("1e-18")
    over = tokenfare.check(ask(), as_of=DAY, max_cost=less)
    assert over.fits is False and not over
    assert [reason.code for reason in over.reasons] == ["over_max_cost"]
    long = tokenfare.check(ask("word " * 10_000), as_of=DAY, max_input_tokens=100)
    assert [reason.code for reason in long.reasons] == ["over_max_input_tokens"]
    assert long.input_tokens.stopped and long.input_tokens.low > 100


def test_a_deadline_and_a_limit_of_work() -> None:
    request = ask("word " * 300_000)
    whole = tokenfare.check(request, as_of=DAY).input_tokens
    for limits in ({"deadline": 0.0}, {"deadline": 0}, {"max_work": 100_000}):
        found = tokenfare.check(request, as_of=DAY, **limits)  # type: ignore[arg-type]
        assert found.fits is None
        assert found.input_tokens.stopped and not found.input_tokens.exact
        assert found.input_tokens.low <= whole.low <= whole.high <= found.input_tokens.high
        assert [reason.code for reason in found.reasons] == ["count_stopped"]
        assert "count_stopped" in [warning.code for warning in found.warnings]
    assert tokenfare.check(request, as_of=DAY, deadline=3600).input_tokens.exact
    assert tokenfare.check(request, as_of=DAY, deadline=float("inf")).input_tokens.exact
    for wrong in (-1, float("nan")):
        with pytest.raises(tokenfare.InvalidRequestError, match="^deadline: "):
            tokenfare.check(request, deadline=wrong)
    with pytest.raises(TypeError, match="^deadline: expected a number of seconds, got str"):
        tokenfare.check(request, deadline="1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="max_work"):
        tokenfare.check(request, max_work=0.5)  # type: ignore[arg-type]


def test_what_is_not_known_to_fit_is_false() -> None:
    unknown = [
        verdict
        for card in tokenfare.models()
        if card.rule_family not in ("none",)
        for verdict in [tokenfare.check(ask(), model=card.id, provider=card.provider, as_of=DAY)]
        if verdict.fits is None
    ]
    assert unknown, "no model of the catalogue has unknown limits: find another way"
    assert not any(bool(verdict) for verdict in unknown)


def test_day_is_a_date_or_its_text_and_today_by_default() -> None:
    day = datetime.date(2026, 11, 22)
    assert (
        tokenfare.check(ask(), as_of=day).as_dict() == tokenfare.check(ask(), as_of=DAY).as_dict()
    )
    before = datetime.datetime.now(datetime.timezone.utc).date()
    today = tokenfare.check(ask()).as_of
    assert before <= today <= datetime.datetime.now(datetime.timezone.utc).date()
    with pytest.raises(TypeError, match="^as_of: expected datetime.date"):
        tokenfare.check(ask(), as_of=datetime.datetime(2026, 11, 22))
    with pytest.raises(TypeError, match="^as_of: "):
        tokenfare.check(ask(), as_of=20261122)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "amount, error, message",
    [
        (0.05, TypeError, 'a float is no exact amount of money: write Decimal\\("0.05"\\)'),
        (True, TypeError, "got bool"),
        (b"1", TypeError, "got bytes"),
        ("$1", tokenfare.InvalidRequestError, "is not an amount of dollars"),
        ("1e-19", tokenfare.InvalidRequestError, "is not an amount of dollars"),
        (-1, tokenfare.InvalidRequestError, "no less than 0"),
        (Decimal("NaN"), tokenfare.InvalidRequestError, "is not an amount of dollars"),
        (Decimal("Infinity"), tokenfare.InvalidRequestError, "is not an amount of dollars"),
        (Decimal(1) / 3, tokenfare.InvalidRequestError, "at most 18 decimals"),
        (Decimal("1e-999999999"), tokenfare.LimitError, "can be counted exactly"),
        (Decimal("1e999999999"), tokenfare.LimitError, "can be counted exactly"),
        (10**4000, tokenfare.LimitError, "can be counted exactly"),
    ],
)
def test_amounts_are_exact_or_refused(amount: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^max_cost: .*{message}"):
        tokenfare.check(ask(), max_cost=amount)


def test_decimals_may_have_exponents_and_zeros() -> None:
    for amount in (Decimal("6e-2"), Decimal("0.06000000000000000000000"), Decimal("0.06")):
        assert tokenfare.check(ask(), as_of=DAY, max_cost=amount).fits is True
    for amount in (Decimal("0e-999999999"), Decimal("-0"), Decimal(0)):
        assert tokenfare.check(ask(), as_of=DAY, max_cost=amount).fits is False
    assert tokenfare.check(ask(), as_of=DAY, max_cost=Decimal("1e3")).fits is True


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ({"cached_tokens": -1}, tokenfare.InvalidRequestError, "cached_tokens: "),
        ({"cached_tokens": 2**64}, tokenfare.InvalidRequestError, "cached_tokens: "),
        ({"max_input_tokens": 1.5}, TypeError, "max_input_tokens: expected int, got float"),
        ({"expected_output_tokens": "3"}, TypeError, "expected_output_tokens: expected int"),
        ({"model": 3}, TypeError, "model: expected str, got int"),
        ({"provider": None}, TypeError, "provider: expected str, got NoneType"),
        ({"regional": 1}, TypeError, "regional: expected bool, got int"),
        ({"explain": None}, TypeError, "explain: expected bool, got NoneType"),
        ({"catalogue": {}}, TypeError, "catalogue: expected tokenfare.Catalogue, got dict"),
        ({"rules": {}}, TypeError, "rules: expected tokenfare.Rules, got dict"),
        ({"model": "\ud800"}, tokenfare.UnknownNameError, "model: unknown model"),
        ({"previous": 3}, TypeError, "previous request: expected a mapping"),
    ],
)
def test_arguments_of_wrong_types_are_named(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match="^" + message):
        tokenfare.check(ask(), **arguments)


def test_the_lock_of_the_interpreter_is_released() -> None:
    body = json.dumps(ask("Some words that are not all alike. " * 200_000)).encode()
    beats = 0
    done = threading.Event()

    def beat() -> None:
        nonlocal beats
        while not done.is_set():
            beats += 1
            time.sleep(0.0005)

    thread = threading.Thread(target=beat)
    interval = sys.getswitchinterval()
    thread.start()
    try:
        # No thread is interrupted now: another runs only where this one lets it.
        sys.setswitchinterval(1000)
        before = beats
        tokenfare.check(body)
        after = beats
    finally:
        sys.setswitchinterval(interval)
        done.set()
        thread.join()
    assert after > before


def test_threads_agree() -> None:
    bodies = [json.dumps(ask("word " * (i + 1))).encode() for i in range(16)]
    expected = [tokenfare.check(body, as_of=DAY).as_json() for body in bodies]
    results: list[list[str]] = [[] for _ in range(4)]

    def work(found: list[str]) -> None:
        found.extend(tokenfare.check(body, as_of=DAY).as_json() for body in bodies)

    threads = [threading.Thread(target=work, args=(found,)) for found in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_refused_says_what_the_api_answers_with_400() -> None:
    request = {
        "model": "gpt-4.1-mini",
        "messages": [{"role": "user", "content": "Name three rivers."}],
        "tool_choice": "auto",
    }
    verdict = tokenfare.check(request, as_of=DAY)
    assert verdict.refused == ["tool_choice_without_tools"]
    assert verdict.as_dict()["refused"] == verdict.refused
    assert verdict.fits is True
    assert verdict.refused[0] in [warning.code for warning in verdict.warnings]
