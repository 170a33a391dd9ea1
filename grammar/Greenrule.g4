// The grammar of Greenrule over the tokens of phrases.def and tokens.def.
//
// A text is cut into clauses before it comes here: a clause begins where a line begins with a keyword of a
// declaration, a part or an option, with `=`, or with `|` (a row, which is one line). Each clause is parsed by
// itself; the builder puts the clauses of a declaration together. So a mistake stays in its clause, and options may
// come in any order.
//
// A formula is a flat row of operands and operators. Their precedence (or, and, not, comparison, sum, product, minus)
// is the builder's; a row of operands has one reading by construction. What is open to the right (an aggregate, an
// `if`) may only be the last of a row. Every rule name stands alone on its line: the build makes an enum of them.
parser grammar Greenrule;

options { tokenVocab = GreenruleTokens; }

clause
  : (row | entry | verb | head | options_ | givesLine) EOF
  ;

// ---- Heads of declarations and parts ---------------------------------------------------------------------------

verb
  : Change head
  | Add head
  | Repeal repealed label (Row Name)?
  | AddTo (Checklist Name Item label Text? headOptions | (Table | Lookup) Name)
  ;

repealed
  : Item | Factor | Indicator | Quantity | Composite | Parameter | Table | Bands | Curve | Checklist | Lookup | Feed
  | Field | Statistic | Function | Grades | Task | Step | Department | Entity | Unit
  ;

head
  : (policyHead | plainHead | valuedHead | feedHead | weightsHead) headOptions
  | tableHead
  | gradesHead
  | levelsHead
  | resultHead
  | useHead
  | exampleHead
  | amendHead headOptions
  | givenHead
  | expectHead
  ;

// A formula needs no comma before it; so nothing that is open to the right may stand before it.
headOptions
  : simpleOption? (Comma simpleOption)* (formula (Comma option)* | Comma openOption (Comma option)*)?
  | openOption (Comma option)*
  ;

options_
  : option (Comma option)*
  | formula (Comma option)*
  | rowsFollow
  ;

label
  : Name Name?
  ;

policyHead
  : Policy Name Text?
  ;

plainHead
  : (Department | Entity | Lookup | Bands | Checklist | Task | Step | Item | Curve) label Text? ends?
  ;

ends
  : Flat | Extended
  ;

valuedHead
  : (Unit | Parameter | Quantity | Factor | Indicator | Composite | Field | Value | Statistic | Function)
    label functionParameters? Text? (By names)? ((For Name)? Colon (type | levelOption))?
  ;

functionParameters
  : Open (functionParameter (Comma functionParameter)*)? Close
  ;

functionParameter
  : Name (Colon type)?
  ;

feedHead
  : Feed label Text? (Equals Name (AndAlso Name)+)?
  ;

tableHead
  : Table label (Text? (For Name)? givesLine? | Row Name)
  ;

// On the line of the head or on its own; what follows its commas are outputs, and their decimals are theirs.
givesLine
  : gives (Comma matching)*
  ;

matching
  : FirstMatch | Unique | allMatch
  ;

weightsHead
  : WeightsOf Name
  ;

gradesHead
  : Grades label Text? (BestFirst | WorstFirst) Colon Name (Greater Name)*
  ;

levelsHead
  : Levels Name (Comma Name)*
  ;

resultHead
  : Result Name De? resultItem (Comma resultItem)*
  ;

resultItem
  : qualified (WrittenAs Text)?
  ;

useHead
  : Use Name
  ;

exampleHead
  : Example Text
  ;

amendHead
  : Amend Name (To | Is) Text Text?
  ;

givenHead
  : Given qualified (For Text)? (None | Equals cell)?
  ;

expectHead
  : Expect qualified (For Text)? (Equals cell | Is cell | expectState | Missing Text? | NotApplicable)?
  ;

expectState
  : (Hit | Clear | Undetermined) (label (Comma label)*)?
  ;

// ---- Options ------------------------------------------------------------------------------------------------------

option
  : simpleOption
  | openOption
  ;

