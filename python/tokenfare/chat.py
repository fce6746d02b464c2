"""Requests: whether they fit, what they take, and what they were billed."""

from __future__ import annotations

from . import _native
from ._check_many import CheckedRequest as CheckedRequest
from ._check_many import checked_requests
from ._native import Verdict as Verdict
from ._request_json import json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from datetime import date
    from decimal import Decimal
    from typing import Any

    from ._request_json import Document, Dumpable


def check(
    request: Document,
    *,
    model: str | None = None,
    service_tier: str | None = None,
    format: str | None = None,
    as_of: date | str | None = None,
    provider: str = "openai",
    cached_tokens: int | None = None,
    expected_output_tokens: int | None = None,
    median_output_tokens: Mapping[str, int] | None = None,
    epochs: int | None = None,
    previous: Document | None = None,
    regional: bool = False,
    max_input_tokens: int | None = None,
    max_cost: Decimal | int | str | None = None,
    deadline: float | None = None,
    max_work: int | None = None,
    max_memory: int | None = None,
    explain: bool = False,
    suggest: bool = False,
    catalogue: _native.Catalogue | None = None,
    rules: _native.Rules | None = None,
) -> Verdict:
    """Whether a request fits its model, how many tokens it takes, what it costs.

    `request` is the body of a POST to /v1/chat/completions, /v1/responses,
    /v1/embeddings or /v1/completions: JSON in a str or bytes, or a mapping, which may hold objects of
    the `openai` package anywhere and a pydantic class as `response_format`, as its
    parse() takes. Nothing is sent, and nothing in the request is fetched.

    model, service_tier: instead of the request's own.
    format: "openai_chat", "openai_responses", "openai_embeddings",
        "openai_completions", "openai_batch" (a line of a Batch file) or "fine_tuning" (an example of a fine-tuning file);
        told by the fields of the request by default, but for the last, and named by
        the verdict's `format`.
    as_of: the day on which it would be sent, which decides prices, rules and
        retirement; today in UTC by default.
    provider: whose listing of the model.
    cached_tokens, expected_output_tokens: for the expected cost. Input tokens
        read from the cache, and output tokens of one choice. Without the latter
        `cost_usd.expected` is the cost of all output that the limit allows.
    median_output_tokens: by model, the median output of one choice in a log of
        your own; stands in for expected_output_tokens.
    epochs: of an example of a fine-tuning file, how often the model goes through
        it; 1 by default.
    previous: the request sent before, in place of cached_tokens: what both
        prompts share is expected to be read from the cache.
    regional: sent to a regional endpoint, which costs more with some models.
    max_input_tokens, max_cost: budgets, the latter in US dollars. A request that
        may be over one does not fit. Over the first, counting stops early.
    deadline, max_work: seconds, and bytes of text, after which counting stops:
        what is left is bounded by its bytes, and `fits` is None where the bounds
        leave it open ("count_stopped"). Reading the request is linear and not
        interrupted. Where max_work stops depends on the request alone.
    max_memory: bytes; a request that could take more is a LimitError.
    explain: keep the texts of the prompt in the parts.
    suggest: name other models that take the request; costs a check for each.
    catalogue: instead of the built-in one.
    rules: of your own, over the built-in ones. No figure that rests on them is exact;
        their medians stand in for those that median_output_tokens lacks.

    Linear in the request; releases the GIL once. Raises InvalidRequestError for a
    request that is none, LimitError for one over 128 MiB or too deep, and
    UnknownNameError for unknown models, tiers, formats and providers, with the JSON path
    and near names; TypeError for what JSON can't hold and for arguments of wrong
    types, a float for max_cost among them.
    """
    return _native.check(
        json_text(request),
        _native.CheckOptions(
            model=model,
            service_tier=service_tier,
            format=format,
            as_of=as_of,
            provider=provider,
            cached_tokens=cached_tokens,
            expected_output_tokens=expected_output_tokens,
            median_output_tokens=(
                None if median_output_tokens is None else dict(median_output_tokens)
            ),
            epochs=epochs,
            previous=None if previous is None else json_text(previous, "previous request"),
            regional=regional,
            max_input_tokens=max_input_tokens,
            max_cost=max_cost,
            deadline=deadline,
            max_work=max_work,
            max_memory=max_memory,
            explain=explain,
            suggest=suggest,
            catalogue=catalogue,
            rules=rules,
        ),
    )


