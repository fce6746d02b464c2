"""Models, their prices, and exact bills."""

from __future__ import annotations

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date


def cost(
    model: str,
    *,
    input_tokens: int,
    output_tokens: int = 0,
    cached_input_tokens: int = 0,
    cache_write_tokens: int = 0,
    web_search_calls: int | None = None,
    service_tier: str = "standard",
    regional: bool = False,
    as_of: date | str | None = None,
    provider: str = "openai",
    catalogue: _native.Catalogue | None = None,
) -> _native.CostBreakdown:
    """The exact cost, in US dollars, of tokens as `usage` of a response counts them.

    Amounts are decimal.Decimal; print small ones with f"{amount:f}".

    input_tokens: all of the input; cached_input_tokens and cache_write_tokens are
        parts of it.
    output_tokens: of all choices, reasoning and rejected predictions included.
    web_search_calls: searches of the web that the model made; None means one of
        a model that always searches (gpt-4o-search-preview) and none of others.
    as_of: the day whose rates apply, today in UTC by default.

    Raises UnknownNameError for an unknown model, provider or tier and for a tier
    that the model lacks, UnknownPriceError where no source states a price that is
    needed, InvalidRequestError where the parts are more than the whole, and
    LimitError beyond 10^20 dollars.
    """
    return _native.cost(
        model,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cached_input_tokens=cached_input_tokens,
        cache_write_tokens=cache_write_tokens,
        web_search_calls=web_search_calls,
        service_tier=service_tier,
        regional=regional,
        as_of=as_of,
        provider=provider,
        catalogue=catalogue,
    )


def models(
    *, provider: str | None = None, catalogue: _native.Catalogue | None = None
) -> list[_native.ModelCard]:
    """The cards of all known models, or of those of `provider`, retired ones too.

    In order of provider and id. UnknownNameError for an unknown provider.
    """
    return (catalogue or _native.Catalogue()).models(provider)


def model_card(
    name: str, *, provider: str = "openai", catalogue: _native.Catalogue | None = None
) -> _native.ModelCard:
    """The model that `name` means.

    An id or alias, in letters of any case and also behind "openai/"; or a
    fine-tune such as "ft:gpt-4.1-mini-2025-04-14:acme::x", which can do what its
    base can and has the price of fine-tunes, or none. UnknownNameError, with near
    names, where there is none, and for models at other hosts ("azure/gpt-4o"),
    whose prices differ.
    """
    return (catalogue or _native.Catalogue()).find(name, provider)
