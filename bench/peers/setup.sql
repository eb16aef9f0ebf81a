-- What a PostGraphile user would write to serve the product's board from the product's tables: one function for
-- the board, one computed column for who works at a provider today. Dropped after the run.
CREATE FUNCTION board(model text) RETURNS SETOF provider_score LANGUAGE sql STABLE AS $$
  SELECT s.* FROM scoring_head h JOIN provider_score s ON s.run_id = h.run_id
   WHERE s.model_code = model AND s.score IS NOT NULL
   ORDER BY s.score DESC, s.provider_id
$$;

CREATE FUNCTION provider_current_operators(p provider) RETURNS SETOF operator LANGUAGE sql STABLE AS $$
  SELECT o.* FROM employment e JOIN operator o ON o.id = e.operator_id
   WHERE e.provider_id = p.id AND e.employed_from <= current_date
     AND (e.employed_to IS NULL OR e.employed_to >= current_date)
   ORDER BY o.name, o.id
$$;

GRANT EXECUTE ON FUNCTION board, provider_current_operators TO caopan_app;
