-- Who is evaluated, and which code belongs to whom. Reference 3.16: a branch is mapped to its legal person (IF18.parent_uscc); what is
-- revoked, cancelled or moved is not evaluated; of two registrations the latest by source_time, not after as_of, counts.
CREATE TABLE registration AS
WITH known AS (
  SELECT *, date_in(source_time) AS stamp FROM raw_IF18 WHERE good_code(uscc)
), latest AS (  -- a row whose date is malformed may be the latest: it stays beside it
  SELECT * FROM (SELECT *, max(stamp) FILTER (stamp <= as_of()) OVER (PARTITION BY uscc) AS newest FROM known)
  WHERE stamp IS NULL OR stamp = newest
)
SELECT uscc, bool_and(stamp IS NOT NULL) AS sure, count(DISTINCT (founded_on, status, parent_uscc, industry_gbt4754)) > 1 AS differ,
       same(date_in(founded_on)) AS founded, same(industry_gbt4754) AS industry, same(status) AS status, same(parent_uscc) AS parent,
       same(fen(reg_capital_cny, 1e11)) AS registered, same(fen(paid_capital_cny, 1e11)) AS paid
FROM latest GROUP BY uscc;

CREATE TABLE firm AS
SELECT uscc AS firm, CASE WHEN sure THEN founded END AS founded, CASE WHEN sure THEN industry END AS industry,
       CASE WHEN sure THEN registered END AS registered, CASE WHEN sure THEN paid END AS paid
FROM registration WHERE NOT sure OR (status = 'active' AND parent IS NULL);
-- Which legal person a delivered code belongs to.
CREATE TABLE member AS SELECT uscc, coalesce(parent, uscc) AS firm FROM registration;
