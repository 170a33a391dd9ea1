-- 30 of the 94 factors over all three pillars, by formulas.csv, for every enterprise: the value in units of the sixth decimal place, or
-- NULL where it is missing or not applicable. Percentages are percent. Where formulas.csv gives 0 points for a positive sum over a
-- denominator that is not positive (S6.1.1, G3.1.2, G4.1.1), the policy writes 100%, and so does this.

CREATE TABLE benchmark AS  -- reference 3.7, three places
SELECT gbt4754_prefix AS prefix, fix_of(carbon_tco2e_per_wan, 3) AS carbon, fix_of(energy_tce_per_wan, 3) AS energy, fix_of(water_m3_per_wan, 3) AS water,
       fix_of(cod_kg_per_wan, 3) AS cod, fix_of(tax_wan_per_mu, 3) AS tax
FROM benchmarks;

-- What most factors rest on, one row for each enterprise.
CREATE TABLE base AS
WITH months AS (  -- IF22 over M(12) = June 2020 to May 2021, and over the 12 months before
  SELECT firm, bool_or(m IS NULL) AS lost, count(DISTINCT m) FILTER (m BETWEEN ym(2020, 6) AND ym(2021, 5)) AS n, count(DISTINCT m) FILTER (m BETWEEN ym(2019, 6) AND ym(2020, 5)) AS n0,
         sum_of(m BETWEEN ym(2020, 6) AND ym(2021, 5), staff) AS staff, sum_of(m BETWEEN ym(2020, 6) AND ym(2021, 5), insured) AS insured,
         sum_of(m BETWEEN ym(2019, 6) AND ym(2020, 5), insured) AS insured0, sum_of(m BETWEEN ym(2020, 6) AND ym(2021, 5), gone) AS gone,
         -- months in arrears: a month in which some row is known to be paid short counts; an unknown row of another month makes it unknown
         count(DISTINCT m) FILTER (m BETWEEN ym(2020, 6) AND ym(2021, 5) AND paid < due) AS short,
         bool_or(m BETWEEN ym(2020, 6) AND ym(2021, 5) AND (paid < due) IS NULL) AS short_unknown
  FROM IF22 GROUP BY firm
), filings AS (
  SELECT firm, count(*) FILTER (m // 12 = 2020) AS n1, count(*) FILTER (m // 12 = 2019) AS n0, sum_of(m // 12 = 2020, tax) AS tax1, sum_of(m // 12 = 2019, tax) AS tax0,
         sum_of(m // 12 = 2020, sales) AS sales, sum_of(m // 12 = 2020 AND (rd IS NOT NULL OR rd_off), rd) AS rd, bool_or(m // 12 = 2020 AND (rd IS NOT NULL OR rd_off)) AS rd_told,
         number_of(m BETWEEN ym(2020, 6) AND ym(2021, 5) AND late > 0) AS late, number_of(m BETWEEN ym(2020, 6) AND ym(2021, 5)) AS recent, bool_or(m IS NULL) AS lost
  FROM IF09 GROUP BY firm
), latest AS (  -- FS: the latest statement from December 2020 to May 2021
  SELECT firm, bool_or(m IS NULL) AS lost, max(m) FILTER (m BETWEEN ym(2020, 12) AND ym(2021, 5)) AS m FROM IF11 GROUP BY firm
), statement AS (
  SELECT l.firm, any_value(s.assets) AS assets, any_value(s.debts) AS debts, any_value(s.net_assets) AS net_assets
  FROM latest l JOIN IF11 s ON s.firm = l.firm AND s.m = l.m WHERE NOT l.lost GROUP BY l.firm
)
SELECT f.*, v.va_4, v0.va_4 AS va0_4, v.stated, v0.stated AS stated0, v.revenue, v0.revenue AS revenue0, b.carbon, b.energy, b.water AS bm_water, b.cod, b.tax AS bm_tax,
       a22.firm IS NOT NULL AS has22, coalesce(m.lost, false) AS lost22, coalesce(m.n, 0) AS n22, coalesce(m.n0, 0) AS n220, m.staff, m.insured, m.insured0, m.gone, m.short, m.short_unknown,
       a22.firm IS NOT NULL AND NOT coalesce(m.lost, false) AND enough(coalesce(m.n, 0), months_due(f.founded, ym(2021, 5))) AS complete22,
       a09.firm IS NOT NULL AS has09, p.* EXCLUDE (firm), a11.firm IS NOT NULL AS has11, s.assets, s.debts, s.net_assets
FROM firm f JOIN (SELECT * FROM value_added WHERE y = 2020) v USING (firm) JOIN (SELECT * FROM value_added WHERE y = 2019) v0 USING (firm)
LEFT JOIN benchmark b ON b.prefix = CASE WHEN substr(f.industry, 1, 2) IN (SELECT prefix FROM benchmark) THEN substr(f.industry, 1, 2) WHEN f.industry IS NOT NULL THEN '**' END
LEFT JOIN months m USING (firm) LEFT JOIN filings p USING (firm) LEFT JOIN answers_IF22 a22 USING (firm) LEFT JOIN answers_IF09 a09 USING (firm)
LEFT JOIN answers_IF11 a11 USING (firm) LEFT JOIN statement s USING (firm);

-- E1.1.1, E1.2.1: emissions ÷ value added ÷ benchmark (power and heat: 45% of it, divisions 30 and 31: 15%, 44: 5%).
CREATE TABLE e1 AS
SELECT b.firm, ratio6(c.total * 4000000000, carbon_unit() * b.va_4 * b.carbon) AS "E1.1.1",
       ratio6(c.power * 4000000000 * 100, carbon_unit() * b.va_4 * b.carbon * CASE substr(b.industry, 1, 2) WHEN '30' THEN 15 WHEN '31' THEN 15 WHEN '44' THEN 5 ELSE 45 END) AS "E1.2.1",
       -- E1.3.1: the years are compared with the factors of the reporting year; both years lie before the change of the grid factor
       CASE WHEN b.founded <= DATE '2019-01-01' AND (b.stated = b.stated0) THEN ratio6((c.total - c0.total) * 100, c0.total) END AS "E1.3.1"
FROM base b JOIN (SELECT * FROM carbon WHERE y = 2020) c USING (firm) JOIN (SELECT * FROM carbon WHERE y = 2019) c0 USING (firm);

-- E2.1.1: coal equivalents of fuel, power and heat ÷ value added ÷ benchmark, 11 places. E2.2.2: renewable share of power.
CREATE TABLE e2 AS
SELECT b.firm,
       CASE WHEN p.complete AND a.firm IS NOT NULL
            THEN ratio6((f.tce_11 * p.n + ((not_below_0(p.net) + p.pv) * 1229 * 100 + p.heat * 3412 * 100) * p.due) * 4000, p.n * 100000 * b.va_4 * b.energy) END AS "E2.1.1",
       CASE WHEN p.complete AND a.firm IS NOT NULL AND p.net + p.pv > 0 THEN at_most(ratio6((p.green + p.pv) * 100, p.net + p.pv), 100000000) END AS "E2.2.2"
FROM base b LEFT JOIN (SELECT * FROM power WHERE y = 2020) p USING (firm) LEFT JOIN (SELECT * FROM burnt WHERE y = 2020) f USING (firm) LEFT JOIN answers_IF35 a USING (firm);

-- E3.1.1: intake ÷ value added ÷ benchmark, month rule.
CREATE TABLE e3 AS
SELECT b.firm, CASE WHEN NOT bool_or(w.m IS NULL) AND enough(count(DISTINCT w.m) FILTER (w.m // 12 = 2020), months_due(any_value(b.founded), ym(2020, 12)))
       THEN ratio6(sum_of(w.m // 12 = 2020, w.intake) * months_due(any_value(b.founded), ym(2020, 12)) * 4000000,
                   (count(DISTINCT w.m) FILTER (w.m // 12 = 2020)) * any_value(b.va_4) * any_value(b.bm_water)) END AS "E3.1.1"
FROM base b JOIN IF30 w USING (firm) JOIN answers_IF30 USING (firm) GROUP BY b.firm;

-- E4.1.1: COD ÷ value added ÷ benchmark, only with wastewater. E4.3.2: the largest share of a permitted amount over M(12).
CREATE TABLE e4 AS
SELECT b.firm, CASE WHEN bool_or(e.m IS NULL) THEN NULL WHEN sum_of(e.m // 12 = 2020, e.water) > 0 AND enough(count(DISTINCT e.m) FILTER (e.m // 12 = 2020), months_due(any_value(b.founded), ym(2020, 12)))
       THEN ratio6(sum_of(e.m // 12 = 2020, e.cod) * months_due(any_value(b.founded), ym(2020, 12)) * 4000000,
                   (count(DISTINCT e.m) FILTER (e.m // 12 = 2020)) * any_value(b.va_4) * any_value(b.cod)) END AS "E4.1.1"
FROM base b JOIN IF15 e USING (firm) JOIN answers_IF15 USING (firm) GROUP BY b.firm;
CREATE TABLE e43 AS
WITH year AS (
  SELECT b.firm, months_due(any_value(b.founded), ym(2021, 5)) AS due, count(DISTINCT e.m) FILTER (e.m BETWEEN ym(2020, 6) AND ym(2021, 5)) AS n, bool_or(e.m IS NULL) AS lost,
         sum_of(e.m BETWEEN ym(2020, 6) AND ym(2021, 5), e.cod) AS cod, sum_of(e.m BETWEEN ym(2020, 6) AND ym(2021, 5), e.nh3n) AS nh3n,
         sum_of(e.m BETWEEN ym(2020, 6) AND ym(2021, 5), e.so2) AS so2, sum_of(e.m BETWEEN ym(2020, 6) AND ym(2021, 5), e.nox) AS nox,
         sum_of(e.m BETWEEN ym(2020, 6) AND ym(2021, 5), e.vocs) AS vocs
  FROM base b JOIN IF15 e USING (firm) JOIN answers_IF15 USING (firm) GROUP BY b.firm
), share AS (
  SELECT y.firm, y.due, y.n, NOT y.lost AND enough(y.n, y.due) AS complete, unnest([y.cod, y.nh3n, y.so2, y.nox, y.vocs]) AS sum, unnest([p.cod, p.nh3n, p.so2, p.nox, p.vocs]) AS permitted,
         unnest([p.cod_off, p.nh3n_off, p.so2_off, p.nox_off, p.vocs_off]) AS permitted_off
  FROM year y JOIN IF14 p USING (firm) JOIN answers_IF14 USING (firm) WHERE p.class IN ('key', 'simplified')
)
SELECT firm, CASE WHEN bool_and(complete) AND NOT bool_or(permitted_off) AND NOT bool_or(permitted IS NOT NULL AND sum IS NULL) AND NOT bool_or(permitted = 0 AND sum > 0)
             THEN max(ratio6(sum * due, n * permitted)) END AS "E4.3.2"
FROM share GROUP BY firm;

-- E5.2.1: disposed and used ÷ (generated + stock at the start − stock at the end), at most 100%, where there is hazardous waste.
CREATE TABLE e5 AS
WITH waste AS (
  SELECT w.* FROM IF16 w JOIN answers_IF16 USING (firm)
), stock AS (
  SELECT firm, bool_or(class IS NULL OR (class = 'hazardous' AND m IS NULL)) AS lost, max(m) FILTER (class = 'hazardous' AND m <= ym(2019, 12)) AS m0,
         max(m) FILTER (class = 'hazardous' AND m <= ym(2020, 12)) AS m1,
         any_of(class = 'hazardous' AND (made > 0 OR stored > 0) AND m BETWEEN ym(2020, 1) AND ym(2021, 5)) AS has,
         sum_of(class = 'hazardous' AND m // 12 = 2020, made) AS made, sum_of(class = 'hazardous' AND m // 12 = 2020, used) AS used,
         sum_of(class = 'hazardous' AND m // 12 = 2020, disposed) AS disposed
  FROM waste GROUP BY firm
), balance AS (
  SELECT s.*, CASE WHEN m0 IS NULL THEN 0 ELSE w0.stored END AS s0, CASE WHEN m1 IS NULL THEN 0 ELSE w1.stored END AS s1
  FROM stock s LEFT JOIN waste w0 ON w0.firm = s.firm AND w0.m = s.m0 AND w0.class = 'hazardous' LEFT JOIN waste w1 ON w1.firm = s.firm AND w1.m = s.m1 AND w1.class = 'hazardous'
)
SELECT firm, CASE WHEN has AND NOT lost THEN at_most(ratio6((used + disposed) * 100, made + s0 - s1), 100000000) END AS "E5.2.1" FROM balance;

-- PEN(domain) of reference 3.5: the department's own decisions and those that the credit platform alone has; revoked in either: out.
CREATE TABLE penalty AS
WITH own AS (
  SELECT 'env' AS domain, i.firm, number, kind, amount, kind IN ('fine', 'restrict', 'stop', 'seal', 'daily_fine', 'detain') AS is_penalty, on_day, revoked FROM IF13 i
  UNION ALL SELECT 'tax', i.firm, number, kind, amount, kind = 'penalty', start, revoked FROM IF10 i
), platform AS (
  SELECT i.* FROM IF02 i JOIN answers_IF02 USING (firm)
), revoked AS (
  SELECT firm, decision_no AS number, any_of(revoked) AS revoked FROM platform WHERE decision_no IS NOT NULL GROUP BY firm, decision_no
)
SELECT o.domain, o.firm, o.number, o.kind, o.amount, o.is_penalty AND NOT o.revoked AND in_window(o.on_day, 24) AND NOT CASE WHEN r.firm IS NULL THEN false ELSE r.revoked END AS counts
FROM own o LEFT JOIN revoked r USING (firm, number)
UNION ALL
SELECT d.domain, p.firm, p.decision_no, CASE WHEN p.measure = 'fine' THEN 'fine' WHEN p.measure = 'suspend' THEN 'stop' ELSE 'other' END, p.amount,
       p.kind = 'penalty' AND p.domain = d.domain AND NOT p.revoked AND in_window(p.on_day, 24)
FROM platform p, (VALUES ('env'), ('tax')) d(domain)
WHERE NOT EXISTS (SELECT 1 FROM own o WHERE o.domain = d.domain AND o.firm = p.firm AND o.number = p.decision_no);
CREATE TABLE penalties AS
SELECT domain, firm, CASE WHEN NOT bool_or(counts IS NULL) THEN count(DISTINCT number) FILTER (counts) END AS number,
       sum_of(counts AND kind IN ('fine', 'daily_fine'), amount) AS fines
FROM penalty GROUP BY domain, firm;

-- Σ or count over events: 0 for those who were answered for and have no row.
CREATE MACRO or_zero(answered, has_rows, v) AS CASE WHEN NOT answered THEN NULL WHEN NOT has_rows THEN 0 ELSE v END;

CREATE TABLE want_factors AS
WITH injuries AS (SELECT firm, number_of(kind = 'work_injury' AND in_window(filed, 12)) AS n FROM IF23 GROUP BY firm),
complaints AS (SELECT firm, number_of(kind = 'complaint' AND in_window(on_day, 12)) AS n FROM IF21 GROUP BY firm),
petitions AS (SELECT firm, number_of(kind IN ('group', 'labour') AND verified AND in_window(received, 24)) AS n FROM IF37 GROUP BY firm),
arrears AS (SELECT firm, sum_of(accepted <= as_of() AND still_open(settled, settled_off), amount) AS a FROM IF07 GROUP BY firm),
pledges AS (SELECT firm, sum_of(item = 'pledge' AND on_day <= as_of() AND still_open(released, released_off), pledge) AS p FROM IF19 GROUP BY firm),
fines AS (SELECT firm, sum_of(kind = 'penalty' AND domain IN ('market', 'other') AND measure = 'fine' AND in_window(on_day, 24) AND NOT revoked AND still_open(repaired, repaired_off), amount) AS a
          FROM IF02 GROUP BY firm),
tax_open AS (SELECT firm, sum_of(kind = 'arrears' AND start <= as_of() AND still_open(cleared, cleared_off), amount) AS a FROM IF10 GROUP BY firm),
unpaid AS (SELECT firm, sum_of(kind = 'enforcement' AND listed <= as_of() AND still_open(removed, removed_off), unpaid) AS a FROM IF26 GROUP BY firm),
suits AS (SELECT firm, CASE WHEN NOT bool_or((role = 'defendant' AND in_window(judged, 12)) IS NULL) THEN count(DISTINCT case_no) FILTER (role = 'defendant' AND in_window(judged, 12)) END AS n
          FROM IF27 GROUP BY firm),
green AS (
  SELECT s.firm, bool_or(s.m IS NULL) AS lost, sum_of(s.m = ym(2020, 12), s.revenue) AS revenue,
         -- catalogue in force on 2021-06-30: the 2019 industry catalogue
         sum_of(s.m = ym(2020, 12) AND coalesce(s.catalogue IN (SELECT 目录代码 FROM catalogue WHERE 产业目录列入 = '是' AND 目录施行日 <= '2021-06-30'), false), s.revenue) AS green
  FROM IF11_2 s JOIN "answers_IF11.2" USING (firm) GROUP BY s.firm)
SELECT b.firm, "E1.1.1", "E1.2.1", "E1.3.1", "E2.1.1", "E2.2.2", "E3.1.1", "E4.1.1", "E4.3.2", "E5.2.1",
       or_zero(a13.firm IS NOT NULL, pe.firm IS NOT NULL, pe.number) * 1000000 AS "E6.1.1",
       or_zero(a13.firm IS NOT NULL, pe.firm IS NOT NULL, pe.fines) AS "E6.1.2",  -- fen ÷ 10^6 = 万元
       CASE WHEN g.revenue > 0 THEN not_below_0(ratio6(g.green * 100, g.revenue)) END AS "E8.2.1",
       CASE WHEN complete22 THEN ratio6(b.insured * 100, b.staff) END AS "S1.1.1",
       CASE WHEN complete22 AND NOT short_unknown THEN short * 1000000 END AS "S1.1.2",
       CASE WHEN has22 AND NOT lost22 AND n22 >= 10 AND n220 >= 10 AND b.founded <= DATE '2019-06-01' THEN ratio6((b.insured * n220 - b.insured0 * n22) * 100, b.insured0 * n22) END AS "S2.1.1",
       CASE WHEN complete22 THEN ratio6(b.gone * 12 * 100, b.staff) END AS "S2.1.2",  -- (Σ left ÷ n) × 12 ÷ (Σ staff ÷ n)
       CASE WHEN a23.firm IS NULL THEN NULL WHEN coalesce(i.n, CASE WHEN i.firm IS NULL THEN 0 END) = 0 THEN 0 WHEN complete22 THEN ratio6(i.n * n22 * 1000, b.staff) END AS "S3.1.2",
       CASE WHEN a21.firm IS NULL THEN NULL WHEN coalesce(c.n, CASE WHEN c.firm IS NULL THEN 0 END) = 0 THEN 0 ELSE ratio6(c.n * 10000000000, b.revenue) END AS "S4.2.1",
       CASE WHEN has09 AND n1 > 0 AND b.n0 > 0 AND b.founded <= DATE '2019-01-01' THEN ratio6((tax1 - tax0) * 100, tax0) END AS "S5.1.2",
       CASE WHEN a07.firm IS NULL THEN NULL WHEN coalesce(r.a, CASE WHEN r.firm IS NULL THEN 0 END) = 0 THEN 0 WHEN b.revenue > 0 THEN ratio6(r.a * 100, b.revenue)
            WHEN r.a > 0 AND b.revenue <= 0 THEN 100000000 END AS "S6.1.1",
       or_zero(a37.firm IS NOT NULL, t.firm IS NOT NULL, t.n) * 1000000 AS "S6.2.1",
       or_zero(a19.firm IS NOT NULL, pl.firm IS NOT NULL, at_most(pl.p, 1000000)) * 100 AS "G1.1.2",
       CASE WHEN b.founded IS NULL OR b.founded > as_of() THEN 0 ELSE date_sub('year', b.founded, as_of()) * 1000000 END AS "G1.2.2",
       or_zero(a02.firm IS NOT NULL, fi.firm IS NOT NULL, fi.a) AS "G2.2.2",
       CASE WHEN a10.firm IS NULL THEN NULL WHEN coalesce(ta.a, CASE WHEN ta.firm IS NULL THEN 0 END) = 0 THEN 0 WHEN has09 AND coalesce(n1, 0) = 0 THEN 100000000
            WHEN has09 AND tax1 <= 0 AND ta.a > 0 THEN 100000000 WHEN has09 THEN ratio6(ta.a * 100, tax1) END AS "G3.1.2",
       CASE WHEN has09 AND recent > 0 THEN late * 1000000 END AS "G3.2.1",
       or_zero(a10.firm IS NOT NULL, pt.firm IS NOT NULL, pt.number) * 1000000 AS "G3.2.2",
       CASE WHEN a26.firm IS NULL THEN NULL WHEN coalesce(u.a, CASE WHEN u.firm IS NULL THEN 0 END) = 0 THEN 0 WHEN b.net_assets > 0 THEN ratio6(u.a * 100, b.net_assets)
            WHEN u.a > 0 AND b.net_assets <= 0 THEN 100000000 END AS "G4.1.1",
       or_zero(a27.firm IS NOT NULL, su.firm IS NOT NULL, su.n) * 1000000 AS "G4.1.2",
       ratio6(b.debts * 100, b.assets) AS "G4.2.1",
       CASE WHEN has11 AND b.founded <= DATE '2019-01-01' THEN ratio6((b.revenue - b.revenue0) * 100, b.revenue0) END AS "G5.1.1",
       CASE WHEN has09 AND rd_told AND sales > 0 THEN ratio6(rd * 100, sales * CASE WHEN sales <= 5000000000 THEN 5 WHEN sales <= 20000000000 THEN 4 ELSE 3 END) END AS "G5.2.1"
FROM base b LEFT JOIN e1 USING (firm) LEFT JOIN e2 USING (firm) LEFT JOIN e3 USING (firm) LEFT JOIN e4 USING (firm) LEFT JOIN e43 USING (firm) LEFT JOIN e5 USING (firm)
LEFT JOIN (SELECT * FROM penalties WHERE domain = 'env') pe USING (firm) LEFT JOIN (SELECT * FROM penalties WHERE domain = 'tax') pt USING (firm)
LEFT JOIN injuries i USING (firm) LEFT JOIN complaints c USING (firm) LEFT JOIN petitions t USING (firm) LEFT JOIN arrears r USING (firm) LEFT JOIN pledges pl USING (firm)
LEFT JOIN fines fi USING (firm) LEFT JOIN tax_open ta USING (firm) LEFT JOIN unpaid u USING (firm) LEFT JOIN suits su USING (firm) LEFT JOIN green g USING (firm)
LEFT JOIN answers_IF02 a02 USING (firm) LEFT JOIN answers_IF07 a07 USING (firm) LEFT JOIN answers_IF10 a10 USING (firm) LEFT JOIN answers_IF13 a13 USING (firm)
LEFT JOIN answers_IF19 a19 USING (firm) LEFT JOIN answers_IF21 a21 USING (firm) LEFT JOIN answers_IF23 a23 USING (firm) LEFT JOIN answers_IF26 a26 USING (firm)
LEFT JOIN answers_IF27 a27 USING (firm) LEFT JOIN answers_IF37 a37 USING (firm);
