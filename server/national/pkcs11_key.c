#include "server/national/pkcs11_key.h"

#include "server/base/jws_key.h"
#include "server/national/pkcs11_uri.h"
#include "server/national/secret.h"
#include "server/national/signature_messages.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <pthread.h>
#include <stdlib.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define ARENA_BYTES 65536u
#define SLOTS_MAXIMUM 64u
#define SIGNATURE_BYTES 2048u /* RSA of 16384 bits */
#define DIGEST_INFO_BYTES 19u

struct pkcs11_key {
  struct signing_key key;
  struct arena *arena; /* of the URI */
  struct pkcs11_uri uri;
  struct pkcs11_key_settings settings;
  void *library;
  CK_FUNCTION_LIST *functions;
  pthread_mutex_t mutex; /* for all below */
  bool initialized;      /* by us */
  bool connected;
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE object;
  CK_KEY_TYPE type;
  bool always_authenticate; /* each signature asks for the PIN anew */
  bool pin_refused;
  struct sha256 refused_pin;
};

/* What happens while connecting and signing. */
struct work {
  struct pkcs11_key *key;
  struct arena *arena;
  struct issue_list *issues;
};

/* ---- results of the module ----------------------------------------------------------------------
 */

#define RESULT(code, lost)                                                                         \
  { code, #code, lost }

static const struct result_row {
  CK_RV code;
  const char *name;
  bool lost; /* a new session may help */
} results[] = {
    RESULT(CKR_SESSION_HANDLE_INVALID, true),
    RESULT(CKR_SESSION_CLOSED, true),
    RESULT(CKR_DEVICE_REMOVED, true),
    RESULT(CKR_DEVICE_ERROR, true),
    RESULT(CKR_TOKEN_NOT_PRESENT, true),
    RESULT(CKR_TOKEN_NOT_RECOGNIZED, true),
    RESULT(CKR_USER_NOT_LOGGED_IN, true),
    RESULT(CKR_CRYPTOKI_NOT_INITIALIZED, true),
    RESULT(CKR_KEY_HANDLE_INVALID, true),
    RESULT(CKR_OBJECT_HANDLE_INVALID, true),
    RESULT(CKR_OPERATION_NOT_INITIALIZED, true),
    RESULT(CKR_OPERATION_ACTIVE, true),
    RESULT(CKR_GENERAL_ERROR, false),
    RESULT(CKR_FUNCTION_FAILED, false),
    RESULT(CKR_HOST_MEMORY, false),
    RESULT(CKR_DEVICE_MEMORY, false),
    RESULT(CKR_MECHANISM_INVALID, false),
    RESULT(CKR_KEY_TYPE_INCONSISTENT, false),
    RESULT(CKR_KEY_FUNCTION_NOT_PERMITTED, false),
    RESULT(CKR_SESSION_COUNT, false),
    RESULT(CKR_PIN_INCORRECT, false),
    RESULT(CKR_PIN_INVALID, false),
    RESULT(CKR_PIN_LEN_RANGE, false),
    RESULT(CKR_PIN_EXPIRED, false),
    RESULT(CKR_PIN_LOCKED, false),
};

static const struct result_row *result_find(CK_RV code) {
  for (size_t i = 0; i < COUNT_OF(results); i++) {
    if (results[i].code == code) {
      return &results[i];
    }
  }
  return NULL;
}

/* Reports a call that failed. */
static enum error call_failed(struct work *work, const char *call, CK_RV code) {
  const struct result_row *row = result_find(code);
  struct view name = row != NULL ? view_of(row->name)
                                 : arena_format(work->arena, "CKR 0x%lx", (unsigned long)code);
  issue_add_with(work->issues, signature_messages_get(SIGNATURE_MESSAGE_TOKEN_CALL), view_of(call),
                 name);
  return row != NULL && row->lost ? ERROR_SIGNER_UNAVAILABLE : ERROR_SIGNER_FAILED;
}

static enum error complain(struct work *work, enum signature_message message, const char *what) {
  issue_add_with(work->issues, signature_messages_get(message), work->key->uri.text, view_of(what));
  return message == SIGNATURE_MESSAGE_TOKEN_MISSING ? ERROR_SIGNER_UNAVAILABLE
                                                    : ERROR_SIGNER_FAILED;
}

/* ---- token --------------------------------------------------------------------------------------
 */

/* A text of fixed width, filled with blanks (PKCS#11 section 3.2). */
static bool field_is(const CK_UTF8CHAR *field, size_t size, struct view wanted) {
  struct view text = view_make((const char *)field, size);
  while (text.length > 0 && text.data[text.length - 1] == ' ') {
    text.length--;
  }
  return wanted.data == NULL || view_equal(text, wanted);
}

static bool token_fits(const struct pkcs11_uri *uri, CK_SLOT_ID slot, const CK_TOKEN_INFO *info) {
  return (uri->parts[PKCS11_URI_SLOT].data == NULL || uri->slot == slot) &&
         field_is(info->label, sizeof(info->label), uri->parts[PKCS11_URI_TOKEN]) &&
         field_is(info->manufacturerID, sizeof(info->manufacturerID),
                  uri->parts[PKCS11_URI_MANUFACTURER]) &&
         field_is(info->model, sizeof(info->model), uri->parts[PKCS11_URI_MODEL]) &&
         field_is(info->serialNumber, sizeof(info->serialNumber), uri->parts[PKCS11_URI_SERIAL]);
}

static enum error token_find(struct work *work, CK_SLOT_ID *ret_slot, CK_TOKEN_INFO *ret_info) {
  CK_FUNCTION_LIST *functions = work->key->functions;
  CK_SLOT_ID slots[SLOTS_MAXIMUM];
  CK_ULONG count = SLOTS_MAXIMUM;
  CK_RV result = functions->C_GetSlotList(CK_TRUE, slots, &count);
  if (result != CKR_OK) {
    return call_failed(work, "C_GetSlotList", result);
  }
  size_t found = 0;
  for (CK_ULONG i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    bool usable = functions->C_GetTokenInfo(slots[i], &info) == CKR_OK &&
                  (info.flags & CKF_TOKEN_INITIALIZED) != 0;
    if (usable && token_fits(&work->key->uri, slots[i], &info)) {
      *ret_slot = slots[i];
      *ret_info = info;
      found++;
    }
  }
  if (found == 1) {
    return ERROR_OK;
  }
  return found == 0 ? complain(work, SIGNATURE_MESSAGE_TOKEN_MISSING, "")
                    : complain(work, SIGNATURE_MESSAGE_TOKEN_AMBIGUOUS, "token");
}

/* ---- login --------------------------------------------------------------------------------------
 */

static bool pin_is_refused(const struct pkcs11_key *key, const struct secret *pin) {
  struct sha256 digest = hash_sha256(view_make(pin->text, pin->length));
  return key->pin_refused && memcmp(&digest, &key->refused_pin, sizeof(digest)) == 0;
}

static enum error login_with(struct work *work, CK_USER_TYPE user, struct secret *pin) {
  struct pkcs11_key *key = work->key;
  if (pin_is_refused(key, pin)) {
    return complain(work, SIGNATURE_MESSAGE_TOKEN_PIN, "");
  }
  bool has_pin = pin->length > 0;
  CK_RV result = key->functions->C_Login(
      key->session, user, has_pin ? (CK_UTF8CHAR *)pin->text : NULL, (CK_ULONG)pin->length);
  switch (result) {
  case CKR_OK:
  case CKR_USER_ALREADY_LOGGED_IN:
    key->pin_refused = false;
    return ERROR_OK;
  case CKR_PIN_INCORRECT:
  case CKR_PIN_INVALID:
  case CKR_PIN_LEN_RANGE:
  case CKR_PIN_EXPIRED:
    key->pin_refused = true;
    key->refused_pin = hash_sha256(view_make(pin->text, pin->length));
    return complain(work, SIGNATURE_MESSAGE_TOKEN_PIN, "");
  case CKR_PIN_LOCKED:
    return complain(work, SIGNATURE_MESSAGE_TOKEN_PIN_LAST, "");
  default:
    return call_failed(work, "C_Login", result);
  }
}

static enum error login(struct work *work, CK_USER_TYPE user) {
  const char *file = work->key->settings.pin_file;
  struct secret pin = {0};
  if (file != NULL && file[0] != '\0') {
    enum error error = secret_read(file, work->issues, &pin);
    if (error != ERROR_OK) {
      return ERROR_SIGNER_FAILED;
    }
  }
  enum error error = login_with(work, user, &pin);
  secret_wipe(&pin);
  return error;
}

static enum error login_user(struct work *work, const CK_TOKEN_INFO *info) {
  if ((info->flags & CKF_LOGIN_REQUIRED) == 0) {
    return ERROR_OK;
  }
  if ((info->flags & (CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED)) != 0) {
    return complain(work, SIGNATURE_MESSAGE_TOKEN_PIN_LAST, "");
  }
  return login(work, CKU_USER);
}

/* ---- objects ------------------------------------------------------------------------------------
 */

struct wanted_object {
  CK_OBJECT_CLASS class;
  const char *name; /* for messages */
  struct view label;
  struct view id;
};

static void attribute_add(CK_ATTRIBUTE *attributes, CK_ULONG *count, CK_ATTRIBUTE_TYPE type,
                          struct view value) {
  if (value.data != NULL) {
    /* The structure has no const, but a template is only read. */
    void *bytes;
    memcpy(&bytes, &value.data, sizeof(bytes));
    attributes[(*count)++] = (CK_ATTRIBUTE){type, bytes, value.length};
  }
}

/* The one object that fits. */
static enum error object_find(struct work *work, const struct wanted_object *wanted,
                              CK_OBJECT_HANDLE *ret_object) {
  struct pkcs11_key *key = work->key;
  CK_ATTRIBUTE attributes[3];
  CK_ULONG count = 0;
  attribute_add(attributes, &count, CKA_CLASS,
                view_make((const char *)&wanted->class, sizeof(wanted->class)));
  attribute_add(attributes, &count, CKA_LABEL, wanted->label);
  attribute_add(attributes, &count, CKA_ID, wanted->id);
  CK_OBJECT_HANDLE found[2];
  CK_ULONG found_count = 0;
  CK_RV result = key->functions->C_FindObjectsInit(key->session, attributes, count);
  if (result == CKR_OK) {
    result = key->functions->C_FindObjects(key->session, found, COUNT_OF(found), &found_count);
    (void)key->functions->C_FindObjectsFinal(key->session);
  }
  if (result != CKR_OK) {
    return call_failed(work, "C_FindObjects", result);
  }
  if (found_count != 1) {
    return complain(
        work, found_count == 0 ? SIGNATURE_MESSAGE_TOKEN_OBJECT : SIGNATURE_MESSAGE_TOKEN_AMBIGUOUS,
        wanted->name);
  }
  *ret_object = found[0];
  return ERROR_OK;
}

static enum error key_find(struct work *work) {
  struct pkcs11_key *key = work->key;
  const struct wanted_object wanted = {CKO_PRIVATE_KEY, "private key",
                                       key->uri.parts[PKCS11_URI_OBJECT],
                                       key->uri.parts[PKCS11_URI_ID]};
  enum error error = object_find(work, &wanted, &key->object);
  if (error != ERROR_OK) {
    return error;
  }
  CK_ATTRIBUTE type = {CKA_KEY_TYPE, &key->type, sizeof(key->type)};
  CK_RV result = key->functions->C_GetAttributeValue(key->session, key->object, &type, 1);
  if (result != CKR_OK) {
    return call_failed(work, "C_GetAttributeValue", result);
  }
  CK_BBOOL always = CK_FALSE; /* older modules do not know this one */
  CK_ATTRIBUTE authenticate = {CKA_ALWAYS_AUTHENTICATE, &always, sizeof(always)};
  result = key->functions->C_GetAttributeValue(key->session, key->object, &authenticate, 1);
  key->always_authenticate = result == CKR_OK && always == CK_TRUE;
  return ERROR_OK;
}

/* ---- connection ---------------------------------------------------------------------------------
 */

static void disconnect(struct pkcs11_key *key) {
  if (key->connected) {
    (void)key->functions->C_CloseSession(key->session);
  }
  key->connected = false;
}

static enum error initialize(struct work *work) {
  CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
  CK_RV result = work->key->functions->C_Initialize(&arguments);
  if (result == CKR_OK) {
    work->key->initialized = true;
  } else if (result != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    return call_failed(work, "C_Initialize", result);
  }
  return ERROR_OK;
}

static enum error connect_token(struct work *work) {
  struct pkcs11_key *key = work->key;
  CK_SLOT_ID slot = 0;
  CK_TOKEN_INFO info = {0};
  if (key->connected) {
    return ERROR_OK;
  }
  enum error error = initialize(work);
  if (error == ERROR_OK) {
    error = token_find(work, &slot, &info);
  }
  if (error != ERROR_OK) {
    return error;
  }
  CK_RV result = key->functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &key->session);
  if (result != CKR_OK) {
    return call_failed(work, "C_OpenSession", result);
  }
  key->connected = true;
  error = login_user(work, &info);
  if (error == ERROR_OK) {
    error = key_find(work);
  }
  if (error != ERROR_OK) {
    disconnect(key);
  }
  return error;
}

