/* The reading side of the national service: destinations, documents addressed to this institution,
 * views of the qualification side. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/national_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FETCH_PATH "/fhir/Bundle/$fetch"
#define INBOX_PATH "/fhir/DocumentReference?_source=national"
#define VIEWABLE "1312345678^2026^IN-1"
#define WITHHELD "1312345678^2026^IN-2"
#define FIRST_PATIENT "00001"

static struct world world;

/* ---- documents into the inbox ------------------------------------------------------------------
 */
struct sent {
  const char *identifier;
  const char *consent;
  const char *destination; /* NULL = the server's institution */
};

static void send_document(const struct sent *sent) {
  const char *destination = sent->destination != NULL ? sent->destination : HARNESS_INSTITUTION;
  char *text = wire_document(&(struct wire_document){
      .file = "referral.json", .identifier = sent->identifier, .destination = destination});
  json_t *message =
      json_pack("{s:s,s:s,s:s,s:{s:s,s:s,s:s,s:s},s:s}", "operation", "register", "institution",
                WIRE_CLINIC, "id", sent->identifier + strlen("1312345678^2026^"), "fields", "Kind",
                "referral", "BundleIdentifierSystem", WIRE_SYSTEM, "BundleIdentifierValue",
                sent->identifier, "Consent", sent->consent, "content", text);
  ck_assert_ptr_nonnull(message);
  char *json = json_dumps(message, 0);
  ck_assert(lab_post(&world, "/lab/message", json));
  free(json);
  json_decref(message);
  free(text);
}

static void start(const char *transport, const char *setting) {
  world = (struct world){.transport = transport, .settings = {setting}};
  world_start(&world);
  send_document(&(struct sent){.identifier = VIEWABLE, .consent = "1"});
  send_document(&(struct sent){.identifier = WITHHELD, .consent = "2"});
  send_document(&(struct sent){
      .identifier = "1312345678^2026^IN-3", .consent = "1", .destination = WIRE_HOSPITAL});
}

static void setup(void) {
  start("webapi", NULL);
}

static void setup_folder(void) {
  start("folder", NULL);
}

static void setup_signed_only(void) {
  start("webapi", "FHIR_FACADE_NATIONAL_ACCEPT_UNSIGNED=off");
}

