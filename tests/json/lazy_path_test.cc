#include "tokenfare/json/lazy_path.h"

#include <string>

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

// A place of a format that counts how often it is asked.
struct CountingPlace {
  int& writes;
  std::string Write() const {
    ++writes;
    return "$.tools[3]";
  }
};

TEST(LazyPathTest, WritesWhatIsWrittenAsItStands) {
  const std::string text = "$.messages[0]";
  EXPECT_EQ(LazyPath(text).Write(), "$.messages[0]");
  EXPECT_EQ(LazyPath("").Write(), "");
}

TEST(LazyPathTest, AddsMembersAsSteps) {
  const LazyPath tool("$.tools[0]");
  const LazyPath function(tool, "function");
  EXPECT_EQ(LazyPath(function, "name").Write(), "$.tools[0].function.name");
  EXPECT_EQ(LazyPath(tool, "odd key").Write(), "$.tools[0][\"odd key\"]");
}

TEST(LazyPathTest, AsksAPlaceOnlyWhereItIsWritten) {
  int writes = 0;
  const CountingPlace place{writes};
  const LazyPath path = place;
  const LazyPath below(path, "name");
  EXPECT_EQ(writes, 0);
  EXPECT_EQ(below.Write(), "$.tools[3].name");
  EXPECT_EQ(writes, 1);
}

}  // namespace
}  // namespace tokenfare::internal
