"""Pydantic classes as `response_format`, which `openai`'s parse() takes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Schema = dict[str, Any]


def response_format_of(kind: type) -> dict[str, Any] | None:
    """The `response_format` that `openai` sends for a class; None where it takes none such."""
    schema = _schema_of(kind)
    if schema is None:
        return None
    return {
        "type": "json_schema",
        "json_schema": {
            "schema": _strict(schema, schema),
            "name": kind.__name__,
            "strict": True,
        },
    }


def _schema_of(kind: type) -> Schema | None:
    if callable(getattr(kind, "model_json_schema", None)):
        return kind.model_json_schema()  # type: ignore[attr-defined,no-any-return]
    if hasattr(kind, "__dataclass_fields__") and hasattr(kind, "__pydantic_validator__"):
        import pydantic

        return pydantic.TypeAdapter(kind).json_schema()
    return None


def _strict(schema: Schema, root: Schema, opened: tuple[str, ...] = ()) -> Schema:
    """The schema in the form of structured outputs, as `openai` makes it.

    Every object closed, every property required, `allOf` of one schema and
    references with siblings written out, defaults of None left out. Of a
    reference that leads back to itself nothing more is written out.
    """
    schema = dict(schema)
    for key in ("$defs", "definitions", "properties"):
        if isinstance(schema.get(key), dict):
            schema[key] = {
                name: _strict(below, root, opened) for name, below in schema[key].items()
            }
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        schema["additionalProperties"] = False
    if isinstance(schema.get("properties"), dict):
        schema["required"] = list(schema["properties"])
    if isinstance(schema.get("items"), dict):
        schema["items"] = _strict(schema["items"], root, opened)
    for key in ("anyOf", "allOf"):
        if isinstance(schema.get(key), list):
            schema[key] = [_strict(below, root, opened) for below in schema[key]]
    if isinstance(schema.get("allOf"), list) and len(schema["allOf"]) == 1:
        schema.update(schema.pop("allOf")[0])
    if "default" in schema and schema["default"] is None:
        del schema["default"]
    return _without_siblings(schema, root, opened)


def _without_siblings(schema: Schema, root: Schema, opened: tuple[str, ...]) -> Schema:
    reference = schema.get("$ref")
    if not isinstance(reference, str) or len(schema) == 1 or reference in opened:
        return schema
    target: Any = root
    for step in reference.removeprefix("#/").split("/"):
        target = target[step]
    # The siblings win, and stand first.
    siblings = {key: value for key, value in schema.items() if key != "$ref"}
    return _strict({**siblings, **target, **siblings}, root, (*opened, reference))