/* ---- signing ------------------------------------------------------------------------------------
 */

/* RFC 8017 section 9.2, note 1: DigestInfo of SHA-256 up to the digest. */
static const unsigned char digest_info[DIGEST_INFO_BYTES] = {
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
    0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};

struct token_input {
  CK_MECHANISM mechanism;
  CK_BYTE bytes[DIGEST_INFO_BYTES + SHA256_BYTES];
  CK_ULONG length;
};

/* CKM_ECDSA gives r || s as RFC 7518 wants it; CKM_RSA_PKCS pads what it is given. */
static struct token_input input_make(const struct signing_task *task) {
  struct token_input input = {0};
  if (task->algorithm != JWS_ES256) {
    memcpy(input.bytes, digest_info, sizeof(digest_info));
    input.length = sizeof(digest_info);
  }
  input.mechanism.mechanism = task->algorithm == JWS_ES256 ? CKM_ECDSA : CKM_RSA_PKCS;
  memcpy(input.bytes + input.length, task->digest.bytes, SHA256_BYTES);
  input.length += SHA256_BYTES;
  return input;
}

static enum error check_type(struct work *work, enum jws_algorithm algorithm) {
  bool fits = (algorithm == JWS_ES256 && work->key->type == CKK_EC) ||
              (algorithm == JWS_RS256 && work->key->type == CKK_RSA);
  return fits ? ERROR_OK
              : complain(work, SIGNATURE_MESSAGE_TOKEN_OBJECT, jws_algorithm_name(algorithm));
}

