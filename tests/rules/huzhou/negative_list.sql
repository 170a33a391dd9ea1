-- The 16 observation items (reference 3.1; formulas.csv N01 to N16), for every enterprise: hit, clear, undetermined.

-- N01: final criminal judgments for environmental crime within 36 months.
CREATE TABLE n01 AS SELECT firm, any_of(role = 'defendant' AND criminal AND env_crime AND lost AND final AND in_window(judged, 36)) AS hit FROM IF27 GROUP BY firm;

-- N03: fines of 200,000 yuan and more, or an order, within 24 months; or a fine that is the third within 12 months.
CREATE TABLE n03 AS
WITH fine AS (
  SELECT firm, number, on_day, kind = 'fine' AND NOT revoked AND in_window(on_day, 24) AS counts FROM IF13
), third AS (
  SELECT f.firm, any_of(f.counts AND (SELECT CASE WHEN count(DISTINCT g.number) FILTER (g.counts AND g.on_day > CAST(f.on_day - INTERVAL 12 MONTH AS DATE) AND g.on_day <= f.on_day) >= 3 THEN true
        WHEN count(DISTINCT g.number) FILTER ((g.counts AND g.on_day > CAST(f.on_day - INTERVAL 12 MONTH AS DATE) AND g.on_day <= f.on_day) IS NOT FALSE) >= 3 THEN NULL ELSE false END
      FROM fine g WHERE g.firm = f.firm)) AS hit
  FROM fine f GROUP BY f.firm
), direct AS (
  SELECT firm, any_of(kind = 'fine' AND amount >= 20000000 AND NOT revoked AND in_window(on_day, 24)) AS large,
         any_of(kind IN ('restrict', 'stop', 'seal', 'daily_fine', 'detain') AND NOT revoked AND in_window(on_day, 24)) AS orders
  FROM IF13 GROUP BY firm
)
SELECT firm, large OR orders OR hit AS hit FROM direct JOIN third USING (firm);

-- N04, N07: events and dumping within 36 months.
CREATE TABLE n04 AS
SELECT firm, any_of(kind = 'event' AND level IN ('I', 'II', 'III') AND liable AND NOT revoked AND in_window(on_day, 36)) AS hit FROM IF13 GROUP BY firm;
CREATE TABLE n07 AS SELECT firm, any_of(kind = 'haz_dumping' AND NOT revoked AND in_window(on_day, 36)) AS hit FROM IF13 GROUP BY firm;

-- N05: class key or simplified and no permit, or one that ended before as_of.
CREATE TABLE n05 AS SELECT firm, class IN ('key', 'simplified') AND (permit_no = '' OR valid_to < as_of()) AS hit FROM IF14;

-- N06: the emissions of the last 12 whole months (June 2020 to May 2021) above the permitted amount. Months are not filled: what is
-- there can prove an excess; that there is none only a complete year can. Months count from founding and from the permit's start.
CREATE TABLE n06 AS
WITH permit AS (
  SELECT p.*, f.founded, coalesce(cod, nh3n, so2, nox, vocs) IS NOT NULL OR cod_off OR nh3n_off OR so2_off OR nox_off OR vocs_off AS some_amount,
         least(months_due(f.founded, ym(2021, 5)),
               CASE WHEN valid_from_off THEN 12 WHEN valid_from IS NULL THEN 12 ELSE greatest(0, least(12, ym(2021, 5) - ym(year(valid_from), date_part('month', valid_from)) + 1)) END) AS due
  FROM IF14 p JOIN firm f USING (firm)
), year AS (
  SELECT firm, count(DISTINCT m) AS months, sum(cod) AS cod, sum(nh3n) AS nh3n, sum(so2) AS so2, sum(nox) AS nox, sum(vocs) AS vocs,
         count(*) = count(cod) AS cod_whole, count(*) = count(nh3n) AS nh3n_whole, count(*) = count(so2) AS so2_whole, count(*) = count(nox) AS nox_whole,
         count(*) = count(vocs) AS vocs_whole
  FROM IF15 WHERE m BETWEEN ym(2020, 6) AND ym(2021, 5) GROUP BY firm
), lost AS (SELECT DISTINCT firm FROM IF15 WHERE m IS NULL
), in_due AS (
  SELECT p.firm, count(DISTINCT e.m) AS months FROM permit p JOIN IF15 e USING (firm) WHERE e.m BETWEEN ym(2021, 5) - p.due + 1 AND ym(2021, 5) GROUP BY p.firm
)
SELECT p.firm, p.class, p.some_amount,
       CASE WHEN p.class NOT IN ('key', 'simplified') OR NOT p.some_amount THEN false
            WHEN coalesce(y.cod > p.cod OR y.nh3n > p.nh3n OR y.so2 > p.so2 OR y.nox > p.nox OR y.vocs > p.vocs, false) THEN true
            WHEN p.class IS NULL OR p.cod_off OR p.nh3n_off OR p.so2_off OR p.nox_off OR p.vocs_off OR p.valid_from_off THEN NULL
            WHEN coalesce(d.months, 0) < p.due OR p.firm IN (SELECT firm FROM lost) THEN NULL
            WHEN (p.cod IS NULL OR coalesce(y.cod_whole, true)) AND (p.nh3n IS NULL OR coalesce(y.nh3n_whole, true)) AND (p.so2 IS NULL OR coalesce(y.so2_whole, true)) AND
                 (p.nox IS NULL OR coalesce(y.nox_whole, true)) AND (p.vocs IS NULL OR coalesce(y.vocs_whole, true)) THEN false END AS hit
