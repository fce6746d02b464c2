// Content parts of other APIs: what they hold is found, base64 is never counted
// as text, and where images come from is judged.

#include "tokenfare/preflight/formats/foreign_part.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tests/preflight/media_files.h"
#include "tokenfare/preflight/dialects/media/image_address.h"

namespace tokenfare {
namespace {

using ::testing::HasSubstr;

std::string WithPart(std::string_view part,
                     std::string_view model = "gpt-4o-2024-08-06") {
  return fmt::format(
      R"({{"model": "{}", "messages": [{{"role": "user", "content": [)"
      R"({{"type": "text", "text": "What is this?"}}, {}]}}]}})",
      model, part);
}

// 640 x 480 pixels, cut after the header.
std::string Png640() {
  std::string url = PngUrl(640, 480);
  return url.substr(url.find(',') + 1);
}

struct Dialect {
  std::string name;
  std::string part;
};

std::vector<Dialect> ImageDialects() {
  const std::string png = Png640() + std::string(40'000, 'A');
  const auto with = [&](std::string_view form) {
    return fmt::format(fmt::runtime(form), png);
  };
  return {
      {"Anthropic", with(R"({{"type": "image", "source": {{"type": "base64",
           "media_type": "image/png", "data": "{}"}}}})")},
      {"Responses", with(R"({{"type": "input_image",
                "image_url": "data:image/png;base64,{}"}})")},
      {"AiSdk", with(R"({{"type": "image", "image": "{}"}})")},
      {"AiSdkFile",
       with(R"({{"type": "file", "mediaType": "image/png", "data": "{}"}})")},
      {"Mcp",
       with(R"({{"type": "image", "data": "{}", "mimeType": "image/png"}})")},
      {"LangChain", with(R"({{"type": "image", "source_type": "base64",
                "mime_type": "image/png", "data": "{}"}})")},
      {"GeminiWithType",
       with(R"({{"type": "media", "inline_data": {{"mime_type": "image/png",
                "data": "{}"}}}})")},
      {"BedrockWithType", with(R"({{"type": "image", "image": {{"format": "png",
                "source": {{"bytes": "{}"}}}}}})")},
      {"Unheard", with(R"({{"type": "xyzzy", "blob": ["{}"]}})")},
      {"TypeInCapitals",
       with(R"({{"type": "image", "source": {{"media_type": "IMAGE/PNG",
                "data": "DATA:image/PNG;BASE64,{}"}}}})")},
  };
}

class ImageOfDialect : public testing::TestWithParam<Dialect> {};

TEST_P(ImageOfDialect, CountsAsTheImageAndIsNotExact) {
  const Verdict own = MustCheck(WithPart(
      fmt::format(R"({{"type": "image_url", "image_url": {{"url": "{}"}}}})",
                  PngUrl(640, 480))));
  const Verdict found = MustCheck(WithPart(GetParam().part));
  EXPECT_EQ(found.input_tokens.expected, own.input_tokens.expected);
  EXPECT_LT(found.input_tokens.high, own.input_tokens.expected + 100);
  EXPECT_FALSE(found.input_tokens.exact);
  EXPECT_TRUE(Has(found.warnings, warning::kUnknownContentPart));
}

INSTANTIATE_TEST_SUITE_P(ForeignPart, ImageOfDialect,
                         testing::ValuesIn(ImageDialects()),
                         [](const testing::TestParamInfo<Dialect>& info) {
                           return info.param.name;
                         });

TEST(ForeignPart, ModelsWithoutImagesDoNotTakeThem) {
  const Verdict found =
      MustCheck(WithPart(ImageDialects()[0].part, "gpt-3.5-turbo"));
  EXPECT_TRUE(Has(found.reasons, reason::kModalityUnsupported));
}

TEST(ForeignPart, TextOfResponsesIsText) {
  const Verdict own = MustCheck(WithPart(R"({"type": "text", "text": "Yes"})"));
  for (const std::string_view type : {"input_text", "output_text"}) {
    const Verdict found = MustCheck(
        WithPart(fmt::format(R"({{"type": "{}", "text": "Yes"}})", type)));
    EXPECT_EQ(found.input_tokens.expected, own.input_tokens.expected);
    EXPECT_FALSE(found.input_tokens.exact);
  }
}

TEST(ForeignPart, BareStringsAreText) {
  const Verdict own = MustCheck(Body(
      R"([{"role": "user", "content": [{"type": "text", "text": "Name three."},
          {"type": "text", "text": " Please."}]}])"));
  const Verdict found = MustCheck(
      Body(R"([{"role": "user", "content": ["Name three.", " Please."]}])"));
  EXPECT_EQ(found.input_tokens.expected, own.input_tokens.expected);
  EXPECT_FALSE(found.input_tokens.exact);
  EXPECT_EQ(found.fits, true);
}

