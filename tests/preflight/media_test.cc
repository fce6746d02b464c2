// Images, speech and files in requests.

#include <cstdint>
#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tests/preflight/media_files.h"
#include "tokenfare/preflight/dialects/media/audio_length.h"
#include "tokenfare/preflight/dialects/media/data_url.h"
#include "tokenfare/preflight/dialects/media/pdf_outline.h"

namespace tokenfare {
namespace {

using internal::AudioMilliseconds;
using internal::Base64Bytes;
using internal::PdfOutline;
using internal::ReadPdfOutline;
using ::testing::HasSubstr;

// One message of "Hi" and a part.
PartTokens MessageWith(std::string_view part, std::string_view model) {
  const Verdict verdict = MustCheck(fmt::format(
      R"({{"model": "{}", "messages": [{{"role": "user", "content": [)"
      R"({{"type": "text", "text": "Hi"}}, {}]}}]}})",
      model, part));
  return verdict.parts.empty() ? PartTokens{} : verdict.parts.front();
}

std::string ImagePart(std::string_view url, std::string_view fields = "") {
  return fmt::format(
      R"({{"type": "image_url", "image_url": {{"url": "{}"{}}}}})", url,
      fields);
}

std::string AudioPart(std::string_view format, std::string_view bytes) {
  return fmt::format(R"({{"type": "input_audio", "input_audio": )"
                     R"({{"format": "{}", "data": "{}"}}}})",
                     format, Base64(bytes));
}

std::string FilePart(std::string_view data) {
  return fmt::format(R"({{"type": "file", "file": {{"file_data": "{}"}}}})",
                     data);
}

// 3 + n("user") + n("Hi").
constexpr int64_t kMessage = 5;

TEST(Base64Bytes, IsTheInverseOfAnEncoder) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i * 7));
  for (size_t length = 0; length <= bytes.size(); ++length) {
    const std::string part = bytes.substr(0, length);
    std::string text = Base64(part);
    EXPECT_EQ(Base64Bytes(text).Decode(), part);
    while (text.ends_with('=')) text.pop_back();
    EXPECT_EQ(Base64Bytes(text).Decode(), part);
    EXPECT_EQ(Base64Bytes(text).size(), length);
    EXPECT_EQ(Base64Bytes(text).At(length), std::nullopt);
  }
}

TEST(Base64Bytes, StopsAtWhatIsNotBase64) {
  EXPECT_EQ(Base64Bytes("AAAA?AAA").Decode(), std::string(3, '\0'));
  EXPECT_EQ(Base64Bytes("A").size(), 0U);
  EXPECT_EQ(Base64Bytes("====").Decode(), "");
  EXPECT_EQ(Base64Bytes("AAAA").BigEndian(1, 3), std::nullopt);
  EXPECT_EQ(Base64Bytes("AAEC").BigEndian(0, 3), 0x000102U);
  EXPECT_EQ(Base64Bytes("AAEC").LittleEndian(0, 3), 0x020100U);
}

TEST(MediaMessage, ImageOfTileModel_IsExact) {
  const PartTokens part = MessageWith(ImagePart(PngUrl(1024, 1024)), "gpt-4o");
  EXPECT_TRUE(part.exact);
  EXPECT_EQ(part.expected, kMessage + 765);
  EXPECT_EQ(part.rule, "media-message");
  const PartTokens low = MessageWith(
      ImagePart("https://example.org/i.png", R"(, "detail": "low")"), "gpt-4o");
  EXPECT_TRUE(low.exact);
  EXPECT_EQ(low.expected, kMessage + 85);
}

TEST(MediaMessage, LinkIsBoundedAndSaysWhy) {
  const PartTokens part =
      MessageWith(ImagePart("https://example.org/i.png"), "gpt-4o");
  EXPECT_FALSE(part.exact);
  EXPECT_EQ(part.low, kMessage + 255);
  EXPECT_EQ(part.high, kMessage + 1445);
  EXPECT_EQ(part.why,
            "the image is a link, which is never followed: its tokens are "
            "bounded by what the model's rule can give");
}

