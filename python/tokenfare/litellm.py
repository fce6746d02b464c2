"""A hook of LiteLLM's proxy that refuses what is too long or too dear.

In a file beside the proxy's config.yaml, here guarded.py:

    from tokenfare.litellm import Guard

    guard = Guard(max_cost="0.05")

and in config.yaml:

    litellm_settings:
      callbacks: guarded.guard

The client of the proxy gets status 400 and the reasons, and no model is asked.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from ._engines import missing
from ._guard import Limits, must_check
from .errors import NotSentError as NotSentError
from .errors import RefusedError as RefusedError
from .errors import TokenfareError, UnknownNameError
from .errors import UncheckedError as UncheckedError

try:
    from litellm.integrations.custom_logger import CustomLogger
    from litellm.types.utils import all_litellm_params
except ImportError as error:
    raise missing("litellm", error) from error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from ._guard import Unchecked
    from ._native import Catalogue, Rules

__all__ = ["Guard", "NotSentError", "RefusedError", "UncheckedError"]

# The endpoint of a call; LiteLLM writes an "a" before those that are awaited.
_PATHS = {
    "completion": "/chat/completions",
    "text_completion": "/completions",
    "embedding": "/embeddings",
    "embeddings": "/embeddings",
    "responses": "/responses",
    "moderation": "/moderations",
    "create_file": "/files",
}

# Calls that only read or delete what is stored.
_READS = re.compile(r"(^a?|_)(retrieve|list|delete|cancel)(_|$)|file_content$")


class Guard(CustomLogger):  # type: ignore[misc]
    """Checks each request to the proxy before a model is asked.

    A request that is not known to fit raises RefusedError, and one that is none
    tokenfare.TokenfareError: the client gets status 400.

    max_cost, max_input_tokens: budgets of each request, the former in US dollars. The
        most that a request may cost counts.
    models: by the proxy's name, the model whose limits and prices apply. Of a name
        that is not here, each model that the proxy's router has for it must fit.
    as_of: the day of prices and retirement; that of the call by default.
    provider, catalogue: whose prices apply, and which; the built-in ones by default.
    rules: of your own, over the built-in ones.
    unchecked: "refuse" raises UncheckedError for requests of other kinds than those
        that `tokenfare.check` reads, and UnknownNameError for models that the catalogue
        lacks; "send" lets both pass.

    LiteLLM asks only the class itself for the hook: a subclass defines it again.
    """

    # It judges requests, those in batch files, too.
    enforces_request_content = True

    def __init__(
        self,
        *,
        max_cost: Decimal | int | str | None = None,
        max_input_tokens: int | None = None,
        models: Mapping[str, str] | None = None,
        as_of: date | str | None = None,
        provider: str = "openai",
        catalogue: Catalogue | None = None,
        rules: Rules | None = None,
        unchecked: Unchecked = "refuse",
    ) -> None:
        super().__init__()
        if unchecked not in ("refuse", "send"):
            raise ValueError(f'unchecked: expected "refuse" or "send", got {unchecked!r}')
        self._limits = Limits(max_cost, max_input_tokens, as_of, catalogue, rules)
        self._models = dict(models or {})
        self._provider = provider
        self._unchecked = unchecked

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: str
    ) -> None:
        """What LiteLLM calls. Changes nothing in `data`."""
        if _READS.search(call_type):
            return
        if must_check("POST", _path_of(call_type), self._unchecked):
            self._check(_body_of(data))

    def _check(self, body: dict[str, Any]) -> None:
        for model in self._models_of(str(body.get("model"))):
            try:
                self._limits.check({**body, "model": model}, self._provider, regional=False)
            except UnknownNameError as error:
                if self._unchecked != "send":
                    raise _with_status(error) from None
            except TokenfareError as error:
                raise _with_status(error) from None

    def _models_of(self, name: str) -> list[str]:
        if name in self._models:
            return [self._models[name]]
        # Not there outside of the proxy.
        router = getattr(sys.modules.get("litellm.proxy.proxy_server"), "llm_router", None)
        deployments = (router.get_model_list(model_name=name) or []) if router else []
        return sorted({entry["litellm_params"]["model"] for entry in deployments}) or [name]


def _path_of(call_type: str) -> str:
    name = call_type if call_type in _PATHS else call_type.removeprefix("a")
    return _PATHS.get(name, call_type)


def _body_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of `data` goes to the model: the rest is LiteLLM's own."""
    own = frozenset(all_litellm_params)
    return {
        name: value
        for name, value in data.items()
        if name not in own and not name.startswith("_")
    }


def _with_status(error: TokenfareError) -> TokenfareError:
    """The error with the status that the proxy answers."""
    error.status_code = 400  # type: ignore[attr-defined]
    return error
