#include "tokenfare/support/ordered_work.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace tokenfare::internal {
namespace {

// Later tasks are done first: each takes less time than the one before.
TEST(OrderedWork, ResultsComeInTheOrderOfTheTasks) {
  for (const size_t threads : {1, 2, 8}) {
    OrderedWork<int, std::string> work(threads, [](int task) {
      std::this_thread::sleep_for(std::chrono::microseconds(100 * (9 - task)));
      return std::to_string(task);
    });
    for (int task = 0; task < 10; ++task) work.Add(task);
    for (int task = 0; task < 10; ++task) {
      EXPECT_EQ(work.Next(), std::to_string(task)) << threads;
    }
    EXPECT_EQ(work.Next(), std::nullopt);
  }
}

TEST(OrderedWork, TasksMayBeAddedBetweenResults) {
  OrderedWork<int, int> work(3, [](int task) { return task * task; });
  int taken = 0;
  for (int task = 0; task < 20'000; ++task) {
    work.Add(task);
    if (task % 3 != 0) {
      EXPECT_EQ(work.Next(), taken * taken);
      ++taken;
    }
  }
  while (const std::optional<int> result = work.Next()) {
    EXPECT_EQ(*result, taken * taken);
    ++taken;
  }
  EXPECT_EQ(taken, 20'000);
}

TEST(OrderedWork, WithOneThread_TheCallerDoesAll) {
  OrderedWork<int, std::thread::id> work(
      1, [](int) { return std::this_thread::get_id(); });
  for (int task = 0; task < 10; ++task) work.Add(task);
  for (int task = 0; task < 10; ++task) {
    EXPECT_EQ(work.Next(), std::this_thread::get_id());
  }
}

// No task ends before all four have begun, so four threads are at work.
TEST(OrderedWork, AsManyThreadsAsAskedFor_TheCallerAmongThem) {
  std::atomic<int> begun = 0;
  OrderedWork<int, std::thread::id> work(4, [&](int) {
    ++begun;
    while (begun < 4) std::this_thread::yield();
    return std::this_thread::get_id();
  });
  for (int task = 0; task < 4; ++task) work.Add(task);
  std::vector<std::thread::id> ids;
  while (const std::optional<std::thread::id> id = work.Next()) {
    ids.push_back(*id);
  }
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), std::this_thread::get_id()), 1);
}

TEST(OrderedWork, WhatATaskThrowsComesInItsPlace) {
  OrderedWork<int, int> work(2, [](int task) {
    if (task == 1) throw std::runtime_error("one");
    return task;
  });
  for (int task = 0; task < 3; ++task) work.Add(task);
  EXPECT_EQ(work.Next(), 0);
  EXPECT_THROW(work.Next(), std::runtime_error);
  EXPECT_EQ(work.Next(), 2);
}

TEST(OrderedWork, AtItsEnd_WhatHasNotBegunIsDropped) {
  std::atomic<int> begun = 0;
  std::atomic<bool> may_end = false;
  std::jthread later;
  {
    OrderedWork<int, int> work(2, [&](int task) {
      ++begun;
      while (!may_end) std::this_thread::yield();
      return task;
    });
    for (int task = 0; task < 100; ++task) work.Add(task);
    while (begun == 0) std::this_thread::yield();
    later = std::jthread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      may_end = true;
    });
  }
  EXPECT_EQ(begun, 1);
}

}  // namespace
}  // namespace tokenfare::internal