// The rule of the day of the check holds.
TEST(MediaMessage, ImageFollowsTheDay) {
  const std::string body =
      Body(fmt::format(R"([{{"role": "user", "content": [{}]}}])",
                       ImagePart(PngUrl(2048, 2048))));
  CheckOptions options = TestOptions();
  const int64_t now = MustCheck(body, options).input_tokens.low;
  options.as_of = *ParseDate("2026-07-01");
  const int64_t then = MustCheck(body, options).input_tokens.low;
  EXPECT_EQ(now - then, 6636 - 2465);
}

TokenRange InputOn(std::string_view day, std::string_view body) {
  CheckOptions options = TestOptions();
  options.as_of = *ParseDate(day);
  return MustCheck(body, options).input_tokens;
}

// Between two recordings of one request, 405 and then 409 tokens, either may
// hold.
TEST(MediaMessage, ImageBesideToolsTook4LessUntilTheSummerOf2025) {
  const auto body = [](std::string_view model, std::string_view fields) {
    return fmt::format(R"({{"model": "{}", "messages": [{{"role": "user",)"
                       R"( "content": [{}]}}]{}}})",
                       model, ImagePart(PngUrl(512, 512)), fields);
  };
  const std::string beside = body(
      "gpt-4o",
      R"(, "tools": [{"type": "function", "function": {"name": "look"}}])");
  const TokenRange before = InputOn("2025-06-27", beside);
  const TokenRange between = InputOn("2025-07-01", beside);
  const TokenRange after = InputOn("2025-07-18", beside);
  EXPECT_EQ(after.expected - before.expected, 4);
  EXPECT_LE(between.low, before.expected);
  EXPECT_GE(between.high, after.expected);
  EXPECT_FALSE(between.exact);

  const std::string alone = body("gpt-4o", "");
  EXPECT_EQ(InputOn("2025-06-27", alone).expected,
            InputOn("2025-07-18", alone).expected);
}

TEST(MediaMessage, EarlierAnswerBesideAnImage_MayLackTheSchemasName) {
  const auto answer = [](std::string_view part) {
    const Verdict verdict = MustCheck(fmt::format(
        R"({{"model": "gpt-4.1", "messages": [
              {{"role": "user", "content": [{{"type": "text", "text": "Hi"}}{}]}},
              {{"role": "assistant", "content": "{{}}"}},
              {{"role": "user", "content": "And?"}}],
            "response_format": {{"type": "json_schema", "json_schema":
              {{"name": "answer", "schema": {{"type": "object"}}}}}}}})",
        part));
    for (const PartTokens& found : verdict.parts) {
      if (found.label == "messages[1] (assistant)") return found;
    }
    return PartTokens{};
  };
  const PartTokens plain = answer("");
  const PartTokens beside = answer(", " + ImagePart(PngUrl(512, 512)));
  // 3 + n("assistant") + n("{}"), and 2 + n("answer") for the name.
  EXPECT_EQ(plain.low, 8);
  EXPECT_EQ(plain.high, 8);
  EXPECT_EQ(beside.low, 5);
  EXPECT_EQ(beside.high, 8);
  EXPECT_THAT(beside.why, HasSubstr("one source shows it"));
}

