/* Who is recorded for a change of the mapping table when clients are known: the client, or a person
 * whom it may name; two persons are never one and the same by two clients. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/access_fixture.h"

#define MAY_MAP " --scope admin/mapping"

/* Approves and expects the issue, or the reviewer with 200. */
static void approve(const struct access_world *self, const char *credential, const char *who,
                    const char *path, const char *expected) {
  char target[220];
  snprintf(target, sizeof target, "%s/approve", path);
  struct reply reply = act(self, credential, who, target, "");
  const char *found = reply.status == 200 ? text_at(reply.json, "reviewer")
                                          : text_at(reply.json, "issue.0.details.coding.0.code");
  ck_assert_msg(strcmp(found, expected) == 0, "%ld %s", reply.status, reply.body);
  reply_free(&reply);
}

/* The audit trail has the text somewhere. */
static bool audit_has(const struct world *world, const char *text) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[1000];
  char *folder = world_path(world, "data");
  snprintf(command, sizeof command,
           "%s/fhir-facade audit export --json --data-dir '%s' | grep -qF '%s'",
           build != NULL ? build : "build", folder, text);
  free(folder);
  return system(command) == 0;
}

START_TEST(two_persons_are_two_clients_or_two_names) {
  static struct access_world self;
  char ward[KEY_BYTES];
  char desk[KEY_BYTES];
  char ehr[KEY_BYTES];
  char lab[KEY_BYTES];
  struct proposal row;
  folder_set_up(&self);
  add_client(&self, "--client ward" MAY_MAP, ward);
  add_client(&self, "--client desk" MAY_MAP, desk);
  add_client(&self, "--client ehr --acts-for-users" MAY_MAP, ehr);
  add_client(&self, "--client lab --acts-for-users" MAY_MAP, lab);
  self.world.settings[2] = "FHIR_FACADE_MAPPING_SECOND_PERSON=on";
  start_with_keys(&self);
  struct reply reply = act(&self, ward, "tanaka", "/mapping/rows", ROW("A1"));
  ck_assert_int_eq(reply.status, 403);
  ck_assert_str_eq(text_at(reply.json, "issue.0.code"), "forbidden");
  ck_assert_ptr_nonnull(strstr(reply.body, "client ward may not act for 'tanaka'"));
  reply_free(&reply);
  row = propose(&self, ward, NULL, ROW("A1"));
  ck_assert_str_eq(row.proposer, "ward");
  approve(&self, ward, NULL, row.path, "mapping-second-person");
  approve(&self, ward, "ward", row.path, "mapping-second-person");
  approve(&self, ward, "desk", row.path, "mapping-who-other");
  approve(&self, ehr, "ward", row.path, "mapping-second-person");
  approve(&self, desk, "desk", row.path, "desk");
  row = propose(&self, ehr, "tanaka", ROW("A2"));
  ck_assert_str_eq(row.proposer, "ehr/tanaka");
  approve(&self, ehr, NULL, row.path, "mapping-who-missing");
  approve(&self, ehr, "tanaka", row.path, "mapping-second-person");
  approve(&self, lab, "tanaka", row.path, "mapping-second-person");
  approve(&self, lab, "sato", row.path, "lab/sato");
  ck_assert(audit_has(&self.world, "ward: urn:s|A1|"));
  ck_assert(audit_has(&self.world, "lab/sato: urn:s|A2|"));
  ck_assert(!audit_has(&self.world, "lab/tanaka"));
  folder_tear_down(&self);
}
END_TEST

/* Columns of a file name nobody whom the client may not name. */
START_TEST(files_name_nobody_for_a_client) {
  static const char csv[] = "domain,source_system,source_code,target_system,target_code,status,"
                            "proposer,reviewer\r\nd,urn:s,A1,urn:t,T,approved,tanaka,sato\r\n";
  static struct access_world self;
  char ward[KEY_BYTES];
  char ehr[KEY_BYTES];
  folder_set_up(&self);
  add_client(&self, "--client ward" MAY_MAP, ward);
  add_client(&self, "--client ehr --acts-for-users" MAY_MAP, ehr);
  start_with_keys(&self);
  for (unsigned i = 0; i < 2; i++) { /* names that the store has are not taken by the next */
    struct reply reply = act(&self, ward, NULL, "/mapping/import", csv);
    ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
    ck_assert_int_eq(json_integer_value(json_at(reply.json, "inserted")), i == 0);
    ck_assert_int_eq(json_integer_value(json_at(reply.json, "unchanged")), i == 1);
    reply_free(&reply);
  }
  struct reply reply =
      ask(&self, (struct call){.path = "/mapping/rows"}, "Authorization: Bearer ", ward);
  ck_assert_str_eq(text_at(reply.json, "rows.0.proposer"), "ward");
  ck_assert_str_eq(text_at(reply.json, "rows.0.reviewer"), "ward");
  reply_free(&reply);
  reply = act(&self, ehr, "suzuki", "/mapping/import", csv);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "updated")), 1);
  reply_free(&reply);
  reply = ask(&self, (struct call){.path = "/mapping/rows"}, "Authorization: Bearer ", ward);
  ck_assert_str_eq(text_at(reply.json, "rows.0.proposer"), "tanaka");
  ck_assert_str_eq(text_at(reply.json, "rows.0.reviewer"), "sato");
  reply_free(&reply);
  folder_tear_down(&self);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("persons");
  TCase *cases = tcase_create("persons");
  tcase_set_timeout(cases, 120);
  tcase_add_test(cases, two_persons_are_two_clients_or_two_names);
  tcase_add_test(cases, files_name_nobody_for_a_client);
  suite_add_tcase(suite, cases);
  return suite;
}
