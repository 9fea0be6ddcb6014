#include "terminology/ucum_atom.h"

#include "terminology/ucum_atom_list.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define FLAGS_NONE 0u
#define FLAGS_METRIC UCUM_ATOM_METRIC
#define FLAGS_METRIC_BASE (UCUM_ATOM_METRIC | UCUM_ATOM_BASE)
#define FLAGS_ARBITRARY UCUM_ATOM_ARBITRARY
#define FLAGS_METRIC_ARBITRARY (UCUM_ATOM_METRIC | UCUM_ATOM_ARBITRARY)

static const struct ucum_atom atoms[] = {
#define UCUM_ATOM_ROW(kind, code, unit) {VIEW_LITERAL(code), FLAGS_##kind, VIEW_LITERAL(unit)},
    UCUM_ATOM_LIST(UCUM_ATOM_ROW)
#undef UCUM_ATOM_ROW
};

/* The first ones, the usual, are those that a suggestion may have. */
#define USUAL_PREFIXES 10u

/* Tables 1 and 4.6; quetta to quecto since the 2.2 edition. */
static const struct view prefixes[] = {
    VIEW_LITERAL("k"),  VIEW_LITERAL("m"),  VIEW_LITERAL("u"),  VIEW_LITERAL("d"),
    VIEW_LITERAL("c"),  VIEW_LITERAL("n"),  VIEW_LITERAL("p"),  VIEW_LITERAL("f"),
    VIEW_LITERAL("h"),  VIEW_LITERAL("M"),  VIEW_LITERAL("G"),  VIEW_LITERAL("T"),
    VIEW_LITERAL("da"), VIEW_LITERAL("Y"),  VIEW_LITERAL("Z"),  VIEW_LITERAL("E"),
    VIEW_LITERAL("P"),  VIEW_LITERAL("a"),  VIEW_LITERAL("z"),  VIEW_LITERAL("y"),
    VIEW_LITERAL("Q"),  VIEW_LITERAL("R"),  VIEW_LITERAL("r"),  VIEW_LITERAL("q"),
    VIEW_LITERAL("Ki"), VIEW_LITERAL("Mi"), VIEW_LITERAL("Gi"), VIEW_LITERAL("Ti"),
};

