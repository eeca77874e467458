"""The newest revision is known without loading the tool that migrates."""

from alembic.script import ScriptDirectory

from runtime.migrations import schema


def test_the_newest_revision_is_the_head_of_the_migrations():
    scripts = ScriptDirectory(str(schema.HERE))

    assert schema.newest() == scripts.get_current_head()
