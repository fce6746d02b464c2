// allowed_special and disallowed_special, as tiktoken has them.

#ifndef TOKENFARE_PYTHON_SRC_SPECIAL_ARGUMENTS_H_
#define TOKENFARE_PYTHON_SRC_SPECIAL_ARGUMENTS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nanobind/nanobind.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/special_tokens.h"

namespace tokenfare::python {

bool IsEmptyTuple(nanobind::handle argument);
// Whether it is "all".
bool IsAll(nanobind::handle argument);

// What the two arguments of a call mean. Each is "all" or a collection of str.
// A token that both name is disallowed; "all" of disallowed_special is all but
// the allowed ones.
class SpecialArguments {
 public:
  // Throws TypeError for anything else. `encoding` must outlive this.
  SpecialArguments(const Encoding& encoding, nanobind::handle allowed,
                   nanobind::handle disallowed);

  const SpecialTokenPolicy& policy() const { return policy_; }

  // Throws tiktoken's ValueError where `text` holds a disallowed string that is
  // no special token; the policy knows nothing of those. Requires the GIL.
  void RefuseOthers(std::string_view text) const;

  // Throws tiktoken's ValueError for the first disallowed special token of
  // `texts`, which have one: the policy has refused it. Requires the GIL.
  [[noreturn]] void Refuse(std::span<const std::string_view> texts) const;

 private:
  const SpecialTokens& specials_;
  SpecialTokenPolicy policy_;
  std::vector<std::string> other_disallowed_;
};

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_SPECIAL_ARGUMENTS_H_
