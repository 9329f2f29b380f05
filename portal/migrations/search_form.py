"""The SQL of `search_form`, made from the same list of spellings as `portal.language.text.search_form`.

Whoever changes the list adds a migration that runs `CREATE` and makes the columns anew.
"""

from functools import reduce

from portal.language.text import SAME_TO_THE_EYE

GAPS = ("[ \t\n\r]+", " ")


def _replaced(expression: str, spelling: tuple[str, str]) -> str:
    pattern, meant = (part.replace("'", "''") for part in spelling)
    return f"regexp_replace({expression}, '{pattern}', '{meant}', 'g')"


CREATE = f"""
CREATE OR REPLACE FUNCTION search_form(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim({reduce(_replaced, (*SAME_TO_THE_EYE, GAPS), "normalize(lower(normalize(words, NFKC)), NFC)")}, ' ')
$$
"""
