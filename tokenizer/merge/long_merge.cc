#include "tokenfare/tokenizer/merge/long_merge.h"

#include <functional>
#include <queue>

namespace tokenfare::internal {

LongMerge::LongMerge(const Image& image)
    : image_(image),
      memory_(image.size() * sizeof(List)),
      lists_(memory_.Take<List>(image.size())),
      pending_(image.size()) {}

void LongMerge::Run(std::vector<Rank>& parts) {
  Begin(parts);
  if (image_.ranks_ascend()) {
    RunByRank();
  } else {
    RunByHeap();
  }
  parts.clear();
  for (Place at = 1; at != kNowhere; at = nodes_[at].after) {
    parts.push_back(nodes_[at].part);
  }
}

void LongMerge::Begin(const std::vector<Rank>& parts) {
  const auto size = static_cast<Place>(parts.size());
  nodes_.resize(size + 1);
  for (Place at = 1; at <= size; ++at) {
    nodes_[at] = {.part = parts[at - 1],
                  .merged = kNoRank,
                  .before = at - 1,
                  .after = at == size ? kNowhere : at + 1,
                  .list_before = kNowhere,
                  .list_after = kNowhere};
  }
}

void LongMerge::RunByRank() {
  for (Place at = 1; at < nodes_.size(); ++at) FindPair(at);
  while (const std::optional<Rank> rank = pending_.PopLowest()) {
    // Merging unlinks places from the list, never adds any (L1).
    const List& list = lists_[*rank];
    while (list.first != kNowhere) MergeAt(list.first);
  }
}

// Joins the part at `place` with the next one, and finds the pairs anew that
// this changes. The next part's own pair is gone.
void LongMerge::MergeAt(Place place) {
  Node& node = nodes_[place];
  const Place next = node.after;
  Unlink(next);
  node.part = node.merged;
  node.after = nodes_[next].after;
  if (node.after != kNowhere) nodes_[node.after].before = place;
  if (node.before != kNowhere) FindPair(node.before);
  FindPair(place);
}

void LongMerge::FindPair(Place place) {
  Unlink(place);
  Node& node = nodes_[place];
  if (node.after == kNowhere) return;
  node.merged = image_.pairs().Find(node.part, nodes_[node.after].part);
  if (node.merged != kNoRank) Link(place);
}

// Appends to the list of the place's pair (L2: that keeps it in text order).
void LongMerge::Link(Place place) {
  Node& node = nodes_[place];
  List& list = lists_[node.merged];
  node.list_before = list.last;
  node.list_after = kNowhere;
  if (list.last == kNowhere) {
    list.first = place;
    pending_.Insert(node.merged);
  } else {
    nodes_[list.last].list_after = place;
  }
  list.last = place;
}

void LongMerge::Unlink(Place place) {
  Node& node = nodes_[place];
  if (node.merged == kNoRank) return;
  List& list = lists_[node.merged];
  (node.list_before == kNowhere ? list.first
                                : nodes_[node.list_before].list_after) =
      node.list_after;
  (node.list_after == kNowhere ? list.last
                               : nodes_[node.list_after].list_before) =
      node.list_before;
  node.merged = kNoRank;
}

void LongMerge::RunByHeap() {
  // Rank above, place below: the least is the leftmost pair of lowest rank.
  using Candidate = uint64_t;
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> heap;
  const auto find_pair = [&](Place place) {
    Node& node = nodes_[place];
    node.merged = node.after == kNowhere
                      ? kNoRank
                      : image_.pairs().Find(node.part, nodes_[node.after].part);
    if (node.merged != kNoRank) {
      heap.push((Candidate{node.merged} << 32) | place);
    }
  };
  for (Place at = 1; at < nodes_.size(); ++at) find_pair(at);
  while (!heap.empty()) {
    const auto place = static_cast<Place>(heap.top());
    const auto rank = static_cast<Rank>(heap.top() >> 32);
    heap.pop();
    Node& node = nodes_[place];
    if (node.merged != rank) continue;  // changed since it was pushed
    Node& next = nodes_[node.after];
    next.merged = kNoRank;
    node.part = rank;
    node.after = next.after;
    if (node.after != kNowhere) nodes_[node.after].before = place;
    if (node.before != kNowhere) find_pair(node.before);
    find_pair(place);
  }
}

}  // namespace tokenfare::internal
