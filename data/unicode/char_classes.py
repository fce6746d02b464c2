#!/usr/bin/env python3
"""Unicode tables of the version that tiktoken's regex engine has.

  probe    asks tiktoken about every code point and writes code_points.ranges
  table    makes char_class_table.inc and property_ranges.inc from that file
  --check  makes them again in memory and compares with what is here

Only `probe` needs tiktoken; the rest is standard library. The engine decides,
not the Unicode standard: a table of another version splits texts differently.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RANGES = "code_points.ranges"
COMMAND = "python3 data/unicode/char_classes.py table"
LIMIT = 0x110000
PAGE_BITS = 7

Range = tuple[int, int]  # first and last, both included
Properties = dict[str, list[Range]]

CATEGORIES = ("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po "
              "Sm Sc Sk So Zs Zl Zp Cc Cf Co Cn").split()
SCRIPTS = ("Arabic Bopomofo Cyrillic Devanagari Greek Han Hangul Hebrew Hiragana "
           "Katakana Latin Thai").split()
# Probed by this pattern; every other property P by \p{P}.
PATTERNS = {"White_Space": r"\s", "Word": r"\w"}
PROPERTIES = CATEGORIES + list(PATTERNS) + SCRIPTS
# Groups of categories. C lacks Cs, the surrogates: they are not characters.
GROUPS = "LMNPSZC"

# The class of a code point, by its properties; all others are kOther, class 0.
CLASSES = {
    "kUpper": ("Lu", "Lt"),
    "kLower": ("Ll",),
    "kCaseless": ("Lm", "Lo"),
    "kMark": ("Mn", "Mc", "Me"),
    "kNumber": ("Nd", "Nl", "No"),
    "kWhiteSpace": ("White_Space",),
}
# Lower case that folds to 's', so that it makes a contraction: 7, kLongS.
LONG_S = 0x17F
CLASS_NAMES = ["kOther", *CLASSES, "kLongS"]

# Everything that the patterns of the encodings ask of one code point, as sets of
# classes. `probe` shows that tiktoken agrees, so that the classes are enough;
# U+000A, U+000D and U+002F are told apart by their value.
LETTER = {"kUpper", "kLower", "kLongS", "kCaseless"}
DISTINCTIONS = {
    r"\p{L}": LETTER,
    r"\p{N}": {"kNumber"},
    r"\s": {"kWhiteSpace"},
    r"\S": set(CLASS_NAMES) - {"kWhiteSpace"},
    r"[^\s\p{L}\p{N}]": {"kOther", "kMark"},
    r"[^\p{L}\p{N}]": {"kOther", "kMark", "kWhiteSpace"},
    r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]": {"kUpper", "kCaseless", "kMark"},
    r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]": {"kLower", "kLongS", "kCaseless", "kMark"},
}


def ranges_of(points: Iterable[int]) -> list[Range]:
    ranges: list[Range] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1] = (ranges[-1][0], point)
        else:
            ranges.append((point, point))
    return ranges


def points_of(ranges: Iterable[Range]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


# --- probe ------------------------------------------------------------------


def make_probe() -> tuple[str, Callable[[str], set[int]]]:
    """tiktoken's version, and the set of code points that a pattern matches."""
    import tiktoken

    ranks = {bytes([byte]): byte for byte in range(256)}
    everything = "".join(chr(c) for c in range(LIMIT) if not 0xD800 <= c <= 0xDFFF)

    def matched(pattern: str) -> set[int]:
        # Each byte is a token and what does not match is dropped.
        encoding = tiktoken.Encoding("probe", pat_str=pattern, mergeable_ranks=ranks,
                                     special_tokens={})
        return {ord(c) for c in encoding.decode(encoding.encode_ordinary(everything))}

    return tiktoken.__version__, matched


def unicode_version(matched: Callable[[str], set[int]]) -> tuple[str, list[str]]:
    """The newest version whose Age the engine knows, and the evidence."""
    evidence, newest = [], ""
    for version in ("14.0", "15.0", "15.1", "16.0", "17.0", "18.0"):
        try:
            count = len(matched(rf"\p{{Age={version}}}"))
        except ValueError:
            evidence.append(rf"\p{{Age={version}}} is refused")
        else:
            evidence.append(rf"\p{{Age={version}}} matches {count} code points")
            newest = version
    return newest + ".0", evidence


