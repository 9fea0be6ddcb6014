/* patientlst1v2 (new and updated), patientlst2v2 (by numbers), patientlst3v2 (by name) and
 * patientlst6v2 (all insurance combinations of one patient). */
#include "tests/lab/orca_api.h"
#include "tests/lab/orca_patient_record.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PATIENT(name, member)                                                                      \
  { (name), offsetof(struct orca_patient, member) }
#define LIST1_MAXIMUM 1000u
#define LIST_MAXIMUM 100u
#define INSURANCES_MAXIMUM 200u

static const struct record_field update_fields[] = {
    PATIENT("CreateDate", created),
    PATIENT("UpdateDate", updated),
    PATIENT("UpdateTime", updated_time),
    PATIENT("TestPatient_Flag", test_flag),
};

static bool is_between(const char *date, struct view first, struct view last) {
  return view_compare(view_of(date), first) >= 0 && view_compare(view_of(date), last) <= 0;
}

static bool is_test(const struct orca_patient *patient) {
  return strcmp(patient->test_flag, "1") == 0;
}

struct period {
  struct view first;
  struct view last;
};

static bool list1_selects(const struct orca_patient *patient, const struct orca_call *call,
                          const struct period *period) {
  bool without_tests = view_is(record_value(call->body, "Contain_TestPatient_Flag"), "1");
  bool only_new = view_is(call->class, "02");
  const char *date = only_new ? patient->created : patient->updated;
  return is_between(date, period->first, period->last) && !(without_tests && is_test(patient));
}

