#include "profiles/snapshot_make.h"

#include "profiles/definition_prune.h"
#include "profiles/definition_tables.h"
#include "profiles/package_load.h"
#include "server/base/buffer.h"
#include "tests/unit/profiles/mini_core.h"

#define ARENA_BYTES (256u << 20)
#define FILES_MAXIMUM 40u
#define GUIDE "{\"name\":\"g\",\"version\":\"1\",\"dependencies\":{\"hl7.fhir.r4.core\":\"4.0.1\"}}"
#define DIFFERENTIAL(url, type, base, elements)                                                    \
  "{\"resourceType\":\"StructureDefinition\",\"url\":\"" url                                       \
  "\",\"version\":\"1\",\"type\":\"" type                                                          \
  "\",\"kind\":\"resource\",\"derivation\":\"constraint\",\"baseDefinition\":\"" base              \
  "\",\"differential\":{\"element\":[" elements "]}}"
#define THING_PROFILE(elements) DIFFERENTIAL("http://g/p", "Thing", HL7 "Thing", elements)
#define AT(path, more) "{\"path\":\"" path "\"" more "}"
#define AT_ID(id, path, more) "{\"id\":\"" id "\",\"path\":\"" path "\"" more "}"
#define MIN(number) ",\"min\":" number
#define MAX(number) ",\"max\":\"" number "\""
#define SLICE(name) MINI_SLICE(name)
#define TYPE(code) MINI_TYPE(code)
#define TYPE_PROFILE(code, profile)                                                                \
  ",\"type\":[{\"code\":\"" code "\",\"profile\":[\"" profile "\"]}]"
#define FIXED(type, value) ",\"fixed" type "\":\"" value "\""

/* What the mini core lacks: extensions and a resource that shows every case. */
#define THING_ELEMENTS                                                                                                 \
  MINI_MORE("Thing", "0", "*", "")                                                                                     \
  "," MINI("Thing.id", "0", "1", "string") "," MINI("Thing.extension", "0", "*", "Extension") "," MINI_MORE(           \
      "Thing.code", "0", "1",                                                                                          \
      MINI_TYPE("CodeableConcept")                                                                                     \
          MINI_ELE1) "," MINI("Thing.category", "0", "*",                                                              \
                              "CodeableConcept") ",{\"path\":\"Thing.value[x]\",\"min\":0,"                            \
                                                 "\"max\":\"1\",\"type\":[{\"code\":\"Quantity\"}"                     \
                                                 ","                                                                   \
                                                 "{\"code\":\"string\"},{\"code\":"                                    \
                                                 "\"CodeableConcept\"}]}"                                              \
                                                 "," MINI("Thing.part", "0", "*", "BackboneElement") "," MINI(         \
                                                     "Thing.part.code", "1", "1",                                      \
                                                     "CodeableConcept") "," MINI_MORE("Thing."                         \
                                                                                      "part.part",                     \
                                                                                      "0", "*",                        \
                                                                                      ",\"content"                     \
                                                                                      "Reference"                      \
                                                                                      "\":\"#"                         \
                                                                                      "Thing."                         \
                                                                                      "part\"") "," MINI("Thing.note", \
                                                                                                         "0",          \
                                                                                                         "*",          \
                                                                                                         "string")
#define EXTENSION_ELEMENTS                                                                         \
  MINI_MORE("Extension", "0", "*", MINI_ELE1)                                                      \
  "," MINI("Extension.id", "0", "1", "string") "," MINI(                                           \
      "Extension.extension", "0", "*",                                                             \
      "Extension") "," MINI("Extension.url", "1", "1", "uri") "," MINI("Extension.value[x]", "0",  \
                                                                       "1", "string")

static const struct fixture_file more_files[] = {
    {"package/Extension.json",
     MINI_CORE_TYPE("Extension", "complex-type", "Element", EXTENSION_ELEMENTS)},
    {"package/Thing.json", MINI_CORE_TYPE("Thing", "resource", "Resource", THING_ELEMENTS)},
    {NULL, NULL},
};

