#include "profiles/syntax_location.h"

#include "server/limits.h"
#include "tests/unit/unit_main.h"

/* The fault stands at the '@', which is not part of the text. */
static const struct {
  const char *text;
  const char *location;
} cases[] = {
    {"@{\"resourceType\":\"Patient\"", ""},
    {"{\"resourceType\":\"Patient\",@", "Patient"},
    {"{\"resourceType\":\"Patient\",\"active\":@tru", "Patient.active"},
    {"{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\",\"given\":[\"b\",@c",
     "Patient.name[0].given[1]"},
    {"{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\"},{@", "Patient.name[1]"},
    {"{\"resourceType\":\"Patient\",\"contact\":[{\"name\":{}}],@", "Patient"},
    {"{\"x\":\"\\\"{\\\\\",\"resourceType\":\"List\",\"id\":@", "List.id"},
    {"{\"entry\":[{\"resource\":{\"resourceType\":\"List\",\"id\":@", ""},
    {"]]}}{\"resourceType\":\"List\"@", "List.resourceType"},
    {"{\"resourceType\":\"List\",\"id\":\"not closed@", "List.id"},
};

START_TEST(test_location) {
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  struct view text = view_of(cases[_i].text);
  size_t offset = view_find_byte(text, '@', 0);
  struct view found = syntax_location_of(text, offset, arena);
  ck_assert_msg(view_is(found, cases[_i].location), "%s: %.*s", cases[_i].text,
                VIEW_ARGUMENTS(found));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("syntax_location");
  TCase *locations = tcase_create("locations");
  tcase_add_loop_test(locations, test_location, 0, sizeof cases / sizeof cases[0]);
  suite_add_tcase(suite, locations);
  return suite;
}
