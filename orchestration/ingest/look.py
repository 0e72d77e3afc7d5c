"""What a file's bytes alone say of its rows, before any is parsed: it is held against what the parser then finds.

The engine may pass over the rest of a file without a word where quotation marks are spoilt; bytes do not. Does not
belong here: anything that depends on the columns.
"""

import numpy as np


class Look:
    """What a file's bytes alone say: may a field need trimming, and how many records are there. Errs towards doubt."""

    _SPACE, _QUOTE, _LINE_FEED, _RETURN, _RARE = 0x20, 0x22, 0x0A, 0x0D, (b"\t", b"\xa0")

    def __init__(self) -> None:
        self.has_blanks = False
        self._before = b"\n"
        self._is_edge = np.zeros(256, dtype=bool)
        self._is_edge[list(b',\n\r"')] = True
        self._line_ends = 0
        self._is_in_quotes = False
        self._is_in_doubt = False

    def at(self, chunk: bytes) -> None:
        """Look at the next bytes of the file: at each byte once, when both of its neighbours are known."""
        text = self._before + chunk
        self._look_for_empty_lines(text)
        self._look_within(text)

    def at_end(self) -> None:
        """Look at the last byte, as if a line ended after it."""
        self._look_within(self._before + b"\n")

    def _look_for_empty_lines(self, text: bytes) -> None:
        codes = np.frombuffer(text, dtype=np.uint8)
        ends = codes == self._LINE_FEED
        is_found = bool((ends[1:] & ends[:-1]).any())
        if b"\r" in text:
            is_found = is_found or bool((ends[2:] & ends[:-2] & (codes[1:-1] == self._RETURN)).any())
        self._is_in_doubt = self._is_in_doubt or is_found

    def _look_within(self, text: bytes) -> None:
        codes = np.frombuffer(text, dtype=np.uint8)
        if not self.has_blanks:
            spaces = np.flatnonzero(codes[1:-1] == self._SPACE) + 1
            beside_an_edge = self._is_edge[codes[spaces - 1]] | self._is_edge[codes[spaces + 1]]
            self.has_blanks = bool(beside_an_edge.any()) or any(blank in text for blank in self._RARE)
        if self._is_in_quotes or b'"' in text:
            self._count_around_quotes(codes)
        else:
            self._line_ends += int(np.count_nonzero(codes[1:-1] == self._LINE_FEED))
        self._before = text[-2:]

    def _count_around_quotes(self, codes: np.ndarray) -> None:
        """Count the line ends outside quotation marks; a mark that neither opens nor closes a field leaves doubt."""
        marks = np.flatnonzero(codes[1:-1] == self._QUOTE) + 1
        opening, closing = marks[int(self._is_in_quotes) :: 2], marks[1 - int(self._is_in_quotes) :: 2]
        self._is_in_doubt = self._is_in_doubt or not (
            self._is_edge[codes[opening - 1]].all() and self._is_edge[codes[closing + 1]].all()
        )
        line_ends = np.flatnonzero(codes[1:-1] == self._LINE_FEED) + 1
        marks_before = np.searchsorted(marks, line_ends) + int(self._is_in_quotes)
        self._line_ends += int(np.count_nonzero(marks_before % 2 == 0))
        self._is_in_quotes = bool((len(marks) + int(self._is_in_quotes)) % 2)

    def records(self) -> int | None:
        """Data records, once all of the file has been seen: its lines but for the header. None if in doubt."""
        if self._is_in_doubt or self._is_in_quotes:
            return None
        ends_a_line = self._before[0] == self._LINE_FEED
        return self._line_ends - 1 if ends_a_line else self._line_ends
