#include "tokenfare/tokenizer/custom_encoding.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/support/near_match.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/tokenizer/encoding/embedded.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/machine/chosen_cpu_path.h"
#include "tokenfare/tokenizer/split/block_splitter.h"
#include "tokenfare/tokenizer/split/builtin_patterns.h"
#include "tokenfare/tokenizer/split/re2_splitter.h"
#include "tokenfare/tokenizer/tables/image_builder.h"
#include "tokenfare/tokenizer/tables/tiktoken_file.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

absl::StatusOr<std::unique_ptr<const internal::Splitter>> MakeSplitter(
    std::string_view pattern, internal::CpuPath path) {
  if (const auto family = internal::FamilyOfPattern(pattern)) {
    return internal::MakeSplitter(*family, path);
  }
  auto splitter = internal::Re2Splitter::Create(pattern);
  if (!splitter.ok()) return splitter.status();
  return *std::move(splitter);
}

// `status` with the vocabulary file's name before its message.
absl::Status InFile(const std::string& path, const absl::Status& status) {
  if (path.empty()) return status;
  return {status.code(),
          fmt::format("{}: {}", path, std::string(status.message()))};
}

// Special tokens may share an id (o200k_harmony's 200018 has two spellings),
// but no spelling may stand for two.
absl::Status CheckSpecialTokens(const std::vector<SpecialToken>& specials,
                                const internal::Vocabulary& vocabulary) {
  std::set<std::string_view> texts;
  for (const SpecialToken& special : specials) {
    if (special.text.empty()) {
      return absl::InvalidArgumentError(
          fmt::format("the special token with id {} has no text", special.id));
    }
    if (!texts.insert(special.text).second) {
      return absl::InvalidArgumentError(
          fmt::format("the special token {:?} is given twice", special.text));
    }
    if (std::ranges::binary_search(vocabulary.ids, special.id)) {
      return absl::InvalidArgumentError(fmt::format(
          "the special token {:?} has id {}, which the vocabulary gives to an "
          "ordinary token",
          special.text, special.id));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Encoding>> MakeEncoding(
    const CustomEncodingSpec& spec, std::string_view vocabulary) {
  const std::string& path = spec.vocabulary_path;
  if (vocabulary.size() > kMaxVocabularyBytes) {
    return InFile(path, absl::ResourceExhaustedError(fmt::format(
                            "larger than {} bytes", kMaxVocabularyBytes)));
  }
  const auto& cpu_path = internal::ChosenCpuPath();
  if (!cpu_path.ok()) return cpu_path.status();
  auto splitter = MakeSplitter(spec.pattern, *cpu_path);
  if (!splitter.ok()) return splitter.status();
  const auto tokens = internal::ReadTiktokenFile(vocabulary);
  if (!tokens.ok()) return InFile(path, tokens.status());
  absl::Status status = CheckSpecialTokens(spec.special_tokens, *tokens);
  if (!status.ok()) return status;
  auto image = internal::BuildImage(*tokens);
  if (!image.ok()) return InFile(path, image.status());
  return std::make_unique<const Encoding>(
      std::make_unique<const internal::EncodingParts>(
          spec.name, *std::move(image), *cpu_path, *std::move(splitter),
          SpecialTokens(spec.special_tokens)));
}

absl::StatusOr<std::unique_ptr<const Encoding>> LoadEncoding(
    const CustomEncodingSpec& spec) {
  const auto vocabulary =
      internal::ReadFile(spec.vocabulary_path, kMaxVocabularyBytes);
  if (!vocabulary.ok()) return vocabulary.status();
  return MakeEncoding(spec, *vocabulary);
}

absl::StatusOr<std::string_view> PatternOf(std::string_view encoding_name) {
  std::vector<std::string_view> names;
  for (const auto& embedded : internal::EmbeddedEncodings()) {
    if (embedded.name == encoding_name) {
      return internal::PatternText(embedded.family);
    }
    names.push_back(embedded.name);
  }
  return absl::NotFoundError(
      fmt::format("unknown encoding \"{}\"{}", encoding_name,
                  internal::DidYouMean(encoding_name, names)));
}

}  // namespace tokenfare
