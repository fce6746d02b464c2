// What /v1/embeddings and /v1/completions refuse, by their reference.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "tokenfare/json/place.h"
#include "tokenfare/preflight/refusals/rows.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kEmbeddingsReference =
    "https://platform.openai.com/docs/api-reference/embeddings/create";
constexpr std::string_view kEmbeddingsGuide =
    "https://developers.openai.com/api/docs/guides/embeddings";
constexpr std::string_view kCompletionsReference =
    "https://platform.openai.com/docs/api-reference/completions/create";

std::string EmptyInput(const RefusalInput& input) {
  const PlainRequest& plain = input.conversation.plain;
  if (plain.inputs.empty()) {
    return fmt::format("{}: there is no input",
                       input.conversation.PathOf(plain.origin));
  }
  const auto empty = std::ranges::find_if(plain.inputs, &PlainInput::IsEmpty);
  if (empty == plain.inputs.end()) return {};
  return fmt::format("{}: an input may not be empty",
                     input.conversation.PathOf(empty->origin));
}

std::string DimensionsUnsupported(const RefusalInput& input) {
  if (input.conversation.plain.dimensions.empty() ||
      !input.card.id.starts_with("text-embedding-ada-")) {
    return {};
  }
  return fmt::format("{}: only text-embedding-3 and later models take it",
                     PathOf(input, Field::kDimensions));
}

// Vectors can be made shorter, and no longer than they are.
struct VectorSize {
  std::string_view model;
  double most;
};
constexpr std::array<VectorSize, 2> kVectorSizes = {
    {{"text-embedding-3-small", 1536}, {"text-embedding-3-large", 3072}}};

std::string DimensionsRange(const RefusalInput& input) {
  const auto* size =
      std::ranges::find(kVectorSizes, input.card.id, &VectorSize::model);
  if (size == kVectorSizes.end()) return {};
  return Outside(input,
                 {input.conversation.plain.dimensions, Field::kDimensions}, 1,
                 size->most);
}

std::string VectorFormat(const RefusalInput& input) {
  const std::string_view format = input.conversation.plain.vector_format;
  if (format.empty() || format == "float" || format == "base64") return {};
  return fmt::format("{}: {} is neither float nor base64",
                     PathOf(input, Field::kVectorFormat), Quoted(format));
}

std::string BestOfRange(const RefusalInput& input) {
  return Outside(input, {input.conversation.plain.best_of_text, Field::kBestOf},
                 1, 20);
}

std::string BestOfBelowChoices(const RefusalInput& input) {
  const PlainRequest& plain = input.conversation.plain;
  const std::string_view choices = input.conversation.options.choices;
  // `best_of` is the larger of both.
  if (plain.best_of_text.empty() || choices.empty() ||
      fmt::format("{}", plain.best_of) == plain.best_of_text) {
    return {};
  }
  return fmt::format("{}: {} is less than the {} that n asks for",
                     PathOf(input, Field::kBestOf), plain.best_of_text,
                     choices);
}

std::string BestOfStreamed(const RefusalInput& input) {
  const PlainRequest& plain = input.conversation.plain;
  if (plain.best_of_text.empty() || plain.best_of_text == "1" ||
      !input.conversation.options.stream) {
    return {};
  }
  return fmt::format("{}: the best of several cannot be streamed",
                     PathOf(input, Field::kBestOf));
}

std::string ManyLogprobs(const RefusalInput& input) {
  return Outside(input, {input.conversation.plain.logprobs, Field::kLogprobs},
                 0, 5);
}

std::string SuffixUnsupported(const RefusalInput& input) {
  const PlainRequest& plain = input.conversation.plain;
  if (!plain.suffix.has_value() || plain.suffix->empty() ||
      input.card.id.starts_with("gpt-3.5-turbo-instruct")) {
    return {};
  }
  return fmt::format("{}: only gpt-3.5-turbo-instruct takes it",
                     input.conversation.PathOf(plain.suffix_origin));
}

constexpr RefusalRow kEmbeddingsRows[] = {
    {"input_empty", kEmbeddingsReference, EmptyInput},
    {"dimensions_unsupported", kEmbeddingsReference, DimensionsUnsupported},
    {"dimensions_out_of_range", kEmbeddingsGuide, DimensionsRange},
    {"encoding_format_unknown", kEmbeddingsReference, VectorFormat},
};

constexpr RefusalRow kCompletionsRows[] = {
    {"best_of_out_of_range", kCompletionsReference, BestOfRange},
    {"best_of_below_n", kCompletionsReference, BestOfBelowChoices},
    {"best_of_streamed", kCompletionsReference, BestOfStreamed},
    {"logprobs_out_of_range", kCompletionsReference, ManyLogprobs},
    {"suffix_unsupported", kCompletionsReference, SuffixUnsupported},
    {"too_many_choices", kCompletionsReference, ChoicesRange},
    {"temperature_out_of_range", kCompletionsReference, TemperatureRange},
    {"top_p_out_of_range", kCompletionsReference, TopPRange},
    {"penalty_out_of_range", kCompletionsReference, PenaltyRange},
    {"logit_bias_out_of_range", kCompletionsReference, LogitBiasRange},
    {"too_many_stops", kCompletionsReference, ManyStops},
    {"stream_options_without_stream", kCompletionsReference,
     StreamOptionsAlone},
};

}  // namespace

std::span<const RefusalRow> EmbeddingsRefusalTable() { return kEmbeddingsRows; }

std::span<const RefusalRow> CompletionsRefusalTable() {
  return kCompletionsRows;
}

}  // namespace tokenfare::internal
