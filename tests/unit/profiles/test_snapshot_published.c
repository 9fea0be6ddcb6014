/* Snapshots generated from the published differentials against the published snapshots. */
#include "profiles/package_reader.h"
#include "profiles/package_load.h"
#include "profiles/snapshot_make.h"
#include "profiles/structure_definition.h"
#include "tests/unit/profiles/package_fixture.h"
#include "tests/unit/profiles/snapshot_compare.h"

#define ARENA_BYTES (4u * 1024u * 1024u * 1024ul)

static struct arena *arena;
static struct arena *scratch;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  scratch = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 10000);
}

static void teardown(void) {
  arena_free(scratch);
  arena_free(arena);
}

struct stripper {
  struct definition_model *model;
  struct definition_package *package;
};

/* The text without the member "snapshot" of its root. */
static struct view strip(const struct document *document, struct view text) {
  for (uint32_t key = document_first(document, 0); key != NODE_NONE;
       key = document_next(document, 0, key)) {
    if (view_is(document_raw(document, key), "snapshot")) {
      struct view value = document_raw(document, key + 1);
      size_t start = document_node(document, key)->offset - 1u;
      size_t end = (size_t)(value.data - text.data) + value.length;
      struct view rest = view_trim(view_part(text, end, text.length));
      return arena_format(scratch, "%.*s\"without\":0%.*s",
                          VIEW_ARGUMENTS(view_part(text, 0, start)), VIEW_ARGUMENTS(rest));
    }
  }
  return text;
}

static enum error visit(void *context, const struct package_file *file) {
  struct stripper *stripper = context;
  struct document document;
  struct document_failure failure;
  struct arena_mark mark = arena_mark(scratch);
  enum error error = document_read(scratch, file->content, NULL, &document, &failure);
  if (error == ERROR_OK && document_type(&document, 0) == NODE_OBJECT &&
      view_is(document_member_string(&document, 0, "resourceType", scratch),
              "StructureDefinition")) {
    error = document_read(scratch, strip(&document, file->content), NULL, &document, &failure);
    struct definition_source source = {stripper->model, stripper->package, &document, scratch,
                                       &issues};
    if (error == ERROR_OK) {
      error = structure_definition_read(&source);
    }
  }
  arena_back(scratch, mark);
  return error;
}

struct published {
  const char *file; /* whose snapshots are taken away */
  const char *name;
  const char *version;
  const char *dependencies[4];
};

static const struct published packages[] = {
    {"jp-core.r4-1.2.0.tgz", "jp-core.r4", "1.2.0", {"hl7.fhir.r4.core-4.0.1.tgz"}},
    {"jp-eCSCLINS.r4-1.10.0.tgz", "jp-eCSCLINS.r4", "1.10.0",
     {"hl7.fhir.r4.core-4.0.1.tgz", "jp-core.r4-1.1.2-url.tgz"}},
    {"jp-eCSCLINS.r4-1.5.3.tgz", "jp-eCSCLINS.r4", "1.5.3",
     {"hl7.fhir.r4.core-4.0.1.tgz", "jp-core.r4-1.1.2-url.tgz"}},
    {"jp-eReferral.r4-1.1.6.tgz", "jp-eReferral.r4", "1.1.6",
     {"hl7.fhir.r4.core-4.0.1.tgz", "jp-core.r4-1.1.2.tgz"}},
    {"jp-eCheckupReport.r4-1.5.0.tgz", "jp-eCheckupReport.r4", "1.5.0",
     {"hl7.fhir.r4.core-4.0.1.tgz", "jp-core.r4-1.1.2-clins.tgz"}},
};

static void report(const struct structure_definition *structure, struct view id, const char *what,
                   struct view a, struct view b) {
  printf("%.*s\t%.*s\t%s\t%.*s\t%.*s\n", VIEW_ARGUMENTS(structure->url), VIEW_ARGUMENTS(id), what,
         VIEW_ARGUMENTS(a), VIEW_ARGUMENTS(b));
}

static uint32_t compare(const struct structure_definition *published,
                        const struct structure_definition *made) {
  struct arena_mark mark = arena_mark(scratch);
  struct compare_side a = compare_side_make(scratch, published);
  struct compare_side b = compare_side_make(scratch, made);
  uint32_t count = 0;
  struct view none = {"", 0};
  for (uint32_t i = 0; i < published->element_count; i++) {
    const struct definition_element *other = hash_map_get(&b.by_id, a.ids[i]);
    if (other == NULL) {
      report(published, a.ids[i], "absent", none, none);
      count++;
      continue;
    }
    for (int p = 0; p < COMPARE_PROPERTIES; p++) {
      struct view x = compare_text(scratch, &published->elements[i], (enum compare_property)p);
      struct view y = compare_text(scratch, other, (enum compare_property)p);
      if (!view_equal(x, y)) {
        report(published, a.ids[i], compare_names[p], x, y);
        count++;
      }
    }
  }
  for (uint32_t i = 0; i < made->element_count; i++) {
    if (hash_map_get(&a.by_id, b.ids[i]) == NULL) {
      report(published, b.ids[i], "extra", none, none);
      count++;
    }
  }
  arena_back(scratch, mark);
  return count;
}

START_TEST(test_published) {
  const struct published *row = &packages[_i];
  struct definition_model with = definition_model_make(arena);
  struct definition_model without = definition_model_make(arena);
  const char *path = fixture_shared(arena, row->file);
  if (path == NULL) {
    return;
  }
  for (int i = 0; i < 4 && row->dependencies[i] != NULL; i++) {
    const char *other = fixture_shared(arena, row->dependencies[i]);
    ck_assert_ptr_nonnull(other);
    ck_assert_int_eq(package_load(&with, scratch, other, &issues), ERROR_OK);
    ck_assert_int_eq(package_load(&without, scratch, other, &issues), ERROR_OK);
  }
  ck_assert_int_eq(package_load(&with, scratch, path, &issues), ERROR_OK);
  struct definition_package *published = with.packages[with.package_count - 1];
  struct stripper stripper = {&without, NULL};
  ck_assert_int_eq(definition_model_package(&without, published->name, published->version, &stripper.package), ERROR_OK);
  stripper.package->dependencies = published->dependencies;
  stripper.package->dependency_count = published->dependency_count;
  struct package_visitor visitor = {visit, &stripper};
  ck_assert_int_eq(package_read(scratch, path, &visitor), ERROR_OK);
  issues = issue_list_make(arena, 10000);
  ck_assert_int_eq(definition_model_link(&with), ERROR_OK);
  ck_assert_int_eq(definition_model_link(&without), ERROR_OK);
  ck_assert_int_eq(snapshot_make(&without, scratch, &issues), ERROR_OK);
  for (uint32_t i = 0; i < issues.count; i++) {
    struct view text = issue_text(&issues.issues[i], LANGUAGE_ENGLISH, arena);
    printf("issue: %.*s\n", VIEW_ARGUMENTS(text));
  }
  uint32_t elements = 0, differences = 0;
  for (uint32_t i = 0; i < published->structure_count; i++) {
    const struct structure_definition *a = published->structures[i];
    const struct structure_definition *b = definition_model_structure(stripper.package, a->url);
    ck_assert_ptr_nonnull(b);
    elements += a->element_count;
    differences += compare(a, b);
  }
  printf("snapshots of %s: %u definitions, %u elements, %u differences\n", row->file,
         published->structure_count, elements, differences);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("snapshot_published");
  TCase *tests = tcase_create("published");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, test_published, 0, (int)(sizeof packages / sizeof packages[0]));
  suite_add_tcase(suite, tests);
  return suite;
}
