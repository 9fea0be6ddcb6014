#include "tests/lab/national_message.h"

#include "tests/lab/lab_base64.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

#define INSTITUTION_LENGTH 10u
#define ID_MAXIMUM 64u
#define OPERATION_PREFIX "SIM"

struct code_row {
  const char *code;
  const char *status;
  const char *state;
  const char *text;
};

static const struct code_row codes[NATIONAL_CODE_COUNT] = {
#define CODE_ROW(name, code, status, state, text) {(code), (status), (state), (text)},
    NATIONAL_CODE_LIST(CODE_ROW)
#undef CODE_ROW
};

struct operation_row {
  const char *name;
  const char *text;
};

static const struct operation_row operations[NATIONAL_OPERATION_NONE] = {
#define OPERATION_ROW(name, wire, text) {(wire), (text)},
    NATIONAL_OPERATION_LIST(OPERATION_ROW)
#undef OPERATION_ROW
};

static const char *const fields[NATIONAL_FIELD_COUNT] = {
#define FIELD_ROW(name, element) (element),
    NATIONAL_FIELD_LIST(FIELD_ROW)
#undef FIELD_ROW
};

static const char *const kinds[NATIONAL_KIND_COUNT] = {"clinical", "referral", "checkup",
                                                       "summary"};

#define BIT(name) (UINT32_C(1) << NATIONAL_FIELD_##name)
#define KEYS (BIT(KIND) | BIT(SYSTEM) | BIT(VALUE))

/* What an operation cannot do without. */
static const uint32_t required[NATIONAL_OPERATION_NONE] = {
    [NATIONAL_OPERATION_REGISTER] = KEYS | BIT(CONTENT),
    [NATIONAL_OPERATION_REPLACE] = KEYS | BIT(CONTENT),
    [NATIONAL_OPERATION_CANCEL] = KEYS | BIT(INSURED),
    [NATIONAL_OPERATION_CANCELUNDO] = KEYS | BIT(INSURED),
    [NATIONAL_OPERATION_CANCELDERIVED] = KEYS | BIT(INSURED),
    [NATIONAL_OPERATION_STATUS] = KEYS,
    [NATIONAL_OPERATION_DOCFETCH] = BIT(DOCUMENT_KEY),
    [NATIONAL_OPERATION_CLINICALVIEW] = BIT(INSURED) | BIT(FORM),
    [NATIONAL_OPERATION_CHECKUPVIEW] = BIT(INSURED) | BIT(FORM),
    [NATIONAL_OPERATION_MASTERCHECK] = BIT(MASTER_NAME),
};

/* Where one of several will do. */
static const uint32_t one_of[NATIONAL_OPERATION_NONE] = {
    [NATIONAL_OPERATION_RESULT] = BIT(ORIGINAL) | BIT(RECEPTION),
    [NATIONAL_OPERATION_FACILITY] =
        BIT(NAME) | BIT(KANA) | BIT(PHONE) | BIT(POSTAL_CODE) | BIT(ADDRESS),
};

const char *national_message_code(enum national_code code) {
  return codes[code].code;
}

const char *national_message_code_status(enum national_code code) {
  return codes[code].status;
}

const char *national_message_code_state(enum national_code code) {
  return codes[code].state;
}

const char *national_message_code_text(enum national_code code) {
  return codes[code].text;
}

enum national_code national_message_code_of(struct view text) {
  int i = 0;
  while (i < NATIONAL_CODE_COUNT && !view_is(text, codes[i].code)) {
    i++;
  }
  return (enum national_code)i;
}

const char *national_message_operation_name(enum national_operation operation) {
  return operations[operation].name;
}

const char *national_message_operation_text(enum national_operation operation) {
  return operations[operation].text;
}

enum national_operation national_message_operation(struct view name) {
  int i = NATIONAL_OPERATION_NONE;
  if (view_starts_with(name, view_of(OPERATION_PREFIX))) {
    struct view rest = view_part(name, strlen(OPERATION_PREFIX), name.length);
    i = 0;
    while (i < NATIONAL_OPERATION_NONE && !view_is(rest, operations[i].name)) {
      i++;
    }
  }
  return (enum national_operation)i;
}

const char *national_message_kind_name(enum national_kind kind) {
  return kinds[kind];
}

enum national_kind national_message_kind(struct view name) {
  int i = 0;
  while (i < NATIONAL_KIND_COUNT && !view_is(name, kinds[i])) {
    i++;
  }
  return (enum national_kind)i;
}

static xmlNode *child_of(xmlNode *parent, const char *name) {
  xmlNode *child = parent != NULL ? xmlFirstElementChild(parent) : NULL;
  while (child != NULL && strcmp((const char *)child->name, name) != 0) {
    child = xmlNextElementSibling(child);
  }
  return child;
}

