#include "handlers/not_held.h"

#include "handlers/search_message.h"

struct not_held_row {
  const char *type;
  const char *english;
  const char *japanese;
};

static const struct not_held_row rows[] = {
    {"Observation",
     "the laboratory's system or the electronic chart (results, vital signs); the national service "
     "for results that other institutions registered",
     "検査会社・検査システムまたは電子カルテ(検査結果・バイタル)"
     "、他院が登録した検査結果は電子カルテ情報共有サービス"},
    {"DiagnosticReport", "the laboratory's or the imaging department's reporting system",
     "検査システムまたは画像診断レポートシステム"},
    {"ImagingStudy", "the PACS, by DICOMweb", "PACS(DICOMweb)"},
    {"DocumentReference",
     "the electronic chart; what this server accepted is in Composition and Bundle; documents that "
     "other institutions addressed to this one are found with _source=national",
     "電子カルテ(このサーバーが受け付けた文書は Composition と Bundle で取得でき、"
     "自施設宛の文書は _source=national で検索できます)"},
    {"Immunization", "the electronic chart, the municipality's register of vaccinations",
     "電子カルテ、市区町村の予防接種台帳"},
    {"CarePlan", "the electronic chart", "電子カルテ"},
    {"FamilyMemberHistory", "the electronic chart", "電子カルテ"},
    {"ServiceRequest", "the electronic chart or the ordering system",
     "電子カルテまたはオーダリングシステム"},
    {"Slot", "the appointment system: ORCA tells what is booked, not what is free",
     "予約システム(ORCA から取得できるのは予約済みの時間だけで、空き枠は取得できません)"},
    {"Schedule", "the appointment system: ORCA tells what is booked, not who is on duty",
     "予約システム(ORCA から取得できるのは予約だけで、診療時間の予定は取得できません)"},
    {"Specimen", "the laboratory's system", "検査会社・検査システム"},
};
#define ROWS (sizeof rows / sizeof rows[0])

/* "/fhir/Observation/12": the type is the second part of the path. */
static struct view type_of(const struct request *request) {
  struct view rest = view_part(request->path, 1, request->path.length);
  (void)view_split(&rest, '/');
  return view_split(&rest, '/');
}

enum error handle_not_held(struct request *request, struct response *response) {
  (void)response;
  struct view type = type_of(request);
  size_t i = 0;
  while (i + 1 < ROWS && !view_is(type, rows[i].type)) {
    i++;
  }
  enum error error =
      request_fail(request, ERROR_NOT_FOUND, search_message_get(SEARCH_MESSAGE_NOT_HELD), type,
                   view_of(rows[i].english));
  request->issues.issues[request->issues.count - 1].arguments[2] = view_of(rows[i].japanese);
  return error;
}

enum error handle_no_history(struct request *request, struct response *response) {
  (void)response;
  return request_fail(request, ERROR_NOT_FOUND, search_message_get(SEARCH_MESSAGE_NO_HISTORY),
                      (struct view){NULL, 0}, (struct view){NULL, 0});
}
