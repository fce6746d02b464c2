"""A guard around a client of the `openai` package: what is too long or too dear
is never sent.

    ask = guard(OpenAI().chat.completions.create, max_cost="0.05")
    ask(model="gpt-4.1-mini", messages=[...])  # or RefusedError, and nothing was sent

Works for AsyncOpenAI in the same way: the check runs before there is anything
to await.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

import tokenfare

Create = TypeVar("Create", bound=Callable[..., Any])

# What create() takes beside the members of the request.
_NOT_SENT = ("extra_headers", "extra_query", "extra_body", "timeout")


class RefusedError(Exception):
    """A request that was not sent. `verdict` says all about it."""

    def __init__(self, verdict: tokenfare.Verdict) -> None:
        reasons = "; ".join(reason.message for reason in verdict.reasons)
        super().__init__(f"not sent: {reasons or 'it is not known whether it fits'}")
        self.verdict = verdict


def guard(
    create: Create,
    *,
    max_cost: Decimal | int | str | None = None,
    max_input_tokens: int | None = None,
    as_of: date | str | None = None,
) -> Create:
    """`create`, which raises RefusedError for a request that is not known to fit.

    `create` is the method of `chat.completions` of a client. The most that a
    request may cost, in US dollars, and the most input tokens are budgets of each
    request; prices and retirement are those of `as_of`, today by default. A request
    that is none, or of an unknown model, raises tokenfare.TokenfareError, and
    nothing is sent either.
    """

    @functools.wraps(create)
    def guarded(**arguments: Any) -> Any:
        request = {key: value for key, value in arguments.items() if key not in _NOT_SENT}
        # The client lays it over the other members.
        request.update(arguments.get("extra_body") or {})
        verdict = tokenfare.check(
            request, max_cost=max_cost, max_input_tokens=max_input_tokens, as_of=as_of
        )
        if verdict.fits is not True:
            raise RefusedError(verdict)
        return create(**arguments)

    return cast(Create, guarded)
