// What differs between models and endpoints in the types of functions.

#ifndef TOKENFARE_PREFLIGHT_RULES_TYPESCRIPT_FORM_H_
#define TOKENFARE_PREFLIGHT_RULES_TYPESCRIPT_FORM_H_

#include "tokenfare/preflight/rules/known.h"

namespace tokenfare::internal {

// How a generation of models has its types.
struct TypeScriptForm {
  // Titles, and comments inside `Array<...>`.
  bool titles = true;
  bool array_comments = true;
  // `oneOf` is a union, as `anyOf` is, or else left out.
  bool one_of = true;
  // An object without comments stands on one line.
  bool one_line = true;
  // Properties that are objects without properties are there at all.
  bool empty_objects = true;
  // A format is a comment behind its property; so are the least and the
  // greatest number.
  bool formats = true;
  bool limits = false;
  // A list of types with a comment has a line for each type, which repeats the
  // comment.
  Known type_lines = Known::kYes;
  // A list of types on one line has blanks between the types.
  bool spaced_types = false;
  // Every property is required, whatever the schema says: of one function, not
  // of a model.
  bool all_required = false;

  friend bool operator==(const TypeScriptForm&,
                         const TypeScriptForm&) = default;
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_TYPESCRIPT_FORM_H_
