"""Texts that undo careless tokenizers."""

import random
from collections.abc import Callable

Text = Callable[[int], bytes]


def repeated(unit: str) -> Text:
    encoded = unit.encode()
    return lambda size: encoded * (size // len(encoded))


def drawn(*ranges: tuple[int, int]) -> Text:
    """Characters drawn from inclusive ranges of code points of one UTF-8 length."""
    characters = [chr(c) for first, last in ranges for c in range(first, last + 1)]
    width = len(characters[0].encode())
    return lambda size: "".join(random.Random(1).choices(characters, k=size // width)).encode()


def joined_emoji(size: int) -> bytes:
    people = [chr(c) for c in range(0x1F466, 0x1F488)]
    return "\u200d".join(random.Random(1).choices(people, k=size // 7)).encode()


def new_words(size: int) -> bytes:
    """Words of 5 to 12 random letters: hardly one comes twice."""
    source = random.Random(1)
    letters = "".join(source.choices("abcdefghijklmnopqrstuvwxyz", k=size))
    words: list[str] = []
    at = 0
    while at + len(words) < size:
        length = source.randint(5, 12)
        words.append(letters[at:at + length])
        at += length
    return " ".join(words)[:size].encode()


def random_bytes(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def replaced_bytes(size: int) -> bytes:
    """What random bytes are to programs that take only text. About every second
    byte becomes the three of U+FFFD, so half of `size` gives a little less."""
    return random_bytes(size // 2).decode(errors="replace").encode()


CASES: dict[str, Text] = {
    "one letter": repeated("a"),
    "`^`": repeated("^"),
    "spaces": repeated(" "),
    "newlines": repeated("\n"),
    "CR LF": repeated("\r\n"),
    "tabs": repeated("\t"),
    "random lower case": drawn((0x61, 0x7A)),
    "random upper case": drawn((0x41, 0x5A)),
    "`aB`": repeated("aB"),
    "random digits": drawn((0x30, 0x39)),
    "NUL": repeated("\0"),
    "random combining marks": drawn((0x300, 0x36F)),
    "emoji with joiners": joined_emoji,
    "random Thai": drawn((0xE01, 0xE3A), (0xE40, 0xE4E)),
    "random Cyrillic": drawn((0x430, 0x44F)),
    "random CJK": drawn((0x4E00, 0x9FFF)),
    "random bytes as U+FFFD": replaced_bytes,
    "random bytes": random_bytes,
    "words never seen": new_words,
}
