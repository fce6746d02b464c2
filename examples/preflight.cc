// Where a gateway starts: does this request fit its model, and what may it
// cost?
//
// usage: preflight BODY.json YYYY-MM-DD
//
// Exit status: 0 it fits, 1 it does not, 2 bad request, 3 that is unknown.

#include <fstream>
#include <iostream>
#include <iterator>

#include "tokenfare/preflight/check.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream file(argv[1]);
  const std::string body{std::istreambuf_iterator<char>(file), {}};
  const absl::StatusOr<tokenfare::Date> today = tokenfare::ParseDate(argv[2]);
  if (!today.ok()) return 2;

  tokenfare::CheckOptions options;
  options.as_of = *today;
  const absl::StatusOr<tokenfare::Verdict> verdict =
      tokenfare::Check(body, options);
  if (!verdict.ok()) {
    std::cerr << argv[1] << ": " << verdict.status().message() << "\n";
    return 2;
  }
  std::cout << verdict->input_tokens.expected << " input tokens\n";
  if (verdict->cost_usd) {
    std::cout << "at most " << verdict->cost_usd->high.ToString() << "\n";
  }
  for (const tokenfare::Finding& reason : verdict->reasons) {
    std::cout << reason.code << ": " << reason.message << "\n";
  }
  if (!verdict->fits) return 3;
  return *verdict->fits ? 0 : 1;
}
