// Rows: what `| … |` means under each declaration.
#include <algorithm>

#include "compiler/syntax/declaration_builder.h"

namespace greenrule {
namespace {

using enum TokenKind;

bool IsMeasure(NodeKind kind) {
  return kind == NodeKind::kFactor || kind == NodeKind::kIndicator || kind == NodeKind::kComposite ||
         kind == NodeKind::kQuantity;
}

}  // namespace

void DeclarationBuilder::Row(Cursor c) {
  const bool in_part = part_.kind == NodeKind::kGivenRows || part_.kind == NodeKind::kExpectRows;
  if (!in_part) EndPart();
  Draft& draft = in_part ? part_ : main_;
  if (!draft.Begun() && !main_.broken) return DoesNotBelong(c.First());
  if (!draft.Begun() || draft.rows.head_broken) return;
  draft.last = clause_last_;
  std::vector<RowCell> cells;
  Cursor row = c;
  bool double_bar = false;
  TokenId bar = c.First();
  while (!c.Done()) {
    if (c.AtToken()) {
      double_bar = c.At(kDoubleBar);
      bar = c.Take();
      continue;
    }
    Cursor cell = c.Enter();
    const bool label = !cell.Done() && cell.AtToken();
    cells.push_back({cell, cell.Done(), label, double_bar, bar});
  }
  const bool score = draft.rows.meaning == RowsSoFar::Meaning::kScore;
  switch (draft.kind) {
    case NodeKind::kBands:
      return BandRow(draft, cells, row, NodeKind::kBandRow);
    case NodeKind::kPoints:
      return BandRow(draft, cells, row, NodeKind::kPointRow);
    case NodeKind::kChangeWeights:
      return MemberRow(draft, cells, row);
    case NodeKind::kLookup:
    case NodeKind::kGivenRows:
    case NodeKind::kExpectRows:
      return PlainRow(draft, cells, row);
    case NodeKind::kTable:
      if (!draft.rows.has_head) return TableHeadRow(draft, cells, row);
      draft.Append("rows", TableRow(draft, cells, row));
      return;
    case NodeKind::kChangeRow: {
      const NodeId node = TableRow(draft, cells, row);
      if (draft.fixed[ChildIndex(draft.kind, "row")] == kNoNode) return draft.Set("row", node);
      Mistake(Code::GR1040, row.First(), row.Last(), {{"row", "行"}});
      draft.broken = true;
      return;
    }
    case NodeKind::kAddRows:
      if (draft.starter == kLookup) return PlainRow(draft, cells, row);
      draft.Append("rows", TableRow(draft, cells, row));
      return;
    default:
      break;
  }
  if (!IsMeasure(draft.kind)) {
    Mistake(Code::GR1044, row.First(), row.Last(), {CalledWithArticle(draft.starter)});
    draft.broken = true;
    return;
  }
  if (draft.rows.meaning == RowsSoFar::Meaning::kOwn) return MemberRow(draft, cells, row);
  draft.rows.last = clause_last_;
  const bool two_sided = std::ranges::any_of(cells, &RowCell::after_double_bar);
  if (score && two_sided && !draft.rows.has_head && draft.rows.rows.empty())
    return TableHeadRow(draft, cells, row);
  if (draft.rows.has_head)
    draft.rows.rows.push_back(TableRow(draft, cells, row));
  else
    BandRow(draft, cells, row, score ? NodeKind::kBandRow : NodeKind::kPointRow);
}

NodeId DeclarationBuilder::CellNode(const RowCell& row_cell) {
  Cursor cell = row_cell.cell;
  if (row_cell.empty) {
    Mistake(Code::GR1046, row_cell.bar, row_cell.bar);
    main_.broken = true;
    return kNoNode;
  }
  if (row_cell.label) {
    Mistake(
        Code::GR1048, cell.First(), cell.Last(),
        {{"two names", "两个名称"},
         {"one value; a name with a blank in it stands in 「」", "一个值；名称之中有空格的，请用「」括起"}});
    main_.broken = true;
    return kNoNode;
  }
  return f_.Cell(cell.Enter()).node;
}

// Of a column: a name, perhaps qualified.
NodeId DeclarationBuilder::HeadName(const RowCell& cell) {
  const NodeId node = CellNode(cell);
  if (node == kNoNode) return node;
  const NodeKind kind = b_.tree().Kind(node);
  if (kind == NodeKind::kName || kind == NodeKind::kQualified) return node;
  // A column may be called like a keyword of cells; only a name can stand here, so it is one.
  Cursor words = cell.cell;
  const bool one_word = words.First() == words.Last() && b_.tokens()[words.First()].kind >= kPolicy;
  if (one_word) return NameNode(words.First());
  Mistake(Code::GR1048, cell.cell.First(), cell.cell.Last(),
          {{"a value", "值"}, {"the name of the column", "这一列的名称"}});
  main_.broken = true;
  return kNoNode;
}

void DeclarationBuilder::BandRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row, NodeKind kind) {
  if (cells.size() != 2) {
    Mistake(Code::GR1045, row.First(), row.Last(),
            {std::to_string(cells.size()), "2",
             kind == NodeKind::kBandRow
                 ? Diagnostic::Argument("write the condition and the score: `| <= 0.60 | 100 |`",
                                        "请写条件和得分：`| <= 0.60 | 100 |`")
                 : Diagnostic::Argument("write the value and the score at it: `| 10 | 100 |`",
                                        "请写取值和对应得分：`| 10 | 100 |`")});
    main_.broken = true;
    return;
  }
  const NodeId left = CellNode(cells[0]);
  const NodeId right = CellNode(cells[1]);
  const NodeId node = b_.Make(kind, {left, right}, row.First(), row.Last()).node;
  if (IsMeasure(draft.kind))
    draft.rows.rows.push_back(node);
  else
    draft.Append("rows", node);
}

