-- The rows of the event tables, one for each event (reference 3.3: equal delivered code and equal key are one row), added to the
-- legal person. A blank number is replaced by record_id. Ranges are those of the interface's declaration.
CREATE TABLE IF02 AS
SELECT firm, decision_no, same(word(kind, ['licence', 'penalty'])) AS kind, same(word(domain, ['market', 'tax', 'env', 'safety', 'other'])) AS domain,
       m AS measure, same(fen(amount_cny, 1e9)) AS amount, same(date_in(decided_on)) AS on_day, same(date_in(repaired_on)) AS repaired,
       off(repaired_on, date_in(repaired_on)) AS repaired_off, same(yes(revoked)) AS revoked
FROM (SELECT *, CASE WHEN measure IS NULL THEN '-' ELSE word(measure, ['warning', 'fine', 'confiscate', 'suspend', 'revoke_licence']) END AS m FROM in_IF02)
GROUP BY firm, uscc, decision_no, m, CASE WHEN m IS NULL THEN row END;

CREATE TABLE IF06 AS
SELECT firm, same(word(class, ['eliminate', 'restrict', 'allow', 'encourage'])) AS class, same(date_in(deadline)) AS deadline, off(deadline, date_in(deadline)) AS deadline_off,
       same(date_in(closed_on)) AS closed, off(closed_on, date_in(closed_on)) AS closed_off, same(yes(new_capacity)) AS new_capacity
FROM in_IF06 GROUP BY firm, uscc, record_id;

CREATE TABLE IF07 AS
SELECT firm, same(fen(amount_cny, 1e9)) AS amount, same(date_in(accepted_on)) AS accepted, same(date_in(settled_on)) AS settled, off(settled_on, date_in(settled_on)) AS settled_off
FROM in_IF07 GROUP BY firm, uscc, case_no;

CREATE TABLE IF10 AS
SELECT firm, coalesce(decision_no, record_id) AS number, k AS kind, same(fen(amount_cny, 1e9)) AS amount, same(date_in(start_on)) AS start,
       same(date_in(published_on)) AS published, off(published_on, date_in(published_on)) AS published_off,
       same(date_in(cleared_on)) AS cleared, off(cleared_on, date_in(cleared_on)) AS cleared_off, same(yes(revoked)) AS revoked
FROM (SELECT *, word(kind, ['arrears', 'penalty', 'major_dishonest']) AS k FROM in_IF10)
GROUP BY firm, uscc, coalesce(decision_no, record_id), k, CASE WHEN k IS NULL THEN row END;

CREATE TABLE IF13 AS
SELECT firm, coalesce(decision_no, record_id) AS number, k AS kind, same(fen(amount_cny, 1e9)) AS amount, same(word(event_level, ['I', 'II', 'III', 'IV'])) AS level,
       same(yes(liable)) AS liable, same(date_in(decided_on)) AS on_day, same(yes(revoked)) AS revoked
FROM (SELECT *, word(kind, ['fine', 'restrict', 'stop', 'seal', 'daily_fine', 'detain', 'event', 'crime_referral', 'haz_dumping']) AS k FROM in_IF13)
GROUP BY firm, uscc, coalesce(decision_no, record_id), k, CASE WHEN k IS NULL THEN row END
HAVING on_day IS NULL OR on_day <= as_of();

CREATE TABLE IF17 AS
SELECT firm, same(word(kind, ['cleaner_production', 'pollution_insurance', 'carbon_report'])) AS kind, same(yes(mandatory)) AS mandatory,
       same(word(result, ['accepted', 'assessed', 'pending', 'failed', 'insured'])) AS result, same(date_in(decided_on)) AS decided,
       same(whole(year, 2000, 2100)) AS year, same(fix(co2_recovered_t, 6, 0, 1e13)) AS recovered
FROM in_IF17 GROUP BY firm, uscc, record_id HAVING decided IS NULL OR decided <= as_of();

CREATE TABLE IF19 AS
SELECT firm, same(word(item, ['legal_rep', 'shareholder', 'capital', 'address', 'scope', 'pledge'])) AS item, same(date_in("on")) AS on_day,
       same(fix(pledge_pct, 4, 0, 1000000)) AS pledge, same(date_in(released_on)) AS released, off(released_on, date_in(released_on)) AS released_off