static void setup_none(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static struct reply expect(const char *path, long status) {
  struct reply reply = http_get(&world, path);
  ck_assert_msg(reply.status == status, "%s: %ld %s", path, reply.status, reply.body);
  return reply;
}

static void check_total(const char *path, long total) {
  struct reply reply = expect(path, 200);
  ck_assert_msg(json_integer_value(json_at(reply.json, "total")) == total, "%s: %s", path,
                reply.body);
  reply_free(&reply);
}

/* What the server makes must pass its own validator. */
static void check_valid(const struct reply *made) {
  struct reply outcome = http_post(&world, "/fhir/$validate", made->body);
  ck_assert_int_eq(outcome.status, 200);
  ck_assert_msg(outcome_count(outcome.json, "error") == 0 &&
                    outcome_count(outcome.json, "fatal") == 0 &&
                    outcome_count(outcome.json, "warning") == 0,
                "%s: %s", made->body, outcome.body);
  reply_free(&outcome);
}

/* ---- destinations ------------------------------------------------------------------------------
 */
#define ORGANIZATION "/fhir/Organization?_source=national"

static const struct {
  const char *path;
  long total;
} lookups[] = {
    {ORGANIZATION "&name=%E8%A6%8B%E6%9C%AC", 2}, /* 見本 */
    {ORGANIZATION "&phonetic=%E3%83%9F%E3%83%9B%E3%83%B3", 2},
    {ORGANIZATION "&address-postalcode=9990101", 1},
    {ORGANIZATION "&address-postalcode=99901", 2},
    {ORGANIZATION "&phone=0990101", 1},
    {ORGANIZATION "&address=%E7%97%85%E9%99%A2%E7%94%BA", 2},
    {ORGANIZATION "&name=%E8%A6%8B%E6%9C%AC&phone=0990101", 1},
    {ORGANIZATION "&name=nowhere", 0},
    {"/fhir/Organization?_source=orca", 4}, /* as without: the clinic and its departments */
};

START_TEST(destinations_are_found) {
  check_total(lookups[_i].path, lookups[_i].total);
}
END_TEST

START_TEST(a_destination_is_an_organization) {
  struct reply reply = expect(ORGANIZATION "&name=%E8%A6%8B%E6%9C%AC&_sort=-_id", 200);
  ck_assert_ptr_nonnull(strstr(reply.body, "\"value\":\"1399999901\""));
  ck_assert_ptr_nonnull(strstr(reply.body, "\"name\":\"見本総合病院\""));
  ck_assert_ptr_nonnull(strstr(reply.body, "ミホンソウゴウビョウイン"));
  ck_assert_ptr_nonnull(strstr(reply.body, "\"postalCode\":\"999-0101\""));
  ck_assert_ptr_nonnull(
      strstr(reply.body, "urn:fhir-facade:national-participating\",\"valueBoolean\":true"));
  ck_assert_ptr_nonnull(
      strstr(reply.body, "urn:fhir-facade:national-participating\",\"valueBoolean\":false"));
  check_valid(&reply);
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *path;
  long status;
  const char *has;
} refusals[] = {
    {ORGANIZATION, 400, "facility-key-needed"},
    {ORGANIZATION "&name=", 400, "facility-key-needed"},
    {ORGANIZATION "&partof=facility&name=x", 400, "partof"},
    {"/fhir/Organization?_source=elsewhere&name=x", 400, "national-source"},
    {"/fhir/Organization?phone=099", 400, "phone"},
    {INBOX_PATH "&state=gone", 400, "inbox-value"},
    {INBOX_PATH "&author=x", 400, "author"},
    {INBOX_PATH "&category=laboratory&patient=1", 400, "inbox-value"},
    {"/fhir/DocumentReference?patient=00001", 404, "_source=national"},
    {"/fhir/DocumentReference/1", 404, "_source=national"},
    {"/fhir/DocumentReference/0123456789abcdef0123456789abcdef", 404, "document-unknown"},
    {"/fhir/DocumentReference?category=checkup", 400, "patient"},
    {"/fhir/DocumentReference?category=checkup&patient=00001&form=text", 400, "inbox-value"},
    {"/fhir/DocumentReference?category=checkup&patient=00001&period=soon", 400, "period"},
    {"/fhir/DocumentReference?category=checkup&patient=00001", 403, "consent-needed"},
    {"/fhir/DocumentReference?category=checkup&patient=00001&consent-at=2026-01-01", 400,
     "inbox-value"},
    {"/fhir/DocumentReference?category=checkup&patient=00001&consent-at=2020-01-01T09:00:00Z", 403,
     "consent-expired"},
    {"/fhir/DocumentReference?category=checkup&patient=00001&consent-at=2100-01-01T09:00:00Z", 403,
     "consent-in-future"},
};

START_TEST(refusals_are_said) {
  struct reply reply = expect(refusals[_i].path, refusals[_i].status);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  ck_assert_msg(strstr(reply.body, refusals[_i].has) != NULL, "%s lacks %s: %s", refusals[_i].path,
                refusals[_i].has, reply.body);
  reply_free(&reply);
}
END_TEST

/* Without a way to the service it is said; what is not held is as before. */
START_TEST(without_a_transport) {
  struct reply reply = expect(ORGANIZATION "&name=x", 501);
  reply_free(&reply);
  reply = expect(INBOX_PATH, 501);
  reply_free(&reply);
  reply = expect("/fhir/DocumentReference", 404);
  reply_free(&reply);
}
END_TEST

/* ---- the inbox ---------------------------------------------------------------------------------
 */
#define STATE_EXTENSION "urn:fhir-facade:national-document-state"

static const struct {
  const char *path;
  long total;
} searches[] = {
    {INBOX_PATH, 2},
    {INBOX_PATH "&state=viewable", 1},
    {INBOX_PATH "&state=withheld", 1},
    {INBOX_PATH "&state=acquired", 0},
    {INBOX_PATH "&patient=" FIRST_PATIENT, 2}, /* by the cards that ORCA holds */
    {INBOX_PATH "&patient=Patient/00002", 0},
    {INBOX_PATH "&patient=01990017:99010023:10:01", 2}, /* full-width or half-width */
    {INBOX_PATH "&patient=01990017:99010023:11:01", 0},
    {INBOX_PATH "&identifier=1312345678%5E2026%5EIN-2", 1},
    {INBOX_PATH "&identifier=1312345678%5E2026%5EIN-3", 0}, /* addressed to another one */
};

START_TEST(the_inbox_is_searched) {
  check_total(searches[_i].path, searches[_i].total);
}
END_TEST

START_TEST(pages_of_the_inbox) {
  struct reply reply = expect(INBOX_PATH "&_count=1", 200);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 2);
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "entry")), 1);
  ck_assert_ptr_nonnull(strstr(reply.body, "\"relation\":\"next\""));
  reply_free(&reply);
}
END_TEST

