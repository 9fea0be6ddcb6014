#include "server/http/connection_count.h"

#include "tests/unit/unit_main.h"

#define ADDRESSES 1000u

static struct ip_address address_of(const char *text) {
  struct ip_address address;
  ck_assert(ip_address_read(view_of(text), &address));
  return address;
}

static struct connection_count *count_of(unsigned maximum, const char *list) {
  struct trusted_proxies proxies;
  struct trusted_proxies_mistake mistake;
  ck_assert_int_eq(trusted_proxies_read(view_of(list), &proxies, &mistake), ERROR_OK);
  struct connection_count *count = connection_count_new(maximum, &proxies);
  ck_assert_ptr_nonnull(count);
  return count;
}

START_TEST(each_address_has_its_own_count) {
  struct connection_count *count = count_of(2, "");
  struct ip_address one = address_of("192.0.2.1");
  struct ip_address other = address_of("2001:db8::1");
  for (unsigned i = 0; i < 2; i++) {
    ck_assert(connection_count_has_room(count, &one));
    ck_assert(connection_count_begin(count, &one));
  }
  ck_assert(!connection_count_has_room(count, &one));
  ck_assert(connection_count_has_room(count, &other));
  ck_assert(connection_count_begin(count, &other));
  connection_count_end(count, &one);
  ck_assert(connection_count_has_room(count, &one));
  connection_count_end(count, &one);
  connection_count_end(count, &other);
  ck_assert(connection_count_has_room(count, &one));
  connection_count_free(count);
}
END_TEST

START_TEST(many_addresses_come_and_go) {
  struct connection_count *count = count_of(1, "");
  struct ip_address address = address_of("10.0.0.0");
  for (unsigned round = 0; round < 2; round++) {
    for (unsigned i = 0; i < ADDRESSES; i++) {
      address.bytes[14] = (unsigned char)(i >> 8);
      address.bytes[15] = (unsigned char)i;
      ck_assert(connection_count_has_room(count, &address));
      ck_assert(connection_count_begin(count, &address));
      ck_assert(!connection_count_has_room(count, &address));
    }
    for (unsigned i = 0; i < ADDRESSES; i++) {
      address.bytes[14] = (unsigned char)(i >> 8);
      address.bytes[15] = (unsigned char)i;
      connection_count_end(count, &address);
    }
  }
  ck_assert(connection_count_begin(count, &address)); /* what is left is freed with the count */
  connection_count_free(count);
}
END_TEST

static const struct {
  unsigned maximum;
  const char *proxies;
} without_limit[] = {{0, ""}, {1, "192.0.2.1"}, {1, "::1,192.0.2.0/24"}};

START_TEST(some_are_not_counted) {
  struct connection_count *count = count_of(without_limit[_i].maximum, without_limit[_i].proxies);
  struct ip_address address = address_of("192.0.2.1");
  for (unsigned i = 0; i < 3; i++) {
    ck_assert(connection_count_has_room(count, &address));
    ck_assert(!connection_count_begin(count, &address));
  }
  connection_count_free(count);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("connection_count");
  TCase *cases = tcase_create("counting");
  tcase_add_test(cases, each_address_has_its_own_count);
  tcase_add_test(cases, many_addresses_come_and_go);
  tcase_add_loop_test(cases, some_are_not_counted, 0,
                      sizeof without_limit / sizeof without_limit[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
