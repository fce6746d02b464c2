// Changes JSON so that it mostly stays JSON: a value or key becomes another one
// of the text or a constant that readers may stumble over, and arrays grow.
// Bytes that are changed anyhow end at the parser, which has its own targets.
// Linked into targets whose input is JSON.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace tokenfare {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kConstants[] = {
    "null",
    "true",
    "0",
    "-1",
    "1",
    "3",
    "0.5",
    "1e400",
    "999999999999",
    "1000000000000",
    "-1000000000000",
    "9223372036854775808",
    "[]",
    "{}",
    "\"\"",
    "\"a\"",
    "\"0.000001\"",
    "\"99999999999\"",
    "\"0001-01-01\"",
    "\"9999-12-31\"",
    "\"2026-11-22\"",
    "\"gpt-4o\"",
    "\"/v1/chat/completions\"",
    "\"/v1/responses\"",
    "\"o200k_base\"",
    "[-1000000000000,1000000000000]",
    "[0,1,999999999999]",
};

// A key or a value.
struct Span {
  size_t begin;
  size_t end;
  bool is_key;
  // Of an array.
  bool is_element;

  std::string_view In(std::string_view json) const {
    return json.substr(begin, end - begin);
  }
};

// The end of the string that begins at `at`; the text's if it never ends.
size_t StringEnd(std::string_view json, size_t at) {
  for (size_t i = at + 1; i < json.size(); ++i) {
    if (json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      return i + 1;
    }
  }
  return json.size();
}

char FirstAfter(std::string_view json, size_t at) {
  const size_t next = json.find_first_not_of(kBlanks, at);
  return next == std::string_view::npos ? '\0' : json[next];
}

char LastBefore(std::string_view json, size_t at) {
  const size_t last = json.substr(0, at).find_last_not_of(kBlanks);
  return last == std::string_view::npos ? '\0' : json[last];
}

Span SpanOf(std::string_view json, size_t begin, size_t end) {
  const char before = LastBefore(json, begin);
  const bool is_key = json[begin] == '"' && FirstAfter(json, end) == ':';
  return {begin, end, is_key, !is_key && (before == '[' || before == ',')};
}

// Those of a text that is JSON; of another some.
std::vector<Span> SpansOf(std::string_view json) {
  std::vector<Span> spans;
  std::vector<size_t> open;
  for (size_t i = 0; i < json.size();) {
    const char c = json[i];
    size_t end = i + 1;
    if (c == '{' || c == '[') {
      open.push_back(i);
    } else if ((c == '}' || c == ']') && !open.empty()) {
      spans.push_back(SpanOf(json, open.back(), end));
      open.pop_back();
    } else if (c == '"') {
      end = StringEnd(json, i);
      spans.push_back(SpanOf(json, i, end));
    } else if (kBlanks.find(c) == std::string_view::npos && c != ',' &&
               c != ':') {
      end = std::min(json.find_first_of(",:]} \t\r\n", i), json.size());
      end = std::max(end, i + 1);
      spans.push_back(SpanOf(json, i, end));
    }
    i = end;
  }
  return spans;
}

class Mutator {
 public:
  Mutator(std::string_view json, unsigned seed)
      : json_(json), spans_(SpansOf(json)), random_(seed) {}

  // Empty where there is nothing to change.
  std::string Change() {
    if (spans_.empty()) return {};
    const Span target = spans_[Below(spans_.size())];
    const std::string_view other = OtherFor(target);
    const size_t keep =
        target.is_element && Below(3) == 0 ? target.end : target.begin;
    std::string text(json_.substr(0, keep));
    if (keep == target.end) text += ',';
    text += other;
    return text += json_.substr(target.end);
  }

  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

 private:
  // A key for a key; a value of the text or a constant for a value.
  std::string_view OtherFor(const Span& target) {
    if (!target.is_key && Below(2) == 0) {
      return kConstants[Below(std::size(kConstants))];
    }
    constexpr int kTries = 8;
    for (int i = 0; i < kTries; ++i) {
      const Span other = spans_[Below(spans_.size())];
      if (other.is_key == target.is_key) return other.In(json_);
    }
    return target.In(json_);
  }

  const std::string_view json_;
  const std::vector<Span> spans_;
  std::minstd_rand random_;
};

}  // namespace
}  // namespace tokenfare

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t max_size, unsigned int seed) {
  const std::string before(reinterpret_cast<const char*>(data), size);
  tokenfare::Mutator mutator(before, seed);
  constexpr size_t kOfBytes = 8;
  const std::string after =
      mutator.Below(kOfBytes) == 0 ? std::string() : mutator.Change();
  if (after.empty() || after.size() > max_size) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  std::memcpy(data, after.data(), after.size());
  return after.size();
}
