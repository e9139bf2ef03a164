package page_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) { pagetest.Golden(t, "parts", page.PartsPage) }

// The figures, from left to right and from right to left.
//
// Row E7 of docs/faults.md.
func TestFigures(t *testing.T) { pagetest.Golden(t, "charts", page.ChartsPage) }