static struct arena *arena;
static struct arena *scratch;
static struct issue_list issues;
static struct definition_model model;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  scratch = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
  model = definition_model_make(arena);
  fixture_open();
  struct fixture_file files[FILES_MAXIMUM] = {{NULL, NULL}};
  size_t count = 0;
  for (const struct fixture_file *file = mini_core_files; file->name != NULL; file++) {
    files[count++] = *file;
  }
  for (const struct fixture_file *file = more_files; file->name != NULL; file++) {
    files[count++] = *file;
  }
  ck_assert_uint_lt(count, FILES_MAXIMUM);
  const char *core = fixture_package(arena, "core.tgz", files);
  ck_assert_int_eq(package_load(&model, scratch, core, &issues), ERROR_OK);
}

static void teardown(void) {
  fixture_close();
  arena_free(scratch);
  arena_free(arena);
}

/* A guide with these definitions, linked and with snapshots. */
static struct definition_package *make(const char *const *definitions, size_t count) {
  struct fixture_file files[FILES_MAXIMUM] = {{"package/package.json", GUIDE}};
  for (size_t i = 0; i < count; i++) {
    files[i + 1].name = arena_format(arena, "package/%zu.json", i).data;
    files[i + 1].content = definitions[i];
  }
  const char *guide = fixture_package(arena, "guide.tgz", files);
  ck_assert_int_eq(package_load(&model, scratch, guide, &issues), ERROR_OK);
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  ck_assert_int_eq(snapshot_make(&model, scratch, &issues), ERROR_OK);
  return definition_model_find(&model, view_of("g"), view_of("1"));
}

static void append_more(struct buffer *buffer, const struct definition_element *element) {
  for (uint32_t i = 0; i < element->type_count; i++) {
    buffer_append_format(buffer, "%s%.*s", i == 0 ? " " : "|",
                         VIEW_ARGUMENTS(element->types[i].code));
    for (uint32_t j = 0; j < element->types[i].profiles.count; j++) {
      buffer_append_format(buffer, "^%.*s", VIEW_ARGUMENTS(element->types[i].profiles.items[j]));
    }
  }
  if (element->content_reference.length > 0) {
    buffer_append_format(buffer, " #%.*s", VIEW_ARGUMENTS(element->content_reference));
  }
  if (element->value_kind != VALUE_NONE) {
    buffer_append_format(buffer, " =%.*s", VIEW_ARGUMENTS(element->value));
  }
  if (element->slicing.rules != SLICING_NONE) {
    buffer_append_format(buffer, " s:%d", (int)element->slicing.rules);
  }
  for (uint32_t i = 0; i < element->slicing.discriminator_count; i++) {
    buffer_append_format(buffer, ",%.*s", VIEW_ARGUMENTS(element->slicing.discriminators[i].path));
  }
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    buffer_append_format(buffer, " c:%.*s<%.*s", VIEW_ARGUMENTS(element->constraints[i].key),
                         VIEW_ARGUMENTS(element->constraints[i].source));
  }
}

/* One line an element: id min..max types ... */
static struct view lines_of(const struct structure_definition *structure) {
  struct buffer buffer = buffer_make(arena, 1u << 20);
  struct view path[16];
  for (uint32_t i = 0; i < structure->element_count; i++) {
    const struct definition_element *element = &structure->elements[i];
    struct view parent = element->depth == 0 ? view_make("", 0) : path[element->depth - 1];
    path[element->depth] =
        arena_format(arena, "%.*s%s%.*s%s%.*s", VIEW_ARGUMENTS(parent),
                     parent.length > 0 ? "." : "", VIEW_ARGUMENTS(element->name),
                     element->slice.length > 0 ? ":" : "", VIEW_ARGUMENTS(element->slice));
    buffer_append_format(&buffer, "%.*s %u..", VIEW_ARGUMENTS(path[element->depth]),
                         element->minimum);
    if (element->maximum == DEFINITION_UNLIMITED) {
      buffer_append_format(&buffer, "*");
    } else {
      buffer_append_format(&buffer, "%u", element->maximum);
    }
    append_more(&buffer, element);
    buffer_append_format(&buffer, "\n");
  }
  return buffer_view(&buffer);
}

static bool has_line(struct view lines, struct view line) {
  while (lines.length > 0) {
    if (view_equal(view_split(&lines, '\n'), line)) {
      return true;
    }
  }
  return false;
}

