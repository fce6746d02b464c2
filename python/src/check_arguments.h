// What tokenfare.check and check_many take beside requests.

#ifndef TOKENFARE_PYTHON_SRC_CHECK_ARGUMENTS_H_
#define TOKENFARE_PYTHON_SRC_CHECK_ARGUMENTS_H_

#include <optional>

#include "arguments.h"
#include "nanobind/nanobind.h"
#include "tokenfare/catalogue/catalogue.h"
#include "tokenfare/preflight/check.h"
#include "tokenfare/preflight/rules.h"

namespace tokenfare::python {

// CheckOptions, and what they refer to. Stays where it is.
class CheckArguments {
 public:
  // Throws TypeError and the errors of the package, which name the argument.
  CheckArguments(nanobind::handle model, nanobind::handle service_tier,
                 nanobind::handle format, nanobind::handle as_of,
                 nanobind::handle provider, nanobind::handle cached_tokens,
                 nanobind::handle expected_output_tokens,
                 nanobind::handle median_output_tokens, nanobind::handle epochs,
                 nanobind::handle previous, nanobind::handle regional,
                 nanobind::handle max_input_tokens, nanobind::handle max_cost,
                 nanobind::handle deadline, nanobind::handle max_work,
                 nanobind::handle max_memory, nanobind::handle explain,
                 nanobind::handle suggest, nanobind::handle catalogue,
                 nanobind::handle rules);
  CheckArguments(const CheckArguments&) = delete;
  CheckArguments& operator=(const CheckArguments&) = delete;

  const CheckOptions& options() const { return options_; }

 private:
  const Catalogue models_;
  const std::optional<Rules> rules_;
  std::optional<DocumentArgument> previous_;
  CheckOptions options_;
};

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_CHECK_ARGUMENTS_H_
