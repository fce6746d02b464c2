"""Requests and responses of any kind as JSON text."""

from __future__ import annotations

from collections.abc import Mapping

from .errors import InvalidRequestError, LimitError

TYPE_CHECKING = False  # typing takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Protocol

    class Dumpable(Protocol):
        """An object of pydantic's, such as `openai` takes and gives."""

        def model_dump(
            self, *, mode: str, by_alias: bool, exclude_unset: bool, warnings: bool
        ) -> dict[str, Any]: ...

    # What the functions of this package take for a JSON document.
    Document = Mapping[str, Any] | str | bytes | bytearray | memoryview | Dumpable

# The most arrays and objects inside each other (preflight/preflight.h).
_MAX_DEPTH = 512

# What `openai` uses for "not given"; they are never sent.
_SENTINELS = ("NotGiven", "Omit")


def json_text(document: Document, what: str = "") -> str | bytes | bytearray | memoryview:
    """`document` as JSON. Text is returned as it is, whatever is in it.

    `what` names the document in errors. TypeError for what JSON can't hold and
    InvalidRequestError or LimitError for values that it can't, both with the
    path: "$.messages[0].content".
    """
    if isinstance(document, (str, bytes, bytearray, memoryview)):
        return document
    plain = document if isinstance(document, dict) else _as_mapping(document, what or "request")
    given = {key: value for key, value in plain.items() if not _is_sentinel(value)}
    if isinstance(given.get("response_format"), type):
        given["response_format"] = _format(given["response_format"])
    import json

    try:
        text = json.dumps(
            given, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
        )
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        fault = _fault_in(given, f"{what}: " if what else "")
        if fault is None:
            raise
        raise fault from error


def _format(kind: type) -> object:
    from ._response_format import response_format_of

    return response_format_of(kind) or kind


def _as_mapping(document: object, what: str) -> Mapping[Any, Any]:
    try:
        plain = _plain(document)
    except TypeError:
        plain = None
    if not isinstance(plain, Mapping):
        name = type(document).__name__
        raise TypeError(f"{what}: expected a mapping, or JSON in a str or bytes, got {name}")
    return plain


def _is_sentinel(value: object) -> bool:
    kind = type(value)
    return kind.__name__ in _SENTINELS and kind.__module__.partition(".")[0] == "openai"


def _plain(value: Any) -> Any:
    """What json.dumps is to write for an object that it does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    if not isinstance(value, type) and callable(getattr(value, "model_dump", None)):
        # As openai's client sends it.
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
    what = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
    raise TypeError(f"expected what JSON can hold, found {what}")


def _fault_in(document: object, prefix: str) -> Exception | None:
    """What keeps `document` from being JSON, with its path; None where nothing does."""
    # A level holds what is still to be looked at in one array or object.
    path: list[str] = []
    levels: list[tuple[int, Iterator[tuple[str, object]]]] = [(0, iter([("$", document)]))]
    while levels:
        step, value = next(levels[-1][1], ("", levels))
        if value is levels:
            levels.pop()
            if path:
                path.pop()
            continue
        path.append(step)
        place = prefix + "".join(path)
        if any(identity == id(value) for identity, _ in levels):
            return InvalidRequestError(f"{place}: contains itself", path="".join(path))
        if len(levels) > _MAX_DEPTH:
            return LimitError(
                f"{place}: more than {_MAX_DEPTH} arrays and objects inside each other",
                "resource_exhausted",
                "".join(path),
            )
        try:
            levels.append((id(value), _steps_into(value)))
        except TypeError as error:
            return TypeError(f"{place}: {error}")
        except ValueError as error:
            return InvalidRequestError(f"{place}: {error}", path="".join(path))
    return None


def _steps_into(value: object) -> Iterator[tuple[str, object]]:
    """The members of an array or object. TypeError and ValueError for faults of `value`."""
    if isinstance(value, str):
        _require_utf8(value)
    elif isinstance(value, float):
        if value - value != 0.0:
            raise ValueError(f"{value} is no number in JSON")
    elif isinstance(value, int):
        try:
            int.__repr__(value)
        except ValueError:
            raise ValueError("a whole number of too many digits") from None
    elif isinstance(value, dict):
        return iter([(_step(key), member) for key, member in value.items()])
    elif isinstance(value, (list, tuple)):
        return iter([(f"[{i}]", element) for i, element in enumerate(value)])
    elif value is not None:
        return iter([("", _plain(value))])
    return iter(())


def _step(key: object) -> str:
    if isinstance(key, str):
        _require_utf8(key)
        if key.isascii() and key.isidentifier():
            return f".{key}"
    elif key is not None and not isinstance(key, (int, float)):
        raise TypeError(f"expected str for a key, found {type(key).__name__}")
    import json

    return f"[{json.dumps(str(key))}]"


def _require_utf8(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"half of a surrogate pair alone, at character {error.start + 1}: UTF-8 can't hold it"
        ) from None
