// Which results answer which calls.

#ifndef TOKENFARE_PREFLIGHT_CONVERSATION_CALL_BOOK_H_
#define TOKENFARE_PREFLIGHT_CONVERSATION_CALL_BOOK_H_

#include <cstddef>
#include <deque>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tokenfare/preflight/conversation/turn.h"

namespace tokenfare::internal {

// The calls that one turn of the assistant made together.
struct CallGroup {
  size_t calls = 0;
  // The turn that made them.
  const Turn* turn = nullptr;
  // Indexes of the turns that answer them, and which come first and last.
  std::vector<size_t> results;
  // Of each result, which of the calls it answers.
  std::vector<size_t> order;
};

struct KnownCall {
  std::string_view name;
  // Null where none is known.
  const Call* call;
  CallGroup* group;
  size_t index = 0;
};

// The calls of all turns, by id, and their results. A later call takes the id
// of an earlier one.
class CallBook {
 public:
  // Linear in the calls and turns, whose texts must outlive the book.
  explicit CallBook(const std::vector<Turn>& turns);

  // The call that turn i answers; its group is null where none is known.
  const KnownCall& AnsweredBy(size_t i) const { return results_[i]; }

 private:
  void AddCalls(const Turn& turn);
  // The call that the turn at `index` answers.
  KnownCall AddResult(const Turn& turn, size_t index);

  std::deque<CallGroup> groups_;
  absl::flat_hash_map<std::string_view, KnownCall> calls_;
  std::vector<KnownCall> results_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_CONVERSATION_CALL_BOOK_H_
