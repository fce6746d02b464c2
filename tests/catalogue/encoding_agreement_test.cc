// A request's encoding comes from the catalogue alone, that of `count -m` from
// tiktoken's model table. They agree wherever the catalogue says it is proven.

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/tokenizer/registry.h"

namespace tokenfare {
namespace {

TEST(Catalogue, ProvenEncodings_AreThoseOfTiktokensTable) {
  int compared = 0;
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    if (card.encoding.assumed) continue;
    const auto check = [&](std::string_view name) {
      const absl::StatusOr<std::string_view> encoding =
          EncodingNameForModel(name);
      // A name that only responses have.
      if (name == "text-embedding-ada-002-v2" && !encoding.ok()) return;
      ASSERT_TRUE(encoding.ok()) << encoding.status();
      EXPECT_EQ(*encoding, card.encoding.name) << name;
      ++compared;
    };
    check(card.id);
    for (const std::string& alias : card.aliases) check(alias);
  }
  EXPECT_GE(compared, 119);
}

// Where the table has the model, the encoding is not an assumption.
TEST(Catalogue, AssumedEncodings_AreUnknownToTiktokensTable) {
  for (const ModelCard& card : Catalogue::BuiltIn().models()) {
    if (!card.encoding.assumed) continue;
    EXPECT_FALSE(EncodingNameForModel(card.id).ok()) << card.id;
  }
}

}  // namespace
}  // namespace tokenfare
