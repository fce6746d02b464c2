#include "tokenfare/preflight/internal/report_json.h"

#include <utility>

namespace tokenfare::internal {
namespace {

void AddExplanation(const PartTokens& part, Json& json) {
  json["framing"] = ToJson(part.framing);
  Json& texts = json["texts"] = Json::array();
  for (const PromptText& text : part.texts) {
    Json entry = {{"text", text.text}};
    entry.update(ToJson(text.tokens));
    texts.push_back(std::move(entry));
  }
}

}  // namespace

Json ToJson(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"code", finding.code}, {"message", finding.message}});
  }
  return list;
}

Json ToJson(const TokenRange& range) {
  return {{"expected", range.expected},
          {"low", range.low},
          {"high", range.high},
          {"exact", range.exact},
          {"basis", std::string(BasisName(range.basis))}};
}

Json ToJson(const std::vector<PartTokens>& parts, bool explained) {
  Json list = Json::array();
  for (const PartTokens& part : parts) {
    Json json = {
        {"label", part.label}, {"path", part.path}, {"rule", part.rule}};
    json.update(ToJson(static_cast<const TokenRange&>(part)));
    if (!part.why.empty()) {
      json["why"] = part.why;
      json["why_code"] = part.why_code;
    }
    if (explained) AddExplanation(part, json);
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace tokenfare::internal
