"""The texts that golden ids are kept for, by section. Seeded: always the same.

Everything is written for this test or drawn at random; nothing is quoted.
"""

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

WHITE_SPACE = [chr(c) for c in (*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
                                0x2028, 0x2029, 0x202F, 0x205F, 0x3000)]
# Look like white space and are not: separators, zero widths, BOM.
ALMOST_SPACE = list("\x1c\x1d\x1e\x1f\u180e\u200b\u200c\u200d\u2060\ufeff")
MARKS = list("\u0301\u0308\u0903\u0e31\u093f\u20dd\ufe0f\u3099\U0001d165\U000e0100")
LOWER = list("a\u00e9\u00dfi\u0131\u03c2\u0436\u0561\uff41\U00010428\u017f\u01c6")
UPPER = list("A\u00c9I\u0130\u03a3\u0416\u0531\uff21\U00010400\u212a\u1e9e")
TITLE = list("\u01c5\u01c8\u01f2\u1f88\u1fbc")
CASELESS = list("\u4e2d\u306e\uac00\u05d0\u0628\u0915\u0e01\u00aa\u01bb\U00020000"
                "\u02b0\u3005\u1d2c\uff70")
NUMBERS = list("17\u0663\u096a\u00b2\u00bd\u2167\u3007\uff15\U0001d7d9")
OTHERS = list("'./-_<|>\"\u2019\u20ac\u00ad\u200d\u3002\U0001f600\u0000\ufffd\ue000")
BREAKS = list("\n\r") + ["\r\n"]
REPRESENTATIVES = (WHITE_SPACE + ALMOST_SPACE + MARKS + LOWER + UPPER + TITLE + CASELESS
                   + NUMBERS + OTHERS + BREAKS)

SPECIALS = ("<|endoftext|> <|endofprompt|> <|fim_prefix|> <|fim_middle|> <|fim_suffix|> <|start|> "
            "<|end|> <|message|> <|channel|> <|return|> <|call|> <|constrain|> <|startoftext|> "
            "<|reserved_200000|> <|im_start|> <|im_end|>").split()


def strings(rng: random.Random, alphabet: list[str], count: int, longest: int) -> Iterator[str]:
    for _ in range(count):
        yield "".join(rng.choices(alphabet, k=rng.randint(1, longest)))


def known_traps(_: random.Random) -> Iterator[str]:
    yield from ("", "'", "''", "it's's", "it'sfoo", "it'\u017f", "it'\u017ffoo", "'lL", "'Ll x", "x'lL",
                "I'LL'VE'd", "can't've", "'s's's", " 's", "  's", "\n's", "1's", "\u4e2d's", "a\u0301's",
                "\u0301's", "''s", "'\u017f", "DON\u2019T don\u2019t", ".\n//x", "\n/x", ".\n/", ".\r\n/\n/x",
                "a/b\n/c", "//\n\n//\n", ". \n/x", "\u4e2dAB", "a\u4e2dAB", "\u4e2d\u4e2dABc", "AB\u4e2dc",
                "\u4e2dABcD", "\u0301AB", "A\u0301B\u0301", "\u02b0AB", "\u01c5A\u01c5a", "a\u01c5\u01c5b",
                "camelCase HTTPServer XMLs aBC ABc", "\u0130stanbul I\u0307x", " \n  x", "  \n", "x  ", "x \n",
                "x\n ", "x \n \n", "x\n\n\n", "  x", "   1", "  \u4e2d", "  .", "\t\tx", "\t x", " \tx", " \u3000x",
                "\u3000\u3000x", "\u00a0x", "\u00a0\u00a0x", "\u2028x", "x\u2028\u2028", "a\r\nb", "a\r\n\r\n  b",
                "a\n\r b", "\r", "\r\r ", " \r", "\x85\n", "\n\x85", "\u0301", " \u0301", "  \u0301", ".\u0301",
                ".\u0301a", " .\u0301a", "a.\u0301", "1\u0301", "\n\u0301a", "\r\u0301", "12\u0301\u0301b",
                "\u200d", "a\u200db", " \u200db", "\x1c", "a\x1cb", " \xd0", "\u0420", " \u0420",
                "Hello, world!", "hello world", "<|endoftext|>", "a<|endoftext|>b", "\x00", "\x00\x00", "a\x00")


def contractions(rng: random.Random) -> Iterator[str]:
    before = ["", "it", "IT", "\u4e2d", "e\u0301", "\u01c5", "1", " ", "\n", ".", "'", "x "]
    letters = "s S \u017f t T d D m M re Re rE RE ve VE vE ll lL Ll LL l r v x \u212a e\u0301 sS \u017fs lle".split()
    after = ["", "s", "S", "'s", " x", "1", "\n", "\u4e2d", "\u0301", "'\u017f", "/"]
    every = ["".join(parts) for parts in product(before, ["'"], letters, after)]
    yield from rng.sample(every, 900)
    yield from ("it\u2019" + letter for letter in letters)


