/* diseasegetv2: order, selection and the whole-month overflow as the ORCA 5.1 source does them. */
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_patient_record.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DISEASE(name, member)                                                                      \
  { (name), offsetof(struct orca_disease, member) }
#define SINGLE(name, member)                                                                       \
  { (name), offsetof(struct orca_disease_single, member) }
#define DISEASES_MAXIMUM 200u
#define SINGLES_MAXIMUM 21u
#define MONTH_LENGTH 7u

static const struct record_field head_fields[] = {
    DISEASE("Disease_InOut", in_out),
    DISEASE("Department_Code", department),
    DISEASE("Insurance_Combination_Number", combination),
    DISEASE("Disease_Name", name),
};
static const struct record_field single_fields[] = {
    SINGLE("Disease_Single_Code", code),
    SINGLE("Disease_Single_Name", name),
    SINGLE("Disease_Single_Condition", condition),
};
static const struct record_field tail_fields[] = {
    DISEASE("Disease_Category", category),
    DISEASE("Disease_SuspectedFlag", suspected),
    DISEASE("Disease_StartDate", start),
    DISEASE("Disease_EndDate", end),
    DISEASE("Disease_OutCome", outcome),
    DISEASE("Disease_Supplement_Name", supplement),
    DISEASE("Disease_Karte_Name", karte_name),
    DISEASE("Disease_Class", class),
    DISEASE("Insurance_Disease", insurance_disease),
};

/* A disease with its place in the table, which decides among equal start dates. */
struct candidate {
  const struct orca_disease *disease;
  size_t position;
};

static struct view month_of(const char *date) {
  return view_part(view_of(date), 0, MONTH_LENGTH);
}

static int by_place(const struct candidate *a, const struct candidate *b) {
  return (a->position > b->position) - (a->position < b->position);
}

static int oldest_first(const void *left, const void *right) {
  const struct candidate *a = left;
  const struct candidate *b = right;
  int order = strcmp(a->disease->start, b->disease->start);
  return order != 0 ? order : by_place(a, b);
}

static int newest_first(const void *left, const void *right) {
  const struct candidate *a = left;
  const struct candidate *b = right;
  int order = strcmp(b->disease->start, a->disease->start);
  return order != 0 ? order : by_place(a, b);
}

/* All: whatever started up to the month. Otherwise what is effective in it. */
static bool is_selected(const struct orca_disease *disease, struct view month, bool all) {
  if (view_compare(month_of(disease->start), month) > 0) {
    return false;
  }
  return all || disease->outcome == NULL || view_equal(month_of(disease->start), month) ||
         (disease->end != NULL && view_compare(month_of(disease->end), month) >= 0);
}

struct selection {
  struct candidate *rows;
  size_t count;
  size_t shown; /* whole start months that fit */
};

/* ORCA stops before the month that would overflow the answer. */
static size_t whole_months(const struct candidate *rows, size_t count) {
  size_t shown = 0;
  while (shown < count) {
    size_t end = shown;
    struct view month = month_of(rows[shown].disease->start);
    while (end < count && view_equal(month_of(rows[end].disease->start), month)) {
      end++;
    }
    if (end > DISEASES_MAXIMUM) {
      break;
    }
    shown = end;
  }
  return shown;
}

static struct selection select_diseases(const struct orca_call *call,
                                        const struct orca_patient *patient, struct view month) {
  bool all = view_is(record_value(call->body, "Select_Mode"), "All");
  struct selection selection = {NULL, 0, 0};
  size_t count;
  const struct orca_disease *diseases = orca_diseases_of(patient, call->arena, &count);
  selection.rows = arena_array(call->arena, count + 1, sizeof *selection.rows);
  for (size_t i = 0; i < count && selection.rows != NULL; i++) {
    if (is_selected(&diseases[i], month, all)) {
      selection.rows[selection.count++] = (struct candidate){&diseases[i], i};
    }
  }
  if (selection.count > 0) {
    qsort(selection.rows, selection.count, sizeof *selection.rows,
          all ? newest_first : oldest_first);
    selection.shown = whole_months(selection.rows, selection.count);
  }
  return selection;
}

static void add_disease(struct record *item, const struct orca_disease *disease) {
  record_fields(item, head_fields, COUNT(head_fields), disease);
  struct record *singles = record_array(item, "Disease_Single", SINGLES_MAXIMUM);
  for (size_t i = 0; i < ORCA_SINGLE_SLOTS && disease->singles[i].code != NULL; i++) {
    record_fields(record_item(singles), single_fields, COUNT(single_fields), &disease->singles[i]);
  }
  record_fields(item, tail_fields, COUNT(tail_fields), disease);
}

static struct record *answer_selection(const struct orca_api *api, const struct orca_call *call,
                                       const struct selection *selection) {
  bool overflow = selection->shown < selection->count;
  struct record *root;
  if (selection->count == 0) {
    root = orca_call_answer(api, call, "21", "対象病名がありません");
  } else if (overflow) {
    root = orca_call_answer(api, call, "20", "対象病名が２００件以上存在します。");
  } else {
    root = orca_call_answer(api, call, "00", "処理終了");
  }
  record_string(root, "Information_Overflow", overflow ? "True" : "False");
  return root;
}

struct record *orca_diseasegetv2(const struct orca_api *api, const struct orca_call *call) {
  struct view id = record_value(call->body, "Patient_ID");
  struct view date = record_value(call->body, "Base_Date");
  const struct orca_patient *patient = orca_patients_find(id);
  if (!view_is(call->class, "01")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (id.length == 0) {
    return orca_call_answer(api, call, "01", "患者番号の設定がありません");
  }
  if (patient == NULL) {
    struct record *root = orca_call_answer(api, call, "10", "患者番号に該当する患者が存在しません");
    record_text(record_group(root, "Disease_Infores"), "Patient_ID", id);
    return root;
  }
  if (date.length == 0) {
    date = orca_call_today(call->arena);
  }
  struct view month = view_part(date, 0, MONTH_LENGTH);
  if (!orca_call_is_month(month)) {
    return orca_call_answer(api, call, "11", "基準日が暦日ではありません");
  }
  const struct selection selection = select_diseases(call, patient, month);
  struct record *root = answer_selection(api, call, &selection);
  orca_patient_record_basics(record_group(root, "Disease_Infores"), patient);
  record_text(root, "Base_Date", month);
  struct record *array = record_array(root, "Disease_Information", DISEASES_MAXIMUM);
  for (size_t i = 0; i < selection.shown; i++) {
    add_disease(record_item(array), selection.rows[i].disease);
  }
  return root;
}
