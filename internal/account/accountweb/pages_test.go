package accountweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "home", homePage)
	pagetest.Golden(t, "people", peoplePage)
	pagetest.Golden(t, "person", personPage)
	pagetest.Golden(t, "organisations", orgsPage)
	pagetest.Golden(t, "audit", auditPage)
}
