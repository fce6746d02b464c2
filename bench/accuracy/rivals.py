#!/usr/bin/env python3
"""Scores what people use today on the same recordings as bench/accuracy.

Makes a virtual environment, lets each rival predict every recording in it, runs
the accuracy program with the predictions, and writes its table into
bench/README.md between the marks. Needs the network for the packages only.

The rivals:
  cookbook   OpenAI's "How to count tokens with tiktoken": 3 a message, 1 a name,
             3 for the reply, and its estimate for function tools. As published
             it stops at content parts and calls; here it counts their texts.
  LiteLLM    litellm.token_counter(model, messages, tools, tool_choice)
  tokencost  tokencost.count_message_tokens(messages, model)
"""

import argparse
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "bench" / "README.md"
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"
VERSIONS = {"tiktoken": "0.14.0", "litellm": "1.109.1", "tokencost": "0.1.26"}
# LiteLLM's own list asks for the newest certifi of its day, which an index may
# not have; token_counter needs no certificates, so it is installed without it.
LITELLM_NEEDS = ["openai>=2.20,<4", "tokenizers>=0.21,<1", "python-dotenv", "jinja2>=3.1.6",
                 "importlib-metadata>=8,<9", "fastuuid>=0.14", "aiohttp>=3.14.2", "httpx[http2]",
                 "pydantic-settings>=2.14.1", "jsonschema>=4", "click>=8", "pyyaml"]
VOCABULARY_URL = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
Request = dict[str, Any]