/* What stands in records where UCUM has another symbol. */
static const struct {
  struct view written;
  struct view meant;
} habits[] = {
    {VIEW_LITERAL("mmHg"), VIEW_LITERAL("mm[Hg]")}, {VIEW_LITERAL("cmH"), VIEW_LITERAL("cm[H2O]")},
    {VIEW_LITERAL("mcg"), VIEW_LITERAL("ug")},      {VIEW_LITERAL("mcL"), VIEW_LITERAL("uL")},
    {VIEW_LITERAL("μg"), VIEW_LITERAL("ug")},       {VIEW_LITERAL("µg"), VIEW_LITERAL("ug")},
    {VIEW_LITERAL("μL"), VIEW_LITERAL("uL")},       {VIEW_LITERAL("µL"), VIEW_LITERAL("uL")},
    {VIEW_LITERAL("μl"), VIEW_LITERAL("ul")},       {VIEW_LITERAL("µl"), VIEW_LITERAL("ul")},
    {VIEW_LITERAL("μm"), VIEW_LITERAL("um")},       {VIEW_LITERAL("µm"), VIEW_LITERAL("um")},
    {VIEW_LITERAL("μmol"), VIEW_LITERAL("umol")},   {VIEW_LITERAL("µmol"), VIEW_LITERAL("umol")},
    {VIEW_LITERAL("μU"), VIEW_LITERAL("uU")},       {VIEW_LITERAL("µU"), VIEW_LITERAL("uU")},
    {VIEW_LITERAL("drop"), VIEW_LITERAL("[drp]")},  {VIEW_LITERAL("drops"), VIEW_LITERAL("[drp]")},
    {VIEW_LITERAL("cc"), VIEW_LITERAL("mL")},       {VIEW_LITERAL("sec"), VIEW_LITERAL("s")},
    {VIEW_LITERAL("msec"), VIEW_LITERAL("ms")},     {VIEW_LITERAL("hr"), VIEW_LITERAL("h")},
    {VIEW_LITERAL("hrs"), VIEW_LITERAL("h")},       {VIEW_LITERAL("hour"), VIEW_LITERAL("h")},
    {VIEW_LITERAL("hours"), VIEW_LITERAL("h")},     {VIEW_LITERAL("minute"), VIEW_LITERAL("min")},
    {VIEW_LITERAL("minutes"), VIEW_LITERAL("min")}, {VIEW_LITERAL("mins"), VIEW_LITERAL("min")},
    {VIEW_LITERAL("day"), VIEW_LITERAL("d")},       {VIEW_LITERAL("days"), VIEW_LITERAL("d")},
    {VIEW_LITERAL("week"), VIEW_LITERAL("wk")},     {VIEW_LITERAL("weeks"), VIEW_LITERAL("wk")},
    {VIEW_LITERAL("month"), VIEW_LITERAL("mo")},    {VIEW_LITERAL("months"), VIEW_LITERAL("mo")},
    {VIEW_LITERAL("year"), VIEW_LITERAL("a")},      {VIEW_LITERAL("years"), VIEW_LITERAL("a")},
    {VIEW_LITERAL("yr"), VIEW_LITERAL("a")},        {VIEW_LITERAL("degC"), VIEW_LITERAL("Cel")},
    {VIEW_LITERAL("°C"), VIEW_LITERAL("Cel")},      {VIEW_LITERAL("℃"), VIEW_LITERAL("Cel")},
    {VIEW_LITERAL("°F"), VIEW_LITERAL("[degF]")},   {VIEW_LITERAL("degF"), VIEW_LITERAL("[degF]")},
    {VIEW_LITERAL("°"), VIEW_LITERAL("deg")},       {VIEW_LITERAL("IU"), VIEW_LITERAL("[iU]")},
    {VIEW_LITERAL("mIU"), VIEW_LITERAL("m[iU]")},   {VIEW_LITERAL("uIU"), VIEW_LITERAL("u[iU]")},
    {VIEW_LITERAL("μIU"), VIEW_LITERAL("u[iU]")},   {VIEW_LITERAL("kIU"), VIEW_LITERAL("k[iU]")},
    {VIEW_LITERAL("unit"), VIEW_LITERAL("U")},      {VIEW_LITERAL("units"), VIEW_LITERAL("U")},
    {VIEW_LITERAL("in"), VIEW_LITERAL("[in_i]")},   {VIEW_LITERAL("ft"), VIEW_LITERAL("[ft_i]")},
    {VIEW_LITERAL("lb"), VIEW_LITERAL("[lb_av]")},  {VIEW_LITERAL("lbs"), VIEW_LITERAL("[lb_av]")},
    {VIEW_LITERAL("oz"), VIEW_LITERAL("[oz_av]")},  {VIEW_LITERAL("percent"), VIEW_LITERAL("%")},
    {VIEW_LITERAL("％"), VIEW_LITERAL("%")},        {VIEW_LITERAL("‰"), VIEW_LITERAL("[ppth]")},
    {VIEW_LITERAL("ppm"), VIEW_LITERAL("[ppm]")},   {VIEW_LITERAL("ppb"), VIEW_LITERAL("[ppb]")},
    {VIEW_LITERAL("bpm"), VIEW_LITERAL("/min")},    {VIEW_LITERAL("pH"), VIEW_LITERAL("[pH]")},
    {VIEW_LITERAL("CFU"), VIEW_LITERAL("[CFU]")},   {VIEW_LITERAL("HPF"), VIEW_LITERAL("[HPF]")},
    {VIEW_LITERAL("psi"), VIEW_LITERAL("[psi]")},   {VIEW_LITERAL("Å"), VIEW_LITERAL("Ao")},
    {VIEW_LITERAL("Ω"), VIEW_LITERAL("Ohm")},       {VIEW_LITERAL("mOsm"), VIEW_LITERAL("mosm")},
    {VIEW_LITERAL("Torr"), VIEW_LITERAL("mm[Hg]")}, {VIEW_LITERAL("torr"), VIEW_LITERAL("mm[Hg]")},
    {VIEW_LITERAL("㎎"), VIEW_LITERAL("mg")},       {VIEW_LITERAL("㎏"), VIEW_LITERAL("kg")},
    {VIEW_LITERAL("㎍"), VIEW_LITERAL("ug")},       {VIEW_LITERAL("㎝"), VIEW_LITERAL("cm")},
    {VIEW_LITERAL("㎜"), VIEW_LITERAL("mm")},       {VIEW_LITERAL("㎖"), VIEW_LITERAL("mL")},
    {VIEW_LITERAL("㎗"), VIEW_LITERAL("dL")},       {VIEW_LITERAL("㎕"), VIEW_LITERAL("uL")},
    {VIEW_LITERAL("㎡"), VIEW_LITERAL("m2")},       {VIEW_LITERAL("㎥"), VIEW_LITERAL("m3")},
    {VIEW_LITERAL("分"), VIEW_LITERAL("min")},      {VIEW_LITERAL("秒"), VIEW_LITERAL("s")},
    {VIEW_LITERAL("時間"), VIEW_LITERAL("h")},      {VIEW_LITERAL("日"), VIEW_LITERAL("d")},
    {VIEW_LITERAL("日間"), VIEW_LITERAL("d")},      {VIEW_LITERAL("週"), VIEW_LITERAL("wk")},
    {VIEW_LITERAL("週間"), VIEW_LITERAL("wk")},     {VIEW_LITERAL("月"), VIEW_LITERAL("mo")},
    {VIEW_LITERAL("ヶ月"), VIEW_LITERAL("mo")},     {VIEW_LITERAL("年"), VIEW_LITERAL("a")},
    {VIEW_LITERAL("歳"), VIEW_LITERAL("a")},        {VIEW_LITERAL("単位"), VIEW_LITERAL("U")},
};

