-- Reading cells: what a text says as a date, a month, a number; NULL where it says none. Numbers are whole numbers in units of
-- their last declared place (fen, grams …), so that nothing here ever rounds by itself.

CREATE MACRO as_of() AS DATE '2021-06-30';
CREATE MACRO ym(y, m) AS y * 12 + m - 1;

-- 2021-03-01, 2021/3/1, 2021年3月1日
CREATE MACRO date_in(t) AS TRY_CAST(
  CASE WHEN regexp_full_match(t, '[0-9]{4}([-/][0-9]{1,2}){2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日') THEN
    regexp_extract(t, '^([0-9]{4})', 1) || '-' || lpad(regexp_extract(t, '^[0-9]{4}[^0-9]([0-9]{1,2})', 1), 2, '0') || '-' ||
    lpad(regexp_extract(t, '([0-9]{1,2})[^0-9]*$', 1), 2, '0') END AS DATE);
CREATE MACRO month_in(t) AS
  CASE WHEN regexp_full_match(t, '[0-9]{4}-[0-9]{2}') AND substr(t, 6)::INT BETWEEN 1 AND 12 THEN ym(substr(t, 1, 4)::INT, substr(t, 6)::INT) END;
-- With at most p places, from lo to hi (in units of the last place).
CREATE MACRO fix_of(t, p) AS
  CASE WHEN regexp_full_match(t, '-?[0-9]+(\.[0-9]+)?') AND length(split_part(t, '.', 2)) <= p
       THEN CAST(split_part(t, '.', 1) || rpad(split_part(t, '.', 2), p, '0') AS HUGEINT) END;
CREATE MACRO fix(t, p, lo, hi) AS CASE WHEN fix_of(t, p) BETWEEN lo AND hi THEN fix_of(t, p) END;
-- Money in fen; the field's own unit, 元, may stand behind the digits. With another unit it is malformed.
CREATE MACRO fen_of(t) AS fix_of(CASE WHEN regexp_full_match(t, '[-.0-9]+元') THEN rtrim(t, '元') ELSE t END, 2);
CREATE MACRO money(t, lo_yuan, hi_yuan) AS CASE WHEN fen_of(t) BETWEEN lo_yuan::HUGEINT * 100 AND hi_yuan::HUGEINT * 100 THEN fen_of(t) END;
CREATE MACRO fen(t, hi_yuan) AS money(t, 0, hi_yuan);
CREATE MACRO whole(t, lo, hi) AS fix(t, 0, lo, hi);
CREATE MACRO yes(t) AS CASE t WHEN 'true' THEN true WHEN 'false' THEN false END;
CREATE MACRO word(t, list) AS CASE WHEN list_contains(list, t) THEN t END;

-- Reference 3.3: rows of one key are one row; where the copies differ the field is missing.
CREATE MACRO same(v) AS CASE WHEN min(v) = max(v) THEN min(v) END;
-- Of a field that may be blank: it is not blank, and no value is known.
CREATE MACRO off(t, v) AS min(v) IS DISTINCT FROM max(v) OR (count(v) = 0 AND count(t) > 0);

-- Reference 3.1, window rule: as_of − n months < d <= as_of.
CREATE MACRO in_window(d, n) AS d > CAST(as_of() - to_months(n) AS DATE) AND d <= as_of();
-- An end date: blank is open; malformed is unknown.
CREATE MACRO still_open(d, is_off) AS CASE WHEN is_off THEN NULL WHEN d IS NULL THEN true ELSE d > as_of() END;

-- Unlike greatest() and least(), which pass over NULL: unknown stays unknown.
CREATE MACRO not_below_0(v) AS CASE WHEN v < 0 THEN 0 ELSE v END;
CREATE MACRO at_most(v, limit_) AS CASE WHEN v > limit_ THEN limit_ ELSE v END;

-- Three-valued "some row": one true row is true; else one unknown row makes it unknown.
CREATE MACRO any_of(c) AS CASE WHEN bool_or(c) THEN true WHEN bool_or(c IS NULL) THEN NULL ELSE false END;
CREATE MACRO verdict(answered, has_rows, c) AS
  CASE WHEN NOT answered THEN 'undetermined' WHEN NOT has_rows THEN 'clear' WHEN c THEN 'hit' WHEN c IS NULL THEN 'undetermined' ELSE 'clear' END;
-- How many rows: unknown where it is unknown of one row.
CREATE MACRO number_of(c) AS CASE WHEN bool_or(c IS NULL) THEN NULL ELSE count(*) FILTER (c) END;
-- Σ v over the rows where c: unknown where c is unknown of one, or v of one that counts.
CREATE MACRO sum_of(c, v) AS
  CASE WHEN bool_or(c IS NULL) OR bool_or(c AND v IS NULL) THEN NULL ELSE coalesce(sum(v) FILTER (c), 0)::HUGEINT END;

-- num ÷ den, rounded half up (away from zero) to 6 places, in units of the sixth; NULL where den is not above 0. Two places at a
-- time, because HUGEINT holds 38 digits; an overflow is an error and never another number.
CREATE MACRO hundredth(num, den) AS (num % den) * 100;
CREATE MACRO six(num, den) AS
  num // den * 1000000 + hundredth(num, den) // den * 10000 + hundredth(hundredth(num, den), den) // den * 100 +
  hundredth(hundredth(hundredth(num, den), den), den) // den + CASE WHEN 2 * (hundredth(hundredth(hundredth(num, den), den), den) % den) >= den THEN 1 ELSE 0 END;
CREATE MACRO ratio6(num, den) AS
  CASE WHEN den > 0 THEN CASE WHEN num < 0 THEN -six(-num::HUGEINT, den::HUGEINT) ELSE six(num::HUGEINT, den::HUGEINT) END END;

-- GB 32100: the check character of a unified social credit code.
CREATE MACRO good_code(t) AS regexp_full_match(t, '[0-9ABCDEFGHJKLMNPQRTUWXY]{18}') AND
  strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', t[18]) - 1 =
  (31 - list_sum(list_transform(range(1, 18), i ->
     (strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', t[i]) - 1) * [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28][i])) % 31) % 31;
