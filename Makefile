# Two commands matter: `make run` (the main job, then serve) and `make test` (everything).
# `make help` lists the rest. BUILD=dir builds elsewhere, CC=clang builds with clang.

BUILD ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
SANITIZE ?=
OPTIMIZE ?= -O2

WARNINGS := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
  -Wpointer-arith -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
  -Wredundant-decls -Wundef -Wvla -Wformat=2 -Wnull-dereference -Wswitch-enum \
  -Wimplicit-fallthrough -Wunused-macros -Wframe-larger-than=16384
ifneq (,$(findstring gcc,$(CC)))
WARNINGS += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init \
  -Wstringop-overflow=4 -Wuse-after-free=3
endif
HARDENING := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fno-common \
  -fPIE -fvisibility=hidden
ifneq (,$(findstring gcc,$(CC)))
HARDENING += -ftrivial-auto-var-init=zero
endif
ifeq (,$(SANITIZE))
HARDENING += -D_FORTIFY_SOURCE=3
else
HARDENING += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
# gcc sees the sanitizer's own instrumentation as uninitialized reads and null dereferences
WARNINGS += -Wno-maybe-uninitialized -Wno-null-dereference -Wno-stringop-overflow
endif
CPPFLAGS_ALL := -D_GNU_SOURCE -I. $(CPPFLAGS)
XML_CFLAGS := -isystem /usr/include/libxml2
CFLAGS_ALL := -std=c17 $(OPTIMIZE) -g $(WARNINGS) $(HARDENING) $(CFLAGS)
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(LDFLAGS)
ifneq (,$(SANITIZE))
LDFLAGS_ALL += -fsanitize=$(SANITIZE)
endif
LIBS := -lmicrohttpd -ljansson -lcurl -lsqlite3 -lxml2 -lcrypto -lz -lpthread
CHECK_LIBS := -lcheck -lsubunit -lm -lrt

# A room is a folder; what it may use stands to its right, lowest floor last (link order).
base_DIR := server/base
store_DIR := server/store
terminology_DIR := terminology
http_DIR := server/http
orca_DIR := server/orca
profiles_DIR := profiles
national_DIR := server/national
handlers_DIR := handlers
base_USES :=
store_USES := base
terminology_USES := store base
http_USES := base
orca_USES := base
profiles_USES := terminology store base
national_USES := store base
handlers_USES := profiles national terminology orca http store base
ROOMS := handlers national profiles orca http terminology store base

room_sources = $(wildcard $($(1)_DIR)/*.c)
room_objects = $(patsubst %.c,$(BUILD)/%.o,$(call room_sources,$(1)))
room_library = $(BUILD)/lib$(1).a
room_stack = $(foreach room,$(1) $($(1)_USES),$(call room_library,$(room)))

ALL_LIBRARIES := $(foreach room,$(ROOMS),$(call room_library,$(room)))
SERVER_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard server/*.c))
LAB_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/lab/*.c))

.PHONY: all
all: $(BUILD)/fhir-facade $(BUILD)/fhir-facade-lab $(BUILD)/definitions.pack

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(XML_CFLAGS) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

define room_rules
$(call room_library,$(1)): $(call room_objects,$(1))
	@rm -f $$@
	$$(AR) rcs $$@ $$^
.PHONY: room-$(1)
room-$(1): $(call room_library,$(1))
endef
$(foreach room,$(ROOMS),$(eval $(call room_rules,$(room))))

$(BUILD)/fhir-facade: $(SERVER_OBJECTS) $(ALL_LIBRARIES)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@

$(BUILD)/fhir-facade-lab: $(LAB_OBJECTS) $(call room_library,base)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@

$(BUILD)/definitions.pack: $(BUILD)/fhir-facade $(wildcard profiles/definitions/*.txt)
	$(BUILD)/fhir-facade compile --definitions profiles/definitions --output $@

# ---- unit tests: tests/unit/<room>/test_<unit>.c, one binary each ------------------------------
define unit_rules
$(1)_TESTS := $$(patsubst %.c,$(BUILD)/%,$$(wildcard tests/unit/$(1)/test_*.c))
$(BUILD)/tests/unit/$(1)/test_%: $(BUILD)/tests/unit/$(1)/test_%.o $(BUILD)/tests/unit/unit_main.o $(call room_stack,$(1))
	$$(CC) $$(CFLAGS_ALL) $$(LDFLAGS_ALL) $$^ $$(LIBS) $$(CHECK_LIBS) -o $$@
.PHONY: unit-$(1)
unit-$(1): $$($(1)_TESTS)
	@for test in $$^; do $$$$test || exit 1; done
ALL_UNIT_TESTS += $$($(1)_TESTS)
endef
$(foreach room,$(ROOMS),$(eval $(call unit_rules,$(room))))
.PRECIOUS: $(BUILD)/%.o
.PHONY: unit
unit: $(ALL_UNIT_TESTS)

.PHONY: clean
clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
