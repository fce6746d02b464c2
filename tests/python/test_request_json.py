"""What Python objects become as JSON, and what is said of those that can't."""

from __future__ import annotations

import datetime
import types
from typing import Any

import pytest
import tokenfare
from command import DAY


def ask(text: str = "Name three rivers.", **members: Any) -> dict[str, Any]:
    request = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": text}]}
    return request | members


def test_any_mapping_and_sequence_will_do() -> None:
    expected = tokenfare.check(ask(), as_of=DAY).as_dict()
    proxy = types.MappingProxyType(ask(messages=tuple(ask()["messages"])))
    assert tokenfare.check(proxy, as_of=DAY).as_dict() == expected
    nested = ask(messages=[types.MappingProxyType(ask()["messages"][0])])
    assert tokenfare.check(nested, as_of=DAY).as_dict() == expected


def cyclic() -> dict[str, Any]:
    message: dict[str, Any] = {"role": "user"}
    message["content"] = [message]
    return ask(messages=[message])


def deep(levels: int) -> dict[str, Any]:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return ask(metadata={"a": value})


@pytest.mark.parametrize(
    "request_, error, message",
    [
        (ask("a\ud800"), ValueError, "$.messages[0].content: half of a surrogate pair alone, at"),
        (ask(**{"a\udfff": 1}), ValueError, "$: half of a surrogate pair alone"),
        (ask(temperature=float("nan")), ValueError, "$.temperature: nan is no number in JSON"),
        (ask(x=[1, float("-inf")]), ValueError, "$.x[1]: -inf is no number in JSON"),
        (ask(messages=[{"role": "user", "content": {1}}]), TypeError, "$.messages[0].content: "),
        (ask(messages=(m for m in [])), TypeError, "$.messages: expected what JSON can hold"),
        (ask(when=datetime.date(2026, 1, 1)), TypeError, "$.when: "),
        (ask(response_format=dict), TypeError, "$.response_format: "),
        (ask(**{"odd key": b"x"}), TypeError, '$["odd key"]: '),
        (ask(x={(1, 2): 3}), TypeError, "$.x: expected str for a key, found tuple"),
        (ask(seed=10**5000), ValueError, "$.seed: a whole number of too many digits"),
        (cyclic(), ValueError, "$.messages[0].content[0]: contains itself"),
        (deep(100_000), tokenfare.LimitError, "$.metadata.a[0]"),
        (deep(600), tokenfare.LimitError, "$.metadata.a[0]"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
def test_what_json_can_not_hold_has_its_path(
    request_: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        tokenfare.check(request_)
    assert str(caught.value).startswith(message)
    if isinstance(caught.value, tokenfare.TokenfareError):
        assert caught.value.path is not None


@pytest.mark.parametrize("request_", [None, 3, 1.5, ["a"], object(), dict, {1, 2}])
def test_what_is_no_request_is_a_type_error(request_: Any) -> None:
    with pytest.raises(TypeError, match="^request: expected a mapping, or JSON in a str or bytes"):
        tokenfare.check(request_)


def test_text_with_half_a_pair_and_closed_buffers() -> None:
    with pytest.raises(UnicodeEncodeError):
        tokenfare.check('{"model": "\ud800"}')
    closed = memoryview(b"{}")
    closed.release()
    with pytest.raises(ValueError):
        tokenfare.check(closed)


def test_a_class_of_the_users_may_fail_as_it_likes() -> None:
    class Failing:
        def model_dump(self, **_: object) -> dict[str, Any]:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="^no$"):
        tokenfare.check(ask(messages=[Failing()]))
