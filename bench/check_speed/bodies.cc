#include "bodies.h"

#include <algorithm>
#include <cstdio>

namespace tokenfare::bench {
namespace {

constexpr size_t kMessageBytes = 1000;
constexpr size_t kToolBytes = 1000;

bool ContinuesCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// A function of about kToolBytes.
std::string Tool(size_t index, std::string_view text, size_t offset) {
  const auto described = [&](size_t i) {
    return ",\"description\":" + Quoted(SliceAt(text, offset + i * 64, 64));
  };
  return R"({"type":"function","function":{"name":"search_)" +
         std::to_string(index) + "\"" +
         ",\"description\":" + Quoted(SliceAt(text, offset, 128)) +
         R"(,"parameters":{"type":"object","properties":{)"
         R"("query":{"type":"string")" +
         described(3) + R"(},"limit":{"type":"integer","default":10)" +
         described(4) +
         R"(},"order":{"type":"string","enum":["asc","desc","none"]},)"
         R"("address":{"type":"object","properties":{"street":{"type":"string")" +
         described(5) +
         R"(},"city":{"type":"string"},"country":{"type":"string",)"
         R"("enum":["NO","SE","DK"]}},"required":["street","city"]},)"
         R"("tags":{"type":"array","items":{"type":"string"})" +
         described(6) +
         R"(},"exact":{"type":"boolean"}},"required":["query"]}}})";
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", c);
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string_view SliceAt(std::string_view text, size_t offset, size_t size) {
  size_t begin = offset % (text.size() - std::min(text.size() - 1, size + 8));
  while (ContinuesCharacter(text[begin])) ++begin;
  size_t end = std::min(text.size(), begin + size);
  while (end > begin && end < text.size() && ContinuesCharacter(text[end])) {
    --end;
  }
  return text.substr(begin, end - begin);
}

std::vector<std::string_view> Contents(std::string_view text, size_t offset,
                                       size_t bytes) {
  std::vector<std::string_view> contents;
  for (size_t at = 0; at < bytes;) {
    contents.push_back(
        SliceAt(text, offset + at, std::min(kMessageBytes, bytes - at)));
    at += kMessageBytes;
  }
  return contents;
}

std::string ChatOf(const std::vector<std::string_view>& contents, size_t tools,
                   std::string_view text, size_t offset) {
  std::string body = R"({"model":"gpt-4.1-mini","max_completion_tokens":500)";
  for (size_t i = 0; i < tools; ++i) {
    body += i == 0 ? ",\"tools\":[" : ",";
    body += Tool(i, text, offset + i * kToolBytes);
  }
  body += tools > 0 ? "]" : "";
  body += ",\"messages\":[";
  for (size_t i = 0; i < contents.size(); ++i) {
    constexpr std::string_view kRoles[] = {"system", "user", "assistant"};
    body += i == 0 ? "{\"role\":\"" : ",{\"role\":\"";
    body += kRoles[i == 0 ? 0 : 2 - i % 2];
    body += "\",\"content\":" + Quoted(contents[i]) + "}";
  }
  return body + "]}";
}

std::string Chat(std::string_view text, size_t offset, size_t bytes,
                 size_t tools) {
  const size_t of_tools = tools * kToolBytes;
  return ChatOf(
      Contents(text, offset + of_tools, bytes - std::min(bytes - 1, of_tools)),
      tools, text, offset);
}

std::string Many(std::string_view what, size_t count) {
  const auto listed = [count](auto&& one) {
    std::string all;
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) all += ',';
      all += one(std::to_string(i), i);
    }
    return all;
  };
  const std::string begin = R"({"model":"gpt-4.1-mini","messages":[)";
  const std::string hello = R"({"role":"user","content":"Hello"})";
  if (what == "messages") {
    return begin + listed([](const std::string& n, size_t) {
             return R"({"role":"user","content":"This is message )" + n +
                    R"( of many."})";
           }) +
           "]}";
  }
  if (what == "tools") {
    return begin + hello + R"(],"tools":[)" +
           listed([](const std::string& n, size_t) {
             return R"({"type":"function","function":{"name":"get_)" + n +
                    R"(","parameters":{"type":"object","properties":)"
                    R"({"a":{"type":"string"}}}}})";
           }) +
           "]}";
  }
  if (what == "images") {
    return begin + R"({"role":"user","content":[)" +
           listed([](const std::string& n, size_t) {
             return R"({"type":"image_url","image_url":{"url":)"
                    R"("https://example.com/)" +
                    n + R"(.png"}})";
           }) +
           "]}]}";
  }
  // Calls, ten at once, and their results.
  std::string body = begin + hello;
  for (size_t first = 0; first < count; first += 10) {
    std::string calls;
    std::string results;
    for (size_t i = first; i < std::min(first + 10, count); ++i) {
      const std::string n = std::to_string(i);
      calls += calls.empty() ? "" : ",";
      calls += R"({"id":"call_)" + n +
               R"(","type":"function","function":{"name":"get",)"
               R"("arguments":"{\"a\":)" +
               n + R"(}"}})";
      results += R"(,{"role":"tool","tool_call_id":"call_)" + n +
                 R"(","content":"Result )" + n + R"("})";
    }
    body += R"(,{"role":"assistant","tool_calls":[)" + calls + "]}" + results;
  }
  return body + "]}";
}

}  // namespace tokenfare::bench
