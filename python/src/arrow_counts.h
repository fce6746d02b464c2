// The token counts of a column of text, Arrow in and Arrow out. Knows no
// Python.
//
//   ColumnCounter counter(encoding, type, {.threads = 4});
//   for (ArrowArray& array : arrays) {
//     absl::Status status = counter.Add(Owned(array));
//   }
//   absl::StatusOr<ColumnCounts> counts = std::move(counter).Finish();

#ifndef TOKENFARE_PYTHON_SRC_ARROW_COUNTS_H_
#define TOKENFARE_PYTHON_SRC_ARROW_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "arrow_abi.h"
#include "arrow_strings.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::arrow {

// A count per row, or null.
class ColumnCounts {
 public:
  size_t size() const { return size_; }
  size_t null_count() const { return null_count_; }
  // The sum of the counts that are not null.
  uint64_t total() const { return total_; }
  bool IsNull(size_t row) const {
    return null_count_ > 0 && ((validity_[row / 8] >> (row % 8)) & 1) == 0;
  }
  // 0 where the row is null.
  std::span<const uint32_t> values() const { return {values_.get(), size_}; }
  // A bit per row, as Arrow has them; nullptr where no row is null.
  const uint8_t* validity() const {
    return null_count_ > 0 ? validity_.data() : nullptr;
  }

  // OutOfRange where `count` does not fit.
  absl::Status Append(size_t count);
  void AppendNull();
  // Gives back what has been allocated for more rows.
  void Shrink();

 private:
  struct Free {
    void operator()(uint32_t* values) const { std::free(values); }
  };

  void AppendValue(uint32_t value);
  void Reallocate(size_t capacity);

  // Not a vector: the system enlarges large blocks without copying them, so
  // that the peak is not three times what is needed.
  std::unique_ptr<uint32_t[], Free> values_;
  size_t capacity_ = 0;
  size_t size_ = 0;
  size_t null_count_ = 0;
  uint64_t total_ = 0;
  // Empty until the first null.
  std::vector<uint8_t> validity_;
};

// Counts arrays of one type, one after the other. Texts are read in place.
// Memory: the counts; up to 14 MB for the texts' places; the arrays whose texts
// wait to be counted, which hold up to 16 MiB of text besides the last; of a
// dictionary 5 bytes per value and the array before.
class ColumnCounter {
 public:
  // `encoding` must outlive this.
  ColumnCounter(const Encoding& encoding, ColumnType type, BatchOptions options)
      : encoding_(encoding), type_(type), options_(std::move(options)) {}

  // Errors: InvalidArgument for an array that makes no sense; OutOfRange for
  // over 2^32 - 1 tokens in a row; Cancelled. After one there is no result.
  absl::Status Add(Owned<ArrowArray> array);

  absl::StatusOr<ColumnCounts> Finish() &&;

 private:
  // What is known of a dictionary's value.
  enum class Value : uint8_t { kUnknown, kCounted, kNull };

  absl::Status AddStrings(const ArrowArray& array, const Validity& rows);
  absl::Status AddDictionary(const ArrowArray& array, const Validity& rows);
  absl::Status CountValues(const StringArray& values,
                           std::span<const size_t> indices);
  absl::Status CountPending();
  absl::StatusOr<std::vector<size_t>> Count(
      std::span<const std::string_view> texts);

  const Encoding& encoding_;
  const ColumnType type_;
  const BatchOptions options_;
  ColumnCounts counts_;

  // Texts that are not counted yet, a row each; those of null rows are empty.
  // Arrays are often too small to be worth several threads.
  std::vector<std::string_view> pending_;
  std::vector<bool> pending_nulls_;
  size_t pending_bytes_ = 0;
  // What the texts lie in, and of a dictionary what `values_` belong to.
  std::vector<Owned<ArrowArray>> arrays_;

  std::vector<Value> values_;
  std::vector<uint32_t> value_counts_;
};

// The counts of all of `stream`. Its errors are Internal, with its message.
absl::StatusOr<ColumnCounts> CountStream(const Encoding& encoding,
                                         ArrowArrayStream& stream,
                                         const BatchOptions& options);

// The counts of `array`, which is taken over.
absl::StatusOr<ColumnCounts> CountArray(const Encoding& encoding,
                                        const ArrowSchema& schema,
                                        ArrowArray& array,
                                        const BatchOptions& options);

// uint32, nullable.
void ExportSchema(ArrowSchema& schema);
// Shares the counts; nothing is copied.
void ExportArray(std::shared_ptr<const ColumnCounts> counts, ArrowArray& array);
// A stream of one array.
void ExportStream(std::shared_ptr<const ColumnCounts> counts,
                  ArrowArrayStream& stream);

}  // namespace tokenfare::arrow

#endif  // TOKENFARE_PYTHON_SRC_ARROW_COUNTS_H_
