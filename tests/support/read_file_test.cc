#include "tokenfare/support/read_file.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// At its start.
File FileWith(const std::string& content) {
  File file(std::tmpfile());
  std::fwrite(content.data(), 1, content.size(), file.get());
  std::rewind(file.get());
  return file;
}

std::string Content(size_t bytes) {
  std::string content;
  for (size_t i = 0; i < bytes; ++i) content += static_cast<char>(i * i >> 8);
  return content;
}

TEST(ReadRestTest, Files_AreReadAsTheyAre) {
  for (const size_t bytes : {0, 1, 20, 4095, 4096, 4097, 3'000'000}) {
    const File file = FileWith(Content(bytes));
    std::string read;
    EXPECT_EQ(ReadRest(file.get(), 1 << 30, read), 0);
    EXPECT_EQ(read, Content(bytes)) << bytes;
  }
}

TEST(ReadRestTest, SmallFile_TakesLittleMemory) {
  const File file = FileWith(Content(2000));
  std::string read;
  EXPECT_EQ(ReadRest(file.get(), 1 << 30, read), 0);
  EXPECT_LE(read.capacity(), size_t{16} << 10);
}

TEST(ReadRestTest, TheRest_IsAppended) {
  const File file = FileWith("0123456789");
  std::fseek(file.get(), 4, SEEK_SET);
  std::string read = "before ";
  EXPECT_EQ(ReadRest(file.get(), 1000, read), 0);
  EXPECT_EQ(read, "before 456789");
}

TEST(ReadRestTest, Pipe_IsReadToItsEndHoweverItComes) {
  const std::string content = Content(300'000);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    for (size_t at = 0; at < content.size(); at += 1000) {
      if (write(ends[1], content.data() + at, 1000) != 1000) break;
    }
    close(ends[1]);
  });
  const File file(fdopen(ends[0], "rb"));
  std::string read;
  EXPECT_EQ(ReadRest(file.get(), 1 << 30, read), 0);
  writer.join();
  EXPECT_EQ(read, content);
}

TEST(ReadRestTest, EndlessFile_StopsSoonBeyondTheLimit) {
  const File file(std::fopen("/dev/zero", "rb"));
  ASSERT_NE(file, nullptr);
  std::string read;
  EXPECT_EQ(ReadRest(file.get(), 100'000, read), 0);
  EXPECT_GT(read.size(), 100'000);
  EXPECT_LT(read.size(), 1'000'000);
}

TEST(ReadRestTest, Directory_IsAnError) {
  const File file(std::fopen("/", "rb"));
  ASSERT_NE(file, nullptr);
  std::string read;
  EXPECT_NE(ReadRest(file.get(), 1000, read), 0);
}

}  // namespace
}  // namespace tokenfare::internal