static json_t *find_document(const char *state, struct reply *ret_reply) {
  char path[200];
  snprintf(path, sizeof path, INBOX_PATH "&state=%s", state);
  *ret_reply = expect(path, 200);
  json_t *entry = json_array_get(json_object_get(ret_reply->json, "entry"), 0);
  ck_assert_msg(entry != NULL, "%s", ret_reply->body);
  return json_object_get(entry, "resource");
}

START_TEST(a_document_is_a_document_reference) {
  struct reply reply;
  json_t *document = find_document("withheld", &reply);
  ck_assert_str_eq(text_at(document, "status"), "current");
  ck_assert_str_eq(text_at(document, "docStatus"), "final");
  ck_assert_str_eq(text_at(document, "extension.0.url"), STATE_EXTENSION);
  ck_assert_str_eq(text_at(document, "extension.0.valueCode"), "withheld");
  ck_assert_str_eq(text_at(document, "identifier.0.value"), WITHHELD);
  ck_assert_str_eq(text_at(document, "type.coding.0.system"), "http://loinc.org");
  ck_assert_str_eq(text_at(document, "type.coding.0.code"), "57133-1");
  ck_assert_str_eq(text_at(document, "author.0.identifier.value"), WIRE_CLINIC);
  ck_assert_str_eq(text_at(document, "content.0.attachment.url"), "");
  ck_assert_str_ne(text_at(document, "context.sourcePatientInfo.identifier.value"), "");
  ck_assert_str_ne(text_at(document, "date"), "");
  ck_assert_str_ne(text_at(document, "masterIdentifier.value"), "");
  check_valid(&reply);
  char path[200];
  snprintf(path, sizeof path, "/fhir/DocumentReference/%s", text_at(document, "id"));
  struct reply read = expect(path, 200);
  ck_assert_msg(json_equal(read.json, document), "%s", read.body);
  reply_free(&read);
  reply_free(&reply);
}
END_TEST

/* ---- fetching ----------------------------------------------------------------------------------
 */
static struct reply fetch(const char *first, const char *second) {
  char body[500];
  char more[200] = "";
  if (second != NULL) {
    snprintf(more, sizeof more, ",{\"name\":\"document\",\"valueString\":\"%s\"}", second);
  }
  snprintf(body, sizeof body,
           "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"document\","
           "\"valueString\":\"%s\"}%s]}",
           first, more);
  return http_post(&world, FETCH_PATH, body);
}

static void key_of(const char *state, char ret_key[100]) {
  struct reply reply;
  json_t *document = find_document(state, &reply);
  snprintf(ret_key, 100, "%s", text_at(document, "masterIdentifier.value"));
  reply_free(&reply);
}

/* The value of a part of the n-th document of the answer. */
static const char *part_of(const struct reply *reply, size_t index, const char *name,
                           const char *type) {
  const json_t *parts =
      json_object_get(json_array_get(json_object_get(reply->json, "parameter"), index), "part");
  for (size_t i = 0; i < json_array_size(parts); i++) {
    const json_t *part = json_array_get(parts, i);
    if (strcmp(text_at(part, "name"), name) == 0) {
      return text_at(part, type);
    }
  }
  return "";
}

