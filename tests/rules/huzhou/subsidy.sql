-- Reference 3.10: interest subsidy by loan, guarantee-fee subsidy by application. Amounts in fen. A contract that was paid for days of the
-- period gets nothing more for it, as the policy's page says (the reference leaves open whether the days or the loan).
CREATE TABLE IF36 AS
SELECT firm, contract_no, same(fen(principal_cny, 1e10)) AS principal, same(date_in(start_on)) AS start, same(date_in(end_on)) AS ends, same(date_in(lpr_date)) AS priced,
       same(word(class5, ['normal', 'attention', 'substandard', 'doubtful', 'loss'])) AS class, same(whole(max_overdue_days, 0, 10000)) AS overdue
FROM in_IF36 GROUP BY firm, uscc, contract_no HAVING start IS NULL OR start <= as_of();
CREATE TABLE IF36_2 AS
SELECT firm, same(contract_no) AS contract_no, same(date_in(paid_on)) AS paid_on, same(fen(principal_cny, 1e10)) AS principal, same(fen(interest_cny, 1e9)) AS interest
FROM "in_IF36.2" GROUP BY firm, uscc, record_id HAVING paid_on IS NULL OR paid_on <= as_of();
CREATE TABLE IF38 AS
SELECT firm, same(word(kind, ['project', 'interest_subsidy', 'fee_subsidy', 'prior_grade'])) AS kind, same(loan_contract_no) AS contract_no,
       same(fen(guaranteed_cny, 1e9)) AS guaranteed, same(fen(guarantee_fee_cny, 1e8)) AS fee, same(fen(paid_cny, 1e8)) AS paid, off(paid_cny, fen(paid_cny, 1e8)) AS paid_off,
       same(word(grade, ['deep', 'medium', 'light', 'none'])) AS grade, same(date_in(valid_from)) AS valid_from, off(valid_from, date_in(valid_from)) AS from_off,
       same(date_in(valid_to)) AS valid_to
FROM in_IF38 GROUP BY firm, uscc, record_id;

-- The day on which a hit ends the right: the earliest date of the hitting records; as_of for items without a date.
CREATE MACRO first_day(c, d) AS CASE WHEN NOT bool_or(c IS NULL) THEN min(d) FILTER (c) END;
CREATE TABLE hit_day AS
WITH dates AS (
  SELECT firm, first_day(role = 'defendant' AND criminal AND env_crime AND lost AND final AND in_window(judged, 36), judged) AS d FROM IF27 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'fine' AND amount >= 20000000 AND NOT revoked AND in_window(on_day, 24), on_day) FROM IF13 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind IN ('restrict', 'stop', 'seal', 'daily_fine', 'detain') AND NOT revoked AND in_window(on_day, 24), on_day) FROM IF13 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'event' AND level IN ('I', 'II', 'III') AND liable AND NOT revoked AND in_window(on_day, 36), on_day) FROM IF13 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'haz_dumping' AND NOT revoked AND in_window(on_day, 36), on_day) FROM IF13 GROUP BY firm
  UNION ALL SELECT f.firm, min(f.on_day) FROM IF13 f
    WHERE f.kind = 'fine' AND NOT f.revoked AND in_window(f.on_day, 24) AND
          (SELECT count(DISTINCT g.number) FROM IF13 g WHERE g.firm = f.firm AND g.kind = 'fine' AND NOT g.revoked AND in_window(g.on_day, 24) AND
                  g.on_day > CAST(f.on_day - INTERVAL 12 MONTH AS DATE) AND g.on_day <= f.on_day) >= 3 GROUP BY f.firm
  UNION ALL SELECT firm, on_day FROM IF12 WHERE colour IN ('red', 'black')
  UNION ALL SELECT firm, valid_to + 1 FROM IF14 WHERE class IN ('key', 'simplified') AND valid_to < as_of()
  UNION ALL SELECT firm, first_day(level IN ('larger', 'major', 'special') AND liable AND in_window(on_day, 36), on_day) FROM IF24 GROUP BY firm
  UNION ALL SELECT firm, CASE WHEN sum_of(level = 'general' AND liable AND in_window(on_day, 24), deaths) >= 2
                              THEN first_day(level = 'general' AND liable AND in_window(on_day, 24) AND deaths > 0, on_day) END FROM IF24 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'blacklist' AND listed <= as_of() AND still_open(removed, removed_off), listed) FROM IF23 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'dishonest' AND listed <= as_of() AND still_open(removed, removed_off), listed) FROM IF26 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'serious_dishonest' AND listed <= as_of() AND still_open(removed, removed_off), listed) FROM IF20 GROUP BY firm
  UNION ALL SELECT firm, first_day(kind = 'major_dishonest' AND published <= as_of() AND still_open(cleared, cleared_off), published) FROM IF10 WHERE published IS NOT NULL GROUP BY firm
), earliest AS (SELECT firm, min(d) AS d FROM dates GROUP BY firm),
lists AS (
  SELECT firm, list_contains([N01, N02, N03, N04, N05, N06, N07, N08, N09, N10, N11, N12, N13, N14, N15, N16], 'hit') AS hit,
         list_contains([N01, N02, N03, N04, N05, N06, N07, N08, N09, N10, N11, N12, N13, N14, N15, N16], 'undetermined') AS unknown FROM want_items
)
SELECT firm, CASE WHEN hit THEN coalesce(e.d, as_of()) WHEN NOT unknown THEN as_of() END AS stop FROM lists LEFT JOIN earliest e USING (firm);

