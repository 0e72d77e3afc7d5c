"""Publishing: the verified build becomes a release, and one rename makes it the published one.

Belongs here: everything that writes warehouse/releases and warehouse/published. Does not belong here: what is in the
tables (dbt), whether it may leave (the gates), or running dbt.
"""

from orchestration.publish.placing import recover
from orchestration.publish.refused import PublishRefused
from orchestration.publish.release import RELEASE_FILE, RELEASE_HOLDS, REPORT, Release, release
from orchestration.publish.run import WriteReport, publish

__all__ = [
    "RELEASE_FILE",
    "RELEASE_HOLDS",
    "REPORT",
    "PublishRefused",
    "Release",
    "WriteReport",
    "publish",
    "recover",
    "release",
]
