package projectweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "work", workingPage)
	pagetest.Golden(t, "work_list", workListPage)
}