simpleOption
  : textOption
  | dateOption
  | effective
  | cites
  | nameOption
  | belongsTo
  | from
  | cardinality
  | rowLimit
  | distinctBy
  | keyColumn
  | columns
  | decimals
  | range
  | blank
  | missingWritten
  | flag
  | default_
  | allMatch
  | scoreBy
  | whenMissing
  | levelOption
  | key
  | uses
  ;

openOption
  : condition
  | scoreFormula
  ;

textOption
  : (Version | IssuedBy | DateAs) Text
  ;

dateOption
  : (Published | AsOfDay) Date
  ;

effective
  : EffectiveFrom Date (Until Date)?
  | Since Date (TakesEffect | Onward) (To Date)?
  | Until Date
  ;

cites
  : Cites cited (Comma Text)*
  ;

cited
  : Text | label
  ;

nameOption
  : (ListedIn | DatedBy | KeepLatestBy | Group | For) Name
  | VariantOf Name Enacted?
  ;

condition
  : (EvaluatedWhen | AppliesWhen | HitWhen | OnlyRowsWhere | MappedBy) expression RowsOf?
  ;

belongsTo
  : BelongsTo Name By Name (AndAlso Name)*
  ;

from
  : From (Date (Until Date)? | Text | Name (AndAlso Name)*)
  ;

cardinality
  : (OnePer | ManyPer) Name
  | Each Name (OneRow | ManyRows)
  ;

rowLimit
  : (UpTo | AtLeast) Number RowsCounted?
  ;

distinctBy
  : DistinctBy Name (AndAlso Name)*
  ;

keyColumn
  : KeyColumn Name? Text (Or Text)*
  ;

columns
  : Column Text (Or Text)*
  ;

decimals
  : Keeping? Number Decimals (rounding | Rounded)*
  ;

rounding
  : HalfAway | HalfEven | HalfDown | RoundUp | RoundDown | Ceiling | Floor
  ;

range
  : Range sum To sum
  ;

blank
  : BlankIs cell
  ;

missingWritten
  : MissingWritten (Text | Open Text (Comma Text)* Close)
  ;

flag
  : MayBeMissing | AnyCase | LowerIsBetter | HigherIsBetter | Equal | FirstMatch | Unique | LongestPrefix | InForce
  ;

default_
  : Default value
  ;

allMatch
  : AllMatch (Sum | Min | Max | Count)?
  ;

formula
  : Equals expression
  ;

scoreBy
  : Score By Name
  ;

scoreFormula
  : Score Equals expression
  ;

// The rows under it are the score.
rowsFollow
  : Score
  | Points ends?
  ;

whenMissing
  : WhenMissing (Score value | Gets value Marks | IsExcluded | IsUndetermined | Undetermined) (Comma? CountsAsData)?
  ;

levelOption
  : Level Name
  ;

key
  : Key (keyItem | Open keyItem (Comma keyItem)* Close)
  ;

keyItem
  : Name (Colon (type | LongestPrefix | InForce))?
  ;

gives
  : Gives output (Comma output)*
  ;

output
  : Name (Colon type)? (Comma (decimals | range))*
  ;

uses
  : Uses Name (Comma Name)*
  ;

// ---- Types and units ------------------------------------------------------------------------------------------------

type
  : (NumberType | IntegerType) (UnitOf unit)?
  | DateType
  | MonthType
  | TextType
  | YesNoType choices?
  | OneOf choices
  | CodeIn Name
  | Name
  ;

choices
  : Open choice (Comma choice)* Close
  ;

choice
  : (Name | Text | Number) (WrittenAs Text (Or Text)*)?
  ;

unit
  : unitAtom ((Times | Divide) unitAtom)*
  ;

unitAtom
  : Name | Percent | Permille | Number
  ;

// ---- Rows and entries ---------------------------------------------------------------------------------------------

row
  : Bar rowCell ((Bar | DoubleBar) rowCell)* Bar
  ;

rowCell
  : (Name Name | cell)?
  ;

// Of a parameter: `3 from 2021-03-01 cites "…"`.
entry
  : value ((From Date | Since Date Onward) ((Until | To) Date)?)? cites? (Comma option)*
  ;

cell
  : Minus
  | Missing Text?
  | NotApplicable
  | Otherwise
  | Known
  | Blank
  | Hit
  | Clear
  | Undetermined
  | Not cell
  | Open values Close
  | comparison value
  | value ((To | ToBelow) value | Above (Under value)? | AtMost)?
  ;

