"""What a generated population looks like to somebody who reads its extracts, beside what is known of real ones.

Belongs here: measures and their yardsticks. Does not belong here: making anything up, or the page that shows it.
"""

from orchestration.synth.measures.judge import Judged, judge
from orchestration.synth.measures.measure import Measured, measure_population

__all__ = ["Judged", "Measured", "judge", "measure_population"]