def texts_of(value: Any) -> Iterator[str]:
    """The strings of a message's member: itself, or those of its parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part.get("text", part.get("function")) if isinstance(part, dict)
                                else part)
    elif isinstance(value, dict):  # the function of a call
        yield from (text for text in value.values() if isinstance(text, str))


def cookbook(model: str, request: Request) -> int:
    import tiktoken  # pylint: disable=import-outside-toplevel
    try:
        encoding = tiktoken.encoding_for_model(model)
    except KeyError:
        encoding = tiktoken.get_encoding("o200k_base")

    def count(text: str) -> int:
        return len(encoding.encode(text, disallowed_special=()))

    tokens = 3
    for message in request["messages"]:
        tokens += 3 + ("name" in message)
        tokens += sum(count(text) for value in message.values() for text in texts_of(value))
    tools = request.get("tools") or []
    # Published for gpt-4o and for gpt-4; newer models are taken to be as gpt-4o.
    first = 10 if encoding.name == "cl100k_base" else 7
    for tool in tools:
        function = tool["function"]
        described = function.get("description", "").removesuffix(".")
        tokens += first + count(f"{function['name']}:{described}")
        properties = (function.get("parameters") or {}).get("properties") or {}
        tokens += 3 if properties else 0
        for name, schema in properties.items():
            tokens += 3
            if "enum" in schema:
                tokens += -3 + sum(3 + count(str(item)) for item in schema["enum"])
            described = schema.get("description", "").removesuffix(".")
            tokens += count(f"{name}:{schema.get('type', '')}:{described}")
    return tokens + (12 if tools else 0)


def litellm_counter(model: str, request: Request) -> int:
    import litellm  # pylint: disable=import-outside-toplevel
    # Images on the web are not fetched: they count as the default of LiteLLM.
    remote = "\"url\": \"http" in json.dumps(request)
    return litellm.token_counter(
        model=model, messages=request["messages"], tools=request.get("tools"),
        tool_choice=request.get("tool_choice"), use_default_image_token_count=remote)


def tokencost_counter(model: str, request: Request) -> int:
    import tokencost  # pylint: disable=import-outside-toplevel
    return tokencost.count_message_tokens(request["messages"], model)


RIVALS: dict[str, Callable[[str, Request], int]] = {
    "cookbook 3/1/3": cookbook,
    f"LiteLLM {VERSIONS['litellm']}": litellm_counter,
    f"tokencost {VERSIONS['tokencost']}": tokencost_counter,
}


def predict(recordings: list[Path]) -> dict[str, dict[str, int | None]]:
    """name -> id -> tokens; None where the rival raises an error."""
    import logging  # pylint: disable=import-outside-toplevel
    logging.disable(logging.CRITICAL)
    predictions: dict[str, dict[str, int | None]] = {name: {} for name in RIVALS}
    lines = (line for path in recordings
             for line in path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        recording = json.loads(line)
        model = recording["response_model"] or recording["model"]
        for name, counter in RIVALS.items():
            try:
                tokens = counter(model, recording["request"])
            except Exception:  # pylint: disable=broad-exception-caught
                tokens = None
            predictions[name][recording["id"]] = tokens
    return predictions


def environment(folder: Path) -> Path:
    """The Python of a virtual environment that has the rivals."""
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"tiktoken=={VERSIONS['tiktoken']}",
                        f"tokencost=={VERSIONS['tokencost']}", *LITELLM_NEEDS],
                       check=True, stdout=sys.stderr)
        subprocess.run([*pip, "--no-deps", f"litellm=={VERSIONS['litellm']}"],
                       check=True, stdout=sys.stderr)
        (folder / "ready").touch()
    return python


def tiktoken_cache(vocabularies: Path, folder: Path) -> None:
    """Links each vocabulary under the name that tiktoken gives its download."""
    for path in vocabularies.glob("*.tiktoken"):
        url = VOCABULARY_URL.format(path.stem)
        (folder / hashlib.sha1(url.encode()).hexdigest()).symlink_to(path.resolve())


def rivals_predictions(python: Path, recordings: list[Path], vocabularies: Path) -> str:
    with tempfile.TemporaryDirectory() as cache:
        variables = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        if vocabularies.is_dir():
            tiktoken_cache(vocabularies, Path(cache))
            variables["TIKTOKEN_CACHE_DIR"] = cache
        return subprocess.run([str(python), __file__, "--predict", *map(str, recordings)], check=True,
                              env=variables, stdout=subprocess.PIPE, text=True).stdout


def table(program: Path, recordings: list[Path], predictions: str) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(predictions)
        file.flush()
        return subprocess.run([str(program), *map(str, recordings), "--rivals", file.name], check=True,
                              stdout=subprocess.PIPE, text=True).stdout


def provenance() -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, check=True,
                            stdout=subprocess.PIPE, text=True).stdout.strip()
    dirty = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", "preflight", "pricing",
                            "tokenizer", "data"], cwd=ROOT, check=False).returncode
    state = f"commit {commit}" + (" with changes" if dirty else "")
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return (f"`./dev accuracy` at {state}, {today}; "
            + ", ".join(f"{name} {version}" for name, version in VERSIONS.items()) + ".\n")


def rewrite(document: str, content: str) -> str:
    marks = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not marks.search(document):
        raise ValueError(f"{README} lacks the marks {BEGIN} and {END}")
    return marks.sub(lambda _: f"{BEGIN}\n{content}{END}", document)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = Path(os.environ.get("TOKENFARE_SHARED", ROOT.parent / "shared"))
    parser.add_argument("recordings", type=Path, nargs="*",
                        default=[shared / "truth" / "chat_completions.jsonl",
                                 shared / "truth" / "chat_completions_2.jsonl"],
                        help="JSON lines (default: both files of shared/truth)")
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "bench" / "accuracy" / "accuracy",
                        help="the accuracy program (default: %(default)s)")
    parser.add_argument("--venv", type=Path, default=ROOT / "build" / "accuracy-rivals",
                        help="where the packages go (default: %(default)s)")
    parser.add_argument("--vocabularies", type=Path, default=shared / "vocab",
                        help="tiktoken files; without them tiktoken downloads its own")
    parser.add_argument("--print", action="store_true", help="print the table, leave README.md")
    parser.add_argument("--predict", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    for path in arguments.recordings:
        if not path.exists():
            sys.exit(f"{path}: no such file: the recorded requests are not part of the project; "
                     "name files of them")
    if arguments.predict:
        json.dump(predict(arguments.recordings), sys.stdout)
        return 0
    predictions = rivals_predictions(environment(arguments.venv), arguments.recordings,
                                     arguments.vocabularies)
    rows = table(arguments.program, arguments.recordings, predictions)
    print(rows, end="")
    if not arguments.print:
        README.write_text(rewrite(README.read_text(encoding="utf-8"),
                                  f"{provenance()}\n{rows}"), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