/* The lines that the base does not have, without the root's name and with ele-1 as such. */
static const char *new_lines(const struct structure_definition *structure) {
  struct view base = lines_of(definition_model_type(&model, structure->type));
  struct view lines = lines_of(structure);
  struct buffer buffer = buffer_make(arena, 1u << 20);
  while (lines.length > 0) {
    struct view line = view_split(&lines, '\n');
    if (line.length > 0 && !has_line(base, line)) {
      buffer_append_format(&buffer, "%.*s\n", VIEW_ARGUMENTS(line));
    }
  }
  return arena_string(arena, buffer_view(&buffer));
}

#define SLICED                                                                                     \
  ",\"slicing\":{\"rules\":\"open\",\"discriminator\":[{\"type\":\"value\",\"path\":\"text\"}]}"
#define CLOSED                                                                                     \
  ",\"slicing\":{\"rules\":\"closed\",\"discriminator\":[{\"type\":\"value\",\"path\":\"id\"}]}"
#define ELE1 " c:ele-1<" HL7 "Element"
#define OWN_RULE                                                                                   \
  ",\"constraint\":[{\"key\":\"g-1\",\"severity\":\"error\",\"expression\":\"true\"},"             \
  "{\"key\":\"ele-1\",\"severity\":\"warning\",\"expression\":\"false\"}]"

/* Differential -> the lines of the snapshot that the type does not have; the first issue, if any.
 */
