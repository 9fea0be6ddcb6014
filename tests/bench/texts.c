#include "tests/bench/texts.h"

#include "server/base/file.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_BYTES (64u << 20)

void texts_add(struct texts *texts, struct view text) {
  if (texts->count < TEXTS_MAXIMUM) {
    texts->views[texts->count++] = text;
    texts->bytes += text.length;
  }
}

void texts_load(struct texts *texts, struct arena *arena, const char *pattern) {
  glob_t found = {0};
  if (glob(pattern, GLOB_BRACE, NULL, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; i++) {
      struct view text;
      if (file_read(arena, found.gl_pathv[i], FILE_BYTES, &text) == ERROR_OK) {
        texts_add(texts, text);
      }
    }
  }
  globfree(&found);
}

void texts_load_shared(struct texts *texts, struct arena *arena, const char *pattern) {
  const char *shared = getenv("FHIR_FACADE_SHARED");
  struct view path = arena_format(arena, "%s/%s", shared != NULL ? shared : "../shared", pattern);
  if (path.data != NULL) {
    texts_load(texts, arena, path.data);
  }
}
