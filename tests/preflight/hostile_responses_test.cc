// Bodies of /v1/responses made to break what reads them (see
// hostile_request_test.cc): each gets a clear error or bounds. Time is not
// measured: where a rule were quadratic, the sizes here would take minutes, and
// the test's limit of time ends it.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/preflight/check_options.h"
#include "tests/preflight/hostile.h"
#include "tests/preflight/media_files.h"

namespace tokenfare {
namespace {

using ::testing::HasSubstr;

// The first has no rule that joins calls, the others by ids and always.
constexpr std::array<std::string_view, 3> kResponsesModels = {"gpt-4o", "gpt-5",
                                                              "gpt-5.4"};

std::string Items(std::string_view model, std::string_view items,
                  std::string_view fields = "") {
  return fmt::format(R"({{"model": "{}", "input": [{}]{}{}}})", model, items,
                     fields.empty() ? "" : ", ", fields);
}

std::string Asks(std::string_view model, std::string_view fields) {
  return fmt::format(R"({{"model": "{}", "input": "Hi", {}}})", model, fields);
}

constexpr std::string_view kIssued =
    "fc_0123456789abcdef0123456789abcdef0123456789abcdef";

// As many calls in a row, and their results.
std::string CallsAndResults(size_t count) {
  return fmt::format(
      "{}, {}",
      Repeated(count, fmt::format(R"({{{{"type": "function_call", "id": "{}",
                           "call_id": "c{{}}", "name": "f",
                           "arguments": "{{{{}}}}"}}}})",
                                  kIssued)),
      Repeated(count, R"({{"type": "function_call_output", "call_id": "c{}",
                          "output": "r"}})"));
}

TEST(HostileResponses, HundredThousandItems) {
  for (std::string_view model : kResponsesModels) {
    SCOPED_TRACE(model);
    const Verdict verdict = Survives(Items(
        model, Repeated(100'000, R"({{"role": "user", "content": "{}"}})")));
    EXPECT_GE(verdict.parts.size(), 100'000U);
    Survives(Items(model, CallsAndResults(50'000)));
    Survives(Items(model, Repeated(100'000, R"({{"type": "reasoning",
                                               "id": "rs_{}"}})")));
    Survives(Items(model, Repeated(100'000, R"({{"type": "item_reference",
                                               "id": "m{}"}})")));
    Survives(Items(model, Repeated(100'000, R"({{"type": "compaction",
                                               "id": "m{}"}})")));
  }
}

TEST(HostileResponses, HundredThousandTools) {
  for (std::string_view model : kResponsesModels) {
    SCOPED_TRACE(model);
    Survives(Asks(model, fmt::format(R"("tools": [{}])",
                                     Repeated(100'000, R"({{"type": "function",
                                              "name": "f{}"}})"))));
    // None of them is a function, and all are one.
    for (std::string_view type : {"t{}", "web_search_preview"}) {
      Survives(Asks(
          model,
          fmt::format(R"("tools": [{}])",
                      Repeated(100'000,
                               fmt::format(R"({{{{"type": "{}"}}}})", type)))));
    }
  }
}

// Each server is asked for among all lists.
TEST(HostileResponses, ServersAndTheirLists) {
  constexpr size_t kServers = 50'000;
  const std::string servers =
      fmt::format(R"("tools": [{}])", Repeated(kServers, R"({{"type": "mcp",
                                              "server_label": "s{}"}})"));
  for (std::string_view model : kResponsesModels) {
    SCOPED_TRACE(model);
    Survives(Items(
        model, Repeated(kServers, R"({{"type": "mcp_list_tools", "server_label":
                           "s{0}", "tools": [{{"name": "f{0}"}}]}})"),
        servers));
    // Of other servers.
    Survives(Items(
        model, Repeated(kServers, R"({{"type": "mcp_list_tools", "server_label":
                           "t{}", "tools": []}})"),
        servers));
  }
}

// A schema whose references double at each level.
std::string DoublingSchema(size_t levels) {
  std::string definitions = R"("d0": {"type": "string"})";
  for (size_t i = 1; i <= levels; ++i) {
    definitions += fmt::format(
        R"(, "d{0}": {{"type": "object", "properties":
            {{"a": {{"$ref": "#/$defs/d{1}"}}, "b": {{"$ref":
            "#/$defs/d{1}"}}}}}})",
        i, i - 1);
  }
  return fmt::format(
      R"({{"type": "object", "$defs": {{{}}}, "properties":
          {{"p": {{"$ref": "#/$defs/d{}"}}}}}})",
      definitions, levels);
}

