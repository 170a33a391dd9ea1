#include "runtime/program/verify_block.h"

#include <algorithm>
#include <optional>

#include "runtime/program/calendar.h"
#include "runtime/program/opcodes.h"
#include "runtime/program/ranges.h"

namespace greenrule::verify {
namespace {

Words LaneWords(Lane lane) {
  switch (lane) {
    case Lane::kByte: return {"bytes", "字节"};
    case Lane::k64: return {"64 bits", "64 位整数"};
    case Lane::k128: return {"128 bits", "128 位整数"};
    case Lane::k256: return {"256 bits", "256 位整数"};
  }
  return "?";
}

class BlockChecker {
 public:
  BlockChecker(const Program& program, const Edition& edition, const Block& block, Stage stage,
               std::uint32_t subject, const Words& where, Progress& progress, Refusals& refusals)
      : program_(program),
        edition_(edition),
        block_(block),
        stage_(stage),
        subject_(subject),
        where_(where),
        progress_(progress),
        refusals_(refusals),
        context_{edition, stage == Stage::kFilter ? subject : kNone, {}},
        ranges_(block.registers.size()),
        made_(edition.spaces.size(), 0) {}

  void Check() {
    const std::size_t spaces = edition_.spaces.size();
    for (std::size_t r = 0; r < block_.registers.size(); ++r) {
      if (block_.registers[r].space < spaces) continue;
      refusals_.Exists(Part(where_, "register", "寄存器", r), "space", "行集", block_.registers[r].space,
                       spaces);
      return;
    }
    for (std::size_t i = 0; i < block_.code.size() && !refusals_.Full(); ++i) {
      current_ = i;
      CheckInstruction(block_.code[i]);
    }
  }

 private:
  // ---- messages

  Words Here() const {
    const Opcode op = block_.code[current_].op;
    const std::string name = static_cast<std::size_t>(op) < kOpcodeCount ? std::string(InfoOf(op).name) : "?";
    const Words at = Part(where_, "instruction", "指令", current_);
    return {at.english + " `" + name + "`", at.chinese + " `" + name + "`"};
  }
  // Where the instruction stands is put into words only for a refusal: there are many instructions.
  bool Exists(const char* english, const char* chinese, std::uint32_t index, std::size_t count) {
    return index < count || refusals_.Exists(Here(), english, chinese, index, count);
  }
  bool ExistsOrNone(const char* english, const char* chinese, std::uint32_t index, std::size_t count) {
    return index == kNone || Exists(english, chinese, index, count);
  }
  bool Refuse(Code code, std::size_t operand) {
    refusals_.Add(code, Here(), std::to_string(operand + 1));
    return false;
  }
  bool Misplaced(const char* english, const char* chinese) {
    refusals_.Add(Code::GR5015, Here(), Words(english, chinese));
    return false;
  }
  bool BadValue(std::uint64_t value, const char* english, const char* chinese) {
    refusals_.Add(Code::GR5016, Here(), std::to_string(value), Words(english, chinese));
    return false;
  }
  bool BadKept(std::uint32_t id, const char* english, const char* chinese) {
    refusals_.Add(Code::GR5023, Here(), std::to_string(id), Words(english, chinese));
    return false;
  }

  // ---- one instruction

