package pagetest

import (
	"strings"
	"testing"
)

func TestFirstHunk(t *testing.T) {
	for _, test := range []struct{ name, want, got, hunk string }{
		{"a changed line", "1\n2\n3\n4\n5\n6\n7", "1\n2\n3\nX\n5\n6\n7", "@@ line 2 @@\n 2\n 3\n-4\n+X\n 5\n 6"},
		{"an added line", "1\n2", "1\n1a\n2", "@@ line 1 @@\n 1\n+1a\n 2"},
		{"a removed line", "1\n2\n3", "1\n3", "@@ line 1 @@\n 1\n-2\n 3"},
		{"an empty file", "", "1\n2", "@@ line 1 @@\n-\n+1\n+2"},
		{"a second difference far away", "1\n2\n3\n4\n5\n6\n7\n8", "X\n2\n3\n4\n5\n6\n7\nY", "@@ line 1 @@\n-1\n+X\n 2\n 3"},
	} {
		if got := firstHunk(test.want, test.got); got != test.hunk {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, test.hunk)
		}
	}
	long := firstHunk(strings.Repeat("a\n", 100), strings.Repeat("x", 1000))
	if lines := strings.Split(long, "\n"); len(lines) != maxDiffLines+2 || len(long) > 2000 {
		t.Errorf("a long difference has %d lines and %d characters", len(lines), len(long))
	}
}
