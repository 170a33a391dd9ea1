-- The four carbon parts of a year (reference 3.12; formulas.csv E1.1.1 to E1.2.4). Every emission is a whole number of units of
-- 10^-14 ÷ (3 × 27,720) t, so that nothing is rounded: 14 places for qty × NCV × CC × OF, 3 for 44 ÷ 12 = 11 ÷ 3, and 27,720, the least
-- common multiple of 1 … 12, for the month rule's N ÷ n.
CREATE MACRO lcm() AS 27720::HUGEINT;

-- Reference 3.12, set A: NCV (3 places), CC (5 places), OF (2 places, a share), and the coal equivalent (4 places).
CREATE TABLE fuel (energy VARCHAR, ncv HUGEINT, cc HUGEINT, ox HUGEINT, tce HUGEINT, coal BOOLEAN);
INSERT INTO fuel VALUES
  ('anthracite', 24515, 2749, 94, 8365, true), ('bituminous', 23204, 2618, 93, 7143, true), ('lignite', 14449, 2800, 96, 4930, true),
  ('cleaned_coal', 26344, 2540, 93, 9000, true), ('briquette', 17460, 3360, 90, 5957, true), ('coke', 28446, 2940, 93, 9714, true),
  ('petroleum_coke', 31000, 2750, 98, 10577, false), ('crude', 42620, 2010, 98, 14542, false), ('fuel_oil', 40190, 2110, 98, 14286, false),
  ('gasoline', 44800, 1890, 98, 14714, false), ('diesel', 43330, 2020, 98, 14571, false), ('kerosene', 44750, 1960, 98, 14714, false),
  ('lpg', 47310, 1720, 99, 17143, false), ('lng', 41868, 1530, 99, 14286, false), ('natural_gas', 389310, 1530, 99, 133000, false),
  ('coke_oven_gas', 173854, 1360, 99, 59320, false), ('blast_furnace_gas', 37690, 7080, 99, 12860, false), ('converter_gas', 79540, 4960, 99, 27140, false);

-- Reference 3.12: process factors, 4 places.
CREATE TABLE process (product VARCHAR, factor HUGEINT, kind VARCHAR);
INSERT INTO process VALUES ('clinker', 5380, 'made'), ('lime', 6830, 'made'), ('soda_ash', 4150, 'made'), ('calcium_carbide', 11540, 'made'),
  ('electrode', 36630, 'charged'), ('pig_iron', 1720, 'charged'), ('caco3', 4397, 'carbonate'), ('mgco3', 5220, 'carbonate'), ('camgco3', 4773, 'carbonate'),
  ('na2co3', 4152, 'carbonate'), ('feco3', 3799, 'carbonate'), ('other', 0, 'other');

CREATE TABLE of_year AS SELECT firm, founded, industry, y FROM firm, (VALUES (2019), (2020)) t(y);