FROM permit p LEFT JOIN year y USING (firm) LEFT JOIN in_due d USING (firm);

-- N08: larger accidents within 36 months, or two deaths in general ones within 24.
CREATE TABLE n08 AS
SELECT firm, any_of(level IN ('larger', 'major', 'special') AND liable AND in_window(on_day, 36)) OR
             CASE WHEN sum(deaths) FILTER (level = 'general' AND liable AND in_window(on_day, 24)) >= 2 THEN true
                  ELSE sum_of(level = 'general' AND liable AND in_window(on_day, 24), deaths) >= 2 END AS hit
FROM IF24 GROUP BY firm;

-- N09 to N11: lists that are intervals.
CREATE TABLE n09 AS SELECT firm, any_of(kind = 'blacklist' AND listed <= as_of() AND still_open(removed, removed_off)) AS hit FROM IF23 GROUP BY firm;
CREATE TABLE n10 AS SELECT firm, any_of(kind = 'dishonest' AND listed <= as_of() AND still_open(removed, removed_off)) AS hit FROM IF26 GROUP BY firm;
CREATE TABLE n11 AS SELECT firm, any_of(kind = 'serious_dishonest' AND listed <= as_of() AND still_open(removed, removed_off)) AS hit FROM IF20 GROUP BY firm;

-- N12 (a): published and not cleared; not yet published is no hit.
CREATE TABLE n12 AS
SELECT firm, any_of(kind = 'major_dishonest' AND CASE WHEN published_off THEN NULL WHEN published IS NULL THEN false ELSE published <= as_of() END AND still_open(cleared, cleared_off)) AS hit
FROM IF10 GROUP BY firm;

-- N13: eliminated capacity that runs on after its deadline; no deadline is at once.
CREATE TABLE n13 AS
SELECT firm, any_of(class = 'eliminate' AND still_open(closed, closed_off) AND CASE WHEN deadline_off THEN NULL WHEN deadline IS NULL THEN true ELSE deadline < as_of() END) AS hit
FROM IF06 GROUP BY firm;
CREATE TABLE n14 AS SELECT firm, any_of(class = 'restrict' AND new_capacity AND still_open(closed, closed_off)) AS hit FROM IF06 GROUP BY firm;