const struct ucum_atom *ucum_atom_find(struct view code) {
  for (size_t i = 0; i < COUNT(atoms); i++) {
    if (view_equal(atoms[i].code, code)) {
      return &atoms[i];
    }
  }
  return NULL;
}

const struct ucum_atom *ucum_atom_find_prefixed(struct view code, bool *ret_refused) {
  bool refused = false;
  for (size_t i = 0; i < COUNT(prefixes); i++) {
    if (code.length <= prefixes[i].length || !view_starts_with(code, prefixes[i])) {
      continue;
    }
    const struct ucum_atom *atom = ucum_atom_find(view_part(code, prefixes[i].length, SIZE_MAX));
    if (atom != NULL && (atom->flags & UCUM_ATOM_METRIC) != 0) {
      return atom;
    }
    refused = refused || atom != NULL;
  }
  if (ret_refused != NULL) {
    *ret_refused = refused;
  }
  return NULL;
}

size_t ucum_atom_number(const struct ucum_atom *atom) {
  return (size_t)(atom - atoms);
}

const struct ucum_atom *ucum_atom_at(size_t number) {
  return number < COUNT(atoms) ? &atoms[number] : NULL;
}

/* "KG", "mmol" written "MMOL", "[iu]": the first reading, by frequency of the prefixes. */
static bool suggest_case(struct view symbol, struct view ret_parts[2]) {
  for (size_t i = 0; i < COUNT(atoms); i++) {
    if (view_equal_ignore_case(symbol, atoms[i].code)) {
      ret_parts[0] = atoms[i].code;
      ret_parts[1] = view_make("", 0);
      return true;
    }
  }
  for (size_t i = 0; i < USUAL_PREFIXES; i++) {
    struct view start = view_part(symbol, 0, prefixes[i].length);
    struct view rest = view_part(symbol, prefixes[i].length, SIZE_MAX);
    for (size_t j = 0; j < COUNT(atoms) && view_equal_ignore_case(start, prefixes[i]); j++) {
      if ((atoms[j].flags & UCUM_ATOM_METRIC) != 0 && view_equal_ignore_case(rest, atoms[j].code)) {
        ret_parts[0] = prefixes[i];
        ret_parts[1] = atoms[j].code;
        return true;
      }
    }
  }
  return false;
}

bool ucum_atom_suggest(struct view symbol, struct view ret_parts[2]) {
  for (size_t i = 0; i < COUNT(habits); i++) {
    if (view_equal(habits[i].written, symbol)) {
      ret_parts[0] = habits[i].meant;
      ret_parts[1] = view_make("", 0);
      return true;
    }
  }
  return suggest_case(symbol, ret_parts);
}
