#include "server/orca/orca_disease.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_text.h"

#define MONTH_BYTES 7u /* YYYY-MM */
/* 200 diseases a page: a patient with 10,000 would be a fault of ours. */
#define PAGES_MAXIMUM 50u

struct disease_page {
  struct orca_disease *diseases;
  size_t count;
  struct view overflow; /* "True": there are more, from before the oldest month given */
};

static const struct orca_field part_fields[] = {
    ORCA_TEXT(orca_disease_part, code, "Disease_Single_Code"),
    ORCA_TEXT(orca_disease_part, name, "Disease_Single_Name"),
};
static const struct orca_table part_table = ORCA_ROW_TABLE(orca_disease_part, part_fields);

static const struct orca_field disease_fields[] = {
    ORCA_TEXT(orca_disease, in_out, "Disease_InOut"),
    ORCA_TEXT(orca_disease, department, "Department_Code"),
    ORCA_TEXT(orca_disease, name, "Disease_Name"),
    ORCA_ARRAY(orca_disease, parts, part_count, "Disease_Single", part_table),
    ORCA_TEXT(orca_disease, category, "Disease_Category"),
    ORCA_TEXT(orca_disease, suspected, "Disease_SuspectedFlag"),
    ORCA_DATE(orca_disease, start_date, "Disease_StartDate"),
    ORCA_DATE(orca_disease, end_date, "Disease_EndDate"),
    ORCA_TEXT(orca_disease, outcome, "Disease_OutCome"),
    ORCA_TEXT(orca_disease, supplement, "Disease_Supplement_Name"),
    ORCA_TEXT(orca_disease, chart_name, "Disease_Karte_Name"),
};
static const struct orca_table disease_table = ORCA_ROW_TABLE(orca_disease, disease_fields);

static const struct orca_field page_fields[] = {
    ORCA_ARRAY(disease_page, diseases, count, "Disease_Information", disease_table),
    ORCA_TEXT(disease_page, overflow, "Information_Overflow"),
};
static const struct orca_table page_table = ORCA_TABLE(disease_page, page_fields);

/* Today's month in Japan. */
static void current_month(const struct orca_session *session, char ret_month[CLOCK_INSTANT_BYTES]) {
  clock_instant(orca_now_ms(session), ret_month);
  ret_month[MONTH_BYTES] = '\0';
}

/* The month before YYYY-MM(-DD). */
static bool month_before(struct view date, struct arena *arena, struct view *ret_month) {
  uint64_t year = 0;
  uint64_t month = 0;
  if (!view_to_unsigned(view_part(date, 0, 4), 9999, &year) ||
      !view_to_unsigned(view_part(date, 5, 2), 12, &month) || month == 0 || year < 2) {
    return false;
  }
  year = month == 1 ? year - 1 : year;
  month = month == 1 ? 12 : month - 1;
  *ret_month = arena_format(arena, "%04u-%02u", (unsigned)year, (unsigned)month);
  return ret_month->data != NULL;
}

static struct view oldest_start(const struct disease_page *page) {
  struct view oldest = {NULL, 0};
  for (size_t i = 0; i < page->count; i++) {
    struct view start = page->diseases[i].start_date;
    if (start.length != 0 && (oldest.length == 0 || view_compare(start, oldest) < 0)) {
      oldest = start;
    }
  }
  return oldest;
}

static enum error ask_page(struct orca_session *session, struct view patient_id, struct view month,
                           struct orca_reply *ret_reply) {
  const struct orca_argument arguments[] = {
      {"Patient_ID", patient_id},
      {"Base_Date", month},
      {"Select_Mode", view_of("All")},
  };
  const struct orca_question question = {
      .api = ORCA_API_DISEASE_GET,
      .patient = patient_id,
      .request = {"disease_inforeq", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  return orca_ask(session, &question, ret_reply);
}

/* Rows are counted through the pages; month says where to look. */
static enum error append_page(struct arena *arena, struct orca_disease_list *list,
                              const struct disease_page *page, struct view month) {
  if (page->count == 0) {
    return ERROR_OK;
  }
  size_t size = sizeof(*list->diseases);
  struct orca_disease *diseases =
      arena_grow(arena, list->diseases, list->count * size, (list->count + page->count) * size);
  if (diseases == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t before = list->count != 0 ? diseases[list->count - 1].row : 0;
  for (size_t i = 0; i < page->count; i++) {
    struct orca_disease *disease = &diseases[list->count + i];
    *disease = page->diseases[i];
    disease->row += before;
    disease->month = list->pages != 0 ? month : (struct view){NULL, 0};
  }
  list->diseases = diseases;
  list->count += page->count;
  return ERROR_OK;
}

static void take_info(struct orca_disease_list *list, const struct orca_reply *reply,
                      struct view asked_id) {
  if (list->pages == 0) {
    list->info = reply->info;
    list->info.truncated = false;
    uint32_t patient = orca_record_find(&reply->record, reply->node, "Disease_Infores");
    list->patient_id = orca_record_text(&reply->record, patient, "Patient_ID");
    if (list->patient_id.length == 0) {
      list->patient_id = asked_id;
    }
  }
  if (reply->info.fetched_ms < list->info.fetched_ms) {
    list->info.fetched_ms = reply->info.fetched_ms;
  }
  list->pages++;
}

/* One page into the list; *month moves to where the next one begins and is empty after the last. */
static enum error take_page(struct orca_session *session, struct view patient_id,
                            struct view *month, struct orca_disease_list *list) {
  struct orca_reply reply;
  enum error error = ask_page(session, patient_id, *month, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct disease_page page = {.count = 0};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &page_table, &page);
  if (error == ERROR_OK) {
    error = append_page(session->arena, list, &page, *month);
  }
  if (error != ERROR_OK) {
    return error;
  }
  take_info(list, &reply, patient_id);
  bool more = view_is(page.overflow, "True") || reply.info.truncated;
  if (!more) {
    *month = (struct view){NULL, 0};
    return ERROR_OK;
  }
  struct view oldest = oldest_start(&page);
  if (oldest.length == 0) {
    /* A month with more than a page can hold: it stays out of reach, what is older does not. */
    list->info.truncated = true;
    oldest = *month;
  }
  struct view next;
  bool goes_back = month_before(oldest, session->arena, &next) && view_compare(next, *month) < 0;
  list->info.truncated = list->info.truncated || !goes_back;
  *month = goes_back ? next : (struct view){NULL, 0};
  return ERROR_OK;
}

enum error orca_disease_list(struct orca_session *session, struct view patient_id,
                             struct orca_disease_list *ret_list) {
  if (!orca_text_is_patient_id(patient_id)) {
    session->trouble = (struct orca_trouble){.api = ""};
    return ERROR_NOT_FOUND;
  }
  char now[CLOCK_INSTANT_BYTES];
  current_month(session, now);
  struct view month = view_of(now);
  struct orca_disease_list list = {.count = 0};
  while (month.length != 0) {
    if (list.pages == PAGES_MAXIMUM) {
      list.info.truncated = true;
      break;
    }
    enum error error = take_page(session, patient_id, &month, &list);
    if (error != ERROR_OK) {
      return error;
    }
  }
  if (list.pages > 1 && !list.info.truncated) {
    /* The first page's "more than 200" is settled: every page was read. */
    list.info.code = (struct view){NULL, 0};
    list.info.text = (struct view){NULL, 0};
  }
  *ret_list = list;
  return ERROR_OK;
}
