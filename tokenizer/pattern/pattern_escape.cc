// Escapes of patterns: \n, \x{2019}, \p{Lu}, \S and the like.

#include <string>

#include "fmt/format.h"
#include "tokenfare/tokenizer/pattern/pattern_cursor.h"

namespace tokenfare::internal {
namespace {

struct NamedConstruct {
  char letter;
  std::string_view name;
};

// Escapes that tiktoken's engine knows and RE2 cannot match exactly.
constexpr NamedConstruct kUnsupported[] = {
    {'b', "word boundaries are not supported"},
    {'B', "word boundaries are not supported"},
    {'<', "word boundaries are not supported"},
    {'>', "word boundaries are not supported"},
    {'A', "anchors are not supported; pieces are matched where they begin"},
    {'G', "anchors are not supported; pieces are matched where they begin"},
    {'z', "anchors are not supported; write $ for the end of the text"},
    {'Z', "anchors are not supported; write $ for the end of the text"},
    {'K', "\\K is not supported"},
    {'k', "backreferences are not supported"},
    {'g', "subroutine calls are not supported"},
    {'h', "\\h is not supported; write [0-9A-Fa-f]"},
    {'H', "\\H is not supported; write [^0-9A-Fa-f]"},
    {'R', "\\R is not supported; write (?:\\r\\n|[\\n-\\r\\u{85}\\u{2028}])"},
    {'X', "grapheme clusters are not supported"},
};

PatternEscape Character(uint32_t c) {
  return {.is_character = true, .character = c, .set = CodePointSet::One(c)};
}

PatternEscape Class(CodePointSet set, bool negated) {
  return {.is_character = false,
          .character = 0,
          .set = negated ? set.Complement() : std::move(set)};
}

int HexDigit(uint32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A' + 10);
  return -1;
}

// \x41, \u0041, \U00000041 with `digits` digits, or any of them with {41}.
PatternEscape ReadHex(PatternCursor& cursor, size_t begin, int digits) {
  const bool braces = cursor.Accept("{");
  uint32_t value = 0;
  int read = 0;
  while (!cursor.AtEnd() && read < (braces ? 8 : digits)) {
    if (braces && cursor.LooksAt("}")) break;
    const int digit = HexDigit(cursor.Next());
    if (digit < 0) {
      cursor.Fail(begin, "a hexadecimal digit is expected");
      return {};
    }
    value = value << 4 | static_cast<uint32_t>(digit);
    ++read;
  }
  if (braces ? read == 0 || !cursor.Accept("}") : read < digits) {
    cursor.Fail(begin, "the hexadecimal number is not complete");
    return {};
  }
  const CodePointSet set =
      value <= 0x10FFFF ? CodePointSet::One(value) : CodePointSet();
  if (set.empty()) {
    cursor.Fail(begin, "this is not a Unicode character");
    return {};
  }
  return Character(value);
}

// The set of \p{name}. Categories have names of one or two letters, and the
// forms gc= and Script= admit only their own kind.
std::optional<CodePointSet> PropertySet(std::string_view name) {
  const auto strip = [&](std::string_view prefix) {
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    return true;
  };
  if (strip("gc=") || strip("General_Category=")) {
    if (name.size() > 2) return std::nullopt;
  } else if (strip("sc=") || strip("Script=")) {
    if (name.size() <= 2 || name == "White_Space") return std::nullopt;
  }
  return CodePointSet::Property(name);
}

// \pL, \p{Lu}, \p{^Lu}; the cursor stands after the p.
PatternEscape ReadProperty(PatternCursor& cursor, size_t begin, bool negated) {
  std::string name;
  if (cursor.Accept("{")) {
    if (cursor.Accept("^")) negated = !negated;
    while (!cursor.AtEnd() && !cursor.LooksAt("}")) {
      const uint32_t c = cursor.Next();
      name += c < 0x80 ? static_cast<char>(c) : '?';
    }
    if (!cursor.Accept("}")) {
      cursor.Fail(begin, "the property has no closing brace");
      return {};
    }
  } else if (!cursor.AtEnd()) {
    const uint32_t c = cursor.Next();
    name = c < 0x80 ? static_cast<char>(c) : '?';
  }
  std::optional<CodePointSet> set = PropertySet(name);
  if (!set) {
    cursor.Fail(begin,
                "unknown property; known are the general categories by their "
                "short names (L, Lu, Nd, ...), White_Space and the scripts "
                "Arabic, Bopomofo, Cyrillic, Devanagari, Greek, Han, Hangul, "
                "Hebrew, Hiragana, Katakana, Latin and Thai");
    return {};
  }
  return Class(*std::move(set), negated);
}

bool IsPunctuation(uint32_t c) {
  const bool alphanumeric =
      HexDigit(c) >= 0 || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z');
  return c >= 0x20 && c < 0x7F && !alphanumeric;
}

void FailUnknown(PatternCursor& cursor, size_t begin, uint32_t c) {
  for (const NamedConstruct& construct : kUnsupported) {
    if (static_cast<unsigned char>(construct.letter) == c) {
      cursor.Fail(begin, construct.name);
      return;
    }
  }
  cursor.Fail(begin, c >= '0' && c <= '9' ? "backreferences are not supported"
                                          : "unknown escape");
}

}  // namespace

PatternEscape ReadEscape(PatternCursor& cursor) {
  const size_t begin = cursor.at();
  cursor.Accept("\\");
  if (cursor.AtEnd()) {
    cursor.Fail(begin, "the pattern ends in a backslash");
    return {};
  }
  const uint32_t c = cursor.Next();
  switch (c) {
    case 'a':
      return Character(0x07);
    case 'e':
      return Character(0x1B);
    case 'f':
      return Character('\f');
    case 'n':
      return Character('\n');
    case 'r':
      return Character('\r');
    case 't':
      return Character('\t');
    case 'v':
      return Character('\v');
    case 'x':
      return ReadHex(cursor, begin, 2);
    case 'u':
      return ReadHex(cursor, begin, 4);
    case 'U':
      return ReadHex(cursor, begin, 8);
    case 'p':
      return ReadProperty(cursor, begin, false);
    case 'P':
      return ReadProperty(cursor, begin, true);
    case 's':
      return Class(CodePointSet::WhiteSpace(), false);
    case 'S':
      return Class(CodePointSet::WhiteSpace(), true);
    case 'd':
      return Class(*CodePointSet::Property("Nd"), false);
    case 'D':
      return Class(*CodePointSet::Property("Nd"), true);
    case 'w':
      return Class(CodePointSet::Word(), false);
    case 'W':
      return Class(CodePointSet::Word(), true);
    default:
      break;
  }
  if (IsPunctuation(c) && c != '<' && c != '>') return Character(c);
  FailUnknown(cursor, begin, c);
  return {};
}

}  // namespace tokenfare::internal
