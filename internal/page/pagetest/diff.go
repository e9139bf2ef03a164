package pagetest

import (
	"fmt"
	"strings"
)

const (
	diffContext  = 2   // unchanged lines shown before and after a difference
	maxDiffLines = 40  // of a hunk
	maxDiffWidth = 300 // characters of a line
)

// firstHunk returns the first difference between two texts as a hunk of a unified diff: lines of want begin with "-",
// lines of got with "+".
func firstHunk(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	// common[i][j] is the number of lines that a[i:] and b[j:] have in common, in order.
	at := max(0, start-diffContext)
	a, b = a[at:], b[at:]
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var lines []string
	i, j, unchanged, changed := 0, 0, 0, false
	for (i < len(a) || j < len(b)) && (!changed || unchanged <= 2*diffContext) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines, unchanged = append(lines, " "+a[i]), unchanged+1
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			lines, unchanged, changed = append(lines, "-"+a[i]), 0, true
			i++
		default:
			lines, unchanged, changed = append(lines, "+"+b[j]), 0, true
			j++
		}
	}
	if changed {
		lines = lines[:len(lines)-max(0, unchanged-diffContext)]
	}
	return fmt.Sprintf("@@ line %d @@\n%s", at+1, strings.Join(shorten(lines), "\n"))
}

// shorten cuts long lines, and the middle of a long hunk.
func shorten(lines []string) []string {
	for i, line := range lines {
		if runes := []rune(line); len(runes) > maxDiffWidth {
			lines[i] = string(runes[:maxDiffWidth]) + "…"
		}
	}
	if len(lines) > maxDiffLines {
		more := fmt.Sprintf("… %d more lines", len(lines)-maxDiffLines)
		lines = append(lines[:maxDiffLines:maxDiffLines], more)
	}
	return lines
}
