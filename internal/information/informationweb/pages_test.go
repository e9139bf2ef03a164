package informationweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "release", releasePage)
	pagetest.Golden(t, "figures", figuresPage)
	pagetest.Golden(t, "set", setPage)
	pagetest.Golden(t, "check", checkPage)
}
