"""tokenfare.Calibrator: from pairs of request and usage to rules of one's own.

Bills are simulated: the figure by the built-in rules, and a change on top that the test counts
itself. Pairs that calibration did not see are then predicted with what it found.
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import command
import pytest
import tokenfare
from command import EXAMPLES

DAY = "2026-01-01"


def request(number: int) -> dict[str, Any]:
    messages = [{"role": "system", "content": "You are terse."}]
    messages += [{"role": "user", "content": f"secret {i} of {number}"} for i in range(1 + number % 4)]
    return {"model": "gpt-4.1-mini", "messages": messages}


def usage(number: int, more: int) -> dict[str, int]:
    right = tokenfare.check(request(number), as_of=DAY).input_tokens.expected
    return {"prompt_tokens": right + more, "completion_tokens": 10 + number}


def gateway(number: int) -> dict[str, int]:
    """Of one that bills two tokens more around each message."""
    return usage(number, 2 * len(request(number)["messages"]))


def shifted(numbers: range) -> tokenfare.Calibrator:
    calibrator = tokenfare.Calibrator(as_of=DAY)
    for number in numbers:
        calibrator.add(request(number), {"usage": gateway(number)})
    return calibrator


def predicted(numbers: range, rules: tokenfare.Rules | None) -> int:
    """How many bills of the gateway are predicted to the token."""
    return sum(
        tokenfare.check(request(number), as_of=DAY, rules=rules).input_tokens.expected
        == gateway(number)["prompt_tokens"]
        for number in numbers
    )


def test_from_request_and_usage_to_rules() -> None:
    found = shifted(range(50)).report()
    rules = tokenfare.Rules.parse(found.overlay_json(), "mine.json")
    unseen = range(50, 100)
    assert predicted(unseen, None) == 0
    assert predicted(unseen, rules) == 50
    # Of 10 to 59 the higher of the two in the middle.
    assert rules.median_output_tokens == {"gpt-4.1-mini": 35}
    assert "secret" not in found.overlay_json() + found.as_json()


def test_what_was_found() -> None:
    found = shifted(range(50)).report()
    assert repr(found) == "Calibration(pairs=50, rules=1, medians=1)"
    (rules,) = found.rules
    assert (rules.endpoint, rules.provider) == ("/v1/chat/completions", "openai")
    assert (rules.family, rules.model, rules.unexplained) == ("GPT-4o and GPT-4.1", "", [])
    (period,) = rules.periods
    assert str(period.first) == str(period.last) == DAY
    assert (period.pairs, period.predicted, period.explained) == (50, 0, 50)
    assert period.refused == []
    changed = [c for c in period.constants if c.found != c.in_force]
    assert list(map(repr, changed)) == ["CalibratedConstant(message: 3 to 5, pairs=50)"]
    (median,) = found.medians
    assert (median.model, median.output_tokens, median.pairs) == ("gpt-4.1-mini", 35, 50)
    again = pickle.loads(pickle.dumps(found))
    assert again.as_json() == found.as_json()
    assert again.overlay_json() == found.overlay_json()
    assert json.loads(found.as_json()) == found.as_dict()


def test_wrong_bills_are_named_and_not_fitted() -> None:
    calibrator = tokenfare.Calibrator(as_of=DAY)
    for number in range(1, 61):
        bill = usage(number, 100 + number) if number % 20 == 7 else gateway(number)
        calibrator.add(request(number), {"usage": bill})
    found = calibrator.report()
    assert found.rules[0].unexplained == [7, 27, 47]
    rules = tokenfare.Rules.parse(found.overlay_json())
    assert predicted(range(61, 100), rules) == 39


def test_what_is_not_told_apart_is_refused() -> None:
    calibrator = tokenfare.Calibrator(as_of=DAY)
    for number in range(0, 40, 4):  # two messages each
        calibrator.add(request(number), {"usage": usage(number, 2)})
    (period,) = calibrator.report().rules[0].periods
    (refusal,) = period.refused
    assert sorted(refusal.constants) == ["message", "priming"]
    assert refusal.pairs == 10 and refusal.why


def test_a_log_is_calibrated_as_by_the_command(tmp_path: Path) -> None:
    log = EXAMPLES / "gateway-log.jsonl"
    overlay = tmp_path / "own.json"
    expected = command.run_json("calibrate", "--json", str(log), "-o", str(overlay))
    del expected["bad_lines"], expected["output"]
    calibrator = tokenfare.Calibrator()
    for record in log.read_text().splitlines():
        calibrator.add_record(record)
    assert calibrator.report().as_dict() == expected
    assert json.loads(calibrator.report().overlay_json()) == json.loads(overlay.read_text())
    assert tokenfare.Rules.parse_file(overlay).median_output_tokens


def test_a_batch_is_a_log() -> None:
    calibrator = tokenfare.Calibrator()
    for number in range(5):
        line = {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": request(number)}
        body = {"object": "chat.completion", "created": 1767225600, "usage": usage(number, 0)}
        answer = {"custom_id": "a", "response": {"status_code": 200, "body": body}}
        calibrator.add(line, answer)
    assert calibrator.report().rules[0].periods[0].predicted == 5


def test_errors_add_nothing_and_are_counted() -> None:
    calibrator = tokenfare.Calibrator(as_of=DAY)
    with pytest.raises(tokenfare.InvalidRequestError, match=r"^response: \$\.usage: missing"):
        calibrator.add(request(1), {})
    with pytest.raises(TypeError, match="^request: expected a mapping"):
        calibrator.add(None, {})  # type: ignore[arg-type]
    with pytest.raises(tokenfare.InvalidRequestError, match=r"^\$\.request: missing"):
        calibrator.add_record({"usage": usage(1, 0)})
    with pytest.raises(tokenfare.InvalidRequestError, match="^number: "):
        calibrator.add(request(1), {"usage": usage(1, 0)}, number=-1)
    assert calibrator.report().pairs == 0
    for number in range(4):
        calibrator.add(request(number), {"usage": usage(number, 0)})
    calibrator.add(request(1), {"usage": usage(1, 99)})
    calibrator.add(request(1), {"usage": usage(1, 98)}, number=1000)
    assert calibrator.report().rules[0].unexplained == [9, 1000]


def test_arguments() -> None:
    with pytest.raises(tokenfare.UnknownNameError, match="nobody"):
        tokenfare.Calibrator(provider="nobody")
    with pytest.raises(tokenfare.UnknownNameError, match="^model: "):
        tokenfare.Calibrator(model="gpt-4oo", as_of=DAY).add(request(1), {"usage": usage(1, 0)})
    with pytest.raises(TypeError):
        tokenfare.Calibrator(as_of=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pickle.dumps(tokenfare.Calibrator())
