"""The SQL that keeps `search_entries`: a trigger for each table whose words are searched."""

# Runs as whoever saves, under their policies: what they may not write they do not write here.
WRITE = """
CREATE FUNCTION write_search_entry(
  p_source text, p_row jsonb, p_kind text, p_columns text[], p_at timestamptz, p_renews boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  told text[];
  kind text := CASE
    WHEN p_source = 'factors' THEN p_row->>'kind'
    WHEN p_source = 'details' AND (p_row->>'is_constraint')::boolean THEN 'constraint'
    ELSE p_kind END;
  project bigint := coalesce(p_row->>'project_id', p_row->>'id')::bigint;
  analysis bigint := CASE WHEN p_source = 'analyses' THEN p_row->>'id' ELSE p_row->>'analysis_id' END::bigint;
BEGIN
  IF p_row->>'removed_at' IS NULL AND (p_source <> 'comments' OR p_row->>'sent_at' IS NOT NULL) THEN
    SELECT array_agg(p_row->>name ORDER BY nth) INTO told
      FROM unnest(p_columns) WITH ORDINALITY listed (name, nth) WHERE p_row->>name <> '';
  ELSIF p_source = 'comments' THEN
    RETURN;
  END IF;
  INSERT INTO search_entries
    (organisation_id, project_id, analysis_id, source, row_id, kind, title, words, changed_at)
  VALUES ((p_row->>'organisation_id')::bigint, project, analysis, p_source, (p_row->>'id')::bigint,
    kind, coalesce(told[1], ''), coalesce(array_to_string(told[2:], E'\\n'), ''), p_at)
  ON CONFLICT (organisation_id, source, row_id) DO UPDATE SET
    title = excluded.title, words = excluded.words, changed_at = excluded.changed_at
    WHERE p_renews AND (search_entries.title, search_entries.words) <> (excluded.title, excluded.words);
END $$"""
KEEP = """
CREATE FUNCTION keep_search_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM write_search_entry(
    TG_TABLE_NAME, to_jsonb(NEW), TG_ARGV[0], TG_ARGV[1:], clock_timestamp(), true);
  RETURN NULL;
END $$"""


def keep_entries(table: str, kind: str, *columns: str, more: tuple[str, ...] = ()) -> str:
    """Return the trigger that keeps entries of `kind` for `table`; the first column is the title.

    What a row says in `more` columns decides whether it is searched.
    """
    asked = ", ".join(f"'{name}'" for name in (kind, *columns))
    return (
        f"CREATE TRIGGER search_entry AFTER INSERT OR UPDATE OF {', '.join((*columns, *more))} "
        f"ON {table} FOR EACH ROW EXECUTE FUNCTION keep_search_entry({asked})"
    )


def fill_entries(table: str, kind: str, *columns: str) -> str:
    """Return the statement that writes entries of the next rows of `table`, and its last id.

    It takes `after`, the id before, and `most` rows; what is there already stays.
    """
    names = ", ".join(f"'{name}'" for name in columns)
    return (
        f"WITH next_rows AS MATERIALIZED (SELECT t.id, to_jsonb(t) AS told FROM {table} t "
        "WHERE t.id > :after ORDER BY t.id LIMIT :most), "
        f"done AS MATERIALIZED (SELECT write_search_entry('{table}', told, '{kind}', "
        f"ARRAY[{names}], coalesce((told->>'updated_at')::timestamptz, "
        "(told->>'sent_at')::timestamptz, (told->>'created_at')::timestamptz, now()), false) "
        "FROM next_rows) "
        "SELECT max(id), (SELECT count(*) FROM done) FROM next_rows"
    )
