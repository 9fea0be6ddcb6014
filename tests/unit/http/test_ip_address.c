#include "server/http/ip_address.h"

#include "tests/unit/unit_main.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define ARENA_BYTES 65536u

static const struct {
  const char *text;
  const char *written; /* NULL: it is no address */
} addresses[] = {
    {"192.0.2.7", "192.0.2.7"},
    {"0.0.0.0", "0.0.0.0"},
    {"255.255.255.255", "255.255.255.255"},
    {"2001:db8::7", "2001:db8::7"},
    {"2001:DB8:0:0::7", "2001:db8::7"},
    {"::", "::"},
    {"::ffff:192.0.2.7", "192.0.2.7"},
    {"::ffff:c000:207", "192.0.2.7"},
    {"::192.0.2.7", "::192.0.2.7"},
    {"", NULL},
    {" 192.0.2.7", NULL},
    {"192.0.2", NULL},
    {"192.0.2.256", NULL},
    {"192.0.2.07", NULL},
    {"0x7f.0.0.1", NULL},
    {"2130706433", NULL},
    {"192.0.2.7.1", NULL},
    {"2001:db8::7::1", NULL},
    {"2001:db8", NULL},
    {"fe80::1%eth0", NULL},
    {"[2001:db8::7]", NULL},
    {"unknown", NULL},
    {"2001:0db8:0000:0000:0000:0000:0000:0007:0008:0009", NULL},
};

START_TEST(addresses_are_read) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct ip_address address;
  bool valid = ip_address_read(view_of(addresses[_i].text), &address);
  ck_assert_msg(valid == (addresses[_i].written != NULL), "%s", addresses[_i].text);
  if (valid) {
    struct view text = ip_address_text(arena, &address);
    ck_assert_msg(view_is(text, addresses[_i].written), "%.*s", VIEW_ARGUMENTS(text));
  }
  arena_free(arena);
}
END_TEST

/* What a C function would see as the end does not cut a text short. */
START_TEST(a_zero_byte_is_no_end) {
  struct ip_address address;
  ck_assert(!ip_address_read(view_make("10.0.0.1\0", 9), &address));
  ck_assert(!ip_address_read(view_make("10.0.0.1\0.x", 11), &address));
}
END_TEST

START_TEST(sockets_of_both_kinds_are_the_same_address) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct sockaddr_in four = {.sin_family = AF_INET};
  struct sockaddr_in6 six = {.sin6_family = AF_INET6};
  struct sockaddr other = {.sa_family = AF_UNIX};
  struct ip_address address;
  ck_assert_int_eq(inet_pton(AF_INET, "192.0.2.7", &four.sin_addr), 1);
  ck_assert_int_eq(inet_pton(AF_INET6, "::ffff:192.0.2.7", &six.sin6_addr), 1);
  ck_assert(ip_address_of((const struct sockaddr *)&four, &address));
  ck_assert(view_is(ip_address_text(arena, &address), "192.0.2.7"));
  ck_assert(ip_address_of((const struct sockaddr *)&six, &address));
  ck_assert(view_is(ip_address_text(arena, &address), "192.0.2.7"));
  ck_assert(!ip_address_of(&other, &address));
  arena_free(arena);
}
END_TEST

static const struct {
  const char *text;
  const char *start; /* the network as it should be written; NULL: it is none */
  bool exact;
} networks[] = {
    {"10.0.0.0/8", "10.0.0.0/8", true},
    {"10.0.0.5/24", "10.0.0.0/24", false},
    {"192.0.2.129/25", "192.0.2.128/25", false},
    {"192.0.2.128/25", "192.0.2.128/25", true},
    {"192.0.2.7", "192.0.2.7/32", true},
    {"192.0.2.7/32", "192.0.2.7/32", true},
    {"2001:db8::/32", "2001:db8::/32", true},
    {"2001:db8::1/32", "2001:db8::/32", false},
    {"2001:db8::7", "2001:db8::7/128", true},
    {"::ffff:10.0.0.0/104", "10.0.0.0/8", true},
    {"128.0.0.0/1", "128.0.0.0/1", true},
    {"0.0.0.0/0", NULL, false},
    {"::/0", NULL, false},
    {"10.0.0.0/33", NULL, false},
    {"2001:db8::/129", NULL, false},
    {"10.0.0.0/", NULL, false},
    {"10.0.0.0/8/8", NULL, false},
    {"10.0.0.0/-8", NULL, false},
    {"10.0.0.0/255.0.0.0", NULL, false},
    {"10.0.0/8", NULL, false},
    {"/8", NULL, false},
    {"proxy.example", NULL, false},
};

START_TEST(networks_are_read) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct ip_network network;
  bool valid = ip_network_read(view_of(networks[_i].text), &network);
  ck_assert_msg(valid == (networks[_i].start != NULL), "%s", networks[_i].text);
  if (valid) {
    struct view text = ip_network_text(arena, &network);
    ck_assert_msg(view_is(text, networks[_i].start), "%.*s", VIEW_ARGUMENTS(text));
    ck_assert_int_eq(ip_network_is_exact(&network), networks[_i].exact);
  }
  arena_free(arena);
}
END_TEST

static const struct {
  const char *network;
  const char *address;
  bool inside;
} members[] = {
    {"10.0.0.0/8", "10.255.255.255", true},
    {"10.0.0.0/8", "11.0.0.0", false},
    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
    {"10.0.0.0/8", "::10.1.2.3", false},
    {"192.0.2.128/25", "192.0.2.127", false},
    {"192.0.2.128/25", "192.0.2.128", true},
    {"192.0.2.7", "192.0.2.7", true},
    {"192.0.2.7", "192.0.2.6", false},
    {"2001:db8::/33", "2001:db8:7fff::1", true},
    {"2001:db8::/33", "2001:db8:8000::1", false},
    {"::/1", "2001:db8::1", true},
    {"::/1", "192.0.2.7", false},
    {"::/95", "192.0.2.7", false},
    {"::ffff:0:0/96", "192.0.2.7", true},
    {"::ffff:0:0/96", "2001:db8::1", false},
};

START_TEST(networks_have_addresses) {
  struct ip_network network;
  struct ip_address address;
  ck_assert(ip_network_read(view_of(members[_i].network), &network));
  ck_assert(ip_address_read(view_of(members[_i].address), &address));
  ck_assert_msg(ip_network_has(&network, &address) == members[_i].inside, "%s %s",
                members[_i].network, members[_i].address);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("ip_address");
  TCase *cases = tcase_create("values");
  tcase_add_loop_test(cases, addresses_are_read, 0, sizeof addresses / sizeof addresses[0]);
  tcase_add_test(cases, a_zero_byte_is_no_end);
  tcase_add_test(cases, sockets_of_both_kinds_are_the_same_address);
  tcase_add_loop_test(cases, networks_are_read, 0, sizeof networks / sizeof networks[0]);
  tcase_add_loop_test(cases, networks_have_addresses, 0, sizeof members / sizeof members[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