static const struct {
  const char *definition;
  const char *lines;
  const char *issue;
} cases[] = {
    {THING_PROFILE(AT("Thing", "")), "", NULL},
    {THING_PROFILE(AT("Thing.category", MIN("1") MAX("2"))),
     "Thing.category 1..2 CodeableConcept\n", NULL},
    /* children of a data type, in the type's order */
    {THING_PROFILE(AT("Thing.code.coding.code", MIN("1") FIXED("Code", "x"))),
     "Thing.code.coding 0..* Coding\nThing.code.coding.system 0..1 uri\n"
     "Thing.code.coding.code 1..1 code =\"x\"\nThing.code.text 0..1 string\n",
     NULL},
    /* constraints add up; a key of the base cannot be taken over */
    {THING_PROFILE(AT("Thing.code", OWN_RULE)),
     "Thing.code 0..1 CodeableConcept" ELE1 " c:g-1<http://g/p\n", NULL},
    /* slicing by path and order alone */
    {THING_PROFILE(
         AT("Thing.category", SLICED) "," AT("Thing.category", SLICE("a") MIN("1")) "," AT(
             "Thing.category.text", MIN("1")) "," AT("Thing.category", SLICE("b") MAX("1"))),
     "Thing.category 0..* CodeableConcept s:1,text\nThing.category:a 1..* CodeableConcept\n"
     "Thing.category:a.coding 0..* Coding\nThing.category:a.text 1..1 string\n"
     "Thing.category:b 0..1 CodeableConcept\n",
     NULL},
    /* ids that tell slices apart, elements out of order */
    {THING_PROFILE(AT_ID("Thing.category", "Thing.category", SLICED) "," AT_ID(
         "Thing.category:a", "Thing.category",
         SLICE("a")) "," AT_ID("Thing.category:b", "Thing.category",
                               SLICE("b")) "," AT_ID("Thing.category:a.text", "Thing.category.text",
                                                     MIN("1"))),
     "Thing.category 0..* CodeableConcept s:1,text\nThing.category:a 0..* CodeableConcept\n"
     "Thing.category:a.coding 0..* Coding\nThing.category:a.text 1..1 string\n"
     "Thing.category:b 0..* CodeableConcept\n",
     NULL},
    /* ids that do not name slices are not believed */
    {THING_PROFILE(AT_ID("Thing.category", "Thing.category", SLICED) "," AT_ID(
         "Thing.category", "Thing.category",
         SLICE("a")) "," AT_ID("Thing.category.text", "Thing.category.text", MIN("1"))),
     "Thing.category 0..* CodeableConcept s:1,text\nThing.category:a 0..* CodeableConcept\n"
     "Thing.category:a.coding 0..* Coding\nThing.category:a.text 1..1 string\n",
     NULL},
    /* a slice of a slice stands behind it, and refines it */
    {THING_PROFILE(
         AT("Thing.category", SLICED) "," AT("Thing.category", SLICE("a") MAX("5") CLOSED) "," AT(
             "Thing.category", SLICE("b")) "," AT("Thing.category", SLICE("a/c"))),
     "Thing.category 0..* CodeableConcept s:1,text\nThing.category:a 0..5 CodeableConcept s:3,id\n"
     "Thing.category:a/c 0..5 CodeableConcept\nThing.category:b 0..* CodeableConcept\n",
     NULL},
    /* extensions are sliced by url without saying so; the profile of one is walked into */
    {THING_PROFILE(
         AT("Thing.extension", SLICE("e") MAX("1") TYPE_PROFILE("Extension", "http://g/e")) "," AT(
             "Thing.extension.value[x]", MIN("1"))),
     "Thing.extension 0..* Extension s:1,url\nThing.extension:e 0..1 Extension^http://g/e\n"
     "Thing.extension:e.id 0..1 string\nThing.extension:e.extension 0..0 Extension\n"
     "Thing.extension:e.url 1..1 uri =\"http://g/e\"\nThing.extension:e.value[x] 1..1 string\n",
     NULL},
    /* the short name of a choice narrows it */
    {THING_PROFILE(AT("Thing.valueQuantity.unit", MIN("1"))),
     "Thing.value[x] 0..1 Quantity\nThing.value[x].unit 1..1 string\n", NULL},
    /* two of them slice it */
    {THING_PROFILE(AT("Thing.valueQuantity", MIN("1")) "," AT("Thing.valueString", "")),
     "Thing.value[x] 0..1 Quantity|string|CodeableConcept s:1,$this\n"
     "Thing.value[x]:valueQuantity 1..1 Quantity\nThing.value[x]:valueString 0..1 string\n",
     NULL},
    {THING_PROFILE(AT("Thing.value[x]", SLICE("valueCodeableConcept") MIN("1"))),
     "Thing.value[x] 0..1 Quantity|string|CodeableConcept s:1,$this\n"
     "Thing.value[x]:valueCodeableConcept 1..1 CodeableConcept\n",
     NULL},
    /* a content reference takes the children of the type's element, not of the profile's */
    {THING_PROFILE(
         AT("Thing.part", MAX("3")) "," AT("Thing.part.code", MAX("1") FIXED("Code", "x")) "," AT(
             "Thing.part.part.code", FIXED("Code", "y"))),
     "Thing.part 0..3 BackboneElement\nThing.part.code 1..1 CodeableConcept =\"x\"\n"
     "Thing.part.part 0..* BackboneElement\nThing.part.part.code 1..1 CodeableConcept =\"y\"\n"
     "Thing.part.part.part 0..* #Thing.part\n",
     NULL},
    /* a slice name on a single element without slicing only names it */
    {THING_PROFILE(AT("Thing.code", SLICE("n") MIN("1"))),
     "Thing.code 1..1 CodeableConcept" ELE1 "\n", NULL},
    /* faults: left out and said */
    {THING_PROFILE(AT("Thing.category", MIN("2")) "," AT("Thing.absent", MIN("1")) "," AT(
         "Thing.absent.below", "") "," AT("Other.code", MIN("1"))),
     "Thing.category 2..* CodeableConcept\n", "definition-not-in-base"},
    {THING_PROFILE(AT("", MIN("1")) "," AT("Thing..code", "") "," AT("Thing.", "")), "",
     "definition-not-in-base"},
    {THING_PROFILE(AT("Thing.valueBoolean", MIN("1"))), "", "definition-not-in-base"},
    {THING_PROFILE(AT_ID("Thing.category:none.text", "Thing.category.text", MIN("1"))), "",
     "definition-not-in-base"},
    {THING_PROFILE(AT("Thing.value[x].coding", MIN("1"))), "", "definition-not-in-base"},
    {THING_PROFILE(AT("Thing.code", TYPE("Coding") MIN("1"))),
     "Thing.code 1..1 CodeableConcept" ELE1 "\n", "definition-type-not-in-base"},
    {THING_PROFILE(AT("Thing.code", MAX("2"))), "", "definition-wider-cardinality"},
    {THING_PROFILE(AT("Thing.code", MIN("3"))), "", "definition-wider-cardinality"},
    {THING_PROFILE(AT("Thing.note", SLICE("a") MIN("1"))),
     "Thing.note 0..* string s:1\nThing.note:a 1..* string\n", "definition-slice-without-slicing"},
};

