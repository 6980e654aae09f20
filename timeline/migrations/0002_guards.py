"""Constraints that no single row can check, as triggers of PostgreSQL.

They stand below every way in (admin, ingest, loaddata, psql). TRUNCATE fires no row trigger, so that a test database
can still be flushed. Each refusal is an integrity error (SQLSTATE 23514) whose message says what is wrong.
"""

from django.db import migrations

QUOTE_IS_CUT_OUT_OF_ITS_DOCUMENT = """
CREATE FUNCTION timeline_check_quote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    document record;
BEGIN
    SELECT text, length, taken_down_at INTO document FROM timeline_document WHERE id = NEW.document_id;
    IF NOT FOUND THEN
        RETURN NEW;  -- the foreign key reports it
    END IF;
    IF NEW."end" > document.length THEN
        RAISE EXCEPTION 'the quote of a mention ends at % in a document of % characters', NEW."end", document.length
            USING ERRCODE = 'check_violation', CONSTRAINT = 'mention_inside_document';
    END IF;
    IF NEW.date_end > document.length THEN
        RAISE EXCEPTION 'the time expression of a mention ends at % in a document of % characters',
            NEW.date_end, document.length
            USING ERRCODE = 'check_violation', CONSTRAINT = 'mention_inside_document';
    END IF;
    IF document.taken_down_at IS NULL
        AND substring(document.text FROM NEW.start + 1 FOR NEW."end" - NEW.start) IS DISTINCT FROM NEW.quote
    THEN
        RAISE EXCEPTION 'the quote of a mention is not the text of its document from % to %', NEW.start, NEW."end"
            USING ERRCODE = 'check_violation', CONSTRAINT = 'mention_quote_is_cut_out';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER mention_quote_is_cut_out
    BEFORE INSERT OR UPDATE OF document_id, start, "end", quote, date_end ON timeline_mention
    FOR EACH ROW EXECUTE FUNCTION timeline_check_quote();
"""
NO_QUOTE_CHECK = """
DROP TRIGGER mention_quote_is_cut_out ON timeline_mention;
DROP FUNCTION timeline_check_quote();
"""

TEXT_NEVER_CHANGES = """
CREATE FUNCTION timeline_check_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.length IS DISTINCT FROM char_length(NEW.text) AND NEW.taken_down_at IS NULL THEN
        RAISE EXCEPTION 'the length of a document is % and its text has % characters', NEW.length, char_length(NEW.text)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_length';
    END IF;
    IF NEW.taken_down_at IS NOT NULL AND NEW.text <> '' THEN
        RAISE EXCEPTION 'a document that is taken down keeps no text'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_takedown_removes_text';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.sha256 <> OLD.sha256 OR NEW.length <> OLD.length THEN
            RAISE EXCEPTION 'the hash and the length of a document never change'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'document_text_never_changes';
        END IF;
        IF NEW.text <> OLD.text AND NEW.taken_down_at IS NULL THEN
            RAISE EXCEPTION 'the text of a document never changes; only a takedown removes it'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'document_text_never_changes';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER document_text_never_changes
    BEFORE INSERT OR UPDATE OF text, sha256, length, taken_down_at ON timeline_document
    FOR EACH ROW EXECUTE FUNCTION timeline_check_document();
"""
TEXT_MAY_CHANGE = """
DROP TRIGGER document_text_never_changes ON timeline_document;
DROP FUNCTION timeline_check_document();
"""

# An UPDATE that changes nothing passes: loading a fixture a second time writes every row again as it is.
LOG_ONLY_GROWS = """
CREATE FUNCTION timeline_check_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the decision log only grows: a decision is undone by a further one, never changed or deleted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_log_only_grows';
END
$$;
CREATE TRIGGER decision_log_only_grows
    BEFORE UPDATE OR DELETE ON timeline_decision
    FOR EACH ROW EXECUTE FUNCTION timeline_check_log();
"""
LOG_MAY_CHANGE = """
DROP TRIGGER decision_log_only_grows ON timeline_decision;
DROP FUNCTION timeline_check_log();
"""

# Deferred to the end of the transaction, so that the order of the writes in an act or in a fixture does not matter.
# The functions look at what is stored then, not at the row that fired: it may have changed again since.
PUBLISHED_HAS_EVIDENCE = """
CREATE FUNCTION timeline_check_evidence(event_to_check bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM timeline_event e
        WHERE e.id = event_to_check
            AND e.review = 'published'
            AND NOT (e.by_hand AND e.source_url <> '')
            AND NOT EXISTS (SELECT FROM timeline_mention m WHERE m.event_id = e.id AND m.state = 'accepted')
    ) THEN
        RAISE EXCEPTION 'event % is published without an accepted mention (by hand: without a source URL)',
            (SELECT public_id FROM timeline_event WHERE id = event_to_check)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'published_event_has_evidence';
    END IF;
END
$$;
CREATE FUNCTION timeline_check_event_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM timeline_check_evidence(NEW.id);
    RETURN NULL;
END
$$;
CREATE FUNCTION timeline_check_mention_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM timeline_check_evidence(OLD.event_id);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER published_event_has_evidence
    AFTER INSERT OR UPDATE ON timeline_event DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.review = 'published') EXECUTE FUNCTION timeline_check_event_evidence();
CREATE CONSTRAINT TRIGGER published_event_keeps_evidence
    AFTER UPDATE OR DELETE ON timeline_mention DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state = 'accepted') EXECUTE FUNCTION timeline_check_mention_evidence();
"""
PUBLISHED_MAY_LACK_EVIDENCE = """
DROP TRIGGER published_event_has_evidence ON timeline_event;
DROP TRIGGER published_event_keeps_evidence ON timeline_mention;
DROP FUNCTION timeline_check_event_evidence();
DROP FUNCTION timeline_check_mention_evidence();
DROP FUNCTION timeline_check_evidence(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]

    operations = [
        migrations.RunSQL(QUOTE_IS_CUT_OUT_OF_ITS_DOCUMENT, NO_QUOTE_CHECK),
        migrations.RunSQL(TEXT_NEVER_CHANGES, TEXT_MAY_CHANGE),
        migrations.RunSQL(LOG_ONLY_GROWS, LOG_MAY_CHANGE),
        migrations.RunSQL(PUBLISHED_HAS_EVIDENCE, PUBLISHED_MAY_LACK_EVIDENCE),
    ]
