/* Snapshots generated from the published differentials against the published snapshots: those of
 * the Japanese packages were made by SUSHI, those of R4 and of the validator cases by HL7's tools.
 */
#include "profiles/package_load.h"
#include "profiles/package_reader.h"
#include "profiles/snapshot_make.h"
#include "profiles/structure_definition.h"
#include "tests/unit/profiles/package_fixture.h"
#include "tests/unit/profiles/snapshot_compare.h"

#define ARENA_BYTES (4ul * 1024u * 1024u * 1024u)
#define DEPENDENCIES 4

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

/* A difference that is explained one by one. The list may only shrink: a row that does not occur
 * any more fails the test. */
struct known {
  const char *url_end;
  const char *id;
  const char *what;
  const char *why;
};

#define CORE "hl7.fhir.r4.core-4.0.1.tgz"

struct published {
  const char *file;  /* whose snapshots are taken away */
  const char *other; /* where the published snapshots are; NULL: in the same */
  const char *dependencies[DEPENDENCIES];
  bool by_hl7; /* the reasons of compare_reason count */
  const struct known *known;
};

static const struct known none_known[] = {{NULL, NULL, NULL, NULL}};

#define NAMED "a slice name without slicing only names the element: ours keeps the plain id"
#define UNSLICED "a slice without its unsliced element: ours keeps that too"
#define SHUT "slices below an extension element that the same differential forbids (max 0)"

static const struct known core_known[] = {
    {"/catalog", "Composition.date:IssueDate", "absent", NAMED},
    {"/catalog", "Composition.date", "extra", NAMED},
    {"/codesystem-history", "Extension.extension:revision.extension:", "cardinality", SHUT},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.relationship:Relationship", "absent",
     NAMED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.sex:Sex", "absent", NAMED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.relationship", "extra", NAMED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.sex", "extra", NAMED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.born[x]", "extra", UNSLICED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.age[x]", "extra", UNSLICED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.deceased[x]", "extra", UNSLICED},
    {"/familymemberhistory-genetic", "FamilyMemberHistory.condition", "extra", UNSLICED},
    {"/provenance-relevant-history", "Provenance.entity.agent", "types",
     "a content reference is to the element of the type, not to a slice of the profile"},
    {NULL, NULL, NULL, NULL}};

static const struct known cases_known[] = {
    {"/pharmqualityspecification", "PlanDefinition.action:actionAlternate.selectionBehavior",
     "cardinality", "published wider than the base (max * over 1)"},
    {"/pharmqualityspecification", "PlanDefinition.action", "extra", UNSLICED},
    {"/profile-parameters-complex", "Parameters.parameter:address.part:recipientHealthcareService",
     "cardinality", "the differential is wider than its unsliced element: the narrower counts"},
    {"/MyAuditEventProfile", "AuditEvent.agent.extension:altid", "slicing",
     "the slicing of a slice that is sliced again is left out there"},
    {"/test-input-params", "Parameters.parameter:param", "extra", UNSLICED},
    {NULL, NULL, NULL, NULL}};

static const struct known jp_core_known[] = {
    {"/JP_Medication", "Medication.ingredient.strength.", "types",
     "SUSHI walked into the plain type before it set the profile on it"},
    {NULL, NULL, NULL, NULL}};

static const struct known referral_known[] = {
    {"clins/StructureDefinition/JP_Patient_eCS", "Patient.name.extension.", "extra",
     "published from another state of its base profile than the one in the package"},
    {NULL, NULL, NULL, NULL}};

static const struct published rows[] = {
    {CORE, NULL, {NULL}, true, core_known},
    {"../validator-cases/defs", "../validator-cases/defs-snap", {CORE}, true, cases_known},
    {"jp-core.r4-1.2.0.tgz", NULL, {CORE}, false, jp_core_known},
    {"jp-eCSCLINS.r4-1.5.3.tgz", NULL, {CORE, "jp-core.r4-1.1.2-url.tgz"}, false, none_known},
    {"jp-eCSCLINS.r4-1.10.0.tgz", NULL, {CORE, "jp-core.r4-1.1.2-url.tgz"}, false, none_known},
    {"jp-eReferral.r4-1.1.6.tgz", NULL, {CORE, "jp-core.r4-1.1.2.tgz"}, false, referral_known},
    {"jp-eDischargeSummary.r4-1.1.6.tgz",
     NULL,
     {CORE, "jp-core.r4-1.1.2.tgz"},
     false,
     referral_known},
    {"jp-eCheckupReport.r4-1.5.0.tgz",
     NULL,
     {CORE, "jp-core.r4-1.1.2-clins.tgz"},
     false,
     none_known},
    {"hl7.fhir.uv.ips-2.0.0.tgz", NULL, {CORE}, true, none_known},
};

