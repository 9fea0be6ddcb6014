#include "server/import_report.h"

#include <stdio.h>

/* Changes of each kind that are printed of a file. */
#define CHANGES_SHOWN 10u

static const struct {
  const char *english;
  const char *japanese;
} change_names[MASTER_CHANGE_KINDS] = {
    [MASTER_CHANGE_ADDED] = {"added", "新規"},
    [MASTER_CHANGE_CHANGED] = {"changed", "変更"},
    [MASTER_CHANGE_RENAMED] = {"renamed", "名称変更"},
    [MASTER_CHANGE_ABOLISHED] = {"abolished", "廃止"},
};

const char *import_report_text(const struct import_output *output, const char *english,
                               const char *japanese) {
  return output->language == LANGUAGE_JAPANESE ? japanese : english;
}

#define TEXT(english, japanese) import_report_text(output, (english), (japanese))

static const char *change_name(const struct import_output *output, enum master_change_kind kind) {
  return TEXT(change_names[kind].english, change_names[kind].japanese);
}

static void print_change(const struct import_output *output, const struct master_change *change) {
  printf("  %s %.*s ", change_name(output, change->kind), VIEW_ARGUMENTS(change->code));
  if (change->kind == MASTER_CHANGE_RENAMED) {
    printf("%.*s -> ", VIEW_ARGUMENTS(change->before));
  }
  printf("%.*s\n", VIEW_ARGUMENTS(change->after));
}

static void print_counts(const struct import_output *output, const uint32_t *counts) {
  for (int i = 0; i < MASTER_CHANGE_KINDS; i++) {
    printf(", %s %u", change_name(output, (enum master_change_kind)i), counts[i]);
  }
  putchar('\n');
}

static void print_changes(const struct import_output *output, const struct master_report *report,
                          uint32_t *shown) {
  for (uint32_t i = 0; i < report->change_count; i++) {
    const struct master_change *change = &report->changes[i];
    if (!change->beside && (output->all || shown[change->kind]++ < CHANGES_SHOWN)) {
      print_change(output, change);
    }
  }
}

static void print_file(const struct import_output *output, const struct master_report *report) {
  const struct master_file *file = report->file;
  printf("%.*s: %s (%s): ", VIEW_ARGUMENTS(file->name),
         TEXT(file->layout->english, file->layout->japanese),
         file->update ? TEXT("update", "更新分") : TEXT("full", "全件"));
  if (report->known) {
    printf("%s\n", TEXT("imported before, no change", "取り込み済み、変更なし"));
    return;
  }
  if (report->older) {
    printf("%s\n", TEXT("included in the full file that is loaded, left out",
                        "取り込み済みの全件ファイルに含まれているため、取り込みません"));
    return;
  }
  printf("%s %u", TEXT("rows", "行数"), report->rows);
  print_counts(output, report->counts);
  uint32_t shown[MASTER_CHANGE_KINDS] = {0};
  print_changes(output, report, shown);
}

/* ---- packages ---------------------------------------------------------------------------------
 */
/* "package.tgz!CodeSystem-a.json" -> "package.tgz". */
static struct view package_of(struct view name) {
  return view_split(&name, '!');
}

static bool is_resource(const struct master_report *report) {
  return report->file->document.count > 0;
}

/* What the resources of one package did together. */
struct package_totals {
  struct view name;
  uint32_t resources;
  uint32_t unchanged;
  uint32_t superseded;
  uint32_t older;
  uint32_t counts[MASTER_CHANGE_KINDS];
  bool printed;
};

static void add_totals(struct package_totals *totals, const struct master_report *report) {
  totals->resources++;
  totals->unchanged += report->known;
  totals->superseded += report->superseded;
  totals->older += report->older;
  for (int i = 0; i < MASTER_CHANGE_KINDS; i++) {
    totals->counts[i] += report->counts[i];
  }
}

/* Map of name -> struct package_totals. */
static enum error collect_packages(const struct master_import *import, struct hash_map *packages) {
  for (uint32_t i = 0; i < import->report_count; i++) {
    const struct master_report *report = &import->reports[i];
    struct view name = package_of(report->file->name);
    struct package_totals *totals = is_resource(report) ? hash_map_get(packages, name) : NULL;
    if (is_resource(report) && totals == NULL) {
      totals = arena_alloc(packages->arena, sizeof *totals);
      if (totals == NULL || hash_map_put(packages, name, totals) != ERROR_OK) {
        return ERROR_MEMORY;
      }
      totals->name = name;
    }
    if (totals != NULL) {
      add_totals(totals, report);
    }
  }
  return ERROR_OK;
}

