#include "tokenfare/support/model_name.h"

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

struct Case {
  const char* name;
  const char* base;
  bool fine_tuned = false;
  const char* host = "";
};

constexpr Case kCases[] = {
    {"gpt-4o", "gpt-4o"},
    {"GPT-4.1-Mini", "gpt-4.1-mini"},
    {"openai/gpt-4o", "gpt-4o"},
    {"OpenAI/GPT-4o", "gpt-4o"},
    {"openai:gpt-4o", "gpt-4o"},
    {"openai:ft:gpt-4o:acme::x", "gpt-4o", true},
    {"gpt-oss:20b", "gpt-oss:20b"},
    {"ft:gpt-4o-2024-08-06:acme::x", "gpt-4o-2024-08-06", true},
    {"ft:gpt-4o-2024-08-06:acme:a/b:x:ckpt-step-8", "gpt-4o-2024-08-06", true},
    {"FT:GPT-4o", "gpt-4o", true},
    {"openai/ft:gpt-4o:acme::x", "gpt-4o", true},
    {"davinci:ft-acme-2023-01-02-03-04-05", "davinci", true},
    {"azure/gpt-4o", "gpt-4o", false, "azure"},
    {"azure/eu/gpt-4o-2024-08-06", "gpt-4o-2024-08-06", false, "azure"},
    {"azure/ft:gpt-4o:x", "gpt-4o", true, "azure"},
    {"openrouter/openai/gpt-4o", "gpt-4o", false, "openrouter"},
    {"openai/azure/gpt-4o", "gpt-4o", false, "azure"},
    {"Vertex_AI/gpt-oss-20b", "gpt-oss-20b", false, "vertex_ai"},
    {"", ""},
    {"ft:", "", true},
    {"openai/", ""},
    {"gpt-4o/", "gpt-4o/"},
    {" gpt-4o", " gpt-4o"},
};

TEST(ModelName, IsReadAsPeopleWriteIt) {
  for (const Case& test : kCases) {
    const ModelName read = ReadModelName(test.name, "openai");
    EXPECT_EQ(read.base, test.base) << test.name;
    EXPECT_EQ(read.fine_tuned, test.fine_tuned) << test.name;
    EXPECT_EQ(read.host, test.host) << test.name;
  }
}

TEST(ModelName, OwnPrefixIsTheProviders) {
  EXPECT_EQ(ReadModelName("azure/gpt-4o", "azure").host, "");
  EXPECT_EQ(ReadModelName("openai/gpt-4o", "azure").host, "openai");
}

TEST(ModelName, SameInAnyCase) {
  EXPECT_TRUE(SameModelName("GPT-4o", "gpt-4O"));
  EXPECT_FALSE(SameModelName("gpt-4o", "gpt-4o-"));
  EXPECT_FALSE(SameModelName("", "g"));
}

}  // namespace
}  // namespace tokenfare::internal