FROM in_IF19 GROUP BY firm, uscc, record_id HAVING on_day IS NULL OR on_day <= as_of();

CREATE TABLE IF20 AS
SELECT firm, same(word(kind, ['annual_report', 'abnormal', 'serious_dishonest'])) AS kind, same(date_in(listed_on)) AS listed,
       same(date_in(removed_on)) AS removed, off(removed_on, date_in(removed_on)) AS removed_off
FROM in_IF20 GROUP BY firm, uscc, record_id;

CREATE TABLE IF21 AS
SELECT firm, same(word(kind, ['spot_check', 'cert', 'complaint'])) AS kind, same(date_in("on")) AS on_day
FROM in_IF21 GROUP BY firm, uscc, record_id HAVING on_day IS NULL OR on_day <= as_of();

CREATE TABLE IF23 AS
SELECT firm, same(word(kind, ['arbitration', 'wage_arrears', 'blacklist', 'work_injury'])) AS kind, same(date_in(filed_on)) AS filed,
       CASE WHEN count(lost) = 0 THEN false ELSE same(yes(lost)) END AS lost, CASE WHEN count(verified) = 0 THEN false ELSE same(yes(verified)) END AS verified,
       same(date_in(listed_on)) AS listed, same(date_in(removed_on)) AS removed, off(removed_on, date_in(removed_on)) AS removed_off
FROM in_IF23 GROUP BY firm, uscc, record_id;

CREATE TABLE IF24 AS
SELECT firm, same(date_in("on")) AS on_day, same(word(level, ['special', 'major', 'larger', 'general'])) AS level, same(whole(deaths, 0, 1000)) AS deaths,
       same(yes(liable)) AS liable
FROM in_IF24 GROUP BY firm, uscc, record_id HAVING on_day IS NULL OR on_day <= as_of();

CREATE TABLE IF26 AS
SELECT firm, case_no, k AS kind, same(fen(unpaid_cny, 1e10)) AS unpaid, same(date_in(listed_on)) AS listed, same(date_in(removed_on)) AS removed,
       off(removed_on, date_in(removed_on)) AS removed_off
FROM (SELECT *, word(kind, ['dishonest', 'enforcement']) AS k FROM in_IF26)
GROUP BY firm, uscc, case_no, k, CASE WHEN k IS NULL THEN row END;

CREATE TABLE IF27 AS
SELECT firm, case_no, same(word(role, ['plaintiff', 'defendant', 'third'])) AS role, same(word(cause_class, ['contract', 'labour', 'tort', 'criminal', 'other'])) AS cause_class,
       same(yes(criminal)) AS criminal, same(yes(env_crime)) AS env_crime, same(yes(lost)) AS lost, same(yes(final)) AS final, same(date_in(judged_on)) AS judged
FROM in_IF27 GROUP BY firm, uscc, case_no HAVING judged IS NULL OR judged <= as_of();

CREATE TABLE IF37 AS
SELECT firm, same(word(kind, ['env', 'consumer', 'labour', 'group'])) AS kind, same(date_in(received_on)) AS received, same(yes(verified)) AS verified
FROM in_IF37 GROUP BY firm, uscc, record_id HAVING received IS NULL OR received <= as_of();

-- One-per records: the legal person's own; the latest by its date or year (reference 3.16), not after as_of. Where the copies of the
-- latest differ the field is missing. A row whose own date is malformed may be the latest or may lie ahead: it stands beside the latest,
-- and alone it says nothing.
CREATE MACRO own(stamped, v) AS CASE WHEN count(stamped) > 0 THEN same(v) END;
CREATE TABLE IF03 AS
SELECT firm, own(stamp, word(product_limit_level, ['advanced', 'access', 'limit', 'over'])) AS level
FROM (SELECT *, max(stamp) OVER (PARTITION BY firm) AS newest FROM (SELECT *, whole(year, 2000, 2100) AS stamp FROM in_IF03 WHERE uscc = firm) WHERE stamp IS NULL OR stamp <= 2021)
WHERE stamp IS NULL OR stamp = newest GROUP BY firm;

