#include "tests/blackbox/national_wire.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_MS 2000
#define PAUSE_NS 10000000L

static char *base64_of(const char *bytes) {
  size_t length = strlen(bytes);
  char *text = calloc(1, length / 3 * 4 + 8);
  ck_assert_ptr_nonnull(text);
  EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes, (int)length);
  return text;
}

static char *envelope_of(const struct wire_message *message) {
  char *content = message->content != NULL ? base64_of(message->content) : strdup("");
  char *text = NULL;
  bool given = message->content != NULL;
  ck_assert_int_gt(asprintf(&text,
                            "<XmlMsg><MessageHeader><MedicalInstitutionCode>%s"
                            "</MedicalInstitutionCode><ArbitraryFileIdentifier>%s"
                            "</ArbitraryFileIdentifier></MessageHeader><MessageBody>%s%s%s%s"
                            "</MessageBody></XmlMsg>",
                            message->institution != NULL ? message->institution : WIRE_CLINIC,
                            message->id, message->fields != NULL ? message->fields : "",
                            given ? "<Content>" : "", content, given ? "</Content>" : ""),
                   0);
  free(content);
  return text;
}

static char *send_webapi(const struct world *world, const struct wire_message *message,
                         const char *envelope) {
  char path[64];
  snprintf(path, sizeof path, "/SIM%s", message->operation);
  struct reply reply =
      http_call(world, &(struct call){.path = path, .body = envelope, .type = "application/xml"});
  char *answer = reply.status == 200 ? strdup(reply.body) : NULL;
  reply_free(&reply);
  return answer;
}

static char *take_result(const struct world *world, const struct wire_message *message,
                         const char *kind) {
  char name[200];
  snprintf(name, sizeof name, "result/SIM%s%s_%s.xml", message->operation, kind, message->id);
  char *path = world_path(world, name);
  char *answer = file_text(path);
  if (answer != NULL) {
    unlink(path);
  }
  free(path);
  return answer;
}

/* Written under another name and renamed, as the folder wants it. */
static void put_request(const struct world *world, const struct wire_message *message,
                        const char *envelope) {
  char name[200];
  snprintf(name, sizeof name, "request/SIM%s_%s.xml", message->operation, message->id);
  char *path = world_path(world, name);
  char *early = world_path(world, "request/early.tmp");
  FILE *file = fopen(early, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(envelope, 1, strlen(envelope), file), strlen(envelope));
  fclose(file);
  ck_assert_int_eq(rename(early, path), 0);
  free(early);
  free(path);
}

static char *send_folder(const struct world *world, const struct wire_message *message,
                         const char *envelope) {
  put_request(world, message, envelope);
  for (int waited = 0; waited < FOLDER_MS; waited += 10) {
    char *answer = take_result(world, message, "res");
    answer = answer != NULL ? answer : take_result(world, message, "err");
    if (answer != NULL) {
      return answer;
    }
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
  }
  return NULL;
}

char *wire_send(const struct world *world, const struct wire_message *message) {
  char *envelope = envelope_of(message);
  char *answer = strcmp(world->transport, "folder") == 0 ? send_folder(world, message, envelope)
                                                         : send_webapi(world, message, envelope);
  free(envelope);
  return answer;
}

void wire_expect(const struct world *world, const struct wire_message *message, const char *code) {
  char *answer = wire_send(world, message);
  ck_assert_msg(answer != NULL, "%s %s: no answer", message->operation, message->id);
  char *seen = wire_element(answer, "ProcessingResultCode");
  ck_assert_msg(strcmp(seen, code) == 0, "%s %s: expected %s: %s", message->operation, message->id,
                code, answer);
  free(seen);
  free(answer);
}

char *wire_element(const char *answer, const char *name) {
  char tag[100];
  snprintf(tag, sizeof tag, "<%s>", name);
  const char *start = strstr(answer, tag);
  if (start == NULL) {
    return strdup("");
  }
  start += strlen(tag);
  const char *end = strchr(start, '<');
  ck_assert_ptr_nonnull(end);
  return strndup(start, (size_t)(end - start));
}

char *wire_bytes(const char *answer, const char *name, size_t *ret_length) {
  char *text = wire_element(answer, name);
  size_t length = strlen(text);
  char *bytes = calloc(1, length + 4);
  ck_assert_ptr_nonnull(bytes);
  int decoded = EVP_DecodeBlock((unsigned char *)bytes, (const unsigned char *)text, (int)length);
  ck_assert_int_ge(decoded, 0);
  size_t padding =
      length > 1 && text[length - 2] == '=' ? 2 : length > 0 && text[length - 1] == '=';
  *ret_length = (size_t)decoded - padding;
  bytes[*ret_length] = '\0';
  free(text);
  return bytes;
}

const char *wire_keys(const char *kind, const char *identifier, const char *more) {
  static char keys[8192];
  snprintf(keys, sizeof keys,
           "<Kind>%s</Kind><BundleIdentifierSystem>" WIRE_SYSTEM
           "</BundleIdentifierSystem><BundleIdentifierValue>%s</BundleIdentifierValue>%s",
           kind, identifier, more);
  return keys;
}

static char *replace(char *text, const char *name, const char *value) {
  char *found;
  while ((found = strstr(text, name)) != NULL) {
    char *longer = NULL;
    ck_assert_int_ge(
        asprintf(&longer, "%.*s%s%s", (int)(found - text), text, value, found + strlen(name)), 0);
    free(text);
    text = longer;
  }
  return text;
}

char *wire_document(const struct wire_document *document) {
  char path[300];
  snprintf(path, sizeof path, "tests/lab/scenarios/documents/%s", document->file);
  char *text = file_text(path);
  ck_assert_msg(text != NULL, "%s cannot be read", path);
  text = replace(text, "${identifier}", document->identifier);
  text = replace(text, "${destination}",
                 document->destination != NULL ? document->destination : WIRE_HOSPITAL);
  text = replace(text, "${insured}", WIRE_INSURED);
  text = replace(text, "${birth}", "1975-04-01");
  text = replace(text, "${type}", "57133-1");
  return replace(text, "${section}", "300");
}
