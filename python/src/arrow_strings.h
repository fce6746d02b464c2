// Reads columns of text that come as Arrow structures, in place. Knows no
// Python.
//
// A producer that lies about its memory can't be found out. What the structures
// themselves say is checked: numbers of buffers and children, lengths, offsets
// that fall or are negative, parts of view arrays and indices that lie outside.

#ifndef TOKENFARE_PYTHON_SRC_ARROW_STRINGS_H_
#define TOKENFARE_PYTHON_SRC_ARROW_STRINGS_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "arrow_abi.h"

namespace tokenfare::arrow {

// An ArrowSchema, ArrowArray or ArrowArrayStream that is released in the end.
template <typename T>
class Owned {
 public:
  Owned() = default;
  // Takes over what `from` holds; `from` is marked released.
  explicit Owned(T& from) : value_(std::exchange(from, T{})) {}
  ~Owned() { Release(); }
  Owned(Owned&& other) noexcept : value_(std::exchange(other.value_, T{})) {}
  Owned& operator=(Owned&& other) noexcept {
    if (this != &other) {
      Release();
      value_ = std::exchange(other.value_, T{});
    }
    return *this;
  }

  bool released() const { return value_.release == nullptr; }
  T* get() { return &value_; }
  const T& operator*() const { return value_; }
  const T* operator->() const { return &value_; }

 private:
  void Release() {
    if (!released()) value_.release(&value_);
  }

  T value_{};
};

enum class StringLayout { kNull, kUtf8, kLargeUtf8, kView };

// What a schema says about a column of text.
struct ColumnType {
  // Of the texts, or of the dictionary's values.
  StringLayout layout = StringLayout::kUtf8;
  // The format of the dictionary's indices; '\0' where there is no dictionary.
  char index_format = '\0';
  // Whether the column is the only one of a table (a struct).
  bool in_table = false;
};

// Unimplemented, with what to give instead, where `schema` is of another type;
// InvalidArgument where it makes no sense.
absl::StatusOr<ColumnType> ColumnTypeOf(const ArrowSchema& schema);

// Which rows of an array are null.
class Validity {
 public:
  // None.
  Validity() = default;
  // Those whose bit is 0, from bit `offset` on. None where `bits` is null.
  Validity(const void* bits, int64_t offset)
      : bits_(static_cast<const uint8_t*>(bits)),
        offset_(static_cast<size_t>(offset)) {}

  bool IsNull(size_t row) const {
    if (bits_ == nullptr) return false;
    const size_t bit = offset_ + row;
    return ((bits_[bit / 8] >> (bit % 8)) & 1) == 0;
  }

 private:
  const uint8_t* bits_ = nullptr;
  size_t offset_ = 0;
};

// A string array. Lives no longer than the ArrowArray.
class StringArray {
 public:
  // InvalidArgument where the structure is not what a string array has.
  static absl::StatusOr<StringArray> Make(StringLayout layout,
                                          const ArrowArray& array);

  size_t size() const { return static_cast<size_t>(length_); }
  bool IsNull(size_t row) const {
    return layout_ == StringLayout::kNull || validity_.IsNull(row);
  }

  // Sets texts[i] to the text of row `begin` + i; to an empty one where that is
  // null. InvalidArgument where a text lies outside its buffer.
  absl::Status Read(size_t begin, std::span<std::string_view> texts) const;

  // One of them.
  absl::Status Read(size_t row, std::string_view& text) const {
    return Read(row, std::span(&text, 1));
  }

 private:
  StringArray() = default;

  template <typename Offset>
  absl::Status ReadOffsets(size_t begin,
                           std::span<std::string_view> texts) const;
  absl::Status ReadViews(size_t begin, std::span<std::string_view> texts) const;
  absl::StatusOr<std::string_view> LongView(const char* view,
                                            size_t size) const;

  StringLayout layout_ = StringLayout::kNull;
  Validity validity_;
  int64_t offset_ = 0;
  int64_t length_ = 0;
  std::span<const void* const> buffers_;
};

// The indices of a dictionary array. Lives no longer than the ArrowArray.
class DictionaryIndices {
 public:
  static constexpr size_t kNull = std::numeric_limits<size_t>::max();

  // InvalidArgument where the structure is not what a dictionary array has.
  static absl::StatusOr<DictionaryIndices> Make(char index_format,
                                                const ArrowArray& array);

  size_t size() const { return static_cast<size_t>(length_); }

  // Sets indices[i] to the index of row `begin` + i, or to kNull.
  // InvalidArgument where one is not below `values`.
  absl::Status Read(size_t begin, size_t values,
                    std::span<size_t> indices) const;

 private:
  DictionaryIndices() = default;

  template <typename Index>
  absl::Status ReadAs(size_t begin, size_t values,
                      std::span<size_t> indices) const;

  char format_ = '\0';
  Validity validity_;
  int64_t offset_ = 0;
  int64_t length_ = 0;
  const void* data_ = nullptr;
};

// The rows of the only column of a table: its array, cut as the table is, and
// which rows of the table are null.
struct TableColumn {
  // Owns nothing; what it points to is the table's.
  ArrowArray column;
  Validity rows;
};

// InvalidArgument where `table` is no struct array with one child.
absl::StatusOr<TableColumn> OnlyColumnOf(const ArrowArray& table);

}  // namespace tokenfare::arrow

#endif  // TOKENFARE_PYTHON_SRC_ARROW_STRINGS_H_
