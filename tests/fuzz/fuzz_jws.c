/* JSON Web Signatures: the reader, and the way through base64 and back. */
#include "server/base/base64.h"
#include "server/national/jws.h"
#include "tests/fuzz/fuzz.h"

static enum error count_bytes(void *context, struct view piece) {
  *(size_t *)context += piece.length;
  return ERROR_OK;
}

static void check_base64(struct view text, struct arena *arena) {
  struct view bytes;
  if (base64_decode(text, BASE64_URL, arena, &bytes) == ERROR_OK) {
    struct view again = base64_encode(bytes, BASE64_URL, arena);
    FUZZ_HOLDS(again.data == NULL || view_equal(again, text));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct issue_list issues = issue_list_make(arena, 10);
  struct view text = fuzz_view(bytes, size);
  struct jws jws;
  enum error error = jws_read(text, arena, &issues, &jws);
  if (error == ERROR_OK) {
    size_t total = 0;
    const struct jws_input input = {jws.protected_text, jws.header.unencoded, view_of("content")};
    FUZZ_HOLDS(jws_input_each(&input, count_bytes, &total) == ERROR_OK);
    FUZZ_HOLDS(total > jws.protected_text.length);
    (void)jws_has_content(&jws, view_of("content"));
  } else if (error == ERROR_SYNTAX || error == ERROR_NOT_PROCESSABLE) {
    FUZZ_HOLDS(issues.count > 0);
  }
  check_base64(text, arena);
  arena_free(arena);
  return 0;
}
