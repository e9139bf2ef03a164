package entryweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "paper", paperPage)
	pagetest.Golden(t, "overview", overviewPage)
	pagetest.Golden(t, "batch", batchPage)
	pagetest.Golden(t, "key", keyPage)
	pagetest.Golden(t, "differ", differencesPage)
	pagetest.Golden(t, "aloud", assistedStartPage)
	pagetest.Golden(t, "join", groupJoinPage)
	pagetest.Golden(t, "reply", groupPage)
	pagetest.Golden(t, "write", groupEditPage)
	pagetest.Golden(t, "ask", assistedPage)
	pagetest.Golden(t, "submissions", submissionsPage)
	pagetest.Golden(t, "submission", submissionPage)
	pagetest.Golden(t, "erase", erasePage)
}
