// Tokenfare as an adapter of bench/rivals: counts one byte, prints "ready 1",
// then answers each line of standard input with one line.
//
//   load PATH            the text that the others work on      -> bytes
//   count                a pass over the text                  -> tokens
//   seconds encode               the same, with ids                    ->
//   tokens seconds cut B E B E ...      documents, by the bytes of the text ->
//   number documents BYTES      counts each; before each, untimed, reads BYTES
//   of
//                        other memory                   -> tokens seconds
//                        seconds...
//   threads N            counts all documents with N workers   -> tokens
//   seconds
//
// usage: rival_tokenfare ENCODING

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/tokenizer/counter.h"
#include "tokenfare/tokenizer/encoding.h"
#include "tokenfare/tokenizer/registry.h"

namespace {

struct Taken {
  double seconds;
  double cpu_seconds;  // of all threads
};

// The result of `work`, and what it took. The caller destroys the result, after
// the clocks have stopped.
template <typename Work>
auto Timed(Work work) {
  const std::clock_t cpu_start = std::clock();
  const auto start = std::chrono::steady_clock::now();
  auto result = work();
  const std::chrono::duration<double> taken =
      std::chrono::steady_clock::now() - start;
  const double ticks = static_cast<double>(std::clock() - cpu_start);
  return std::pair(std::move(result),
                   Taken{taken.count(), ticks / CLOCKS_PER_SEC});
}

// Documents counted by several threads, each with a Counter that it keeps.
// What the library offers for batches goes into Count.
class Workers {
 public:
  Workers(const tokenfare::Encoding& encoding, size_t number) {
    for (size_t i = 0; i < number; ++i) {
      counters_.push_back(std::make_unique<tokenfare::Counter>(encoding));
      counters_.back()->Count("a");
    }
  }

  size_t number() const { return counters_.size(); }

  size_t Count(const std::vector<std::string_view>& documents) {
    std::atomic<size_t> next = 0;
    std::atomic<size_t> tokens = 0;
    const auto work = [&](tokenfare::Counter& counter) {
      size_t sum = 0;
      for (size_t i = next++; i < documents.size(); i = next++) {
        sum += counter.Count(documents[i]);
      }
      tokens += sum;
    };
    std::vector<std::jthread> others;
    for (size_t i = 1; i < counters_.size(); ++i) {
      others.emplace_back(work, std::ref(*counters_[i]));
    }
    work(*counters_[0]);
    others.clear();  // joins
    return tokens;
  }

 private:
  std::vector<std::unique_ptr<tokenfare::Counter>> counters_;
};

class Adapter {
 public:
  explicit Adapter(const tokenfare::Encoding& encoding)
      : encoding_(encoding), counter_(encoding) {}

  std::string Answer(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command >> std::ws;
    if (command == "load") return Load(words);
    if (command == "count") return Count();
    if (command == "encode") return Encode();
    if (command == "cut") return Cut(words);
    if (command == "documents") return CountApart(words);
    if (command == "threads") return CountTogether(words);
    return "error: unknown command " + command;
  }

  size_t CountOneByte() { return counter_.Count("a"); }

 private:
  std::string Load(std::istringstream& words) {
    std::string path;
    std::getline(words, path);
    // Into memory of its exact size, and never two texts: peaks are measured.
    text_ = std::string();
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) return "error: cannot read " + path;
    text_.resize(size);
    file.read(text_.data(), static_cast<std::streamsize>(size));
    return fmt::format("{}", file.gcount());
  }

  std::string Count() {
    const auto [tokens, taken] = Timed([&] { return counter_.Count(text_); });
    return fmt::format("{} {} {}", tokens, taken.seconds, taken.cpu_seconds);
  }

  std::string Encode() {
    const auto [ids, taken] = Timed([&] { return encoding_.Encode(text_); });
    return fmt::format("{} {} {}", ids.size(), taken.seconds,
                       taken.cpu_seconds);
  }

  std::string Cut(std::istringstream& words) {
    documents_.clear();
    size_t begin = 0;
    size_t end = 0;
    while (words >> begin >> end) {
      documents_.push_back(std::string_view(text_).substr(begin, end - begin));
    }
    return fmt::format("{}", documents_.size());
  }

  std::string CountApart(std::istringstream& words) {
    size_t bytes = 0;
    words >> bytes;
    // Written, for pages that are only read are all the one page of zeros.
    const std::vector<uint64_t> other(bytes / sizeof(uint64_t), 1);
    size_t tokens = 0;
    std::string all_seconds;
    for (const std::string_view document : documents_) {
      uint64_t sum = 0;
      for (const uint64_t word : other) sum += word;
      if (sum != other.size()) return "error: memory changed";
      const auto [count, taken] =
          Timed([&] { return counter_.Count(document); });
      tokens += count;
      all_seconds += fmt::format(" {}", taken.seconds);
    }
    return fmt::format("{}{}", tokens, all_seconds);
  }

  std::string CountTogether(std::istringstream& words) {
    size_t number = 1;
    words >> number;
    if (workers_ == nullptr || workers_->number() != number) {
      workers_ = std::make_unique<Workers>(encoding_, number);
    }
    const auto [tokens, taken] =
        Timed([&] { return workers_->Count(documents_); });
    return fmt::format("{} {}", tokens, taken.seconds);
  }

  const tokenfare::Encoding& encoding_;
  tokenfare::Counter counter_;
  std::string text_;
  std::vector<std::string_view> documents_;
  std::unique_ptr<Workers> workers_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: rival_tokenfare ENCODING\n");
    return 2;
  }
  const auto encoding = tokenfare::GetEncoding(argv[1]);
  if (!encoding.ok()) {
    fmt::print(stderr, "rival_tokenfare: {}\n", encoding.status().ToString());
    return 2;
  }
  Adapter adapter(**encoding);
  std::cout << "ready " << adapter.CountOneByte() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << adapter.Answer(line) << std::endl;
  }
}
