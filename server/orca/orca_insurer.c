#include "server/orca/orca_insurer.h"

#include "server/orca/orca_field.h"

static const struct orca_field insurer_fields[] = {
    ORCA_TEXT(orca_insurer, number, "InsuranceProvider_Number"),
    ORCA_TEXT(orca_insurer, name, "InsuranceProvider_WholeName"),
    ORCA_TEXT(orca_insurer, short_name, "InsuranceProvider_Name1"),
    ORCA_TEXT(orca_insurer, class, "Insurance_Number"),
    ORCA_TEXT(orca_insurer, class_name, "Insurance_Number_Name"),
    ORCA_TEXT(orca_insurer, zip_code, "InsuranceProvider_Address_ZipCode"),
    ORCA_TEXT(orca_insurer, address1, "InsuranceProvider_WholeAddress1"),
    ORCA_TEXT(orca_insurer, address2, "InsuranceProvider_WholeAddress2"),
    ORCA_TEXT(orca_insurer, phone, "InsuranceProvider_PhoneNumber"),
};
static const struct orca_table insurer_table = ORCA_ROW_TABLE(orca_insurer, insurer_fields);

static const struct orca_field list_fields[] = {
    ORCA_ARRAY(orca_insurer_list, insurers, count, "TInsuranceProvider_Information", insurer_table),
};
static const struct orca_table list_table = ORCA_TABLE(orca_insurer_list, list_fields);

enum error orca_insurer_list(struct orca_session *session, struct view number,
                             struct orca_insurer_list *ret_list) {
  const struct orca_argument arguments[] = {{"InsuranceProvider_Number", number}};
  const struct orca_question question = {.api = ORCA_API_INSURERS,
                                         .request = {"insprogetreq", arguments, 1}};
  struct orca_reply reply;
  enum error error = orca_ask(session, &question, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_insurer_list list = {.info = reply.info};
  error = orca_field_decode(session->arena, &reply.record, reply.node, &list_table, &list);
  if (error == ERROR_OK) {
    *ret_list = list;
  }
  return error;
}
