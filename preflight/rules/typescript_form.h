// What differs between models in the types of functions.

#ifndef TOKENFARE_PREFLIGHT_RULES_TYPESCRIPT_FORM_H_
#define TOKENFARE_PREFLIGHT_RULES_TYPESCRIPT_FORM_H_

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
};

}  // namespace tokenfare::internal

#endif  // TOKENFARE_PREFLIGHT_RULES_TYPESCRIPT_FORM_H_
