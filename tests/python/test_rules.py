"""Rules of one's own, and reports of what is in force.

A message of one user, "Hello", takes 8 tokens of gpt-4o: 3 for the message, 1 for
its role, 1 for the word, and 3 before the answer. With 5 for the message it takes 10.
"""

from __future__ import annotations

import copy
import datetime
import json
import pickle
from pathlib import Path
from typing import Any

import command
import pytest
import tokenfare
from command import DAY

ROOT = Path(__file__).resolve().parents[2]
HELLO = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}


def overlay(**members: Any) -> dict[str, Any]:
    exception = {"begins": "gpt-4o", "settings": {"constants": {"message": 5}}}
    endpoint = {"endpoint": "/v1/chat/completions", "exceptions": [exception]}
    return {"schema_version": 1, "endpoints": [endpoint]} | members


def own() -> tokenfare.Rules:
    return tokenfare.Rules.parse(overlay(), "own.json")


def figures(tokens: tokenfare.TokenRange) -> tuple[int, int, int, bool]:
    return tokens.low, tokens.expected, tokens.high, tokens.exact


def test_rules_are_read_from_a_mapping_a_text_and_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_text(json.dumps(overlay()))
    for rules in (
        tokenfare.Rules.parse(overlay()),
        tokenfare.Rules.parse(json.dumps(overlay())),
        tokenfare.Rules.parse(json.dumps(overlay()).encode()),
        tokenfare.Rules.parse_file(file),
        tokenfare.Rules.parse_file(str(file)),
    ):
        verdict = tokenfare.check(HELLO, as_of=DAY, rules=rules)
        assert figures(verdict.input_tokens) == (10, 10, 10, False)
        assert verdict.input_tokens.basis == "inferred"
    assert (tokenfare.Rules.parse(overlay()).name, own().name) == ("rules", "own.json")
    assert (rules.name, repr(own())) == (str(file), "Rules(own.json)")
    # Without them all is as it was.
    assert figures(tokenfare.check(HELLO, as_of=DAY).input_tokens) == (8, 8, 8, True)


def test_verdicts_are_those_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_text(json.dumps(overlay(median_output_tokens={"gpt-4o": 40})))
    rules = tokenfare.Rules.parse_file(file)
    flags = ["--json", "--as-of", DAY, "--rules", str(file)]
    expected = command.run_json("check", *flags, "-", stdin=json.dumps(HELLO).encode())
    found = tokenfare.check(HELLO, as_of=DAY, rules=rules).as_dict()
    # The command tells the name of the file alone.
    assert json.loads(json.dumps(found).replace(str(file), file.name)) == json.loads(
        json.dumps(expected).replace(str(file), file.name)
    )


def test_all_that_counts_takes_rules() -> None:
    rules = own()
    for counted in (
        tokenfare.count_messages(HELLO["messages"], "gpt-4o", as_of=DAY, rules=rules),  # type: ignore[arg-type]
        *(
            checked.verdict.input_tokens
            for checked in tokenfare.check_many([HELLO] * 3, as_of=DAY, rules=rules)
            if checked.verdict
        ),
    ):
        assert figures(counted) == (10, 10, 10, False)


@pytest.mark.parametrize("billed, without, with_own", [(8, "match", "drift"), (10, "drift", "match")])
def test_bills_are_compared_by_them(billed: int, without: str, with_own: str) -> None:
    usage = {"prompt_tokens": billed, "completion_tokens": 1, "total_tokens": billed + 1}
    response = {"model": "gpt-4o-2024-08-06", "created": 1763769600, "usage": usage}
    record = {"request": HELLO, "response": response}
    for pair in (tokenfare.reconcile(HELLO, response), tokenfare.reconcile_record(record)):
        assert pair.agreement == without
    for pair in (
        tokenfare.reconcile(HELLO, response, rules=own()),
        tokenfare.reconcile_record(record, rules=own()),
    ):
        assert (pair.agreement, pair.predicted.expected) == (with_own, 10)
        assert pair.predicted.exact is False


def test_medians_are_what_is_expected() -> None:
    rules = tokenfare.Rules.parse({"schema_version": 1, "median_output_tokens": {"gpt-4o": 40}})
    assert rules.median_output_tokens == {"gpt-4o": 40}
    assert own().median_output_tokens == {}
    verdict = tokenfare.check(HELLO, as_of=DAY, rules=rules)
    assert verdict.output_tokens.expected == 40
    assert verdict.cost_usd is not None and verdict.cost_usd.expected_basis == "calibrated"
    assert verdict.input_tokens.exact is True
    # An argument comes first.
    verdict = tokenfare.check(HELLO, as_of=DAY, rules=rules, median_output_tokens={"gpt-4o": 50})
    assert verdict.output_tokens.expected == 50