#define EXTENSION_E                                                                                \
  DIFFERENTIAL(                                                                                    \
      "http://g/e", "Extension", HL7 "Extension",                                                  \
      AT("Extension.extension", MAX("0")) "," AT("Extension.url", FIXED("Uri", "http://g/e")))

START_TEST(test_cases) {
  const char *const definitions[] = {cases[_i].definition, EXTENSION_E};
  struct definition_package *guide = make(definitions, 2);
  const struct structure_definition *made =
      definition_model_structure(guide, view_of("http://g/p"));
  ck_assert_ptr_nonnull(made);
  ck_assert_uint_gt(made->element_count, 0);
  ck_assert_str_eq(new_lines(made), cases[_i].lines);
  if (cases[_i].issue == NULL) {
    ck_assert_uint_eq(issues.count, 0);
  } else {
    ck_assert_uint_ge(issues.count, 1);
    ck_assert_str_eq(issues.issues[0].message->id, cases[_i].issue);
  }
  ck_assert_int_eq(definition_prune(&model, scratch, &issues), ERROR_OK);
}
END_TEST

#define P(name, base, elements) DIFFERENTIAL("http://g/" name, "Thing", base, elements)

/* Bases first, whatever the order of the files; slices are inherited and refined. */
START_TEST(test_chain) {
  static const char *const definitions[] = {
      P("c", "http://g/b",
        AT_ID("Thing.category:a.text", "Thing.category.text",
              MIN("1")) "," AT_ID("Thing.category:z", "Thing.category", SLICE("z"))),
      P("b", "http://g/a", AT("Thing.category", SLICE("a") MAX("1"))),
      P("a", HL7 "Thing",
        AT("Thing.category", SLICED) "," AT("Thing.category", SLICE("a") MIN("1"))),
  };
  struct definition_package *guide = make(definitions, 3);
  ck_assert_uint_eq(issues.count, 0);
  ck_assert_str_eq(new_lines(definition_model_structure(guide, view_of("http://g/c"))),
                   "Thing.category 0..* CodeableConcept s:1,text\n"
                   "Thing.category:a 1..1 CodeableConcept\nThing.category:a.coding 0..* Coding\n"
                   "Thing.category:a.text 1..1 string\nThing.category:z 0..* CodeableConcept\n");
}
END_TEST

/* A circle and a missing base leave their definitions out, and those that need them. */
START_TEST(test_unusable_bases) {
  static const char *const definitions[] = {
      P("a", "http://g/b", AT("Thing.code", MIN("1"))),
      P("b", "http://g/a", AT("Thing.code", MIN("1"))),
      P("self", "http://g/self", AT("Thing.code", MIN("1"))),
      P("lost", "http://nowhere/x", AT("Thing.code", MIN("1"))),
      P("good", HL7 "Thing", AT("Thing.code", MIN("1"))),
  };
  static const char *const lost[] = {"http://g/a", "http://g/b", "http://g/self", "http://g/lost"};
  struct definition_package *guide = make(definitions, 5);
  for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++) {
    ck_assert_uint_eq(definition_model_structure(guide, view_of(lost[i]))->element_count, 0);
  }
  ck_assert_str_eq(new_lines(definition_model_structure(guide, view_of("http://g/good"))),
                   "Thing.code 1..1 CodeableConcept" ELE1 "\n");
  uint32_t circles = 0;
  for (uint32_t i = 0; i < issues.count; i++) {
    bool is_circle = strcmp(issues.issues[i].message->id, "definition-circle") == 0;
    circles += is_circle ? 1u : 0u;
    ck_assert(is_circle || strcmp(issues.issues[i].message->id, "definition-base-missing") == 0);
  }
  ck_assert_uint_eq(issues.count, 4);
  ck_assert_uint_eq(circles, 2);
  ck_assert_int_eq(definition_prune(&model, scratch, &issues), ERROR_OK);
}
END_TEST