def check_many(
    requests: Iterable[Document],
    *,
    threads: int = 0,
    look_ahead: int = 0,
    model: str | None = None,
    service_tier: str | None = None,
    format: str | None = None,
    as_of: date | str | None = None,
    provider: str = "openai",
    cached_tokens: int | None = None,
    expected_output_tokens: int | None = None,
    median_output_tokens: Mapping[str, int] | None = None,
    epochs: int | None = None,
    regional: bool = False,
    max_input_tokens: int | None = None,
    max_cost: Decimal | int | str | None = None,
    deadline: float | None = None,
    max_work: int | None = None,
    max_memory: int | None = None,
    explain: bool = False,
    suggest: bool = False,
    catalogue: _native.Catalogue | None = None,
    rules: _native.Rules | None = None,
) -> Generator[CheckedRequest, None, None]:
    """`check` of many requests, by all processors, in their order.

        for checked in tokenfare.check_many(open("requests.jsonl")):
            if not checked:
                print(checked.index, checked.error or checked.verdict.reasons)

    A request that is none has its error in place of a verdict, and the others go
    on. What an argument has wrong for all of them is raised; so is what
    `requests` raises, after the verdicts on what it gave before.

    threads: at most so many, the caller's among them; 0 for one per processor.
    look_ahead: how many requests may be taken before the verdict on the first is
        given; 0 for 64 per thread. However many there are, memory is bounded: no
        more than 64 MiB of JSON wait, but for a larger request, which waits alone.

    The other arguments are those of `check`, for each request by itself. Threads
    work without the GIL. Who leaves the loop ends the work.
    """
    options = _native.CheckOptions(
        model=model,
        service_tier=service_tier,
        format=format,
        as_of=as_of,
        provider=provider,
        cached_tokens=cached_tokens,
        expected_output_tokens=expected_output_tokens,
        median_output_tokens=None if median_output_tokens is None else dict(median_output_tokens),
        epochs=epochs,
        previous=None,
        regional=regional,
        max_input_tokens=max_input_tokens,
        max_cost=max_cost,
        deadline=deadline,
        max_work=max_work,
        max_memory=max_memory,
        explain=explain,
        suggest=suggest,
        catalogue=catalogue,
        rules=rules,
    )
    return checked_requests(iter(requests), _native.CheckStream(options, threads, look_ahead))


def count_messages(
    messages: Iterable[Mapping[str, Any] | Dumpable],
    model: str,
    *,
    tools: Iterable[Mapping[str, Any] | Dumpable] | None = None,
    tool_choice: Mapping[str, Any] | str | None = None,
    response_format: Mapping[str, Any] | Dumpable | type | None = None,
    as_of: date | str | None = None,
    provider: str = "openai",
    catalogue: _native.Catalogue | None = None,
    rules: _native.Rules | None = None,
) -> _native.TokenRange:
    """The tokens of the prompt that `messages` become, as `usage.prompt_tokens` has them.

    `int()` of the result is the expected figure; `low`, `high` and `exact` say
    how far to trust it. Arguments and errors are those of `check`.
    """
    request: dict[str, Any] = {"messages": list(messages)}
    if tools is not None:
        request["tools"] = list(tools)
    if tool_choice is not None:
        request["tool_choice"] = tool_choice
    if response_format is not None:
        request["response_format"] = response_format
    verdict = check(
        request, model=model, as_of=as_of, provider=provider, catalogue=catalogue, rules=rules
    )
    return verdict.input_tokens


def reconcile(
    request: Document,
    response: Document,
    *,
    model: str | None = None,
    service_tier: str | None = None,
    as_of: date | str | None = None,
    provider: str = "openai",
    regional: bool = False,
    tolerance_tokens: int = 0,
    tolerance_per_million: int = 0,
    catalogue: _native.Catalogue | None = None,
    rules: _native.Rules | None = None,
) -> _native.Reconciliation:
    """What a response was billed, against what `check` predicts for its request.

    `response` is what the request's endpoint answered: JSON, a mapping or the
    `openai` package's object, or a stream of server-sent events as str or bytes,
    which has the usage where the request sets stream_options.include_usage.

    model, service_tier: instead of those that the response names.
    as_of: the day of prices and rules, instead of that of the response's
        `created`; where it has none, today in UTC.
    regional: served at a regional endpoint; no response says so.
    tolerance_tokens, tolerance_per_million: how far outside of the predicted
        bounds a bill may lie: by the larger of so many tokens and so many per
        million billed ones.
    rules: of your own, over the built-in ones.

    Errors are those of `check`; they begin with "request" or "response" and the
    path there.
    """
    return _native.reconcile(
        json_text(request, "request"),
        json_text(response, "response"),
        model=model,
        service_tier=service_tier,
        as_of=as_of,
        provider=provider,
        regional=regional,
        tolerance_tokens=tolerance_tokens,
        tolerance_per_million=tolerance_per_million,
        catalogue=catalogue,
        rules=rules,
    )


def reconcile_record(
    record: Document,
    *,
    model: str | None = None,
    service_tier: str | None = None,
    as_of: date | str | None = None,
    provider: str = "openai",
    regional: bool = False,
    tolerance_tokens: int = 0,
    tolerance_per_million: int = 0,
    catalogue: _native.Catalogue | None = None,
    rules: _native.Rules | None = None,
) -> _native.Reconciliation:
    """`reconcile` of one record of a log.

    The record is an object with `request`, the body, and `response`, which may be
    the text of a stream, or with the response's `model`, `created`, `service_tier`
    and `usage` beside `request`. Records as LiteLLM, Langfuse and OpenTelemetry
    (`gen_ai.*`) write them are read, too; `source` of the result says what they
    may lack of the request, and no figure is exact.
    DriftTally finds what many of them have in common.
    """
    return _native.reconcile_record(
        json_text(record, "record"),
        model=model,
        service_tier=service_tier,
        as_of=as_of,
        provider=provider,
        regional=regional,
        tolerance_tokens=tolerance_tokens,
        tolerance_per_million=tolerance_per_million,
        catalogue=catalogue,
        rules=rules,
    )
