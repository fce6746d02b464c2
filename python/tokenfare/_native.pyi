"""The C++ half of Tokenfare. Use the package `tokenfare`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
import datetime
import decimal
import os
from typing import Any, Literal, overload

import numpy
import numpy.typing
from typing_extensions import Buffer


def version() -> str:
    """The version of Tokenfare."""

class CoreEncoding:
    """What tokenfare.Encoding is made of."""

    @overload
    def __init__(self, name: str) -> None:
        """A built-in encoding."""

    @overload
    def __init__(self, name: str, pattern: str, vocabulary: bytes, special_tokens: Sequence[tuple[str, int]]) -> None:
        """
        An encoding of the user's; `vocabulary` is the content of a .tiktoken file.
        """

    @overload
    def __init__(self, other: CoreEncoding) -> None:
        """The same encoding."""

    @property
    def is_built_in(self) -> bool:
        """Whether the encoding is one of the package's own."""

    @property
    def name(self) -> str:
        """The encoding's name."""

    @property
    def max_token_value(self) -> int:
        """The largest id, specials included."""

    def _ordinary_tokens(self) -> dict[bytes, int]: ...

    def _special_token_ids(self) -> dict[str, int]: ...

    def count(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = ()) -> int:
        """
        The number of tokens of `text`, without making them.

        The text of a special token counts as ordinary text unless `allowed_special`
        or `disallowed_special` say otherwise, which mean what they mean for `encode`.
        `count(text)` is `len(encode(text, disallowed_special=()))`.
        """

    def count_ordinary(self, text: str) -> int:
        """`len(encode_ordinary(text))`, without making the tokens."""

    def count_bytes(self, data: Buffer, *, errors: Literal['strict', 'replace'] = 'strict') -> int:
        """
        The number of tokens of UTF-8 text in a buffer: bytes, bytearray,
        memoryview, mmap. Reads it in place; until the call returns its owner can't be
        resized or closed. Ill-formed UTF-8 raises UnicodeDecodeError, or counts as
        `bytes(data).decode(errors="replace")` does.
        """

    def count_up_to(self, text: str, limit: int) -> int | None:
        """
        `count(text)` where that is at most `limit`, otherwise None.

        Stops reading soon after the limit is passed.
        """

    def truncate(self, text: str, max_tokens: int) -> str:
        """
        The longest beginning of `text` that ends with one of the text's tokens
        and between two characters, and has at most `max_tokens` tokens itself.
        """

    def count_batch(self, texts: Iterable[str], *, num_threads: int = 0) -> list[int]:
        """
        `count` of each text, in their order, by all processors or at most
        `num_threads`. Releases the GIL once; Ctrl-C ends it. Small batches take one
        thread, and a large text among small ones is shared by several.
        """

    def count_batch_to_numpy(self, texts: Iterable[str], *, num_threads: int = 0) -> numpy.typing.NDArray[numpy.uint32]:
        """`count_batch` as an array of uint32. Needs NumPy."""

    def encode_ordinary(self, text: str) -> list[int]:
        """The tokens of `text`, special tokens in it taken as ordinary text."""

    def encode(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> list[int]:
        """
        The tokens of `text`.

        Where the text holds the text of a special token, that is the token if it is
        in `allowed_special`, a ValueError if it is in `disallowed_special`, and
        ordinary text otherwise. "all" allows all; "all" of `disallowed_special`, the
        default, disallows all that are not allowed.
        """

    def encode_to_numpy(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> numpy.typing.NDArray[numpy.uint32]:
        """`encode` as an array of uint32, which is not copied. Needs NumPy."""

    def encode_batch(self, text: Iterable[str], *, num_threads: int = 8, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> list[list[int]]:
        """
        `encode` of each text, in their order, by several threads. Ctrl-C ends it.
        """

    def encode_ordinary_batch(self, text: Iterable[str], *, num_threads: int = 8) -> list[list[int]]:
        """`encode_ordinary` of each text, in their order, by several threads."""

    def encode_with_unstable(self, text: str, *, allowed_special: Literal['all'] | Collection[str] = (), disallowed_special: Literal['all'] | Collection[str] = 'all') -> tuple[list[int], list[list[int]]]:
        """
        The tokens that stay whatever comes after `text`, and the sequences of
        tokens that may follow those, sorted.
        """

    def _encode_single_piece(self, text_or_bytes: str | bytes) -> list[int]:
        """The tokens of the text taken for one piece, without splitting it."""

    def _encode_bytes(self, text: bytes) -> list[int]:
        """The tokens of bytes that may end inside a character."""

    def encode_single_token(self, text_or_bytes: str | bytes) -> int:
        """
        The id of the token with exactly this text, specials included; else KeyError.
        """

    def token_byte_values(self) -> list[bytes]:
        """The bytes of all ordinary tokens, sorted."""

    def decode_bytes(self, tokens: Sequence[int]) -> bytes:
        """The bytes of the tokens, joined. KeyError for an unknown token."""

    def decode_single_token_bytes(self, token: int) -> bytes:
        """
        The bytes of one token, specials included. KeyError for an unknown one.
        """

    def decode_tokens_bytes(self, tokens: Sequence[int]) -> list[bytes]:
        """The bytes of each token."""

    def _character_offsets(self, tokens: Sequence[int]) -> list[int]: ...

def encoding_names() -> list[str]:
    """The names of the built-in encodings."""

def pattern_of(encoding_name: str) -> str:
    """The splitting pattern of a built-in encoding."""

def encoding_name_of(model_name: str) -> str:
    """
    The encoding of a model by the catalogue, or else by tiktoken's table. UnknownNameError, with near names.
    """

def models_by_name() -> dict[str, str]:
    """The encoding of each model, as tiktoken's table has it."""

def models_by_prefix() -> dict[str, str]:
    """The encoding of each prefix of a model's name, in order."""

class Counts:
    """
    The token counts of a column.

    An Arrow array of uint32, null where the text was: pyarrow.array, polars.Series
    and whatever else takes the PyCapsule interface shares its memory.
    """

    def __len__(self) -> int:
        """The number of rows."""

    def __repr__(self) -> str: ...

    @property
    def null_count(self) -> int:
        """How many rows are null."""

    @property
    def total(self) -> int:
        """The sum of the counts. It has been made already."""

    def to_pylist(self) -> list[int | None]:
        """A list, None where a row is null."""

    def to_numpy(self) -> numpy.typing.NDArray[numpy.uint32]:
        """
        A read-only array that shares the memory. ValueError where a row is null. Needs NumPy.
        """

    def __arrow_c_schema__(self) -> object:
        """The type, uint32, by Arrow's PyCapsule interface."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """
        The counts by Arrow's PyCapsule interface. They are shared, not copied, and always uint32.
        """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The same as a stream of one array."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

def count_column(encoding: CoreEncoding, column: object, num_threads: int = 0) -> Counts:
    """What tokenfare.arrow.count is made of."""

def load_data(path: str | os.PathLike[str] | None, if_newer: bool) -> list[str]:
    """See tokenfare.load_data. Returns what to know of the file."""

def data_version() -> str:
    """See tokenfare.data_version."""

def data_file() -> str | None:
    """See tokenfare.data_file."""

class Rates:
    """US dollars per million tokens."""

    @property
    def input(self) -> decimal.Decimal:
        """Of input."""

    @property
    def cached_input(self) -> decimal.Decimal | None:
        """Of input that is read from the cache; None where no source states it."""

    @property
    def cache_write(self) -> decimal.Decimal | None:
        """
        The whole price of input that is written to the cache; None where no source states one.
        """

    @property
    def output(self) -> decimal.Decimal:
        """Of output."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class LongContextRates:
    """Rates that replace the others for the whole of a long request."""

    @property
    def above_input_tokens(self) -> int:
        """They apply to requests of more input tokens than this."""

    @property
    def rates(self) -> Rates:
        """US dollars per million."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class TierRates:
    """The rates of a model at one service tier."""

    @property
    def rates(self) -> Rates:
        """US dollars per million tokens."""

    @property
    def long_context(self) -> LongContextRates | None:
        """Those of long requests; None where they are the same."""

    @property
    def valid_from(self) -> datetime.date | None:
        """
        The first day on which they are known to have held; None: release or `verified`.
        """

    @property
    def verified(self) -> datetime.date:
        """The latest day on which the source is known to have listed them."""

    @property
    def assured_until(self) -> datetime.date | None:
        """The last day for which the provider promised them, as of a promotion."""

    @property
    def source(self) -> str:
        """A key of Catalogue.sources."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class ModelCard:
    """
    All that the catalogue knows about one model of one provider. What no source states is None.
    """

    @property
    def provider(self) -> str:
        """"openai"."""

    @property
    def id(self) -> str:
        """"gpt-4.1-mini"."""

    @property
    def aliases(self) -> list[str]:
        """Other names of the same model."""

    @property
    def encoding(self) -> str:
        """The name of its encoding, "o200k_base"."""

    @property
    def encoding_assumed(self) -> bool:
        """Whether nothing proves the encoding."""

    @property
    def encoding_reconstructed(self) -> bool:
        """Whether its vocabulary was rebuilt from outside."""

    @property
    def rule_family(self) -> str:
        """Which rules turn its requests into prompts: "chat-o200k"."""

    @property
    def context_window(self) -> int | None:
        """Input and output together, in tokens."""

    @property
    def max_input_tokens(self) -> int | None:
        """Most input tokens."""

    @property
    def max_output_tokens(self) -> int | None:
        """Most output tokens."""

    @property
    def max_inputs(self) -> int | None:
        """Most inputs of one request."""

    @property
    def max_request_tokens(self) -> int | None:
        """Most tokens of all inputs of one request together."""

    @property
    def max_training_tokens(self) -> int | None:
        """Most tokens of one example of a fine-tuning file."""

    @property
    def input_modalities(self) -> list[str] | None:
        """What it takes: ["text", "image"]."""

    @property
    def output_modalities(self) -> list[str] | None:
        """What it gives."""

    @property
    def endpoints(self) -> list[str] | None:
        """Where it is served: ["/v1/chat/completions"]."""

    @property
    def tools(self) -> bool | None:
        """Whether requests may define functions."""

    @property
    def structured_outputs(self) -> bool | None:
        """Whether `response_format` may be a json_schema."""

    @property
    def reasoning(self) -> bool | None:
        """Whether part of the output is reasoning."""

    @property
    def takes_max_tokens(self) -> bool | None:
        """False where only `max_completion_tokens` is taken."""

    @property
    def release_date(self) -> datetime.date | None:
        """The first day."""

    @property
    def deprecated(self) -> datetime.date | None:
        """When its shutdown was announced."""

    @property
    def shutdown_date(self) -> datetime.date | None:
        """The first day on which it no longer answers."""

    @property
    def knowledge_cutoff(self) -> str | None:
        """As the source writes it: "2024-06-01" or "2024-06"."""

    @property
    def notes(self) -> list[str]:
        """Remarks."""

    def rates(self, service_tier: str = 'standard', *, as_of: datetime.date | str | None = None) -> TierRates | None:
        """
        The rates in force at a tier on a day, today by default; None where the card has none.
        """

    def status(self, as_of: datetime.date | str | None = None) -> Literal['unreleased', 'active', 'deprecated', 'retired', 'unknown']:
        """What a request sent on a day, today by default, would meet."""

    def as_json(self, as_of: datetime.date | str | None = None) -> str:
        """`as_dict` as JSON text."""

    def as_dict(self, as_of: datetime.date | str | None = None) -> dict[str, Any]:
        """
        The whole card with its sources, as `tokenfare models --json` prints it; rates are decimal strings. What holds on a day, today by default.
        """

    def __repr__(self) -> str: ...

    def __getstate__(self) -> bytes: ...

    def __setstate__(self, arg: bytes, /) -> None: ...

    def __copy__(self) -> object: ...

    def __deepcopy__(self, memo: object) -> object: ...

class Catalogue:
    """
    The models that are known.

    `Catalogue()` is the built-in one, or that of tokenfare.load_data. It never changes; `with_overlay` and
    `with_overlay_file` make another. Any number of threads may use one.
    """

    def __init__(self) -> None: ...

    def with_overlay(self, json: str | bytes, name: str = 'catalogue') -> Catalogue:
        """
        This catalogue with the models of a JSON text added, in the format of
        data/catalogue/catalogue.schema.json. A model of the same provider and id is
        replaced as a whole. `name` stands in errors for the file's name. Raises
        InvalidRequestError with the path of what is wrong.
        """

    def with_overlay_file(self, path: str | os.PathLike[str]) -> Catalogue:
        """`with_overlay` of a file's content. OSError where it can't be read."""

    def find(self, model: str, provider: str = 'openai') -> ModelCard:
        """
        The model that `model` means: an id or alias, in letters of any case, behind "openai/", or the name of a fine-tune. UnknownNameError, with near names, where there is none.
        """

    def models(self, provider: str | None = None) -> list[ModelCard]:
        """
        All models, or those of a provider, retired ones too, in order of provider and id.
        """

    @property
    def providers(self) -> list[str]:
        """The providers' names, sorted."""

    @property
    def sources(self) -> dict[str, dict[str, str]]:
        """
        What the `source` of each fact means: its "what", "url" and "date_hint".
        """

    def __repr__(self) -> str: ...

    def __reduce__(self) -> tuple[object, ...]: ...

    def __copy__(self) -> object: ...

    def __deepcopy__(self, memo: object) -> object: ...

class CostNote:
    """What a reader of the figures should know."""

    @property
    def code(self) -> str:
        """
        "cached_rate_unknown", "cache_write_rate_unknown", "long_context", "price_stale", "regional_uplift", "no_regional_uplift" or "web_search_included".
        """

    @property
    def message(self) -> str:
        """The same in words."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CostBreakdown:
    """An exact bill, in US dollars."""

    @property
    def uncached_input(self) -> decimal.Decimal:
        """Of the input that was neither cached nor written."""

    @property
    def cached_input(self) -> decimal.Decimal:
        """Of the input that was read from the cache."""

    @property
    def cache_write(self) -> decimal.Decimal:
        """Of the input that was written to the cache."""

    @property
    def output(self) -> decimal.Decimal:
        """Of the output."""

    @property
    def web_search(self) -> decimal.Decimal:
        """The fees of web searches."""

    @property
    def total(self) -> decimal.Decimal:
        """The exact sum of the five."""

    @property
    def long_context(self) -> bool:
        """Whether the input is above the tier's long-context threshold."""

    @property
    def notes(self) -> list[CostNote]:
        """What to know of the rates that were applied."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

def cost(model: str, *, input_tokens: int, output_tokens: int, cached_input_tokens: int, cache_write_tokens: int, web_search_calls: int | None, service_tier: str, regional: bool, as_of: datetime.date | str | None, provider: str, catalogue: Catalogue | None) -> CostBreakdown:
    """See tokenfare.cost."""

class Rules:
    """
    Rules of your own over the built-in ones, or over those of
    tokenfare.load_data.

    For a gateway or a host that bills otherwise; no figure that rests on them is
    exact. `rules=` of check, reconcile and others takes them. They never change:
    any number of threads may use one.
    """

    @staticmethod
    def parse(json: str | bytes | Mapping[str, Any], name: str = 'rules') -> Rules:
        """
        The rules of a JSON text, or of the mapping that one stands for, in the
        format of data/rules/overlay.schema.json. `name` stands in errors, and in what
        figures rest on, for the file's name. Raises InvalidRequestError with the path
        of what is wrong.
        """

    @staticmethod
    def parse_file(path: str | os.PathLike[str]) -> Rules:
        """`parse` of a file's content. OSError where it can't be read."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def median_output_tokens(self) -> dict[str, int]:
        """By model, the median output of one choice."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: tuple[bytes, str], /) -> None: ...

    def __copy__(self) -> object: ...

    def __deepcopy__(self, memo: object) -> object: ...

class TokenRange:
    """
    A count of tokens: low <= expected <= high, and the three are equal where it is exact. `int(range)` is `expected`.
    """

    @property
    def expected(self) -> int:
        """The figure to expect."""

    @property
    def low(self) -> int:
        """The least that it can be."""

    @property
    def high(self) -> int:
        """The most that it can be."""

    @property
    def exact(self) -> bool:
        """Whether it is proven: by text or recorded bills."""

    @property
    def basis(self) -> Literal['text', 'recorded', 'inferred', 'reconstructed', 'assumed']:
        """
        What it rests on, the strongest first; of a sum that of its weakest part. preflight/verdict.schema.json describes them.
        """

    def __int__(self) -> int: ...

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class InputTokens(TokenRange):
    """The tokens of the prompt."""

    @property
    def limit(self) -> int | None:
        """The model's limit on the input alone; None where no source states one."""

    @property
    def stopped(self) -> bool:
        """
        Whether counting stopped at `max_input_tokens`, `deadline` or `max_work`: `expected` is a guess.
        """

    @property
    def each_limit(self) -> int | None:
        """
        Of embeddings and completions: the model's limit on each input; `limit` is then that of all together.
        """

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class OutputTokens:
    """What bounds the output."""

    @property
    def limit(self) -> int | None:
        """
        Most tokens of each choice: the request's own limit or else the model's; None where neither is known.
        """

    @property
    def stated(self) -> bool:
        """Whether the request states it."""

    @property
    def model_limit(self) -> int | None:
        """The model's."""

    @property
    def choices(self) -> int:
        """Choices asked for (`n`); each may take `limit` tokens."""

    @property
    def expected(self) -> int | None:
        """Expected of each choice; None where no more is known than the limit."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CostRange:
    """Exact US dollars."""

    @property
    def expected(self) -> decimal.Decimal:
        """
        What to expect. Where `expected_basis` is "limit", nothing is known of that: then it is the cost of all output.
        """

    @property
    def low(self) -> decimal.Decimal:
        """The least that it can be."""

    @property
    def high(self) -> decimal.Decimal:
        """The most that it can be."""

    @property
    def expected_basis(self) -> Literal['stated', 'calibrated', 'limit']:
        """
        What the output behind `expected` rests on: `expected_output_tokens`, `median_output_tokens`, or only the limit, which makes it a worst case.
        """

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CacheUse:
    """What the provider's prompt cache is expected to do."""

    @property
    def shared_prefix_tokens(self) -> int | None:
        """
        What the prompt shares with the previous one at its beginning; None where none was given.
        """

    @property
    def cached_tokens(self) -> int:
        """Of the expected input, read from the cache."""

    @property
    def cache_write_tokens(self) -> int:
        """Of the expected input, written to it at a price of its own."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class Finding:
    """A reason, a warning or an assumption."""

    @property
    def code(self) -> str:
        """
        For programs: "input_limit_exceeded". preflight/verdict.schema.json lists them.
        """

    @property
    def message(self) -> str:
        """For people."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class PromptText:
    """A text that a part of the request puts into the prompt."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def tokens(self) -> TokenRange:
        """Its tokens there."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class PartTokens(TokenRange):
    """What one part of the request adds to the input."""

    @property
    def label(self) -> str:
        """"messages[0] (system)"."""

    @property
    def path(self) -> str:
        """"$.messages[0]"."""

    @property
    def rule(self) -> str:
        """The rule that gave the figure: "text-message"."""

    @property
    def why(self) -> str:
        """Why it is not exact; empty where it is."""

    @property
    def why_code(self) -> str:
        """
        The same for programs: "model_not_recorded". preflight/verdict.schema.json lists them.
        """

    @property
    def texts(self) -> list[PromptText]:
        """Its texts in the order of the prompt, with explain=True."""

    @property
    def framing(self) -> TokenRange:
        """The tokens around them, with explain=True."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class Suggestion:
    """
    Another model of the provider that takes the request as it is. Nothing is said of how well it answers.
    """

    @property
    def model(self) -> str:
        """Its name."""

    @property
    def input_tokens(self) -> TokenRange:
        """The input by its own encoding and rules."""

    @property
    def cost_usd(self) -> CostRange:
        """What it would cost."""

    @property
    def cheaper(self) -> bool:
        """Whether it is expected to cost less than the model asked for."""

    @property
    def larger(self) -> bool:
        """Whether its context window is larger."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class Verdict:
    """
    What tokenfare.check finds.

    True in a condition only where the request is known to fit.
    """

    @property
    def as_of(self) -> datetime.date:
        """The day of prices and rules."""

    @property
    def model(self) -> str:
        """As asked for."""

    @property
    def provider(self) -> str:
        """Whose listing of it."""

    @property
    def format(self) -> str:
        """The format of the request: "openai_chat"."""

    @property
    def endpoint(self) -> str:
        """Where it would be sent; empty for an example of a fine-tuning file."""

    @property
    def custom_id(self) -> str:
        """Of a line of a batch; otherwise empty."""

    @property
    def encoding(self) -> str:
        """"o200k_base"."""

    @property
    def service_tier(self) -> Literal['standard', 'batch', 'flex', 'priority']:
        """Whose rates apply."""

    @property
    def data_version(self) -> str:
        """Of the data that it came from: "2026.11.29.1"."""

    @property
    def fits(self) -> bool | None:
        """
        Whether the request fits the model and the budgets; None where that can't be known.
        """

    @property
    def reasons(self) -> list[Finding]:
        """Why it does not, may not, or can't be known to."""

    @property
    def warnings(self) -> list[Finding]:
        """What to know although it may fit."""

    @property
    def refused(self) -> list[str]:
        """
        Codes of what the API answers with status 400, whether the request fits or not; a warning with the same code says what.
        """

    @property
    def assumptions(self) -> list[Finding]:
        """What the figures take for granted."""

    @property
    def input_tokens(self) -> InputTokens:
        """The tokens of the prompt."""

    @property
    def output_tokens(self) -> OutputTokens:
        """What bounds the output."""

    @property
    def context_window(self) -> int | None:
        """Input and output together, in tokens."""

    @property
    def cost_usd(self) -> CostRange | None:
        """
        None where the price or the output limit is unknown, or the tier is unavailable.
        """

    @property
    def cache(self) -> CacheUse:
        """What the prompt cache is expected to do."""

    @property
    def parts(self) -> list[PartTokens]:
        """What each part adds to the input, in the order of the prompt."""

    @property
    def suggestions(self) -> list[Suggestion] | None:
        """With suggest=True other models, cheapest first; else None."""

    @property
    def explained(self) -> bool:
        """Whether the parts hold their texts."""

    def as_json(self) -> str:
        """
        The document that preflight/verdict.schema.json describes, as `tokenfare check --json` prints it. Amounts are decimal strings.
        """

    def as_dict(self) -> dict[str, Any]:
        """`as_json`, parsed."""

    def _repr_html_(self) -> str:
        """For notebooks; everything in it is escaped."""

    def __bool__(self) -> bool: ...

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CheckOptions:
    """What check and check_many take beside requests."""

    def __init__(self, *, model: str | None, service_tier: str | None, format: str | None, as_of: datetime.date | str | None, provider: str, cached_tokens: int | None, expected_output_tokens: int | None, median_output_tokens: dict[str, int] | None, epochs: int | None, previous: str | bytes | bytearray | memoryview | None, regional: bool, max_input_tokens: int | None, max_cost: decimal.Decimal | int | str | None, deadline: float | None, max_work: int | None, max_memory: int | None, explain: bool, suggest: bool, catalogue: Catalogue | None, rules: Rules | None) -> None:
        """See tokenfare.check."""

class CheckStream:
    """Requests in, verdicts out; see tokenfare.check_many."""

    def __init__(self, options: CheckOptions, threads: int, look_ahead: int) -> None: ...

    @property
    def full(self) -> bool:
        """Whether `next` should come before the next `add`."""

    def add(self, request: str | bytes | bytearray | memoryview) -> None:
        """Adds a request."""

    def next(self) -> tuple[Verdict, None] | tuple[None, Exception] | None:
        """
        The verdict on the oldest, or an error in place of it; None where none is left. Raises what is wrong with the options.
        """

def check(request: str | bytes | bytearray | memoryview, options: CheckOptions) -> Verdict:
    """See tokenfare.check."""

class PromptDetails:
    """Parts of the prompt's tokens; None where the response does not say."""

    @property
    def audio(self) -> int | None:
        """Of audio."""

    @property
    def cached(self) -> int | None:
        """Read from the cache."""

    @property
    def cache_write(self) -> int | None:
        """Written to it."""

    @property
    def image(self) -> int | None:
        """Of images."""

    @property
    def text(self) -> int | None:
        """Of text."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CompletionDetails:
    """
    Parts of the completion's tokens; None where the response does not say.
    """

    @property
    def accepted_prediction(self) -> int | None:
        """Of the prediction, taken."""

    @property
    def rejected_prediction(self) -> int | None:
        """Of the prediction, not taken and billed all the same."""

    @property
    def audio(self) -> int | None:
        """Of audio."""

    @property
    def reasoning(self) -> int | None:
        """Of reasoning."""

    @property
    def text(self) -> int | None:
        """Of text."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class BilledUsage:
    """The `usage` of a response."""

    @property
    def prompt_tokens(self) -> int:
        """The input."""

    @property
    def completion_tokens(self) -> int:
        """The output."""

    @property
    def prompt(self) -> PromptDetails:
        """Parts of the input."""

    @property
    def completion(self) -> CompletionDetails:
        """Parts of the output."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class ReconciledCost:
    """Exact US dollars."""

    @property
    def billed(self) -> CostBreakdown:
        """The bill: all of `usage` at the rates of the served tier."""

    @property
    def predicted(self) -> decimal.Decimal:
        """The same, had the prompt the predicted size."""

    @property
    def difference(self) -> decimal.Decimal:
        """The bill less the prediction."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class BillSource:
    """Where a bill was found."""

    @property
    def endpoint(self) -> str | None:
        """Whose response it is, as "/v1/responses"; None where it does not say."""

    @property
    def is_stream(self) -> bool:
        """Whether the response is a stream of events."""

    @property
    def record(self) -> Literal['pair', 'litellm', 'langfuse', 'open_telemetry']:
        """How the request and its bill were written."""

    @property
    def is_reconstructed(self) -> bool:
        """
        Whether the request was put together from a record: no prediction is exact then.
        """

    @property
    def not_recorded(self) -> list[str]:
        """
        What of a reconstructed request the record does not hold, although there may have been some.
        """

    @property
    def stated_cost_usd(self) -> str | None:
        """The cost that the record states, as it is written there."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class Reconciliation:
    """A bill against its prediction."""

    @property
    def as_of(self) -> datetime.date:
        """The day of prices and rules."""

    @property
    def model(self) -> str:
        """The model that answered."""

    @property
    def requested_model(self) -> str:
        """The model asked for; empty where the request names none."""

    @property
    def provider(self) -> str:
        """Whose listing of it."""

    @property
    def service_tier(self) -> Literal['standard', 'batch', 'flex', 'priority']:
        """The tier that served the request."""

    @property
    def source(self) -> BillSource:
        """Where the bill was found."""

    @property
    def predicted(self) -> TokenRange:
        """The prompt's tokens as predicted."""

    @property
    def usage(self) -> BilledUsage:
        """What was billed."""

    @property
    def agreement(self) -> Literal['match', 'inside_bounds', 'drift']:
        """
        Whether the bill is the expected figure, within the bounds, or outside.
        """

    @property
    def difference(self) -> int:
        """Billed less expected prompt tokens."""

    @property
    def outside(self) -> int:
        """
        By how much the bill is above the upper bound, or, negative, below the lower one; 0 within.
        """

    @property
    def within_tolerance(self) -> bool:
        """Whether it is outside by no more than was allowed."""

    @property
    def cost_usd(self) -> ReconciledCost | None:
        """None where a price is unknown; a warning says which."""

    @property
    def parts(self) -> list[PartTokens]:
        """What each part adds to the prediction."""

    @property
    def warnings(self) -> list[Finding]:
        """What to know of the figures."""

    def as_json(self) -> str:
        """
        The document that preflight/reconciliation.schema.json describes, as `tokenfare reconcile --json` prints it.
        """

    def as_dict(self) -> dict[str, Any]:
        """`as_json`, parsed."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class DriftTally:
    """
    What many reconciled pairs have in common.

    Add pairs one by one, then ask for the report: how many drift, of which models,
    and which rule of the prompt most likely broke.
    """

    def __init__(self) -> None: ...

    def add(self, pair: Reconciliation) -> None:
        """Takes up one pair."""

    def as_json(self) -> str:
        """The report of preflight/drift_report.schema.json, as JSON."""

    def as_dict(self) -> dict[str, Any]:
        """`as_json`, parsed."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

def reconcile(request: str | bytes | bytearray | memoryview, response: str | bytes | bytearray | memoryview, *, model: str | None, service_tier: str | None, as_of: datetime.date | str | None, provider: str, regional: bool, tolerance_tokens: int, tolerance_per_million: int, catalogue: Catalogue | None, rules: Rules | None) -> Reconciliation:
    """See tokenfare.reconcile."""

def reconcile_record(record: str | bytes | bytearray | memoryview, *, model: str | None, service_tier: str | None, as_of: datetime.date | str | None, provider: str, regional: bool, tolerance_tokens: int, tolerance_per_million: int, catalogue: Catalogue | None, rules: Rules | None) -> Reconciliation:
    """See tokenfare.reconcile_record."""

class RequestTally:
    """
    What many requests cost together.

    Add verdicts in the order of the requests; memory stays constant. `budget`, in US
    dollars, is for all of them.
    """

    def __init__(self, budget: decimal.Decimal | int | str | None = None) -> None: ...

    def add(self, verdict: Verdict) -> None:
        """
        Takes up one request. LimitError, and nothing added, where a sum is beyond 64 bits.
        """

    @property
    def requests(self) -> int:
        """How many there are."""

    @property
    def unfit(self) -> int:
        """Of which `fits` is not True."""

    @property
    def unknown(self) -> int:
        """Of these, of which it is None."""

    @property
    def unpriced(self) -> int:
        """Whose price is unknown."""

    @property
    def input_tokens(self) -> TokenRange:
        """Of all prompts."""

    @property
    def cost_usd(self) -> CostRange:
        """Of those whose price is known."""

    @property
    def resting_on(self) -> dict[Literal['stated', 'calibrated', 'limit'], int]:
        """How many expected costs rest on what; see CostRange."""

    @property
    def most_expensive(self) -> tuple[int, decimal.Decimal] | None:
        """
        The number, from 1, of the first request that may cost the most, and how much; None where none has a price.
        """

    @property
    def breaks_budget(self) -> tuple[int, decimal.Decimal] | None:
        """
        The same of the first request with which all so far may cost more than the budget; the amount is its own.
        """

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class BatchTally:
    """
    What the lines of a Batch file are together.

    Add the verdict on each line: `models` has the sums by model, and `findings` what
    keeps the file from being one batch. Memory: the ids of the lines.
    """

    def __init__(self) -> None: ...

    def add(self, verdict: Verdict, *, line: int, size: int) -> None:
        """
        Takes up `check` of a line, its number and its size in bytes without the newline. LimitError, and nothing added to its model, where a sum is beyond 64 bits.
        """

    def add_bad(self, size: int) -> None:
        """Takes up a line that is no request: it counts for the file's size."""

    @property
    def lines(self) -> int:
        """Of the file, bad ones too."""

    @property
    def models(self) -> dict[str, RequestTally]:
        """Sums by the model asked for."""

    @property
    def findings(self) -> list[Finding]:
        """
        Why OpenAI does not take the file as one batch: codes
        "custom_id_repeated", "too_many_lines", "file_too_large", "too_many_inputs",
        "several_models", "several_endpoints". Empty where it does.
        """

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class UnpairedLine:
    """A line of a batch's files that is not one of a pair."""

    @property
    def reason(self) -> Literal['failed', 'not_in_input', 'ambiguous', 'repeated_in_output', 'repeated_in_input', 'unanswered']:
        """
        "failed": an answer with an error, not billed; "not_in_input",
        "ambiguous": an answer whose custom_id no request has, or several;
        "repeated_in_output", "repeated_in_input": its custom_id is that of an earlier
        line; "unanswered": a request without an answer.
        """

    @property
    def is_request(self) -> bool:
        """Whether it is a line of the input; otherwise it is an answer."""

    @property
    def line(self) -> int:
        """Its number, from 1."""

    @property
    def custom_id(self) -> str:
        """Its id."""

    @property
    def detail(self) -> str:
        """The error, or the earlier line; may be empty."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class BatchIndex:
    """Which request an answer is of; see tokenfare.BatchPairs."""

    def __init__(self) -> None: ...

    def add_input(self, line: bytes, number: int, place: int) -> None: ...

    def request_of(self, line: bytes, number: int) -> int | None: ...

    def unpaired(self) -> list[UnpairedLine]: ...

    @property
    def requests(self) -> int: ...

    @property
    def answers(self) -> int: ...

class CalibratedConstant:
    """A constant of the rules that some request uses."""

    @property
    def name(self) -> str:
        """As "message"."""

    @property
    def in_force(self) -> int:
        """By the built-in rules."""

    @property
    def found(self) -> int:
        """By the bills."""

    @property
    def pairs(self) -> int:
        """That use it and were billed as the constants found say."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CalibrationRefusal:
    """
    Constants of which the bills do not tell which one differs: none is changed.
    """

    @property
    def constants(self) -> list[str]:
        """Their names."""

    @property
    def pairs(self) -> int:
        """That need a change of one of them."""

    @property
    def why(self) -> str:
        """What would tell them apart."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CalibrationPeriod:
    """Days in a row that were billed alike."""

    @property
    def first(self) -> datetime.date:
        """Day of a pair."""

    @property
    def last(self) -> datetime.date:
        """Day of a pair."""

    @property
    def pairs(self) -> int:
        """In these days."""

    @property
    def predicted(self) -> int:
        """Billed as the built-in rules say."""

    @property
    def explained(self) -> int:
        """Billed as the constants found say, those refused included."""

    @property
    def constants(self) -> list[CalibratedConstant]:
        """That some pair uses, unchanged ones too."""

    @property
    def refused(self) -> list[CalibrationRefusal]:
        """What could not be told apart."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CalibratedRules:
    """What the bills of one endpoint show of models that are billed alike."""

    @property
    def endpoint(self) -> str:
        """As "/v1/chat/completions"."""

    @property
    def provider(self) -> str:
        """Whose models they are."""

    @property
    def family(self) -> str:
        """The name of their rules."""

    @property
    def model(self) -> str:
        """
        Without its day, where the models of the family differ; otherwise empty.
        """

    @property
    def periods(self) -> list[CalibrationPeriod]:
        """Two where the bills changed on a day."""

    @property
    def unexplained(self) -> list[int]:
        """The numbers of pairs that no constants explain; they were not fitted."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class CalibratedMedian:
    """The median output of one choice."""

    @property
    def model(self) -> str:
        """Of which model."""

    @property
    def output_tokens(self) -> int:
        """The median."""

    @property
    def pairs(self) -> int:
        """That it rests on."""

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class Calibration:
    """What bills show; see tokenfare.Calibrator."""

    @property
    def pairs(self) -> int:
        """That were added."""

    @property
    def reconstructed(self) -> int:
        """Not fitted: the request was put together from a record."""

    @property
    def inexact(self) -> int:
        """Not fitted: more of the prompt than constants is not known."""

    @property
    def encoding_assumed(self) -> int:
        """Not fitted: no source states the model's encoding."""

    @property
    def plain(self) -> int:
        """Not fitted: no chat, so that the prompt is its text."""

    @property
    def rules(self) -> list[CalibratedRules]:
        """By endpoint and family."""

    @property
    def medians(self) -> list[CalibratedMedian]:
        """By model, of those with three pairs and more."""

    def overlay_json(self) -> str:
        """
        The constants and medians found, for `Rules.parse` or for a file
        that `Rules.parse_file` and `--rules` take. It has no text of a request.
        """

    def as_json(self) -> str:
        """The document that preflight/calibration.schema.json describes."""

    def as_dict(self) -> dict[str, Any]:
        """`as_json`, parsed."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class PairCollector:
    """Pairs in, a Calibration out; see tokenfare.Calibrator."""

    def __init__(self, model: str | None, as_of: datetime.date | str | None, provider: str, catalogue: Catalogue | None) -> None: ...

    def add(self, request: str | bytes | bytearray | memoryview, response: str | bytes | bytearray | memoryview, number: int) -> None: ...

    def add_record(self, record: str | bytes | bytearray | memoryview, number: int) -> None: ...

    def report(self) -> Calibration: ...

class RuleFigure:
    """A setting in force."""

    @property
    def group(self) -> str:
        """"constants", "forms", "typescript", "bounds", ..."""

    @property
    def name(self) -> str:
        """"message"."""

    @property
    def value(self) -> str:
        """As text: "3", "yes", "[0, 3, 3]"."""

    @property
    def why(self) -> str | None:
        """Why it is not exact; None where it is."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class RuleChange:
    """A change of the API."""

    @property
    def name(self) -> str:
        """"results_beyond_ascii"."""

    @property
    def last_old(self) -> datetime.date:
        """The last day on which a recording shows the old rule."""

    @property
    def first_new(self) -> datetime.date:
        """The first day on which one shows the new."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class RuleEvidence:
    """What recorded requests show of one feature."""

    @property
    def feature(self) -> str:
        """"tools"."""

    @property
    def recordings(self) -> int:
        """How many were billed as the rules say."""

    @property
    def repositories(self) -> int:
        """How many repositories they are from."""

    @property
    def contradicted(self) -> int:
        """How many were billed otherwise."""

    @property
    def first(self) -> datetime.date | None:
        """The day of the oldest; None where no recording has one."""

    @property
    def last(self) -> datetime.date | None:
        """The day of the newest."""

    @property
    def shown(self) -> bool:
        """Whether figures that rest on it may be exact."""

    @property
    def why_not_shown(self) -> str | None:
        """Why not; None where they may."""

    @property
    def old(self) -> bool:
        """Whether the newest is over 180 days older than the day asked about."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class RuleReport:
    """The rules of one endpoint for one model on one day."""

    @property
    def endpoint(self) -> str:
        """"/v1/chat/completions"."""

    @property
    def family(self) -> str:
        """The models that are billed alike."""

    @property
    def overlay(self) -> str | None:
        """The file of your own that states some of them; None where none does."""

    @property
    def figures(self) -> list[RuleFigure]:
        """The settings in force."""

    @property
    def changes(self) -> list[RuleChange]:
        """What changed on some day."""

    @property
    def evidence(self) -> list[RuleEvidence]:
        """Of the features of which a recording is known."""

    def as_dict(self) -> dict[str, Any]:
        """One of the `endpoints` that `tokenfare rules MODEL --json` prints."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

class FamilyEvidence:
    """What recorded requests show of one family at one endpoint."""

    @property
    def endpoint(self) -> str:
        """"/v1/responses"."""

    @property
    def family(self) -> str:
        """The models that are billed alike."""

    @property
    def evidence(self) -> list[RuleEvidence]:
        """By feature."""

    def as_dict(self) -> dict[str, Any]:
        """One of the `families` that `tokenfare rules --json` prints."""

    def __repr__(self) -> str: ...

    def __getstate__(self) -> object: ...

    def __setstate__(self, arg: object, /) -> None: ...

def describe_rules(model: str, *, provider: str, as_of: datetime.date | str | None, catalogue: Catalogue | None, rules: Rules | None) -> list[RuleReport]:
    """See tokenfare.describe_rules."""

def evidence_by_family(as_of: datetime.date | str | None) -> list[FamilyEvidence]:
    """See tokenfare.evidence_by_family."""

def _catalogue_of(file: bytes) -> Catalogue: ...

def _set_type_attribute(changed: type, name: str, value: object | None) -> None: ...