  void CheckInstruction(const Instruction& instruction) {
    if (!ExistsOrNone("symbol", "名称", instruction.symbol, program_.symbols.size())) return;
    if (!Exists("space", "行集", instruction.space, edition_.spaces.size())) return;
    const OpcodeInfo& info = InfoOf(instruction.op);
    const std::size_t least = info.MinimumOperands();
    const bool fits = info.repeats() ? instruction.count >= least : instruction.count == least;
    if (!fits || instruction.operands > block_.operands.size() ||
        instruction.count > block_.operands.size() - instruction.operands) {
      refusals_.Add(Code::GR5011, Here(), std::to_string(instruction.count), std::string(info.name));
      return;
    }
    const OperandView view = OperandsOf(block_, instruction);
    const Opcode op = instruction.op;
    const SpaceId space = instruction.space;
    if (!CheckOwner(space) || !CheckOutputs(info, view, space) || !CheckInputs(info, view) ||
        !CheckImmediates(info, op, view))
      return;

    std::vector<const Range*> inputs(view.input_count, nullptr);
    std::vector<SpaceId> spaces(view.input_count, kNone);
    for (std::size_t i = 0; i < view.input_count; ++i) {
      if (view.inputs[i] == kNoRegister) continue;
      inputs[i] = &*ranges_[view.inputs[i]];
      spaces[i] = block_.registers[view.inputs[i]].space;
    }
    const InstructionShape shape{op, space, inputs, spaces, {view.immediates, view.immediate_count}};
    if (!CheckRows(shape, view) || !CheckMeaning(shape, view)) return;
    if (op == Opcode::kBucketRatio || op == Opcode::kLeastRatio || op == Opcode::kGreatestRatio) {
      if (!RatiosComparable(context_, shape)) {
        refusals_.Add(Code::GR5028, Here());
        return;
      }
    }
    Define(shape, view);
  }

  bool IsGlobal(SpaceId space) const { return progress_.root[space] == kNone; }

  // The instruction's rows are rows that this block runs over.
  bool CheckOwner(SpaceId space) {
    const Space& s = edition_.spaces[space];
    switch (stage_) {
      case Stage::kFilter:
        if (space == kRunSpace || space == edition_.feeds[subject_].space) return true;
        return Misplaced("a condition on rows sees the rows of its feed only", "行条件只涉及本接口的行");
      case Stage::kStatistics:
        if (IsGlobal(space)) return true;
        return Misplaced("statistics see no single entity", "统计不涉及单个主体");
      default:
        if (s.kind == SpaceKind::kFigureGroups || (!IsGlobal(space) && progress_.root[space] != subject_))
          return Misplaced("the rows belong to another tree of entities", "这些行属于另一主体树");
        return true;
    }
  }

  bool CheckOutputs(const OpcodeInfo& info, const OperandView& view, SpaceId space) {
    std::optional<Lane> numeric, any;
    for (std::size_t i = 0; i < view.output_count; ++i) {
      if (!CheckLane(info.outputs[i], view.outputs[i], i, info, numeric, any)) return false;
      for (std::size_t j = 0; j < i; ++j)
        if (view.outputs[i] == view.outputs[j]) return Refuse(Code::GR5027, i);
      if (block_.registers[view.outputs[i]].space != space) return Refuse(Code::GR5013, i);
      // What runs once before all batches must stay for all of them.
      if (IsGlobal(space) && ranges_[view.outputs[i]]) return Refuse(Code::GR5027, i);
    }
    numeric_ = numeric, any_ = any;
    return true;
  }

  bool CheckInputs(const OpcodeInfo& info, const OperandView& view) {
    for (std::size_t i = 0; i < view.input_count; ++i) {
      const OperandSpec& spec = InputSpec(info, i);
      const std::size_t operand = view.output_count + i;
      if (view.inputs[i] == kNoRegister && spec.optional) continue;
      if (!CheckLane(spec, view.inputs[i], operand, info, numeric_, any_)) return false;
      if (!ranges_[view.inputs[i]]) return Refuse(Code::GR5014, operand);
      if (spec.kind == OperandKind::kCondition && ranges_[view.inputs[i]]->highest > 1)
        return Refuse(Code::GR5030, operand);
    }
    return true;
  }

  bool CheckLane(const OperandSpec& spec, RegisterId id, std::size_t operand, const OpcodeInfo& info,
                 std::optional<Lane>& numeric, std::optional<Lane>& any) {
    if (!Exists("register", "寄存器", id, block_.registers.size())) return false;
    const Lane lane = block_.registers[id].lane;
    const auto same = [lane](std::optional<Lane>& shared) {
      return *(shared = shared.value_or(lane)) == lane;
    };
    bool good = false;
    switch (spec.kind) {
      case OperandKind::kNumeric: good = lane != Lane::kByte && same(numeric); break;
      case OperandKind::kOwnNumeric: good = lane != Lane::kByte; break;
      case OperandKind::kWord: good = lane == Lane::k64; break;
      case OperandKind::kCondition:
      case OperandKind::kState: good = lane == Lane::kByte; break;
      case OperandKind::kAny: good = same(any); break;
    }
    if (good) return true;
    refusals_.Add(Code::GR5012, Here(), std::to_string(operand + 1), LaneWords(lane), std::string(info.name));
    return false;
  }