TEST(ForeignPart, ResultsOfToolsHoldTextAndImages) {
  const Verdict found = MustCheck(WithPart(fmt::format(
      R"({{"type": "tool_result", "tool_use_id": "t", "content": [
          {{"type": "text", "text": "one two three"}},
          {{"type": "image", "source": {{"data": "{}"}}}}]}})",
      Png640() + std::string(100'000, 'A'))));
  EXPECT_GT(found.input_tokens.expected, 425);
  EXPECT_LT(found.input_tokens.high, 2'000);
}

TEST(ForeignPart, DataOfUnknownKindsIsBoundedByItsSize) {
  const Verdict found = MustCheck(WithPart(
      fmt::format(R"({{"type": "video", "video": "data:video/mp4;base64,{}"}})",
                  std::string(40'000, 'a'))));
  EXPECT_LT(found.input_tokens.low, 100);
  EXPECT_GT(found.input_tokens.high, 29'000);
  EXPECT_LT(found.input_tokens.high, 31'000);
}

TEST(ForeignPart, DocumentsAreFilesOrTheirText) {
  const std::string pdf =
      Base64("%PDF-1.4\n1 0 obj\n<< /Type /Page >>\nendobj");
  const Verdict file = MustCheck(WithPart(
      fmt::format(R"({{"type": "document", "source": {{"type": "base64",
                      "media_type": "application/pdf", "data": "{}"}}}})",
                  pdf)));
  const Verdict own = MustCheck(WithPart(fmt::format(
      R"({{"type": "file", "file": {{"file_data":
          "data:application/pdf;base64,{}"}}}})",
      pdf)));
  EXPECT_EQ(file.input_tokens.expected, own.input_tokens.expected);
  const Verdict text = MustCheck(WithPart(
      R"({"type": "document", "source": {"type": "text", "data": "Few words"}})"));
  EXPECT_LT(text.input_tokens.high, 200);
}

TEST(ForeignPart, WithoutATypeAnErrorNamesTheApi) {
  EXPECT_THAT(ErrorOf(WithPart(R"({"inline_data": {"mime_type": "image/png",
                                   "data": "AAAA"}})")),
              HasSubstr("Gemini's API"));
  EXPECT_THAT(ErrorOf(WithPart(R"({"text": "Hello"})")),
              HasSubstr("\"type\": \"text\""));
  EXPECT_THAT(ErrorOf(WithPart(R"({"toolResult": {}})")), HasSubstr("Bedrock"));
}

TEST(ForeignPart, UnknownFieldsWithDataAreNoText) {
  const std::string png = Png640() + std::string(400'000, 'A');
  const Verdict ollama = MustCheck(Body(fmt::format(
      R"([{{"role": "user", "content": "What?", "images": ["{}"]}}])", png)));
  EXPECT_LT(ollama.input_tokens.high, 10'000);
  EXPECT_LT(ollama.input_tokens.expected, 20);
}

std::string Image(std::string_view url) {
  return WithPart(fmt::format(
      R"({{"type": "image_url", "image_url": {{"url": "{}"}}}})", url));
}

TEST(ImageAddress, HeadersAreBelievedOverLabels) {
  const std::string png = Png640();
  const Verdict own = MustCheck(Image("data:image/png;base64," + png));
  ASSERT_TRUE(own.input_tokens.exact);
  for (const std::string_view head :
       {"data:image/jpeg;base64,", "data:image/PNG;base64,", "data:;base64,",
        "data:application/octet-stream;base64,", "DATA:image/webp;Base64,"}) {
    const Verdict found = MustCheck(Image(fmt::format("{}{}", head, png)));
    EXPECT_EQ(found.input_tokens.expected, own.input_tokens.expected) << head;
    EXPECT_TRUE(found.input_tokens.exact) << head;
    EXPECT_EQ(found.fits, true) << head;
  }
}

TEST(ImageAddress, WrappedBase64IsRead) {
  const std::string png = Png640() + std::string(3'000, 'A');
  std::string wrapped;
  for (size_t at = 0; at < png.size(); at += 76) {
    wrapped += png.substr(at, 76) + "\\n";
  }
  const Verdict found = MustCheck(Image("data:image/png;base64," + wrapped));
  EXPECT_TRUE(found.input_tokens.exact);
  EXPECT_EQ(found.input_tokens.expected,
            MustCheck(Image(PngUrl(640, 480))).input_tokens.expected);
}

TEST(ImageAddress, WhatTheApiDoesNotTakeIsAReason) {
  const std::string svg = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iIi8+";
  for (const std::string& url :
       {std::string("s3://bucket/cat.png"), std::string("file:///tmp/a.png"),
        std::string("ftp://x.org/a.png"), std::string("gs://b/a.png"),
        std::string("/home/me/cat.png"), std::string("cat.png"), Png640(), svg,
        std::string("data:image/png;base64,<truncated>"),
        std::string("data:image/bmp;base64,Qk1GAAAAAAAAADYAAAAoAAAA"),
        std::string("data:image/png,abc"), std::string("")}) {
    const Verdict found = MustCheck(Image(url));
    EXPECT_EQ(found.fits, false) << url;
    EXPECT_TRUE(Has(found.reasons, reason::kImageAddressUnsupported)) << url;
  }
  for (const std::string_view url :
       {"https://x.org/a", "http://x.org/a.png", "HTTPS://X.ORG/A.PNG"}) {
    EXPECT_EQ(MustCheck(Image(url)).fits, true) << url;
  }
}

TEST(ImageAddress, OneReasonNamesTheFirstPlace) {
  const Verdict found = MustCheck(WithPart(
      R"({"type": "image_url", "image_url": {"url": "s3://a"}},
         {"type": "image_url", "image_url": {"url": "s3://b"}})"));
  ASSERT_EQ(found.reasons.size(), 1U);
  EXPECT_THAT(found.reasons[0].message,
              HasSubstr("$.messages[0].content[1]: the image"));
  EXPECT_THAT(found.reasons[0].message, HasSubstr("the first of 2"));
}

}  // namespace
}  // namespace tokenfare
