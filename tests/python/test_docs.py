"""Runs the samples of python/README.md and python/docs.

The ```python blocks of a page run in their order and in one namespace, in an
empty folder that has the programs of python/examples. What a block prints is the
```text block after it; without one it prints nothing.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parents[2] / "python"
PAGES = sorted([PYTHON / "README.md", *(PYTHON / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def samples(page: str) -> list[tuple[int, str, str]]:
    """Of each python block: the lines before it, its code, and what it should print."""
    found: list[tuple[int, str, str]] = []
    after_sample = False
    for block in BLOCK.finditer(page):
        language, text = block.groups()
        if language == "python":
            found.append((page.count("\n", 0, block.start(2)), text, ""))
        elif language == "text" and after_sample:
            found[-1] = (*found[-1][:2], text)
        after_sample = language == "python"
    return found


def test_what_samples_are() -> None:
    page = (
        "```python\na\n```\n\n```text\nA\n```\n```text\nB\n```\n```sh\nc\n```\n```python\nd\n```\n"
    )
    assert samples(page) == [(1, "a\n", "A\n"), (14, "d\n", "")]


def test_there_are_pages() -> None:
    assert {page.name for page in PAGES} >= {"guard_a_client.md", "langchain.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_print_what_they_say(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = samples(page.read_text(encoding="utf-8"))
    if not blocks:
        pytest.skip(f"{page.name} has no samples")
    for example in (PYTHON / "examples").glob("*.py"):
        shutil.copy(example, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    namespace: dict[str, object] = {"__name__": page.stem}
    for line, code, expected in blocks:
        printed = io.StringIO()
        # With the page's own line numbers.
        program = compile("\n" * line + code, str(page), "exec")
        try:
            with contextlib.redirect_stdout(printed):
                exec(program, namespace)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] == "tokenfare":
                raise
            pytest.skip(f"{page.name}, line {line}: needs {error.name}")
        assert printed.getvalue() == expected, f"{page.name}, line {line}"
