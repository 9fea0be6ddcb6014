#include "tests/style/floors.h"

#include <stddef.h>
#include <string.h>

enum room {
  ROOM_BASE,
  ROOM_STORE,
  ROOM_HTTP,
  ROOM_ORCA,
  ROOM_TERMINOLOGY,
  ROOM_PROFILES,
  ROOM_NATIONAL,
  ROOM_HANDLERS,
  ROOM_SERVER,
  ROOM_LAB,
  ROOM_UNIT,
  ROOM_BLACKBOX,
  ROOM_STYLE,
  ROOM_BENCH,
  ROOM_SOAK,
  ROOM_TORTURE,
  ROOM_LOAD,
  ROOM_FUZZ,
  ROOM_MEMORY,
  ROOM_WRITES,
  ROOM_NONE,
};

#define USES(room) (1u << (room))
#define FLOOR_0 USES(ROOM_BASE)
#define PRODUCT (USES(ROOM_SERVER) - 1u) /* every room below the application */

struct floor_row {
  const char *prefix; /* of paths; the first row that fits counts */
  enum room room;
  unsigned uses; /* rooms besides its own */
};

static const struct floor_row floor_rows[] = {
    {"server/limits.h", ROOM_BASE, 0},
    {"server/version.h", ROOM_BASE, 0},
    {"server/base/", ROOM_BASE, 0},
    {"server/store/", ROOM_STORE, FLOOR_0},
    {"server/http/", ROOM_HTTP, FLOOR_0},
    {"server/orca/", ROOM_ORCA, FLOOR_0},
    {"terminology/", ROOM_TERMINOLOGY, FLOOR_0 | USES(ROOM_STORE)},
    {"profiles/", ROOM_PROFILES, FLOOR_0 | USES(ROOM_TERMINOLOGY)},
    {"server/national/", ROOM_NATIONAL, FLOOR_0 | USES(ROOM_STORE)},
    {"handlers/", ROOM_HANDLERS, PRODUCT},
    {"server/", ROOM_SERVER, PRODUCT},
    {"tests/lab/", ROOM_LAB, FLOOR_0},
    {"tests/unit/", ROOM_UNIT, PRODUCT},
    {"tests/blackbox/", ROOM_BLACKBOX, FLOOR_0 | USES(ROOM_UNIT)},
    {"tests/style/", ROOM_STYLE, FLOOR_0},
    {"tests/bench/", ROOM_BENCH, PRODUCT | USES(ROOM_UNIT)},
    {"tests/soak/", ROOM_SOAK, FLOOR_0 | USES(ROOM_BENCH)},
    {"tests/torture/", ROOM_TORTURE, FLOOR_0 | USES(ROOM_NATIONAL) | USES(ROOM_STORE)},
    {"tests/memory/", ROOM_MEMORY, PRODUCT | USES(ROOM_SERVER) | USES(ROOM_BENCH)},
    {"tests/writes/", ROOM_WRITES, FLOOR_0 | USES(ROOM_TORTURE)},
    {"tests/load/", ROOM_LOAD, FLOOR_0 | USES(ROOM_BENCH)},
    {"tests/fuzz/", ROOM_FUZZ, PRODUCT | USES(ROOM_UNIT)},
};

static const struct floor_row *floor_of(const char *path) {
  for (size_t i = 0; i < sizeof floor_rows / sizeof *floor_rows; i++) {
    if (strncmp(path, floor_rows[i].prefix, strlen(floor_rows[i].prefix)) == 0) {
      return &floor_rows[i];
    }
  }
  return NULL;
}

/* A room's unit tests see what the room itself may see. */
static unsigned uses_of_unit_test(const char *path) {
  const char *name = path + strlen("tests/unit/");
  size_t length = strcspn(name, "/");
  for (size_t i = 0; i < sizeof floor_rows / sizeof *floor_rows; i++) {
    const char *prefix = floor_rows[i].prefix;
    size_t end = strlen(prefix) - 1;
    bool fits = prefix[end] == '/' && end >= length &&
                strncmp(prefix + end - length, name, length) == 0 &&
                (end == length || prefix[end - length - 1] == '/');
    if (fits) {
      return floor_rows[i].uses | USES(floor_rows[i].room);
    }
  }
  return PRODUCT | USES(ROOM_LAB);
}

bool floors_allow(const char *path, const char *header) {
  const struct floor_row *from = floor_of(path);
  const struct floor_row *to = floor_of(header);
  if (from == NULL || to == NULL) {
    return false;
  }
  unsigned uses = from->room == ROOM_UNIT ? uses_of_unit_test(path) : from->uses;
  return from->room == to->room || (uses & USES(to->room)) != 0;
}
