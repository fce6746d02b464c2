#include "tokenfare/catalogue/check_names.h"

#include "fmt/format.h"
#include "tokenfare/pricing/rate_card.h"
#include "tokenfare/support/status_message.h"

namespace [[gnu::visibility("default")]] tokenfare {
namespace {

absl::Status Unknown(std::string_view label, const absl::Status& status) {
  return absl::NotFoundError(
      fmt::format("{}: {}", label, internal::MessageOf(status)));
}

}  // namespace

absl::Status CheckNames(const Catalogue& catalogue, std::string_view provider,
                        const std::optional<std::string>& model,
                        const std::optional<std::string>& service_tier,
                        const NameLabels& labels) {
  if (model.has_value()) {
    const auto card = catalogue.Find(*model, provider);
    if (!card.ok()) return Unknown(labels.model, card.status());
  }
  if (service_tier.has_value() && service_tier != "auto" &&
      service_tier != kScaleTier) {
    const auto tier = ParseServiceTier(*service_tier);
    if (!tier.ok()) return Unknown(labels.service_tier, tier.status());
  }
  return absl::OkStatus();
}

}  // namespace tokenfare
