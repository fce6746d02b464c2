#include "tokenfare/preflight/judgement/capabilities.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/preflight/dialects/media/image_address.h"

namespace tokenfare::internal {
namespace {

using Kind = Item::Kind;

bool Denies(const std::optional<Fact<bool>>& fact) {
  return fact.has_value() && !fact->value;
}

bool Holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Content of one kind: how often, and where first.
struct Found {
  size_t count = 0;
  std::string path;
};

Found FindContent(const Conversation& request, Kind kind) {
  Found found;
  for (const Turn& turn : request.turns) {
    for (const Item& item : turn.content) {
      if (item.kind != kind) continue;
      if (found.count++ == 0) found.path = request.PathOf(item.origin);
    }
  }
  return found;
}

void JudgeEndpoint(const Conversation& request, const Subject& subject,
                   Judge& judge) {
  const ModelCard& card = *subject.card;
  if (!card.endpoints.has_value() || request.endpoint.empty()) return;
  const std::vector<std::string>& all = card.endpoints->value;
  if (std::any_of(all.begin(), all.end(), [&](std::string_view endpoint) {
        return endpoint.ends_with(request.endpoint);
      })) {
    return;
  }
  judge.Refuse(Reason::kEndpointUnsupported,
               fmt::format("{} answers at {}, not at {} ({}); choose another "
                           "model or endpoint",
                           subject.asked, fmt::join(all, ", "),
                           request.endpoint, card.endpoints->source));
}

// `names`: what catalogues call the modality.
struct Modality {
  Kind kind;
  std::string_view what;
  std::array<std::string_view, 2> names;
};

constexpr std::array<Modality, 3> kModalities = {{
    {Kind::kImage, "an image", {"image", "image"}},
    {Kind::kAudio, "audio", {"audio", "audio"}},
    {Kind::kFile, "a file", {"pdf", "file"}},
}};

void JudgeInputs(const Conversation& request, const Subject& subject,
                 Judge& judge) {
  const ModelCard& card = *subject.card;
  if (!card.input_modalities.has_value()) return;
  const std::vector<std::string>& taken = card.input_modalities->value;
  for (const Modality& modality : kModalities) {
    if (Holds(taken, modality.names[0]) || Holds(taken, modality.names[1])) {
      continue;
    }
    const Found found = FindContent(request, modality.kind);
    if (found.count == 0) continue;
    const std::string of =
        found.count == 1 ? "" : fmt::format(", the first of {}", found.count);
    judge.Refuse(
        Reason::kModalityUnsupported,
        fmt::format("{} is {}{}, and {} takes only {} ({}); remove it or "
                    "choose another model",
                    found.path, modality.what, of, subject.asked,
                    fmt::join(taken, ", "), card.input_modalities->source));
  }
}

void JudgeOutputs(const Conversation& request, const Subject& subject,
                  Judge& judge) {
  const ModelCard& card = *subject.card;
  if (!request.speaks || !card.output_modalities.has_value()) return;
  const std::vector<std::string>& given = card.output_modalities->value;
  if (Holds(given, "audio")) return;
  judge.Refuse(
      Reason::kModalityUnsupported,
      fmt::format("{} asks for audio, and {} answers only in {} ({}); "
                  "remove it or choose another model",
                  request.PathOf(Field::kModalities), subject.asked,
                  fmt::join(given, ", "), card.output_modalities->source));
}

void JudgeFeatures(const Conversation& request, const Subject& subject,
                   Judge& judge) {
  const ModelCard& card = *subject.card;
  const std::string& model = subject.asked;
  if (!request.tools.empty() && Denies(card.tools)) {
    judge.Refuse(
        Reason::kToolsUnsupported,
        fmt::format("{} is given, and {} takes no tools ({}); remove it or "
                    "choose another model",
                    request.PathOf(request.tools_origin), model,
                    card.tools->source));
  }
  if (request.output.kind == OutputContract::Kind::kJsonSchema &&
      Denies(card.structured_outputs)) {
    judge.Refuse(
        Reason::kStructuredOutputsUnsupported,
        fmt::format("{} is a json_schema, which {} does not take ({}); use "
                    "json_object or choose another model",
                    request.PathOf(request.output.origin), model,
                    card.structured_outputs->source));
  }
  if (request.output_limit.by_old_field && Denies(card.takes_max_tokens)) {
    judge.Refuse(
        Reason::kMaxTokensUnsupported,
        fmt::format("{} is refused by {} ({}); name it {}",
                    request.PathOf(Field::kOldOutputLimit), model,
                    card.takes_max_tokens->source, "max_completion_tokens"));
  }
}

bool Supports(const ImageRule& rule, ImageDetail detail) {
  if (std::holds_alternative<TileImageRule>(rule.rule)) {
    return detail != ImageDetail::kOriginal;
  }
  const std::vector<ImageDetail>& without =
      std::get<PatchImageRule>(rule.rule).unsupported;
  return std::find(without.begin(), without.end(), detail) == without.end();
}

void WarnOfDetail(const Conversation& request, const Subject& subject,
                  Judge& judge) {
  const ModelCard& card = *subject.card;
  const ImageRule* rule = ImageRuleOn(card, subject.as_of);
  if (rule == nullptr) return;
  for (const Turn& turn : request.turns) {
    for (const Item& item : turn.content) {
      if (item.kind != Kind::kImage) continue;
      const std::string_view name = item.detail;
      const std::optional<ImageDetail> detail = ParseImageDetail(name);
      if (!detail.has_value() || Supports(*rule, *detail)) continue;
      judge.Warn(
          Warning::kImageDetailUnsupported,
          fmt::format("{}: \"{}\" is not among the details that {} supports "
                      "({})",
                      request.PathOf(item.origin, Field::kDetail), name,
                      subject.asked, rule->source));
      return;
    }
  }
}

// Which addresses of images are not taken: the first, and how many; empty where
// all are.
std::string WhyImagesNotTaken(const Conversation& request) {
  // https://platform.openai.com/docs/guides/images-vision: types and addresses.
  constexpr std::string_view kTaken =
      "the API takes PNG, JPEG, GIF and WebP by https address or as "
      "data:image/png;base64,...";
  std::string first;
  size_t count = 0;
  for (const Turn& turn : request.turns) {
    for (const Item& item : turn.content) {
      // Of those of other APIs the warning says enough.
      if (item.kind != Kind::kImage || item.form != Item::Form::kKnown) {
        continue;
      }
      const std::string why = WhyNotTaken(item.data);
      if (why.empty() || count++ > 0) continue;
      first = fmt::format("{}: the image {}", request.PathOf(item.origin), why);
    }
  }
  if (count == 0) return {};
  return fmt::format("{}{}; {}", first,
                     count == 1 ? "" : fmt::format(", the first of {}", count),
                     kTaken);
}

}  // namespace

void JudgeCapabilities(const Conversation& request, const Subject& subject,
                       Judge& judge) {
  JudgeEndpoint(request, subject, judge);
  JudgeInputs(request, subject, judge);
  JudgeOutputs(request, subject, judge);
  JudgeFeatures(request, subject, judge);
  if (std::string why = WhyImagesNotTaken(request); !why.empty()) {
    judge.Refuse(Reason::kImageAddressUnsupported, std::move(why));
  }
  WarnOfDetail(request, subject, judge);
}

}  // namespace tokenfare::internal
