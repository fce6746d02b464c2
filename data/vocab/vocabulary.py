#!/usr/bin/env python3
"""Packs tiktoken vocabulary files into the compact form kept here, and back.

README.md describes the format. Standard library only.
"""

import argparse
import base64
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

MAGIC = "tokenfare-vocabulary 1"
FOLDER = Path(__file__).resolve().parent

Vocabulary = dict[int, bytes]  # id -> bytes of the token, in order of ids


def read_tiktoken(content: bytes) -> Vocabulary:
    """The tokens of a .tiktoken file: lines of "<base64> <id>"."""
    tokens: Vocabulary = {}
    for line in content.splitlines():
        text, number = line.split()
        tokens[int(number)] = base64.b64decode(text, validate=True)
    return dict(sorted(tokens.items()))


def write_tiktoken(tokens: Vocabulary) -> bytes:
    lines = (b"%s %d\n" % (base64.b64encode(t), i) for i, t in tokens.items())
    return b"".join(lines)


def varint(number: int) -> bytes:
    """Unsigned LEB128."""
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


class Reader:
    """Takes numbers and byte strings off the front of a packed file."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content = content
        self.position = position

    def bytes(self, length: int) -> bytes:
        part = self.content[self.position : self.position + length]
        if len(part) != length:
            raise ValueError("the file ends inside a token")
        self.position += length
        return part

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.bytes(1)[0]
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def at_end(self) -> bool:
        return self.position == len(self.content)


def runs_of(ids: list[int]) -> Iterator[tuple[int, int]]:
    """Maximal runs of consecutive ids, as (first id, count)."""
    start = 0
    for i in range(1, len(ids) + 1):
        if i == len(ids) or ids[i] != ids[i - 1] + 1:
            yield ids[start], i - start
            start = i


def pack(name: str, tokens: Vocabulary) -> bytes:
    runs = list(runs_of(list(tokens)))
    parts = [f"{MAGIC} {name} {len(tokens)}\n".encode("ascii"), varint(len(runs))]
    end = 0
    for first, count in runs:
        parts += [varint(first - end), varint(count)]
        end = first + count
    for token in tokens.values():
        parts += [varint(len(token)), token]
    return b"".join(parts)


def unpack(content: bytes) -> tuple[str, Vocabulary]:
    header, _, _ = content.partition(b"\n")
    magic, name, count = header.decode("ascii").rsplit(" ", 2)
    if magic != MAGIC:
        raise ValueError(f"not a {MAGIC} file")
    reader = Reader(content, len(header) + 1)
    ids: list[int] = []
    for _ in range(reader.varint()):
        first = (ids[-1] + 1 if ids else 0) + reader.varint()
        ids += range(first, first + reader.varint())
    tokens = {i: reader.bytes(reader.varint()) for i in ids}
    if len(tokens) != int(count) or not reader.at_end():
        raise ValueError(f"{name}: {len(tokens)} tokens, the header says {count}")
    return name, tokens


def check_one(path: Path, expected: str) -> bool:
    name, tokens = unpack(path.read_bytes())
    found = hashlib.sha256(write_tiktoken(tokens)).hexdigest()
    ok = name == path.stem and found == expected
    print(f"{path.name}: {len(tokens)} tokens: {'ok' if ok else f'SHA-256 is {found}'}")
    return ok


def check(folder: Path) -> bool:
    """Whether each file in SHA256SUMS comes out of its packed form exactly."""
    sums = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()]
    packed = {path.name for path in folder.glob("*.vocab")}
    listed = {Path(file).stem + ".vocab" for _, file in sums}
    if packed != listed:
        print(f"not in both SHA256SUMS and the folder: {sorted(packed ^ listed)}")
        return False
    return all([check_one(folder / (Path(file).stem + ".vocab"), digest) for digest, file in sums])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true",
                        help="reconstitute every vocabulary and compare with SHA256SUMS")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where --check looks")
    commands = parser.add_subparsers(dest="command")
    for command, text in (("pack", "FILE.tiktoken to NAME.vocab"),
                          ("unpack", "NAME.vocab to FILE.tiktoken")):
        sub = commands.add_parser(command, help=text)
        sub.add_argument("input", type=Path)
        sub.add_argument("output", type=Path)
    args = parser.parse_args()
    if args.command == "pack":
        tokens = read_tiktoken(args.input.read_bytes())
        args.output.write_bytes(pack(args.input.stem, tokens))
    elif args.command == "unpack":
        args.output.write_bytes(write_tiktoken(unpack(args.input.read_bytes())[1]))
    elif not args.check:
        parser.error("give --check, pack or unpack")
    return 0 if not args.check or check(args.folder) else 1


if __name__ == "__main__":
    sys.exit(main())