void DeclarationBuilder::MemberRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row) {
  if (cells.empty() || cells.size() > 2) {
    Mistake(Code::GR1045, row.First(), row.Last(),
            {std::to_string(cells.size()),
             "2",
             {"write the member and its weight: `| E1.1 | 40% |`", "请写成员和权重：`| E1.1 | 40% |`"}});
    main_.broken = true;
    return;
  }
  Cursor member = cells[0].cell;
  NodeId label;
  if (cells[0].label) {
    const TokenId code = member.Take(), name = member.Take();
    label = b_.Make(NodeKind::kLabel, {NameNode(code), NameNode(name)}, code, name).node;
  } else {
    const NodeId name = HeadName(cells[0]);
    label = b_.Make(NodeKind::kLabel, {kNoNode, name}, row.First(), row.Last()).node;
  }
  const NodeId weight = cells.size() == 2 ? CellNode(cells[1]) : kNoNode;
  draft.Append("members", b_.Make(NodeKind::kMember, {label, weight}, row.First(), row.Last()).node);
}

void DeclarationBuilder::TableHeadRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row) {
  RowsSoFar& rows = draft.rows;
  rows.has_head = true;
  bool outputs = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    outputs |= cells[i].after_double_bar;
    const TokenId word = cells[i].empty ? kNoToken : cells[i].cell.First();
    const bool code = i == 0 && word != kNoToken && (b_.TextOf(word) == "code" || b_.TextOf(word) == "行号");
    if (code)
      rows.has_codes = true;
    else
      (outputs ? rows.outputs : rows.inputs).push_back(HeadName(cells[i]));
    if (!code) rows.head_broken |= (outputs ? rows.outputs : rows.inputs).back() == kNoNode;
  }
  if (!outputs) {
    rows.head_broken = true;
    Mistake(Code::GR1050, row.First(), row.Last());
    main_.broken = true;
  }
  if (draft.kind != NodeKind::kTable) return;
  for (NodeId input : rows.inputs) draft.Append("inputs", input);
  for (NodeId output : rows.outputs) draft.Append("outputs", output);
}