  bool CheckImmediates(const OpcodeInfo& info, Opcode op, const OperandView& view) {
    for (std::size_t i = 0; i < view.immediate_count; ++i) {
      const std::uint32_t value = view.immediates[i];
      bool good = true;
      switch (info.immediates[i]) {
        case ImmediateKind::kConstant:
          good = Exists("constant", "常量", value, edition_.constants.size());
          break;
        case ImmediateKind::kTable: good = Exists("table", "表", value, edition_.tables.size()); break;
        case ImmediateKind::kColumn:
          good = stage_ == Stage::kFilter
                     ? Exists("field", "字段", value, edition_.feeds[subject_].fields.size())
                     : Exists("column", "列", value, edition_.columns.size());
          break;
        case ImmediateKind::kFeed: good = Exists("feed", "接口", value, edition_.feeds.size()); break;
        case ImmediateKind::kLookup: good = Exists("lookup", "对照表", value, edition_.lookups.size()); break;
        case ImmediateKind::kSpace: good = Exists("space", "行集", value, edition_.spaces.size()); break;
        case ImmediateKind::kNumber: break;
      }
      if (!good) return false;
    }
    switch (op) {
      case Opcode::kDivideRounded:
      case Opcode::kSqrtRounded:
        return view.immediates[0] < kRoundingModeCount ||
               BadValue(view.immediates[0], "it is no way to round", "不是舍入方式");
      case Opcode::kStateIf:
        return view.immediates[0] <= 255 || BadValue(view.immediates[0], "it is no state", "不是状态");
      case Opcode::kStateIs:
        for (std::size_t i : {0, 1})
          if (view.immediates[i] > 255) return BadValue(view.immediates[i], "it is no state", "不是状态");
        return true;
      case Opcode::kBucket:
      case Opcode::kBucketRatio: return CheckThresholds(op, view.immediates[0]);
      case Opcode::kMapValue: return TableIs<ValueTable>(view.immediates[0]);
      case Opcode::kTake: {
        if (!TableIs<TakeTable>(view.immediates[0])) return false;
        const Lane lane = std::get<TakeTable>(edition_.tables[view.immediates[0]]).lane;
        return lane == block_.registers[view.outputs[0]].lane || Refuse(Code::GR5012, 0, lane, info);
      }
      case Opcode::kMatch:
      case Opcode::kMatchAll: return CheckMatch(op, view);
      case Opcode::kLookup:
        return edition_.lookups[view.immediates[0]].keys.size() == view.input_count ||
               BadValue(view.immediates[0], "the lookup has another number of keys",
                        "该对照表的主键数目不同");
      case Opcode::kConstant: {
        const Lane lane = edition_.constants[view.immediates[0]].lane;
        return lane == block_.registers[view.outputs[0]].lane || Refuse(Code::GR5012, 0, lane, info);
      }
      case Opcode::kLoadKept:
      case Opcode::kKeep: {
        if (!Exists("kept value", "留存值", view.immediates[0], edition_.kept.size())) return false;
        const RegisterId id = op == Opcode::kKeep ? view.inputs[0] : view.outputs[0];
        const Lane lane = edition_.kept[view.immediates[0]].lane;
        return lane == block_.registers[id].lane || Refuse(Code::GR5012, 0, block_.registers[id].lane, info);
      }
      case Opcode::kOutput:
        if (stage_ == Stage::kFilter)
          return view.immediates[0] == 0 ||
                 BadValue(view.immediates[0], "a condition on rows is output 0", "行条件的结果编号应为 0");
        return Exists("output", "结果", view.immediates[0], edition_.outputs.size());
      default: return true;
    }
  }

  bool Refuse(Code code, std::size_t operand, Lane lane, const OpcodeInfo& info) {
    refusals_.Add(code, Here(), std::to_string(operand + 1), LaneWords(lane), std::string(info.name));
    return false;
  }

