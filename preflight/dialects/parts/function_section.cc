// Writes all declarations into one text, and cuts it into parts: what stands
// before a part is tokenized together with it.

#include "tokenfare/preflight/dialects/parts/function_section.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tokenfare/preflight/dialects/json_schema/schema_size.h"
#include "tokenfare/preflight/dialects/typescript/typescript.h"

namespace tokenfare::internal {
namespace {

// Of the schemas of a request so many keywords are written whatever the
// allowance is.
constexpr size_t kAlwaysWritten = 4096;
// Each line of a description becomes a comment: "\n" is two bytes in JSON, four
// in the section.
constexpr size_t kMostGrowth = 4;

// About the bytes of a function's names of fields in JSON.
constexpr size_t kAroundFunction = 45;

size_t BytesOf(const Tool& function) {
  return kAroundFunction + function.name.size() + function.description.size() +
         (function.parameters == nullptr
              ? 0
              : static_cast<size_t>(BytesAsWritten(*function.parameters)));
}

// A declaration in the section, before the section is at its final place.
struct Declaration {
  const Tool* tool;
  size_t end;  // in the section
  TypeScript trust;
  // Its text where `oneOf` is left out; empty where there is none. And its text
  // with lists of types on lines, where it is not known whether they are.
  std::string without_one_of;
  std::string with_type_lines;
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
  if (tool.kind == Tool::Kind::kCustom) {
    out.text += fmt::format("type {} = (FREEFORM) => any;", tool.name);
    return;
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

// The definition of what a custom tool takes, where it has a grammar.
std::string_view GrammarOf(const Tool& tool) {
  const JsonValue* format = tool.definition->Find("format");
  return format == nullptr ? std::string_view()
                           : format->FindText("definition");
}

// What is not exact about a declaration, as bounds and in words.
void Distrust(const Tool& tool, TypeScript trust, Prompt& prompt,
              PromptPart& part) {
  if (trust.incomplete) {
    part.AddBetween({0, 0, BytesWrittenOut(*tool.parameters)},
                    Doubt::kSchemaTooLong);
  }
  if (trust.unseen > 0) {
    const Why why = {
        Doubt::kKeywordsNotRecorded,
        prompt.Own(fmt::format("{}", fmt::join(trust.unseen_names, ", ")))};
    part.AddReadings(
        {.text = {},
         .alternatives = {prompt.Own(std::move(trust.unseen_lines))}},
        why);
    part.AddBetween({0, -trust.unseen, 2 * trust.unseen}, why);
  }
  if (trust.odd > 0) {
    part.AddBetween({0, -trust.odd, 3 * trust.odd},
                    {Doubt::kFormNotRecorded, trust.odd_what});
  }
  for (const FeatureUse& use : trust.uses) part.Use(use.feature, use.times);
}

class FunctionSection {
 public:
  FunctionSection(const RenderInput& input, const SectionFrame& frame,
                  std::span<const Tool> tools, Prompt& prompt)
      : input_(input), frame_(frame), prompt_(prompt), tools_(tools) {}

  std::string_view Render(PromptPart head) {
    Write();
    PromptPart end(fmt::format("{} (end)", head.label), head.path, head.rule);
    AddText(0, frame_.head.size(), head);
    prompt_.parts.push_back(std::move(head));
    size_t begin = frame_.head.size();
    for (Declaration& declaration : declarations_) {
      AddDeclaration(begin, declaration);
      begin = declaration.end;
    }
    AddText(begin, section_.size(), end);
    prompt_.parts.push_back(std::move(end));
    return section_;
  }

 private:
  void Write() {
    TypeScript out;
    out.text = frame_.head;
    const size_t most = prompt_.expansion_left;
    ExpansionBudget budget{
        .most_bytes = most,
        .most_work = most,
        .always_work =
            kAlwaysWritten - std::min(prompt_.keywords, kAlwaysWritten),
        .allowance = input_.allowance};
    declarations_.reserve(std::min(tools_.size(), kAlwaysRendered));
    ExpansionBudget other_budget = budget;
    for (const Tool& tool : tools_) {
      if (!IsDeclared(tool, frame_.customs)) continue;
      if (!MayRender(input_, declarations_.size(), prompt_)) break;
      const size_t written = BytesOf(tool);
      for (ExpansionBudget* spent : {&budget, &other_budget}) {
        spent->most_bytes += kMostGrowth * written;
        spent->most_work += written;
      }
      AppendDeclaration(tool, FormOf(tool), budget, out);
      std::string text = std::move(out.text);
      declarations_.push_back({&tool, text.size(), std::move(out), {}, {}});
      AddOtherForms(other_budget, declarations_.back());
      out = TypeScript{.text = std::move(text)};
    }
    out.text += frame_.end;
    section_ = prompt_.Own(std::move(out.text));
    budget.line_bytes += section_.size();
    prompt_.keywords += budget.work;
    Spend(budget, most);
    Spend(other_budget, most);
  }

  // Takes what went beyond the growth that the tools allow from what all
  // sections share, of which this one had `most`.
  void Spend(const ExpansionBudget& budget, size_t most) {
    const auto beyond = [](size_t used, size_t allowed) {
      return used > allowed ? used - allowed : 0;
    };
    const size_t spent =
        std::max(beyond(budget.line_bytes, budget.most_bytes - most),
                 beyond(budget.work, budget.most_work - most));
    prompt_.expansion_left -= std::min(spent, prompt_.expansion_left);
  }

  TypeScriptForm FormOf(const Tool& tool) const {
    TypeScriptForm form = input_.rules.typescript;
    form.all_required = tool.requires_all;
    return form;
  }

  void AddOtherForms(ExpansionBudget& budget, Declaration& declaration) const {
    TypeScriptForm form = FormOf(*declaration.tool);
    if (declaration.trust.has_one_of) {
      form.one_of = false;
      declaration.without_one_of = Alone(*declaration.tool, form, budget);
      form.one_of = true;
    }
    if (declaration.trust.has_type_list && form.type_lines == Known::kUnknown) {
      form.type_lines = Known::kYes;
      declaration.with_type_lines = Alone(*declaration.tool, form, budget);
    }
  }

  // The declaration by itself. The texts of all use up `budget`.
  static std::string Alone(const Tool& tool, const TypeScriptForm& form,
                           ExpansionBudget& budget) {
    TypeScript out;
    AppendDeclaration(tool, form, budget, out);
    budget.line_bytes += out.text.size();
    return std::move(out.text);
  }

  // The text of the section from `begin` to `end`, which continues what stands
  // before it.
  void AddText(size_t begin, size_t end, PromptPart& part) {
    part.AddText(section_.substr(begin, end - begin),
                 begin == 0 ? frame_.before : section_.substr(0, begin));
  }

  void AddDeclaration(size_t begin, Declaration& declaration) {
    const Tool& tool = *declaration.tool;
    const std::string path = input_.conversation.PathOf(tool.origin);
    PromptPart part(fmt::format("{} ({})", LabelOf(path), tool.name), path,
                    "tool");
    AddText(begin, declaration.end, part);
    Allow(std::move(declaration.without_one_of), Doubt::kOneOf, part);
    Allow(std::move(declaration.with_type_lines), Doubt::kTypeLines, part);
    Distrust(tool, std::move(declaration.trust), prompt_, part);
    if (tool.kind == Tool::Kind::kCustom) {
      const Uncertain& custom = input_.rules.custom_tool;
      part.AddReadings({.text = {}, .alternatives = {GrammarOf(tool)}},
                       custom.why);
      part.AddBetween(custom.tokens, custom.why);
    }
    if (!input_.rules.why_tools_uncertain.empty()) {
      part.AddBetween(&declaration == &declarations_.front()
                          ? input_.rules.tools_deviation
                          : TokenBounds{},
                      input_.rules.why_tools_uncertain);
    }
    prompt_.parts.push_back(std::move(part));
  }

  // `text` may stand in place of the declaration; empty where it may not.
  void Allow(std::string text, Doubt why, PromptPart& part) {
    if (text.empty()) return;
    part.AllowReading(part.segments().size() - 1, prompt_.Own(std::move(text)),
                      why);
  }

  const RenderInput& input_;
  const SectionFrame& frame_;
  Prompt& prompt_;
  const std::span<const Tool> tools_;
  std::string_view section_;
  std::vector<Declaration> declarations_;
};

}  // namespace

bool IsDeclared(const Tool& tool, bool customs) {
  return !tool.deferred && (tool.kind == Tool::Kind::kFunction ||
                            (customs && tool.kind == Tool::Kind::kCustom));
}

bool HasDeclared(std::span<const Tool> tools, bool customs) {
  return std::ranges::any_of(
      tools, [customs](const Tool& tool) { return IsDeclared(tool, customs); });
}

std::string_view RenderFunctionSection(const RenderInput& input,
                                       const SectionFrame& frame,
                                       std::span<const Tool> tools,
                                       PromptPart head, Prompt& prompt) {
  return FunctionSection(input, frame, tools, prompt).Render(std::move(head));
}

}  // namespace tokenfare::internal