NodeId DeclarationBuilder::TableRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row) {
  const RowsSoFar& rows = draft.rows;
  NodeId code = kNoNode, otherwise = kNoNode;
  std::vector<NodeId> inputs, results;
  bool outputs = false;
  std::size_t left = 0, right = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    outputs |= cells[i].after_double_bar;
    ++(outputs ? right : left);
    if (i == 0 && rows.has_codes) {
      code = HeadName(cells[i]);
      continue;
    }
    const NodeId cell = CellNode(cells[i]);
    if (cell != kNoNode && !outputs && b_.tree().Kind(cell) == NodeKind::kOtherwise)
      otherwise = cell;
    else
      (outputs ? results : inputs).push_back(cell);
  }
  // In a row of an amendment, which has no head, a name before `otherwise` can only be the code.
  if (!rows.has_head && otherwise != kNoNode && inputs.size() == 1 && b_.tree().Kind(inputs[0]) == NodeKind::kName) {
    code = inputs[0];
    inputs.clear();
  }
  const std::size_t codes = rows.has_codes ? 1 : 0;
  const bool inputs_fit = otherwise != kNoNode ? inputs.empty() : !rows.has_head || inputs.size() == rows.inputs.size();
  if (!inputs_fit || (rows.has_head && results.size() != rows.outputs.size())) {
    const std::string count = std::to_string(left) + " || " + std::to_string(right);
    const std::string wanted = rows.has_head
                                   ? std::to_string(rows.inputs.size() + codes) + " || " + std::to_string(rows.outputs.size())
                                   : "2 || " + std::to_string(right);
    Mistake(Code::GR1045, row.First(), row.Last(),
            {count,
             wanted,
             {"write one cell under each head, `||` where it stands there; `otherwise` stands for all cells "
              "before `||`",
              "每一列下各写一格，`||` 的位置与表头一致；`其余` 代替 `||` 之前的全部各格"}});
    draft.broken = true;
    return kNoNode;
  }
  const NodeId left_cells = otherwise != kNoNode ? otherwise : b_.List(inputs, row.First(), row.Last());
  const NodeId outputs_list = b_.List(results, row.First(), row.Last());
  return b_.Make(NodeKind::kTableRow, {code, left_cells, outputs_list}, row.First(), row.Last()).node;
}

// The first row is the head.
void DeclarationBuilder::PlainRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row) {
  RowsSoFar& rows = draft.rows;
  std::vector<NodeId> nodes;
  if (!rows.has_head) {
    rows.has_head = true;
    for (const RowCell& cell : cells) nodes.push_back(HeadName(cell));
    rows.head_broken = std::ranges::count(nodes, kNoNode) > 0;
    rows.inputs = nodes;
    draft.Set("head", b_.List(nodes, row.First(), row.Last()));
    return;
  }
  for (const RowCell& cell : cells) nodes.push_back(cell.empty ? kNoNode : CellNode(cell));
  if (nodes.size() != rows.inputs.size()) {
    Mistake(Code::GR1045, row.First(), row.Last(),
            {std::to_string(nodes.size()),
             std::to_string(rows.inputs.size()),
             {"write one cell under each head; a cell may be left empty", "每一列下各写一格，可以留空"}});
    draft.broken = main_.broken = true;
    return;
  }
  const NodeId list = b_.List(nodes, row.First(), row.Last());
  draft.Append("rows", b_.Make(NodeKind::kRow, {list}, row.First(), row.Last()).node);
}

// Rows under `score` and `points` become the score.
void DeclarationBuilder::FinishScore(Draft& draft) {
  RowsSoFar& rows = draft.rows;
  if (rows.score_token == kNoToken || draft.broken) return;
  const TokenId first = rows.score_token, last = rows.last;
  if (rows.rows.empty()) {
    Mistake(Code::GR1042, first, first,
            {{"score", "评分"},
             {"rows", "行"},
             {"the rows under it, `| <= 0.60 | 100 |`, or `score by NAME`",
              "在下面列出各行 `| <= 0.60 | 100 |`，或写 `评分 按 名称`"}});
    draft.broken = true;
    return;
  }
  const NodeId list = b_.List(rows.rows, b_.tree().FirstToken(rows.rows.front()), last);
  Part score;
  if (rows.meaning == RowsSoFar::Meaning::kPoints) {
    score = b_.Make(NodeKind::kScorePoints, {rows.ends, list}, first, last);
  } else if (rows.has_head) {
    const NodeId inputs = b_.List(rows.inputs, first, first), outputs = b_.List(rows.outputs, first, first);
    score = b_.Make(NodeKind::kScoreTable, {rows.match, inputs, outputs, list}, first, last);
  } else {
    score = b_.Make(NodeKind::kScoreBands, {list}, first, last);
  }
  rows.score_token = kNoToken;
  NodeId& place = draft.fixed[ChildIndex(draft.kind, "score")];
  if (place != kNoNode) {
    Mistake(Code::GR1040, first, first, {std::string(b_.TextOf(first))});
    draft.broken = true;
  }
  place = score.node;
}

// `given X` and `expect X` with rows under them.
NodeId DeclarationBuilder::FinishGiven(Draft& draft) {
  if (draft.broken) {
    main_.broken = true;
    return kNoNode;
  }
  if (!draft.rows.has_head) {
    Mistake(draft.kind == NodeKind::kGivenRows ? Code::GR1043 : Code::GR1049, draft.first, draft.last);
    main_.broken = true;
    return kNoNode;
  }
  return Finish(draft);
}

}  // namespace greenrule