  template <class T>
  bool TableIs(std::uint32_t id) {
    return std::holds_alternative<T>(edition_.tables[id]) ||
           BadValue(id, "the table is of another kind", "该表属于其他类型");
  }

  bool CheckThresholds(Opcode op, std::uint32_t id) {
    if (!TableIs<ThresholdTable>(id)) return false;
    if (op == Opcode::kBucketRatio) return true;
    const auto& thresholds = std::get<ThresholdTable>(edition_.tables[id]).thresholds;
    const bool whole = std::ranges::all_of(thresholds, [](const Threshold& t) {
      return t.denominator == 1 && !t.strict && LaneHolds(Lane::k256, {t.numerator, t.numerator});
    });
    return whole || BadValue(id, "its thresholds are not whole numbers reached by ≥",
                             "其界限不是以“不低于”判定的整数");
  }

  bool CheckMatch(Opcode op, const OperandView& view) {
    if (!TableIs<MatchTable>(view.immediates[0])) return false;
    const auto& table = std::get<MatchTable>(edition_.tables[view.immediates[0]]);
    if (2 * table.sizes.size() != view.input_count)
      return BadValue(view.immediates[0], "the table has another number of inputs", "该表的输入项数目不同");
    if (op == Opcode::kMatch)
      return table.policy != MatchPolicy::kAll ||
             BadValue(view.immediates[0], "the table has no one matching row", "该表不取唯一匹配行");
    return view.immediates[1] < table.rows ||
           BadValue(view.immediates[1], "the table has no such row", "该表无此行");
  }

  // ---- which rows an operation reads

  bool CheckRows(const InstructionShape& shape, const OperandView& view) {
    SpaceId rows = shape.space;  // the rows that inputs must have, or the run's
    if (shape.op == Opcode::kGather || shape.op == Opcode::kGatherOther) return CheckGather(shape, view);
    if (shape.op == Opcode::kMakeGroups) {
      const Space& groups = edition_.spaces[shape.immediates[0]];
      if (groups.kind != SpaceKind::kGroup || groups.parent != shape.space)
        return Misplaced("the groups are not of these rows", "该分组不属于这些行");
      if (made_[shape.immediates[0]]) return Misplaced("the groups are made twice", "重复形成同一分组");
      rows = groups.other;
      if (SourceSpace(shape) != rows || (IsGlobal(shape.space) && !IsGlobal(rows)))
        return Refuse(Code::GR5013, view.output_count);
    } else if (IsReduction(shape.op)) {
      rows = SourceSpace(shape);
      if (rows == kNone || !ReducesTo(rows, shape.space))
        return Misplaced("its inputs are not rows of these rows", "输入的行不属于这些行");
    }
    for (SpaceId needed : {shape.space, rows})
      if (edition_.spaces[needed].kind == SpaceKind::kGroup && !made_[needed])
        return Misplaced("its groups are not made yet", "分组尚未形成");
    for (std::size_t i = 0; i < shape.input_spaces.size(); ++i) {
      const SpaceId from = shape.input_spaces[i];
      if (from != kNone && from != rows && from != kRunSpace)
        return Refuse(Code::GR5013, view.output_count + i);
    }
    return true;
  }

  // What is worked out once for the run sees no rows of batches.
  bool ReducesTo(SpaceId source, SpaceId destination) const {
    if (IsGlobal(destination) && !IsGlobal(source)) return false;
    const Space& to = edition_.spaces[destination];
    return edition_.spaces[source].parent == destination ||
           (to.kind == SpaceKind::kGroup && to.other == source);
  }

  bool CheckGather(const InstructionShape& shape, const OperandView& view) {
    const Space& here = edition_.spaces[shape.space];
    const SpaceId from = shape.input_spaces[0];
    for (SpaceId needed : {shape.space, from})
      if (edition_.spaces[needed].kind == SpaceKind::kGroup && !made_[needed])
        return Misplaced("its groups are not made yet", "分组尚未形成");
    if (here.kind == SpaceKind::kPair && from == here.other) return true;
    if (shape.op == Opcode::kGather && edition_.spaces[from].kind == SpaceKind::kGroup &&
        edition_.spaces[from].other == shape.space)
      return true;
    if (shape.op == Opcode::kGatherOther) return Refuse(Code::GR5013, view.output_count);
    for (SpaceId up = here.parent; up != kNone; up = edition_.spaces[up].parent)
      if (up == from) return true;
    return Refuse(Code::GR5013, view.output_count);
  }

