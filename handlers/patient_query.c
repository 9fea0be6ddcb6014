#include "handlers/patient_query.h"

#include "handlers/orca_message.h"
#include "handlers/search_day.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "profiles/kana_width.h"
#include "server/orca/orca_text.h"

static const struct view wide_space = VIEW_LITERAL(ORCA_WIDE_SPACE);

static enum error value_error(struct request *request, const char *name, const char *english,
                              const char *japanese) {
  enum error error =
      request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_PARAMETER_VALUE),
                   view_of(name), view_of(english));
  request->issues.issues[request->issues.count - 1].arguments[2] = view_of(japanese);
  return error;
}

static enum error read_gender(struct request *request, struct view *ret_sex) {
  struct view gender;
  enum error error = searchset_single(request, "gender", &gender);
  if (error != ERROR_OK || gender.length == 0) {
    return error;
  }
  size_t at = view_find_byte(gender, '|', 0);
  gender = at == SIZE_MAX ? gender : view_part(gender, at + 1, gender.length);
  if (view_is(gender, "male")) {
    *ret_sex = view_of("1");
  } else if (view_is(gender, "female")) {
    *ret_sex = view_of("2");
  } else if (view_is(gender, "other") || view_is(gender, "unknown")) {
    *ret_sex = view_of("-");
  } else {
    return value_error(request, "gender", "male, female, other or unknown",
                       "male・female・other・unknown のいずれか");
  }
  return ERROR_OK;
}

/* Blanks become U+3000, which stands between the parts of names in ORCA; '*' would be its wildcard.
 */
static enum error read_name(struct request *request, const char *parameter, struct view *ret_name) {
  struct view name;
  enum error error = searchset_single(request, parameter, &name);
  if (error != ERROR_OK || name.length == 0) {
    return error;
  }
  struct buffer buffer = buffer_make(request->arena, name.length * 3 + 1);
  struct view rest = view_trim(name);
  for (size_t i = 0; i < rest.length; i++) {
    if (rest.data[i] == ' ') {
      buffer_append_string(&buffer, ORCA_WIDE_SPACE);
    } else if (rest.data[i] != '*') {
      buffer_append_byte(&buffer, rest.data[i]);
    }
  }
  *ret_name = orca_text_clean(buffer_view(&buffer));
  if (ret_name->length == 0) {
    return value_error(request, parameter, "the beginning of a name", "氏名の先頭部分");
  }
  return ERROR_OK;
}

/* U+3041..U+3096 are the hiragana of U+30A1..U+30F6; both have three bytes in UTF-8. */
static void append_katakana(struct buffer *buffer, struct view character) {
  unsigned code = (((unsigned)(unsigned char)character.data[1] & 0x3fu) << 6) |
                  ((unsigned)(unsigned char)character.data[2] & 0x3fu);
  bool is_hiragana = character.data[0] == '\xe3' && code >= 0x041u && code <= 0x096u;
  if (is_hiragana) {
    code += 0x60u;
    buffer_append_byte(buffer, character.data[0]);
    buffer_append_byte(buffer, (char)(0x80u | (code >> 6)));
    buffer_append_byte(buffer, (char)(0x80u | (code & 0x3fu)));
  } else {
    buffer_append(buffer, character);
  }
}

