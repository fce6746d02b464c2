// The keywords of JSON Schemas.

#include <span>

#include "tokenfare/preflight/formats/known_fields.h"

namespace tokenfare::internal {
namespace {

// Schemas by names of the user's.
constexpr FieldLevel kSchemas = {.members = &kSchemaFields};

// JSON Schema 2020-12 and draft 7, OpenAPI 3.0, and `strict`, which recorded
// schemas hold.
constexpr KnownField kKeywords[] = {
    {"$anchor"},
    {"$comment"},
    {"$defs", &kSchemas},
    {"$dynamicAnchor"},
    {"$dynamicRef"},
    {"$id"},
    {"$recursiveAnchor"},
    {"$recursiveRef"},
    {"$ref"},
    {"$schema"},
    {"$vocabulary"},
    {"additionalItems", &kSchemaFields},
    {"additionalProperties", &kSchemaFields},
    {"allOf", &kSchemaFields},
    {"anyOf", &kSchemaFields},
    {"const"},
    {"contains", &kSchemaFields},
    {"contentEncoding"},
    {"contentMediaType"},
    {"contentSchema", &kSchemaFields},
    {"default"},
    {"definitions", &kSchemas},
    {"dependencies"},
    {"dependentRequired"},
    {"dependentSchemas", &kSchemas},
    {"deprecated"},
    {"description"},
    {"discriminator"},
    {"else", &kSchemaFields},
    {"enum"},
    {"example"},
    {"examples"},
    {"exclusiveMaximum"},
    {"exclusiveMinimum"},
    {"externalDocs"},
    {"format"},
    {"id"},
    {"if", &kSchemaFields},
    {"items", &kSchemaFields},
    {"maxContains"},
    {"maxItems"},
    {"maxLength"},
    {"maxProperties"},
    {"maximum"},
    {"minContains"},
    {"minItems"},
    {"minLength"},
    {"minProperties"},
    {"minimum"},
    {"multipleOf"},
    {"not", &kSchemaFields},
    {"nullable"},
    {"oneOf", &kSchemaFields},
    {"pattern"},
    {"patternProperties", &kSchemas},
    {"prefixItems", &kSchemaFields},
    {"properties", &kSchemas},
    {"propertyNames", &kSchemaFields},
    {"readOnly"},
    {"required"},
    {"strict"},
    {"then", &kSchemaFields},
    {"title"},
    {"type"},
    {"unevaluatedItems", &kSchemaFields},
    {"unevaluatedProperties", &kSchemaFields},
    {"uniqueItems"},
    {"writeOnly"},
    {"xml"},
};

}  // namespace

constinit const FieldLevel kSchemaFields = LevelOf(kKeywords);

}  // namespace tokenfare::internal
