// Functions, as a section of TypeScript declarations; other tools; and the
// choice of one.

#include "tokenfare/preflight/dialects/tool_renderer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "tokenfare/json/text.h"
#include "tokenfare/preflight/dialects/json_schema/schema_size.h"
#include "tokenfare/preflight/dialects/typescript/typescript.h"

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

// About the bytes of a function's names of fields in JSON.
constexpr size_t kAroundFunction = 45;

bool HasFunctions(const Conversation& conversation) {
  return std::ranges::any_of(conversation.tools, [](const Tool& tool) {
    return tool.kind == Tool::Kind::kFunction;
  });
}

size_t BytesOf(const Tool& function) {
  return kAroundFunction + function.name.size() + function.description.size() +
         (function.parameters == nullptr
              ? 0
              : static_cast<size_t>(BytesAsWritten(*function.parameters)));
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
  NoteOddText(tool.description, out);
  if (tool.name.find_first_not_of(kNameCharacters) != std::string_view::npos) {
    NoteOdd("such a name of a function", tool.name.size(), out);
  }
  if (tool.parameters != nullptr &&
      tool.parameters->FindText("type") != "object" &&
      !tool.parameters->members().empty()) {
    NoteOdd("parameters that are no object", 4, out);
  }
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

// What is not exact about a declaration, as bounds and in words.
void Distrust(const Tool& tool, TypeScript trust, Prompt& prompt,
              PromptPart& part) {
  if (trust.incomplete) {
    part.AddBetween(
        {0, 0, BytesWrittenOut(*tool.parameters)},
        "its schema refers to itself or leads nowhere, or is too long when "
        "written out");
  }
  if (trust.unseen > 0) {
    const std::string why = fmt::format(
        "no recorded request shows how a prompt has {}: left out, "
        "or as a comment",
        fmt::join(trust.unseen_names, ", "));
    part.AddReadings(
        {.text = {},
         .alternatives = {prompt.Own(std::move(trust.unseen_lines))}},
        why);
    part.AddBetween({0, -trust.unseen, 2 * trust.unseen}, why);
  }
  if (trust.odd > 0) {
    part.AddBetween(
        {0, -trust.odd, 3 * trust.odd},
        fmt::format("no recorded request shows {}", trust.odd_what));
  }
  for (const FeatureUse& use : trust.uses) part.Use(use.feature, use.times);
}

void RenderOther(const RenderInput& input, const Tool& tool, Prompt& prompt) {
  const bool custom = tool.kind == Tool::Kind::kCustom;
  const std::string path = input.conversation.PathOf(tool.origin);
  PromptPart part(fmt::format("{} ({})", LabelOf(path), tool.name), path,
                  custom ? "custom-tool" : "hosted-tool");
  const std::string_view why =
      custom ? "no recorded request shows a custom tool"
             : "what the provider adds for a tool of its own is not known";
  part.AddReadings(
      {.text = prompt.Own(JsonText(*tool.definition, kCompactJson)),
       .alternatives = {""}},
      why);
  part.AddBetween(custom ? TokenBounds{20, 0, 150} : TokenBounds{200, 0, 4'000},
                  why);
  prompt.parts.push_back(std::move(part));
}

Feature ToolsFeature(const SectionPlace& place) {
  if (place.kind == SectionPlace::Kind::kAlone) return Feature::kToolsAlone;
  if (place.kind == SectionPlace::Kind::kLate) return Feature::kToolsLate;
  return place.before.empty() ? Feature::kToolsAfterEmpty : Feature::kTools;
}

class ToolsSection {
 public:
  ToolsSection(const RenderInput& input, const SectionPlace& place,
               Prompt& prompt)
      : input_(input),
        place_(place),
        prompt_(prompt),
        path_(input.conversation.PathOf(input.conversation.tools_origin)) {}

  std::string_view Render() {
    Write();
    AddHead();
    size_t begin = head_end_;
    for (Declaration& declaration : declarations_) {
      AddDeclaration(begin, declaration);
      begin = declaration.end;
    }
    PromptPart end(fmt::format("{} (end)", LabelOf(path_)), path_,
                   "tools-section");
    AddText(begin, section_.size(), end);
    prompt_.parts.push_back(std::move(end));
    return section_;
  }

 private:
  void Write() {
    TypeScript out;
    if (!place_.own_message) out.text = "\n\n";
    out.text += kHead;
    head_end_ = out.text.size();
    const std::vector<Tool>& tools = input_.conversation.tools;
    ExpansionBudget budget{.most_bytes = kMostExpansion,
                           .most_work = kMostExpansion};
    ExpansionBudget budget_without_one_of = budget;
    for (size_t i = 0; i < tools.size(); ++i) {
      if (tools[i].kind != Tool::Kind::kFunction) continue;
      const size_t written = BytesOf(tools[i]);
      for (ExpansionBudget* spent : {&budget, &budget_without_one_of}) {
        spent->most_bytes += kMostGrowth * written;
        spent->most_work += written;
      }
      AppendDeclaration(tools[i], input_.rules.typescript, budget, out);
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
    part.AddText(section_.substr(begin, end - begin),
                 begin == 0 ? place_.before : section_.substr(0, begin));
  }

  void AddHead() {
    PromptPart part(LabelOf(path_), path_, "tools-section");
    const PromptRules& rules = input_.rules;
    if (place_.own_message) part.AddFixed(rules.section_message);
    part.AddFixed(rules.with_tools);
    part.Use(ToolsFeature(place_));
    if (input_.conversation.legacy_functions) part.Use(Feature::kFunctions);
    if (input_.conversation.tool_choice.kind == ToolChoice::Kind::kRequired) {
      part.Use(Feature::kChoiceRequired);
    }
    AddUndescribed(part);
    AddText(0, head_end_, part);
    prompt_.parts.push_back(std::move(part));
  }

  void AddUndescribed(PromptPart& part) const {
    const std::vector<Tool>& tools = input_.conversation.tools;
    const auto count =
        std::count_if(tools.begin(), tools.end(), [](const Tool& tool) {
          return tool.kind == Tool::Kind::kFunction && tool.description.empty();
        });
    if (count == 0) return;
    part.AddFixed(input_.rules.undescribed);
    part.Use(
        tools.size() == 1 ? Feature::kNoDescription : Feature::kNoDescriptions,
        count);
  }

  void AddDeclaration(size_t begin, Declaration& declaration) {
    const Tool& tool = input_.conversation.tools[declaration.tool];
    const std::string path = input_.conversation.PathOf(tool.origin);
    PromptPart part(fmt::format("{} ({})", LabelOf(path), tool.name), path,
                    "tool");
    AddText(begin, declaration.end, part);
    if (!declaration.without_one_of.empty()) {
      part.AllowReading(
          part.segments().size() - 1,
          prompt_.Own(std::move(declaration.without_one_of)),
          "no recorded request shows how a prompt has oneOf: as anyOf, or left "
          "out");
    }
    Distrust(tool, std::move(declaration.trust), prompt_, part);
    if (!input_.rules.why_tools_uncertain.empty()) {
      part.AddBetween(&declaration == &declarations_.front()
                          ? input_.rules.tools_deviation
                          : TokenBounds{},
                      input_.rules.why_tools_uncertain);
    }
    prompt_.parts.push_back(std::move(part));
  }

  const RenderInput& input_;
  const SectionPlace& place_;
  Prompt& prompt_;
  const std::string path_;
  std::string_view section_;
  size_t head_end_ = 0;
  std::vector<Declaration> declarations_;
};

}  // namespace

std::string_view RenderTools(const RenderInput& input,
                             const SectionPlace& place, Prompt& prompt) {
  std::string_view section;
  if (HasFunctions(input.conversation)) {
    section = ToolsSection(input, place, prompt).Render();
  }
  for (const Tool& tool : input.conversation.tools) {
    if (tool.kind != Tool::Kind::kFunction) RenderOther(input, tool, prompt);
  }
  return section;
}

void RenderToolChoice(const RenderInput& input, Prompt& prompt) {
  const ToolChoice& choice = input.conversation.tool_choice;
  using Kind = ToolChoice::Kind;
  if (choice.kind == Kind::kUnstated || choice.kind == Kind::kAuto ||
      choice.kind == Kind::kRequired || input.conversation.tools.empty() ||
      !input.rules.counts_tool_choice) {
    return;
  }
  PromptPart part("tool_choice", input.conversation.PathOf(choice.origin),
                  "tool-choice");
  if (choice.kind == Kind::kNone) {
    part.AddFixed(1);
    part.Use(Feature::kChoiceNone);
  } else if (choice.kind == Kind::kNamed) {
    const bool legacy = choice.legacy && input.conversation.legacy_functions;
    if (legacy) {
      part.AddBetween(input.rules.call_named.tokens,
                      input.rules.call_named.why);
    } else {
      part.AddFixed(4);
    }
    part.Use(legacy ? Feature::kCallNamed : Feature::kChoiceNamed);
    part.AddText(prompt.Own(fmt::format(" to=functions.{}", choice.name)));
  } else {
    part.AddBetween({4, 0, 100},
                    "no recorded request shows such a choice of tools");
  }
  if (!input.rules.why_tools_uncertain.empty()) {
    part.AddBetween({}, input.rules.why_tools_uncertain);
  }
  prompt.parts.push_back(std::move(part));
}

}  // namespace tokenfare::internal