def punctuation_and_breaks(rng: random.Random) -> Iterator[str]:
    every = ["".join(parts) for n in (2, 3, 4, 5) for parts in product("./\n\r x", repeat=n)]
    yield from rng.sample(every, 400)
    yield from strings(rng, list("!?.,;:-/\\#*=~\n\r "), 150, 12)


def white_space(rng: random.Random) -> Iterator[str]:
    for space in WHITE_SPACE + ALMOST_SPACE:
        for form in ("{0}", "{0}{0}", "x{0}", "{0}x", "x{0}{0}x", " {0}x", "{0} x", "{0}\n", "\n{0}x",
                     ".{0}.", "{0}1", "{0}'s", "{0}\u0301"):
            yield form.format(space)
    yield from strings(rng, WHITE_SPACE, 100, 10)
    yield from strings(rng, [" ", " ", " ", "\n", "\t", "\r\n", "x", "1", ".", "/"], 350, 14)
    for letter in "x1.\u4e2d'":
        yield from (" " * n + letter for n in range(2, 20))
    yield from ("\n" * n for n in range(2, 12))
    yield from ("\t" * n + "x" for n in range(2, 12))


def marks(rng: random.Random) -> Iterator[str]:
    yield from strings(rng, MARKS + list("aA\u4e2d.' 1\n"), 350, 8)


def cases(rng: random.Random) -> Iterator[str]:
    yield from strings(rng, LOWER + UPPER + TITLE + CASELESS, 350, 8)
    yield from strings(rng, list("aA\u4e2d\u02b0\u01c5\u0301"), 250, 7)


def digits(rng: random.Random) -> Iterator[str]:
    for digit in NUMBERS:
        yield from (digit * n for n in range(1, 9))
        yield from (digit + "a", "a" + digit, " " + digit, digit + ".5")
    yield from (str(rng.randrange(10 ** n)) for n in range(1, 25) for _ in range(4))
    yield from strings(rng, NUMBERS, 60, 9)
    yield from ("3.14159", "1,000,000", "1e-10", "0xDEADBEEF", "-42", "$9.99", "50%", "1/2", "12:34:56",
                "2024-02-29T00:00:00+00:00", "v1.2.3-rc.4", "192.168.0.1", "+1 (555) 010-9999")


def class_representatives(rng: random.Random) -> Iterator[str]:
    yield from strings(rng, REPRESENTATIVES, 600, 20)


def random_unicode(rng: random.Random) -> Iterator[str]:
    points = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
    planes = [points[:0x800], points[0x800:0x3000], points[:0xF800], points[0xF800:0x1F800], points]
    for number in range(450):
        plane = planes[number % len(planes)]
        yield "".join(chr(rng.choice(plane)) for _ in range(rng.randint(1, 12)))


def unusual_code_points(_: random.Random) -> Iterator[str]:
    points = [*range(0x20), 0x7F, *range(0x80, 0xA0), 0xFDD0, 0xFDEF, 0xFFFC, 0xFFFD, 0xFFFE, 0xFFFF,
              0x1FFFE, 0x10FFFF, 0xE000, 0xF8FF, 0xF0000, 0x100000, 0xD7FF, 0x378, 0xE0001, 0xE0100,
              0x1F1E6, 0x202E, 0x2066, 0xFFF9, 0x16FE4, 0x1E5FF, 0x10D40, 0x1C89, 0xA7CB]
    for point in points:
        c = chr(point)
        yield from (c, f"a{c}b", f" {c}{c}")


def emoji(rng: random.Random) -> Iterator[str]:
    every = ["\U0001f600", "\U0001f44d\U0001f3fd", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
             "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f1eb\U0001f1f7", "\u2764\ufe0f", "1\ufe0f\u20e3", "\u00a9",
             "\U0001f9d1\U0001f3ff\u200d\U0001f680", "\u2603", "\U0001f3f4\U000e0067\U000e0062\U000e007f",
             "\U0001fae0", "\u2714", "\u267b\ufe0f"]
    yield from every
    yield from strings(rng, every + [" ", "\n", "a", "!", "ok "], 120, 8)


def special_tokens_as_text(rng: random.Random) -> Iterator[str]:
    yield from SPECIALS
    yield from ("a" + special + " b" for special in SPECIALS)
    yield from strings(rng, SPECIALS + ["<|", "|>", " ", "\n", "x", "endoftext"], 60, 5)


def sentences(_: random.Random) -> Iterator[str]:
    lines = (FOLDER / "sentences.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        yield from (line, line.upper(), line.title(), line.swapcase(), line.replace(" ", "\n  "),
                    line.replace(" ", ""), " " + line[::-1] + " ")
        yield line + "\r\n\r\n" + lines[(number * 7 + 3) % len(lines)]


def snippets(_: random.Random) -> Iterator[str]:
    text = (FOLDER / "snippets.txt").read_text(encoding="utf-8")
    for block in text.split("=== ")[1:]:
        body = block.partition("\n")[2]
        yield from (body, body.replace("\n", "\r\n"), body.replace("  ", "\t"))
        yield from (line for line in body.splitlines() if line.strip())
        yield from ("    " + line + "\n" for line in body.splitlines() if line.strip())


