#include "tokenfare/tokenizer/registry.h"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tokenfare/support/model_name.h"
#include "tokenfare/support/near_match.h"
#include "tokenfare/tokenizer/encoding/embedded.h"
#include "tokenfare/tokenizer/encoding/encoding_parts.h"
#include "tokenfare/tokenizer/machine/chosen_cpu_path.h"
#include "tokenfare/tokenizer/split/block_splitter.h"
#include "tokenfare/tokenizer/tables/image.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

using internal::EmbeddedEncoding;

std::unique_ptr<const Encoding> Make(const EmbeddedEncoding& embedded,
                                     internal::CpuPath path) {
  return std::make_unique<const Encoding>(
      std::make_unique<const internal::EncodingParts>(
          std::string(embedded.name), embedded.image, path,
          internal::MakeSplitter(embedded.family, path),
          SpecialTokens(embedded.special_tokens())));
}

// Encoding `i` of EmbeddedEncodings(), made at its first use and kept until the
// program ends. Without a lock, which a fork could leave locked in the child:
// of threads that make it at once one wins, and the others discard theirs.
absl::StatusOr<const Encoding*> Embedded(size_t i) {
  static constinit std::array<std::atomic<const Encoding*>,
                              internal::kEmbeddedEncodings>
      encodings{};
  const Encoding* encoding = encodings[i].load(std::memory_order_acquire);
  if (encoding != nullptr) return encoding;
  const auto& path = internal::ChosenCpuPath();
  if (!path.ok()) return path.status();
  absl::Status checked =
      internal::CheckImage(internal::EmbeddedEncodings()[i].image);
  if (!checked.ok()) return checked;
  auto made = Make(internal::EmbeddedEncodings()[i], *path);
  if (encodings[i].compare_exchange_strong(encoding, made.get(),
                                           std::memory_order_acq_rel)) {
    return made.release();
  }
  return encoding;
}

std::optional<std::string_view> InTable(std::string_view model) {
  for (const auto& known : ModelsByName()) {
    if (known.model == model) return known.encoding;
  }
  for (const auto& known : ModelsByPrefix()) {
    if (model.starts_with(known.model)) return known.encoding;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<const Encoding*> GetEncoding(std::string_view name) {
  const auto embedded = internal::EmbeddedEncodings();
  for (size_t i = 0; i < embedded.size(); ++i) {
    if (embedded[i].name != name) continue;
    if (embedded[i].image != nullptr) return Embedded(i);
    return absl::NotFoundError(
        fmt::format("encoding \"{}\" was left out of this build; add it to the "
                    "CMake option "
                    "TOKENFARE_ENCODINGS",
                    name));
  }
  if (const auto of_model = EncodingNameForModel(name); of_model.ok()) {
    return absl::NotFoundError(fmt::format(
        "unknown encoding \"{}\": that is a model, whose encoding is {}; use "
        "EncodingForModel",
        name, *of_model));
  }
  return absl::NotFoundError(
      fmt::format("unknown encoding \"{}\"{}", name,
                  internal::DidYouMean(name, EncodingNames())));
}

std::vector<std::string_view> EncodingNames() {
  std::vector<std::string_view> names;
  for (const EmbeddedEncoding& embedded : internal::EmbeddedEncodings()) {
    if (embedded.image != nullptr) names.push_back(embedded.name);
  }
  return names;
}

absl::StatusOr<std::string_view> EncodingNameForModel(std::string_view model) {
  constexpr std::string_view kProvider = "openai";
  const internal::ModelName read = internal::ReadModelName(model, kProvider);
  std::vector<std::string_view> names;
  for (const auto& known : ModelsByName()) names.push_back(known.model);
  if (!read.host.empty()) {
    const std::string near =
        InTable(read.base).has_value()
            ? fmt::format("; did you mean \"{}\"?", read.base)
            : internal::DidYouMean(read.base, names);
    return absl::NotFoundError(
        internal::WhyOtherHost(model, read, kProvider, near));
  }
  std::optional<std::string_view> found = InTable(read.base);
  // The table's own prefixes of fine-tunes, for bases that it lacks.
  if (!found && read.fine_tuned)
    found = InTable(fmt::format("ft:{}", read.base));
  if (found) return *found;
  return absl::NotFoundError(
      fmt::format("no encoding is known for model \"{}\"{}", model,
                  internal::DidYouMean(read.base, names)));
}

absl::StatusOr<const Encoding*> EncodingForModel(std::string_view model) {
  const auto name = EncodingNameForModel(model);
  if (!name.ok()) return name.status();
  return GetEncoding(*name);
}

}  // namespace tokenfare