struct count {
  uint32_t definitions;
  uint32_t elements;
  uint32_t reasons[REASON_COUNT];
  uint32_t known;
  uint32_t unknown;
  uint64_t seen; /* bit a row of known */
};

/* The text without the snapshot of a profile. */
static struct view strip(const struct document *document, struct view text) {
  uint32_t key = document_first(document, 0);
  while (key != NODE_NONE && !view_is(document_raw(document, key), "snapshot")) {
    key = document_next(document, 0, key);
  }
  struct view derivation = document_member_string(document, 0, "derivation", scratch);
  if (key == NODE_NONE || !view_is(derivation, "constraint")) {
    return text;
  }
  struct view value = document_raw(document, key + 1);
  size_t start = document_node(document, key)->offset - 1u;
  size_t end = (size_t)(value.data - text.data) + value.length;
  return arena_format(scratch, "%.*s\"none\":0%.*s", VIEW_ARGUMENTS(view_part(text, 0, start)),
                      VIEW_ARGUMENTS(view_part(text, end, text.length)));
}

struct stripper {
  struct definition_model *model;
  struct definition_package *package;
};

static enum error visit(void *context, const struct package_file *file) {
  struct stripper *stripper = context;
  struct document document;
  struct document_failure failure;
  struct arena_mark mark = arena_mark(scratch);
  enum error error = document_read(scratch, file->content, NULL, &document, &failure);
  if (error == ERROR_OK && view_is(document_member_string(&document, 0, "resourceType", scratch),
                                   "StructureDefinition")) {
    struct view text = strip(&document, file->content);
    error = document_read(scratch, text, NULL, &document, &failure);
    struct definition_source source = {stripper->model, stripper->package, &document, scratch,
                                       &issues};
    if (error == ERROR_OK) {
      error = structure_definition_read(&source);
    }
  }
  arena_back(scratch, mark);
  return error;
}

static const char *path_of(const char *name) {
  const char *path = name == NULL ? NULL : fixture_shared(arena, name);
  return path;
}

static struct definition_package *load(struct definition_model *model, const char *path) {
  ck_assert_int_eq(package_load(model, scratch, path, &issues), ERROR_OK);
  return model->packages[model->package_count - 1];
}

/* The package as load reads it, without the snapshots of its profiles. */
static struct definition_package *load_stripped(struct definition_model *model, const char *path,
                                                const struct definition_package *published) {
  struct stripper stripper = {model, NULL};
  enum error error =
      definition_model_package(model, published->name, published->version, &stripper.package);
  ck_assert_int_eq(error, ERROR_OK);
  stripper.package->dependencies = published->dependencies;
  stripper.package->dependency_count = published->dependency_count;
  stripper.package->sees_all = published->sees_all;
  struct package_visitor visitor = {visit, &stripper};
  ck_assert_int_eq(package_read(scratch, path, &visitor), ERROR_OK);
  return stripper.package;
}

static bool is_known(const struct published *row, struct count *count,
                     const struct structure_definition *structure, struct view id,
                     const char *what) {
  for (int i = 0; row->known[i].url_end != NULL; i++) {
    const struct known *known = &row->known[i];
    if (view_ends_with(structure->url, view_of(known->url_end)) &&
        view_starts_with(id, view_of(known->id)) && strcmp(known->what, what) == 0) {
      count->seen |= 1ull << i;
      return true;
    }
  }
  return false;
}

static void note(const struct published *row, struct count *count, const struct compare_pair *pair,
                 struct view id, enum compare_property property) {
  const struct structure_definition *structure = pair->published.structure;
  const char *what = compare_names[property];
  enum compare_reason reason = row->by_hl7 ? compare_reason_of(pair, id, property) : REASON_NONE;
  if (reason != REASON_NONE) {
    count->reasons[reason]++;
  } else if (is_known(row, count, structure, id, what)) {
    count->known++;
  } else {
    count->unknown++;
    const struct definition_element *a = hash_map_get(&pair->published.by_id, id);
    const struct definition_element *b = hash_map_get(&pair->made.by_id, id);
    struct view none = {"", 0};
    struct view x = a == NULL ? none : compare_text(scratch, a, property);
    struct view y = b == NULL ? none : compare_text(scratch, b, property);
    printf("%.*s %.*s %s: published%.*s, made%.*s\n", VIEW_ARGUMENTS(structure->url),
           VIEW_ARGUMENTS(id), what, VIEW_ARGUMENTS(x), VIEW_ARGUMENTS(y));
  }
}

