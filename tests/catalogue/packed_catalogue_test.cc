// The embedded catalogue is that of the files it was packed from, whatever is
// asked for first.

#include "tokenfare/catalogue/internal/packed_catalogue.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/catalogue/internal/card_store.h"
#include "tokenfare/catalogue/model_json.h"
#include "tokenfare/support/read_file.h"

namespace tokenfare {
namespace {

using internal::CardStore;
using internal::PackedCatalogue;

std::string FileText(const std::string& path) {
  absl::StatusOr<std::string> text =
      internal::ReadFile(path, Catalogue::kMaxBytes);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *std::move(text) : "";
}

// The files, loaded and checked as those of a user.
Catalogue OfFiles() {
  absl::StatusOr<Catalogue> catalogue =
      Catalogue::Parse(FileText("data/catalogue/openai.json"), "openai.json");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  catalogue = catalogue->WithOverlayFile("data/catalogue/additions.json");
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return *std::move(catalogue);
}

constexpr char kPacked[] =
    "3 2 24\n"
    "acme anvil 0\n"
    "acme anvil-1 0\n"
    "acme rocket 1\n"
    "130\n"
    "104\n"
    "{\"page\":{\"what\":\"page\"}}\n"
    "{\"provider\":\"acme\",\"id\":\"anvil-1\",\"aliases\":[\"anvil\"],"
    "\"encoding\":{\"name\":\"o200k_base\",\"source\":\"page\"},"
    "\"rule_family\":\"chat-o200k\"}\n"
    "{\"provider\":\"acme\",\"id\":\"rocket\",\"encoding\":{\"name\":"
    "\"cl100k_base\",\"source\":\"page\"},\"rule_family\":\"none\"}\n";

PackedCatalogue UnpackedTest() {
  std::optional<PackedCatalogue> packed = internal::Unpack(kPacked);
  EXPECT_TRUE(packed.has_value());
  return packed.value_or(PackedCatalogue());
}

TEST(PackedCatalogue, BuiltIn_IsThatOfItsFiles) {
  const Catalogue files = OfFiles();
  const Catalogue& built_in = Catalogue::BuiltIn();
  EXPECT_EQ(built_in.providers(), files.providers());
  ASSERT_EQ(built_in.sources().size(), files.sources().size());
  for (const auto& [key, source] : files.sources()) {
    EXPECT_EQ(built_in.sources().at(key).what, source.what);
    EXPECT_EQ(built_in.sources().at(key).url, source.url);
    EXPECT_EQ(built_in.sources().at(key).date_hint, source.date_hint);
  }
  // By each of its names, before models() reads the others.
  for (const ModelCard& card : files.models()) {
    std::vector<std::string> names = card.aliases;
    names.push_back(card.id);
    for (const std::string& name : names) {
      const absl::StatusOr<const ModelCard*> found =
          built_in.Find(name, card.provider);
      ASSERT_TRUE(found.ok()) << found.status();
      // Of a card of fine-tunes, completed by its base.
      EXPECT_EQ(ToCatalogueFile({*found, 1}, built_in),
                ToCatalogueFile({*files.Find(name, card.provider), 1}, files));
    }
  }
  EXPECT_EQ(ToCatalogueFile(built_in.models(), built_in),
            ToCatalogueFile(files.models(), files));
}

TEST(PackedCatalogue, IsReadBackAsItWasPacked) {
  const PackedCatalogue acme = UnpackedTest();
  EXPECT_EQ(acme.sources, "{\"page\":{\"what\":\"page\"}}");
  ASSERT_EQ(acme.names.size(), 3U);
  EXPECT_EQ(acme.names[1].name, "anvil-1");
  EXPECT_EQ(acme.names[2].card, 1U);
  EXPECT_EQ(internal::Pack(acme), kPacked);
}

TEST(PackedCatalogue, CutOrChangedText_IsNone) {
  const std::string text = kPacked;
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(internal::Unpack(text.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(internal::Unpack(text + "\n").has_value());
  for (const char* bad : {"1 1 2\na b 1\n2\n{}\n{}\n", "1 0 2\na b 0\n{}\n",
                          "1 1 2\na b\n2\n", "99999999999999999999 1 2\n",
                          "-1 1 2\n", "1 1 3\na b 0\n2\n{}\n{}\n"}) {
    EXPECT_FALSE(internal::Unpack(bad).has_value()) << bad;
  }
}

TEST(CardStore, CardsAreMadeOnce_ByWhoeverAsksFirst) {
  const CardStore store(UnpackedTest());
  EXPECT_EQ(store.size(), 2U);
  std::vector<const ModelCard*> found(16);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (const ModelCard*& card : found) {
    threads.emplace_back([&] { card = &store.At(1); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(found.begin(), found.end(), found.front()), 16);
  EXPECT_EQ(found.front()->id, "rocket");
  EXPECT_EQ(found.front()->encoding.source, "page");

  const std::span<const ModelCard> all = store.All();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].aliases, std::vector<std::string>{"anvil"});
  EXPECT_EQ(all[1].id, "rocket");
  EXPECT_EQ(&store.At(1), found.front());
  // Nobody had asked for this one.
  EXPECT_EQ(&store.At(0), all.data());
  EXPECT_EQ(store.All().data(), all.data());
}

}  // namespace
}  // namespace tokenfare
