// Counts a file with Tokenfare for bench/rivals.py, as the rivals' adapters do:
// prints one line of JSON,
//   {"count": tokens, "seconds": [first pass, second pass, ...]}
//
// usage: rival_tokenfare FILE ENCODING PASSES

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/support/read_file.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/registry.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: rival_tokenfare FILE ENCODING PASSES\n");
    return 2;
  }
  const auto text = tokenfare::internal::ReadFile(argv[1], size_t{1} << 30);
  const auto encoding = tokenfare::GetEncoding(argv[2]);
  if (!text.ok() || !encoding.ok()) {
    fmt::print(stderr, "rival_tokenfare: {}\n",
               (text.ok() ? encoding.status() : text.status()).ToString());
    return 2;
  }
  tokenfare::Counter counter(**encoding);
  // The rivals load their tables before the clock starts.
  size_t count = counter.Count("a");
  std::vector<double> seconds;
  for (long passes = std::atol(argv[3]); passes > 0; --passes) {
    const auto start = std::chrono::steady_clock::now();
    count = counter.Count(*text);
    const std::chrono::duration<double> taken =
        std::chrono::steady_clock::now() - start;
    seconds.push_back(taken.count());
  }
  fmt::print("{{\"count\": {}, \"seconds\": {}}}\n", count, seconds);
}
