-- The rows of monthly, quarterly and yearly tables, one for each key. A month that is malformed belongs to no period that could be
-- named: such a row stays, with no month, and makes every sum over months unknown.
CREATE TABLE IF09 AS
SELECT firm, month_in(period) AS m, same(money(sales_cny, -1e11, 1e11)) AS sales, same(money(tax_paid_cny, -1e10, 1e10)) AS tax,
       same(fen(rd_expense_cny, 1e10)) AS rd, off(rd_expense_cny, fen(rd_expense_cny, 1e10)) AS rd_off, same(whole(late_days, 0, 10000)) AS late
FROM in_IF09 GROUP BY firm, uscc, month_in(period), CASE WHEN month_in(period) IS NULL THEN row END;

CREATE TABLE IF11 AS
SELECT firm, month_in(period) AS m, same(fen(total_assets, 1e12)) AS assets, same(fen(total_liab, 1e12)) AS debts,
       same(money(net_assets, -1e12, 1e12)) AS net_assets, same(money(revenue, -1e11, 1e11)) AS revenue
FROM in_IF11 WHERE uscc = firm GROUP BY firm, month_in(period), CASE WHEN month_in(period) IS NULL THEN row END;

CREATE TABLE IF11_2 AS
SELECT firm, month_in(period) AS m, line_name, same(catalogue_code) AS catalogue, same(money(revenue, -1e11, 1e11)) AS revenue
FROM "in_IF11.2" WHERE uscc = firm GROUP BY firm, month_in(period), line_name, CASE WHEN month_in(period) IS NULL THEN row END;

CREATE TABLE IF15 AS
SELECT firm, month_in(month) AS m, same(fix(cod_t, 6, 0, 1e11)) AS cod, same(fix(nh3n_t, 6, 0, 1e11)) AS nh3n, same(fix(so2_t, 6, 0, 1e11)) AS so2,
       same(fix(nox_t, 6, 0, 1e11)) AS nox, same(fix(vocs_t, 6, 0, 1e11)) AS vocs, same(fix(wastewater_m3, 3, 0, 1e11)) AS water,
       same(fix(cod_in_mgl, 3, 0, 1e9)) AS cod_in, same(fix(cod_out_mgl, 3, 0, 1e9)) AS cod_out,
       same(word(treatment, ['aerobic_good', 'aerobic_over', 'anaerobic_reactor', 'shallow_lagoon', 'deep_lagoon', 'none'])) AS treatment,
       same(fix(sludge_cod_kg, 3, 0, 1e12)) AS sludge, same(fix(ch4_recovered_kg, 3, 0, 1e12)) AS recovered
FROM in_IF15 GROUP BY firm, uscc, month_in(month), CASE WHEN month_in(month) IS NULL THEN row END;

CREATE TABLE IF16 AS
SELECT firm, month_in(month) AS m, c AS class, same(fix(generated_t, 6, 0, 1e12)) AS made, same(fix(utilised_t, 6, 0, 1e12)) AS used,
       same(fix(disposed_t, 6, 0, 1e12)) AS disposed, same(fix(stored_t, 6, 0, 1e12)) AS stored
FROM (SELECT *, word(class, ['general', 'hazardous']) AS c FROM in_IF16)
GROUP BY firm, uscc, month_in(month), c, CASE WHEN month_in(month) IS NULL OR c IS NULL THEN row END;

CREATE TABLE IF22 AS
SELECT firm, month_in(month) AS m, same(whole(headcount, 0, 100000)) AS staff, same(whole(insured, 0, 100000)) AS insured, same(fen(due_cny, 1e9)) AS due,
       same(fen(paid_cny, 1e9)) AS paid, same(whole("left", 0, 100000)) AS gone
FROM in_IF22 GROUP BY firm, uscc, month_in(month), CASE WHEN month_in(month) IS NULL THEN row END;

CREATE TABLE IF29 AS
SELECT firm, month_in(month) AS m, same(fix(gas_nm3, 3, 0, 1e12)) AS gas FROM in_IF29 GROUP BY firm, uscc, month_in(month), CASE WHEN month_in(month) IS NULL THEN row END;

CREATE TABLE IF30 AS
SELECT firm, month_in(month) AS m, same(fix(intake_m3, 3, 0, 1e12)) AS intake FROM in_IF30 GROUP BY firm, uscc, month_in(month), CASE WHEN month_in(month) IS NULL THEN row END;

CREATE TABLE IF32 AS
SELECT firm, y, same(money(value_added_cny, -1e11, 1e11)) AS added
FROM (SELECT *, whole(year, 2000, 2100) AS y FROM in_IF32) GROUP BY firm, uscc, y, CASE WHEN y IS NULL THEN row END;

CREATE TABLE IF32_2 AS
SELECT firm, y, c AS energy, u AS use, same(fix(qty, 4, 0, 1e11)) AS qty
FROM (SELECT *, whole(year, 2000, 2100) AS y, word("use", ['fuel', 'feedstock']) AS u,
             word(energy_code, ['anthracite', 'bituminous', 'lignite', 'cleaned_coal', 'briquette', 'coke', 'petroleum_coke', 'crude', 'fuel_oil', 'gasoline', 'diesel',
                                'kerosene', 'lpg', 'lng', 'natural_gas', 'coke_oven_gas', 'blast_furnace_gas', 'converter_gas']) AS c FROM "in_IF32.2")
GROUP BY firm, uscc, y, c, u, CASE WHEN y IS NULL OR c IS NULL OR u IS NULL THEN row END;

CREATE TABLE IF32_3 AS
SELECT firm, y, c AS product, same(fix(qty_t, 4, 0, 1e12)) AS qty, CASE WHEN count(purity) = 0 THEN 10000 ELSE same(fix(purity, 4, 0, 10000)) END AS purity
FROM (SELECT *, whole(year, 2000, 2100) AS y,
             word(product_code, ['clinker', 'lime', 'soda_ash', 'calcium_carbide', 'electrode', 'pig_iron', 'caco3', 'mgco3', 'camgco3', 'na2co3', 'feco3', 'other']) AS c
      FROM "in_IF32.3")
GROUP BY firm, uscc, y, c, CASE WHEN y IS NULL OR c IS NULL THEN row END;

CREATE TABLE IF35 AS
SELECT firm, month_in(month) AS m, same(fix(grid_kwh, 2, 0, 1e11)) AS grid, same(fix(pv_self_kwh, 2, 0, 1e11)) AS pv, same(fix(green_kwh, 2, 0, 1e11)) AS green,
       same(fix(sold_kwh, 2, 0, 1e11)) AS sold, CASE WHEN count(heat_gj) = 0 THEN 0 ELSE same(fix(heat_gj, 4, 0, 1e11)) END AS heat
FROM in_IF35 GROUP BY firm, uscc, month_in(month), CASE WHEN month_in(month) IS NULL THEN row END;

-- Months that a span ending with `last` should have: from the month of founding on, at most 12 (reference 3.5, month rule).
CREATE MACRO months_due(founded, last) AS CASE WHEN founded IS NULL THEN 12 ELSE least(12, last - ym(year(founded), date_part('month', founded)) + 1) END;
CREATE MACRO enough(n, due) AS due >= 1 AND n >= greatest(1, due - 2);
