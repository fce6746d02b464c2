#include "arrow_counts.h"

#include <algorithm>
#include <limits>
#include <new>
#include <string>
#include <utility>

#include "fmt/format.h"

namespace tokenfare::arrow {
namespace {

// Of rows and bytes that are counted at a time. Starting threads anew for each
// costs them nothing that shows, and places of texts take 24 bytes per row.
constexpr size_t kRows = size_t{1} << 18;
constexpr size_t kBytes = size_t{16} << 20;

bool SameArray(const ArrowArray& a, const ArrowArray& b) {
  return a.length == b.length && a.offset == b.offset &&
         a.n_buffers == b.n_buffers &&
         std::equal(a.buffers, a.buffers + a.n_buffers, b.buffers);
}

absl::Status StreamError(ArrowArrayStream& stream, int code) {
  const char* const message =
      stream.get_last_error != nullptr ? stream.get_last_error(&stream) : "";
  return absl::InternalError(fmt::format("its stream failed with error {}: {}",
                                         code,
                                         message == nullptr ? "" : message));
}

}  // namespace

absl::Status ColumnCounts::Append(size_t count) {
  if (count > std::numeric_limits<uint32_t>::max()) {
    return absl::OutOfRangeError(
        fmt::format("row {} has {} tokens, which is more than a uint32 holds",
                    size_, count));
  }
  total_ += count;
  if (null_count_ > 0) {
    if (size_ % 8 == 0) validity_.push_back(0);
    validity_.back() |= static_cast<uint8_t>(1U << (size_ % 8));
  }
  AppendValue(static_cast<uint32_t>(count));
  return absl::OkStatus();
}

void ColumnCounts::AppendNull() {
  if (null_count_ == 0) {
    // All before were none.
    validity_.assign((size_ + 7) / 8, 0xff);
    if (size_ % 8 != 0) {
      validity_.back() = static_cast<uint8_t>((1U << (size_ % 8)) - 1);
    }
  }
  if (size_ % 8 == 0) validity_.push_back(0);
  ++null_count_;
  AppendValue(0);
}

void ColumnCounts::AppendValue(uint32_t value) {
  if (size_ == capacity_) Reallocate(std::max<size_t>(64, capacity_ * 2));
  values_[size_++] = value;
}

void ColumnCounts::Shrink() {
  if (size_ < capacity_ && size_ > 0) Reallocate(size_);
  validity_.shrink_to_fit();
}

void ColumnCounts::Reallocate(size_t capacity) {
  void* const enlarged =
      std::realloc(values_.get(), capacity * sizeof(uint32_t));
  if (enlarged == nullptr) throw std::bad_alloc();
  static_cast<void>(values_.release());
  values_.reset(static_cast<uint32_t*>(enlarged));
  capacity_ = capacity;
}

absl::Status ColumnCounter::Add(Owned<ArrowArray> array) {
  Validity rows;
  ArrowArray column = *array;
  if (type_.in_table) {
    const absl::StatusOr<TableColumn> only = OnlyColumnOf(*array);
    if (!only.ok()) return only.status();
    rows = only->rows;
    column = only->column;
  }
  if (type_.index_format == '\0') {
    arrays_.push_back(std::move(array));
    return AddStrings(column, rows);
  }
  if (absl::Status status = AddDictionary(column, rows); !status.ok()) {
    return status;
  }
  arrays_.clear();
  arrays_.push_back(std::move(array));
  return absl::OkStatus();
}

absl::Status ColumnCounter::AddStrings(const ArrowArray& array,
                                       const Validity& rows) {
  const absl::StatusOr<StringArray> strings =
      StringArray::Make(type_.layout, array);
  if (!strings.ok()) return strings.status();
  for (size_t begin = 0; begin < strings->size();) {
    const size_t size =
        std::min(strings->size() - begin, kRows - pending_.size());
    pending_.resize(pending_.size() + size);
    const auto texts = std::span(pending_).last(size);
    if (absl::Status read = strings->Read(begin, texts); !read.ok()) {
      return read;
    }
    for (size_t i = 0; i < size; ++i) {
      const bool null = strings->IsNull(begin + i) || rows.IsNull(begin + i);
      if (null) texts[i] = {};
      pending_nulls_.push_back(null);
      pending_bytes_ += texts[i].size();
    }
    begin += size;
    if (pending_.size() == kRows || pending_bytes_ >= kBytes) {
      if (absl::Status counted = CountPending(); !counted.ok()) return counted;
    }
  }
  // The array was the last that was needed, or holds no text at all.
  if (pending_bytes_ == 0) arrays_.clear();
  return absl::OkStatus();
}

absl::Status ColumnCounter::CountPending() {
  const absl::StatusOr<std::vector<size_t>> counts = Count(pending_);
  if (!counts.ok()) return counts.status();
  for (size_t i = 0; i < counts->size(); ++i) {
    if (pending_nulls_[i]) {
      counts_.AppendNull();
    } else if (absl::Status appended = counts_.Append((*counts)[i]);
               !appended.ok()) {
      return appended;
    }
  }
  pending_.clear();
  pending_nulls_.clear();
  pending_bytes_ = 0;
  // The last array may have further rows.
  if (arrays_.size() > 1) arrays_.erase(arrays_.begin(), arrays_.end() - 1);
  return absl::OkStatus();
}

absl::Status ColumnCounter::AddDictionary(const ArrowArray& array,
                                          const Validity& rows) {
  const absl::StatusOr<DictionaryIndices> indices =
      DictionaryIndices::Make(type_.index_format, array);
  if (!indices.ok()) return indices.status();
  const absl::StatusOr<StringArray> values =
      StringArray::Make(type_.layout, *array.dictionary);
  if (!values.ok()) return values.status();
  // Chunks of a column often share their dictionary. The array before is still
  // alive, so that the same buffers hold the same texts.
  const ArrowArray* const before = arrays_.empty() ? nullptr
                                   : type_.in_table
                                       ? arrays_.back()->children[0]->dictionary
                                       : arrays_.back()->dictionary;
  if (before == nullptr || !SameArray(*before, *array.dictionary)) {
    values_.assign(values->size(), Value::kUnknown);
    value_counts_.assign(values->size(), 0);
  }
  std::vector<size_t> block(std::min(indices->size(), kRows));
  for (size_t begin = 0; begin < indices->size(); begin += block.size()) {
    block.resize(std::min(indices->size() - begin, kRows));
    absl::Status status = indices->Read(begin, values->size(), block);
    for (size_t i = 0; i < block.size(); ++i) {
      if (rows.IsNull(begin + i)) block[i] = DictionaryIndices::kNull;
    }
    if (status.ok()) status = CountValues(*values, block);
    if (!status.ok()) return status;
    for (const size_t index : block) {
      if (index == DictionaryIndices::kNull || values_[index] == Value::kNull) {
        counts_.AppendNull();
      } else if (status = counts_.Append(value_counts_[index]); !status.ok()) {
        return status;
      }
    }
  }
  return absl::OkStatus();
}

absl::Status ColumnCounter::CountValues(const StringArray& values,
                                        std::span<const size_t> indices) {
  std::vector<size_t> unknown;
  std::vector<std::string_view> texts;
  for (const size_t index : indices) {
    if (index == DictionaryIndices::kNull ||
        values_[index] != Value::kUnknown) {
      continue;
    }
    if (values.IsNull(index)) {
      values_[index] = Value::kNull;
      continue;
    }
    values_[index] = Value::kCounted;
    unknown.push_back(index);
    if (absl::Status read = values.Read(index, texts.emplace_back());
        !read.ok()) {
      return read;
    }
  }
  const absl::StatusOr<std::vector<size_t>> counts = Count(texts);
  if (!counts.ok()) return counts.status();
  for (size_t i = 0; i < unknown.size(); ++i) {
    if ((*counts)[i] > std::numeric_limits<uint32_t>::max()) {
      return absl::OutOfRangeError(fmt::format(
          "value {} of the dictionary has {} tokens, which is more than a "
          "uint32 holds",
          unknown[i], (*counts)[i]));
    }
    value_counts_[unknown[i]] = static_cast<uint32_t>((*counts)[i]);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<size_t>> ColumnCounter::Count(
    std::span<const std::string_view> texts) {
  // A batch of one share never asks.
  if (options_.keep_going != nullptr && !options_.keep_going()) {
    return absl::CancelledError("the column was ended");
  }
  return encoding_.CountBatch(texts, options_);
}

absl::StatusOr<ColumnCounts> ColumnCounter::Finish() && {
  if (absl::Status counted = CountPending(); !counted.ok()) return counted;
  counts_.Shrink();
  return std::move(counts_);
}

absl::StatusOr<ColumnCounts> CountStream(const Encoding& encoding,
                                         ArrowArrayStream& stream,
                                         const BatchOptions& options) {
  if (stream.release == nullptr || stream.get_schema == nullptr ||
      stream.get_next == nullptr) {
    return absl::InvalidArgumentError("its Arrow stream is released");
  }
  Owned<ArrowSchema> schema;
  if (const int code = stream.get_schema(&stream, schema.get()); code != 0) {
    return StreamError(stream, code);
  }
  const absl::StatusOr<ColumnType> type = ColumnTypeOf(*schema);
  if (!type.ok()) return type.status();
  ColumnCounter counter(encoding, *type, options);
  while (true) {
    Owned<ArrowArray> array;
    if (const int code = stream.get_next(&stream, array.get()); code != 0) {
      return StreamError(stream, code);
    }
    if (array.released()) break;
    if (options.keep_going != nullptr && !options.keep_going()) {
      return absl::CancelledError("the column was ended");
    }
    if (absl::Status added = counter.Add(std::move(array)); !added.ok()) {
      return added;
    }
  }
  return std::move(counter).Finish();
}

absl::StatusOr<ColumnCounts> CountArray(const Encoding& encoding,
                                        const ArrowSchema& schema,
                                        ArrowArray& array,
                                        const BatchOptions& options) {
  if (array.release == nullptr) {
    return absl::InvalidArgumentError("its Arrow array is released");
  }
  Owned<ArrowArray> owned(array);
  const absl::StatusOr<ColumnType> type = ColumnTypeOf(schema);
  if (!type.ok()) return type.status();
  ColumnCounter counter(encoding, *type, options);
  if (absl::Status added = counter.Add(std::move(owned)); !added.ok()) {
    return added;
  }
  return std::move(counter).Finish();
}

}  // namespace tokenfare::arrow