def test_wrong_rules_are_told_by_place(tmp_path: Path) -> None:
    wrong = json.dumps(overlay()).replace('"message"', '"mesage"')
    with pytest.raises(tokenfare.InvalidRequestError) as raised:
        tokenfare.Rules.parse(wrong, "own.json")
    message = 'no such setting; did you mean "message"?'
    path = "$.endpoints[0].exceptions[0].settings.constants.mesage"
    assert str(raised.value).startswith(f"own.json: {path}: {message}")
    assert (raised.value.path, raised.value.code) == (path, "invalid_argument")
    file = tmp_path / "own.json"
    file.write_text(wrong)
    with pytest.raises(tokenfare.InvalidRequestError, match="did you mean") as raised:
        tokenfare.Rules.parse_file(file)
    flags = ["-", "--as-of", DAY, "--rules", str(file)]
    told = command.error("check", *flags, stdin=json.dumps(HELLO).encode())
    assert str(raised.value).replace(str(file), "own.json") == told.replace(str(file), "own.json")
    for document, place in (("{}", "rules: $: "), ({}, "rules: $: "), (b"\xff", "rules:1:1: ")):
        with pytest.raises(tokenfare.InvalidRequestError, match="^" + place.replace("$", "\\$")):
            tokenfare.Rules.parse(document)  # type: ignore[arg-type]


def test_what_is_no_file_of_rules_is_an_error(tmp_path: Path) -> None:
    parse: Any = tokenfare.Rules.parse
    with pytest.raises(TypeError, match="^rules: expected a mapping, .* got int"):
        parse(3)
    with pytest.raises(TypeError, match=r"^rules: \$\.schema_version: .*set"):
        parse({"schema_version": {1}})
    with pytest.raises(TypeError, match="^name: expected str, got int"):
        parse({}, 3)
    with pytest.raises(tokenfare.LimitError, match="^own.json: over 16 MiB are refused"):
        parse(b" " * (2**24 + 1), "own.json")
    with pytest.raises(FileNotFoundError):
        tokenfare.Rules.parse_file(tmp_path / "none.json")
    with pytest.raises(IsADirectoryError):
        tokenfare.Rules.parse_file(tmp_path)
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (2**24 + 1))
    with pytest.raises(tokenfare.LimitError, match="over 16 MiB"):
        tokenfare.Rules.parse_file(large)


def test_rules_pickle() -> None:
    rules = tokenfare.Rules.parse(overlay(median_output_tokens={"gpt-4o": 40}), "ruhl–1.json")
    assert copy.copy(rules) is rules is copy.deepcopy(rules)
    again = pickle.loads(pickle.dumps(rules))
    assert (again.name, again.median_output_tokens) == (rules.name, {"gpt-4o": 40})
    verdict = tokenfare.check(HELLO, as_of=DAY, rules=again)
    assert verdict.as_json() == tokenfare.check(HELLO, as_of=DAY, rules=rules).as_json()
    assert pickle.loads(pickle.dumps(tokenfare.Rules.parse)) is tokenfare.Rules.parse
    damaged = tokenfare.Rules.__new__(tokenfare.Rules)
    with pytest.raises(tokenfare.InvalidRequestError, match="^own.json: "):
        damaged.__setstate__((b"{}", "own.json"))


def told(value: Any) -> Any:
    """All that a report says: its attributes, and theirs."""
    if isinstance(value, list):
        return [told(item) for item in value]
    if type(value).__module__ != "tokenfare._native":
        return value
    names = [name for name in dir(value) if not name.startswith("_") and name != "as_dict"]
    return repr(value), {name: told(getattr(value, name)) for name in names}


def evidence_of(evidence: Any) -> dict[str, Any]:
    names = "feature recordings repositories contradicted first last shown why_not_shown old"
    found = {name: getattr(evidence, name) for name in names.split()}
    days = {name: str(found[name]) if found[name] else None for name in ("first", "last")}
    return found | days


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5-mini", "ft:gpt-4.1-mini-2025-04-14:acme::x"])
def test_reports_are_those_of_the_command(model: str) -> None:
    reports = tokenfare.describe_rules(model, as_of=DAY)
    expected = command.run_json("rules", model, "--as-of", DAY, "--json")["endpoints"]
    assert [report.as_dict() for report in reports] == expected
    for report, document in zip(reports, expected, strict=True):
        for name in ("endpoint", "family", "overlay"):
            assert getattr(report, name) == document[name]
        settings: dict[str, dict[str, Any]] = {}
        for figure in report.figures:
            entry = {"value": figure.value, "why": figure.why}
            settings.setdefault(figure.group, {})[figure.name] = entry
        assert settings == document["settings"]
        changes = [
            {"name": change.name, "last_old": str(change.last_old), "first_new": str(change.first_new)}
            for change in report.changes
        ]
        assert changes == document["changes"]
        assert [evidence_of(evidence) for evidence in report.evidence] == document["evidence"]
        for again in (pickle.loads(pickle.dumps(report)), copy.deepcopy(report)):
            assert told(again) == told(report)


