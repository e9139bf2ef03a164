package searchweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPagesGolden(t *testing.T) {
	pagetest.Golden(t, "results", resultsPage)
}
