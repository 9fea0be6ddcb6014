#include "server/base/options.h"

#include <assert.h>

#define VALUES_MAXIMUM 2u
#define COLUMN_MAXIMUM 25
#define INDENTATION 2
/* What a complaint is about is cut there. */
#define SUBJECT_BYTES 256u

static const struct options_row help_row = {
    .name = "help", .kind = OPTIONS_FLAG, .english = "this text", .japanese = "この説明を表示する"};

/* Where the reading is. */
struct reader {
  const struct options_table *table;
  char **argv;
  int argc;
  int next;
  int kept; /* words that are no options, moved to argv[1].. */
  bool only_words;
  bool help;
};

/* ---- help ---------------------------------------------------------------------------------------
 */
static int row_width(const struct options_row *row) {
  size_t length = (size_t)INDENTATION + strlen("--") + strlen(row->name);
  return (int)(row->value == NULL ? length : length + 1 + strlen(row->value));
}

/* The column where meanings begin: behind the longest option, but not too far to the right. */
static int meaning_column(const struct options_table *table) {
  int column = row_width(&help_row);
  for (size_t i = 0; i < table->row_count; i++) {
    int width = row_width(&table->rows[i]);
    column = width > column ? width : column;
  }
  column += INDENTATION;
  return column > COLUMN_MAXIMUM ? COLUMN_MAXIMUM : column;
}

/* Each line at the column; at is where the first one stands now. */
static void print_lines(FILE *file, const char *text, int at, int column) {
  struct view rest = view_of(text);
  while (rest.data != NULL) {
    struct view line = view_split(&rest, '\n');
    if (at >= column) {
      fputc('\n', file);
      at = 0;
    }
    fprintf(file, "%*s%.*s\n", column - at, "", VIEW_ARGUMENTS(line));
    at = 0;
  }
}

static void print_row(FILE *file, const struct options_row *row, int column) {
  fprintf(file, "%*s--%s%s%s", INDENTATION, "", row->name, row->value == NULL ? "" : " ",
          row->value == NULL ? "" : row->value);
  print_lines(file, row->english, row_width(row), column);
  if (row->japanese != NULL) {
    print_lines(file, row->japanese, 0, column);
  }
}

static void print_usage(const struct options_table *table, FILE *file) {
  struct view rest = view_of(table->usage);
  const char *before = "usage:";
  while (rest.data != NULL) {
    struct view line = view_split(&rest, '\n');
    fprintf(file, "%-6s %s%s%.*s\n", before, table->program, line.length > 0 ? " " : "",
            VIEW_ARGUMENTS(line));
    before = "";
  }
}

void options_print_help(const struct options_table *table, FILE *file) {
  int column = meaning_column(table);
  print_usage(table, file);
  fprintf(file, "%s\n", table->introduction);
  for (size_t i = 0; i < table->row_count; i++) {
    print_row(file, &table->rows[i], column);
  }
  print_row(file, &help_row, column);
  if (table->more != NULL) {
    table->more(file);
  }
}

/* ---- complaints ---------------------------------------------------------------------------------
 */
static int print_complaint(const struct options_table *table, struct view subject,
                           const char *english, const char *japanese) {
  const char *separator = subject.length > 0 ? ": " : "";
  fprintf(stderr, "%s: %.*s%s%s\n", table->program, VIEW_ARGUMENTS(subject), separator, english);
  fprintf(stderr, "%*s  %.*s%s%s\n", (int)strlen(table->program), "", VIEW_ARGUMENTS(subject),
          separator, japanese);
  print_usage(table, stderr);
  fprintf(stderr, "       %s --help\n", table->program);
  return OPTIONS_REFUSED;
}

int options_complain(const struct options_table *table, const char *english, const char *japanese) {
  return print_complaint(table, view_make("", 0), english, japanese);
}

/* ---- reading ------------------------------------------------------------------------------------
 */
static size_t value_count(const struct options_row *row) {
  return row->value == NULL ? 0 : strchr(row->value, ' ') == NULL ? 1 : VALUES_MAXIMUM;
}

/* The option of that name, or the only one whose name begins so; NULL. */
static const struct options_row *find_row(const struct options_table *table, struct view name) {
  const struct options_row *found = NULL;
  uint32_t candidates = 0;
  for (size_t i = 0; i <= table->row_count; i++) {
    const struct options_row *row = i < table->row_count ? &table->rows[i] : &help_row;
    if (view_is(name, row->name)) {
      return row;
    }
    if (name.length > 0 && view_starts_with(view_of(row->name), name)) {
      found = row;
      candidates++;
    }
  }
  return candidates == 1 ? found : NULL;
}

static bool put_number(const struct options_row *row, const char *text, char *member) {
  uint64_t number = 0;
  if (!view_to_unsigned(view_of(text), row->maximum, &number) || number < row->minimum) {
    return false;
  }
  uint32_t value = (uint32_t)number;
  memcpy(member, &value, sizeof value);
  return true;
}