static void check_kept(const char *bundle) {
  char path[200];
  char *sent = wire_document(&(struct wire_document){
      .file = "referral.json", .identifier = VIEWABLE, .destination = HARNESS_INSTITUTION});
  snprintf(path, sizeof path, "/fhir/%s", bundle);
  struct reply read = expect(path, 200);
  ck_assert_msg(strcmp(read.body, sent) == 0, "other bytes: %s", read.body);
  reply_free(&read);
  free(sent);
}

/* By the number of the document, to the byte. */
static void check_composition(void) {
  struct reply found = expect("/fhir/Composition?type=57133-1", 200);
  ck_assert_uint_eq(json_array_size(json_at(found.json, "entry")), 1);
  const char *url = strstr(text_at(found.json, "entry.0.fullUrl"), "/Composition/");
  char path[300];
  ck_assert_ptr_nonnull(url);
  snprintf(path, sizeof path, "/fhir%s", url);
  struct reply composition = expect(path, 200);
  ck_assert_str_eq(text_at(composition.json, "title"), "診療情報提供書");
  reply_free(&composition);
  snprintf(path, sizeof path, "/fhir%s/$document", url);
  struct reply document = expect(path, 200);
  ck_assert_str_eq(text_at(document.json, "identifier.value"), VIEWABLE);
  reply_free(&document);
  reply_free(&found);
}

START_TEST(a_document_is_fetched_and_kept) {
  char key[100];
  char bundle[100];
  key_of("viewable", key);
  struct reply reply = fetch(key, NULL);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  snprintf(bundle, sizeof bundle, "%s", part_of(&reply, 0, "bundle", "valueUri"));
  ck_assert_str_eq(part_of(&reply, 0, "kind", "valueCode"), "referral");
  ck_assert_str_eq(part_of(&reply, 0, "signature", "valueCode"), "unsigned");
  check_kept(bundle);
  check_composition();
  reply_free(&reply);
  struct reply listed;
  json_t *document = find_document("acquired", &listed);
  ck_assert_str_eq(text_at(document, "content.0.attachment.url"), bundle);
  check_valid(&listed);
  reply_free(&listed);
}
END_TEST

/* The kept one, also when the service is not there. */
START_TEST(it_is_fetched_once) {
  char key[100];
  char bundle[100];
  key_of("viewable", key);
  struct reply reply = fetch(key, NULL);
  snprintf(bundle, sizeof bundle, "%s", part_of(&reply, 0, "bundle", "valueUri"));
  reply_free(&reply);
  lab_fault(&world, "national_business_error", 503);
  reply = fetch(key, NULL);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(part_of(&reply, 0, "bundle", "valueUri"), bundle);
  ck_assert_ptr_nonnull(strstr(reply.body, "\"repeated\",\"valueBoolean\":true"));
  reply_free(&reply);
}
END_TEST

START_TEST(by_identifier) {
  struct reply reply =
      http_post(&world, FETCH_PATH "?identifier=" WIRE_SYSTEM "%7C1312345678%5E2026%5EIN-1",
                "{\"resourceType\":\"Parameters\"}");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_ne(part_of(&reply, 0, "bundle", "valueUri"), "");
  reply_free(&reply);
}
END_TEST

START_TEST(what_is_withheld_is_refused) {
  char viewable[100];
  char withheld[100];
  key_of("viewable", viewable);
  key_of("withheld", withheld);
  struct reply reply = fetch(withheld, NULL);
  ck_assert_msg(reply.status == 422, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "document-withheld"));
  ck_assert_ptr_nonnull(strstr(reply.body, "SIM-E-501"));
  reply_free(&reply);
  reply = fetch(viewable, withheld); /* one of the two */
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_ne(part_of(&reply, 0, "bundle", "valueUri"), "");
  ck_assert_str_eq(part_of(&reply, 1, "bundle", "valueUri"), "");
  ck_assert_ptr_nonnull(strstr(reply.body, "SIM-E-501"));
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *body;
  long status;
  const char *has;
} bad_fetches[] = {
    {"{\"resourceType\":\"Parameters\"}", 400, "document-needed"},
    {"{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"document\","
     "\"valueString\":\"no-such-key\"}]}",
     422, "SIM-E-405"},
    {"{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"identifier\","
     "\"valueString\":\"no-such-identifier\"}]}",
     404, "document-unknown"},
};

