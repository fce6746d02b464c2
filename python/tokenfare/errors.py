"""What Tokenfare raises beside Python's own exceptions."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._native import Verdict


class TokenfareError(Exception):
    """Any of the errors below.

    `code` is the library's own: "invalid_argument", "not_found",
    "resource_exhausted", "out_of_range", "failed_precondition". `path` is the
    JSON path of what is wrong, such as "$.messages[3].content", or None.
    """

    code: str
    path: str | None

    def __init__(self, message: str, code: str = "invalid_argument", path: str | None = None):
        super().__init__(message)
        self.code = code
        self.path = path

    def __reduce__(self) -> tuple[type[TokenfareError], tuple[str, str, str | None]]:
        return type(self), (str(self), self.code, self.path)


class InvalidRequestError(TokenfareError, ValueError):
    """A request, a response, an option or a file is not what it should be."""


class UnknownNameError(TokenfareError, LookupError):
    """No such model, provider, tier or encoding; the message has near ones."""


class LimitError(TokenfareError, ValueError):
    """Larger, deeper or more than Tokenfare takes, or than money can count."""


class UnknownPriceError(TokenfareError, LookupError):
    """The model is known, but not what it costs as asked."""


class NotSentError(Exception):
    """A request that was not sent."""

    # What a gateway answers.
    status_code = 400


class RefusedError(NotSentError):
    """A request that is not known to fit; `verdict` says all about it."""

    verdict: Verdict

    def __init__(self, verdict: Verdict) -> None:
        reasons = "; ".join(reason.message for reason in verdict.reasons)
        super().__init__(f"not sent: {reasons or 'it is not known whether it fits'}")
        self.verdict = verdict

    def __reduce__(self) -> tuple[type[RefusedError], tuple[Verdict]]:
        return type(self), (self.verdict,)


class UncheckedError(NotSentError):
    """A request that can't be checked."""