static void print_package(const struct import_output *output, const struct master_import *import,
                          struct package_totals *totals) {
  totals->printed = true;
  printf("%.*s: %s %u", VIEW_ARGUMENTS(totals->name), TEXT("FHIR resources", "FHIR リソース"),
         totals->resources);
  if (totals->unchanged + totals->superseded == totals->resources) {
    printf(": %s\n", TEXT("imported before, no change", "取り込み済み、変更なし"));
    return;
  }
  printf(" (%s %u, %s %u, %s %u)", TEXT("unchanged", "変更なし"), totals->unchanged,
         TEXT("also in another file, which counts", "別のファイルのものを採用"), totals->superseded,
         TEXT("beside a newer version", "新しい版とあわせて保存"), totals->older);
  print_counts(output, totals->counts);
  uint32_t shown[MASTER_CHANGE_KINDS] = {0};
  for (uint32_t i = 0; i < import->report_count; i++) {
    const struct master_report *report = &import->reports[i];
    if (is_resource(report) && view_equal(package_of(report->file->name), totals->name)) {
      print_changes(output, report, shown);
    }
  }
}

enum error import_report_print(const struct import_output *output,
                               const struct master_import *import) {
  struct hash_map packages = hash_map_make(import->arena);
  enum error error = collect_packages(import, &packages);
  for (uint32_t i = 0; i < import->report_count && error == ERROR_OK; i++) {
    const struct master_report *report = &import->reports[i];
    struct package_totals *totals =
        is_resource(report) ? hash_map_get(&packages, package_of(report->file->name)) : NULL;
    if (totals == NULL) {
      print_file(output, report);
    } else if (!totals->printed) {
      print_package(output, import, totals);
    }
  }
  return error;
}

/* ---- mappings, what is loaded -----------------------------------------------------------------
 */
void import_report_touched(const struct import_output *output,
                           const struct master_touched_list *touched) {
  printf("%s: %u\n", TEXT("mappings touched", "影響を受ける対応表の行"), touched->count);
  for (uint32_t i = 0; i < touched->count; i++) {
    const struct master_touched *row = &touched->rows[i];
    printf("  %.*s -> %.*s|%.*s (%.*s): %s\n", VIEW_ARGUMENTS(row->pair->label),
           VIEW_ARGUMENTS(row->pair->system), VIEW_ARGUMENTS(row->pair->code),
           VIEW_ARGUMENTS(row->change->after), change_name(output, row->change->kind));
  }
}

/* One import of one file or package. */
struct loaded {
  struct masters_origin origin;
  struct view name;
  uint32_t resources;
  uint32_t rows;
  uint32_t counts[MASTER_CHANGE_KINDS];
};

static bool is_part_of(const struct loaded *loaded, const struct masters_origin *origin) {
  return loaded->resources > 0 && view_equal(loaded->name, package_of(origin->name)) &&
         view_equal(loaded->origin.at, origin->at);
}

static void add_origin(struct loaded *loaded, const struct masters_origin *origin) {
  const struct masters_origin_row *row = origin->row;
  loaded->resources += view_starts_with(origin->master, view_of("fhir-"));
  loaded->rows += row->rows;
  loaded->counts[MASTER_CHANGE_ADDED] += row->added;
  loaded->counts[MASTER_CHANGE_CHANGED] += row->changed;
  loaded->counts[MASTER_CHANGE_RENAMED] += row->renamed;
  loaded->counts[MASTER_CHANGE_ABOLISHED] += row->abolished;
}

static void print_loaded(const struct import_output *output, const struct loaded *loaded) {
  const struct masters_origin *origin = &loaded->origin;
  struct view name = loaded->resources > 0 ? loaded->name : origin->name;
  printf("%.*s  %.*s  sha256 %.*s\n  ", VIEW_ARGUMENTS(origin->at), VIEW_ARGUMENTS(name),
         VIEW_ARGUMENTS(origin->sha256));
  if (loaded->resources > 0) {
    printf("%s %u", TEXT("FHIR resources", "FHIR リソース"), loaded->resources);
  } else {
    printf("%.*s", VIEW_ARGUMENTS(origin->master));
    if (origin->row->release != 0) {
      printf(" %u", origin->row->release);
    }
  }
  printf(", %s %u", TEXT("rows", "行数"), loaded->rows);
  print_counts(output, loaded->counts);
}

enum error import_report_loaded(const struct import_output *output, struct arena *arena,
                                const struct masters *masters) {
  uint32_t count = masters != NULL ? masters_origin_count(masters) : 0;
  struct loaded *list = arena_array(arena, count + 1u, sizeof *list);
  uint32_t used = 0;
  if (list == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < count; i++) {
    struct masters_origin origin = masters_origin_at(masters, i);
    uint32_t at = 0;
    while (at < used && !is_part_of(&list[at], &origin)) {
      at++;
    }
    if (at == used) {
      list[used++] = (struct loaded){.origin = origin, .name = package_of(origin.name)};
    }
    add_origin(&list[at], &origin);
  }
  for (uint32_t i = 0; i < used; i++) {
    print_loaded(output, &list[i]);
  }
  if (used == 0) {
    printf("%s\n", TEXT("no masters are loaded", "マスターは取り込まれていません"));
  }
  return ERROR_OK;
}