def verify_classes(properties: Properties, matched: Callable[[str], set[int]]) -> list[str]:
    """Checks each of DISTINCTIONS, the groups and case folding with tiktoken."""
    classes = classes_of(properties)
    for pattern, names in DISTINCTIONS.items():
        wanted = {CLASS_NAMES.index(name) for name in names}
        by_class = {c for c in range(LIMIT)
                    if classes[c] in wanted and not 0xD800 <= c <= 0xDFFF}
        if matched(pattern) != by_class:
            raise ValueError(f"the classes do not express {pattern}")
    for group in GROUPS:
        if matched(rf"\p{{{group}}}") != set(points_of(group_of(properties, group))):
            raise ValueError(f"{group} is not the union of its categories")
    return verify_folding(matched)


def verify_folding(matched: Callable[[str], set[int]]) -> list[str]:
    """Which code points beyond ASCII the letters a-z fold to."""
    evidence = []
    for letter in "abcdefghijklmnopqrstuvwxyz":
        others = matched(f"(?i:{letter})") - {ord(letter), ord(letter.upper())}
        if others:
            points = " ".join(f"U+{c:04X}" for c in sorted(others))
            evidence.append(f"(?i:{letter}) matches {points} too")
        if letter in "sdmtlvre" and others != ({LONG_S} if letter == "s" else set()):
            raise ValueError(f"a contraction with {letter} folds to {others}")
    if matched("(?i:')") != {ord("'")}:
        raise ValueError("the apostrophe folds")
    return evidence


def probe(folder: Path) -> None:
    version, matched = make_probe()
    properties = {name: ranges_of(matched(PATTERNS.get(name, rf"\p{{{name}}}")))
                  for name in PROPERTIES}
    unicode, evidence = unicode_version(matched)
    evidence += verify_classes(properties, matched)
    lines = ["# What tiktoken matches, of every code point but the surrogates.",
             "# Made by: python3 data/unicode/char_classes.py probe",
             *(f"# {line}" for line in evidence),
             f"engine: tiktoken {version}", f"unicode: {unicode}"]
    for name, ranges in properties.items():
        lines += [f"[{name}]", *wrapped([f"{a:X}-{b:X}" if a < b else f"{a:X}" for a, b in ranges])]
    (folder / RANGES).write_text("\n".join(lines) + "\n", encoding="ascii")


def wrapped(words: list[str], separator: str = " ") -> list[str]:
    """Lines of up to 100 characters, with the separator at the end of each."""
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) + len(separator) > 100:
            lines.append(line.rstrip())
            line = ""
        line += word + separator
    return lines + [line.rstrip()]


# --- table ------------------------------------------------------------------


def read_ranges(text: str) -> tuple[dict[str, str], Properties]:
    """The settings and the properties of a code_points.ranges file."""
    settings: dict[str, str] = {}
    properties: Properties = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if section := re.fullmatch(r"\[(\w+)\]", line):
            current = properties.setdefault(section[1], [])
        elif ": " in line:
            key, value = line.split(": ")
            settings[key] = value
        else:
            for word in line.split():
                ends = [int(end, 16) for end in word.split("-")]
                current.append((ends[0], ends[-1]))
    return settings, properties


def group_of(properties: Properties, group: str) -> list[Range]:
    return ranges_of(c for name in CATEGORIES if name[0] == group
                     for c in points_of(properties[name]))


def classes_of(properties: Properties) -> bytearray:
    """The class of each code point; refuses properties that overlap."""
    classes = bytearray(LIMIT)
    for name, members in CLASSES.items():
        for member in members:
            for point in points_of(properties[member]):
                if classes[point]:
                    raise ValueError(f"U+{point:04X} is of two classes")
                classes[point] = CLASS_NAMES.index(name)
    if classes[LONG_S] != CLASS_NAMES.index("kLower"):
        raise ValueError("U+017F is not lower case")
    classes[LONG_S] = CLASS_NAMES.index("kLongS")
    return classes


def banner(content: bytes, settings: dict[str, str], guard: str) -> list[str]:
    return ["// Generated: do not edit.",
            "// Generator: data/unicode/char_classes.py",
            f"// Command:   {COMMAND}",
            f"// Input:     data/unicode/{RANGES}",
            f"// SHA-256:   {hashlib.sha256(content).hexdigest()}",
            f"// Probed:    {settings['engine']}, Unicode {settings['unicode']}",
            "// clang-format off",
            f"#ifndef {guard}", f"#define {guard}", ""]


