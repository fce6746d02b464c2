#include "tokenfare/support/model_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kFineTune = "ft:";
// Fine-tunes of the models before gpt-3.5-turbo.
constexpr std::string_view kOldFineTune = ":ft-";
// Of a name in a message.
constexpr size_t kShown = 100;

// Not absl's own, whose string_view is another in Debian's builds.
bool SameLetter(char a, char b) {
  return absl::ascii_tolower(static_cast<unsigned char>(a)) ==
         absl::ascii_tolower(static_cast<unsigned char>(b));
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  absl::AsciiStrToLower(&lower);
  return lower;
}

// Takes `prefix` off the beginning of `name`.
bool Consume(std::string_view prefix, std::string_view& name) {
  if (!SameModelName(name.substr(0, prefix.size()), prefix)) return false;
  name.remove_prefix(prefix.size());
  return true;
}

}  // namespace

ModelName ReadModelName(std::string_view name, std::string_view provider) {
  ModelName read;
  std::string_view rest = name;
  if (!Consume(fmt::format("{}/", provider), rest)) {
    Consume(fmt::format("{}:", provider), rest);
  }
  // What follows the base of a fine-tune is its owner's, and may hold a slash.
  const std::string_view before_colon = rest.substr(0, rest.find(':'));
  if (const size_t slash = before_colon.rfind('/');
      slash != std::string_view::npos && slash + 1 < rest.size()) {
    read.host = Lower(rest.substr(0, rest.find('/')));
    rest.remove_prefix(slash + 1);
  }
  if (Consume(kFineTune, rest)) {
    read.fine_tuned = true;
    rest = rest.substr(0, rest.find(':'));
  } else if (const size_t old = rest.find(kOldFineTune);
             old != std::string_view::npos) {
    read.fine_tuned = true;
    rest = rest.substr(0, old);
  }
  read.base = Lower(rest);
  return read;
}

bool IsFineTuneId(std::string_view id) { return id.starts_with(kFineTune); }

bool SameModelName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameLetter);
}

std::string WhyOtherHost(std::string_view name, const ModelName& read,
                         std::string_view provider, std::string_view near) {
  return fmt::format(
      "\"{}\" is a model at another host, \"{}\", whose prices and limits are "
      "not those of provider \"{}\"{}",
      name.substr(0, kShown), read.host.substr(0, kShown), provider, near);
}

}  // namespace tokenfare::internal
