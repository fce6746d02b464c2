// The texts of the parts of a prompt, where they are not simply those of the
// request: what --explain shows. The texts one by one are in rule_cases/.

#include <string>
#include <string_view>
#include <vector>

#include "tests/preflight/check_options.h"

namespace tokenfare {
namespace {

// A call of a function with a long name, and `results` of it, each of which
// puts the name into the prompt. The texts that the results have for it.
std::vector<std::string> NamesOfResults(std::string_view name, int results) {
  std::string messages = fmt::format(
      R"([{{"role": "assistant", "tool_calls": [{{"id": "a", "type": "function",
            "function": {{"name": "{}", "arguments": "{{}}"}}}}]}})",
      name);
  for (int i = 0; i < results; ++i) {
    messages += R"(, {"role": "tool", "tool_call_id": "a", "content": "r"})";
  }
  CheckOptions options = TestOptions();
  options.explain = true;
  const Verdict verdict = MustCheck(Body(messages + "]"), options);
  std::vector<std::string> names;
  int64_t tokens = 0;
  for (const PartTokens& part : verdict.parts) {
    if (part.rule != "tool-result") continue;
    if (part.texts.empty()) return {};
    names.push_back(part.texts[0].text);
    // Whatever of it is shown.
    if (tokens == 0) tokens = part.texts[0].tokens.expected;
    EXPECT_EQ(part.texts[0].tokens.expected, tokens);
  }
  return names;
}

// Once in full, twice again, and a third time would be over a megabyte.
TEST(PromptDetails, RepetitionsOverAMegabyte_AreCutTo64Bytes) {
  const std::string name(400'000, 'n');
  const std::string cut = std::string(64, 'n') + "...";
  EXPECT_EQ(NamesOfResults(name, 5),
            (std::vector<std::string>{name, name, name, cut, cut}));
}

TEST(PromptDetails, CutsOfRepetitions_LeaveCharactersWhole) {
  const std::string rest(600'000, 'n');
  // Of two, three and four bytes, across the 64th.
  for (const std::string_view character :
       {"\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80"}) {
    for (size_t before = 65 - character.size(); before < 64; ++before) {
      const std::string beginning(before, 'n');
      const std::string name =
          fmt::format("{}{}{}", beginning, character, rest);
      EXPECT_EQ(NamesOfResults(name, 3),
                (std::vector<std::string>{name, name, beginning + "..."}));
    }
  }
}

TEST(PromptDetails, ShortTexts_AreNeverCut) {
  const std::string name(64, 'n');
  EXPECT_EQ(NamesOfResults(name, 20'000),
            std::vector<std::string>(20'000, name));
}

}  // namespace
}  // namespace tokenfare
