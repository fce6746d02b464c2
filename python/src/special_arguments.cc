#include "special_arguments.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "nanobind/stl/string_view.h"
#include "text_argument.h"

namespace tokenfare::python {
namespace {

namespace nb = nanobind;

using TokenSet = SpecialTokenPolicy::TokenSet;

TokenSet TokensIn(nb::handle argument, const char* name) {
  TokenSet tokens;
  if (PyUnicode_Check(argument.ptr()) != 0) {
    throw nb::type_error(
        fmt::format("{}: expected \"all\" or a set of str, got a str", name)
            .c_str());
  }
  for (const nb::handle token : argument) {
    tokens.emplace(TextArgument(token, name).utf8());
  }
  return tokens;
}

[[noreturn]] void RaiseDisallowed(std::string_view token) {
  const std::string quoted = nb::repr(nb::cast(token)).c_str();
  throw nb::value_error(
      fmt::format(
          "Encountered text corresponding to disallowed special token {0}.\n"
          "If you want this text to be encoded as a special token, pass it to "
          "`allowed_special`, e.g. `allowed_special={{{0}, ...}}`.\n"
          "If you want this text to be encoded as normal text, disable the "
          "check "
          "for this token by passing "
          "`disallowed_special=(enc.special_tokens_set - {{{0}}})`.\n"
          "To disable this check for all special tokens, pass "
          "`disallowed_special=()`.\n",
          quoted)
          .c_str());
}

// The tokens of the encoding that are in neither set.
TokenSet Others(const SpecialTokens& specials, const TokenSet& a,
                const TokenSet& b) {
  TokenSet others;
  for (const SpecialToken& token : specials.all()) {
    if (!a.contains(token.text) && !b.contains(token.text))
      others.insert(token.text);
  }
  return others;
}

}  // namespace

bool IsEmptyTuple(nb::handle argument) {
  return PyTuple_Check(argument.ptr()) != 0 &&
         PyTuple_Size(argument.ptr()) == 0;
}

bool IsAll(nb::handle argument) {
  return PyUnicode_Check(argument.ptr()) != 0 &&
         PyUnicode_CompareWithASCIIString(argument.ptr(), "all") == 0;
}

SpecialArguments::SpecialArguments(const Encoding& encoding, nb::handle allowed,
                                   nb::handle disallowed)
    : specials_(encoding.special_tokens()),
      policy_(SpecialTokenPolicy::Ordinary()) {
  const bool allow_all = IsAll(allowed);
  const bool disallow_rest = IsAll(disallowed);
  TokenSet tokens;
  if (!allow_all) tokens = TokensIn(allowed, "allowed_special");
  if (disallow_rest) {
    policy_ = allow_all ? SpecialTokenPolicy::AllowAll()
                        : SpecialTokenPolicy::Allow(std::move(tokens));
    return;
  }
  const TokenSet refused = TokensIn(disallowed, "disallowed_special");
  for (const std::string& token : refused) {
    if (!specials_.IdOf(token).has_value()) other_disallowed_.push_back(token);
  }
  if (refused.size() == other_disallowed_.size()) {
    if (allow_all) {
      policy_ = SpecialTokenPolicy::AllowAll();
    } else if (!tokens.empty()) {
      TokenSet ordinary = Others(specials_, tokens, {});
      policy_ = SpecialTokenPolicy::Allow(std::move(tokens))
                    .WithOrdinary(std::move(ordinary));
    }
    return;
  }
  if (allow_all) tokens = Others(specials_, refused, {});
  std::erase_if(tokens, [&](const std::string& token) {
    return refused.contains(token);
  });
  TokenSet ordinary = Others(specials_, tokens, refused);
  policy_ = SpecialTokenPolicy::Allow(std::move(tokens))
                .WithOrdinary(std::move(ordinary));
}

void SpecialArguments::RefuseOthers(std::string_view text) const {
  const std::string* first = nullptr;
  size_t first_at = std::string_view::npos;
  for (const std::string& token : other_disallowed_) {
    const size_t at = text.find(token);
    if (at < first_at) {
      first = &token;
      first_at = at;
    }
  }
  if (first != nullptr) RaiseDisallowed(*first);
}

void SpecialArguments::Refuse(std::span<const std::string_view> texts) const {
  for (const std::string_view text : texts) {
    size_t from = 0;
    while (const auto match = specials_.Find(text, from, policy_)) {
      const std::string_view token = match->token->text;
      if (policy_.MeaningOf(token) == SpecialTokenPolicy::Meaning::kError) {
        RaiseDisallowed(token);
      }
      from = match->offset + token.size();
    }
  }
  throw nb::value_error("the text has a disallowed special token");
}

}  // namespace tokenfare::python
