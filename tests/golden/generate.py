#!/usr/bin/env python3
"""Makes the golden files with tiktoken, or checks that they fit together.

  generate.py           writes inputs.jsonl, *.ids, specials.jsonl and encodings.json
                        (needs tiktoken)
  generate.py --check   reads them back: every ids file is of these inputs, and its
                        ids spell each input (standard library only)

README.md describes the files.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # The tree may be read-only.
import inputs  # noqa: E402

FOLDER = Path(__file__).resolve().parent
VOCAB = FOLDER.parents[1] / "data" / "vocab"
sys.path.insert(0, str(VOCAB))
import vocabulary  # noqa: E402

# gpt2 splits and merges as r50k_base, p50k_edit as p50k_base, o200k_harmony as
# o200k_base; they differ in special tokens only.
VOCABULARIES = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")
SPECIAL_ENCODINGS = ("o200k_base", "o200k_harmony", "cl100k_base", "p50k_edit")

# An input, and the parts of it that are ill-formed, as [begin, end).
Input = tuple[bytes, list[tuple[int, int]]]


def ill_formed_parts(content: bytes) -> list[tuple[int, int]]:
    """Where Python's errors="replace" would write a U+FFFD."""
    parts = []
    rest, base = content, 0
    while True:
        try:
            rest.decode()
            return parts
        except UnicodeDecodeError as error:
            parts.append((base + error.start, base + error.end))
            rest, base = rest[error.end:], base + error.end


def write_inputs(version: str) -> str:
    tokens = [list(read_vocabulary(name).values()) for name in VOCABULARIES]
    sections = inputs.well_formed(tokens)
    bad = inputs.ill_formed()
    count = sum(map(len, sections.values())) + len(bad)
    lines: list[object] = [{"golden": 1, "tiktoken": version, "count": count,
                            "command": "python3 tests/golden/generate.py"}]
    for name, texts in sections.items():
        lines += [{"section": name}, *texts]
    lines += [{"section": "ill_formed"}]
    lines += [{"hex": t.hex(), "parts": ill_formed_parts(t)} for t in bad]
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def read_inputs(content: str) -> list[Input]:
    texts: list[Input] = []
    for line in content.splitlines()[1:]:
        value = json.loads(line)
        if isinstance(value, str):
            texts.append((value.encode(), []))
        elif "hex" in value:
            texts.append((bytes.fromhex(value["hex"]), [(a, b) for a, b in value["parts"]]))
    return texts


def read_vocabulary(name: str) -> vocabulary.Vocabulary:
    return vocabulary.unpack((VOCAB / f"{name}.vocab").read_bytes())[1]


