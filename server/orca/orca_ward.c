#include "server/orca/orca_ward.h"

#include "server/orca/orca_field.h"

#define DATE_BYTES 10u

/* Every value is a record {Label, Data, Name}: Data is the code, Name what it means. */
#define WARD_VALUE(table_name, member, part)                                                       \
  static const struct orca_field table_name##_fields[] = {ORCA_TEXT(orca_ward, member, part)};     \
  static const struct orca_table table_name = ORCA_TABLE(orca_ward, table_name##_fields)

WARD_VALUE(number_table, number, "Data");
WARD_VALUE(name_table, name, "Data");
WARD_VALUE(short_name_table, short_name, "Data");
WARD_VALUE(kind_table, kind, "Name");
WARD_VALUE(department_table, department, "Data");

static const struct orca_field room_fields[] = {ORCA_TEXT(orca_room, number, "Data")};
static const struct orca_table room_table = ORCA_ROW_TABLE(orca_room, room_fields);

static const struct orca_field ward_fields[] = {
    ORCA_DATE(orca_ward, start_date, "Start_Date"),
    ORCA_DATE(orca_ward, end_date, "End_Date"),
    ORCA_INNER("Ward_Number", number_table),
    ORCA_INNER("Ward_Name", name_table),
    ORCA_INNER("Ward_Short_Name", short_name_table),
    ORCA_INNER("Ward_Type", kind_table),
    ORCA_INNER("Department_Code", department_table),
    ORCA_ARRAY(orca_ward, rooms, room_count, "Room_Number", room_table),
};
static const struct orca_table ward_table = ORCA_ROW_TABLE(orca_ward, ward_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_ward_list, wards, count, "Ward_Configuration", ward_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_ward_list, list_fields);

enum error orca_ward_list(struct orca_session *session, struct orca_ward_list *ret_list) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(orca_now_ms(session), now);
  /* One digit wide here, unlike the "01" of other APIs. */
  const struct orca_argument arguments[] = {
      {"Request_Number", view_of("1")},
      {"Base_Date", view_part(view_of(now), 0, DATE_BYTES)},
  };
  const struct orca_question question = {
      .api = ORCA_API_WARDS,
      .request = {"private_objects", arguments, sizeof(arguments) / sizeof(arguments[0])}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_ward_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