def long_pieces(rng: random.Random) -> Iterator[str]:
    yield from ("a" * 5000, " " * 3000, " " * 2999 + "x", "\n" * 2500, "\u4e2d" * 1200, "\u0301" * 1000, "^" * 3000,
                "ab" * 1500, "A" * 1025, "\x00" * 1000, "\U0001f600" * 300, "\u0430" * 1500, "=" * 4097, "1" * 2000,
                "\t" * 700, "\r\n" * 600, "a\u0301" * 500, "\u3000" * 500, "\u0e01\u0e31" * 300, "'" * 600, "Ab" * 800)
    lower = [chr(c) for c in range(97, 123)]
    yield from ("".join(rng.choices(lower, k=n)) for n in (255, 256, 257, 600, 1025, 4000))
    yield "".join(chr(rng.randrange(0x4E00, 0x9FA6)) for _ in range(1000))
    yield "".join(chr(rng.randrange(0xAC00, 0xD7A4)) for _ in range(600))


def words(rng: random.Random) -> Iterator[str]:
    lower = [chr(c) for c in range(97, 123)]
    printable = [chr(c) for c in range(32, 127)]
    yield from (chr(c) for c in range(128))
    yield from strings(rng, lower, 150, 24)
    yield from strings(rng, printable, 250, 16)
    yield from strings(rng, list("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~\\"), 150, 10)


def spliced_tokens(rng: random.Random, vocabularies: list[list[bytes]]) -> Iterator[str]:
    """Tokens joined at random: the joints are where merges may go wrong."""
    for vocabulary in vocabularies:
        texts = [token for token in vocabulary if is_utf8(token)]
        for _ in range(200):
            yield b"".join(rng.choices(texts, k=rng.randint(1, 6))).decode()
        # Parts of characters that happen to make characters when joined.
        parts = [token for token in vocabulary if not is_utf8(token)]
        found = 0
        while found < 60:
            joined = b"".join(rng.choices(parts, k=2))
            if is_utf8(joined):
                found += 1
                yield joined.decode()


def is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def well_formed(vocabularies: list[list[bytes]]) -> dict[str, list[str]]:
    """Every text, by section, each text once."""
    makers = (known_traps, contractions, punctuation_and_breaks, white_space, marks, cases, digits,
              class_representatives, random_unicode, unusual_code_points, emoji, special_tokens_as_text,
              sentences, snippets, long_pieces, words)
    made = {maker.__name__: maker(random.Random(maker.__name__)) for maker in makers}
    made["spliced_tokens"] = spliced_tokens(random.Random("spliced"), vocabularies)
    seen: set[str] = set()
    sections: dict[str, list[str]] = {}
    for name, texts in made.items():
        sections[name] = [t for t in dict.fromkeys(texts) if t not in seen]
        seen.update(sections[name])
    return sections


def ill_formed() -> list[bytes]:
    rng = random.Random("ill_formed")
    bad = [b"\x80", b"\xbf", b"\xc0", b"\xc0\x80", b"\xc1\xbf", b"\xc2", b"\xdf", b"\xe0", b"\xe0\x80", b"\xe0\x9f\xbf",
           b"\xe0\xa0", b"\xe4\xb8", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xef\xbf", b"\xf0",
           b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf0\x90", b"\xf0\x9f\x98", b"\xf4\x8f\xbf", b"\xf4\x90\x80\x80",
           b"\xf5\x80\x80\x80", b"\xf7\xbf\xbf\xbf", b"\xf8\x88\x80\x80\x80", b"\xfc", b"\xfe", b"\xff", b"\xff\xfe",
           b"\xe4\xb8\xe4\xb8\xad", b"\xf0\x9f\xf0\x9f\x98\x80", b"\xc2\xc2\xa0", b"\xe2\x80\x41"]
    texts = [form % part for part in bad
             for form in (b"%s", b"a%s", b"%sa", b" %s", b"it%s's", b"\n%s\n", b"1%s2", b"\xe4\xb8\xad%sA")]
    whole = "it's \u00e9\u4e2d\U0001f600 \u0301x\u3000\n".encode()
    texts += [whole[:n] for n in range(1, len(whole))] + [whole[n:] for n in range(1, len(whole))]
    texts += [whole[:n] + whole[n + 1:] for n in range(len(whole))]
    texts += [rng.randbytes(rng.randint(1, 24)) for _ in range(150)]
    texts += [bytes(rng.choices([0x20, 0x41, 0xC2, 0xE4, 0xB8, 0xAD, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xA0], k=12))
              for _ in range(100)]
    texts += [b"\x80" * 300, b"\xe4" * 300, b"a" * 300 + b"\xf0\x9f", rng.randbytes(1500)]
    return [t for t in dict.fromkeys(texts) if not is_utf8(t)]
