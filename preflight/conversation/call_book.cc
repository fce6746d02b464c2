// One pass over the turns: a result comes behind its call.

#include "tokenfare/preflight/conversation/call_book.h"

namespace tokenfare::internal {

CallBook::CallBook(const std::vector<Turn>& turns) {
  results_.reserve(turns.size());
  for (const Turn& turn : turns) {
    if (turn.role == Role::kTool) {
      results_.push_back(AddResult(turn, results_.size()));
    } else {
      results_.push_back({{}, nullptr, nullptr});
      AddCalls(turn);
    }
  }
}

KnownCall CallBook::AddResult(const Turn& turn, size_t index) {
  const auto found = calls_.find(turn.answers);
  if (found == calls_.end()) return {{}, nullptr, nullptr};
  found->second.group->results.push_back(index);
  found->second.group->order.push_back(found->second.index);
  return found->second;
}

void CallBook::AddCalls(const Turn& turn) {
  if (turn.calls.empty()) return;
  CallGroup& group = groups_.emplace_back();
  group.calls = turn.calls.size();
  group.turn = &turn;
  size_t index = 0;
  for (const Call& call : turn.calls) {
    calls_.insert_or_assign(call.id,
                            KnownCall{call.name, &call, &group, index++});
  }
}

}  // namespace tokenfare::internal
