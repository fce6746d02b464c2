// tokenfare.ModelCard.

#ifndef TOKENFARE_PYTHON_SRC_CARD_HANDLE_H_
#define TOKENFARE_PYTHON_SRC_CARD_HANDLE_H_

#include "nanobind/nanobind.h"
#include "tokenfare/pricing/catalogue.h"
#include "tokenfare/pricing/model_card.h"

namespace tokenfare::python {

// A card and the catalogue that it lives in.
struct CardHandle {
  Catalogue catalogue;
  const ModelCard* card;
};

// Binds it, and the rates that it has.
void BindModelCard(nanobind::module_& module);

}  // namespace tokenfare::python

#endif  // TOKENFARE_PYTHON_SRC_CARD_HANDLE_H_