CREATE TABLE want_items AS
SELECT firm,
       verdict(a27.firm IS NOT NULL, n01.firm IS NOT NULL, n01.hit) AS N01,
       verdict(a12.firm IS NOT NULL, r12.firm IS NOT NULL, r12.colour IN ('red', 'black')) AS N02,
       verdict(a13.firm IS NOT NULL, n03.firm IS NOT NULL, n03.hit) AS N03,
       verdict(a13.firm IS NOT NULL, n04.firm IS NOT NULL, n04.hit) AS N04,
       verdict(a14.firm IS NOT NULL, n05.firm IS NOT NULL, n05.hit) AS N05,
       CASE WHEN a14.firm IS NULL THEN 'undetermined' WHEN n06.firm IS NULL OR n06.class NOT IN ('key', 'simplified') OR NOT n06.some_amount THEN 'clear' WHEN n06.class IS NULL THEN 'undetermined'
            ELSE verdict(a15.firm IS NOT NULL, true, n06.hit) END AS N06,
       verdict(a13.firm IS NOT NULL, n07.firm IS NOT NULL, n07.hit) AS N07,
       verdict(a24.firm IS NOT NULL, n08.firm IS NOT NULL, n08.hit) AS N08,
       verdict(a23.firm IS NOT NULL, n09.firm IS NOT NULL, n09.hit) AS N09,
       verdict(a26.firm IS NOT NULL, n10.firm IS NOT NULL, n10.hit) AS N10,
       verdict(a20.firm IS NOT NULL, n11.firm IS NOT NULL, n11.hit) AS N11,
       -- one leg true is enough even if the other interface failed; no IF08 record: leg (b) false
       verdict(true, true, CASE WHEN a10.firm IS NULL THEN NULL WHEN n12.firm IS NULL THEN false ELSE n12.hit END OR
                           CASE WHEN a08.firm IS NULL THEN NULL WHEN r08.firm IS NULL THEN false ELSE r08.level = 'D' END) AS N12,
       verdict(a06.firm IS NOT NULL, n13.firm IS NOT NULL, n13.hit) AS N13,
       verdict(true, true, CASE WHEN f.industry IS NULL THEN NULL ELSE regexp_matches(f.industry, '^(1713|221|25|261|301|304|311|312|3216|4411)') END AND
                           (CASE WHEN a03.firm IS NULL THEN NULL WHEN r03.firm IS NULL THEN false ELSE r03.level = 'over' END OR
                            CASE WHEN a06.firm IS NULL THEN NULL WHEN n14.firm IS NULL THEN false ELSE n14.hit END)) AS N14,
       verdict(a04.firm IS NOT NULL, r04.firm IS NOT NULL, r04.grade = 'D') AS N15,
       verdict(a28.firm IS NOT NULL, r28.firm IS NOT NULL, (r28.in_redline OR r28.illegal > 0) AND still_open(r28.rectified, r28.rectified_off)) AS N16
FROM firm f
LEFT JOIN n01 USING (firm) LEFT JOIN n03 USING (firm) LEFT JOIN n04 USING (firm) LEFT JOIN n05 USING (firm) LEFT JOIN n06 USING (firm) LEFT JOIN n07 USING (firm)
LEFT JOIN n08 USING (firm) LEFT JOIN n09 USING (firm) LEFT JOIN n10 USING (firm) LEFT JOIN n11 USING (firm) LEFT JOIN n12 USING (firm) LEFT JOIN n13 USING (firm)
LEFT JOIN n14 USING (firm) LEFT JOIN IF03 r03 USING (firm) LEFT JOIN IF04 r04 USING (firm) LEFT JOIN IF08 r08 USING (firm) LEFT JOIN IF12 r12 USING (firm)
LEFT JOIN IF28 r28 USING (firm)
LEFT JOIN answers_IF03 a03 USING (firm) LEFT JOIN answers_IF04 a04 USING (firm) LEFT JOIN answers_IF06 a06 USING (firm) LEFT JOIN answers_IF08 a08 USING (firm)
LEFT JOIN answers_IF10 a10 USING (firm) LEFT JOIN answers_IF12 a12 USING (firm) LEFT JOIN answers_IF13 a13 USING (firm) LEFT JOIN answers_IF14 a14 USING (firm)
LEFT JOIN answers_IF15 a15 USING (firm) LEFT JOIN answers_IF20 a20 USING (firm) LEFT JOIN answers_IF23 a23 USING (firm) LEFT JOIN answers_IF24 a24 USING (firm)
LEFT JOIN answers_IF26 a26 USING (firm) LEFT JOIN answers_IF27 a27 USING (firm) LEFT JOIN answers_IF28 a28 USING (firm);
