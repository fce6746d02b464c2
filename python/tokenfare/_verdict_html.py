"""A verdict as HTML, which notebooks show in place of its repr.

Everything that comes from a request or a catalogue is escaped: names and messages
quote both.
"""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from ._native import CostRange, Finding, PartTokens, Suggestion, TokenRange, Verdict

# Over this many parts, or findings of a kind, only the first are shown.
_MOST_ROWS = 40

_RIGHT = ' style="text-align:right"'
_LEFT = ' style="text-align:left"'


def verdict_html(verdict: Verdict) -> str:
    """The verdict as a `div`, without scripts and without addresses of anything."""
    about = (
        f"{verdict.model} of {verdict.provider}, {verdict.service_tier} tier,"
        f" {verdict.encoding}, as of {verdict.as_of}"
    )
    return (
        f"<div><p><strong>{escape(_fits_text(verdict.fits))}</strong> {escape(about)}</p>"
        + _findings("Reasons", verdict.reasons, is_open=True)
        + _table(_figures(verdict))
        + _table(_parts(verdict.parts, verdict.input_tokens))
        + _suggestions(verdict.suggestions)
        + _findings("Warnings", verdict.warnings, is_open=True)
        + _findings("Assumptions", verdict.assumptions, is_open=False)
        + "</div>"
    )


def _fits_text(fits: bool | None) -> str:
    if fits is None:
        return "It is not known whether it fits"
    return "Fits" if fits else "Does not fit"


def _usd(amount: Decimal) -> str:
    return f"${amount:f}"


def _tokens(tokens: TokenRange) -> tuple[str, str]:
    """The figure, and its bounds where it is not exact."""
    if tokens.exact:
        return f"{tokens.expected:,}", ""
    return f"{tokens.expected:,}", f"{tokens.low:,} to {tokens.high:,}, {tokens.basis}"


def _count(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"


def _figures(verdict: Verdict) -> list[tuple[str, str, str]]:
    output = verdict.output_tokens
    choices = f"for each of {output.choices:,} choices" if output.choices > 1 else ""
    rows = [
        ("input tokens", *_tokens(verdict.input_tokens)),
        ("output tokens, at most", _count(output.limit), choices),
        ("context window", _count(verdict.context_window), ""),
    ]
    if output.expected is not None:
        rows.insert(2, ("output tokens, expected", _count(output.expected), choices))
    return rows + _costs(verdict.cost_usd)


def _costs(cost: CostRange | None) -> list[tuple[str, str, str]]:
    if cost is None:
        return [("cost", "unknown", "")]
    rows = [("least cost", _usd(cost.low), ""), ("worst case", _usd(cost.high), "")]
    if cost.expected_basis != "limit":
        rows.insert(1, ("expected cost", _usd(cost.expected), cost.expected_basis))
    elif cost.expected != cost.high:
        rows.insert(1, ("cost with all output", _usd(cost.expected), ""))
    return rows


def _parts(parts: Sequence[PartTokens], total: TokenRange) -> list[tuple[str, str, str]]:
    rows = [(part.label, *_tokens(part)) for part in parts[:_MOST_ROWS]]
    if len(parts) > _MOST_ROWS:
        rows.append((f"... {len(parts) - _MOST_ROWS:,} more parts", "", ""))
    return [*rows, ("total", *_tokens(total))]


def _suggestions(suggestions: Iterable[Suggestion] | None) -> str:
    rows = [
        (
            suggestion.model,
            _usd(suggestion.cost_usd.high),
            "larger window" if suggestion.larger else "",
        )
        for suggestion in suggestions or ()
    ]
    if not rows:
        return ""
    return "<p>Other models that take it, and their worst case</p>" + _table(rows)


def _table(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [
        f"<tr><td{_LEFT}>{escape(name)}</td><td{_RIGHT}>{escape(figure)}</td>"
        f"<td{_LEFT}>{escape(note)}</td></tr>"
        for name, figure, note in rows
    ]
    return f"<table>{''.join(lines)}</table>"


def _findings(title: str, findings: Sequence[Finding], *, is_open: bool) -> str:
    if not findings:
        return ""
    items = [f"<li>{escape(finding.message)}</li>" for finding in findings[:_MOST_ROWS]]
    if len(findings) > _MOST_ROWS:
        items.append(f"<li>{len(findings) - _MOST_ROWS:,} more</li>")
    return (
        f"<details{' open' if is_open else ''}><summary>{title}</summary>"
        f"<ul>{''.join(items)}</ul></details>"
    )
