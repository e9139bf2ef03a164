package partnerweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "principles", principlesPage)
	pagetest.Golden(t, "home", homePage)
	pagetest.Golden(t, "keeps", keepsPage)
	pagetest.Golden(t, "standing", standingPage)
	pagetest.Golden(t, "overview", overviewPage)
}