-- Earlier grades: a later one ends the one before it; of two of one day the lower counts.
CREATE TABLE grade_period AS
WITH known AS (
  SELECT firm, valid_from, max(valid_to) AS valid_to, min(CASE grade WHEN 'deep' THEN 12 WHEN 'medium' THEN 9 WHEN 'light' THEN 6 WHEN 'none' THEN 0 END) AS share
  FROM IF38 WHERE kind = 'prior_grade' AND valid_from <= as_of() GROUP BY firm, valid_from
)
SELECT firm, valid_from, least(valid_to, lead(valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY firm ORDER BY valid_from)) AS valid_to, share FROM known;

-- Days from `since` to the loan's end, first day counted and last not, weighted with the share of LPR (in %) of each grade.
CREATE TABLE want_loans AS
WITH lpr AS (
  SELECT 报价日::DATE AS since, lead(报价日::DATE, 1, DATE '9999-12-31') OVER (ORDER BY 报价日::DATE) AS until, fix_of(一年期, 2) AS short, fix_of(五年期以上, 2) AS long FROM lpr_table
), loan AS (
  SELECT l.*, s.stop, CASE WHEN l.ends <= CAST(l.start + INTERVAL 5 YEAR AS DATE) THEN p.short ELSE p.long END AS rate, p.since IS NOT NULL AS priced_known,
         (l.class = 'normal' AND l.overdue = 0) AND NOT CASE WHEN r.firm IS NULL THEN NULL ELSE coalesce(x.paid, false) END AS eligible
  FROM IF36 l JOIN answers_IF36 USING (firm) JOIN hit_day s USING (firm) LEFT JOIN lpr p ON l.priced >= p.since AND l.priced < p.until
  LEFT JOIN (SELECT firm, contract_no, bool_or(paid > 0 AND valid_from < as_of() AND valid_to > DATE '2020-06-30') AS paid FROM IF38 WHERE kind = 'interest_subsidy' GROUP BY firm, contract_no) x
    ON x.firm = l.firm AND x.contract_no = l.contract_no
  LEFT JOIN answers_IF38 r ON r.firm = l.firm
), stretch AS (  -- the whole principal from the start, and minus what was repaid from the day of repayment
  SELECT firm, contract_no, start AS since, principal AS amount FROM loan
  UNION ALL SELECT l.firm, l.contract_no, greatest(r.paid_on, l.start), -r.principal FROM loan l JOIN IF36_2 r USING (firm, contract_no)
), weighted AS (
  SELECT s.firm, s.contract_no, sum(s.amount * greatest(0, least(l.ends, g.valid_to, l.stop) - greatest(s.since, g.valid_from, DATE '2020-06-30')) * g.share)::HUGEINT AS w
  FROM stretch s JOIN loan l USING (firm, contract_no) JOIN grade_period g USING (firm) GROUP BY s.firm, s.contract_no
), interest AS (
  SELECT firm, contract_no, sum(interest) FILTER (paid_on > DATE '2020-06-30')::HUGEINT AS paid, bool_or(paid_on IS NULL OR interest IS NULL OR principal IS NULL) AS lost FROM IF36_2 GROUP BY firm, contract_no
)
SELECT l.firm, l.contract_no, l.eligible,
       CASE WHEN NOT l.eligible THEN 0
            WHEN l.eligible AND l.stop IS NOT NULL AND l.rate IS NOT NULL AND l.principal IS NOT NULL AND NOT coalesce(i.lost, false) AND l.firm NOT IN (SELECT firm FROM IF38 WHERE kind IS NULL OR (kind = 'prior_grade' AND (valid_from IS NULL OR valid_to IS NULL OR grade IS NULL)))
            THEN least((2 * coalesce(w.w, 0) * l.rate + 360000000) // 720000000, coalesce(i.paid, 0)) END AS fen
FROM loan l LEFT JOIN weighted w USING (firm, contract_no) LEFT JOIN interest i USING (firm, contract_no);

-- By enterprise: the sum, at most 1,000,000 yuan a year. The fee subsidy takes the grade of today from the results.
CREATE TABLE want_subsidy AS
WITH interest AS (
  SELECT firm, CASE WHEN count(*) = count(fen) THEN least(100000000, sum(fen))::HUGEINT END AS fen FROM want_loans GROUP BY firm
), fees AS (
  SELECT i.firm, bool_or(i.kind IS NULL OR (i.kind = 'fee_subsidy' AND i.paid_off)) AS lost,
         sum(CASE WHEN i.kind = 'fee_subsidy' AND i.paid IS NULL THEN
           -- eligible fee in 10^-3 fen: at most 1% up to 5,000,000 yuan guaranteed, 1.5% above; half up to the fen
           (2 * least(i.fee * 1000, i.guaranteed * CASE WHEN i.guaranteed <= 500000000 THEN 10 ELSE 15 END) * CASE g.grade WHEN '深绿' THEN 75 WHEN '中绿' THEN 50 WHEN '浅绿' THEN 25 ELSE 0 END + 100000) // 200000
         ELSE 0 END)::HUGEINT AS fen,
         bool_or(i.kind = 'fee_subsidy' AND i.paid IS NULL AND (i.fee IS NULL OR i.guaranteed IS NULL)) AS unknown
  FROM IF38 i JOIN got_grades g USING (firm) GROUP BY i.firm
)
SELECT b.firm, CASE WHEN a36.firm IS NULL THEN NULL WHEN i.firm IS NULL THEN 0 ELSE i.fen END AS interest,
       CASE WHEN g.grade IS NULL THEN 0
            WHEN ((CASE WHEN b.complete22 THEN b.staff < 1000 * b.n22 END) OR b.revenue < 40000000000) = false THEN 0
            WHEN (CASE WHEN b.complete22 THEN b.staff < 1000 * b.n22 END) OR b.revenue < 40000000000 THEN
              CASE WHEN a38.firm IS NULL THEN NULL WHEN f.firm IS NULL THEN 0 WHEN NOT f.lost AND NOT coalesce(f.unknown, false) THEN f.fen END END AS fee
FROM base b JOIN got_grades g USING (firm) LEFT JOIN interest i USING (firm) LEFT JOIN fees f USING (firm) LEFT JOIN answers_IF36 a36 USING (firm) LEFT JOIN answers_IF38 a38 USING (firm);
