/* insprogetv2: the insurers of the synthetic patients' cards. Public insurers are no part of this
 * master, nor are all cards' insurers: 06990012 is not, as after a merger of insurers. */
#include "tests/lab/orca_api.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define INSURERS_MAXIMUM 2500u

struct insurer {
  const char *number;
  const char *name;
  const char *short_name;
  const char *class;
  const char *class_name;
  const char *zip;
  const char *address1;
  const char *address2;
  const char *phone;
};

static const struct insurer insurers[] = {
    {"01990017", "全国架空保険協会　見本支部", "架空協会", "009", "協会", "9990101",
     "架空県見本市保険町１", "２階", "099-000-0101"},
    {"990028", "見本市", "見本市", "060", "国保", "9990102", "架空県見本市役所通", "１−１",
     "099-000-0102"},
    {"990028", "見本市", "見本市", "067", "退職国保", NULL, NULL, NULL, NULL},
};

#define INSURER(name, member)                                                                      \
  { (name), offsetof(struct insurer, member) }
static const struct record_field insurer_fields[] = {
    INSURER("InsuranceProvider_Number", number),
    INSURER("InsuranceProvider_WholeName", name),
    INSURER("InsuranceProvider_Name1", short_name),
    INSURER("Insurance_Number", class),
    INSURER("Insurance_Number_Name", class_name),
    INSURER("InsuranceProvider_Address_ZipCode", zip),
    INSURER("InsuranceProvider_WholeAddress1", address1),
    INSURER("InsuranceProvider_WholeAddress2", address2),
    INSURER("InsuranceProvider_PhoneNumber", phone),
};

static bool is_wanted(const struct insurer *insurer, struct view number, struct view class) {
  return (number.length == 0 || view_is(number, insurer->number)) &&
         (class.length == 0 || view_is(class, insurer->class));
}

struct record *orca_insprogetv2(const struct orca_api *api, const struct orca_call *call) {
  struct view number = record_value(call->body, "InsuranceProvider_Number");
  struct view class = record_value(call->body, "Insurance_Number");
  size_t found = 0;
  if (number.length + class.length == 0) {
    return orca_call_answer(api, call, "10", "保険者番号・保険番号の指定がありません。");
  }
  for (size_t i = 0; i < COUNT(insurers); i++) {
    found += is_wanted(&insurers[i], number, class) ? 1 : 0;
  }
  if (found == 0) {
    return orca_call_answer(api, call, "15", "対象がありません");
  }
  struct record *root = orca_call_answer(api, call, "00", "処理終了");
  struct record *array = record_array(root, "TInsuranceProvider_Information", INSURERS_MAXIMUM);
  for (size_t i = 0; i < COUNT(insurers); i++) {
    if (is_wanted(&insurers[i], number, class)) {
      record_fields(record_item(array), insurer_fields, COUNT(insurer_fields), &insurers[i]);
    }
  }
  return root;
}
