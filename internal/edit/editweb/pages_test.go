package editweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "form", formPage)
	pagetest.Golden(t, "record", recordPage)
	pagetest.Golden(t, "history", historyPage)
	pagetest.Golden(t, "conflict", conflictPage)
}
