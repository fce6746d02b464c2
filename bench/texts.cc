#include "bench/texts.h"

#include <cstdlib>
#include <filesystem>

#include "benchmark/benchmark.h"
#include "nlohmann/json.hpp"
#include "tests/reference/encoding.h"
#include "tests/reference/random_text.h"
#include "tokenfare/support/read_file.h"

namespace tokenfare::bench {
namespace {

constexpr size_t kMaxTextBytes = size_t{64} << 20;

std::string CorporaFolder() {
  const char* shared = std::getenv("TOKENFARE_SHARED");
  const std::string folder =
      shared != nullptr ? shared : TOKENFARE_SOURCE_FOLDER "/../shared";
  return folder + "/corpora/";
}

std::vector<Text> LoadTexts() {
  std::vector<Text> texts;
  for (const char* name : {"prose_en", "code", "multi", "zh", "json"}) {
    auto content =
        internal::ReadFile(CorporaFolder() + name + ".txt", kMaxTextBytes);
    if (content.ok()) texts.push_back({name, *std::move(content)});
  }
  if (texts.empty()) {
    reference::RandomText random(1);
    std::string content;
    while (content.size() < 4'000'000) content += random.OfWords(100);
    texts.push_back({"generated", std::move(content)});
  }
  benchmark::AddCustomContext("texts", texts[0].name == "generated"
                                           ? "generated: the corpora are absent"
                                           : CorporaFolder());
  return texts;
}

bool ContinuesCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// The beginning of the character that `offset` is inside of, or `offset`.
size_t CharacterBegin(std::string_view text, size_t offset) {
  while (offset > 0 && offset < text.size() &&
         ContinuesCharacter(text[offset])) {
    --offset;
  }
  return offset;
}

}  // namespace

const std::vector<Text>& Texts() {
  static const std::vector<Text> texts = LoadTexts();
  return texts;
}

std::vector<std::string_view> Slices(std::string_view text, size_t size,
                                     size_t most) {
  if (size == 0 || size >= text.size()) return {text};
  const size_t count = std::min(most, text.size() / size);
  const size_t step = text.size() / count;
  std::vector<std::string_view> slices;
  for (size_t i = 0; i < count; ++i) {
    const size_t begin = CharacterBegin(text, i * step);
    const size_t end = CharacterBegin(text, i * step + size);
    slices.push_back(text.substr(begin, end - begin));
  }
  return slices;
}

std::optional<size_t> RecordedCount(const Text& text,
                                    std::string_view encoding) {
  static const nlohmann::json counts = [] {
    const auto content =
        internal::ReadFile(CorporaFolder() + "counts.json", kMaxTextBytes);
    return content.ok() ? nlohmann::json::parse(*content) : nlohmann::json();
  }();
  const auto file = counts.find(text.name + ".txt");
  if (file == counts.end()) return std::nullopt;
  const auto count = file->find(std::string(encoding));
  if (count == file->end()) return std::nullopt;
  return count->get<size_t>();
}

size_t ExpectedCount(const Text& text,
                     const std::vector<std::string_view>& slices,
                     std::string_view encoding) {
  if (slices.size() == 1 && slices[0].size() == text.content.size()) {
    if (const auto recorded = RecordedCount(text, encoding)) return *recorded;
  }
  size_t sum = 0;
  for (const std::string_view slice : slices) {
    sum += reference::EncodingNamed(encoding).Count(slice);
  }
  return sum;
}

}  // namespace tokenfare::bench
