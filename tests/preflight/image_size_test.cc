#include "tokenfare/preflight/dialects/media/image_size.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/media_files.h"

namespace tokenfare::internal {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(std::string_view url) {
  const absl::StatusOr<ImageSize> size = ReadImageSize(url);
  return size.ok() ? "" : std::string{size.status().message()};
}

std::string Url(std::string_view type, std::string_view bytes) {
  return fmt::format("data:image/{};base64,{}", type, Base64(bytes));
}

TEST(ImageSize, EveryFormat_HasTheSizeThatWroteIt) {
  for (const TestImage& image : TestImages()) {
    SCOPED_TRACE(image.name);
    const absl::StatusOr<ImageSize> size = ReadImageSize(image.Url());
    ASSERT_TRUE(size.ok()) << size.status();
    EXPECT_EQ(size->width, image.width);
    EXPECT_EQ(size->height, image.height);
  }
}

// Cut anywhere, an image has its size or none, never another one.
TEST(ImageSize, EveryTruncation_HasTheSizeOrNone) {
  for (const TestImage& image : TestImages()) {
    SCOPED_TRACE(image.name);
    const ImageSize whole = {image.width, image.height};
    const std::string url = image.Url();
    size_t sized = 0;
    for (size_t length = 0; length < url.size(); ++length) {
      const absl::StatusOr<ImageSize> size =
          ReadImageSize(std::string_view(url).substr(0, length));
      if (!size.ok()) continue;
      ++sized;
      EXPECT_EQ(*size, whole) << length;
    }
    // The header is not the whole image.
    EXPECT_GT(sized, 0U);
  }
}

TEST(ImageSize, EveryChangedByte_GivesASaneSizeOrAnError) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  for (const TestImage& image : TestImages()) {
    SCOPED_TRACE(image.name);
    const std::string bytes = Unbase64(image.base64);
    const size_t tried = std::min<size_t>(bytes.size(), 700);
    for (size_t at = 0; at < tried; ++at) {
      for (const uint8_t value : {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF}) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(value);
        const std::string url =
            fmt::format("data:{};base64,{}", image.media_type, Base64(changed));
        const absl::StatusOr<ImageSize> size = ReadImageSize(url);
        if (!size.ok()) continue;
        EXPECT_TRUE(size->width > 0 && size->width <= kMost);
        EXPECT_TRUE(size->height > 0 && size->height <= kMost);
      }
    }
  }
}

// 6 MB of EXIF, colour profiles and padding before the frame.
TEST(ImageSize, JpegWithMuchBeforeItsFrame_IsRead) {
  std::string jpeg = "\xff\xd8";
  for (int i = 0; i < 100; ++i) {
    jpeg += "\xff\xe1" + BigEndian(65'535, 2) + std::string(65'533, '\xff');
  }
  jpeg += std::string(50, '\xff') + "\x01";  // padding; TEM stands alone
  jpeg += "\xff\xc4" + BigEndian(4, 2) + "ab";
  jpeg += "\xff\xc2" + BigEndian(17, 2) + "\x08" + BigEndian(480, 2) +
          BigEndian(640, 2);
  const absl::StatusOr<ImageSize> size = ReadImageSize(Url("jpeg", jpeg));
  ASSERT_TRUE(size.ok()) << size.status();
  EXPECT_EQ(*size, (ImageSize{640, 480}));
  EXPECT_TRUE(ReadImageSize(Url("jpg", jpeg)).ok());
  // One byte less of the frame.
  jpeg.pop_back();
  EXPECT_THAT(ErrorOf(Url("jpeg", jpeg)), HasSubstr("cut short"));
}

TEST(ImageSize, JpegWithoutAFrame_IsAnError) {
  EXPECT_THAT(ErrorOf(Url("jpeg", "\xff\xd8\xff\xda")),
              HasSubstr("without a frame"));
  EXPECT_THAT(ErrorOf(Url("jpeg", "\xff\xd8\xff\xd9")),
              HasSubstr("without a frame"));
  const std::string no_length = std::string("\xff\xd8\xff\xe0\0\0", 6);
  EXPECT_THAT(ErrorOf(Url("jpeg", no_length)), HasSubstr("no length"));
  const std::string no_marker = std::string("\xff\xd8\xff\xe0\0\2ab", 8);
  EXPECT_THAT(ErrorOf(Url("jpeg", no_marker)), HasSubstr("no marker"));
  EXPECT_THAT(ErrorOf(Url("jpeg", "\xff\xd8" + std::string(100'000, '\xff'))),
              HasSubstr("cut short"));
}

TEST(ImageSize, AbsurdSides_AreErrorsThatNameThem) {
  EXPECT_THAT(ErrorOf(PngUrl(4'294'967'295, 4'294'967'295)),
              HasSubstr("claims 4294967295 x 4294967295 pixels"));
  EXPECT_THAT(ErrorOf(PngUrl(0, 10)), HasSubstr("claims 0 x 10 pixels"));
  EXPECT_THAT(ErrorOf(PngUrl(10, 0)), HasSubstr("claims 10 x 0 pixels"));
  EXPECT_EQ(ErrorOf(PngUrl(2'147'483'647, 1)), "");
  EXPECT_THAT(ErrorOf(Url("gif", std::string("GIF89a\0\0\1\0", 10))),
              HasSubstr("claims 0 x 1 pixels"));
}

TEST(ImageSize, LargestExtendedWebp_IsRead) {
  const std::string webp = "RIFF????WEBPVP8X" + LittleEndian(10, 4) +
                           std::string(4, '\0') + std::string(6, '\xff');
  const absl::StatusOr<ImageSize> size = ReadImageSize(Url("webp", webp));
  ASSERT_TRUE(size.ok()) << size.status();
  EXPECT_EQ(*size, (ImageSize{1 << 24, 1 << 24}));
}

TEST(ImageSize, WhatIsNoImage_IsAnErrorInWords) {
  EXPECT_THAT(ErrorOf("https://example.org/a.png"), HasSubstr("is a link"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("is a link"));
  EXPECT_THAT(ErrorOf("data:image/png,abc"), HasSubstr("not of the form"));
  EXPECT_THAT(ErrorOf("data:image/png;base64"), HasSubstr("not of the form"));
  EXPECT_THAT(ErrorOf("data:image/bmp;base64,Qk0="),
              HasSubstr("type \"image/bmp\""));
  EXPECT_THAT(ErrorOf("data:image/png;base64,aGVsbG8gd29ybGQ="),
              HasSubstr("says image/png but does not begin as one"));
  EXPECT_THAT(ErrorOf("data:image/png;base64,"), HasSubstr("not begin as one"));
  EXPECT_THAT(ErrorOf("data:image/png;base64,????"),
              HasSubstr("not begin as one"));
  // The header is believed.
  EXPECT_EQ(ErrorOf("data:image/png;base64,R0lGODlhAQABAA=="), "");
  EXPECT_EQ(ErrorOf("data:image/gif;charset=x;base64,R0lGODlhAQABAA=="), "");
}

// What is no base64 counts where it is read only.
TEST(ImageSize, NotBase64_IsAnErrorWithinTheHeaderOnly) {
  std::string url = PngUrl(640, 480);
  const size_t header = url.size();
  url += "????";
  EXPECT_EQ(ErrorOf(url), "");
  url[header - 4] = '?';
  EXPECT_THAT(ErrorOf(url), HasSubstr("not base64"));
}

}  // namespace
}  // namespace tokenfare::internal
