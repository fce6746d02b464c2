// Does tasks on several threads, and hands out their results in the order of
// the tasks.

#ifndef TOKENFARE_SUPPORT_ORDERED_WORK_H_
#define TOKENFARE_SUPPORT_ORDERED_WORK_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace tokenfare::internal {

// The caller adds tasks and takes results, one thread at a time:
//
//   OrderedWork<std::string, size_t> work(4, Measure);
//   work.Add(...); work.Add(...);
//   while (std::optional<size_t> result = work.Next()) ...
//
// How many tasks wait is up to the caller. The caller's thread works too, while
// it waits in Next; the others are started when there is work for them. Where
// the system has no further thread, those that there are do the work.
template <typename Task, typename Result>
class OrderedWork {
 public:
  // At most `threads` threads, the caller's among them; 0 for one a processor.
  // `work` is called by all of them at once.
  OrderedWork(size_t threads, std::function<Result(Task)> work)
      : work_(std::move(work)),
        most_others_(std::max<size_t>(threads > 0
                                          ? threads
                                          : std::thread::hardware_concurrency(),
                                      1) -
                     1) {}

  // Drops the tasks that have not begun, and waits for those that have.
  ~OrderedWork() {
    {
      const std::lock_guard lock(mutex_);
      begun_ = slots_.size();
      closed_ = true;
    }
    may_work_.notify_all();
  }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  size_t threads() const { return most_others_ + 1; }

  void Add(Task task) {
    {
      const std::lock_guard lock(mutex_);
      slots_.emplace_back(std::move(task));
      // One task is for the caller's thread.
      if (slots_.size() - begun_ > 1) StartThread();
    }
    may_work_.notify_one();
  }

  // The result of the oldest task whose result was not taken, when it is there;
  // nothing where there is no such task. Throws what the task threw.
  std::optional<Result> Next() {
    std::unique_lock lock(mutex_);
    if (slots_.empty()) return std::nullopt;
    while (!slots_.front().done) {
      if (begun_ < slots_.size()) {
        DoNext(lock);
      } else {
        oldest_done_.wait(lock);
      }
    }
    Slot slot = std::move(slots_.front());
    slots_.pop_front();
    --begun_;
    lock.unlock();
    if (slot.error != nullptr) std::rethrow_exception(slot.error);
    return std::move(slot.result);
  }

 private:
  struct Slot {
    explicit Slot(Task todo) : task(std::move(todo)) {}

    Task task;
    std::optional<Result> result;
    std::exception_ptr error;
    bool done = false;
  };

  // Requires the lock and a task that has not begun. Gives the lock away
  // meanwhile.
  void DoNext(std::unique_lock<std::mutex>& lock) {
    // Stays where it is: slots are added and taken at the ends only, and one
    // that is not done is not taken.
    Slot& slot = slots_[begun_++];
    lock.unlock();
    try {
      slot.result.emplace(work_(std::move(slot.task)));
    } catch (...) {
      slot.error = std::current_exception();
    }
    lock.lock();
    slot.done = true;
    if (&slot == &slots_.front()) oldest_done_.notify_one();
  }

  void WorkOn() {
    std::unique_lock lock(mutex_);
    while (true) {
      may_work_.wait(lock,
                     [this] { return closed_ || begun_ < slots_.size(); });
      if (closed_) return;
      DoNext(lock);
    }
  }

  // Requires the lock.
  void StartThread() {
    if (others_.size() == most_others_) return;
    try {
      others_.emplace_back([this] { WorkOn(); });
    } catch (const std::system_error&) {
      most_others_ = others_.size();
    }
  }

  const std::function<Result(Task)> work_;
  size_t most_others_;

  std::mutex mutex_;
  std::condition_variable may_work_;
  std::condition_variable oldest_done_;
  std::deque<Slot> slots_;  // guarded by mutex_
  size_t begun_ = 0;        // how many of slots_ have begun; guarded by mutex_
  bool closed_ = false;     // guarded by mutex_
  // The last member: the threads end before what they use.
  std::vector<std::jthread> others_;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_SUPPORT_ORDERED_WORK_H_