/* Elements of both stand in the same order. */
static void compare_order(const struct compare_pair *pair) {
  const struct compare_side *a = &pair->published;
  const struct compare_side *b = &pair->made;
  uint32_t next = 0;
  for (uint32_t i = 0; i < a->structure->element_count; i++) {
    if (hash_map_get(&b->by_id, a->ids[i]) == NULL) {
      continue;
    }
    while (next < b->structure->element_count && hash_map_get(&a->by_id, b->ids[next]) == NULL) {
      next++;
    }
    bool same = next < b->structure->element_count && view_equal(a->ids[i], b->ids[next]);
    ck_assert_msg(same, "order of %.*s in %.*s", VIEW_ARGUMENTS(a->ids[i]),
                  VIEW_ARGUMENTS(a->structure->url));
    next++;
  }
}

static void compare(const struct published *row, struct compare_pair *pair, struct count *count) {
  for (uint32_t i = 0; i < pair->published.structure->element_count; i++) {
    struct view id = pair->published.ids[i];
    const struct definition_element *published = &pair->published.structure->elements[i];
    const struct definition_element *made = hash_map_get(&pair->made.by_id, id);
    if (made == NULL) {
      note(row, count, pair, id, COMPARE_ABSENT);
      continue;
    }
    for (int p = 0; p < COMPARE_PROPERTIES; p++) {
      enum compare_property property = (enum compare_property)p;
      if (!view_equal(compare_text(scratch, published, property),
                      compare_text(scratch, made, property))) {
        note(row, count, pair, id, property);
      }
    }
  }
  for (uint32_t i = 0; i < pair->made.structure->element_count; i++) {
    if (hash_map_get(&pair->published.by_id, pair->made.ids[i]) == NULL) {
      note(row, count, pair, pair->made.ids[i], COMPARE_EXTRA);
    }
  }
  compare_order(pair);
}

static void compare_package(const struct published *row, const struct definition_model *model,
                            const struct definition_package *published,
                            const struct definition_package *made, struct count *count) {
  for (uint32_t i = 0; i < published->structure_count; i++) {
    const struct structure_definition *a = published->structures[i];
    struct arena_mark mark = arena_mark(scratch);
    struct view canonical =
        arena_format(scratch, "%.*s|%.*s", VIEW_ARGUMENTS(a->url), VIEW_ARGUMENTS(a->version));
    const struct structure_definition *b = definition_model_structure(made, canonical);
    if (b != NULL && a->is_profile && a->kind != KIND_LOGICAL && a->difference_count == 0) {
      ck_assert_uint_gt(b->difference_count, 0);
      struct compare_pair pair = {scratch, model, published, compare_side_make(scratch, a),
                                  compare_side_make(scratch, b)};
      count->definitions++;
      count->elements += a->element_count;
      compare(row, &pair, count);
    }
    arena_back(scratch, mark);
  }
}

static void print_count(const struct published *row, const struct count *count) {
  printf("snapshots of %s: %u definitions, %u elements; different by method: short names %u, "
         "children of slices %u, rules of types %u, slices %u; known %u, unknown %u\n",
         row->file, count->definitions, count->elements, count->reasons[REASON_SHORT_NAME],
         count->reasons[REASON_SLICE_CHILDREN], count->reasons[REASON_TYPE_RULES],
         count->reasons[REASON_SLICE_BASE], count->known, count->unknown);
  fflush(stdout);
  for (int i = 0; row->known[i].url_end != NULL; i++) {
    ck_assert_msg((count->seen >> i & 1u) != 0,
                  "no longer different, take it out of the list: %s %s", row->known[i].url_end,
                  row->known[i].id);
  }
  ck_assert_uint_eq(count->unknown, 0);
}

START_TEST(test_published) {
  const struct published *row = &rows[_i];
  struct definition_model with = definition_model_make(arena);
  struct definition_model without = definition_model_make(arena);
  const char *path = path_of(row->file);
  if (path == NULL) {
    return;
  }
  for (int i = 0; i < DEPENDENCIES && row->dependencies[i] != NULL; i++) {
    load(&with, path_of(row->dependencies[i]));
    load(&without, path_of(row->dependencies[i]));
  }
  struct definition_package *published =
      load(&with, row->other == NULL ? path : path_of(row->other));
  struct definition_package *made = load_stripped(&without, path, published);
  ck_assert_int_eq(definition_model_link(&with), ERROR_OK);
  ck_assert_int_eq(definition_model_link(&without), ERROR_OK);
  ck_assert_int_eq(snapshot_make(&without, scratch, &issues), ERROR_OK);
  struct count count = {0};
  compare_package(row, &with, published, made, &count);
  print_count(row, &count);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("snapshot_published");
  TCase *tests = tcase_create("published");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 300);
  tcase_add_loop_test(tests, test_published, 0, (int)(sizeof rows / sizeof rows[0]));
  suite_add_tcase(suite, tests);
  return suite;
}