CREATE TABLE IF04 AS
SELECT firm, own(stamp, word(grade, ['A', 'B', 'C', 'D'])) AS grade
FROM (SELECT *, max(stamp) OVER (PARTITION BY firm) AS newest FROM (SELECT *, whole(year, 2000, 2100) AS stamp FROM in_IF04 WHERE uscc = firm) WHERE stamp IS NULL OR stamp <= 2021)
WHERE stamp IS NULL OR stamp = newest GROUP BY firm;

CREATE TABLE IF08 AS
SELECT firm, own(stamp, word(level, ['A', 'B', 'M', 'C', 'D'])) AS level
FROM (SELECT *, max(stamp) OVER (PARTITION BY firm) AS newest FROM (SELECT *, whole(year, 2000, 2100) AS stamp FROM in_IF08 WHERE uscc = firm) WHERE stamp IS NULL OR stamp <= 2021)
WHERE stamp IS NULL OR stamp = newest GROUP BY firm;

CREATE MACRO colour(t) AS CASE WHEN t IN ('green', 'A') THEN 'green' WHEN t IN ('blue', 'B') THEN 'blue' WHEN t IN ('yellow', 'C') THEN 'yellow'
                               WHEN t IN ('red', 'D') THEN 'red' WHEN t IN ('black', 'E') THEN 'black' END;
CREATE TABLE IF12 AS
SELECT firm, own(stamp, colour(colour)) AS colour, own(stamp, stamp) AS on_day
FROM (SELECT *, max(stamp) OVER (PARTITION BY firm) AS newest FROM (SELECT *, date_in(eval_date) AS stamp FROM in_IF12 WHERE uscc = firm) WHERE stamp IS NULL OR stamp <= as_of())
WHERE stamp IS NULL OR stamp = newest GROUP BY firm;

CREATE TABLE IF14 AS
SELECT firm, own(stamp, word(class, ['key', 'simplified', 'registration', 'exempt'])) AS class, own(stamp, coalesce(permit_no, '')) AS permit_no,
       own(stamp, date_in(valid_from)) AS valid_from, count(stamp) = 0 OR off(valid_from, date_in(valid_from)) AS valid_from_off, own(stamp, date_in(valid_to)) AS valid_to,
       same(fix(permitted_cod_t, 6, 0, 1e12)) AS cod, count(stamp) = 0 OR off(permitted_cod_t, fix(permitted_cod_t, 6, 0, 1e12)) AS cod_off,
       same(fix(permitted_nh3n_t, 6, 0, 1e12)) AS nh3n, count(stamp) = 0 OR off(permitted_nh3n_t, fix(permitted_nh3n_t, 6, 0, 1e12)) AS nh3n_off,
       same(fix(permitted_so2_t, 6, 0, 1e12)) AS so2, count(stamp) = 0 OR off(permitted_so2_t, fix(permitted_so2_t, 6, 0, 1e12)) AS so2_off,
       same(fix(permitted_nox_t, 6, 0, 1e12)) AS nox, count(stamp) = 0 OR off(permitted_nox_t, fix(permitted_nox_t, 6, 0, 1e12)) AS nox_off,
       same(fix(permitted_vocs_t, 6, 0, 1e12)) AS vocs, count(stamp) = 0 OR off(permitted_vocs_t, fix(permitted_vocs_t, 6, 0, 1e12)) AS vocs_off
FROM (SELECT *, max(stamp) OVER (PARTITION BY firm) AS newest FROM (SELECT *, date_in(source_time) AS stamp FROM in_IF14 WHERE uscc = firm) WHERE stamp IS NULL OR stamp <= as_of())
WHERE stamp IS NULL OR stamp = newest GROUP BY firm;

CREATE TABLE IF28 AS
SELECT firm, own(stamp, fix(illegal_area_mu, 4, 0, 1e10)) AS illegal, own(stamp, yes(in_redline)) AS in_redline, same(date_in(rectified_on)) AS rectified,
       off(rectified_on, date_in(rectified_on)) OR count(stamp) = 0 AS rectified_off
FROM (SELECT *, max(stamp) OVER (PARTITION BY firm) AS newest FROM (SELECT *, date_in(source_time) AS stamp FROM in_IF28 WHERE uscc = firm) WHERE stamp IS NULL OR stamp <= as_of())
WHERE stamp IS NULL OR stamp = newest GROUP BY firm;
