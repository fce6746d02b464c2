"""Batch files against the command: what requests are together, and whose an answer is."""

from __future__ import annotations

import itertools
import json
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any

import command
import pytest
import tokenfare
from command import DAY


def line(custom_id: str, model: str = "gpt-4.1-mini", text: str = "Name three rivers.") -> bytes:
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 100}
    request = {"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions"}
    return json.dumps({**request, "body": body}).encode()


def answer(custom_id: str, prompt_tokens: int = 11) -> bytes:
    body = {
        "object": "chat.completion",
        "created": 1763769600,
        "model": "gpt-4.1-mini-2025-04-14",
        "service_tier": "default",
        "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": 6},
    }
    response = {"status_code": 200, "request_id": "r", "body": body}
    return json.dumps({"custom_id": custom_id, "response": response, "error": None}).encode()


def failure(custom_id: str) -> bytes:
    error = {"code": "batch_expired", "message": "Too late"}
    return json.dumps({"custom_id": custom_id, "response": None, "error": error}).encode()


def write(path: Path, lines: list[bytes]) -> str:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return str(path)


def tallied(lines: list[bytes]) -> tokenfare.BatchTally:
    tally = tokenfare.BatchTally()
    for number, text in enumerate(lines, 1):
        try:
            verdict = tokenfare.check(text, as_of=DAY)
        except tokenfare.TokenfareError:
            tally.add_bad(len(text))
        else:
            tally.add(verdict, line=number, size=len(text))
    return tally


def test_a_batch_is_added_up_as_by_the_command(tmp_path: Path) -> None:
    lines = [line("a"), line("b", "gpt-4o"), line("a", text="x" * 5000), b"{}"]
    file = write(tmp_path / "batch.jsonl", lines)
    expected = command.run_json("check", "--json", "--as-of", DAY, "--format", "openai_batch", file)
    tally = tallied(lines)
    assert tally.lines == 4
    found = [{"code": finding.code, "message": finding.message} for finding in tally.findings]
    assert found == expected["batch"]["findings"] != []
    assert [finding.code for finding in tally.findings] == ["custom_id_repeated", "several_models"]
    models = expected["batch"]["models"]
    assert set(tally.models) == set(models) == {"gpt-4.1-mini", "gpt-4o"}
    for name, model in tally.models.items():
        assert model.requests == models[name]["requests"]
        assert model.input_tokens.expected == models[name]["input_tokens"]["expected"]
        assert str(model.cost_usd.high) == models[name]["cost_usd"]["high"]


def test_a_batch_of_one_model_is_taken() -> None:
    tally = tallied([line("a"), line("b")])
    assert tally.findings == []
    assert repr(tally) == "BatchTally(lines=2, findings=0)"
    mini = tally.models["gpt-4.1-mini"]
    # At the batch tier: 2 x 11 tokens of $0.20, and 2 x 100 of $0.80, a million.
    assert mini.cost_usd.high == (22 * Decimal("0.20") + 200 * Decimal("0.80")) / 10**6
    assert (mini.requests, mini.unfit, mini.unknown, mini.unpriced) == (2, 0, 0, 0)


def test_a_file_that_is_too_large() -> None:
    tally = tokenfare.BatchTally()
    tally.add_bad(200_000_000)
    assert [finding.code for finding in tally.findings] == ["file_too_large"]
    with pytest.raises(tokenfare.InvalidRequestError, match="^size: "):
        tally.add_bad(-1)
    with pytest.raises(TypeError):
        tally.add(None, line=1, size=1)  # type: ignore[arg-type]


def test_a_tally_of_requests() -> None:
    one = tokenfare.check(line("a"), as_of=DAY)
    assert one.cost_usd is not None
    most = one.cost_usd.high
    tally = tokenfare.RequestTally(budget=2 * most)
    assert (tally.requests, tally.most_expensive, tally.breaks_budget) == (0, None, None)
    for _ in range(3):
        tally.add(one)
    assert tally.requests == 3
    assert tally.input_tokens.expected == 33 and tally.input_tokens.exact
    assert tally.cost_usd.high == 3 * most
    assert tally.resting_on == {"stated": 0, "calibrated": 0, "limit": 3}
    assert tally.most_expensive == (1, most)
    assert tally.breaks_budget == (3, most)
    unknown = tokenfare.check(line("a"), as_of=DAY, service_tier="standard", max_input_tokens=1)
    tally.add(unknown)
    assert (tally.unfit, tally.unknown) == (1, 0)
    with pytest.raises(TypeError, match="budget"):
        tokenfare.RequestTally(budget=0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["batch", "requests"])
