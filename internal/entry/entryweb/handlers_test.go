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
	pagetest.Golden(t, "difference_list", differenceListPage)
	pagetest.Golden(t, "differences", differencesPage)
	pagetest.Golden(t, "assisted_start", assistedStartPage)
	pagetest.Golden(t, "group_join", groupJoinPage)
	pagetest.Golden(t, "group_response", groupPage)
	pagetest.Golden(t, "group_edit", groupEditPage)
	pagetest.Golden(t, "assisted", assistedPage)
	pagetest.Golden(t, "submissions", submissionsPage)
	pagetest.Golden(t, "submission", submissionPage)
	pagetest.Golden(t, "erase", erasePage)
}
