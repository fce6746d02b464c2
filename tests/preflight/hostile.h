// How the tests of hostile requests build them, and what must hold of each.

#ifndef TOKENFARE_TESTS_PREFLIGHT_HOSTILE_H_
#define TOKENFARE_TESTS_PREFLIGHT_HOSTILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"

namespace tokenfare {

// Of families whose prompts differ.
inline constexpr std::string_view kModels[] = {"gpt-4o", "gpt-5", "o3-mini"};

inline std::string Request(std::string_view model, std::string_view messages,
                           std::string_view fields = "") {
  return fmt::format(R"({{"model": "{}", "messages": {}{}{}}})", model,
                     messages, fields.empty() ? "" : ", ", fields);
}

// As many times as `count`, with `{}` in `format` replaced by the number.
inline std::string Repeated(size_t count, std::string_view format,
                            std::string_view separator = ", ") {
  std::vector<std::string> items;
  items.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    items.push_back(fmt::format(fmt::runtime(format), i));
  }
  return fmt::format("{}", fmt::join(items, separator));
}

inline size_t RenderedBytes(const Verdict& verdict) {
  size_t bytes = 0;
  for (const PartTokens& part : verdict.parts) {
    for (const PromptText& text : part.texts) bytes += text.text.size();
  }
  return bytes;
}

// The request is counted, in bounds that are in order, and rendered to no more
// than a megabyte or a few times its own size.
inline Verdict Survives(std::string_view body) {
  CheckOptions options = TestOptions();
  options.explain = true;
  Verdict verdict = MustCheck(body, options);
  EXPECT_LE(RenderedBytes(verdict), (size_t{2} << 20) + 4 * body.size());
  int64_t expected = 0;
  for (const PartTokens& part : verdict.parts) {
    EXPECT_LE(part.low, part.expected) << part.label;
    EXPECT_LE(part.expected, part.high) << part.label;
    EXPECT_GE(part.low, 0);
    expected += part.expected;
  }
  EXPECT_EQ(expected, verdict.input_tokens.expected);
  return verdict;
}

inline std::string ToolField(std::string_view schema) {
  return fmt::format(R"("tools": [{{"type": "function", "function": )"
                     R"({{"name": "f", "parameters": {}}}}}])",
                     schema);
}

inline std::string FormatField(std::string_view schema) {
  return fmt::format(
      R"("response_format": {{"type": "json_schema", "json_schema": )"
      R"({{"name": "r", "schema": {}}}}})",
      schema);
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_PREFLIGHT_HOSTILE_H_
