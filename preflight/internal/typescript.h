// Writes the types of function parameters as prompts hold them: TypeScript,
// with what JSON Schema says beyond it as comments.
//
// The form was derived from requests recorded with the usage that was billed
// (DESIGN.md, "Rules of the prompt"); nothing is indented. What no recording
// shows is noted, so that it can widen the bounds.

#ifndef TOKENFARE_PREFLIGHT_INTERNAL_TYPESCRIPT_H_
#define TOKENFARE_PREFLIGHT_INTERNAL_TYPESCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "tokenfare/preflight/internal/json_value.h"
#include "tokenfare/preflight/internal/schema_reference.h"
#include "tokenfare/preflight/internal/schema_view.h"

namespace tokenfare::internal {

// How a generation of models has its types.
struct TypeScriptForm {
  // Titles, and comments inside `Array<...>`.
  bool titles = true;
  bool array_comments = true;
};

// A keyword that no recording shows, and the comment line that it may cause.
struct UnseenKeyword {
  std::string_view name;
  std::string line;
};

// The text of declarations, and how far to trust it.
struct TypeScript {
  std::string text;
  // Some object stands on one line: `{ city: string }`.
  bool has_inline_object = false;
  // Forms that few recordings show: unions of several lines, `Array<...>`.
  int64_t rare_forms = 0;
  std::vector<UnseenKeyword> unseen = {};
  // A type is missing: a schema refers to itself, a reference leads nowhere, or
  // the text would be too long.
  bool incomplete = false;

  bool IsExact() const {
    return rare_forms == 0 && unseen.empty() && !incomplete;
  }
};

// `text` as comment lines: `// ` and the line, stripped on both sides, or `//`.
void AppendComment(std::string_view text, std::string& out);

// Writes the type of one function's parameters. Serves once.
//
// Linear in the schema and in the text, which ends soon after `most_bytes`:
// references repeat what they refer to, and lists of types their description,
// so that a small schema may stand for an endless text. Recursion is bounded.
class TypeScriptWriter {
 public:
  // All must outlive the writer, which appends to `out`.
  TypeScriptWriter(const JsonValue& schema, const TypeScriptForm& form,
                   size_t most_bytes, TypeScript& out);

  // Whether the function takes anything.
  bool HasProperties() const;

  // Title and description of the schema as comments, and its type. Requires
  // HasProperties().
  void WriteParameters();

 private:
  // Deeper types are left out. JSON is not deeper than kMaxJsonDepth, but
  // references may be.
  static constexpr int kDeepest = 300;

  // False where `schema` must be left out. True: to be ended with Leave.
  bool Enter(const SchemaView& schema);
  void Leave(const SchemaView& schema);
  bool IsFull() const;
  void NoteUnseen(const SchemaView& schema);

  void WriteAny() { out_.text += "any"; }
  void WriteType(const SchemaView& schema);
  void WriteUnionOnOneLine(const SchemaView& schema);
  void WriteSimpleType(const SchemaView& schema);
  void WriteArray(const SchemaView& schema);
  void WriteObject(const SchemaView& schema);
  void WriteProperty(const SchemaView& property);
  void WriteUnion(const SchemaView& schema);
  void WriteVariant(const SchemaView& variant);

  // True where anything was written.
  bool WriteLead(const SchemaView& schema);
  bool WriteTrail(const SchemaView& schema, std::string_view prefix);

  bool HasOwnComment(const SchemaView& schema) const;
  bool HasInnerComment(const SchemaView& schema);
  bool HasComment(const JsonValue& schema);

  const TypeScriptForm& form_;
  const size_t most_bytes_;
  TypeScript& out_;
  SchemaReferences references_;
  const SchemaView root_;
  // HasComment of the schemas asked about; false while it is being found out.
  absl::flat_hash_map<const JsonValue*, bool> commented_;
  // The schemas referred to that are being written.
  absl::flat_hash_set<const JsonValue*> open_;
  size_t unseen_bytes_ = 0;
  int depth_ = 0;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_INTERNAL_TYPESCRIPT_H_
