// Definitions of tools, as a section of TypeScript declarations, and
// tool_choice.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/preflight/internal/json_text.h"
#include "tokenfare/preflight/internal/render_prompt.h"
#include "tokenfare/preflight/internal/schema_size.h"
#include "tokenfare/preflight/internal/typescript.h"

namespace tokenfare::internal {
namespace {

constexpr std::string_view kHead =
    "# Tools\n\n## functions\n\nnamespace functions {";
constexpr std::string_view kEnd = "\n\n} // namespace functions";

// References and lists of types may make the section longer than the request,
// but not without end.
constexpr size_t kMostExpansion = size_t{1} << 20;
// Each line of a description becomes a comment: "\n" is two bytes in JSON, four
// in the section.
constexpr size_t kMostGrowth = 4;

bool HasFunctions(const ChatRequest& request) {
  return std::any_of(
      request.tools.begin(), request.tools.end(),
      [](const Tool& tool) { return tool.kind == Tool::Kind::kFunction; });
}

// A declaration in the section, before the section is at its final place.
struct Declaration {
  size_t tool;  // index in the request
  size_t end;   // in the section
  TypeScript trust;
  // Its text where `oneOf` is left out; empty where there is none.
  std::string without_one_of;
};

void AppendDeclaration(const Tool& tool, const TypeScriptForm& form,
                       ExpansionBudget& budget, TypeScript& out) {
  out.text += "\n\n";
  if (!tool.description.empty()) AppendComment(tool.description, out.text);
  out.text += fmt::format("type {} = (", tool.name);
  if (tool.parameters != nullptr) {
    TypeScriptWriter writer(*tool.parameters, form, budget, out);
    if (writer.HasProperties()) {
      out.text += "_: ";
      writer.WriteParameters();
    }
  }
  out.text += ") => any;";
}

// Few recordings show the rarer forms: each may differ by two tokens.
constexpr int64_t kRareFormDeviation = 2;

// What is not exact about a declaration, as bounds and in words.
void Distrust(const Tool& tool, TypeScript trust, Prompt& prompt,
              PromptPart& part) {
  if (trust.incomplete) {
    part.MarkInexact(
        "its schema refers to itself or leads nowhere, or is too long when "
        "written out");
    part.fixed.high += BytesWrittenOut(*tool.parameters);
  }
  if (trust.unseen > 0) {
    part.MarkInexact(
        fmt::format("no recorded request shows how a prompt has {}: left out, "
                    "or as a comment",
                    fmt::join(trust.unseen_names, ", ")));
    part.segments.push_back(
        {.text = {},
         .alternatives = {prompt.Own(std::move(trust.unseen_lines))}});
    part.fixed += {0, -trust.unseen, 2 * trust.unseen};
  }
  if (trust.rare_forms > 0) {
    part.MarkInexact(
        "few recorded requests show a type of several lines, a list of items "
        "with comments, or a constant");
    const int64_t most = kRareFormDeviation * trust.rare_forms;
    part.fixed += {0, -most, most};
  }
}

void RenderOther(const Tool& tool, size_t index, Prompt& prompt) {
  const bool custom = tool.kind == Tool::Kind::kCustom;
  PromptPart part(fmt::format("tools[{}] ({})", index, tool.name),
                  fmt::format("$.tools[{}]", index),
                  custom ? "custom-tool" : "hosted-tool");
  part.AddText(prompt.Own(JsonText(*tool.json, kCompactJson)));
  part.segments.back().alternatives = {""};
  if (custom) {
    part.fixed = {20, 0, 150};
    part.MarkInexact("no recorded request shows a custom tool");
  } else {
    part.fixed = {200, 0, 4'000};
    part.MarkInexact(
        "what the provider adds for a tool of its own is not known");
  }
  prompt.parts.push_back(std::move(part));
}

class ToolsSection {
 public:
  ToolsSection(const RenderInput& input, const SectionPlace& place,
               Prompt& prompt)
      : input_(input), place_(place), prompt_(prompt) {}

  std::string_view Render() {
    Write();
    AddHead();
    size_t begin = head_end_;
    for (Declaration& declaration : declarations_) {
      AddDeclaration(begin, declaration);
      begin = declaration.end;
    }
    PromptPart end(Name() + " (end)", "$." + Name(), "tools-section");
    AddText(begin, section_.size(), end);
    prompt_.parts.push_back(std::move(end));
    return section_;
  }

 private:
  std::string Name() const {
    return input_.request.legacy_functions ? "functions" : "tools";
  }

  void Write() {
    TypeScript out;
    if (!place_.before.empty()) out.text = "\n\n";
    out.text += kHead;
    head_end_ = out.text.size();
    const std::vector<Tool>& tools = input_.request.tools;
    ExpansionBudget budget{.most_bytes = kMostExpansion,
                           .most_work = kMostExpansion};
    ExpansionBudget budget_without_one_of = budget;
    for (size_t i = 0; i < tools.size(); ++i) {
      if (tools[i].kind != Tool::Kind::kFunction) continue;
      const auto written = static_cast<size_t>(BytesAsWritten(*tools[i].json));
      for (ExpansionBudget* spent : {&budget, &budget_without_one_of}) {
        spent->most_bytes += kMostGrowth * written;
        spent->most_work += written;
      }
      AppendDeclaration(tools[i], input_.rules.typescript, budget, out);
      has_inline_object_ = has_inline_object_ || out.has_inline_object;
      std::string text = std::move(out.text);
      declarations_.push_back({i, text.size(), std::move(out), {}});
      if (declarations_.back().trust.has_one_of) {
        declarations_.back().without_one_of =
            WithoutOneOf(tools[i], budget_without_one_of);
      }
      out = TypeScript{.text = std::move(text)};
    }
    out.text += kEnd;
    section_ = prompt_.Own(std::move(out.text));
  }

  // The declaration by itself. The texts of all use up `budget`.
  std::string WithoutOneOf(const Tool& tool, ExpansionBudget& budget) const {
    TypeScriptForm form = input_.rules.typescript;
    form.one_of = false;
    TypeScript out;
    AppendDeclaration(tool, form, budget, out);
    budget.line_bytes += out.text.size();
    return std::move(out.text);
  }

  // The text of the section from `begin` to `end`, which continues what stands
  // before it.
  void AddText(size_t begin, size_t end, PromptPart& part) {
    part.segments.push_back(
        {.text = section_.substr(begin, end - begin),
         .before = begin == 0 ? place_.before : section_.substr(0, begin)});
  }

  void AddHead() {
    PromptPart part(Name(), "$." + Name(), "tools-section");
    const PromptRules& rules = input_.rules;
    if (place_.own_message) part.AddFixed(rules.tools_message);
    part.AddFixed(rules.with_tools);
    if (has_inline_object_) part.AddFixed(rules.with_inline_object);
    AddText(0, head_end_, part);
    if (place_.late) {
      part.fixed += {0, -4, 8};
      part.MarkInexact(
          "no recorded request with tools has its system message behind "
          "others");
    }
    if (!rules.why_tools_uncertain.empty()) {
      part.fixed += {0, -20, 20};
      part.MarkInexact(rules.why_tools_uncertain);
    }
    prompt_.parts.push_back(std::move(part));
  }

  void AddDeclaration(size_t begin, Declaration& declaration) {
    const Tool& tool = input_.request.tools[declaration.tool];
    PromptPart part(
        fmt::format("{}[{}] ({})", Name(), declaration.tool, tool.name),
        fmt::format("$.{}[{}]", Name(), declaration.tool), "tool");
    AddText(begin, declaration.end, part);
    if (!declaration.without_one_of.empty()) {
      part.segments.back().alternatives = {
          prompt_.Own(std::move(declaration.without_one_of))};
      part.MarkInexact(
          "no recorded request shows how a prompt has oneOf: as anyOf, or left "
          "out");
    }
    if (!declaration.trust.IsExact()) {
      Distrust(tool, std::move(declaration.trust), prompt_, part);
    }
    if (!input_.rules.why_tools_uncertain.empty()) {
      part.MarkInexact(input_.rules.why_tools_uncertain);
    }
    prompt_.parts.push_back(std::move(part));
  }

  const RenderInput& input_;
  const SectionPlace& place_;
  Prompt& prompt_;
  std::string_view section_;
  size_t head_end_ = 0;
  bool has_inline_object_ = false;
  std::vector<Declaration> declarations_;
};

}  // namespace

std::string_view RenderTools(const RenderInput& input,
                             const SectionPlace& place, Prompt& prompt) {
  std::string_view section;
  if (HasFunctions(input.request)) {
    section = ToolsSection(input, place, prompt).Render();
  }
  const std::vector<Tool>& tools = input.request.tools;
  for (size_t i = 0; i < tools.size(); ++i) {
    if (tools[i].kind != Tool::Kind::kFunction) {
      RenderOther(tools[i], i, prompt);
    }
  }
  return section;
}

void RenderToolChoice(const RenderInput& input, Prompt& prompt) {
  const ToolChoice& choice = input.request.tool_choice;
  using Kind = ToolChoice::Kind;
  if (choice.kind == Kind::kUnstated || choice.kind == Kind::kAuto ||
      choice.kind == Kind::kRequired || input.request.tools.empty() ||
      !input.rules.counts_tool_choice) {
    return;
  }
  PromptPart part("tool_choice",
                  choice.legacy ? "$.function_call" : "$.tool_choice",
                  "tool-choice");
  if (choice.kind == Kind::kNone) {
    part.AddFixed(1);
  } else if (choice.kind == Kind::kNamed) {
    const bool legacy = choice.legacy && input.request.legacy_functions;
    part.AddFixed(legacy ? 1 : 4);
    part.AddText(prompt.Own(fmt::format(" to=functions.{}", choice.name)));
  } else {
    part.fixed = {4, 0, 100};
    part.MarkInexact("no recorded request shows such a choice of tools");
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.MarkInexact(input.rules.why_tools_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