comparison
  : Equals | NotEqual | Less | LessEqual | Greater | GreaterEqual | Under | Over
  ;

values
  : value (Comma value)*
  ;

value
  : Minus? Number unitMark?
  | Date
  | Month
  | Text
  | Yes
  | No
  | reference
  ;

// ---- Formulas -----------------------------------------------------------------------------------------------------

expression
  : prefix* (open | operand suffix* link* tail?)
  ;

// A formula that is not open to the right: it can stand before `of`, 的 and their like.
chain
  : prefix* operand suffix* link*
  ;

// Only sums and products.
sum
  : prefix* operand suffix* (arithmetic prefix* operand suffix*)*
  ;

prefix
  : Not | Minus
  ;

link
  : binary prefix* operand suffix*
  | (Is | IsNot) cell
  | (In | NotIn) set
  | At sum Before count (DaysInside | MonthsInside | YearsInside)
  ;

tail
  : binary prefix* open
  ;

binary
  : Or | And | Equals | NotEqual | Less | LessEqual | Greater | GreaterEqual | StartsWith
  | Within count (DaysBefore | MonthsBefore | YearsBefore)
  | Plus | Minus | Times | Divide
  ;

arithmetic
  : Plus | Minus | Times | Divide
  ;

set
  : Open values Close
  | Name
  ;

operand
  : Number unitMark?
  | Date
  | Month
  | Text
  | Yes
  | No
  | Missing Text?
  | NotApplicable
  | Undetermined
  | AsOf
  | reference
  | Open expression Close
  | builtin
  | round
  | CoverageOf Name
  | (YearOf | MonthOf) operand
  | FirstOf count Of operand
  | (DaysFrom | MonthsFrom | YearsFrom) operand To operand
  | Since operand To operand (DaysFrom | MonthsFrom | YearsFrom)
  ;

unitMark
  : Name | Percent | Permille | OpenUnit unit CloseUnit
  ;

reference
  : (Name arguments? | This) (Dot Name)*
  ;

qualified
  : Name (Dot Name)*
  ;

arguments
  : Open (expression (Comma expression)*)? Close
  ;

builtin
  : Builtin Known? Open expression (Comma expression)* Close
  ;

round
  : Round Open expression Comma sum Decimals? (UnitOf unit)? (Comma rounding)? Close
  ;

suffix
  : IfMissing Minus? operand
  | MissingAs Minus? operand Reckoned
  | Days
  | Months
  | Years
  | On operand
  | OnDay operand
  | CoverageOf
  | YearOf
  | MonthOf
  | FirstOf count Places
  ;

count
  : Number
  | reference
  | Open expression Close
  ;

open
  : conditional
  | aggregate
  ;

conditional
  : If expression Then expression Else expression
  ;

// ---- Aggregates ---------------------------------------------------------------------------------------------------

aggregate
  : Count (source where? | Of chain peers | By names)
  | AtLeast count source where?
  | Any source where?
  | Every chain Of source where?
  | aggregator Known? (Of chain peers | chain (Of source where? | By names))
  | Percentile share Of chain peers
  | Rank Of chain peers
  | RowsName (As Name)? Inside rowsBody
  | (Same names De | AllEntities) RowsName Inside peersBody
  | By names De (Known? chain aggregator | Count)
  ;

aggregator
  : Sum | Average | Min | Max | Latest | Earliest | DistinctCount | Median
  ;

source
  : Name (As Name)?
  ;

where
  : Where chain
  ;

peers
  : Among Name (By names)? where?
  ;

share
  : Number unitMark?
  | Name
  ;

names
  : qualified
  | Open qualified (Comma qualified)* Close
  ;

rowsBody
  : Any chain De
  | HasRows
  | rowsTail
  | Known chain aggregator
  | chain (De (rowsTail | Known? chain aggregator) | aggregator)
  ;

rowsTail
  : Count
  | AtLeast count RowsCounted
  | Every chain
  ;

peersBody
  : Known chain peersEnd
  | chain (De Known? chain)? peersEnd
  ;

peersEnd
  : aggregator
  | Count
  | Rank
  | share Percentile
  ;