static bool put_language(const char *text, char *member) {
  assert(text != NULL);
  enum language language = strcmp(text, "ja") == 0 ? LANGUAGE_JAPANESE : LANGUAGE_ENGLISH;
  memcpy(member, &language, sizeof language);
  return language == LANGUAGE_JAPANESE || strcmp(text, "en") == 0;
}

static bool put_item(const char *text, char *member) {
  struct options_list list;
  memcpy(&list, member, sizeof list);
  if (list.count == OPTIONS_LIST_MAXIMUM) {
    return false;
  }
  list.items[list.count++] = text;
  memcpy(member, &list, sizeof list);
  return true;
}

static bool put(const struct options_row *row, const char *const *values, char *target) {
  char *member = target + row->offset;
  const bool yes = true;
  switch (row->kind) {
  case OPTIONS_FLAG:
    memcpy(member, &yes, sizeof yes);
    return true;
  case OPTIONS_TEXT:
    memcpy(member, &values[0], sizeof values[0]);
    return true;
  case OPTIONS_LIST:
    return put_item(values[0], member);
  case OPTIONS_NUMBER:
    return put_number(row, values[0], member);
  case OPTIONS_LANGUAGE:
    return put_language(values[0], member);
  case OPTIONS_TAKE:
    return row->take(target, values);
  }
  return false;
}

/* The values of an option: what stands behind "=", then the next words. */
static bool collect_values(struct reader *reader, const struct options_row *row, const char *inside,
                           const char *values[VALUES_MAXIMUM + 1]) {
  size_t wanted = value_count(row);
  size_t count = 0;
  if (inside != NULL) {
    values[count++] = inside;
  }
  while (count < wanted && reader->next < reader->argc) {
    values[count++] = reader->argv[reader->next++];
  }
  return count == wanted;
}

static int read_option(struct reader *reader, const char *word, void *target) {
  const char *values[VALUES_MAXIMUM + 1] = {NULL};
  struct view rest = view_of(word + strlen("--"));
  struct view name = view_split(&rest, '=');
  const struct options_row *row = find_row(reader->table, name);
  if (row == NULL) {
    return print_complaint(reader->table, view_of(word), "there is no such option",
                           "そのようなオプションはありません");
  }
  if (!collect_values(reader, row, rest.data, values)) {
    return print_complaint(reader->table, view_of(word),
                           row->value == NULL ? "takes no value" : "needs a value",
                           row->value == NULL ? "値は指定できません" : "値を指定してください");
  }
  if (row == &help_row) {
    reader->help = true;
    return OPTIONS_GO;
  }
  if (!put(row, values, target)) {
    char subject[SUBJECT_BYTES];
    bool is_separate = rest.data == NULL;
    (void)snprintf(subject, sizeof subject, "%s%s%s", word, is_separate ? " " : "",
                   is_separate ? values[0] : "");
    return print_complaint(reader->table, view_of(subject), "this value cannot be used",
                           "この値は使用できません");
  }
  return OPTIONS_GO;
}

static bool is_option(const struct reader *reader, const char *word) {
  bool is_short = word[0] == '-' && word[1] != '\0' && !reader->table->minus_is_word;
  return !reader->only_words && (strncmp(word, "--", 2) == 0 || is_short);
}

static int read_word(struct reader *reader, void *target) {
  char *word = reader->argv[reader->next++];
  if (!is_option(reader, word)) {
    reader->argv[++reader->kept] = word;
    return OPTIONS_GO;
  }
  if (strcmp(word, "--") == 0) {
    reader->only_words = true;
    return OPTIONS_GO;
  }
  if (word[1] != '-') {
    return print_complaint(reader->table, view_of(word), "there is no such option",
                           "そのようなオプションはありません");
  }
  return read_option(reader, word, target);
}

int options_read(const struct options_table *table, int argc, char **argv, void *target,
                 struct options_words *ret_words) {
  struct reader reader = {.table = table, .argv = argv, .argc = argc, .next = 1};
  int status = OPTIONS_GO;
  while (reader.next < argc && status == OPTIONS_GO) {
    status = read_word(&reader, target);
  }
  if (status != OPTIONS_GO) {
    return status;
  }
  if (reader.help) {
    options_print_help(table, stdout);
    return OPTIONS_DONE;
  }
  size_t count = (size_t)reader.kept;
  if (count < table->words_minimum) {
    return options_complain(table, "something is missing behind the options",
                            "オプション以外の引数が足りません");
  }
  if (count > table->words_maximum) {
    return print_complaint(table, view_of(argv[1 + table->words_maximum]), "is not expected here",
                           "余分な引数です");
  }
  *ret_words = (struct options_words){argv + 1, count};
  return OPTIONS_GO;
}
