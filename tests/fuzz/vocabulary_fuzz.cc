// Any vocabulary file, and small vocabularies of characters that share bytes:
// loading ends with a message or with an encoding of which each piece is merged
// as the definition says.
//
// The first byte chooses. Even: the rest is a file, to which the lines of the
// single bytes are added. Odd: the rest makes tokens over a few characters, in
// any order of ranks, and then texts of them.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "tests/fuzz/verdict_invariants.h"
#include "tests/reference/vocabulary.h"
#include "tokenfare/tokenizer/custom_encoding.h"
#include "tokenfare/tokenizer/merge/merge.h"
#include "tokenfare/tokenizer/tables/image_builder.h"

namespace tokenfare {
namespace {

constexpr std::string_view kPattern = R"(\p{L}+|[^\p{L}])";

std::string SingleByteLines() {
  std::string lines;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string token(1, static_cast<char>(byte));
    lines += fmt::format("{} {}\n", absl::Base64Escape(token), byte);
  }
  return lines;
}

void CheckFile(std::string_view lines) {
  CustomEncodingSpec spec;
  spec.name = "fuzzed";
  spec.pattern = kPattern;
  for (const std::string& file :
       {std::string(lines), SingleByteLines() + std::string(lines)}) {
    const auto encoding = MakeEncoding(spec, file);
    if (!encoding.ok()) {
      Require(!encoding.status().message().empty(), "an error says something");
      continue;
    }
    const std::vector<TokenId> ids = (*encoding)->Encode(lines);
    Require((*encoding)->Count(lines) == ids.size(), "counts the ids");
    const auto decoded = (*encoding)->Decode(ids);
    Require(decoded.ok(), "ids of the vocabulary");
  }
}

// Two letters, and characters of two, three and four bytes that share
// beginnings and ends.
constexpr std::string_view kCharacters[] = {
    "a",
    "b",
    "\xC3\xA9",
    "\xC3\xA8",
    "\xE4\xB8\xAD",
    "\xE4\xB8\x96",
    "\xE6\xB8\xAD",
    "\xF0\x9F\x98\x80",
};

// Takes small numbers from the input, zeros at its end.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.empty(); }
  size_t Below(size_t bound) {
    if (bytes_.empty()) return 0;
    const auto number = static_cast<unsigned char>(bytes_[0]);
    bytes_.remove_prefix(1);
    return number % bound;
  }

 private:
  std::string_view bytes_;
};

std::string TextOf(Numbers& numbers, size_t characters) {
  std::string text;
  for (size_t i = 0; i < characters; ++i) {
    text += kCharacters[numbers.Below(std::size(kCharacters))];
  }
  return text;
}

// A part of a text of up to four characters, which may begin and end inside of
// one.
std::string TokenOf(Numbers& numbers) {
  const std::string text = TextOf(numbers, 1 + numbers.Below(4));
  const size_t begin = numbers.Below(text.size());
  return text.substr(begin, 1 + numbers.Below(text.size() - begin));
}

void CheckMerging(Numbers numbers) {
  internal::Vocabulary vocabulary;
  std::map<TokenId, std::string> tokens;
  std::map<std::string, TokenId> known;
  const auto add = [&](std::string token) {
    const auto id = static_cast<TokenId>(vocabulary.tokens.size());
    if (!known.emplace(token, id).second) return;
    tokens.emplace(id, token);
    vocabulary.ids.push_back(id);
    vocabulary.tokens.push_back(std::move(token));
  };
  for (int byte = 0; byte < 256; ++byte) {
    add(std::string(1, static_cast<char>(byte)));
  }
  for (size_t count = numbers.Below(32); count > 0; --count) {
    add(TokenOf(numbers));
  }
  const auto bytes = internal::BuildImage(vocabulary);
  Require(bytes.ok(), "a few tokens find room");
  const internal::Image image(bytes->data());
  const reference::Vocabulary reference(tokens);
  for (const internal::CpuPath path : internal::CpuPaths()) {
    internal::PieceMerger merger(image, path);
    for (Numbers texts = numbers; !texts.done();) {
      const std::string text = TextOf(texts, 1 + texts.Below(40));
      const auto merged = merger.Merge(text);
      Require(std::vector<TokenId>(merged.begin(), merged.end()) ==
                  reference.MergePiece(text),
              "merges by the definition");
    }
  }
}

}  // namespace
}  // namespace tokenfare

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1,
                              size - 1);
  if (data[0] % 2 == 0) {
    tokenfare::CheckFile(rest);
  } else {
    tokenfare::CheckMerging(tokenfare::Numbers(rest));
  }
  return 0;
}
