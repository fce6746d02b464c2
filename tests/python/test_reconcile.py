"""tokenfare.reconcile against the command."""

from __future__ import annotations

import datetime
import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import command
import pytest
import tokenfare
from command import DAY, EXAMPLES

REQUEST = EXAMPLES / "support-chat.json"
RESPONSE = EXAMPLES / "support-chat-response.json"


def pair() -> tuple[dict[str, Any], dict[str, Any]]:
    return json.loads(REQUEST.read_text()), json.loads(RESPONSE.read_text())


OPTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"as_of": DAY}, ["--as-of", DAY]),
    ({"model": "gpt-4o"}, ["-m", "gpt-4o"]),
    ({"provider": "tokenhub", "model": "gpt-4.1-mini"}, ["-p", "tokenhub", "-m", "gpt-4.1-mini"]),
    ({"service_tier": "batch"}, ["--tier", "batch"]),
    ({"regional": True}, ["--regional"]),
]


@pytest.mark.parametrize("arguments, flags", OPTIONS, ids=str)
def test_pairs_are_judged_as_by_the_command(arguments: dict[str, Any], flags: list[str]) -> None:
    expected = command.run_json("reconcile", "--json", *flags, str(REQUEST), str(RESPONSE))
    request, response = pair()
    found = tokenfare.reconcile(request, response, **arguments)
    assert found.as_dict() == expected
    assert json.loads(found.as_json()) == expected
    texts = tokenfare.reconcile(REQUEST.read_bytes(), RESPONSE.read_text(), **arguments)
    assert texts.as_dict() == expected


def test_attributes_are_those_of_the_document() -> None:
    found = tokenfare.reconcile(*pair())
    document = found.as_dict()
    # 1763769600 is in the response: 2025-11-22 in UTC.
    assert found.as_of == datetime.date(2025, 11, 22)
    for name in ("model", "requested_model", "provider", "service_tier", "agreement"):
        assert getattr(found, name) == document[name], name
    assert found.within_tolerance is document["within_tolerance"] is True
    for name in ("expected", "low", "high", "exact", "basis"):
        assert getattr(found.predicted, name) == document["input_tokens"][name], name
    assert found.difference == document["input_tokens"]["difference"] == 0
    assert found.outside == document["input_tokens"]["outside"] == 0
    assert (found.usage.prompt_tokens, found.usage.completion_tokens) == (346, 39)
    assert (found.usage.prompt.cached, found.usage.prompt.text) == (0, None)
    assert (found.usage.completion.reasoning, found.usage.completion.text) == (0, None)
    assert found.cost_usd is not None
    # gpt-4.1-mini: $0.40 and $1.60 per million tokens.
    billed = Decimal("0.40") * 346 / 10**6 + Decimal("1.60") * 39 / 10**6
    assert found.cost_usd.billed.total == found.cost_usd.predicted == billed
    assert found.cost_usd.difference == 0 and type(found.cost_usd.difference) is Decimal
    assert [part.label for part in found.parts] == [part["label"] for part in document["parts"]]


def test_drift_and_tolerance() -> None:
    request, response = pair()
    response["usage"].update(prompt_tokens=346 + 7, total_tokens=346 + 7 + 39)
    drifting = tokenfare.reconcile(request, response)
    assert (drifting.agreement, drifting.difference, drifting.outside) == ("drift", 7, 7)
    assert not drifting.within_tolerance
    assert tokenfare.reconcile(request, response, tolerance_tokens=7).within_tolerance
    assert not tokenfare.reconcile(request, response, tolerance_tokens=6).within_tolerance
    # 2% of 359 is 7.18.
    assert tokenfare.reconcile(request, response, tolerance_per_million=20_000).within_tolerance
    assert not tokenfare.reconcile(request, response, tolerance_per_million=100).within_tolerance
    assert drifting.cost_usd is not None
    assert drifting.cost_usd.difference == Decimal("0.40") * 7 / 10**6


@pytest.mark.parametrize("value", [-1, 2**63, 1_000_000_001])
def test_absurd_tolerances_are_refused(value: int) -> None:
    with pytest.raises(tokenfare.InvalidRequestError, match="^tolerance_tokens: "):
        tokenfare.reconcile(*pair(), tolerance_tokens=value)
    with pytest.raises(tokenfare.InvalidRequestError, match="^tolerance_per_million: "):
        tokenfare.reconcile(*pair(), tolerance_per_million=value)


def test_a_response_without_day_is_of_today() -> None:
    request, response = pair()
    del response["created"]
    before = datetime.datetime.now(datetime.timezone.utc).date()
    found = tokenfare.reconcile(request, response)
    assert before <= found.as_of <= datetime.datetime.now(datetime.timezone.utc).date()
    assert "undated" in [warning.code for warning in found.warnings]
    dated = tokenfare.reconcile(request, response, as_of=datetime.date(2026, 11, 22))
    assert dated.as_of == datetime.date(2026, 11, 22)


