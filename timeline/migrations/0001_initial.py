import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import simple_history.models
import timeline.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Actor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('kind', models.CharField(choices=timeline.models.actor_kind_choices, max_length=20, verbose_name='kind')),
                ('name_de', models.CharField(max_length=200, verbose_name='name in German')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('country', models.CharField(blank=True, help_text='ISO 3166 alpha-3 code', max_length=3, verbose_name='country')),
            ],
            options={
                'verbose_name': 'actor',
                'verbose_name_plural': 'actors',
                'ordering': ['name_de'],
            },
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('agency', 'news agency'), ('newspaper', 'newspaper or broadcaster'), ('state_media', 'state media'), ('government', 'government'), ('research', 'research'), ('other', 'other')], default='other', max_length=20, verbose_name='kind')),
                ('country', models.CharField(blank=True, help_text='ISO 3166 alpha-3 code', max_length=3, verbose_name='country')),
                ('rights', models.CharField(choices=[('full', 'full text'), ('quote', 'quote with its neighbouring sentences')], default='full', max_length=10, verbose_name='rights')),
                ('domain', models.CharField(blank=True, max_length=200, verbose_name='domain')),
            ],
            options={
                'verbose_name': 'outlet',
                'verbose_name_plural': 'outlets',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('name_de', models.CharField(max_length=200, verbose_name='name in German')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('country', models.CharField(blank=True, help_text='ISO 3166 alpha-3 code', max_length=3, verbose_name='country')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
                'ordering': ['name_de'],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=200, verbose_name='label')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='curator')),
            ],
            options={
                'verbose_name': 'batch',
                'verbose_name_plural': 'batches',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('verb', models.CharField(choices=[('accept', 'accepted'), ('reject', 'rejected'), ('edit', 'edited'), ('merge', 'merged'), ('split', 'split off'), ('relate', 'related'), ('override', 'overrode'), ('publish', 'published'), ('unpublish', 'withdrew'), ('confirm_date', 'confirmed the publication date of'), ('take_down', 'took down'), ('undo', 'undid')], max_length=14, verbose_name='act')),
                ('target', models.CharField(db_index=True, max_length=120, verbose_name='target')),
                ('payload', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('by', models.CharField(blank=True, help_text="the curator's name at the time", max_length=150, verbose_name='by')),
                ('at', models.DateTimeField(default=timeline.models.now, verbose_name='time')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='timeline.decision', verbose_name='undoes')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL, verbose_name='curator')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(editable=False, max_length=16, unique=True, verbose_name='public id')),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('text', models.TextField(verbose_name='text')),
                ('length', models.PositiveIntegerField(editable=False, help_text='characters, kept after a takedown')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                ('url', models.URLField(blank=True, max_length=2000, verbose_name='URL')),
                ('origin', models.CharField(blank=True, help_text='the agency that the article credits', max_length=200, verbose_name='credited origin')),
                ('fingerprint', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, help_text='hashes that near copies have in common (timeline.extraction.copies)', size=None)),
                ('note', models.TextField(blank=True, help_text='shown to readers, e.g. that this is a retold digest', verbose_name='note')),
                ('published_earliest', models.DateField(blank=True, null=True, verbose_name='published, earliest')),
                ('published_latest', models.DateField(blank=True, null=True, verbose_name='published, latest')),
                ('published_basis', models.CharField(choices=timeline.models.published_basis_choices, default='unknown', max_length=20, verbose_name='publication date known from')),
                ('published_reasons', models.JSONField(blank=True, default=list, verbose_name='reasons')),
                ('boilerplate', models.JSONField(blank=True, default=list, editable=False)),
                ('extractor_version', models.CharField(blank=True, editable=False, max_length=40)),
                ('lexicon_version', models.CharField(blank=True, editable=False, max_length=64)),
                ('taken_down_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='taken down')),
                ('created_at', models.DateTimeField(default=timeline.models.now, editable=False, verbose_name='added')),
                ('copy_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='timeline.document', verbose_name='near copy of')),
                ('outlet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='timeline.outlet', verbose_name='outlet')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('earliest', models.DateField(blank=True, null=True, verbose_name='earliest')),
                ('latest', models.DateField(blank=True, null=True, verbose_name='latest')),
                ('precision', models.CharField(choices=timeline.models.precision_choices, default='unknown', max_length=10, verbose_name='precision')),
                ('extent', models.CharField(choices=timeline.models.extent_choices, default='within', max_length=12, verbose_name='extent')),
                ('approximate', models.BooleanField(default=False, verbose_name='approximate')),
                ('basis', models.CharField(choices=timeline.models.basis_choices, default='explicit', max_length=20, verbose_name='rests on')),
                ('days', models.GeneratedField(db_persist=True, expression=models.Func(models.F('earliest'), models.F('latest'), models.Value('[]'), function='daterange'), output_field=django.contrib.postgres.fields.ranges.DateRangeField(), serialize=False)),
                ('sort_date', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('earliest', 'latest'), output_field=models.DateField(null=True), serialize=False)),
                ('public_id', models.CharField(editable=False, max_length=16, unique=True, verbose_name='public id')),
                ('kind', models.CharField(choices=timeline.models.kind_choices, max_length=20, verbose_name='kind')),
                ('mode', models.CharField(blank=True, choices=timeline.models.mode_choices, default='', max_length=12, verbose_name='mode')),
                ('status', models.CharField(choices=timeline.models.status_choices, default='occurred', max_length=14, verbose_name='status')),
                ('status_history', models.JSONField(blank=True, default=list, help_text='derived: status, day and mention, oldest first')),
                ('explanation', models.JSONField(blank=True, default=dict, help_text='derived: why this time and status')),
                ('title_de', models.CharField(blank=True, max_length=300, verbose_name='title in German')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='title in English')),
                ('summary_de', models.TextField(blank=True, verbose_name='summary in German')),
                ('summary_en', models.TextField(blank=True, verbose_name='summary in English')),
                ('review', models.CharField(choices=[('proposed', 'proposed'), ('published', 'published'), ('rejected', 'rejected'), ('merged', 'merged into another')], default='proposed', max_length=10, verbose_name='review')),
                ('by_hand', models.BooleanField(default=False, verbose_name='entered by hand')),
                ('source_url', models.URLField(blank=True, help_text='of an event by hand', max_length=2000, verbose_name='source URL')),
                ('source_count', models.PositiveIntegerField(default=0, verbose_name='independent sources')),
                ('document_count', models.PositiveIntegerField(default=0, verbose_name='documents')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('updated_at', models.DateTimeField(default=timeline.models.now, editable=False, verbose_name='changed')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('search_de', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('search_text', config='german'), output_field=django.contrib.postgres.search.SearchVectorField(), serialize=False)),
                ('search_en', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('search_text', config='english'), output_field=django.contrib.postgres.search.SearchVectorField(), serialize=False)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='timeline.event', verbose_name='merged into')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='timeline.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['sort_date', 'id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalActor',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, verbose_name='slug')),
                ('kind', models.CharField(choices=timeline.models.actor_kind_choices, max_length=20, verbose_name='kind')),
                ('name_de', models.CharField(max_length=200, verbose_name='name in German')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('country', models.CharField(blank=True, help_text='ISO 3166 alpha-3 code', max_length=3, verbose_name='country')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical actor',
                'verbose_name_plural': 'historical actors',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalOutlet',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, verbose_name='slug')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('agency', 'news agency'), ('newspaper', 'newspaper or broadcaster'), ('state_media', 'state media'), ('government', 'government'), ('research', 'research'), ('other', 'other')], default='other', max_length=20, verbose_name='kind')),
                ('country', models.CharField(blank=True, help_text='ISO 3166 alpha-3 code', max_length=3, verbose_name='country')),
                ('rights', models.CharField(choices=[('full', 'full text'), ('quote', 'quote with its neighbouring sentences')], default='full', max_length=10, verbose_name='rights')),
                ('domain', models.CharField(blank=True, max_length=200, verbose_name='domain')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical outlet',
                'verbose_name_plural': 'historical outlets',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPlace',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, verbose_name='slug')),
                ('name_de', models.CharField(max_length=200, verbose_name='name in German')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('country', models.CharField(blank=True, help_text='ISO 3166 alpha-3 code', max_length=3, verbose_name='country')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical place',
                'verbose_name_plural': 'historical places',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('earliest', models.DateField(blank=True, null=True, verbose_name='earliest')),
                ('latest', models.DateField(blank=True, null=True, verbose_name='latest')),
                ('precision', models.CharField(choices=timeline.models.precision_choices, default='unknown', max_length=10, verbose_name='precision')),
                ('extent', models.CharField(choices=timeline.models.extent_choices, default='within', max_length=12, verbose_name='extent')),
                ('approximate', models.BooleanField(default=False, verbose_name='approximate')),
                ('basis', models.CharField(choices=timeline.models.basis_choices, default='explicit', max_length=20, verbose_name='rests on')),
                ('days', models.GeneratedField(db_persist=True, expression=models.Func(models.F('earliest'), models.F('latest'), models.Value('[]'), function='daterange'), output_field=django.contrib.postgres.fields.ranges.DateRangeField(), serialize=False)),
                ('sort_date', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('earliest', 'latest'), output_field=models.DateField(null=True), serialize=False)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('quote', models.TextField(verbose_name='quote')),
                ('trigger_start', models.PositiveIntegerField()),
                ('trigger_end', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=timeline.models.kind_choices, max_length=20, verbose_name='kind')),
                ('mode', models.CharField(blank=True, choices=timeline.models.mode_choices, default='', max_length=12, verbose_name='mode')),
                ('factuality', models.CharField(choices=timeline.models.factuality_choices, max_length=14, verbose_name='factuality')),
                ('commitment', models.CharField(choices=timeline.models.commitment_choices, default='asserted', max_length=12, verbose_name='commitment')),
                ('attributions', models.JSONField(blank=True, default=list, verbose_name='attributions')),
                ('quantities', models.JSONField(blank=True, default=list, verbose_name='quantities')),
                ('date_text', models.CharField(blank=True, max_length=200, verbose_name='time expression')),
                ('date_start', models.PositiveIntegerField(blank=True, null=True)),
                ('date_end', models.PositiveIntegerField(blank=True, null=True)),
                ('confidence', models.FloatField(default=0.5, verbose_name='confidence')),
                ('trace', models.JSONField(blank=True, default=list, verbose_name='rules')),
                ('extractor_version', models.CharField(blank=True, editable=False, max_length=40)),
                ('lexicon_version', models.CharField(blank=True, editable=False, max_length=64)),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('accepted', 'accepted'), ('rejected', 'rejected')], default='proposed', max_length=10, verbose_name='state')),
                ('by_hand', models.BooleanField(default=False, verbose_name='marked by hand')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='timeline.document', verbose_name='document')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentions', to='timeline.event', verbose_name='event')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='timeline.place', verbose_name='place')),
            ],
            options={
                'verbose_name': 'mention',
                'verbose_name_plural': 'mentions',
                'ordering': ['document_id', 'start', 'trigger_start', 'kind'],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='slug')),
                ('title_de', models.CharField(max_length=120, verbose_name='title in German')),
                ('title_en', models.CharField(max_length=120, verbose_name='title in English')),
                ('start', models.DateField(verbose_name='from')),
                ('end', models.DateField(blank=True, null=True, verbose_name='to')),
                ('ongoing', models.BooleanField(default=False, verbose_name='ongoing')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
                'ordering': ['start'],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__isnull', True), models.Q(('end__gte', models.F('start')), ('ongoing', False)), _connector='OR'), name='milestone_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='text')),
                ('muted', models.BooleanField(default=False, verbose_name='muted')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='timeline.actor', verbose_name='actor')),
            ],
            options={
                'verbose_name': 'alias',
                'verbose_name_plural': 'aliases',
                'ordering': ['text'],
                'constraints': [models.UniqueConstraint(fields=('actor', 'text'), name='alias_once')],
            },
        ),
        migrations.CreateModel(
            name='BatchItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=1000, verbose_name='source')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('new', 'new'), ('unchanged', 'unchanged'), ('rejected', 'rejected')], default='waiting', max_length=10, verbose_name='state')),
                ('message', models.TextField(blank=True, verbose_name='message')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='timeline.batch', verbose_name='batch')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batch_items', to='timeline.document', verbose_name='document')),
            ],
            options={
                'verbose_name': 'item',
                'verbose_name_plural': 'items',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['batch'], name='batch_item_waiting')],
            },
        ),
        migrations.CreateModel(
            name='EventParticipant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=timeline.models.role_choices, max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='event_participations', to='timeline.actor')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='timeline.event')),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('event', 'name', 'role'), name='event_participant_once')],
            },
        ),
        migrations.CreateModel(
            name='EventRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=timeline.models.relation_choices, max_length=12)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='timeline.event')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to='timeline.event')),
            ],
            options={
                'verbose_name': 'relation of events',
                'verbose_name_plural': 'relations of events',
                'constraints': [models.UniqueConstraint(fields=('source', 'target', 'type'), name='event_relation_once'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='event_relation_of_two')],
            },
        ),
        migrations.CreateModel(
            name='MentionParticipant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('role', models.CharField(choices=timeline.models.role_choices, max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mention_participations', to='timeline.actor')),
                ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='timeline.mention')),
            ],
            options={
                'verbose_name': 'participant',
                'verbose_name_plural': 'participants',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('mention', 'name', 'role'), name='mention_participant_once')],
            },
        ),
        migrations.CreateModel(
            name='MentionRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=timeline.models.relation_choices, max_length=12)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='timeline.mention')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_from', to='timeline.mention')),
            ],
            options={
                'verbose_name': 'relation of mentions',
                'verbose_name_plural': 'relations of mentions',
                'constraints': [models.UniqueConstraint(fields=('source', 'target', 'type'), name='mention_relation_once'), models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='mention_relation_of_two')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title_de', models.CharField(max_length=200, verbose_name='title in German')),
                ('title_en', models.CharField(max_length=200, verbose_name='title in English')),
                ('country', models.CharField(blank=True, max_length=3, verbose_name='country')),
                ('term_from', models.DateField(blank=True, null=True, verbose_name='from')),
                ('term_to', models.DateField(blank=True, null=True, verbose_name='to')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offices', to='timeline.actor', verbose_name='holder')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['title_de', 'term_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(('term_to__isnull', True), ('term_from__isnull', True), ('term_to__gte', models.F('term_from')), _connector='OR'), name='office_term_in_order'), models.UniqueConstraint(fields=('holder', 'title_en', 'term_from'), name='office_once', nulls_distinct=False)],
            },
        ),
        migrations.AddIndex(
            model_name='document',
            index=django.contrib.postgres.indexes.GinIndex(fields=['fingerprint'], name='document_fingerprint'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('sha256', 'outlet', 'url'), name='document_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('published_latest__gte', models.F('published_earliest')), ('published_earliest__isnull', True), ('published_latest__isnull', True), _connector='OR'), name='document_published_in_order'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), ('taken_down_at__isnull', False), _connector='OR'), name='document_text_or_takedown'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('copy_of', models.F('id')), _negated=True), name='document_not_its_own_copy'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['event', 'state'], name='mention_of_event'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(('latest__gte', models.F('earliest')), ('earliest__isnull', True), ('latest__isnull', True), _connector='OR'), name='mention_time_in_order'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('earliest__isnull', False), ('latest', models.F('earliest')), ('latest__isnull', False), ('precision', 'day')), models.Q(('earliest__isnull', False), ('latest__isnull', True), ('precision', 'open')), models.Q(('earliest__isnull', True), ('latest__isnull', False), ('precision', 'open')), models.Q(('precision', 'unknown'), models.Q(('earliest__isnull', True), ('latest__isnull', True), _connector='OR')), models.Q(('precision__in', ['week', 'month', 'season', 'year', 'interval']), ('earliest__isnull', False), ('latest__isnull', False)), _connector='OR'), name='mention_bounds_fit_precision'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('document', 'trigger_start', 'trigger_end', 'kind'), name='mention_once'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='mention_quote_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(('trigger_start__gte', models.F('start')), ('trigger_end__lte', models.F('end')), ('trigger_end__gt', models.F('trigger_start'))), name='mention_trigger_inside_quote'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date_end__isnull', True), ('date_start__isnull', True)), models.Q(('date_end__gt', models.F('date_start')), ('date_end__isnull', False), ('date_start__isnull', False)), _connector='OR'), name='mention_date_offsets_in_order'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='mention_confidence_is_a_share'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('review', 'published')), fields=['sort_date', 'kind'], include=('status', 'source_count'), name='event_published_by_date'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GistIndex(fields=['days'], name='event_days'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_de'], name='event_search_de'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_en'], name='event_search_en'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('latest__gte', models.F('earliest')), ('earliest__isnull', True), ('latest__isnull', True), _connector='OR'), name='event_time_in_order'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('earliest__isnull', False), ('latest', models.F('earliest')), ('latest__isnull', False), ('precision', 'day')), models.Q(('earliest__isnull', False), ('latest__isnull', True), ('precision', 'open')), models.Q(('earliest__isnull', True), ('latest__isnull', False), ('precision', 'open')), models.Q(('precision', 'unknown'), models.Q(('earliest__isnull', True), ('latest__isnull', True), _connector='OR')), models.Q(('precision__in', ['week', 'month', 'season', 'year', 'interval']), ('earliest__isnull', False), ('latest__isnull', False)), _connector='OR'), name='event_bounds_fit_precision'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('review', 'merged')), models.Q(models.Q(('review', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='event_merged_into_something'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='event_not_merged_into_itself'),
        ),
    ]
