"""A verdict in a notebook: well-formed, and nothing of a request is markup in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import tokenfare
from command import DAY

EVIL = "<script>alert('&\"')</script><img src=x onerror=alert(1)>"

# What the page is made of, and nothing else.
TAGS = {"div", "p", "strong", "table", "tr", "td", "details", "summary", "ul", "li"}
ATTRIBUTES = {("style", "text-align:left"), ("style", "text-align:right"), ("open", None)}


class Page(HTMLParser):
    """Fails on a tag or attribute that is none of the page's own, and on one left open."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS and set(attrs) <= ATTRIBUTES, (tag, attrs)
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(request: dict[str, Any], **options: Any) -> Page:
    return Page(tokenfare.check(request, as_of=DAY, **options)._repr_html_())


def ask(**members: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": "Name three rivers."}]
    return {"model": "gpt-4.1-mini", "messages": messages} | members


def test_it_shows_the_figures() -> None:
    shown = page(ask(max_completion_tokens=100)).texts
    assert shown[:2] == [
        "Fits",
        " gpt-4.1-mini of openai, standard tier, o200k_base, as of 2026-11-22",
    ]
    # 11 tokens and 100: 4.4 and 160 microdollars.
    for figure in ("11", "100", "1,047,576", "$0.0000044", "$0.0001644"):
        assert figure in shown, figure
    assert "worst case" in shown and "expected cost" not in shown
    stated = page(ask(max_completion_tokens=100), expected_output_tokens=10).texts
    assert stated[stated.index("expected cost") + 1] == "$0.0000204"


def test_it_says_what_does_not_fit_and_what_is_unknown() -> None:
    over = page(ask(), max_cost="0.001").texts
    assert over[0] == "Does not fit" and "Reasons" in over
    unknown = page(ask(model="ft:gpt-4-turbo:acme::x")).texts
    assert unknown[0] == "It is not known whether it fits"
    assert unknown[unknown.index("cost") + 1] == "unknown"


def test_nothing_of_a_request_is_markup() -> None:
    shown = page(
        ask(
            model=f"ft:gpt-4.1-mini-2025-04-14:{EVIL}::x",
            messages=[{"role": "user", "name": EVIL, "content": EVIL, EVIL: EVIL}],
            tools=[{"type": "function", "function": {"name": EVIL, "parameters": {EVIL: EVIL}}}],
            **{EVIL: EVIL},
        )
    ).texts
    assert any(EVIL in text for text in shown)


def test_of_very_many_parts_the_first_are_shown() -> None:
    request = ask(messages=[{"role": "user", "content": "Hi"}] * 10_000)
    shown = page(request).texts
    assert "... 9,961 more parts" in shown and len(shown) < 1_000


def test_suggestions() -> None:
    shown = page(ask(model="o3-pro", max_completion_tokens=100), suggest=True).texts
    assert "Other models that take it, and their worst case" in shown
