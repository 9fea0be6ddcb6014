#include "profiles/profile_choice.h"

/* "1.12.0" also means the preview "1.12.0-prep" of a version that was not published yet when the
 * pack was made. */
static bool version_fits(struct view actual, struct view wanted) {
  return view_equal(actual, wanted) ||
         (actual.length > wanted.length && view_starts_with(actual, wanted) &&
          actual.data[wanted.length] == '-');
}

/* "1.2" is any "1.2.x" (FHIR R4 references.html#canonical: as exact as the author chose). */
static bool is_patch_of(struct view actual, struct view wanted) {
  return view_find_byte(wanted, '.', 0) != SIZE_MAX && actual.length > wanted.length &&
         view_starts_with(actual, wanted) && actual.data[wanted.length] == '.';
}

static bool has_version(const struct pack *pack, uint32_t profile, struct view version) {
  const struct pack_profile *row = &pack->profiles[profile];
  return view_equal(pack_view(pack, row->version), version) ||
         is_patch_of(pack_view(pack, row->version), version) ||
         version_fits(pack_view(pack, pack->packages[row->package].version), version);
}

/* Position of a package in the scope; UINT32_MAX when it is outside. */
static uint32_t scope_rank(const struct evaluation *evaluation, uint32_t package) {
  const struct pack *pack = evaluation->pack;
  if (evaluation->package == PACK_NONE) {
    return UINT32_MAX;
  }
  const struct pack_range *scope = &pack->packages[evaluation->package].scope;
  for (uint32_t i = 0; i < scope->count; i++) {
    if (pack->indexes[scope->first + i] == package) {
      return i;
    }
  }
  return UINT32_MAX;
}

/* A comparison of guide versions asks what another version says about profiles that name theirs. */
static struct view wanted_version(const struct evaluation *evaluation, uint32_t first,
                                  struct view version) {
  const struct pack *pack = evaluation->pack;
  uint32_t steps = 0;
  for (uint32_t profile = first; evaluation->settings->clins_version_forced &&
                                 profile != PACK_NONE && steps < pack->profiles_count;
       profile = pack->profiles[profile].next_version, steps++) {
    if (scope_rank(evaluation, pack->profiles[profile].package) != UINT32_MAX) {
      return view_make(NULL, 0);
    }
  }
  return version;
}

struct profile_choice profile_choice_find(const struct evaluation *evaluation,
                                          struct view canonical) {
  const struct pack *pack = evaluation->pack;
  struct view version = canonical;
  struct view url = view_split(&version, '|');
  uint32_t first = pack_find_profile(pack, url);
  version = wanted_version(evaluation, first, version);
  struct profile_choice choice = {PACK_NONE, first != PACK_NONE, url, version};
  uint32_t best_rank = UINT32_MAX;
  uint32_t steps = 0;
  for (uint32_t profile = first; profile != PACK_NONE && steps < pack->profiles_count;
       profile = pack->profiles[profile].next_version, steps++) {
    if (version.length > 0 && !has_version(pack, profile, version)) {
      continue;
    }
    uint32_t rank = scope_rank(evaluation, pack->profiles[profile].package);
    if (choice.profile == PACK_NONE || rank < best_rank) {
      choice.profile = profile;
      best_rank = rank;
    }
  }
  return choice;
}

/* "name#version" of any guide. */
static uint32_t find_package(const struct pack *pack, struct view name, struct view version) {
  for (uint32_t i = 0; i < pack->packages_count; i++) {
    if (view_equal(pack_view(pack, pack->packages[i].name), name) &&
        version_fits(pack_view(pack, pack->packages[i].version), version)) {
      return i;
    }
  }
  return PACK_NONE;
}

uint32_t profile_choice_clins_package(const struct pack *pack, struct view version) {
  static const struct view names[] = {VIEW_LITERAL("jp-eCSCLINS.r4"),
                                      VIEW_LITERAL("clinical-information-sharing")};
  struct view rest = version;
  struct view name = view_split(&rest, '#');
  if (rest.data != NULL) {
    return find_package(pack, name, rest);
  }
  uint32_t found = find_package(pack, names[0], version);
  return found != PACK_NONE ? found : find_package(pack, names[1], version);
}
