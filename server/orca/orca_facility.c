#include "server/orca/orca_facility.h"

#include "server/orca/orca_field.h"
#include "server/orca/orca_system.h"

static const struct orca_field address_fields[] = {
    ORCA_TEXT(orca_facility, address, "WholeAddress"),
    ORCA_TEXT(orca_facility, zip_code, "Address_ZipCode"),
    ORCA_TEXT(orca_facility, phone, "PhoneNumber"),
    ORCA_TEXT(orca_facility, fax, "FaxNumber"),
    ORCA_TEXT(orca_facility, email, "E_mail_Address"),
    ORCA_TEXT(orca_facility, homepage, "Homepage_Address"),
};
static const struct orca_table address_table = ORCA_TABLE(orca_facility, address_fields);

static const struct orca_field facility_fields[] = {
    ORCA_TEXT(orca_facility, prefecture, "Prefectures_Number"),
    ORCA_TEXT(orca_facility, point_list, "Point_list"),
    ORCA_TEXT(orca_facility, code, "Institution_Code"),
    ORCA_TEXT(orca_facility, kind, "Institution_Speciation"),
    ORCA_TEXT(orca_facility, name, "Institution_WholeName"),
    ORCA_TEXT(orca_facility, short_name, "Short_Institution_WholeName"),
    ORCA_INNER("Address_Information", address_table),
};
static const struct orca_table facility_table = ORCA_TABLE(orca_facility, facility_fields);

enum error orca_facility_get(struct orca_session *session, struct orca_facility *ret_facility) {
  struct orca_reply reply;
  enum error error = orca_system_ask(session, ORCA_API_FACILITY, "04", &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_facility facility = {.info = reply.info};
  uint32_t node = orca_record_find(&reply.record, reply.node, "Medical_Information");
  if (node != ORCA_NODE_NONE) {
    error = orca_field_decode(session->arena, &reply.record, node, &facility_table, &facility);
  }
  if (error == ERROR_OK) {
    *ret_facility = facility;
  }
  return error;
}