struct record *orca_patientlst1v2(const struct orca_api *api, const struct orca_call *call) {
  struct period period = {record_value(call->body, "Base_StartDate"),
                          record_value(call->body, "Base_EndDate")};
  size_t selected = 0;
  if (!view_is(call->class, "01") && !view_is(call->class, "02")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  if (record_value(call->body, "Contain_TestPatient_Flag").length == 0) {
    return orca_call_answer(api, call, "02", "テスト患者区分がありません。");
  }
  if (period.last.length == 0) {
    period.last = orca_call_today(call->arena);
  }
  if (view_compare(period.first, period.last) > 0) {
    return orca_call_answer(api, call, "01", "開始日付＞終了日付です。");
  }
  for (size_t i = 0; i < orca_patients_count(); i++) {
    selected += list1_selects(orca_patients_at(i), call, &period) ? 1 : 0;
  }
  if (selected == 0) {
    return orca_call_answer(api, call, "20", "該当患者がありません。");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  record_number(root, "Target_Patient_Count", 4, selected);
  struct record *array = record_array(root, "Patient_Information", LIST1_MAXIMUM);
  for (size_t i = 0; i < orca_patients_count(); i++) {
    if (list1_selects(orca_patients_at(i), call, &period)) {
      struct record *item = record_item(array);
      orca_patient_record_basics(item, orca_patients_at(i));
      record_fields(item, update_fields, COUNT(update_fields), orca_patients_at(i));
    }
  }
  return root;
}

static void add_row(struct record *array, const struct orca_patient *patient) {
  struct record *item = record_item(array);
  orca_patient_record_basics(item, patient);
  orca_patient_record_address(item, patient);
  record_string(item, "Outpatient_Class", patient->outpatient_class);
  orca_patient_record_cards(item, patient);
}

/* A number that ORCA does not know comes back as a row whose name says so. */
static void add_unknown(struct record *array, struct view id) {
  struct record *item = record_item(array);
  record_text(item, "Patient_ID", id);
  record_string(item, "WholeName", "患者番号がありません");
}

struct record *orca_patientlst2v2(const struct orca_api *api, const struct orca_call *call) {
  const struct record *ids = record_find(call->body, "Patient_ID_Information");
  const struct record *first = ids != NULL ? ids->first : NULL;
  size_t known = 0;
  size_t unknown = 0;
  if (!view_is(call->class, "01")) {
    return orca_call_answer(api, call, "91", "処理区分未設定");
  }
  for (const struct record *item = first; item != NULL; item = item->next) {
    bool found = orca_patients_find(record_value(item, "Patient_ID")) != NULL;
    known += found ? 1 : 0;
    unknown += found ? 0 : 1;
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  record_number(root, "Target_Patient_Count", 3, known + unknown);
  record_number(root, "No_Target_Patient_Count", 3, unknown);
  struct record *array = record_array(root, "Patient_Information", LIST_MAXIMUM);
  size_t shown = 0;
  for (const struct record *item = first; item != NULL && shown < LIST_MAXIMUM; item = item->next) {
    const struct orca_patient *patient = orca_patients_find(record_value(item, "Patient_ID"));
    if (patient != NULL) {
      add_row(array, patient);
    } else {
      add_unknown(array, record_value(item, "Patient_ID"));
    }
    shown++;
  }
  return root;
}

/* ORCA takes a half-width blank for the full-width one between the names. */
static struct view widen_blanks(struct view text, struct arena *arena) {
  struct view wide = {NULL, 0};
  while (text.length > 0) {
    bool more = view_find_byte(text, ' ', 0) != SIZE_MAX;
    struct view part = view_split(&text, ' ');
    wide = arena_format(arena, "%.*s%.*s%s", VIEW_ARGUMENTS(wide), VIEW_ARGUMENTS(part),
                        more ? "　" : "");
  }
  return wide;
}

/* Without an asterisk the pattern is a prefix; each asterisk stands for any text. */
static bool name_matches(struct view name, struct view pattern) {
  size_t position = 0;
  bool anchored = true;
  if (view_find_byte(pattern, '*', 0) == SIZE_MAX) {
    return view_starts_with(name, pattern);
  }
  while (pattern.length > 0) {
    bool last = view_find_byte(pattern, '*', 0) == SIZE_MAX;
    struct view part = view_split(&pattern, '*');
    if (last) {
      return name.length >= position + part.length && view_ends_with(name, part);
    }
    size_t found = view_find(name, part, position);
    if (found == SIZE_MAX || (anchored && found != 0)) {
      return false;
    }
    position = found + part.length;
    anchored = false;
  }
  return true;
}

struct search {
  struct view pattern;
  struct view birth_first;
  struct view birth_last;
  struct view sex;
  struct view in_out;
};

static bool search_selects(const struct search *search, const struct orca_patient *patient) {
  bool in_hospital = patient->outpatient_class != NULL;
  if (!name_matches(view_of(patient->name), search->pattern) &&
      !name_matches(view_of(patient->kana), search->pattern)) {
    return false;
  }
  if (search->birth_first.length > 0 &&
      !is_between(patient->birth, search->birth_first, search->birth_last)) {
    return false;
  }
  if (search->sex.length > 0 && !view_is(search->sex, patient->sex)) {
    return false;
  }
  return search->in_out.length == 0 || view_is(search->in_out, in_hospital ? "1" : "2");
}

struct check {
  bool failed;
  const char *code;
  const char *message;
};

static bool is_optional_choice(struct view value) {
  return value.length == 0 || view_is(value, "1") || view_is(value, "2");
}

static struct record *search_refusal(const struct orca_api *api, const struct orca_call *call,
                                     const struct search *search) {
  const bool first = search->birth_first.length > 0;
  const bool last = search->birth_last.length > 0;
  const struct check checks[] = {
      {!view_is(call->class, "01"), "91", "処理区分未設定"},
      {search->pattern.length == 0, "17", "検索氏名を設定して下さい。"},
      {first && !orca_call_is_date(search->birth_first), "11", "開始生年月日が暦日ではありません"},
      {last && !orca_call_is_date(search->birth_last), "12", "終了生年月日が暦日ではありません"},
      {last && !first, "13", "開始生年月日の設定がありません"},
      {first && last && view_compare(search->birth_first, search->birth_last) > 0, "14",
       "開始生年月日＞終了生年月日です。"},
      {!is_optional_choice(search->sex), "15", "性別が存在しません"},
      {!is_optional_choice(search->in_out), "16", "入外区分が存在しません"},
  };
  for (size_t i = 0; i < COUNT(checks); i++) {
    if (checks[i].failed) {
      return orca_call_answer(api, call, checks[i].code, checks[i].message);
    }
  }
  return NULL;
}

struct record *orca_patientlst3v2(const struct orca_api *api, const struct orca_call *call) {
  struct search search = {widen_blanks(record_value(call->body, "WholeName"), call->arena),
                          record_value(call->body, "Birth_StartDate"),
                          record_value(call->body, "Birth_EndDate"),
                          record_value(call->body, "Sex"), record_value(call->body, "InOut")};
  size_t selected = 0;
  struct record *refusal = search_refusal(api, call, &search);
  if (refusal != NULL) {
    return refusal;
  }
  if (search.birth_last.length == 0) {
    search.birth_last = search.birth_first;
  }
  for (size_t i = 0; i < orca_patients_count(); i++) {
    selected += search_selects(&search, orca_patients_at(i)) ? 1 : 0;
  }
  if (selected == 0) {
    return orca_call_answer(api, call, "20", "該当患者が存在しません。");
  }
  struct record *root =
      selected > LIST_MAXIMUM
          ? orca_call_answer(api, call, "21", "該当患者が１００件以上となります。")
          : orca_call_answer(api, call, "00", "処理終了");
  record_number(root, "Target_Patient_Count", 3, selected);
  record_number(root, "No_Target_Patient_Count", 3, 0);
  struct record *array = record_array(root, "Patient_Information", LIST_MAXIMUM);
  for (size_t i = 0; i < orca_patients_count(); i++) {
    if (search_selects(&search, orca_patients_at(i))) {
      add_row(array, orca_patients_at(i));
    }
  }
  return root;
}

/* The days that a patientlst6v2 question covers; empty bounds are open. */
static bool combination_selected(const struct orca_insurance *insurance,
                                 const struct period *period) {
  struct view start = view_of(insurance->combination_start);
  struct view end = view_of(insurance->combination_end);
  return (period->last.length == 0 || view_compare(start, period->last) <= 0) &&
         (period->first.length == 0 || view_compare(end, period->first) >= 0);
}

static struct record *combination_refusal(const struct orca_api *api, const struct orca_call *call,
                                          const struct orca_patient *patient) {
  struct view day = record_value(call->body, "Base_Date");
  struct view first = record_value(call->body, "Start_Date");
  struct view last = record_value(call->body, "End_Date");
  /* The member is called Reqest_Number, and only so. */
  const struct check checks[] = {
      {!view_is(record_value(call->body, "Reqest_Number"), "01"), "E91", "処理区分未設定"},
      {record_value(call->body, "Patient_ID").length == 0, "E01", "患者番号の設定がありません"},
      {patient == NULL, "E10", "患者番号に該当する患者が存在しません"},
      {day.length > 0 && !orca_call_is_date(day), "E11", "基準日が暦日ではありません"},
      {first.length > 0 && !orca_call_is_month(first), "E12", "開始年月が暦日ではありません"},
      {last.length > 0 && !orca_call_is_month(last), "E13", "終了年月が暦日ではありません"},
      {first.length > 0 && last.length > 0 && view_compare(first, last) > 0, "E14",
       "開始年月＞終了年月です"},
  };
  for (size_t i = 0; i < COUNT(checks); i++) {
    if (checks[i].failed) {
      return orca_call_answer(api, call, checks[i].code, checks[i].message);
    }
  }
  return NULL;
}

static struct period asked_period(const struct orca_call *call) {
  struct view day = record_value(call->body, "Base_Date");
  struct view first = record_value(call->body, "Start_Date");
  struct view last = record_value(call->body, "End_Date");
  struct period period = {day, day};
  if (first.length > 0) {
    period.first = arena_format(call->arena, "%.*s-01", VIEW_ARGUMENTS(first));
  }
  if (last.length > 0) {
    period.last = arena_format(call->arena, "%.*s-31", VIEW_ARGUMENTS(last));
  }
  return period;
}

struct record *orca_patientlst6v2(const struct orca_api *api, const struct orca_call *call) {
  const struct orca_patient *patient = orca_patients_find(record_value(call->body, "Patient_ID"));
  struct record *refusal = combination_refusal(api, call, patient);
  size_t count = 0;
  size_t selected = 0;
  if (refusal != NULL || patient == NULL) {
    return refusal;
  }
  const struct period period = asked_period(call);
  const struct orca_insurance *rows = orca_insurances_of(patient->id, &count);
  for (size_t i = 0; i < count; i++) {
    selected += combination_selected(&rows[i], &period) ? 1 : 0;
  }
  struct record *root = selected > 0
                            ? orca_call_answer(api, call, "000", "処理終了")
                            : orca_call_answer(api, call, "E20", "対象の保険組合せが存在しません");
  orca_patient_record_basics(record_group(root, "Patient_Information"), patient);
  struct record *array = record_array(root, "HealthInsurance_Information", INSURANCES_MAXIMUM);
  for (size_t i = 0; i < count; i++) {
    if (combination_selected(&rows[i], &period)) {
      orca_patient_record_insurance(record_item(array), &rows[i], true);
    }
  }
  return root;
}
