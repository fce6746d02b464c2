// Ctrl-C during a long call.

#ifndef TOKENFARE_PYTHON_SRC_INTERRUPTS_H_
#define TOKENFARE_PYTHON_SRC_INTERRUPTS_H_

#include <chrono>
#include <cstddef>

#include "nanobind/nanobind.h"
#include "tokenfare/tokenizer/encoding.h"

namespace tokenfare::python {

// Looks for signals now and then, from a thread that has released the GIL.
class Interrupts {
 public:
  // False once a signal's handler has raised: then the call should end, take
  // the GIL and throw nanobind::python_error. Takes the GIL at most every 20
  // ms, since others may hold it for long.
  bool None() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(20)) return true;
    last_ = now;
    const nanobind::gil_scoped_acquire with_gil;
    return PyErr_CheckSignals() == 0;
  }

  // Options of a batch that a signal ends, as Cancelled. This must outlive it.
  BatchOptions Batch(size_t threads) {
    return {.threads = threads, .keep_going = [this] { return None(); }};
  }

 private:
  std::chrono::steady_clock::time_point last_ =
      std::chrono::steady_clock::now();
};

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_INTERRUPTS_H_
