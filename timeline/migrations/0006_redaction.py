"""A takedown reaches into the log: quotes that earlier versions kept in it may be taken out, and nothing else."""

from django.db import migrations

LOG_ONLY_GROWS = """
CREATE OR REPLACE FUNCTION timeline_check_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND OLD.payload ? 'quote'
        AND NEW.payload = OLD.payload - 'quote'
        AND to_jsonb(NEW) - 'payload' = to_jsonb(OLD) - 'payload'
        AND EXISTS (
            SELECT FROM timeline_document d
            WHERE d.taken_down_at IS NOT NULL
                AND split_part(OLD.target, ':', 1) = 'mention'
                AND split_part(OLD.target, ':', 2) = d.public_id
        )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the decision log only grows: a decision is undone by a further one, never changed or deleted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_log_only_grows';
END
$$;
"""

LOG_NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION timeline_check_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the decision log only grows: a decision is undone by a further one, never changed or deleted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_log_only_grows';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0005_rollup")]

    operations = [migrations.RunSQL(LOG_ONLY_GROWS, LOG_NEVER_CHANGES)]