-- Power and heat: max(0, Σ grid − Σ sold) × 0.7035 t/MWh (East China 2012, data years up to 2020) + Σ heat × 0.11 t/GJ; month rule.
-- In units of 10^-9 t: kWh has 2 places, the factor per kWh 7; heat 4 places and 2.
CREATE TABLE power AS
WITH rows AS (
  SELECT o.firm, o.y, o.founded, e.* EXCLUDE (firm) FROM of_year o JOIN IF35 e ON e.firm = o.firm AND (e.m IS NULL OR e.m // 12 = o.y)
), sums AS (
  SELECT firm, y, any_value(founded) AS founded, bool_or(m IS NULL) AS lost, count(DISTINCT m) AS n,
         CASE WHEN count(*) = count(grid) AND count(*) = count(sold) THEN (sum(grid) - sum(sold))::HUGEINT END AS net,
         CASE WHEN count(*) = count(heat) THEN sum(heat)::HUGEINT END AS heat, CASE WHEN count(*) = count(pv) THEN sum(pv)::HUGEINT END AS pv,
         CASE WHEN count(*) = count(green) THEN sum(green)::HUGEINT END AS green
  FROM rows GROUP BY firm, y
)
SELECT firm, y, net, heat, pv, green, n, months_due(founded, ym(y, 12)) AS due, NOT lost AND enough(n, months_due(founded, ym(y, 12))) AS complete,
       CASE WHEN complete THEN not_below_0(net) * 7035 + heat * 11 * 1000 END AS sum_9
FROM sums;

-- Fuel: Σ qty × NCV × CC × OF × 44 ÷ 12, feedstock left out; natural gas from IF32.energy or from the meter, never both.
-- In units of 10^-14 ÷ 3 t: qty 4 places, NCV × CC × OF 10 places, 44 ÷ 12 = 11 ÷ 3; the meter's Nm³ have 3 places + 4 for 10^4.
CREATE TABLE burnt AS
WITH stated AS (
  SELECT o.firm, o.y, any_of(e.y = o.y AND e.energy = 'natural_gas') AS gas_stated,
         sum_of(e.y = o.y AND e.use = 'fuel', e.qty * f.ncv * f.cc * f.ox * 11) AS co2, sum_of(e.y = o.y AND e.use = 'fuel', e.qty * f.tce) AS tce,
         sum_of(e.y = o.y AND e.use = 'fuel' AND f.coal, e.qty * f.tce) AS coal_tce
  FROM of_year o JOIN IF32_2 e USING (firm) LEFT JOIN fuel f USING (energy) GROUP BY o.firm, o.y
), metered AS (
  SELECT o.firm, o.y, sum_of(g.m // 12 = o.y, g.gas) AS gas FROM of_year o JOIN IF29 g USING (firm) GROUP BY o.firm, o.y
), both_of AS (
  SELECT o.firm, o.y, a.firm IS NOT NULL AS stated_answered, b.firm IS NOT NULL AS metered_answered,
         CASE WHEN s.firm IS NULL THEN false ELSE s.gas_stated END AS gas_stated, CASE WHEN s.firm IS NULL THEN 0 ELSE s.co2 END AS co2,
         CASE WHEN s.firm IS NULL THEN 0 ELSE s.tce END AS tce, CASE WHEN s.firm IS NULL THEN 0 ELSE s.coal_tce END AS coal_tce,
         CASE WHEN b.firm IS NULL THEN NULL WHEN m.firm IS NULL THEN 0 ELSE m.gas END AS gas
  FROM of_year o LEFT JOIN stated s USING (firm, y) LEFT JOIN metered m USING (firm, y) LEFT JOIN "answers_IF32.2" a USING (firm) LEFT JOIN answers_IF29 b USING (firm)
)
SELECT firm, y, CASE WHEN stated_answered THEN co2 + CASE WHEN gas_stated THEN 0 WHEN NOT gas_stated THEN gas * 389310 * 1530 * 99 * 11 // 1000 END END AS co2_14,
       CASE WHEN stated_answered THEN tce * 1000 + CASE WHEN gas_stated THEN 0 WHEN NOT gas_stated THEN gas * 133 * 1000 END END AS tce_11,
       CASE WHEN stated_answered THEN coal_tce END AS coal_8
FROM both_of;

-- Wastewater: [(W × (in − out) ÷ 1000 − sludge) × 0.25 × MCF − recovered] summed over the months, not below 0, × GWP 28; month rule.
-- In units of 10^-12 kg CH4: W 3 places × mg/L 3 places ÷ 1000 = 9 places of kg, × 0.25 (2 places) × MCF (1 place). Concentrations and
-- volumes end in zeros, so that ÷ 10 below is exact.
CREATE TABLE wastewater AS
WITH rows AS (
  SELECT o.firm, o.y, o.founded, e.m, e.water,
         (e.water * (e.cod_in - e.cod_out) - e.sludge * 1000000) * 25 *
           CASE e.treatment WHEN 'aerobic_good' THEN 0 WHEN 'aerobic_over' THEN 3 WHEN 'anaerobic_reactor' THEN 8 WHEN 'shallow_lagoon' THEN 2 WHEN 'deep_lagoon' THEN 8 WHEN 'none' THEN 1 END
         - e.recovered * 1000000000 AS ch4_12
  FROM of_year o JOIN IF15 e ON e.firm = o.firm AND (e.m IS NULL OR e.m // 12 = o.y)
)
SELECT o.firm, o.y, a.firm IS NOT NULL AS answered, coalesce(s.lost, false) AS lost, coalesce(s.n, 0) AS n, months_due(o.founded, ym(o.y, 12)) AS due,
       CASE WHEN s.firm IS NULL THEN 0 ELSE s.ch4 END AS ch4_12, CASE WHEN s.firm IS NULL THEN 0 ELSE s.water END AS water
FROM of_year o LEFT JOIN answers_IF15 a USING (firm)
LEFT JOIN (SELECT firm, y, bool_or(m IS NULL) AS lost, count(DISTINCT m) AS n, CASE WHEN count(*) = count(ch4_12) THEN not_below_0(sum(ch4_12))::HUGEINT END AS ch4,
                  CASE WHEN count(*) = count(water) THEN sum(water)::HUGEINT END AS water FROM rows GROUP BY firm, y) s USING (firm, y);

-- Process: Σ product × EF; carbonates only where no clinker, lime, soda ash or carbide is made. 10^-8 t, carbonates × purity 10^-12.
CREATE TABLE made AS
WITH rows AS (
  SELECT o.firm, o.y, e.qty, e.purity, p.factor, p.kind, e.y = o.y AS counts FROM of_year o JOIN IF32_3 e USING (firm) LEFT JOIN process p USING (product)
), sums AS (
  SELECT firm, y, any_of(counts AND kind = 'made') AS makes, any_of(counts AND kind <> 'other') AS any_product,
         sum_of(counts AND kind IN ('made', 'charged'), qty * factor * 10000) AS products, sum_of(counts AND kind = 'carbonate', qty * purity * factor) AS carbonates
  FROM rows GROUP BY firm, y
)
SELECT o.firm, o.y, CASE WHEN a.firm IS NULL THEN NULL WHEN s.firm IS NULL THEN false ELSE s.any_product END AS any_product,
       CASE WHEN a.firm IS NULL THEN NULL WHEN s.firm IS NULL THEN 0 ELSE s.products + CASE WHEN s.makes THEN 0 WHEN NOT s.makes THEN s.carbonates END END AS co2_12
FROM of_year o LEFT JOIN sums s USING (firm, y) LEFT JOIN "answers_IF32.3" a USING (firm);

-- R_CO2: verified recovery; without proof, and also where IF17 failed, nothing is deducted. 10^-6 t.
CREATE TABLE recovery AS
SELECT o.firm, o.y, CASE WHEN a.firm IS NULL OR s.firm IS NULL THEN 0 ELSE coalesce(s.r, 0) END AS r_6
FROM of_year o LEFT JOIN answers_IF17 a USING (firm)
LEFT JOIN (SELECT o.firm, o.y, sum_of(i.kind = 'carbon_report' AND i.result = 'accepted' AND i.year = o.y, i.recovered) AS r FROM of_year o JOIN IF17 i USING (firm) GROUP BY o.firm, o.y) s USING (firm, y);

-- All in one unit: 10^-14 ÷ (3 × 27,720) t.
CREATE TABLE carbon AS
WITH parts AS (
  SELECT o.firm, o.y,
         CASE WHEN p.complete THEN p.sum_9 * 100000 * 3 * p.due * (lcm() // p.n) END AS power,
         b.co2_14 * lcm() AS fuel,
         CASE WHEN NOT w.answered OR w.lost OR w.ch4_12 IS NULL THEN NULL WHEN w.n = 0 THEN 0
              WHEN enough(w.n, w.due) THEN w.ch4_12 // 10 * 28 * 3 * w.due * (lcm() // w.n) END AS wastewater,
         m.co2_12 * 100 * 3 * lcm() AS process, r.r_6 * 100000000 * 3 * lcm() AS recovered
  FROM of_year o LEFT JOIN power p USING (firm, y) JOIN burnt b USING (firm, y) JOIN wastewater w USING (firm, y) JOIN made m USING (firm, y) JOIN recovery r USING (firm, y)
)
SELECT firm, y, CASE WHEN firm IN (SELECT firm FROM answers_IF35) THEN power END AS power, fuel, wastewater, process, recovered,
       not_below_0(CASE WHEN firm IN (SELECT firm FROM answers_IF35) THEN power END + fuel + wastewater + process - recovered) AS total
FROM parts;
CREATE MACRO carbon_unit() AS 100000000000000 * 3 * lcm();

-- Value added in fen: IF32 of the year, else revenue × 25% (then known as estimated); not above 0 is missing.
CREATE TABLE value_added AS
WITH stated AS (
  SELECT o.firm, o.y, any_of(e.y = o.y) AS has, sum_of(e.y = o.y, e.added) AS added FROM of_year o JOIN IF32 e USING (firm) GROUP BY o.firm, o.y
), revenue AS (
  SELECT o.firm, o.y, CASE WHEN bool_or(e.m IS NULL) THEN NULL ELSE min(e.revenue) FILTER (e.m = ym(o.y, 12)) END AS revenue
  FROM of_year o JOIN IF11 e USING (firm) JOIN answers_IF11 USING (firm) GROUP BY o.firm, o.y
)
SELECT o.firm, o.y, CASE WHEN a.firm IS NULL THEN NULL WHEN s.firm IS NULL THEN false ELSE s.has END AS stated, r.revenue,
       CASE WHEN stated THEN s.added * 4 WHEN NOT stated THEN r.revenue END AS quarter_fen,  -- four times: × 25% without a fraction
       CASE WHEN quarter_fen > 0 THEN quarter_fen END AS va_4
FROM of_year o LEFT JOIN stated s USING (firm, y) LEFT JOIN revenue r USING (firm, y) LEFT JOIN answers_IF32 a USING (firm);

CREATE TABLE want_carbon AS
SELECT c.firm, ratio6(power, carbon_unit()) AS power, ratio6(fuel, carbon_unit()) AS fuel, ratio6(wastewater, carbon_unit()) AS wastewater,
       ratio6(process, carbon_unit()) AS process, ratio6(total, carbon_unit()) AS total
FROM carbon c WHERE y = 2020;