START_TEST(bad_fetches_are_said) {
  struct reply reply = http_post(&world, FETCH_PATH, bad_fetches[_i].body);
  ck_assert_msg(reply.status == bad_fetches[_i].status, "%ld %s", reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, bad_fetches[_i].has) != NULL, "%s", reply.body);
  reply_free(&reply);
}
END_TEST

START_TEST(what_is_not_signed_may_be_refused) {
  char key[100];
  key_of("viewable", key);
  struct reply reply = fetch(key, NULL);
  ck_assert_msg(reply.status == 422, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "document-unsigned"));
  reply_free(&reply);
  check_total("/fhir/Composition", 0);
}
END_TEST

/* ---- views -------------------------------------------------------------------------------------
 */
static void now_text(long ago_seconds, char ret_text[40]) {
  time_t at = time(NULL) - ago_seconds;
  struct tm parts;
  gmtime_r(&at, &parts);
  strftime(ret_text, 40, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

static struct reply look(const char *query, long ago_seconds) {
  char path[400];
  char at[40];
  now_text(ago_seconds, at);
  snprintf(path, sizeof path, "/fhir/DocumentReference?%s&consent-at=%s", query, at);
  return http_get(&world, path);
}

static const struct {
  const char *query;
  const char *media_type;
} views[] = {
    {"patient=00001&category=clinical-information", "application/xml"},
    {"patient=00001&category=clinical-information&form=pdf", "application/pdf"},
    {"patient=00001&category=checkup&form=xml&period=ge2024-01-01&period=le2026-12-31",
     "application/xml"},
    {"patient=01990017:99010023:10:01&category=checkup&_source=national", "application/xml"},
};

START_TEST(a_view_is_shown) {
  struct reply reply = look(views[_i].query, 60);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", views[_i].query, reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "entry.0.search.mode"), "match");
  ck_assert_str_eq(text_at(reply.json, "entry.1.search.mode"), "include");
  ck_assert_str_eq(text_at(reply.json, "entry.1.resource.resourceType"), "Binary");
  ck_assert_str_eq(text_at(reply.json, "entry.1.resource.contentType"), views[_i].media_type);
  ck_assert_str_eq(text_at(reply.json, "entry.0.resource.content.0.attachment.url"),
                   text_at(reply.json, "entry.1.fullUrl"));
  ck_assert_str_ne(text_at(reply.json, "entry.1.resource.data"), "");
  char control[100];
  ck_assert_str_eq(reply_header(&reply, "Cache-Control", control, sizeof control), "no-store");
  check_valid(&reply);
  reply_free(&reply);
}
END_TEST

/* True when a shell line says so; DIR is the world's folder. */
static bool shell(const char *line) {
  char command[1000];
  snprintf(command, sizeof command, "DIR='%s'; %s", world.directory, line);
  return system(command) == 0;
}

/* Neither the data folder nor the logs nor the shared folders hold anything of what was shown: as
 * text, as Base64 (its first bytes) or the patient's number. A document that is kept is found in
 * the same way. */
START_TEST(nothing_of_a_view_is_left) {
  char key[100];
  struct reply reply = look(views[0].query, 60);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(
      strstr(text_at(reply.json, "entry.1.resource.data"), "PD94bWwgdmVyc2lvbj0i"));
  reply_free(&reply);
  ck_assert(!shell("grep -rqaE 'ClinicalInformation|PD94bWwgdmVyc2lvbj0i|9901.?00.?23|"
                   "９９０１００２３' \"$DIR\""));
  ck_assert(shell("test -z \"$(ls \"$DIR/request\" \"$DIR/result\" | grep xml)\""));
  key_of("viewable", key);
  reply = fetch(key, NULL);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  ck_assert(shell("grep -rqa 'JP_Bundle_eReferral' \"$DIR\""));
}
END_TEST

/* 24 hours by the server's clock, then the service's: whose clock may be ahead. */
START_TEST(consent_ends_after_a_day) {
  struct reply reply = look(views[0].query, 24 * 3600 - 120);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  reply_free(&reply);
  reply = look(views[0].query, 24 * 3600 + 5);
  ck_assert_msg(reply.status == 403, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "consent-expired"));
  reply_free(&reply);
  ck_assert(lab_post(&world, "/lab/clock", "{\"advance_seconds\":3600}"));
  reply = look(views[0].query, 24 * 3600 - 600);
  ck_assert_msg(reply.status == 403, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "consent-refused"));
  ck_assert_ptr_nonnull(strstr(reply.body, "SIM-E-602"));
  reply_free(&reply);
}
END_TEST