/* Full-width katakana, as ORCA writes it, of hiragana and of half-width katakana. */
static struct view katakana(struct arena *arena, struct view text) {
  struct view wide = kana_width_full(text, arena);
  struct buffer buffer = buffer_make(arena, wide.length + 1);
  for (size_t i = 0; i < wide.length;) {
    size_t length = (unsigned char)wide.data[i] >> 4 == 0xeu && i + 3 <= wide.length ? 3 : 1;
    if (length == 3) {
      append_katakana(&buffer, view_part(wide, i, 3));
    } else {
      buffer_append_byte(&buffer, wide.data[i]);
    }
    i += length;
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

static enum error read_phonetic(struct request *request, struct view *ret_phonetic) {
  struct view phonetic = {NULL, 0};
  enum error error = read_name(request, "phonetic", &phonetic);
  if (error == ERROR_OK && phonetic.length != 0) {
    *ret_phonetic = katakana(request->arena, phonetic);
    return ret_phonetic->data == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  return error;
}

static enum error read_updated(struct request *request, struct patient_query *query) {
  query->updated_from_ms = INT64_MIN;
  query->updated_to_ms = INT64_MAX;
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *item = &request->query[i];
    if (!view_is(item->name, "_lastUpdated")) {
      continue;
    }
    query->has_updated = true;
    if (!search_value_date(item->value, &query->updated_from_ms, &query->updated_to_ms)) {
      return value_error(request, "_lastUpdated", "[ge|gt|le|lt]YYYY-MM-DD or an instant",
                         "[ge|gt|le|lt]YYYY-MM-DD または日時");
    }
  }
  return ERROR_OK;
}

enum error patient_query_read(struct request *request, struct patient_query *ret_query) {
  struct patient_query query = {.id = {NULL, 0}};
  enum error error = searchset_single(request, "_id", &query.id);
  if (error == ERROR_OK) {
    error = searchset_single(request, "identifier", &query.identifier);
  }
  if (error == ERROR_OK) {
    error = read_name(request, "name", &query.name);
  }
  if (error == ERROR_OK) {
    error = read_name(request, "family", &query.family);
  }
  if (error == ERROR_OK) {
    error = read_name(request, "given", &query.given);
  }
  if (error == ERROR_OK) {
    error = read_phonetic(request, &query.phonetic);
  }
  if (error == ERROR_OK) {
    error = search_day_range(request, "birthdate", &query.birthdate);
  }
  if (error == ERROR_OK) {
    error = read_gender(request, &query.sex);
  }
  if (error == ERROR_OK) {
    error = read_updated(request, &query);
  }
  if (error == ERROR_OK) {
    *ret_query = query;
  }
  return error;
}

struct view patient_query_name(const struct patient_query *query) {
  if (query->name.length != 0) {
    return query->name;
  }
  return query->family.length != 0 ? query->family : query->phonetic;
}

/* ---- matching ----------------------------------------------------------------------------------
 */
static bool starts_either(const struct orca_patient *patient, struct view start) {
  return view_starts_with(patient->name, start) || view_starts_with(patient->kana, start);
}

/* The family name is the part before the first U+3000; without one it is not known where it ends.
 */
static bool family_starts(struct view name, struct view start) {
  size_t end = view_find(name, wide_space, 0);
  return view_starts_with(view_part(name, 0, end == SIZE_MAX ? name.length : end), start);
}

static bool given_starts(struct view name, struct view start) {
  size_t at = view_find(name, wide_space, 0);
  while (at != SIZE_MAX) {
    struct view part = view_part(name, at + wide_space.length, name.length);
    if (view_starts_with(part, start)) {
      return true;
    }
    at = view_find(name, wide_space, at + wide_space.length);
  }
  return false;
}

static bool names_match(const struct patient_query *query, const struct orca_patient *patient) {
  struct view family = query->family;
  struct view given = query->given;
  return (query->name.length == 0 || starts_either(patient, query->name)) &&
         (family.length == 0 || family_starts(patient->name, family) ||
          family_starts(patient->kana, family)) &&
         (given.length == 0 || given_starts(patient->name, given) ||
          given_starts(patient->kana, given)) &&
         (query->phonetic.length == 0 || view_starts_with(patient->kana, query->phonetic) ||
          given_starts(patient->kana, query->phonetic));
}

bool patient_query_matches(const struct patient_query *query, const struct orca_patient *patient) {
  return orca_text_is_patient_id(patient->id) && names_match(query, patient) &&
         day_range_holds(&query->birthdate, patient->birth_date) &&
         (query->sex.length == 0 || view_equal(query->sex, patient->sex));
}

/* ORCA's times are Japan's. */
int64_t patient_query_updated(struct arena *arena, const struct orca_patient *patient) {
  int64_t from = INT64_MIN;
  int64_t to = INT64_MAX;
  if (patient->update_date.length == 0) {
    return INT64_MIN;
  }
  struct view time = patient->update_time.length == 8 ? patient->update_time : view_of("00:00:00");
  struct view instant = arena_format(arena, "%.*sT%.*s+09:00", VIEW_ARGUMENTS(patient->update_date),
                                     VIEW_ARGUMENTS(time));
  return instant.data != NULL && search_value_date(instant, &from, &to) ? from : INT64_MIN;
}