def setting(report: tokenfare.RuleReport, name: str) -> str:
    (value,) = [figure.value for figure in report.figures if figure.name == name]
    return value


def test_a_report_has_the_rules_of_the_data_and_of_ones_own() -> None:
    chat, responses = tokenfare.describe_rules("gpt-4o", as_of=DAY)
    assert (chat.endpoint, responses.endpoint) == ("/v1/chat/completions", "/v1/responses")
    data = json.loads((ROOT / "data" / "rules" / "openai_chat.json").read_text())
    (rules,) = [entry for entry in data["rules"] if entry["name"] == chat.family]
    assert int(setting(chat, "message")) == rules["constants"]["message"] == 3
    assert int(setting(chat, "priming")) == rules["constants"]["priming"]
    (change,) = [entry for entry in data["changes"] if entry["name"] == "results_beyond_ascii"]
    (found,) = [entry for entry in chat.changes if entry.name == change["name"]]
    assert found.last_old == datetime.date.fromisoformat(change["last_old"])
    assert found.first_new == datetime.date.fromisoformat(change["first_new"])
    mine, theirs = tokenfare.describe_rules("gpt-4o", as_of=DAY, rules=own())
    assert (setting(mine, "message"), mine.overlay, theirs.overlay) == ("5", "own.json", None)
    assert setting(theirs, "message") == setting(responses, "message")


@pytest.mark.parametrize("endpoint", ["chat", "responses"])
def test_evidence_of_a_family_is_the_sum_of_its_models(endpoint: str) -> None:
    data = json.loads((ROOT / "data" / "rules" / f"openai_{endpoint}.evidence.json").read_text())
    families = [
        family
        for family in tokenfare.evidence_by_family(as_of=DAY)
        if family.endpoint == data["endpoint"]
    ]
    assert "GPT-5" in [family.family for family in families]
    for family in families:
        models = data["families"].get(family.family)
        if models is None:
            continue  # what is the same of any model
        for evidence in family.evidence:
            rows = [rows[evidence.feature] for rows in models.values() if evidence.feature in rows]
            assert evidence.recordings == sum(row["recordings"] for row in rows)
            repositories = {one for row in rows for one in row.get("repositories", [])}
            assert evidence.repositories == len(repositories)
            days = [day for row in rows for day in (row.get("first"), row.get("last")) if day]
            assert [evidence.first, evidence.last] == (
                [datetime.date.fromisoformat(min(days)), datetime.date.fromisoformat(max(days))]
                if days
                else [None, None]
            )
        assert told(pickle.loads(pickle.dumps(family))) == told(family)


def test_evidence_is_what_the_command_prints() -> None:
    expected = command.run_json("rules", "--as-of", DAY, "--json")["families"]
    families = tokenfare.evidence_by_family(as_of=DAY)
    assert [family.as_dict() for family in families] == expected
    for family, document in zip(families, expected, strict=True):
        assert (family.endpoint, family.family) == (document["endpoint"], document["family"])
        assert [evidence_of(evidence) for evidence in family.evidence] == document["evidence"]


def test_evidence_grows_old() -> None:
    """Over 180 days after the newest recording."""
    (evidence,) = [
        evidence
        for evidence in tokenfare.describe_rules("gpt-4o", as_of=DAY)[0].evidence
        if evidence.feature == "text"
    ]
    assert evidence.last is not None
    for days, old in ((180, False), (181, True)):
        day = evidence.last + datetime.timedelta(days)
        report = tokenfare.describe_rules("gpt-4o", as_of=day)[0]
        assert [entry.old for entry in report.evidence if entry.feature == "text"] == [old]
        families = tokenfare.evidence_by_family(as_of=day)
        (family,) = [
            family
            for family in families
            if (family.endpoint, family.family) == (report.endpoint, report.family)
        ]
        assert [entry.old for entry in family.evidence if entry.feature == "text"] == [old]


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ({"model": "gpt-4oo"}, tokenfare.UnknownNameError, 'model: unknown model .*did you mean "gpt-4o"'),
        ({"provider": "nobody"}, tokenfare.UnknownNameError, 'provider: unknown provider "nobody"'),
        ({"model": "text-embedding-3-small"}, tokenfare.InvalidRequestError, "model: "),
        ({"model": None}, TypeError, "model: expected str, got NoneType"),
        ({"rules": {}}, TypeError, "rules: expected tokenfare.Rules, got dict"),
        ({"catalogue": {}}, TypeError, "catalogue: expected tokenfare.Catalogue, got dict"),
        ({"as_of": "2026-02-30"}, tokenfare.InvalidRequestError, "as_of: "),
    ],
)
def test_faults_are_named(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match="^" + message):
        tokenfare.describe_rules(**{"model": "gpt-4o"} | arguments)
