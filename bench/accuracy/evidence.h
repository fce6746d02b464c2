// The evidence that recordings give (tokenfare/preflight/rules/evidence.h),
// with the repositories that it comes from.

#ifndef TOKENFARE_BENCH_ACCURACY_EVIDENCE_H_
#define TOKENFARE_BENCH_ACCURACY_EVIDENCE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "bench/accuracy/score.h"
#include "tokenfare/preflight/internal/request_features.h"
#include "tokenfare/preflight/rules/evidence.h"

namespace tokenfare::bench {

class Evidence {
 public:
  // Counts the recording where `prediction` is its bill and it is not suspect.
  void Add(const Recording& recording, const Prediction& prediction,
           const std::optional<internal::RequestFeatures>& features);

  // The prediction that the rules would give if its repository had
  // recorded nothing: a feature that the others do not show is not exact.
  Prediction WithoutItsSource(
      const Recording& recording, const Prediction& prediction,
      const std::optional<internal::RequestFeatures>& features) const;

  // As one line of JSON: "first", "last", "repositories", "families" and
  // "other_hosts" of a file of evidence (data/rules/README.md).
  std::string Table() const;

 private:
  struct Count {
    int64_t recordings = 0;
    std::optional<Date> first;
    std::optional<Date> last;

    void Add(const Count& other);
  };
  // By repository.
  using Sources = std::map<std::string, Count>;
  struct Shown {
    Sources sources;
    int64_t contradicted = 0;
  };
  // Host, family, model, feature.
  using Key =
      std::tuple<std::string, std::string, std::string, internal::Feature>;

  // Whether recordings of other repositories show it at OpenAI, for which the
  // predictions are. Linear in the rows.
  bool IsShown(internal::Feature feature,
               const internal::RequestFeatures& features,
               const Recording& left_out) const;

  std::map<Key, Shown> shown_;
};

}  // namespace tokenfare::bench

#endif  // TOKENFARE_BENCH_ACCURACY_EVIDENCE_H_