def test_tallies_pickle_and_go_on(kind: str) -> None:
    lines = [line("a"), line("b", "gpt-4o"), line("a"), line("c")]

    def add(tally: Any, numbers: range) -> Any:
        for number in numbers:
            verdict = tokenfare.check(lines[number - 1], as_of=DAY)
            tally.add(verdict, line=number, size=99) if kind == "batch" else tally.add(verdict)
        return tally

    def told(tally: Any) -> Any:
        tallies = tally.models if kind == "batch" else {"": tally}
        findings = [f.message for f in tally.findings] if kind == "batch" else []
        return findings, [
            (name, t.requests, t.input_tokens.high, t.cost_usd.high, t.most_expensive, t.resting_on)
            for name, t in tallies.items()
        ]

    empty = tokenfare.BatchTally if kind == "batch" else tokenfare.RequestTally
    whole = add(empty(), range(1, 5))
    half = pickle.loads(pickle.dumps(add(empty(), range(1, 3))))
    assert told(add(half, range(3, 5))) == told(whole)


REQUESTS = [line("a"), line("b"), line("c"), line("b"), line("d"), line("e"), line("f")]
ANSWERS = [answer("f", 14), answer("z"), answer("b"), answer("a"), failure("c"), answer("a"), answer("d")]


def test_answers_find_their_requests_as_by_the_command(tmp_path: Path) -> None:
    files = [write(tmp_path / "in.jsonl", REQUESTS), write(tmp_path / "out.jsonl", ANSWERS)]
    expected = command.run_json(
        "reconcile", "--json", "--jsonl", files[1], "--batch-input", files[0]
    )
    pairs = tokenfare.BatchPairs(*files)
    tally = tokenfare.DriftTally()
    lines = []
    for pair in pairs:
        assert json.loads(pair.request)["custom_id"] == json.loads(pair.response)["custom_id"]
        reconciled = tokenfare.reconcile(pair.request, pair.response)
        assert reconciled.service_tier == "batch"
        tally.add(reconciled)
        lines.append(pair.line)
    assert lines == [1, 4, 7]
    assert tally.as_dict() == {name: expected[name] for name in tally.as_dict()}
    batch = expected["batch"]
    assert (pairs.requests, pairs.answers) == (batch["requests"], batch["answers"]) == (7, 7)
    assert [
        {"reason": u.reason, "line": u.line, "custom_id": u.custom_id, "detail": u.detail}
        for u in pairs.unpaired
    ] == batch["unpaired_lines"]
    assert [u.reason for u in pairs.unpaired if u.is_request] == ["repeated_in_input", "unanswered"]
    assert repr(pairs.unpaired[0]) == "UnpairedLine(failed: line 5, c)"
    assert [repr(u) for u in pickle.loads(pickle.dumps(pairs.unpaired))] == [
        repr(u) for u in pairs.unpaired
    ]


def test_both_files_of_answers(tmp_path: Path) -> None:
    requests = tmp_path / "in.jsonl"
    requests.write_bytes(b"\xef\xbb\xbf" + line("a") + b"\r\n\n" + line("b") + b"\r\n" + line("c"))
    pairs = tokenfare.BatchPairs(requests, itertools.chain([answer("c")], [failure("b"), answer("a")]))
    assert [(pair.line, pair.request) for pair in pairs] == [(1, line("c")), (3, line("a"))]
    assert [(u.reason, u.line) for u in pairs.unpaired] == [("failed", 2)]
    assert pairs.bad_lines == []


def test_lines_of_other_files_are_kept(tmp_path: Path) -> None:
    requests = write(tmp_path / "in.jsonl", [answer("a"), line("b")])
    answers = write(tmp_path / "out.jsonl", [line("b"), answer("b"), b"{"])
    pairs = tokenfare.BatchPairs(requests, Path(answers))
    for _ in range(2):  # begins anew
        assert [pair.line for pair in pairs] == [2]
        assert [bad[:2] for bad in pairs.bad_lines] == [("input", 1), ("output", 1), ("output", 3)]
        assert "no line of a batch's input file" in str(pairs.bad_lines[0][2])
        assert pairs.unpaired == []
    with pytest.raises(FileNotFoundError):
        list(tokenfare.BatchPairs(tmp_path / "none", answers))


def test_a_line_of_each_file_is_a_pair() -> None:
    pair = tokenfare.reconcile(line("a"), answer("a"))
    # 11 x $0.20 and 6 x $0.80 a million.
    assert pair.cost_usd is not None and pair.cost_usd.billed.total == Decimal("0.000007")
    with pytest.raises(tokenfare.InvalidRequestError, match=r"^response: \$\.custom_id: "):
        tokenfare.reconcile(line("a"), answer("b"))
