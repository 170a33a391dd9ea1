// The one place that sees ANTLR: the generated parser is part of this translation unit.
#include "compiler/syntax/clause_parser.h"

#include <typeinfo>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wattributes"
#pragma GCC diagnostic ignored "-Wdeprecated"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "Greenrule.cpp"
#include "Greenrule.h"
#pragma GCC diagnostic pop

namespace greenrule {
namespace {

static_assert(static_cast<std::size_t>(Rule::clause) == ::Greenrule::RuleClause);
static_assert(static_cast<std::size_t>(Rule::peersEnd) == ::Greenrule::RulePeersEnd);
static_assert(static_cast<std::size_t>(TokenKind::kName) == ::Greenrule::Name);
static_assert(static_cast<std::size_t>(TokenKind::kAllEntities) == ::Greenrule::AllEntities);

// A token as ANTLR wants it: a kind and a place in the clause.
class Leaf final : public antlr4::Token {
 public:
  std::size_t type = 0, index = 0;

  std::string getText() const override { return {}; }
  std::size_t getType() const override { return type; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getChannel() const override { return 0; }
  std::size_t getTokenIndex() const override { return index; }
  std::size_t getStartIndex() const override { return index; }
  std::size_t getStopIndex() const override { return index; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }
};

// The tokens of one clause and an EOF; its leaves serve every clause after it.
class ClauseStream final : public antlr4::TokenStream {
 public:
  void Fill(std::span<const greenrule::Token> tokens) {
    if (leaves_.size() < tokens.size() + 1) leaves_.resize((tokens.size() + 1) * 2);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      leaves_[i].type = static_cast<std::size_t>(tokens[i].kind);
      leaves_[i].index = i;
    }
    size_ = tokens.size() + 1;
    leaves_[size_ - 1].type = antlr4::Token::EOF;
    leaves_[size_ - 1].index = size_ - 1;
    at_ = 0;
  }

  antlr4::Token* LT(ssize_t k) override {
    if (k < 0)
      return static_cast<std::size_t>(-k) > at_ ? nullptr : &leaves_[at_ - static_cast<std::size_t>(-k)];
    return &leaves_[std::min(at_ + static_cast<std::size_t>(k) - 1, size_ - 1)];
  }
  std::size_t LA(ssize_t k) override {
    const antlr4::Token* token = LT(k);
    return token == nullptr ? antlr4::Token::INVALID_TYPE : token->getType();
  }
  antlr4::Token* get(std::size_t index) const override { return const_cast<Leaf*>(&leaves_[index]); }
  void consume() override { at_ = std::min(at_ + 1, size_ - 1); }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, size_ - 1); }
  std::size_t size() override { return size_; }
  std::string getSourceName() const override { return {}; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

 private:
  std::vector<Leaf> leaves_;
  std::size_t size_ = 0, at_ = 0;
};

struct Stop {};

// Stops at the first mistake and remembers it.
class StopAtFirst final : public antlr4::DefaultErrorStrategy {
 public:
  std::size_t offending = 0;

  void reportError(antlr4::Parser*, const antlr4::RecognitionException& e) override {
    offending = e.getOffendingToken()->getTokenIndex();
  }
  void recover(antlr4::Parser*, std::exception_ptr) override { throw Stop(); }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override {
    throw antlr4::InputMismatchException(parser);
  }
  void sync(antlr4::Parser*) override {}
};

}  // namespace

class ClauseParser::Impl {
 public:
  Impl() : strategy_(std::make_shared<StopAtFirst>()), parser_(&stream_) {
    parser_.removeErrorListeners();
    parser_.setErrorHandler(strategy_);
  }

  bool Parse(std::span<const Token> tokens, TokenId first, Derivation& derivation, ParseFailure& failure) {
    using antlr4::atn::PredictionMode;
    stream_.Fill(tokens);
    if (!Try(PredictionMode::SLL, first, derivation)) {
      stream_.seek(0);
      if (!Try(PredictionMode::LL, first, derivation)) {
        failure.token = first + static_cast<TokenId>(strategy_->offending);
        failure.expected.clear();
        if (probed_failures_++ < kMaxProbedFailures)
          Probe(tokens.first(strategy_->offending), failure.expected);
        parser_.reset();
        return false;
      }
    }
    return true;
  }

 private:
  // What could stand after these tokens: every kind is tried, for ANTLR knows only what its last decision
  // looked at. About a millisecond, so a file of mistakes gets it for its first ones only.
  void Probe(std::span<const Token> before, std::vector<TokenKind>& expected) {
    std::vector<Token> tokens(before.begin(), before.end());
    tokens.emplace_back();
    Derivation unused;
    for (std::size_t kind = 0; kind < static_cast<std::size_t>(TokenKind::kTokenKinds); ++kind) {
      tokens.back().kind = static_cast<TokenKind>(kind);
      stream_.Fill(kind == 0 ? before : std::span<const Token>(tokens));
      const bool fits =
          Try(antlr4::atn::PredictionMode::LL, 0, unused) || strategy_->offending > before.size();
      if (fits) expected.push_back(static_cast<TokenKind>(kind));
    }
  }

  bool Try(antlr4::atn::PredictionMode mode, TokenId first, Derivation& derivation) {
    parser_.reset();
    parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    try {
      antlr4::tree::ParseTree* tree = parser_.clause();
      derivation.clear();
      derivation.nodes.emplace_back();
      Copy(tree, 0, first, derivation);
      return true;
    } catch (const Stop&) {
      return false;
    }
  }

  // Depth is the grammar's times the nesting, which was checked. Leaves come in the order of the tokens,
  // `next` counts them: asking each for its token was a seventh of the time.
  static void Copy(antlr4::tree::ParseTree* tree, std::uint32_t at, TokenId& next, Derivation& derivation) {
    if (tree->children.empty() && typeid(*tree) == typeid(antlr4::tree::TerminalNodeImpl)) {
      derivation.nodes[at] = {true, Rule::clause, next++, 0, 0};
      return;
    }
    auto* context = static_cast<antlr4::ParserRuleContext*>(tree);
    const auto count = static_cast<std::uint32_t>(context->children.size());
    const auto nodes = static_cast<std::uint32_t>(derivation.nodes.size());
    const auto list = static_cast<std::uint32_t>(derivation.children.size());
    derivation.nodes[at] = {false, static_cast<Rule>(context->getRuleIndex()), next, list, count};
    derivation.nodes.resize(nodes + count);
    derivation.children.resize(list + count);
    for (std::uint32_t i = 0; i < count; ++i) {
      derivation.children[list + i] = nodes + i;
      Copy(context->children[i], nodes + i, next, derivation);
    }
  }

  static constexpr int kMaxProbedFailures = 20;

  ClauseStream stream_;
  int probed_failures_ = 0;
  std::shared_ptr<StopAtFirst> strategy_;
  ::Greenrule parser_;
};

ClauseParser::ClauseParser() : impl_(std::make_unique<Impl>()) {}
ClauseParser::~ClauseParser() = default;

bool ClauseParser::Parse(std::span<const Token> tokens, TokenId first, TokenId last, Derivation& derivation,
                         ParseFailure& failure) {
  return impl_->Parse(tokens.subspan(first, last - first), first, derivation, failure);
}

}  // namespace greenrule
