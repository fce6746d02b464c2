// The media that tests of preflight share, and how they are put into requests.

#ifndef TOKENFARE_TESTS_PREFLIGHT_MEDIA_FILES_H_
#define TOKENFARE_TESTS_PREFLIGHT_MEDIA_FILES_H_

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "gtest/gtest.h"

namespace tokenfare {

struct TestImage {
  std::string name;
  std::string media_type;
  int64_t width = 0;
  int64_t height = 0;
  std::string base64;

  std::string Url() const {
    return fmt::format("data:{};base64,{}", media_type, base64);
  }
};

// The lines of `file` in tests/preflight/media, without comments.
inline std::vector<std::istringstream> MediaLines(const std::string& file) {
  std::ifstream input("tests/preflight/media/" + file);
  EXPECT_TRUE(input) << file;
  std::vector<std::istringstream> lines;
  for (std::string line; std::getline(input, line);) {
    if (!line.starts_with('#')) lines.emplace_back(line);
  }
  EXPECT_GT(lines.size(), 10U) << file;
  return lines;
}

inline std::vector<TestImage> TestImages() {
  std::vector<TestImage> images;
  for (std::istringstream& line : MediaLines("images.txt")) {
    TestImage& image = images.emplace_back();
    line >> image.name >> image.media_type >> image.width >> image.height >>
        image.base64;
    EXPECT_FALSE(line.fail()) << line.str();
  }
  return images;
}

inline std::string Base64(std::string_view bytes) {
  return absl::Base64Escape({bytes.data(), bytes.size()});
}

inline std::string Unbase64(std::string_view text) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape({text.data(), text.size()}, &bytes));
  return bytes;
}

inline std::string BigEndian(uint64_t value, size_t bytes) {
  std::string text;
  for (size_t i = bytes; i > 0; --i) {
    text.push_back(static_cast<char>(value >> (8 * (i - 1))));
  }
  return text;
}

inline std::string LittleEndian(uint64_t value, size_t bytes) {
  std::string text = BigEndian(value, bytes);
  return {text.rbegin(), text.rend()};
}

// The head of a PNG that claims these sides.
inline std::string PngHeader(uint64_t width, uint64_t height) {
  return std::string("\x89PNG\r\n\x1a\n") + std::string("\0\0\0\x0d", 4) +
         "IHDR" + BigEndian(width, 4) + BigEndian(height, 4);
}

inline std::string PngUrl(uint64_t width, uint64_t height) {
  return "data:image/png;base64," + Base64(PngHeader(width, height));
}

}  // namespace tokenfare

#endif  // TOKENFARE_TESTS_PREFLIGHT_MEDIA_FILES_H_
