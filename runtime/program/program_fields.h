// Every member of every structure of a program, in the order of the file. Writing, reading and hashing go
// through these functions, so they cannot disagree; the structured bindings fail to compile when a structure
// gains a member.
//
// An archive has operator()(parts…) for what is hashed and Names(parts…) for what is not.
#pragma once

#include "runtime/program/program.h"

namespace greenrule::program_fields {

template <class A>
void Fields(A& a, Space& x) {
  auto& [kind, parent, other, subject, rows_per_parent] = x;
  a(kind, parent, other, subject, rows_per_parent);
}

template <class A>
void Fields(A& a, Field::Choice& x) {
  auto& [name, written] = x;
  a.Names(name);
  a(written);
}

template <class A>
void Fields(A& a, Field& x) {
  auto& [symbol, columns, type, decimals, rounded, bare_percent, cell_suffixes, lowest, highest, blank,
         blank_value, may_be_missing, choices, any_case, lookup, date_formats, missing_written, column,
         computed, formula] = x;
  a.Names(symbol);
  a(columns, type, decimals, rounded, bare_percent, cell_suffixes, lowest, highest, blank, blank_value,
    may_be_missing, choices, any_case, lookup, date_formats, missing_written, column, computed, formula);
}

template <class A>
void Fields(A& a, Feed& x) {
  auto& [symbol, department, entity, many, up_to, at_least_one, key_columns, map_feed, map_field, dated_by,
         distinct_by, keep_latest_by, filter, union_of, union_fields, fields, space] = x;
  a.Names(symbol, department);
  a(entity, many, up_to, at_least_one, key_columns, map_feed, map_field, dated_by, distinct_by,
    keep_latest_by, filter, union_of, union_fields, fields, space);
}

template <class A>
void Fields(A& a, Entity& x) {
  auto& [symbol, listed_in, key_symbols, key_types, owner, owner_key, space, evaluated] = x;
  a.Names(symbol, key_symbols);
  a(listed_in, key_types, owner, owner_key, space, evaluated);
}

template <class A>
void Fields(A& a, Column& x) {
  auto& [feed, field, space, lane] = x;
  a(feed, field, space, lane);
}

template <class A>
void Fields(A& a, Constant& x) {
  auto& [lane, value] = x;
  a(lane, value);
}

template <class A>
void Fields(A& a, Threshold& x) {
  auto& [numerator, denominator, strict] = x;
  a(numerator, denominator, strict);
}

template <class A>
void Fields(A& a, ThresholdTable& x) {
  auto& [thresholds] = x;
  a(thresholds);
}

template <class A>
void Fields(A& a, ValueTable& x) {
  auto& [values] = x;
  a(values);
}

template <class A>
void Fields(A& a, TakeTable& x) {
  auto& [lane, values] = x;
  a(lane, values);
}

template <class A>
void Fields(A& a, MatchTable& x) {
  auto& [policy, rows, sizes, yes, unknown] = x;
  a(policy, rows, sizes, yes, unknown);
}

template <class A>
void Fields(A& a, Lookup& x) {
  auto& [symbol, keys, rows, fallback] = x;
  a.Names(symbol);
  a(keys, rows, fallback);
}

template <class A>
void Fields(A& a, Register& x) {
  auto& [lane, space] = x;
  a(lane, space);
}

template <class A>
void Fields(A& a, Instruction& x) {
  auto& [op, space, operands, count, symbol] = x;
  a(op, space, operands, count);
  a.Names(symbol);
}

template <class A>
void Fields(A& a, Block& x) {
  auto& [registers, code, operands] = x;
  a(registers, code, operands);
}

template <class A>
void Fields(A& a, Figure& x) {
  auto& [kind, entity, value, value_state, group, group_state, where, where_state, p_numerator, p_denominator,
         higher_is_better, result, result_count, result_state, peers, into] = x;
  a(kind, entity, value, value_state, group, group_state, where, where_state, p_numerator, p_denominator,
    higher_is_better, result, result_count, result_state, peers, into);
}

template <class A>
void Fields(A& a, KeptColumn& x) {
  auto& [space, lane, lowest, highest] = x;
  a(space, lane, lowest, highest);
}

template <class A>
void Fields(A& a, Tree& x) {
  auto& [root, evaluate, before_figures, main] = x;
  a(root, evaluate, before_figures, main);
}

template <class A>
void Fields(A& a, Output& x) {
  auto& [symbol, name, entity, type, decimals, lowest, highest, unit, choices, items, published] = x;
  a.Names(symbol, name, unit, choices);
  a(entity, type, decimals, lowest, highest, items, published);
}

template <class A>
void Fields(A& a, Statistic& x) {
  auto& [symbol, output, space, group_types, group_choices, group_names] = x;
  a.Names(symbol, group_choices, group_names);
  a(output, space, group_types);
}

template <class A>
void Fields(A& a, Edition& x) {
  auto& [from, until, version, texts, spaces, entities, feeds, columns, constants, tables, lookups,
         own_reasons, filters, trees, kept, figures, statistics, outputs, statistic_list] = x;
  a.Names(version, own_reasons);
  a(from, until, texts, spaces, entities, feeds, columns, constants, tables, lookups, filters, trees, kept,
    figures, statistics, outputs, statistic_list);
}

template <class A>
void Fields(A& a, Symbol& x) {
  auto& [kind, code, name, title, citation, file, line, column, parent] = x;
  a.Names(kind, code, name, title, citation, file, line, column, parent);
}

template <class A>
void Fields(A& a, Program::SourceFile& x) {
  auto& [path, sha256] = x;
  a.Names(path, sha256);
}

}  // namespace greenrule::program_fields
