// The files of all 38 interfaces, with their columns, and the lists of those for whom an interface answered. Columns are those that
// `01_数据接口.green.md` declares; which files are in GB18030, or write dates in their own way, is said here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/huzhou_esg/sample/firm.h"
#include "rules/huzhou_esg/sample/sheet.h"

namespace greenrule::huzhou {

// Where the files go, and from which seed: initialised before the sheets.
struct Destination {
  std::string folder;
  std::uint64_t seed;
  bool utf8_only;  // no GB18030: for what reads the files afterwards as UTF-8
  Sheet::Form Gb() const { return {.encoding = utf8_only ? Encoding::kUtf8 : Encoding::kGb18030}; }
};

struct Exchange : Destination {
  explicit Exchange(Destination to) : Destination(std::move(to)) {}

  using K = Kind;
  static constexpr Column kCode{"uscc", K::kKey}, kBy{"delivered_uscc", K::kText}, kRecord{"record_id", K::kText};

  Sheet if01{folder, "IF01", {kCode, {"grade", K::kWord}, {"score", K::kNumber}, {"eval_date", K::kDay}}, seed, {}};
  Sheet if02{folder, "IF02", {kCode, kBy, {"kind", K::kWord}, {"decision_no", K::kText}, {"authority", K::kText}, {"domain", K::kWord},
             {"measure", K::kWord}, {"amount_cny", K::kAmount}, {"decided_on", K::kDay}, {"repaired_on", K::kDay}, {"revoked", K::kYesNo}},
             seed, {.encoding = Gb().encoding, .dirt = {.copies = 4000, .wrong_units = 6000}}};
  Sheet if03{folder, "IF03", {kCode, {"year", K::kNumber}, {"source_time", K::kDay}, {"total_tce", K::kNumber}, {"cap_tce", K::kNumber},
             {"product_limit_level", K::kWord}, {"target_met", K::kYesNo}}, seed, {.dirt = {.malformed = 4000, .emptied = 2000}}};
  Sheet if04{folder, "IF04", {kCode, {"year", K::kNumber}, {"source_time", K::kDay}, {"grade", K::kWord}, {"tax_per_mu", K::kNumber},
             {"va_per_mu", K::kNumber}, {"va_per_tce", K::kNumber}, {"va_per_emission", K::kNumber}, {"labour_productivity", K::kNumber},
             {"rd_ratio", K::kNumber}}, seed, {.dirt = {.malformed = 800}}};
  Sheet if05{folder, "IF05", {kCode, kBy, kRecord, {"title", K::kWord}, {"level", K::kWord}, {"star", K::kNumber}, {"year", K::kNumber},
             {"valid_to", K::kDay}}, seed, {}};
  Sheet if06{folder, "IF06", {kCode, kBy, kRecord, {"item", K::kText}, {"class", K::kWord}, {"deadline", K::kDay}, {"closed_on", K::kDay},
             {"new_capacity", K::kYesNo}}, seed, {.encoding = Gb().encoding, .dirt = {.malformed = 6000}}};
  Sheet if07{folder, "IF07", {kCode, kBy, {"case_no", K::kText}, {"creditor_uscc", K::kText}, {"amount_cny", K::kAmount},
             {"accepted_on", K::kDay}, {"settled_on", K::kDay}}, seed, {.dirt = {.wrong_units = 3000}}};
  Sheet if08{folder, "IF08", {kCode, {"year", K::kNumber}, {"source_time", K::kDay}, {"level", K::kWord}, {"score", K::kNumber}}, seed, {}};
  Sheet if09{folder, "IF09", {kCode, kBy, {"period", K::kMonth}, {"sales_cny", K::kNumber}, {"tax_paid_cny", K::kNumber},
             {"rd_expense_cny", K::kNumber}, {"donation_cny", K::kNumber}, {"disabled_hired", K::kNumber}, {"disabled_levy_paid", K::kYesNo},
             {"late_days", K::kNumber}}, seed, {}};
  Sheet if10{folder, "IF10", {kCode, kBy, kRecord, {"kind", K::kWord}, {"decision_no", K::kText}, {"tax_type", K::kText},
             {"amount_cny", K::kAmount}, {"start_on", K::kDay}, {"published_on", K::kDay}, {"cleared_on", K::kDay}, {"revoked", K::kYesNo}},
             seed, {.days = DayForm::kSlashes, .dirt = {.malformed = 3000, .wrong_units = 3000}}};
  Sheet if11{folder, "IF11", {kCode, {"period", K::kMonth}, {"total_assets", K::kNumber}, {"total_liab", K::kNumber},
             {"net_assets", K::kNumber}, {"revenue", K::kNumber}, {"profit", K::kNumber}}, seed, {}};
  Sheet if11_2{folder, "IF11.2", {kCode, {"period", K::kMonth}, {"line_name", K::kText}, {"catalogue_code", K::kText},
               {"revenue", K::kNumber}, {"profit", K::kNumber}}, seed, {}};
  Sheet if12{folder, "IF12", {kCode, {"colour", K::kWord}, {"score", K::kNumber}, {"eval_date", K::kDay}, {"prev_colour", K::kWord}}, seed,
             {.dirt = {.malformed = 1500}}};
  Sheet if13{folder, "IF13", {kCode, kBy, kRecord, {"kind", K::kWord}, {"decision_no", K::kText}, {"amount_cny", K::kAmount},
             {"event_level", K::kWord}, {"liable", K::kYesNo}, {"decided_on", K::kDay}, {"revoked", K::kYesNo}}, seed,
             {.days = DayForm::kHan, .dirt = {.copies = 6000, .malformed = 4000, .wrong_units = 9000}}};
  Sheet if14{folder, "IF14", {kCode, {"class", K::kWord}, {"permit_no", K::kText}, {"valid_from", K::kDay}, {"valid_to", K::kDay},
             {"permitted_cod_t", K::kNumber}, {"permitted_nh3n_t", K::kNumber}, {"permitted_so2_t", K::kNumber},
             {"permitted_nox_t", K::kNumber}, {"permitted_vocs_t", K::kNumber}, {"reports_due", K::kNumber}, {"reports_filed", K::kNumber},
             {"source_time", K::kDay}}, seed, {.dirt = {.malformed = 1500}}};
  Sheet if15{folder, "IF15", {kCode, kBy, {"month", K::kMonth}, {"cod_t", K::kNumber}, {"nh3n_t", K::kNumber}, {"so2_t", K::kNumber},
             {"nox_t", K::kNumber}, {"vocs_t", K::kNumber}, {"valid_hours", K::kNumber}, {"exceed_hours", K::kNumber},
             {"wastewater_m3", K::kNumber}, {"cod_in_mgl", K::kNumber}, {"cod_out_mgl", K::kNumber}, {"treatment", K::kWord},
             {"sludge_cod_kg", K::kNumber}, {"ch4_recovered_kg", K::kNumber}}, seed, {}};
  Sheet if16{folder, "IF16", {kCode, kBy, {"month", K::kMonth}, {"class", K::kWord}, {"generated_t", K::kNumber}, {"utilised_t", K::kNumber},
             {"disposed_t", K::kNumber}, {"stored_t", K::kNumber}, {"overdue_storage_days", K::kNumber}}, seed, {}};
  Sheet if17{folder, "IF17", {kCode, kBy, kRecord, {"kind", K::kWord}, {"mandatory", K::kYesNo}, {"result", K::kWord}, {"decided_on", K::kDay},
             {"valid_to", K::kDay}, {"year", K::kNumber}, {"co2_recovered_t", K::kNumber}}, seed, {}};
  Sheet if18{folder, "IF18", {kCode, {"name", K::kText}, {"type", K::kText}, {"founded_on", K::kDay}, {"reg_capital_cny", K::kNumber},
             {"paid_capital_cny", K::kNumber}, {"industry_gbt4754", K::kText}, {"status", K::kText}, {"district_code", K::kText},
             {"legal_rep", K::kText}, {"parent_uscc", K::kText}, {"controller_uscc", K::kText}, {"source_time", K::kDay}}, seed,
             {.encoding = Encoding::kUtf8Mark, .dirt = {.conflicts = 0, .wrong_keys = 400, .orphans = 0, .emptied = 0, .keep_rows = true}}};
  Sheet if19{folder, "IF19", {kCode, kBy, kRecord, {"item", K::kWord}, {"on", K::kDay}, {"pledge_pct", K::kNumber}, {"released_on", K::kDay}},
             seed, {}};
  Sheet if20{folder, "IF20", {kCode, kBy, kRecord, {"kind", K::kWord}, {"year", K::kNumber}, {"due_on", K::kDay}, {"filed_on", K::kDay},
             {"esg_disclosure", K::kWord}, {"csr_projects", K::kNumber}, {"listed_on", K::kDay}, {"removed_on", K::kDay}}, seed, {}};
  Sheet if21{folder, "IF21", {kCode, kBy, kRecord, {"kind", K::kWord}, {"scheme", K::kWord}, {"result", K::kWord}, {"on", K::kDay},
             {"valid_to", K::kDay}, {"closed_on", K::kDay}}, seed, Gb()};
  Sheet if22{folder, "IF22", {kCode, kBy, {"month", K::kMonth}, {"headcount", K::kNumber}, {"insured", K::kNumber}, {"due_cny", K::kNumber},
             {"paid_cny", K::kNumber}, {"joined", K::kNumber}, {"left", K::kNumber}, {"graduates_hired", K::kNumber}}, seed, {}};
  Sheet if23{folder, "IF23", {kCode, kBy, kRecord, {"kind", K::kWord}, {"filed_on", K::kDay}, {"lost", K::kYesNo}, {"verified", K::kYesNo},
             {"amount_cny", K::kAmount}, {"fatal", K::kYesNo}, {"listed_on", K::kDay}, {"removed_on", K::kDay}}, seed,
             {.dirt = {.malformed = 2000}}};
  Sheet if24{folder, "IF24", {kCode, kBy, kRecord, {"on", K::kDay}, {"level", K::kWord}, {"deaths", K::kNumber},
             {"serious_injuries", K::kNumber}, {"loss_cny", K::kNumber}, {"liable", K::kYesNo}}, seed, {.dirt = {.malformed = 8000}}};
  Sheet if25{folder, "IF25", {kCode, kBy, kRecord, {"kind", K::kWord}, {"decision_no", K::kText}, {"level", K::kNumber}, {"required", K::kYesNo},
             {"valid_to", K::kDay}, {"amount_cny", K::kAmount}, {"on", K::kDay}, {"revoked", K::kYesNo}}, seed, {.dirt = {.wrong_units = 3000}}};
  Sheet if26{folder, "IF26", {kCode, kBy, {"kind", K::kWord}, {"case_no", K::kText}, {"amount_cny", K::kNumber}, {"unpaid_cny", K::kNumber},
             {"listed_on", K::kDay}, {"removed_on", K::kDay}}, seed, {.encoding = Gb().encoding, .dirt = {.malformed = 3000}}};
  Sheet if27{folder, "IF27", {kCode, kBy, {"case_no", K::kText}, {"role", K::kWord}, {"cause", K::kText}, {"cause_class", K::kWord},
             {"criminal", K::kYesNo}, {"env_crime", K::kYesNo}, {"lost", K::kYesNo}, {"final", K::kYesNo}, {"amount_cny", K::kNumber},
             {"judged_on", K::kDay}}, seed, {.encoding = Gb().encoding, .dirt = {.emptied = 1500}}};
  Sheet if28{folder, "IF28", {kCode, {"area_mu", K::kNumber}, {"illegal_area_mu", K::kNumber}, {"in_redline", K::kYesNo},
             {"rectified_on", K::kDay}, {"source_time", K::kDay}}, seed, {.dirt = {.emptied = 900}}};
  Sheet if29{folder, "IF29", {kCode, kBy, {"month", K::kMonth}, {"gas_nm3", K::kNumber}}, seed, {}};
  Sheet if29_2{folder, "IF29.2", {{"project_ref", K::kKey}, {"star", K::kNumber}, {"floor_area_m2", K::kNumber}, {"valid_to", K::kDay},
               {"source_time", K::kDay}}, seed, {.dirt = {.wrong_keys = 0, .orphans = 0, .malformed = 20000}}};
  Sheet if30{folder, "IF30", {kCode, kBy, {"month", K::kMonth}, {"intake_m3", K::kNumber}, {"plan_m3", K::kNumber}, {"reused_m3", K::kNumber},
             {"title", K::kWord}}, seed, {}};
  Sheet if31{folder, "IF31", {kCode, kBy, kRecord, {"kind", K::kWord}, {"patent_type", K::kWord}, {"green_ipc", K::kYesNo},
             {"granted_on", K::kDay}, {"valid", K::kYesNo}}, seed, {.days = DayForm::kSlashes}};
  Sheet if32{folder, "IF32", {kCode, kBy, {"year", K::kNumber}, {"output_cny", K::kNumber}, {"value_added_cny", K::kNumber}}, seed, {}};
  Sheet if32_2{folder, "IF32.2", {kCode, kBy, {"year", K::kNumber}, {"energy_code", K::kWord}, {"use", K::kWord}, {"qty", K::kNumber}}, seed, {}};
  Sheet if32_3{folder, "IF32.3", {kCode, kBy, {"year", K::kNumber}, {"product_code", K::kWord}, {"qty_t", K::kNumber}, {"purity", K::kNumber}},
               seed, {}};
  Sheet if33{folder, "IF33", {kCode, {"registered", K::kYesNo}, {"level", K::kWord}, {"since", K::kDay}, {"source_time", K::kDay}}, seed,
             {.encoding = Encoding::kUtf8Mark, .crlf = true}};
  Sheet if34{folder, "IF34", {kCode, kBy, {"month", K::kMonth}, {"employees", K::kNumber}, {"depositors", K::kNumber}, {"ratio_pct", K::kNumber},
             {"paid_cny", K::kNumber}}, seed, {}};
  Sheet if35{folder, "IF35", {kCode, kBy, {"month", K::kMonth}, {"grid_kwh", K::kNumber}, {"pv_self_kwh", K::kNumber}, {"green_kwh", K::kNumber},
             {"sold_kwh", K::kNumber}, {"heat_gj", K::kNumber}, {"carbon_level", K::kNumber}}, seed, {}};
  Sheet if36{folder, "IF36", {kCode, kBy, {"contract_no", K::kText}, {"bank", K::kText}, {"principal_cny", K::kNumber},
             {"balance_cny", K::kNumber}, {"start_on", K::kDay}, {"end_on", K::kDay}, {"rate_pct", K::kNumber}, {"lpr_date", K::kDay},
             {"use_code", K::kText}, {"green_use_cny", K::kNumber}, {"class5", K::kWord}, {"max_overdue_days", K::kNumber}}, seed, {}};
  Sheet if36_2{folder, "IF36.2", {kCode, kBy, kRecord, {"contract_no", K::kText}, {"paid_on", K::kDay}, {"principal_cny", K::kNumber},
               {"interest_cny", K::kNumber}}, seed, {}};
  Sheet if36_3{folder, "IF36.3", {kCode, kBy, {"guarantee_no", K::kText}, {"guaranteed_cny", K::kNumber}, {"start_on", K::kDay},
               {"end_on", K::kDay}, {"released_on", K::kDay}}, seed, {}};
  Sheet if37{folder, "IF37", {kCode, kBy, kRecord, {"kind", K::kWord}, {"received_on", K::kDay}, {"verified", K::kYesNo}, {"due_on", K::kDay},
             {"closed_on", K::kDay}}, seed, {}};
  Sheet if38{folder, "IF38", {kCode, kBy, kRecord, {"kind", K::kWord}, {"ref_no", K::kText}, {"catalogue", K::kText},
             {"catalogue_code", K::kText}, {"loan_contract_no", K::kText}, {"guaranteed_cny", K::kNumber}, {"guarantee_fee_cny", K::kNumber},
             {"paid_cny", K::kNumber}, {"grade", K::kWord}, {"valid_from", K::kDay}, {"valid_to", K::kDay}}, seed, Gb()};
  Sheet if38_2{folder, "IF38.2", {{"ref_no", K::kKey}, {"assessed_uscc", K::kText}, {"catalogue_code", K::kText}}, seed,
               {.dirt = {.copies = 8000, .conflicts = 0, .wrong_keys = 0, .orphans = 0, .malformed = 0}}};
  Sheet if38_3{folder, "IF38.3", {{"ref_no", K::kKey}, {"loan_contract_no", K::kText}}, seed,
               {.dirt = {.copies = 8000, .conflicts = 0, .wrong_keys = 0, .orphans = 0, .malformed = 0}}};

  // The sheets that an interface delivers, by enterprise; the register answers for everybody.
  std::vector<Sheet*> Of(int interface);
  std::vector<Sheet*> All();
};

// FEED.answers.csv beside every feed of an interface, for enterprises, their branches, and projects.
class AnswerLists {
 public:
  explicit AnswerLists(Exchange& exchange);
  void Add(const Firm& firm);
  void AddProject(std::string_view ref);
  void Close();

 private:
  struct List {
    int interface;  // 0: of projects
    std::ofstream file;
    std::string buffer;
  };
  void Append(List& list, std::string_view key);
  std::vector<List> lists_;
};

}  // namespace greenrule::huzhou