// A RIFF file of 16-bit samples at 16 kHz on one channel: 32,000 bytes a
// second.
std::string Wav(uint64_t bytes, uint64_t claimed) {
  return "RIFF????WAVEfmt " + LittleEndian(16, 4) + LittleEndian(1, 2) +
         LittleEndian(1, 2) + LittleEndian(16'000, 4) +
         LittleEndian(32'000, 4) + LittleEndian(2, 2) + LittleEndian(16, 2) +
         "LIST" + LittleEndian(3, 4) + "odd" + std::string(1, '\0') + "data" +
         LittleEndian(claimed, 4) + std::string(bytes, '\0');
}

TEST(AudioMilliseconds, Wav_IsItsBytesOverItsRate) {
  EXPECT_EQ(AudioMilliseconds("wav", Base64(Wav(64'000, 64'000))), 2000);
  EXPECT_EQ(AudioMilliseconds("wav", Base64(Wav(48'016, 48'016))), 1500);
  // As programs that stream write it.
  EXPECT_EQ(AudioMilliseconds("wav", Base64(Wav(16'000, 0xFFFFFFFF))), 500);
}

TEST(AudioMilliseconds, WavThatIsNone_HasNoLength) {
  const std::string wav = Wav(100, 100);
  for (size_t length = 0; length + 100 < wav.size(); ++length) {
    EXPECT_EQ(AudioMilliseconds("wav", Base64(wav.substr(0, length))),
              std::nullopt);
  }
  std::string no_rate = wav;
  no_rate.replace(28, 4, std::string(4, '\0'));
  EXPECT_EQ(AudioMilliseconds("wav", Base64(no_rate)), std::nullopt);
  EXPECT_EQ(AudioMilliseconds("ogg", Base64(wav)), std::nullopt);
  EXPECT_EQ(AudioMilliseconds("mp3", Base64(wav)), std::nullopt);
}

// MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes and 1,152 samples a frame.
std::string Mp3(int frames) {
  std::string mp3 = "ID3\4" + std::string(3, '\0') + std::string("\0\1\2", 3) +
                    std::string(130, 'x');
  for (int i = 0; i < frames; ++i) {
    mp3 += std::string("\xff\xfb\x90\0", 4) + std::string(413, '\0');
  }
  return mp3 + "TAG" + std::string(125, ' ');
}

TEST(AudioMilliseconds, Mp3_IsTheSumOfItsFrames) {
  // 100 * 1,152 / 44,100 = 2.612.
  EXPECT_EQ(AudioMilliseconds("mp3", Base64(Mp3(100))), 2612);
  // MPEG 2, 64 kbit/s, 24 kHz: 192 bytes and 576 samples a frame: 24 ms.
  std::string half;
  for (int i = 0; i < 50; ++i) {
    half += std::string("\xff\xf3\x84\0", 4) + std::string(188, '\0');
  }
  EXPECT_EQ(AudioMilliseconds("mp3", Base64(half)), 1200);
}

TEST(AudioMilliseconds, Mp3ThatIsNone_HasNoLength) {
  EXPECT_EQ(AudioMilliseconds("mp3", Base64(Mp3(0))), std::nullopt);
  EXPECT_EQ(AudioMilliseconds("mp3", ""), std::nullopt);
  // Frames lost in the middle.
  EXPECT_EQ(AudioMilliseconds(
                "mp3", Base64(Mp3(10) + std::string(10'000, ' ') + Mp3(10))),
            std::nullopt);
  // Reserved versions, layers and rates.
  for (std::string_view header : {"\xff\xeb\x90\x01", "\xff\xf9\x90\x01",
                                  "\xff\xfb\xf0\x01", "\xff\xfb\x9c\x01"}) {
    EXPECT_EQ(AudioMilliseconds(
                  "mp3", Base64(std::string(header) + std::string(999, '\0'))),
              std::nullopt);
  }
}

TEST(MediaMessage, Speech_IsTenTokensASecond) {
  const PartTokens part = MessageWith(AudioPart("wav", Wav(64'000, 64'000)),
                                      "gpt-4o-audio-preview");
  // 20 and the border of a message, 4.
  EXPECT_EQ(part.expected, kMessage + 24);
  EXPECT_EQ(part.low, kMessage + 23);
  EXPECT_EQ(part.high, kMessage + 26);
  EXPECT_THAT(part.why, HasSubstr("10 tokens a second"));
  const PartTokens unreadable = MessageWith(
      AudioPart("wav", std::string(64'000, '\0')), "gpt-4o-audio-preview");
  EXPECT_LE(unreadable.low, part.low);
  EXPECT_GE(unreadable.high, part.high);
  EXPECT_THAT(unreadable.why, HasSubstr("not readable"));
}

constexpr std::string_view kPdf =
    "%PDF-1.4\n"
    "1 0 obj<</Type /Catalog /Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R>>endobj\n"
    "4 0 obj<</Type\n/Page /Parent 2 0 R /Contents 5 0 R>>endobj\n"
    "5 0 obj<</Length 20>>stream\n(twenty bytes) Tj /T\nendstream endobj\n"
    "6 0 obj<</Length 9/Subtype/Image>>stream\n/Type/Pag\nendstream endobj\n"
    "7 0 obj<</Length 9/Length1 9>>stream\nfont font\nendstream endobj\n"
    "trailer<</Root 1 0 R>>\n";

TEST(PdfOutline, CountsPagesAndBytesOfText) {
  const std::optional<PdfOutline> outline = ReadPdfOutline(kPdf);
  ASSERT_TRUE(outline.has_value());
  EXPECT_EQ(outline->pages, 2);
  EXPECT_EQ(outline->text_bytes, 22);  // with the line ends around them
  EXPECT_FALSE(ReadPdfOutline("PK\3\4").has_value());
  EXPECT_FALSE(ReadPdfOutline("").has_value());
}

TEST(PdfOutline, EveryTruncation_HasNoMorePages) {
  for (size_t length = 5; length < kPdf.size(); ++length) {
    const std::optional<PdfOutline> outline =
        ReadPdfOutline(kPdf.substr(0, length));
    ASSERT_TRUE(outline.has_value());
    EXPECT_LE(outline->pages, 2);
    EXPECT_LE(outline->text_bytes, static_cast<int64_t>(length));
  }
}

TEST(MediaMessage, Pdf_IsBoundedByItsPagesAndText) {
  const PartTokens part = MessageWith(
      FilePart("data:application/pdf;base64," + Base64(kPdf)), "gpt-4o");
  EXPECT_FALSE(part.exact);
  // 4 tokens of a border, 212 for each of two pages, a fifth of 22 bytes.
  EXPECT_EQ(part.expected, kMessage + 4 + 424 + 4);
  EXPECT_EQ(part.low, kMessage + 3 + 300);
  EXPECT_EQ(part.high, kMessage + 5 + 2'358 + 22);
  EXPECT_THAT(part.why, HasSubstr("bounded by its pages"));
}

// A page took 779 tokens more from a day in 2026 on, which differs by model.
TEST(MediaMessage, PdfPageFollowsTheDay) {
  const std::string body = fmt::format(
      R"({{"model": "gpt-5-nano", "messages": [{{"role": "user", "content":)"
      R"( [{}]}}]}})",
      FilePart("data:application/pdf;base64," + Base64(kPdf)));
  const TokenRange before = InputOn("2026-02-10", body);
  const TokenRange between = InputOn("2026-03-01", body);
  const TokenRange after = InputOn("2026-05-06", body);
  EXPECT_EQ(after.expected - before.expected, 2 * 779);
  EXPECT_EQ(between.low, before.low);
  EXPECT_EQ(between.high, after.high);
  EXPECT_LT(before.high, after.high);
}

TEST(MediaMessage, FilesThatAreNotRead_AreBounded) {
  const PartTokens text = MessageWith(
      FilePart("data:text/plain;base64," + Base64("a word or two")), "gpt-4o");
  EXPECT_FALSE(text.exact);
  EXPECT_GE(text.high, kMessage + 4);
  EXPECT_THAT(text.why, HasSubstr("bounded by its size"));
  const PartTokens by_id =
      MessageWith(R"({"type": "file", "file": {"file_id": "f"}})", "gpt-4o");
  EXPECT_GE(by_id.high, 1'000'000);
  EXPECT_THAT(by_id.why, HasSubstr("given by id"));
}

}  // namespace
}  // namespace tokenfare
