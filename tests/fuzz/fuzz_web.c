/* What comes with a request's first lines: query strings, percent-encoding, paths, media types,
 * languages. The first byte chooses which; what was decoded is encoded and decoded to the same
 * again. */
#include "server/http/accept_language.h"
#include "server/http/media_type.h"
#include "server/http/percent.h"
#include "server/http/query.h"
#include "server/http/route_match.h"
#include "server/http/trusted_proxies.h"
#include "tests/fuzz/fuzz.h"

static void check_query(struct arena *arena, struct view text) {
  struct name_value *items = NULL;
  size_t count = 0;
  enum error error = query_append(arena, text, &items, &count);
  FUZZ_HOLDS(error == ERROR_OK || error == ERROR_BAD_REQUEST || error == ERROR_TOO_LARGE ||
             error == ERROR_MEMORY);
  FUZZ_HOLDS(count <= LIMIT_QUERY_PARAMETERS);
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    FUZZ_HOLDS(items[i].name.length > 0);
  }
}

static void check_percent(struct arena *arena, struct view text) {
  for (int style = PERCENT_PATH; style <= PERCENT_FORM; style++) {
    struct view decoded;
    struct view again;
    enum error error = percent_decode(arena, text, (enum percent_style)style, &decoded);
    if (error == ERROR_OK) {
      FUZZ_HOLDS(decoded.length == 0 || memchr(decoded.data, 0, decoded.length) == NULL);
      struct view encoded = percent_encode(arena, decoded);
      FUZZ_HOLDS(encoded.data != NULL || decoded.length == 0);
      FUZZ_HOLDS(percent_decode(arena, encoded, (enum percent_style)style, &again) == ERROR_OK);
      FUZZ_HOLDS(view_equal(decoded, again));
    }
  }
}

static void check_path(struct arena *arena, struct view text) {
  struct route_path path;
  struct view query;
  if (route_path_parse(arena, text, &path, &query) == ERROR_OK) {
    FUZZ_HOLDS(path.count <= LIMIT_PATH_SEGMENTS);
    check_query(arena, query);
  }
}

static void check_headers(struct arena *arena, struct view text) {
  (void)arena;
  struct view rest = text;
  struct view first = view_split(&rest, '\n');
  (void)media_type_negotiate(first, rest);
  (void)media_type_is_fhir_json(first);
  (void)media_type_is_fhir_xml(first);
  (void)media_type_is_csv(first);
  (void)media_type_is_form(first);
  (void)accept_language_choose(first);
}

/* First line: the setting; second: the header. */
static void check_proxies(struct arena *arena, struct view text) {
  struct view rest = text;
  struct view list = view_split(&rest, '\n');
  struct trusted_proxies proxies;
  struct trusted_proxies_mistake mistake;
  struct ip_address peer;
  if (trusted_proxies_read(list, &proxies, &mistake) != ERROR_OK ||
      !ip_address_read(view_of("127.0.0.1"), &peer)) {
    return;
  }
  const struct name_value header = {view_of("x-forwarded-for"), rest};
  const struct request request = {.arena = arena, .headers = &header, .header_count = 1};
  struct ip_address client = trusted_proxies_client(&proxies, &peer, &request);
  if (!trusted_proxies_has(&proxies, &peer)) {
    FUZZ_HOLDS(memcmp(&client, &peer, sizeof peer) == 0);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static void (*const checks[])(struct arena * arena, struct view text) = {
      check_query, check_percent, check_path, check_headers, check_proxies};
  if (size == 0) {
    return 0;
  }
  struct arena *arena = fuzz_arena();
  checks[bytes[0] % (sizeof checks / sizeof checks[0])](arena, fuzz_view(bytes + 1, size - 1));
  arena_free(arena);
  return 0;
}
