"""The rules by which a request becomes a prompt, and what recorded requests show of them."""

from __future__ import annotations

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date


def describe_rules(
    model: str,
    *,
    provider: str = "openai",
    as_of: date | str | None = None,
    catalogue: _native.Catalogue | None = None,
    rules: _native.Rules | None = None,
) -> list[_native.RuleReport]:
    """By which rules requests to `model` are counted, one report per endpoint.

    Each has the settings in force, what changed on which day, and by feature how many
    recorded requests of how many repositories were billed so.

    as_of: the day whose rules apply, today in UTC by default.
    rules: of your own, over the built-in ones.

    Raises UnknownNameError for an unknown model or provider, and InvalidRequestError
    for a model that takes no messages.
    """
    return _native.describe_rules(
        model, provider=provider, as_of=as_of, catalogue=catalogue, rules=rules
    )


def evidence_by_family(*, as_of: date | str | None = None) -> list[_native.FamilyEvidence]:
    """What recorded requests show of each family of models, at each endpoint.

    as_of: the day by which evidence is old, today in UTC by default.
    """
    return _native.evidence_by_family(as_of)