  // ---- what single operations demand

  bool CheckMeaning(const InstructionShape& shape, const OperandView& view) {
    const Space& rows = edition_.spaces[shape.space];
    switch (shape.op) {
      case Opcode::kConstant:
      case Opcode::kAsOf:
        return shape.space == kRunSpace || Misplaced("it belongs to the run", "应属于整次运行");
      case Opcode::kLoadValue:
      case Opcode::kLoadState: {
        if (stage_ == Stage::kFilter)
          return shape.space != kRunSpace || Misplaced("the run has no fields", "整次运行没有字段");
        const Column& column = edition_.columns[shape.immediates[0]];
        if (column.space != shape.space) return Misplaced("the column has other rows", "该列的行不同");
        return shape.op == Opcode::kLoadState || column.lane == block_.registers[view.outputs[0]].lane ||
               Refuse(Code::GR5012, 0, block_.registers[view.outputs[0]].lane, InfoOf(shape.op));
      }
      case Opcode::kLoadRowState:
        return (rows.kind == SpaceKind::kFeed && stage_ != Stage::kFilter) ||
               Misplaced("these are no rows of a feed", "这些行不是接口的行");
      case Opcode::kLoadFeedState:
        return (rows.kind == SpaceKind::kEntity && stage_ != Stage::kFilter &&
                edition_.feeds[shape.immediates[0]].entity == rows.subject) ||
               Misplaced("the feed is not about these rows", "该接口与这些行无关");
      case Opcode::kLoadEvaluated:
      case Opcode::kOwnerState:
        return (rows.kind == SpaceKind::kEntity && stage_ != Stage::kFilter) ||
               Misplaced("these rows are no entities", "这些行不是主体");
      case Opcode::kLookupRow:
        return rows.kind == SpaceKind::kCross ||
               Misplaced("these rows are not crossed with a lookup", "这些行未与对照表组合");
      case Opcode::kFirstOfEach:
        return (shape.space != kRunSpace && stage_ != Stage::kFilter &&
                (rows.parent != kRunSpace || IsGlobal(shape.space))) ||
               Misplaced("these rows have no owner here", "这些行在此没有上级");
      case Opcode::kWiden:
        return Wider(view.outputs[0], view.inputs[0]) ||
               Refuse(Code::GR5012, 0, block_.registers[view.outputs[0]].lane, InfoOf(shape.op));
      case Opcode::kNarrow:
        return Wider(view.inputs[0], view.outputs[0]) ||
               Refuse(Code::GR5012, 0, block_.registers[view.outputs[0]].lane, InfoOf(shape.op));
      case Opcode::kLoadKept: {
        const std::uint32_t id = shape.immediates[0];
        if (stage_ == Stage::kFilter) return Misplaced("conditions on rows come first", "行条件最先执行");
        if (edition_.kept[id].space != shape.space) return BadKept(id, "it has other rows", "其行不同");
        return progress_.available[id] || BadKept(id, "no earlier stage has kept it", "此前阶段并未留存");
      }
      case Opcode::kKeep: return CheckKeep(shape);
      case Opcode::kOutput: return CheckOutput(shape, view);
      case Opcode::kMakeGroups: made_[shape.immediates[0]] = 1; return true;
      default: return true;
    }
  }

  bool Wider(RegisterId a, RegisterId b) const { return block_.registers[a].lane > block_.registers[b].lane; }

  bool CheckKeep(const InstructionShape& shape) {
    const std::uint32_t id = shape.immediates[0];
    const KeptColumn& kept = edition_.kept[id];
    if (stage_ == Stage::kFilter || stage_ == Stage::kStatistics)
      return Misplaced("no stage comes after", "其后没有阶段");
    if (kept.space != shape.space || edition_.spaces[kept.space].kind != SpaceKind::kEntity)
      return BadKept(id, "it has other rows", "其行不同");
    if (progress_.written[id]) return BadKept(id, "it is written twice", "重复写入");
    if (!Range{kept.lowest, kept.highest}.Contains(*shape.inputs[0]))
      return BadKept(id, "the value exceeds its range", "数值超出其范围");
    progress_.written[id] = 1;
    return true;
  }

