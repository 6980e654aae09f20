"""The triggers that keep the numbers of published events (`timeline.models.counts`), and the first filling.

A statement that touches many events writes each number once. Nobody waits for anybody: rows that another transaction
holds are skipped and a further row is added, because what counts is their sum; whoever comes next folds them.
"""

from django.db import migrations

# The day on which a mark stands is that of `timeline.marks.place`: the middle of its time, or its known end.
COUNTED = """
SELECT s.step, c.kind, s.start, c.precise, c.sign
FROM (
    SELECT kind, sign,
        coalesce(earliest + (latest - earliest) / 2, earliest, latest) AS day,
        coalesce(latest < earliest + 31, false) AS precise
    FROM ({events}) AS e
) AS c
CROSS JOIN LATERAL (
    VALUES ('month', date_trunc('month', c.day)::date), ('day', c.day)
) AS s(step, start)
WHERE s.step = 'month' OR c.day IS NOT NULL
"""

WRITTEN = """
WITH changed AS (
    SELECT step, kind, start, precise, sum(sign) AS number FROM ({counted}) AS c
    GROUP BY 1, 2, 3, 4 HAVING sum(sign) <> 0
),
folded AS (
    DELETE FROM timeline_eventcount WHERE id IN (
        SELECT r.id FROM timeline_eventcount AS r
        JOIN changed AS c ON r.step = c.step AND r.kind = c.kind AND r.precise = c.precise
            AND r.start IS NOT DISTINCT FROM c.start
        FOR UPDATE OF r SKIP LOCKED
    )
    RETURNING step, kind, start, precise, number
)
INSERT INTO timeline_eventcount (step, kind, start, precise, number)
SELECT step, kind, start, precise, sum(number)
FROM (SELECT * FROM changed UNION ALL SELECT * FROM folded) AS c
GROUP BY 1, 2, 3, 4 HAVING sum(number) <> 0;
"""

_COLUMNS = "kind, earliest, latest, {sign} AS sign"
_PUBLISHED = "SELECT " + _COLUMNS + " FROM {table} WHERE review = 'published'"


def written(*parts):
    events = " UNION ALL ".join(_PUBLISHED.format(table=table, sign=sign) for table, sign in parts)
    return WRITTEN.format(counted=COUNTED.format(events=events))


def keeper(operation, transitions, *parts):
    return f"""
CREATE FUNCTION timeline_count_{operation}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {written(*parts)}
    RETURN NULL;
END
$$;
CREATE TRIGGER events_counted_on_{operation} AFTER {operation.upper()} ON timeline_event
    REFERENCING {transitions} FOR EACH STATEMENT EXECUTE FUNCTION timeline_count_{operation}();
"""


def no_keeper(operation):
    return f"""
DROP TRIGGER events_counted_on_{operation} ON timeline_event;
DROP FUNCTION timeline_count_{operation}();
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0004_groups")]

    operations = [
        migrations.RunSQL(
            keeper("insert", "NEW TABLE AS arrived", ("arrived", "+1")),
            no_keeper("insert"),
        ),
        migrations.RunSQL(
            keeper("update", "OLD TABLE AS gone NEW TABLE AS arrived", ("gone", "-1"), ("arrived", "+1")),
            no_keeper("update"),
        ),
        migrations.RunSQL(
            keeper("delete", "OLD TABLE AS gone", ("gone", "-1")),
            no_keeper("delete"),
        ),
        migrations.RunSQL(written(("timeline_event", "+1")), "DELETE FROM timeline_eventcount"),
    ]
