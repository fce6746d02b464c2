#include "tokenfare/preflight/batch_tally.h"

#include <string_view>
#include <utility>

#include "fmt/format.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

constexpr size_t kMostRepeatedNamed = 10;

// "gpt-4.1 and 2 more", of the names of a map.
template <typename Map>
std::string NamesOf(const Map& by_name) {
  std::string text;
  size_t named = 0;
  for (const auto& [name, value] : by_name) {
    if (named == kMostRepeatedNamed) {
      return text + fmt::format(" and {} more", by_name.size() - named);
    }
    text += fmt::format("{}{}", named++ == 0 ? "" : ", ", name);
  }
  return text;
}

Finding Over(std::string_view code, std::string_view what, size_t found,
             size_t most) {
  return {std::string(code),
          fmt::format("the file has {} {}, and a batch takes at most {}; split "
                      "it",
                      found, what, most)};
}

}  // namespace

void BatchTally::AddBad(size_t bytes) {
  ++lines_;
  // And the end of the line.
  bytes_ += bytes + 1;
}

bool BatchTally::Add(size_t line, size_t bytes, const Verdict& verdict) {
  AddBad(bytes);
  ++endpoints_[verdict.endpoint];
  if (verdict.endpoint == "/v1/embeddings") {
    embedding_inputs_ += verdict.parts.size();
  }
  const auto [first, is_new] = ids_.try_emplace(verdict.custom_id, line);
  if (!is_new && repetitions_++ < kMostRepeatedNamed) {
    repeated_.push_back(
        {std::string(batch::kRepeatedId),
         fmt::format("line {} has the custom_id \"{}\" of line {}; each line "
                     "needs one of its own",
                     line, verdict.custom_id, first->second)});
  }
  return models_[verdict.model].Add(verdict);
}

std::vector<Finding> BatchTally::Findings() const {
  std::vector<Finding> findings = repeated_;
  if (repetitions_ > kMostRepeatedNamed) {
    findings.push_back({std::string(batch::kRepeatedId),
                        fmt::format("{} lines more repeat a custom_id",
                                    repetitions_ - kMostRepeatedNamed)});
  }
  if (lines_ > batch::kMostLines) {
    findings.push_back(
        Over(batch::kTooManyLines, "lines", lines_, batch::kMostLines));
  }
  if (bytes_ > batch::kMostBytes) {
    findings.push_back(
        Over(batch::kTooLarge, "bytes", bytes_, batch::kMostBytes));
  }
  if (embedding_inputs_ > batch::kMostEmbeddingInputs) {
    findings.push_back(Over(batch::kTooManyInputs, "texts to embed",
                            embedding_inputs_, batch::kMostEmbeddingInputs));
  }
  if (models_.size() > 1) {
    findings.push_back(
        {std::string(batch::kSeveralModels),
         fmt::format("a file is for one model, and this has requests to {}; "
                     "give each a file of its own",
                     NamesOf(models_))});
  }
  if (endpoints_.size() > 1) {
    findings.push_back(
        {std::string(batch::kSeveralEndpoints),
         fmt::format("a batch is for one endpoint, and this has requests to "
                     "{}; give each a file of its own",
                     NamesOf(endpoints_))});
  }
  return findings;
}

}  // namespace tokenfare
