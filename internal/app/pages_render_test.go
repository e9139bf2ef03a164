package app_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
)

// The template of every page fits its view: with a field that the view does not have, rendering panics. The program parses a
// template only when its page is first shown.
func TestEveryPageRendersItsExamples(t *testing.T) {
	t.Parallel()
	pages := page.All()
	if len(pages) < 150 {
		t.Fatalf("the program has only %d pages", len(pages))
	}
	for _, p := range pages {
		func() {
			defer func() {
				if problem := recover(); problem != nil {
					t.Errorf("%s: %v", p.Name(), problem)
				}
			}()
			p.ExamplesIn(nil)
		}()
	}
}
