#include "server/orca/orca_front.h"
#include "tests/unit/unit_main.h"

struct kind_case {
  const char *url;
  enum orca_kind given;
  enum orca_kind kind;
};

static const struct kind_case kinds[] = {
    {"http://192.0.2.1:8000", ORCA_KIND_AUTO, ORCA_KIND_CLASSIC},
    {"http://192.0.2.1:8000/rest", ORCA_KIND_AUTO, ORCA_KIND_CLASSIC},
    {"http://192.0.2.1:8000/api", ORCA_KIND_AUTO, ORCA_KIND_WEBORCA},
    {"https://weborca.cloud.orcamo.jp:443/api", ORCA_KIND_AUTO, ORCA_KIND_CLOUD},
    {"https://weborca.cloud.orcamo.jp", ORCA_KIND_AUTO, ORCA_KIND_CLOUD},
    {"https://example.invalid/weborca.cloud.orcamo.jp", ORCA_KIND_AUTO, ORCA_KIND_CLASSIC},
    {"http://192.0.2.1:8000/api", ORCA_KIND_CLOUD, ORCA_KIND_CLOUD},
};

START_TEST(test_kind) {
  const struct orca_settings settings = {.base_url = kinds[_i].url, .kind = kinds[_i].given};
  ck_assert_int_eq(orca_front_kind(&settings), kinds[_i].kind);
  const char *name = orca_front_kind_name(kinds[_i].kind);
  ck_assert_int_eq(orca_front_kind_of(name), kinds[_i].kind);
}
END_TEST

struct front_case {
  const char *url;
  enum orca_kind kind;
  enum error error;
  enum orca_fault fault;
  long status;
  enum orca_front front;
};

#define PLAIN "http://192.0.2.1:8000"
#define WITH_API PLAIN "/api"
#define CLOUD "https://weborca.cloud.orcamo.jp/api"

static const struct front_case fronts[] = {
    {PLAIN, ORCA_KIND_AUTO, ERROR_OK, ORCA_FAULT_NONE, 200, ORCA_FRONT_ANSWERS},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_BUSY, ORCA_FAULT_RESULT, 200, ORCA_FRONT_ANSWERS},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_REFUSED, ORCA_FAULT_RESULT, 200, ORCA_FRONT_REFUSED},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 405, ORCA_FRONT_NO_API},
    {PLAIN, ORCA_KIND_CLASSIC, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 405, ORCA_FRONT_STRANGE},
    {WITH_API, ORCA_KIND_AUTO, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 405, ORCA_FRONT_STRANGE},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 404, ORCA_FRONT_NO_PATH},
    {PLAIN, ORCA_KIND_WEBORCA, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 404, ORCA_FRONT_NO_API},
    {WITH_API, ORCA_KIND_AUTO, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 404, ORCA_FRONT_NO_PATH},
    {WITH_API, ORCA_KIND_AUTO, ERROR_ORCA_REFUSED, ORCA_FAULT_STATUS, 401, ORCA_FRONT_REFUSED},
    {WITH_API, ORCA_KIND_AUTO, ERROR_ORCA_REFUSED, ORCA_FAULT_UNREACHABLE, 0, ORCA_FRONT_REFUSED},
    {CLOUD, ORCA_KIND_AUTO, ERROR_ORCA_UNREACHABLE, ORCA_FAULT_STATUS, 502,
     ORCA_FRONT_NO_CERTIFICATE},
    {WITH_API, ORCA_KIND_AUTO, ERROR_ORCA_UNREACHABLE, ORCA_FAULT_STATUS, 502, ORCA_FRONT_BUSY},
    {CLOUD, ORCA_KIND_AUTO, ERROR_ORCA_BUSY, ORCA_FAULT_STATUS, 503, ORCA_FRONT_BUSY},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_ANSWER, ORCA_FAULT_STATUS, 301, ORCA_FRONT_STRANGE},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_UNREACHABLE, ORCA_FAULT_UNREACHABLE, 0, ORCA_FRONT_SILENT},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_TIMEOUT, ORCA_FAULT_TIMEOUT, 0, ORCA_FRONT_SILENT},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_ANSWER, ORCA_FAULT_UNREADABLE, 200, ORCA_FRONT_STRANGE},
    {PLAIN, ORCA_KIND_AUTO, ERROR_ORCA_BUSY, ORCA_FAULT_QUEUE, 0, ORCA_FRONT_UNKNOWN},
};

START_TEST(test_front) {
  const struct front_case *row = &fronts[_i];
  const struct orca_settings settings = {.base_url = row->url, .kind = row->kind};
  const struct orca_trouble trouble = {.fault = row->fault, .http_status = row->status};
  ck_assert_str_eq(orca_front_get(orca_front_judge(&settings, row->error, &trouble))->id,
                   orca_front_get(row->front)->id);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_front");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, test_kind, 0, sizeof(kinds) / sizeof(kinds[0]));
  tcase_add_loop_test(tests, test_front, 0, sizeof(fronts) / sizeof(fronts[0]));
  suite_add_tcase(suite, tests);
  return suite;
}
