#include "server/http/media_type.h"

#include "server/http/header_list.h"
#include "server/http/response.h"

struct media_range {
  const char *name;
  const char *answer; /* NULL when it is no type to answer with, but one to read */
};

/* In order of preference among equal weights. */
static const struct media_range media_ranges[] = {
    {"application/fhir+json", MEDIA_TYPE_FHIR},
    {"*/*", MEDIA_TYPE_FHIR},
    {"application/*", MEDIA_TYPE_FHIR},
    {"application/json", MEDIA_TYPE_JSON},
    {"text/json", MEDIA_TYPE_JSON},
};
#define MEDIA_RANGE_COUNT (sizeof media_ranges / sizeof media_ranges[0])

/* Values of _format; a "+" that was not escaped arrives as a blank. */
static const struct media_range formats[] = {
    {"json", MEDIA_TYPE_FHIR},
    {"application/fhir+json", MEDIA_TYPE_FHIR},
    {"application/fhir json", MEDIA_TYPE_FHIR},
    {"application/json", MEDIA_TYPE_JSON},
    {"text/json", MEDIA_TYPE_JSON},
};

static bool parameters_fit(struct view parameters, bool check_charset) {
  struct view name;
  struct view value;
  while (header_list_parameter(&parameters, &name, &value)) {
    if (view_equal_ignore_case(name, view_of("fhirVersion")) && !view_is(value, "4.0") &&
        !view_is(value, "4.0.1")) {
      return false;
    }
    if (check_charset && view_equal_ignore_case(name, view_of("charset")) &&
        !view_equal_ignore_case(value, view_of("utf-8")) &&
        !view_equal_ignore_case(value, view_of("utf8"))) {
      return false;
    }
  }
  return true;
}

static size_t find_range(struct view value) {
  size_t i = 0;
  while (i < MEDIA_RANGE_COUNT && !view_equal_ignore_case(value, view_of(media_ranges[i].name))) {
    i++;
  }
  return i;
}

static const char *negotiate_format(struct view format) {
  struct view parameters = format;
  struct view value = view_trim(view_split(&parameters, ';'));
  if (!parameters_fit(parameters, false)) {
    return NULL;
  }
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
    if (view_equal_ignore_case(value, view_of(formats[i].name))) {
      return formats[i].answer;
    }
  }
  return NULL;
}

const char *media_type_negotiate(struct view accept, struct view format) {
  if (format.length > 0) {
    return negotiate_format(format);
  }
  if (view_trim(accept).length == 0) {
    return MEDIA_TYPE_FHIR;
  }
  size_t best = MEDIA_RANGE_COUNT;
  uint32_t best_quality = 0;
  struct header_item item;
  while (header_list_next(&accept, &item)) {
    size_t range = find_range(item.value);
    if (range == MEDIA_RANGE_COUNT || item.quality == 0 ||
        !parameters_fit(item.parameters, false)) {
      continue;
    }
    if (item.quality > best_quality || (item.quality == best_quality && range < best)) {
      best = range;
      best_quality = item.quality;
    }
  }
  return best == MEDIA_RANGE_COUNT ? NULL : media_ranges[best].answer;
}

bool media_type_is_fhir_json(struct view content_type) {
  struct view parameters = content_type;
  struct view value = view_trim(view_split(&parameters, ';'));
  return (view_equal_ignore_case(value, view_of("application/fhir+json")) ||
          view_equal_ignore_case(value, view_of("application/json")) ||
          view_equal_ignore_case(value, view_of("text/json"))) &&
         parameters_fit(parameters, true);
}

bool media_type_is_fhir_xml(struct view content_type) {
  struct view parameters = content_type;
  struct view value = view_trim(view_split(&parameters, ';'));
  return (view_equal_ignore_case(value, view_of("application/fhir+xml")) ||
          view_equal_ignore_case(value, view_of("application/xml")) ||
          view_equal_ignore_case(value, view_of("text/xml"))) &&
         parameters_fit(parameters, true);
}

bool media_type_is_form(struct view content_type) {
  struct view parameters = content_type;
  struct view value = view_trim(view_split(&parameters, ';'));
  return view_equal_ignore_case(value, view_of("application/x-www-form-urlencoded")) &&
         parameters_fit(parameters, true);
}

bool media_type_is_csv(struct view content_type) {
  struct view parameters = content_type;
  struct view value = view_trim(view_split(&parameters, ';'));
  return view_equal_ignore_case(value, view_of("text/csv")) ||
         view_equal_ignore_case(value, view_of("text/plain"));
}