  bool CheckOutput(const InstructionShape& shape, const OperandView& view) {
    const Range& range = *shape.inputs[0];
    if (stage_ == Stage::kFilter) {
      const Lane lane = block_.registers[view.inputs[0]].lane;
      const Field* field = progress_.row_field;
      const bool fits = field == nullptr ? lane == Lane::kByte && range.highest <= 1
                                         : lane == FieldLane(*field) && FieldRange(*field).Contains(range);
      if (shape.space == kRunSpace || !fits)
        return Misplaced("it is yes or no for each row, or a value of its field", "须逐行为是或否，或为其字段的值");
      ++filter_outputs_;
      return filter_outputs_ == 1 || Misplaced("a condition on rows has one result", "行条件只有一个结果");
    }
    const std::uint32_t id = shape.immediates[0];
    const Output& output = edition_.outputs[id];
    const SpaceId expected =
        output.entity != kNone ? edition_.entities[output.entity].space : progress_.statistic_space[id];
    const Stage stage = output.entity != kNone ? Stage::kMain : Stage::kStatistics;
    if (stage_ != stage || shape.space != expected || output.type == OutputType::kHits)
      return Misplaced("the output is written elsewhere", "该结果应在别处写入");
    if (progress_.published[id]) return Misplaced("the output is written twice", "该结果重复写入");
    progress_.published[id] = 1;
    const Range allowed = AllowedBy(output);
    if (allowed.Contains(range)) return true;
    refusals_.Add(Code::GR5018, Here(), range.lowest.str(), range.highest.str(),
                  Words("the output's range", "该结果的范围"));
    return false;
  }

  Range AllowedBy(const Output& output) const {
    switch (output.type) {
      case OutputType::kNumber: return {output.lowest, output.highest};
      case OutputType::kYesNo: return {0, 1};
      case OutputType::kText: return {0, kHighestText};
      case OutputType::kDate: return {kFirstDay, kLastDay};
      case OutputType::kMonth: return {kFirstMonth, kLastMonth};
      case OutputType::kChoice:
      case OutputType::kChecklist:
      case OutputType::kHits: break;
    }
    return {0, output.choices.empty() ? Integer(0) : Integer(output.choices.size() - 1)};
  }

  void Define(const InstructionShape& shape, const OperandView& view) {
    std::vector<Range> outputs = OutputRanges(context_, shape);
    for (std::size_t i = 0; i < view.output_count; ++i) {
      const Register& target = block_.registers[view.outputs[i]];
      if (!LaneHolds(target.lane, outputs[i])) {
        refusals_.Add(Code::GR5018, Here(), outputs[i].lowest.str(), outputs[i].highest.str(),
                      LaneWords(target.lane));
        return;
      }
    }
    for (std::size_t i = 0; i < view.output_count; ++i) ranges_[view.outputs[i]] = std::move(outputs[i]);
  }

  const Program& program_;
  const Edition& edition_;
  const Block& block_;
  const Stage stage_;
  const std::uint32_t subject_;  // feed of a filter, root entity of a tree's block
  const Words& where_;
  Progress& progress_;
  Refusals& refusals_;
  const RangeContext context_;
  std::vector<std::optional<Range>> ranges_;  // of what each register holds now
  std::vector<std::uint8_t> made_;            // group spaces
  std::optional<Lane> numeric_, any_;         // shared lanes of the current instruction
  std::size_t current_ = 0;
  int filter_outputs_ = 0;
};

}  // namespace

void CheckBlock(const Program& program, const Edition& edition, const Block& block, Stage stage,
                std::uint32_t subject, const Words& where, Progress& progress, Refusals& refusals) {
  BlockChecker(program, edition, block, stage, subject, where, progress, refusals).Check();
}

}  // namespace greenrule::verify
