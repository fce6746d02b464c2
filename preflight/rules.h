// The rules by which a request becomes a prompt, and what recordings show of
// them: for reading, and with rules of the caller's own over the embedded ones.
//
//   absl::StatusOr<tokenfare::Rules> rules =
//       tokenfare::Rules::Parse(text, "overlay.json");
//   if (!rules.ok()) return Refuse(rules.status());
//   options.rules = &*rules;

#ifndef TOKENFARE_PREFLIGHT_RULES_H_
#define TOKENFARE_PREFLIGHT_RULES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/pricing/date.h"

namespace tokenfare::internal {
struct RuleOverlay;
}  // namespace tokenfare::internal

namespace [[gnu::visibility("default")]] tokenfare {

// The embedded rules, or those of a bundle of data (data_bundle.h), with those
// of a file over them. Immutable; copies share what was read, and any number of
// threads may use one.
class Rules {
 public:
  // `json` is what data/rules/overlay.schema.json describes; the text is taken
  // as hostile, every field is checked and unknown ones are refused. `name` is
  // for messages. Linear in the text. InvalidArgument with the name, the JSON
  // path and what to write.
  //
  // A figure that rests on such a rule is never exact: no recording that comes
  // with the program shows it.
  static absl::StatusOr<Rules> Parse(std::string_view json,
                                     std::string_view name);

  // These rules with those of a file over them, as Parse puts it over the
  // embedded ones; for the rules of a DataBundle.
  absl::StatusOr<Rules> WithOverlay(std::string_view json,
                                    std::string_view name) const;

  // Medians of the output of one choice, by model
  // (CheckOptions::median_output_tokens).
  const std::map<std::string, uint64_t, std::less<>>& median_output_tokens()
      const;

  const internal::RuleOverlay& overlay() const { return *overlay_; }

 private:
  friend class DataBundle;
  explicit Rules(std::shared_ptr<const internal::RuleOverlay> overlay)
      : overlay_(std::move(overlay)) {}

  std::shared_ptr<const internal::RuleOverlay> overlay_;
};

// A setting in force.
struct RuleFigure {
  std::string group;  // "constants", "forms", "typescript", "bounds", ...
  std::string name;
  std::string value;  // "3", "yes", "[0, 3, 3]"
  // Why it is not exact; empty where it is.
  std::string why;
};

// What recorded requests show of one feature.
struct RuleEvidence {
  std::string feature;
  int64_t recordings = 0;
  int64_t repositories = 0;
  // Billed otherwise than the rules say.
  int64_t contradicted = 0;
  // The first and last day, where a recording has one.
  std::optional<Date> first;
  std::optional<Date> last;
  // Why figures that rest on it are not exact; empty where they may be.
  std::string why_not_shown;
  // The newest recording is over 180 days older than the day asked about.
  bool old = false;
};

// A change of the API.
struct RuleChange {
  std::string name;
  // The last day on which a recording shows the old rule, and the first on
  // which one shows the new.
  Date last_old;
  Date first_new;
};

// The rules of one endpoint for one model on one day.
struct RuleReport {
  std::string endpoint;
  // The models that are billed alike.
  std::string family;
  // The file of the caller's own that states some of them; empty where none
  // does.
  std::string overlay;
  std::vector<RuleFigure> figures;
  std::vector<RuleChange> changes;
  // Of the features of which a recording is known.
  std::vector<RuleEvidence> evidence;
};

struct RulesOptions {
  std::string model;
  std::string provider{Catalogue::kDefaultProvider};
  Date as_of{};
  // Null means Catalogue::BuiltIn(), and the embedded rules.
  const Catalogue* catalogue = nullptr;
  const Rules* rules = nullptr;
};

// The reports of all endpoints that have rules. Errors as those of
// Catalogue::Resolve, and InvalidArgument for a model that takes no messages.
absl::StatusOr<std::vector<RuleReport>> DescribeRules(
    const RulesOptions& options);

// What recordings show of one family at one endpoint.
struct FamilyEvidence {
  std::string endpoint;
  std::string family;
  std::vector<RuleEvidence> evidence;
};
// Of all families, without the models that are in none. `rules` of a bundle of
// data come with their own; null means the embedded ones.
std::vector<FamilyEvidence> EvidenceByFamily(Date as_of,
                                             const Rules* rules = nullptr);

// As JSON documents.
std::string RulesToJson(const std::vector<RuleReport>& reports);
std::string EvidenceToJson(const std::vector<FamilyEvidence>& families);

}  // namespace tokenfare

#endif  // TOKENFARE_PREFLIGHT_RULES_H_
