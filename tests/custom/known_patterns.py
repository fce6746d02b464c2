#!/usr/bin/env python3
"""Writes known_patterns.txt: what tiktoken splits texts into, pattern by pattern.

Needs tiktoken 0.14.0 (the file's banner records the version):

    python3 tests/custom/known_patterns.py > tests/custom/known_patterns.txt

tiktoken shows tokens, not pieces. But it looks a whole piece up before it merges
anything, so with a vocabulary of all substrings of a text each piece is a token.

The file: comments begin with #; `pattern NAME PATTERN` begins a pattern; each
other line is a text in hexadecimal and the ends of its pieces, in bytes.
"""

import random

import tiktoken

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
UPPER_NOT_HAN = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"
LOWER_NOT_HAN = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"
WHITE = r"\s*[\r\n]+|\s+(?!\S)|\s+"
PATTERNS = {
    # openai/gpt-2, src/encoder.py
    "gpt2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+"
    r"|\s+(?!\S)|\s+",
    "r50k": tiktoken.get_encoding("r50k_base")._pat_str,
    "cl100k": tiktoken.get_encoding("cl100k_base")._pat_str,
    "o200k": tiktoken.get_encoding("o200k_base")._pat_str,
    # meta-llama/llama3, llama/tokenizer.py; also tiktoken 0.3's cl100k_base
    "llama3": CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|" + WHITE,
    # QwenLM/Qwen, tokenization_qwen.py; Qwen2
    "qwen2": CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|" + WHITE,
    # mistralai/mistral-common, tekken
    "tekken": rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+"
    rf"|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*|\p{{N}}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + WHITE,
    # moonshotai/Kimi-K2, tokenization_kimi.py
    "kimi": r"[\p{Han}]+"
    rf"|[^\r\n\p{{L}}\p{{N}}]?{UPPER_NOT_HAN}*{LOWER_NOT_HAN}+{CONTRACTIONS}?"
    rf"|[^\r\n\p{{L}}\p{{N}}]?{UPPER_NOT_HAN}+{LOWER_NOT_HAN}*{CONTRACTIONS}?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + WHITE,
    # No model's: what the others do not use.
    "parts": r"[a-f&&[^c]--d]{2,3}+\d|x{2}?y*?z|\x{2019}\u{73}?\.|(?i:kS)+"
    r"|[[^a-z]\]\-]|\w++|[\s\S]",
    "order": r"\S+?|\s+(?!\S)|\s\s?",
}
TEXTS = [
    "a", " ", "\n", "don't", "DON'T I'LL'VE", "it'\u017f 'S", "x'ſ'ss",
    "  a", "a  ", "a\n  ", "a\n \n  b", "\r\n\r\n x", "\t\tif (x) {\n\t\t}\n",
    "1234567 89", "a1b22c333d4444", "Hello, WORLD! iPhone McDonald",
    "caf\u00e9 cafe\u0301 \u01c5abc \u02b0a", "\u4e2d\u6587\u3002a\u4e2d b",
    "\u3007\u4e2d\u2e80\u3005", "\u0e20\u0e32\u0e29\u0e32 \u0939\u093f",
    "a\u00a0b\u3000c\u2028d\u0085e\u000bf", "\u00a0\u00a0x", " \u2003 !",
    "\u212a\u212aS kSKs K\u017f", "\U0001f600\U0001f468\u200d\U0001f469!",
    "a/b//c/\n/ d", "...\n\n/x", "!\r\n\r\n ?", "\ufffd\ufffda", "\u0301a",
    "abe1 abf bb2 aee3 xz xxz xxyyz xxyz xxxz", "\u2019s. \u2019.", "-]^",
    "   \n   ", " \n", "\n ", "x \n y", "\u0661\u0662\u0663\u0664\u2167x",
]
ALPHABET = (
    "aAzZsStTkxyzlev  \t\n\r'''/!.-12\u0661\u00e9\u0301\u4e2d\u3007"
    "\u01c5\u02b0\u017f\u212a\u00a0\u2003\U0001f600\ufffd\u2019bcdf"
)


def pieces(pattern: str, text: str) -> list[int]:
    data = text.encode()
    ranks = {bytes([i]): i for i in range(256)}
    for size in range(2, len(data) + 1):
        for i in range(len(data) - size + 1):
            ranks.setdefault(data[i : i + size], len(ranks))
    encoding = tiktoken.Encoding(
        "x", pat_str=pattern, mergeable_ranks=ranks, special_tokens={}
    )
    ends, end = [], 0
    for token in encoding.encode_ordinary(text):
        end += len(encoding.decode_single_token_bytes(token))
        ends.append(end)
    assert not ends or ends[-1] == len(data), (pattern, text)
    return ends


def main() -> None:
    chance = random.Random(3)
    print("# Generated: do not edit. Generator: tests/custom/known_patterns.py")
    print(f"# Made with tiktoken {tiktoken.__version__}")
    for name, pattern in PATTERNS.items():
        print("pattern", name, pattern)
        texts = TEXTS + [
            "".join(chance.choices(ALPHABET, k=chance.randint(1, 24)))
            for _ in range(120)
        ]
        for text in texts:
            ends = " ".join(map(str, pieces(pattern, text)))
            print(text.encode().hex(), ends)


if __name__ == "__main__":
    main()
