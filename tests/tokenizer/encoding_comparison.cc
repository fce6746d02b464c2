#include "tests/tokenizer/encoding_comparison.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "tests/reference/utf8.h"
#include "tests/tokenizer/escaped.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {

::testing::AssertionResult EncodingPair::SameIds(std::string_view text) const {
  const std::vector<TokenId> expected = reference.Encode(text);
  const std::vector<TokenId> actual = product.Encode(text);
  if (actual == expected) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << name << " encodes \"" << Escaped(text) << "\" as "
         << ::testing::PrintToString(actual) << ", not as "
         << ::testing::PrintToString(expected);
}

::testing::AssertionResult EncodingPair::Agree(std::string_view text) const {
  const auto wrong = [&](std::string_view what) {
    return ::testing::AssertionFailure()
           << name << ": " << what << " of \"" << Escaped(text) << "\"";
  };
  std::vector<TokenId> ids;
  std::vector<size_t> offsets;
  for (const reference::Token& token : reference.Tokens(text)) {
    ids.push_back(token.id);
    offsets.push_back(token.begin);
  }
  if (product.Encode(text) != ids) return SameIds(text);
  if (product.Count(text) != ids.size()) return wrong("Count");
  const EncodedText encoded = product.EncodeWithOffsets(text);
  if (encoded.ids != ids) return wrong("EncodeWithOffsets ids");
  if (encoded.offsets != offsets) {
    return wrong("offsets") << ": " << ::testing::PrintToString(encoded.offsets)
                            << ", not " << ::testing::PrintToString(offsets);
  }
  const absl::StatusOr<std::string> decoded = product.Decode(ids);
  if (!decoded.ok() || *decoded != reference::Repair(text).text) {
    return wrong("Decode");
  }
  return ::testing::AssertionSuccess();
}

const Encoding& Embedded(std::string_view name) {
  const absl::StatusOr<const Encoding*> encoding = GetEncoding(name);
  if (!encoding.ok()) {
    // ctest skips a program by this message, but not where it aborts.
    std::cerr << encoding.status() << '\n';
    std::exit(EXIT_FAILURE);
  }
  return **encoding;
}

EncodingPair EncodingsOf(std::string_view name) {
  return {std::string(name), Embedded(name), reference::EncodingNamed(name)};
}

std::vector<std::string> VocabularyNames() {
  const std::vector<std::string_view> built = EncodingNames();
  std::vector<std::string> names;
  for (const char* name :
       {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"}) {
    if (std::ranges::find(built, name) != built.end()) names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> TokensOf(const reference::Encoding& encoding) {
  std::vector<std::string> tokens;
  for (const auto& [id, bytes] : encoding.vocabulary().tokens()) {
    tokens.push_back(bytes);
  }
  return tokens;
}

}  // namespace tokenfare