static struct view text_of(xmlNode *parent, const char *name, struct arena *arena) {
  xmlNode *child = child_of(parent, name);
  if (child == NULL) {
    return (struct view){NULL, 0};
  }
  xmlChar *content = xmlNodeGetContent(child);
  struct view text = arena_copy(arena, view_trim(view_of((const char *)content)));
  xmlFree(content);
  return text;
}

static bool is_institution(struct view text) {
  uint64_t number;
  return text.length == INSTITUTION_LENGTH && view_to_unsigned(text, UINT64_MAX, &number);
}

static bool is_id(struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (!((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
          (byte >= '0' && byte <= '9') || byte == '-')) {
      return false;
    }
  }
  return text.length > 0 && text.length <= ID_MAXIMUM;
}

static void read_fields(xmlNode *body, struct arena *arena, struct national_message *message) {
  for (size_t i = 0; i < NATIONAL_FIELD_COUNT; i++) {
    message->fields[i] = text_of(body, fields[i], arena);
  }
}

static bool is_word(struct view text, const char *const *words) {
  while (*words != NULL && !view_is(text, *words)) {
    words++;
  }
  return *words != NULL;
}

/* Words that only may be some. */
static const char *check_words(struct national_message *message) {
  static const char *const consents[] = {"", "1", "2", "3", NULL};
  static const char *const forms[] = {"", "xml", "pdf", NULL};
  const struct view *given = message->fields;
  message->kind = national_message_kind(given[NATIONAL_FIELD_KIND]);
  if (given[NATIONAL_FIELD_KIND].length > 0 && message->kind == NATIONAL_KIND_COUNT) {
    return "Kind が正しくありません";
  }
  if (!is_word(given[NATIONAL_FIELD_CONSENT], consents)) {
    return "Consent が正しくありません";
  }
  if (!is_word(given[NATIONAL_FIELD_FORM], forms)) {
    return "Form が正しくありません";
  }
  return NULL;
}

static const char *check_presence(const struct national_message *message, struct arena *arena) {
  uint32_t present = 0;
  uint32_t wanted = one_of[message->operation];
  for (size_t i = 0; i < NATIONAL_FIELD_COUNT; i++) {
    present |= message->fields[i].length > 0 ? UINT32_C(1) << i : 0;
  }
  for (size_t i = 0; i < NATIONAL_FIELD_COUNT; i++) {
    uint32_t bit = UINT32_C(1) << i;
    bool any = (wanted & bit) != 0 && (wanted & present) == 0;
    if (any || ((required[message->operation] & bit) != 0 && (present & bit) == 0)) {
      return arena_format(arena, "%s がありません", fields[i]).data;
    }
  }
  return NULL;
}

static const char *read_body(xmlNode *body, struct arena *arena, struct national_message *message) {
  read_fields(body, arena, message);
  const char *detail = check_presence(message, arena);
  if (detail == NULL) {
    detail = check_words(message);
  }
  struct view content = message->fields[NATIONAL_FIELD_CONTENT];
  if (detail == NULL && content.length > 0) {
    message->content = lab_base64_decode(content, arena);
    detail = message->content.length > 0 ? NULL : "Content が Base64 ではありません";
  }
  return detail;
}

static const char *read_document(xmlNode *root, struct arena *arena,
                                 struct national_message *message) {
  if (root == NULL || strcmp((const char *)root->name, "XmlMsg") != 0) {
    return "XmlMsg ではありません";
  }
  xmlNode *header = child_of(root, "MessageHeader");
  xmlNode *body = child_of(root, "MessageBody");
  message->institution = text_of(header, "MedicalInstitutionCode", arena);
  message->id = text_of(header, "ArbitraryFileIdentifier", arena);
  if (!is_institution(message->institution)) {
    return "MedicalInstitutionCode が正しくありません";
  }
  if (!is_id(message->id)) {
    return "ArbitraryFileIdentifier が正しくありません";
  }
  if (body == NULL) {
    return "MessageBody がありません";
  }
  return read_body(body, arena, message);
}

bool national_message_read(enum national_operation operation, struct view text, struct arena *arena,
                           struct national_message *ret_message, const char **ret_detail) {
  *ret_message = (struct national_message){.operation = operation};
  xmlDoc *document = NULL;
  if (text.length > 0 && text.length <= INT_MAX) {
    document =
        xmlReadMemory(text.data, (int)text.length, NULL, NULL,
                      XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  }
  if (document == NULL) {
    *ret_detail = "XML として読めません";
    return false;
  }
  const char *detail = read_document(xmlDocGetRootElement(document), arena, ret_message);
  xmlFreeDoc(document);
  if (detail != NULL) {
    *ret_detail = detail;
  }
  return detail == NULL;
}
