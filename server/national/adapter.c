#include "server/national/adapter.h"

struct view adapter_kind_word(const struct adapter *adapter, struct view kind) {
  for (size_t i = 0; i < adapter->kind_count; i++) {
    if (view_equal(adapter->kinds[i].kind, kind)) {
      return adapter->kinds[i].word;
    }
  }
  return (struct view){NULL, 0};
}

struct view adapter_kind_of_word(const struct adapter *adapter, struct view word) {
  for (size_t i = 0; i < adapter->kind_count; i++) {
    if (view_equal(adapter->kinds[i].word, word)) {
      return adapter->kinds[i].kind;
    }
  }
  return (struct view){NULL, 0};
}