// All sections together may grow no more than one of them.
TEST(HostileResponses, ManySectionsThatGrow) {
  const std::string schema = DoublingSchema(25);
  std::string lists;
  std::string added;
  for (size_t i = 0; i < 200; ++i) {
    lists += fmt::format(
        R"({}{{"type": "mcp_list_tools", "server_label": "s{}", "tools":
            [{{"name": "f", "input_schema": {}}}]}})",
        i == 0 ? "" : ", ", i, schema);
    added += fmt::format(
        R"({}{{"type": "additional_tools", "tools": [{{"type": "function",
            "name": "f", "parameters": {}}}]}})",
        i == 0 ? "" : ", ", schema);
  }
  for (std::string_view model : kResponsesModels) {
    SCOPED_TRACE(model);
    Survives(Items(model, lists));
    Survives(Items(model, added));
  }
}

// One long name, which all results of the call have without repeating it.
TEST(HostileResponses, NameSharedByManyResults) {
  const std::string name(1'000'000, 'n');
  std::string items = fmt::format(
      R"({{"type": "function_call", "call_id": "a", "name": "{}",
          "arguments": "{{}}"}})",
      name);
  for (size_t i = 0; i < 5'000; ++i) {
    items +=
        R"(, {"type": "function_call_output", "call_id": "a", "output": "r"})";
  }
  for (std::string_view model : kResponsesModels) {
    Survives(Items(model, items));
  }
}

TEST(HostileResponses, HundredThousandImages) {
  const std::string image = fmt::format(
      R"({{{{"type": "input_image", "image_url": "{}"}}}})", PngUrl(1, 1));
  for (std::string_view model : {"gpt-4o", "gpt-5-mini"}) {
    Survives(Items(model, fmt::format(R"({{"role": "user", "content": [{}]}})",
                                      Repeated(100'000, image))));
  }
}

TEST(HostileResponses, CallsAndResultsThatDoNotMeet) {
  const std::string call =
      R"({"type": "function_call", "call_id": "a", "name": "f",
          "arguments": "{}"})";
  const std::string result =
      R"({"type": "function_call_output", "call_id": "a", "output": "r"})";
  for (const std::string& items :
       {call, result, fmt::format("{}, {}", call, call),
        fmt::format("{}, {}", result, call),
        fmt::format("{}, {}, {}", call, result, result),
        fmt::format(R"({}, {{"type": "compaction"}}, {})", call, result)}) {
    for (std::string_view model : kResponsesModels) {
      Survives(Items(model, items));
    }
  }
}

TEST(HostileResponses, JsonInsideStrings) {
  const std::string deep = std::string(100'000, '[');
  for (const std::string& inner :
       {deep, deep + std::string(100'000, ']'), std::string(),
        std::string("NaN"), std::string(R"({\"a\": \"\\ud800\"})"),
        std::string(R"({\"a\": 1, \"a\": 2})"), std::string(R"(\u0000)")}) {
    SCOPED_TRACE(inner.substr(0, 40));
    std::string items;
    for (std::string_view id : {"a", "b"}) {
      items += fmt::format(
          R"({{"type": "function_call", "id": "{0}", "call_id": "{1}",
              "name": "f", "arguments": "{2}"}}, )",
          kIssued, id, inner);
    }
    items += fmt::format(
        R"({{"type": "function_call_output", "call_id": "a",
            "output": "{}"}})",
        inner);
    for (std::string_view model : kResponsesModels) {
      Survives(Items(model, items));
    }
  }
}

TEST(HostileResponses, LoneSurrogatesAreErrorsWithTheirPlace) {
  EXPECT_THAT(
      ErrorOf(Items("gpt-4o", R"({"role": "user", "content": "\ud800"})")),
      HasSubstr("surrogate"));
}

}  // namespace
}  // namespace tokenfare