def class_table(content: bytes) -> str:
    settings, properties = read_ranges(content.decode("ascii"))
    classes = bytes(classes_of(properties))
    size = 1 << PAGE_BITS
    pages: dict[bytes, int] = {}
    index = [pages.setdefault(classes[at : at + size], len(pages)) for at in range(0, LIMIT, size)]
    guard = "TOKENFARE_DATA_UNICODE_CHAR_CLASS_TABLE_INC_"
    lines = banner(content, settings, guard)
    lines += ["#include <cstdint>", "", "namespace tokenfare::internal {", "",
              f"inline constexpr char kUnicodeVersion[] = \"{settings['unicode']}\";", "",
              "// The class of a code point c < 0x110000 is",
              f"// kCharClassPages[kCharClassPage[c >> {PAGE_BITS}]][c & {size - 1}]:"]
    lines += [f"// {number} {name}: {', '.join(CLASSES.get(name, ())) or note}"
              for number, (name, note) in enumerate(zip(CLASS_NAMES, notes()))]
    number = "uint8_t" if len(pages) <= 256 else "uint16_t"
    lines += [f"inline constexpr {number} kCharClassPage[0x110000 >> {PAGE_BITS}] = {{",
              *wrapped([f"{i}" for i in index], ","), "};",
              f"inline constexpr uint8_t kCharClassPages[{len(pages)}][{size}] = {{"]
    for page in pages:
        lines += ["{", *wrapped([str(c) for c in page], ","), "},"]
    lines += ["};", "", "}  // namespace tokenfare::internal", "", f"#endif  // {guard}"]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def notes() -> list[str]:
    """What is not said by the properties of a class."""
    return ["all others", *[""] * len(CLASSES), "U+017F, lower case that folds to 's'"]


def constant_of(name: str) -> str:
    return f"k{name.replace('_', '')}Ranges"


def property_table(content: bytes) -> str:
    settings, properties = read_ranges(content.decode("ascii"))
    for group in GROUPS:
        properties[group] = group_of(properties, group)
    guard = "TOKENFARE_DATA_UNICODE_PROPERTY_RANGES_INC_"
    lines = banner(content, settings, guard)
    lines += ["#include <cstdint>", "#include <span>", "#include <string_view>", "",
              "namespace tokenfare::internal {", "",
              "// Both ends included; ascending and apart. No surrogates: C is without Cs.",
              "struct CodePointRange {", "  uint32_t first, last;", "};", ""]
    for name, ranges in sorted(properties.items()):
        words = [f"{{{a:#x},{b:#x}}}" for a, b in ranges]
        lines += [f"inline constexpr CodePointRange {constant_of(name)}[] = {{",
                  *wrapped(words, ","), "};"]
    lines += ["", "struct NamedProperty {", "  std::string_view name;",
              "  std::span<const CodePointRange> ranges;", "};", "",
              "// In order of names, as in \\p{NAME}; White_Space is \\s and Word is \\w.",
              "inline constexpr NamedProperty kProperties[] = {",
              *(f'{{"{name}", {constant_of(name)}}},' for name in sorted(properties)), "};", "",
              "}  // namespace tokenfare::internal", "", f"#endif  // {guard}"]
    return "\n".join(lines) + "\n"


OUTPUTS: dict[str, Callable[[bytes], str]] = {
    "char_class_table.inc": class_table,
    "property_ranges.inc": property_table,
}


def write_tables(folder: Path) -> None:
    content = (folder / RANGES).read_bytes()
    for file, make in OUTPUTS.items():
        (folder / file).write_text(make(content), encoding="ascii")


def check(folder: Path) -> bool:
    content = (folder / RANGES).read_bytes()
    ok = True
    for file, make in OUTPUTS.items():
        same = (folder / file).read_text(encoding="ascii") == make(content)
        print(f"{file}: {'ok' if same else 'differs; run: ' + COMMAND}")
        ok = ok and same
    return ok


def print_counts(folder: Path) -> None:
    _, properties = read_ranges((folder / RANGES).read_text(encoding="ascii"))
    classes = classes_of(properties)
    for number, name in enumerate(CLASS_NAMES):
        surrogates = 2048 if number == 0 else 0
        print(f"{number} {name}: {classes.count(number) - surrogates}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the tables with their input")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the files are")
    parser.add_argument("command", nargs="?", choices=("probe", "table", "counts"),
                        help="counts: print the number of code points of each class")
    args = parser.parse_args()
    if args.command is None and not args.check:
        parser.error("give --check, probe, table or counts")
    commands = {"probe": probe, "table": write_tables, "counts": print_counts}
    if args.command:
        commands[args.command](args.folder)
    return 0 if not args.check or check(args.folder) else 1


if __name__ == "__main__":
    sys.exit(main())
