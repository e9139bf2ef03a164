package placeweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "place", placePage)
	pagetest.Golden(t, "figures", figuresPage)
}

func TestImportPages(t *testing.T) {
	pagetest.Golden(t, "imports", importsPage)
	pagetest.Golden(t, "import", importPage)
}