/* A base that the project's tables carry is pruned: the snapshot is whole all the same. */
START_TEST(test_pruned_base) {
  static const char *const base[] = {
      P("a", HL7 "Thing",
        AT("Thing.category", SLICED) "," AT("Thing.category",
                                            SLICE("a") MIN("1")) "," AT("Thing.code", OWN_RULE))};
  static const char *const derived[] = {
      P("b", "http://g/a", AT("Thing.category", SLICE("a") MAX("1")))};
  make(base, 1);
  ck_assert_int_eq(definition_prune(&model, scratch, &issues), ERROR_OK);
  const struct fixture_file files[] = {
      {"package/package.json", "{\"name\":\"d\",\"version\":\"1\",\"dependencies\":{\"g\":\"1\"}}"},
      {"package/b.json", derived[0]},
      {NULL, NULL}};
  const char *path = fixture_package(arena, "d.tgz", files);
  ck_assert_int_eq(package_load(&model, scratch, path, &issues), ERROR_OK);
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  ck_assert_int_eq(snapshot_make(&model, scratch, &issues), ERROR_OK);
  struct definition_package *package = definition_model_find(&model, view_of("d"), view_of("1"));
  const struct structure_definition *made =
      definition_model_structure(package, view_of("http://g/b"));
  ck_assert_uint_eq(issues.count, 0);
  ck_assert_str_eq(new_lines(made), "Thing.code 0..1 CodeableConcept c:g-1<http://g/a\n"
                                    "Thing.category 0..* CodeableConcept s:1,text\n"
                                    "Thing.category:a 1..1 CodeableConcept\n");
}
END_TEST

/* A folder without a manifest sees what is loaded; two versions of one url are both there. */
START_TEST(test_loose_folder) {
  const char *folder = fixture_path(arena, "loose");
  ck_assert_int_eq(mkdir(folder, 0700), 0);
  static const char *const base[] = {P("a", HL7 "Thing", AT("Thing.code", MIN("1")))};
  make(base, 1);
  static const char *const versions[][2] = {{"1.9", "1"}, {"1.10", "2"}, {"1.2", "3"}};
  for (size_t i = 0; i < 3; i++) {
    struct view text = arena_format(
        arena,
        "{\"resourceType\":\"StructureDefinition\",\"url\":\"http://l/v\",\"version\":\"%s\","
        "\"type\":\"Thing\",\"kind\":\"resource\",\"derivation\":\"constraint\","
        "\"baseDefinition\":\"http://g/a\","
        "\"differential\":{\"element\":[{\"path\":\"Thing.note\",\"min\":%s}]}}",
        versions[i][0], versions[i][1]);
    fixture_write(arena_format(arena, "%s/%zu.json", folder, i).data, text);
  }
  ck_assert_int_eq(package_load(&model, scratch, folder, &issues), ERROR_OK);
  struct definition_package *loose = model.packages[model.package_count - 1];
  ck_assert_int_eq(definition_model_link(&model), ERROR_OK);
  ck_assert_int_eq(snapshot_make(&model, scratch, &issues), ERROR_OK);
  static const struct {
    const char *canonical;
    const char *note;
  } found[] = {{"http://l/v", "2"},
               {"http://l/v|1.10", "2"},
               {"http://l/v|1.9", "1"},
               {"http://l/v|1.2", "3"}};
  for (size_t i = 0; i < 4; i++) {
    const struct structure_definition *made =
        definition_model_structure(loose, view_of(found[i].canonical));
    ck_assert_ptr_nonnull(made);
    const char *lines =
        arena_format(arena, "Thing.code 1..1 CodeableConcept" ELE1 "\nThing.note %s..* string\n",
                     found[i].note)
            .data;
    ck_assert_str_eq(new_lines(made), lines);
  }
  ck_assert_ptr_null(definition_model_structure(loose, view_of("http://l/v|2")));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("snapshot_make");
  TCase *tests = tcase_create("snapshots");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_cases, 0, (int)(sizeof cases / sizeof cases[0]));
  tcase_add_test(tests, test_chain);
  tcase_add_test(tests, test_unusable_bases);
  tcase_add_test(tests, test_pruned_base);
  tcase_add_test(tests, test_loose_folder);
  suite_add_tcase(suite, tests);
  return suite;
}
