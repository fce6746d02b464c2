// Bodies of requests to measure on, the same for each revision.

#ifndef TOKENFARE_BENCH_CHECK_SPEED_BODIES_H_
#define TOKENFARE_BENCH_CHECK_SPEED_BODIES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tokenfare::bench {

// `text` as a JSON string.
std::string Quoted(std::string_view text);

// `size` bytes of `text` from about `offset` on, which goes round; whole
// characters.
std::string_view SliceAt(std::string_view text, size_t offset, size_t size);

// The contents of messages of 1 KB, some `bytes` in all.
std::vector<std::string_view> Contents(std::string_view text, size_t offset,
                                       size_t bytes);

// A chat of these messages, with so many tools of 1 KB, whose descriptions are
// of `text`.
std::string ChatOf(const std::vector<std::string_view>& contents, size_t tools,
                   std::string_view text, size_t offset);

// Some `bytes` in all, tools included.
std::string Chat(std::string_view text, size_t offset, size_t bytes,
                 size_t tools);

// A chat of many small parts: "messages", "tools", "images" or "calls".
std::string Many(std::string_view what, size_t count);

}  // namespace tokenfare::bench

#endif  // TOKENFARE_BENCH_CHECK_SPEED_BODIES_H_
