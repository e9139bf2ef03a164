package budgetweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "keep", keepPage)
}
