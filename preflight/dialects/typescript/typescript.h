// Writes the types of function parameters as prompts hold them: TypeScript,
// with what JSON Schema says beyond it as comments.
//
// The form was derived from requests recorded with the usage that was billed
// (DESIGN.md, "Rules of the prompt"); nothing is indented. What no recording
// shows is noted, so that it can widen the bounds.

#ifndef TOKENFARE_PREFLIGHT_DIALECTS_TYPESCRIPT_TYPESCRIPT_H_
#define TOKENFARE_PREFLIGHT_DIALECTS_TYPESCRIPT_TYPESCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "tokenfare/json/value.h"
#include "tokenfare/preflight/dialects/json_schema/schema_reference.h"
#include "tokenfare/preflight/dialects/json_schema/schema_view.h"
#include "tokenfare/preflight/rules/evidence.h"
#include "tokenfare/preflight/rules/typescript_form.h"
#include "tokenfare/support/allowance.h"

namespace tokenfare::internal {

// The text of declarations, and how far to trust it.
struct TypeScript {
  std::string text;
  // Some schema has `oneOf`, which no recording shows.
  bool has_one_of = false;
  // Some list of types has a comment.
  bool has_type_list = false;
  // Forms that recordings must show.
  std::vector<FeatureUse> uses = {};
  // Tokens by which what no recording shows may matter, and what it is, first.
  int64_t odd = 0;
  std::string_view odd_what = {};
  // How often it has keywords that no recording shows, some of their names, and
  // the comment lines that they may cause.
  int64_t unseen = 0;
  std::vector<std::string_view> unseen_names = {};
  std::string unseen_lines = {};
  // A type is missing: a schema refers to itself, a reference leads nowhere, or
  // the text would be too long.
  bool incomplete = false;

  void Use(Feature feature);
};

// Characters of names that the API takes.
inline constexpr std::string_view kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

// Notes that no recording shows `what`, which may matter by `tokens`.
void NoteOdd(std::string_view what, size_t tokens, TypeScript& out);
// Notes ends of lines, and blanks at them, that not all programs take for such.
void NoteOddText(std::string_view text, TypeScript& out);

// What may be made of the schemas of one section in all: references repeat what
// they refer to, and lists of types their description, so that a small schema
// may stand for an endless text, or for a short one of endless work.
struct ExpansionBudget {
  // Bytes of text and of lines for unseen keywords.
  size_t most_bytes = 0;
  size_t line_bytes = 0;  // used beside the text
  // Keywords and names looked at.
  size_t most_work = 0;
  size_t work = 0;  // used
  // Of these so many whatever the allowance is, which is the whole check's.
  size_t always_work = 0;
  Allowance& allowance;
};

// `text` as comment lines: `// ` and the line, stripped on both sides, or `//`.
void AppendComment(std::string_view text, std::string& out);

// Writes the type of one function's parameters. Serves once.
//
// Linear in the schema and in the budget: soon after it is spent the text ends.
// Recursion is bounded.
class TypeScriptWriter {
 public:
  // All must outlive the writer, which appends to `out`.
  TypeScriptWriter(const JsonValue& schema, const TypeScriptForm& form,
                   ExpansionBudget& budget, TypeScript& out);

  // Whether the function takes anything.
  bool HasProperties() const;

  // Title and description of the schema as comments, and its type. Requires
  // HasProperties().
  void WriteParameters();

 private:
  // Deeper types are left out. JSON is not deeper than kMaxJsonDepth, but
  // references may be.
  static constexpr int kDeepest = 300;

  // The view of `schema`, to be ended with Leave; nothing where the schema must
  // be left out.
  std::optional<SchemaView> Enter(const JsonValue& schema);
  void Leave(const SchemaView& schema);
  void Spend(size_t work);
  // True, and the text is incomplete, where the budget is spent.
  bool MustStop();
  void NoteUnseen(const SchemaView& schema);
  // The variants of a union.
  std::span<const JsonValue> Variants(const SchemaView& schema) const;

  void WriteAny() { out_.text += "any"; }
  void WriteType(const SchemaView& schema);
  void WriteUnionOnOneLine(const SchemaView& schema);
  void WriteSimpleType(const SchemaView& schema);
  void WriteArray(const SchemaView& schema);
  void WriteObject(const SchemaView& schema);
  void WriteProperty(const SchemaView& property);
  void WriteUnion(const SchemaView& schema);
  void WriteVariant(const SchemaView& variant);
  void WriteTypeOfList(std::string_view type, const SchemaView& schema);

  // True where anything was written.
  bool WriteLead(const SchemaView& schema);
  bool HasVariantComment(const SchemaView& schema);
  void WriteUnionOnLine(const SchemaView& schema);
  bool IsLeftOut(const JsonValue& property);
  void NoteForms(const SchemaView& schema);
  void NoteOddities(const SchemaView& schema);
  bool WriteTrail(const SchemaView& schema, std::string_view prefix,
                  bool with_default = true);
  bool HasLimit(const SchemaView& schema) const;
  // Whether each type of a list has a line, which repeats the comment.
  bool RepeatsComments() const { return form_.type_lines == Known::kYes; }

  bool HasOwnComment(const SchemaView& schema) const;
  bool HasInnerComment(const SchemaView& schema);
  bool HasComment(const JsonValue& schema);

  const TypeScriptForm& form_;
  ExpansionBudget& budget_;
  TypeScript& out_;
  const JsonValue& schema_;
  SchemaReferences references_;
  const SchemaView root_;
  // HasComment of the schemas asked about; false while it is being found out.
  absl::flat_hash_map<const JsonValue*, bool> commented_;
  // The schemas referred to that are being written.
  absl::flat_hash_set<const JsonValue*> open_;
  int depth_ = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_DIALECTS_TYPESCRIPT_TYPESCRIPT_H_
