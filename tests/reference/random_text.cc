#include "tests/reference/random_text.h"

#include <array>
#include <cstdlib>
#include <iostream>

#include "tests/reference/utf8.h"

namespace tokenfare::reference {
namespace {

using namespace std::string_view_literals;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

constexpr std::string_view kRepresentatives[] = {
    "'"sv,
    "s"sv,
    "l"sv,
    "R"sv,
    "e"sv,
    "\xC5\xBF"sv,  // U+017F, folds to s
    "A"sv,
    "a"sv,
    "\xC7\x85"sv,      // U+01C5, title case
    "\xCA\xB0"sv,      // U+02B0, modifier letter
    "\xE4\xB8\xAD"sv,  // U+4E2D, other letter
    "\xCC\x81"sv,      // U+0301, mark
    "1"sv,
    "\xC2\xB2"sv,  // U+00B2, other number
    " "sv,
    "\t"sv,
    "\n"sv,
    "\r"sv,
    "\xC2\x85"sv,      // U+0085, white space of Unicode only
    "\xE3\x80\x80"sv,  // U+3000, ideographic space
    "."sv,
    "/"sv,
    "\0"sv,
    "\xF0\x9F\x98\x80"sv,  // U+1F600, four bytes
};

constexpr std::string_view kTrickiest[] = {
    "'"sv,
    "s"sv,
    "A"sv,
    "\xE4\xB8\xAD"sv,  // U+4E2D
    "\xCC\x81"sv,      // U+0301
    " "sv,
    "\t"sv,
    "\n"sv,
    "."sv,
    "/"sv,
};

constexpr std::string_view kWords[] = {
    "the"sv,
    "The"sv,
    "HTTPServer"sv,
    "it's"sv,
    "don't"sv,
    "I'LL"sv,
    "'s"sv,
    "x"sv,
    "1234567"sv,
    "3.14"sv,
    "=="sv,
    "//"sv,
    "\\n"sv,
    "#include"sv,
    "\xC3\xA9t\xC3\xA9"sv,
    "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"sv,
    "\xE4\xB8\xAD\xE6\x96\x87"sv,
    "<|endoftext|>"sv,
    "{\""sv,
    "\": "sv,
    "}"sv,
    ";"sv,
    "..."sv,
    "internationalization"sv,
    "snake_case"sv,
};

constexpr std::string_view kSpaces[] = {
    " "sv, " "sv, " "sv, " "sv, "  "sv, "\n"sv, "\r\n"sv, "\n\n    "sv, "\t"sv,
};

}  // namespace

uint64_t Seed() {
  static const uint64_t seed = [] {
    const uint64_t value = FromEnvironment("TOKENFARE_TEST_SEED", 1);
    std::cout << "TOKENFARE_TEST_SEED=" << value << '\n';
    return value;
  }();
  return seed;
}

size_t Scale() {
  static const size_t scale = FromEnvironment("TOKENFARE_TEST_SCALE", 1);
  return scale;
}

std::span<const std::string_view> ClassRepresentatives() {
  return kRepresentatives;
}

std::span<const std::string_view> TrickiestCharacters() { return kTrickiest; }

size_t RandomText::Below(size_t bound) {
  return static_cast<size_t>(engine_() % bound);
}

std::string RandomText::OfRepresentatives(size_t most) {
  std::string text;
  for (size_t units = Below(most + 1); units > 0; --units) {
    text += kRepresentatives[Below(std::size(kRepresentatives))];
  }
  return text;
}

std::string RandomText::CodePoint() {
  static constexpr char32_t kEnds[] = {0x80, 0x800, 0x3000, 0x10000, 0x110000};
  for (;;) {
    const auto code_point =
        static_cast<char32_t>(Below(kEnds[Below(std::size(kEnds))]));
    if (code_point < 0xD800 || code_point > 0xDFFF) {
      return EncodeUtf8(code_point);
    }
  }
}

std::string RandomText::OfCodePoints(size_t most) {
  std::string text;
  for (size_t units = Below(most + 1); units > 0; --units) text += CodePoint();
  return text;
}

std::string RandomText::OfBytes(size_t most) {
  static constexpr unsigned char kTelling[] = {
      0x20, 0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
      0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
  std::string text;
  for (size_t units = Below(most + 1); units > 0; --units) {
    const size_t byte =
        Below(2) == 0 ? Below(256) : kTelling[Below(std::size(kTelling))];
    text.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  }
  return text;
}

std::string RandomText::Damaged(size_t most) {
  std::string text =
      Below(2) == 0 ? OfCodePoints(most) : OfRepresentatives(most);
  for (size_t damages = 1 + Below(3); damages > 0 && !text.empty(); --damages) {
    const size_t at = Below(text.size());
    switch (Below(3)) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(0x80 + Below(0x80)));
        break;
      default:
        text[at] = static_cast<char>(static_cast<unsigned char>(Below(256)));
    }
  }
  return text;
}

std::string RandomText::OfWords(size_t most) {
  std::string text;
  for (size_t units = Below(most + 1); units > 0; --units) {
    text += kWords[Below(std::size(kWords))];
    if (Below(4) != 0) text += kSpaces[Below(std::size(kSpaces))];
  }
  return text;
}

std::string RandomText::OfTokens(const std::vector<std::string>& tokens,
                                 size_t most) {
  std::string text;
  for (size_t units = Below(most + 1); units > 0; --units) {
    const std::string& token = tokens[Below(tokens.size())];
    const size_t begin = Below(3) == 0 ? Below(token.size()) : 0;
    text += token.substr(begin);
    if (Below(4) == 0) text.resize(text.size() - Below(text.size() + 1) / 4);
  }
  return text;
}

}  // namespace tokenfare::reference
