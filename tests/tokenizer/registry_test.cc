// Names of encodings and models. The table is that of tiktoken 0.14.0's
// model.py, written out.

#include "tokenfare/tokenizer/registry.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tokenfare {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::pair<const char*, const char*> kModels[] = {
    {"o1", "o200k_base"},
    {"o3", "o200k_base"},
    {"o4-mini", "o200k_base"},
    {"gpt-5", "o200k_base"},
    {"gpt-4.1", "o200k_base"},
    {"gpt-4o", "o200k_base"},
    {"gpt-4", "cl100k_base"},
    {"gpt-3.5-turbo", "cl100k_base"},
    {"gpt-3.5", "cl100k_base"},
    {"gpt-35-turbo", "cl100k_base"},
    {"davinci-002", "cl100k_base"},
    {"babbage-002", "cl100k_base"},
    {"text-embedding-ada-002", "cl100k_base"},
    {"text-embedding-3-small", "cl100k_base"},
    {"text-embedding-3-large", "cl100k_base"},
    {"text-davinci-003", "p50k_base"},
    {"text-davinci-002", "p50k_base"},
    {"text-davinci-001", "r50k_base"},
    {"text-curie-001", "r50k_base"},
    {"text-babbage-001", "r50k_base"},
    {"text-ada-001", "r50k_base"},
    {"davinci", "r50k_base"},
    {"curie", "r50k_base"},
    {"babbage", "r50k_base"},
    {"ada", "r50k_base"},
    {"code-davinci-002", "p50k_base"},
    {"code-davinci-001", "p50k_base"},
    {"code-cushman-002", "p50k_base"},
    {"code-cushman-001", "p50k_base"},
    {"davinci-codex", "p50k_base"},
    {"cushman-codex", "p50k_base"},
    {"text-davinci-edit-001", "p50k_edit"},
    {"code-davinci-edit-001", "p50k_edit"},
    {"text-similarity-davinci-001", "r50k_base"},
    {"text-similarity-curie-001", "r50k_base"},
    {"text-similarity-babbage-001", "r50k_base"},
    {"text-similarity-ada-001", "r50k_base"},
    {"text-search-davinci-doc-001", "r50k_base"},
    {"text-search-curie-doc-001", "r50k_base"},
    {"text-search-babbage-doc-001", "r50k_base"},
    {"text-search-ada-doc-001", "r50k_base"},
    {"code-search-babbage-code-001", "r50k_base"},
    {"code-search-ada-code-001", "r50k_base"},
    {"gpt2", "gpt2"},
    {"gpt-2", "gpt2"},
    // By prefix.
    {"o1-2024-12-17", "o200k_base"},
    {"o3-mini", "o200k_base"},
    {"o4-mini-high", "o200k_base"},
    {"gpt-5.1-codex", "o200k_base"},
    {"gpt-4.5-preview", "o200k_base"},
    {"gpt-4.1-mini", "o200k_base"},
    {"chatgpt-4o-latest", "o200k_base"},
    {"gpt-4o-2024-08-06", "o200k_base"},
    {"gpt-4-turbo", "cl100k_base"},
    {"gpt-4-0314", "cl100k_base"},
    {"gpt-3.5-turbo-0301", "cl100k_base"},
    {"gpt-35-turbo-16k", "cl100k_base"},
    {"gpt-oss-120b", "o200k_harmony"},
    {"ft:gpt-4o:org::id", "o200k_base"},
    {"ft:gpt-4-0613:org::id", "cl100k_base"},
    {"ft:gpt-3.5-turbo:org::id", "cl100k_base"},
    {"ft:davinci-002:org::id", "cl100k_base"},
    {"ft:babbage-002:org::id", "cl100k_base"},
};

// What tiktoken's table has wrong or not at all.
constexpr ModelEncoding kRead[] = {
    {"ft:gpt-4.1-mini-2025-04-14:acme::x", "o200k_base"},
    {"ft:gpt-4.1-nano-2025-04-14:acme:name:9xYz", "o200k_base"},
    {"ft:gpt-4.5-preview:acme::x", "o200k_base"},
    {"ft:o4-mini-2025-04-16:acme::x", "o200k_base"},
    {"FT:GPT-4.1-2025-04-14:Acme::X", "o200k_base"},
    {"ft:gpt-4", "cl100k_base"},
    {"ft:gpt-4-0613:acme:a/b:x", "cl100k_base"},
    {"davinci:ft-acme-2023-01-02-03-04-05", "r50k_base"},
    {"GPT-4.1-Mini", "o200k_base"},
    {"GPT-4", "cl100k_base"},
    {"openai/gpt-4o", "o200k_base"},
    {"OpenAI/GPT-4.1-mini", "o200k_base"},
    {"openai/ft:gpt-4.1-2025-04-14:acme::x", "o200k_base"},
    {"openai/gpt-oss-120b", "o200k_harmony"},
};

