#include "tests/program/builder.h"

namespace greenrule::testing {

Builder::Builder() {
  program_.policy_name = "test";
  for (const char* name : {"firm", "site", "firms", "sites", "rows", "lookup"})
    program_.symbols.push_back({.kind = "entity",
                                .code = "",
                                .name = name,
                                .title = "",
                                .citation = "",
                                .file = "",
                                .parent = kNone});
  Edition& e = program_.editions.emplace_back();
  e.version = "1";
  e.spaces = {
      {},
      {SpaceKind::kEntity, kRunSpace, kNone, kFirm, 1000000},
      {SpaceKind::kEntity, kFirmSpace, kNone, kSite, kSitesUpTo},
      {SpaceKind::kFeed, kFirmSpace, kNone, kRows, kRowsUpTo},
      {SpaceKind::kPair, kRowSpace, kRowSpace, kNone, kRowsUpTo},
      {SpaceKind::kCross, kRowSpace, kNone, 0, 3},
      {SpaceKind::kGroup, kFirmSpace, kRowSpace, 0, kRowsUpTo},
  };
  e.entities.resize(2);
  for (std::uint32_t i : {kFirm, kSite}) {
    Entity& entity = e.entities[i];
    entity.symbol = i;
    entity.listed_in = i == kFirm ? kFirms : kSites;
    entity.key_symbols = {i};
    entity.key_types = {FieldType::kText};
    entity.space = i == kFirm ? kFirmSpace : kSiteSpace;
  }
  e.entities[kSite].owner = kFirm;
  e.entities[kSite].owner_key = {0};
  e.feeds.resize(3);
  for (std::uint32_t i : {kFirms, kSites, kRows}) {
    Feed& feed = e.feeds[i];
    feed.symbol = 2 + i;
    feed.entity = i == kSites ? kSite : kFirm;
    feed.many = i == kRows;
    feed.up_to = feed.many ? kRowsUpTo : 1;
    feed.key_columns = {{"key"}};
    feed.space = i == kRows ? kRowSpace : i == kSites ? kSiteSpace : kFirmSpace;
  }
  Field owner;
  owner.columns = {"owner"};
  e.feeds[kSites].fields.push_back(owner);
  Lookup lookup;
  lookup.symbol = 5;
  lookup.keys = {KeyKind::kExact};
  lookup.rows = {{10}, {20}, {30}};
  e.lookups = {lookup};
  e.trees.resize(1);
  e.trees[0].root = kFirm;
  block_ = &e.trees[0].main;
}

std::uint32_t Builder::AddColumn(std::uint32_t feed, Field field, Lane lane) {
  Edition& e = edition();
  const auto id = static_cast<std::uint32_t>(e.columns.size());
  field.column = id;
  field.columns = {"field " + std::to_string(id)};
  e.columns.push_back(
      {feed, static_cast<std::uint32_t>(e.feeds[feed].fields.size()), e.feeds[feed].space, lane});
  e.feeds[feed].fields.push_back(std::move(field));
  return id;
}

std::uint32_t Builder::Number(std::uint32_t feed, const Range& range, Lane lane) {
  Field field;
  field.type = FieldType::kNumber;
  field.lowest = range.lowest, field.highest = range.highest;
  return AddColumn(feed, std::move(field), lane);
}

std::uint32_t Builder::Of(std::uint32_t feed, FieldType type, const Range& range) {
  Field field;
  field.type = type;
  field.lowest = range.lowest, field.highest = range.highest;
  const Lane lane = FieldLane(field);
  return AddColumn(feed, std::move(field), lane);
}

std::uint32_t Builder::Constant(Lane lane, const Integer& value) {
  edition().constants.push_back({lane, value});
  return static_cast<std::uint32_t>(edition().constants.size() - 1);
}

std::uint32_t Builder::Add(Table table) {
  edition().tables.push_back(std::move(table));
  return static_cast<std::uint32_t>(edition().tables.size() - 1);
}

std::uint32_t Builder::Text(const std::string& text) {
  edition().texts.push_back(text);
  return static_cast<std::uint32_t>(edition().texts.size() - 1);
}

std::uint32_t Builder::Kept(SpaceId space, Lane lane, const Range& range) {
  edition().kept.push_back({space, lane, range.lowest, range.highest});
  return static_cast<std::uint32_t>(edition().kept.size() - 1);
}

std::uint32_t Builder::Output(std::uint32_t entity, const Range& range, OutputType type) {
  greenrule::Output output;
  output.entity = entity;
  output.type = type;
  output.lowest = range.lowest, output.highest = range.highest;
  edition().outputs.push_back(std::move(output));
  return static_cast<std::uint32_t>(edition().outputs.size() - 1);
}

RegisterId Builder::Register(Lane lane, SpaceId space) {
  block_->registers.push_back({lane, space});
  return static_cast<RegisterId>(block_->registers.size() - 1);
}

void Builder::Emit(Opcode op, SpaceId space, std::vector<std::uint32_t> operands) {
  Instruction instruction;
  instruction.op = op;
  instruction.space = space;
  instruction.operands = static_cast<std::uint32_t>(block_->operands.size());
  instruction.count = static_cast<std::uint16_t>(operands.size());
  block_->operands.insert(block_->operands.end(), operands.begin(), operands.end());
  block_->code.push_back(instruction);
}

RegisterId Builder::Result(Opcode op, Lane lane, SpaceId space,
                           std::vector<std::uint32_t> inputs_and_immediates) {
  const RegisterId result = Register(lane, space);
  inputs_and_immediates.insert(inputs_and_immediates.begin(), result);
  Emit(op, space, std::move(inputs_and_immediates));
  return result;
}

RegisterId Builder::Value(std::uint32_t column) {
  const Column& c = edition().columns[column];
  return Result(Opcode::kLoadValue, c.lane, c.space, {column});
}

RegisterId Builder::State(std::uint32_t column) {
  return Result(Opcode::kLoadState, Lane::kByte, edition().columns[column].space, {column});
}

RegisterId Builder::Literal(Lane lane, const Integer& value) {
  return Result(Opcode::kConstant, lane, kRunSpace, {Constant(lane, value)});
}

}  // namespace greenrule::testing
