/* The reader of the imported masters' file: any bytes are refused, or everything that can be asked
 * of them stays inside. */
#include "terminology/masters.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROOM 4u

static void see(struct view text, uint64_t *sum) {
  for (size_t i = 0; i < text.length; i++) {
    *sum += (unsigned char)text.data[i];
  }
}

static void see_concept(const struct masters *masters, uint32_t row, uint64_t *sum) {
  struct masters_concept concept = masters_concept_at(masters, row);
  see(concept.display, sum);
  see(concept.kana, sum);
  struct masters_concept found;
  (void)masters_find(masters, concept.system, concept.code, &found);
  for (uint32_t i = 0; i < masters_property_count(masters, row); i++) {
    see(masters_property_at(masters, row, i).value, sum);
    see(masters_property_at(masters, row, i).name, sum);
  }
  for (uint32_t i = 0; i < masters_link_count(masters, row); i++) {
    (void)masters_link_at(masters, row, i);
  }
  struct masters_concept linked[ROOM];
  for (int kind = MASTERS_LINK_MAP; kind < MASTERS_LINK_COUNT; kind++) {
    (void)masters_linked(masters, row, (enum masters_link)kind, linked, ROOM);
  }
  struct masters_target targets[ROOM];
  for (uint32_t i = 0; i < masters_system_count(masters) && i < ROOM; i++) {
    struct masters_query query = {concept.system, concept.code, masters_system_at(masters, i).url};
    (void)masters_crosswalk(masters, &query, targets, ROOM);
  }
}

static void see_all(const struct masters *masters) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < masters_system_count(masters); i++) {
    struct masters_system found;
    see(masters_system_at(masters, i).version, &sum);
    (void)masters_system_find(masters, masters_system_at(masters, i).url, &found);
  }
  for (uint32_t i = 0; i < masters_source_count(masters); i++) {
    see(masters_source_at(masters, i), &sum);
  }
  for (uint32_t i = 0; i < masters_concept_count(masters); i++) {
    see_concept(masters, i, &sum);
  }
  for (uint32_t i = 0; i < masters_origin_count(masters); i++) {
    see(masters_origin_at(masters, i).name, &sum);
    see(masters_origin_at(masters, i).at, &sum);
  }
  for (uint32_t i = 0; i < masters_resource_count(masters); i++) {
    see(masters_resource_at(masters, i).url, &sum);
    see(masters_resource_at(masters, i).content, &sum);
  }
  FUZZ_HOLDS(sum != UINT64_MAX); /* so that nothing of the reading is left out */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  int file = memfd_create("masters", MFD_CLOEXEC);
  FUZZ_HOLDS(file >= 0 && write(file, bytes, size) == (ssize_t)size);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  struct masters *masters = NULL;
  if (masters_open(path, &masters) == ERROR_OK) {
    see_all(masters);
    masters_close(masters);
  }
  close(file);
  return 0;
}
