#!/usr/bin/env python3
"""Checks JSON files against a JSON Schema, by the few keywords that our schema uses.

An unknown keyword in the schema is an error, so the check cannot pass by not understanding. Before
the files are checked, mutations of each show that the check would notice.
"""
import argparse
import copy
import json
import pathlib
import re
import sys
from typing import Any, Callable, Iterator

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
ANNOTATIONS = {"$schema", "$defs", "title", "description"}
KEYWORDS = {"$ref", "type", "const", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum",
            "minItems", "maxItems", "items", "minProperties", "required", "properties", "additionalProperties",
            "oneOf"}


def resolve(root: dict[str, Any], ref: str) -> dict[str, Any]:
    node: Any = root
    for step in ref.removeprefix("#/").split("/"):
        node = node[step]
    return node


def errors(value: Any, schema: Any, root: dict[str, Any], path: str = "$") -> Iterator[str]:
    if schema is True or schema is False:
        if not schema:
            yield f"{path}: there is no such field"
        return
    if unknown := set(schema) - KEYWORDS - ANNOTATIONS:
        sys.exit(f"the schema uses {unknown}, which this check does not know")
    if "$ref" in schema:
        yield from errors(value, resolve(root, schema["$ref"]), root, path)
    if "oneOf" in schema and sum(not any(errors(value, s, root, path)) for s in schema["oneOf"]) != 1:
        yield f"{path}: must be one of several kinds"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: must be {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: must be one of {schema['enum']}"
    if "type" in schema:
        wanted = TYPES[schema["type"]]
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            yield f"{path}: must be of type {schema['type']}"
            return
    if isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{path}: too short or too long"
        if "pattern" in schema and not re.search(schema["pattern"], value, re.ASCII):
            yield f"{path}: does not match {schema['pattern']}"
    elif isinstance(value, int):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{path}: out of range"
    elif isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{path}: too few or too many"
        for i, item in enumerate(value):
            yield from errors(item, schema.get("items", True), root, f"{path}[{i}]")
    elif isinstance(value, dict):
        if len(value) < schema.get("minProperties", 0):
            yield f"{path}: too few"
        yield from (f"{path}: {key} is missing" for key in schema.get("required", []) if key not in value)
        for key, item in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            yield from errors(item, inner, root, f"{path}.{key}")


Data = dict[str, Any]

# Each makes one thing wrong.
CATALOGUE_MISTAKES: list[Callable[[Data], Any]] = [
    lambda d: d.update(schema_version=2),
    lambda d: d.update(model=[]),
    lambda d: d.update(models=[]),
    lambda d: d["models"][0].pop("encoding"),
    lambda d: d["models"][0].update(rule_family="gpt"),
    lambda d: d["models"][0].update(id="a b"),
    lambda d: d["models"][0]["context_window"].update(value=True),
    lambda d: d["models"][0]["context_window"].update(value=0),
    lambda d: d["models"][0]["release_date"].update(value="2026"),
    lambda d: d["models"][0]["rates"][0].update(tiers={}),
    lambda d: d["models"][0]["rates"][0]["tiers"].update(turbo={}),
    lambda d: d["models"][0]["rates"][0]["tiers"]["standard"].update(input=0.4),
    lambda d: d["models"][0]["rates"][0]["tiers"]["standard"].update(input="4e-1"),
    lambda d: d["models"][0]["image_rules"][0].update(patch={"multiplier": "1.2"}, tile={}),
    lambda d: d["models"][0]["image_rules"][0].update(verified="July"),
    lambda d: d["models"][0]["image_rules"].append(
        {"verified": "2026-01-01", "source": "x", "patch": {"multiplier": "1.625"}}),
    lambda d: d["models"][0]["image_rules"].append({"verified": "2026-01-01", "source": "x"}),
    lambda d: d["models"][0].update(notes=[""]),
]
RULES_MISTAKES: list[Callable[[Data], Any]] = [
    lambda d: d.update(schema_version=2),
    lambda d: d.update(rules=[]),
    lambda d: d["rules"][0].pop("name"),
    lambda d: d["rules"][0]["constants"].update(mesage=3),
    lambda d: d["rules"][0]["constants"].update(message="3"),
    lambda d: d["rules"][0]["forms"].update(hides_messages="unknown"),
    lambda d: d["rules"][0]["bounds"]["message"].update(tokens=[1, 2]),
    lambda d: d["rules"][0]["bounds"]["message"].update(tokens=[1, 2, 3, 4]),
    lambda d: d["models"][0].pop("rules"),
    lambda d: d["changes"][0].update(last_old="March"),
    lambda d: d["changes"][0].pop("between"),
    lambda d: d["exceptions"][0]["settings"].update(form={}),
]


def mutations(data: Data) -> Iterator[Data]:
    """Copies of `data`, each with one thing wrong."""
    for mistake in RULES_MISTAKES if "rules" in data else CATALOGUE_MISTAKES:
        broken = copy.deepcopy(data)
        mistake(broken)
        yield broken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema", type=pathlib.Path)
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    args = parser.parse_args()
    schema = json.loads(args.schema.read_text(encoding="utf-8"))
    for file in args.files:
        data = json.loads(file.read_text(encoding="utf-8"))
        for i, broken in enumerate(mutations(data)):
            if not any(errors(broken, schema, schema)):
                sys.exit(f"the schema does not notice mutation {i} of {file}")
        for error in errors(data, schema, schema):
            sys.exit(f"{file}: {error}")


if __name__ == "__main__":
    main()
