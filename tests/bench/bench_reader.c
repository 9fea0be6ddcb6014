/* How fast documents are read: the guide's Bundles when the folder beside the checkout is there,
 * else one that is made here. */
#include "server/base/buffer.h"
#include "server/base/document.h"
#include "tests/bench/bench.h"
#include "tests/bench/texts.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (512u << 20)
#define FILE_BYTES (64u << 20)
#define SECONDS 1.0
#define GENERATED_ENTRIES 400u

static void make_example(struct arena *arena, struct texts *texts) {
  struct buffer text = buffer_make(arena, FILE_BYTES);
  buffer_append_string(&text, "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[");
  for (unsigned i = 0; i < GENERATED_ENTRIES; i++) {
    buffer_append_format(&text,
                         "%s{\"fullUrl\":\"urn:uuid:%08u-0000-4000-8000-000000000000\","
                         "\"resource\":{\"resourceType\":\"Observation\",\"status\":\"final\","
                         "\"code\":{\"coding\":[{\"system\":\"http://example.org/local\",\"code\":"
                         "\"A%u\",\"display\":\"検査\"}]},\"valueQuantity\":{\"value\":%u.10,"
                         "\"unit\":\"mg/dL\"}}}",
                         i > 0 ? "," : "", i, i, i);
  }
  buffer_append_string(&text, "]}");
  texts_add(texts, buffer_view(&text));
}

static size_t read_all(struct arena *arena, const struct texts *texts) {
  size_t nodes = 0;
  for (size_t i = 0; i < texts->count; i++) {
    struct arena_mark mark = arena_mark(arena);
    struct document document;
    struct document_failure failure;
    if (document_read(arena, texts->views[i], NULL, &document, &failure) != ERROR_OK) {
      fprintf(stderr, "an example cannot be read at byte %zu\n", failure.offset);
      exit(1);
    }
    nodes += document.count;
    arena_back(arena, mark);
  }
  return nodes;
}

int main(void) {
  struct arena *arena = arena_new(ARENA_BYTES);
  static struct texts texts;
  texts_load_shared(&texts, arena, "data/examples/clins-*/Bundle-*.json");
  const char *what = "reader, JP-CLINS Bundles";
  if (texts.count == 0) {
    make_example(arena, &texts);
    what = "reader, generated Bundle";
  }
  read_all(arena, &texts);
  double start = bench_now_us();
  double elapsed = 0;
  size_t rounds = 0;
  for (; elapsed < SECONDS * 1e6; rounds++) {
    read_all(arena, &texts);
    elapsed = bench_now_us() - start;
  }
  bench_row(what, (double)texts.bytes * (double)rounds / elapsed, "MB/s", ">= 250");
  arena_free(arena);
  return 0;
}