/* One attempt. *ret_lost: a new session may help; then nothing is reported. */
static enum error sign_once(struct work *work, const struct signing_task *task, bool *ret_lost,
                            struct view *ret_signature) {
  struct pkcs11_key *key = work->key;
  struct token_input input = input_make(task);
  CK_BYTE signature[SIGNATURE_BYTES];
  CK_ULONG length = sizeof(signature);
  const char *call = "C_SignInit";
  CK_RV result = key->functions->C_SignInit(key->session, &input.mechanism, key->object);
  if (result == CKR_OK && key->always_authenticate) {
    enum error error = login(work, CKU_CONTEXT_SPECIFIC);
    if (error != ERROR_OK) {
      disconnect(key); /* ends the operation that was begun */
      return error;
    }
  }
  if (result == CKR_OK) {
    call = "C_Sign";
    result = key->functions->C_Sign(key->session, input.bytes, input.length, signature, &length);
  }
  if (result != CKR_OK) {
    const struct result_row *row = result_find(result);
    bool may_retry = row != NULL && row->lost && !*ret_lost;
    *ret_lost = may_retry;
    disconnect(key);
    return may_retry ? ERROR_SIGNER_UNAVAILABLE : call_failed(work, call, result);
  }
  struct view bytes = arena_copy(work->arena, view_make((const char *)signature, length));
  if (bytes.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_lost = false;
  *ret_signature = bytes;
  return ERROR_OK;
}

static enum error sign_connected(struct work *work, const struct signing_task *task, bool *lost,
                                 struct view *ret_signature) {
  enum error error = connect_token(work);
  if (error == ERROR_OK) {
    error = check_type(work, task->algorithm);
  }
  if (error != ERROR_OK) {
    *lost = false;
    return error;
  }
  return sign_once(work, task, lost, ret_signature);
}

static enum error token_sign(struct signing_key *signing_key, const struct signing_task *task,
                             struct arena *arena, struct issue_list *issues,
                             struct view *ret_signature) {
  struct pkcs11_key *key = signing_key->implementation;
  struct work work = {key, arena, issues};
  bool lost = false;
  pthread_mutex_lock(&key->mutex);
  enum error error = sign_connected(&work, task, &lost, ret_signature);
  if (lost) {
    error = sign_connected(&work, task, &lost, ret_signature);
  }
  pthread_mutex_unlock(&key->mutex);
  return error;
}

/* ---- certificate --------------------------------------------------------------------------------
 */

static enum error attribute_read(struct work *work, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
                                 struct view *ret_value) {
  struct pkcs11_key *key = work->key;
  CK_ATTRIBUTE attribute = {type, NULL, 0};
  CK_RV result = key->functions->C_GetAttributeValue(key->session, object, &attribute, 1);
  if (result == CKR_OK) {
    char *bytes = arena_bytes(work->arena, attribute.ulValueLen + 1);
    if (bytes == NULL) {
      return ERROR_MEMORY;
    }
    attribute.pValue = bytes;
    result = key->functions->C_GetAttributeValue(key->session, object, &attribute, 1);
    *ret_value = view_make(bytes, attribute.ulValueLen);
  }
  return result == CKR_OK ? ERROR_OK : call_failed(work, "C_GetAttributeValue", result);
}

/* The certificate has the key's CKA_ID (PKCS#11 section 4.6.3). */
static enum error certificate_read(struct work *work, struct view *ret_der) {
  struct view id = {NULL, 0};
  CK_OBJECT_HANDLE object = 0;
  enum error error = connect_token(work);
  if (error == ERROR_OK) {
    error = attribute_read(work, work->key->object, CKA_ID, &id);
  }
  if (error == ERROR_OK) {
    const struct wanted_object wanted = {CKO_CERTIFICATE, "certificate", {NULL, 0}, id};
    error = object_find(work, &wanted, &object);
  }
  return error == ERROR_OK ? attribute_read(work, object, CKA_VALUE, ret_der) : error;
}

static enum error token_certificate(struct signing_key *signing_key, struct arena *arena,
                                    struct issue_list *issues, struct view *ret_der) {
  struct pkcs11_key *key = signing_key->implementation;
  struct work work = {key, arena, issues};
  pthread_mutex_lock(&key->mutex);
  enum error error = certificate_read(&work, ret_der);
  pthread_mutex_unlock(&key->mutex);
  return error;
}

/* ---- opening ------------------------------------------------------------------------------------
 */

static void token_close(struct signing_key *signing_key) {
  struct pkcs11_key *key = signing_key->implementation;
  disconnect(key);
  if (key->initialized) {
    (void)key->functions->C_Finalize(NULL);
  }
  if (key->library != NULL) {
    dlclose(key->library);
  }
  pthread_mutex_destroy(&key->mutex);
  arena_free(key->arena);
  free(key);
}

static enum error load_module(struct pkcs11_key *key, struct issue_list *issues) {
  const char *path = key->settings.module;
  if (path == NULL || path[0] == '\0') {
    path = key->uri.parts[PKCS11_URI_MODULE_PATH].data;
  }
  CK_C_GetFunctionList get_list = NULL;
  const char *why = "module-path";
  if (path != NULL) {
    key->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = key->library != NULL ? dlsym(key->library, "C_GetFunctionList") : NULL;
    memcpy(&get_list, &symbol, sizeof(get_list)); /* ISO C has no cast from void * for this */
    why = symbol == NULL ? dlerror() : "C_GetFunctionList";
  }
  if (get_list == NULL || get_list(&key->functions) != CKR_OK || key->functions == NULL) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_TOKEN_MODULE),
                   view_of(path != NULL ? path : ""), view_of(why));
    return ERROR_CONFIGURATION;
  }
  return ERROR_OK;
}

enum error pkcs11_key_open(const struct pkcs11_key_settings *settings, struct issue_list *issues,
                           struct signing_key **ret_key) {
  struct pkcs11_key *key = calloc(1, sizeof(*key));
  struct arena *arena = arena_new_small(ARENA_BYTES);
  if (key == NULL || arena == NULL) {
    arena_free(arena);
    free(key);
    return ERROR_MEMORY;
  }
  key->arena = arena;
  key->settings = *settings;
  pthread_mutex_init(&key->mutex, NULL);
  key->key = (struct signing_key){.implementation = key,
                                  .sign = token_sign,
                                  .certificate = token_certificate,
                                  .close = token_close};
  enum error error = pkcs11_uri_read(view_of(settings->uri), arena, issues, &key->uri);
  if (error == ERROR_OK) {
    error = load_module(key, issues);
  }
  if (error != ERROR_OK) {
    token_close(&key->key);
    return error;
  }
  *ret_key = &key->key;
  return ERROR_OK;
}