/* A patient without a card has no number by which the service knows people. */
START_TEST(a_patient_without_a_card) {
  struct reply reply = look("patient=00124&category=checkup", 60);
  ck_assert_msg(reply.status == 422, "%ld %s", reply.status, reply.body);
  ck_assert_ptr_nonnull(strstr(reply.body, "insured-unknown"));
  reply_free(&reply);
}
END_TEST

START_TEST(the_capabilities_tell) {
  struct reply reply = expect("/fhir/metadata", 200);
  static const char *const words[] = {"\"type\":\"DocumentReference\"", "\"name\":\"fetch\"",
                                      "\"name\":\"consent-at\"", "\"name\":\"phonetic\""};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    ck_assert_msg(strstr(reply.body, words[i]) != NULL, "%s", words[i]);
  }
  reply_free(&reply);
}
END_TEST

#define COUNT(rows) ((int)(sizeof rows / sizeof *rows))

static TCase *new_case(const char *name, void (*begin)(void)) {
  TCase *cases = tcase_create(name);
  tcase_set_timeout(cases, 60);
  tcase_add_checked_fixture(cases, begin, teardown);
  return cases;
}

Suite *test_suite(void) {
  Suite *suite = suite_create("inbox");
  TCase *reading = tcase_create("reading");
  tcase_set_timeout(reading, 60);
  tcase_add_unchecked_fixture(reading, setup, teardown);
  tcase_add_loop_test(reading, destinations_are_found, 0, COUNT(lookups));
  tcase_add_test(reading, a_destination_is_an_organization);
  tcase_add_loop_test(reading, refusals_are_said, 0, COUNT(refusals));
  tcase_add_loop_test(reading, the_inbox_is_searched, 0, COUNT(searches));
  tcase_add_test(reading, pages_of_the_inbox);
  tcase_add_test(reading, a_document_is_a_document_reference);
  tcase_add_loop_test(reading, bad_fetches_are_said, 0, COUNT(bad_fetches));
  tcase_add_loop_test(reading, a_view_is_shown, 0, COUNT(views));
  tcase_add_test(reading, a_patient_without_a_card);
  tcase_add_test(reading, the_capabilities_tell);
  suite_add_tcase(suite, reading);
  TCase *fetching = new_case("fetching", setup);
  tcase_add_test(fetching, a_document_is_fetched_and_kept);
  tcase_add_test(fetching, it_is_fetched_once);
  tcase_add_test(fetching, by_identifier);
  tcase_add_test(fetching, what_is_withheld_is_refused);
  tcase_add_test(fetching, consent_ends_after_a_day);
  suite_add_tcase(suite, fetching);
  TCase *folder = new_case("folder", setup_folder);
  tcase_add_test(folder, a_document_is_fetched_and_kept);
  tcase_add_test(folder, nothing_of_a_view_is_left);
  suite_add_tcase(suite, folder);
  TCase *strict = new_case("signed only", setup_signed_only);
  tcase_add_test(strict, what_is_not_signed_may_be_refused);
  suite_add_tcase(suite, strict);
  TCase *alone = new_case("alone", setup_none);
  tcase_add_test(alone, without_a_transport);
  suite_add_tcase(suite, alone);
  return suite;
}