TEST(RegistryTest, EncodingNameForModel_IsTiktokens) {
  for (const auto& [model, encoding] : kModels) {
    const absl::StatusOr<std::string_view> name = EncodingNameForModel(model);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(*name, encoding) << model;
  }
}

TEST(RegistryTest, EncodingNameForModel_ReadsNamesAsPeopleWriteThem) {
  for (const auto& [model, encoding] : kRead) {
    const absl::StatusOr<std::string_view> name = EncodingNameForModel(model);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(*name, encoding) << model;
  }
}

TEST(RegistryTest, ModelsAtOtherHosts_AreErrorsWithTheNearName) {
  for (const char* model :
       {"azure/gpt-4o", "openrouter/openai/gpt-4o", "Bedrock/GPT-4o"}) {
    const absl::Status status = EncodingNameForModel(model).status();
    EXPECT_TRUE(absl::IsNotFound(status));
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("another host"),
                      HasSubstr("did you mean \"gpt-4o\"?")));
  }
}

TEST(RegistryTest, GetEncoding_OfAModelSaysWhatToCall) {
  EXPECT_THAT(std::string(GetEncoding("gpt-4o").status().message()),
              AllOf(HasSubstr("is a model"), HasSubstr("o200k_base"),
                    HasSubstr("EncodingForModel")));
}

TEST(RegistryTest, EncodingForModel_HasThatName) {
  for (const auto& [model, encoding] : kModels) {
    if (!GetEncoding(encoding).ok()) continue;
    const absl::StatusOr<const Encoding*> found = EncodingForModel(model);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ((*found)->name(), encoding) << model;
  }
}

TEST(RegistryTest, UnknownModel_IsAnErrorWithNearMatches) {
  const absl::Status misspelt = EncodingNameForModel("gtp-4").status();
  EXPECT_TRUE(absl::IsNotFound(misspelt));
  EXPECT_THAT(std::string(misspelt.message()), HasSubstr("\"gpt-4\""));
  for (const char* model : {"", "ft:", "openai/", "o200k_base", "claude-3",
                            "gpt-4x", "davinci-003", " gpt-4"}) {
    EXPECT_TRUE(absl::IsNotFound(EncodingNameForModel(model).status()))
        << model;
    EXPECT_TRUE(absl::IsNotFound(EncodingForModel(model).status())) << model;
  }
}

TEST(RegistryTest, UnknownEncoding_IsAnErrorWithNearMatches) {
  const absl::Status misspelt = GetEncoding("o200k").status();
  EXPECT_TRUE(absl::IsNotFound(misspelt));
  EXPECT_THAT(std::string(misspelt.message()), HasSubstr("o200k_base"));
  EXPECT_TRUE(absl::IsNotFound(GetEncoding("").status()));
  EXPECT_TRUE(absl::IsNotFound(GetEncoding("O200K_BASE").status()));
}

TEST(RegistryTest, EncodingNames_AreThoseOfTheBuild) {
  const std::vector<std::string> built =
      absl::StrSplit(TOKENFARE_BUILT_ENCODINGS, ',');
  std::vector<std::string> names;
  for (const std::string_view name : EncodingNames()) names.emplace_back(name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(built));
}

TEST(RegistryTest, GetEncoding_GivesTheSameObjectEachTime) {
  for (const std::string_view name : EncodingNames()) {
    const absl::StatusOr<const Encoding*> first = GetEncoding(name);
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ((*first)->name(), name);
    EXPECT_EQ(*GetEncoding(name), *first);
  }
}

TEST(RegistryTest, VocabularySizes_AreThoseOfTiktoken) {
  const std::map<std::string_view, size_t> sizes = {
      {"o200k_base", 200'019},  {"o200k_harmony", 201'088},
      {"cl100k_base", 100'277}, {"p50k_base", 50'281},
      {"p50k_edit", 50'284},    {"r50k_base", 50'257},
      {"gpt2", 50'257},
  };
  for (const std::string_view name : EncodingNames()) {
    EXPECT_EQ((*GetEncoding(name))->vocabulary_size(), sizes.at(name)) << name;
  }
}

}  // namespace
}  // namespace tokenfare
