#include "tests/lab/national_message.h"

#include "server/base/clock.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <openssl/evp.h>

#define INSTITUTION_LENGTH 10u
#define ID_MAXIMUM 64u

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

static const char *const operations[] = {"SIMregister", "SIMresult"};
static const char *const kinds[] = {"clinical", "referral", "checkup"};

const char *national_message_code(enum national_code code) {
  return codes[code].code;
}

enum national_code national_message_code_of(struct view text) {
  int i = 0;
  while (i < NATIONAL_CODE_COUNT && !view_is(text, codes[i].code)) {
    i++;
  }
  return (enum national_code)i;
}

enum national_operation national_message_operation(struct view name) {
  int i = 0;
  while (i < NATIONAL_OPERATION_NONE && !view_is(name, operations[i])) {
    i++;
  }
  return (enum national_operation)i;
}

const char *national_message_operation_name(enum national_operation operation) {
  return operations[operation];
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

static bool is_blank(char byte) {
  return byte == '\n' || byte == '\r' || byte == '\t' || byte == ' ';
}

/* Base64 (RFC 4648) with line breaks allowed; empty when it is none. */
static struct view decode_base64(struct view text, struct arena *arena) {
  unsigned char *packed = arena_alloc(arena, text.length + 1);
  unsigned char *bytes = arena_alloc(arena, text.length + 1);
  size_t length = 0;
  if (packed == NULL || bytes == NULL || text.length > INT_MAX) {
    return (struct view){NULL, 0};
  }
  for (size_t i = 0; i < text.length; i++) {
    if (!is_blank(text.data[i])) {
      packed[length++] = (unsigned char)text.data[i];
    }
  }
  size_t padding = 0;
  while (padding < 2 && padding < length && packed[length - 1 - padding] == '=') {
    padding++;
  }
  int decoded = length % 4 == 0 ? EVP_DecodeBlock(bytes, packed, (int)length) : -1;
  if (decoded < (int)padding) {
    return (struct view){NULL, 0};
  }
  return view_make((const char *)bytes, (size_t)decoded - padding);
}

static const char *read_register(xmlNode *body, struct arena *arena,
                                 struct national_message *message) {
  struct view kind = text_of(body, "Kind", arena);
  size_t i = 0;
  while (i < sizeof kinds / sizeof kinds[0] && !view_is(kind, kinds[i])) {
    i++;
  }
  if (i == sizeof kinds / sizeof kinds[0]) {
    return "Kind が正しくありません";
  }
  message->kind = (enum national_kind)i;
  message->identifier_system = text_of(body, "BundleIdentifierSystem", arena);
  message->identifier_value = text_of(body, "BundleIdentifierValue", arena);
  message->content = decode_base64(text_of(body, "Content", arena), arena);
  if (message->identifier_system.length == 0 || message->identifier_value.length == 0) {
    return "BundleIdentifier がありません";
  }
  return message->content.length > 0 ? NULL : "Content が Base64 ではありません";
}

static const char *read_result(xmlNode *body, struct arena *arena,
                               struct national_message *message) {
  message->original_id = text_of(body, "OriginalFileIdentifier", arena);
  message->reception = text_of(body, "ReceptionNumber", arena);
  return message->original_id.length > 0 || message->reception.length > 0
             ? NULL
             : "OriginalFileIdentifier がありません";
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
  return message->operation == NATIONAL_OPERATION_REGISTER ? read_register(body, arena, message)
                                                           : read_result(body, arena, message);
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

static void write_escaped(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    switch (text.data[i]) {
    case '&':
      buffer_append_string(buffer, "&amp;");
      break;
    case '<':
      buffer_append_string(buffer, "&lt;");
      break;
    default:
      buffer_append_byte(buffer, text.data[i]);
    }
  }
}

static void write_element(struct buffer *buffer, const char *name, struct view text) {
  buffer_append_format(buffer, "<%s>", name);
  write_escaped(buffer, text);
  buffer_append_format(buffer, "</%s>", name);
}

/* yyyymmddhhmmss in Japan: the digits of an instant. */
static void write_time(struct buffer *buffer) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), now);
  buffer_append_string(buffer, "<ProcessExecutionTime>");
  for (size_t i = 0; i < 19; i++) {
    if (now[i] >= '0' && now[i] <= '9') {
      buffer_append_byte(buffer, now[i]);
    }
  }
  buffer_append_string(buffer, "</ProcessExecutionTime>");
}

static void write_text(struct buffer *buffer, const char *element,
                       const struct national_answer *answer) {
  buffer_append_format(buffer, "<%s>%s", element, codes[answer->code].text);
  if (answer->detail.length > 0) {
    buffer_append_string(buffer, "：");
    write_escaped(buffer, answer->detail);
  }
  buffer_append_format(buffer, "</%s>", element);
}

static void write_body(const struct national_answer *answer, struct buffer *buffer) {
  const struct code_row *row = &codes[answer->code];
  buffer_append_string(buffer, "<MessageBody>");
  write_element(buffer, "ProcessingResultStatus", view_of(row->status));
  write_element(buffer, "ProcessingResultCode", view_of(row->code));
  write_text(buffer, "ProcessingResultMessage", answer);
  write_element(buffer, "ReceptionNumber", answer->reception);
  write_element(buffer, "RegistrationState", view_of(row->state));
  buffer_append_string(buffer, "</MessageBody>");
}

void national_message_write(const struct national_answer *answer, struct buffer *buffer) {
  bool rejected = answer->code == NATIONAL_CODE_MALFORMED;
  buffer_append_string(buffer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<XmlMsg><MessageHeader>");
  write_time(buffer);
  write_element(buffer, "CharacterCodeIdentifier", view_of("UTF-8"));
  write_element(buffer, "SegmentOfResult", view_of(rejected ? "9" : "1"));
  if (rejected) {
    write_element(buffer, "ErrorCode", view_of(codes[answer->code].code));
    write_text(buffer, "ErrorMessage", answer);
  }
  write_element(buffer, "ArbitraryFileIdentifier", answer->id);
  write_element(buffer, "MedicalInstitutionCode", answer->institution);
  buffer_append_string(buffer, "</MessageHeader>");
  if (!rejected) {
    write_body(answer, buffer);
  }
  buffer_append_string(buffer, "</XmlMsg>\n");
}
