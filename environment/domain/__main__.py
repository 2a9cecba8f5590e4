"""Print ``docs/domain.md``."""

from environment.domain.statements import page

print(page())