BAD: dict[str, Any] = {
    "no usage": ({}, {"usage": None}),
    "wrong usage": ({}, {"usage": {"prompt_tokens": -1, "completion_tokens": 0}}),
    "unknown model": ({}, {"model": "gpt-4oo"}),
    "no messages": ({"messages": None}, {}),
    "wrong role": ({"messages": [{"role": "cook"}]}, {}),
}


@pytest.mark.parametrize("name", BAD)
def test_errors_are_the_commands(name: str, tmp_path: Path) -> None:
    request, response = pair()
    request.update(BAD[name][0])
    response.update(BAD[name][1])
    with pytest.raises(tokenfare.TokenfareError) as caught:
        tokenfare.reconcile(request, response)
    files = {"request": tmp_path / "request.json", "response": tmp_path / "response.json"}
    files["request"].write_text(json.dumps(request))
    files["response"].write_text(json.dumps(response))
    message = command.error("reconcile", *map(str, files.values()))
    for document, file in files.items():
        # The command has the file's name where the function has the document's.
        message = message.replace(f"{file}: ", f"{document}: ")
    assert str(caught.value) == message
    assert caught.value.path is not None and caught.value.path.startswith("$.")


def test_what_json_can_not_hold_names_its_document() -> None:
    request, response = pair()
    with pytest.raises(TypeError, match=r"^response: \$\.usage: expected what JSON can hold"):
        tokenfare.reconcile(request, response | {"usage": object()})
    with pytest.raises(ValueError, match=r"^request: \$\.top_p: nan is no number"):
        tokenfare.reconcile(request | {"top_p": float("nan")}, response)
    with pytest.raises(TypeError, match="^response: expected a mapping"):
        tokenfare.reconcile(request, None)  # type: ignore[arg-type]


def test_a_log_is_reported_as_by_the_command(tmp_path: Path) -> None:
    log = (EXAMPLES / "billing-log.jsonl").read_text()
    records = [json.loads(line) for line in log.splitlines()]
    # Enough drift for a suspect.
    for record in records:
        drifted = json.loads(json.dumps(record))
        drifted["response"]["usage"].pop("total_tokens", None)
        drifted["response"]["usage"]["prompt_tokens"] += 5 if "tools" in record["request"] else 0
        records = [*records, drifted] if len(records) < 40 else records
    file = tmp_path / "log.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    expected = command.run_json("reconcile", "--json", "--jsonl", str(file))
    drifting = [line["line"] for line in expected.pop("drifting_lines")]
    assert expected.pop("bad_lines") == []
    assert expected.pop("records")["pair"] == len(records)
    tally = tokenfare.DriftTally()
    found = []
    for number, record in enumerate(records, start=1):
        pair = tokenfare.reconcile_record(json.dumps(record) if number % 2 else record)
        tally.add(pair)
        if pair.agreement == "drift":
            found.append(number)
    assert found == drifting != []
    assert tally.as_dict() == expected == json.loads(tally.as_json())
    assert expected["suspects"]


def test_bad_records() -> None:
    with pytest.raises(tokenfare.InvalidRequestError) as missing:
        tokenfare.reconcile_record(b"{}")
    assert missing.value.path == "$.request"
    with pytest.raises(TypeError, match=r"^record: \$\.request: "):
        tokenfare.reconcile_record({"request": {1, 2}})
    with pytest.raises(TypeError):
        tokenfare.DriftTally().add(None)  # type: ignore[arg-type]


def test_a_stream_is_a_response() -> None:
    request, response = pair()
    chunk = {
        "object": "chat.completion.chunk",
        "choices": [],
        **{name: response[name] for name in ("created", "model", "usage")},
    }
    stream = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"
    found = tokenfare.reconcile(request, stream)
    assert found.source.is_stream
    assert found.source.endpoint == "/v1/chat/completions"
    assert found.usage.prompt_tokens == 346
    record = tokenfare.reconcile_record({"request": request, "response": stream.encode().decode()})
    assert record.as_dict() == found.as_dict()
    with pytest.raises(tokenfare.InvalidRequestError, match="include_usage"):
        tokenfare.reconcile(request, 'data: {"choices": [{"finish_reason": "stop"}]}\n\n')


def test_a_record_says_what_it_may_lack() -> None:
    request, response = pair()
    observation = {
        "traceId": "t",
        "type": "GENERATION",
        "model": request["model"],
        "startTime": "2025-11-22T00:00:00Z",
        "input": request["messages"],
        "usageDetails": {"input": 346, "output": 39, "total": 385},
        "totalCost": 0.0002008,
    }
    found = tokenfare.reconcile_record(observation)
    source = found.source
    assert (source.record, source.is_reconstructed, source.is_stream) == ("langfuse", True, False)
    assert source.not_recorded == ["tools", "response_format"]
    assert source.stated_cost_usd == "0.0002008"
    assert (found.agreement, found.predicted.exact, found.predicted.basis) == ("match", False, "inferred")
    assert found.as_dict()["source"]["not_recorded"] == source.not_recorded
    copied = pickle.loads(pickle.dumps(found))
    assert copied.as_dict() == found.as_dict()
    plain = tokenfare.reconcile(request, response).source
    assert (plain.record, plain.not_recorded, plain.stated_cost_usd) == ("pair", [], None)