def ids_header(name: str, version: str, count: int, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"tokenfare-golden-ids 1 {name} tiktoken {version} {count} {digest}\n"


def pack_ids(header: str, all_ids: list[list[int]]) -> bytes:
    varint = vocabulary.varint
    return header.encode() + b"".join(
        varint(len(ids)) + b"".join(map(varint, ids)) for ids in all_ids)


def special_cases(name: str, spellings: list[str]) -> list[dict[str, object]]:
    """Texts with special tokens, under each kind of policy."""
    first, last = spellings[0], spellings[-1]
    texts = ["no special token", f"a{first}b", f"{first}{first}", f" {first} ", f"hi \n{first}  x\n\n",
             f"<{first}>", first[:-1], first[1:], f"x{last}{first}y", f"it's  {last}'s", "<|unknown|>",
             "  " + "  ".join(spellings[:4]) + "  ", f"\u4e2d{last}\u0301", "", first]
    policies = [("all", []), ([], []), ([], "all"), ([first], "all"), ([last], []), ([], [last])]
    return [{"encoding": name, "text": text, "allowed": allowed, "disallowed": disallowed}
            for text in texts for allowed, disallowed in policies]


def expected_of(encoding: "tiktoken.Encoding", case: dict[str, object]) -> dict[str, object]:
    """The ids, or the special token that tiktoken complains of."""
    def as_set(value: object) -> object:
        return value if value == "all" else set(value)

    try:
        return {"ids": encoding.encode(case["text"], allowed_special=as_set(case["allowed"]),
                                       disallowed_special=as_set(case["disallowed"]))}
    except ValueError as error:
        return {"error": next(token for token in encoding.special_tokens_set
                              if f"disallowed special token {token!r}" in str(error))}


def write_specials() -> str:
    import tiktoken

    lines = []
    for name in SPECIAL_ENCODINGS:
        encoding = tiktoken.get_encoding(name)
        spellings = sorted(encoding.special_tokens_set, key=encoding.encode_single_token)
        if len(spellings) > 30:  # o200k_harmony, where most are reserved
            spellings = spellings[:6] + ["<|message|>", "<|endofprompt|>"]
        for case in special_cases(name, spellings):
            lines.append(json.dumps(case | expected_of(encoding, case)))
    header = json.dumps({"golden": 1, "tiktoken": tiktoken.__version__, "count": len(lines)})
    return "\n".join([header, *lines]) + "\n"


def write_encodings() -> str:
    """Each encoding's size and special tokens, and tiktoken's table of models."""
    import tiktoken
    from tiktoken.model import MODEL_PREFIX_TO_ENCODING, MODEL_TO_ENCODING

    names = ("o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "p50k_edit", "r50k_base")
    encodings = {}
    for name in names:
        encoding = tiktoken.get_encoding(name)
        tokens = {t: encoding.encode_single_token(t) for t in sorted(encoding.special_tokens_set)}
        encodings[name] = {"vocabulary_size": encoding.n_vocab, "special_tokens": tokens}
    # tiktoken makes gpt2 from two other files, with the same result.
    encodings["gpt2"] = encodings["r50k_base"]
    probes = [*MODEL_TO_ENCODING, *(p + "x-2099" for p in MODEL_PREFIX_TO_ENCODING),
              *MODEL_PREFIX_TO_ENCODING, "", "gpt", "gpt-9", "GPT-4o", " gpt-4o", "unknown"]
    models = {model: name_for_model(model) for model in probes}
    value = {"golden": 1, "tiktoken": tiktoken.__version__, "encodings": encodings, "models": models}
    return json.dumps(value, indent=0) + "\n"


def name_for_model(model: str) -> str | None:
    import tiktoken

    try:
        return tiktoken.encoding_name_for_model(model)
    except KeyError:
        return None


def generate(folder: Path) -> None:
    import tiktoken

    encodings = {name: tiktoken.get_encoding(name) for name in VOCABULARIES}
    text = write_inputs(tiktoken.__version__)
    texts = [t.decode("utf-8", "replace") for t, _ in read_inputs(text)]
    (folder / "inputs.jsonl").write_text(text, encoding="ascii")
    for name, encoding in encodings.items():
        header = ids_header(name, tiktoken.__version__, len(texts), text)
        packed = pack_ids(header, [encoding.encode_ordinary(t) for t in texts])
        (folder / f"{name}.ids").write_bytes(packed)
    (folder / "specials.jsonl").write_text(write_specials(), encoding="ascii")
    (folder / "encodings.json").write_text(write_encodings(), encoding="ascii")


def check_ids(folder: Path, name: str, text: str) -> str:
    """What is wrong with an ids file, or nothing."""
    content = (folder / f"{name}.ids").read_bytes()
    header, _, _ = content.partition(b"\n")
    version = json.loads(text.partition("\n")[0])["tiktoken"]
    texts = read_inputs(text)
    if header.decode() + "\n" != ids_header(name, version, len(texts), text):
        return "made from other inputs"
    tokens = read_vocabulary(name)
    reader = vocabulary.Reader(content, len(header) + 1)
    for number, (expected, _) in enumerate(texts):
        ids = [reader.varint() for _ in range(reader.varint())]
        if b"".join(tokens[i] for i in ids) != expected.decode("utf-8", "replace").encode():
            return f"the ids of input {number} do not spell it"
    return "" if reader.at_end() else "holds more than the inputs"


def check(folder: Path) -> bool:
    text = (folder / "inputs.jsonl").read_text(encoding="ascii")
    faults = {name: check_ids(folder, name, text) for name in VOCABULARIES}
    count = len(read_inputs(text))
    if count < 5000:
        faults["inputs.jsonl"] = f"{count} inputs are fewer than 5,000"
    for name, fault in faults.items():
        print(f"{name}: {fault or f'{count} inputs ok'}")
    return not any(faults.values())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="check the files, write nothing")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")
    args = parser.parse_args()
    if args.check:
        return 0 if check(args.folder) else 1
    generate(args.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
